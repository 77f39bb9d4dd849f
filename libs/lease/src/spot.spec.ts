import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { type Database, rowsOf, sql } from '#libs/database';
import { type ClaimId, defaultSettings, type LeaseId, ManualClock, newId, type Settings } from '#libs/kernel';
import { setTestRate, testCloud, type TestCloud, testDatabase, type TestDatabase, testRates } from '#libs/testing';

import { CloseLease, CloseLeaseHandler } from './close-lease.js';
import { lockForPlacement, markPlaced, waitingForPlacement } from './for-placement.js';
import { type HeldClaim } from './lease.js';
import { leaseById } from './lease.store.js';
import { recordReadiness } from './readiness.js';
import { reclaimForCapacity } from './reclaim.js';
import { RequestLease, RequestLeaseHandler } from './request-lease.js';
import { streamsOf } from './streams.js';
import { resumeLease, suspendLease } from './suspension.js';
import { LeaseSweeps } from './sweeps.js';

const MINUTE = 60_000;
const NOTICE = 2 * MINUTE;
/** One vCPU and one GiB. */
const COST = testRates.CPU_MILLI + testRates.MEMORY_MIB;
const settings: Settings = defaultSettings;
let db: TestDatabase;
let database: Database;
let cloud: TestCloud;
let sweeps: LeaseSweeps;
const clock = new ManualClock(0);

beforeAll(async () => {
  db = await testDatabase();
  database = db.database;
  sweeps = new LeaseSweeps(database, settings);
});
afterAll(() => db.drop());
beforeEach(async () => {
  clock.jump(0);
  cloud = await testCloud(database);
});

async function request(maximum: bigint): Promise<LeaseId> {
  const terms = {
    pool: cloud.pool, replicas: 1, resources: { cpuMillis: 1_000, memoryMib: 1_024 }, workload: { image: 'nginx' },
    pricing: { mode: 'spot', maximumNanoTokensPerHour: maximum.toString() },
  } as const;
  return (await new RequestLeaseHandler(database, clock, settings).execute(new RequestLease(cloud.actor, terms))).id as LeaseId;
}

function claimOf(leaseId: LeaseId): HeldClaim {
  return {
    id: newId('claim') as ClaimId, leaseId, replica: 0, hostId: 'hst_1', clusterId: 'cls_1', siteId: 'sit_1', operatorId: 'opr_1', madeAt: clock.now(),
    resources: [{ resourceClass: 'CPU_MILLI', variant: '', amount: 1_000 }, { resourceClass: 'MEMORY_MIB', variant: '', amount: 1_024 }],
  };
}

async function active(maximum = 10n * COST): Promise<LeaseId> {
  const id = await request(maximum);
  await database.transaction(async (tx) => {
    const [lease] = await lockForPlacement(tx, [id]);
    await markPlaced(tx, [{ lease: lease!, claims: 1, complete: true }], clock.now());
    await recordReadiness(tx, id, [{ claim: claimOf(id), ready: true }], clock.now());
  });
  return id;
}

const lease = async (id: LeaseId) => (await leaseById(database, id))!;
const events = async (id: LeaseId) => (await rowsOf<{ type: string }>(database, sql`select type from lease_events where lease_id = ${id} order by id`)).map(({ type }) => type);
const told = async (id: LeaseId) => (await rowsOf<{ type: string }>(database, sql`select type from outbox_events where subject_id = ${id} and type like 'lease.reclaim%' order by id`)).map(({ type }) => type);
const cpuPrice = (rate: bigint, from: number) => database.modelTransaction((tx) => setTestRate(tx, cloud.poolId, 'CPU_MILLI', rate, from));
const cpuStreams = async (id: LeaseId) => (await streamsOf(database, id)).filter(({ resourceClass }) => resourceClass === 'CPU_MILLI').map((stream) => [stream.nanoTokensPerUnitHour, stream.startsAt, stream.endsAt]);

