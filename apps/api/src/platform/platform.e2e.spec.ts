import { Body, Controller, Get, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';

import { Database } from '#libs/database';

import { type Caller, startTestApi, type TestApi } from '../../../../test/support/api.js';
import { EchoController } from '../system/echo.controller.js';
import { HealthController } from '../system/health.controller.js';
import { MetricsController } from '../system/metrics.controller.js';
import { Answers, IdempotencyKey, IfMatch, LastEventId, nanoTokensSchema, OwnedBy, pageQuery, Scopes, sse } from './index.js';

const amount = z.strictObject({ amount: nanoTokensSchema });
const broken = z.strictObject({}).refine(() => {
  throw new TypeError('secret detail');
});
const labels = z.strictObject({ labels: z.record(z.string(), z.string()) });

@Controller('v1/trial')
@OwnedBy('tenant')
class TrialController {
  @Post()
  @Scopes('leases:write')
  @Answers(200, undefined, { description: 'x' })
  write(@Body({ schema: amount }) body: { amount: bigint }, @IdempotencyKey() key?: string, @IfMatch() version?: number) {
    return { amount: body.amount.toString(), key, version };
  }

  @Post('broken')
  broken(@Body({ schema: broken }) body: object): object {
    return body;
  }

  @Post('labels')
  label(@Body({ schema: labels }) body: object): object {
    return body;
  }

  @Get()
  list(@Query({ schema: pageQuery }) query: { limit: number }) {
    return query;
  }

  @Get('fault')
  fault(): never {
    throw new TypeError('secret detail');
  }

  @Get('more')
  @Scopes('admin')
  more(): object {
    return {};
  }

  @Get('watch')
  async watch(@Res() reply: FastifyReply, @LastEventId() after?: bigint): Promise<void> {
    await sse(reply, async function* (signal) {
      for (let id = (after ?? 0n) + 1n; id <= 3n; id += 1n) yield { id, event: 'step', data: { amount: id } };
      if (after === 9n) await new Promise((resolve) => signal.addEventListener('abort', resolve));
    }, { heartbeatMillis: 20 });
  }
}

/** Declares nobody. */
@Controller('v1/undeclared')
class UndeclaredController {
  @Get()
  read(): object {
    return {};
  }
}

let api: TestApi;
let tenant: Caller;

beforeAll(async () => {
  api = await startTestApi({ controllers: [EchoController, HealthController, MetricsController, TrialController] });
  tenant = await api.tenant();
});
afterAll(() => api.close());

/** Sends a body as it is. */
function raw(path: string, body: string, contentType = 'application/json') {
  return tenant.post(path).set('content-type', contentType).send(body);
}

const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;

describe('what is refused', () => {
  test.each<[string, string, string | undefined]>([
    ['malformed', '{"message":', undefined],
    ['not JSON', 'hello', undefined],
    ['nothing', '', ''],
    ['an array', '[]', ''],
    ['nested deeper than 32', `{"message":${nested(40)}}`, undefined],
    ['a hundred thousand levels', nested(100_000), undefined],
    ['mistyped', '{"message":7}', '/message'],
    ['missing', '{}', '/message'],
    ['unknown fields', '{"message":"x","mesage":"y"}', '/mesage'],
    ['too long', JSON.stringify({ message: 'x'.repeat(1_001) }), '/message'],
    ['beyond safe integers', '{"message":"x","number":9007199254740993}', '/number'],
    ['overflowing numbers', '{"message":"x","number":1e999}', '/number'],
    ['fractions', '{"message":"x","number":0.5}', '/number'],
    ['NUL', '{"message":"a\\u0000b"}', '/message'],
    ['half a surrogate pair', '{"message":"\\ud800"}', '/message'],
    ['__proto__', '{"message":"x","__proto__":{"admin":true}}', undefined],
  ])('%s', async (_name, body, pointer) => {
    const answer = await raw('/v1/echo', body);
    expect(answer.status).toBe(400);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.body).toMatchObject({ type: 'https://weir.dev/problems/invalid-request', title: 'Invalid request', status: 400, code: 'invalid_request', requestId: answer.headers['x-request-id'] });
    expect(answer.body.pointer).toBe(pointer);
  });

  test.each([['NUL in a key', '{"labels":{"a\\u0000":"b"}}', '/labels'], ['constructor.prototype', '{"labels":{"constructor":{"prototype":{}}}}', undefined]])('%s', async (_name, body, pointer) => {
    const answer = await raw('/v1/trial/labels', body);
    expect([answer.status, answer.body.pointer]).toEqual([400, pointer]);
  });

  test('an escaped backslash before u0000 is no NUL', async () => {
    expect((await raw('/v1/echo', String.raw`{"message":"\\u0000 \u00e9"}`)).body).toEqual({ message: String.raw`\u0000 é` });
  });

  test('a body of more than 256 KiB', async () => {
    const answer = await raw('/v1/echo', JSON.stringify({ message: 'x'.repeat(300_000) }));
    expect([answer.status, answer.body.code]).toEqual([413, 'body_too_large']);
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/xml', 'application/jsonx', 'nonsense'])('the content type %s', async (type) => {
    const answer = await raw('/v1/echo', 'message=x', type);
    expect([answer.status, answer.body.code]).toEqual([415, 'unsupported_media_type']);
  });

  test('other +json types are taken as JSON', async () => {
    expect((await raw('/v1/echo', '{"message":"x"}', 'application/cloudevents+json; charset=utf-8')).status).toBe(200);
  });

  test('unknown routes and methods', async () => {
    const unknown = await tenant.get('/v1/nothing');
    expect([unknown.status, unknown.body.code]).toEqual([404, 'no_such_route']);
    const method = await tenant.delete('/v1/echo');
    expect([method.status, method.body.code, method.headers.allow]).toEqual([405, 'method_not_allowed', 'POST']);
  });

  test.each(['/v1/%', '/v1/%zz', '/v1/%ff', '/v1/echo%00', '/v1/trial?limit=%00', `/v1/${'x'.repeat(3_000)}`])('the address %s, without a fault of ours', async (path) => {
    const answer = await tenant.get(path);
    expect([400, 404]).toContain(answer.status);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.body.requestId).toBe(answer.headers['x-request-id']);
  });

  test.each(['limit=0', 'limit=201', 'limit=1e1', 'limit=', 'limit=a', 'limit=5&limit=6', 'cursor=%20', 'unknown=1', '__proto__=1'])('the query %s', async (query) => {
    const answer = await tenant.get(`/v1/trial?${query}`);
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request']);
    expect(answer.body.pointer).toBe(`?${query.split('=')[0]}`);
  });

  test.each(['-1', '1.5', '01', '9223372036854775808', '1e3', '', '99999999999999999999999', '5205525600924577060*'])('the amount %j', async (text) => {
    expect((await tenant.post('/v1/trial', { amount: text })).body).toMatchObject({ status: 400, pointer: '/amount' });
  });

  test('a number where an amount is a string', async () => {
    expect((await tenant.post('/v1/trial', { amount: 5 })).status).toBe(400);
    expect((await tenant.post('/v1/trial', { amount: '9223372036854775807' })).body.amount).toBe('9223372036854775807');
  });

  test.each([['Idempotency-Key', ''], ['Idempotency-Key', 'a b'], ['Idempotency-Key', 'x'.repeat(256)], ['If-Match', 'W/"1"'], ['If-Match', '3'], ['If-Match', '"99999999999999999999"']])('the header %s: %s', async (name, value) => {
    const answer = await tenant.post('/v1/trial', { amount: '1' }).set(name, value);
    expect([answer.status, answer.body.pointer]).toEqual([400, name]);
  });

  test('headers are read where they are right', async () => {
    const answer = await tenant.post('/v1/trial', { amount: '1' }).set('idempotency-key', 'k-1').set('if-match', '"3"');
    expect(answer.body).toEqual({ amount: '1', key: 'k-1', version: 3 });
  });

  test('what is not HTTP, and headers beyond bounds', async () => {
    expect(await send('NONSENSE\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 .*application\/problem\+json/s);
    expect(await send(`GET /v1/echo HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(40_000)}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431 .*headers_too_large/s);
  });

  test('faults of ours tell nothing but the request id', async () => {
    for (const answer of [await tenant.get('/v1/trial/fault'), await tenant.post('/v1/trial/broken', {})]) {
      expect(answer.status).toBe(500);
      expect(answer.body).toEqual({
        type: 'https://weir.dev/problems/internal', title: 'Internal error', status: 500, code: 'internal',
        detail: 'Something is wrong on our side. Tell us the request id.', requestId: answer.headers['x-request-id'],
      });
    }
  });

  test('a schema that throws leaves no rejection that is nobody\'s, which would end the process', async () => {
    const unhandled: unknown[] = [];
    const listen = (reason: unknown) => void unhandled.push(reason);
    process.on('unhandledRejection', listen);
    try {
      await tenant.post('/v1/trial/broken', {}).expect(500);
      await new Promise((resolve) => { setImmediate(resolve); });
    } finally {
      process.off('unhandledRejection', listen);
    }
    expect(unhandled).toEqual([]);
  });
});

/** Sends bytes as they are; gives the whole answer. */
function send(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(api.url).port), '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.setTimeout(3_000, () => socket.destroy(new Error('no answer')));
    socket.on('data', (chunk) => (answer += chunk.toString())).on('end', () => resolve(answer)).on('error', (error) => (answer ? resolve(answer) : reject(error)));
  });
}

describe('who may', () => {
  test('a request without a key, or with one that is none, is asked for one', async () => {
    for (const header of [undefined, 'Basic YTpi', 'Bearer', 'Bearer x', `Bearer weir_ten_${'A'.repeat(43)}`, `Bearer ${tenant.secret}x`]) {
      const test = api.anonymous.post('/v1/echo').send({ message: 'x' });
      const answer = await (header === undefined ? test : test.set('authorization', header));
      expect([answer.status, answer.body.code, answer.headers['www-authenticate']]).toEqual([401, 'unauthenticated', 'Bearer realm="weir"']);
    }
  });

  test('without a key nothing is told of routes', async () => {
    expect((await api.anonymous.get('/v1/nothing')).status).toBe(401);
  });

  test('a key of another kind of owner is refused', async () => {
    for (const other of [await api.operator(), await api.admin()]) {
      const answer = await other.get('/v1/trial');
      expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
    }
  });

  test('a key without the scope is refused, and told which', async () => {
    const viewer = await api.key('tenant', tenant.ownerId, { role: 'billing-viewer' });
    const answer = await viewer.post('/v1/trial', { amount: '1' });
    expect(answer.body).toMatchObject({ status: 403, code: 'forbidden', scope: 'leases:write' });
    expect((await viewer.get('/v1/trial')).status).toBe(200);
  });

  test('a route that declares nobody keeps the API from starting', async () => {
    await expect(startTestApi({ controllers: [UndeclaredController], beside: api })).rejects.toThrow('/v1/undeclared does not say who may use it');
  });

  test('a handler may ask for more than its controller', async () => {
    expect((await tenant.get('/v1/trial/more')).body).toMatchObject({ status: 403, scope: 'admin' });
  });

  test('an expired key is refused from the very moment on', async () => {
    const key = await api.key('tenant', tenant.ownerId, { expiresAt: api.clock.now() + 1_000 });
    expect((await key.get('/v1/trial')).status).toBe(200);
    api.clock.advance(999);
    expect((await key.get('/v1/trial')).status).toBe(200);
    api.clock.advance(1);
    expect((await key.get('/v1/trial')).status).toBe(401);
  });
});

describe('what every answer carries', () => {
  test('a request id: the caller\'s if it is sane', async () => {
    expect((await tenant.get('/v1/trial').set('x-request-id', 'my-request.1')).headers['x-request-id']).toBe('my-request.1');
    for (const bad of ['short', 'x'.repeat(65), 'has blank in it', '<script>alert']) {
      expect((await tenant.get('/v1/trial').set('x-request-id', bad)).headers['x-request-id']).toMatch(/^req_/);
    }
  });

  test('headers that keep browsers from guessing and keeping', async () => {
    expect((await tenant.get('/v1/trial')).headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' });
    expect((await api.anonymous.get('/docs')).headers['content-security-policy']).toMatch(/default-src 'self'.*frame-ancestors 'none'/);
  });
});

describe('server-sent events', () => {
  test('go on after Last-Event-ID and end with their source', async () => {
    const answer = await tenant.get('/v1/trial/watch').set('last-event-id', '1');
    expect(answer.headers['content-type']).toBe('text/event-stream');
    expect(answer.headers['x-request-id']).toMatch(/^req_/);
    expect(answer.text).toBe(':\n\nid: 2\nevent: step\ndata: {"amount":"2"}\n\nid: 3\nevent: step\ndata: {"amount":"3"}\n\n');
    expect((await tenant.get('/v1/trial/watch').set('last-event-id', 'x')).status).toBe(400);
  });

  test('beat while nothing happens, and end when the server stops', async () => {
    const second = await startTestApi({ controllers: [TrialController], beside: api });
    const watching = await fetch(`${second.url}/v1/trial/watch`, { headers: { authorization: `Bearer ${tenant.secret}`, 'last-event-id': '9' } });
    const reader = watching.body!.getReader();
    let beats = 0;
    while (beats < 3) beats += new TextDecoder().decode((await reader.read()).value).split(':\n\n').length - 1;
    const closing = second.close();
    while (!(await reader.read()).done);
    await closing;
    expect(beats).toBeGreaterThanOrEqual(3);
  });
});

describe('the rate limit', () => {
  test('is one for all processes, told in headers, and refuses with Retry-After', async () => {
    const first = await startTestApi({ controllers: [TrialController], settings: { rateLimitPerMinute: 40 }, beside: api });
    const second = await startTestApi({ controllers: [TrialController], settings: { rateLimitPerMinute: 40 }, beside: api });
    const key = await api.key('tenant', tenant.ownerId);
    const answers = [];
    for (let index = 0; index < 50; index += 1) answers.push(await (index % 2 ? first : second).as(key).get('/v1/trial'));
    expect(answers[0]!.headers).toMatchObject({ 'ratelimit-policy': '"key";q=40;w=60' });
    expect(answers[0]!.headers.ratelimit).toMatch(/^"key";r=39;t=(60|59)$/);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(40);
    const refused = answers.at(-1)!;
    expect(refused.headers).toMatchObject({ 'ratelimit-limit': '40', 'ratelimit-remaining': '0' });
    expect(refused.body).toMatchObject({ status: 429, code: 'rate_limited' });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(60);
    expect((await first.as(await api.key('tenant', tenant.ownerId)).get('/v1/trial')).status).toBe(200);
    await first.close();
    await second.close();
  });

  test('a burst lets exactly the limit through', async () => {
    const limited = await startTestApi({ controllers: [TrialController], settings: { rateLimitPerMinute: 25 }, beside: api });
    const key = limited.as(await api.key('tenant', tenant.ownerId));
    const answers = await Promise.all(Array.from({ length: 60 }, () => key.get('/v1/trial')));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(25);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(35);
    await limited.close();
  });

  test('a store that fails does not stop requests', async () => {
    await api.database.client.$executeRawUnsafe('alter table rate_limits rename to away');
    const key = await api.key('tenant', tenant.ownerId);
    expect((await key.get('/v1/trial')).status).toBe(200);
    await api.database.client.$executeRawUnsafe('alter table away rename to rate_limits');
  });
});

describe('around the API', () => {
  test('health, metrics, the document and its page', async () => {
    expect((await api.anonymous.get('/health/live')).body).toEqual({ status: 'ok' });
    expect((await api.anonymous.get('/health/ready')).body).toEqual({ status: 'ok' });
    const metrics = await api.anonymous.get('/metrics');
    expect(metrics.headers['content-type']).toMatch(/^text\/plain/);
    expect(metrics.text).toMatch(/weir_http_request_duration_seconds_count\{route="\/v1\/trial",method="GET",status="200"\} \d+/);
    expect(metrics.text).toContain('weir_outbox_lag_seconds 0');
    const document = await api.anonymous.get('/openapi.json');
    expect(document.body.openapi).toBe('3.1.0');
    const page = await api.anonymous.get('/docs');
    expect(page.text).toContain('swagger-ui');
    expect(page.text).not.toMatch(/(src|href)=['"]https?:/);
    const [script] = /[^"']*swagger-ui-bundle\.js/.exec(page.text)!;
    expect((await api.anonymous.get(new URL(script, `${api.url}/docs`).pathname)).status).toBe(200);
  });

  test('without its database: 503 with Retry-After, and liveness stays', async () => {
    const broken = new Database({ url: 'postgres://nobody:x@127.0.0.1:1/none', poolSize: 1 });
    const alone = await startTestApi({ controllers: [HealthController], providers: [{ provide: Database, useValue: broken }], beside: api });
    const answer = await alone.anonymous.get('/health/ready');
    expect([answer.status, answer.body.code, answer.headers['retry-after']]).toEqual([503, 'database_unavailable', '1']);
    expect((await alone.anonymous.get('/health/live')).status).toBe(200);
    await alone.close();
    await broken.close();
  });
});
