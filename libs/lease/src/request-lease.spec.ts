import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { type Database, rowsOf, sql } from '#libs/database';
import { defaultSettings, ManualClock, newId } from '#libs/kernel';
import { balanceOf } from '#libs/ledger';
import { addTestHosts, testCloud, type TestCloud, testDatabase, type TestDatabase, testRates } from '#libs/testing';

import { ChangeLease, ChangeLeaseHandler } from './change-lease.js';
import { CloseLease, CloseLeaseHandler } from './close-lease.js';
import { lockForPlacement, markBlocked, waitingForPlacement } from './for-placement.js';
import { GetLease, GetLeaseHandler } from './get-lease.js';
import { type LeaseTerms } from './lease.js';
import { ListLeaseEvents, ListLeaseEventsHandler } from './list-lease-events.js';
import { type LeaseCursor, ListLeases, ListLeasesHandler } from './list-leases.js';
import { admission, RequestLease, RequestLeaseHandler } from './request-lease.js';

let db: TestDatabase;
let database: Database;
let cloud: TestCloud;
const clock = new ManualClock(1_000_000);
const wallet = () => balanceOf(database, { ownerId: cloud.tenantId, kind: 'wallet' });
const terms = (changes: Partial<LeaseTerms> = {}): LeaseTerms => (
  { pool: cloud.pool, replicas: 2, resources: { cpuMillis: 1_000, memoryMib: 1_024 }, workload: { image: 'nginx' }, ...changes });
const request = (changes: Partial<LeaseTerms> = {}, key?: string, actor = cloud.actor) =>
  new RequestLeaseHandler(database, clock, defaultSettings).execute(new RequestLease(actor, terms(changes), key));
const change = (leaseId: string, changes: ConstructorParameters<typeof ChangeLease>[2], ifMatch?: number) =>
  new ChangeLeaseHandler(database, clock, defaultSettings).execute(new ChangeLease(cloud.actor, leaseId, changes, ifMatch));
const close = (leaseId: string, actor = cloud.actor) => new CloseLeaseHandler(database, clock, defaultSettings).execute(new CloseLease(actor, leaseId));
const get = (leaseId: string, actor = cloud.actor) => new GetLeaseHandler(database, clock, defaultSettings).execute(new GetLease(actor, leaseId));
/** Two replicas of a vCPU and a GiB. */
const COST = 2n * (testRates.CPU_MILLI + testRates.MEMORY_MIB);

beforeAll(async () => {
  db = await testDatabase();
  database = db.database;
});
afterAll(() => db.drop());
beforeEach(async () => {
  cloud = await testCloud(database);
});

/** Everything an admission may leave behind for a tenant. */
async function traces(): Promise<Record<string, number>> {
  const [row] = await rowsOf<Record<string, bigint>>(database, sql`
    select (select count(*) from leases where tenant_id = ${cloud.tenantId}) as leases,
      (select count(*) from lease_events where lease_id in (select id from leases where tenant_id = ${cloud.tenantId})) as timeline,
      (select count(*) from outbox_events where tenant_id = ${cloud.tenantId}) as events,
      (select count(*) from audit_entries where owner_id = ${cloud.tenantId}) as audit,
      (select count(*) from idempotency_records where owner_id = ${cloud.tenantId}) as keys,
      (select count(*) from transfers where type = 'pending' and debit_account in (select number from accounts where owner_id = ${cloud.tenantId})) as holds`);
  return Object.fromEntries(Object.entries(row!).map(([name, count]) => [name, Number(count)]));
}

const none = { leases: 0, timeline: 0, events: 0, audit: 0, keys: 0, holds: 0 };

