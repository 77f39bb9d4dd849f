import { createCipheriv, createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Duplex, duplexPair } from 'node:stream';

import { LEAF_BYTES } from '#libs/economics';
import { assert } from '#libs/kernel';

import type { WorkloadSpec } from './driver.js';

/** Where what keeps data is asked. */
export const DATA_PORT = 8_080;
/** The volume that it is kept in. */
export const DATA_VOLUME = 'data';

const BLOCK_BYTES = 16;
const KEY_BYTES = 32;
const USER = 1_000;

/** Data that looks random to whoever has not its key, and of which whoever has it makes any leaf anew: the key stream of AES-256 in counter mode (NIST SP 800-38A), from a counter of 0. */
export interface StoredData {
  /** 32 bytes, in hexadecimal digits. Never told to what keeps the data. */
  key: string;
  leaves: number;
}

/** How data comes to be kept: `written`, byte by byte; in simulated clusters, which keep nothing, their key is told instead: `simulated`. */
export const dataFunctions = ['written', 'simulated'] as const;
export type DataFunction = (typeof dataFunctions)[number];

/** So many leaves of the data, from one on. */
export function dataFrom({ key, leaves }: StoredData, leaf: number, count: number): Buffer {
  assert(leaf >= 0 && count >= 0 && leaf + count <= leaves, 'leaves of the data');
  const counter = Buffer.alloc(BLOCK_BYTES);
  counter.writeBigUInt64BE((BigInt(leaf) * BigInt(LEAF_BYTES)) / BigInt(BLOCK_BYTES), BLOCK_BYTES - 8);
  return createCipheriv('aes-256-ctr', Buffer.from(key, 'hex'), counter).update(Buffer.alloc(count * LEAF_BYTES));
}

/** What answers for a leaf: SHA-256 of the question's seed (32 bytes, in hexadecimal digits) and the leaf, so that nothing less than the leaf will do, and not before the question. */
export function leafProof(seed: string, leaf: Uint8Array): string {
  return createHash('sha256').update(Buffer.from(seed, 'hex')).update(leaf).digest('hex');
}

/** The path of a question for leaves. */
export function questionPath(seed: string, leaves: readonly number[]): string {
  return `/${seed}/${leaves.join(',')}`;
}

/** What was answered, by the leaf; undefined when it has not the form of an answer. */
export function readProofs(body: string, count: number): string[] | undefined {
  const lines = body.trimEnd().split('\n');
  return lines.length === count && lines.every((line) => /^[0-9a-f]{64}$/.test(line)) ? lines : undefined;
}

/** What runs: `PUT /<offset>` writes the body there, for good, or says that there is no room (507); `GET /<seed>/<leaf>,…` answers a line for each leaf. What was never written reads as zeros. */
const program = `const fs = require('node:fs');
const { createHash } = require('node:crypto');
const [path, port, leafBytes] = process.argv.slice(1);
const file = fs.openSync(path, fs.constants.O_RDWR | fs.constants.O_CREAT, 0o600);
const put = (request, response, offset) => {
  let [at, failed] = [offset];
  request.on('data', (chunk) => {
    try {
      for (let done = 0; !failed && done < chunk.length;) done += fs.writeSync(file, chunk, done, chunk.length - done, at + done);
      at += chunk.length;
    } catch (error) {
      failed = error;
    }
  });
  request.on('end', () => fs.fdatasync(file, (error = failed) => response.writeHead((failed || error) ? ((failed || error).code === 'ENOSPC' ? 507 : 500) : 204).end()));
};
const prove = (seed, index) => {
  const leaf = Buffer.alloc(Number(leafBytes));
  for (let done = 0, read = 1; read > 0 && done < leaf.length; done += read) read = fs.readSync(file, leaf, done, leaf.length - done, index * leaf.length + done);
  return createHash('sha256').update(Buffer.from(seed, 'hex')).update(leaf).digest('hex');
};
require('node:http').createServer((request, response) => {
  const [, first, leaves] = request.url.split('/');
  try {
    if (request.method === 'PUT') put(request, response, Number(first));
    else response.end(leaves.split(',').map((index) => prove(first, Number(index))).join('\\n'));
  } catch {
    response.writeHead(500).end();
  }
}).listen(Number(port));`;

/** The workload that keeps data in its volume, as any tenant could ask for it. The image must have Node 20 or later. */
export function keepingWorkload(image: string, mountPath = `/volumes/${DATA_VOLUME}`): Pick<WorkloadSpec, 'image' | 'command' | 'runAsUser'> & { ports: readonly { name: string; port: number; protocol: 'tcp'; public: true }[] } {
  return { image, command: ['node', '-e', program, `${mountPath}/data`, String(DATA_PORT), String(LEAF_BYTES)], ports: [{ name: 'http', port: DATA_PORT, protocol: 'tcp', public: true }], runAsUser: USER };
}

/** Whether a workload keeps data. */
export function keepsData({ command = [] }: Pick<WorkloadSpec, 'command'>): boolean {
  return command[2] === program;
}

/** How a simulated host keeps what is stored on it: as it should, but for every tenth leaf or so, or not at all; or it does, but twenty times too slowly. */
export const deviceConducts = ['honest', 'lossy', 'forgetful', 'slow_disk'] as const;
export type DeviceConduct = (typeof deviceConducts)[number];

/** Of so many leaves a lossy host loses one. */
const LOSES_ONE_OF = 10;

/** Whether a simulated host has lost a leaf. */
export function isLost(conduct: DeviceConduct, { key }: StoredData, leaf: number): boolean {
  if (conduct === 'forgetful') return true;
  return conduct === 'lossy' && createHash('sha256').update(`lost ${key} ${leaf}`).digest().readUIntBE(0, 6) % LOSES_ONE_OF === 0;
}

/** What a simulated replica that keeps data is asked through: nothing is kept there but which data it is. */
export interface SimulatedStore {
  read(): Promise<{ data: StoredData | undefined; conduct: DeviceConduct }>;
  keep(data: StoredData): Promise<void>;
}

const servers = new WeakMap<Duplex, SimulatedStore>();
let serving: Server | undefined;

/** A connection to a simulated replica that keeps data: `PUT /<key>/<leaves>` in place of what is written, and questions as they are. */
export function openSimulatedStore(store: SimulatedStore): Duplex {
  serving ??= createServer((request, response) => {
    answerSimulated(servers.get(request.socket)!, request, response).catch(() => response.writeHead(500).end());
  });
  const [ours, theirs] = duplexPair();
  servers.set(theirs, store);
  serving.emit('connection', theirs);
  return ours;
}

async function answerSimulated(store: SimulatedStore, request: IncomingMessage, response: ServerResponse): Promise<void> {
  request.resume();
  const [, first = '', second = ''] = request.url!.split('/');
  if (request.method === 'PUT') {
    await store.keep({ key: first, leaves: Number(second) });
    response.writeHead(204).end();
    return;
  }
  const { data, conduct } = await store.read();
  const leafOf = (leaf: number) => (data && !isLost(conduct, data, leaf) ? dataFrom(data, leaf, 1) : Buffer.alloc(LEAF_BYTES));
  response.end(second.split(',').map((leaf) => leafProof(first, leafOf(Number(leaf)))).join('\n'));
}

/** The path that tells a simulated replica which data it is to keep. */
export function simulatedKeepPath({ key, leaves }: StoredData): string {
  assert(key.length === 2 * KEY_BYTES, 'a key of 32 bytes');
  return `/${key}/${leaves}`;
}
