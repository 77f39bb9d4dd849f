import * as fc from 'fast-check';
import { type ChildProcess, spawn } from 'node:child_process';
import { createCipheriv } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';

import { freePort } from '#libs/database';
import { newId } from '#libs/kernel';

import { ClusterUnreachable, type Driver, ReplicaUnreachable } from './driver.js';
import { MIB, type NetworkConduct, readSimulatedStream, sendingWorkload, sendsStreams, simulatedStream, simulatedStreamPath, streamCheck, streamKey, streamPath } from './network-work.js';
import { receiveStream } from './receive-stream.js';

const seeds = fc.stringMatching(/^[0-9a-f]{64}$/);
const KEY = streamKey({ seed: '5e'.repeat(32) }, 0);
const LONG_MILLIS = 60_000;
const cluster = { id: newId('cluster'), driver: 'test' };
const replica = { leaseId: newId('lease'), claimId: newId('claim') };

/** A driver that connects to this machine, and nothing else. */
const driverWith = (over: Partial<Driver>) => over as Driver;
const driverTo = (port: number) => driverWith({ connect: async () => connect(port, '127.0.0.1') });
const receive = (driver: Driver, mib: number, withinMillis = LONG_MILLIS, key = KEY) => receiveStream(driver, cluster, replica, 8_080, { key, mib, withinMillis });
const streamOf = (key: string, bytes: number) => createCipheriv('aes-256-ctr', Buffer.from(key, 'hex'), Buffer.alloc(16)).update(Buffer.alloc(bytes));

// The real program, on the machine that runs the tests.
describe('what the workload runs', () => {
  let runs: ChildProcess;
  let port: number;
  beforeAll(async () => {
    port = await freePort();
    runs = spawn(process.execPath, sendingWorkload('node:24', port).command!.slice(1), { stdio: 'inherit' });
    while (!(await receive(driverTo(port), 1))) await sleep(50);
  }, LONG_MILLIS);
  afterAll(() => runs.kill('SIGKILL'));

  test('sends each stream that it is asked for, whole', async () => {
    for (const [key, mib] of [[KEY, 3], [streamKey({ seed: '5e'.repeat(32) }, 1), 1]] as const) {
      const received = await receive(driverTo(port), mib, LONG_MILLIS, key);
      expect(received).toMatchObject({ how: 'arrived', bytes: mib * MIB });
      expect(received!.millis > 0 && received!.millis <= LONG_MILLIS && received!.busyPercent >= 0 && received!.busyPercent <= 100).toBe(true);
    }
  }, LONG_MILLIS);

  test('sends nothing that can be packed, and another stream for another key', async () => {
    const bytes = async (key: string) => Buffer.from(await (await fetch(`http://127.0.0.1:${port}${streamPath(key, { mib: 1 })}`)).arrayBuffer());
    const [one, other] = [await bytes(KEY), await bytes('00'.repeat(32))];
    expect(gzipSync(one).length).toBeGreaterThan(MIB);
    expect([one.equals(streamOf(KEY, MIB)), one.equals(other)]).toEqual([true, false]);
    expect([streamCheck(KEY)(one), streamCheck(KEY)(other), streamCheck('00'.repeat(32))(other)]).toEqual([true, false, true]);
  }, LONG_MILLIS);

  test('outlives a question that is none, and a reader that goes', async () => {
    expect(await receive(driverTo(port), 1, LONG_MILLIS, 'no key')).toBeUndefined();
    expect((await receive(driverTo(port), 4_096, 100))?.how ?? 'late').toBe('late');
    expect(await receive(driverTo(port), 1)).toMatchObject({ how: 'arrived' });
  }, LONG_MILLIS);
});

