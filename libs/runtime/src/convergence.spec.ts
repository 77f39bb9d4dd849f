import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { Database, Signals, sql } from '#libs/database';
import { type Actor, defaultSettings, type LeaseId, ManualClock, newId, systemActor } from '#libs/kernel';
import { beginClosing } from '#libs/lease';
import { Scheduler } from '#libs/placement';
import { testDatabase, type TestDatabase } from '#libs/testing';

import { ClearFault, ClearFaultHandler } from './clear-fault.js';
import { Convergence } from './convergence.js';
import { DriverRegistry } from './driver-registry.js';
import type { FaultInput } from './fault.js';
import { InjectFault, InjectFaultHandler } from './inject-fault.js';
import { desiredIn, readIntent } from './intent.js';
import { SimulatedDriver } from './simulated-driver.js';
import { RuntimeSweeps } from './sweeps.js';
import { makeFleet, makeLease, type TestFleet, type TestHost } from './test-fleet.js';

const NOW = 1_800_000_000_000;
const settings = { ...defaultSettings, simulatedStartMillis: 1_000 };
const clock = new ManualClock(NOW);
let db: TestDatabase;
let database: Database;
let fleet: TestFleet;
let driver: SimulatedDriver;
let convergence: Convergence;
let sweeps: RuntimeSweeps;
let scheduler: Scheduler;

beforeAll(async () => {
  db = await testDatabase();
  database = db.database;
  driver = new SimulatedDriver(database, new Signals(db.url), clock, settings);
  const drivers = new DriverRegistry([driver]);
  convergence = new Convergence(database, drivers, clock, settings);
  sweeps = new RuntimeSweeps(database, drivers, settings);
  scheduler = new Scheduler(database, new Signals(db.url), clock, settings);
});
beforeEach(async () => {
  await database.client.$executeRaw(sql`truncate clusters, hosts, inventories, claims, leases, streams, workloads, simulated_workloads, simulated_faults, outbox_events`);
  fleet = await makeFleet(database, clock.now());
});
afterAll(() => db.drop());

/** Converges, passing the time it asks for, until it asks for no more. */
async function convergeFully(leaseId: LeaseId, by = convergence): Promise<void> {
  for (let round = 0; round < 50; round += 1) {
    const again = await by.converge(leaseId);
    if (!again) return;
    clock.advance(again.againInMillis);
  }
  throw new Error('it never settles');
}

async function activeLease(on: TestHost[]) {
  const lease = await makeLease(database, fleet, on, clock.now());
  await convergeFully(lease.id);
  expect(await stateOf(lease.id)).toBe('active');
  return lease;
}

async function stateOf(leaseId: LeaseId): Promise<string> {
  return (await database.client.lease.findUniqueOrThrow({ where: { id: leaseId }, select: { state: true } })).state;
}

const streamsOf = (leaseId: LeaseId) => database.query<{ claim_id: string; starts_at: bigint; ends_at: bigint | null }>(sql`
  select claim_id, starts_at, ends_at from streams where lease_id = ${leaseId} order by starts_at, claim_id`);
const claimsOf = (leaseId: LeaseId) => database.query<{ id: string; state: string; release_reason: string | null; host_id: string }>(sql`
  select id, state, release_reason, host_id from claims where lease_id = ${leaseId} order by made_at, replica`);
const runningOf = (leaseId: LeaseId) => database.query<{ claim_id: string; host_id: string; created_at: bigint }>(sql`
  select claim_id, host_id, created_at from simulated_workloads where lease_id = ${leaseId} order by claim_id`);
const usedOn = async (host: TestHost) => (await database.client.inventory.findFirstOrThrow({ where: { hostId: host.id } })).used;

async function close(leaseId: LeaseId): Promise<void> {
  await database.transaction((tx) => beginClosing(tx, leaseId, { reason: 'tenant_closed', at: clock.now() }));
}

async function inject(host: TestHost, fault: FaultInput): Promise<() => Promise<void>> {
  const actor: Actor = { ...systemActor, ownerType: 'operator', ownerId: host.operatorId };
  const { id } = await new InjectFaultHandler(database, clock).execute(new InjectFault(actor, host.clusterId, fault));
  return () => new ClearFaultHandler(database, clock).execute(new ClearFault(actor, host.clusterId, id));
}

/** As inventory's sweep does when a host was silent for long. */
async function loseContact(host: TestHost): Promise<void> {
  await database.client.host.update({ where: { id: host.id }, data: { lostAt: BigInt(clock.now()) } });
}

