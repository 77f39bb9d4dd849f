import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { type Database, rowsOf, sql } from '#libs/database';
import { postTransfers } from '#libs/ledger';
import { testDatabase, type TestDatabase } from '#libs/testing';

import { reconcileBills } from './reconcile-bills.js';
import { NOON, TestWorld } from './test-world.js';

const DAY = 86_400_000;

let db: TestDatabase;
let database: Database;
beforeAll(async () => {
  Logger.overrideLogger(false);
  db = await testDatabase();
  database = db.database;
});
afterAll(() => db.drop());

const open = () => rowsOf(database, sql`
  select d.kind, a.owner_id as "ownerId", t.key, d.expected, d.found from ledger_differences d join accounts a on a.id = d.account_id left join transfers t on t.id = d.transfer_id
  where d.ended_at is null order by d.id`);
const frozen = async () => (await rowsOf<{ owner_id: string }>(database, sql`select owner_id from accounts where frozen_at is not null`)).map((row) => row.owner_id);

test('what was billed agrees; funds left in the escrow of an ended lease and a changed statement are found, and are gone when mended', async () => {
  const w = await new TestWorld(database).prepare();
  const tenantId = await w.tenant(1_000_000n);
  const leaseId = await w.lease(tenantId, [{}], { escrow: 10_000n });
  w.clock.advance(60_000);
  await w.close(leaseId, w.clock.now());
  await w.settlement.settle(leaseId);
  w.clock.jump(NOON + DAY);
  await w.statements.closeStatements(w.clock.now());
  expect(await database.client.statement.count({ where: { tenantId } })).toBe(1);
  expect(await reconcileBills(database, w.clock.now())).toBe(0);
  expect(await open()).toEqual([]);

  const [wallet, escrow] = [{ ownerId: tenantId, kind: 'wallet' } as const, { ownerId: leaseId, kind: 'escrow' } as const];
  await database.transaction((tx) => postTransfers(tx, w.clock.now(), [{ key: 'stray', type: 'posted', from: wallet, to: escrow, amount: 7n, reason: 'top_up' }]));
  await database.client.$executeRaw(sql`update lease_settlements set final_at = ${BigInt(w.clock.now())} where lease_id = ${leaseId}`);
  await database.client.$executeRawUnsafe('alter table statements disable trigger user');
  await database.client.$executeRaw(sql`update statements set closing_balance = closing_balance + 1 where tenant_id = ${tenantId}`);
  expect(await reconcileBills(database, w.clock.now())).toBe(2);
  expect(await reconcileBills(database, w.clock.now() + 1)).toBe(0);
  const { closingBalance } = (await database.client.statement.findFirst({ where: { tenantId } }))!;
  expect(await open()).toEqual([
    { kind: 'escrow', ownerId: leaseId, key: 'stray', expected: 0n, found: 7n },
    { kind: 'statement', ownerId: tenantId, key: null, expected: closingBalance - 1n, found: closingBalance },
  ]);
  expect((await frozen()).toSorted()).toEqual([leaseId, tenantId].toSorted());

  await database.transaction((tx) => postTransfers(tx, w.clock.now(), [{ key: 'back', type: 'posted', from: escrow, to: wallet, amount: 7n, reason: 'refund' }]));
  await database.client.$executeRaw(sql`update statements set closing_balance = closing_balance - 1 where tenant_id = ${tenantId}`);
  expect(await reconcileBills(database, w.clock.now() + DAY)).toBe(0);
  expect(await open()).toEqual([]);
  expect(await frozen()).toEqual([]);
});
