import { assert, type Millis } from '#libs/kernel';

import { mulDivCeil } from '../mul-div.js';
import { allow } from '../refusal.js';

/** What somebody has at stake for what he promised. */
export interface Bond {
  /** Behind new promises too. */
  bonded: bigint;
  /** On its way out, in the order it was asked for: at stake until it is released. */
  unbonding: readonly Unbonding[];
}

export interface Unbonding {
  amount: bigint;
  releasesAt: Millis;
}

export const NO_BOND: Bond = { bonded: 0n, unbonding: [] };

/** All that a slash can reach. */
export function atStake({ bonded, unbonding }: Bond): bigint {
  return unbonding.reduce((sum, { amount }) => sum + amount, bonded);
}

export function addBond(bond: Bond, amount: bigint): Bond {
  assert(amount >= 0n, 'a bond is not negative');
  return { ...bond, bonded: bond.bonded + amount };
}

/** Begins to take some out. It stays at stake for the whole time, so that no exit is ahead of a fault in evidence. @throws Problem for more than is bonded. */
export function unbond(bond: Bond, amount: bigint, now: Millis, unbondingMillis: Millis): Bond {
  assert(amount > 0n && unbondingMillis >= 0, 'something is unbonded, over a time');
  allow(amount <= bond.bonded, 'exceeds_bond', `${bond.bonded} are bonded.`, '/amount');
  return { bonded: bond.bonded - amount, unbonding: [...bond.unbonding, { amount, releasesAt: now + unbondingMillis }] };
}

/** Lets go of what has waited long enough. */
export function release(bond: Bond, now: Millis): { bond: Bond; released: bigint } {
  const due = bond.unbonding.filter(({ releasesAt }) => releasesAt <= now);
  return { bond: { ...bond, unbonding: bond.unbonding.filter(({ releasesAt }) => releasesAt > now) }, released: due.reduce((sum, { amount }) => sum + amount, 0n) };
}

/** Takes from what is bonded, then from what is on its way out, the last that was asked for first. `unmet` is the next layer's. */
export function slash(bond: Bond, amount: bigint): { bond: Bond; slashed: bigint; unmet: bigint } {
  assert(amount >= 0n, 'a slash is not negative');
  let left = amount;
  const take = (available: bigint) => {
    const part = available < left ? available : left;
    left -= part;
    return available - part;
  };
  const bonded = take(bond.bonded);
  const unbonding = bond.unbonding.toReversed().map((waiting) => ({ ...waiting, amount: take(waiting.amount) })).toReversed().filter((waiting) => waiting.amount > 0n);
  return { bond: { bonded, unbonding }, slashed: amount - left, unmet: left };
}

/** What must be bonded for so many units of capacity, rounded up. */
export function bondFor(units: bigint, perUnit: bigint, unitsPerPriced: bigint): bigint {
  return mulDivCeil(units, perUnit, unitsPerPriced);
}

/** How many units a bond is enough for: what is beyond is not on offer. Undefined: any number, where no bond is asked for. */
export function unitsBonded({ bonded }: Bond, perUnit: bigint, unitsPerPriced: bigint): bigint | undefined {
  assert(perUnit >= 0n && unitsPerPriced > 0n, 'a bond is for units');
  return perUnit === 0n ? undefined : (bonded * unitsPerPriced) / perUnit;
}
