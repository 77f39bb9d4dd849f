import { Injectable } from '@nestjs/common';

import { Database, rowsOf, sql, type Transaction } from '#libs/database';
import { eachApart, type Millis, MILLIS_PER_DAY, MILLIS_PER_HOUR, type ResourceClass } from '#libs/kernel';
import { rulesAt } from '#libs/rules';

import { type Day, type Score, scoreAt } from './reputation.js';
import { countWork, selectCounted, selectWork, writeScores } from './reputation.store.js';

/** Days of operators that one sweep closes; the rest is next. */
const BATCH = 200;

/** So long after its end a day is closed: what was written in it is there by then. */
const SETTLES_MILLIS: Millis = MILLIS_PER_HOUR;

/** Finds, day by day, how far operators are trusted. */
@Injectable()
export class Reputations {
  constructor(private readonly database: Database) {}

  /** Each day of each operator in a transaction of its own, in order, once, whoever else sweeps. @returns how many days were closed. @throws AggregateError of those that failed. */
  async closeDue(now: Millis): Promise<number> {
    const last = Math.floor((now - SETTLES_MILLIS) / MILLIS_PER_DAY) - 1;
    const due = await rowsOf<{ id: string; day: number }>(this.database, sql`
      select o.id, n.day from operators o left join reputation_days d on d.operator_id = o.id
        cross join lateral (select coalesce(d.day + 1, o.created_at / ${BigInt(MILLIS_PER_DAY)})::int as day) n
      where n.day <= ${last} order by n.day, o.id limit ${BATCH}`);
    const closed = await eachApart(due, ({ id, day }) => this.database.transaction((tx) => closeDay(tx, id, day)), 'days of operators could not be closed');
    return closed.filter((isNew) => isNew).length;
  }
}

/** @returns false when somebody else was faster. */
async function closeDay(tx: Transaction, operatorId: string, day: Day): Promise<boolean> {
  const moved = await tx.$executeRaw(sql`
    insert into reputation_days (operator_id, day) values (${operatorId}, ${day})
    on conflict (operator_id) do update set day = excluded.day where reputation_days.day = excluded.day - 1`);
  if (moved === 0) return false;
  const { version, rules: { reputation, challenge } } = await rulesAt(tx, (day + 1) * MILLIS_PER_DAY);
  await countWork(tx, operatorId, day, challenge.passHours);
  const work = await selectWork(tx, operatorId, day, reputation);
  const faults = await selectCounted(tx, operatorId, day, reputation);
  const scores = new Map<ResourceClass, Score>();
  for (const resourceClass of new Set([...work.keys(), ...faults.keys()])) {
    scores.set(resourceClass, scoreAt(day, resourceClass, work.get(resourceClass) ?? [], faults.get(resourceClass) ?? [], reputation));
  }
  await writeScores(tx, operatorId, day, scores, version);
  return true;
}
