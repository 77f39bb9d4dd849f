import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

import { type Database, rowsOf, sql } from '#libs/database';
import { type ClaimId, defaultSettings, type LeaseId, ManualClock, newId } from '#libs/kernel';
import { balanceOf } from '#libs/ledger';
import { BasePriceSweep } from '#libs/pricing';
import { addTestHosts, setTestRate, testCloud, type TestCloud, testDatabase, type TestDatabase, testRates } from '#libs/testing';

import { ChangeLease, ChangeLeaseHandler } from './change-lease.js';
import { failLease, finishClosing } from './closing.js';
import { lockForPlacement, markPlaced, waitingForPlacement } from './for-placement.js';
import { type HeldClaim, type LeaseTerms } from './lease.js';
import { leaseById } from './lease.store.js';
import { recordReadiness } from './readiness.js';
import { RequestLease, RequestLeaseHandler } from './request-lease.js';
import { streamsOf } from './streams.js';
import { LeaseSweeps } from './sweeps.js';
import { clearFundsWarning, warnOfFunds } from './warnings.js';

const HOUR = 3_600_000;
let db: TestDatabase;
let database: Database;
let cloud: TestCloud;
let sweeps: LeaseSweeps;
const clock = new ManualClock(0);

beforeAll(async () => {
  db = await testDatabase();
  database = db.database;
  sweeps = new LeaseSweeps(database, defaultSettings);
});
afterAll(() => db.drop());
beforeEach(async () => {
  clock.jump(0);
  cloud = await testCloud(database);
});

function claimsOf(leaseId: LeaseId, replicas: number): HeldClaim[] {
  return Array.from({ length: replicas }, (_, replica) => ({
    id: newId('claim') as ClaimId, leaseId, replica, hostId: 'hst_1', clusterId: 'cls_1', siteId: 'sit_1', operatorId: 'opr_1', madeAt: 0,
    resources: [{ resourceClass: 'CPU_MILLI', variant: '', amount: 1_000 }, { resourceClass: 'MEMORY_MIB', variant: '', amount: 1_024 }],
  }));
}

/** A lease that was placed, and its claims as placement would hold them. */
async function placed(terms: Partial<LeaseTerms> = {}): Promise<{ id: LeaseId; claims: HeldClaim[] }> {
  const request = new RequestLease(cloud.actor, { pool: cloud.pool, replicas: 1, resources: { cpuMillis: 1_000, memoryMib: 1_024 }, workload: { image: 'nginx' }, ...terms });
  const id = (await new RequestLeaseHandler(database, clock, defaultSettings).execute(request)).id as LeaseId;
  await database.transaction(async (tx) => {
    const [lease] = await lockForPlacement(tx, [id]);
    await markPlaced(tx, [{ lease: lease!, claims: 1, complete: true }], clock.now());
  });
  return { id, claims: claimsOf(id, terms.replicas ?? 1) };
}

async function active(terms: Partial<LeaseTerms> = {}): Promise<{ id: LeaseId; claims: HeldClaim[] }> {
  const made = await placed(terms);
  await database.transaction((tx) => recordReadiness(tx, made.id, made.claims.map((claim) => ({ claim, ready: true })), clock.now()));
  return made;
}

const lease = async (id: LeaseId) => (await leaseById(database, id))!;
const events = async (id: LeaseId) => (await rowsOf<{ type: string }>(database, sql`select type from lease_events where lease_id = ${id} order by id`)).map((event) => event.type);

test('activation posts the hold to the escrow and sets the end', async () => {
  clock.jump(500);
  const { id } = await active({ durationMillis: 10 * HOUR });
  expect(await lease(id)).toMatchObject({ state: 'active', activatedAt: 500, endsAt: 500 + 10 * HOUR, holdKey: null });
  expect(await balanceOf(database, { ownerId: id, kind: 'escrow' })).toMatchObject({ balance: testRates.CPU_MILLI + testRates.MEMORY_MIB });
  expect(await balanceOf(database, { ownerId: cloud.tenantId, kind: 'wallet' })).toMatchObject({ reserved: 0n });
  expect(await events(id)).toEqual(['lease.requested', 'lease.placed', 'lease.provisioning', 'lease.activated']);
});

