import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';

import { type LeaseId, newId } from '#libs/kernel';
import { LeaseModule } from '#libs/lease';
import { PlacementModule, Scheduler } from '#libs/placement';
import { ClusterUnreachable, Convergence, type LogLine, RuntimeModule, SimulatedDriver } from '#libs/runtime';
import { addTestHosts } from '#libs/testing';

import { type Caller, startTestApi, testStart, type TestApi } from '../../../../test/support/api.js';
import { fundedTenant, pricedPool } from '../../../../test/support/funded-tenant.js';
import { LeaseApiModule } from './lease-api.module.js';
import { LeaseLogs } from './lease-logs.js';

const START_MILLIS = 1_500;

let api: TestApi;
let tenant: Caller & { projectId: string };
let clusterId: ReturnType<typeof newId<'cluster'>>;
let pool: string;
let leaseId: LeaseId;
let logs: string;

beforeAll(async () => {
  api = await startTestApi({ modules: [LeaseModule, PlacementModule, RuntimeModule, LeaseApiModule] });
  tenant = await fundedTenant(api);
  const { id: poolId, name } = await pricedPool(api);
  pool = name;
  clusterId = newId('cluster');
  await api.database.client.cluster.create({ data: { id: clusterId, operatorId: 'opr_a', siteId: 'sit_opr_a', poolId, name: 'one', driver: 'simulated', createdAt: 0n } });
  await addTestHosts(api.database, poolId, [{ cpus: 8, clusterId, heardAt: api.clock.now() }]);
  const made = await tenant.post('/v1/leases', { pool, replicas: 2, resources: { cpuMillis: 1_000, memoryMib: 1_024 }, workload: { image: 'nginx' } }).expect(201);
  leaseId = made.body.id;
  logs = `/v1/leases/${leaseId}/logs`;
  await api.app.get(Scheduler).round(poolId);
  await api.app.get(Convergence).converge(leaseId);
  api.clock.advance(START_MILLIS + 25_000);
});
afterAll(() => api.close());
afterEach(async () => {
  vi.restoreAllMocks();
  await vi.waitFor(() => {
    if (api.app.get(LeaseLogs).open > 0) throw new Error('a reader that left is still counted');
  }, 5_000);
});

const ready = testStart + START_MILLIS;

