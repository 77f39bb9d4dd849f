import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { type Database, sql } from '#libs/database';
import { type ClaimedResource, type ClaimId, defaultSettings, type LeaseId } from '#libs/kernel';
import { beginClosing, finishClosing, followPricesOf, LeaseSweeps, recordReadiness } from '#libs/lease';
import { auditLedger } from '#libs/ledger';
import { setTestRate, testDatabase, type TestDatabase } from '#libs/testing';

import { NOON, TestWorld } from './test-world.js';

const HOUR = 3_600_000;

let db: TestDatabase;
let database: Database;
// A database for each: sweeps see every lease there is, also of a test that failed or whose time was over and that still goes on.
beforeEach(async () => {
  db = await testDatabase();
  database = db.database;
});
afterEach(() => endWhole());

/** After each of them the ledger is whole. */
async function endWhole(): Promise<void> {
  const audit = await auditLedger(database);
  await db.drop();
  expect(audit).toMatchObject({ entriesSum: 0n, wrongBalances: [], unbalancedTransfers: [] });
}

const settings = { ...defaultSettings, holdMillis: 60_000, suspensionMillis: 2 * HOUR, graceMillis: 20_000, lowFundsWarningMillis: 50_000 };
const world = async () => {
  // Nor does one example see what another left, which may have failed.
  await database.client.$executeRaw(sql`update leases set state = 'closed', closed_reason = coalesce(closed_reason, 'tenant_closed'), closing_at = coalesce(closing_at, ${BigInt(NOON)}), closed_at = ${BigInt(NOON)}, suspension = null where state <> 'closed'`);
  return new TestWorld(database, settings).prepare();
};
const sweeps = () => new LeaseSweeps(database, settings);
const leaseRow = async (id: string) => (await database.client.lease.findUniqueOrThrow({ where: { id } })) as unknown as { state: string; closedReason: string | null; suspension: { at: number; until: number; reason: string } | null; closingAt: bigint | null; graceAt: bigint | null };
const eventsOf = async (id: string) => (await database.query<{ type: string }>(sql`select type from outbox_events where subject_id = ${id} order by id`)).map(({ type }) => type);

/** A lease of two replicas, each a vCPU and a volume, with what runtime says of the second: that it is ready or not, or that contact with it is lost. The first is ready. */
async function twoReplicas(w: TestWorld, tenantId: string) {
  const price = (resourceClass: string, variant: string, rate: bigint) => ({ resourceClass, variant, nanoTokensPerUnitHour: String(rate) });
  const leaseId = (await w.lease(tenantId, [], {
    escrow: 2n * RESERVE, resources: { cpuMillis: 1_000, memoryMib: 1, volumes: [{ name: 'data', storageClass: 'ssd', gib: LEASE.gib }] },
    prices: [price('CPU_MILLI', '', LEASE.cpuRate), price('MEMORY_MIB', '', 0n), price('STORAGE_GIB', 'ssd', LEASE.rate)],
  })) as LeaseId;
  await database.client.lease.update({ where: { id: leaseId }, data: { replicas: 2 } });
  const claims = await Promise.all([0, 1].map(async (replica) => {
    const resources = [{ resourceClass: 'CPU_MILLI', variant: '', amount: 1_000 }, { resourceClass: 'STORAGE_GIB', variant: 'ssd', amount: LEASE.gib }] satisfies ClaimedResource[];
    const id = (await w.claim(leaseId, tenantId)) as ClaimId;
    await database.client.claim.update({ where: { id }, data: { replica, resources } });
    return { id, leaseId, replica, hostId: w.hostId, clusterId: 'cls', siteId: 'sit', operatorId: w.operatorId, resources, madeAt: NOON };
  }));
  const see = (ready: boolean, isLost: boolean) => database.transaction((tx) => recordReadiness(tx, leaseId, claims.map((claim) => (
    claim.replica === 0 || ready ? { claim, ready: true } : { claim, ready, ...(isLost ? { reason: 'contact_lost' } : {}) })), w.clock.now()));
  return { leaseId, see };
}

