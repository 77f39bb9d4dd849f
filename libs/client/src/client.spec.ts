import { describe, expect, test } from 'vitest';

import { answer, createWeirClient, idempotent, pages, WaitFailed, waitFor, WeirProblem } from './index.js';

interface Sent {
  url: string;
  method: string;
  headers: Headers;
  body: string;
}

/** A client whose requests are answered by a function, and what it sent. */
function clientOf(respond: (sent: Sent) => Response): { client: ReturnType<typeof createWeirClient>; sent: Sent[] } {
  const sent: Sent[] = [];
  const client = createWeirClient({
    baseUrl: 'https://weir.test/',
    apiKey: 'weir_ten_secret',
    fetch: async (request) => {
      sent.push({ url: request.url, method: request.method, headers: request.headers, body: await request.text() });
      return respond(sent.at(-1)!);
    },
  });
  return { client, sent };
}

const json = (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': status < 400 ? 'application/json' : 'application/problem+json', ...headers } });

test('sends the key, the idempotency key and the body to the path', async () => {
  const { client, sent } = clientOf(() => json({ message: 'hello' }));
  expect(await answer(client.POST('/v1/echo', { body: { message: 'hello' } }))).toEqual({ message: 'hello' });
  await client.POST('/v1/webhooks/endpoints/{endpointId}/rotate', { params: { path: { endpointId: 'end_1' }, header: idempotent('mine') } });
  expect(sent[0]).toMatchObject({ url: 'https://weir.test/v1/echo', method: 'POST', body: '{"message":"hello"}' });
  expect(sent[0]!.headers.get('authorization')).toBe('Bearer weir_ten_secret');
  expect(sent[1]!.url).toBe('https://weir.test/v1/webhooks/endpoints/end_1/rotate');
  expect(sent[1]!.headers.get('idempotency-key')).toBe('mine');
  expect(idempotent()['Idempotency-Key']).not.toBe(idempotent()['Idempotency-Key']);
});

test('throws refusals with all that they say', async () => {
  const problem = { type: 'https://weir.dev/problems/quota-exceeded', title: 'Quota exceeded', status: 409, code: 'quota_exceeded', detail: 'Too many.', pointer: '/replicas', requestId: 'req_1', limit: '16000' };
  const { client } = clientOf(() => json(problem, 409));
  const thrown = await client.GET('/v1/pools').catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(WeirProblem);
  expect(thrown).toMatchObject({ status: 409, code: 'quota_exceeded', title: 'Quota exceeded', detail: 'Too many.', pointer: '/replicas', requestId: 'req_1', members: { limit: '16000' } });
});

test.each([
  ['when to come back', json({ code: 'rate_limited' }, 429, { 'retry-after': '7' }), { code: 'rate_limited', retryAfterSeconds: 7 }],
  ['a proxy\'s page', new Response('<h1>Bad gateway</h1>', { status: 502, headers: { 'content-type': 'text/html' } }), { code: 'http_502', members: {} }],
  ['broken JSON', new Response('{', { status: 500, headers: { 'content-type': 'application/json' } }), { code: 'http_500', members: {} }],
  ['a list', json([1], 400), { code: 'http_400', members: {} }],
])('understands %s', async (_what, response, expected) => {
  await expect(clientOf(() => response).client.GET('/v1/pools')).rejects.toMatchObject(expected);
});

test('pages go on to the end, and are read as they are asked for', async () => {
  const { client, sent } = clientOf(({ url }) => {
    const cursor = Number(new URL(url).searchParams.get('cursor') ?? 0);
    return json({ items: [{ id: `msg_${cursor}` }], nextCursor: cursor < 3 ? String(cursor + 1) : null });
  });
  const list = () => pages((cursor) => client.GET('/v1/webhooks/messages', { params: { query: { cursor } } }));
  const ids: string[] = [];
  for await (const { id } of list()) ids.push(id);
  expect(ids).toEqual(['msg_0', 'msg_1', 'msg_2', 'msg_3']);
  sent.length = 0;
  for await (const { id } of list()) if (id === 'msg_1') break;
  expect(sent).toHaveLength(2);
});

describe('waiting for a lease', () => {
  const states = (...answers: string[]) => {
    let asked = 0;
    return clientOf(() => json({ id: 'lse_1', state: answers[Math.min(asked++, answers.length - 1)] }));
  };

  test('gives it as soon as it is in the state', async () => {
    const { client, sent } = states('requested', 'placed', 'active');
    expect(await waitFor(client, 'lse_1', 'active')).toMatchObject({ id: 'lse_1', state: 'active' });
    expect(sent).toHaveLength(3);
    expect(await waitFor(states('blocked').client, 'lse_1', ['active', 'blocked'])).toMatchObject({ state: 'blocked' });
  });

  test('ends when the lease ended otherwise, when the time is over, and when the API refuses', async () => {
    await expect(waitFor(states('requested', 'failed').client, 'lse_1', 'active')).rejects.toThrow('lse_1 is failed: it will never be active');
    await expect(waitFor(states('blocked').client, 'lse_1', 'active', { timeoutMillis: 100 })).rejects.toBeInstanceOf(WaitFailed);
    const { client } = clientOf(() => json({ code: 'not_found', detail: 'No such lease.' }, 404));
    await expect(waitFor(client, 'lse_1', 'active')).rejects.toMatchObject({ code: 'not_found' });
    await expect(waitFor(states('blocked').client, 'lse_1', 'active', { signal: AbortSignal.abort() })).rejects.toThrow('aborted');
  });
});
