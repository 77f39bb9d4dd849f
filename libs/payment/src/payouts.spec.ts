import { Logger } from '@nestjs/common';
import fc from 'fast-check';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { type Database, rowsOf, sql } from '#libs/database';
import { defaultSettings, ManualClock, newId, Problem, type Settings } from '#libs/kernel';
import { auditLedger, balanceOf, postTransfers, raiseDifferences } from '#libs/ledger';
import type { PayoutRules } from '#libs/rules';
import { testDatabase, type TestDatabase } from '#libs/testing';

import { rulesNow } from '../../../test/support/rules.js';
import { ConfirmPayout, ConfirmPayoutHandler, type PayoutWord } from './confirm-payout.js';
import { PaymentSending } from './payment-sending.js';
import { Payouts } from './payouts.js';
import { TestService } from './test-service.js';

const DAY = 86_400_000;
const NOON = Date.UTC(2027, 0, 15, 12);
const rules: PayoutRules = { everyMillis: DAY, holdMillis: 2 * DAY, thresholdNanoTokens: 100n };
const settings: Settings = { ...defaultSettings, webhookScheduleMillis: [0, 1_000, 5_000] };

let db: TestDatabase;
let database: Database;
let clock: ManualClock;
let service: TestService;
let payouts: Payouts;
let sending: PaymentSending;
beforeAll(() => Logger.overrideLogger(false));
beforeEach(async () => {
  db = await testDatabase();
  database = db.database;
  clock = new ManualClock(NOON);
  await rulesNow(database, clock.now(), { payout: rules });
  service = new TestService();
  payouts = new Payouts(database, service);
  sending = new PaymentSending(database, clock, settings, service);
});
afterEach(() => db.drop());

async function earn(operatorId: string, amount: bigint): Promise<void> {
  await database.transaction((tx) => postTransfers(tx, clock.now(), [{
    key: newId('transfer'), type: 'posted', from: { ownerId: 'platform', kind: 'issuance' }, to: { ownerId: operatorId, kind: 'earnings' }, amount, reason: 'charge',
  }]));
}
/** Makes what is due, until the round is done. */
async function make(): Promise<void> {
  while ((await payouts.makePayouts(clock.now())) >= 100);
}
const send = () => sending.sendDue(clock.now());
const confirm = (word: PayoutWord) => new ConfirmPayoutHandler(database, clock).execute(new ConfirmPayout(word));
const wordOf = (id: string, outcome: PayoutWord['outcome']): PayoutWord => ({ payoutId: id, amount: BigInt(service.payouts.get(id)!.amount), outcome });
const rows = () => database.client.payout.findMany({ orderBy: [{ madeAt: 'asc' }, { operatorId: 'asc' }] });
const messages = () => database.client.paymentMessage.findMany({ orderBy: { createdAt: 'asc' } });
const earnings = (ownerId: string) => balanceOf(database, { ownerId, kind: 'earnings' });
const out = async () => (await balanceOf(database, { ownerId: 'platform', kind: 'payouts' })).balance;
async function freeze(ownerId: string): Promise<void> {
  const [account] = await rowsOf<{ id: string; balance: bigint }>(database, sql`select id, balance from accounts where owner_id = ${ownerId} and kind = 'earnings'`);
  if (!account) return;
  await database.transaction((tx) => raiseDifferences(tx, clock.now(), [{ kind: 'raised', accountId: account.id, transferId: null, expected: account.balance, found: account.balance }]));
}
async function thaw(): Promise<void> {
  await database.client.$executeRaw(sql`update ledger_differences set ended_at = 1 where ended_at is null`);
  await database.client.$executeRaw(sql`update accounts set frozen_at = null`);
}

