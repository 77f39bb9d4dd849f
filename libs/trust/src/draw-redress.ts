import { sql, type Transaction } from '#libs/database';
import { assert, type Millis, type NanoTokens } from '#libs/kernel';
import { balanceOf, type NewTransfer, postTransfers } from '#libs/ledger';

import { redressAccount, selectSlashes } from './slash.store.js';

/** Slashes of one operator that are looked at. */
const MOST = 100;

/** What each operator's earnings lack of what its tenants are owed. */
export interface Lack {
  operatorId: string;
  amount: NanoTokens;
}

/**
 * Has what operators were slashed of pay what their earnings lack, before the pool's treasury does: moves it there, from the oldest slash on. Whoever pays tenants out of the
 * treasury in the same transaction finds it. @param key unique for ever. @returns how much.
 */
export async function drawRedress(tx: Transaction, poolId: string, lacks: readonly Lack[], key: string, now: Millis): Promise<NanoTokens> {
  const transfers: NewTransfer[] = [];
  for (const { operatorId, amount } of lacks) {
    let left = amount;
    const kept = await selectSlashes(tx, {
      where: sql`where s.operator_id = ${operatorId} and s.pool_id = ${poolId} and s.state = 'carried_out'`, order: sql`s.redress_until, s.id`, limit: MOST, lock: sql`for update of s`,
    });
    for (const { id } of kept) {
      const { available } = await balanceOf(tx, redressAccount(id));
      const part = available < left ? available : left;
      left -= part;
      if (part > 0n) transfers.push({ key: `redress/${id}/${key}`, type: 'posted', reason: 'redress', amount: part, subjectId: operatorId, from: redressAccount(id), to: { ownerId: poolId, kind: 'treasury' } });
    }
  }
  if (transfers.length === 0) return 0n;
  const outcome = await postTransfers(tx, now, transfers);
  assert(outcome.outcome === 'posted', 'what is kept is kept under the slashes\' locks');
  return transfers.reduce((sum, transfer) => sum + ('amount' in transfer ? transfer.amount! : 0n), 0n);
}
