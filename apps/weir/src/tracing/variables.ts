import { z } from 'zod';

import { ConfigurationError } from '../config.js';

const whole = z.string().regex(/^\d{1,9}$/).transform(Number);
const count = whole.pipe(z.number().min(1));
const endpoint = z.url({ protocol: /^https?$/ });
const protocol = z.enum(['http/protobuf', 'http/json']);

/**
 * OpenTelemetry's standard variables, as far as they say something here: what each takes, for people, and how it is read.
 * Others have them set for other programs: they are read, and found fault with, only where a role is started that makes traces.
 */
export const tracingVariables = {
  OTEL_EXPORTER_OTLP_ENDPOINT: { takes: 'http(s)://host:port of a collector of OpenTelemetry: asks for traces, which go to /v1/traces of it; default: none are made', schema: endpoint },
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: { takes: 'the same, the whole address', schema: endpoint },
  OTEL_EXPORTER_OTLP_PROTOCOL: { takes: 'http/protobuf or http/json; default http/protobuf', schema: protocol },
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: { takes: 'the same, of traces alone', schema: protocol },
  OTEL_EXPORTER_OTLP_HEADERS: { takes: 'name=value,…: header fields that the collector asks for, such as a key', schema: z.string() },
  OTEL_TRACES_EXPORTER: { takes: 'otlp, which asks for traces even without an endpoint (http://localhost:4318), or none', schema: z.enum(['otlp', 'none']) },
  OTEL_SDK_DISABLED: { takes: 'true or false; default false: true makes no traces, whatever else is set', schema: z.stringbool({ truthy: ['true'], falsy: ['false'] }) },
  OTEL_SERVICE_NAME: { takes: 'a name; default weir, or weir-api, weir-scheduler, weir-worker, weir-gateway for a role alone', schema: z.string().min(1) },
  OTEL_RESOURCE_ATTRIBUTES: { takes: 'name=value,…: what is told of this process with each trace', schema: z.string() },
  OTEL_TRACES_SAMPLER: {
    takes: 'always_on, always_off, traceidratio, parentbased_always_on, parentbased_always_off or parentbased_traceidratio; default parentbased_always_on',
    schema: z.enum(['always_on', 'always_off', 'traceidratio', 'parentbased_always_on', 'parentbased_always_off', 'parentbased_traceidratio']),
  },
  OTEL_TRACES_SAMPLER_ARG: { takes: 'a share from 0 to 1, for the samplers with a ratio; default 1', schema: z.string().regex(/^(0|1|\d?\.\d{1,18}|1\.0+)$/).transform(Number).pipe(z.number().max(1)) },
  OTEL_BSP_SCHEDULE_DELAY: { takes: 'milliseconds; default 5000: spans are sent this often', schema: whole },
  OTEL_BSP_EXPORT_TIMEOUT: { takes: 'milliseconds; default 30000: the longest that one sending takes', schema: count },
  OTEL_BSP_MAX_QUEUE_SIZE: { takes: 'a number; default 2048: spans that wait to be sent; more are dropped', schema: count },
  OTEL_BSP_MAX_EXPORT_BATCH_SIZE: { takes: 'a number; default 512: spans sent together', schema: count },
} as const satisfies Record<string, { takes: string; schema: z.ZodType }>;

export type TracingValues = { [K in keyof typeof tracingVariables]?: z.output<(typeof tracingVariables)[K]['schema']> };

/** @returns what is set, or undefined when nothing asks for traces. @throws ConfigurationError */
export function readTracing(environment: Readonly<Record<string, string | undefined>>): TracingValues | undefined {
  const isSet = (name: keyof typeof tracingVariables) => environment[name] !== undefined && environment[name] !== '';
  if (!isSet('OTEL_EXPORTER_OTLP_ENDPOINT') && !isSet('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT') && !isSet('OTEL_TRACES_EXPORTER')) return undefined;
  const values: TracingValues = {};
  for (const [name, { takes, schema }] of Object.entries(tracingVariables)) {
    const text = environment[name];
    if (text === undefined || text === '') continue;
    const read = schema.safeParse(text);
    if (!read.success) throw new ConfigurationError(`${name} takes ${takes}; it is ${name.endsWith('ENDPOINT') ? 'something else' : JSON.stringify(text)}`);
    Object.assign(values, { [name]: read.data });
  }
  return values.OTEL_SDK_DISABLED === true || values.OTEL_TRACES_EXPORTER === 'none' ? undefined : values;
}
