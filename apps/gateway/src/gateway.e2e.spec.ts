import { once } from 'node:events';
import { connect } from 'node:net';
import { addAbortSignal, duplexPair } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';

import { ask, reachPort, serve, startTestGateway, type TestGateway } from './test-gateway.js';

let gateway: TestGateway;
let echo: Awaited<ReturnType<typeof serve>>;
const hits: string[] = [];

beforeAll(async () => {
  gateway = await startTestGateway({ limits: { connectMillis: 200, answerMillis: 500, headersMillis: 1_000, bodyBytes: 100_000, webSocketIdleMillis: 400, requestsPerLease: 20 } });
  echo = await serve((request, response) => {
    hits.push(`${request.method} ${request.url}`);
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      response.writeHead(200, { server: 'acme-node-7', via: '1.1 rack-9', 'x-envoy-upstream-service-time': '3', 'alt-svc': 'h3=":443"', date: 'Thu, 01 Jan 1970 00:00:00 GMT', 'x-own': 'kept', 'set-cookie': ['a=1', 'b=2'] });
      response.end(JSON.stringify({ method: request.method, url: request.url, headers: request.headers, body: Buffer.concat(chunks).toString() }));
    });
  });
});
afterAll(async () => {
  await gateway.close();
  await echo.close();
});

const never = () => new Promise<never>(() => undefined);

describe('a request', () => {
  test('reaches the replica and comes back, body and all', async () => {
    const lease = gateway.lease([reachPort(echo.port)]);
    const got = await ask(gateway.port, lease.host, { method: 'POST', path: '/a?b=c', body: 'hello', headers: { 'content-type': 'text/plain' } });
    expect(got.status).toBe(200);
    expect(JSON.parse(got.body)).toMatchObject({ method: 'POST', url: '/a?b=c', body: 'hello', headers: { host: lease.host, 'content-type': 'text/plain' } });
    expect(got.headers['set-cookie']).toEqual(['a=1', 'b=2']);
  });

  test('tells nothing of who runs the replica', async () => {
    const { headers } = await ask(gateway.port, gateway.lease([reachPort(echo.port)]).host);
    expect(headers['x-own']).toBe('kept');
    for (const name of ['server', 'via', 'alt-svc', 'x-envoy-upstream-service-time']) expect(headers, name).not.toHaveProperty([name]);
    expect(headers.date).not.toMatch(/1970/);
  });

  test('says where it comes from as we saw it, whatever the visitor claims', async () => {
    const lease = gateway.lease([reachPort(echo.port)]);
    const claimed = { 'x-forwarded-for': '6.6.6.6', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'evil', forwarded: 'for=6.6.6.6', 'x-real-ip': '6.6.6.6', via: '1.0 x', 'x-own': 'mine', connection: 'close, x-own' };
    const seen = (JSON.parse((await ask(gateway.port, lease.host, { headers: claimed })).body) as { headers: Record<string, string> }).headers;
    expect(seen).toMatchObject({ 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'http', 'x-forwarded-host': lease.host });
    expect(Object.keys(seen)).not.toEqual(expect.arrayContaining(['x-own']));
    expect(JSON.stringify(seen)).not.toContain('6.6.6.6');
  });

  test('keeps connections to the replica', async () => {
    const lease = gateway.lease([reachPort(echo.port)]);
    const before = gateway.driver.connects;
    for (let count = 0; count < 5; count += 1) await ask(gateway.port, lease.host);
    expect(gateway.driver.connects - before).toBe(1);
  });

  test('to an address that never was, or is no more, is answered alike', async () => {
    const lease = gateway.lease([reachPort(echo.port)]);
    gateway.table.replace(lease.row.leaseId, undefined);
    const [gone, never_] = [await ask(gateway.port, lease.host), await ask(gateway.port, 'nothing.gate.test')];
    expect(gone.status).toBe(404);
    expect({ ...gone, headers: { ...gone.headers, date: '' } }).toEqual({ ...never_, headers: { ...never_.headers, date: '' } });
    expect(gone.headers['content-type']).toBe('application/problem+json');
    expect((await ask(gateway.port, 'nothing.gate.test', { headers: { accept: 'text/html' } })).body).toMatch(/^<!doctype html>/);
  });

  test.each([['a.b.gate.test', 404], ['gate.test', 404], ['', 404]])('for the host %o is answered %i', async (host, status) => {
    expect((await ask(gateway.port, host)).status).toBe(status);
  });
});

