import { rowsOf, type Sql, sql, type Transaction } from '#libs/database';

import { coverProblems } from './cover.errors.js';

/** Exits of one backer, or of one assessor, that wait in one pool at a time. */
const MOST_EXITS = 50;

/** @param exits a table, and whose in which pool. @throws Problem `too_many_cover_exits` where no other may wait. */
export async function checkWaitingExits(tx: Transaction, exits: Sql): Promise<void> {
  const [waiting] = await rowsOf<{ count: bigint }>(tx, sql`select count(*) as count from ${exits} and paid_at is null`);
  if (Number(waiting!.count) >= MOST_EXITS) throw coverProblems.too_many_cover_exits(`${MOST_EXITS} exits wait already.`, { extra: { limit: MOST_EXITS } });
}
