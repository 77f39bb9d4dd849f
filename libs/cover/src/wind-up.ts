import { sql, type Transaction } from '#libs/database';
import { assert, type Millis } from '#libs/kernel';
import type { CoverRules } from '#libs/rules';

import { coverAccounts, CoverChange, lockCoverPool } from './cover-pool.store.js';

/** When nobody holds shares any more and nothing is covered, what is left is what nobody has a part in: the pool's treasury's. Then whoever comes next begins anew. */
export async function windUp(tx: Transaction, poolId: string, rules: CoverRules, now: Millis): Promise<void> {
  const pool = await lockCoverPool(tx, poolId, rules, now);
  const change = new CoverChange(pool, now);
  const { assets } = change.settled.pool;
  if (change.heldShares > 0n || pool.openCover > 0n || (assets === 0n && !pool.halted)) return;
  change.lock(0n);
  change.move('cover', coverAccounts(poolId).tokens, { ownerId: poolId, kind: 'treasury' }, assets);
  const outcome = await change.post(tx);
  assert(outcome.outcome === 'posted', 'a pool gives what it has');
  await tx.$executeRaw(sql`update cover_pools set halted = false where pool_id = ${poolId}`);
}