describe('faults', () => {
  test('a replica that refuses, or hangs, is passed over, and whatever the method', async () => {
    const lease = gateway.lease([never, () => Promise.reject(new Error('refused')), reachPort(echo.port)]);
    const answers = await Promise.all(Array.from({ length: 6 }, () => ask(gateway.port, lease.host, { method: 'POST', body: 'x' })));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 200));
    const before = performance.now();
    await ask(gateway.port, lease.host);
    expect(performance.now() - before).toBeLessThan(150); // known by now
  });

  test('none ready: 503, and what is said is ours', async () => {
    const lease = gateway.lease([() => Promise.reject(new Error('host-7.acme.internal'))]);
    const got = await ask(gateway.port, lease.host);
    expect(got).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
    expect(got.body).not.toMatch(/acme|host-7/);
  });

  test('a replica that dies before it answers is asked again elsewhere, if asking changes nothing', async () => {
    const dying = await serve((request) => request.socket.destroy());
    const ofTwo = () => gateway.lease([reachPort(dying.port), reachPort(echo.port)]);
    const safe = ofTwo();
    for (let count = 0; count < 4; count += 1) expect((await ask(gateway.port, safe.host)).status).toBe(200);
    hits.length = 0;
    const unsafe = gateway.lease([reachPort(dying.port)]);
    expect((await ask(gateway.port, unsafe.host, { method: 'POST', body: 'once' })).status).toBe(502);
    await dying.close();
  });

  test('a replica that dies in the middle of an answer ends it, visibly', async () => {
    const dying = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('some');
      setTimeout(() => response.destroy(), 20);
    });
    await expect(ask(gateway.port, gateway.lease([reachPort(dying.port)]).host)).rejects.toThrow(/aborted|reset|hang up/);
    await dying.close();
  });

  test('no answer in time: 504, and it is not asked twice', async () => {
    let asked = 0;
    const silent = await serve(() => void (asked += 1));
    expect((await ask(gateway.port, gateway.lease([reachPort(silent.port), reachPort(silent.port)]).host)).status).toBe(504);
    expect(asked).toBe(1);
    await silent.close();
  });

  test('a replica that goes from the table while it is connected to is answered for at once', async () => {
    const lease = gateway.lease([async (signal) => {
      gateway.table.replace(lease.row.leaseId, undefined);
      await sleep(20);
      return addAbortSignal(signal, duplexPair()[0]);
    }]);
    expect((await ask(gateway.port, lease.host)).status).toBe(503);
  });

  test('a replica that goes from the table ends what it was answering, others go on', async () => {
    const slow = await serve((_request, response) => void response.write('begun'));
    const [going, staying] = [gateway.lease([reachPort(slow.port)]), gateway.lease([reachPort(echo.port)])];
    const answer = ask(gateway.port, going.host);
    await sleep(50);
    gateway.table.replace(going.row.leaseId, undefined);
    await expect(answer).rejects.toThrow();
    expect((await ask(gateway.port, staying.host)).status).toBe(200);
    await slow.close();
  });
});

