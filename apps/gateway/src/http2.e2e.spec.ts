import { once } from 'node:events';
import { type ClientHttp2Session, connect } from 'node:http2';
import { request as httpsRequest } from 'node:https';
import { generate } from 'selfsigned';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';

import { reachPort, serve, startTestGateway, type TestGateway } from './test-gateway.js';

let gateway: TestGateway;
let echo: Awaited<ReturnType<typeof serve>>;
let session: ClientHttp2Session;
let ca: string;
const hits: string[] = [];

beforeAll(async () => {
  const made = await generate([{ name: 'commonName', value: '*.gate.test' }], { extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: '*.gate.test' }] }] });
  ca = made.cert;
  gateway = await startTestGateway({ tls: { cert: made.cert, key: made.private }, limits: { bodyBytes: 200_000 } });
  echo = await serve((request, response) => {
    hits.push(`${request.method} ${request.url}`);
    let length = 0;
    request.on('data', (chunk: Buffer) => (length += chunk.length));
    request.on('end', () => response.writeHead(200, { server: 'acme', 'x-length': String(length), 'keep-alive': 'timeout=9' }).end(JSON.stringify(request.headers)));
  });
  session = connect(`https://127.0.0.1:${gateway.port}`, { rejectUnauthorized: false });
  await once(session, 'connect');
});
afterAll(async () => {
  session.destroy();
  await gateway.close();
  await echo.close();
});

async function ask(host: string, headers: Record<string, string> = {}, body?: Buffer): Promise<{ status: number; headers: Record<string, string>; body: string }> {
  const stream = session.request({ ':authority': host, ':path': '/two', ':method': 'GET', ...headers }, { endStream: body === undefined });
  if (body) stream.end(body);
  const [answer] = (await once(stream, 'response')) as [Record<string, string>];
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(stream, 'end');
  return { status: Number(answer[':status']), headers: answer, body: Buffer.concat(chunks).toString() };
}

test('HTTP/2 is served, with the host as asked and nothing of HTTP/1.1 left over', async () => {
  const lease = gateway.lease([reachPort(echo.port)]);
  const got = await ask(lease.host, { 'x-forwarded-for': '6.6.6.6' });
  expect(got.status).toBe(200);
  expect(JSON.parse(got.body)).toMatchObject({ host: lease.host, 'x-forwarded-proto': 'https', 'x-forwarded-for': '127.0.0.1' });
  for (const name of ['server', 'keep-alive', 'connection']) expect(got.headers, name).not.toHaveProperty([name]);
  expect((await ask('nothing.gate.test')).status).toBe(404);
});

test('bodies pass whole, those without a length too, and never as another request', async () => {
  const lease = gateway.lease([reachPort(echo.port)]);
  hits.length = 0;
  for (const method of ['POST', 'PUT', 'DELETE', 'GET', 'OPTIONS']) {
    const got = await ask(lease.host, { ':method': method }, Buffer.from('GET /smuggled HTTP/1.1\r\nhost: x\r\n\r\n'));
    expect([method, got.headers['x-length']]).toEqual([method, '35']);
  }
  expect(hits).toEqual(['POST', 'PUT', 'DELETE', 'GET', 'OPTIONS'].map((method) => `${method} /two`));
  expect((await ask(lease.host, { ':method': 'POST' }, Buffer.alloc(150_000))).headers['x-length']).toBe('150000');
  expect((await ask(lease.host, { ':method': 'POST' }, Buffer.alloc(300_000))).status).toBe(413);
});

test('many streams of one connection are answered', async () => {
  const lease = gateway.lease([reachPort(echo.port), reachPort(echo.port)]);
  const answers = await Promise.all(Array.from({ length: 50 }, () => ask(lease.host)));
  expect(answers.every(({ status }) => status === 200)).toBe(true);
});

test('a head too large ends the stream, not the gateway', async () => {
  const lease = gateway.lease([reachPort(echo.port)]);
  const outcome = await ask(lease.host, { 'x-large': 'x'.repeat(60_000) }).then(({ status }) => status, () => 'refused');
  expect(outcome === 431 || outcome === 'refused').toBe(true);
  const afresh = connect(`https://127.0.0.1:${gateway.port}`, { rejectUnauthorized: false });
  const stream = afresh.request({ ':authority': lease.host });
  expect(((await once(stream, 'response')) as [Record<string, unknown>])[0][':status']).toBe(200);
  afresh.destroy();
});

test('visitors of HTTP/1.1 and WebSocket come in by the same door', async () => {
  const webSockets = new WebSocketServer({ server: echo.server });
  webSockets.on('connection', (socket) => socket.on('message', (data) => socket.send(`${(data as Buffer).toString()} back`)));
  const lease = gateway.lease([reachPort(echo.port)]);
  const answered = await new Promise((resolve, reject) => {
    httpsRequest({ host: '127.0.0.1', port: gateway.port, servername: lease.host, ca, headers: { host: lease.host } }, (answer) => resolve(answer.statusCode)).once('error', reject).end();
  });
  expect(answered).toBe(200);
  const options = { headers: { host: lease.host }, servername: lease.host, ca };
  const socket = new WebSocket(`wss://127.0.0.1:${gateway.port}/`, options);
  await once(socket, 'open');
  socket.send('there and');
  expect(String((await once(socket, 'message'))[0])).toBe('there and back');
  socket.terminate();
  webSockets.close();
});
