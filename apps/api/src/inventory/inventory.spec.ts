import { CqrsModule } from '@nestjs/cqrs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { sql } from '#libs/database';
import { InventoryModule } from '#libs/inventory';
import { newId } from '#libs/kernel';
import { JoinModule } from '#libs/runtime-kubernetes';

import { type Caller, startTestApi, type TestApi } from '../../../../test/support/api.js';
import { inventoryControllers } from './controllers.js';
import { RateLookupModule } from './rate-lookup.js';

let api: TestApi;
let admin: Caller;
let operator: Caller;
let tenant: Caller;
beforeAll(async () => {
  api = await startTestApi({ modules: [CqrsModule, InventoryModule, JoinModule, RateLookupModule], controllers: inventoryControllers });
  [admin, tenant] = [await api.admin(), await api.tenant()];
});
afterAll(() => api.close());
beforeEach(async () => {
  operator = await api.operator();
});

const inventories = [
  { resourceClass: 'CPU_MILLI', total: 64_000 },
  { resourceClass: 'GPU_MILLI', variant: 'V100', total: 8_000, stepSize: 1_000 },
];

let counter = 0;
async function cluster(): Promise<{ clusterId: string; pool: string; siteId: string }> {
  counter += 1;
  const pool = `pool-${counter}`;
  await admin.post('/v1/admin/pools', { name: pool }).expect(201);
  const site = await operator.post('/v1/operator/sites', { name: 'Frankfurt 1', jurisdiction: 'DE', region: 'europe-west' }).expect(201);
  const made = await operator.post('/v1/operator/clusters', { siteId: site.body.id, pool, name: 'c1', driver: 'simulated' }).expect(201);
  return { clusterId: made.body.id, pool, siteId: site.body.id };
}

async function host(): Promise<{ clusterId: string; pool: string; hostId: string; path: string }> {
  const made = await cluster();
  const { body } = await operator.post('/v1/operator/hosts', { clusterId: made.clusterId, hosts: [{ name: 'h1', traits: ['nvme'], inventories }] }).expect(201);
  await operator.post('/v1/operator/heartbeats', { clusterId: made.clusterId }).expect(200, { recorded: 1, returned: [], unknown: [] });
  return { ...made, hostId: body.hosts[0].id, path: `/v1/operator/hosts/${body.hosts[0].id}` };
}

