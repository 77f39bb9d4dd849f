import { assess } from '#libs/economics';
import type { Millis, NanoTokens } from '#libs/kernel';
import type { DisputeRules } from '#libs/rules';

import type { DisputeOutcome, Tally } from './dispute.view.js';

export interface Voted extends Tally {
  votingEndsAt: Millis;
  quorum: NanoTokens;
}

/** How a dispute ends, once votes and cooldown are over; undefined before. Without the quorum it is a draw, as with as many for as against. */
export function outcomeOf({ votingMillis, cooldownMillis, depositNanoTokens: deposit }: DisputeRules, { votingEndsAt, quorum, ...tally }: Voted, now: Millis): DisputeOutcome | undefined {
  const { outcome } = assess({ votingMillis, cooldownMillis, redemptionMillis: Number.MAX_SAFE_INTEGER, deposit }, { votingEndsAt, ...tally }, now);
  if (outcome === 'pending') return undefined;
  return tally.accept + tally.deny < quorum ? 'draw' : outcome;
}
