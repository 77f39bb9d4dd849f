import { createCipheriv, createHash, createHmac } from 'node:crypto';

import { BYTES_PER_MBIT_MILLI } from '#libs/economics';

import type { WorkloadSpec } from './driver.js';

/** Streams that a replica is asked for, one now and then, to see how fast they come. */
export interface NetworkWork {
  /** 32 bytes, in hexadecimal digits: the key of each stream follows from it. Never told to what sends them. */
  seed: string;
  /** What is claimed, in Mbit/s. */
  mbps: number;
  /** Of each stream. */
  mib: number;
  /** So many streams at the most. */
  transfers: number;
}

/** How a stream comes: `sent`, byte by byte; in simulated clusters, which send nothing, they say how long it would have taken: `simulated`. */
export const networkFunctions = ['sent', 'simulated'] as const;
export type NetworkFunction = (typeof networkFunctions)[number];

/** Where what sends streams is asked. */
export const STREAM_PORT = 8_080;
export const MIB = 1_048_576;

const USER = 1_000;

/** The key of a stream, told when it is asked for and not before. */
export function streamKey({ seed }: Pick<NetworkWork, 'seed'>, number: number): string {
  return createHmac('sha256', Buffer.from(seed, 'hex')).update(`stream ${number}`).digest('hex');
}

/** The path that asks for a stream. */
export function streamPath(key: string, { mib }: Pick<NetworkWork, 'mib'>): string {
  return `/${key}/${mib}`;
}

/** What runs: `GET /<key>/<MiB>` answers with so much of the key stream of AES-256 in counter mode, from a counter of 0, which no packing makes smaller and nobody can have ready before the question. */
const program = `const { createCipheriv } = require('node:crypto');
const [port] = process.argv.slice(1);
const zeros = Buffer.alloc(65536);
require('node:http').createServer((request, response) => {
  const [, key, mib] = request.url.split('/');
  try {
    const cipher = createCipheriv('aes-256-ctr', Buffer.from(key, 'hex'), Buffer.alloc(16));
    let left = Number(mib) * 16;
    const more = () => {
      while (left > 0) {
        left -= 1;
        if (!response.write(cipher.update(zeros))) return;
      }
      response.end();
    };
    response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': left * zeros.length });
    response.on('drain', more);
    more();
  } catch {
    response.writeHead(400).end();
  }
}).listen(Number(port));`;

/** The workload that sends streams, as any tenant could ask for it. The image must have Node 20 or later. */
export function sendingWorkload(image: string, port = STREAM_PORT): Pick<WorkloadSpec, 'image' | 'command' | 'runAsUser'> & { ports: readonly { name: string; port: number; protocol: 'tcp'; public: true }[] } {
  return { image, command: ['node', '-e', program, String(port)], ports: [{ name: 'http', port, protocol: 'tcp', public: true }], runAsUser: USER };
}

/** Whether a workload sends streams. */
export function sendsStreams({ command = [] }: Pick<WorkloadSpec, 'command'>): boolean {
  return command[2] === program;
}

/** Says of what comes in one by one whether it is the stream so far. */
export function streamCheck(key: string): (chunk: Uint8Array) => boolean {
  const cipher = createCipheriv('aes-256-ctr', Buffer.from(key, 'hex'), Buffer.alloc(16));
  let zeros = Buffer.alloc(65_536);
  return (chunk) => {
    if (chunk.length > zeros.length) zeros = Buffer.alloc(chunk.length);
    return cipher.update(zeros.subarray(0, chunk.length)).equals(chunk);
  };
}

/** How a simulated host sends: as fast as is claimed there, twenty times too slowly, or something else than what was asked for. */
export const networkConducts = ['honest', 'slow_network', 'garbled'] as const;
export type NetworkConduct = (typeof networkConducts)[number];

const SLOW_TIMES = 20;

/** The path that asks a simulated replica. */
export function simulatedStreamPath(key: string, { mib, mbps }: Pick<NetworkWork, 'mib' | 'mbps'>): string {
  return `/${key}/${mib}/${mbps}`;
}

/** What a simulated replica answers: how long it takes to send, in milliseconds, and what stands for the stream. */
export function simulatedStream(path: string, conduct: NetworkConduct): string {
  const [, key = '', mib, mbps] = path.split('/');
  const millis = Math.ceil((Number(mib) * MIB * (conduct === 'slow_network' ? SLOW_TIMES : 1)) / (Number(mbps) * BYTES_PER_MBIT_MILLI));
  return `${millis} ${simulatedDigest(conduct === 'garbled' ? `${key} garbled` : key)}`;
}

/** How long a simulated stream took, and whether it is what was asked for; undefined when it has not the form of an answer. */
export function readSimulatedStream(body: string, key: string): { millis: number; isRight: boolean } | undefined {
  const [, millis, digest] = /^(\d{1,12}) ([0-9a-f]{64})$/.exec(body) ?? [];
  if (digest === undefined) return undefined;
  return { millis: Number(millis), isRight: digest === simulatedDigest(key) };
}

function simulatedDigest(key: string): string {
  return createHash('sha256').update(`simulated stream ${key}`).digest('hex');
}
