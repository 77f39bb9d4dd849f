import * as fc from 'fast-check';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Duplex, duplexPair } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';

import { LEAF_BYTES } from '#libs/economics';

import { askReplica, type ReplicaRequest } from './ask-replica.js';
import { ClusterUnreachable, type Driver, ReplicaUnreachable } from './driver.js';
import { dataFrom, type DeviceConduct, isLost, keepingWorkload, keepsData, leafProof, openSimulatedStore, questionPath, readProofs, simulatedKeepPath, type StoredData } from './stored-data.js';

const digits = fc.stringMatching(/^[0-9a-f]{64}$/);
const [cluster, replica] = [{ id: 'cls_a', driver: 'test' }, { leaseId: 'lse_a', claimId: 'clm_a' }] as unknown as [Parameters<Driver['connect']>[0], Parameters<Driver['connect']>[1]];
/** Asks whatever a connection leads to. */
const askOver = (opens: () => Promise<unknown>, asked: Omit<ReplicaRequest, 'port'>, millis = 10_000) => askReplica({ connect: opens } as unknown as Driver, cluster, replica, { ...asked, port: 1 }, AbortSignal.timeout(millis));

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

describe('data', () => {
  test('is the same from whichever leaf on it is made, and another for another key', () => {
    fc.assert(fc.property(digits, fc.nat(200), fc.nat(20), fc.nat(20), (key, first, before, after) => {
      const data: StoredData = { key, leaves: 300 };
      const together = dataFrom(data, first, before + after);
      expect(together).toHaveLength((before + after) * LEAF_BYTES);
      expect(Buffer.concat([dataFrom(data, first, before), dataFrom(data, first + before, after)]).equals(together)).toBe(true);
    }));
    const of = (key: string) => dataFrom({ key, leaves: 1 }, 0, 1).toString('hex');
    // NIST SP 800-38A has the counter go up by one for each block, from 0 here: the first block is AES-256 of zeros, which FIPS-197's test data have for a key of zeros.
    expect(of('00'.repeat(32)).slice(0, 32)).toBe('dc95c078a2408989ad48a21492842087');
    expect(of('01'.repeat(32))).not.toBe(of('00'.repeat(32)));
  });
});

