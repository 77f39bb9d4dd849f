import { setTimeout as sleep } from 'node:timers/promises';

import { type Database, sql } from '#libs/database';

import { type LeafKind, leafKinds } from './leaf.js';
import { recordSources } from './record-sources.js';

const POLL_MILLIS = 10;
const MOST_POLLS = 200;

/**
 * Up to which sequence of each kind nothing will appear any more that is not there. Numbers are taken before they are
 * committed, so the greatest that is visible says little: but whoever holds a lesser one holds a writer's lock on its table.
 * Those who do so now are waited for, nobody is kept waiting, and what comes meanwhile is for the next time.
 * Undefined when a writer takes too long.
 */
export async function settledSequences(database: Database): Promise<Record<LeafKind, bigint> | undefined> {
  const upTo = await lastSequences(database);
  let writers = await writersOf(database);
  for (let polls = 0; writers.length > 0; polls += 1) {
    if (polls === MOST_POLLS) return undefined;
    await sleep(POLL_MILLIS);
    const still = new Set(await writersOf(database));
    writers = writers.filter((writer) => still.has(writer));
  }
  return upTo;
}

/** The last to the first: a charge that is counted here rests on usage that is counted after it. */
async function lastSequences(database: Database): Promise<Record<LeafKind, bigint>> {
  const last: Partial<Record<LeafKind, bigint>> = {};
  for (const kind of leafKinds.toReversed()) {
    const { sequence, lastOf } = recordSources[kind];
    const [row] = await database.query<{ last: bigint }>(sql`select coalesce(pg_sequence_last_value(${sequence}::regclass), 0)::bigint as last`);
    last[kind] = lastOf ? lastOf(row!.last) : row!.last;
  }
  return last as Record<LeafKind, bigint>;
}

/** Transactions that write to one of the tables, by the name that PostgreSQL gives them while they last. */
async function writersOf(database: Database): Promise<string[]> {
  const tables = JSON.stringify(Object.values(recordSources).map(({ table }) => table));
  const rows = await database.query<{ writer: string }>(sql`
    select distinct virtualtransaction as writer from pg_locks
    where locktype = 'relation' and granted and mode = 'RowExclusiveLock' and database = (select oid from pg_database where datname = current_database())
      and relation in (select value::regclass::oid from jsonb_array_elements_text(${tables}::jsonb))`);
  return rows.map(({ writer }) => writer);
}
