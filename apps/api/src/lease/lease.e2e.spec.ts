import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { LeaseModule, recordReadiness } from '#libs/lease';
import { heldClaims, PlacementModule, Scheduler } from '#libs/placement';
import { addTestHosts, setTestRate, testRates } from '#libs/testing';

import { type Caller, startTestApi, type TestApi } from '../../../../test/support/api.js';
import { fundedTenant, pricedPool } from '../../../../test/support/funded-tenant.js';
import { LeaseApiModule } from './lease-api.module.js';

let api: TestApi;
let tenant: Caller & { projectId: string };
let poolId: string;
let pool: string;

beforeAll(async () => {
  api = await startTestApi({ modules: [LeaseModule, PlacementModule, LeaseApiModule] });
});
afterAll(() => api.close());
beforeEach(async () => {
  tenant = await fundedTenant(api);
  ({ id: poolId, name: pool } = await pricedPool(api));
});

const body = (changes: object = {}) => ({ pool, replicas: 2, resources: { cpuMillis: 1_000, memoryMib: 1_024 }, workload: { image: 'nginx:1.29' }, ...changes });
const addHosts = () => addTestHosts(api.database, poolId, [{ cpus: 8, heardAt: api.clock.now() }]);

async function activate(leaseId: string): Promise<void> {
  await api.app.get(Scheduler).round(poolId);
  await api.database.transaction(async (tx) => {
    const reports = (await heldClaims(tx, leaseId)).map((claim) => ({ claim, ready: true }));
    await recordReadiness(tx, leaseId, reports, api.clock.now());
  });
}

test('from request to close, as a tenant sees it', async () => {
  await addHosts();
  const made = await tenant.post('/v1/leases', body({ name: 'web' })).set('idempotency-key', 'one').expect(201);
  expect(made.headers.etag).toBe('"1"');
  expect(made.body).toMatchObject({ state: 'requested', pool, name: 'web', projectId: tenant.projectId, nanoTokensPerHour: '90000000' });
  expect((await tenant.post('/v1/leases', body({ name: 'web' })).set('idempotency-key', 'one').expect(201)).body).toEqual(made.body);
  const path = `/v1/leases/${made.body.id}`;
  await activate(made.body.id);
  const active = await tenant.get(path).expect(200);
  expect(active.body).toMatchObject({ state: 'active', readyReplicas: 2, replicaStates: [{ replica: 0, state: 'ready' }, { replica: 1, state: 'ready' }] });
  expect(JSON.stringify(active.body)).not.toMatch(/(hst|opr|sit|cls|clm)_/);

  await tenant.patch(path, { replicas: 3 }).expect(428);
  await tenant.patch(path, { replicas: 3 }).set('if-match', '"9"').expect(412);
  const changed = await tenant.patch(path, { replicas: 3 }).set('if-match', '"1"').expect(200);
  expect(changed.headers.etag).toBe('"2"');
  expect(changed.body).toMatchObject({ replicas: 3, state: 'degraded', readyReplicas: 2 });
  await activate(made.body.id);
  expect((await tenant.get(path).expect(200)).body).toMatchObject({ state: 'active', readyReplicas: 3 });

  expect((await tenant.delete(path).expect(200)).body).toMatchObject({ state: 'closing', closed: { reason: 'tenant_closed' } });
  expect((await tenant.delete(path).expect(200)).body).toMatchObject({ state: 'closing' });
  const types: string[] = [];
  for (let cursor = ''; ;) {
    const page = (await tenant.get(`${path}/events?limit=3${cursor}`).expect(200)).body;
    types.push(...page.items.map((event: { type: string }) => event.type));
    if (page.nextCursor === null) break;
    cursor = `&cursor=${page.nextCursor}`;
  }
  expect(types).toEqual([
    'lease.requested', 'lease.placed', 'lease.provisioning', 'lease.activated', 'lease.changed', 'lease.degraded', 'lease.placed', 'lease.recovered', 'lease.closing',
  ]);
  expect((await tenant.get('/v1/leases?state=closing').expect(200)).body).toMatchObject({ items: [{ id: made.body.id }], nextCursor: null });
});

test('leases are listed by whether they are open, and by their whole name', async () => {
  const ids: Record<string, string> = {};
  for (const name of ['web', 'web-2', 'WEB']) ids[name] = (await tenant.post('/v1/leases', body({ name })).expect(201)).body.id;
  const other = await fundedTenant(api);
  await other.post('/v1/leases', body({ name: 'web' })).expect(201);
  await tenant.delete(`/v1/leases/${ids.web}`).expect(200);
  ids.again = (await tenant.post('/v1/leases', body({ name: 'web' })).expect(201)).body.id;
  const found = async (query: string): Promise<string[]> => ((await tenant.get(`/v1/leases?${query}`).expect(200)).body.items as { id: string }[]).map(({ id }) => id);
  expect((await found('open=true')).toSorted()).toEqual([ids['web-2']!, ids['WEB']!, ids['again']!].toSorted());
  expect(await found('open=false')).toEqual([ids.web]);
  expect((await found('name=web')).toSorted()).toEqual([ids['web']!, ids['again']!].toSorted());
  expect(await found('name=web&open=true')).toEqual([ids.again]);
  expect(await found('name=we')).toEqual([]);
  for (const query of ['open=yes', 'open=', 'open=true&open=false', 'name=', 'name=a%0Ab', `name=${'n'.repeat(101)}`]) await tenant.get(`/v1/leases?${query}`).expect(400);
});

