import { type Attributes, type Context, context, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';

import { Problem } from '#libs/kernel';

import { contextAt, type TraceContext, traceContextOf, withSubjects } from './trace-context.js';

const kinds = { inside: SpanKind.INTERNAL, producer: SpanKind.PRODUCER, consumer: SpanKind.CONSUMER, client: SpanKind.CLIENT };

export interface SpanOptions {
  /** Where the trace stands that it goes on in, null for none; by default the one that this runs in. */
  from?: TraceContext | null | undefined;
  /** Default: inside. */
  kind?: keyof typeof kinds;
  /** Ids, names and numbers. */
  attributes?: Attributes;
  /** Milliseconds since 1970; default: now. By the machine's clock, as all of a span's times. */
  startedAt?: number;
}

/** A span of its own subject, among those of others. */
export interface SubjectSpan extends SpanOptions {
  subjectId: string;
  name: string;
}

/** A span that is ended by hand. */
export interface OpenSpan {
  /** For what goes on from it. */
  trace: TraceContext;
  end(error?: unknown): void;
}

/** Adds to what a span tells. */
export type Note = (attributes: Attributes) => void;

/** Runs a body as a step of a trace: of the one that is given, or the one that this runs in. In none it just runs. */
export async function inSpan<T>(name: string, options: SpanOptions, body: (note: Note) => Promise<T>): Promise<T> {
  const started = start(name, options);
  if (!started) return body(() => undefined);
  const { span, at } = started;
  return endAfter([span], () => context.with(at, () => body((attributes) => void span.setAttributes(attributes))));
}

/** Runs a body that is a step of several traces at once: an event that it appends, or whatever else asks `traceOf`, goes on in its subject's. */
export async function inSpans<T>(spans: readonly SubjectSpan[], body: () => Promise<T>): Promise<T> {
  const started = spans.flatMap(({ subjectId, name, ...options }) => {
    const one = start(name, options);
    return one ? [{ subjectId, ...one }] : [];
  });
  if (started.length === 0) return body();
  const subjects = new Map(started.map(({ subjectId, at }) => [subjectId, at]));
  return endAfter(started.map(({ span }) => span), () => context.with(withSubjects(subjects), body));
}

/** Begins a step of a trace that something else is to go on from; undefined in none. */
export function openSpan(name: string, options: SpanOptions): OpenSpan | undefined {
  const started = start(name, options);
  const at = started && traceContextOf(started.at);
  return at && { trace: at, end: (error) => end(started.span, error) };
}

function start(name: string, { from, kind = 'inside', attributes, startedAt }: SpanOptions): { span: Span; at: Context } | undefined {
  const parent = from === undefined ? context.active() : from && contextAt(from);
  if (!parent || trace.getSpanContext(parent) === undefined) return undefined;
  const span = trace.getTracer('weir').startSpan(name, { kind: kinds[kind], ...(attributes && { attributes }), ...(startedAt !== undefined && { startTime: startedAt }) }, parent);
  return { span, at: trace.setSpan(parent, span) };
}

async function endAfter<T>(spans: readonly Span[], body: () => Promise<T>): Promise<T> {
  try {
    const result = await body();
    for (const span of spans) end(span);
    return result;
  } catch (error) {
    for (const span of spans) end(span, error);
    throw error;
  }
}

/** What failed is told by its code alone: a text may hold what somebody sent. A refusal is an outcome, and no failure of ours. */
function end(span: Span, error?: unknown): void {
  if (error !== undefined) {
    span.setAttribute('error.type', codeOf(error));
    if (!(error instanceof Problem) || error.kind === 'unavailable') span.setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end();
}

function codeOf(error: unknown): string {
  if (error instanceof Problem) return error.code;
  return error instanceof Error ? error.name : typeof error;
}
