import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { type Database, rowsOf, Signals, sql } from '#libs/database';
import { defaultSettings, type LeaseId, ManualClock, newId } from '#libs/kernel';
import { beginClosing, finishClosing, type Lease, leaseById, lockLease, recordReadiness, type LeaseTerms, waitingForPlacement } from '#libs/lease';
import { addTestHosts, type CloudHost, testCloud, type TestCloud, testDatabase, type TestDatabase } from '#libs/testing';

import { applyPlan } from './apply-plan.js';
import { heldClaims, releaseClaims } from './claims.js';
import { MakeQuote, MakeQuoteHandler } from './make-quote.js';
import { type Plan } from './plan.js';
import { Fenced } from './placement.errors.js';
import { schedulerHealth } from './list-schedulers.js';
import { replayRound } from './rounds/replay-round.js';
import { selectRoundsOf } from './rounds/round.store.js';
import { takeSchedulerLock } from './scheduler-lock.js';
import { Scheduler } from './scheduler.js';

let db: TestDatabase;
let database: Database;
let signals: Signals;
let cloud: TestCloud;
let scheduler: Scheduler;
const clock = new ManualClock(1_000);
const settings = defaultSettings;

beforeAll(async () => {
  db = await testDatabase();
  database = db.database;
  signals = new Signals(db.url);
  await signals.start();
});
afterAll(async () => {
  await signals.stop();
  await db.drop();
});
beforeEach(async () => {
  clock.jump(1_000);
  cloud = await testCloud(database);
  scheduler = new Scheduler(database, signals, clock, settings);
});

const addHosts = (...hosts: CloudHost[]) => addTestHosts(database, cloud.poolId, hosts);

let requested = 0;

/** Leases straight in their table, each later than the one before: admission is tested elsewhere. */
async function addLeases(count: number, changes: Partial<LeaseTerms> = {}): Promise<LeaseId[]> {
  const ids = Array.from({ length: count }, () => newId('lease'));
  const prices = ['CPU_MILLI/', 'MEMORY_MIB/', 'GPU_MILLI/t4'].map((key) => ({ resourceClass: key.split('/')[0], variant: key.split('/')[1], nanoTokensPerUnitHour: '1000' }));
  await database.client.lease.createMany({
    data: ids.map((id) => ({
      id, tenantId: cloud.tenantId, projectId: cloud.projectId, poolId: cloud.poolId, name: id, state: 'requested', replicas: changes.replicas ?? 1,
      resources: (changes.resources ?? { cpuMillis: 1_000, memoryMib: 1_024 }) as object, workload: { image: 'nginx' }, constraints: (changes.constraints ?? {}) as object,
      pricing: { mode: 'on-demand' }, prices, priceLockedUntil: 3_600_000n, createdAt: BigInt((requested += 1)),
    })),
  });
  return ids;
}

async function rounds(one = scheduler): Promise<void> {
  for (let round = 0; round < 50; round += 1) if (!(await one.round(cloud.poolId)).more) return;
  throw new Error('fifty rounds and more to do');
}

const lease = async (id: LeaseId): Promise<Lease> => (await leaseById(database, id))!;
const states = async (ids: readonly LeaseId[]): Promise<Record<string, number>> => {
  const rows = await database.client.lease.groupBy({ by: ['state'], where: { id: { in: [...ids] } }, _count: true });
  return Object.fromEntries(rows.map((row) => [row.state, row._count]));
};

