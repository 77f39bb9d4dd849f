import { Injectable } from '@nestjs/common';

import { appendEvents, Database, rowsOf, sql, type Transaction } from '#libs/database';
import { assert, type Millis } from '#libs/kernel';
import { rulesAt } from '#libs/rules';
import { exitPrefixes } from '#libs/verify';

import { type ExitQueue, type ExitSource, letLeave, recordPaid } from '../pay-exits.js';
import { DiversifiedChange, diversifiedHeld, lockDiversified } from './diversified-pool.store.js';

const queue: ExitQueue = { kind: 'diversified', table: sql`diversified_exits`, prefix: exitPrefixes.diversified, inTurn: true };

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

async function payExits(tx: Transaction, now: Millis): Promise<number> {
  const { version } = await rulesAt(tx, now);
  const of = await lockDiversified(tx, now);
  if (await diversifiedHeld(tx, of, now)) return 0;
  const change = new DiversifiedChange(of, now);
  const source: ExitSource = { poolId: of.id, change, room: of.cash };
  const paid = await letLeave(tx, queue, source, now);
  if (paid.length === 0) return 0;
  const outcome = await change.post(tx);
  assert(outcome.outcome === 'posted', 'what is in hand was there');
  await recordPaid(tx, queue, source, paid, { version, operatorIds: of.holdings.map(({ pool }) => pool.operatorId) }, now);
  await appendEvents(tx, now, paid.map(({ id, holderId, shares, paid: amount }) => ({ type: 'diversified.exit_paid' as const, subjectId: of.id, payload: { holderId, exitId: id, shares, paid: amount } })));
  return paid.length;
}
