import { Logger } from '@nestjs/common';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type Database, sql } from '#libs/database';
import { type Actor, newId, systemActor } from '#libs/kernel';
import { auditLedger, postTransfers } from '#libs/ledger';
import { testDatabase, type TestDatabase } from '#libs/testing';

import { CloseStatement, CloseStatementHandler } from './close-statement.js';
import { GetStatement, GetStatementHandler } from './get-statement.js';
import { GetWallet, GetWalletHandler } from './get-wallet.js';
import { ListCharges, ListChargesHandler } from './list-charges.js';
import { ListStatements, ListStatementsHandler } from './list-statements.js';
import { OperatorEarnings, OperatorEarningsHandler } from './operator-earnings.js';
import { selectDraft } from './statement-draft.store.js';
import { breakTable, NOON, TestWorld } from './test-world.js';

const HOUR = 3_600_000;

let db: TestDatabase;
let database: Database;
beforeAll(async () => {
  Logger.overrideLogger(false);
  db = await testDatabase();
  database = db.database;
});
afterAll(() => db.drop());

const world = () => new TestWorld(database).prepare();
const tenantActor = (ownerId: string): Actor => ({ ...systemActor, ownerType: 'tenant', ownerId });
const statementsOf = (tenantId: string) => database.client.statement.findMany({ where: { tenantId }, orderBy: { startsAt: 'asc' } });
const interim = (w: TestWorld, tenantId: string, key?: string) =>
  new CloseStatementHandler(database, w.statements, w.clock).execute(new CloseStatement(tenantActor(tenantId), key));

/** The tenant's charges that are on statements. */
const billed = (tenantId: string) => database.query<{ id: string; statementId: string }>(sql`select id, statement_id as "statementId" from billed_charges where tenant_id = ${tenantId}`);

/** Everything that must be true of a tenant's bills at any time. */
async function checkBooks(tenantId: string): Promise<void> {
  const statements = await statementsOf(tenantId);
  const charges = await database.client.charge.findMany({ where: { tenantId } });
  let [balance, end] = [0n, statements[0]?.startsAt ?? 0n];
  for (const statement of statements) {
    const lines = await database.client.statementLine.findMany({ where: { statementId: statement.id } });
    const ids = new Set((await billed(tenantId)).filter(({ statementId }) => statementId === statement.id).map(({ id }) => id));
    const mine = charges.filter(({ id }) => ids.has(id));
    const deposits = await database.client.statementDeposit.findMany({ where: { statementId: statement.id } });
    const sums = {
      startsAt: end, openingBalance: balance,
      charges: lines.reduce((sum, { amount }) => sum + amount, 0n),
      deposits: deposits.reduce((sum, { amount }) => sum + amount, 0n),
    };
    expect(statement).toMatchObject(sums);
    expect(mine.reduce((sum, { amount }) => sum + amount, 0n)).toBe(statement.charges);
    expect(mine.every((charge) => charge.endsAt <= statement.endsAt)).toBe(true);
    expect(statement.closingBalance).toBe(balance + sums.deposits - sums.charges);
    [balance, end] = [statement.closingBalance, statement.endsAt];
  }
  // No charge lies across the end of a statement, whatever statement it is on.
  expect(charges.filter((charge) => statements.some(({ endsAt }) => charge.startsAt < endsAt && charge.endsAt > endsAt))).toEqual([]);
}

/** Net of what left the tenant's accounts for others' in the ledger, deposits aside. */
async function paidByLedger(tenantId: string): Promise<bigint> {
  const [row] = await database.query<{ paid: bigint }>(sql`
    with own as (
      select id from accounts where owner_id = ${tenantId} and kind = 'wallet'
      union select a.id from accounts a join leases l on l.id = a.owner_id and a.kind = 'escrow' where l.tenant_id = ${tenantId}
    )
    select coalesce(-sum(e.amount), 0)::bigint as paid from entries e join transfers t on t.id = e.transfer_id where e.account_id in (select id from own) and t.reason <> 'deposit'`);
  return row!.paid;
}

