import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { type Database, sql } from '#libs/database';
import { type Actor, defaultSettings, ManualClock, newId, type Settings, systemActor } from '#libs/kernel';
import { auditLedger, balanceOf, postTransfers } from '#libs/ledger';
import { testDatabase, type TestDatabase } from '#libs/testing';

import { PaymentSending } from './payment-sending.js';
import { ResolveTopUp, ResolveTopUpHandler } from './resolve-top-up.js';
import { TakeDeposit, TakeDepositHandler } from './take-deposit.js';
import { TestService } from './test-service.js';
import { RemoveTopUp, RemoveTopUpHandler, SetTopUp, SetTopUpHandler, type TopUpRuleInput } from './top-up-rules.js';
import { selectTopUps } from './top-up.js';
import { TopUps } from './top-ups.js';

const DAY = 86_400_000;
const NOON = Date.UTC(2027, 0, 15, 12);
const settings: Settings = { ...defaultSettings, topUpExpiresMillis: DAY, webhookScheduleMillis: [0, 1_000] };

let db: TestDatabase;
let database: Database;
beforeAll(async () => {
  db = await testDatabase();
  database = db.database;
});
afterAll(() => db.drop());

/** A tenant whose wallet is topped up by itself, and the payment service. */
class TopUpWorld {
  readonly clock = new ManualClock(NOON);
  readonly service = new TestService();
  readonly topUps = new TopUps(database, settings, this.service);
  readonly sending = new PaymentSending(database, this.clock, settings, this.service);
  readonly tenantId = newId('tenant');
  readonly actor: Actor = { ...systemActor, ownerType: 'tenant', ownerId: this.tenantId };

  static async open(rule: TopUpRuleInput): Promise<TopUpWorld> {
    const world = new TopUpWorld();
    await database.client.tenant.create({ data: { id: world.tenantId, name: 'Tenant', createdAt: BigInt(NOON) } });
    await world.set(rule);
    return world;
  }

  set(rule: TopUpRuleInput) {
    return new SetTopUpHandler(database, this.clock, settings, this.service).execute(new SetTopUp(this.actor, rule));
  }

  sweep(): Promise<number> {
    return this.topUps.requestDue(this.clock.now());
  }

  async spend(amount: bigint): Promise<void> {
    await database.transaction((tx) => postTransfers(tx, this.clock.now(), [{ key: newId('transfer'), type: 'posted', from: { ownerId: this.tenantId, kind: 'wallet' }, to: { ownerId: 'platform', kind: 'fees' }, amount, reason: 'fee' }]));
  }

  pay(reference: string, amount: bigint, recipient: string = this.tenantId) {
    return new TakeDepositHandler(database, this.clock, settings).execute(new TakeDeposit({ reference, recipient, amount }));
  }

  resolve(topUpId: string, outcome: 'declined' | 'failed') {
    return new ResolveTopUpHandler(database, this.clock).execute(new ResolveTopUp({ topUpId, outcome }));
  }

  async wallet(): Promise<bigint> {
    return (await balanceOf(database, { ownerId: this.tenantId, kind: 'wallet' })).available;
  }

  requests() {
    return selectTopUps(database, { tenantId: this.tenantId, limit: 1_000 });
  }

  async told(): Promise<string[]> {
    return (await database.query<{ type: string }>(sql`select type from outbox_events where tenant_id = ${this.tenantId} and type like 'wallet.%' order by id`)).map(({ type }) => type);
  }

  /** What the service was told of this tenant, by message. */
  async said(): Promise<Record<string, unknown>[]> {
    const requests = await this.requests();
    return requests.flatMap(({ id }) => [...(this.service.bodies.get(id) ?? [])].map((body) => JSON.parse(body) as Record<string, unknown>));
  }
}

test('a wallet below its threshold asks once, and again only when the deposit has come or the request has expired', async () => {
  const w = await TopUpWorld.open({ threshold: 100n, amount: 500n, mostPerMonth: 10_000n });
  const made = await Promise.all([0, 1, 2].map(() => new TopUps(database, settings, w.service).requestDue(w.clock.now())));
  expect(made.toSorted((a, b) => a - b)).toEqual([0, 0, 1]);
  await w.sweep();
  const [request] = await w.requests();
  expect(request).toEqual({ id: expect.stringMatching(/^top_/), amount: '500', state: 'requested', received: null, requestedAt: NOON, expiresAt: NOON + DAY, resolvedAt: null, reason: null });
  await w.sending.sendDue(w.clock.now());
  expect(await w.said()).toEqual([{ type: 'wallet.top_up_requested', timestamp: new Date(NOON).toISOString(), data: { topUpId: request!.id, tenantId: w.tenantId, amount: '500', reference: request!.id, expiresAt: NOON + DAY } }]);
  // Another deposit is not the one that was asked for, nor is somebody else's with its reference.
  await w.pay('bank 1', 50n);
  await w.sweep();
  expect(await w.requests()).toHaveLength(1);
  for (let times = 0; times < 2; times += 1) await w.pay(request!.id, 480n);
  expect(await w.requests()).toMatchObject([{ state: 'settled', received: '480', resolvedAt: NOON }]);
  expect(await w.wallet()).toBe(530n);
  expect(await w.sweep()).toBe(0);
  w.clock.advance(1);
  await w.spend(431n);
  expect(await w.sweep()).toBe(1);
  w.clock.advance(DAY);
  expect(await w.sweep()).toBe(2);
  expect((await w.requests()).map(({ state }) => state)).toEqual(['requested', 'expired', 'settled']);
  expect(await w.told()).toEqual(['wallet.top_up_requested', 'wallet.top_up_requested', 'wallet.top_up_expired', 'wallet.top_up_requested']);
});

