import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { ManualClock, newId, systemClock } from '#libs/kernel';
import { type HttpSink, httpSink } from '#libs/testing';
import { MAX_ENDPOINTS, WebhookDispatcher, WebhookModule } from '#libs/webhook';

import { type Caller, startTestApi, type TestApi } from '../../../../test/support/api.js';
import { webhookControllers } from './controllers.js';

let api: TestApi;
let strict: TestApi;
let sink: HttpSink;
let tenant: Caller;
const endpoints = '/v1/webhooks/endpoints';
const messages = '/v1/webhooks/messages';

beforeAll(async () => {
  const options = { modules: [WebhookModule], controllers: webhookControllers, clock: new ManualClock(systemClock.now()) };
  api = await startTestApi({ ...options, settings: { webhookAllowPrivate: true, webhookScheduleMillis: [0, 5_000, 60_000, 300_000] } });
  strict = await startTestApi({ ...options, beside: api });
});
afterAll(async () => {
  await strict.close();
  await api.close();
});
beforeEach(async () => {
  sink = await httpSink();
  tenant = await api.tenant();
});
afterEach(() => sink.close());

/** What the worker would do. */
async function work(): Promise<void> {
  await api.app.get(WebhookDispatcher).drain();
}

test('from registration to redelivery', async () => {
  const made = await tenant.post(endpoints, { url: sink.url, eventTypes: ['lease.closed'] }).expect(201);
  expect(made.body).toMatchObject({ state: 'enabled', eventTypes: ['lease.closed'], secret: expect.stringMatching(/^whsec_/) });
  const path = `${endpoints}/${made.body.id}`;
  const { secret, ...endpoint } = made.body;
  expect((await tenant.get(endpoints).expect(200)).body).toEqual({ items: [endpoint], nextCursor: null });
  expect((await tenant.get(path).expect(200)).body).toEqual(endpoint);

  const sent = await tenant.post(`${path}/test`).expect(202);
  await work();
  expect(new Webhook(secret).verify(sink.received[0]!.body, sink.received[0]!.headers as Record<string, string>)).toEqual(sent.body.payload);
  const [delivery] = (await tenant.get(`${messages}/${sent.body.id}/deliveries`).expect(200)).body.items;
  expect(delivery).toMatchObject({ state: 'delivered', endpointId: endpoint.id, attempts: [{ status: 200 }] });
  expect((await tenant.get(`${messages}?type=endpoint.test&limit=1`).expect(200)).body).toMatchObject({ items: [{ id: sent.body.id, deliveries: { delivered: 1 } }], nextCursor: null });

  await tenant.post(`${messages}/${sent.body.id}/deliveries/${delivery.id}/redeliver`).expect(202);
  await work();
  expect(sink.received).toHaveLength(2);

  const rotated = await tenant.post(`${path}/rotate`).expect(200);
  expect(rotated.body.secret).not.toBe(secret);
  expect((await tenant.patch(path, { eventTypes: [] }).expect(200)).body.eventTypes).toEqual([]);
  expect((await tenant.post(`${path}/disable`).expect(200)).body).toMatchObject({ state: 'disabled', disabledReason: 'by_tenant' });
  expect((await tenant.post(`${path}/test`).expect(409)).body.code).toBe('endpoint_disabled');
  expect((await tenant.post(`${path}/enable`).expect(200)).body).toMatchObject({ state: 'enabled' });
  await tenant.delete(path).expect(204);
  await tenant.get(path).expect(404);
});