describe('a statement', () => {
  test('has a line for each lease and class, to the millisecond of the period', async () => {
    const w = await world();
    const tenantId = await w.tenant(100_000_000n);
    const leaseId = await w.lease(tenantId, [{}, { quantity: 500n }, { resourceClass: 'STORAGE_GIB', quantity: 2n, rate: 1_800_000n }], { escrow: 1_000n });
    w.clock.jump(NOON + HOUR + 5_000);
    expect(await w.statements.closeStatements(w.clock.now())).toBe(1);
    const [statement] = await statementsOf(tenantId);
    expect(statement).toMatchObject({
      period: 'hour', startsAt: BigInt(NOON), endsAt: BigInt(NOON + HOUR), openingBalance: 0n, deposits: 100_000_000n, charges: 9_000_000n, closingBalance: 91_000_000n,
    });
    const view = await new GetStatementHandler(database).execute(new GetStatement(tenantActor(tenantId), statement!.id, { limit: 1 }));
    expect(view).toMatchObject({ nextLine: 1, lines: [{ line: 1, leaseId, leaseName: 'web', resourceClass: 'CPU_MILLI', usage: String(1_500 * HOUR), amount: '5400000', startsAt: NOON, endsAt: NOON + HOUR }] });
    const rest = await new GetStatementHandler(database).execute(new GetStatement(tenantActor(tenantId), statement!.id, { limit: 1, afterLine: 1 }));
    expect(rest).toMatchObject({ nextLine: null, lines: [{ line: 2, resourceClass: 'STORAGE_GIB', amount: '3600000' }] });
    expect(JSON.stringify([view, rest])).not.toMatch(/hst_|opr_|cls_|sit_/);
    const [event] = await database.query<{ payload: Record<string, unknown> }>(sql`select payload from outbox_events where type = 'statement.closed' and tenant_id = ${tenantId}`);
    expect(event!.payload).toEqual({
      statementId: statement!.id, period: 'hour', startsAt: NOON, endsAt: NOON + HOUR, openingBalance: '0', deposits: '100000000', charges: '9000000', closingBalance: '91000000',
      closedAt: w.clock.now(),
    });
    await checkBooks(tenantId);
  });

  test('is one, however often and by however many it is closed at once', async () => {
    const w = await world();
    const tenantId = await w.tenant(100_000_000n);
    const leaseId = await w.lease(tenantId, [{}]);
    w.clock.jump(NOON + HOUR + 1);
    await Promise.all([...Array.from({ length: 6 }, () => w.statements.closeStatements(w.clock.now())), w.settlement.settle(leaseId), w.settlement.settleOpen(w.clock.now())]);
    expect(await w.statements.closeStatements(w.clock.now())).toBe(0);
    expect(await statementsOf(tenantId)).toMatchObject([{ charges: 3_600_000n }]);
    await checkBooks(tenantId);
  });

  test('for a period in which nothing moved is left out, and the next begins where the last ended', async () => {
    const w = await world();
    const tenantId = await w.tenant(100_000_000n);
    w.clock.jump(NOON + HOUR);
    await w.statements.closeStatements(w.clock.now());
    w.clock.jump(NOON + 30 * HOUR);
    await w.statements.closeStatements(w.clock.now());
    w.clock.advance(60_000);
    await w.lease(tenantId, [{}]);
    w.clock.jump(NOON + 33 * HOUR);
    expect(await w.statements.closeStatements(w.clock.now())).toBe(3);
    expect((await statementsOf(tenantId)).map(({ startsAt, endsAt, charges }) => [Number(startsAt - BigInt(NOON)) / HOUR, Number(endsAt - BigInt(NOON)) / HOUR, charges])).toEqual([
      [0, 1, 0n], [1, 31, 3_540_000n], [31, 32, 3_600_000n], [32, 33, 3_600_000n],
    ]);
    await checkBooks(tenantId);
  });

  test('takes what is charged late with its own dates, after the one it would have been on', async () => {
    const w = await world();
    const tenantId = await w.tenant(100_000_000n);
    await w.lease(tenantId, [{}]);
    await w.heard(w.hostId, NOON + HOUR - 50_000);
    w.clock.jump(NOON + HOUR + 1);
    await w.statements.closeStatements(w.clock.now());
    await w.heard(w.hostId, Number.MAX_SAFE_INTEGER);
    w.clock.jump(NOON + 2 * HOUR);
    await w.statements.closeStatements(w.clock.now());
    const [first, second] = await statementsOf(tenantId);
    expect([first, second].map((each) => each!.charges)).toEqual([3_550_000n, 3_650_000n]);
    const lines = await database.client.statementLine.findMany({ where: { statementId: second!.id }, orderBy: { lineNumber: 'asc' } });
    expect(lines.map(({ correctsStatementId, amount }) => [correctsStatementId, amount])).toEqual([[first!.id, 50_000n], [null, 3_600_000n]]);
    await checkBooks(tenantId);
  });

  test('has usage of closed periods in lines of its own, each with the statement that it corrects, which stays as it is', async () => {
    const w = await world();
    await w.rate('EGRESS_GIB', 1_000n);
    const tenantId = await w.tenant(100_000_000n);
    const leaseId = await w.lease(tenantId, [{}]);
    w.clock.jump(NOON + 3 * HOUR);
    await w.statements.closeStatements(w.clock.now());
    const closed = await statementsOf(tenantId);
    // One sample over parts of all three closed hours and of this one.
    w.clock.advance(HOUR / 2);
    await w.usage(leaseId, tenantId, 3n << 30n, NOON + HOUR / 2, NOON + 3 * HOUR + HOUR / 2);
    await w.settlement.settle(leaseId);
    w.clock.jump(NOON + 4 * HOUR);
    await w.statements.closeStatements(w.clock.now());
    const after = await statementsOf(tenantId);
    expect(after.slice(0, 3)).toEqual(closed);
    const { lines } = await new GetStatementHandler(database).execute(new GetStatement(tenantActor(tenantId), after[3]!.id, { limit: 10 }));
    expect(lines.map(({ resourceClass, amount, corrects }) => [resourceClass, amount, corrects])).toEqual([
      ['CPU_MILLI', '3600000', null],
      ...closed.map(({ id, startsAt, endsAt }, index) => (
        ['EGRESS_GIB', index === 0 ? '500' : '1000', { statementId: id, startsAt: Number(startsAt), endsAt: Number(endsAt) }])),
      ['EGRESS_GIB', '500', null],
    ]);
    await checkBooks(tenantId);
  });

  test('can be closed on request, and then the period goes on from there', async () => {
    const w = await world();
    const tenantId = await w.tenant(100_000_000n);
    await w.lease(tenantId, [{}]);
    w.clock.advance(1_000_000);
    const first = await interim(w, tenantId, 'k');
    expect(first).toMatchObject({ period: 'interim', startsAt: NOON, endsAt: NOON + 1_000_000, charges: '1000000' });
    expect(await interim(w, tenantId)).toEqual(first);
    w.clock.advance(1_000_000);
    expect(await interim(w, tenantId, 'k')).toEqual(first);
    w.clock.jump(NOON + 2 * HOUR);
    const last = await interim(w, tenantId);
    expect((await statementsOf(tenantId)).map(({ period, charges }) => [period, charges])).toEqual([['interim', 1_000_000n], ['hour', 2_600_000n], ['hour', 3_600_000n]]);
    expect(last).toMatchObject({ period: 'hour', endsAt: w.clock.now() });
    w.clock.jump(NOON);
    await expect(interim(w, tenantId)).rejects.toMatchObject({ code: 'nothing_to_close' });
    await checkBooks(tenantId);
  });

  test('leaves what was charged beyond its end, by whoever settled while it was asked for, to the next one', async () => {
    const w = await world();
    const tenantId = await w.tenant(100_000_000n);
    const leaseId = await w.lease(tenantId, [{}]);
    w.clock.advance(1_000);
    await w.settlement.settle(leaseId);
    w.clock.jump(NOON + 900);
    expect(await interim(w, tenantId)).toMatchObject({ endsAt: NOON + 900, charges: '0' });
    w.clock.jump(NOON + 2_000);
    expect(await interim(w, tenantId)).toMatchObject({ startsAt: NOON + 900, charges: '2000' });
    const [, next] = await statementsOf(tenantId);
    expect((await billed(tenantId)).map(({ statementId }) => statementId)).toEqual([next!.id, next!.id]);
    expect((await database.client.statementLine.findMany({ where: { statementId: next!.id } })).map(({ amount }) => amount)).toEqual([2_000n]);
  });

  test('does not close when the ledger says otherwise, and others\' do', async () => {
    const w = await world();
    const [tenantId, other] = [await w.tenant(100_000_000n), await w.tenant(100_000_000n)];
    await Promise.all([tenantId, other].map((id) => w.lease(id, [{}])));
    await database.transaction((tx) => postTransfers(tx, NOON, [{
      key: newId('transfer'), type: 'posted', amount: 1n, reason: 'fee', from: { ownerId: tenantId, kind: 'wallet' }, to: { ownerId: 'platform', kind: 'fees' },
    }]));
    w.clock.jump(NOON + HOUR);
    await expect(w.statements.closeStatements(w.clock.now())).rejects.toThrow('statements of 1 tenants could not be closed');
    expect(await statementsOf(tenantId)).toEqual([]);
    expect(await billed(tenantId)).toEqual([]);
    expect(await statementsOf(other)).toHaveLength(1);
    // Somebody looked, and put it right by a transfer the other way.
    await database.transaction((tx) => postTransfers(tx, NOON, [{
      key: newId('transfer'), type: 'posted', amount: 1n, reason: 'refund', from: { ownerId: 'platform', kind: 'fees' }, to: { ownerId: tenantId, kind: 'wallet' },
    }]));
    await w.statements.closeStatements(w.clock.now());
    expect(await statementsOf(tenantId)).toHaveLength(1);
  });

  test.each([['statement_drafts'], ['statement_draft_leases'], ['statements'], ['statement_lines'], ['statement_deposits'], ['tenant_billing'], ['outbox_events']])(
    'that crashes at writing %s shows nothing, and closes all the same afterwards', async (table) => {
      const w = await world();
      const tenantId = await w.tenant(100_000_000n);
      const leaseId = await w.lease(tenantId, [{}]);
      w.clock.jump(NOON + HOUR + 1);
      await w.settlement.settle(leaseId);
      const mend = await breakTable(database, table);
      await expect(w.statements.closeStatements(w.clock.now())).rejects.toThrow();
      await mend();
      expect(await statementsOf(tenantId)).toEqual([]);
      expect(await billed(tenantId)).toEqual([]);
      expect(await w.statements.closeStatements(w.clock.now())).toBe(1);
      expect(await statementsOf(tenantId)).toMatchObject([{ charges: 3_600_000n, deposits: 100_000_000n }]);
      await checkBooks(tenantId);
    },
  );
});

