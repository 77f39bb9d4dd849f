import { type Sealer } from '#libs/kernel';

import { type Database, sql, sqlRaw, type Transaction } from './database.js';

/** A column of sealed secrets, one to a row. Whoever has such a column says so here, or its secrets are lost with the key that they were sealed with. */
export interface SealedColumn {
  table: string;
  /** Of the row: a key of text. */
  id: string;
  column: string;
  /** What each is sealed for. */
  contextOf(id: string): string;
}

const AT_ONCE = 100;
const MAX_ROUNDS = 100_000;

/**
 * Seals a column with the sealer's first key. Everything goes on meanwhile, since what is read opens with either key; when it
 * is done, the other keys may go. @returns how many were sealed anew. @throws Unsealable when one was sealed with a key that is not there any more.
 */
export async function resealColumn(database: Database, sealer: Sealer, of: SealedColumn): Promise<number> {
  let [resealed, after]: [number, string | undefined] = [0, ''];
  for (let round = 0; after !== undefined && round < MAX_ROUNDS; round += 1) {
    const from: string = after;
    const done = await database.transaction((tx) => resealSome(tx, sealer, of, from));
    resealed += done.resealed;
    after = done.next;
  }
  return resealed;
}

/** @returns how many of the next rows were sealed anew, and where to go on; undefined at the end. */
async function resealSome(tx: Transaction, sealer: Sealer, of: SealedColumn, after: string): Promise<{ resealed: number; next: string | undefined }> {
  const [table, id, column] = [sqlRaw(of.table), sqlRaw(of.id), sqlRaw(of.column)];
  const rows = await tx.$queryRaw<{ id: string; sealed: Uint8Array }[]>(sql`
    select ${id} as id, ${column} as sealed from ${table} where ${id} > ${after} order by ${id} limit ${AT_ONCE} for update`);
  const old = rows.filter((row) => sealer.needsResealing(row.sealed));
  for (const row of old) {
    const context = of.contextOf(row.id);
    await tx.$executeRaw(sql`update ${table} set ${column} = ${sealer.seal(sealer.open(row.sealed, context), context)} where ${id} = ${row.id}`);
  }
  return { resealed: old.length, next: rows.length === AT_ONCE ? rows.at(-1)!.id : undefined };
}