/** Held claims against what inventories say is used, and against what they have; replicas held twice. All empty, always. */
async function inconsistencies(): Promise<unknown[]> {
  return rowsOf(database, sql`
    with held as (
      select c.host_id, r."resourceClass" as resource_class, r.variant, sum(r.amount) as amount
      from claims c cross join lateral jsonb_to_recordset(c.resources) as r("resourceClass" text, variant text, amount bigint)
      where c.state = 'held' and c.pool_id = ${cloud.poolId} group by 1, 2, 3
    )
    select i.host_id, i.resource_class, i.used, h.amount from inventories i join hosts on hosts.id = i.host_id and hosts.pool_id = ${cloud.poolId}
    left join held h using (host_id, resource_class, variant) where i.used <> coalesce(h.amount, 0) or i.used > i.total
    union all
    select lease_id, 'twice', replica, count(*) from claims where state = 'held' and part <> 'succeeded' group by lease_id, replica, part having count(*) > 1`);
}

describe('a round', () => {
  test('places what fits, says why the rest waits, and tells both once', async () => {
    await addHosts({ cpus: 3 });
    const ids = await addLeases(4);
    await rounds();
    expect(await states(ids)).toEqual({ placed: 3, blocked: 1 });
    const [blocked] = (await Promise.all(ids.map(lease))).filter((one) => one.state === 'blocked');
    expect(blocked?.blocked).toEqual({ until: 'capacity-added', reasons: [{ filter: 'resources', reason: expect.any(String), hosts: 'all' }] });
    const events = () => rowsOf<{ type: string }>(database, sql`select type from outbox_events where tenant_id = ${cloud.tenantId} order by type`);
    const told = ['lease.blocked', 'lease.placed', 'lease.placed', 'lease.placed'];
    expect((await events()).map((event) => event.type)).toEqual(told);
    await scheduler.round(cloud.poolId);
    expect((await events()).map((event) => event.type)).toEqual(told);
    expect(await inconsistencies()).toEqual([]);
  });

  test('places what was blocked when capacity appears', async () => {
    const [id] = await addLeases(1);
    await rounds();
    expect(await lease(id!)).toMatchObject({ state: 'blocked', blocked: { reasons: [{ filter: 'capacity' }] } });
    await addHosts({});
    await signalRoom();
    await rounds();
    expect(await lease(id!)).toMatchObject({ state: 'placed', blocked: null, unplaced: false, placedAt: 1_000 });
  });

  test('of two hundred that want the last unit gives it to one', async () => {
    await addHosts({ cpus: 1 });
    const ids = await addLeases(200);
    await rounds();
    expect(await states(ids)).toEqual({ placed: 1, blocked: 199 });
    expect(await inconsistencies()).toEqual([]);
  });

  test('does not let many blocked leases hold up new ones, and gives each blocked one its turn', async () => {
    await addHosts({ cpus: 4 });
    await addLeases(450, { resources: { cpuMillis: 5_000, memoryMib: 1 } });
    await rounds();
    const [late] = await addLeases(1);
    await scheduler.round(cloud.poolId);
    expect((await lease(late!)).state).toBe('placed');
    await addHosts({ cpus: 450 * 5 });
    await signalRoom();
    await rounds();
    expect(await rowsOf(database, sql`select 1 from leases where pool_id = ${cloud.poolId} and unplaced`)).toEqual([]);
  });

  test('is of all that wait for the first time, but for as many blocked ones as there are, up to a quarter', async () => {
    const look = async () => (await waitingForPlacement(database, cloud.poolId, 8, clock.now())).requests.map(({ blocked }) => (blocked ? 'blocked' : 'new')).toSorted();
    await addLeases(1, { resources: { cpuMillis: 99_000, memoryMib: 1 } });
    await rounds();
    await addLeases(9);
    expect(await look()).toEqual(['blocked', ...Array.from({ length: 7 }, () => 'new')]);
    await rowsOf(database, sql`delete from leases where pool_id = ${cloud.poolId} and blocked is not null returning id`);
    expect(await look()).toEqual(Array.from({ length: 8 }, () => 'new'));
  });

  test('is kept with what could not be written of it, though it was made ready before that was known', async () => {
    await addHosts({});
    const ids = await addLeases(2);
    await database.transaction(async (tx) => {
      await lockLease(tx, ids[0]!); // somebody decides about it just now
      expect((await scheduler.round(cloud.poolId)).applied).toMatchObject({ made: [{ leaseId: ids[1] }], refused: [{ leaseId: ids[0], reason: 'changed' }] });
    });
    const [kept] = await selectRoundsOf(database, ids[0]!, 1);
    const { checks, refused } = await replayRound(database, kept!);
    expect(refused).toEqual([{ leaseId: ids[0], reason: 'changed' }]);
    expect(checks).toEqual({ seed: true, hosts: true, market: true, requests: true, plan: true, outcomes: true });
  });

  test('keeps projects within their quotas, counted when claiming, and goes on when quota is free again', async () => {
    await addHosts({});
    await database.client.quota.create({ data: { projectId: cloud.projectId, resourceClass: 'CPU_MILLI', limit: 2_000n } });
    const ids = await addLeases(5);
    await rounds();
    expect(await states(ids)).toEqual({ placed: 2, blocked: 3 });
    const [blocked, placed] = ['blocked', 'placed'].map((state) => Promise.all(ids.map(lease)).then((all) => all.find((one) => one.state === state)!));
    expect((await blocked)!.blocked).toMatchObject({ until: 'quota-freed', reasons: [{ filter: 'quota' }] });
    await close((await placed)!.id);
    await signalRoom();
    await rounds();
    expect(await states(ids)).toEqual({ placed: 2, closed: 1, blocked: 2 });
  });
});