/** Lets the lines of the first eight leases be written, and none after. @returns how it is mended. */
async function breakSecondPortion(): Promise<() => Promise<void>> {
  await (await breakTable(database, 'statement_lines'))();
  await database.client.$executeRawUnsafe('create trigger broken before insert on statement_lines for each row when (new.line_number > 16) execute function break_it()');
  return async () => {
    await database.client.$executeRawUnsafe('drop trigger broken on statement_lines');
  };
}

test('a statement that is cut off after each step of it becomes what it would have been, whatever is charged meanwhile', async () => {
  const lines = async (w: TestWorld, crashes: readonly (() => Promise<() => Promise<void>>)[]) => {
    const tenantId = await w.tenant(10_000_000_000n);
    const leases: string[] = [];
    for (let count = 0; count < 12; count += 1) {
      w.clock.advance(1_000);
      leases.push(await w.lease(tenantId, [{}, { resourceClass: 'STORAGE_GIB', quantity: 2n, rate: 1_800_000n }]));
    }
    w.clock.jump(NOON + HOUR + 1);
    for (const crash of crashes) {
      const mend = await crash();
      await expect(w.statements.closeStatements(w.clock.now())).rejects.toThrow();
      await mend();
      expect(await statementsOf(tenantId)).toEqual([]);
      if (!(await selectDraft(database, tenantId))) continue;
      // What comes now for the hour that is being closed is late.
      w.clock.advance(60_000);
      await w.usage(leases[3]!, tenantId, 1n << 30n, NOON + HOUR / 2, NOON + HOUR);
      expect(await w.settlement.settleAll(tenantId, leases, w.clock.now())).toEqual([]);
    }
    const closed = await Promise.all([1, 2, 3].map(() => w.statements.closeDue(tenantId, w.clock.now())));
    expect(closed.reduce((sum, count) => sum + count, 0)).toBe(1);
    const [statement] = await statementsOf(tenantId);
    await checkBooks(tenantId);
    w.clock.jump(NOON + 2 * HOUR + 1);
    await w.statements.closeDue(tenantId, w.clock.now());
    await checkBooks(tenantId);
    const [, next] = await statementsOf(tenantId);
    const corrections = await database.client.statementLine.findMany({ where: { statementId: next!.id, correctsStatementId: statement!.id } });
    expect(corrections).toHaveLength(Math.min(1, crashes.length));
    expect(await database.client.statementDraftLease.count({ where: { statementId: { in: [statement!.id, next!.id] } } })).toBe(0);
    const written = await database.client.statementLine.findMany({ where: { statementId: statement!.id }, orderBy: { lineNumber: 'asc' } });
    return {
      figures: [statement!.startsAt, statement!.endsAt, statement!.deposits, statement!.charges, statement!.closingBalance],
      lines: written.map(({ statementId: _s, leaseId, sequence: _n, ...line }) => ({ ...line, lease: leases.indexOf(leaseId) })),
    };
  };
  const worlds = [await world(), await world()] as const;
  for (const w of worlds) await w.rate('EGRESS_GIB', 1_000n);
  const undisturbed = await lines(worlds[0], []);
  expect(undisturbed.lines.map(({ lineNumber }) => lineNumber)).toEqual(Array.from({ length: 24 }, (_, index) => index + 1));
  const crashes = [...['statement_drafts', 'statement_lines'].map((table) => () => breakTable(database, table)), breakSecondPortion, () => breakTable(database, 'outbox_events')];
  expect(await lines(worlds[1], crashes)).toEqual(undisturbed);
});

