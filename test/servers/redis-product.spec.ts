import { afterAll, beforeAll, expect, test } from 'vitest';

import { audit } from '../../bench/audit.js';
import { atRest, leaseStates } from '../support/at-rest.js';
import { type Product, startProduct } from '../support/product.js';
import { startRedis, type TestRedis } from '../support/redis.js';
import { persistent } from '../support/retry.js';
import { setUpWorld, type World } from '../support/world.js';

let redis: TestRedis;
let product: Product;
let world: World;
beforeAll(async () => {
  redis = await startRedis();
  product = await startProduct({
    roles: ['api', 'api', 'scheduler', 'scheduler', 'worker', 'worker'],
    env: { REDIS_URL: redis.url, WEIR_SIMULATED_START: '20ms', WEIR_SETTLE_EVERY: '500ms', WEIR_SCHEDULER_LOCK: '2s' },
  });
  world = await setUpWorld(product);
});
afterAll(async () => {
  await product?.close();
  await redis?.stop();
});

test('two of each role on Redis take leases from request to closed, also when one of each is gone', async () => {
  const call = persistent(product.of('api').map(({ url }) => url!), world.tenants[0]!.key);
  const ask = (number: number) => call<{ id: string }>('POST', '/v1/leases', {
    name: `lease-${number}`, pool: 'standard', replicas: 2, resources: { cpuMillis: 100, memoryMib: 64 }, workload: { image: 'app:1' },
    constraints: { spread: { over: 'operator', maximum: 1 } },
  }, `lease-${number}`);
  const first = await Promise.all(Array.from({ length: 20 }, (_, number) => ask(number)));
  await atRest(product.databaseUrl, product.processes);
  expect([...(await leaseStates(product.databaseUrl)).values()]).toEqual(Array(20).fill('active'));

  for (const role of ['api', 'scheduler', 'worker'] as const) await product.of(role)[0]!.kill();
  const second = await Promise.all(Array.from({ length: 20 }, (_, number) => ask(20 + number)));
  for (const { id } of first) await call('DELETE', `/v1/leases/${id}`);
  await atRest(product.databaseUrl, product.processes);
  const states = await leaseStates(product.databaseUrl);
  expect(first.map(({ id }) => states.get(id))).toEqual(Array(20).fill('closed'));
  expect(second.map(({ id }) => states.get(id))).toEqual(Array(20).fill('active'));
  expect((await audit(product.databaseUrl)).findings).toEqual([]);
});

test('each role stops in order on SIGTERM', async () => {
  for (const role of ['worker', 'scheduler', 'api'] as const) expect([role, await product.of(role)[1]!.stop()]).toEqual([role, 0]);
});