describe("an operator's day", () => {
  test('registers, changes, cordons, drains, announces and removes', async () => {
    const { hostId, path } = await host();
    expect((await operator.get(path).expect(200)).body).toMatchObject({ id: hostId, generation: 1, contact: 'live', traits: ['nvme'] });
    expect((await operator.patch(path, { generation: 1, traits: ['nvme', 'gpu-nvlink'], capacity: 'idle' }).expect(200)).body)
      .toMatchObject({ generation: 2, traits: ['gpu-nvlink', 'nvme'], capacity: 'idle' });
    expect((await operator.put(`${path}/inventories`, { generation: 2, inventories: [inventories[0]] }).expect(200)).body.inventories).toHaveLength(1);
    expect((await operator.post(`${path}/cordon`, {}).expect(200)).body).toMatchObject({ state: 'cordoned', generation: 4 });
    expect((await operator.post(`${path}/drain`, { drainBy: api.clock.now() + 60_000 }).expect(200)).body).toMatchObject({ state: 'draining', drainBy: api.clock.now() + 60_000 });
    expect((await operator.post(`${path}/uncordon`, { generation: 5 }).expect(200)).body).toMatchObject({ state: 'open', drainBy: null });
    const window = await operator.post(`${path}/maintenance`, { startsAt: api.clock.now() + 10, endsAt: api.clock.now() + 20, reason: 'new disks' }).expect(201);
    expect((await operator.get(path)).body.maintenance).toEqual([window.body]);
    await operator.delete(`${path}/maintenance/${window.body.id}`).expect(204);
    expect((await operator.delete(`${path}?generation=1`).expect(409)).body).toMatchObject({ code: 'stale_generation', generation: 8 });
    await operator.delete(`${path}?generation=8`).expect(204);
    await operator.get(path).expect(404);
  });

  test('cordons without a body', async () => {
    const { path } = await host();
    expect((await operator.post(`${path}/cordon`).expect(200)).body).toMatchObject({ state: 'cordoned' });
    expect((await operator.post(`${path}/drain`).expect(200)).body).toMatchObject({ state: 'draining' });
    expect((await operator.post(`${path}/uncordon`).expect(200)).body).toMatchObject({ state: 'open' });
  });

  test('a stale generation changes nothing, and says which is right', async () => {
    const { path } = await host();
    await operator.patch(path, { generation: 1, traits: [] }).expect(200);
    const before = (await operator.get(path)).body;
    const refused = await operator.put(`${path}/inventories`, { generation: 1, inventories: [] }).expect(409);
    expect(refused.headers['content-type']).toContain('application/problem+json');
    expect(refused.body).toMatchObject({ code: 'stale_generation', pointer: '/generation', generation: 2 });
    expect((await operator.get(path)).body).toEqual(before);
  });

  test('claimed capacity stays', async () => {
    const { hostId, path } = await host();
    await api.database.client.$executeRaw(sql`update inventories set used = 60000 where host_id = ${hostId} and resource_class = 'CPU_MILLI'`);
    expect((await operator.put(`${path}/inventories`, { generation: 1, inventories: [{ resourceClass: 'CPU_MILLI', total: 59_999 }] }).expect(409)).body)
      .toMatchObject({ code: 'capacity_in_use', resourceClass: 'CPU_MILLI', used: '60000', pointer: '/inventories/0' });
    expect((await operator.delete(`${path}?generation=1`).expect(409)).body).toMatchObject({ code: 'capacity_in_use' });
  });

  test('an Idempotency-Key registers once', async () => {
    const { clusterId } = await cluster();
    const ask = () => operator.post('/v1/operator/hosts', { clusterId, hosts: [{ name: 'h', inventories }] }).set('idempotency-key', 'k1');
    const answers = await Promise.all([ask(), ask(), ask()]);
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set(answers.map(({ body }) => body.hosts[0].id)).size).toBe(1);
  });

  test('500 hosts come in one request and go out in pages', async () => {
    const { clusterId } = await cluster();
    const hosts = Array.from({ length: 500 }, (_, n) => ({ name: `n-${n}`, inventories }));
    expect((await operator.post('/v1/operator/hosts', { clusterId, hosts }).expect(201)).body.hosts[499]).toMatchObject({ name: 'n-499', generation: 1 });
    const names = new Set<string>();
    let cursor = '';
    for (let page = 0; page < 4 && cursor !== 'end'; page += 1) {
      const { body } = await operator.get(`/v1/operator/hosts?limit=200&contact=never${cursor && `&cursor=${cursor}`}`).expect(200);
      for (const { name } of body.items) names.add(name);
      cursor = body.nextCursor ?? 'end';
    }
    expect([cursor, names.size]).toEqual(['end', 500]);
    await operator.post('/v1/operator/hosts', { clusterId, hosts: [...hosts, { name: 'one-more', inventories }] }).expect(400);
  });

  test('the doctor says what is not on offer and why', async () => {
    const { path, pool } = await host();
    const { body } = await operator.get('/v1/operator/doctor').expect(200);
    expect(body).toMatchObject({
      hosts: 1, hostsOnOffer: 0, classes: [{ resourceClass: 'CPU_MILLI', total: 64_000, offered: 0, notOffered: 64_000, reasons: [{ code: 'no_rate', amount: 64_000, hosts: 1 }] }, {}],
      findings: { items: [{ name: 'h1', classes: [{ reasons: [{ code: 'no_rate', detail: expect.stringContaining('rate') }] }, {}] }], nextCursor: null },
    });
    await api.database.client.$executeRaw(sql`
      insert into rates (id, pool_id, resource_class, variant, version, curve, active_from, created_at)
      select 'rat_' || resource_class, id, resource_class, '', 1, '{"kind": "fixed", "nanoTokensPerUnitHour": "5"}', 0, 0
      from pools, (values ('CPU_MILLI'), ('GPU_MILLI')) c(resource_class) where name = ${pool}`);
    expect((await operator.get('/v1/operator/doctor').expect(200)).body).toMatchObject({ hostsOnOffer: 1, findings: { items: [] } });
    await operator.post(`${path}/cordon`, {}).expect(200);
    expect((await operator.get('/v1/operator/doctor').expect(200)).body).toMatchObject({ hostsOnOffer: 0, findings: { items: [{ reasons: [{ code: 'cordoned' }] }] } });
  });
});

