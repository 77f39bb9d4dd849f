import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { audit } from '../../bench/audit.js';
import { type Product, type ProductProcess, startProduct } from '../support/product.js';
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

/** Waits until nothing is under way: every lease has come to rest, every event is carried, everything ended is settled. */
async function atRest(databaseUrl: string, processes: ProductProcess[]): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const end = Date.now() + 90_000;
    for (;;) {
      const { rows } = await client.query<{ moving: string; waiting: string; unsettled: string; orphans: string }>(`select
        (select count(*) from leases where state not in ('active', 'closed', 'failed')) as moving,
        (select count(*) from outbox_events where relayed_at is null) as waiting,
        (select count(*) from leases l join accounts a on a.owner_id = l.id and a.kind = 'escrow' where l.state in ('closed', 'failed') and (a.balance <> 0 or a.reserved <> 0)) as unsettled,
        (select count(*) from simulated_workloads w join leases l on l.id = w.lease_id where l.state in ('closed', 'failed')) as orphans`);
      const row = rows[0]!;
      if (Object.values(row).every((count) => count === '0')) return;
      if (Date.now() > end) throw new Error(`not at rest: ${JSON.stringify(row)}\n${processes.map((process) => `${process.role}: ${process.log().slice(-1_500)}`).join('\n')}`);
      await pause(250);
    }
  } finally {
    await client.end();
  }
}

async function leaseStates(databaseUrl: string): Promise<Map<string, string>> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ id: string; state: string }>('select id, state from leases');
    return new Map(rows.map((row) => [row.id, row.state]));
  } finally {
    await client.end();
  }
}

function pause(millis: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, millis));
}
