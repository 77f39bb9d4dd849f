import { type Reader, rowsOf, sql, type Transaction } from '#libs/database';
import { addCheckpoint, type Checkpoint } from '#libs/economics';
import type { Millis, NanoTokens } from '#libs/kernel';
import type { AccountRef } from '#libs/ledger';

/** Under which all deposits of a pool's assessors together are counted. */
export const ALL = '';

/** Where what assessors of a pool's insurance deposited lies, what is on its way out included. */
export function assessorsAccount(poolId: string): AccountRef {
  return { ownerId: poolId, kind: 'bond' };
}

/** And what was put down with a dispute, until it is decided. */
export function disputeAccount(disputeId: string): AccountRef {
  return { ownerId: disputeId, kind: 'bond' };
}

/** What somebody's votes weighed at a time (of all: `ALL`): what was deposited by then and not on its way out. */
export async function weightAt(reader: Reader, poolId: string, assessorId: string, at: Millis): Promise<NanoTokens> {
  const [row] = await rowsOf<{ value: bigint }>(reader, sql`
    select value from assessor_checkpoints where pool_id = ${poolId} and assessor_id = ${assessorId} and at <= ${BigInt(at)} order by at desc limit 1`);
  return row?.value ?? 0n;
}

/** Adds to what somebody's votes weigh from now on, or takes from it, and so of all. Under the lock of the pool. @returns what they weigh now. */
export async function changeWeight(tx: Transaction, poolId: string, assessorId: string, by: bigint, now: Millis): Promise<NanoTokens> {
  let weight = 0n;
  for (const whose of [ALL, assessorId]) {
    const last = await rowsOf<Checkpoint>(tx, sql`select at, value from assessor_checkpoints where pool_id = ${poolId} and assessor_id = ${whose} order by at desc limit 1`);
    // A clock that was set back changes nothing of what was.
    const at = last[0] && last[0].at > BigInt(now) ? last[0].at : BigInt(now);
    weight = (last[0]?.value ?? 0n) + by;
    const [added] = addCheckpoint(last, at, weight).slice(-1);
    await tx.$executeRaw(sql`
      insert into assessor_checkpoints (pool_id, assessor_id, at, value) values (${poolId}, ${whose}, ${added!.at}, ${added!.value}) on conflict (pool_id, assessor_id, at) do update set value = excluded.value`);
  }
  return weight;
}

export interface AssessorExitRow {
  id: string;
  pool_id: string;
  assessor_id: string;
  amount: bigint;
  asked_at: bigint;
  due_at: bigint;
  rules_version: number;
}
