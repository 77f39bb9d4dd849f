import { type Millis, MILLIS_PER_DAY, MILLIS_PER_MINUTE, type NanoTokens } from '#libs/kernel';
import { unsaidPayoutRules } from '#libs/verify';

/** When operators are paid, and what of their earnings. A period's payouts keep the version that they began under. */
export interface PayoutRules {
  /** Length of a period: payouts are made once in each. Periods start at its multiples since 1970. */
  everyMillis: Millis;
  /** Earnings are paid once they are older than this when a period starts. */
  holdMillis: Millis;
  /** Less than this waits for the next period. */
  thresholdNanoTokens: NanoTokens;
}

/** Once a day what was earned a week before, from ten tokens on: what versions from before payouts were ruled have said since. */
export const initialPayoutRules: PayoutRules = { ...unsaidPayoutRules, thresholdNanoTokens: BigInt(unsaidPayoutRules.thresholdNanoTokens) };

export const MIN_PAYOUT_EVERY_MILLIS: Millis = MILLIS_PER_MINUTE;
/** Whoever earned is paid within a month and the hold. */
export const MAX_PAYOUT_EVERY_MILLIS: Millis = 31 * MILLIS_PER_DAY;
export const MAX_PAYOUT_HOLD_MILLIS: Millis = 90 * MILLIS_PER_DAY;
/** A thousand tokens. */
export const MAX_PAYOUT_THRESHOLD: NanoTokens = 10n ** 12n;

export type StoredPayoutRules = Omit<PayoutRules, 'thresholdNanoTokens'> & { thresholdNanoTokens: string };

/** What a version did not say, it has of the first. */
export function readPayoutRules(stored: Partial<StoredPayoutRules> = {}): PayoutRules {
  const { thresholdNanoTokens, ...rest } = stored;
  return { ...initialPayoutRules, ...rest, ...(thresholdNanoTokens === undefined ? {} : { thresholdNanoTokens: BigInt(thresholdNanoTokens) }) };
}