async function heartbeat(host: TestHost): Promise<void> {
  await database.client.host.update({ where: { id: host.id }, data: { lostAt: null, lastHeartbeatAt: BigInt(clock.now()) } });
}

/** What the scheduler does while these hosts are heard of. */
async function placeOn(hosts: readonly TestHost[]): Promise<void> {
  for (const host of hosts) await heartbeat(host);
  expect(await scheduler.round(fleet.poolId)).toMatchObject({ outcome: 'done' });
}

describe('a lease', () => {
  test('starts, and is charged from the millisecond in which its last replica was ready', async () => {
    const [one, , two] = fleet.hosts;
    const began = clock.now();
    const lease = await makeLease(database, fleet, [one, two], began);
    expect(await convergence.converge(lease.id)).toEqual({ againInMillis: 1_000 });
    expect(await stateOf(lease.id)).toBe('provisioning');
    clock.advance(5_000); // late on purpose
    await convergeFully(lease.id);
    expect(await stateOf(lease.id)).toBe('active');
    expect((await streamsOf(lease.id)).map((stream) => [Number(stream.starts_at) - began, stream.ends_at])).toEqual([[1_000, null], [1_000, null]]);
    expect(await convergence.converge(lease.id)).toBeUndefined();
  });

  test('is ready at once where nothing takes time', async () => {
    const fast = { ...settings, simulatedStartMillis: 0 };
    const swift = new Convergence(database, new DriverRegistry([new SimulatedDriver(database, new Signals(db.url), clock, fast)]), clock, fast);
    const lease = await makeLease(database, fleet, [fleet.hosts[0]], clock.now());
    expect(await swift.converge(lease.id)).toBeUndefined();
    expect(await stateOf(lease.id)).toBe('active');
  });

  test('that closes leaves nothing behind: no workload, no claim, no capacity taken', async () => {
    const lease = await activeLease([fleet.hosts[0], fleet.hosts[2]]);
    await close(lease.id);
    await convergeFully(lease.id);
    expect(await stateOf(lease.id)).toBe('closed');
    expect(await runningOf(lease.id)).toEqual([]);
    expect((await claimsOf(lease.id)).map((claim) => claim.state)).toEqual(['released', 'released']);
    expect(await usedOn(fleet.hosts[0])).toBe(0n);
    expect(await database.client.workload.count({ where: { leaseId: lease.id } })).toBe(0);
  });

  test('whose image is not found fails after a while, and gives back what it held', async () => {
    const lease = await makeLease(database, fleet, [fleet.hosts[0], fleet.hosts[2]], clock.now());
    await inject(fleet.hosts[0], { kind: 'image_not_found', leaseId: lease.id });
    await convergeFully(lease.id);
    const { state, closedReason } = await database.client.lease.findUniqueOrThrow({ where: { id: lease.id } });
    expect([state, closedReason]).toEqual(['failed', 'image_not_found']);
    expect(await runningOf(lease.id)).toEqual([]);
    expect(await streamsOf(lease.id)).toEqual([]);
    expect((await claimsOf(lease.id)).map((claim) => claim.state)).toEqual(['released', 'released']);
  });

  test('that crashes is degraded, not charged meanwhile, and recovers', async () => {
    const lease = await activeLease([fleet.hosts[0]]);
    clock.advance(10_000);
    const crashedAt = clock.now();
    const clear = await inject(fleet.hosts[0], { kind: 'crash_loop', leaseId: lease.id });
    clock.advance(500);
    await convergence.converge(lease.id);
    expect(await stateOf(lease.id)).toBe('degraded');
    expect((await streamsOf(lease.id)).map((stream) => Number(stream.ends_at))).toEqual([crashedAt]);
    clock.advance(30_000);
    await clear();
    const clearedAt = clock.now();
    await convergeFully(lease.id);
    expect(await stateOf(lease.id)).toBe('active');
    expect((await streamsOf(lease.id)).map((stream) => Number(stream.starts_at)).at(-1)).toBe(clearedAt + settings.simulatedStartMillis);
  });

  test('whose claims are resized is changed in place, and charged for the new size from then', async () => {
    const lease = await activeLease([fleet.hosts[0]]);
    const before = await runningOf(lease.id);
    clock.advance(10_000);
    const resources = [{ resourceClass: 'CPU_MILLI', variant: '', amount: 2_000 }];
    await database.client.claim.update({ where: { id: lease.claims[0] }, data: { resources } });
    await convergeFully(lease.id);
    expect(await runningOf(lease.id)).toEqual(before);
    const [running] = await database.client.simulatedWorkload.findMany({ where: { leaseId: lease.id } });
    expect(running!.spec).toMatchObject({ resources });
    const streams = await database.query<{ quantity: bigint; ends_at: bigint | null }>(sql`select quantity, ends_at from streams where lease_id = ${lease.id} order by starts_at`);
    expect(streams.map(({ quantity, ends_at: endsAt }) => [quantity, endsAt === null ? null : Number(endsAt)])).toEqual([[1_000n, clock.now()], [2_000n, null]]);
  });

  test('whose claims are resized is charged for the new size also when whoever changed it was cut off before recording it', async () => {
    const lease = await activeLease([fleet.hosts[0]]);
    await database.client.claim.update({ where: { id: lease.claims[0] }, data: { resources: [{ resourceClass: 'CPU_MILLI', variant: '', amount: 2_000 }] } });
    const intent = (await readIntent(database, lease.id))!;
    await driver.apply({ id: fleet.hosts[0].clusterId, driver: 'simulated' }, desiredIn(intent, fleet.hosts[0].clusterId, new Map()));
    await convergeFully(lease.id);
    const streams = await database.query<{ quantity: bigint }>(sql`select quantity from streams where lease_id = ${lease.id} and ends_at is null`);
    expect(streams).toEqual([{ quantity: 2_000n }]);
  });

  test('with fewer replicas than claims gives up the others', async () => {
    const lease = await activeLease([fleet.hosts[0], fleet.hosts[2]]);
    await database.client.lease.update({ where: { id: lease.id }, data: { replicas: 1 } });
    await convergeFully(lease.id);
    expect((await claimsOf(lease.id)).map((claim) => [claim.state, claim.release_reason])).toEqual([['held', null], ['released', 'scaled_down']]);
    expect((await runningOf(lease.id)).map((each) => each.claim_id)).toEqual([lease.claims[0]]);
    expect(await stateOf(lease.id)).toBe('active');
  });
});

