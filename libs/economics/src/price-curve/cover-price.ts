import { assert, type Millis, MILLIS_PER_DAY } from '#libs/kernel';

import { mulDivCeil, mulDivFloor } from '../mul-div.js';
import { allow } from '../refusal.js';
import { BPS } from '../scale.js';

const DAY = BigInt(MILLIS_PER_DAY);
const YEAR = 365n * DAY;

/** A price that each purchase bumps up and time brings down again. Source: Nexus Mutual's StakingProducts.sol. */
export interface BumpDecay {
  /** It never falls below this, in basis points of the amount and year. */
  targetBps: bigint;
  /** How much it falls in a day. */
  decayBpsPerDay: bigint;
  /** How much a purchase of the whole capacity bumps it. */
  bumpBps: bigint;
  /** An amount of cover is counted in units of this, rounded up. */
  unit: bigint;
}

/** The bump by Nexus Mutual's numbers: 5 % of a price, that is 500 basis points, for the whole capacity. */
export const NEXUS_BUMP_BPS = 500n;

/** The price before the next purchase: the bumped one, less what time has taken, but at least the target. */
export function decayedPriceBps({ targetBps, decayBpsPerDay }: BumpDecay, bumpedBps: bigint, elapsedMillis: Millis): bigint {
  assert(targetBps >= 0n && decayBpsPerDay >= 0n && bumpedBps >= 0n && elapsedMillis >= 0, 'prices and times are not negative');
  const decayed = bumpedBps - mulDivFloor(decayBpsPerDay, BigInt(elapsedMillis), DAY);
  return decayed > targetBps ? decayed : targetBps;
}

export interface CoverRequest {
  amount: bigint;
  periodMillis: Millis;
  /** The bumped price after the purchase before, in basis points. */
  bumpedBps: bigint;
  elapsedMillis: Millis;
  /** All that can be covered. */
  capacity: bigint;
  /** Of it, what is covered already. */
  used: bigint;
}

export interface CoverPrice {
  /** What the premium is reckoned by. */
  baseBps: bigint;
  /** Rounded down. */
  premium: bigint;
  /** The price afterwards. */
  bumpedBps: bigint;
  /** Of the capacity, before the purchase. */
  usedBps: bigint;
}

/** The premium, units × base ÷ 10,000 × period ÷ year, rounded down once, and the price as this purchase bumps it, base + bump × units ÷ capacity. */
export function priceCover(rule: BumpDecay, { amount, periodMillis, bumpedBps, elapsedMillis, capacity, used }: CoverRequest): CoverPrice {
  assert(rule.unit > 0n && rule.bumpBps >= 0n && amount >= 0n && periodMillis >= 0 && capacity >= 0n && used >= 0n, 'a cover has no negative amounts');
  allow(capacity >= rule.unit, 'no_capacity', 'There is nothing that could cover it.', '/capacity');
  const units = mulDivCeil(amount, 1n, rule.unit);
  const capacityUnits = capacity / rule.unit;
  const baseBps = decayedPriceBps(rule, bumpedBps, elapsedMillis);
  return {
    baseBps,
    premium: mulDivFloor(units * rule.unit * baseBps, BigInt(periodMillis), BPS * YEAR),
    bumpedBps: baseBps + mulDivFloor(rule.bumpBps, units, capacityUnits),
    usedBps: mulDivFloor(used, BPS, capacity),
  };
}
