import { type Millis, MILLIS_PER_DAY, MILLIS_PER_HOUR, type NanoTokens, type ResourceClass, toJson } from '#libs/kernel';
import { canonicalText, type Plain } from '#libs/verify';

import { type BreakerLimit, checkBreakers, readBreakerLimit, type StoredBreakerLimit } from './breaker-rules.js';
import { type ChallengeRules, checkChallenges, initialChallengeRules, readChallengeRules } from './challenge-rules.js';
import { checkCover, type CoverRules, initialCoverRules, readCoverRules, type StoredCoverRules } from './cover-rules.js';
import { checkDispute, type DisputeRules, initialDisputeRules, readDisputeRules, type StoredDisputeRules } from './dispute-rules.js';
import { type DiversifiedRules, initialDiversifiedRules } from './diversified-rules.js';
import { type FaultKind, type FaultRules, initialFaultRules } from './fault-rules.js';
import { initialPayoutRules, type PayoutRules, readPayoutRules, type StoredPayoutRules } from './payout-rules.js';
import { checkReputation, initialReputationRules, readReputationRules, type ReputationRules } from './reputation-rules.js';
import { checkRewards, initialRewardRules, readRewardRules, type RewardRules, type StoredRewardRules } from './reward-rules.js';
import { rulesProblems } from './rules.errors.js';

/** What a class of capacity has to have bonded behind it. */
export interface BondRate {
  resourceClass: ResourceClass;
  /** A GPU's model or a storage class; '' is every variant without a rate of its own. */
  variant: string;
  /** For each priced unit offered: a vCPU, a GiB, a GPU. */
  nanoTokensPerUnit: NanoTokens;
}

/** All parameters that whoever takes part must be able to read. Each section is of one institution. */
export interface Rules {
  /** How long a new version is published, at the least, before it holds. */
  changeDelayMillis: Millis;
  bond: {
    /** How long what is unbonded stays at stake. */
    unbondingMillis: Millis;
    /** Classes without a rate need no bond. */
    rates: readonly BondRate[];
  };
  stake: {
    /** How long whoever leaves a stake pool waits, and bears its losses. */
    unbondingMillis: Millis;
    /** How long a gain takes to be in the price of a share. */
    unlockMillis: Millis;
    /** The most that an operator takes of what flows in, in basis points. */
    commissionMostBps: number;
    /** How long before terms become worse for whoever backs the operator. */
    noticeMillis: Millis;
    /** Earnings flow in for at least so long at a time. */
    reportMillis: Millis;
  };
  /** What operators answer for, and what it costs them. */
  faults: FaultRules;
  /** What flows faster than any of these stops for a person. */
  breakers: readonly BreakerLimit[];
  cover: CoverRules;
  /** How far operators are trusted. */
  reputation: ReputationRules;
  /** What idle capacity gets. */
  reward: RewardRules;
  /** How it has to prove itself. */
  challenge: ChallengeRules;
  /** How what insurance paid is disputed. */
  dispute: DisputeRules;
  /** How the diversified pool backs operators. */
  diversified: DiversifiedRules;
  /** When operators are paid what they earned. */
  payout: PayoutRules;
}

/** What holds until somebody decides otherwise: nothing has to be bonded, and nothing stops for a person. */
export const initialRules: Rules = {
  changeDelayMillis: 2 * MILLIS_PER_DAY,
  bond: { unbondingMillis: 21 * MILLIS_PER_DAY, rates: [] },
  stake: { unbondingMillis: 21 * MILLIS_PER_DAY, unlockMillis: 7 * MILLIS_PER_DAY, commissionMostBps: 5_000, noticeMillis: 28 * MILLIS_PER_DAY, reportMillis: MILLIS_PER_DAY },
  faults: initialFaultRules,
  breakers: [],
  cover: initialCoverRules,
  reputation: initialReputationRules,
  reward: initialRewardRules,
  challenge: initialChallengeRules,
  dispute: initialDisputeRules,
  diversified: initialDiversifiedRules,
  payout: initialPayoutRules,
};

