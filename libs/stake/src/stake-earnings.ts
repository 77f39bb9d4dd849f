import { Injectable } from '@nestjs/common';

import { appendEvents, Database, rowsOf, sql, type Transaction } from '#libs/database';
import { mulDivFloor, reportProfit } from '#libs/economics';
import { type Millis, MILLIS_PER_MINUTE } from '#libs/kernel';
import { balanceOf, movementTotals, type TransferReason } from '#libs/ledger';
import { rulesAt } from '#libs/rules';

import { earningsAccount } from './bond.store.js';
import { sharesOf, stakeAccounts, termsAt } from './stake-pool.js';
import { lockPool, PoolChange } from './stake-pool.store.js';

/** Pools of one sweep; the rest is next. */
const BATCH = 100;
const BPS = 10_000n;
/** What is this old is all there is: no transaction lasts so long. */
const SETTLED_MILLIS = 10 * MILLIS_PER_MINUTE;
/** What capacity earned, and what of it was given back. */
const earned: readonly TransferReason[] = ['charge', 'refund', 'service_credit', 'reversal'];

/** Has operators' earnings flow into their stake pools. */
@Injectable()
export class StakeEarnings {
  constructor(private readonly database: Database) {}

  /**
   * Each pool whose time has come, in a transaction of its own, however many back it: their shares are worth more, none is touched. A pool that cannot be dealt with holds up no other.
   * @returns how many pools. @throws AggregateError of those that failed.
   */
  async flowDue(now: Millis): Promise<number> {
    const { rules } = await rulesAt(this.database, now);
    const upTo = now - SETTLED_MILLIS;
    const due = await rowsOf<{ id: string }>(this.database, sql`select id from stake_pools where reported_to <= ${BigInt(upTo - rules.stake.reportMillis)} order by reported_to, id limit ${BATCH}`);
    const errors: unknown[] = [];
    for (const { id } of due) await this.database.transaction((tx) => flow(tx, id, upTo, now)).catch((error: unknown) => errors.push(error));
    if (errors.length > 0) throw new AggregateError(errors, `${errors.length} of ${due.length} stake pools got no earnings`);
    return due.length;
  }
}

/** So much of what was earned since the last time as the terms of now say; what the operator has spent of it is owed, and flows in next. */
async function flow(tx: Transaction, poolId: string, upTo: Millis, now: Millis): Promise<void> {
  const pool = await lockPool(tx, poolId);
  const { rules } = await rulesAt(tx, now);
  if (pool.reportedTo > upTo - rules.stake.reportMillis) return; // another sweep was faster
  const { operatorId } = pool;
  const { earningsBps, commissionBps } = termsAt(pool, now);
  const totals = await movementTotals(tx, [earningsAccount(operatorId)], { after: pool.reportedTo, upTo });
  const net = totals.filter(({ reason }) => earned.includes(reason)).reduce((sum, { amount }) => sum + amount, 0n);
  const { available } = await balanceOf(tx, earningsAccount(operatorId));
  const share = net > 0n ? mulDivFloor(net, BigInt(earningsBps), BPS) : 0n;
  const change = new PoolChange(pool, now);
  const isBacked = change.settled.pool.shares > change.settled.locked;
  const due = isBacked ? pool.owed + share : 0n;
  const gain = due < available ? due : available;
  await tx.$executeRaw(sql`update stake_pools set reported_to = ${BigInt(upTo)}, owed = ${due - gain} where id = ${poolId}`);
  if (gain <= 0n) return;
  const fee = mulDivFloor(gain, BigInt(commissionBps), BPS);
  const { unlocking, feeShares } = reportProfit(change.settled, { now: change.settled.updatedAt, gain, loss: 0n, fee, refund: 0n, unlockMillis: rules.stake.unlockMillis });
  change.move('stake_gain', earningsAccount(operatorId), stakeAccounts(poolId).tokens, gain);
  change.lock(unlocking.locked);
  change.mint(sharesOf(poolId, operatorId), feeShares);
  const outcome = await change.post(tx, unlocking.unlocksAt);
  if (outcome.outcome !== 'posted') throw new Error(`earnings of ${operatorId} are spent meanwhile`); // the next sweep sees what is left
  await appendEvents(tx, now, [{ type: 'stake.gained', subjectId: poolId, payload: { poolId, operatorId, gain, fee, feeShares, upTo } }]);
}