describe('a request', () => {
  test('is admitted: priced, funded for the hold time, told', async () => {
    const lease = await request({ name: 'web' });
    expect(lease).toMatchObject({
      name: 'web', state: 'requested', version: 1, replicas: 2, readyReplicas: 0, pool: cloud.pool, nanoTokensPerHour: COST.toString(), createdAt: 1_000_000,
      replicaStates: [{ replica: 0, state: 'waiting' }, { replica: 1, state: 'waiting' }],
    });
    expect(await wallet()).toMatchObject({ reserved: COST });
    expect(await traces()).toEqual({ leases: 1, timeline: 1, events: 1, audit: 1, keys: 0, holds: 1 });
    expect(await get(lease.id)).toEqual(lease);
  });

  test('of a short duration holds funds for that alone', async () => {
    await request({ durationMillis: 360_000 });
    expect((await wallet()).reserved).toBe(COST / 10n);
  });

  test.each(admission.map((step, index) => [step.name, index] as const))('that fails after %s leaves nothing behind', async (_name, index) => {
    const steps = [...admission.slice(0, index + 1), { name: 'fail', run: () => Promise.reject(new Error('injected')) }];
    const handler = new RequestLeaseHandler(database, clock, defaultSettings);
    await expect(handler.admit(new RequestLease(cloud.actor, terms(), 'key'), steps)).rejects.toThrow('injected');
    expect(await traces()).toEqual(none);
    expect((await wallet()).reserved).toBe(0n);
  });

  test('with the same key a hundred times at once is one lease', async () => {
    const leases = await Promise.all(Array.from({ length: 100 }, () => request({}, 'same')));
    expect(new Set(leases.map((lease) => lease.id)).size).toBe(1);
    expect(await traces()).toEqual({ leases: 1, timeline: 1, events: 1, audit: 1, keys: 1, holds: 1 });
    await expect(request({ replicas: 3 }, 'same')).rejects.toMatchObject({ code: 'idempotency_key_reused' });
  });

  test('beyond the wallet is refused, and of many at once only as many as it pays for are admitted', async () => {
    cloud = await testCloud(database, { funds: COST * 3n });
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => request()));
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused).toHaveLength(7);
    for (const { reason } of refused) expect(reason).toMatchObject({ code: 'insufficient_funds', options: { extra: { asked: COST.toString() } } });
    expect(await wallet()).toMatchObject({ available: 0n, reserved: COST * 3n });
    expect((await traces()).leases).toBe(3);
  });

  test('above its own maximum price is refused', async () => {
    await expect(request({ pricing: { mode: 'on-demand', maximumNanoTokensPerHour: (COST - 1n).toString() } })).rejects.toMatchObject({ code: 'price_above_maximum' });
    await expect(request({ pricing: { mode: 'on-demand', maximumNanoTokensPerHour: COST.toString() } })).resolves.toMatchObject({ state: 'requested' });
  });

  test('beyond its project\'s quota is refused, counted from held claims and never from requests', async () => {
    await database.client.quota.create({ data: { projectId: cloud.projectId, resourceClass: 'CPU_MILLI', limit: 3_000n } });
    await request();
    await request(); // four vCPUs asked for, none claimed
    const resources = JSON.stringify([{ resourceClass: 'CPU_MILLI', variant: '', amount: 2_000 }]);
    await database.client.$executeRaw(sql`
      insert into claims (id, lease_id, tenant_id, project_id, replica, pool_id, host_id, cluster_id, site_id, operator_id, resources, fence, state, made_at)
      values (${newId('claim')}, 'lse_x', ${cloud.tenantId}, ${cloud.projectId}, 0, ${cloud.poolId}, 'h', 'c', 's', 'o', ${resources}::jsonb, 1, 'held', 0)`);
    await expect(request()).rejects.toMatchObject({ code: 'quota_exceeded', options: { pointer: '/resources/cpuMillis', extra: { limit: '3000', held: '2000', asked: '2000' } } });
    await expect(request({ replicas: 1 })).resolves.toMatchObject({ state: 'requested' });
  });

  test('that no host could ever serve is refused; in a pool without hosts it waits', async () => {
    await expect(request({ resources: { cpuMillis: 64_000, memoryMib: 1 } })).resolves.toMatchObject({ state: 'requested' });
    await addTestHosts(database, cloud.poolId, [{ cpus: 32, gpus: 2 }]);
    const handler = new RequestLeaseHandler(database, clock, defaultSettings);
    const ask = (resources: LeaseTerms['resources']) => handler.execute(new RequestLease(cloud.actor, terms({ resources })));
    await expect(ask({ cpuMillis: 64_000, memoryMib: 1 })).rejects.toMatchObject({ code: 'cannot_ever_fit', options: { pointer: '/resources/cpuMillis', extra: { asked: '64000', largest: '32000' } } });
    await expect(ask({ cpuMillis: 1, memoryMib: 1, gpu: { count: 3 } })).rejects.toMatchObject({ code: 'cannot_ever_fit', options: { pointer: '/resources/gpu' } });
    await expect(ask({ cpuMillis: 1, memoryMib: 1, gpu: { count: 1, models: ['h100'] } })).rejects.toMatchObject({ code: 'cannot_ever_fit' });
    await expect(ask({ cpuMillis: 1, memoryMib: 1, custom: { CUSTOM_TPU: 1 } })).rejects.toMatchObject({ code: 'price_missing' });
    await addTestHosts(database, cloud.poolId, [{ cpus: 64 }]);
    await expect(ask({ cpuMillis: 64_000, memoryMib: 1 })).resolves.toMatchObject({ state: 'requested' });
  });

  test('for another tenant\'s project, or beside the project its key is kept to, finds none', async () => {
    const other = await testCloud(database);
    await expect(request({ projectId: other.projectId })).rejects.toMatchObject({ code: 'not_found' });
    await expect(request({}, undefined, { ...cloud.actor, projectId: other.projectId })).rejects.toMatchObject({ code: 'not_found' });
    await expect(request({ pool: 'nowhere' })).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('closing', () => {
  test('a lease that was never placed is done at once and frees its funds; again changes nothing', async () => {
    const { id } = await request();
    expect(await close(id)).toMatchObject({ state: 'closed', closed: { reason: 'tenant_closed', fault: 'none', billed: true }, version: 2 });
    expect(await wallet()).toMatchObject({ reserved: 0n });
    const before = await traces();
    expect(await close(id)).toMatchObject({ state: 'closed', version: 2 });
    expect(await traces()).toEqual(before);
    const { items } = await new ListLeaseEventsHandler(database).execute(new ListLeaseEvents(cloud.actor, id, 10));
    expect(items.map((event) => event.type)).toEqual(['lease.requested', 'lease.closing', 'lease.closed']);
  });

  test('of a foreign lease, and of one that does not exist, is refused alike', async () => {
    const { id } = await request();
    const other = await testCloud(database);
    const refusals = await Promise.all([close(id, other.actor), get(id, other.actor), close(newId('lease'))].map((one) => one.catch((error: unknown) => String(error))));
    expect(new Set(refusals)).toEqual(new Set(['Problem: not_found: No such lease.']));
  });
});

describe('changing', () => {
  test('needs the version that was seen', async () => {
    const { id } = await request();
    await expect(change(id, { replicas: 3 })).rejects.toMatchObject({ code: 'precondition_required' });
    await expect(change(id, { replicas: 3 }, 7)).rejects.toMatchObject({ code: 'stale_version' });
    expect(await change(id, { replicas: 3 }, 1)).toMatchObject({ replicas: 3, version: 2 });
    await expect(change(id, { replicas: 4 }, 1)).rejects.toMatchObject({ code: 'stale_version' });
    expect(await change(id, { replicas: 3 }, 2)).toMatchObject({ version: 2 });
  });

  test('before activation holds funds anew, for what it costs then', async () => {
    const { id } = await request();
    await change(id, { replicas: 4, resources: { cpuMillis: 2_000, memoryMib: 1_024 } }, 1);
    expect((await wallet()).reserved).toBe(4n * (2n * testRates.CPU_MILLI + testRates.MEMORY_MIB));
    await close(id);
    expect((await wallet()).reserved).toBe(0n);
  });

  test('a blocked lease has it looked at anew', async () => {
    const { id } = await request();
    await database.transaction(async (tx) => {
      const [lease] = await lockForPlacement(tx, [id]);
      await markBlocked(tx, [{ lease: lease!, blocked: { until: 'capacity-added', reasons: [] } }], clock.now());
    });
    expect(await waitingForPlacement(database, cloud.poolId, 10, clock.now(), 'none')).toMatchObject({ requests: [] });
    await change(id, { replicas: 1 }, 1);
    expect(await waitingForPlacement(database, cloud.poolId, 10, clock.now(), 'none')).toMatchObject({ requests: [{ leaseId: id, replicas: 1, state: 'blocked' }] });
  });

  test('beyond the wallet, or of a closed lease, changes nothing', async () => {
    cloud = await testCloud(database, { funds: COST });
    const { id } = await request();
    await expect(change(id, { replicas: 3 }, 1)).rejects.toMatchObject({ code: 'insufficient_funds' });
    expect(await get(id)).toMatchObject({ replicas: 2, version: 1 });
    expect((await wallet()).reserved).toBe(COST);
    await close(id);
    await expect(change(id, { replicas: 1 }, 2)).rejects.toMatchObject({ code: 'lease_not_open' });
  });
});

test('lists by state and project, oldest first, page by page', async () => {
  const ids: string[] = [];
  for (let index = 0; index < 5; index += 1) {
    clock.advance(1);
    ids.push((await request()).id);
  }
  await close(ids[1]!);
  const list = (filter: Partial<ConstructorParameters<typeof ListLeases>[1]>) => new ListLeasesHandler(database, clock, defaultSettings).execute(new ListLeases(cloud.actor, { limit: 2, sort: 'created', ...filter }));
  const first = await list({});
  const second = await list({ after: first.next! });
  const third = await list({ after: second.next! });
  expect([...first.items, ...second.items, ...third.items].map((lease) => lease.id)).toEqual(ids);
  expect(third.next).toBeNull();
  expect((await list({ state: 'closed' })).items.map((lease) => lease.id)).toEqual([ids[1]]);
  expect((await list({ projectId: newId('project') })).items).toEqual([]);
});

test('lists what is searched for, in the order that is asked for, each once', async () => {
  for (const name of ['search-b', 'search-a_1', 'search-a%2', 'Search-c', 'search-b']) {
    clock.advance(1);
    await request({ name });
  }
  const names = async (filter: Pick<ConstructorParameters<typeof ListLeases>[1], 'search' | 'sort'>) => {
    const found: { name: string; id: string }[] = [];
    for (let after: LeaseCursor | null | undefined; after !== null; ) {
      const page = await new ListLeasesHandler(database, clock, defaultSettings).execute(new ListLeases(cloud.actor, { limit: 2, ...filter, after }));
      found.push(...page.items);
      after = page.next;
    }
    expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
    return found.map(({ name }) => name);
  };
  expect(await names({ search: 'SEARCH-', sort: 'created' })).toEqual(['search-b', 'search-a_1', 'search-a%2', 'Search-c', 'search-b']);
  expect(await names({ search: 'search-', sort: '-created' })).toEqual(['search-b', 'Search-c', 'search-a%2', 'search-a_1', 'search-b']);
  expect(await names({ search: 'search-', sort: 'name' })).toEqual(['Search-c', 'search-a%2', 'search-a_1', 'search-b', 'search-b']);
  expect(await names({ search: 'search-', sort: '-name' })).toEqual(['search-b', 'search-b', 'search-a_1', 'search-a%2', 'Search-c']);
  expect(await names({ search: 'a_', sort: 'name' })).toEqual(['search-a_1']);
  expect(await names({ search: 'a%', sort: 'name' })).toEqual(['search-a%2']);
  expect(await names({ search: '\\', sort: 'name' })).toEqual([]);
});