test('room goes to whoever waits longest, also when newer requests come beside it', async () => {
  await addHosts({ cpus: 1 });
  const [first, second] = await addLeases(2);
  await rounds();
  expect([(await lease(first!)).state, (await lease(second!)).state]).toEqual(['placed', 'blocked']);
  await addLeases(3);
  await close(first!);
  await signalRoom();
  await rounds();
  expect((await lease(second!)).state).toBe('placed');
});

test('a project\'s quota holds across pools whose schedulers apply at the same time', async () => {
  const pools = [cloud, await testCloud(database)];
  await database.client.quota.create({ data: { projectId: cloud.projectId, resourceClass: 'CPU_MILLI', limit: 10_000n } });
  const own = cloud;
  for (const { poolId } of pools) {
    cloud = { ...own, poolId };
    await addHosts({ cpus: 64 });
    await addLeases(20);
  }
  await Promise.all(pools.map(({ poolId }) => new Scheduler(database, signals, clock, settings).round(poolId)));
  expect(await rowsOf(database, sql`select count(*)::int as held from claims where project_id = ${own.projectId} and state = 'held'`)).toEqual([{ held: 10 }]);
});

describe('claims', () => {
  test('that are released make room, end their streams and are placed again elsewhere when the lease runs', async () => {
    await addHosts({ operatorId: 'opr_a', cpus: 2 }, { operatorId: 'opr_b', cpus: 2 });
    const [id] = await addLeases(1);
    await rounds();
    const [claim] = await heldClaims(database, id!);
    await database.transaction((tx) => recordReadiness(tx, id!, [{ claim: claim!, ready: true, readySince: 1_500 }], 2_000));
    expect(await lease(id!)).toMatchObject({ state: 'active', activatedAt: 1_500, holdKey: null });
    const released = await database.transaction((tx) => releaseClaims(tx, [claim!.id], { reason: 'host_lost', at: 5_000 }));
    expect(released.map((one) => one.id)).toEqual([claim!.id]);
    expect(await database.transaction((tx) => releaseClaims(tx, [claim!.id], { reason: 'host_lost', at: 6_000 }))).toEqual([]);
    expect(await rowsOf(database, sql`select distinct starts_at, ends_at from streams where lease_id = ${id}`)).toEqual([{ starts_at: 1_500n, ends_at: 5_000n }]);
    expect((await lease(id!)).state).toBe('degraded');
    await rounds();
    const [again] = await heldClaims(database, id!);
    expect(again).toMatchObject({ replica: 0, operatorId: claim!.operatorId === 'opr_a' ? 'opr_b' : 'opr_a' });
    await database.transaction((tx) => recordReadiness(tx, id!, [{ claim: again!, ready: true }], 9_000));
    expect((await lease(id!)).state).toBe('active');
    expect(await inconsistencies()).toEqual([]);
  });

  test('are resized in place or moved when the tenant asks for more', async () => {
    await addHosts({ cpus: 4 });
    const [id] = await addLeases(1);
    await rounds();
    const [before] = await heldClaims(database, id!);
    const resize = async (cpuMillis: number) => {
      await database.client.lease.update({ where: { id: id! }, data: { unplaced: true, resources: { cpuMillis, memoryMib: 1_024 }, version: { increment: 1 } } });
      await rounds();
      return (await heldClaims(database, id!))[0]!;
    };
    expect(await resize(3_000)).toMatchObject({ id: before!.id, resources: [{ amount: 3_000 }, { amount: 1_024 }] });
    expect(await resize(8_000)).toMatchObject({ id: before!.id, resources: [{ amount: 3_000 }, { amount: 1_024 }] });
    expect(await lease(id!)).toMatchObject({ state: 'placed', unplaced: true, blocked: { until: 'capacity-added' } });
    const [bigger] = await addHosts({ cpus: 8 });
    await signalRoom();
    await rounds();
    expect((await heldClaims(database, id!))[0]).toMatchObject({ hostId: bigger, resources: [{ amount: 8_000 }, { amount: 1_024 }] });
    expect(await lease(id!)).toMatchObject({ unplaced: false, blocked: null });
    expect(await inconsistencies()).toEqual([]);
  });
});

