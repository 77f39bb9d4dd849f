import { capitalAt, coverCapacity, mulDivFloor } from '#libs/economics';
import type { Millis, NanoTokens } from '#libs/kernel';
import type { CoverRules } from '#libs/rules';

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

export function capitalOf(rules: CoverRules, book: CoverBook, now: Millis): CoverCapital {
  const rule = { gearingBps: BigInt(rules.gearingBps), dayBps: BigInt(rules.requiredDayBps), updateBps: BigInt(rules.requiredStepBps) };
  return { ...capitalAt(rule, book, now), capacity: coverCapacity(rule.gearingBps, book) };
}

/** What of a service credit that is owed a cover is for: the part for time that it covers, rounded down, and no more than it has left. */
export function coveredCredit({ unpaid, downMillis }: { unpaid: NanoTokens; downMillis: bigint }, coveredMillis: bigint, left: NanoTokens): NanoTokens {
  if (downMillis === 0n) return 0n;
  const part = mulDivFloor(unpaid, coveredMillis < downMillis ? coveredMillis : downMillis, downMillis);
  return part < left ? part : left;
}
