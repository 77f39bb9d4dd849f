import { createCipheriv, createHash } from 'node:crypto';

import type { WorkloadSpec } from './driver.js';
import { lineOf, readAnswer } from './memory-work.js';
import { DATA_VOLUME, type DeviceConduct } from './stored-data.js';

/** Work that takes a disk and time: a chain of rounds that each write `blockMib` to a volume for good, read them back, and hash what was read. */
export interface DiskWork {
  /** 32 bytes, in hexadecimal digits: what the first round writes follows from it, and of each other from what the round before gave. */
  seed: string;
  blockMib: number;
  rounds: number;
}

/** What a round is: `written`, or in simulated clusters, where nothing is written, a mere hash: `simulated`. */
export type DiskFunction = 'written' | 'simulated';

const MIB = 1_048_576;
const USER = 1_000;

/** What runs: a line for each round, and then it waits to be removed as any service does. A round writes the key stream of AES-256 in counter mode whose key is what the round before gave. */
const program = `const fs = require('node:fs');
const { createCipheriv, createHash } = require('node:crypto');
const [path, seed, mib, rounds] = process.argv.slice(1);
const size = 1048576;
const file = fs.openSync(path, 'w+', 0o600);
const [zeros, block] = [Buffer.alloc(size), Buffer.alloc(size)];
const all = (act, buffer, at) => { for (let done = 0; done < size;) done += act(file, buffer, done, size - done, at + done); };
let given = seed;
for (let round = 0; round < rounds; round += 1) {
  const cipher = createCipheriv('aes-256-ctr', Buffer.from(given, 'hex'), Buffer.alloc(16));
  for (let at = 0; at < mib; at += 1) all(fs.writeSync, cipher.update(zeros), at * size);
  fs.fdatasyncSync(file);
  const hash = createHash('sha256');
  for (let at = 0; at < mib; at += 1) {
    all(fs.readSync, block, at * size);
    hash.update(block);
  }
  given = hash.digest('hex');
  console.log(['0', round, given].join(' '));
}
setInterval(() => {}, 60000);`;

/** The workload that does it in its volume, as any tenant could ask for it. The image must have Node 20 or later. */
export function diskWorkload({ seed, blockMib, rounds }: DiskWork, image: string, mountPath = `/volumes/${DATA_VOLUME}`): Pick<WorkloadSpec, 'image' | 'command' | 'runAsUser'> {
  return { image, command: ['node', '-e', program, `${mountPath}/blocks`, seed, String(blockMib), String(rounds)], runAsUser: USER };
}

/** The work with a disk that a workload does, if it does any. */
export function diskWorkOf({ command = [] }: Pick<WorkloadSpec, 'command'>): DiskWork | undefined {
  const [, , does, , seed = '', blockMib, rounds] = command;
  return does === program ? { seed, blockMib: Number(blockMib), rounds: Number(rounds) } : undefined;
}

/** Digests in hexadecimal digits, by round, of the lines that give them. Undefined while a round is missing. */
export function readRounds(lines: Iterable<string>, { rounds }: Pick<DiskWork, 'rounds'>): readonly string[] | undefined {
  return readAnswer(lines, { lanes: 1, rounds })?.[0];
}

/** Reckons one round again, from what the answer says the round before gave. */
export function isDiskRoundRight(kind: DiskFunction, { seed, blockMib }: DiskWork, answer: readonly string[], round: number): boolean {
  const given = round === 0 ? seed : answer[round - 1]!;
  return answer[round] === (kind === 'simulated' ? simulatedRound(given) : writtenRound(given, blockMib));
}

function writtenRound(given: string, blockMib: number): string {
  const [cipher, hash, zeros] = [createCipheriv('aes-256-ctr', Buffer.from(given, 'hex'), Buffer.alloc(16)), createHash('sha256'), Buffer.alloc(MIB)];
  for (let at = 0; at < blockMib; at += 1) hash.update(cipher.update(zeros));
  return hash.digest('hex');
}

function simulatedRound(given: string): string {
  return createHash('sha256').update(`simulated disk ${given}`).digest('hex');
}

/** An honest simulated host is twice as fast as the first rules promise. */
const SIMULATED_MICROS_PER_MIB = 10_000;
const SLOW_TIMES = 20;

/** What a simulated host that is ready since a time has written of the work by another: no disk is used for it. */
export function simulatedRounds({ seed, blockMib, rounds }: DiskWork, conduct: DeviceConduct, since: number, now: number): { at: number; text: string }[] {
  const roundMillis = Math.ceil((blockMib * SIMULATED_MICROS_PER_MIB * (conduct === 'slow_disk' ? SLOW_TIMES : 1)) / 1_000);
  let given = seed;
  const lines = Array.from({ length: rounds }, (_, round) => {
    given = simulatedRound(given);
    return { at: since + (round + 1) * roundMillis, text: lineOf(0, round, given) };
  });
  return lines.filter(({ at }) => at <= now);
}