describe('a draining host', () => {
  /** Active on its own hosts, which drain, with a free one beside. */
  async function draining(count: number): Promise<{ ids: LeaseId[]; free: string }> {
    const hosts = await addHosts({ cpus: count });
    const ids = await addLeases(count);
    await rounds();
    await database.client.lease.updateMany({ where: { id: { in: ids } }, data: { state: 'active', activatedAt: 1_000n } });
    const [free] = await addHosts({ cpus: 64 });
    await database.client.host.updateMany({ where: { id: { in: hosts } }, data: { state: 'draining', drainBy: 3_600_000n } });
    return { ids, free: free! };
  }
  const heldOf = (id: LeaseId) => heldClaims(database, id);

  test('has one successor made for each replica, beyond the quota, and none again', async () => {
    const { ids: [id], free } = await draining(1);
    await database.client.quota.create({ data: { projectId: cloud.projectId, resourceClass: 'CPU_MILLI', limit: 1_000n } });
    await rounds();
    await rounds();
    expect((await heldOf(id!)).map((claim) => claim.part)).toEqual(expect.arrayContaining(['serving', 'successor']));
    expect((await heldOf(id!)).find((claim) => claim.part === 'successor')).toMatchObject({ replica: 0, hostId: free });
    expect(await heldOf(id!)).toHaveLength(2);
    expect(await inconsistencies()).toEqual([]);
  });

  test('keeps leases waiting for nothing when nobody has room', async () => {
    const { ids: [id], free } = await draining(1);
    await database.client.host.update({ where: { id: free }, data: { state: 'cordoned' } });
    await rounds();
    expect(await lease(id!)).toMatchObject({ unplaced: false, blocked: null });
    expect(await heldOf(id!)).toHaveLength(1);
  });

  test('has its replicas succeeded once, with many schedulers at once', async () => {
    const { ids } = await draining(20);
    const clocks = [new ManualClock(0), new ManualClock(3_600_000)];
    const both = clocks.map((one) => new Scheduler(database, signals, one, { ...settings, schedulerLockMillis: 1, hostStaleAfterMillis: 1e12 }));
    for (let round = 0; round < 4; round += 1) {
      await Promise.all(both.map((one, index) => {
        clocks[index]!.jump(clocks[1 - index]!.now() + 10);
        return one.round(cloud.poolId);
      }));
    }
    for (const id of ids) expect((await heldOf(id)).map((claim) => claim.part).toSorted()).toEqual(['serving', 'successor']);
    expect(await inconsistencies()).toEqual([]);
  });

  test('changes places in one step: what is released first leaves its successor serving', async () => {
    const { ids: [id] } = await draining(1);
    await rounds();
    const claims = await heldOf(id!);
    const [old, successor] = ['serving', 'successor'].map((part) => claims.find((claim) => claim.part === part)!);
    await database.transaction((tx) => releaseClaims(tx, [old!.id], { reason: 'drained', at: 5_000 }));
    expect(await heldOf(id!)).toMatchObject([{ id: successor!.id, part: 'serving' }]);
    await rounds();
    expect(await lease(id!)).toMatchObject({ unplaced: false });
    expect(await heldOf(id!)).toHaveLength(1);
    expect(await inconsistencies()).toEqual([]);
  });
});

