import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

import { newId } from '#libs/kernel';
import { LeaseModule } from '#libs/lease';
import { heldClaims, PlacementModule, Scheduler } from '#libs/placement';
import { addTestHosts } from '#libs/testing';

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

const terms = (changes: object = {}) => ({ pool, replicas: 1, resources: { cpuMillis: 1_000, memoryMib: 1_024 }, ...changes });
const request = async (changes: object = {}): Promise<string> => (await tenant.post('/v1/leases', { ...terms(changes), workload: { image: 'nginx:1.29' } }).expect(201)).body.id;
const round = () => api.app.get(Scheduler).round(poolId);
const hostsOf = async (leaseId: string) => (await heldClaims(api.database, leaseId)).map(({ hostId }) => hostId);

test('leases stay apart from each other, whoever said so, and go together where the other is', async () => {
  await addTestHosts(api.database, poolId, Array.from({ length: 3 }, () => ({ cpus: 4, heardAt: api.clock.now() })));
  const first = await request();
  await round();
  const apart = await request({ constraints: { affinity: [{ leaseId: first, place: 'apart', over: 'host', strength: 'required' }] } });
  const together = await request({ constraints: { affinity: [{ leaseId: first, place: 'together', over: 'host', strength: 'required' }] } });
  await round();
  const [one, two, three] = await Promise.all([first, apart, together].map(hostsOf));
  expect(two).not.toEqual(one);
  expect(three).toEqual(one);
  // The first grows beyond its host: not onto that of the one that is apart from it.
  await tenant.patch(`/v1/leases/${first}`, { replicas: 7 }).set('if-match', '"1"').expect(200);
  await round();
  const grown = new Set(await hostsOf(first));
  expect(grown.size).toBe(2);
  expect(grown.has(two![0]!)).toBe(false);
});

test('both waiting, two leases that are to be apart go apart in one round; what is to be together waits until the other is there', async () => {
  await addTestHosts(api.database, poolId, [{ cpus: 4, heardAt: api.clock.now() }]);
  const first = await request();
  api.clock.advance(1); // the oldest comes first
  const apart = await request({ constraints: { affinity: [{ leaseId: first, place: 'apart', over: 'host', strength: 'required' }] } });
  const together = await request({ constraints: { affinity: [{ leaseId: first, place: 'together', over: 'site', strength: 'required' }] } });
  await round();
  expect((await tenant.get(`/v1/leases/${apart}`).expect(200)).body).toMatchObject({ state: 'blocked', blocked: { reasons: [{ filter: 'affinity', hosts: 'all' }] } });
  expect((await tenant.get(`/v1/leases/${together}`).expect(200)).body).toMatchObject({ state: 'blocked', blocked: { reasons: [{ filter: 'affinity', hosts: 'all' }] } });
  expect(await hostsOf(first)).toHaveLength(1);
});

test('a quote heeds them too, and only own open leases can be named', async () => {
  await addTestHosts(api.database, poolId, [{ cpus: 4, heardAt: api.clock.now() }]);
  const mine = await request();
  await round();
  const affinity = (leaseId: string) => ({ constraints: { affinity: [{ leaseId, place: 'apart', over: 'operator', strength: 'required' }] } });
  expect((await tenant.post('/v1/quotes', terms(affinity(mine))).expect(201)).body).toMatchObject({ feasible: false, blocked: { reasons: [{ filter: 'affinity' }] } });
  const other = await fundedTenant(api);
  const pointer = '/constraints/affinity/0/leaseId';
  for (const id of [mine, newId('lease')]) {
    expect((await other.post('/v1/quotes', terms(affinity(id))).expect(404)).body).toMatchObject({ code: 'not_found', pointer });
    expect((await other.post('/v1/leases', { ...terms(affinity(id)), workload: { image: 'nginx:1.29' } }).expect(404)).body).toMatchObject({ code: 'not_found', pointer });
  }
  await tenant.post('/v1/leases', { ...terms({ constraints: { spread: { over: 'host' } } }), workload: { image: 'nginx:1.29' } }).expect(400);
});

