import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { audit } from '../../bench/audit.js';
import { atRest, leaseStates } from '../support/at-rest.js';
import { type Product, type ProductProcess, startProduct } from '../support/product.js';
import { seededRandom } from '../support/random.js';
import { persistent } from '../support/retry.js';
import { seedOfRun } from '../support/seed.js';
import { setUpWorld, smallWorld, type World } from '../support/world.js';

const KILLS = 60;
/** Enough that something is under way at each kill; more only makes what is to be settled and closed afterwards long. */
const LEASES_A_KILL = 10;

let product: Product;
let world: World;
beforeAll(async () => {
  product = await startProduct({
    roles: ['api', 'scheduler', 'worker', 'api', 'scheduler', 'worker'],
    env: { WEIR_SIMULATED_START: '50ms', WEIR_SCHEDULER_LOCK: '2s', WEIR_SETTLE_EVERY: '2s', WEIR_RATE_LIMIT: '1000000', WEIR_HOST_STALE_AFTER: '1h', WEIR_HOST_LOST_AFTER: '2h' },
  });
  world = await setUpWorld(product, smallWorld({ operators: 3, hostsEach: 6, tenants: 2 }));
});
afterAll(() => product?.close());

describe(`kill -9 of any process, ${KILLS} times`, () => {
  test('loses no accepted request, and places, runs and charges nothing twice', { timeout: 1_800_000 }, async () => {
    const seed = seedOfRun();
    console.log(`seed ${seed} (WEIR_TEST_SEED repeats it)`);
    const requests = new AbortController();
    const killed: string[] = [];
    const accepted = streamOfRequests(requests.signal, () => LEASES_A_KILL * (killed.length + 1));
    // Two at once, each over one process of each role: now and then both of a role are gone.
    const random = seededRandom(seed);
    await Promise.all([0, 3].map((first) => killer(product.processes.slice(first, first + 3), random, KILLS / 2, killed)));
    requests.abort();
    const leases = await accepted;
    console.log(`${leases.length} leases asked for; killed ${killed.join(' ')}`);
    expect(leases.length).toBeGreaterThan(KILLS);

    await atRest(product.databaseUrl, product.processes);
    const states = await leaseStates(product.databaseUrl);
    expect(states.size, 'one lease for each key').toBe(leases.length);
    for (const { key, id, closed } of leases) expect([key, states.get(id)]).toEqual([key, closed ? 'closed' : 'active']);
    const { findings, looked } = await audit(product.databaseUrl);
    expect(findings).toEqual([]);
    expect(looked.charges).toBeGreaterThan(0);
  });
});

interface Accepted {
  key: string;
  id: string;
  closed: boolean;
}

/** Asks for leases until told to stop, `most` by now, each until it is answered; closes a third at once and a third when they have run for a while. */
async function streamOfRequests(stop: AbortSignal, most: () => number): Promise<Accepted[]> {
  const urls = product.of('api').map(({ url }) => url!);
  const calls = world.tenants.map((tenant) => persistent(urls, tenant.key));
  const accepted: Accepted[] = [];
  const close = async (number: number): Promise<void> => {
    const lease = accepted[number];
    if (!lease) return;
    await calls[number % calls.length]!('DELETE', `/v1/leases/${lease.id}`);
    lease.closed = true;
  };
  for (let number = 0; !stop.aborted; number += 1) {
    while (number >= most() && !stop.aborted) await pause(80);
    const key = `lease-${number}`;
    const { id } = await calls[number % calls.length]!<{ id: string }>('POST', '/v1/leases', {
      name: key, pool: 'standard', replicas: 1 + (number % 2), resources: { cpuMillis: 250, memoryMib: 256 }, workload: { image: 'app:1' },
    }, key);
    accepted.push({ key, id, closed: false });
    if (number % 3 === 0) await close(number);
    if (number % 3 === 1) await close(number - 30);
    await pause(80);
  }
  return accepted;
}

/** Kills one process after another, and starts each again. Adds the roles to `killed`, in order. */
async function killer(processes: readonly ProductProcess[], random: () => number, times: number, killed: string[]): Promise<void> {
  for (let kill = 0; kill < times; kill += 1) {
    await pause(100 + random() * 300);
    const victim = processes[Math.floor(random() * processes.length)]!;
    await victim.kill();
    killed.push(victim.role);
    await pause(random() * 150);
    await victim.start();
  }
}

function pause(millis: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, millis));
}
