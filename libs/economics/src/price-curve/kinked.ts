import { assert } from '#libs/kernel';

import { BPS } from '../scale.js';

/**
 * A price that rises gently with utilisation up to a kink, and steeply beyond it, in nano-tokens per priced unit and hour:
 * `base` when idle, `base + slope1` at the kink, `base + slope1 + slope2` when full.
 */
export interface KinkedCurve {
  base: bigint;
  slope1: bigint;
  slope2: bigint;
  /** Utilisation at the kink, in basis points. */
  kinkBps: number;
}

/** How much of a pool's capacity is claimed, in any one unit. */
export interface Utilisation {
  used: bigint;
  total: bigint;
}

/**
 * The curve's rate at a utilisation, rounded down once, in the payer's favour. Continuous at the kink and never falling
 * while utilisation rises. Nothing offered counts as idle; more used than offered, after capacity was withdrawn, as full.
 */
export function kinkedRate(curve: KinkedCurve, { used, total }: Utilisation): bigint {
  const kink = BigInt(curve.kinkBps);
  assert(curve.base >= 0n && curve.slope1 >= 0n && curve.slope2 >= 0n && kink >= 0n, 'a kinked curve never falls');
  assert(used >= 0n && total >= 0n, 'utilisation is not negative');
  const whole = total === 0n ? 1n : total;
  const part = total === 0n ? 0n : used < total ? used : total;
  // Both sides scaled by the total, so that nothing is rounded before the end.
  const at = part * BPS;
  const kinkAt = whole * kink;
  if (kink > 0n && at <= kinkAt) return curve.base + (curve.slope1 * at) / kinkAt;
  return curve.base + curve.slope1 + (curve.slope2 * (at - kinkAt)) / (whole * (BPS - kink));
}

/**
 * What those who lend get for each unit they lend, rounded down: the borrowers' rate on the part that is used, less the reserve's part of it.
 * Source: Aave's DefaultReserveInterestRateStrategyV2 (`liquidityRate`).
 */
export function supplyRate(borrowRate: bigint, { used, total }: Utilisation, reserveBps: number): bigint {
  const reserve = BigInt(reserveBps);
  assert(borrowRate >= 0n && used >= 0n && used <= total && reserve >= 0n && reserve <= BPS, 'what is lent is a part of what there is');
  return total === 0n ? 0n : (borrowRate * used * (BPS - reserve)) / (total * BPS);
}