test('a credit over the ends of statements closed on request is cut where they end', async () => {
  const w = await world();
  const tenantId = await w.tenant(100_000_000n);
  const leaseId = await w.lease(tenantId, [{}]);
  for (const _ of [1, 2]) {
    w.clock.advance(1_000);
    await w.settlement.settle(leaseId);
    await interim(w, tenantId);
  }
  await w.close(leaseId, NOON);
  await w.settlement.settle(leaseId);
  expect((await database.client.charge.findMany({ where: { leaseId, kind: 'credit' } })).map(({ amount }) => amount)).toEqual([-1_000n, -1_000n]);
  await checkBooks(tenantId);
});

describe('the books', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('advance' as const), by: fc.nat(2 * HOUR) }),
    fc.record({ kind: fc.constant('deposit' as const), amount: fc.bigInt(1n, 10_000_000n) }),
    fc.record({ kind: fc.constant('lease' as const), rate: fc.bigInt(1n, 99_999_999n), quantity: fc.bigInt(1n, 3_000n) }),
    fc.record({ kind: fc.constant('close' as const), which: fc.nat(3), ago: fc.nat(100_000) }),
    fc.record({ kind: fc.constant('usage' as const), which: fc.nat(3), bytes: fc.bigInt(0n, 10n ** 13n) }),
    fc.record({ kind: fc.constant('settle' as const), which: fc.nat(3) }),
    fc.constant({ kind: 'sweep' as const }),
    fc.constant({ kind: 'statements' as const }),
    fc.constant({ kind: 'interim' as const }),
  );

  test('hold after any history', async () => {
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 15, maxLength: 30 }), async (steps) => {
      const w = await world();
      await w.rate('EGRESS_GIB', 777n);
      const tenantId = await w.tenant(20_000_000n);
      const leases: string[] = [await w.lease(tenantId, [{}])];
      const refusals: unknown[] = [];
      const pick = (which: number) => leases[which % leases.length]!;
      for (const one of steps) {
        const now = w.clock.now();
        if (one.kind === 'advance') w.clock.advance(one.by);
        else if (one.kind === 'deposit') await w.deposit(tenantId, one.amount);
        else if (one.kind === 'lease') leases.push(await w.lease(tenantId, [{ rate: one.rate, quantity: one.quantity }]));
        else if (one.kind === 'close') await w.close(pick(one.which), Math.max(NOON, now - one.ago));
        else if (one.kind === 'usage') await w.usage(pick(one.which), tenantId, one.bytes, now - 90_000, now - 30_000);
        else if (one.kind === 'settle') await w.settlement.settle(pick(one.which));
        else if (one.kind === 'sweep') await w.settlement.settleOpen(now);
        else if (one.kind === 'statements') await w.statements.closeStatements(now);
        else refusals.push(await interim(w, tenantId).then(() => 'closed', (error: { code?: string }) => error.code));
      }
      for (const leaseId of leases) await w.close(leaseId, w.clock.now());
      await w.settlement.settleOpen(w.clock.now());
      for (const leaseId of leases) await w.settlement.settle(leaseId);
      w.clock.advance(3 * HOUR);
      await w.statements.closeStatements(w.clock.now());
      expect(refusals.filter((code) => code !== 'closed' && code !== 'nothing_to_close')).toEqual([]);
      await checkBooks(tenantId);
      const statements = await statementsOf(tenantId);
      expect(statements.reduce((sum, { charges }) => sum + charges, 0n)).toBe(await paidByLedger(tenantId));
      const { wallet } = await w.balances({ wallet: [tenantId, 'wallet'] });
      expect(statements.at(-1)!.closingBalance).toBe(wallet);
      expect(await billed(tenantId)).toHaveLength(await database.client.charge.count({ where: { tenantId } }));
      expect(await auditLedger(database)).toMatchObject({ entriesSum: 0n, wrongBalances: [], unbalancedTransfers: [] });
      // Operators see the same money from the other side.
      const actor: Actor = { ...systemActor, ownerType: 'operator', ownerId: w.operatorId };
      const earnings = await new OperatorEarningsHandler(database).execute(new OperatorEarnings(actor, { from: NOON, to: w.clock.now() + 1, by: 'day', limit: 200 }));
      expect(earnings.total).toBe(earnings.balance);
      expect(earnings.items.reduce((sum, { amount }) => sum + BigInt(amount), 0n)).toBe(BigInt(earnings.balance));
    }), { numRuns: 5 });
  });
});

