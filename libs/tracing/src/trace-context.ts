import { type Context, context, createContextKey, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';

/** Where a trace stands, as it is kept beside what goes on in it: the header fields of W3C's Trace Context. Whether it is sampled is part of them. */
export interface TraceContext {
  traceparent: string;
  tracestate?: string;
}

/** Spans that several subjects have at once: an event of a subject belongs to its own. */
const SUBJECTS = createContextKey('weir.subjects');

/** Whether this process has an SDK that makes spans. */
export function isTracing(): boolean {
  return propagation.fields().length > 0; // without an SDK nothing is handed on
}

/** Whether both are of one trace, wherever in it. */
export function isSameTrace(one: TraceContext, other: TraceContext | undefined): boolean {
  return one.traceparent.split('-')[1] === other?.traceparent.split('-')[1];
}

/** Where the trace stands that this runs in; undefined when it runs in none. */
export function currentTrace(): TraceContext | undefined {
  return traceContextOf(context.active());
}

/** The same for what is about a subject: its own trace, where several are worked on at once. */
export function traceOf(subjectId: string): TraceContext | undefined {
  return traceContextOf(subjectsIn(context.active())?.get(subjectId) ?? context.active());
}

export function withSubjects(subjects: ReadonlyMap<string, Context>): Context {
  return context.active().setValue(SUBJECTS, subjects);
}

function subjectsIn(from: Context): ReadonlyMap<string, Context> | undefined {
  return from.getValue(SUBJECTS) as ReadonlyMap<string, Context> | undefined;
}

export function traceContextOf(from: Context): TraceContext | undefined {
  if (trace.getSpanContext(from) === undefined) return undefined;
  const fields: Partial<TraceContext> = {};
  propagation.inject(from, fields);
  return fields.traceparent === undefined ? undefined : (fields as TraceContext);
}

/** Undefined when nothing can go on from there: it is not well-formed, or nobody makes spans. */
export function contextAt(from: TraceContext): Context | undefined {
  const at = propagation.extract(ROOT_CONTEXT, from);
  return trace.getSpanContext(at) === undefined ? undefined : at;
}
