import { afterAll, beforeAll, expect, test } from 'vitest';

import { InventoryModule } from '#libs/inventory';
import { newId } from '#libs/kernel';
import { RuntimeModule } from '#libs/runtime';

import { type Caller, startTestApi, type TestApi } from '../../../../test/support/api.js';
import { runtimeControllers } from './controllers.js';

let api: TestApi;
let operator: Caller;
let faults: string;
let hostId: string;

beforeAll(async () => {
  api = await startTestApi({ modules: [InventoryModule, RuntimeModule], controllers: runtimeControllers });
  operator = await api.operator();
  const cluster = await clusterOf(operator.ownerId, 'simulated');
  faults = `/v1/operator/clusters/${cluster.id}/faults`;
  hostId = cluster.hostId;
});
afterAll(() => api.close());

async function clusterOf(operatorId: string, driver: string): Promise<{ id: string; hostId: string }> {
  const { client } = api.database;
  const place = { operatorId, siteId: newId('site'), poolId: newId('pool') };
  const cluster = await client.cluster.create({ data: { ...place, id: newId('cluster'), name: driver, driver, createdAt: 0n } });
  const host = await client.host.create({
    data: { ...place, id: newId('host'), clusterId: cluster.id, name: 'a', jurisdiction: 'DE', region: 'x', traits: [], createdAt: 0n },
  });
  return { id: cluster.id, hostId: host.id };
}

test('a fault is injected once for a key, listed while it lasts, and cleared', async () => {
  const inject = () => operator.post(faults, { kind: 'host_lost', hostId }).set('idempotency-key', 'one').expect(201);
  const { body } = await inject();
  expect(body).toMatchObject({ kind: 'host_lost', hostId, until: null, createdAt: api.clock.now() });
  expect((await inject()).body).toEqual(body);
  const brief = await operator.post(faults, { kind: 'delay_reports', delayMillis: 500, durationMillis: 1_000 }).expect(201);
  expect(brief.body).toMatchObject({ delayMillis: 500, until: api.clock.now() + 1_000 });
  expect((await operator.get(faults).expect(200)).body.items).toHaveLength(2);
  api.clock.advance(1_000);
  expect((await operator.get(faults).expect(200)).body.items).toEqual([body]);
  await operator.delete(`${faults}/${body.id}`).expect(204);
  expect((await operator.delete(`${faults}/${body.id}`).expect(404)).body.code).toBe('not_found');
  expect((await operator.get(faults).expect(200)).body.items).toEqual([]);
});

test('what makes no sense is refused, and says which field', async () => {
  const refused = async (body: object, status: number, pointer?: string) =>
    expect((await operator.post(faults, body).expect(status)).body).toMatchObject(pointer ? { pointer } : {});
  await refused({ kind: 'host_lost' }, 400, '/hostId');
  await refused({ kind: 'contact_lost', leaseId: newId('lease') }, 400, '/leaseId');
  await refused({ kind: 'delay_reports' }, 400, '/delayMillis');
  await refused({ kind: 'crash_loop', delayMillis: 5 }, 400, '/delayMillis');
  await refused({ kind: 'crash_loop', delayMillis: -5 }, 400);
  await refused({ kind: 'meteor' }, 400);
  await refused({ kind: 'host_lost', hostId: newId('host') }, 404, '/hostId');
});

test('only the operator of a simulated cluster may: others are told that there is none', async () => {
  const [other, tenant] = [await api.operator(), await api.tenant()];
  await other.post(faults, { kind: 'contact_lost' }).expect(404);
  await other.get(faults).expect(404);
  await tenant.get(faults).expect(403);
  const real = await clusterOf(operator.ownerId, 'kubernetes');
  expect((await operator.post(`/v1/operator/clusters/${real.id}/faults`, { kind: 'contact_lost' }).expect(409)).body.code).toBe('not_simulated');
  const finance = await api.key('operator', operator.ownerId, { role: 'finance-viewer' });
  await finance.post(faults, { kind: 'contact_lost' }).expect(403);
});