describe('what keeps data', () => {
  // The real program, on the machine that runs the tests: what it answers is what the platform reckons for itself.
  test('answers for each leaf that it was given, and for no other, also when it is started again', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'weir-keeps-'));
    const port = await freePort();
    const { command } = keepingWorkload('node:24', folder);
    const start = () => spawn(process.execPath, [...command!.slice(1, 4), String(port), command![5]!], { stdio: ['ignore', 'ignore', 'inherit'] });
    const ask = async (asked: Omit<ReplicaRequest, 'port'>) => {
      for (let times = 0; times < 200; times += 1) {
        const answer = await askOver(() => Promise.resolve(connect(port, '127.0.0.1')), asked);
        if (answer) return answer;
        await sleep(50); // it is on its way
      }
      throw new Error('it does not answer');
    };
    let runs = start();
    try {
      const data: StoredData = { key: 'a5'.repeat(32), leaves: 40 };
      const seed = '5e'.repeat(32);
      for (let leaf = 0; leaf < data.leaves; leaf += 16) expect((await ask({ method: 'PUT', path: `/${leaf * LEAF_BYTES}`, body: dataFrom(data, leaf, Math.min(16, data.leaves - leaf)) })).status).toBe(204);
      const asked = [39, 0, 17, 0];
      const right = asked.map((leaf) => leafProof(seed, dataFrom(data, leaf, 1)));
      expect(readProofs((await ask({ method: 'GET', path: questionPath(seed, asked) })).body, 4)).toEqual(right);
      runs.kill('SIGKILL');
      runs = start();
      const file = await open(join(folder, 'data'), 'r+');
      await file.write(Buffer.of(1), 0, 1, 17 * LEAF_BYTES + 4_095);
      await file.close();
      const [last, first, hurt, again] = readProofs((await ask({ method: 'GET', path: questionPath(seed, asked) })).body, 4)!;
      expect([last, first, again]).toEqual([right[0], right[1], right[3]]);
      expect(hurt).not.toBe(right[2]);
      // What was never written is nothing.
      expect((await ask({ method: 'GET', path: questionPath(seed, [40]) })).body).toBe(leafProof(seed, Buffer.alloc(LEAF_BYTES)));
      expect((await ask({ method: 'GET', path: '/' })).status).toBe(500);
    } finally {
      runs.kill('SIGKILL');
      await rm(folder, { recursive: true });
    }
  }, 30_000);

  test('says that there is no room', async () => {
    const { command } = keepingWorkload('node:24', '/absent');
    const port = await freePort();
    const runs = spawn(process.execPath, ['-e', command![2]!, '/dev/full', String(port), String(LEAF_BYTES)], { stdio: ['ignore', 'ignore', 'inherit'] });
    try {
      let answer: Awaited<ReturnType<typeof askOver>>;
      for (let times = 0; times < 200 && !answer; times += 1) {
        answer = await askOver(() => Promise.resolve(connect(port, '127.0.0.1')), { method: 'PUT', path: '/0', body: Buffer.alloc(LEAF_BYTES) });
        await sleep(50);
      }
      expect(answer?.status).toBe(507);
    } finally {
      runs.kill('SIGKILL');
    }
  }, 30_000);

  test('is known from its workload, and no other is', () => {
    expect([keepsData(keepingWorkload('node:24')), keepsData({ command: ['node', '-e', 'while (true) {}'] }), keepsData({})]).toEqual([true, false, false]);
  });

  test.each<[DeviceConduct, (lost: number) => boolean]>([['honest', (lost) => lost === 0], ['lossy', (lost) => lost > 50 && lost < 150], ['forgetful', (lost) => lost === 1_000]])('on a simulated host answers as it is told to: %s', async (conduct, isSo) => {
    let data: StoredData | undefined;
    const kept: StoredData = { key: 'b0'.repeat(32), leaves: 1_000 };
    const opens = () => Promise.resolve(openSimulatedStore({ read: () => Promise.resolve({ data, conduct }), keep: (given) => Promise.resolve(void (data = given)) }));
    expect((await askOver(opens, { method: 'PUT', path: simulatedKeepPath(kept) }))?.status).toBe(204);
    expect(data).toEqual(kept);
    const seed = '11'.repeat(32);
    const answer = await askOver(opens, { method: 'GET', path: questionPath(seed, [0, 7, 999]) });
    expect(readProofs(answer!.body, 3)!.map((proof, place) => proof === leafProof(seed, dataFrom(kept, [0, 7, 999][place]!, 1)))).toEqual([0, 7, 999].map((leaf) => !isLost(conduct, kept, leaf)));
    expect(isSo(Array.from({ length: 1_000 }, (_, leaf) => isLost(conduct, kept, leaf)).filter(Boolean).length)).toBe(true);
  });
});

describe('asking a replica', () => {
  test('gets nothing where it does not answer in time, says too much, ends the connection or is not there; only a cluster that is out of reach is told apart', async () => {
    const answering = (write: (socket: Duplex) => void): Promise<Duplex> => {
      const [ours, theirs] = duplexPair();
      theirs.once('data', () => write(theirs));
      return Promise.resolve(ours);
    };
    const get = { method: 'GET', path: '/' } as const;
    expect(await askOver(() => answering((socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok')), get)).toEqual({ status: 200, body: 'ok' });
    expect(await askOver(() => answering((socket) => socket.write(`HTTP/1.1 200 OK\r\ncontent-length: 70000\r\n\r\n${'a'.repeat(70_000)}`)), get)).toBeUndefined();
    expect(await askOver(() => answering(() => undefined), get, 100)).toBeUndefined();
    expect(await askOver(() => answering((socket) => socket.end()), get)).toBeUndefined();
    expect(await askOver(() => answering((socket) => socket.write('no HTTP\r\n\r\n')), get)).toBeUndefined();
    expect(await askOver(() => Promise.reject(new ReplicaUnreachable(replica)), get)).toBeUndefined();
    await expect(askOver(() => Promise.reject(new ClusterUnreachable(cluster.id)), get)).rejects.toThrow(ClusterUnreachable);
    await expect(askOver(() => Promise.reject(new TypeError('ours')), get)).rejects.toThrow(TypeError);
  });
});

test('an answer has the form of one', () => {
  const proof = 'ab'.repeat(32);
  expect([readProofs(`${proof}\n${proof}\n`, 2), readProofs(proof, 2), readProofs(`${proof}\nno`, 2), readProofs('', 1)]).toEqual([[proof, proof], undefined, undefined, undefined]);
});
