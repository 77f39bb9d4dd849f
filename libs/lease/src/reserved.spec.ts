import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { type Database, sql } from '#libs/database';
import { type ClaimId, defaultSettings, type LeaseId, ManualClock, newId } from '#libs/kernel';
import { balanceOf } from '#libs/ledger';
import { setTestRate, testCloud, type TestCloud, testDatabase, type TestDatabase, testRates } from '#libs/testing';

import { ChangeLease, ChangeLeaseHandler, type LeaseChange } from './change-lease.js';
import { CloseLease, CloseLeaseHandler } from './close-lease.js';
import { lockForPlacement, markPlaced, waitingForPlacement } from './for-placement.js';
import { type HeldClaim, type PricingTerms } from './lease.js';
import { leaseById } from './lease.store.js';
import { recordReadiness } from './readiness.js';
import { reclaimForCapacity } from './reclaim.js';
import { RequestLease, RequestLeaseHandler } from './request-lease.js';
import { storageReserve } from './resources.js';
import { streamsOf } from './streams.js';
import { suspendLease } from './suspension.js';
import { LeaseSweeps } from './sweeps.js';

const HOUR = 3_600_000;
const TERM = 24 * HOUR;
/** Two replicas of one vCPU and one GiB, a quarter off. */
const COST = (2n * (testRates.CPU_MILLI + testRates.MEMORY_MIB) * 3n) / 4n;
let db: TestDatabase;
let database: Database;
let cloud: TestCloud;
const clock = new ManualClock(0);

beforeAll(async () => {
  db = await testDatabase();
  database = db.database;
});
afterAll(() => db.drop());
beforeEach(async () => {
  clock.jump(0);
  cloud = await testCloud(database);
  await database.client.$executeRaw(sql`
    insert into terms_of_sale (pool_id, spot_notice_millis, reserved, updated_at) values (${cloud.poolId}, 120000, ${JSON.stringify([{ termMillis: TERM, discountBps: 2_500 }])}::jsonb, 0)`);
});

const request = async (pricing: PricingTerms = { mode: 'reserved', termMillis: TERM }) => {
  const terms = { pool: cloud.pool, replicas: 2, resources: { cpuMillis: 1_000, memoryMib: 1_024 }, workload: { image: 'nginx' }, pricing };
  return (await new RequestLeaseHandler(database, clock, defaultSettings).execute(new RequestLease(cloud.actor, terms))).id as LeaseId;
};

async function active(): Promise<{ id: LeaseId; claims: HeldClaim[] }> {
  const id = await request();
  const claims = [0, 1].map((replica): HeldClaim => ({
    id: newId('claim') as ClaimId, leaseId: id, replica, hostId: 'hst_1', clusterId: 'cls_1', siteId: 'sit_1', operatorId: 'opr_1', madeAt: 0,
    resources: [{ resourceClass: 'CPU_MILLI', variant: '', amount: 1_000 }, { resourceClass: 'MEMORY_MIB', variant: '', amount: 1_024 }],
  }));
  await database.transaction(async (tx) => {
    const [lease] = await lockForPlacement(tx, [id]);
    await markPlaced(tx, [{ lease: lease!, claims: 2, complete: true }], clock.now());
    await recordReadiness(tx, id, claims.map((claim) => ({ claim, ready: true })), clock.now());
  });
  return { id, claims };
}

const lease = async (id: LeaseId) => (await leaseById(database, id))!;
const report = (id: LeaseId, claim: HeldClaim, ready: boolean, reason?: string) =>
  database.transaction((tx) => recordReadiness(tx, id, [{ claim, ready, ...(reason ? { reason } : {}) }], clock.now()));
const change = async (id: LeaseId, wanted: LeaseChange) => new ChangeLeaseHandler(database, clock, defaultSettings).execute(new ChangeLease(cloud.actor, id, wanted, (await lease(id)).version));
const running = async (id: LeaseId) => (await streamsOf(database, id)).filter(({ endsAt }) => endsAt === null).length;
const balance = (ownerId: string, kind: 'wallet' | 'escrow') => balanceOf(database, { ownerId, kind });

