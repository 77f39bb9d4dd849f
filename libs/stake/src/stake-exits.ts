import { Injectable } from '@nestjs/common';

import { guard, isStopped } from '#libs/breaker';
import { appendEvents, Database, rowsOf, sql, type Transaction } from '#libs/database';
import { exitPayment, exitRate } from '#libs/economics';
import { assert, type Millis } from '#libs/kernel';

import { earningsAccount } from './bond.store.js';
import { exitsHeld, heldBack } from './hold-exits.js';
import { fundsOf, stakeAccounts } from './stake-pool.js';
import { lockPool, PoolChange } from './stake-pool.store.js';

/** Exits of one sweep, and of one pool at once; the rest is next. */
const BATCH = 200;

/** An exit's name for breakers, and of its transfer. */
const exitKey = sql`'unstake/' || id`;

interface DueExit {
  id: string;
  holderId: string;
  shares: bigint;
  amount: bigint;
}

/** Pays those who waited long enough to leave stake pools, unless a loss is in evidence that they may have to bear. */
@Injectable()
export class StakeExits {
  constructor(private readonly database: Database) {}

  /** Each pool in a transaction of its own; an exit is paid once, whoever else sweeps. What a breaker stops waits on, and bears losses meanwhile. @returns how many. */
  async payDue(now: Millis): Promise<number> {
    const pools = await rowsOf<{ pool_id: string }>(this.database, sql`
      select e.pool_id from stake_exits e join stake_pools p on p.id = e.pool_id where e.paid_at is null and e.due_at <= ${BigInt(now)} and not ${heldBack(sql`p.operator_id`, now)} and not ${isStopped(sql`'unstake/' || e.id`)}
      group by e.pool_id order by min(e.due_at), e.pool_id limit ${BATCH}`);
    let paid = 0;
    for (const { pool_id } of pools) paid += await this.database.transaction((tx) => payExits(tx, pool_id, now));
    return paid;
  }
}

/** At one rate for all who are due: what each is paid above it, or below, changes nothing for the next. */
async function payExits(tx: Transaction, poolId: string, now: Millis): Promise<number> {
  const pool = await lockPool(tx, poolId);
  if (await exitsHeld(tx, pool.operatorId, now)) return 0;
  const due = (await rowsOf<{ id: string; holder_id: string; shares: bigint; amount: bigint }>(tx, sql`
    select id, holder_id, shares, amount from stake_exits where pool_id = ${poolId} and paid_at is null and due_at <= ${BigInt(now)} and not ${isStopped(exitKey)} order by due_at, id limit ${BATCH}`))
    .map(({ holder_id, ...row }): DueExit => ({ ...row, holderId: holder_id }));
  if (due.length === 0) return 0;
  const change = new PoolChange(pool, now);
  const rateRay = exitRate(change.settled.pool);
  const { tokens, exits } = stakeAccounts(poolId);
  const paid: (DueExit & { paid: bigint })[] = [];
  for (const exit of due) {
    const amount = rateRay === 0n ? 0n : exitPayment(exit, rateRay);
    const passage = await guard(tx, now, 'exit', { key: `unstake/${exit.id}`, amount, of: change.settled.pool.assets, operatorId: pool.operatorId, poolId, accountId: exit.holderId });
    if (passage.outcome === 'passed') paid.push({ ...exit, paid: amount });
  }
  if (paid.length === 0) return 0;
  for (const { id, holderId, shares, paid: amount } of paid) {
    change.move('unstake', tokens, fundsOf(holderId), amount, `unstake/${id}`);
    change.burn(exits, shares);
  }
  sweepEmptied(change, paid);
  const outcome = await change.post(tx);
  assert(outcome.outcome === 'posted', 'shares are never worth more than the pool has');
  const rows = paid.map(({ id, paid: amount }) => ({ id, paid: amount.toString() }));
  await tx.$executeRaw(sql`
    update stake_exits e set paid_at = ${BigInt(now)}, paid = t.paid from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t(id text, paid bigint) where e.id = t.id`);
  await appendEvents(tx, now, paid.map(({ id, holderId, shares, paid: amount }) => (
    { type: 'stake.exit_paid' as const, subjectId: poolId, payload: { poolId, holderId, exitId: id, shares, paid: amount } })));
  return paid.length;
}

/** When nobody holds shares any more, what is left is what those who left had no part in: it came out of the operator's earnings, and is earnings again. */
function sweepEmptied(change: PoolChange, paid: readonly { shares: bigint; paid: bigint }[]): void {
  const { pool, locked } = change.settled;
  const sum = (of: (one: { shares: bigint; paid: bigint }) => bigint) => paid.reduce((total, one) => total + of(one), 0n);
  if (pool.shares - locked > sum(({ shares }) => shares)) return;
  const { tokens } = stakeAccounts(change.pool.id);
  change.lock(0n);
  change.move('stake_gain', tokens, earningsAccount(change.pool.operatorId), pool.assets - sum(({ paid }) => paid));
}