describe('reading', () => {
  test('a wallet tells what is free, set aside and how long it lasts', async () => {
    const w = await world();
    const tenantId = await w.tenant(10_000_000n);
    const leaseId = await w.lease(tenantId, [{}], { escrow: 3_600_000n });
    await w.settlement.settle(leaseId);
    expect(await new GetWalletHandler(database, w.clock, w.settings).execute(new GetWallet(tenantActor(tenantId)))).toEqual({
      balance: '6400000', reserved: '0', available: '6400000', inEscrow: '3600000', storageReserve: '0', nanoTokensPerHour: '3600000', runwayMillis: 10_000_000, lastsUntil: w.clock.now() + 10_000_000,
      whenFundsEnd: { warningMillis: 900_000, graceMillis: 300_000, suspensionMillis: 86_400_000 },
    });
    expect(await new GetWalletHandler(database, w.clock, w.settings).execute(new GetWallet(tenantActor(newId('tenant'))))).toMatchObject({ balance: '0', runwayMillis: null });
  });

  test('charges, statements and earnings come in pages; what is another\'s is not found', async () => {
    const w = await world();
    const tenantId = await w.tenant(100_000_000n);
    const leaseId = await w.lease(tenantId, [{}, { resourceClass: 'STORAGE_GIB', quantity: 1n }]);
    w.clock.jump(NOON + 3 * HOUR);
    await w.statements.closeStatements(w.clock.now());
    const actor = tenantActor(tenantId);
    const seen: string[] = [];
    const charges = new ListChargesHandler(database);
    let page = await charges.execute(new ListCharges(actor, leaseId, { limit: 4 }));
    for (;;) {
      seen.push(...page.items.map(({ id }) => id));
      if (!page.next) break;
      page = await charges.execute(new ListCharges(actor, leaseId, { limit: 4, after: page.next }));
    }
    expect(new Set(seen).size).toBe(6);
    expect(JSON.stringify(page)).not.toMatch(/hst_|opr_/);
    await expect(charges.execute(new ListCharges(tenantActor(newId('tenant')), leaseId, { limit: 4 }))).rejects.toMatchObject({ code: 'not_found' });
    const list = new ListStatementsHandler(database);
    const first = await list.execute(new ListStatements(actor, { limit: 2 }));
    const second = await list.execute(new ListStatements(actor, { limit: 2, behind: first.next! }));
    expect([first.items.length, second.items.length, second.next]).toEqual([2, 1, null]);
    await expect(new GetStatementHandler(database).execute(new GetStatement(tenantActor(newId('tenant')), first.items[0]!.id, { limit: 1 }))).rejects.toMatchObject({ code: 'not_found' });

    const operator: Actor = { ...systemActor, ownerType: 'operator', ownerId: w.operatorId };
    const earnings = new OperatorEarningsHandler(database);
    const filter = { from: NOON, to: w.clock.now() + 1, by: 'month' as const, limit: 1 };
    const one = await earnings.execute(new OperatorEarnings(operator, filter));
    const two = await earnings.execute(new OperatorEarnings(operator, { ...filter, after: one.next! }));
    expect([...one.items, ...two.items].map(({ periodStartsAt, hostId, resourceClass }) => [periodStartsAt, hostId, resourceClass])).toEqual([
      [Date.UTC(2026, 10), w.hostId, 'CPU_MILLI'], [Date.UTC(2026, 10), w.hostId, 'STORAGE_GIB'],
    ]);
    expect(two.next).toBeNull();
  });
});