/** One nano-token a millisecond for the vCPU, a quarter of one for the volume: 1,800,000 for two hours of it. */
const LEASE = { cpuRate: 3_600_000n, gib: 10, rate: 90_000n, escrow: 1_800_000n + 75_000n };
const RESERVE = 1_800_000n;

describe('a lease whose funds end', () => {
  test('is warned, gets its grace, is suspended at the very millisecond, charged for its volume alone from its reserve, and closed when that is over', async () => {
    const w = await world();
    const tenantId = await w.tenant(2_000_000n);
    const leaseId = await w.leaseWithVolume(tenantId, LEASE);
    // 75,000 in escrow and 125,000 in the wallet, at 1.25 a millisecond.
    for (const [at, state] of [[109_000, []], [111_000, ['lease.funds_low']], [139_000, ['lease.funds_low']], [141_000, ['lease.funds_low', 'lease.grace_began']]] as const) {
      w.clock.jump(NOON + at);
      await w.settlement.settleOpen(w.clock.now());
      expect(await eventsOf(leaseId)).toEqual(state);
    }
    w.clock.jump(NOON + 161_000);
    await w.settlement.settleOpen(w.clock.now());
    expect(await leaseRow(leaseId)).toMatchObject({ state: 'suspended', suspension: { reason: 'funds_ended', at: NOON + 160_000, until: NOON + 160_000 + 2 * HOUR }, graceAt: null });
    expect(await w.balances({ wallet: [tenantId, 'wallet'], escrow: [leaseId, 'escrow'] })).toEqual({ wallet: 0n, escrow: RESERVE });
    w.clock.jump(NOON + 160_000 + HOUR);
    await w.settlement.settle(leaseId);
    expect(await w.balances({ escrow: [leaseId, 'escrow'] })).toEqual({ escrow: 900_000n });
    const streams = await database.client.stream.findMany({ where: { leaseId }, orderBy: { resourceClass: 'asc' } });
    expect(streams.map(({ resourceClass, endsAt }) => [resourceClass, endsAt])).toEqual([['CPU_MILLI', BigInt(NOON + 160_000)], ['STORAGE_GIB', null]]);
    w.clock.jump(NOON + 3 * HOUR);
    expect(await sweeps().closeDue(w.clock.now())).toBe(1);
    expect(await leaseRow(leaseId)).toMatchObject({ state: 'closing', closedReason: 'suspension_over', closingAt: BigInt(NOON + 160_000 + 2 * HOUR), suspension: null });
    await w.close(leaseId, w.clock.now());
    await w.settlement.settle(leaseId);
    expect(await w.charges(leaseId)).toMatchObject({ amount: 2_000_000n, waived: 0n });
    expect(await w.balances({ wallet: [tenantId, 'wallet'], escrow: [leaseId, 'escrow'] })).toEqual({ wallet: 0n, escrow: 0n });
    expect(await eventsOf(leaseId)).toEqual(['lease.funds_low', 'lease.grace_began', 'lease.suspended', 'lease.closing']);
  });

  test('is charged the same, and suspended at the same instant, on any two schedules, and never below zero', async () => {
    const offsets = fc.array(fc.nat(4 * HOUR), { maxLength: 5 });
    const spec = fc.record({ cpuRate: fc.bigInt(1n, 10n ** 8n), gib: fc.integer({ min: 1, max: 1_000 }), rate: fc.bigInt(1n, 10n ** 6n), more: fc.bigInt(0n, 10n ** 9n), inEscrow: fc.bigInt(0n, 100n) });
    await fc.assert(fc.asyncProperty(offsets, offsets, spec, async (some, others, { more, inEscrow, ...spec }) => {
      const reserve = (BigInt(spec.gib) * spec.rate * 2n);
      const results = [];
      for (const schedule of [some, others]) {
        const w = await world();
        const tenantId = await w.tenant(reserve + more);
        const leaseId = await w.leaseWithVolume(tenantId, { ...spec, escrow: reserve + (more * inEscrow) / 100n });
        for (const offset of [...schedule.toSorted((a, b) => a - b), 4 * HOUR]) {
          w.clock.jump(NOON + offset);
          // Whatever was due by then may be noticed only now, in whichever order the sweeps come.
          await w.settlement.settle(leaseId);
          await sweeps().closeDue(w.clock.now());
        }
        const { suspension, state, closingAt } = await leaseRow(leaseId);
        const streams = await database.client.stream.findMany({ where: { leaseId }, orderBy: { resourceClass: 'asc' } });
        if (state === 'closing') await w.close(leaseId, w.clock.now());
        await w.settlement.settle(leaseId);
        const { count: _count, ...charged } = await w.charges(leaseId);
        const left = await w.balances({ wallet: [tenantId, 'wallet'], escrow: [leaseId, 'escrow'] });
        expect(left.wallet! + left.escrow! + charged.amount).toBe(reserve + more);
        // What ran was paid for, and what stood still was charged for its volume alone.
        const ended = ([cpu, disk]: typeof streams) => [Number(cpu!.endsAt ?? NOON + 4 * HOUR) - NOON, Number(disk!.endsAt ?? NOON + 4 * HOUR) - NOON] as const;
        const [ran, stored] = ended(streams);
        expect(charged.amount).toBe((1_000n * spec.cpuRate * BigInt(ran)) / (1_000n * BigInt(HOUR)) + (BigInt(spec.gib) * spec.rate * BigInt(stored)) / BigInt(HOUR));
        expect(charged.waived).toBe(0n);
        expect(stored - ran).toBeLessThanOrEqual(2 * HOUR);
        results.push({ suspension, state, closingAt, charged, ran, stored });
      }
      expect(results[0]).toEqual(results[1]);
    }), { numRuns: 8 });
  });

  test('is charged the same, and suspended at the same instant, whenever it is settled and a price lock is seen to have ended, at dearer storage or cheaper', { timeout: 300_000 }, async () => {
    const steps = fc.array(fc.record({ at: fc.nat(4 * HOUR), what: fc.constantFrom('settle', 'follow', 'both') }), { maxLength: 5 });
    const price = fc.bigInt(1n, 200_000n);
    const spec = fc.record({ gib: fc.integer({ min: 1, max: 20 }), before: price, after: price, later: price, more: fc.bigInt(0n, 3_000_000n), inEscrow: fc.bigInt(0n, 100n), lockEnds: fc.integer({ min: 1, max: HOUR }) });
    await fc.assert(fc.asyncProperty(steps, steps, spec, async (some, others, { gib, before, after, later, more, inEscrow, lockEnds }) => {
      const reserve = BigInt(gib) * before * 2n;
      const results = [];
      for (const schedule of [some, others]) {
        const w = await world();
        for (const [resourceClass, rates] of [['CPU_MILLI', [3_600_000n]], ['MEMORY_MIB', [0n]], ['STORAGE_GIB', [before, after, later]]] as const) {
          for (const [index, rate] of rates.entries()) await database.modelTransaction((tx) => setTestRate(tx, w.poolId, resourceClass, rate, index === 0 ? NOON : NOON + lockEnds + (index - 1) * settings.priceLockMillis));
        }
        const tenantId = await w.tenant(reserve + more);
        const leaseId = await w.leaseWithVolume(tenantId, { cpuRate: 3_600_000n, gib, rate: before, escrow: reserve + (more * inEscrow) / 100n });
        await database.client.lease.update({ where: { id: leaseId }, data: { priceLockedUntil: BigInt(NOON + lockEnds) } });
        for (const { at, what } of [...schedule.toSorted((a, b) => a.at - b.at), { at: 4 * HOUR, what: 'both' }, { at: 4 * HOUR, what: 'both' }]) {
          w.clock.jump(NOON + at);
          if (what !== 'settle') await database.transaction((tx) => followPricesOf(tx, leaseId, w.clock.now(), settings));
          if (what !== 'follow') await w.settlement.settle(leaseId);
        }
        const { suspension, state } = await leaseRow(leaseId);
        await sweeps().closeDue(w.clock.now());
        await w.close(leaseId, w.clock.now());
        await w.settlement.settle(leaseId);
        const { count: _count, ...charged } = await w.charges(leaseId);
        const left = await w.balances({ wallet: [tenantId, 'wallet'], escrow: [leaseId, 'escrow'] });
        expect(left.wallet! + left.escrow! + charged.amount).toBe(reserve + more);
        expect(charged.waived).toBe(0n);
        results.push({ suspension, state, charged, left });
      }
      expect(results[0]).toEqual(results[1]);
    }), { numRuns: 25 });
  });

  test('is charged the same when nobody noticed before it was closed, or was down before: running up to when its funds ended, its volume up to its closing or for as long as that is kept', async () => {
    const at = fc.nat(4 * HOUR);
    await fc.assert(fc.asyncProperty(fc.array(at, { maxLength: 3 }), at, fc.option(at), fc.bigInt(0n, 10n ** 7n), fc.nat(100), async (schedule, closesAt, goesDownAt, more, inEscrow) => {
      const downAt = goesDownAt !== null && goesDownAt < closesAt ? goesDownAt : closesAt;
      const results = [];
      for (const settles of [schedule, []]) {
        const w = await world();
        const tenantId = await w.tenant(RESERVE + more);
        const leaseId = await w.leaseWithVolume(tenantId, { ...LEASE, escrow: RESERVE + (more * BigInt(inEscrow)) / 100n });
        const goDown = async () => {
          const runs = (await leaseRow(leaseId)).state === 'active';
          if (runs) await database.modelTransaction((tx) => tx.$executeRaw(sql`update streams set ends_at = ${BigInt(w.clock.now())} where lease_id = ${leaseId} and ends_at is null`));
        };
        const settle = async () => {
          await w.settlement.settle(leaseId);
          await sweeps().closeDue(w.clock.now());
        };
        for (const step of [...settles.filter((one) => one < closesAt).map((when) => ({ when, does: settle })), { when: downAt, does: goDown }].toSorted((a, b) => a.when - b.when)) {
          w.clock.jump(NOON + step.when);
          await step.does();
        }
        w.clock.jump(NOON + closesAt);
        await database.transaction((tx) => beginClosing(tx, leaseId, { reason: 'tenant_closed', at: w.clock.now() }));
        await w.settlement.settle(leaseId, NOON + Math.floor(closesAt / 2)); // a statement that ends before
        await w.settlement.settle(leaseId);
        await database.transaction((tx) => finishClosing(tx, leaseId, w.clock.now()));
        await w.settlement.settle(leaseId);
        const { count: _count, ...charged } = await w.charges(leaseId);
        const left = await w.balances({ wallet: [tenantId, 'wallet'], escrow: [leaseId, 'escrow'] });
        expect(left).toEqual({ wallet: RESERVE + more - charged.amount, escrow: 0n });
        results.push(charged);
      }
      // One nano-token each millisecond and one more each fourth, for the volume.
      const fundedTo = Number(4n * (more / 5n)) + Math.min(3, Number(more % 5n));
      const ran = Math.min(downAt, fundedTo);
      const stored = fundedTo < downAt ? Math.min(closesAt, ran + 2 * HOUR) : downAt;
      expect(results[0]).toMatchObject({ amount: BigInt(ran) + BigInt(stored) / 4n, waived: 0n });
      expect(results[1]).toEqual(results[0]);
    }), { numRuns: 15 });
  });

  test('whose reserve became too small while its host is silent, and that closed before anybody noticed, is settled up to when that was heard of, however often', async () => {
    const [w, silentAt, lockEnds, closesAt] = [await world(), 300_000, 600_000, 1_200_000];
    for (const [resourceClass, rates] of [['CPU_MILLI', [LEASE.cpuRate]], ['MEMORY_MIB', [0n]], ['STORAGE_GIB', [LEASE.rate, 10n * LEASE.rate]]] as const) {
      for (const [index, rate] of rates.entries()) await database.modelTransaction((tx) => setTestRate(tx, w.poolId, resourceClass, rate, NOON + index * lockEnds));
    }
    const tenantId = await w.tenant(RESERVE + 3_000_000n);
    const leaseId = await w.leaseWithVolume(tenantId, { ...LEASE, escrow: RESERVE + 3_000_000n });
    await database.client.lease.update({ where: { id: leaseId }, data: { priceLockedUntil: BigInt(NOON + lockEnds) } });
    w.clock.jump(NOON + silentAt);
    await w.settlement.settle(leaseId);
    await w.heard(w.hostId, NOON + silentAt);
    w.clock.jump(NOON + closesAt);
    await database.transaction((tx) => followPricesOf(tx, leaseId, w.clock.now(), settings));
    await database.transaction((tx) => beginClosing(tx, leaseId, { reason: 'tenant_closed', at: w.clock.now() }));
    const charges = [];
    for (let times = 0; times < 3; times += 1) {
      await w.settlement.settle(leaseId);
      charges.push(await w.charges(leaseId));
    }
    expect(charges[0]).toMatchObject({ amount: BigInt(silentAt) + BigInt(silentAt) / 4n, waived: 0n });
    expect(charges.slice(1)).toEqual([charges[0], charges[0]]);
  });

  test('stands still no earlier than what is charged already, also of a replica that is gone and charged to its end', async () => {
    const w = await world();
    const tenantId = await w.tenant(4n * BigInt(HOUR));
    const goneHost = await w.host();
    const leaseId = await w.lease(tenantId, [{}, { hostId: goneHost, endsAt: NOON + 3 * HOUR }]);
    await w.heard(w.hostId, NOON + HOUR);
    w.clock.jump(NOON + 3 * HOUR);
    await w.settlement.settle(leaseId);
    await w.heard(w.hostId, Number.MAX_SAFE_INTEGER);
    w.clock.jump(NOON + 4 * HOUR);
    for (let times = 0; times < 2; times += 1) await w.settlement.settle(leaseId);
    expect(await leaseRow(leaseId)).toMatchObject({ state: 'suspended', suspension: { at: NOON + 3 * HOUR } });
    expect(await w.charges(leaseId)).toMatchObject({ amount: 4n * BigInt(HOUR), waived: 2n * BigInt(HOUR) });
    expect(await database.query(sql`select 1 from streams s join stream_settlements p on p.stream_id = s.id where s.lease_id = ${leaseId} and p.settled_to > s.ends_at`)).toEqual([]);
  });

  test('is charged for each volume from the instant on at which it stands still, also of a replica that was down then, but not where contact was lost, whenever that is noticed', async () => {
    const at = fc.nat(3 * HOUR);
    let found = 0;
    await fc.assert(fc.asyncProperty(fc.array(at, { maxLength: 4 }), at, at, fc.bigInt(0n, 2n * 10n ** 7n), fc.boolean(), async (schedule, downAt, downFor, more, isLost) => {
      const upAt = downAt + downFor;
      const results = [];
      for (const settles of [schedule, []]) {
        const w = await world();
        const tenantId = await w.tenant(2n * RESERVE + more);
        const { leaseId, see } = await twoReplicas(w, tenantId);
        const steps = [{ when: 0, ready: true }, { when: downAt, ready: false }, { when: upAt, ready: true }, ...settles.map((when) => ({ when, ready: undefined }))];
        for (const { when, ready } of steps.toSorted((a, b) => a.when - b.when)) {
          w.clock.jump(NOON + when);
          await (ready === undefined ? w.settlement.settle(leaseId) : see(ready, isLost));
        }
        w.clock.jump(NOON + 12 * HOUR);
        await w.settlement.settle(leaseId);
        const { suspension } = await leaseRow(leaseId);
        await sweeps().closeDue(w.clock.now());
        await w.close(leaseId, w.clock.now());
        await w.settlement.settle(leaseId);
        const { count: _count, ...charged } = await w.charges(leaseId);
        results.push({ suspendedAt: suspension!.at - NOON, charged, left: await w.balances({ wallet: [tenantId, 'wallet'], escrow: [leaseId, 'escrow'] }) });
      }
      // Each replica costs one nano-token a millisecond while it runs, and its volume one each fourth.
      const replicas = [[[0, Infinity]], [[0, downAt], [upAt, Infinity]]].map((ran) => ran.filter(([from, to]) => from! < to!)) as [number, number][][];
      const upTo = (end: number) => replicas.flat().filter(([from]) => from < end).map(([from, to]) => BigInt(Math.min(to, end) - from));
      const cost = (end: number) => upTo(end).reduce((sum, ran) => sum + ran + ran / 4n, 0n);
      let [stops, beyond] = [0, 12 * HOUR];
      while (beyond - stops > 1) {
        const middle = Math.floor((stops + beyond) / 2);
        if (cost(middle) <= more) stops = middle;
        else beyond = middle;
      }
      const volumes = replicas.flatMap((ran) => {
        const isDown = ran.every(([from, to]) => from > stops || to <= stops);
        const kept: [number, number][] = isDown && !isLost && ran.some(([from]) => from < stops) ? [[stops, Infinity]] : [];
        if (kept.length > 0) found += 1;
        return [...ran.filter(([from]) => from <= stops), ...kept].map(([from, to]) => BigInt((to <= stops ? to : stops + 2 * HOUR) - from) / 4n);
      });
      const amount = [...upTo(stops), ...volumes].reduce((sum, one) => sum + one, 0n);
      expect(results[0]).toMatchObject({ suspendedAt: stops, charged: { amount, waived: 0n }, left: { wallet: 2n * RESERVE + more - amount, escrow: 0n } });
      expect(results[1]).toEqual(results[0]);
    }), { numRuns: 10, examples: [[[3 * HOUR], HOUR, 2 * HOUR, 12_000_000n, false], [[3 * HOUR], HOUR, 2 * HOUR, 12_000_000n, true]] });
    expect(found).toBeGreaterThan(0);
  });

  test('pays late usage from what is free, never from what its volume still needs', async () => {
    const w = await world();
    await w.rate('EGRESS_GIB', 1_000n);
    const tenantId = await w.tenant(RESERVE);
    const leaseId = await w.leaseWithVolume(tenantId, { ...LEASE, escrow: RESERVE });
    w.clock.advance(1);
    await w.settlement.settle(leaseId);
    expect(await leaseRow(leaseId)).toMatchObject({ state: 'suspended', suspension: { at: NOON } });
    await w.usage(leaseId, tenantId, 1n << 30n, NOON, NOON + 1);
    w.clock.advance(HOUR);
    await w.settlement.settle(leaseId);
    expect(await w.charges(leaseId)).toMatchObject({ amount: 900_000n, waived: 1_000n });
  });

  test('runs again once its tenant has what a new lease would need, and not before, and does so once', async () => {
    const w = await world();
    const tenantId = await w.tenant(RESERVE);
    const leaseId = await w.leaseWithVolume(tenantId, { ...LEASE, escrow: RESERVE });
    w.clock.advance(1);
    await w.settlement.settle(leaseId);
    w.clock.jump(NOON + HOUR);
    await w.settlement.settle(leaseId);
    // The reserve anew, and a minute of everything.
    const needed = 900_000n + 75_000n;
    await w.deposit(tenantId, needed - 1n);
    expect(await sweeps().resumeFunded(w.clock.now())).toBe(0);
    await w.deposit(tenantId, 1n);
    const resumed = await Promise.all([0, 1, 2].map(() => sweeps().resumeFunded(w.clock.now())));
    expect(resumed.toSorted((a, b) => a - b)).toEqual([0, 0, 1]);
    expect(await leaseRow(leaseId)).toMatchObject({ state: 'degraded', suspension: null });
    expect(await w.balances({ wallet: [tenantId, 'wallet'], escrow: [leaseId, 'escrow'] })).toEqual({ wallet: 0n, escrow: 1_875_000n });
    expect((await eventsOf(leaseId)).filter((type) => type === 'lease.resumed')).toHaveLength(1);
  });

  test('that runs again is charged the same whenever it is settled: what ran up to its suspension, and from when it is ready again, and its volumes all the time', async () => {
    const at = fc.nat(6 * HOUR);
    await fc.assert(fc.asyncProperty(fc.array(at, { maxLength: 4 }), fc.bigInt(1n, 10n ** 7n), fc.nat(2 * HOUR - 2), fc.nat(HOUR), fc.nat(HOUR), async (schedule, more, waits, starts, runs) => {
      // It is resumed a millisecond after its funds ended at the earliest, and one before its time is over at the latest.
      // Each replica costs one nano-token a millisecond, and its volume one each fourth.
      let stops = Number((more * 2n) / 5n);
      while (2n * (BigInt(stops + 1) + BigInt(stops + 1) / 4n) <= more) stops += 1;
      const [resumedAt, readyAt, endsAt] = [stops + 1 + waits, stops + 1 + waits + starts, stops + 1 + waits + starts + runs];
      const results = [];
      for (const settles of [schedule, []]) {
        const w = await world();
        const tenantId = await w.tenant(2n * RESERVE + more);
        const { leaseId, see } = await twoReplicas(w, tenantId);
        const settle = async () => w.settlement.settle(leaseId);
        const resume = async () => {
          await settle();
          await w.deposit(tenantId, 10n ** 9n);
          expect(await sweeps().resumeFunded(w.clock.now())).toBe(1);
        };
        const due = [{ when: 0, does: async () => void (await see(true, false)) }, { when: resumedAt, does: resume }, { when: readyAt, does: async () => void (await see(true, false)) }];
        const steps = [...due, ...settles.filter((when) => when < endsAt).map((when) => ({ when, does: settle }))].toSorted((a, b) => a.when - b.when);
        for (const { when, does } of steps) {
          w.clock.jump(NOON + when);
          await does();
        }
        w.clock.jump(NOON + endsAt);
        await database.transaction(async (tx) => {
          await beginClosing(tx, leaseId, { reason: 'tenant_closed', at: w.clock.now() });
          await finishClosing(tx, leaseId, w.clock.now());
        });
        await settle();
        const { count: _count, ...charged } = await w.charges(leaseId);
        results.push({ charged, left: await w.balances({ wallet: [tenantId, 'wallet'], escrow: [leaseId, 'escrow'] }) });
      }
      const amount = 2n * (BigInt(stops) + BigInt(runs) + BigInt(endsAt) / 4n);
      expect(results[0]).toMatchObject({ charged: { amount, waived: 0n }, left: { wallet: 2n * RESERVE + more + 10n ** 9n - amount, escrow: 0n } });
      expect(results[1]).toEqual(results[0]);
    }), { numRuns: 10, examples: [[[], 1n, 2 * HOUR - 2, 0, 0]] });
  });

  test('does not run again when its time is over, however much comes then', async () => {
    const w = await world();
    const tenantId = await w.tenant(RESERVE);
    const leaseId = await w.leaseWithVolume(tenantId, { ...LEASE, escrow: RESERVE });
    w.clock.advance(1);
    await w.settlement.settle(leaseId);
    w.clock.jump(NOON + 2 * HOUR);
    await w.deposit(tenantId, 10n ** 12n);
    await sweeps().resumeFunded(w.clock.now());
    expect(await leaseRow(leaseId)).toMatchObject({ state: 'suspended' });
    await sweeps().closeDue(w.clock.now());
    expect(await leaseRow(leaseId)).toMatchObject({ state: 'closing', closedReason: 'suspension_over' });
  });

  test('takes nothing of the wallet while it is suspended, and counts for nothing in what others get of it', async () => {
    const w = await world();
    const tenantId = await w.tenant(RESERVE);
    const suspended = await w.leaseWithVolume(tenantId, { ...LEASE, escrow: RESERVE });
    w.clock.advance(1);
    await w.settlement.settle(suspended);
    await w.deposit(tenantId, 60_000n);
    const other = await w.lease(tenantId, [{}]);
    await w.settlement.settle(other);
    w.clock.advance(30_000);
    await w.settlement.settleAll(tenantId, [suspended, other], w.clock.now());
    expect(await w.charges(other)).toMatchObject({ amount: 30_000n });
    expect(await w.balances({ escrow: [suspended, 'escrow'], other: [other, 'escrow'], wallet: [tenantId, 'wallet'] })).toEqual({ escrow: RESERVE - 7_500n, other: 30_000n, wallet: 0n });
  });
});
