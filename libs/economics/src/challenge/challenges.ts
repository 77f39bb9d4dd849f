import { hash } from 'node:crypto';

import { assert } from '#libs/kernel';

import { mulDivFloor } from '../mul-div.js';
import { allow } from '../refusal.js';
import { WAD } from '../scale.js';
import { leafNamed, leafQuestion } from './asked-work.js';
import { findLeaf, leavesUnder, type PieceLeaf, type SumTree } from './sum-tree.js';

/** How many leaves are asked for in a period. Source: FilOzone's SimplePDPService. */
export const CHALLENGES_PER_PROOF = 5;

const WORD_BYTES = 32;

/**
 * The leaf that a challenge asks for: SHA-256(seed ‖ set ‖ index), each of 32 bytes, modulo the number of leaves. The seed is drawn when nobody can change the leaves any more, and the number of leaves is
 * that at the period's start. (PDP hashes with Keccak-256; the log here, and what checks it, with SHA-256.) Of at most 2^64 leaves none is likelier by more than 2^−192.
 */
export function challengedLeaf(seed: Uint8Array, setId: bigint, index: number, leafCount: bigint): bigint {
  assert(seed.length === WORD_BYTES && setId >= 0n && index >= 0, 'a challenge has a seed of 32 bytes');
  allow(leafCount > 0n, 'no_leaves', 'There is nothing to prove.', '/leafCount');
  return leafNamed(hash('sha256', leafQuestion(seed, setId, index), 'buffer'), leafCount);
}

/** All that a period asks for. */
export function challengesOf(seed: Uint8Array, setId: bigint, tree: SumTree, count = CHALLENGES_PER_PROOF): PieceLeaf[] {
  const leafCount = leavesUnder(tree);
  return Array.from({ length: count }, (_, index) => findLeaf(tree, challengedLeaf(seed, setId, index, leafCount)));
}

/**
 * How likely it is that who has lost a part of the leaves meets none of so many challenges: (1 − lost)^challenges, scaled by 10^18, each product rounded down.
 */
export function evasionWad(lostWad: bigint, challenges: number): bigint {
  assert(lostWad >= 0n && lostWad <= WAD && challenges >= 0, 'a part is lost');
  let [result, power] = [WAD, WAD - lostWad];
  for (let left = challenges; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = mulDivFloor(result, power, WAD);
    power = mulDivFloor(power, power, WAD);
  }
  return result;
}
