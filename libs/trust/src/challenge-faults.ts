import { sql, type Transaction } from '#libs/database';
import { type Millis } from '#libs/kernel';
import { type OfferedUnits } from '#libs/stake';

import { recordFaults } from './fault.store.js';
import { unitsOf } from './find-faults.js';

/** A challenge that did not go well. */
export interface ChallengedHost {
  challengeId: string;
  operatorId: string;
  poolId: string;
  hostId: string;
  at: Millis;
  /** For the operator to read. */
  reason: string;
  /** Which of the challenge's periods it is about, where it has any. */
  period?: number;
}

/** Records that a host did not do what it was claimed for: what was claimed is in question. Once for each challenge, or each of its periods. */
export async function recordFailedChallenge(tx: Transaction, { units, ...challenged }: ChallengedHost & { units: readonly OfferedUnits[] }): Promise<void> {
  await record(tx, 'failed_challenge', challenged, units);
}

/** Records that a host is not what it is offered as: all that it offers is in question. Once for the challenge that shows it. */
export async function recordFalseCapacity(tx: Transaction, challenged: ChallengedHost): Promise<void> {
  const offered = await unitsOf(tx, [challenged.hostId], sql`greatest((i.total - i.reserved) * i.allocation_ratio_bps / 10000, i.used)`);
  await record(tx, 'false_capacity', challenged, offered.get(challenged.hostId) ?? []);
}

async function record(tx: Transaction, kind: 'failed_challenge' | 'false_capacity', { challengeId, reason, period, at, ...where }: ChallengedHost, units: readonly OfferedUnits[]): Promise<void> {
  const [key, evidence] = [`${kind}/${challengeId}`, { challengeId, reason }];
  const of = period === undefined ? { key, evidence } : { key: `${key}/${period}`, evidence: { ...evidence, period } };
  await recordFaults(tx, [{ ...where, ...of, kind, at, units }], at);
}