describe('the applier', () => {
  const planFor = async (ids: LeaseId[], hostId: string): Promise<Plan> => ({
    leases: await Promise.all(ids.map(async (id) => ({
      leaseId: id, version: (await lease(id)).version, resizes: [],
      claims: [{ leaseId: id, replica: 0, hostId, clusterId: 'cls_a', siteId: 'sit_a', operatorId: 'opr_a', resources: [{ resourceClass: 'CPU_MILLI' as const, variant: '', amount: 1_000 }] }],
    }))),
  });
  const lock = async (holder: string) => ({ poolId: cloud.poolId, fence: (await takeSchedulerLock(database, cloud.poolId, holder, clock.now(), 10_000))! });

  test('writes what still fits of a plan and refuses the rest', async () => {
    const [host] = await addHosts({ cpus: 2 });
    const ids = await addLeases(4);
    const plan = await planFor(ids, host!);
    await database.transaction((tx) => beginClosing(tx, ids[0]!, { reason: 'tenant_closed', at: 1_000 }));
    const fence = await lock('one');
    const applied = await database.transaction((tx) => applyPlan(tx, plan, fence, defaultSettings, 1_000));
    expect(applied.made.map((claim) => claim.leaseId)).toEqual([ids[1], ids[2]]);
    expect(applied.refused).toEqual([{ leaseId: ids[0], reason: 'changed' }, { leaseId: ids[3], reason: 'no_capacity' }]);
    expect(await states(ids)).toEqual({ closed: 1, placed: 2, requested: 1 });
    const repeated = await database.transaction((tx) => applyPlan(tx, plan, fence, defaultSettings, 1_000));
    expect(repeated.made).toEqual([]);
    expect(await inconsistencies()).toEqual([]);
  });

  test('writes nothing under a fence that was taken over', async () => {
    const [host] = await addHosts({});
    const plan = await planFor(await addLeases(1), host!);
    const old = await lock('one');
    expect(await takeSchedulerLock(database, cloud.poolId, 'two', clock.now(), 10_000)).toBeUndefined();
    clock.advance(10_001);
    const taken = await lock('two');
    expect(taken.fence).toBe(old.fence + 1n);
    await expect(database.transaction((tx) => applyPlan(tx, plan, old, defaultSettings, 1_000))).rejects.toBeInstanceOf(Fenced);
    expect(await rowsOf(database, sql`select 1 from claims where pool_id = ${cloud.poolId}`)).toEqual([]);
    expect((await database.transaction((tx) => applyPlan(tx, plan, taken, defaultSettings, 1_000))).made).toHaveLength(1);
  });

  test('places nothing twice with two schedulers at once, each believing that its turn has come', async () => {
    await addHosts({ cpus: 30 }, { cpus: 30 });
    const ids = await addLeases(100);
    // Two clocks an hour apart, both moving: each always finds that the other's lock is over.
    const clocks = [new ManualClock(0), new ManualClock(3_600_000)];
    const both = clocks.map((one) => new Scheduler(database, signals, one, { ...settings, schedulerLockMillis: 1, hostStaleAfterMillis: 1e12 }));
    for (let round = 0; round < 6; round += 1) {
      await Promise.all(both.map((one, index) => {
        clocks[index]!.jump(clocks[1 - index]!.now() + 10);
        return one.round(cloud.poolId);
      }));
    }
    expect(await states(ids)).toEqual({ placed: 60, blocked: 40 });
    expect(await inconsistencies()).toEqual([]);
  });
});

