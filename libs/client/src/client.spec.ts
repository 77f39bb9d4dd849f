import { describe, expect, test } from 'vitest';

import { answer, createWeirClient, idempotent, pages, type RetryOptions, WaitFailed, waitFor, WeirProblem } from './index.js';

interface Sent {
  url: string;
  method: string;
  headers: Headers;
  body: string;
}

/** A client whose requests are answered by a function, and what it sent. */
function clientOf(respond: (sent: Sent) => Response | Promise<Response>, retry: RetryOptions | false = false): { client: ReturnType<typeof createWeirClient>; sent: Sent[] } {
  const sent: Sent[] = [];
  const client = createWeirClient({
    baseUrl: 'https://weir.test/',
    apiKey: 'weir_ten_secret',
    retry,
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

describe('tries again', () => {
  /** An API that fails so often, and is well then. */
  const failing = (times: number, failure: () => Response, retry: RetryOptions | false = { longestPauseMillis: 5 }) => {
    let asked = 0;
    return clientOf(() => (asked++ < times ? failure() : json({ items: [], nextCursor: null })), retry);
  };
  const unavailable = () => json({ code: 'unavailable' }, 503);
  const broken = (): Response => {
    throw new TypeError('fetch failed');
  };
  const create = (client: ReturnType<typeof createWeirClient>, key?: string) =>
    client.POST('/v1/webhooks/endpoints', { body: { url: 'https://example.com/hooks' }, ...(key && { params: { header: idempotent(key) } }) });

  test('what reads, what has an Idempotency-Key, and what may be made twice by its method', async () => {
    for (const failure of [unavailable, broken, () => new Response('', { status: 502 }), () => new Response('', { status: 504 })]) {
      const { client, sent } = failing(2, failure);
      await client.GET('/v1/pools');
      expect(sent).toHaveLength(3);
    }
    const { client, sent } = failing(2, broken);
    await create(client, 'once');
    expect(sent.map(({ headers, body }) => [headers.get('idempotency-key'), body])).toEqual(Array.from({ length: 3 }, () => ['once', '{"url":"https://example.com/hooks"}']));
    const deleting = failing(1, unavailable);
    await deleting.client.DELETE('/v1/keys/{keyId}', { params: { path: { keyId: 'key_1' } } });
    expect(deleting.sent).toHaveLength(2);
  });

  test('nothing that might happen twice', async () => {
    for (const [failure, expected] of [[unavailable, { code: 'unavailable' }], [broken, { message: 'fetch failed' }]] as const) {
      const { client, sent } = failing(1, failure);
      await expect(create(client)).rejects.toMatchObject(expected);
      await expect(failing(1, failure).client.PATCH('/v1/projects/{projectId}', { params: { path: { projectId: 'prj_1' } }, body: { name: 'x' } })).rejects.toMatchObject(expected);
      expect(sent).toHaveLength(1);
    }
    const bound = failing(1, unavailable);
    await expect(bound.client.DELETE('/v1/leases/{leaseId}', { params: { path: { leaseId: 'lse_1' } }, headers: { 'If-Match': '"3"' } })).rejects.toMatchObject({ status: 503 });
    expect(bound.sent).toHaveLength(1);
  });

  test('what was refused as too many, whatever it is, when the answer says; and gives a refusal that is too far off', async () => {
    const soon = failing(1, () => json({ code: 'rate_limited' }, 429, { 'retry-after': '0' }));
    await create(soon.client);
    expect(soon.sent).toHaveLength(2);
    for (const later of ['7', new Date(Date.now() + 60_000).toUTCString()]) {
      const { client, sent } = failing(1, () => json({ code: 'rate_limited' }, 429, { 'retry-after': later }));
      await expect(client.GET('/v1/pools')).rejects.toMatchObject({ code: 'rate_limited' });
      expect(sent).toHaveLength(1);
    }
  });

  test('so often and no more; not at all where it is told not to, is refused otherwise, or is called off', async () => {
    for (const [most, tries] of [[0, 1], [1, 2], [4, 5]] as const) {
      const { client, sent } = failing(9, unavailable, { most, longestPauseMillis: 5 });
      await expect(client.GET('/v1/pools')).rejects.toMatchObject({ status: 503 });
      expect(sent).toHaveLength(tries);
    }
    for (const { client, sent } of [failing(1, unavailable, false), failing(1, () => json({ code: 'not_found' }, 404)), failing(1, () => json({ code: 'internal' }, 500))]) {
      await expect(client.GET('/v1/pools')).rejects.toBeInstanceOf(WeirProblem);
      expect(sent).toHaveLength(1);
    }
    const stop = new AbortController();
    const called = failing(9, () => {
      setTimeout(() => stop.abort(new Error('enough')), 10);
      return unavailable();
    }, { most: 9, longestPauseMillis: 3_600_000 });
    await expect(called.client.GET('/v1/pools', { signal: stop.signal })).rejects.toThrow('enough');
  });
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
