import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import { Database, migrate } from '#libs/database';
import { type AccountRef, auditLedger, balanceAt, balanceOf, movementTotals, type NewTransfer, postTransfers, readTransfer, reconcileLedger, transfersOf } from '#libs/ledger';

import { transferIdOf } from './transfer.js';

/** The migration that gave accounts numbers and told ids from keys. */
const NUMBERS = '20261205100001_ledger_numbers';
const name = `weir_numbers_${process.pid}_${Date.now()}`;
const wallet = (ownerId: string): AccountRef => ({ ownerId, kind: 'wallet' });
const escrow: AccountRef = { ownerId: 'lse_a', kind: 'escrow' };
let admin: Client;
let folder: string;
let database: Database;
const post = (transfers: NewTransfer[]) => database.transaction((tx) => postTransfers(tx, 9 * 60_000, transfers));

beforeAll(async () => {
  admin = new Client({ connectionString: inject('adminUrl') });
  await admin.connect();
  await admin.query(`create database ${name}`);
  const url = new URL(inject('adminUrl'));
  url.pathname = `/${name}`;
  folder = await mkdtemp(join(tmpdir(), 'weir-migrations-'));
  for (const each of await readdir('prisma/migrations')) if (each < NUMBERS) await cp(join('prisma/migrations', each), join(folder, each), { recursive: true });
  await migrate(url.href, folder);
  const before = new Client({ connectionString: url.href });
  await before.connect();
  // As the product before it left them: of what is in the history, a deposit, a hold and what was posted of it; of what is newer, a charge and a hold that is open.
  await before.query(`
    insert into accounts (id, asset, kind, owner_id, may_go_below, balance, reserved, created_at) values
      ('acc_z', 'token', 'issuance', 'platform', true, -100, 0, 1), ('acc_y', 'token', 'wallet', 'ten_a', false, 75, 5, 1), ('acc_x', 'token', 'escrow', 'lse_a', false, 25, 0, 1);
    insert into transfers (id, key, type, pending_id, debit_account_id, credit_account_id, amount, reason, subject_id, at, expires_at) values
      ('trf_00000000000000000000zzz1', 'deposit/1', 'posted', null, 'acc_z', 'acc_y', 100, 'deposit', null, 60000, null),
      ('trf_00000000000000000000zzz2', 'hold/1', 'pending', null, 'acc_y', 'acc_x', 30, 'hold', 'lse_a', 120000, null),
      ('trf_00000000000000000000zzz3', 'hold/1/post', 'post', 'trf_00000000000000000000zzz2', 'acc_y', 'acc_x', 20, 'hold', 'lse_a', 180000, null),
      ('trf_abcdef000000000000000000', 'charge/1', 'posted', null, 'acc_y', 'acc_x', 5, 'charge', 'lse_a', 240000, null),
      ('trf_00000000000000000000zzz5', 'hold/2', 'pending', null, 'acc_y', 'acc_x', 5, 'hold', 'lse_a', 300000, 900000);
    insert into pending_expiries (key, expires_at) values ('hold/2', 900000);
    insert into account_history (account_id, minute, first_position, positions) values ('acc_z', 1, 1, '{1}'), ('acc_y', 1, 1, '{1}'), ('acc_y', 3, 3, '{3}'), ('acc_x', 3, 3, '{3}');
    insert into account_checks (account_id, balance, reserved, agreed_to) values ('acc_z', -100, 0, 3), ('acc_y', 80, 0, 3), ('acc_x', 20, 0, 3);
    update reconciliation set checked_to = 3`);
  await cp(join('prisma/migrations', NUMBERS), join(folder, NUMBERS), { recursive: true });
  await migrate(url.href, folder);
  // And what was posted between that and ids that are told when they are read: its id was told from its key, and written.
  await before.query(`
    insert into transfers (id, key, type, debit_account, credit_account, amount, reason, at)
    select '${transferIdOf('charge/0')}', 'charge/0', 'posted', d.number, c.number, 0, 'charge', 300000 from accounts d, accounts c where d.id = 'acc_y' and c.id = 'acc_x'`);
  await before.end();
  await migrate(url.href, 'prisma/migrations');
  database = new Database({ url: url.href, poolSize: 4 });
}, 120_000);
afterAll(async () => {
  await database?.close();
  await admin.query(`drop database if exists ${name} with (force)`);
  await admin.end();
  await rm(folder, { recursive: true, force: true });
});

