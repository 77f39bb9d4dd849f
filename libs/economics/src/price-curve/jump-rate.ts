import { assert } from '#libs/kernel';

import { mulDivFloor } from '../mul-div.js';
import { BPS } from '../scale.js';
import type { Utilisation } from './kinked.js';

/** A kinked rate that states its slopes for each whole of utilisation, not up to the kink and beyond it. Source: Compound's JumpRateModel. */
export interface JumpRate {
  base: bigint;
  /** The rise from no to full utilisation. */
  multiplier: bigint;
  /** The same, beyond the kink. */
  jumpMultiplier: bigint;
  /** In basis points; above 10,000 there is no jump. */
  kinkBps: number;
}

/** Compound V2's form states the rate's rise at the kink: this is its multiplier, rounded down. */
export function multiplierAtKink(rise: bigint, kinkBps: number): bigint {
  assert(kinkBps > 0, 'a kink is above nothing');
  return mulDivFloor(rise, BPS, BigInt(kinkBps));
}

/** base + u × multiplier up to the kink, and beyond it base + kink × multiplier + (u − kink) × jumpMultiplier, rounded down once. */
export function jumpRate({ base, multiplier, jumpMultiplier, kinkBps }: JumpRate, { used, total }: Utilisation): bigint {
  const kink = BigInt(kinkBps);
  assert(base >= 0n && multiplier >= 0n && jumpMultiplier >= 0n && kink >= 0n, 'a jump rate never falls');
  assert(used >= 0n && used <= total, 'what is used is a part of what there is');
  if (total === 0n) return base;
  const at = used * BPS;
  const kinkAt = total * kink;
  const below = at < kinkAt ? at : kinkAt;
  return base + (below * multiplier + (at - below) * jumpMultiplier) / (total * BPS);
}

/** What borrowers owe of what is there: borrows ÷ (cash + borrows − reserves); nothing without borrows. */
export function borrowUtilisation(cash: bigint, borrows: bigint, reserves: bigint): Utilisation {
  assert(cash >= 0n && borrows >= 0n && reserves >= 0n && reserves <= cash, 'reserves are a part of the cash');
  return { used: borrows, total: borrows === 0n ? 0n : cash + borrows - reserves };
}
