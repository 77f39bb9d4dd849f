import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { audit } from '../../bench/audit.js';
import { atRest, leaseStates } from '../support/at-rest.js';
import { type Product, startProduct } from '../support/product.js';
import { seededRandom } from '../support/random.js';
import { persistent } from '../support/retry.js';
import { setUpWorld, smallWorld, type World } from '../support/world.js';

const KILLS = 60;

let product: Product;
let world: World;
beforeAll(async () => {
  product = await startProduct({
    roles: ['api', 'api', 'scheduler', 'scheduler', 'worker', 'worker'],
    env: { WEIR_SIMULATED_START: '50ms', WEIR_SCHEDULER_LOCK: '2s', WEIR_SETTLE_EVERY: '500ms', WEIR_RATE_LIMIT: '1000000', WEIR_HOST_STALE_AFTER: '10m', WEIR_HOST_LOST_AFTER: '20m' },
  });
  world = await setUpWorld(product, smallWorld({ operators: 3, hostsEach: 6, tenants: 2 }));
});
afterAll(() => product?.close());

describe(`kill -9 of any process, ${KILLS} times`, () => {
  test('loses no accepted request, and places, runs and charges nothing twice', async () => {
    const seed = Number(process.env.WEIR_TEST_SEED ?? Date.now() % 1_000_000);
    console.log(`seed ${seed} (WEIR_TEST_SEED repeats it)`);
    const random = seededRandom(seed);
    let killing = true;
    const accepted = new Map<string, { id: string; tenant: number; closed: boolean }>();

    const requests = (async () => {
      for (let number = 0; killing; number += 1) {
        const tenant = number % world.tenants.length;
        const call = persistent(product.of('api').map(({ url }) => url!), world.tenants[tenant]!.key);
        const key = `lease-${number}`;
        const lease = await call<{ id: string }>('POST', '/v1/leases', {
          name: key, pool: 'standard', replicas: 1 + (number % 2), resources: { cpuMillis: 250, memoryMib: 256 }, workload: { image: 'app:1' },
        }, key);
        accepted.set(key, { id: lease.id, tenant, closed: false });
        if (number % 3 === 0) {
          await call('DELETE', `/v1/leases/${lease.id}`);
          accepted.get(key)!.closed = true;
        }
        await pause(20);
      }
    })();

    for (let kill = 0; kill < KILLS; kill += 1) {
      await pause(100 + random() * 300);
      const victim = product.processes[Math.floor(random() * product.processes.length)]!;
      await victim.kill();
      await pause(random() * 150);
      await victim.start();
    }
    killing = false;
    await requests;
    expect(accepted.size).toBeGreaterThan(KILLS);

    await atRest(product.databaseUrl, product.processes);
    const states = await leaseStates(product.databaseUrl);
    expect(states.size, 'one lease for each key').toBe(accepted.size);
    for (const [key, { id, closed }] of accepted) expect([key, states.get(id)]).toEqual([key, closed ? 'closed' : 'active']);
    const { findings, looked } = await audit(product.databaseUrl);
    expect(findings).toEqual([]);
    expect(looked.charges).toBeGreaterThan(0);
  });
});

function pause(millis: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, millis));
}
