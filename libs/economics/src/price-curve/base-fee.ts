import { assert } from '#libs/kernel';

import { mulDivFloor } from '../mul-div.js';
import { BPS } from '../scale.js';
import type { Utilisation } from './kinked.js';

/**
 * A price that demand moves from epoch to epoch: up while more than the target of the capacity is claimed, down while it is less.
 * Amounts in nano-tokens per priced unit and hour.
 */
export interface BaseFeeRule {
  /** Utilisation at which the price stays, in basis points. */
  targetBps: number;
  /** One epoch moves the price by at most its `denominator`th part. */
  denominator: number;
  /** It never falls below this. */
  floor: bigint;
  /** It never rises above this. */
  ceiling: bigint;
}

/**
 * The price of the next epoch, by the utilisation at the end of this one (EIP-1559's `calcBaseFee`, with utilisation for gas):
 *
 *     above the target: base + max(1, ⌊base × excess ÷ target ÷ denominator⌋)
 *     below it:         base − ⌊base × lack ÷ target ÷ denominator⌋
 *
 * The excess counts up to the target itself, so that a step is capped upwards as it is downwards where the target is below one
 * half, and the result stays within floor and ceiling. Nothing offered says nothing of demand: the price stays. More used
 * than offered, after capacity was withdrawn, is full.
 *
 * A base below its denominator could rise, by one, and never fall again, since its step down rounds to nothing: floors are
 * at least the denominator.
 */
export function nextBaseFee({ targetBps, denominator, floor, ceiling }: BaseFeeRule, base: bigint, { used, total }: Utilisation): bigint {
  assert(targetBps > 0 && targetBps <= Number(BPS) && denominator > 1, 'a base fee has a target and a denominator');
  assert(BigInt(denominator) <= floor && floor <= base && base <= ceiling, 'a base fee is between its floor, which is at least its denominator, and its ceiling');
  assert(used >= 0n && total >= 0n, 'utilisation is not negative');
  if (total === 0n) return base;
  // Scaled by the basis points, so that the target is not rounded. ⌊⌊x ÷ target⌋ ÷ denominator⌋ is ⌊x ÷ (target × denominator)⌋.
  const target = total * BigInt(targetBps);
  const at = (used < total ? used : total) * BPS;
  const divisor = target * BigInt(denominator);
  if (at > target) {
    const excess = at - target < target ? at - target : target;
    const step = mulDivFloor(base, excess, divisor);
    const raised = base + (step > 1n ? step : 1n);
    return raised < ceiling ? raised : ceiling;
  }
  const lowered = base - mulDivFloor(base, target - at, divisor);
  return lowered > floor ? lowered : floor;
}
