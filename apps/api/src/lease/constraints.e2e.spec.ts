import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

import { Signals } from '#libs/database';
import { MILLIS_PER_DAY, newId, SETTINGS } from '#libs/kernel';
import { LeaseModule, LeaseSweeps } from '#libs/lease';
import { balanceOf } from '#libs/ledger';
import { heldClaims, PlacementModule, releaseClaims, Scheduler } from '#libs/placement';
import { addTestHosts, setTestRate } from '#libs/testing';

import { type Caller, startTestApi, type TestApi } from '../../../../test/support/api.js';
import { fundedTenant, pricedPool } from '../../../../test/support/funded-tenant.js';
import { OperatorsController } from '../identity/operators.controller.js';
import { LeaseApiModule } from './lease-api.module.js';

let api: TestApi;
let tenant: Caller & { projectId: string };
let poolId: string;
let pool: string;

beforeAll(async () => {
  api = await startTestApi({ modules: [LeaseModule, PlacementModule, LeaseApiModule], controllers: [OperatorsController] });
});
afterAll(() => api.close());
beforeEach(async () => {
  tenant = await fundedTenant(api);
  ({ id: poolId, name: pool } = await pricedPool(api));
});

const terms = (changes: object = {}) => ({ pool, replicas: 1, resources: { cpuMillis: 1_000, memoryMib: 1_024 }, ...changes });
const request = async (changes: object = {}): Promise<string> => (await tenant.post('/v1/leases', { ...terms(changes), workload: { image: 'nginx:1.29' } }).expect(201)).body.id;
const round = () => api.app.get(Scheduler).round(poolId);
/** What the tenant's wallet holds for leases. */
const held = async () => (await balanceOf(api.database, { ownerId: tenant.ownerId, kind: 'wallet' })).reserved;
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

