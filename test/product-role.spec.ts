import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { checkProductRole, Database, productUrl, sql, withSessionOption } from '#libs/database';
import { auditLedger, postTransfers, reconcileLedger } from '#libs/ledger';
import { Queues } from '#libs/queue';
import { testDatabase, type TestDatabase } from '#libs/testing';

const DENIED = '42501';

let db: TestDatabase;
let owner: Client;
let product: Client;
beforeAll(async () => {
  db = await testDatabase();
  owner = new Client({ connectionString: db.url });
  product = new Client({ connectionString: productUrl(db.url) });
  await Promise.all([owner.connect(), product.connect()]);
  await owner.query(`alter table transfers disable trigger user; alter table accounts disable trigger user`);
});
afterAll(async () => {
  await Promise.all([owner.end(), product.end()]);
  await db.drop();
});

const code = (client: Client, text: string): Promise<unknown> => client.query(text).then(({ rowCount }) => rowCount, (error: { code: string }) => error.code);

test('a session of the product is the role\'s, and the check says so of it and not of the owner\'s', async () => {
  expect((await product.query('select current_user as who')).rows).toEqual([{ who: 'weir_product' }]);
  await checkProductRole(productUrl(db.url));
  await expect(checkProductRole(db.url)).rejects.toThrow(/can change the ledger's history/);
  const both = new Client({ connectionString: withSessionOption(productUrl(db.url), 'search_path', 'pg_catalog') });
  await both.connect();
  expect((await both.query(`select current_user as who, current_setting('search_path') as path`)).rows).toEqual([{ who: 'weir_product', path: 'pg_catalog' }]);
  await both.end();
});

describe('the product', () => {
  test('cannot change, delete or empty history by any statement, even where no trigger is in the way', async () => {
    const working = new Database({ url: productUrl(db.url), poolSize: 2 });
    await working.transaction((tx) => postTransfers(tx, 1, [{
      key: 'a', type: 'posted', from: { ownerId: 'platform', kind: 'issuance' }, to: { ownerId: 'ten_a', kind: 'wallet' }, amount: 5n, reason: 'deposit',
    }]));
    expect(await auditLedger(working)).toMatchObject({ issued: 5n, wrongBalances: [] });
    await reconcileLedger(working, 2);
    await working.close();
    for (const statement of [
      'update transfers set amount = 6', 'delete from transfers', 'truncate transfers', 'update accounts set owner_id = $$x$$', 'delete from accounts', 'truncate accounts', 'drop table transfers',
      'alter table transfers disable trigger user', 'create table mine (id int)', 'update _prisma_migrations set checksum = $$x$$', 'delete from entries', 'select * from transfers for update',
    ]) expect([statement, await code(product, statement)]).toEqual([statement, DENIED]);
    expect(await code(owner, 'update transfers set amount = amount')).toBe(1);
  });

  test('has of every table what its triggers leave, and of nothing the right to empty it', async () => {
    const { rows } = await owner.query<{ name: string; full: boolean; keeps: boolean; can: string[] }>(`
      select c.relname as name, coalesce(bool_or(g.tgtype & 16 <> 0 and g.tgattr = ''), false) as full, coalesce(bool_or(g.tgtype & 8 <> 0), false) as keeps,
        array(select p from unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) p where has_table_privilege('weir_product', c.oid, p) or (p = 'UPDATE' and has_any_column_privilege('weir_product', c.oid, p))) as can
      from pg_class c left join pg_trigger g on g.tgrelid = c.oid and g.tgqual is null and g.tgfoid = 'refuse_change'::regproc
      where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> '_prisma_migrations' group by c.oid, c.relname`);
    expect(rows.length).toBeGreaterThan(40);
    for (const { name, full, keeps, can } of rows) expect([name, ...can]).toEqual([name, 'SELECT', 'INSERT', ...(full ? [] : ['UPDATE']), ...(keeps ? [] : ['DELETE'])]);
    const history = rows.filter(({ full, keeps }) => full && keeps).map(({ name }) => name);
    expect(history).toEqual(expect.arrayContaining(['transfers', 'reversals', 'statements', 'statement_lines', 'statement_deposits', 'audit_entries', 'log_leaves']));
  });

  test('works on queues that the owner made', async () => {
    const queues = new Queues({ backend: { kind: 'postgres', url: productUrl(db.url), ownerUrl: db.url, poolSize: 4 }, onError: () => undefined });
    await queues.prepare();
    await queues.prepare(); // again, as another process does
    const ran = new Promise((done) => queues.process('converge', async ({ leaseId }) => done(leaseId)));
    await queues.add('converge', [{ data: { leaseId: 'lse_a' }, oneAtATime: 'lse_a' }]);
    expect(await ran).toBe('lse_a');
    await queues.close();
  });

  test('may change of an account what moves, and of a charge nothing', async () => {
    const columns = async (table: string) => (await owner.query<{ name: string }>(`
      select column_name as name from information_schema.columns where table_name = '${table}' and has_column_privilege('weir_product', '${table}', column_name, 'UPDATE') order by 1`)).rows.map(({ name }) => name);
    expect(await columns('accounts')).toEqual(['balance', 'cap', 'frozen_at', 'reserved']);
    expect(await columns('charges')).toEqual([]);
  });

  test('may use what a later migration makes', async () => {
    await owner.query(`create table later (id int); create trigger later_kept before delete on later for each row execute function refuse_change(); select grant_to_product()`);
    expect(await code(product, 'insert into later values (1)')).toBe(1);
    expect(await code(product, 'update later set id = 2')).toBe(1);
    expect(await code(product, 'delete from later')).toBe(DENIED);
    expect(await db.database.query(sql`select id from later`)).toEqual([{ id: 2 }]);
  });
});
