import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { audit } from '../../bench/audit.js';
import { atRest, leaseStates } from '../support/at-rest.js';
import { apiFaults } from '../support/fault-proxy.js';
import type { LocalCluster } from '../support/local-cluster.js';
import { startRedis, type TestRedis } from '../support/redis.js';
import { persistent, type PersistentCall } from '../support/retry.js';
import { asClaimed } from './claimed.js';
import { joinedProduct, type JoinedProduct } from './joined-product.js';

const REDIS_GONE_MILLIS = 20_000;
/** Long enough to do what it was about to do. */
const AFTER_THAW_MILLIS = 3_000;
const FAULTS_MILLIS = 10_000;
const EACH = 6;

let redis: TestRedis;
let joined: JoinedProduct;
let tenant: PersistentCall;
beforeAll(async () => {
  redis = await startRedis();
  joined = await joinedProduct({ roles: ['api', 'scheduler', 'worker', 'worker'], env: { REDIS_URL: redis.url } });
  tenant = persistent(joined.product.of('api').map(({ url }) => url!), joined.tenantKey);
});
afterAll(async () => {
  await joined?.close();
  await redis?.stop();
});

describe('on the running product with two workers', () => {
  let open: string[] = [];
  let made = 0;

  /** Closes what is open and asks for as many anew. */
  async function turnOver(): Promise<void> {
    const closing = open;
    const ask = (number: number) => tenant<{ id: string }>('POST', '/v1/leases', {
      name: `lease-${number}`, pool: 'standard', replicas: 2, resources: { cpuMillis: 100, memoryMib: 64 }, workload: { image: 'app:1' },
    }, `lease-${number}`);
    open = await Promise.all(Array.from({ length: EACH }, async () => (await ask((made += 1))).id));
    for (const id of closing) await tenant('DELETE', `/v1/leases/${id}`);
  }

  /** Waits for rest, asks that every lease is as its tenant wants it, and audits the books: what it finds wrong there. */
  async function findingsAtRest(): Promise<unknown[]> {
    await atRest(joined.product.databaseUrl, joined.product.processes);
    const states = await leaseStates(joined.product.databaseUrl);
    for (const [id, state] of states) expect([id, state]).toEqual([id, open.includes(id) ? 'active' : 'closed']);
    await asClaimed(joined, 1);
    return (await audit(joined.product.databaseUrl)).findings;
  }

  beforeEach(turnOver);

  test('Redis is emptied while leases change, and then gone for a while', async () => {
    await sleep(300);
    await redis.empty();
    await turnOver();
    await redis.stop();
    await turnOver();
    await sleep(REDIS_GONE_MILLIS);
    redis = await startRedis(redis.port);
    expect(await findingsAtRest()).toEqual([]);
  });

  test('a worker is frozen in the middle of its requests, past its lock: thawed, it writes nothing stale', async () => {
    const [frozen, other] = joined.product.of('worker');
    await other!.kill();
    const stopped = joined.proxy.stopAt('PATCH', /\/deployments\//, 'before', async () => frozen!.signal('SIGSTOP'));
    await turnOver();
    await stopped;
    await other!.start();
    // What it was about to make is not wanted any more, and the other has to do all of it.
    await turnOver();
    expect(await findingsAtRest()).toEqual([]);
    frozen!.signal('SIGCONT');
    await sleep(AFTER_THAW_MILLIS);
    expect(await findingsAtRest()).toEqual([]);
  });

  test('both workers converge the same leases at once, while somebody edits what is theirs', async () => {
    expect(await findingsAtRest()).toEqual([]);
    await turnOver();
    for (let round = 0; round < 10; round += 1) {
      await editByHand(joined.cluster, round);
      if (round === 5) await turnOver();
      await sleep(300);
    }
    expect(await findingsAtRest()).toEqual([]);
    expect(await editedByHand(joined.cluster)).toEqual([]);
  });

  test('the API server is killed and started, and etcd forgets its history', async () => {
    await sleep(300);
    const restarted = joined.cluster.restartApiServer();
    await turnOver();
    await restarted;
    await joined.cluster.compact();
    joined.proxy.breakConnections();
    await turnOver();
    expect(await findingsAtRest()).toEqual([]);
  });

  test('the API server fails in every way at once', async () => {
    joined.proxy.follow({ seed: 1, faults: apiFaults, perMille: 150 });
    joined.proxy.breakConnections();
    const end = Date.now() + FAULTS_MILLIS;
    while (Date.now() < end) await turnOver().then(() => sleep(2_000));
    joined.proxy.follow(undefined);
    const startedAt = Date.now();
    expect(await findingsAtRest()).toEqual([]);
    console.log(`all is well ${Date.now() - startedAt} ms after the faults; done: ${JSON.stringify(Object.fromEntries(joined.proxy.done))}`);
  });
});

interface Deployment {
  metadata: { name: string; namespace: string };
  spec: { template: { spec: { hostNetwork?: boolean; containers: { image: string }[] } } };
}

const selected = '/apis/apps/v1/deployments?labelSelector=app.kubernetes.io/managed-by=weir';
const OTHERS_IMAGE = 'somebody.example/else:1';

/** Removes one deployment, changes the image of another, lifts the isolation. Whatever is gone meanwhile is left. */
async function editByHand(cluster: LocalCluster, round: number): Promise<void> {
  const { items } = await cluster.ask<{ items: Deployment[] }>('GET', selected);
  const pathOf = ({ metadata }: Deployment) => `/apis/apps/v1/namespaces/${metadata.namespace}/deployments/${metadata.name}`;
  const [one, other] = [items[round % items.length], items[(round + 1) % items.length]];
  const quietly = (edit: Promise<unknown>) => edit.catch(() => undefined);
  if (one) await quietly(cluster.ask('DELETE', pathOf(one)));
  if (other) {
    const [container] = other.spec.template.spec.containers;
    await quietly(cluster.ask('PATCH', pathOf(other), { spec: { template: { spec: { containers: [{ ...container, image: OTHERS_IMAGE }] } } } }, 'application/strategic-merge-patch+json'));
    await quietly(cluster.ask('DELETE', `/apis/networking.k8s.io/v1/namespaces/${other.metadata.namespace}/networkpolicies/isolation`));
  }
}

/** Deployments that still are as somebody else made them. */
async function editedByHand(cluster: LocalCluster): Promise<string[]> {
  const { items } = await cluster.ask<{ items: Deployment[] }>('GET', selected);
  return items.filter(({ spec }) => spec.template.spec.containers.some(({ image }) => image === OTHERS_IMAGE)).map(({ metadata }) => metadata.name);
}
