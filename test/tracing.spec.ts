import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { apiCall, type ApiCall, startTracing, type Tracing } from '#apps/weir';
import { sql } from '#libs/database';
import { type HttpSink, httpSink } from '#libs/testing';

import { type CollectedSpan, type TraceCollector, traceCollector } from './support/trace-collector.js';
import { type WholeProduct, wholeProduct } from './support/whole-product.js';
import { setUpWorld, smallWorld } from './support/world.js';

const faults: unknown[] = [];
let collector: TraceCollector;
let tracing: Tracing;
let sink: HttpSink;
let product: WholeProduct;
let tenant: ApiCall;
let poolId: string;

/** Tracing as the environment asks for it, part of which the exporter reads by itself. */
function trace(environment: Record<string, string>): Promise<Tracing> {
  const all: Record<string, string> = { OTEL_BSP_SCHEDULE_DELAY: '20', ...environment };
  for (const name of ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TIMEOUT']) if (all[name] !== undefined) process.env[name] = all[name];
  return startTracing(all, 'weir', (error) => faults.push(error));
}

beforeAll(async () => {
  collector = await traceCollector();
  sink = await httpSink();
  tracing = await trace({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' });
  product = await wholeProduct({ simulatedStartMillis: 50, webhookAllowPrivate: true });
  const world = await setUpWorld({ of: () => [product], adminKey: product.adminKey }, smallWorld({ operators: 1, hostsEach: 1 }));
  tenant = apiCall(product.url, world.tenants[0]!.key);
  ({ poolId } = world);
  await tenant('POST', '/v1/webhooks/endpoints', { url: sink.url });
});
afterAll(async () => {
  await product?.close();
  await tracing?.stop();
  await Promise.all([collector?.close(), sink?.close()]);
});

const hex = (digits: number) => Array.from({ length: digits }, () => Math.floor(Math.random() * 15 + 1).toString(16)).join('');

async function until<T>(what: string | (() => string), read: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < 1_000; tries += 1) {
    const value = await read();
    if (value !== undefined) return value;
    await sleep(20);
  }
  throw new Error(`never came: ${typeof what === 'string' ? what : what()}`);
}

async function requestLease(headers: Record<string, string>): Promise<string> {
  const { id } = await tenant<{ id: string }>('POST', '/v1/leases', { pool: 'standard', replicas: 1, resources: { cpuMillis: 500, memoryMib: 256 }, workload: { image: 'secret-image' } }, { headers });
  return id;
}

const inState = (id: string, state: string) => until(`${id} ${state}`, async () => ((await tenant<{ state: string }>('GET', `/v1/leases/${id}`)).state === state ? true : undefined));

/** A span of a trace by its name, once it came, and what it goes on from. */
const spanOf = (traceId: string, name: string, wanted: (span: CollectedSpan) => boolean = () => true) => (
  until(() => `${name} in ${traceId}; there are ${collector.spans.filter((span) => span.traceId === traceId).map((span) => span.name).join(', ')}`, () => collector.spans.find((span) => span.traceId === traceId && span.name === name && wanted(span))));

/** Whatever wrote an event of a lease that a cluster answered for: the job, or its record, where the job began for another reason. It ends after the event is told. */
const recordedBy = (traceId: string, spanId: string) => until(`${spanId} in ${traceId}`, () => collector.spans.find((span) => span.traceId === traceId && span.spanId === spanId && /^(job converge|record lease)$/.test(span.name)));

test('a request is one trace, from the caller through outbox, placement and worker to the webhook', async () => {
  const [traceId, callerId] = [hex(32), hex(16)];
  const id = await requestLease({ traceparent: `00-${traceId}-${callerId}-01`, tracestate: 'vendor=7' });
  await inState(id, 'active');

  const request = await spanOf(traceId, 'POST /v1/leases');
  expect(request).toMatchObject({ parentSpanId: callerId, attributes: { 'http.request.method': 'POST', 'http.route': '/v1/leases', 'http.response.status_code': 201 }, failed: false });
  const command = await spanOf(traceId, 'RequestLease');
  expect(command.parentSpanId).toBe(request.spanId);
  const relay = await spanOf(traceId, 'relay lease.requested');
  expect(relay).toMatchObject({ parentSpanId: command.spanId, attributes: { 'weir.subject.id': id } });
  const placing = await spanOf(traceId, 'place lease');
  expect(placing).toMatchObject({ parentSpanId: command.spanId, attributes: { 'weir.lease.id': id, 'weir.claims': 1 } });
  const placed = await spanOf(traceId, 'relay lease.placed');
  expect(placed.parentSpanId).toBe(placing.spanId);
  const job = await spanOf(traceId, 'job converge', (span) => span.parentSpanId === placed.spanId);
  expect(job.attributes).toMatchObject({ 'weir.job.name': 'converge', 'weir.lease.id': id });
  expect((await spanOf(traceId, 'apply to cluster')).attributes).toMatchObject({ 'weir.lease.id': id, 'weir.driver': 'simulated', 'weir.replicas': 1 });

  // Activation is told in whichever job saw it, which is one of this trace.
  const told = await spanOf(traceId, 'tell lease.activated');
  await recordedBy(traceId, told.parentSpanId);
  const attempt = await spanOf(traceId, 'webhook attempt', (span) => span.parentSpanId === told.spanId);
  expect(attempt.attributes).toMatchObject({ 'http.response.status_code': 200, 'weir.delivery.attempt': 1 });

  // The caller's own state goes with it, and none of it leaves the house.
  const [event] = await product.database.query<{ trace: object }>(sql`select trace from outbox_events where subject_id = ${id} and type = 'lease.requested'`);
  expect(event!.trace).toEqual({ traceparent: `00-${traceId}-${command.spanId}-01`, tracestate: 'vendor=7' });
  expect(sink.received.length).toBeGreaterThan(0);
  expect(sink.received.filter(({ headers }) => 'traceparent' in headers || 'tracestate' in headers)).toEqual([]);
});

test('what the tenant changes later, and that it closes it, are traces of their own, with what follows', async () => {
  const [unsampled, traceId] = [hex(32), hex(32)];
  const id = await requestLease({ traceparent: `00-${unsampled}-${hex(16)}-00` });
  await inState(id, 'active');
  const { version } = await tenant<{ version: number }>('GET', `/v1/leases/${id}`);
  await tenant('PATCH', `/v1/leases/${id}`, { replicas: 2 }, { headers: { traceparent: `00-${traceId}-${hex(16)}-01`, 'if-match': `"${version}"` } });
  const command = await spanOf(traceId, 'ChangeLease');
  expect((await spanOf(traceId, 'place lease')).parentSpanId).toBe(command.spanId);
  await spanOf(traceId, 'relay lease.placed');
  const closing = hex(32);
  await tenant('DELETE', `/v1/leases/${id}`, undefined, { headers: { traceparent: `00-${closing}-${hex(16)}-01` } });
  const closed = await spanOf(closing, 'relay lease.closed');
  await recordedBy(closing, closed.parentSpanId);
  expect((await spanOf(closing, 'job settle')).parentSpanId).toBe(closed.spanId);
  // What its caller did not sample is not told, all the way.
  const [event] = await product.database.query<{ trace: object }>(sql`select trace from outbox_events where subject_id = ${id} and type = 'lease.activated'`);
  expect(event!.trace).toEqual({ traceparent: expect.stringMatching(`^00-${unsampled}-[0-9a-f]{16}-00$`) });
  expect(collector.spans.filter((span) => span.traceId === unsampled)).toEqual([]);
});

test('an auction ends in the trace of the lease that it was held for, and what follows goes on from there', async () => {
  const admin = apiCall(product.url, product.adminKey);
  await admin('PATCH', `/v1/admin/pools/${poolId}`, { auctionWindowMillis: 1_000 });
  const traceId = hex(32);
  const lease = { pool: 'standard', replicas: 1, resources: { cpuMillis: 500, memoryMib: 256 }, workload: { image: 'secret-image' }, pricing: { mode: 'on-demand', auction: true } };
  const { id } = await tenant<{ id: string }>('POST', '/v1/leases', lease, { headers: { traceparent: `00-${traceId}-${hex(16)}-01` } });
  await inState(id, 'active');
  const command = await spanOf(traceId, 'RequestLease');
  const end = await spanOf(traceId, 'end auction');
  expect(end).toMatchObject({ attributes: { 'weir.auction.id': expect.stringMatching(/^auc_/), 'weir.lease.id': id, 'weir.pool.id': poolId }, failed: false });
  const spans = () => new Map(collector.spans.filter((span) => span.traceId === traceId).map((span) => [span.spanId, span]));
  // Whatever the lease's last event came from before, it goes back to the request.
  const isBehind = (span: CollectedSpan | undefined, ancestor: string): boolean => span !== undefined && (span.parentSpanId === ancestor || isBehind(spans().get(span.parentSpanId), ancestor));
  await until('the trace of the request', () => (isBehind(end, command.spanId) ? true : undefined));
  const placing = await spanOf(traceId, 'place lease', ({ attributes }) => attributes['weir.claims'] === 1);
  const job = await spanOf(traceId, 'job converge');
  await until('placing and converging behind the request', () => (isBehind(placing, command.spanId) && isBehind(job, command.spanId) ? true : undefined));
  await admin('PATCH', `/v1/admin/pools/${poolId}`, { auctionWindowMillis: 0 });
});

test('refusals are outcomes, malformed contexts begin a new trace, and nothing that was sent is told', async () => {
  const traceId = hex(32);
  const refused = await fetch(`${product.url}/v1/leases?token=in-the-query`, { method: 'POST', headers: { traceparent: `00-${traceId}-${hex(16)}-01`, authorization: 'Bearer weir_ten_wrong' } });
  expect(refused.status).toBe(401);
  expect(await spanOf(traceId, 'POST /v1/leases')).toMatchObject({ failed: false, attributes: { 'http.response.status_code': 401 } });
  for (const traceparent of ['00-1-2-3', `ff-${traceId}-${hex(16)}-01`, 'x'.repeat(2_000), `00-${'0'.repeat(32)}-${hex(16)}-01`]) {
    const before = collector.spans.length;
    await tenant('GET', '/v1/whoami', undefined, { headers: { traceparent } });
    const span = await until('a new trace', () => collector.spans.slice(before).find(({ name }) => name === 'GET /v1/whoami'));
    expect(span.parentSpanId).toBe('');
  }
  expect(collector.spans.filter(({ name }) => /health|sweep|settle all/.test(name))).toEqual([]);
  for (const secret of ['secret-image', 'in-the-query', 'weir_ten_', 'whsec_', sink.url, 'select ', 'insert ']) expect(collector.text()).not.toContain(secret);
});

test('by default spans go as protobuf, and those that wait at the end are sent', async () => {
  await tracing.stop();
  tracing = await trace({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_BSP_SCHEDULE_DELAY: '60000' });
  await tenant('GET', '/v1/whoami');
  expect(collector.others).toEqual([]);
  await tracing.stop();
  expect(collector.others).toEqual(['application/x-protobuf']);
});

test('a collector that is not there slows nobody, and what waits for it is bounded', async () => {
  await tracing.stop();
  tracing = await trace({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', OTEL_EXPORTER_OTLP_TIMEOUT: '200', OTEL_BSP_MAX_QUEUE_SIZE: '4', OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '2' });
  const id = await requestLease({});
  await inState(id, 'active');
  await until('word of it', () => (faults.length > 0 ? true : undefined));
  expect(faults.map(String)).toEqual(['Error: traces are not collected: connect ECONNREFUSED 127.0.0.1:9']);
  const before = performance.now();
  await tracing.stop();
  expect(performance.now() - before).toBeLessThan(3_000);
  // Without any, no event says where a trace stands.
  const silent = await requestLease({ traceparent: `00-${hex(32)}-${hex(16)}-01` });
  const [event] = await product.database.query<{ trace: unknown }>(sql`select trace from outbox_events where subject_id = ${silent} order by id limit 1`);
  expect(event!.trace).toBeNull();
});
