import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { type Database, Signals, sql } from '#libs/database';
import { type ClaimId, defaultSettings, type LeaseId, ManualClock } from '#libs/kernel';
import { beginClosing } from '#libs/lease';
import { Rebalancing, Scheduler } from '#libs/placement';
import { testDatabase, type TestDatabase } from '#libs/testing';

import { Convergence } from './convergence.js';
import { DriverRegistry } from './driver-registry.js';
import { SimulatedDriver } from './simulated-driver.js';
import { RuntimeSweeps } from './sweeps.js';
import { makeFleet, makeLease, type TestFleet, type TestHost } from './test-fleet.js';

const settings = { ...defaultSettings, simulatedStartMillis: 1_000 };
const clock = new ManualClock(1_800_000_000_000);
const NOTICE_MILLIS = 60_000;
let db: TestDatabase;
let database: Database;
let fleet: TestFleet;
let convergence: Convergence;
let sweeps: RuntimeSweeps;

beforeAll(async () => {
  db = await testDatabase();
  database = db.database;
  const drivers = new DriverRegistry([new SimulatedDriver(database, new Signals(db.url), clock, settings)]);
  convergence = new Convergence(database, drivers, clock, settings);
  sweeps = new RuntimeSweeps(database, drivers, settings);
});
beforeEach(async () => {
  await database.client.$executeRaw(sql`truncate clusters, hosts, inventories, claims, leases, streams, workloads, simulated_workloads, simulated_faults, outbox_events`);
  fleet = await makeFleet(database, clock.now());
});
afterAll(() => db.drop());

const leaseOf = (id: LeaseId) => database.client.lease.findUniqueOrThrow({ where: { id } });
const heldBy = (leaseId: LeaseId) => database.query<{ id: ClaimId; replica: number; part: string; host_id: string }>(sql`
  select id, replica, part, host_id from claims where lease_id = ${leaseId} and state = 'held' order by replica, made_at, id`);
const partsOf = async (leaseId: LeaseId) => (await heldBy(leaseId)).map((claim) => `${claim.replica} ${claim.part}`);
const releasesOf = (leaseId: LeaseId) => database.query<{ host_id: string; release_reason: string }>(sql`
  select host_id, release_reason from claims where lease_id = ${leaseId} and state = 'released' order by released_at, id`);

/** How many replicas are ready, as the tenant reads it. */
async function readyReplicas(id: LeaseId): Promise<number> {
  return ((await leaseOf(id)).readiness as { ready: boolean }[]).filter((entry) => entry.ready).length;
}

async function converge(leaseId: LeaseId): Promise<void> {
  for (let look = 0; look < 10; look += 1) {
    const again = await convergence.converge(leaseId);
    if (!again || again.againInMillis > 100) return;
    clock.advance(again.againInMillis);
  }
}

async function activeLease(on: readonly TestHost[]): Promise<LeaseId> {
  const { id } = await makeLease(database, fleet, on, clock.now());
  await converge(id);
  clock.advance(settings.simulatedStartMillis);
  await converge(id);
  expect((await leaseOf(id)).state).toBe('active');
  return id;
}

async function drain({ id }: TestHost): Promise<void> {
  await database.client.host.update({ where: { id }, data: { state: 'draining', drainBy: BigInt(clock.now() + NOTICE_MILLIS) } });
}

/** Every host is heard of, and the scheduler has its turn. */
async function schedule(): Promise<void> {
  await database.client.host.updateMany({ where: { lostAt: null }, data: { lastHeartbeatAt: BigInt(clock.now()) } });
  const scheduler = new Scheduler(database, new Signals(db.url), clock, settings);
  await scheduler.round(fleet.poolId);
  await scheduler.stop();
}

/** What every process does, for so long, in steps of half a second. @returns the fewest replicas that were ready on the way. */
async function pass(id: LeaseId, millis: number): Promise<number> {
  let fewest = Infinity;
  for (const until = clock.now() + millis; clock.now() < until;) {
    await schedule();
    for (const due of new Set([id, ...(await sweeps.onDrainedHosts(clock.now())), ...(await sweeps.onTroubledHosts(clock.now()))])) await converge(due);
    fewest = Math.min(fewest, await readyReplicas(id));
    clock.advance(500);
  }
  return fewest;
}

/** Streams of each replica, one after the other: where they overlap or leave something out. */
async function seams(id: LeaseId): Promise<string[]> {
  const rows = await database.query<{ replica: number; starts_at: bigint; ends_at: bigint | null; before: bigint | null }>(sql`
    select c.replica, s.starts_at, s.ends_at, lag(coalesce(s.ends_at, ${2n ** 60n})) over (partition by c.replica order by s.starts_at, s.ends_at) as before
    from streams s join claims c on c.id = s.claim_id where s.lease_id = ${id} and s.ends_at is distinct from s.starts_at`);
  return rows.filter((row) => row.before !== null && row.before !== row.starts_at).map((row) => `replica ${row.replica}: ${row.before} to ${row.starts_at}`);
}