describe('the schedule', () => {
  test('pays once a period what is older than the hold, from the threshold on', async () => {
    await earn('opr_a', 150n);
    await earn('opr_b', 99n);
    await make();
    expect(await rows()).toEqual([]);
    clock.advance(DAY);
    await earn('opr_a', 30n);
    await make();
    expect(await rows()).toEqual([]); // a day and a half old when the period started
    clock.advance(2 * DAY);
    await make();
    expect(await rows()).toMatchObject([{ operatorId: 'opr_a', amount: 150n, state: 'pending', periodStartsAt: BigInt(NOON - DAY / 2 + 3 * DAY) }]);
    expect(await earnings('opr_a')).toMatchObject({ balance: 180n, reserved: 150n });
    await make();
    clock.advance(DAY / 4);
    await make();
    expect(await rows()).toHaveLength(1);
    await earn('opr_b', 1n);
    clock.advance(3 * DAY);
    await make();
    expect((await rows()).slice(1)).toMatchObject([{ operatorId: 'opr_b', amount: 100n }]); // 30 of opr_a's are below it
  });

  test('keeps the rules that a period began under, and each payout says which', async () => {
    const operators = Array.from({ length: 130 }, (_, index) => `opr_${String(index).padStart(3, '0')}`);
    for (const operator of operators) await earn(operator, 150n);
    clock.advance(3 * DAY);
    expect(await payouts.makePayouts(clock.now())).toBe(100);
    // By these nobody would be paid.
    expect(await rulesNow(database, clock.now(), { payout: { everyMillis: DAY, holdMillis: 90 * DAY, thresholdNanoTokens: 1_000n } })).toBe(2);
    await make();
    expect((await rows()).map(({ rulesVersion, periodStartsAt }) => [rulesVersion, Number(periodStartsAt)])).toEqual(operators.map(() => [1, NOON + 2.5 * DAY]));
    await rulesNow(database, clock.now(), { payout: { everyMillis: 3_600_000, holdMillis: 0, thresholdNanoTokens: 1n } });
    await earn('opr_000', 1n);
    clock.advance(3_600_000);
    await make();
    expect((await rows()).slice(130)).toMatchObject([{ operatorId: 'opr_000', amount: 1n, rulesVersion: 3, periodStartsAt: BigInt(NOON + 3 * DAY + 3_600_000) }]);
  });

  test('goes on in pages, each a batch, whoever makes them and however many at once', async () => {
    const operators = Array.from({ length: 230 }, (_, index) => `opr_${String(index).padStart(3, '0')}`);
    await database.transaction((tx) => postTransfers(tx, clock.now(), operators.map((ownerId) => ({
      key: ownerId, type: 'posted' as const, from: { ownerId: 'platform', kind: 'issuance' as const }, to: { ownerId, kind: 'earnings' as const }, amount: 500n, reason: 'charge' as const,
    }))));
    clock.advance(3 * DAY);
    for (let rounds = 0; rounds < 5; rounds += 1) await Promise.all([payouts.makePayouts(clock.now()), payouts.makePayouts(clock.now())]);
    expect((await rows()).map(({ operatorId }) => operatorId).toSorted()).toEqual(operators);
    expect(await messages()).toHaveLength(3);
    await send();
    expect(service.payouts.size).toBe(230);
  });

  test('are of what is there when nobody can take it any more', async () => {
    await earn('opr_a', 500n);
    clock.advance(3 * DAY);
    let making: Promise<void> | undefined;
    await database.transaction(async (tx) => {
      await postTransfers(tx, clock.now(), [{ key: 'spent', type: 'posted', from: { ownerId: 'opr_a', kind: 'earnings' }, to: { ownerId: 'platform', kind: 'issuance' }, amount: 100n, reason: 'refund' }]);
      making = make();
      const isWaiting = async () => (await database.query<{ waits: boolean }>(sql`select exists (select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock') as waits`))[0]!.waits;
      await expect.poll(isWaiting, { timeout: 30_000 }).toBe(true);
    });
    await making;
    expect(await database.client.madePayout.findMany()).toMatchObject([{ operatorId: 'opr_a', payable: 400n, underWay: 0n, others: [], amount: 400n, cutOff: BigInt(NOON + 0.5 * DAY) }]);
    expect(await rows()).toMatchObject([{ amount: 400n }]);
  });

  test('sum again what changed until nobody can change it, ten at a time, and are of what is there then', async () => {
    const operators = Array.from({ length: 25 }, (_, index) => `opr_${String(index).padStart(3, '0')}`);
    const changed = operators.filter((_, index) => index % 2 === 1);
    for (const operator of operators) await earn(operator, 500n);
    clock.advance(3 * DAY);
    let making: Promise<number> | undefined;
    await database.transaction(async (tx) => {
      await postTransfers(tx, clock.now(), changed.map((ownerId) => ({ key: `spent ${ownerId}`, type: 'posted' as const, from: { ownerId, kind: 'earnings' as const }, to: { ownerId: 'platform', kind: 'issuance' as const }, amount: 100n, reason: 'refund' as const })));
      making = payouts.makePayouts(clock.now());
      const isWaiting = async () => (await database.query<{ waits: boolean }>(sql`select exists (select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock') as waits`))[0]!.waits;
      await expect.poll(isWaiting, { timeout: 30_000 }).toBe(true);
    });
    expect(await making).toBe(100); // there is more to do
    expect((await rows()).map(({ operatorId }) => operatorId)).toEqual(operators.slice(0, 21)); // up to the eleventh that changed
    expect(await payouts.makePayouts(clock.now())).toBe(4);
    expect((await rows()).map(({ operatorId, amount }) => [operatorId, amount])).toEqual(operators.map((operator) => [operator, changed.includes(operator) ? 400n : 500n]));
    expect(await payouts.makePayouts(clock.now())).toBe(0);
  });

  test('without a payment service nobody is paid out', async () => {
    await earn('opr_a', 500n);
    clock.advance(3 * DAY);
    expect(await new Payouts(database, undefined).makePayouts(clock.now())).toBe(0);
    expect(await rows()).toEqual([]);
  });
});

