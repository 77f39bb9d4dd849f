import { Logger } from '@nestjs/common';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type Database, sql } from '#libs/database';
import { defaultSettings, newId } from '#libs/kernel';
import { type AccountRef, auditLedger, postTransfers } from '#libs/ledger';
import { testDatabase, type TestDatabase } from '#libs/testing';

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

const world = (settings = {}) => new TestWorld(database, { ...defaultSettings, suspensionMillis: 0, ...settings }).prepare();
const leaseRow = (id: string) => database.client.lease.findUniqueOrThrow({ where: { id } });

describe('settling', () => {
  // 1 CPU at 3,600,000 nano-tokens an hour: one nano-token a millisecond.
  test('charges time, splits it and keeps the escrow filled; again it does nothing', async () => {
    const w = await world();
    const tenantId = await w.tenant(10_000_000n);
    const leaseId = await w.lease(tenantId, [{}], { escrow: 3_600_000n });
    w.clock.advance(2_000_000);
    await w.settlement.settle(leaseId);
    await w.settlement.settle(leaseId);
    expect(await w.charges(leaseId)).toEqual({ amount: 2_000_000n, operator: 1_700_000n, treasury: 200_000n, fee: 100_000n, waived: 0n, count: 1 });
    const now = await w.balances({ escrow: [leaseId, 'escrow'], wallet: [tenantId, 'wallet'], earnings: [w.operatorId, 'earnings'], treasury: [w.poolId, 'treasury'] });
    expect(now).toEqual({ escrow: 3_600_000n, wallet: 4_400_000n, earnings: 1_700_000n, treasury: 200_000n });
  });

  // Of a nano-token a millisecond three quarters are base.
  test('gives the base to the treasury and divides the tip, charge by charge and in sum; a credit takes back as much of each', async () => {
    const w = await world();
    const tenantId = await w.tenant(10_000_000n);
    const leaseId = await w.lease(tenantId, [{ base: 2_700_000n }], { escrow: 3_600_000n });
    for (const millis of [1, 3, 333, 999_663]) {
      w.clock.advance(millis);
      await w.settlement.settle(leaseId);
    }
    const parties = { operator: [w.operatorId, 'earnings'], treasury: [w.poolId, 'treasury'] } as Record<string, [string, string]>;
    expect(await w.charges(leaseId)).toMatchObject({ amount: 1_000_000n, operator: 212_500n, treasury: 775_000n, fee: 12_500n });
    expect(await w.balances(parties)).toEqual({ operator: 212_500n, treasury: 775_000n });
    const rows = await database.client.charge.findMany({ where: { leaseId }, orderBy: { startsAt: 'asc' } });
    expect(rows.map((row) => [row.amount, row.baseNanoTokensPerUnitHour, row.baseAmount])).toEqual([[1n, 2_700_000n, 1n], [3n, 2_700_000n, 2n], [333n, 2_700_000n, 250n], [999_663n, 2_700_000n, 749_747n]]);
    await w.close(leaseId, NOON + 400_000);
    await w.settlement.settle(leaseId);
    expect(await w.charges(leaseId)).toMatchObject({ amount: 400_000n, operator: 85_000n, treasury: 310_000n, fee: 5_000n });
    expect(await w.balances(parties)).toEqual({ operator: 85_000n, treasury: 310_000n });
    expect((await database.client.charge.aggregate({ where: { leaseId }, _sum: { baseAmount: true } }))._sum.baseAmount).toBe(300_000n);
    await expect(database.client.$executeRaw(sql`update charges set base_amount = 0 where lease_id = ${leaseId}`)).rejects.toThrow('append-only');
  });

  test('leaves an operator that fills its own pool with its own demand the poorer by the base', async () => {
    const w = await world();
    const tenantId = await w.tenant(10_000_000n);
    const leaseId = await w.lease(tenantId, [{ base: 3_600_000n }]);
    w.clock.advance(1_000_000);
    await w.settlement.settle(leaseId);
    expect(await w.balances({ operator: [w.operatorId, 'earnings'], treasury: [w.poolId, 'treasury'] })).toEqual({ operator: 0n, treasury: 1_000_000n });
  });

  test('returns what is left when the lease is closed, once', async () => {
    const w = await world();
    const tenantId = await w.tenant(10_000_000n);
    const leaseId = await w.lease(tenantId, [{}], { escrow: 3_600_000n });
    await w.close(leaseId, NOON + 1_000);
    w.clock.advance(5_000);
    for (let times = 0; times < 3; times += 1) await w.settlement.settle(leaseId);
    expect(await w.balances({ escrow: [leaseId, 'escrow'], wallet: [tenantId, 'wallet'] })).toEqual({ escrow: 0n, wallet: 10_000_000n - 1_000n });
    expect((await database.client.leaseSettlement.findUniqueOrThrow({ where: { leaseId } })).finalAt).toBe(BigInt(w.clock.now()));
  });

  test('charges nothing of a lease that ended for a reason that is not billed, and gives back what was charged', async () => {
    const w = await world();
    const tenantId = await w.tenant(10_000_000n);
    const leaseId = await w.lease(tenantId, [{}]);
    w.clock.advance(60_000);
    await w.settlement.settle(leaseId);
    expect((await w.charges(leaseId)).amount).toBe(60_000n);
    await w.close(leaseId, w.clock.now(), 'platform_error');
    await w.settlement.settle(leaseId);
    expect((await w.charges(leaseId)).amount).toBe(0n);
    expect(await w.balances({ wallet: [tenantId, 'wallet'], earnings: [w.operatorId, 'earnings'] })).toEqual({ wallet: 10_000_000n, earnings: 0n });
  });

  test('gives back what was used of a lease that ended for a reason that is not billed, as soon as who was paid has it again, once', async () => {
    const w = await world();
    await w.rate('EGRESS_GIB', 1_000n);
    const tenantId = await w.tenant(10_000_000n);
    const leaseId = await w.lease(tenantId, [{}]);
    await w.usage(leaseId, tenantId, 5n << 30n, NOON, NOON + 1_000);
    w.clock.advance(60_000);
    await w.settlement.settle(leaseId);
    expect((await w.charges(leaseId)).amount).toBe(65_000n);
    const { earnings } = await w.balances({ earnings: [w.operatorId, 'earnings'] });
    const move = (from: AccountRef, to: AccountRef) => database.transaction((tx) => postTransfers(tx, w.clock.now(), [{ key: newId('transfer'), type: 'posted', amount: earnings!, reason: 'payout', from, to }]));
    await move({ ownerId: w.operatorId, kind: 'earnings' }, { ownerId: 'platform', kind: 'payouts' });
    await w.close(leaseId, w.clock.now(), 'platform_error');
    // That one waits is nothing to another, of another operator's, though both are settled together.
    const other = await w.lease(tenantId, [{ operatorId: newId('operator'), startsAt: NOON }]);
    await w.settlement.settle(other);
    await w.close(other, w.clock.now(), 'platform_error');
    await w.settlement.settle(other);
    expect(await Promise.all([leaseId, other].map(async (id) => (await w.charges(id)).amount))).toEqual([65_000n, 0n]);
    expect(await w.balances({ wallet: [tenantId, 'wallet'], escrow: [leaseId, 'escrow'] })).toEqual({ wallet: 10_000_000n - 65_000n, escrow: 0n });
    await move({ ownerId: 'platform', kind: 'payouts' }, { ownerId: w.operatorId, kind: 'earnings' });
    w.clock.advance(HOUR);
    for (let times = 0; times < 2; times += 1) await w.settlement.settleOpen(w.clock.now());
    expect(await w.charges(leaseId)).toMatchObject({ amount: 0n, operator: 0n, treasury: 0n, fee: 0n, waived: 0n });
    expect(await w.balances({ wallet: [tenantId, 'wallet'], escrow: [leaseId, 'escrow'], earnings: [w.operatorId, 'earnings'] })).toEqual({ wallet: 10_000_000n, escrow: 0n, earnings: 0n });
  });

  test('charges a silent host only until it was heard of, and settles for good when it is lost', async () => {
    const w = await world();
    const tenantId = await w.tenant(10_000_000n);
    const leaseId = await w.lease(tenantId, [{}]);
    await w.heard(w.hostId, NOON + 10_000);
    w.clock.advance(60_000);
    await w.settlement.settle(leaseId);
    expect((await w.charges(leaseId)).amount).toBe(10_000n);
    await w.close(leaseId, NOON + 60_000);
    await w.settlement.settle(leaseId);
    expect((await database.client.leaseSettlement.findUniqueOrThrow({ where: { leaseId } })).finalAt).toBeNull();
    await w.heard(w.hostId, NOON + 10_000, NOON + 60_000);
    await w.settlement.settle(leaseId);
    expect((await w.charges(leaseId)).amount).toBe(10_000n);
    expect(await w.balances({ wallet: [tenantId, 'wallet'] })).toEqual({ wallet: 9_990_000n });
  });

  test('goes no further than the price is locked', async () => {
    const w = await world();
    const tenantId = await w.tenant(10_000_000n);
    const leaseId = await w.lease(tenantId, [{}]);
    await database.client.lease.update({ where: { id: leaseId }, data: { priceLockedUntil: BigInt(NOON + 5_000) } });
    w.clock.advance(60_000);
    await w.settlement.settle(leaseId);
    expect((await w.charges(leaseId)).amount).toBe(5_000n);
  });

  test('charges usage by its meter\'s rate, and late usage of a closed lease by the sweep', async () => {
    const w = await world();
    await w.rate('EGRESS_GIB', 1_000n);
    const tenantId = await w.tenant(10_000_000n);
    const leaseId = await w.lease(tenantId, [], { escrow: 5_000n });
    await w.usage(leaseId, tenantId, 3n << 30n, NOON, NOON + 60_000);
    w.clock.advance(60_000);
    await w.settlement.settle(leaseId);
    await w.settlement.settle(leaseId);
    expect(await w.charges(leaseId)).toMatchObject({ amount: 3_000n, count: 1 });
    await w.close(leaseId, w.clock.now());
    await w.settlement.settle(leaseId);
    await w.usage(leaseId, tenantId, 1n << 30n, NOON, NOON + 60_000);
    await w.settlement.settleOpen(w.clock.now());
    expect(await w.charges(leaseId)).toMatchObject({ amount: 4_000n, count: 2 });
    expect(await w.balances({ escrow: [leaseId, 'escrow'], wallet: [tenantId, 'wallet'] })).toEqual({ escrow: 0n, wallet: 9_996_000n });
  });
});