test('an integrator looks into a bad hour, and sends what was given up again', async () => {
  const from = api.clock.now();
  const made = await tenant.post(endpoints, { url: sink.url, ordering: 'lease', concurrency: 2 }).expect(201);
  expect(made.body).toMatchObject({ ordering: 'lease', concurrency: 2, circuit: { state: 'closed', reason: null, nextTryAt: null, failures: 0 } });
  const path = `${endpoints}/${made.body.id}`;
  sink.answer = 503;
  const sent: { id: string }[] = [];
  for (let count = 0; count < 2; count += 1) sent.push((await tenant.post(`${path}/test`).expect(202)).body);
  for (let tries = 0; tries < 15; tries += 1) { // two schedules to their end, through open circuits
    await work();
    api.clock.advance(1_000_000);
  }
  const failing = (await tenant.get(path).expect(200)).body;
  expect(failing).toMatchObject({ state: 'enabled', failingSince: from, circuit: { state: 'half_open', reason: 'answered 503', openedAt: expect.any(Number), nextTryAt: expect.any(Number) } });
  const to = api.clock.now();
  const range = `from=${from}&to=${to}`;
  expect((await tenant.get(`${messages}?${range}&state=failed&endpointId=${made.body.id}`).expect(200)).body.items).toHaveLength(2);
  expect((await tenant.get(`${messages}?${range}&state=delivered`).expect(200)).body.items).toEqual([]);
  const [delivery] = (await tenant.get(`${messages}/${sent[0]!.id}/deliveries?state=failed&endpointId=${made.body.id}`).expect(200)).body.items;
  expect(delivery).toMatchObject({ state: 'failed', nextAttemptAt: null });
  const first = (await tenant.get(`${path}/attempts?${range}&failed=true&errorClass=server_error&limit=5`).expect(200)).body;
  expect(first.items).toHaveLength(5);
  expect(first.items[0]).toMatchObject({ status: 503, errorClass: 'server_error', error: 'answered 503', durationMillis: expect.any(Number), messageId: expect.stringMatching(/^msg_/) });
  expect((await tenant.get(`${path}/attempts?${range}&limit=5&cursor=${first.nextCursor}`).expect(200)).body.items).toHaveLength(3);
  const summary = (await tenant.get(`${path}/summary?${range}`).expect(200)).body;
  expect(summary).toMatchObject({ from, to, attempts: 8, succeeded: 0, successBps: 0, failures: { server_error: 8, timeout: 0 }, deliveries: { failed: 2, pending: 0, delivered: 0 } });
  expect(Object.values(summary.latencyMillis).every(Number.isInteger)).toBe(true);

  sink.answer = 200;
  const again = { from, to, endpointId: made.body.id };
  expect((await tenant.post('/v1/webhooks/redeliveries', again).expect(202)).body).toEqual({ deliveries: 2, nextCursor: null });
  expect((await tenant.post('/v1/webhooks/redeliveries', again).expect(202)).body).toEqual({ deliveries: 0, nextCursor: null });
  await work();
  expect((await tenant.get(`${messages}?${range}&state=delivered`).expect(200)).body.items).toHaveLength(2);
  expect((await tenant.get(path).expect(200)).body).toMatchObject({ failingSince: null, circuit: { state: 'closed', failures: 0 } });
});

test('endpoints are searched by address and description', async () => {
  for (const [url, description] of [['https://one.example/a_b', 'Billing'], ['https://two.example/ab', 'alerts'], ['https://two.example/billing', '']]) {
    await tenant.post(endpoints, { url, description }).expect(201);
    api.clock.advance(1_000);
  }
  const found = async (search: string) => (await tenant.get(`${endpoints}?search=${encodeURIComponent(search)}`).expect(200)).body.items.map(({ url }: { url: string }) => url);
  expect(await found('billing')).toEqual(['https://one.example/a_b', 'https://two.example/billing']);
  expect(await found('TWO.')).toEqual(['https://two.example/ab', 'https://two.example/billing']);
  expect(await found('a_b')).toEqual(['https://one.example/a_b']);
  expect(await found('%')).toEqual([]);
  const first = (await tenant.get(`${endpoints}?limit=1&search=billing`).expect(200)).body;
  expect((await tenant.get(`${endpoints}?limit=1&search=billing&cursor=${first.nextCursor}`).expect(200)).body).toMatchObject({ items: [{ url: 'https://two.example/billing' }], nextCursor: null });
  expect((await (await api.tenant()).get(`${endpoints}?search=billing`).expect(200)).body.items).toEqual([]);
});

test('messages are paged by cursor', async () => {
  const { body } = await tenant.post(endpoints, { url: sink.url });
  for (let sent = 0; sent < 3; sent += 1) {
    await tenant.post(`${endpoints}/${body.id}/test`).expect(202);
    api.clock.advance(1_000);
  }
  const first = (await tenant.get(`${messages}?limit=2`).expect(200)).body;
  const second = (await tenant.get(`${messages}?limit=2&cursor=${first.nextCursor}`).expect(200)).body;
  expect([...first.items, ...second.items].map(({ createdAt }: { createdAt: number }) => api.clock.now() - createdAt)).toEqual([1_000, 2_000, 3_000]);
  expect(second.nextCursor).toBeNull();
  const until = first.items[0].createdAt;
  expect((await tenant.get(`${messages}?from=${until - 1_500}&to=${until}`).expect(200)).body.items).toHaveLength(1);
  await tenant.get(`${messages}?cursor=bogus`).expect(400);
});

