import { assert, type Millis, MILLIS_PER_DAY } from '#libs/kernel';

import { allow } from '../refusal.js';

/** How claims are decided by votes. Source: Nexus Mutual's Assessments.sol and AssessmentLib.sol. */
export interface AssessmentRule {
  votingMillis: Millis;
  cooldownMillis: Millis;
  /** After the cooldown: until when what was accepted is paid. */
  redemptionMillis: Millis;
  /** Put down with a claim: back when it is accepted or a draw. */
  deposit: bigint;
}

/** Nexus Mutual's: three days to vote, one to think again, thirty to be paid; 0.05 of the asset with 18 decimals. */
export const NEXUS_ASSESSMENT: AssessmentRule = { votingMillis: 3 * MILLIS_PER_DAY, cooldownMillis: MILLIS_PER_DAY, redemptionMillis: 30 * MILLIS_PER_DAY, deposit: 5n * 10n ** 16n };

export interface Assessment {
  votingEndsAt: Millis;
  accept: bigint;
  deny: bigint;
}

export interface AssessmentResult {
  status: 'voting' | 'cooldown' | 'finalized';
  outcome: 'pending' | 'accepted' | 'denied' | 'draw';
  deposit: 'held' | 'returned' | 'kept';
  /** Whether the claim is paid now. */
  payable: boolean;
}

/** Begins the assessment of a claim. @throws Problem unless the deposit is what the rule says, to the unit. */
export function beginAssessment(rule: AssessmentRule, deposit: bigint, now: Millis): Assessment {
  allow(deposit === rule.deposit, 'deposit_not_exact', `The deposit is ${rule.deposit}.`, '/deposit');
  return { votingEndsAt: now + rule.votingMillis, accept: 0n, deny: 0n };
}

/** Where a claim stands. More for it than against accepts it, less denies it, as many as against is a draw: nothing is paid and the deposit goes back. */
export function assess({ cooldownMillis, redemptionMillis }: AssessmentRule, { votingEndsAt, accept, deny }: Assessment, now: Millis): AssessmentResult {
  assert(accept >= 0n && deny >= 0n, 'votes are not negative');
  const decidedAt = votingEndsAt + cooldownMillis;
  if (now <= decidedAt) return { status: now < votingEndsAt ? 'voting' : 'cooldown', outcome: 'pending', deposit: 'held', payable: false };
  if (accept === deny) return { status: 'finalized', outcome: 'draw', deposit: 'returned', payable: false };
  if (accept < deny) return { status: 'finalized', outcome: 'denied', deposit: 'kept', payable: false };
  return { status: 'finalized', outcome: 'accepted', deposit: 'returned', payable: now <= decidedAt + redemptionMillis };
}