test('a ledger from before accounts had numbers goes on: what moved, when, its ids and its keys', async () => {
  const page = { after: 0, upTo: 600_000, limit: 10 };
  expect((await transfersOf(database, wallet('ten_a'), page)).items.map(({ transferId, key, amount }) => [transferId, key, amount])).toEqual([
    ['trf_00000000000000000000zzz1', 'deposit/1', 100n], ['trf_00000000000000000000zzz3', 'hold/1/post', -20n], ['trf_abcdef000000000000000000', 'charge/1', -5n],
  ]);
  expect(await Promise.all([60_000, 180_000, 240_000].map((time) => balanceAt(database, wallet('ten_a'), time)))).toEqual([100n, 80n, 75n]);
  expect(await movementTotals(database, [escrow], { after: 0, upTo: 600_000 })).toMatchObject([{ reason: 'charge', amount: 5n }, { reason: 'hold', amount: 20n }]);
  // One of these ids looks as if it were told from a key.
  for (const id of ['trf_00000000000000000000zzz3', 'trf_abcdef000000000000000000']) expect(await readTransfer(database, id)).toMatchObject({ id, from: { ownerId: 'ten_a' }, to: { ownerId: 'lse_a' } });
  expect(await readTransfer(database, 'trf_abcdef000000000000000001')).toBeUndefined();

  expect(await post([{ key: 'charge/1', type: 'posted', from: wallet('ten_a'), to: escrow, amount: 5n, reason: 'charge', subjectId: 'lse_a' }])).toEqual({ outcome: 'posted', ids: ['trf_abcdef000000000000000000'], repeated: 1 });
  await expect(post([{ key: 'charge/1', type: 'posted', from: wallet('ten_a'), to: escrow, amount: 6n, reason: 'charge', subjectId: 'lse_a' }])).rejects.toMatchObject({ code: 'key_reused' });
  const nothing = { key: 'charge/0', type: 'posted', from: wallet('ten_a'), to: escrow, amount: 0n, reason: 'charge' } as const;
  expect(await post([nothing])).toEqual({ outcome: 'posted', ids: [transferIdOf('charge/0')], repeated: 1 });
  expect(await readTransfer(database, transferIdOf('charge/0'))).toMatchObject({ id: transferIdOf('charge/0'), amount: 0n });
  await expect(post([{ key: 'again', type: 'post', pendingKey: 'hold/1' }])).rejects.toMatchObject({ code: 'pending_resolved' });
  await expect(post([{ key: 'more', type: 'post', pendingKey: 'hold/2', amount: 6n }])).rejects.toMatchObject({ code: 'exceeds_pending' });
  const ended = await post([{ key: 'hold/2/post', type: 'post', pendingKey: 'hold/2', amount: 4n }, { key: 'next', type: 'posted', from: wallet('ten_a'), to: wallet('ten_b'), amount: 1n, reason: 'charge' }]);
  expect(await readTransfer(database, ended.outcome === 'posted' ? ended.ids[0]! : '')).toMatchObject({ type: 'post', amount: 4n });
  expect(await balanceOf(database, wallet('ten_a'))).toEqual({ balance: 70n, reserved: 0n, available: 70n });

  expect(await reconcileLedger(database, 10 * 60_000)).toBe(0);
  expect(await auditLedger(database)).toMatchObject({ entriesSum: 0n, issued: 100n, transfers: 8, wrongBalances: [], unbalancedTransfers: [], wrongHistories: [] });
});