test('a lease whose duration is over closes at the instant it was, once, however late the sweep', async () => {
  const { id } = await active({ durationMillis: HOUR });
  await sweeps.closeDue(HOUR - 1);
  expect((await lease(id)).state).toBe('active');
  const counts = await Promise.all([sweeps.closeDue(HOUR + 5_000), sweeps.closeDue(HOUR + 5_000)]);
  expect(counts.toSorted((a, b) => a - b)).toEqual([0, 1]);
  expect(await lease(id)).toMatchObject({ state: 'closing', closingAt: HOUR, closedReason: 'duration_over', unplaced: false });
  expect((await streamsOf(database, id)).map((stream) => stream.endsAt)).toEqual([HOUR, HOUR]);
  await database.transaction((tx) => recordReadiness(tx, id, claimsOf(id, 1).map((claim) => ({ claim, ready: true })), HOUR + 6_000));
  expect((await streamsOf(database, id))).toHaveLength(2);
  expect(await database.transaction((tx) => finishClosing(tx, id, HOUR + 7_000))).toBe(true);
  expect(await database.transaction((tx) => finishClosing(tx, id, HOUR + 8_000))).toBe(false);
  expect(await lease(id)).toMatchObject({ state: 'closed', closedAt: HOUR + 7_000 });
});

test('a lease that was not placed within its wait closes at the instant it was over, once, and costs nothing', async () => {
  const request = (waitMillis?: number) => new RequestLeaseHandler(database, clock, defaultSettings).execute(new RequestLease(cloud.actor, {
    pool: cloud.pool, replicas: 1, resources: { cpuMillis: 1_000, memoryMib: 1_024 }, workload: { image: 'nginx' }, ...(waitMillis === undefined ? {} : { waitMillis }),
  }));
  const [waits, patient, lucky] = [await request(HOUR), await request(), await placed({ waitMillis: HOUR })];
  expect([waits.waitUntil, patient.waitUntil]).toEqual([HOUR, null]);
  await sweeps.closeDue(HOUR - 1);
  expect((await lease(waits.id as LeaseId)).state).toBe('requested');
  expect((await waitingForPlacement(database, cloud.poolId, 10, HOUR)).requests.map(({ leaseId }) => leaseId)).toEqual([patient.id]);
  const counts = await Promise.all([sweeps.closeDue(HOUR + 5_000), sweeps.closeDue(HOUR + 5_000)]);
  expect(counts.toSorted((a, b) => a - b)).toEqual([0, 1]);
  expect(await lease(waits.id as LeaseId)).toMatchObject({ state: 'closed', closedAt: HOUR, closedReason: 'wait_over', holdKey: null });
  expect(await events(waits.id as LeaseId)).toEqual(['lease.requested', 'lease.closing', 'lease.closed']);
  const held = testRates.CPU_MILLI + testRates.MEMORY_MIB;
  expect(await balanceOf(database, { ownerId: cloud.tenantId, kind: 'wallet' })).toMatchObject({ reserved: 2n * held });
  expect([(await lease(patient.id as LeaseId)).state, (await lease(lucky.id)).state]).toEqual(['requested', 'placed']);
});

