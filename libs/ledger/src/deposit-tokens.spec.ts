import { CommandBus } from '@nestjs/cqrs';
import { Global, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { Database } from '#libs/database';
import { CLOCK, ManualClock, systemActor } from '#libs/kernel';
import { auditLedger, balanceOf, DepositTokens, LedgerModule } from '#libs/ledger';
import { testDatabase, type TestDatabase } from '#libs/testing';

let db: TestDatabase;
let commands: CommandBus;
let close: () => Promise<void>;
const clock = new ManualClock(1_000);
beforeAll(async () => {
  db = await testDatabase();
  @Global()
  @Module({ providers: [{ provide: Database, useValue: db.database }, { provide: CLOCK, useValue: clock }], exports: [Database, CLOCK] })
  class Surroundings {}
  const app = await (await Test.createTestingModule({ imports: [Surroundings, LedgerModule] }).compile()).init();
  commands = app.get(CommandBus);
  close = () => app.close();
  await db.database.client.tenant.create({ data: { id: 'ten_a', name: 'A', createdAt: 1n } });
});
afterAll(async () => {
  await close();
  await db.drop();
});

test('issues once for a reference, however often it is sent, and notes it for both sides', async () => {
  const deposit = () => commands.execute(new DepositTokens(systemActor, 'ten_a', 50n, 'invoice 7'));
  const views = await Promise.all(Array.from({ length: 20 }, deposit));
  expect(views[0]).toMatchObject({ tenantId: 'ten_a', amount: '50', reference: 'invoice 7', at: 1_000 });
  clock.advance(5_000);
  expect(new Set([...views, await deposit()].map((view) => JSON.stringify(view))).size).toBe(1);
  expect(await balanceOf(db.database, { ownerId: 'ten_a', kind: 'wallet' })).toMatchObject({ balance: 50n });
  expect(await auditLedger(db.database)).toMatchObject({ issued: 50n, transfers: 1, entriesSum: 0n });
  const noted = await db.database.client.auditEntry.findMany({ orderBy: { ownerId: 'asc' } });
  expect(noted.map(({ ownerId, action, detail }) => ({ ownerId, action, detail }))).toEqual(
    ['platform', 'ten_a'].map((ownerId) => ({ ownerId, action: 'tokens.deposited', detail: { tenantId: 'ten_a', amount: '50', reference: 'invoice 7' } })));
});

test.each([
  ['forbidden', new DepositTokens({ ...systemActor, ownerType: 'tenant', ownerId: 'ten_a' }, 'ten_a', 5n, 'x')],
  ['not_found', new DepositTokens(systemActor, 'ten_none', 5n, 'x')],
  ['amount_out_of_range', new DepositTokens(systemActor, 'ten_a', 0n, 'x')],
  ['amount_out_of_range', new DepositTokens(systemActor, 'ten_a', 2n ** 63n, 'x')],
  ['key_reused', new DepositTokens(systemActor, 'ten_a', 51n, 'invoice 7')],
])('refuses with %s', async (code, command) => {
  await expect(commands.execute(command)).rejects.toMatchObject({ code });
});