test('of a group of traits one will do, and replicas are spread evenly over jurisdictions', async () => {
  await addTestHosts(api.database, poolId, [{ cpus: 8, heardAt: api.clock.now() }, { cpus: 8, heardAt: api.clock.now() }]);
  const [a, b] = (await api.database.client.host.findMany({ where: { poolId } })).map(({ id }) => id);
  await api.database.client.host.update({ where: { id: a! }, data: { traits: ['ssd'], jurisdiction: 'FR' } });
  const traits = await request({ constraints: { anyOfTraits: [['nvme', 'ssd']] } });
  const even = await request({ replicas: 4, constraints: { spread: { over: 'jurisdiction', maximumSkew: 1 } } });
  await round();
  expect(await hostsOf(traits)).toEqual([a]);
  const hosts = await hostsOf(even);
  expect([a, b].map((host) => hosts.filter((one) => one === host).length)).toEqual([2, 2]);
  expect((await tenant.get(`/v1/leases/${even}`).expect(200)).body.constraints).toEqual({ spread: { over: 'jurisdiction', maximumSkew: 1 } });
});

test('a quote that does not fit says what would, at which price; asked for, it does', async () => {
  await addTestHosts(api.database, poolId, [{ cpus: 4, gpus: 1, model: 'a100', jurisdiction: 'CH', heardAt: api.clock.now() }]);
  const asked = async (changes: object) => (await tenant.post('/v1/quotes', terms(changes)).expect(201)).body;
  const here = await asked({ constraints: { jurisdictions: ['DE'] } });
  expect(here).toMatchObject({
    feasible: false, alternatives: [{ about: 'allow CH', change: { constraints: { jurisdictions: ['DE', 'CH'] } }, nanoTokensPerHour: here.nanoTokensPerHour, differenceNanoTokensPerHour: '0', differenceBps: 0 }],
  });
  const many = await asked({ replicas: 6 });
  expect(many.alternatives).toMatchObject([{ change: { replicas: 3 }, differenceBps: -5_000 }]);
  for (const { alternatives } of [here, many]) {
    const again = await asked(alternatives[0].change);
    expect(again).toMatchObject({ feasible: true, alternatives: [], nanoTokensPerHour: alternatives[0].nanoTokensPerHour });
  }
  expect(JSON.stringify([here, many])).not.toMatch(/(hst|opr|sit|cls|clm)_/);
  expect((await tenant.get(`/v1/quotes/${many.id}`).expect(200)).body.alternatives).toEqual([]);
});

test('what has volumes and a known end does not go where maintenance is announced that begins before it', async () => {
  const [a, b] = await addTestHosts(api.database, poolId, [{ cpus: 4, heardAt: api.clock.now() }, { cpus: 4, heardAt: api.clock.now() }]);
  for (const [hostId, total] of [[a!, 100n], [b!, 10n]] as const) await api.database.client.inventory.create({ data: { hostId, resourceClass: 'STORAGE_GIB', variant: 'ssd', total, maxUnit: total } });
  const startsAt = api.clock.now() + 60_000;
  const window = (hostId: string) => ({ id: newId('maintenance'), hostId, startsAt: BigInt(startsAt), endsAt: BigInt(startsAt + 60_000), reason: 'new disks' });
  await api.database.client.maintenanceWindow.create({ data: window(a!) });
  const volume = (gib: number) => ({ cpuMillis: 1_000, memoryMib: 1_024, volumes: [{ name: 'data', storageClass: 'ssd', gib }] });
  const [long, short, endless, small] = await Promise.all([
    request({ resources: volume(20), durationMillis: 60_001 }), request({ resources: volume(20), durationMillis: 60_000 }), request({ resources: volume(20) }), request({ resources: volume(5), durationMillis: 60_001 }),
  ]);
  await round();
  const read = async (id: string) => (await tenant.get(`/v1/leases/${id}`).expect(200)).body;
  expect(await read(long)).toMatchObject({ state: 'blocked', blocked: { reasons: expect.arrayContaining([{ filter: 'maintenance-ahead', reason: expect.any(String), hosts: 'some' }]) } });
  expect(await Promise.all([short, endless, small].map(hostsOf))).toEqual([[a], [a], [b]]);
  const asked = async (durationMillis: number) => (await tenant.post('/v1/quotes', terms({ resources: volume(20), durationMillis })).expect(201)).body.feasible;
  expect([await asked(60_001), await asked(60_000)]).toEqual([false, true]);
  // The window is withdrawn: it would go there after all.
  await api.database.client.maintenanceWindow.deleteMany({ where: { hostId: a! } });
  expect(await asked(60_001)).toBe(true);
});
