import { type Millis, MILLIS_PER_DAY, type NanoTokens } from '#libs/kernel';

import { rulesProblems } from './rules.errors.js';

/** What insurance goes by. A cover keeps the version that it was bought under. */
export interface CoverRules {
  /** The price of cover never falls below this, in basis points of the amount and year. */
  targetBps: number;
  /** How much of it a day takes off. */
  decayBpsPerDay: number;
  /** How much buying all that there is puts on it. */
  bumpBps: number;
  /** Cover is counted in units of this, rounded up. */
  unitNanoTokens: NanoTokens;
  /** How much may be covered for each unit of capital, in basis points: 10,000 is all that there is, once. */
  gearingBps: number;
  /** By how much required capital moves in a day, and at once, in basis points of itself. */
  requiredDayBps: number;
  requiredStepBps: number;
  /** How long whoever backs the pool waits to leave, at the least. */
  exitMillis: Millis;
  /** How long a premium takes to be in the price of a share. */
  unlockMillis: Millis;
  /** From buying until the cover begins: nobody insures what has happened. */
  waitMillis: Millis;
  minPeriodMillis: Millis;
  maxPeriodMillis: Millis;
  /** An hour of outage of a replica is covered for at most so many times what the replica costs in it. */
  mostPriceTimes: number;
  /** From the end of a month until its outages are paid for, where no service level is waited for. */
  settleMillis: Millis;
}

export const initialCoverRules: CoverRules = {
  targetBps: 200, decayBpsPerDay: 50, bumpBps: 500, unitNanoTokens: 10_000_000n, gearingBps: 10_000, requiredDayBps: 500, requiredStepBps: 100,
  exitMillis: 7 * MILLIS_PER_DAY, unlockMillis: 30 * MILLIS_PER_DAY, waitMillis: MILLIS_PER_DAY, minPeriodMillis: 7 * MILLIS_PER_DAY, maxPeriodMillis: 366 * MILLIS_PER_DAY, mostPriceTimes: 20, settleMillis: 3 * MILLIS_PER_DAY,
};

export const MAX_COVER_BPS = 100_000;
export const MAX_COVER_MILLIS: Millis = 366 * MILLIS_PER_DAY;

export type StoredCoverRules = Omit<CoverRules, 'unitNanoTokens'> & { unitNanoTokens: string };

/** What a version did not say, it has of the first. */
export function readCoverRules(stored: Partial<StoredCoverRules> = {}): CoverRules {
  const { unitNanoTokens, ...rest } = stored;
  return { ...initialCoverRules, ...rest, ...(unitNanoTokens === undefined ? {} : { unitNanoTokens: BigInt(unitNanoTokens) }) };
}

/** @throws Problem `invalid_rules`. */
export function checkCover({ minPeriodMillis, maxPeriodMillis }: CoverRules): void {
  if (minPeriodMillis > maxPeriodMillis) throw rulesProblems.invalid_rules('The shortest period is no longer than the longest.', { pointer: '/rules/cover/minPeriodMillis' });
}
