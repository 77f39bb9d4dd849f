import { Injectable } from '@nestjs/common';

import { guard } from '#libs/breaker';
import { appendEvents, Database, rowsOf, sql, type Transaction } from '#libs/database';
import { exitPayment, exitRate } from '#libs/economics';
import { assert, type Millis } from '#libs/kernel';
import { rulesAt } from '#libs/rules';

import { capitalOf } from './cover-capital.js';
import { bookOf, coverAccounts, CoverChange, keepRequired, lockCoverPool, selectCoverPool } from './cover-pool.store.js';
import { windUp } from './wind-up.js';

/** Pools of one sweep, and exits of one pool at once; the rest is next. */
const BATCH = 200;

interface DueExit {
  id: string;
  holder_id: string;
  shares: bigint;
  amount: bigint;
}

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

/** At one rate for all who are due. */
async function payExits(tx: Transaction, poolId: string, now: Millis): Promise<number> {
  const { rules } = await rulesAt(tx, now);
  const pool = await lockCoverPool(tx, poolId, rules.cover, now);
  const due = await rowsOf<DueExit>(tx, sql`
    select id, holder_id, shares, amount from cover_exits where pool_id = ${poolId} and paid_at is null and due_at <= ${BigInt(now)} order by asked_at, id limit ${BATCH}`);
  const change = new CoverChange(pool, now);
  const rateRay = exitRate(change.settled.pool);
  let { free } = capitalOf(rules.cover, bookOf(pool, now), now);
  const paid: (DueExit & { paid: bigint })[] = [];
  for (const exit of due) {
    const amount = rateRay === 0n ? 0n : exitPayment(exit, rateRay);
    if (amount > free) break;
    const passage = await guard(tx, now, 'exit', { key: `cover_exit/${exit.id}`, amount, of: change.settled.pool.assets, poolId, accountId: exit.holder_id });
    if (passage.outcome === 'stopped') break;
    free -= amount;
    paid.push({ ...exit, paid: amount });
  }
  const { tokens, exits } = coverAccounts(poolId);
  for (const { id, holder_id, shares, paid: amount } of paid) {
    change.move('unstake', tokens, { ownerId: holder_id, kind: 'wallet' }, amount, `cover_exit/${id}`);
    change.burn(exits, shares);
  }
  const outcome = await change.post(tx);
  assert(outcome.outcome === 'posted', 'shares are never worth more than the pool has');
  const rows = paid.map(({ id, paid: amount }) => ({ id, paid: amount.toString() }));
  await tx.$executeRaw(sql`
    update cover_exits e set paid_at = ${BigInt(now)}, paid = t.paid from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t(id text, paid bigint) where e.id = t.id`);
  await appendEvents(tx, now, paid.map(({ id, holder_id, shares, paid: amount }) => ({ type: 'cover.exit_paid' as const, subjectId: poolId, payload: { poolId, holderId: holder_id, exitId: id, shares, paid: amount } })));
  await keepRequired(tx, rules.cover, (await selectCoverPool(tx, poolId))!, now);
  await windUp(tx, poolId, rules.cover, now);
  return paid.length;
}
