import { BPS, mulDivFloor } from '#libs/economics';
import type { NanoTokens } from '#libs/kernel';

import { sum } from './sum.js';

/** What operators that belong together got of a pool: of tenants, for work, and of its treasury, for standing ready. */
export interface GroupIncome {
  operatorIds: string[];
  earned: NanoTokens;
  rewarded: NanoTokens;
}

/** In steps of a tenth: who it is about matters, not to the unit how much. */
export interface RewardFairness {
  /** The index of rewards: the sum of the squares of groups' shares. */
  concentrationBps: number;
  groups: { operatorIds: string[]; rewardShareBps: number; workShareBps: number; freeRides: boolean }[];
}

/** Shares are told in steps of so much. */
const STEP_BPS = 1_000;

/** Whoever gets a tenth of the rewards or more, and twice its share of the work, rides on what others do. */
const LEAST_SHARE_BPS = 1_000;
const TIMES = 2;

/** Who gets much for little. A group counts as one. */
export function fairnessOf(incomes: readonly GroupIncome[]): RewardFairness {
  const earned = sum(incomes.map((one) => (one.earned > 0n ? one.earned : 0n)));
  const rewarded = sum(incomes.map((one) => one.rewarded));
  const shareOf = (part: bigint, whole: bigint) => (whole === 0n || part <= 0n ? 0 : Number(mulDivFloor(part, BPS, whole)));
  const shares = incomes.map((one) => ({ operatorIds: one.operatorIds, reward: shareOf(one.rewarded, rewarded), work: shareOf(one.earned, earned) }));
  const squares = sum(incomes.map((one) => one.rewarded * one.rewarded));
  return {
    concentrationBps: rewarded === 0n ? 0 : stepOf(Number(mulDivFloor(squares, BPS, rewarded * rewarded))),
    groups: shares.filter(({ reward, work }) => reward > 0 || work > 0).toSorted((a, b) => b.reward - a.reward || b.work - a.work || (a.operatorIds[0]! < b.operatorIds[0]! ? -1 : 1)).map(({ operatorIds, reward, work }) => ({
      operatorIds, rewardShareBps: stepOf(reward), workShareBps: stepOf(work), freeRides: reward >= LEAST_SHARE_BPS && reward >= TIMES * work,
    })),
  };
}

function stepOf(bps: number): number {
  return bps - (bps % STEP_BPS);
}
