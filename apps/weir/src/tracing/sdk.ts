import { context, diag, DiagLogLevel, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { defaultResource, detectResources, envDetector, type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import { AlwaysOffSampler, AlwaysOnSampler, BatchSpanProcessor, ParentBasedSampler, type Sampler, TraceIdRatioBasedSampler, TracerProvider } from '@opentelemetry/sdk-trace';
import { randomUUID } from 'node:crypto';

import { version } from '../version.js';
import type { Tracing } from './start-tracing.js';
import type { TracingValues } from './variables.js';

const STOP_WITHIN_MILLIS = 1_000;
const TELL_EVERY_MILLIS = 60_000;

/** Puts the SDK behind OpenTelemetry's API. The exporter reads the variables of OTLP itself. */
export function startSdk(values: TracingValues, serviceName: string, onError: (error: unknown) => void): Tracing {
  diag.setLogger({ error: once(onError), warn: ignore, info: ignore, debug: ignore, verbose: ignore }, DiagLogLevel.ERROR);
  const provider = new TracerProvider({ resource: resourceOf(serviceName), sampler: samplerOf(values), spanProcessors: [processorOf(values)] });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(provider);
  return {
    async stop() {
      await Promise.race([provider.shutdown().catch(onError), new Promise((resolve) => setTimeout(resolve, STOP_WITHIN_MILLIS).unref())]);
      for (const api of [trace, propagation, context, diag]) api.disable();
    },
  };
}

/** In one line, and once a minute at the most: a collector that is gone is worth a word, but not one for each batch. */
function once(onError: (error: unknown) => void): (message: string) => void {
  let toldAt = -Infinity;
  return (message) => {
    const now = performance.now();
    if (now - toldAt < TELL_EVERY_MILLIS) return;
    toldAt = now;
    onError(new Error(`traces are not collected: ${/"message":"([^"]+)"/.exec(message)?.[1] ?? message}`));
  };
}

/** What waits is bounded, and what is more is dropped: whoever collects may be slow or gone, and nobody here waits for it. */
function processorOf(values: TracingValues): BatchSpanProcessor {
  const protocol = values.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL ?? values.OTEL_EXPORTER_OTLP_PROTOCOL ?? 'http/protobuf';
  const { OTEL_BSP_SCHEDULE_DELAY, OTEL_BSP_EXPORT_TIMEOUT, OTEL_BSP_MAX_QUEUE_SIZE, OTEL_BSP_MAX_EXPORT_BATCH_SIZE } = values;
  return new BatchSpanProcessor({
    exporter: protocol === 'http/json' ? new JsonExporter() : new ProtobufExporter(),
    ...(OTEL_BSP_SCHEDULE_DELAY !== undefined && { scheduledDelayMillis: OTEL_BSP_SCHEDULE_DELAY }),
    ...(OTEL_BSP_EXPORT_TIMEOUT !== undefined && { exportTimeoutMillis: OTEL_BSP_EXPORT_TIMEOUT }),
    ...(OTEL_BSP_MAX_QUEUE_SIZE !== undefined && { maxQueueSize: OTEL_BSP_MAX_QUEUE_SIZE }),
    ...(OTEL_BSP_MAX_EXPORT_BATCH_SIZE !== undefined && { maxExportBatchSize: OTEL_BSP_MAX_EXPORT_BATCH_SIZE }),
  });
}

function resourceOf(serviceName: string): Resource {
  const own = resourceFromAttributes({ 'service.name': serviceName, 'service.version': version, 'service.instance.id': randomUUID() });
  return defaultResource().merge(own).merge(detectResources({ detectors: [envDetector] }));
}

function samplerOf({ OTEL_TRACES_SAMPLER: name = 'parentbased_always_on', OTEL_TRACES_SAMPLER_ARG: ratio = 1 }: TracingValues): Sampler {
  const own = name.endsWith('always_on') ? new AlwaysOnSampler() : name.endsWith('always_off') ? new AlwaysOffSampler() : new TraceIdRatioBasedSampler(ratio);
  return name.startsWith('parentbased_') ? new ParentBasedSampler({ root: own }) : own;
}

function ignore(): void {
  // Detail of the SDK's own, which nobody asked for.
}