test('a price that is no longer locked is the current one, from the instant the lock was over', async () => {
  const { id } = await active();
  await database.modelTransaction((tx) => setTestRate(tx, cloud.poolId, 'CPU_MILLI', 7n, 1_000));
  await sweeps.repriceDue(HOUR - 1);
  expect(await streamsOf(database, id)).toHaveLength(2);
  await sweeps.repriceDue(HOUR + 900);
  const cpu = (await streamsOf(database, id)).filter((stream) => stream.resourceClass === 'CPU_MILLI');
  expect(cpu.map((stream) => [stream.nanoTokensPerUnitHour, stream.startsAt, stream.endsAt])).toEqual([[testRates.CPU_MILLI, 0, HOUR], [7n, HOUR, null]]);
  expect((await streamsOf(database, id)).filter((stream) => stream.resourceClass === 'MEMORY_MIB')).toHaveLength(1);
  expect((await lease(id)).priceLockedUntil).toBe(2 * HOUR);
  expect((await events(id)).at(-1)).toBe('lease.repriced');
  await sweeps.repriceDue(2 * HOUR);
  expect((await events(id)).filter((type) => type === 'lease.repriced')).toHaveLength(1);
});

test('a lease that was not looked at for hours pays the price of each of them', async () => {
  const { id } = await active();
  for (const [hour, rate] of [[1, 7n], [2, 9n]] as const) await database.modelTransaction((tx) => setTestRate(tx, cloud.poolId, 'CPU_MILLI', rate, hour * HOUR - 1));
  await sweeps.repriceDue(30 * HOUR);
  const cpu = (await streamsOf(database, id)).filter((stream) => stream.resourceClass === 'CPU_MILLI');
  expect(cpu.map((stream) => [stream.nanoTokensPerUnitHour, stream.startsAt, stream.endsAt])).toEqual([
    [testRates.CPU_MILLI, 0, HOUR], [7n, HOUR, 2 * HOUR], [9n, 2 * HOUR, null],
  ]);
  expect((await lease(id)).priceLockedUntil).toBe(31 * HOUR);
});

test('on a base fee a lease keeps its price while it is locked, then pays the base of that time, and says what of it is base', async () => {
  const curve = { kind: 'base-fee', tip: '500', initial: '8000', floor: '1000', targetBps: 5_000, denominator: 8, epochMillis: HOUR / 4 };
  await database.client.rate.create({ data: { id: newId('rate'), poolId: cloud.poolId, resourceClass: 'CPU_MILLI', version: 2, curve, activeFrom: 0n, createdAt: 0n } });
  await addTestHosts(database, cloud.poolId, [{ cpus: 4 }]);
  const { id } = await active();
  const bases = new BasePriceSweep(database);
  for (let quarter = 1; quarter <= 6; quarter += 1) await bases.advance((quarter * HOUR) / 4);
  await sweeps.repriceDue(HOUR);
  const cpu = (await streamsOf(database, id)).filter((stream) => stream.resourceClass === 'CPU_MILLI');
  // 8000, 7000, 6125, 5360 and 4690: the lock is over where the fourth epoch begins; what came after is not for this lock.
  expect(cpu.map((stream) => [stream.nanoTokensPerUnitHour, stream.baseNanoTokensPerUnitHour, stream.startsAt, stream.endsAt])).toEqual([[8_500n, 8_000n, 0, HOUR], [5_190n, 4_690n, HOUR, null]]);
  const [told] = (await database.query<{ data: { prices: unknown[] } }>(sql`select data from lease_events where lease_id = ${id} and type = 'lease.repriced'`)).map(({ data }) => data.prices);
  expect(told).toMatchObject([{ resourceClass: 'CPU_MILLI', nanoTokensPerUnitHour: '5190', baseNanoTokensPerUnitHour: '4690' }, { resourceClass: 'MEMORY_MIB', baseNanoTokensPerUnitHour: '0' }]);
});

