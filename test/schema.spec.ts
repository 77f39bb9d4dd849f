import { Client } from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import { testDatabase, type TestDatabase } from '#libs/testing';

import { schemaSql } from '../scripts/schema-sql.js';

let migrated: TestDatabase;
beforeAll(async () => {
  migrated = await testDatabase();
});
afterAll(() => migrated.drop());

const columns = `select table_name, column_name, data_type, udt_name, is_nullable, column_default
  from information_schema.columns join information_schema.tables using (table_schema, table_name)
  where table_schema = 'public' and table_type = 'BASE TABLE' and table_name <> '_prisma_migrations' order by 1, 2`;
const indexes = `select indexdef from pg_indexes where schemaname = 'public' and tablename <> '_prisma_migrations' order by 1`;

async function describe(url: string): Promise<{ columns: unknown[]; indexes: string[] }> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return { columns: (await client.query(columns)).rows, indexes: (await client.query<{ indexdef: string }>(indexes)).rows.map((row) => row.indexdef) };
  } finally {
    await client.end();
  }
}

test('the migrations build what the schema says, and constraints besides', async () => {
  const adminUrl = inject('adminUrl');
  const name = `weir_schema_${Date.now()}`;
  const admin = new Client({ connectionString: adminUrl });
  await admin.connect();
  await admin.query(`create database ${name}`);
  try {
    const url = new URL(adminUrl);
    url.pathname = `/${name}`;
    const bySchema = new Client({ connectionString: url.href });
    await bySchema.connect();
    await bySchema.query(await schemaSql(url.href));
    await bySchema.end();
    const wanted = await describe(url.href);
    const found = await describe(migrated.url);
    expect(found.columns).toEqual(wanted.columns);
    expect(wanted.indexes.filter((index) => !found.indexes.includes(index))).toEqual([]);
  } finally {
    await admin.query(`drop database ${name} with (force)`);
    await admin.end();
  }
});
