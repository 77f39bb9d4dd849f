import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { apiCall } from '#apps/weir';

import { type Product, startProduct } from '../support/product.js';
import { type CollectedSpan, type TraceCollector, traceCollector } from '../support/trace-collector.js';
import { setUpWorld, smallWorld } from '../support/world.js';

let collector: TraceCollector;
let product: Product;
beforeAll(async () => {
  collector = await traceCollector();
  product = await startProduct({
    roles: ['api', 'scheduler', 'worker'],
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json', OTEL_BSP_SCHEDULE_DELAY: '50', WEIR_SIMULATED_START: '4s', WEIR_SCHEDULER_LOCK: '2s', WEIR_HOST_STALE_AFTER: '1h', WEIR_HOST_LOST_AFTER: '2h',
    },
  });
});
afterAll(async () => {
  await product?.close();
  await collector?.close();
});

async function spanOf(traceId: string, name: string): Promise<CollectedSpan> {
  for (let tries = 0; tries < 3_000; tries += 1) {
    const span = collector.spans.find((each) => each.traceId === traceId && each.name === name);
    if (span) return span;
    await sleep(20);
  }
  throw new Error(`${name} never came; ${collector.spans.filter((each) => each.traceId === traceId).map((each) => each.name).join(', ')} did`);
}

test('a trace goes on through every process, though each of them is killed on the way', async () => {
  const world = await setUpWorld(product, smallWorld({ operators: 1, hostsEach: 1 }));
  const [api, scheduler, worker] = product.processes;
  await Promise.all([scheduler!.kill(), worker!.kill()]);
  const traceId = '0123456789abcdef0123456789abcdef';
  const terms = { pool: 'standard', replicas: 1, resources: { cpuMillis: 500, memoryMib: 256 }, workload: { image: 'nginx' } };
  await apiCall(api!.url!, world.tenants[0]!.key)('POST', '/v1/leases', terms, { headers: { traceparent: `00-${traceId}-00f067aa0ba902b7-01` } });
  const [request, command] = [await spanOf(traceId, 'POST /v1/leases'), await spanOf(traceId, 'RequestLease')];
  await api!.kill();

  await scheduler!.start();
  const placing = await spanOf(traceId, 'place lease');
  await scheduler!.kill();

  await worker!.start();
  const [relay, placed, job] = [await spanOf(traceId, 'relay lease.requested'), await spanOf(traceId, 'relay lease.placed'), await spanOf(traceId, 'job converge')];
  await worker!.kill(); // while what it started is not ready
  await worker!.start();
  const activated = await spanOf(traceId, 'relay lease.activated');

  expect(request.parentSpanId).toBe('00f067aa0ba902b7');
  expect([command, relay, placing, placed, job].map(({ parentSpanId }) => parentSpanId)).toEqual([request.spanId, command.spanId, command.spanId, placing.spanId, placed.spanId]);
  expect([request, command, placing, relay, job, activated].map(({ service }) => service)).toEqual(['weir-api', 'weir-api', 'weir-scheduler', 'weir-worker', 'weir-worker', 'weir-worker']);
});
