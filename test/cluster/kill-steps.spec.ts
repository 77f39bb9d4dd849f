import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { audit } from '../../bench/audit.js';
import { atRest, leaseStates } from '../support/at-rest.js';
import { eventually } from '../support/operator-client.js';
import type { ProcessRole } from '../support/product.js';
import { persistent, type PersistentCall } from '../support/retry.js';
import { stopAtTable } from '../support/table-stop.js';
import { asClaimed } from './claimed.js';
import { joinedProduct, type JoinedProduct } from './joined-product.js';

/** A step of a process, and where it can be stopped: at a write to a table, or at a request to the cluster. */
type Step =
  | { name: string; role: ProcessRole; table: string }
  | { name: string; role: 'worker'; method: string; path: RegExp; when: 'before' | 'after' };

type When = 'before' | 'after';
const request = (when: When, name: string, method: string, path: RegExp): Step => ({ name: `${when} ${name}`, role: 'worker', method, path, when });

/** Of provisioning, in order. */
const provisioning: Step[] = [
  { name: 'the idempotency key is kept', role: 'api', table: 'idempotency_records' },
  { name: 'funds are held', role: 'api', table: 'transfers' },
  { name: 'the lease is recorded', role: 'api', table: 'leases' },
  { name: 'its event is written', role: 'api', table: 'outbox_events' },
  { name: 'capacity is taken', role: 'scheduler', table: 'inventories' },
  { name: 'claims are made', role: 'scheduler', table: 'claims' },
  { name: 'the lease is placed', role: 'scheduler', table: 'leases' },
  { name: 'the event is carried', role: 'worker', table: 'outbox_events' },
  request('before', 'the namespace', 'PATCH', /^\/api\/v1\/namespaces\/[^/?]+\?/),
  request('after', 'the namespace', 'PATCH', /^\/api\/v1\/namespaces\/[^/?]+\?/),
  request('after', 'isolation', 'PATCH', /\/networkpolicies\/isolation\?/),
  request('before', "the lease's own traffic", 'PATCH', /\/networkpolicies\/w/),
  request('after', 'the service', 'PATCH', /\/services\//),
  request('before', 'the quota', 'PATCH', /\/resourcequotas\//),
  request('after', 'the limits', 'PATCH', /\/limitranges\//),
  request('before', 'the workload', 'PATCH', /\/deployments\//),
  request('after', 'the workload', 'PATCH', /\/deployments\//),
  { name: 'what was seen is remembered', role: 'worker', table: 'workloads' },
  { name: 'streams start', role: 'worker', table: 'streams' },
  { name: 'the lease is active', role: 'worker', table: 'leases' },
];

/** Of closing, in order. */
const closing: Step[] = [
  { name: 'the lease closes', role: 'api', table: 'leases' },
  { name: 'its event is written', role: 'api', table: 'outbox_events' },
  { name: 'the event is carried', role: 'worker', table: 'outbox_events' },
  request('before', 'workloads go', 'DELETE', /\/deployments\?/),
  request('after', 'workloads go', 'DELETE', /\/deployments\?/),
  request('after', 'the namespace is looked at', 'GET', /^\/api\/v1\/namespaces\/[^/?]+$/),
  request('before', 'the namespace goes', 'DELETE', /^\/api\/v1\/namespaces\/[^/?]+$/),
  request('after', 'the namespace goes', 'DELETE', /^\/api\/v1\/namespaces\/[^/?]+$/),
  { name: 'what was seen is forgotten', role: 'worker', table: 'workloads' },
  { name: 'claims are released', role: 'worker', table: 'claims' },
  { name: 'capacity is given back', role: 'worker', table: 'inventories' },
  { name: 'the lease is closed', role: 'worker', table: 'leases' },
  { name: 'time is charged', role: 'worker', table: 'charges' },
  { name: 'money moves', role: 'worker', table: 'transfers' },
];

let joined: JoinedProduct;
let tenant: PersistentCall;
beforeAll(async () => {
  joined = await joinedProduct({ roles: ['api', 'scheduler', 'worker'] });
  tenant = persistent(joined.product.of('api').map(({ url }) => url!), joined.tenantKey);
});
afterAll(() => joined?.close());

describe('kill -9 at every step', () => {
  const leases: string[] = [];

  test(`of provisioning (${provisioning.length}): everything runs once, and is charged once`, async () => {
    for (const [number, step] of provisioning.entries()) leases.push(await killedAt(step, () => open(number)));
    await atRest(joined.product.databaseUrl, joined.product.processes);
    const states = await leaseStates(joined.product.databaseUrl);
    expect([...states.values()]).toEqual(leases.map(() => 'active'));
    await asClaimed(joined, leases.length);
  });

  test(`of closing (${closing.length}): nothing is left, and the ledger balances`, async () => {
    for (const [number, step] of closing.entries()) await killedAt(step, () => close(leases[number]!));
    for (const id of leases.slice(closing.length)) await close(id);
    await atRest(joined.product.databaseUrl, joined.product.processes);
    expect([...(await leaseStates(joined.product.databaseUrl)).values()]).toEqual(leases.map(() => 'closed'));
    await asClaimed(joined, 0);
    const { findings, looked } = await audit(joined.product.databaseUrl);
    expect(findings).toEqual([]);
    expect(looked.charges).toBeGreaterThan(0);
  });
});

/** Kills the process whose step it is when it comes there, and starts it again. */
async function killedAt<T>(step: Step, begin: () => Promise<T>): Promise<T> {
  const [victim] = joined.product.of(step.role);
  let begun: Promise<T> | undefined;
  const start = () => (begun = begin());
  if ('table' in step) {
    // What comes before it must get there first, so its process waits.
    if (step.role !== 'api') victim!.signal('SIGSTOP');
    if (step.role !== 'api') await start();
    if (step.role === 'worker' && step.table !== 'transfers') await placed();
    await stopAtTable(joined.product.databaseUrl, step.table, step.role, () => (step.role === 'api' ? void start() : victim!.signal('SIGCONT')), () => victim!.kill());
  } else {
    const stopped = joined.proxy.stopAt(step.method, step.path, step.when, () => victim!.kill());
    await Promise.all([stopped, start()]);
  }
  console.log(`killed the ${step.role}: ${step.name}`);
  await victim!.start();
  return begun!;
}

/** Each in a project of its own, so in a namespace of its own. */
async function open(number: number): Promise<string> {
  const project = await tenant<{ id: string }>('POST', '/v1/projects', { name: `project-${number}` }, `project-${number}`);
  const { id } = await tenant<{ id: string }>('POST', '/v1/leases', {
    projectId: project.id, pool: 'standard', replicas: 2, resources: { cpuMillis: 100, memoryMib: 64 }, workload: { image: 'app:1' },
  }, `lease-${number}`);
  return id;
}

async function close(id: string): Promise<void> {
  await tenant('DELETE', `/v1/leases/${id}`);
}

/** Until the scheduler has placed whatever waits. */
async function placed(): Promise<void> {
  await eventually(async () => expect([...(await leaseStates(joined.product.databaseUrl)).values()]).not.toContain('requested'), 30_000);
}