test('nothing runs beyond the end of the duration, whatever was noticed before the sweep', async () => {
  const ends = HOUR + 1_000;
  const resized = await active({ durationMillis: ends });
  const lost = await active({ durationMillis: ends });
  await database.modelTransaction((tx) => setTestRate(tx, cloud.poolId, 'CPU_MILLI', 7n, HOUR + 2_000));
  const [claim] = resized.claims;
  const larger = { ...claim!, resources: [{ ...claim!.resources[0]!, amount: 2_000 }, claim!.resources[1]!] };
  await database.transaction((tx) => recordReadiness(tx, resized.id, [{ claim: larger, ready: true }], ends + 500));
  await database.transaction((tx) => recordReadiness(tx, lost.id, [{ claim: lost.claims[0]!, ready: false, reason: 'host_lost' }], ends + 500));
  await sweeps.repriceDue(3 * HOUR);
  await sweeps.closeDue(3 * HOUR);
  for (const { id } of [resized, lost]) {
    expect(await lease(id)).toMatchObject({ state: 'closing', closingAt: ends, closedReason: 'duration_over' });
    const lasting = (await streamsOf(database, id)).filter(({ startsAt, endsAt }) => endsAt! > startsAt);
    expect(new Set(lasting.map(({ endsAt }) => endsAt))).toEqual(new Set([ends]));
  }
});

test('a price above its tenant\'s maximum closes the lease at the instant the lock was over', async () => {
  const maximum = (testRates.CPU_MILLI + testRates.MEMORY_MIB).toString();
  const { id } = await active({ pricing: { mode: 'on-demand', maximumNanoTokensPerHour: maximum } });
  await database.modelTransaction((tx) => setTestRate(tx, cloud.poolId, 'CPU_MILLI', testRates.CPU_MILLI + 1n, 1_000));
  await sweeps.repriceDue(HOUR + 60_000);
  expect(await lease(id)).toMatchObject({ state: 'closing', closingAt: HOUR, closedReason: 'price_above_maximum' });
});

test('a lease that cannot be started fails, and its funds are free', async () => {
  const { id, claims } = await placed();
  await database.transaction((tx) => recordReadiness(tx, id, [{ claim: claims[0]!, ready: false, reason: 'image_not_found' }], 10));
  expect(await lease(id)).toMatchObject({ state: 'provisioning', readiness: [{ ready: false, reason: 'image_not_found' }] });
  expect(await database.transaction((tx) => failLease(tx, id, { reason: 'image_not_found', at: 20 }))).toBe(true);
  expect(await database.transaction((tx) => failLease(tx, id, { reason: 'image_not_found', at: 30 }))).toBe(false);
  expect(await lease(id)).toMatchObject({ state: 'failed', closedReason: 'image_not_found', closedAt: 20, unplaced: false });
  expect(await balanceOf(database, { ownerId: cloud.tenantId, kind: 'wallet' })).toMatchObject({ reserved: 0n });
});

test('replicas that are given up stop being charged at once; more of them are funded ahead', async () => {
  const { id } = await active({ replicas: 3 });
  const change = (replicas: number, version: number) => new ChangeLeaseHandler(database, clock, defaultSettings).execute(new ChangeLease(cloud.actor, id, { replicas }, version));
  clock.jump(1_000);
  expect(await change(1, 1)).toMatchObject({ replicas: 1, readyReplicas: 1, state: 'active' });
  const ended = (await streamsOf(database, id)).filter((stream) => stream.endsAt !== null);
  expect(ended.map((stream) => stream.endsAt)).toEqual([1_000, 1_000, 1_000, 1_000]);
  const escrow = async () => (await balanceOf(database, { ownerId: id, kind: 'escrow' })).balance;
  const before = await escrow();
  expect(await change(4, 2)).toMatchObject({ replicas: 4, readyReplicas: 1, state: 'degraded' });
  expect(await escrow()).toBe(before + 3n * (testRates.CPU_MILLI + testRates.MEMORY_MIB));
  expect((await lease(id)).unplaced).toBe(true);
});

test('a shortage of funds is told once, until there are enough again', async () => {
  const { id } = await active();
  const warn = () => database.transaction((tx) => warnOfFunds(tx, id, 'low', { lastUntil: HOUR, remaining: 5n }, 100));
  expect([await warn(), await warn()]).toEqual([true, false]);
  await database.transaction((tx) => clearFundsWarning(tx, id));
  expect(await warn()).toBe(true);
  expect((await events(id)).filter((type) => type === 'lease.funds_low')).toHaveLength(2);
});
