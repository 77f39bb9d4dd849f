import type { LookupFunction } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { defaultSettings, type Settings } from '#libs/kernel';
import { type HttpSink, httpSink } from '#libs/testing';

import { type SenderOptions, WebhookSender } from './sender.js';

let sink: HttpSink;
const senders: WebhookSender[] = [];

beforeEach(async () => {
  sink = await httpSink();
});
afterEach(async () => {
  for (const sender of senders.splice(0)) await sender.onApplicationShutdown();
  await sink.close();
});

function senderWith(settings: Partial<Settings>, options?: SenderOptions): WebhookSender {
  const sender = new WebhookSender({ ...defaultSettings, webhookAllowPrivate: true, webhookTimeoutMillis: 2_000, ...settings }, options);
  senders.push(sender);
  return sender;
}

/** A resolver that gives the next answer each time it is asked. */
function lookupOf(...answers: string[][]): { lookup: LookupFunction; asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    lookup: (hostname, _options, callback) => {
      const addresses = answers[Math.min(asked.length, answers.length - 1)]!;
      asked.push(hostname);
      callback(null, addresses.map((address) => ({ address, family: 4 })));
    },
  };
}

test('posts the body and headers, and tells the answer', async () => {
  sink.answer = (response) => response.writeHead(201).end('thanks');
  const sent = await senderWith({}).send(sink.url, { 'webhook-id': 'msg_1' }, '{"a":1}');
  expect(sent).toMatchObject({ status: 201, response: 'thanks' });
  expect(sink.received).toMatchObject([{ body: '{"a":1}', headers: { 'webhook-id': 'msg_1', 'content-type': 'application/json' } }]);
});

describe('addresses', () => {
  test('a name is checked by what it resolves to for the very connection, every time', async () => {
    // The name is harmless at first, and turns on the second question.
    const { lookup, asked } = lookupOf(['127.0.0.1'], ['127.0.0.2']);
    const sender = senderWith({}, { lookup, refuses: (address) => (address === '127.0.0.1' ? undefined : 'a private address') });
    sink.answer = (response) => response.writeHead(200, { connection: 'close' }).end();
    const url = `http://hooks.example:${sink.port}/`;
    expect(await sender.send(url, {}, '1')).toMatchObject({ status: 200 });
    expect(await sender.send(url, {}, '2')).toMatchObject({ error: 'refused: hooks.example is a private address, where no deliveries go' });
    expect(asked).toHaveLength(2); // one question for each connection: nothing to change between the check and the use
    expect(sink.received.map(({ body }) => body)).toEqual(['1']);
  });

  test('one bad address among several refuses the name', async () => {
    const { lookup } = lookupOf(['127.0.0.1', '10.0.0.1']);
    const sender = senderWith({}, { lookup, refuses: (address) => (address === '127.0.0.1' ? undefined : 'a private address') });
    expect((await sender.send(`http://hooks.example:${sink.port}/`, {}, '1')).error).toMatch(/^refused/);
    expect(sink.received).toEqual([]);
  });

  test('a connection that ended up elsewhere is given up before anything is sent', async () => {
    const { lookup } = lookupOf(['127.0.0.1']);
    let questions = 0;
    const sender = senderWith({}, { lookup, refuses: () => (questions++ === 0 ? undefined : 'a private address') });
    expect((await sender.send(`http://hooks.example:${sink.port}/`, {}, '1')).error).toMatch(/^refused/);
    expect(sink.received).toEqual([]);
  });

  test.each(['https://127.0.0.1:8443/', 'https://[::1]:8443/', 'https://[::ffff:7f00:1]:8443/', 'https://2130706433:8443/', 'http://example.com/'])('%s is refused unless private addresses are allowed', async (url) => {
    expect((await senderWith({ webhookAllowPrivate: false }).send(url, {}, '1')).error).toMatch(/^refused/);
  });

  test.each(['127.0.0.1', '10.1.2.3', '169.254.169.254', '100.64.0.1', '0.0.0.0', '224.0.0.1'])('a name that resolves to %s is refused unless private addresses are allowed', async (address) => {
    const { lookup } = lookupOf([address]);
    expect((await senderWith({ webhookAllowPrivate: false }, { lookup }).send('https://hooks.example/', {}, '1')).error).toMatch(/^refused: hooks.example is a/);
  });
});

test('redirects are not followed', async () => {
  const inside = await httpSink();
  sink.answer = (response) => response.writeHead(307, { location: inside.url }).end();
  expect(await senderWith({}).send(sink.url, {}, '1')).toMatchObject({ status: 307, errorClass: 'redirect' });
  expect(inside.received).toEqual([]);
  await inside.close();
});

test.each([[204, undefined], [302, 'redirect'], [410, 'gone'], [429, 'client_error'], [503, 'server_error']])('an answer of %i is of the class %s', async (status, errorClass) => {
  sink.answer = status;
  expect((await senderWith({}).send(sink.url, {}, '1')).errorClass).toBe(errorClass);
});

test('a name that is not there and a place where we do not send are told apart', async () => {
  const missing: LookupFunction = (_hostname, _options, callback) => callback(Object.assign(new Error('getaddrinfo ENOTFOUND hooks.example'), { code: 'ENOTFOUND' }), []);
  expect(await senderWith({}, { lookup: missing }).send('http://hooks.example:8080/', {}, '1')).toMatchObject({ errorClass: 'dns' });
  expect(await senderWith({ webhookAllowPrivate: false }).send('https://127.0.0.1:8443/', {}, '1')).toMatchObject({ errorClass: 'refused' });
});

describe('answers', () => {
  test('that do not come within the time are none', async () => {
    sink.answer = () => undefined;
    const sent = await senderWith({ webhookTimeoutMillis: 100 }).send(sink.url, {}, '1');
    expect(sent).toMatchObject({ error: 'no answer within 100 ms', errorClass: 'timeout' });
    expect(sent.status).toBeUndefined();
  });

  test('that drip on for ever are cut off, and their status counts', async () => {
    sink.answer = (response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write('x'), 10);
      response.on('close', () => clearInterval(drip));
    };
    const sent = await senderWith({ webhookTimeoutMillis: 200 }).send(sink.url, {}, '1');
    expect(sent.status).toBe(200);
    expect(sent.durationMillis).toBeLessThan(1_000);
  });

  test('are read for a KiB and no further', async () => {
    let written = 0;
    sink.answer = (response) => {
      response.writeHead(500);
      const pour = (): void => {
        while (!response.destroyed && response.write('y'.repeat(16_384))) written += 16_384;
        if (!response.destroyed) response.once('drain', pour);
      };
      pour();
    };
    const sent = await senderWith({}).send(sink.url, {}, '1');
    expect(sent).toMatchObject({ status: 500, errorClass: 'server_error', response: 'y'.repeat(1_024) });
    expect(written).toBeLessThan(16 * 1024 * 1024);
  });

  test('that break off, or machines that are not there, are told', async () => {
    sink.answer = (response) => response.destroy();
    expect(await senderWith({}).send(sink.url, {}, '1')).toMatchObject({ error: expect.stringMatching(/closed|reset|hang up/), errorClass: 'closed_early' });
    const gone = await httpSink();
    await gone.close();
    expect(await senderWith({}).send(gone.url, {}, '1')).toMatchObject({ error: expect.stringMatching(/ECONNREFUSED/), errorClass: 'connection' });
  });
});
