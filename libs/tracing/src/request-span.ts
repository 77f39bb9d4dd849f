import { type Attributes, type Context, context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';

/** The span of a request that came in. */
export interface RequestSpan {
  /** 32 hexadecimal digits, for the log. */
  traceId: string;
  /** Runs what answers it: all that follows is part of its trace. */
  run(body: () => void): void;
  /** Ends it with what it was answered; once. */
  end(attributes: Attributes, failed: boolean): void;
}

/** Begins the span of a request: in the caller's trace, where its header fields name one, or else in a new one. */
export function openRequest(name: string, headers: Readonly<Record<string, string | string[] | undefined>>, attributes: Attributes): RequestSpan {
  const parent = propagation.extract(ROOT_CONTEXT, headers);
  const span = trace.getTracer('weir').startSpan(name, { kind: SpanKind.SERVER, attributes }, parent);
  const at: Context = trace.setSpan(parent, span);
  return {
    traceId: span.spanContext().traceId,
    run: (body) => context.with(at, body),
    end(ended, failed) {
      if (!span.isRecording()) return; // not sampled, or ended before
      span.setAttributes(ended);
      if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    },
  };
}