describe('what is refused', () => {
  test.each([
    ['an unknown field', { name: 'x', jurisdiction: 'DE', region: 'r', colour: 'red' }, 'invalid_request'],
    ['a country that is none', { name: 'x', jurisdiction: 'XX', region: 'r' }, 'invalid_jurisdiction'],
    ['a country in small letters', { name: 'x', jurisdiction: 'de', region: 'r' }, 'invalid_request'],
    ['a name that is a number', { name: 5, jurisdiction: 'DE', region: 'r' }, 'invalid_request'],
  ])('a site with %s', async (_name, body, code) => {
    expect((await operator.post('/v1/operator/sites', body).expect(400)).body).toMatchObject({ code });
  });

  test.each([
    ['a negative total', { resourceClass: 'CPU_MILLI', total: -1 }, '/hosts/0/inventories/0/total'],
    ['half a unit', { resourceClass: 'CPU_MILLI', total: 0.5 }, '/hosts/0/inventories/0/total'],
    ['more than there is in the world', { resourceClass: 'CPU_MILLI', total: 1e15 }, '/hosts/0/inventories/0/total'],
    ['an unknown class', { resourceClass: 'MAGIC', total: 1 }, '/hosts/0/inventories/0/resourceClass'],
    ['half a GPU', { resourceClass: 'GPU_MILLI', variant: 't4', total: 500 }, '/hosts/0/inventories/0/total'],
    ['a GPU of no model', { resourceClass: 'GPU_MILLI', total: 1_000 }, '/hosts/0/inventories/0/variant'],
  ])('an inventory of %s', async (_name, inventory, pointer) => {
    const { clusterId } = await cluster();
    const refused = await operator.post('/v1/operator/hosts', { clusterId, hosts: [{ name: 'h', inventories: [inventory] }] }).expect(400);
    expect(refused.body).toMatchObject({ pointer });
    expect((await operator.get('/v1/operator/hosts')).body.items).toEqual([]);
  });

  test('bad traits, names, ids, cursors and filters', async () => {
    const { clusterId } = await cluster();
    const answers = await Promise.all([
      operator.post('/v1/operator/hosts', { clusterId, hosts: [{ name: 'h', traits: ['NVMe'], inventories }] }),
      operator.post('/v1/operator/hosts', { clusterId, hosts: [{ name: 'h h', inventories }] }),
      operator.post('/v1/operator/hosts', { clusterId: 'cls_1', hosts: [{ name: 'h', inventories }] }),
      operator.get('/v1/operator/hosts/hst_short'),
      operator.get('/v1/operator/hosts?cursor=abc'),
      operator.get(`/v1/operator/sites?cursor=${Buffer.from(JSON.stringify('\0')).toString('base64url')}`),
      operator.get('/v1/operator/hosts?state=sleeping'),
      operator.get('/v1/operator/hosts?limit=201'),
      operator.delete(`/v1/operator/hosts/${newId('host')}`), // without a generation
    ]);
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual(answers.map(() => [400, 'invalid_request']));
  });

  test('windows that end before they start, and names that are taken', async () => {
    const { path, clusterId } = await host();
    const now = api.clock.now();
    expect((await operator.post(`${path}/maintenance`, { startsAt: now + 20, endsAt: now + 10, reason: 'x' }).expect(400)).body.code).toBe('invalid_window');
    expect((await operator.post('/v1/operator/hosts', { clusterId, hosts: [{ name: 'h1', inventories }] }).expect(409)).body).toMatchObject({ code: 'name_taken' });
  });

  test("another operator's things, as if they were not there", async () => {
    const { path, clusterId, hostId } = await host();
    const other = await api.operator();
    const strange = `/v1/operator/hosts/${newId('host')}`;
    for (const ask of [
      (at: string) => other.get(at), (at: string) => other.patch(at, { generation: 1 }), (at: string) => other.post(`${at}/cordon`, {}),
      (at: string) => other.put(`${at}/inventories`, { generation: 1, inventories }), (at: string) => other.delete(`${at}?generation=1`),
      (at: string) => other.post(`${at}/maintenance`, { startsAt: 1, endsAt: 9e12, reason: 'x' }),
    ]) {
      const [foreign, missing] = [await ask(path), await ask(strange)];
      expect(foreign.status).toBe(404);
      expect({ ...foreign.body, requestId: '' }).toEqual({ ...missing.body, requestId: '' });
    }
    await other.post('/v1/operator/heartbeats', { clusterId }).expect(404);
    expect((await other.get('/v1/operator/hosts')).body.items).toEqual([]);
    expect((await operator.get(path)).body).toMatchObject({ id: hostId, generation: 1 });
  });

  test('keys of the wrong owner, or without the scope', async () => {
    const viewer = await api.key('operator', operator.ownerId, { role: 'finance-viewer' });
    const reader = await api.key('operator', operator.ownerId, { scopes: ['inventory:read'] });
    const statuses = async (...requests: PromiseLike<{ status: number }>[]) => (await Promise.all(requests)).map(({ status }) => status);
    expect(await statuses(
      tenant.get('/v1/operator/hosts'), admin.get('/v1/operator/hosts'), operator.post('/v1/admin/pools', { name: 'mine' }), tenant.get('/v1/admin/pools'),
      operator.get('/v1/pools'), viewer.get('/v1/operator/hosts'), reader.post('/v1/operator/heartbeats', { clusterId: newId('cluster') }),
    )).toEqual([403, 403, 403, 403, 403, 403, 403]);
    expect(await statuses(reader.get('/v1/operator/hosts'), api.anonymous.get('/v1/operator/hosts'))).toEqual([200, 401]);
  });
});