describe('schedules', () => {
  test('any two give the same totals, and those of the formula', async () => {
    const specs = fc.array(fc.record({ quantity: fc.bigInt(1n, 9_999n), rate: fc.bigInt(0n, 10n ** 9n), basePercent: fc.bigInt(0n, 100n), offset: fc.nat(HOUR), length: fc.nat(3 * HOUR) }), { minLength: 1, maxLength: 3 });
    const instants = fc.array(fc.nat(4 * HOUR), { maxLength: 4 });
    await fc.assert(fc.asyncProperty(specs, instants, instants, async (streams, some, others) => {
      const results = [];
      for (const schedule of [some, others]) {
        const w = await world();
        const tenantId = await w.tenant(10n ** 15n);
        const leaseId = await w.lease(tenantId, streams.map(({ quantity, rate, basePercent, offset }) => ({ quantity, rate, base: (rate * basePercent) / 100n, startsAt: NOON + offset })));
        const ids = (await database.client.stream.findMany({ where: { leaseId }, orderBy: { startsAt: 'asc' } })).map(({ id }) => id);
        const inOrder = streams.toSorted((a, b) => a.offset - b.offset);
        for (const offset of [...schedule.toSorted((a, b) => a - b), 4 * HOUR]) {
          w.clock.jump(NOON + offset);
          // Ends become known only now, some of them after they were charged past.
          for (const [index, { offset: start, length }] of inOrder.entries()) if (start + length + 600_000 <= offset) await w.endStream(ids[index]!, NOON + start + length);
          await w.settlement.settle(leaseId);
        }
        await w.close(leaseId, NOON + 4 * HOUR);
        await w.settlement.settle(leaseId);
        const { count: _count, ...totals } = await w.charges(leaseId);
        const held = await w.balances({ wallet: [tenantId, 'wallet'], escrow: [leaseId, 'escrow'], earnings: [w.operatorId, 'earnings'], treasury: [w.poolId, 'treasury'] });
        expect(held).toEqual({ wallet: 10n ** 15n - totals.amount, escrow: 0n, earnings: totals.operator, treasury: totals.treasury });
        results.push(totals);
      }
      expect(results[0]).toEqual(results[1]);
      const expected = streams.reduce((sum, { quantity, rate, offset, length }) => {
        const end = offset + length + 600_000 <= 4 * HOUR ? offset + length : 4 * HOUR;
        return sum + (quantity * rate * BigInt(Math.max(0, end - offset))) / (1_000n * BigInt(HOUR));
      }, 0n);
      expect(results[0]!.amount).toBe(expected);
    }), { numRuns: 6 });
  });
});

