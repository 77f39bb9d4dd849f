import { Injectable } from '@nestjs/common';

import { isStopped } from '#libs/breaker';
import { appendEvents, Database, rowsOf, sql, type Transaction } from '#libs/database';
import { assert, type Millis } from '#libs/kernel';
import { rulesAt } from '#libs/rules';
import { exitPrefixes } from '#libs/verify';

import { earningsAccount } from './bond.store.js';
import { exitsHeld, heldBack } from './hold-exits.js';
import { type ExitQueue, type ExitSource, letLeave, type PaidExit, recordPaid } from './pay-exits.js';
import { lockPool, PoolChange } from './stake-pool.store.js';

/** Pools of one sweep; the rest is next. */
const BATCH = 200;

const queue: ExitQueue = { kind: 'stake', table: sql`stake_exits`, prefix: exitPrefixes.stake, inTurn: false };

/** Pays those who waited long enough to leave stake pools, unless a loss is in evidence that they may have to bear. */
@Injectable()
export class StakeExits {
  constructor(private readonly database: Database) {}

  /** Each pool in a transaction of its own; an exit is paid once, whoever else sweeps. What a breaker stops waits on, and bears losses meanwhile. @returns how many. */
  async payDue(now: Millis): Promise<number> {
    const pools = await rowsOf<{ pool_id: string }>(this.database, sql`
      select e.pool_id from stake_exits e join stake_pools p on p.id = e.pool_id where e.paid_at is null and e.due_at <= ${BigInt(now)} and not ${heldBack(sql`p.operator_id`, now)} and not ${isStopped(sql`${queue.prefix}::text || e.id`)}
      group by e.pool_id order by min(e.due_at), e.pool_id limit ${BATCH}`);
    let paid = 0;
    for (const { pool_id } of pools) paid += await this.database.transaction((tx) => payExits(tx, pool_id, now));
    return paid;
  }
}

async function payExits(tx: Transaction, poolId: string, now: Millis): Promise<number> {
  const { version } = await rulesAt(tx, now);
  const pool = await lockPool(tx, poolId);
  const { operatorId } = pool;
  if (await exitsHeld(tx, operatorId, now)) return 0;
  const change = new PoolChange(pool, now);
  const source: ExitSource = { poolId, change, room: change.settled.pool.assets, operatorId };
  const paid = await letLeave(tx, queue, source, now);
  if (paid.length === 0) return 0;
  sweepEmptied(change, paid);
  const outcome = await change.post(tx);
  assert(outcome.outcome === 'posted', 'shares are never worth more than the pool has');
  await recordPaid(tx, queue, source, paid, { version, operatorIds: [operatorId] }, now);
  await appendEvents(tx, now, paid.map(({ id, holderId, shares, paid: amount }) => (
    { type: 'stake.exit_paid' as const, subjectId: poolId, payload: { poolId, holderId, exitId: id, shares, paid: amount } })));
  return paid.length;
}

/** When nobody holds shares any more, what is left is what those who left had no part in: it came out of the operator's earnings, and is earnings again. */
function sweepEmptied(change: PoolChange, paid: readonly PaidExit[]): void {
  const { pool, locked } = change.settled;
  const sum = (of: (one: PaidExit) => bigint) => paid.reduce((total, one) => total + of(one), 0n);
  if (pool.shares - locked > sum(({ shares }) => shares)) return;
  change.lock(0n);
  change.move('stake_gain', change.accounts.tokens, earningsAccount(change.pool.operatorId), pool.assets - sum(({ paid: amount }) => amount));
}