describe('what replicas wrote', () => {
  test('is text, in order of time, each line with its replica', async () => {
    const { text, headers } = await tenant.get(logs).expect(200);
    expect(headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(text.split('\n')).toEqual([
      '[0] simulated replica ready', '[1] simulated replica ready', '[0] simulated replica runs for 10 s', '[1] simulated replica runs for 10 s',
      '[0] simulated replica runs for 20 s', '[1] simulated replica runs for 20 s', '',
    ]);
  });

  test('of one replica, the last lines, from a moment on', async () => {
    expect((await tenant.get(`${logs}?replica=1&tailLines=1`).expect(200)).text).toBe('simulated replica runs for 20 s\n');
    expect((await tenant.get(`${logs}?replica=0&since=${ready + 1}`).expect(200)).text).toBe('simulated replica runs for 10 s\nsimulated replica runs for 20 s\n');
    expect((await tenant.get(`${logs}?tailLines=0`).expect(200)).text).toBe('');
  });

  test('is lines of JSON to whoever takes those', async () => {
    const answer = await fetch(`${api.url}${logs}?tailLines=1`, { headers: { authorization: `Bearer ${tenant.secret}`, accept: 'application/x-ndjson' } });
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson');
    const text = await answer.text();
    expect(text.trim().split('\n').map((line) => JSON.parse(line) as unknown)).toEqual([0, 1].map((replica) => ({ replica, at: ready + 20_000, text: 'simulated replica runs for 20 s' })));
  });

  test('is cut where a line is longer than anybody reads', async () => {
    speak(async function* () {
      yield { at: ready, text: 'x'.repeat(1_000_000) };
    });
    expect((await tenant.get(`${logs}?replica=0`).expect(200)).text).toHaveLength(16_385);
  });
});

/** Has replicas write something else. */
function speak(lines: (signal: AbortSignal) => AsyncIterable<LogLine>) {
  return vi.spyOn(api.app.get(SimulatedDriver), 'logs').mockImplementation((_cluster, _replica, _options, signal) => lines(signal));
}

describe('a follower', () => {
  test('gets what was written and then what is, as events, until it leaves', async () => {
    const stream = await follow(`${logs}?follow=true&tailLines=1`);
    expect(stream.headers['content-type']).toBe('text/event-stream');
    const read = reader(stream);
    await read(/"replica":0.*runs for 20 s[\s\S]*"replica":1.*runs for 20 s/);
    api.clock.advance(10_000);
    await read(new RegExp(`id: ${ready + 30_000}\nevent: log\ndata: \\{"replica":0,"at":${ready + 30_000},"text":"simulated replica runs for 30 s"\\}\n`));
    stream.destroy();
  });

  test('that is slow slows the source: nothing is gathered for it', async () => {
    let written = 0;
    speak(async function* (signal) {
      for (; !signal.aborted; written += 1) yield { at: ready, text: 'y'.repeat(16_000) };
    });
    const stream = await follow(`${logs}?follow=true&replica=0`);
    await sleep(300); // reads nothing
    stream.pause();
    await sleep(700);
    const before = written;
    await sleep(1_000);
    // One MiB a second at most, and what the sockets between hold.
    expect(written - before).toBeLessThan(100);
    expect(written).toBeLessThan(700);
    stream.destroy();
  });

  test('that leaves is let go of, also while nothing is written', async () => {
    let ended = 0;
    speak(async function* (signal) {
      yield { at: ready, text: 'one' };
      await once(signal, 'abort');
      ended += 1;
    });
    const streams = await Promise.all(Array.from({ length: 10 }, () => follow(`${logs}?follow=true`)));
    expect(api.app.get(LeaseLogs).open).toBe(10);
    expect((await tenant.get(`${logs}?follow=true`).expect(429)).body).toMatchObject({ code: 'too_many_readers' });
    for (const stream of streams) stream.destroy();
    await vi.waitFor(() => expect(ended).toBe(20), 5_000);
  });

  test('goes on with the replicas that remain, and ends with the last', async () => {
    speak(async function* () {
      yield { at: ready, text: 'last words' };
      throw new ClusterUnreachable(clusterId);
    });
    const stream = await follow(`${logs}?follow=true`);
    let text = '';
    for await (const chunk of stream) text += String(chunk);
    expect([...text.matchAll(/last words/g)]).toHaveLength(2);
  });
});

/** Opens a stream. */
async function follow(path: string): Promise<IncomingMessage> {
  const request = get(`${api.url}${path}`, { headers: { authorization: `Bearer ${tenant.secret}` } });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.on('error', () => undefined); // we break it ourselves
  return response;
}

function reader(stream: IncomingMessage): (pattern: RegExp) => Promise<void> {
  let text = '';
  stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return (pattern) => vi.waitFor(() => expect(text).toMatch(pattern), 5_000);
}

describe('refuses', () => {
  test('foreign and unknown leases, and replicas there are not', async () => {
    const stranger = await api.tenant();
    await stranger.get(logs).expect(404);
    await tenant.get(`/v1/leases/${newId('lease')}/logs`).expect(404);
    expect((await tenant.get(`${logs}?replica=2`).expect(404)).body).toMatchObject({ code: 'not_found', pointer: '?replica' });
    await (await api.operator()).get(logs).expect(403);
    await (await api.key('tenant', tenant.ownerId, { scopes: ['billing:read'] })).get(logs).expect(403);
  });

  test.each([['replica=-1', '?replica'], ['tailLines=10001', '?tailLines'], ['since=x', '?since'], ['follow=yes', '?follow'], ['claim=1', '?claim']])('%s', async (query, pointer) => {
    expect((await tenant.get(`${logs}?${query}`).expect(400)).body).toMatchObject({ code: 'invalid_request', pointer });
  });

  test('a lease that runs nowhere yet', async () => {
    const { id } = (await tenant.post('/v1/leases', { pool, replicas: 1, resources: { cpuMillis: 1_000, memoryMib: 1_024 }, workload: { image: 'nginx' } }).expect(201)).body;
    expect((await tenant.get(`/v1/leases/${id}/logs`).expect(409)).body.code).toBe('replica_not_running');
    expect((await tenant.get(`/v1/leases/${id}/logs?replica=0&follow=true`).expect(409)).body.code).toBe('replica_not_running');
  });

  test('says nothing of a cluster that cannot be reached', async () => {
    await api.database.client.simulatedFault.create({ data: { id: newId('fault'), clusterId, kind: 'contact_lost', createdAt: BigInt(api.clock.now()) } });
    for (const query of ['', '?replica=0', '?follow=true']) {
      const { body, text, headers } = await tenant.get(`${logs}${query}`).expect(503);
      expect(body).toMatchObject({ code: 'logs_unavailable', detail: 'The logs cannot be read just now; try again.' });
      expect(headers['retry-after']).toBe('5');
      expect(text).not.toMatch(/(cls|clm|hst|sit|opr)_|cluster/i);
    }
  });
});