describe('a frozen account', () => {
  test('is skipped, with the reason, and paid in a later period', async () => {
    await earn('opr_a', 500n);
    await earn('opr_b', 500n);
    clock.advance(3 * DAY);
    await freeze('opr_a');
    await make();
    expect(await rows()).toMatchObject([{ operatorId: 'opr_a', state: 'skipped', reason: 'account_frozen', batchId: null }, { operatorId: 'opr_b', state: 'pending' }]);
    expect(await earnings('opr_a')).toMatchObject({ reserved: 0n });
    await thaw();
    await make();
    expect(await rows()).toHaveLength(2);
    clock.advance(DAY);
    await make();
    expect(await rows()).toMatchObject([{}, {}, { operatorId: 'opr_a', amount: 500n, state: 'pending' }]);
  });

  test('is what has something else reserved than payouts: its operator is left out and somebody told, also where nothing is due, and all others are paid', async () => {
    for (const operator of ['opr_a', 'opr_b', 'opr_c']) await earn(operator, 500n);
    clock.advance(3 * DAY);
    const reserveOther = (ownerId: string, amount: bigint) => database.transaction((tx) => postTransfers(tx, clock.now(), [{ key: `other ${ownerId}`, type: 'pending', from: { ownerId, kind: 'earnings' }, to: { ownerId: 'platform', kind: 'payouts' }, amount, reason: 'payout', subjectId: ownerId }]));
    await reserveOther('opr_a', 30n);
    await reserveOther('opr_c', 500n);
    await make();
    expect(await rows()).toMatchObject([{ operatorId: 'opr_a', state: 'skipped', reason: 'account_frozen', amount: 470n, batchId: null }, { operatorId: 'opr_b', state: 'pending', amount: 500n }]);
    expect(await database.client.madePayout.findMany()).toMatchObject([{ operatorId: 'opr_b' }]);
    const told = () => database.query(sql`
      select a.owner_id as "ownerId", a.frozen_at is not null as frozen, d.kind, d.expected, d.found, (select count(*)::int from ledger_difference_notes n where n.difference_id = d.id) as notes
      from ledger_differences d join accounts a on a.id = d.account_id order by 1`);
    const differences = [{ ownerId: 'opr_a', frozen: true, kind: 'raised', expected: 0n, found: 30n, notes: 1 }, { ownerId: 'opr_c', frozen: true, kind: 'raised', expected: 0n, found: 500n, notes: 1 }];
    expect(await told()).toEqual(differences);
    expect(await database.client.outboxEvent.count({ where: { type: 'ledger.differs' } })).toBe(2);
    clock.advance(DAY);
    await make();
    expect(await told()).toEqual(differences); // once, while it is open
    expect((await rows()).slice(2)).toMatchObject([{ operatorId: 'opr_a', state: 'skipped' }]);
  });

  test('that freezes before the batch is first sent is taken out of it, and a batch without payouts is dropped', async () => {
    await earn('opr_a', 500n);
    clock.advance(3 * DAY);
    await make();
    await freeze('opr_a');
    await send();
    expect(service.bodies.size).toBe(0);
    expect(await rows()).toMatchObject([{ state: 'skipped', reason: 'account_frozen' }]);
    expect(await messages()).toMatchObject([{ state: 'dropped', body: null }]);
    expect(await earnings('opr_a')).toMatchObject({ balance: 500n, reserved: 0n });
  });
});