describe('a reserved lease', () => {
  test('sets all of its term aside when it is asked for, at the discount, and runs for it', async () => {
    const { available } = await balance(cloud.tenantId, 'wallet');
    clock.jump(500);
    const { id } = await active();
    expect(await lease(id)).toMatchObject({
      pricing: { mode: 'reserved', termMillis: TERM, discountBps: 2_500, replicas: 2 }, activatedAt: 500, endsAt: 500 + TERM, priceLockedUntil: 500 + TERM, holdKey: null,
    });
    expect((await balance(id, 'escrow')).balance).toBe(24n * COST);
    expect((await balance(cloud.tenantId, 'wallet')).available).toBe(available - 24n * COST);
    expect(new Set((await streamsOf(database, id)).map((stream) => stream.nanoTokensPerUnitHour))).toEqual(new Set([(testRates.CPU_MILLI * 3n) / 4n, (testRates.MEMORY_MIB * 3n) / 4n]));
  });

  test('keeps its price, and is never told to make room', async () => {
    const { id } = await active();
    await database.modelTransaction((tx) => setTestRate(tx, cloud.poolId, 'CPU_MILLI', 7n, 1_000));
    const sweeps = new LeaseSweeps(database, defaultSettings);
    await sweeps.repriceDue(TERM - 1);
    await sweeps.repriceSpot(TERM - 1);
    expect(await streamsOf(database, id)).toHaveLength(4);
    expect(await database.transaction((tx) => reclaimForCapacity(tx, [id], 5_000))).toBe(0);
  });

  test('is never suspended, and needs no reserve for its volumes: its term is paid', async () => {
    const { id } = await active();
    expect(await database.transaction((tx) => suspendLease(tx, id, { reason: 'budget_reached', at: 1_000, until: null }))).toBe(false);
    expect([(await lease(id)).state, await running(id)]).toEqual(['active', 4]);
    const volumes = [{ name: 'data', storageClass: 'ssd', gib: 10 }];
    const { pricing } = await lease(id);
    const kept = { resources: { cpuMillis: 1_000, memoryMib: 1_024, volumes }, replicas: 2, prices: [{ ...(await lease(id)).prices[0]!, resourceClass: 'STORAGE_GIB' as const, variant: 'ssd' }, ...(await lease(id)).prices] };
    expect(storageReserve({ ...kept, pricing }, HOUR)).toBe(0n);
    expect(storageReserve({ ...kept, pricing: { mode: 'on-demand' } }, HOUR)).toBeGreaterThan(0n);
  });

  test('is charged while its workload does not run, and not while its capacity is not there', async () => {
    const { id, claims } = await active();
    clock.jump(1_000);
    await report(id, claims[0]!, false, 'crash_loop');
    expect([await running(id), (await lease(id)).state]).toEqual([4, 'degraded']);
    clock.jump(2_000);
    await report(id, claims[0]!, false, 'host_lost');
    expect(await running(id)).toBe(2);
    clock.jump(3_000);
    await report(id, claims[0]!, true);
    expect((await streamsOf(database, id)).filter(({ resourceClass, claimId }) => resourceClass === 'CPU_MILLI' && claimId === claims[0]!.id).map(({ startsAt, endsAt }) => [startsAt, endsAt]))
      .toEqual([[0, 2_000], [3_000, null]]);
  });

  test('is scaled within what it has reserved at no cost, and beyond it not at all', async () => {
    const { id, claims } = await active();
    const { available } = await balance(cloud.tenantId, 'wallet');
    clock.jump(1_000);
    expect(await change(id, { replicas: 1 })).toMatchObject({ replicas: 1, state: 'active' });
    expect(await running(id)).toBe(4);
    clock.jump(2_000);
    await change(id, { replicas: 2 });
    await report(id, claims[1]!, true);
    expect(await streamsOf(database, id)).toHaveLength(4);
    await expect(change(id, { replicas: 3 })).rejects.toMatchObject({ code: 'reserved_fixed' });
    await expect(change(id, { resources: { cpuMillis: 500, memoryMib: 1_024 } })).rejects.toMatchObject({ code: 'reserved_fixed' });
    expect(await change(id, { name: 'other' })).toMatchObject({ name: 'other' });
    expect((await balance(cloud.tenantId, 'wallet')).available).toBe(available);
  });

  test('before its term begins stays as it is, and gives all back when it is closed', async () => {
    const { available } = await balance(cloud.tenantId, 'wallet');
    const id = await request();
    await expect(change(id, { replicas: 1 })).rejects.toMatchObject({ code: 'reserved_fixed' });
    await new CloseLeaseHandler(database, clock, defaultSettings).execute(new CloseLease(cloud.actor, id));
    expect((await balance(cloud.tenantId, 'wallet')).available).toBe(available);
  });

  test('that its tenant closes is charged to the end of its term', async () => {
    const { id, claims } = await active();
    clock.jump(5_000);
    await new CloseLeaseHandler(database, clock, defaultSettings).execute(new CloseLease(cloud.actor, id));
    expect(await lease(id)).toMatchObject({ state: 'closing', closingAt: 5_000, closedReason: 'tenant_closed' });
    clock.jump(6_000); // it is taken down
    await database.transaction((tx) => recordReadiness(tx, id, claims.map((claim) => ({ claim, ready: false, unreadySince: 5_500 })), 6_000));
    expect((await streamsOf(database, id)).map(({ endsAt }) => endsAt)).toEqual([TERM, TERM, TERM, TERM]);
  });

  test('is placed before all others', async () => {
    const others = [await request({ mode: 'spot', maximumNanoTokensPerHour: '999999999999' }), await request({ mode: 'on-demand' })];
    const id = await request();
    const { requests } = await waitingForPlacement(database, cloud.poolId, 10, clock.now());
    expect(requests.map(({ leaseId }) => leaseId)).toEqual([id, others[1], others[0]]);
  });

  test('of a term that the pool does not sell is refused, with those that it does', async () => {
    await expect(request({ mode: 'reserved', termMillis: HOUR })).rejects.toMatchObject({ code: 'term_not_offered' });
  });
});
