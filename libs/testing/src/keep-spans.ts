import type { ReadableSpan } from '@opentelemetry/sdk-trace';

export interface KeptSpans {
  /** Those that are ended, in order of that. */
  spans(): ReadableSpan[];
  stop(): void;
}

/** Makes spans, and keeps them in memory, until it is stopped. The SDK is loaded for it alone. */
export async function keepSpans(): Promise<KeptSpans> {
  const { context, propagation, trace } = await import('@opentelemetry/api');
  const { AsyncLocalStorageContextManager } = await import('@opentelemetry/context-async-hooks');
  const { W3CTraceContextPropagator } = await import('@opentelemetry/core');
  const { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } = await import('@opentelemetry/sdk-trace');
  const exporter = new InMemorySpanExporter();
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }));
  return {
    spans: () => exporter.getFinishedSpans(),
    stop() {
      for (const api of [trace, propagation, context]) api.disable();
    },
  };
}
