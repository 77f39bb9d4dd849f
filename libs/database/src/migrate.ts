import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';

/** Any number; all processes that migrate use the same. */
const MIGRATION_LOCK = 7_074_170;

/**
 * Applies the migrations that a database lacks, one transaction each, in order of name. Keeps Prisma's folder and its
 * table, so that Prisma's own tools agree. Safe to run in several processes at once.
 * @throws Error when an applied migration's file was changed afterwards.
 * @returns the names that were applied.
 */
export async function migrate(url: string, folder: string): Promise<string[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await client.query(`create table if not exists _prisma_migrations (
      id varchar(36) primary key default gen_random_uuid()::text, checksum varchar(64) not null, finished_at timestamptz,
      migration_name varchar(255) not null, logs text, rolled_back_at timestamptz,
      started_at timestamptz not null default now(), applied_steps_count integer not null default 0)`);
    const applied = await appliedTo(client);
    const done: string[] = [];
    for (const { name, text, checksum } of await migrationsIn(folder)) {
      const before = applied.get(name);
      if (before === checksum) continue;
      if (before !== undefined) throw new Error(`migration ${name} was changed after it had been applied; write a new one instead`);
      await client.query('begin');
      try {
        await client.query(text);
        // What the product may do with what there is now; before that migration there is no such role.
        const { rowCount } = await client.query(`select 1 where to_regprocedure('grant_to_product()') is not null`);
        if (rowCount) await client.query('select grant_to_product()');
        await client.query('insert into _prisma_migrations (migration_name, checksum, finished_at, applied_steps_count) values ($1, $2, now(), 1)', [name, checksum]);
        await client.query('commit');
      } catch (error) {
        await client.query('rollback');
        throw new Error(`migration ${name} failed`, { cause: error });
      }
      done.push(name);
    }
    return done;
  } finally {
    await client.end();
  }
}

/** How a database's migrations stand to a folder's, by name: those it lacks, those whose files were changed, and those that the folder does not have. Changes nothing. */
export async function compareMigrations(url: string, folder: string): Promise<{ pending: string[]; changed: string[]; unknown: string[] }> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows: [table] } = await client.query<{ is: boolean }>(`select to_regclass('_prisma_migrations') is not null as is`);
    const applied = table!.is ? await appliedTo(client) : new Map<string, string>();
    const files = await migrationsIn(folder);
    return {
      pending: files.filter(({ name }) => !applied.has(name)).map(({ name }) => name),
      changed: files.filter(({ name, checksum }) => applied.has(name) && applied.get(name) !== checksum).map(({ name }) => name),
      unknown: [...applied.keys()].filter((name) => !files.some((file) => file.name === name)),
    };
  } finally {
    await client.end();
  }
}

async function appliedTo(client: Client): Promise<Map<string, string>> {
  const { rows } = await client.query<{ migration_name: string; checksum: string }>(
    'select migration_name, checksum from _prisma_migrations where finished_at is not null order by migration_name');
  return new Map(rows.map((row) => [row.migration_name, row.checksum]));
}

async function migrationsIn(folder: string): Promise<{ name: string; text: string; checksum: string }[]> {
  const names = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory()).map((entry) => entry.name).toSorted();
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(join(folder, name, 'migration.sql'), 'utf8');
      return { name, text, checksum: createHash('sha256').update(text).digest('hex') };
    }),
  );
}
