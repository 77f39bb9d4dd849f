import type { ResourceClass } from '#libs/kernel';

import type { FaultKind } from './fault-rules.js';
import { rulesProblems } from './rules.errors.js';

/** How far an operator is trusted with a class of capacity, least first. All that tenants ever see of it. */
export const tiers = ['unproven', 'proven', 'trusted'] as const;
export type Tier = (typeof tiers)[number];

/** What an operator needs for a tier. */
export interface TierRule {
  /** Of what it did and what its faults count for, together, how much is what it did. */
  leastScoreBps: number;
  /** And how much it did at the least, in hours of a priced unit: a vCPU, a GiB, a GPU. */
  leastUnitHours: number;
}

export interface ReputationRules {
  /** After so many days work and faults count for half as much. */
  halfLifeDays: number;
  proven: TierRule;
  trusted: TierRule;
  /** Classes of which more work is asked for, so many times. */
  times: readonly { resourceClass: ResourceClass; times: number }[];
  /** For how many hours of work each unit in question of a fault counts. */
  faultHours: Readonly<Record<FaultKind, number>>;
}

export const initialReputationRules: ReputationRules = {
  halfLifeDays: 90,
  proven: { leastScoreBps: 9_000, leastUnitHours: 720 },
  trusted: { leastScoreBps: 9_900, leastUnitHours: 7_200 },
  times: [{ resourceClass: 'MEMORY_MIB', times: 4 }, { resourceClass: 'STORAGE_GIB', times: 25 }, { resourceClass: 'EGRESS_MBPS', times: 100 }],
  faultHours: { lost_contact: 24, host_lost: 240, early_reclaim: 72, failed_challenge: 240, false_capacity: 2_400, meter_cheating: 2_400 },
};

export const MAX_HALF_LIFE_DAYS = 366;
export const MAX_REPUTATION_HOURS = 1_000_000;
export const MOST_REPUTATION_CLASSES = 50;

/** What a version did not say, it has of the first. */
export function readReputationRules(stored: Partial<ReputationRules> = {}): ReputationRules {
  return { ...initialReputationRules, ...stored, faultHours: { ...initialReputationRules.faultHours, ...stored.faultHours } };
}

/** @throws Problem `invalid_rules`. */
export function checkReputation({ proven, trusted, times }: ReputationRules): void {
  for (const term of ['leastScoreBps', 'leastUnitHours'] as const) {
    if (trusted[term] < proven[term]) throw rulesProblems.invalid_rules('Nobody is trusted who is not proven.', { pointer: `/rules/reputation/trusted/${term}` });
  }
  const twice = times.findIndex(({ resourceClass }, place) => times.findIndex((other) => other.resourceClass === resourceClass) !== place);
  if (twice >= 0) throw rulesProblems.invalid_rules('A class is named once.', { pointer: `/rules/reputation/times/${twice}/resourceClass` });
}