describe('pools', () => {
  test('of which the shares make a whole', async () => {
    const { body: pool } = await admin.post('/v1/admin/pools', { name: 'general', operatorBps: 9_000, treasuryBps: 600, feeBps: 400 }).expect(201);
    expect((await admin.post('/v1/admin/pools', { name: 'general' }).expect(409)).body.code).toBe('name_taken');
    expect((await admin.patch(`/v1/admin/pools/${pool.id}`, { feeBps: 500 }).expect(400)).body.code).toBe('invalid_shares');
    expect((await admin.patch(`/v1/admin/pools/${pool.id}`, { operatorShareCapBps: 5_000 }).expect(200)).body)
      .toEqual({ ...pool, operatorShareCapBps: 5_000 });
    await admin.post('/v1/admin/pools', { name: 'general-2' }).expect(201);
    const named = (answer: { body: { items: { name: string }[] } }): string[] => answer.body.items.map(({ name }) => name);
    expect(named(await admin.get('/v1/admin/pools?search=GENERAL').expect(200))).toEqual(['general', 'general-2']);
    expect(named(await admin.get('/v1/admin/pools?search=ral-2').expect(200))).toEqual(['general-2']);
    expect(named(await admin.get(`/v1/admin/pools?search=${pool.id}`).expect(200))).toEqual(['general']);
    expect(named(await tenant.get('/v1/pools?search=RAL-2').expect(200))).toEqual(['general-2']);
    expect((await admin.get('/v1/admin/pools?limit=200').expect(200)).body.items).toContainEqual({ ...pool, operatorShareCapBps: 5_000 });
  });

  test('tenants see where and how much, roughly, and nobody', async () => {
    const { pool, hostId, clusterId } = await host();
    const { text, body } = await tenant.get('/v1/pools?limit=200').expect(200);
    expect(body.items).toContainEqual({
      name: pool, jurisdictions: ['DE'], regions: ['europe-west'],
      classes: [{ resourceClass: 'CPU_MILLI', variant: '', availability: 'high' }, { resourceClass: 'GPU_MILLI', variant: 'V100', availability: 'high' }],
    });
    for (const secret of [hostId, clusterId, operator.ownerId, 'Frankfurt', '64000']) expect(text).not.toContain(secret);
  });
});
