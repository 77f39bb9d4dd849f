import { type Reader, rowsOf, type Sql, sql, textArray, type Transaction } from '#libs/database';
import type { Millis } from '#libs/kernel';

import { lockBond } from './bond.store.js';

/**
 * Holds back what is on its way out of an operator's bond and of its stake pool, since a loss that it may have to bear is in evidence: nobody leaves ahead of it. Again with
 * the same id, it moves the end. Whoever releases or pays just now is waited for, and whoever comes later sees it.
 */
export async function holdExits(tx: Transaction, { id, operatorId, until }: { id: string; operatorId: string; until: Millis }, now: Millis): Promise<void> {
  await lockBond(tx, operatorId);
  await tx.$queryRaw(sql`select 1 from stake_pools where operator_id = ${operatorId} for update`);
  await tx.$executeRaw(sql`insert into stake_holds (id, operator_id, since, until) values (${id}, ${operatorId}, ${BigInt(now)}, ${BigInt(until)}) on conflict (id) do update set until = excluded.until, freed_at = null`);
}

/** Lets go of what was held back under ids. That it was is kept: who leaves is shown that nobody was paid meanwhile. */
export async function freeExits(tx: Transaction, ids: readonly string[], now: Millis): Promise<void> {
  if (ids.length > 0) await tx.$executeRaw(sql`update stake_holds set freed_at = ${BigInt(now)} where id = any(${textArray(ids)}::text[]) and freed_at is null`);
}

/** Whether what is on its way out of an operator's bond and stake pool is held back. */
export async function exitsHeld(reader: Reader, operatorId: string, now: Millis): Promise<boolean> {
  const [row] = await rowsOf<{ held: boolean }>(reader, sql`select ${heldBack(sql`${operatorId}`, now)} as held`);
  return row!.held;
}

export function heldBack(operatorId: Sql, now: Millis): Sql {
  return sql`exists (select 1 from stake_holds h where h.operator_id = ${operatorId} and h.until > ${BigInt(now)} and h.freed_at is null)`;
}
