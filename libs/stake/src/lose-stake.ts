import { appendEvents, type NewEvent, type Transaction } from '#libs/database';
import { lose, reportProfit } from '#libs/economics';
import { assert, type Millis, type NanoTokens } from '#libs/kernel';
import { type AccountRef, type MovingTransfer, postTransfers } from '#libs/ledger';

import { stakeAccounts } from './stake-pool.js';
import { lockPool, PoolChange, type StoredPool, writeLost } from './stake-pool.store.js';

/** What becomes of a stake pool by a loss. Nothing of it is written yet. */
export interface LostStake {
  /** What it bore; the rest is for the next in the waterfall. */
  lost: NanoTokens;
  /** The pool as it is then. */
  pool: StoredPool;
  movements: readonly MovingTransfer[];
  event: NewEvent;
}

/** Has a stake pool bear a loss, and writes it. @returns what it bore. @throws Problem `not_found`. */
export async function loseStake(tx: Transaction, poolId: string, loss: NanoTokens, to: AccountRef, now: Millis): Promise<NanoTokens> {
  const { lost, pool, movements, event } = stakeLost(await lockPool(tx, poolId), loss, to, now);
  const outcome = await postTransfers(tx, now, movements);
  assert(outcome.outcome === 'posted', 'a pool loses what it has');
  await writeLost(tx, [pool]);
  await appendEvents(tx, now, [event]);
  return lost;
}

/**
 * Has a locked stake pool bear a loss: what is locked first, then all who hold shares alike, those on their way out too, by the rate; nobody is looked at. Its last unit stays, and who bore all it could is halted.
 */
export function stakeLost(before: StoredPool, loss: NanoTokens, to: AccountRef, now: Millis): LostStake {
  const { id: poolId, operatorId } = before;
  const change = new PoolChange(before, now);
  const { lost, halted } = lose(change.settled.pool, loss);
  const { unlocking } = reportProfit(change.settled, { now: change.settled.updatedAt, gain: 0n, loss: lost, fee: 0n, refund: 0n, unlockMillis: 0 });
  change.move('stake_loss', stakeAccounts(poolId).tokens, to, lost);
  change.lock(unlocking.locked);
  return {
    lost, pool: { ...before, unlocking, halted: before.halted || halted }, movements: change.movements,
    event: { type: 'stake.lost', subjectId: poolId, payload: { poolId, operatorId, loss, lost, halted } },
  };
}
