import { rowsOf, type Sql, sql, type Transaction } from '#libs/database';
import type { Millis } from '#libs/kernel';

import { stakeProblems } from './stake.errors.js';

/** Exits of one holder that wait in one pool at a time. */
export const MOST_EXITS = 50;

/** @param exits a table, and whose. @throws Problem `too_many_exits` where no other may wait. */
export async function checkWaitingExits(tx: Transaction, exits: Sql): Promise<void> {
  const [waiting] = await rowsOf<{ count: bigint }>(tx, sql`select count(*) as count from ${exits} and paid_at is null`);
  if (Number(waiting!.count) >= MOST_EXITS) throw stakeProblems.too_many_exits(`${MOST_EXITS} exits wait already.`, { extra: { limit: MOST_EXITS } });
}

/** Shares on their way out of any pool of shares, as they are kept. */
export interface ExitRow {
  id: string;
  shares: bigint;
  amount: bigint;
  asked_at: bigint;
  due_at: bigint;
  rules_version: number;
}

/** The same as their holder reads it: plain JSON, amounts as decimal strings. */
export interface ExitView {
  id: string;
  shares: string;
  amount: string;
  askedAt: Millis;
  dueAt: Millis;
  rulesVersion: number;
  /** A person looks at it before it is paid. */
  stopped: boolean;
}

export function exitView(row: ExitRow, stopped: boolean): ExitView {
  return { id: row.id, shares: row.shares.toString(), amount: row.amount.toString(), askedAt: Number(row.asked_at), dueAt: Number(row.due_at), rulesVersion: row.rules_version, stopped };
}
