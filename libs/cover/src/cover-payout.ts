import { sql, type Transaction } from '#libs/database';
import { lose } from '#libs/economics';
import { assert, type Millis, type NanoTokens } from '#libs/kernel';

import { coverAccounts, CoverChange, selectCoverPool } from './cover-pool.store.js';
import type { CoverRow } from './cover.view.js';

/** Pays a cover's tenant out of a locked pool, no more than is left of the amount, nor than the pool can lose. Once for a key. @returns what was paid. */
export async function payCover(tx: Transaction, { id, pool_id: poolId, tenant_id: tenantId, amount, paid: before }: CoverRow, asked: NanoTokens, key: string, now: Millis): Promise<NanoTokens> {
  const left = amount - before;
  const change = new CoverChange((await selectCoverPool(tx, poolId))!, now);
  const { lost: paid, halted } = lose(change.settled.pool, asked < left ? asked : left);
  if (paid > 0n) {
    const { unlocking } = change.loss(paid);
    change.move('cover', coverAccounts(poolId).tokens, { ownerId: tenantId, kind: 'wallet' }, paid, key);
    change.lock(unlocking.locked);
    const outcome = await change.post(tx, unlocking.unlocksAt);
    assert(outcome.outcome === 'posted', 'a pool pays what it has');
    await tx.$executeRaw(sql`update covers set paid = paid + ${paid} where id = ${id}`);
  }
  if (halted) await tx.$executeRaw(sql`update cover_pools set halted = true where pool_id = ${poolId}`);
  return paid;
}