test('started, it places what is requested when it is told, and stopped it lets another take over at once', async () => {
  await addHosts({ cpus: 64 });
  const errors: unknown[] = [];
  scheduler.start((error) => errors.push(error));
  const [id] = await addLeases(1);
  await signalRoom();
  await expect.poll(async () => (await lease(id!)).state, { timeout: 5_000, interval: 20 }).toBe('placed');
  await scheduler.stop();
  expect(errors).toEqual([]);
  expect(await takeSchedulerLock(database, cloud.poolId, 'next', clock.now(), 10_000)).toBeDefined();
});

test('a quote says whether it fits now and what it costs, and reserves nothing', async () => {
  await addHosts({ cpus: 2 });
  const make = (replicas: number) => new MakeQuoteHandler(database, clock, settings)
    .execute(new MakeQuote(cloud.actor, { pool: cloud.pool, replicas, resources: { cpuMillis: 1_000, memoryMib: 1_024 } }));
  expect(await make(2)).toMatchObject({ feasible: true, blocked: null, nanoTokensPerHour: '90000000', expiresAt: 1_000 + settings.quoteTtlMillis });
  expect(await make(3)).toMatchObject({ feasible: false, blocked: { until: 'capacity-added' } });
  expect(await inconsistencies()).toEqual([]);
});

test('an administrator is told how many leases wait in each pool by one look at the leases, however many pools there are', async () => {
  const waiting = await addLeases(3);
  const others = await Promise.all(Array.from({ length: 5 }, () => testCloud(database)));
  await database.transaction(async (tx) => {
    // What this connection's transactions before looked at may not be handed on yet, and counts besides.
    const looksAt = async () => (await rowsOf<{ looks: bigint }>(tx, sql`
      select sum(pg_stat_get_xact_numscans(oid))::bigint as looks from (select 'leases'::regclass as oid union all select indexrelid from pg_index where indrelid = 'leases'::regclass) of_leases`))[0]!.looks;
    const before = await looksAt();
    const health = await schedulerHealth(tx, clock.now());
    expect((await looksAt()) - before).toBe(1n);
    const of = (name: string) => health.find(({ pool }) => pool === name);
    expect(of(cloud.pool)).toEqual({ pool: cloud.pool, isActive: false, waiting: waiting.length });
    for (const { pool } of others) expect(of(pool)).toEqual({ pool, isActive: false, waiting: 0 });
  });
});

async function signalRoom(): Promise<void> {
  // What a started scheduler hears as a signal.
  const turn = (scheduler as unknown as { turns: Map<string, { due: boolean }> }).turns.get(cloud.poolId);
  if (turn) turn.due = true;
  await database.transaction((tx) => tx.$executeRaw(sql`select pg_notify('weir_schedule', ${cloud.poolId})`));
}

async function close(id: LeaseId): Promise<void> {
  await database.transaction(async (tx) => {
    await beginClosing(tx, id, { reason: 'tenant_closed', at: 2_000 });
    await releaseClaims(tx, (await heldClaims(tx, id)).map((claim) => claim.id), { reason: 'lease_closed', at: 2_000 });
    await finishClosing(tx, id, 2_000);
  });
}