describe('what the service says', () => {
  let id: string;
  beforeEach(async () => {
    await earn('opr_a', 500n);
    clock.advance(3 * DAY);
    await make();
    await send();
    id = [...service.payouts.keys()][0]!;
  });

  test('paid: the funds are gone, once, however often it is said', async () => {
    const said = await Promise.all(Array.from({ length: 5 }, () => confirm({ ...wordOf(id, 'paid'), reference: 'bank 7' })));
    expect(new Set(said.map((view) => JSON.stringify(view))).size).toBe(1);
    expect(said[0]).toMatchObject({ state: 'paid', reference: 'bank 7', amount: '500' });
    expect([await out(), (await earnings('opr_a')).balance]).toEqual([500n, 0n]);
    await expect(confirm(wordOf(id, 'failed'))).rejects.toMatchObject({ code: 'payout_resolved' });
    expect(await database.client.auditEntry.findMany({ where: { ownerId: 'opr_a' } })).toMatchObject([{ action: 'payout.paid', subjectId: id }]);
  });

  test('failed: the earnings are free, and in the next period\'s payout', async () => {
    expect(await confirm({ ...wordOf(id, 'failed'), reason: 'no such account' })).toMatchObject({ state: 'failed', reason: 'no such account' });
    expect(await earnings('opr_a')).toMatchObject({ balance: 500n, reserved: 0n });
    await expect(confirm(wordOf(id, 'paid'))).rejects.toMatchObject({ code: 'payout_resolved' });
    clock.advance(DAY);
    await make();
    expect((await rows())[1]).toMatchObject({ amount: 500n, state: 'pending' });
  });

  test('returned after it was paid: a reversal, and held anew', async () => {
    await expect(confirm(wordOf(id, 'returned'))).rejects.toMatchObject({ code: 'payout_resolved' });
    await confirm(wordOf(id, 'paid'));
    expect(await confirm({ ...wordOf(id, 'returned'), reason: 'account closed' })).toMatchObject({ state: 'returned', reason: 'account closed' });
    await confirm(wordOf(id, 'returned'));
    expect([await out(), (await earnings('opr_a')).balance]).toEqual([0n, 500n]);
    expect(await database.client.reversal.findMany()).toMatchObject([{ reason: 'account closed' }]);
    clock.advance(DAY);
    await make();
    expect(await rows()).toHaveLength(1);
    clock.advance(2 * DAY);
    await make();
    expect((await rows())[1]).toMatchObject({ amount: 500n });
  });

  test('of an unknown payout, or another amount, is refused', async () => {
    await expect(confirm({ payoutId: newId('payout'), amount: 1n, outcome: 'paid' })).rejects.toMatchObject({ code: 'not_found' });
    await expect(confirm({ ...wordOf(id, 'paid'), amount: 499n })).rejects.toMatchObject({ code: 'payout_amount_differs', options: { extra: { amount: '500' } } });
    expect(await rows()).toMatchObject([{ state: 'pending' }]);
  });
});