describe('limits', () => {
  test('a head too large is 431', async () => {
    expect((await ask(gateway.port, gateway.lease([reachPort(echo.port)]).host, { headers: { 'x-large': 'x'.repeat(40_000) } })).status).toBe(431);
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`x-${index}`, '1']));
    expect((await ask(gateway.port, gateway.lease([reachPort(echo.port)]).host, { headers: many })).status).toBe(431);
  });

  test('a body too large is 413, whether it says so or not', async () => {
    const lease = gateway.lease([reachPort(echo.port)]);
    const body = Buffer.alloc(200_000);
    const said = await ask(gateway.port, lease.host, { method: 'POST', body }).catch((error: Error) => error.message);
    expect(said).toMatchObject({ status: 413 });
    const unsaid = await ask(gateway.port, lease.host, { method: 'POST', body, headers: { 'transfer-encoding': 'chunked' } }).catch((error: Error) => error.message);
    expect(unsaid).toMatchObject({ status: 413 });
    await sleep(50);
    const routed = gateway.table.find(lease.label)!.lease;
    expect([routed.underWay, routed.replicas[0]!.underWay, routed.replicas[0]!.passedOverUntil], 'nothing is left of it').toEqual([0, 0, 0]);
    expect((await ask(gateway.port, lease.host, { method: 'POST', body: 'small', headers: { 'transfer-encoding': 'chunked' } })).body).toContain('"body":"small"');
  });

  test('a body of a method that has none is not taken for another request', async () => {
    const lease = gateway.lease([reachPort(echo.port)]);
    hits.length = 0;
    const smuggled = 'GET /smuggled HTTP/1.1\r\nhost: x\r\n\r\n';
    for (const method of ['GET', 'DELETE', 'OPTIONS']) {
      const got = await ask(gateway.port, lease.host, { method, path: '/front', body: smuggled, headers: { 'transfer-encoding': 'chunked' } });
      expect(JSON.parse(got.body)).toMatchObject({ method, body: smuggled });
    }
    expect(hits).toEqual(['GET /front', 'DELETE /front', 'OPTIONS /front']);
  });

  test('whoever sends a head too slowly is let go', async () => {
    const socket = connect(gateway.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write('GET / HTTP/1.1\r\nhost: x');
    const closed = once(socket, 'close');
    socket.resume();
    expect(await Promise.race([closed.then(() => 'closed'), sleep(4_000).then(() => 'open')])).toBe('closed');
  });

  test('one more than a lease may have under way is 503; others are not concerned', async () => {
    const slow = await serve((_request, response) => void setTimeout(() => response.end('late'), 300));
    const [full, other] = [gateway.lease([reachPort(slow.port)]), gateway.lease([reachPort(echo.port)])];
    const answers = Array.from({ length: 25 }, () => ask(gateway.port, full.host));
    await sleep(100);
    expect((await ask(gateway.port, other.host)).status).toBe(200);
    const statuses = (await Promise.all(answers)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(20);
    expect(statuses.filter((status) => status === 503)).toHaveLength(5);
    await slow.close();
  });
});

describe('a WebSocket', () => {
  const socketsOf = (server: Awaited<ReturnType<typeof serve>>['server']) => {
    const webSockets = new WebSocketServer({ server });
    webSockets.on('connection', (socket) => socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary })));
    return webSockets;
  };
  const open = async (host: string) => {
    const socket = new WebSocket(`ws://127.0.0.1:${gateway.port}/chat`, { headers: { host } });
    await once(socket, 'open');
    return socket;
  };

  test('talks both ways, and is closed when it rests too long', async () => {
    const upstream = await serve((_request, response) => void response.writeHead(403, { server: 'acme' }).end());
    const webSockets = socketsOf(upstream.server);
    const socket = await open(gateway.lease([() => Promise.reject(new Error('refused')), reachPort(upstream.port)]).host);
    for (const text of ['one', 'x'.repeat(70_000)]) {
      socket.send(text);
      expect(String((await once(socket, 'message'))[0])).toBe(text);
    }
    const from = performance.now();
    await once(socket, 'close');
    expect(performance.now() - from).toBeGreaterThan(300);
    webSockets.close();
    await upstream.close();
  });

  test('to nowhere is 404, to a replica that cannot be reached 503, refused by the replica as it says', async () => {
    const refused = (host: string) => new Promise<number>((resolve, reject) => {
      const socket = new WebSocket(`ws://127.0.0.1:${gateway.port}/`, { headers: { host } });
      socket.once('unexpected-response', (_request, answer) => resolve(answer.statusCode!));
      socket.once('error', reject);
    });
    expect(await refused('nothing.gate.test')).toBe(404);
    expect(await refused(gateway.lease([() => Promise.reject(new Error('no'))]).host)).toBe(503);
    const forbidding = await serve(() => undefined);
    forbidding.server.on('upgrade', (_request, socket) => socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n'));
    expect(await refused(gateway.lease([reachPort(forbidding.port)]).host)).toBe(403);
    await forbidding.close();
  });
});

test('a replica over a stream that is no network socket is served as well', async () => {
  const inside = await serve((_request, response) => void response.end('from within'));
  const lease = gateway.lease([async () => {
    const [ours, theirs] = duplexPair();
    inside.server.emit('connection', theirs);
    return ours;
  }]);
  expect(await ask(gateway.port, lease.host)).toMatchObject({ status: 200, body: 'from within' });
  await inside.close();
});