describe('a lease that has reserved its capacity', () => {
  test('keeps the claims it does without for now, with nothing under them, and runs there again', async () => {
    const lease = await activeLease([fleet.hosts[0], fleet.hosts[2]]);
    const pricing = { mode: 'reserved', termMillis: 1_000_000_000, discountBps: 0, replicas: 2 };
    await database.client.lease.update({ where: { id: lease.id }, data: { replicas: 1, pricing } });
    await convergeFully(lease.id);
    expect(await convergence.converge(lease.id)).toBeUndefined();
    expect((await runningOf(lease.id)).map((each) => each.claim_id)).toEqual([lease.claims[0]]);
    expect((await claimsOf(lease.id)).map((claim) => claim.state)).toEqual(['held', 'held']);
    expect(await stateOf(lease.id)).toBe('active');
    await database.client.lease.update({ where: { id: lease.id }, data: { replicas: 2 } });
    await convergeFully(lease.id);
    expect(await runningOf(lease.id)).toHaveLength(2);
    expect(await stateOf(lease.id)).toBe('active');
    expect((await streamsOf(lease.id)).map((stream) => stream.ends_at)).toEqual([null, null]);
    await close(lease.id);
    await convergeFully(lease.id);
    expect((await claimsOf(lease.id)).map((claim) => claim.state)).toEqual(['released', 'released']);
  });

  test('gives one up when its host is lost', async () => {
    const lease = await activeLease([fleet.hosts[0], fleet.hosts[2]]);
    const pricing = { mode: 'reserved', termMillis: 1_000_000_000, discountBps: 0, replicas: 2 };
    await database.client.lease.update({ where: { id: lease.id }, data: { replicas: 1, pricing } });
    await convergeFully(lease.id);
    await loseContact(fleet.hosts[2]);
    clock.advance(settings.hostGraceMillis);
    await convergeFully(lease.id);
    expect((await claimsOf(lease.id)).map((claim) => [claim.state, claim.release_reason])).toEqual([['held', null], ['released', 'host_lost']]);
    expect((await streamsOf(lease.id)).filter((stream) => stream.ends_at === null)).toHaveLength(1);
  });
});