describe('when funds end', () => {
  test.each([[1], [977], [60_000], [500_000]])('swept every %i ms of the last second, the lease closes at the very millisecond', async (step) => {
    const w = await world({ holdMillis: 60_000 });
    const tenantId = await w.tenant(1_234_567n);
    const leaseId = await w.lease(tenantId, [{}, { resourceClass: 'MEMORY_MIB', quantity: 1_024n, rate: 1_800_000n }], { escrow: 90_000n });
    // 1.5 nano-tokens a millisecond.
    const end = NOON + 823_045;
    w.clock.jump(end - (step < 1_000 ? step * 2 : end - NOON));
    while ((await leaseRow(leaseId)).closingAt === null) {
      await w.settlement.settleOpen(w.clock.now());
      w.clock.advance(step);
    }
    const lease = await leaseRow(leaseId);
    expect({ state: lease.state, reason: lease.closedReason, at: lease.closingAt }).toEqual({ state: 'closing', reason: 'funds_ended', at: BigInt(end) });
    await w.settlement.settle(leaseId);
    expect(await w.charges(leaseId)).toMatchObject({ amount: 1_234_567n, waived: 0n });
    const streams = await database.client.stream.findMany({ where: { leaseId } });
    expect(streams.map((stream) => stream.endsAt)).toEqual([BigInt(end), BigInt(end)]);
  });

  test('the tenant is warned once, and again only after funds sufficed', async () => {
    const w = await world();
    const tenantId = await w.tenant(1_000_000n);
    const leaseId = await w.lease(tenantId, [{}]);
    const warnings = async () => (await database.query(sql`select 1 from outbox_events where type = 'lease.funds_low' and subject_id = ${leaseId}`)).length;
    await w.settlement.settle(leaseId);
    expect(await warnings()).toBe(0);
    for (let times = 0; times < 3; times += 1) {
      w.clock.advance(100_001);
      await w.settlement.settle(leaseId);
    }
    expect(await warnings()).toBe(1);
    await w.deposit(tenantId, 1_000_000n);
    await w.settlement.settle(leaseId);
    w.clock.advance(800_000);
    await w.settlement.settle(leaseId);
    expect(await warnings()).toBe(2);
    expect((await leaseRow(leaseId)).state).toBe('active');
  });

  test('the sweep comes back before the escrow is empty', async () => {
    const w = await world();
    const tenantId = await w.tenant(5_000n);
    const leaseId = await w.lease(tenantId, [{}]);
    await w.settlement.settleOpen(w.clock.now());
    const { nextAt } = await database.client.leaseSettlement.findUniqueOrThrow({ where: { leaseId } });
    expect(nextAt).toBe(BigInt(NOON + 5_001));
    w.clock.jump(NOON + 5_000);
    await w.settlement.settleOpen(w.clock.now());
    expect((await leaseRow(leaseId)).state).toBe('active');
    w.clock.advance(1);
    await w.settlement.settleOpen(w.clock.now());
    expect(await leaseRow(leaseId)).toMatchObject({ state: 'closing', closingAt: BigInt(NOON + 5_000) });
  });

  test('of one wallet, each lease keeps its own escrow and its share, and all of it is spent and no more', async () => {
    const w = await world({ holdMillis: 10_000 });
    const tenantId = await w.tenant(100_000n);
    const leases = [await w.lease(tenantId, [{}], { escrow: 10_000n }), await w.lease(tenantId, [{ rate: 7_200_000n }], { escrow: 20_000n }), await w.lease(tenantId, [{}], { escrow: 10_000n })];
    for (let seconds = 0; seconds < 60; seconds += 1) {
      w.clock.advance(1_000);
      await w.settlement.settleOpen(w.clock.now());
    }
    const closed = await Promise.all(leases.map(leaseRow));
    expect(closed.map(({ closedReason }) => closedReason)).toEqual(['funds_ended', 'funds_ended', 'funds_ended']);
    const charged = await Promise.all(leases.map((id) => w.charges(id)));
    expect(charged.map(({ amount }) => amount)).toEqual(closed.map(({ closingAt }, index) => BigInt(Number(closingAt) - NOON) * (index === 1 ? 2n : 1n)));
    for (const id of leases) await w.close(id, w.clock.now());
    for (const id of leases) await w.settlement.settle(id);
    const { wallet } = await w.balances({ wallet: [tenantId, 'wallet'] });
    expect(wallet! + charged.reduce((sum, { amount }) => sum + amount, 0n)).toBe(100_000n);
    expect(wallet).toBeLessThan(3n);
  });
});