test('a replica that is given up and wanted again before it is gone is charged for the time that it was wanted', async () => {
  await addHosts();
  const { id } = (await tenant.post('/v1/leases', body()).expect(201)).body;
  await activate(id);
  const activeAt = api.clock.now();
  const scale = async (replicas: number, version: number) => {
    api.clock.advance(5_000);
    await tenant.patch(`/v1/leases/${id}`, { replicas }).set('if-match', `"${version}"`).expect(200);
    return api.clock.now();
  };
  const givenUpAt = await scale(1, 1);
  const wantedAt = await scale(2, 2);
  await activate(id);
  expect((await tenant.get(`/v1/leases/${id}`).expect(200)).body).toMatchObject({ state: 'active', readyReplicas: 2 });
  const streams = await api.database.client.stream.findMany({ where: { leaseId: id, resourceClass: 'CPU_MILLI' }, orderBy: [{ startsAt: 'asc' }, { endsAt: 'asc' }] });
  expect(streams.map(({ startsAt, endsAt }) => [Number(startsAt), endsAt === null ? null : Number(endsAt)])).toEqual([[activeAt, givenUpAt], [activeAt, null], [wantedAt, null]]);
});

test('a lease is watched as it goes, and again from where the client was', async () => {
  const { id } = (await tenant.post('/v1/leases', body()).expect(201)).body;
  const watch = async (headers: Record<string, string> = {}) => {
    const answer = await fetch(`${api.url}/v1/leases/${id}/watch`, { headers: { authorization: `Bearer ${tenant.secret}`, ...headers } });
    expect(answer.headers.get('content-type')).toBe('text/event-stream');
    return [...(await answer.text()).matchAll(/id: (\d+)\nevent: (\S+)\ndata: (.*)\n/g)].map(([, eventId, type, data]) => ({ eventId: eventId!, type, at: JSON.parse(data!).at }));
  };
  const watched = watch();
  await new Promise((resolve) => setTimeout(resolve, 200));
  await tenant.delete(`/v1/leases/${id}`).expect(200);
  const events = await watched;
  expect(events.map((event) => event.type)).toEqual(['lease.requested', 'lease.closing', 'lease.closed']);
  expect((await watch({ 'last-event-id': events[0]!.eventId })).map((event) => event.type)).toEqual(['lease.closing', 'lease.closed']);
  expect(await watch({ 'last-event-id': events[2]!.eventId })).toEqual([]);
});

test('a quote can be used as long as it stands, for just what it was made for', async () => {
  await addHosts();
  const { workload: _, ...terms } = body();
  const serviceLevel = { levels: [{ availabilityBelowPpm: 999_000, creditBps: 1_000 }], activeFrom: 0 };
  await api.database.client.serviceLevel.create({ data: { poolId, activeFrom: 0n, levels: serviceLevel.levels, createdAt: 0n } });
  const quote = (await tenant.post('/v1/quotes', terms).expect(201)).body;
  expect(quote).toMatchObject({ feasible: true, blocked: null, nanoTokensPerHour: '90000000', serviceLevel });
  expect((await tenant.get(`/v1/quotes/${quote.id}`).expect(200)).body).toEqual(quote);
  await api.database.modelTransaction((tx) => setTestRate(tx, poolId, 'CPU_MILLI', 10n * testRates.CPU_MILLI, api.clock.now()));
  const pricing = { mode: 'on-demand', quoteId: quote.id };
  expect((await tenant.post('/v1/leases', body({ pricing })).expect(201)).body.nanoTokensPerHour).toBe('90000000');
  expect((await tenant.post('/v1/leases', body()).expect(201)).body.nanoTokensPerHour).toBe('810000000');
  expect((await tenant.post('/v1/leases', body({ pricing, replicas: 3 })).expect(409)).body.code).toBe('quote_mismatch');
  const stranger = await api.tenant();
  await stranger.get(`/v1/quotes/${quote.id}`).expect(404);
  api.clock.advance(600_000);
  expect((await tenant.post('/v1/leases', body({ pricing })).expect(409)).body.code).toBe('quote_expired');
});