describe('a host', () => {
  test('that dies: its replica is unknown since it was last heard of, and after the grace placed at another operator', async () => {
    const [dying, , other, spare] = fleet.hosts;
    const lease = await activeLease([dying, other]);
    const heard = clock.now();
    await heartbeat(dying);
    await inject(dying, { kind: 'host_lost', hostId: dying.id });
    clock.advance(settings.hostLostAfterMillis);
    await loseContact(dying);
    expect(await sweeps.onTroubledHosts(clock.now())).toEqual([lease.id]);
    await convergeFully(lease.id);
    expect(await stateOf(lease.id)).toBe('degraded');
    const ends = new Map((await streamsOf(lease.id)).map((stream) => [stream.claim_id, stream.ends_at]));
    expect(ends).toEqual(new Map([[lease.claims[0], BigInt(heard)], [lease.claims[1], null]]));
    expect(await sweeps.onTroubledHosts(clock.now())).toEqual([]);
    clock.advance(settings.hostGraceMillis);
    expect(await sweeps.onTroubledHosts(clock.now())).toEqual([lease.id]);
    await convergeFully(lease.id);
    expect((await claimsOf(lease.id)).map((claim) => [claim.state, claim.release_reason])).toEqual([['released', 'host_lost'], ['held', null]]);
    expect(await sweeps.onTroubledHosts(clock.now())).toEqual([]);
    await placeOn([other, spare]);
    await convergeFully(lease.id);
    expect(await stateOf(lease.id)).toBe('active');
    expect((await runningOf(lease.id)).every((each) => [other.id, spare.id].includes(each.host_id as never))).toBe(true);
    expect((await streamsOf(lease.id)).filter((stream) => stream.ends_at === null)).toHaveLength(2);
  });

  test('that is heard of again within the grace: what runs there is adopted, and counts from then', async () => {
    const [silent] = fleet.hosts;
    const lease = await activeLease([silent]);
    const before = await runningOf(lease.id);
    const clear = await inject(silent, { kind: 'contact_lost', hostId: silent.id });
    clock.advance(settings.hostLostAfterMillis);
    await loseContact(silent);
    await convergeFully(lease.id);
    expect(await stateOf(lease.id)).toBe('degraded');
    clock.advance(settings.hostGraceMillis - 1);
    await clear();
    await heartbeat(silent);
    expect(await sweeps.onTroubledHosts(clock.now())).toEqual([lease.id]);
    await convergeFully(lease.id);
    expect(await stateOf(lease.id)).toBe('active');
    expect(await runningOf(lease.id)).toEqual(before);
    expect((await streamsOf(lease.id)).map((stream) => Number(stream.starts_at)).at(-1)).toBe(clock.now());
  });

  test('that is heard of again after the grace: what still runs there is removed, and what was placed instead stays', async () => {
    const [silent, , other] = fleet.hosts;
    const lease = await activeLease([silent]);
    const clear = await inject(silent, { kind: 'contact_lost' });
    clock.advance(settings.hostLostAfterMillis);
    await loseContact(silent);
    await convergeFully(lease.id);
    clock.advance(settings.hostGraceMillis);
    await convergence.converge(lease.id);
    await placeOn([other]);
    const instead = (await claimsOf(lease.id)).at(-1)!.id;
    await convergeFully(lease.id);
    expect(await stateOf(lease.id)).toBe('active');
    expect((await runningOf(lease.id)).map((each) => each.host_id).toSorted()).toEqual([silent.id, other.id].toSorted());
    await clear();
    await heartbeat(silent);
    expect(await sweeps.onTroubledHosts(clock.now())).toEqual([lease.id]);
    await convergeFully(lease.id);
    expect((await runningOf(lease.id)).map((each) => each.claim_id)).toEqual([instead]);
    expect(await sweeps.onTroubledHosts(clock.now())).toEqual([]);
  });

  test('whose whole cluster is silent: nothing is torn down, nothing new goes there, nothing is charged unheard, and what runs is adopted', async () => {
    const [silent, beside, other, spare] = fleet.hosts;
    const lease = await activeLease([silent, other]);
    const before = await runningOf(lease.id);
    const heard = clock.now();
    for (const host of [silent, beside]) await heartbeat(host);
    const clear = await inject(silent, { kind: 'contact_lost' });
    await convergeFully(lease.id);
    expect(await stateOf(lease.id), 'silence of a moment says nothing').toBe('active');
    clock.advance(settings.hostLostAfterMillis);
    for (const host of [silent, beside]) await loseContact(host);
    await convergeFully(lease.id);
    const { readiness } = await database.client.lease.findUniqueOrThrow({ where: { id: lease.id } });
    expect(readiness).toMatchObject([{ replica: 0, ready: false, reason: 'host_lost', since: heard }, { replica: 1, ready: true }]);
    expect(await runningOf(lease.id)).toEqual(before);
    expect((await claimsOf(lease.id)).map((claim) => claim.state)).toEqual(['held', 'held']);
    expect(new Map((await streamsOf(lease.id)).map((stream) => [stream.claim_id, stream.ends_at]))).toEqual(new Map([[lease.claims[0], BigInt(heard)], [lease.claims[1], null]]));

    await database.client.lease.update({ where: { id: lease.id }, data: { replicas: 4, unplaced: true, sought: true } });
    await placeOn([other, spare]);
    await convergeFully(lease.id);
    const added = (await claimsOf(lease.id)).slice(2).map((claim) => claim.host_id);
    expect(added).toHaveLength(2);
    expect(added.every((hostId) => hostId === other.id || hostId === spare.id)).toBe(true);

    await clear();
    for (const host of [silent, beside]) await heartbeat(host);
    await convergeFully(lease.id);
    expect(await stateOf(lease.id)).toBe('active');
    expect(await runningOf(lease.id)).toEqual(expect.arrayContaining(before));
    expect((await streamsOf(lease.id)).filter((stream) => stream.claim_id === lease.claims[0]).map((stream) => Number(stream.starts_at)).at(-1)).toBe(clock.now());
  });

  test('that was changed while its cluster did not answer is what it is to be once it answers again', async () => {
    const [silent] = fleet.hosts;
    const lease = await activeLease([silent]);
    const clear = await inject(silent, { kind: 'contact_lost' });
    await database.client.lease.update({ where: { id: lease.id }, data: { resources: { cpuMillis: 2_000, memoryMib: 0 }, unplaced: true, sought: true } });
    await placeOn([silent]);
    await convergeFully(lease.id);
    await clear();
    clock.advance(60_000);
    expect(await sweeps.unsettled(clock.now())).toEqual([lease.id]);
    await convergeFully(lease.id);
    const [runs] = await database.client.simulatedWorkload.findMany({ where: { leaseId: lease.id } });
    expect(runs?.spec).toMatchObject({ resources: [{ amount: 2_000 }] });
    expect(await database.client.stream.findMany({ where: { leaseId: lease.id, endsAt: null } })).toMatchObject([{ quantity: 2_000n }]);
    expect(await sweeps.unsettled(clock.now())).toEqual([]);
  });

  test('that drains keeps its work until its time is up; then it is given up', async () => {
    const [draining, , other] = fleet.hosts;
    const lease = await activeLease([draining, other]);
    await database.client.host.update({ where: { id: draining.id }, data: { state: 'draining', drainBy: BigInt(clock.now() + 60_000) } });
    await convergeFully(lease.id);
    expect(await stateOf(lease.id)).toBe('active');
    expect(await sweeps.onDrainedHosts(clock.now())).toEqual([]);
    clock.advance(60_000);
    expect(await sweeps.onDrainedHosts(clock.now())).toEqual([lease.id]);
    await convergeFully(lease.id);
    expect((await claimsOf(lease.id)).map((claim) => [claim.state, claim.release_reason])).toEqual([['released', 'drained'], ['held', null]]);
    expect(await stateOf(lease.id)).toBe('degraded');
  });
});

