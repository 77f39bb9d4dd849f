import { afterAll, beforeAll, expect, test } from 'vitest';

import { answer, createWeirClient, idempotent, pages, verifyWebhook, type WeirClient, WeirProblem } from '#libs/client';
import { ManualClock, systemClock } from '#libs/kernel';
import { type HttpSink, httpSink } from '#libs/testing';
import { WebhookDispatcher, WebhookModule } from '#libs/webhook';

import { startTestApi, type TestApi } from '../../../../test/support/api.js';
import { webhookControllers } from './controllers.js';

let api: TestApi;
let sink: HttpSink;
let client: WeirClient;

beforeAll(async () => {
  sink = await httpSink();
  api = await startTestApi({ modules: [WebhookModule], controllers: webhookControllers, clock: new ManualClock(systemClock.now()), settings: { webhookAllowPrivate: true } });
  client = createWeirClient({ baseUrl: api.url, apiKey: (await api.tenant()).secret });
});
afterAll(async () => {
  await api.close();
  await sink.close();
});

test('the typed client registers, receives, verifies, and lists page by page', async () => {
  const { id, secret } = await answer(client.POST('/v1/webhooks/endpoints', { body: { url: sink.url }, params: { header: idempotent() } }));
  for (let sent = 0; sent < 3; sent += 1) await client.POST('/v1/webhooks/endpoints/{endpointId}/test', { params: { path: { endpointId: id } } });
  await api.app.get(WebhookDispatcher).drain();
  expect(sink.received.map(({ body, headers }) => verifyWebhook(secret!, body, headers))).toEqual(Array.from({ length: 3 }, () => (
    { type: 'endpoint.test', timestamp: expect.any(String), data: { endpointId: id } })));
  const [{ body, headers }] = sink.received as [(typeof sink.received)[0]];
  expect(() => verifyWebhook(secret!, `${body} `, headers)).toThrow('No matching signature found');
  const delivered: number[] = [];
  for await (const message of pages((cursor) => client.GET('/v1/webhooks/messages', { params: { query: { limit: 1, cursor } } }))) delivered.push(message.deliveries.delivered);
  expect(delivered).toEqual([1, 1, 1]);
});

test('one idempotency key makes one endpoint; a refusal is a WeirProblem', async () => {
  const header = idempotent();
  const make = (url: string) => answer(client.POST('/v1/webhooks/endpoints', { body: { url }, params: { header } }));
  const [first, second] = await Promise.all([make(sink.url), make(sink.url)]);
  expect(second.id).toBe(first.id);
  await expect(make(`${sink.url}other`)).rejects.toMatchObject({ status: 422, code: 'idempotency_key_reused' });
  await expect(make('gopher://example.com/')).rejects.toMatchObject({ code: 'endpoint_url_refused', pointer: '/url' });
  const path = { endpointId: first.id };
  await client.DELETE('/v1/webhooks/endpoints/{endpointId}', { params: { path } });
  await expect(client.GET('/v1/webhooks/endpoints/{endpointId}', { params: { path } })).rejects.toBeInstanceOf(WeirProblem);
});