describe('the price of a spot lease', () => {
  test('follows the current one from when it is set anew, a minute after the last at the earliest, and stays while it is the same', async () => {
    const id = await active();
    await cpuPrice(7n, 1_000);
    await sweeps.repriceSpot(MINUTE - 1);
    expect(await cpuStreams(id)).toHaveLength(1);
    await sweeps.repriceSpot(MINUTE + 500);
    await cpuPrice(9n, MINUTE + 600);
    await sweeps.repriceSpot(2 * MINUTE + 499);
    expect(await sweeps.repriceSpot(2 * MINUTE + 500)).toBe(1);
    expect(await sweeps.repriceSpot(90 * MINUTE)).toBe(0);
    expect(await cpuStreams(id)).toEqual([[testRates.CPU_MILLI, 0, MINUTE + 500], [7n, MINUTE + 500, 2 * MINUTE + 500], [9n, 2 * MINUTE + 500, null]]);
    expect((await events(id)).filter((type) => type === 'lease.repriced')).toHaveLength(2);
    await sweeps.repriceDue(90 * MINUTE);
    expect(await cpuStreams(id)).toHaveLength(3);
  });

  test('above its maximum: it is told once, pays what it paid, and ends when the notice is over, at that instant', async () => {
    const id = await active(COST);
    await cpuPrice(testRates.CPU_MILLI + 1n, 1_000);
    await Promise.all([sweeps.repriceSpot(5 * MINUTE), sweeps.repriceSpot(5 * MINUTE)]);
    await sweeps.repriceSpot(6 * MINUTE);
    const ends = 5 * MINUTE + NOTICE;
    expect(await lease(id)).toMatchObject({ state: 'active', reclaim: { reason: 'price_above_maximum', noticedAt: 5 * MINUTE, at: ends } });
    expect(await sweeps.closeDue(ends - 1)).toBe(0);
    const counts = await Promise.all([sweeps.closeDue(ends + 9_000), sweeps.closeDue(ends + 9_000)]);
    expect(counts.toSorted((a, b) => a - b)).toEqual([0, 1]);
    expect(await lease(id)).toMatchObject({ state: 'closing', closedReason: 'price_above_maximum', closingAt: ends });
    expect(await cpuStreams(id)).toEqual([[testRates.CPU_MILLI, 0, ends]]);
    expect(await told(id)).toEqual(['lease.reclaim_noticed', 'lease.reclaimed']);
    expect((await events(id)).slice(-3)).toEqual(['lease.reclaim_noticed', 'lease.reclaimed', 'lease.closing']);
  });

  test('stays while it is suspended for lack of funds, and is not for capacity that it does not have; it runs again unless it was told, and then ends at the notice', async () => {
    const [id, noticed] = [await active(), await active(2n * COST)];
    const suspend = (leaseId: LeaseId, at: number) => database.transaction((tx) => suspendLease(tx, leaseId, { reason: 'funds_ended', at, until: at + 10 * MINUTE }));
    expect(await suspend(id, 1_000)).toBe(true);
    await cpuPrice(3n * COST, 2_000);
    await sweeps.repriceSpot(3 * MINUTE);
    expect(await lease(id)).toMatchObject({ state: 'suspended', reclaim: null, priceLockedUntil: MINUTE });
    expect(await database.transaction((tx) => reclaimForCapacity(tx, [id], 3 * MINUTE))).toBe(0);
    expect(await lease(noticed)).toMatchObject({ reclaim: { at: 3 * MINUTE + NOTICE } });
    await suspend(noticed, 4 * MINUTE);
    const resumed = await Promise.all([id, noticed].map((leaseId) => database.transaction((tx) => resumeLease(tx, leaseId, settings, 4 * MINUTE + 1))));
    expect(resumed).toEqual([true, false]);
    await sweeps.closeDue(20 * MINUTE);
    expect(await lease(noticed)).toMatchObject({ state: 'closing', closedReason: 'price_above_maximum', closingAt: 3 * MINUTE + NOTICE });
    expect(await lease(id)).toMatchObject({ state: 'degraded', suspension: null });
  });

  test('closes a lease of which nothing was placed, without a notice', async () => {
    const id = await request(COST);
    await cpuPrice(testRates.CPU_MILLI + 1n, 1_000);
    await sweeps.repriceSpot(5 * MINUTE);
    expect(await lease(id)).toMatchObject({ state: 'closed', closedReason: 'price_above_maximum', reclaim: null });
  });

  test('is refused above the maximum', async () => {
    await expect(request(COST - 1n)).rejects.toMatchObject({ code: 'price_above_maximum' });
  });
});

