import { BPS, desiredCapital, freeCapital, moveRequiredCapital, mulDivCeil, mulDivFloor } from '#libs/economics';
import { type Millis, MILLIS_PER_HOUR, type NanoTokens } from '#libs/kernel';
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
  const backed = assets - leaving - LAST_UNITS;
  return {
    desired, required, free: freeCapital(assets - (openCover > 0n ? LAST_UNITS : 0n), required, desired), capacity: backed > 0n ? mulDivFloor(backed, rule.gearingBps, BPS) : 0n,
  };
}

/** What outages cost by a cover's terms beyond the service credit: what is paid for rounds down, what is credited already up. */
export function lossBeyondCredit(perHour: NanoTokens, downMillis: bigint, credit: { amount: NanoTokens; downMillis: bigint } | undefined): { loss: NanoTokens; credited: NanoTokens; beyond: NanoTokens } {
  const loss = mulDivFloor(perHour, downMillis, BigInt(MILLIS_PER_HOUR));
  const credited = credit && credit.downMillis > 0n ? mulDivCeil(credit.amount, downMillis, credit.downMillis) : 0n;
  return { loss, credited, beyond: loss > credited ? loss - credited : 0n };
}

/** What of a service credit that is owed a cover is for: the part for time that it covers, rounded down, and no more than it has left. */
export function coveredCredit({ unpaid, downMillis }: { unpaid: NanoTokens; downMillis: bigint }, coveredMillis: bigint, left: NanoTokens): NanoTokens {
  if (downMillis === 0n) return 0n;
  const part = mulDivFloor(unpaid, coveredMillis < downMillis ? coveredMillis : downMillis, downMillis);
  return part < left ? part : left;
}