describe('sending', () => {
  beforeEach(async () => {
    await earn('opr_a', 500n);
    clock.advance(3 * DAY);
    await make();
  });

  test('is tried a bounded number of times, raises an alert, gives nothing back, and goes on the same to the byte when it is started again', async () => {
    service.mode = 'unsaid';
    await send();
    expect(await send()).toBe(0);
    clock.advance(1_200);
    await send();
    clock.advance(6_000);
    await send();
    expect(await messages()).toMatchObject([{ state: 'failed', step: 3, lastError: 'no answer' }]);
    expect(await database.client.outboxEvent.count({ where: { type: 'payment.unsent' } })).toBe(1);
    clock.advance(DAY);
    expect(await send()).toBe(0);
    expect(await earnings('opr_a')).toMatchObject({ reserved: 500n });
    service.mode = 'fine';
    await database.client.$executeRaw(sql`update payment_messages set state = 'pending', step = 0, next_attempt_at = 0`);
    await send();
    expect(await messages()).toMatchObject([{ state: 'sent' }]);
    expect([...service.bodies.values()].map(({ size }) => size)).toEqual([1]);
  });

  test('cut off while the service had it is done again, by one process at a time, and the service does nothing twice', async () => {
    service.mode = 'dies';
    await expect(send()).rejects.toThrow('killed');
    service.mode = 'fine';
    expect(await send()).toBe(0); // somebody may still be at it
    clock.advance(settings.webhookTimeoutMillis + 15_001);
    const tried = await Promise.all([send(), send(), send()]);
    expect(tried.toSorted((a, b) => a - b)).toEqual([0, 0, 1]);
    expect([...service.bodies.values()].map(({ size }) => size)).toEqual([1]);
    expect(service.payouts.size).toBe(1);
  });
});

test.each(['payouts', 'made_payouts', 'payout_resolutions', 'payment_messages', 'payout_rounds', 'transfers', 'accounts', 'outbox_events', 'audit_entries', 'reversals'])(
  'a failure at any write to %s leaves everything as it was, and what is tried again is done once', async (table) => {
    await earn('opr_a', 500n);
    clock.advance(3 * DAY);
    const steps: (() => Promise<unknown>)[] = [
      make, send,
      () => confirm(wordOf([...service.payouts.keys()][0]!, 'paid')), () => confirm(wordOf([...service.payouts.keys()][0]!, 'returned')),
    ];
    for (const step of steps) {
      const mend = await breakWrites(table);
      const before = await everything();
      const failed = await Promise.resolve().then(step).then(() => false, (error: unknown) => !(error instanceof Problem) || Promise.reject(error as Error));
      const after = await everything();
      expect(everythingButClaims(failed ? after : before)).toEqual(everythingButClaims(before));
      await mend();
      clock.advance(settings.webhookTimeoutMillis + 15_001);
      if (failed) await step();
    }
    expect(await rows()).toMatchObject([{ state: 'returned', amount: 500n }]);
    expect([await out(), (await earnings('opr_a')).balance, service.payouts.size]).toEqual([0n, 500n, 1]);
    expect(await auditLedger(database)).toMatchObject({ entriesSum: 0n, wrongBalances: [] });
  });

async function breakWrites(table: string): Promise<() => Promise<void>> {
  const run = (text: string) => database.client.$executeRawUnsafe(text);
  await run(`create or replace function break_it() returns trigger language plpgsql as $$ begin raise exception 'broken'; end $$`);
  await run(`create trigger broken before insert or update on "${table}" for each statement execute function break_it()`);
  return async () => void (await run(`drop trigger broken on "${table}"`));
}

interface Everything {
  payouts: unknown[];
  messages: { claimedUntil: bigint | null; body: string | null }[];
  transfers: number;
  balance: unknown;
}
const everything = async (): Promise<Everything> => ({ payouts: await rows(), messages: await messages(), transfers: await database.client.transfer.count(), balance: await earnings('opr_a') });
/** A claim, and the body, are written before a message is sent, so that what follows may fail. */
const everythingButClaims = ({ messages: sent, ...rest }: Everything) => ({ ...rest, messages: sent.map(({ claimedUntil: _claim, body: _body, ...message }) => message) });

