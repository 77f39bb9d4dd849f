import { assert } from '#libs/kernel';

import { mulDivFloor } from '../mul-div.js';
import { BPS } from '../scale.js';
import { split } from './split.js';

/** Work that somebody proved. */
export interface WorkDone {
  id: string;
  work: bigint;
}

/** The last so many units of work, the newest first, by who did it: what crosses the window's end counts whole. Source: p2poolv2's simple PPLNS. */
export function workInWindow(newestFirst: readonly WorkDone[], window: bigint): Map<string, bigint> {
  const work = new Map<string, bigint>();
  let counted = 0n;
  for (const { id, work: done } of newestFirst) {
    if (counted >= window) break;
    assert(done >= 0n, 'work is not negative');
    work.set(id, (work.get(id) ?? 0n) + done);
    counted += done;
  }
  return work;
}

/** Taken off a reward before it is divided. */
export interface Deduction {
  id: string;
  bps: number;
}

export interface Payouts {
  deductions: Map<string, bigint>;
  payouts: Map<string, bigint>;
}

/**
 * Divides a reward by work: first the deductions, each of what the ones before left, rounded down; then `split`, so that all sums to the reward. Without any
 * work the whole reward, deductions included, goes to `withoutWork`.
 */
export function payByWork(reward: bigint, work: ReadonlyMap<string, bigint>, deductions: readonly Deduction[], withoutWork: string): Payouts {
  assert(reward >= 0n && new Set(deductions.map(({ id }) => id)).size === deductions.length, 'deductions are named once');
  const none = [...work.values()].every((done) => done === 0n);
  if (none) return { deductions: new Map(deductions.map(({ id }) => [id, 0n])), payouts: new Map([[withoutWork, reward]]) };
  let left = reward;
  const taken = new Map<string, bigint>();
  for (const { id, bps } of deductions) {
    assert(bps >= 0 && BigInt(bps) <= BPS, 'a deduction is a part');
    const part = mulDivFloor(left, BigInt(bps), BPS);
    taken.set(id, part);
    left -= part;
  }
  return { deductions: taken, payouts: split(left, [...work].map(([id, weight]) => ({ id, weight }))) };
}

/** p2pool's division: 199 of 200 parts by work, one to who found it, to the unit (there a named account takes what rounding leaves; `split` leaves nothing). */
export function payWithFinder(reward: bigint, work: ReadonlyMap<string, bigint>, finder: string): Map<string, bigint> {
  const total = [...work.values()].reduce((sum, done) => sum + done, 0n);
  assert(total > 0n, 'somebody worked');
  const weights = new Map([...work].map(([id, done]) => [id, 199n * done]));
  weights.set(finder, (weights.get(finder) ?? 0n) + total);
  return split(reward, [...weights].map(([id, weight]) => ({ id, weight })));
}
