import { expect, test } from 'vitest';

import { readConfig } from '../config.js';
import { readTracing } from './variables.js';

const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318' };

test('traces are made when they are asked for, and not else', () => {
  for (const silent of [{}, { OTEL_EXPORTER_OTLP_ENDPOINT: '' }, { OTEL_SERVICE_NAME: 'x', OTEL_TRACES_SAMPLER: 'nonsense' }, { ...endpoint, OTEL_SDK_DISABLED: 'true' }, { ...endpoint, OTEL_TRACES_EXPORTER: 'none' }]) {
    expect(readTracing(silent), JSON.stringify(silent)).toBeUndefined();
  }
  for (const asking of [endpoint, { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://traces.example/in' }, { OTEL_TRACES_EXPORTER: 'otlp' }, { ...endpoint, OTEL_SDK_DISABLED: 'false' }]) {
    expect(readTracing(asking), JSON.stringify(asking)).toBeDefined();
  }
  expect(readTracing({ ...endpoint, OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.25', OTEL_BSP_SCHEDULE_DELAY: '50' })).toMatchObject({ OTEL_TRACES_SAMPLER_ARG: 0.25, OTEL_BSP_SCHEDULE_DELAY: 50 });
});

test.each([
  ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc'], ['OTEL_TRACES_SAMPLER', 'jaeger_remote'], ['OTEL_TRACES_SAMPLER_ARG', '1.5'], ['OTEL_TRACES_SAMPLER_ARG', '-1'], ['OTEL_TRACES_EXPORTER', 'zipkin'],
  ['OTEL_BSP_MAX_QUEUE_SIZE', '0'], ['OTEL_SDK_DISABLED', 'yes'], ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318'],
])('%s=%s is refused by whoever makes traces, and left alone by everybody else', (name, text) => {
  expect(() => readTracing({ ...endpoint, [name]: text })).toThrow(`${name} takes`);
  expect(readConfig({ ...endpoint, [name]: text }).otel).toMatchObject({ [name]: text });
});

test('an address is not repeated: it may hold a password', () => {
  expect(() => readTracing({ OTEL_EXPORTER_OTLP_ENDPOINT: 'ftp://user:hunter2@host' })).toThrow(/^(?!.*hunter2)/s);
});