describe('refuses', () => {
  test.each([
    ['no URL', {}], ['a wrong type', { url: 7 }], ['an unknown field', { url: 'https://example.com/', secret: 'mine' }],
    ['an unknown event type', { url: 'https://example.com/', eventTypes: ['host.lost'] }], ['a long URL', { url: `https://example.com/${'x'.repeat(3_000)}` }],
    ['a list', []],
  ])('%s', async (_what, body) => {
    expect((await tenant.post(endpoints, body).expect(400)).body.code).toBe('invalid_request');
  });

  test.each(['http://example.com/', 'https://127.0.0.1/', 'https://[::ffff:10.0.0.1]/', 'https://169.254.169.254/', 'https://localhost/', 'https://u:p@example.com/', 'https://example.com:25/', 'nonsense'])(
    '%s, where private addresses are not allowed', async (url) => {
      expect((await strict.as(tenant).post(endpoints, { url }).expect(422)).body).toMatchObject({ code: 'endpoint_url_refused', pointer: '/url' });
    },
  );

  test.each([
    ['an ordering that there is not', { url: 'https://example.com/', ordering: 'tenant' }], ['no attempt at a time', { url: 'https://example.com/', concurrency: 0 }],
    ['too many at a time', { url: 'https://example.com/', concurrency: 33 }], ['half an attempt', { url: 'https://example.com/', concurrency: 1.5 }],
  ])('%s', async (_what, body) => {
    expect((await tenant.post(endpoints, body).expect(400)).body.code).toBe('invalid_request');
  });

  test.each([
    ['no range', {}], ['a range that ends before it begins', { from: 2, to: 1 }], ['a foreign cursor', { from: 1, to: 2, cursor: 'bogus' }], ['another field', { from: 1, to: 2, status: 'failed' }],
    ['half a millisecond', { from: 1.5, to: 2 }], ['no such lease id', { from: 1, to: 2, leaseId: 'lse' }],
  ])('redeliveries of %s', async (_what, body) => {
    expect((await tenant.post('/v1/webhooks/redeliveries', body).expect(400)).body.code).toBe('invalid_request');
  });

  test.each(['state=lost', 'endpointId=end_1', 'leaseId=x', 'from=yesterday', 'until=1'])('messages by %s', async (query) => {
    expect((await tenant.get(`${messages}?${query}`).expect(400)).body.code).toBe('invalid_request');
  });

  test('more endpoints than a tenant may have', async () => {
    await api.database.client.endpoint.createMany({
      data: Array.from({ length: MAX_ENDPOINTS }, () => ({ id: newId('endpoint'), tenantId: tenant.ownerId, url: sink.url, eventTypes: [], secret: '', createdAt: 0n })),
    });
    expect((await tenant.post(endpoints, { url: sink.url }).expect(409)).body).toMatchObject({ code: 'too_many_endpoints', limit: MAX_ENDPOINTS });
  });

  test('those of others, operators, and keys without the scope or bound to a project', async () => {
    const { body } = await tenant.post(endpoints, { url: sink.url }).expect(201);
    const sent = (await tenant.post(`${endpoints}/${body.id}/test`).expect(202)).body;
    const other = await api.tenant();
    const foreign = await other.get(`${endpoints}/${body.id}`).expect(404);
    const missing = await other.get(`${endpoints}/${newId('endpoint')}`).expect(404);
    expect({ ...foreign.body, requestId: 0 }).toEqual({ ...missing.body, requestId: 0 });
    await other.post(`${endpoints}/${body.id}/rotate`).expect(404);
    await other.get(`${endpoints}/${body.id}/attempts`).expect(404);
    await other.get(`${endpoints}/${body.id}/summary`).expect(404);
    await other.post('/v1/webhooks/redeliveries', { from: 0, to: 10, endpointId: body.id }).expect(404);
    expect((await other.post('/v1/webhooks/redeliveries', { from: 0, to: 4e12, onlyFailed: false }).expect(202)).body.deliveries).toBe(0);
    await other.delete(`${endpoints}/${body.id}`).expect(404);
    await other.get(`${messages}/${sent.id}`).expect(404);
    await other.post(`${messages}/${sent.id}/deliveries/${newId('delivery')}/redeliver`).expect(404);
    await (await api.operator()).get(endpoints).expect(403);
    const reader = await api.key('tenant', tenant.ownerId, { scopes: ['webhooks:read'] });
    await reader.get(endpoints).expect(200);
    await reader.post(endpoints, { url: sink.url }).expect(403);
    await reader.post('/v1/webhooks/redeliveries', { from: 0, to: 1 }).expect(403);
    await (await api.key('tenant', tenant.ownerId, { projectId: newId('project') })).get(endpoints).expect(403);
    await api.anonymous.get(endpoints).expect(401);
  });
});
