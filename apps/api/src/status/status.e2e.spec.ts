import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { appendEvents } from '#libs/database';
import { InventoryModule, poolStates, stateOf } from '#libs/inventory';
import { MILLIS_PER_DAY, newId } from '#libs/kernel';
import { LedgerModule } from '#libs/ledger';
import { PlacementModule } from '#libs/placement';
import { PricingModule } from '#libs/pricing';
import { addTestHosts, testCloud, type TestCloud } from '#libs/testing';

import { type Caller, startTestApi, type TestApi } from '../../../../test/support/api.js';
import { statusControllers } from './controllers.js';

let api: TestApi;
let cloud: TestCloud;
let admin: Caller;
let hostIds: string[];
const operators = ['opr_a', 'opr_b', 'opr_c'].map((name) => `${name}_secret`);

beforeAll(async () => {
  api = await startTestApi({ controllers: statusControllers, modules: [InventoryModule, PricingModule, LedgerModule, PlacementModule] });
  cloud = await testCloud(api.database);
  hostIds = (await Promise.all(operators.map((operatorId) => addTestHosts(api.database, cloud.poolId, Array.from({ length: 4 }, () => ({ operatorId, heardAt: api.clock.now() })))))).flat();
  admin = await api.admin();
});
afterAll(() => api.close());

/** Past what is kept of the answer before; hosts are heard of again, but for so many. */
async function later(silent = 0): Promise<void> {
  api.clock.advance(60_000);
  const heard = hostIds.slice(silent);
  await api.database.client.host.updateMany({ where: { id: { in: heard } }, data: { lastHeartbeatAt: BigInt(api.clock.now()) } });
}

const status = async () => (await api.anonymous.get('/v1/status')).body as { state: string; pools: { name: string; state: string; incidents: unknown[] }[] };

test('tells anybody what is on offer, at what price, and how it is, in words', async () => {
  const answer = await api.anonymous.get('/v1/status');
  expect(answer.status).toBe(200);
  expect(answer.headers['cache-control']).toBe('public, max-age=10');
  expect(answer.body).toMatchObject({
    state: 'operational',
    pools: [{
      name: cloud.pool, state: 'operational', incidents: [],
      capacity: expect.arrayContaining([{ resourceClass: 'CPU_MILLI', variant: '', availability: 'high' }]),
      prices: expect.arrayContaining([{ resourceClass: 'CPU_MILLI', variant: '', unit: 'vCPU hour', nanoTokensPerUnitHour: '40000000' }]),
    }],
  });
});

test.each([[0, 'operational'], [1, 'operational'], [2, 'degraded'], [5, 'degraded'], [6, 'disrupted'], [12, 'disrupted']])('with %i of 12 hosts silent a pool is %s', async (silent, state) => {
  await later(silent);
  expect((await status()).pools[0]).toMatchObject({ state });
});

test('betrays nobody: no name, id or figure of who offers or uses, whatever the matter is', async () => {
  await later(3);
  const text = JSON.stringify(await status());
  for (const secret of [...operators, ...hostIds, cloud.poolId, cloud.tenantId, 'europe-west', 'DE']) expect(text).not.toContain(secret);
  // Which three of twelve, and of whom, makes no difference to what is told.
  await later();
  await api.database.client.host.updateMany({ where: { id: { in: [0, 4, 8].map((index) => hostIds[index]!) } }, data: { lastHeartbeatAt: 0n } });
  expect((await status()).pools).toEqual((JSON.parse(text) as { pools: unknown }).pools);
});

test('a pool is worse the more hosts are silent, and one of many never shows', () => {
  fc.assert(fc.property(fc.nat(10_000), fc.nat(10_000), (silent, more) => {
    const hosts = silent + more;
    const rank = poolStates.indexOf(stateOf(silent, hosts));
    expect(poolStates.indexOf(stateOf(Math.min(hosts, silent + 1), hosts))).toBeGreaterThanOrEqual(rank);
    expect(hosts <= 10 || stateOf(1, hosts) === 'operational').toBe(true);
  }));
});

