import { type Millis, MILLIS_PER_DAY } from '#libs/kernel';

/** How the diversified pool divides what it has over operators' stake pools. */
export interface DiversifiedRules {
  /** No more than this part of all that it has goes behind one operator, in basis points. */
  operatorMostBps: number;
  /** And behind operators that belong together. */
  groupMostBps: number;
  /** So much of what an operator earns must reach whoever backs it, after its commission, in basis points: others are not backed. */
  leastEarningsBps: number;
  /** What is behind an operator may be above its part by so much of all, in basis points, before it is taken back. */
  driftBps: number;
  /** No more than this part of all is taken back in one round, but for those who leave, in basis points. */
  moveMostBps: number;
  /** There is a round at most once in so long. */
  roundMillis: Millis;
}

export const initialDiversifiedRules: DiversifiedRules = { operatorMostBps: 2_000, groupMostBps: 2_000, leastEarningsBps: 1, driftBps: 200, moveMostBps: 500, roundMillis: MILLIS_PER_DAY };
