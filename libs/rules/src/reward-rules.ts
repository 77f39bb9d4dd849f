import type { NanoTokens, ResourceClass } from '#libs/kernel';

import { type Tier } from './reputation-rules.js';
import { rulesProblems } from './rules.errors.js';

/** What an hour of a priced unit that stands ready, and idle, counts for. */
export interface RewardRate {
  resourceClass: ResourceClass;
  /** A GPU's model or a storage class; '' is every variant without a rate of its own. */
  variant: string;
  nanoTokensPerUnitHour: NanoTokens;
}

/** What idle capacity gets of its pool's treasury. */
export interface RewardRules {
  /** Classes without a rate get nothing. */
  rates: readonly RewardRate[];
  /** How far an operator must be trusted with a class for its idle capacity to count. */
  leastTier: Tier;
  /** `pps`: at the rates, as long as the treasury has the reserve that this takes; else, and always by `pplns`, a part of what the treasury took in. */
  scheme: 'pps' | 'pplns';
  /** What the treasury keeps of the rates, in basis points: without it no reserve suffices. */
  feeBps: number;
  /** The reserve is such that the treasury is emptied with a probability of less than 2 to the minus so much. */
  halvings: number;
  /** Which part of what the treasury took in within an epoch is divided by `pplns`, in basis points. */
  revenueBps: number;
  /** By the last so much that capacity counted for. */
  windowNanoTokens: NanoTokens;
}

/** Nothing is paid. */
export const initialRewardRules: RewardRules = {
  rates: [], leastTier: 'proven', scheme: 'pps', feeBps: 500, halvings: 10, revenueBps: 2_000, windowNanoTokens: 100_000_000_000n,
};

export const MOST_REWARD_RATES = 200;
export const MAX_REWARD_RATE: NanoTokens = 10n ** 12n;
export const MAX_REWARD_HALVINGS = 100;

export type StoredRewardRules = Omit<RewardRules, 'rates' | 'windowNanoTokens'> & {
  rates: (Omit<RewardRate, 'nanoTokensPerUnitHour'> & { nanoTokensPerUnitHour: string })[];
  windowNanoTokens: string;
};

/** What a version did not say, it has of the first. */
export function readRewardRules(stored: Partial<StoredRewardRules> = {}): RewardRules {
  const { rates, windowNanoTokens, ...rest } = stored;
  return {
    ...initialRewardRules, ...rest,
    ...(rates === undefined ? {} : { rates: rates.map((rate) => ({ ...rate, nanoTokensPerUnitHour: BigInt(rate.nanoTokensPerUnitHour) })) }),
    ...(windowNanoTokens === undefined ? {} : { windowNanoTokens: BigInt(windowNanoTokens) }),
  };
}

/** @throws Problem `invalid_rules`. */
export function checkRewards({ rates }: RewardRules): void {
  const named = new Set<string>();
  for (const [place, { resourceClass, variant }] of rates.entries()) {
    const name = `${resourceClass}/${variant}`;
    if (named.has(name)) throw rulesProblems.invalid_rules('A class and variant has one rate.', { pointer: `/rules/reward/rates/${place}` });
    named.add(name);
  }
}