test('a volume grows, and is never made smaller or of another class', async () => {
  await setTestRate(api.database.client, poolId, 'STORAGE_GIB', 1n, 0, 'ssd');
  await setTestRate(api.database.client, poolId, 'STORAGE_GIB', 1n, 0, 'hdd');
  const resources = (...volumes: object[]) => ({ cpuMillis: 1_000, memoryMib: 1_024, volumes });
  const data = { name: 'data', storageClass: 'ssd', gib: 10, mountPath: '/data' };
  const { id } = (await tenant.post('/v1/leases', body({ resources: resources(data) })).expect(201)).body;
  const change = (version: number, ...volumes: object[]) => tenant.patch(`/v1/leases/${id}`, { resources: resources(...volumes) }).set('if-match', `"${version}"`);
  expect((await change(1, { ...data, gib: 9 }).expect(409)).body).toMatchObject({ code: 'volume_cannot_shrink', pointer: '/resources/volumes/0', gib: 10 });
  expect((await change(1, { ...data, storageClass: 'hdd' }).expect(409)).body.code).toBe('volume_cannot_shrink');
  await change(1, { ...data, gib: 20, mountPath: '/elsewhere' }, { name: 'logs', storageClass: 'hdd', gib: 1 }).expect(200);
  await change(2).expect(200);
});

test('a volume that runs where volumes cannot grow stays as it is', async () => {
  const { client } = api.database;
  await setTestRate(client, poolId, 'STORAGE_GIB', 1n, 0, 'ssd');
  await addHosts();
  const hosts = await client.host.findMany({ where: { poolId } });
  for (const { id: hostId } of hosts) await client.inventory.create({ data: { hostId, resourceClass: 'STORAGE_GIB', variant: 'ssd', total: 100n, maxUnit: 100n, expandable: false } });
  const resources = (gib: number, more: object[] = []) => ({ cpuMillis: 1_000, memoryMib: 1_024, volumes: [...more, { name: 'data', storageClass: 'ssd', gib, mountPath: '/data' }] });
  const { id } = (await tenant.post('/v1/leases', body({ resources: resources(10) })).expect(201)).body;
  const change = (version: number, ...of: Parameters<typeof resources>) => tenant.patch(`/v1/leases/${id}`, { resources: resources(...of) }).set('if-match', `"${version}"`);
  await change(1, 11).expect(200); // nothing runs yet
  await activate(id);
  const added = { name: 'more', storageClass: 'ssd', gib: 1, mountPath: '/more' };
  const refused = (await change(2, 12, [added]).expect(409)).body;
  expect(refused).toMatchObject({ code: 'volume_cannot_grow', pointer: '/resources/volumes/1' });
  expect(JSON.stringify(refused)).not.toMatch(/(hst|opr|sit|cls|clm)_/);
  await change(2, 11, [added]).expect(200);
});

describe('refuses', () => {
  const bad: [string, object, string][] = [
    ['no replicas', { replicas: 0 }, '/replicas'],
    ['too many replicas', { replicas: 1_001 }, '/replicas'],
    ['a negative amount', { resources: { cpuMillis: -1, memoryMib: 1 } }, '/resources/cpuMillis'],
    ['a fraction', { resources: { cpuMillis: 1.5, memoryMib: 1 } }, '/resources/cpuMillis'],
    ['an overflow', { resources: { cpuMillis: 1e18, memoryMib: 1 } }, '/resources/cpuMillis'],
    ['a share of several GPUs', { resources: { cpuMillis: 1, memoryMib: 1, gpu: { count: 2, milliPerGpu: 500 } } }, '/resources/gpu/count'],
    ['an unknown class', { resources: { cpuMillis: 1, memoryMib: 1, custom: { TPU: 1 } } }, '/resources/custom/TPU'],
    ['an unknown field', { colour: 'red' }, '/colour'],
    ['a field of the wrong kind', { workload: { image: 7 } }, '/workload/image'],
    ['a lower-case jurisdiction', { constraints: { jurisdictions: ['de'] } }, '/constraints/jurisdictions/0'],
    ['a float for money', { pricing: { mode: 'on-demand', maximumNanoTokensPerHour: 1.5 } }, '/pricing/maximumNanoTokensPerHour'],
  ];
  test.each(bad)('%s', async (_name, changes, pointer) => {
    const refused = (await tenant.post('/v1/leases', body(changes)).expect(400)).body;
    expect(refused).toMatchObject({ code: 'invalid_request', pointer });
  });

  test('foreign leases, keys without the scope and keys of operators', async () => {
    const { id } = (await tenant.post('/v1/leases', body()).expect(201)).body;
    const stranger = await api.tenant();
    for (const path of [`/v1/leases/${id}`, `/v1/leases/${id}/events`, `/v1/leases/${id}/watch`]) await stranger.get(path).expect(404);
    await stranger.delete(`/v1/leases/${id}`).expect(404);
    await stranger.patch(`/v1/leases/${id}`, { replicas: 1 }).set('if-match', '"1"').expect(404);
    await (await api.tenant({ scopes: ['leases:read'] })).post('/v1/leases', body()).expect(403);
    await (await api.operator()).get('/v1/leases').expect(403);
    expect((await tenant.get(`/v1/leases/${id}`).expect(200)).body.version).toBe(1);
  });

  test('what the wallet cannot hold, saying what it has', async () => {
    const poor = await api.tenant();
    const refused = (await poor.post('/v1/leases', body()).expect(409)).body;
    expect(refused).toMatchObject({ code: 'insufficient_funds', available: '0', asked: '90000000' });
  });
});