export const MOST_BOND_RATES = 200;
export const MIN_CHANGE_DELAY_MILLIS: Millis = MILLIS_PER_HOUR;
export const MAX_CHANGE_DELAY_MILLIS: Millis = 90 * MILLIS_PER_DAY;
export const MIN_UNBONDING_MILLIS: Millis = MILLIS_PER_DAY;
export const MAX_UNBONDING_MILLIS: Millis = 366 * MILLIS_PER_DAY;
export const MAX_COMMISSION_BPS = 9_999;
export const MIN_REPORT_MILLIS: Millis = MILLIS_PER_HOUR;
export const MAX_STAKE_MILLIS: Millis = 366 * MILLIS_PER_DAY;
/** A thousand tokens for a unit: so that what an operator of any size must bond is an amount that can be stored. */
export const MAX_BOND_RATE: NanoTokens = 10n ** 12n;

/** Rules as they are stored, logged and signed. */
export function rulesText(rules: Rules): string {
  return canonicalText(toJson<Plain>(rules));
}

/** Rules as they were stored. What a version did not say yet, it has of the first. */
export function readRules(text: string): Rules {
  const stored = JSON.parse(text) as Stored;
  const bond = { ...initialRules.bond, ...stored.bond };
  return {
    ...initialRules,
    ...stored,
    stake: { ...initialRules.stake, ...stored.stake },
    faults: { ...initialFaultRules, ...stored.faults, table: { ...initialFaultRules.table, ...stored.faults?.table } },
    bond: { ...bond, rates: bond.rates.map((rate) => ({ ...rate, nanoTokensPerUnit: BigInt(rate.nanoTokensPerUnit) })) },
    breakers: (stored.breakers ?? []).map(readBreakerLimit),
    cover: readCoverRules(stored.cover),
    reputation: readReputationRules(stored.reputation),
    reward: readRewardRules(stored.reward),
    challenge: readChallengeRules(stored.challenge),
    dispute: readDisputeRules(stored.dispute),
    diversified: { ...initialDiversifiedRules, ...stored.diversified },
    payout: readPayoutRules(stored.payout),
  };
}

/** @throws Problem `invalid_rules` for what no schema says: what contradicts itself. */
export function checkRules({ bond, stake, faults, breakers, cover, dispute, reputation, reward, challenge }: Rules): void {
  checkFaults(faults);
  checkUnbonding('bond', bond.unbondingMillis, faults);
  checkUnbonding('stake', stake.unbondingMillis, faults);
  if (stake.noticeMillis <= stake.unbondingMillis) throw rulesProblems.invalid_rules('Whoever backs an operator can leave before its terms become worse: the notice is longer than the unbonding.', { pointer: '/rules/stake/noticeMillis' });
  const named = new Set<string>();
  for (const [place, { resourceClass, variant }] of bond.rates.entries()) {
    const name = `${resourceClass}/${variant}`;
    if (named.has(name)) throw rulesProblems.invalid_rules('A class and variant has one rate.', { pointer: `/rules/bond/rates/${place}` });
    named.add(name);
  }
  checkBreakers(breakers);
  checkCover(cover);
  checkDispute(dispute);
  checkReputation(reputation);
  checkRewards(reward);
  checkChallenges(challenge);
}

/** Whoever takes out the day before a fault is still there when it is decided upon, without anybody having to hold anything back. */
function checkUnbonding(section: 'bond' | 'stake', unbondingMillis: Millis, { appealMillis, decisionMillis }: FaultRules): void {
  const longest = appealMillis + decisionMillis;
  if (unbondingMillis >= longest) return;
  throw rulesProblems.invalid_rules(`Unbonding takes as long as a slash is open, for an appeal and its decision: ${longest} milliseconds at the least.`, { pointer: `/rules/${section}/unbondingMillis` });
}

function checkFaults({ table, platformWindowMillis }: FaultRules): void {
  for (const kind of ['lost_contact', 'host_lost'] as const satisfies FaultKind[]) {
    if (table[kind].graceMillis >= platformWindowMillis) continue;
    throw rulesProblems.invalid_rules('Whether many lost contact at once is seen within the grace: it is as long as the window at the least.', { pointer: `/rules/faults/table/${kind}/graceMillis` });
  }
}

interface Stored extends Partial<Omit<Rules, 'bond' | 'breakers' | 'cover' | 'dispute' | 'payout' | 'reward'>> {
  bond?: { unbondingMillis?: Millis; rates?: (Omit<BondRate, 'nanoTokensPerUnit'> & { nanoTokensPerUnit: string })[] };
  breakers?: StoredBreakerLimit[];
  cover?: Partial<StoredCoverRules>;
  dispute?: Partial<StoredDisputeRules>;
  payout?: Partial<StoredPayoutRules>;
  reward?: Partial<StoredRewardRules>;
}
