import type { Millis } from '#libs/kernel';

/** What is claimed of memory goes to lanes in this part at the most, in percent: what runs takes some besides. Of a volume, its data. */
const LANES_PERCENT = 75;
const DATA_PERCENT = 75;
const LEAST_ROUNDS = 2;
const MOST_ROUNDS = 64;
const BPS = 10_000;
const MIB = 1_048_576;
const MIB_PER_GIB = 1_024;
/** What is asked for of stored data at a time: a page of a file. */
export const LEAF_BYTES = 4_096;
/** Of a megabit per second, in a millisecond. */
export const BYTES_PER_MBIT_MILLI = 125;
/** Thousandths. */
const WHOLE_GPU = 1_000;

/** The work that fills memory, for what is claimed: a lane for each vCPU, each filling as much as the rules and the claim's memory allow (a power of two of MiB), and about `workMillis` of it at the promised speed. */
export function memoryWorkFor({ cpuMillis, memoryMib }: { cpuMillis: number; memoryMib: number }, { mostLaneMib, workMillis, microsPerMib }: { mostLaneMib: number; workMillis: Millis; microsPerMib: number }): { lanes: number; laneMib: number; rounds: number } {
  const lanes = cpuMillis / 1_000;
  const room = Math.min(mostLaneMib, Math.floor((memoryMib * LANES_PERCENT) / (100 * lanes)));
  const laneMib = 2 ** Math.floor(Math.log2(room));
  const rounds = Math.floor((workMillis * 1_000) / (laneMib * microsPerMib));
  return { lanes, laneMib, rounds: Math.min(MOST_ROUNDS, Math.max(LEAST_ROUNDS, rounds)) };
}

/** How long after it is ready the answer of work by the MiB is to be there: what it takes at the promised speed, rounded up, and the grace. */
export function allowedForMib(mib: number, { microsPerMib, graceMillis }: { microsPerMib: number; graceMillis: Millis }): Millis {
  return Math.ceil((mib * microsPerMib) / 1_000) + graceMillis;
}

/** How much data a volume is given, in leaves of 4 KiB. */
export function leavesFor(gib: number, { mostDataMib }: { mostDataMib: number }): number {
  return (Math.min(mostDataMib, Math.floor((gib * MIB_PER_GIB * DATA_PERCENT) / 100)) * MIB) / LEAF_BYTES;
}

/** The streams for a bandwidth: of each about what is sent in `transferMillis` as fast as is claimed, rounded up to a MiB. */
export function streamWorkFor(mbps: number, { transferMillis, transfers }: { transferMillis: Millis; transfers: number }): { mbps: number; mib: number; transfers: number } {
  return { mbps, mib: Math.ceil((mbps * BYTES_PER_MBIT_MILLI * transferMillis) / MIB), transfers };
}

/** How long a stream may take: as long as at the promised part of what is claimed, rounded up, and the grace. */
export function allowedForStream({ mib, mbps }: { mib: number; mbps: number }, { leastBps, graceMillis }: { leastBps: number; graceMillis: Millis }): Millis {
  return Math.ceil((mib * MIB * BPS) / (mbps * BYTES_PER_MBIT_MILLI * leastBps)) + graceMillis;
}

/** What the rules ask of a model. */
export interface GpuTerms {
  mib: number;
  lanes: number;
  reads: number;
  rounds: number;
  workMillis: Millis;
}

/** The work for so many thousandths of so many GPUs: as much for each as the rules say of its model, in as much of its memory as is claimed. */
export function gpuWorkOf({ milli, gpus }: { milli: number; gpus: number }, { mib, lanes, reads, rounds }: GpuTerms): { gpus: number; mib: number; lanes: number; reads: number; rounds: number } {
  return { gpus, mib: (mib * milli) / (gpus * WHOLE_GPU), lanes, reads, rounds };
}

/** How long after it is ready the answer of so many thousandths of so many GPUs is to be there: what the rules say of a whole one, as much longer as a share is smaller, rounded up, and the grace. */
export function allowedForGpus({ milli, gpus }: { milli: number; gpus: number }, { workMillis }: Pick<GpuTerms, 'workMillis'>, graceMillis: Millis): Millis {
  return Math.ceil((workMillis * WHOLE_GPU * gpus) / milli) + graceMillis;
}

const WORD_BYTES = 32;

/** What the hash of which names the leaf that a challenge asks for: seed ‖ set ‖ index, each of 32 bytes. The seed has 32. */
export function leafQuestion(seed: Uint8Array, setId: bigint, index: number): Uint8Array {
  const bytes = new Uint8Array(3 * WORD_BYTES);
  bytes.set(seed);
  for (const [place, value] of [setId, BigInt(index)].entries()) {
    for (let at = (place + 2) * WORD_BYTES - 1, left = value; left > 0n; at -= 1, left >>= 8n) bytes[at] = Number(left & 255n);
  }
  return bytes;
}

/** The leaf that SHA-256 of the question names. */
export function leafNamed(digest: Uint8Array, leafCount: bigint): bigint {
  return digest.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n) % leafCount;
}