test('in any history nothing is paid twice, nothing is lost, and nothing is paid that was not earned and held', async () => {
  const operators = ['opr_a', 'opr_b', 'opr_c'];
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ do: fc.constant('earn' as const), who: fc.nat(2), amount: fc.bigInt(1n, 300n) }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('advance' as const), hours: fc.integer({ min: 1, max: 40 }) }) },
    { weight: 4, arbitrary: fc.constant({ do: 'make' as const }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('send' as const), mode: fc.constantFrom<TestService['mode']>('fine', 'lost', 'unsaid', 'dies') }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('say' as const), which: fc.nat(20), outcome: fc.constantFrom<PayoutWord['outcome']>('paid', 'failed', 'returned') }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('freeze' as const), who: fc.nat(2) }) },
    { weight: 1, arbitrary: fc.constant({ do: 'thaw' as const }) },
  );
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (history) => {
    const tables = ['payouts', 'made_payouts', 'payout_resolutions', 'payment_messages', 'transfers', 'accounts', 'ledger_differences', 'reversals', 'outbox_events'];
    for (const table of tables) await database.client.$executeRawUnsafe(`alter table ${table} disable trigger user`);
    await database.client.$executeRawUnsafe(`truncate ${tables.join(', ')}`);
    for (const table of tables) await database.client.$executeRawUnsafe(`alter table ${table} enable trigger user`);
    await database.client.$executeRawUnsafe(`update payout_rounds set period_starts_at = 0, last_operator_id = '', done = true`);
    service = new TestService();
    [payouts, sending] = [new Payouts(database, service), new PaymentSending(database, clock, settings, service)];
    /** The service's own book: what real money went out for, by payout. */
    const bank = new Map<string, bigint>();
    const earned = new Map(operators.map((operator) => [operator, 0n]));
    for (const one of history) {
      if (one.do === 'earn') {
        await earn(operators[one.who]!, one.amount);
        earned.set(operators[one.who]!, earned.get(operators[one.who]!)! + one.amount);
      } else if (one.do === 'advance') clock.advance(one.hours * 3_600_000);
      else if (one.do === 'make') await Promise.all([make(), make()]);
      else if (one.do === 'send') {
        service.mode = one.mode;
        await send().catch(() => undefined);
      } else if (one.do === 'say') {
        const id = [...service.payouts.keys()][one.which % Math.max(1, service.payouts.size)];
        if (id === undefined) continue;
        const heard = await confirm(wordOf(id, one.outcome)).then(() => true, (error: Problem) => error.code === 'payout_resolved' ? false : Promise.reject(error));
        if (heard && one.outcome === 'paid') bank.set(id, BigInt(service.payouts.get(id)!.amount));
        if (heard && one.outcome === 'returned') bank.delete(id);
      } else if (one.do === 'freeze') await freeze(operators[one.who]!);
      else await thaw();
      await holds(bank, earned);
    }
    await finish(bank);
    await holds(bank, earned);
    // All that reaches the threshold was paid in the end.
    for (const operator of operators) {
      const { balance, reserved } = await earnings(operator);
      expect(reserved).toBe(0n);
      expect(balance).toBeLessThan(100n);
    }
  }), { numRuns: 12 });
}, 240_000);

async function holds(bank: ReadonlyMap<string, bigint>, earned: ReadonlyMap<string, bigint>): Promise<void> {
  const made = await rows();
  expect(new Set(made.map(({ operatorId, periodStartsAt }) => `${operatorId}/${periodStartsAt}`)).size).toBe(made.length);
  expect([...service.bodies.values()].every(({ size }) => size === 1)).toBe(true);
  expect(await out()).toBe([...bank.values()].reduce((sum, amount) => sum + amount, 0n));
  for (const [operator, total] of earned) {
    const paid = made.filter(({ operatorId, id }) => operatorId === operator && bank.has(id)).reduce((sum, { amount }) => sum + amount, 0n);
    const pending = made.filter(({ operatorId, state }) => operatorId === operator && state === 'pending').reduce((sum, { amount }) => sum + amount, 0n);
    expect(await earnings(operator)).toMatchObject({ balance: total - paid, reserved: pending });
  }
}

/** The service works again, and says of all that it has that it was paid, period by period. */
async function finish(bank: Map<string, bigint>): Promise<void> {
  await thaw();
  service.mode = 'fine';
  for (let period = 0; period < 5; period += 1) {
    await database.client.$executeRaw(sql`update payment_messages set state = 'pending', step = 0, next_attempt_at = 0 where state = 'failed'`);
    clock.advance(DAY);
    await make();
    while ((await send()) > 0);
    for (const { id } of await database.client.payout.findMany({ where: { state: 'pending' } })) {
      await confirm(wordOf(id, 'paid'));
      bank.set(id, BigInt(service.payouts.get(id)!.amount));
    }
  }
}