test('what expired is not sent any more, and is settled should its deposit come after all', async () => {
  const w = await TopUpWorld.open({ threshold: 100n, amount: 500n, mostPerMonth: 10_000n });
  w.service.mode = 'lost';
  await w.sweep();
  await w.sending.sendDue(w.clock.now());
  await new RemoveTopUpHandler(database, w.clock).execute(new RemoveTopUp(w.actor));
  w.clock.advance(DAY);
  await w.sweep();
  w.service.mode = 'fine';
  await w.sending.sendDue(w.clock.now());
  expect(await w.said()).toEqual([]);
  const [request] = await w.requests();
  expect(await database.client.paymentMessage.findUnique({ where: { id: request!.id } })).toMatchObject({ state: 'dropped' });
  await w.pay(request!.id, 500n);
  expect(await w.requests()).toMatchObject([{ state: 'settled', received: '500' }]);
});

test('after one that was declined none is made until it would have expired, or the rule is set anew', async () => {
  const rule = { threshold: 100n, amount: 500n, mostPerMonth: 1_000n };
  const w = await TopUpWorld.open(rule);
  const asked = async () => (await w.requests()).map(({ state }) => state);
  await w.sweep();
  await Promise.all([0, 1].map(async () => w.resolve((await w.requests())[0]!.id, 'declined')));
  await w.sending.sendDue(w.clock.now());
  expect(await w.said()).toEqual([]);
  w.clock.advance(DAY - 1);
  await w.sweep();
  expect(await asked()).toEqual(['declined']);
  w.clock.advance(1);
  await w.sweep();
  expect(await asked()).toEqual(['requested', 'declined']);
  await w.resolve((await w.requests())[0]!.id, 'failed');
  w.clock.advance(1);
  await w.set(rule);
  await w.sweep();
  // What brought nothing leaves the month as it was.
  expect(await asked()).toEqual(['requested', 'failed', 'declined']);
  await w.pay((await w.requests())[1]!.id, 500n);
  expect(await asked()).toEqual(['requested', 'settled', 'declined']);
  expect(await w.told()).toEqual(['wallet.top_up_requested', 'wallet.top_up_failed', 'wallet.top_up_requested', 'wallet.top_up_failed', 'wallet.top_up_requested']);
});

test('a deposit with its reference for another tenant settles nothing', async () => {
  const w = await TopUpWorld.open({ threshold: 100n, amount: 500n, mostPerMonth: 10_000n });
  const other = await TopUpWorld.open({ threshold: 1n, amount: 1n, mostPerMonth: 1n });
  await w.sweep();
  const [request] = await w.requests();
  await w.pay(request!.id, 500n, other.tenantId);
  expect(await w.requests()).toMatchObject([{ state: 'requested' }]);
});

test('a tenant is asked for no more than it allows in a month, whatever it spends and whenever deposits come', { timeout: 180_000 }, async () => {
  const step = fc.record({ wait: fc.integer({ min: 0, max: 3 * DAY }), spend: fc.bigInt(0n, 2_000n), pays: fc.boolean(), declines: fc.boolean(), sweeps: fc.integer({ min: 0, max: 2 }) });
  const rule = fc.record({ threshold: fc.bigInt(1n, 1_000n), amount: fc.bigInt(1n, 1_000n), more: fc.bigInt(0n, 3_000n) });
  await fc.assert(fc.asyncProperty(rule, fc.array(step, { minLength: 3, maxLength: 20 }), async ({ threshold, amount, more }, steps) => {
    const mostPerMonth = amount + more;
    const w = await TopUpWorld.open({ threshold, amount, mostPerMonth });
    let paid = 0n;
    for (const { wait, spend, pays, declines, sweeps } of steps) {
      w.clock.advance(wait);
      const left = await w.wallet();
      await w.spend(spend < left ? spend : left);
      for (let times = 0; times < sweeps; times += 1) await w.sweep();
      const [latest] = await w.requests();
      if (pays && latest?.state === 'requested') {
        await w.pay(latest.id, amount);
        paid += amount;
      } else if (declines && latest?.state === 'requested') {
        await w.resolve(latest.id, 'declined');
      }
    }
    const requests = await w.requests();
    expect(requests.filter(({ state }) => state === 'requested').length).toBeLessThanOrEqual(1);
    expect(requests.reduce((sum, { received }) => sum + BigInt(received ?? 0), 0n)).toBe(paid);
    const months = Map.groupBy(requests.filter(({ state }) => state === 'requested' || state === 'settled'), ({ requestedAt }) => new Date(requestedAt).toISOString().slice(0, 7));
    for (const [month, asked] of months) expect(amount * BigInt(asked.length), month).toBeLessThanOrEqual(mostPerMonth);
    const afterDeclined = requests.slice(0, -1).flatMap((later, index) => (requests[index + 1]!.state === 'declined' ? [later.requestedAt - requests[index + 1]!.expiresAt] : []));
    expect(afterDeclined.filter((waited) => waited < 0)).toEqual([]);
    w.clock.advance(1);
    await w.set({ threshold, amount, mostPerMonth });
    await w.sweep();
    // After a sweep nothing that is due is left undone.
    const { requestedThisMonth, outstanding } = await w.set({ threshold, amount, mostPerMonth });
    expect(outstanding !== null || (await w.wallet()) >= threshold || BigInt(requestedThisMonth) + amount > mostPerMonth).toBe(true);
  }), { numRuns: 15 });
});

test('after all of the above, the ledger is whole', async () => {
  expect(await auditLedger(database)).toMatchObject({ entriesSum: 0n, wrongBalances: [] });
});
