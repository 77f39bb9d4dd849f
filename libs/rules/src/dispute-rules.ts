import { type Millis, MILLIS_PER_DAY, type NanoTokens } from '#libs/kernel';

import { rulesProblems } from './rules.errors.js';

/** How what insurance paid, or did not, is disputed. A dispute keeps the version that it was opened under. */
export interface DisputeRules {
  /** How long a finding can be disputed. */
  openMillis: Millis;
  /** Put down with a dispute: back unless it is denied. */
  depositNanoTokens: NanoTokens;
  votingMillis: Millis;
  /** After the votes: until the outcome is carried out. */
  cooldownMillis: Millis;
  /** So much of all that assessors had deposited when it was opened must vote, in basis points; it is a draw else. */
  quorumBps: number;
  /** How long an assessor who leaves waits for the deposit: as long as votes and cooldown take at the least, so that it is there until what it voted on is over. */
  exitMillis: Millis;
}

/** Times and deposit as Nexus Mutual has them: three days to vote, one to think again, a deposit of 0.05, two weeks to leave. */
export const initialDisputeRules: DisputeRules = {
  openMillis: 14 * MILLIS_PER_DAY, depositNanoTokens: 50_000_000n, votingMillis: 3 * MILLIS_PER_DAY, cooldownMillis: MILLIS_PER_DAY, quorumBps: 4_000, exitMillis: 14 * MILLIS_PER_DAY,
};

export const MAX_DISPUTE_MILLIS: Millis = 90 * MILLIS_PER_DAY;
/** A thousand tokens. */
export const MAX_DISPUTE_DEPOSIT: NanoTokens = 10n ** 12n;

export type StoredDisputeRules = Omit<DisputeRules, 'depositNanoTokens'> & { depositNanoTokens: string };

/** What a version did not say, it has of the first. */
export function readDisputeRules(stored: Partial<StoredDisputeRules> = {}): DisputeRules {
  const { depositNanoTokens, ...rest } = stored;
  return { ...initialDisputeRules, ...rest, ...(depositNanoTokens === undefined ? {} : { depositNanoTokens: BigInt(depositNanoTokens) }) };
}

/** @throws Problem `invalid_rules`. */
export function checkDispute({ votingMillis, cooldownMillis, exitMillis }: DisputeRules): void {
  if (exitMillis >= votingMillis + cooldownMillis) return;
  throw rulesProblems.invalid_rules('An assessor leaves when what it voted on is over: that takes as long as votes and cooldown together at the least.', { pointer: '/rules/dispute/exitMillis' });
}
