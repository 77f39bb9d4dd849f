import { assert, type Millis, MILLIS_PER_DAY } from '#libs/kernel';

import { mulDivFloor } from '../mul-div.js';
import { BPS } from '../scale.js';

/** How fast required capital may move, and what it follows. Source: Nexus Mutual's Pool.sol and Capital. */
export interface CapitalRule {
  /** Open cover for each unit of capital, in basis points: 48,000 requires cover ÷ 4.8. */
  gearingBps: bigint;
  /** The most it moves in a day, in basis points of itself. */
  dayBps: bigint;
  /** The most it moves at once. */
  updateBps: bigint;
}

/** Nexus Mutual's: cover ÷ 4.8, at most 5 % a day and 1 % at once. */
export const NEXUS_CAPITAL: CapitalRule = { gearingBps: 48_000n, dayBps: 500n, updateBps: 100n };

/** What open cover asks for in the end, rounded down as there. */
export function desiredCapital({ gearingBps }: CapitalRule, openCover: bigint): bigint {
  return mulDivFloor(openCover, BPS, gearingBps);
}

/** Required capital after so long: towards what is desired, by no more than the rule allows; rounded down. */
export function moveRequiredCapital({ dayBps, updateBps }: CapitalRule, stored: bigint, desired: bigint, elapsedMillis: Millis): bigint {
  assert(elapsedMillis >= 0 && desired >= 0n, 'time does not go back');
  const byTime = mulDivFloor(dayBps, BigInt(elapsedMillis), BigInt(MILLIS_PER_DAY));
  const step = byTime < updateBps ? byTime : updateBps;
  if (desired > stored) {
    const most = mulDivFloor(stored, BPS + step, BPS);
    return most < desired ? most : desired;
  }
  const least = mulDivFloor(stored, BPS - step, BPS);
  return least > desired ? least : desired;
}

/** Stay when all else is paid, so that a share has a price. */
const LAST_UNITS = 2n;

/** What is behind open cover, and what was required when. */
export interface CapitalBook {
  assets: bigint;
  openCover: bigint;
  required: bigint;
  requiredAt: Millis;
}

/** What open cover asks for in the end, what is required now on the way there, and what backers may take out now. While nothing is covered nothing is required; the first cover requires all of its own at once. */
export function capitalAt(rule: CapitalRule, { assets, openCover, required: before, requiredAt }: CapitalBook, now: Millis): { desired: bigint; required: bigint; free: bigint } {
  const desired = desiredCapital(rule, openCover);
  const required = before === 0n || desired === 0n ? desired : moveRequiredCapital(rule, before, desired, Math.max(0, now - requiredAt));
  return { desired, required, free: freeCapital(assets - (openCover > 0n ? LAST_UNITS : 0n), required, desired) };
}

/** What backers may take out: only what is above both what is required and what open cover asks for. */
export function freeCapital(assets: bigint, required: bigint, desired: bigint): bigint {
  const bound = required > desired ? required : desired;
  return assets > bound ? assets - bound : 0n;
}
