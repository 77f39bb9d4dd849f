import { assert } from '#libs/kernel';

import { WAD } from '../scale.js';
import { sqrtFloor } from '../sqrt.js';

/** A half-life is divided into 2^32 steps: finer than anything that is weighed by it. */
const STEP_BITS = 32n;

/** 2^(−1/2), 2^(−1/4), 2^(−1/8) …, scaled by 10^18, each rounded down. */
const roots: readonly bigint[] = rootsOfAHalf();

function rootsOfAHalf(): bigint[] {
  const found: bigint[] = [];
  for (let last = WAD / 2n; found.length < Number(STEP_BITS); found.push(last)) last = sqrtFloor(last * WAD);
  return found;
}

/**
 * What is left of a whole after some time: 2^(−elapsed ÷ halfLife), scaled by 10^18 and rounded down. A half after one half-life exactly, a quarter after two; never more than before.
 * Of its binary digits each that is set is one multiplication by a root of a half.
 */
export function decayWad(elapsed: bigint, halfLife: bigint): bigint {
  assert(elapsed >= 0n && halfLife > 0n, 'time passes by half-lives');
  const steps = (elapsed << STEP_BITS) / halfLife;
  let left = WAD;
  for (const [place, root] of roots.entries()) {
    if ((steps >> (STEP_BITS - 1n - BigInt(place))) & 1n) left = (left * root) / WAD;
  }
  return left >> (steps >> STEP_BITS);
}
