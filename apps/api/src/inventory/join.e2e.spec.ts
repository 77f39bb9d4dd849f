import { afterAll, beforeAll, expect, test } from 'vitest';

import { InventoryModule } from '#libs/inventory';
import { newId } from '#libs/kernel';
import { CLUSTER_ACCESS, type ClusterAccess, JoinModule, joinProblems } from '#libs/runtime-kubernetes';

import { type Caller, startTestApi, type TestApi } from '../../../../test/support/api.js';
import { inventoryControllers } from './controllers.js';

// What is behind an address is tried on a real API server, in test/cluster; here, what is behind this one cannot be reached.
const connection = { server: 'https://127.0.0.1:1', token: 'a-token' };

let api: TestApi;
let operator: Caller;
let ids: { siteId: string; pool: string };
beforeAll(async () => {
  api = await startTestApi({ modules: [InventoryModule, JoinModule], controllers: inventoryControllers });
  operator = await api.operator();
  await (await api.admin()).post('/v1/admin/pools', { name: 'standard' }).expect(201);
  const site = await operator.post('/v1/operator/sites', { name: 'desk', jurisdiction: 'DE', region: 'europe-west' }).expect(201);
  ids = { siteId: site.body.id as string, pool: 'standard' };
});
afterAll(() => api.close());

const kubernetes = (changes: object = {}) => ({ ...ids, name: 'rack', driver: 'kubernetes', connection, ...changes });
const refused = async (body: object, status: number, code: string, pointer?: string) =>
  expect((await operator.post('/v1/operator/clusters', body).expect(status)).body).toMatchObject({ code, ...(pointer ? { pointer } : {}) });

test('a connection that cannot be right is refused by its field, and one that leads nowhere leaves no cluster', async () => {
  await refused(kubernetes({ connection: undefined }), 400, 'invalid_connection', '/connection');
  await refused(kubernetes({ connection: { ...connection, server: 'http://127.0.0.1:1' } }), 400, 'invalid_connection', '/connection/server');
  await refused(kubernetes({ connection: { ...connection, server: 'https://user:pass@host' } }), 400, 'invalid_connection', '/connection/server');
  await refused(kubernetes({ connection: { ...connection, caData: 'bm90IGEgY2VydGlmaWNhdGU=' } }), 400, 'invalid_connection', '/connection/caData');
  await refused(kubernetes({ connection: { ...connection, token: 'two words' } }), 400, 'invalid_connection', '/connection/token');
  await refused(kubernetes({ connection: { ...connection, namespacePrefix: 'Kube' } }), 400, 'invalid_request', '/connection/namespacePrefix');
  await refused(kubernetes({ discovery: { idleHours: ['at night'] } }), 400, 'invalid_discovery', '/discovery/idleHours/0');
  await refused(kubernetes({ discovery: { shareBps: 10_001 } }), 400, 'invalid_request', '/discovery/shareBps');
  await refused(kubernetes({ driver: 'simulated' }), 400, 'invalid_connection', '/connection');
  await refused(kubernetes(), 409, 'cluster_unreachable', '/connection/server');
  expect((await operator.get('/v1/operator/clusters').expect(200)).body.items).toEqual([]);
});

test('settings of discovery belong to Kubernetes clusters, carry a generation, and are of one operator', async () => {
  const simulated = (await operator.post('/v1/operator/clusters', { ...ids, name: 'sim', driver: 'simulated' }).expect(201)).body as { id: string };
  expect((await operator.get(`/v1/operator/clusters/${simulated.id}/discovery`).expect(409)).body.code).toBe('not_kubernetes');
  expect((await operator.put(`/v1/operator/clusters/${simulated.id}/connection`, connection).expect(409)).body.code).toBe('not_kubernetes');
  const id = newId('cluster');
  await api.database.client.cluster.create({ data: { id, operatorId: operator.ownerId, siteId: ids.siteId, poolId: newId('pool'), name: 'real', driver: 'kubernetes', createdAt: 0n } });
  await api.database.client.clusterDiscovery.create({ data: { clusterId: id, settings: {} } });
  const path = `/v1/operator/clusters/${id}/discovery`;
  const { body } = await operator.get(path).expect(200);
  expect(body).toMatchObject({ generation: 1, shareBps: 10_000, idleHours: [], discoveredAt: null, failure: null });
  const { discoveredAt: _, failure: __, ...settings } = body as Record<string, unknown>;
  expect((await operator.put(path, { ...settings, shareBps: 8_000 }).expect(200)).body).toMatchObject({ generation: 2, shareBps: 8_000 });
  expect((await operator.put(path, { ...settings, shareBps: 7_000 }).expect(409)).body).toMatchObject({ code: 'stale_generation', generation: 2 });
  const storage = { storageClass: 'fast', variant: 'nvme', gibPerHost: 1 };
  expect((await operator.put(path, { ...settings, generation: 2, storageClasses: [storage, storage] }).expect(400)).body.pointer).toBe('/storageClasses/1/variant');
  await (await api.operator()).get(path).expect(404);
  await (await api.tenant()).get(path).expect(403);
  await (await api.key('operator', operator.ownerId, { role: 'finance-viewer' })).put(path, { ...settings }).expect(403);
  expect((await operator.put(`/v1/operator/clusters/${id}/connection`, connection).expect(409)).body.code).toBe(joinProblems.cluster_unreachable('').code);
  const access: ClusterAccess = api.app.get(CLUSTER_ACCESS, { strict: false });
  expect(await access.kubeconfigOf(id)).toBeUndefined();
});

test('without a key to seal with nothing is taken in', async () => {
  const bare = await startTestApi({ modules: [InventoryModule, JoinModule], controllers: inventoryControllers, beside: api, sealless: true });
  try {
    expect((await bare.as(operator).post('/v1/operator/clusters', kubernetes()).expect(503)).body.code).toBe('sealing_unavailable');
  } finally {
    await bare.close();
  }
});