describe('what came', () => {
  /** Of a replica that answers as it is told. */
  async function from(answer: RequestListener, mib = 1, withinMillis = LONG_MILLIS): ReturnType<typeof receive> {
    const server = createServer(answer).listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      return await receive(driverTo((server.address() as AddressInfo).port), mib, withinMillis);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }

  test('is late when its time is over before all of it was there, and nothing where none of it was', async () => {
    expect(await from((_, response) => response.write(streamOf(KEY, 1_000)), 1, 4_000)).toMatchObject({ how: 'late', bytes: 1_000 });
    expect(await from((_, response) => response.writeHead(200).flushHeaders(), 1, 100)).toBeUndefined();
    expect(await from(() => undefined, 1, 100)).toBeUndefined();
  });

  test('is said to have waited for whoever asked where that was at work, or had no turn', async () => {
    const busy: RequestListener = (_, response) => response.write(streamOf(KEY, 10), () => {
      const until = performance.now() + 1_500;
      while (performance.now() < until); // in this process, as whoever asks
      response.end();
    });
    expect((await from(busy))!.busyPercent).toBeGreaterThan(50);
    const asleep = vi.spyOn(performance, 'eventLoopUtilization').mockReturnValue({ idle: 1, active: 0, utilization: 0 });
    try {
      expect((await from(busy))!.busyPercent).toBeGreaterThan(50);
      expect(asleep).toHaveBeenCalled();
    } finally {
      asleep.mockRestore();
    }
  });

  test('is wrong from the first byte that is, or that is too many, on; broken when it ends before', async () => {
    const spoilt = streamOf(KEY, MIB);
    spoilt[MIB - 1]! ^= 1;
    expect(await from((_, response) => response.end(spoilt))).toMatchObject({ how: 'wrong' });
    expect(await from((_, response) => response.end(Buffer.alloc(10)))).toMatchObject({ how: 'wrong', bytes: 10 });
    expect(await from((_, response) => response.end(streamOf(KEY, MIB + 1)))).toMatchObject({ how: 'wrong' });
    expect(await from((_, response) => response.end(streamOf(KEY, MIB - 1)))).toMatchObject({ how: 'broken', bytes: MIB - 1 });
    const cut: RequestListener = (_, response) => response.writeHead(200, { 'content-length': MIB }).write(streamOf(KEY, 10), () => response.destroy());
    expect((await from(cut))?.how ?? 'broken').toBe('broken');
  });

  test('is nothing where it is refused, or nobody listens; a cluster that cannot be reached is said', async () => {
    expect(await from((_, response) => response.writeHead(503).end(streamOf(KEY, MIB)))).toBeUndefined();
    expect(await receive(driverTo(await freePort()), 1)).toBeUndefined();
    expect(await receive(driverWith({ connect: () => Promise.reject(new ReplicaUnreachable(replica)) }), 1)).toBeUndefined();
    await expect(receive(driverWith({ connect: () => Promise.reject(new ClusterUnreachable(cluster.id)) }), 1)).rejects.toBeInstanceOf(ClusterUnreachable);
  });
});

test('what is compared piece by piece is the stream, however it is cut, and nothing else is', () => {
  fc.assert(fc.property(seeds, fc.array(fc.integer({ min: 1, max: 200_000 }), { minLength: 1, maxLength: 6 }), fc.nat(), (key, pieces, at) => {
    const all = streamOf(key, pieces.reduce((sum, bytes) => sum + bytes, 0));
    const isRight = (bytes: Buffer) => {
      const [check, parts] = [streamCheck(key), [] as Buffer[]];
      for (let from = 0; parts.length < pieces.length; from += pieces[parts.length - 1]!) parts.push(bytes.subarray(from, from + pieces[parts.length]!));
      return parts.map(check).every(Boolean);
    };
    expect(isRight(all)).toBe(true);
    all[at % all.length]! ^= 1;
    expect(isRight(all)).toBe(false);
  }), { numRuns: 50 });
});

test('on a simulated host it takes what is claimed there, twenty times as long where it is told to, and is right unless it is told otherwise', () => {
  fc.assert(fc.property(seeds, fc.integer({ min: 10, max: 10_000 }), fc.integer({ min: 1, max: 10_000 }), (key, mbps, mib) => {
    const told = (conduct: NetworkConduct) => readSimulatedStream(simulatedStream(simulatedStreamPath(key, { mib, mbps }), conduct), key)!;
    const honest = Math.ceil((mib * MIB * 8) / (mbps * 1_000));
    expect(told('honest')).toEqual({ millis: honest, isRight: true });
    expect(told('garbled')).toEqual({ millis: honest, isRight: false });
    expect(Math.abs(told('slow_network').millis - 20 * honest)).toBeLessThanOrEqual(20);
    expect(told('slow_network').isRight).toBe(true);
  }));
  expect([readSimulatedStream('', KEY), readSimulatedStream(`1 ${KEY} 2`, KEY), readSimulatedStream(`-1 ${KEY}`, KEY)]).toEqual([undefined, undefined, undefined]);
});

test('it is known from its workload, and from no other; keys follow from the seed', () => {
  expect([sendsStreams(sendingWorkload('node:24')), sendsStreams({ command: ['node', '-e', 'while (true) {}', '8080'] }), sendsStreams({})]).toEqual([true, false, false]);
  fc.assert(fc.property(seeds, fc.nat(15), fc.nat(15), (seed, one, other) => {
    expect(streamKey({ seed }, one)).toMatch(/^[0-9a-f]{64}$/);
    expect(streamKey({ seed }, one) === streamKey({ seed }, other)).toBe(one === other);
    expect(streamKey({ seed }, one)).not.toBe(seed);
  }));
});
