import { createHash, scrypt } from 'node:crypto';

import { assert } from '#libs/kernel';

import type { WorkloadSpec } from './driver.js';

/**
 * Work that takes memory and time, and whose result can be checked by doing a small part of it again: so many lanes at once, each a chain of so many rounds of scrypt (RFC 7914),
 * which fills and reads `laneMib` each time.
 */
export interface MemoryWork {
  /** 32 bytes, in hexadecimal digits: the first round of each lane hashes them, each other what the round before gave. */
  seed: string;
  lanes: number;
  /** A power of two. */
  laneMib: number;
  rounds: number;
}

/** What a round is: `simulated` is a mere hash, of which simulated clusters make their answers since nothing runs there. */
export const workFunctions = ['scrypt', 'simulated'] as const;
export type WorkFunction = (typeof workFunctions)[number];

/** Digests in hexadecimal digits, by lane and round. */
export type WorkAnswer = readonly (readonly string[])[];

/** What runs: it writes a line for each round, `lane round digest`, and then waits to be removed as any service does. */
const program = `const { scrypt } = require('node:crypto');
const [seed, lanes, mib, rounds] = process.argv.slice(1);
const next = (lane, round, input) => scrypt(input, lane, 32, { N: 1024 * mib, r: 8, p: 1, maxmem: 2097152 * mib }, (error, digest) => {
  if (error) throw error;
  console.log([lane, round, digest.toString('hex')].join(' '));
  if (round + 1 < rounds) next(lane, round + 1, digest);
});
for (let lane = 0; lane < lanes; lane += 1) next(String(lane), 0, Buffer.from(seed, 'hex'));
setInterval(() => {}, 60000);`;

const USER = 1_000;

/** The workload that does it, as any tenant could ask for it. The image must have Node 20 or later. */
export function workloadOf(work: MemoryWork, image: string): Pick<WorkloadSpec, 'image' | 'command' | 'environment' | 'runAsUser'> {
  const { seed, lanes, laneMib, rounds } = work;
  return { image, command: ['node', '-e', program, seed, String(lanes), String(laneMib), String(rounds)], environment: { UV_THREADPOOL_SIZE: String(lanes) }, runAsUser: USER };
}

/** The work that a workload does, if it does any. */
export function workOf({ command = [] }: Pick<WorkloadSpec, 'command'>): MemoryWork | undefined {
  const [, , does, seed = '', lanes, laneMib, rounds] = command;
  return does === program ? { seed, lanes: Number(lanes), laneMib: Number(laneMib), rounds: Number(rounds) } : undefined;
}

export function lineOf(lane: number, round: number, digest: string): string {
  return `${lane} ${round} ${digest}`;
}

/** More lines than this no answer has. */
export function mostLines({ lanes, rounds }: MemoryWork): number {
  return lanes * rounds;
}

/** The answer that lines give: each round's last line counts, other lines do not. Undefined while a round is missing. */
export function readAnswer(lines: Iterable<string>, { lanes, rounds }: Pick<MemoryWork, 'lanes' | 'rounds'>): WorkAnswer | undefined {
  const answer = Array.from({ length: lanes }, () => Array.from({ length: rounds }, () => ''));
  for (const line of lines) {
    const [, lane, round, digest] = /^(\d{1,4}) (\d{1,4}) ([0-9a-f]{64})$/.exec(line) ?? [];
    if (digest !== undefined && Number(lane) < lanes && Number(round) < rounds) answer[Number(lane)]![Number(round)] = digest;
  }
  return answer.every((digests) => digests.every((digest) => digest !== '')) ? answer : undefined;
}

/** Does one round of an answer again, from what the answer says the round before gave. */
export async function isRoundRight(kind: WorkFunction, work: MemoryWork, answer: WorkAnswer, lane: number, round: number): Promise<boolean> {
  assert(lane < work.lanes && round < work.rounds, 'a round of the work');
  const input = round === 0 ? work.seed : answer[lane]![round - 1]!;
  return (await digestOf(kind, work, lane, input)) === answer[lane]![round];
}

async function digestOf(kind: WorkFunction, { laneMib }: MemoryWork, lane: number, input: string): Promise<string> {
  if (kind === 'simulated') return simulatedDigest(lane, input);
  const digest = await new Promise<Buffer>((resolve, reject) => {
    scrypt(Buffer.from(input, 'hex'), String(lane), 32, { N: 1_024 * laneMib, r: 8, p: 1, maxmem: 2_097_152 * laneMib }, (error, key) => (error ? reject(error) : resolve(key)));
  });
  return digest.toString('hex');
}

function simulatedDigest(lane: number, input: string): string {
  return createHash('sha256').update(`simulated ${lane} ${input}`).digest('hex');
}

/** How a simulated host answers: as it should, with digests that it makes up, or twenty times too slowly. */
export const workConducts = ['honest', 'made_up', 'slow'] as const;
export type WorkConduct = (typeof workConducts)[number];

/** An honest simulated host is twice as fast as the first rules promise. */
const SIMULATED_MICROS_PER_MIB = 5_000;
const SLOW_TIMES = 20;

/** What a simulated host that is ready since a time has written of the work by another: no work is done for it. */
export function simulatedAnswer(work: MemoryWork, conduct: WorkConduct, since: number, now: number): { at: number; text: string }[] {
  const roundMillis = Math.ceil((work.laneMib * SIMULATED_MICROS_PER_MIB * (conduct === 'slow' ? SLOW_TIMES : 1)) / 1_000);
  const lines: { at: number; text: string }[] = [];
  for (let lane = 0; lane < work.lanes; lane += 1) {
    let digest = work.seed;
    for (let round = 0; round < work.rounds; round += 1) {
      digest = simulatedDigest(lane, conduct === 'made_up' ? `${digest} made up` : digest);
      const at = since + (round + 1) * roundMillis;
      if (at <= now) lines.push({ at, text: lineOf(lane, round, digest) });
    }
  }
  return lines.toSorted((a, b) => a.at - b.at);
}
