import { afterAll, beforeAll, expect, test } from 'vitest';

import { sql } from '#libs/database';
import { Sealer, Unsealable } from '#libs/kernel';
import { testDatabase, type TestDatabase } from '#libs/testing';

import type { Config } from './config.js';
import { rotateAllSecrets, sealedColumns } from './rotate-secrets.js';

const [old, fresh] = [Buffer.alloc(32, 7), Buffer.alloc(32, 9)];
const PASSWORDS = 250;

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.drop());

const rotate = (...secretKeys: Buffer[]) => rotateAllSecrets({ secretKeys } as unknown as Config, db.url);

test('every secret is sealed with the new key, and opens without the old one', async () => {
  const [connections, passwords] = sealedColumns;
  const before = new Sealer([old]);
  const secret = (of: string) => Buffer.from(`secret of ${of}`);
  const sealed = before.seal(secret('cls_1'), connections!.contextOf('cls_1'));
  await db.database.client.$executeRaw(sql`insert into cluster_credentials (cluster_id, sealed, updated_at) values ('cls_1', ${sealed}, 0)`);
  for (let index = 0; index < PASSWORDS; index += 1) {
    const id = `rcr_${index}`;
    await db.database.client.registryCredential.create({ data: {
      id, projectId: 'prj_1', name: `name-${index}`, server: 'registry.example.com', username: 'robot', createdAt: 0n, updatedAt: 0n,
      sealedPassword: Buffer.from(before.seal(secret(id), passwords!.contextOf(id))),
    } });
  }
  await expect(rotate(fresh)).rejects.toThrow(Unsealable);
  expect([await rotate(fresh, old), await rotate(fresh, old), await rotate(fresh)]).toEqual([PASSWORDS + 1, 0, 0]);
  const after = new Sealer([fresh]);
  const rows = await db.database.client.registryCredential.findMany();
  expect(rows.map(({ id, sealedPassword }) => Buffer.from(after.open(sealedPassword, passwords!.contextOf(id))).equals(secret(id)))).toEqual(Array.from({ length: PASSWORDS }, () => true));
  expect(rows.every(({ revision }) => revision === 1)).toBe(true);
});

test('no secret of the database is forgotten', async () => {
  // Hashes, signatures and public keys of the log and of rules are for everybody to read. What rounds of placement were decided from, their seeds among it, is told to whoever
  // replays them; that of a round to come decides between equals and opens nothing.
  const columns = await db.database.query<{ table: string; column: string }>(sql`
    select table_name as table, column_name as column from information_schema.columns where table_schema = 'public' and data_type = 'bytea' and table_name not like 'log_%'
      and table_name not in ('rule_sets', 'placement_rounds', 'placement_seed_chains') order by 1`);
  expect(columns).toEqual(sealedColumns.map(({ table, column }) => ({ table, column })));
});
