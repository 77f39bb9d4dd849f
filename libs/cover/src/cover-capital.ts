import { coverCapacity, desiredCapital, freeCapital, moveRequiredCapital, mulDivFloor } from '#libs/economics';
import type { Millis, NanoTokens } from '#libs/kernel';
import type { CoverRules } from '#libs/rules';

/** Stay when all else is paid, so that a share has a price. */
const LAST_UNITS = 2n;

/** What a pool's insurance has, and has promised. */
export interface CoverBook {
  assets: NanoTokens;
  /** What covers that are not over may still pay. */
  openCover: NanoTokens;
  /** What the shares on their way out are worth. */
  leaving: NanoTokens;
  required: NanoTokens;
  requiredAt: Millis;
}

/** Whether it can pay, for anybody to see. */
export interface CoverCapital {
  /** What open cover asks for in the end. */
  desired: NanoTokens;
  /** Moves towards that. */
  required: NanoTokens;
  /** What backers may take out now. */
  free: NanoTokens;
  /** All that may be covered, without what those who are leaving back. */
  capacity: NanoTokens;
}

export function capitalOf(rules: CoverRules, { assets, openCover, leaving, required: before, requiredAt }: CoverBook, now: Millis): CoverCapital {
  const rule = { gearingBps: BigInt(rules.gearingBps), dayBps: BigInt(rules.requiredDayBps), updateBps: BigInt(rules.requiredStepBps) };
  const desired = desiredCapital(rule, openCover);
  // While nothing is covered nothing is required; the first cover requires all of its own at once.
  const required = before === 0n || desired === 0n ? desired : moveRequiredCapital(rule, before, desired, Math.max(0, now - requiredAt));
  return {
    desired, required, free: freeCapital(assets - (openCover > 0n ? LAST_UNITS : 0n), required, desired), capacity: coverCapacity(rule.gearingBps, { assets, leaving }),
  };
}

/** What of a service credit that is owed a cover is for: the part for time that it covers, rounded down, and no more than it has left. */
export function coveredCredit({ unpaid, downMillis }: { unpaid: NanoTokens; downMillis: bigint }, coveredMillis: bigint, left: NanoTokens): NanoTokens {
  if (downMillis === 0n) return 0n;
  const part = mulDivFloor(unpaid, coveredMillis < downMillis ? coveredMillis : downMillis, downMillis);
  return part < left ? part : left;
}