describe('resync', () => {
  test('finds what runs without a claim and what is claimed without running, and removes what runs for nobody', async () => {
    const [host] = fleet.hosts;
    const lease = await activeLease([host]);
    const vanished = await activeLease([host]);
    const closed = await activeLease([host]);
    const specs = await database.client.simulatedWorkload.findMany({ where: { leaseId: closed.id } });
    await close(closed.id);
    await convergeFully(closed.id);
    await database.client.simulatedWorkload.createMany({ data: specs.map((spec) => ({ ...spec, spec: spec.spec as object })) });
    await database.client.simulatedWorkload.createMany({ data: specs.map((spec) => ({ ...spec, spec: spec.spec as object, claimId: newId('claim'), leaseId: newId('lease') })) });
    await database.client.simulatedWorkload.deleteMany({ where: { leaseId: vanished.id } });
    const found = await sweeps.resync(clock.now());
    expect(found.toSorted()).toEqual([vanished.id, closed.id].toSorted());
    for (const leaseId of found) await convergeFully(leaseId);
    const running = await database.query<{ lease_id: string }>(sql`select lease_id from simulated_workloads`);
    expect(running.map((each) => each.lease_id).toSorted()).toEqual([lease.id, vanished.id].toSorted());
    expect(await sweeps.resync(clock.now())).toEqual([]);
  });
});
