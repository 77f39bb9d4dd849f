import { type Millis, MILLIS_PER_DAY, MILLIS_PER_HOUR, MILLIS_PER_MINUTE } from '#libs/kernel';

/** What an operator answers for. */
export const faultKinds = ['lost_contact', 'host_lost', 'early_reclaim', 'failed_challenge', 'false_capacity', 'meter_cheating'] as const;
export type FaultKind = (typeof faultKinds)[number];

export interface FaultRule {
  /** What is made good within it costs nothing. */
  graceMillis: Millis;
  /** How much of the bond that the capacity in question asks for, in basis points. */
  amountBps: number;
  /** No more than this part of all that is at stake, in basis points, for faults of the kind in one period. */
  capBps: number;
  periodMillis: Millis;
}

export interface FaultRules {
  /** What an operator must give before it takes capacity away that is in use. */
  noticeMillis: Millis;
  /** How long a slash waits for an appeal, and an appeal for a decision; what is undecided then is dropped. */
  appealMillis: Millis;
  decisionMillis: Millis;
  /** How long what was slashed is kept for those who were harmed, before it is the treasury's. */
  redressMillis: Millis;
  /** When loss of contact is of the platform's own making: so much of the operators that are heard of lost it within so long, or a part of the platform was silent for this long. */
  platformShareBps: number;
  platformWindowMillis: Millis;
  platformPauseMillis: Millis;
  table: Readonly<Record<FaultKind, FaultRule>>;
}

const MONTH = 30 * MILLIS_PER_DAY;

export const initialFaultRules: FaultRules = {
  noticeMillis: MILLIS_PER_HOUR,
  appealMillis: 7 * MILLIS_PER_DAY,
  decisionMillis: 14 * MILLIS_PER_DAY,
  redressMillis: 92 * MILLIS_PER_DAY,
  platformShareBps: 5_000,
  platformWindowMillis: 5 * MILLIS_PER_MINUTE,
  platformPauseMillis: 30_000,
  table: {
    lost_contact: { graceMillis: 10 * MILLIS_PER_MINUTE, amountBps: 100, capBps: 500, periodMillis: MONTH },
    host_lost: { graceMillis: MILLIS_PER_DAY, amountBps: 1_000, capBps: 3_000, periodMillis: MONTH },
    early_reclaim: { graceMillis: 5 * MILLIS_PER_MINUTE, amountBps: 500, capBps: 2_000, periodMillis: MONTH },
    failed_challenge: { graceMillis: 0, amountBps: 200, capBps: 1_000, periodMillis: MONTH },
    false_capacity: { graceMillis: 0, amountBps: 5_000, capBps: 5_000, periodMillis: MONTH },
    meter_cheating: { graceMillis: 0, amountBps: 10_000, capBps: 10_000, periodMillis: MONTH },
  },
};
