import { Injectable } from '@nestjs/common';

import { appendEvents, Database, rowsOf, sql, type Transaction } from '#libs/database';
import { assert, type Millis } from '#libs/kernel';
import { rulesAt } from '#libs/rules';
import { type ExitQueue, type ExitSource, letLeave, recordPaid } from '#libs/stake';
import { exitPrefixes } from '#libs/verify';

import { capitalOf } from './cover-capital.js';
import { bookOf, CoverChange, keepRequired, lockCoverPool, selectCoverPool } from './cover-pool.store.js';
import { windUp } from './wind-up.js';

/** Pools of one sweep; the rest is next. */
const BATCH = 200;

const queue: ExitQueue = { kind: 'cover', table: sql`cover_exits`, prefix: exitPrefixes.cover, inTurn: true };

/** Pays those who leave pools' insurance, as far as capital is free. */
@Injectable()
export class CoverExits {
  constructor(private readonly database: Database) {}

  /** Each pool in a transaction of its own, the first who asked first: who does not fit yet, or is stopped by a breaker, keeps the others waiting. @returns how many were paid. */
  async payDue(now: Millis): Promise<number> {
    const pools = await rowsOf<{ pool_id: string }>(this.database, sql`select pool_id from cover_exits where paid_at is null and due_at <= ${BigInt(now)} group by pool_id order by random() limit ${BATCH}`);
    let paid = 0;
    for (const { pool_id } of pools) paid += await this.database.transaction((tx) => payExits(tx, pool_id, now));
    return paid;
  }
}

async function payExits(tx: Transaction, poolId: string, now: Millis): Promise<number> {
  const { version, rules } = await rulesAt(tx, now);
  const pool = await lockCoverPool(tx, poolId, rules.cover, now);
  const change = new CoverChange(pool, now);
  const capital = bookOf(pool, now);
  const source: ExitSource = { poolId, change, room: capitalOf(rules.cover, capital, now).free };
  const paid = await letLeave(tx, queue, source, now);
  const outcome = await change.post(tx);
  assert(outcome.outcome === 'posted', 'shares are never worth more than the pool has');
  await recordPaid(tx, queue, source, paid, { version, operatorIds: [], capital }, now);
  await appendEvents(tx, now, paid.map(({ id, holderId, shares, paid: amount }) => ({ type: 'cover.exit_paid' as const, subjectId: poolId, payload: { poolId, holderId, exitId: id, shares, paid: amount } })));
  await keepRequired(tx, rules.cover, (await selectCoverPool(tx, poolId))!, now);
  await windUp(tx, poolId, rules.cover, now);
  return paid.length;
}
