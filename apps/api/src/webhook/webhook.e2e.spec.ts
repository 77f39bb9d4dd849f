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
  api = await startTestApi({ ...options, settings: { webhookAllowPrivate: true } });
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
  expect((await tenant.get(endpoints).expect(200)).body).toEqual({ items: [endpoint] });
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
  expect((await tenant.get(`${messages}?from=${until - 1_500}&until=${until}`).expect(200)).body.items).toHaveLength(1);
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
    await other.delete(`${endpoints}/${body.id}`).expect(404);
    await other.get(`${messages}/${sent.id}`).expect(404);
    await other.post(`${messages}/${sent.id}/deliveries/${newId('delivery')}/redeliver`).expect(404);
    await (await api.operator()).get(endpoints).expect(403);
    const reader = await api.key('tenant', tenant.ownerId, { scopes: ['webhooks:read'] });
    await reader.get(endpoints).expect(200);
    await reader.post(endpoints, { url: sink.url }).expect(403);
    await (await api.key('tenant', tenant.ownerId, { projectId: newId('project') })).get(endpoints).expect(403);
    await api.anonymous.get(endpoints).expect(401);
  });
});