describe('whatever happens meanwhile', () => {
  test('a lease that was never settled has its turn with the next sweep when it began lately, and within a minute whenever it began', async () => {
    const w = await world();
    const tenantId = await w.tenant(400_000_000n);
    await w.settlement.settleOpen(w.clock.now());
    w.clock.advance(20 * 60_000);
    await w.settlement.settleOpen(w.clock.now());
    const [lately, longAgo] = [await w.lease(tenantId, [{}]), await w.lease(tenantId, [{}])];
    await database.client.lease.update({ where: { id: longAgo }, data: { activatedAt: BigInt(NOON) } });
    const amounts = async () => (await Promise.all([lately, longAgo].map((id) => w.charges(id)))).map(({ amount }) => amount);
    w.clock.advance(1_000);
    await w.settlement.settleOpen(w.clock.now());
    expect(await amounts()).toEqual([1_000n, 0n]);
    w.clock.advance(59_000);
    await w.settlement.settleOpen(w.clock.now());
    expect((await amounts())[1]).toBe(60_000n);
  });

  test('many settlements at once charge once', async () => {
    const w = await world();
    const tenantId = await w.tenant(400_000n);
    const leases = await Promise.all([0, 1, 2, 3].map(() => w.lease(tenantId, [{}], { escrow: 10_000n })));
    await w.settlement.settleOpen(w.clock.now());
    w.clock.advance(90_000);
    await Promise.all([...leases, ...leases, ...leases].map((id) => w.settlement.settle(id)).concat(w.settlement.settleOpen(w.clock.now()).then(() => undefined)));
    for (const id of leases) expect((await w.charges(id)).amount).toBe(90_000n);
    const held = await Promise.all(leases.map((id) => w.balances({ escrow: [id, 'escrow'] })));
    const { wallet } = await w.balances({ wallet: [tenantId, 'wallet'] });
    expect(held.reduce((sum, { escrow }) => sum + escrow!, wallet!)).toBe(40_000n);
  });

  test.each([['transfers'], ['accounts'], ['charges'], ['stream_settlements'], ['usage_records'], ['streams'], ['leases'], ['lease_events'], ['outbox_events'], ['lease_settlements'], ['tenant_billing']])(
    'a crash at writing %s leaves nothing, and settling again gives the same as without it', async (table) => {
      const w = await world();
      await w.rate('EGRESS_GIB', 1_000n);
      const tenantId = await w.tenant(100_000n);
      // Funds end: everything that a settlement can write is written.
      const leaseId = await w.lease(tenantId, [{}], { escrow: 1_000n });
      await w.usage(leaseId, tenantId, 1n << 30n, NOON, NOON + 1_000);
      w.clock.advance(200_000);
      const mend = await breakTable(database, table);
      await expect(w.settlement.settle(leaseId)).rejects.toThrow();
      await mend();
      expect(await w.charges(leaseId)).toMatchObject({ count: 0 });
      expect(await w.balances({ wallet: [tenantId, 'wallet'], escrow: [leaseId, 'escrow'] })).toEqual({ wallet: 99_000n, escrow: 1_000n });
      await w.settlement.settle(leaseId);
      await w.settlement.settle(leaseId);
      expect(await w.charges(leaseId)).toEqual({ amount: 100_000n, operator: 85_000n, treasury: 10_000n, fee: 5_000n, waived: 1_000n, count: 2 });
      expect(await leaseRow(leaseId)).toMatchObject({ state: 'closing', closingAt: BigInt(NOON + 100_000) });
    },
  );

  test('one lease that cannot be settled stops no other', async () => {
    const w = await world();
    const tenantId = await w.tenant(10_000_000n);
    const good = [await w.lease(tenantId, [{}]), await w.lease(tenantId, [{}])];
    const bad = await w.lease(tenantId, [{}]);
    await database.client.lease.update({ where: { id: bad }, data: { poolId: 'pol_none' } });
    w.clock.advance(1_000);
    await expect(w.settlement.settleOpen(w.clock.now())).rejects.toThrow('could not be settled');
    for (const id of good) expect((await w.charges(id)).amount).toBe(1_000n);
    await database.client.lease.update({ where: { id: bad }, data: { poolId: w.poolId } });
  });

  test('a credit that the operator cannot give back yet waits, and all else goes on', async () => {
    const w = await world();
    const tenantId = await w.tenant(10_000_000n);
    const leaseId = await w.lease(tenantId, [{}, {}]);
    w.clock.advance(60_000);
    await w.settlement.settle(leaseId);
    const [first] = await database.client.stream.findMany({ where: { leaseId } });
    await w.endStream(first!.id, NOON + 1_000);
    await database.client.$executeRaw(sql`update accounts set reserved = balance where owner_id = ${w.operatorId}`);
    w.clock.advance(1_000);
    await w.settlement.settle(leaseId);
    expect((await w.charges(leaseId)).amount).toBe(121_000n);
    await database.client.$executeRaw(sql`update accounts set reserved = 0 where owner_id = ${w.operatorId}`);
    await w.settlement.settle(leaseId);
    expect((await w.charges(leaseId)).amount).toBe(62_000n);
  });
});

test('after all of the above, the ledger is whole', async () => {
  expect(await auditLedger(database)).toMatchObject({ entriesSum: 0n, wrongBalances: [], unbalancedTransfers: [] });
});
