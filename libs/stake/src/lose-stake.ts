import { appendEvents, sql, type Transaction } from '#libs/database';
import { lose, reportProfit } from '#libs/economics';
import { assert, type Millis, type NanoTokens } from '#libs/kernel';
import type { AccountRef } from '#libs/ledger';

import { stakeAccounts } from './stake-pool.js';
import { lockPool, PoolChange, type StoredPool } from './stake-pool.store.js';

/**
 * Has a stake pool bear a loss: what is locked first, then all who hold shares alike, those on their way out too, by the rate; nobody is looked at. Its last unit stays, and who bore all it could is halted.
 * @returns what it bore; the rest is for the next in the waterfall. @throws Problem `not_found`.
 */
export async function loseStake(tx: Transaction, poolId: string, loss: NanoTokens, to: AccountRef, now: Millis): Promise<NanoTokens> {
  return loseLocked(tx, await lockPool(tx, poolId), loss, to, now);
}

/** The same of a pool that is locked. */
export async function loseLocked(tx: Transaction, pool: StoredPool, loss: NanoTokens, to: AccountRef, now: Millis): Promise<NanoTokens> {
  const poolId = pool.id;
  const change = new PoolChange(pool, now);
  const { lost, halted } = lose(change.settled.pool, loss);
  const { unlocking } = reportProfit(change.settled, { now: change.settled.updatedAt, gain: 0n, loss: lost, fee: 0n, refund: 0n, unlockMillis: 0 });
  change.move('stake_loss', stakeAccounts(poolId).tokens, to, lost);
  change.lock(unlocking.locked);
  const outcome = await change.post(tx, unlocking.unlocksAt);
  assert(outcome.outcome === 'posted', 'a pool loses what it has');
  if (halted) await tx.$executeRaw(sql`update stake_pools set halted = true where id = ${poolId}`);
  await appendEvents(tx, now, [{ type: 'stake.lost', subjectId: poolId, payload: { poolId, operatorId: pool.operatorId, loss, lost, halted } }]);
  return lost;
}