describe('a notice for capacity', () => {
  const reclaim = (id: LeaseId, at: number) => database.transaction((tx) => reclaimForCapacity(tx, [id], at));

  test('is given once; what is told waits for no more replicas, and its tenant may end it before', async () => {
    const id = await active();
    expect([await reclaim(id, 1_000), await reclaim(id, 2_000)]).toEqual([1, 0]);
    await database.client.lease.update({ where: { id }, data: { unplaced: true, sought: true } });
    expect((await waitingForPlacement(database, cloud.poolId, 10, clock.now())).requests).toEqual([]);
    clock.jump(30_000);
    await new CloseLeaseHandler(database, clock, settings).execute(new CloseLease(cloud.actor, id));
    expect(await lease(id)).toMatchObject({ closedReason: 'tenant_closed', closingAt: 30_000 });
    expect(await told(id)).toEqual(['lease.reclaim_noticed']);
  });

  test('that is over ends the lease then, whoever closes it later: a late sweep costs its tenant nothing', async () => {
    const id = await active();
    await reclaim(id, 1_000);
    clock.jump(1_000 + NOTICE + 50_000);
    await new CloseLeaseHandler(database, clock, settings).execute(new CloseLease(cloud.actor, id));
    expect(await lease(id)).toMatchObject({ closedReason: 'capacity_reclaimed', closingAt: 1_000 + NOTICE });
    expect(await cpuStreams(id)).toEqual([[testRates.CPU_MILLI, 0, 1_000 + NOTICE]]);
    expect(await told(id)).toEqual(['lease.reclaim_noticed', 'lease.reclaimed']);
  });

  test('on-demand leases are never told', async () => {
    const id = await active();
    await database.client.lease.update({ where: { id }, data: { pricing: { mode: 'on-demand' } } });
    expect(await reclaim(id, 1_000)).toBe(0);
  });

  test('is never shorter than its pool said when the lease was made, whatever happens, and nothing runs beyond it', async () => {
    const step = fc.record({ after: fc.integer({ min: 1, max: 3 * MINUTE }), what: fc.constantFrom('price', 'reprice', 'reclaim', 'close-due', 'terms', 'not-ready', 'ready') });
    await fc.assert(fc.asyncProperty(fc.integer({ min: MINUTE, max: 5 * MINUTE }), fc.array(step, { maxLength: 25 }), async (notice, steps) => {
      clock.jump(0);
      cloud = await testCloud(database);
      const publish = (spotNoticeMillis: number) => database.client.$executeRaw(sql`
        insert into terms_of_sale (pool_id, spot_notice_millis, updated_at) values (${cloud.poolId}, ${BigInt(spotNoticeMillis)}, 0)
        on conflict (pool_id) do update set spot_notice_millis = excluded.spot_notice_millis`);
      await publish(notice);
      const id = await active(COST + 3n);
      const claim = claimOf(id);
      for (const [index, { after, what }] of steps.entries()) {
        clock.advance(after);
        const now = clock.now();
        if (what === 'price') await cpuPrice(testRates.CPU_MILLI + BigInt(index % 5), now);
        if (what === 'reprice') await sweeps.repriceSpot(now);
        if (what === 'reclaim') await reclaim(id, now);
        if (what === 'close-due') await sweeps.closeDue(now);
        if (what === 'terms') await publish(MINUTE);
        if (what === 'ready' || what === 'not-ready') await database.transaction((tx) => recordReadiness(tx, id, [{ claim, ready: what === 'ready' }], now));
      }
      clock.advance(10 * MINUTE);
      await sweeps.closeDue(clock.now());
      const { reclaim: given, closingAt, pricing } = await lease(id);
      expect(pricing).toMatchObject({ noticeMillis: notice });
      const [noticed] = await rowsOf<{ at: bigint; data: { reclaimAt: number } }>(database, sql`select at, data from lease_events where lease_id = ${id} and type = 'lease.reclaim_noticed'`);
      expect(noticed === undefined).toBe(given === null);
      if (!given || !noticed) return;
      expect(noticed.data.reclaimAt - Number(noticed.at)).toBeGreaterThanOrEqual(notice);
      expect(closingAt).toBe(noticed.data.reclaimAt);
      expect((await streamsOf(database, id)).filter(({ startsAt, endsAt }) => endsAt! > startsAt && endsAt! > given.at)).toEqual([]);
    }), { numRuns: 20 });
  });
});
