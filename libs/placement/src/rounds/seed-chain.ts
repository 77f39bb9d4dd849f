import { hash } from 'node:crypto';

/** Rounds of one chain. */
export const CHAIN_LENGTH = 1_024;

/**
 * Seeds of rounds to come, fixed before any of their requests is known: each is the hash of the next, and the anchor the hash
 * of the first. The anchor is in the log; whoever learns a seed hashes it back to there, and from none follows a later one.
 */
export class SeedChain {
  /** The seed of each place; the anchor is before the first. */
  private readonly seeds: Uint8Array[];
  readonly anchor: Uint8Array;

  /** From a secret of 32 random bytes, which is the last seed. */
  constructor(secret: Uint8Array, readonly length = CHAIN_LENGTH) {
    const seeds = [secret];
    while (seeds.length < length) seeds.push(hashed(seeds.at(-1)!));
    this.seeds = seeds.toReversed();
    this.anchor = hashed(this.seeds[0]!);
  }

  seedOf(place: number): Uint8Array {
    return this.seeds[place]!;
  }
}

/** Whether a seed is that of a place of the chain with this anchor. */
export function isSeedOf(anchor: Uint8Array, place: number, seed: Uint8Array): boolean {
  let reached = seed;
  for (let step = 0; step <= place; step += 1) reached = hashed(reached);
  return Buffer.compare(reached, anchor) === 0;
}

/** The number that decides between equals. */
export function numberOf(seed: Uint8Array): number {
  return new DataView(seed.buffer, seed.byteOffset).getUint32(0);
}

function hashed(bytes: Uint8Array): Uint8Array {
  return hash('sha256', bytes, 'buffer');
}
