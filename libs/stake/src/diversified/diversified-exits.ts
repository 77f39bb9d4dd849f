import { Injectable } from '@nestjs/common';

import { guard } from '#libs/breaker';
import { appendEvents, Database, rowsOf, sql, type Transaction } from '#libs/database';
import { exitPayment, exitRate } from '#libs/economics';
import { assert, type Millis } from '#libs/kernel';

import { fundsOf, stakeAccounts } from '../stake-pool.js';
import { DiversifiedChange, diversifiedHeld, lockDiversified } from './diversified-pool.store.js';
import { diversifiedExitKey } from './list-diversified.js';

/** Exits of one sweep; the rest is next. */
const BATCH = 200;

interface DueExit {
  id: string;
  holder_id: string;
  shares: bigint;
  amount: bigint;
}

/** Pays those who leave the diversified pool, out of what is in hand. */
@Injectable()
export class DiversifiedExits {
  constructor(private readonly database: Database) {}

  /** The first who asked first: who does not fit yet, or is stopped by a breaker, keeps the others waiting. Nobody is paid while a loss is in evidence that may fall on anything it has. @returns how many were paid. */
  async payDue(now: Millis): Promise<number> {
    const [waits] = await rowsOf<{ id: string }>(this.database, sql`select id from diversified_exits where paid_at is null and due_at <= ${BigInt(now)} limit 1`);
    return waits ? this.database.transaction((tx) => payExits(tx, now)) : 0;
  }
}

/** At one rate for all who are due. */
async function payExits(tx: Transaction, now: Millis): Promise<number> {
  const of = await lockDiversified(tx, now);
  if (await diversifiedHeld(tx, of, now)) return 0;
  const due = await rowsOf<DueExit>(tx, sql`select id, holder_id, shares, amount from diversified_exits where paid_at is null and due_at <= ${BigInt(now)} order by asked_at, id limit ${BATCH}`);
  const change = new DiversifiedChange(of, now);
  const rateRay = exitRate(of.pool);
  let { cash } = of;
  const paid: (DueExit & { paid: bigint })[] = [];
  for (const exit of due) {
    const amount = rateRay === 0n ? 0n : exitPayment(exit, rateRay);
    if (amount > cash) break;
    const passage = await guard(tx, now, 'exit', { key: diversifiedExitKey(exit.id), amount, of: of.pool.assets, poolId: of.id, accountId: exit.holder_id });
    if (passage.outcome === 'stopped') break;
    cash -= amount;
    paid.push({ ...exit, paid: amount });
  }
  if (paid.length === 0) return 0;
  const { tokens, exits } = stakeAccounts(of.id);
  for (const { id, holder_id, shares, paid: amount } of paid) {
    change.move('unstake', tokens, fundsOf(holder_id), amount, diversifiedExitKey(id));
    change.burn(exits, shares);
  }
  const outcome = await change.post(tx);
  assert(outcome.outcome === 'posted', 'what is in hand was there');
  const rows = paid.map(({ id, paid: amount }) => ({ id, paid: amount.toString() }));
  await tx.$executeRaw(sql`
    update diversified_exits e set paid_at = ${BigInt(now)}, paid = t.paid from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t(id text, paid bigint) where e.id = t.id`);
  await appendEvents(tx, now, paid.map(({ id, holder_id, shares, paid: amount }) => ({ type: 'diversified.exit_paid' as const, subjectId: of.id, payload: { holderId: holder_id, exitId: id, shares, paid: amount } })));
  return paid.length;
}