test('is put together once in ten seconds, however often it is asked for', async () => {
  await later();
  const before = await status();
  await admin.post(`/v1/admin/pools/${cloud.poolId}/incidents`, { kind: 'maintenance', title: 'Soon' });
  expect(await status()).toEqual(before);
});

test('tells of incidents while they go on and for thirty days after; only administrators declare them', async () => {
  const tenant = await api.tenant();
  expect((await tenant.post(`/v1/admin/pools/${cloud.poolId}/incidents`, { kind: 'degraded', title: 'x' })).status).toBe(403);
  expect((await admin.post(`/v1/admin/pools/${newId('pool')}/incidents`, { kind: 'degraded', title: 'x' })).status).toBe(404);
  expect((await admin.post(`/v1/admin/pools/${cloud.poolId}/incidents`, { kind: 'degraded', title: 'x', startsAt: 2, endsAt: 1 })).body).toMatchObject({ status: 400, pointer: '/endsAt' });
  const { body } = await admin.post(`/v1/admin/pools/${cloud.poolId}/incidents`, { kind: 'disrupted', title: 'New leases do not start' });
  const listed = await admin.get(`/v1/admin/pools/${cloud.poolId}/incidents?limit=1`);
  expect(listed.body.items).toHaveLength(1);
  const rest = await admin.get(`/v1/admin/pools/${cloud.poolId}/incidents?cursor=${listed.body.nextCursor}`);
  expect([...listed.body.items, ...rest.body.items]).toEqual(expect.arrayContaining([body]));
  expect(new Set([...listed.body.items, ...rest.body.items].map(({ id }: { id: string }) => id)).size).toBe(1 + rest.body.items.length);
  expect([(await admin.get(`/v1/admin/pools/${newId('pool')}/incidents`)).status, (await tenant.get(`/v1/admin/pools/${cloud.poolId}/incidents`)).status]).toEqual([404, 403]);
  await later();
  const [pool] = (await status()).pools;
  expect(pool).toMatchObject({ state: 'disrupted', incidents: expect.arrayContaining([{ id: body.id, kind: 'disrupted', title: 'New leases do not start', startsAt: expect.any(Number), endsAt: null }]) });
  expect((await admin.patch(`/v1/admin/incidents/${body.id}`, { endsAt: 0 })).body).toMatchObject({ endsAt: body.startsAt });
  expect((await admin.patch(`/v1/admin/incidents/${body.id}`, { title: 'It did not start' })).body).toMatchObject({ title: 'It did not start', endsAt: body.startsAt });
  expect((await admin.patch(`/v1/admin/incidents/${newId('incident')}`, {})).status).toBe(404);
  await later();
  expect((await status()).pools[0]).toMatchObject({ state: 'degraded' }); // the maintenance of before
  api.clock.advance(31 * MILLIS_PER_DAY);
  await later();
  expect((await status()).pools[0]!.incidents).toHaveLength(1);
});

test('administrators see how every part is, and nobody else', async () => {
  await later();
  expect((await (await api.operator()).get('/v1/admin/health')).status).toBe(403);
  const calm = (await admin.get('/v1/admin/health')).body;
  expect(calm).toMatchObject({ outbox: { state: 'ok', waiting: 0, lagMillis: 0 }, schedulers: { state: 'warning', items: [{ pool: cloud.pool, isActive: false, waiting: 0 }] }, ledger: { state: 'warning', checkedAt: null, openDifferences: 0 } });
  await api.database.transaction((tx) => appendEvents(tx, api.clock.now(), [{ type: 'capacity.changed', subjectId: cloud.poolId }]));
  await api.database.client.schedulerLock.create({ data: { poolId: cloud.poolId, holder: 'somebody', fence: 1n, expiresAt: BigInt(api.clock.now() + 300_000) } });
  await later();
  await later();
  const lagging = (await admin.get('/v1/admin/health')).body;
  expect(lagging).toMatchObject({ state: 'failed', outbox: { state: 'failed', waiting: 1, lagMillis: 120_000 }, schedulers: { state: 'ok' } });
  expect(JSON.stringify(lagging)).not.toContain('somebody');
});
