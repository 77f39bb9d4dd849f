import { afterAll, beforeAll, expect, test } from 'vitest';

import { apiCall } from '#apps/weir';

import { audit } from '../../bench/audit.js';
import { atRest, leaseStates } from '../support/at-rest.js';
import { type Product, startProduct } from '../support/product.js';
import { setUpWorld, smallWorld, type World } from '../support/world.js';

const CRASHES = 3;

let product: Product;
let world: World;
beforeAll(async () => {
  product = await startProduct({ roles: ['api', 'scheduler', 'worker'], env: { WEIR_SIMULATED_START: '20ms', WEIR_SETTLE_EVERY: '500ms', WEIR_SCHEDULER_LOCK: '2s', WEIR_RATE_LIMIT: '1000000' } });
  world = await setUpWorld(product, smallWorld({ hostsEach: 6 }));
});
afterAll(() => product?.close());

test('when PostgreSQL crashes under load, every answered 2xx is still there, and the product serves again within 10 s', async () => {
  const call = apiCall(product.of('api')[0]!.url!, world.tenants[0]!.key);
  const ask = (number: number) => call<{ id: string }>('POST', '/v1/leases', {
    name: `lease-${number}`, pool: 'standard', replicas: 1, resources: { cpuMillis: 100, memoryMib: 64 }, workload: { image: 'app:1' },
  }, { idempotencyKey: `lease-${number}` });
  const answered: string[] = [];
  const refused: number[] = [];
  let loading = true;
  let number = 0;
  const load = Promise.all(Array.from({ length: 4 }, async () => {
    while (loading) {
      try {
        answered.push((await ask(number++)).id);
      } catch (error) {
        refused.push((error as { status?: number }).status ?? 0);
        await pause(50);
      }
    }
  }));
  const serving: number[] = [];
  for (let crash = 0; crash < CRASHES; crash += 1) {
    await pause(2_000);
    expect(answered.length, 'answered before the crash').toBeGreaterThan(0);
    const crashedAt = Date.now();
    await product.server.crash();
    const upAgain = answered.length;
    while (answered.length === upAgain && Date.now() - crashedAt < 30_000) await pause(20);
    serving.push(Date.now() - crashedAt);
  }
  await pause(2_000);
  loading = false;
  await load;

  console.log(`${answered.length} answered, ${refused.length} refused; served again after ${serving.join(', ')} ms`);
  expect(Math.max(...serving)).toBeLessThan(10_000);
  expect(refused.filter((status) => status !== 503), 'refused in the meantime with 503, nothing worse').toEqual([]);
  await atRest(product.databaseUrl, product.processes);
  const states = await leaseStates(product.databaseUrl);
  expect(answered.filter((id) => states.get(id) !== 'active')).toEqual([]);
  expect((await audit(product.databaseUrl)).findings).toEqual([]);
});

function pause(millis: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, millis));
}