async function openStreams(id: LeaseId): Promise<string[]> {
  return (await database.client.stream.findMany({ where: { leaseId: id, endsAt: null } })).map((stream) => stream.hostId).toSorted();
}

/** Capacity in use against what claims hold. */
async function miscounted(): Promise<unknown[]> {
  return database.query(sql`
    select i.host_id, i.used, count(c.id) from inventories i left join claims c on c.host_id = i.host_id and c.state = 'held'
    group by i.host_id, i.used having i.used <> 1000 * count(c.id)`);
}

describe('a drain', () => {
  test('moves work to free hosts: as many replicas as are wanted are ready all the time, and each is charged once at every millisecond', async () => {
    const [draining, beside, elsewhere, other] = fleet.hosts;
    const id = await activeLease([draining, elsewhere]);
    await drain(draining);
    expect(await pass(id, 30_000)).toBe(2);
    expect(await partsOf(id)).toEqual(['0 serving', '1 serving']);
    expect((await heldBy(id)).every((claim) => claim.host_id !== draining.id)).toBe(true);
    expect(await releasesOf(id)).toEqual([{ host_id: draining.id, release_reason: 'drained' }]);
    expect(await seams(id)).toEqual([]);
    const [first, second] = (await heldBy(id)).map((claim) => claim.host_id);
    expect(await openStreams(id)).toEqual([first!, second!].toSorted());
    expect([beside.id, elsewhere.id, other.id]).toContain(first);
    expect(await miscounted()).toEqual([]);
    expect(await leaseOf(id)).toMatchObject({ state: 'active', unplaced: false, blocked: null });
  });

  test('of both hosts of a lease, one after the other, moves it twice', async () => {
    const [one, two, three, four] = fleet.hosts;
    const id = await activeLease([one]);
    await drain(one);
    await drain(two);
    expect(await pass(id, 5_000)).toBe(1);
    const [moved] = await heldBy(id);
    await drain(moved!.host_id === three.id ? three : four);
    expect(await pass(id, 15_000)).toBe(1);
    expect((await heldBy(id)).map((claim) => [claim.part, claim.host_id])).toEqual([['serving', moved!.host_id === three.id ? four.id : three.id]]);
    expect(await seams(id)).toEqual([]);
  });

  test('without room elsewhere leaves work where it is until its time is up', async () => {
    const [draining, ...others] = fleet.hosts;
    const id = await activeLease([draining]);
    for (const host of others) await database.client.host.update({ where: { id: host.id }, data: { state: 'cordoned' } });
    await drain(draining);
    expect(await pass(id, 10_000)).toBe(1);
    expect(await leaseOf(id)).toMatchObject({ state: 'active', unplaced: false, blocked: null });
    clock.advance(NOTICE_MILLIS);
    expect(await pass(id, 5_000)).toBe(0);
    expect(await leaseOf(id)).toMatchObject({ state: 'degraded', unplaced: true });
    expect(await releasesOf(id)).toEqual([{ host_id: draining.id, release_reason: 'drained' }]);
    await database.client.host.update({ where: { id: others[0].id }, data: { state: 'open' } });
    await pass(id, 5_000);
    expect(await partsOf(id)).toEqual(['0 serving']);
    expect((await leaseOf(id)).state).toBe('active');
  });

  test('that ends has the successor given up, and nothing else happens', async () => {
    const [draining] = fleet.hosts;
    const id = await activeLease([draining]);
    await drain(draining);
    await schedule();
    expect(await partsOf(id)).toEqual(['0 serving', '0 successor']);
    await database.client.host.update({ where: { id: draining.id }, data: { state: 'open', drainBy: null } });
    expect(await sweeps.onDrainedHosts(clock.now())).toEqual([id]);
    expect(await pass(id, 10_000)).toBe(1);
    expect((await heldBy(id)).map((claim) => [claim.part, claim.host_id])).toEqual([['serving', draining.id]]);
    expect((await releasesOf(id)).map((claim) => claim.release_reason)).toEqual(['drain_ended']);
    expect(await database.client.stream.count({ where: { leaseId: id } })).toBe(1);
    expect(await miscounted()).toEqual([]);
  });

  test('whose time is up before the successor is ready gives its place to it all the same', async () => {
    const [draining] = fleet.hosts;
    const id = await activeLease([draining]);
    await drain(draining);
    await schedule();
    clock.advance(NOTICE_MILLIS);
    await converge(id);
    expect(await partsOf(id)).toEqual(['0 serving']);
    clock.advance(settings.simulatedStartMillis);
    await converge(id);
    expect(await readyReplicas(id)).toBe(1);
    const streams = await database.client.stream.findMany({ where: { leaseId: id }, orderBy: { startsAt: 'asc' } });
    expect(streams).toHaveLength(2);
    expect(streams[1]!.startsAt).toBeGreaterThanOrEqual(streams[0]!.endsAt!);
  });

  test('of a host that is lost meanwhile brings the replica back as soon as its successor is ready', async () => {
    const [draining] = fleet.hosts;
    const id = await activeLease([draining]);
    await drain(draining);
    await database.client.host.update({ where: { id: draining.id }, data: { lostAt: BigInt(clock.now()) } });
    await pass(id, 5_000);
    expect(await readyReplicas(id)).toBe(1);
    expect(await openStreams(id)).not.toContain(draining.id);
    clock.advance(settings.hostGraceMillis);
    await pass(id, 5_000);
    expect(await partsOf(id)).toEqual(['0 serving']);
    expect(await miscounted()).toEqual([]);
  });

  test.each(['closing', 'fewer replicas'] as const)('with %s meanwhile leaves neither of the two behind', async (what) => {
    const [draining, , other] = fleet.hosts;
    const id = await activeLease([other, draining]);
    await drain(draining);
    await schedule();
    expect(await partsOf(id)).toEqual(['0 serving', '1 serving', '1 successor']);
    await converge(id);
    if (what === 'closing') await database.transaction((tx) => beginClosing(tx, id, { reason: 'tenant_closed', at: clock.now() }));
    else await database.client.lease.update({ where: { id }, data: { replicas: 1, version: { increment: 1 } } });
    await pass(id, 5_000);
    expect(await partsOf(id)).toEqual(what === 'closing' ? [] : ['0 serving']);
    expect(await database.client.simulatedWorkload.count({ where: { leaseId: id } })).toBe(what === 'closing' ? 0 : 1);
    expect(await miscounted()).toEqual([]);
  });
});
describe('a pool that is rebalanced', () => {
  const rebalancing = () => new Rebalancing(database, settings);
  const movesOf = (leaseId: LeaseId) => database.query<{ host_id: string; moves_to: string | null }>(sql`select host_id, moves_to from claims where lease_id = ${leaseId} and state = 'held' and part = 'serving'`);

  /** Two leases of a replica each, on hosts of their own since more than an hour. */
  async function twoLeases(rebalanceMoves: number): Promise<[LeaseId, LeaseId]> {
    const leases: [LeaseId, LeaseId] = [await activeLease([fleet.hosts[0]]), await activeLease([fleet.hosts[2]])];
    await database.client.pool.update({ where: { id: fleet.poolId }, data: { rebalanceMoves, operatorShareCapBps: 10_000 } });
    expect(await rebalancing().sweep(clock.now())).toBe(0); // they were placed just now
    clock.advance(3_600_001);
    await schedule();
    return leases;
  }

  test('frees a host: the replica is made ready beside the other before it ends where it was, and is charged once at every millisecond', async () => {
    const leases = await twoLeases(5);
    expect((await Promise.all([rebalancing().sweep(clock.now()), rebalancing().sweep(clock.now())])).toSorted((one, other) => one - other)).toEqual([0, 1]);
    const moving = (await movesOf(leases[0]))[0]!.moves_to === null ? leases[1] : leases[0];
    const [{ host_id: from, moves_to: to }] = (await movesOf(moving)) as [{ host_id: string; moves_to: string }];
    expect(await pass(moving, 15_000)).toBe(1);
    expect((await heldBy(moving)).map((claim) => [claim.part, claim.host_id])).toEqual([['serving', to]]);
    expect(await releasesOf(moving)).toEqual([{ host_id: from, release_reason: 'moved' }]);
    expect(await movesOf(moving)).toEqual([{ host_id: to, moves_to: null }]);
    expect(await seams(moving)).toEqual([]);
    expect(await miscounted()).toEqual([]);
    expect(await database.query(sql`select payload->>'poolId' as pool from outbox_events where type = 'replicas.move'`)).toEqual([{ pool: fleet.poolId }]);
    clock.advance(3_600_001);
    await schedule();
    expect(await rebalancing().sweep(clock.now())).toBe(0); // nothing more is gained
  });

  test('moves nothing without being asked to where its terms do not say so', async () => {
    const [one] = await twoLeases(0);
    expect(await rebalancing().sweep(clock.now())).toBe(0);
    expect((await movesOf(one))[0]!.moves_to).toBeNull();
  });

  test.each(['finds no room', 'is not ready in time'] as const)('leaves a replica that %s where it is', async (what) => {
    const leases = await twoLeases(5);
    expect(await rebalancing().sweep(clock.now())).toBe(1);
    const moving = (await movesOf(leases[0]))[0]!.moves_to === null ? leases[1] : leases[0];
    const [before] = await movesOf(moving);
    if (what === 'finds no room') await database.client.host.update({ where: { id: before!.moves_to! }, data: { state: 'cordoned' } });
    await schedule();
    expect(await partsOf(moving)).toEqual(what === 'finds no room' ? ['0 serving'] : ['0 serving', '0 successor']);
    await database.client.pool.update({ where: { id: fleet.poolId }, data: { rebalanceMoves: 0 } });
    clock.advance(1_800_000);
    await rebalancing().sweep(clock.now());
    expect(await pass(moving, 5_000)).toBe(1);
    expect(await movesOf(moving)).toEqual([{ host_id: before!.host_id, moves_to: null }]);
    expect(await partsOf(moving)).toEqual(['0 serving']);
    expect(await seams(moving)).toEqual([]);
    expect(await miscounted()).toEqual([]);
  });
});
