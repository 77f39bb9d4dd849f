import { afterAll, beforeAll, expect, test } from 'vitest';

import { InventoryModule } from '#libs/inventory';
import { newId } from '#libs/kernel';

import { type Caller, startTestApi, type TestApi } from '../../../../test/support/api.js';
import { inventoryControllers } from './controllers.js';

let api: TestApi;
let admin: Caller;
beforeAll(async () => {
  api = await startTestApi({ modules: [InventoryModule], controllers: inventoryControllers });
  admin = await api.admin();
});
afterAll(() => api.close());

test('a pool promises from this month on, changes it from the next, and anyone may read it', async () => {
  const { id } = (await admin.post('/v1/admin/pools', { name: 'promised' }).expect(201)).body as { id: string };
  const tenant = await api.tenant();
  const read = async () => (await tenant.get('/v1/pools/promised/service-level').expect(200)).body;
  const put = (levels: unknown, poolId = id, caller = admin) => caller.put(`/v1/admin/pools/${poolId}/service-level`, { levels });
  expect(await read()).toEqual({ pool: 'promised', current: null, next: null });
  const now = new Date(api.clock.now());
  const month = (later: number) => Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + later);
  const [first, second] = [[{ availabilityBelowPpm: 999_500, creditBps: 1_000 }, { availabilityBelowPpm: 990_000, creditBps: 3_000 }], [{ availabilityBelowPpm: 990_000, creditBps: 500 }]];
  expect((await put(first).expect(200)).body).toEqual({ pool: 'promised', current: { levels: first, activeFrom: month(0) }, next: null });
  await put([]).expect(200);
  await put(second).expect(200);
  expect(await read()).toEqual({ pool: 'promised', current: { levels: first, activeFrom: month(0) }, next: { levels: second, activeFrom: month(1) } });

  await put(first, newId('pool')).expect(404);
  await put(first, id, tenant).expect(403);
  for (const levels of [first.toReversed(), [first[0], first[0]], [{ availabilityBelowPpm: 0, creditBps: 1 }], [{ availabilityBelowPpm: 1, creditBps: 10_001 }], 'none']) await put(levels).expect(400);
  await tenant.get('/v1/pools/unknown/service-level').expect(404);
});