test('asked again and again, neither a quote nor a lease that waits says more of a host than the step that it is at', async () => {
  await addTestHosts(api.database, poolId, [{ cpus: 14, heardAt: api.clock.now() }]);
  await request({ resources: { cpuMillis: 700, memoryMib: 1_024 } });
  await round(); // 13,300 are free; the step below is 12,000
  let [from, to] = [1, 14_000];
  while (from < to) {
    const middle = Math.ceil((from + to) / 2);
    const { feasible } = (await tenant.post('/v1/quotes', terms({ resources: { cpuMillis: middle, memoryMib: 1_024 } })).expect(201)).body;
    if (feasible) from = middle;
    else to = middle - 1;
  }
  expect(from).toBe(12_000);
  const reasons = async (cpuMillis: number) => {
    const id = await request({ resources: { cpuMillis, memoryMib: 1_024 }, constraints: { requiredTraits: ['nobody-has-it'] } });
    await round();
    return (await tenant.get(`/v1/leases/${id}`).expect(200)).body.blocked.reasons.map(({ filter }: { filter: string }) => filter);
  };
  expect(await reasons(12_000)).toEqual(['traits']);
  expect(await reasons(12_001)).toEqual(['traits', 'resources']);
  // What fits between two steps is placed all the same.
  const id = await request({ resources: { cpuMillis: 13_300, memoryMib: 1_024 } });
  await round();
  expect(await hostsOf(id)).toHaveLength(1);
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

test('a standing order waits as long as it says, then closes, costs nothing and says so', async () => {
  const waiting = await request({ waitMillis: 60_000 });
  await round();
  const read = async (id: string) => (await tenant.get(`/v1/leases/${id}`).expect(200)).body;
  expect(await read(waiting)).toMatchObject({ state: 'blocked', waitUntil: api.clock.now() + 60_000 });
  api.clock.advance(60_000);
  await addTestHosts(api.database, poolId, [{ cpus: 4, heardAt: api.clock.now() }]);
  const served = await request({ waitMillis: 60_000 });
  await round(); // there is room, but its time is over, whether or not a sweep has been here
  expect([await hostsOf(waiting), (await hostsOf(served)).length]).toEqual([[], 1]);
  await api.app.get(LeaseSweeps).closeDue(api.clock.now());
  expect(await read(waiting)).toMatchObject({ state: 'closed', closed: { reason: 'wait_over', fault: 'none', billed: false }, closedAt: (await read(waiting)).waitUntil });
  expect((await tenant.get(`/v1/leases/${waiting}/events`).expect(200)).body.items.at(-1)).toMatchObject({ type: 'lease.closed', data: { reason: 'wait_over' } });
  api.clock.advance(120_000);
  await api.app.get(LeaseSweeps).closeDue(api.clock.now());
  expect((await read(served)).state).toBe('placed');
  expect(await held()).toBe(BigInt((await read(served)).nanoTokensPerHour));
  await tenant.post('/v1/leases', { ...terms({ waitMillis: 999 }), workload: { image: 'nginx:1.29' } }).expect(400);
});

test('fall-backs are tried in their order, within their limit of price, and the lease says which it got', async () => {
  const hosts = await addTestHosts(api.database, poolId, [{ cpus: 4, jurisdiction: 'US', heardAt: api.clock.now() }, { cpus: 4, gpus: 1, model: 'a100', jurisdiction: 'CH', heardAt: api.clock.now() }, { cpus: 4, gpus: 1, model: 't4', heardAt: api.clock.now() }]);
  await api.database.client.host.update({ where: { id: hosts[2]! }, data: { state: 'cordoned' } });
  for (const [variant, rate] of [['t4', 1_000_000_000n], ['a100', 2_000_000_000n]] as const) await setTestRate(api.database.client, poolId, 'GPU_MILLI', rate, 0, variant);
  const anywhere = { constraints: { jurisdictions: ['DE'] }, fallbacks: [{ constraints: { jurisdictions: ['FR'] } }, { constraints: { jurisdictions: ['US'] } }, { constraints: {} }] };
  expect((await tenant.post('/v1/quotes', terms(anywhere)).expect(201)).body).toMatchObject({ feasible: true, fallback: 1, alternatives: [] });
  const placed = await request(anywhere);
  const gpu = (maximumDearerBps: number) => ({ resources: { cpuMillis: 1_000, memoryMib: 1_024, gpu: { count: 1, models: ['t4'] } }, fallbacks: [{ gpuModels: ['a100'], maximumDearerBps }] });
  const [dear, allowed] = [await request(gpu(5_000)), await request(gpu(10_000))];
  await round();
  const read = async (id: string) => (await tenant.get(`/v1/leases/${id}`).expect(200)).body;
  expect(await hostsOf(placed)).toEqual([hosts[0]]);
  expect(await read(placed)).toMatchObject({ state: 'placed', fallback: 1, fallbacks: anywhere.fallbacks, constraints: { jurisdictions: ['US'] }, version: 1 });
  expect((await tenant.get(`/v1/leases/${placed}/events`).expect(200)).body.items.at(-1)).toMatchObject({ type: 'lease.placed', data: { claims: 1, fallback: 1 } });
  expect(await read(dear)).toMatchObject({ state: 'blocked', fallback: null, blocked: { reasons: expect.arrayContaining([expect.objectContaining({ filter: 'gpu', hosts: 'most' })]) } });
  const got = await read(allowed);
  expect(got).toMatchObject({ state: 'placed', fallback: 0, resources: { gpu: { count: 1, models: ['a100'] } } });
  expect(BigInt(got.nanoTokensPerHour) - BigInt((await read(dear)).nanoTokensPerHour)).toBe(1_000_000_000n);
  // Held was the dearest of each.
  const costs = await Promise.all([placed, dear, allowed].map(async (id) => BigInt((await read(id)).nanoTokensPerHour)));
  expect(await held()).toBe(costs.reduce((sum, cost) => sum + cost));
  const refused = async (changes: object) => (await tenant.post('/v1/leases', { ...terms(changes), workload: { image: 'nginx:1.29' } }).expect(400)).body.code;
  expect(await refused({ fallbacks: [{ gpuModels: ['a100'] }] })).toBe('invalid_request');
  expect(await refused({ fallbacks: [{}] })).toBe('invalid_request');
});

test('operators that belong together count as one, also for how concentrated the pool is', async () => {
  const [admin, one, two, three, four] = await Promise.all([api.admin(), api.operator(), api.operator(), api.operator(), api.operator()]);
  const operators = [one, two, three, four].map(({ ownerId }) => ownerId);
  await addTestHosts(api.database, poolId, operators.map((operatorId) => ({ operatorId, cpus: 4, heardAt: api.clock.now() })));
  await api.database.client.pool.update({ where: { id: poolId }, data: { operatorShareCapBps: 10_000 } });
  const spread = { constraints: { spread: { over: 'operator', maximum: 1 } } };
  const fits = async (changes: object) => (await tenant.post('/v1/quotes', terms(changes)).expect(201)).body.feasible;
  expect(await fits({ replicas: 4, ...spread })).toBe(true);
  for (const id of operators.slice(0, 2)) expect((await admin.patch(`/v1/admin/operators/${id}`, { groupId: 'northern' }).expect(200)).body).toMatchObject({ id, groupId: 'northern' });
  expect([await fits({ replicas: 4, ...spread }), await fits({ replicas: 3, ...spread })]).toEqual([false, true]);
  // Of 16 CPUs a group of eight and two of four: all of one group's are a quarter of the index, all of them three eighths.
  await request({ resources: { cpuMillis: 4_000, memoryMib: 1_024 }, replicas: 2 });
  await round();
  const concentration = async () => (await admin.get(`/v1/admin/pools/${poolId}/concentration`).expect(200)).body;
  const cpu = (await concentration()).classes.find(({ resourceClass }: { resourceClass: string }) => resourceClass === 'CPU_MILLI');
  expect(cpu).toMatchObject({ capacity: 16_000, claimed: 8_000, claimedBps: 5_000, capacityBps: 3_750, boundBps: 1_250 });
  expect(cpu.groups.map(({ operatorIds }: { operatorIds: string[] }) => operatorIds)).toContainEqual(operators.slice(0, 2).toSorted());
  await api.database.client.pool.update({ where: { id: poolId }, data: { concentrationCapBps: 1_875 } });
  // A third host of four CPUs: 1,875 where it is of a third group, 3,125 where it is the other one of the group.
  expect([await fits({ resources: { cpuMillis: 4_000, memoryMib: 1_024 } }), await fits({ resources: { cpuMillis: 4_000, memoryMib: 1_024 }, replicas: 2 })]).toEqual([true, false]);
  expect((await tenant.post('/v1/quotes', terms({ resources: { cpuMillis: 4_000, memoryMib: 1_024 }, replicas: 2 })).expect(201)).body.blocked.reasons.map(({ filter }: { filter: string }) => filter)).toContain('concentration');
  expect((await concentration()).concentrationCapBps).toBe(1_875);
  // Nobody else's to see or to say.
  await tenant.get(`/v1/admin/pools/${poolId}/concentration`).expect(403);
  await one.patch(`/v1/admin/operators/${one.ownerId}`, { groupId: null }).expect(403);
  await admin.get(`/v1/admin/pools/${newId('pool')}/concentration`).expect(404);
  await admin.patch(`/v1/admin/operators/${newId('operator')}`, { groupId: 'northern' }).expect(404);
  await admin.patch(`/v1/admin/operators/${one.ownerId}`, { groupId: '' }).expect(400);
});

test('a pool that is short is divided fairly: neither who asks first nor who asks for most has more of it', async () => {
  await addTestHosts(api.database, poolId, [{ cpus: 10, heardAt: api.clock.now() }]);
  const other = await fundedTenant(api);
  const ask = async (caller: Caller, count: number) => {
    for (let index = 0; index < count; index += 1) await caller.post('/v1/leases', { ...terms(), workload: { image: 'nginx:1.29' } }).expect(201);
  };
  const placed = async (caller: Caller) => (await caller.get('/v1/leases?limit=100').expect(200)).body.items.filter(({ state }: { state: string }) => state === 'placed') as { id: string }[];
  await ask(tenant, 14);
  api.clock.advance(1_000);
  await ask(other, 7);
  await round();
  expect([(await placed(tenant)).length, (await placed(other)).length]).toEqual([5, 5]);
  // What becomes free goes to whoever has less by then, though the other asked long before.
  const given = (await placed(other)).slice(0, 3);
  for (const { id } of given) {
    const claims = await heldClaims(api.database, id);
    await other.delete(`/v1/leases/${id}`).expect(200);
    await api.database.transaction((tx) => releaseClaims(tx, claims.map((claim) => claim.id), { reason: 'lease_closed', at: api.clock.now() }));
  }
  api.clock.advance(120_000); // another scheduler takes over, and looks at what is blocked first
  await api.database.client.host.updateMany({ where: { poolId }, data: { lastHeartbeatAt: BigInt(api.clock.now()) } });
  await new Scheduler(api.database, api.app.get(Signals), api.clock, api.app.get(SETTINGS)).round(poolId);
  expect([(await placed(tenant)).length, (await placed(other)).length]).toEqual([6, 4]);
});

test('a lease that waits says how long, and what would fit instead, each with its price and wait', async () => {
  await addTestHosts(api.database, poolId, [{ cpus: 4, heardAt: api.clock.now() }, { cpus: 1, jurisdiction: 'CH', heardAt: api.clock.now() }]);
  const first = await request({ resources: { cpuMillis: 4_000, memoryMib: 1_024 }, durationMillis: 600_000, constraints: { jurisdictions: ['DE'] } });
  await round();
  const endsAt = BigInt(api.clock.now() + 17 * 60_000);
  await api.database.client.lease.update({ where: { id: first }, data: { state: 'active', activatedAt: BigInt(api.clock.now()), endsAt } });
  const waiting = await request({ replicas: 2, constraints: { jurisdictions: ['DE'] } });
  await round();
  const found = (await tenant.get(`/v1/leases/${waiting}/alternatives`).expect(200)).body;
  expect(found).toMatchObject({ expectedWaitMillis: 1_200_000, waitBasis: 'known-ends' });
  expect(found.alternatives).toMatchObject([
    { about: 'allow CH', expectedWaitMillis: 1_200_000, waitBasis: 'known-ends', differenceBps: 0 }, { about: 'one replica', expectedWaitMillis: 1_200_000, differenceBps: -5_000 },
  ]);
  const quoted = (await tenant.post('/v1/quotes', terms({ constraints: { jurisdictions: ['DE'] } })).expect(201)).body;
  expect(quoted).toMatchObject({ feasible: false, expectedWaitMillis: 1_200_000, alternatives: [{ about: 'allow CH', expectedWaitMillis: 0, waitBasis: 'now' }] });
  expect(JSON.stringify([found, quoted])).not.toMatch(/(hst|opr|sit|cls|clm)_/);
  expect((await tenant.get(`/v1/leases/${first}/alternatives`).expect(200)).body).toEqual({ expectedWaitMillis: null, waitBasis: 'unknown', alternatives: [] });
  await (await fundedTenant(api)).get(`/v1/leases/${waiting}/alternatives`).expect(404);
});

test('an operator sees why its own host is chosen or not, and nothing of who asked', async () => {
  const [one, two] = await Promise.all([api.operator(), api.operator()]);
  const [mine] = await addTestHosts(api.database, poolId, [{ operatorId: one.ownerId, cpus: 2, heardAt: api.clock.now() }, { operatorId: two.ownerId, cpus: 64, heardAt: api.clock.now() }]);
  const tenants = [tenant, await fundedTenant(api), await fundedTenant(api)];
  const explain = async () => (await one.get(`/v1/operator/hosts/${mine}/placement`).expect(200)).body;
  expect(await explain()).toEqual({ isSampled: false, filters: [], admitted: 'none', outranked: [], preferred: 'none' });
  for (let index = 0; index < 12; index += 1) await tenants[index % 3]!.post('/v1/leases', { ...terms({ resources: { cpuMillis: 3_000, memoryMib: 64 } }), workload: { image: 'nginx:1.29' } }).expect(201);
  await round();
  const found = await explain();
  expect(found).toMatchObject({ isSampled: true, filters: [{ filter: 'resources', requests: 'all' }], admitted: 'none' });
  expect(JSON.stringify(found)).not.toMatch(/(ten|prj|lse|opr|hst)_/);
  await two.get(`/v1/operator/hosts/${mine}/placement`).expect(404);
  await tenant.get(`/v1/operator/hosts/${mine}/placement`).expect(403);
});

test('a minimum tier keeps a lease off operators below it in any class that it claims; that is said, with what would do instead, and of no operator anything', async () => {
  const [known, unknown] = [await api.operator(), await api.operator()];
  const day = Math.floor(api.clock.now() / MILLIS_PER_DAY) - 1;
  const score = async (resourceClass: string, tier: number) => api.database.client.operatorScore.create({ data: { operatorId: known.ownerId, day, resourceClass, worked: 1, lost: 0, scoreBps: 9_900, tier, rulesVersion: 0 } });
  await score('CPU_MILLI', 2);
  await score('MEMORY_MIB', 1);
  await api.database.client.reputationDay.create({ data: { operatorId: known.ownerId, day } });
  const [proven] = await addTestHosts(api.database, poolId, [{ operatorId: known.ownerId, cpus: 4, heardAt: api.clock.now() }]);
  const [unproven] = await addTestHosts(api.database, poolId, [{ operatorId: unknown.ownerId, cpus: 64, heardAt: api.clock.now() }]);
  const asked = (minimumTier?: string, cpuMillis = 1_000) => ({ resources: { cpuMillis, memoryMib: 1_024 }, constraints: minimumTier ? { minimumTier } : {} });
  const read = async (id: string) => (await tenant.get(`/v1/leases/${id}`).expect(200)).body;

  // What fits with the one below the tier alone: it waits, and is told that nothing but the tier is in the way.
  const large = await request(asked('proven', 8_000));
  const small = await request(asked('proven'));
  const trusted = await request(asked('trusted'));
  await round();
  expect([await hostsOf(large), await hostsOf(small), await hostsOf(trusted)]).toEqual([[], [proven], []]);
  const reason = { filter: 'tier', reason: 'of a lower tier than the one asked for' };
  const [waiting, refused] = [await read(large), await read(trusted)];
  expect(waiting).toMatchObject({ state: 'blocked', blocked: { reasons: expect.arrayContaining([expect.objectContaining({ ...reason, hosts: 'some' })]) } });
  expect(refused).toMatchObject({ state: 'blocked', blocked: { reasons: [{ ...reason, hosts: 'all' }], relaxations: ['minimumTier'] } });

  const quote = (await tenant.post('/v1/quotes', terms({ ...asked('trusted') })).expect(201)).body;
  expect(quote).toMatchObject({ feasible: false, blocked: { reasons: [reason] } });
  expect(JSON.stringify(quote.alternatives)).toContain('accept the tier proven');
  const bigger = (await tenant.post('/v1/quotes', terms({ ...asked('proven', 8_000) })).expect(201)).body;
  expect(JSON.stringify(bigger.alternatives)).toContain('accept any tier');
  for (const told of [waiting, refused, quote, bigger]) for (const hidden of [known.ownerId, unknown.ownerId, proven!, unproven!]) expect(JSON.stringify(told)).not.toContain(hidden);

  // The same without it goes there. Another name for a tier is none.
  const any = await request(asked(undefined, 8_000));
  await round();
  expect(await hostsOf(any)).toEqual([unproven]);
  expect((await tenant.post('/v1/leases', { ...terms(asked('unproven')), workload: { image: 'nginx:1.29' } }).expect(400)).body).toMatchObject({ errors: [{ pointer: '/constraints/minimumTier' }] });
});
