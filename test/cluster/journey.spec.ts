import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { eventually } from '../support/operator-client.js';
import { clusterAdmin, type ClusterAdmin, type Pod } from './cluster-admin.js';
import { type Cuttable, cuttable } from './cuttable.js';
import { EGRESS_MBPS, inState, type ContainerProduct, containerProduct, type OpenLease, programLease, reached, recordsOf, visit } from './container-product.js';

const { WEIR_TEST_KUBELET_KUBECONFIG: kubelet, WEIR_TEST_IMAGE: image = 'weir.local/web:1' } = process.env;
if (!kubelet) console.log('skipped: the way of a lease through real containers: WEIR_TEST_KUBELET_KUBECONFIG names no cluster');

const BULK_BYTES = 8 * 2 ** 20;

interface Charge {
  kind: string;
  resourceClass: string;
  quantity: string;
  startsAt: number;
  endsAt: number;
  amount: string;
}

describe.skipIf(!kubelet)('on the running product', () => {
  let folder: string;
  let relay: Cuttable;
  let cluster: ClusterAdmin;
  let joined: ContainerProduct;
  let lease: OpenLease;
  let pod: Pod;

  beforeAll(async () => {
    cluster = await clusterAdmin(kubelet!);
    await cluster.offerEgress(200);
    relay = await cuttable(new URL(cluster.server));
    folder = await mkdtemp(join(tmpdir(), 'weir-journey-'));
    await writeFile(join(folder, 'kubeconfig'), (await readFile(kubelet!, 'utf8')).replaceAll(cluster.server, `https://127.0.0.1:${relay.port}`), { mode: 0o600 });
    joined = await containerProduct({
      kubeconfig: join(folder, 'kubeconfig'), names: { operator: 'laptop', site: 'desk', cluster: 'rack' },
      env: { WEIR_HOST_STALE_AFTER: '5s', WEIR_HOST_LOST_AFTER: '8s', WEIR_HOST_GRACE: '30m' },
    });
  }, 180_000);
  afterAll(async () => {
    await joined?.close();
    await relay?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const read = () => joined.tenant<OpenLease>('GET', `/v1/leases/${lease.id}`);
  const charges = async () => {
    const all: Charge[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: { items: Charge[]; nextCursor: string | null } = await joined.tenant('GET', `/v1/leases/${lease.id}/charges?limit=200${cursor && `&cursor=${cursor}`}`);
      all.push(...page.items);
      cursor = page.nextCursor;
    }
    return all;
  };

  test('a lease on a joined cluster is reached from outside, and its logs are read', async () => {
    lease = await programLease(joined, image);
    [pod] = (await cluster.podsOf(lease.id)) as [Pod];
    await reached(joined, lease);
    expect((await visit(joined, lease, '/')).body.toString()).toBe('hello from a replica\n');
    const begun = performance.now();
    expect((await visit(joined, lease, `/bytes?n=${BULK_BYTES}`)).body).toHaveLength(BULK_BYTES);
    const mbps = (BULK_BYTES * 8) / 1_000 / (performance.now() - begun);
    console.log(`through the gateway ${mbps.toFixed(1)} of ${EGRESS_MBPS} Mbit/s`);
    expect(mbps).toBeLessThan(EGRESS_MBPS * 1.1);
    const logs = await fetch(`${joined.product.of('api')[0]!.url}/v1/leases/${lease.id}/logs?tailLines=2`, { headers: { authorization: `Bearer ${joined.tenantKey}` } });
    expect([logs.status, await logs.text()]).toEqual([200, '[0] GET /\n[0] GET /bytes\n']);
  });

  test('while its cluster cannot be asked it is unknown, stays as it is, and is not charged; then it is adopted', async () => {
    await relay.cut();
    const cutAt = Date.now();
    await eventually(async () => expect((await read()).replicaStates).toMatchObject([{ state: 'unknown' }]), 60_000);
    const other = await joined.tenant<OpenLease>('POST', '/v1/leases', { pool: 'standard', replicas: 1, resources: { cpuMillis: 100, memoryMib: 64 }, workload: { image } });
    await inState(joined, other.id, 'blocked');
    await joined.tenant('DELETE', `/v1/leases/${other.id}`);
    expect((await visit(joined, lease, '/')).status).toBe(503);
    await sleep(5_000);
    expect((await cluster.podsOf(lease.id)).map(({ metadata }) => metadata.uid)).toEqual([pod.metadata.uid]);

    const mendedAt = Date.now();
    relay.mend();
    await inState(joined, lease.id, 'active');
    await reached(joined, lease);
    expect((await cluster.podsOf(lease.id)).map(({ metadata, status }) => [metadata.uid, status.containerStatuses[0]!.restartCount])).toEqual([[pod.metadata.uid, 0]]);
    await eventually(async () => expect((await charges()).some(({ kind, startsAt }) => kind === 'time' && startsAt >= mendedAt)).toBe(true), 30_000);
    const within = ({ startsAt, endsAt }: Charge) => Math.max(0, Math.min(endsAt, mendedAt) - Math.max(startsAt, cutAt + 1_000));
    const cpu = (await charges()).filter(({ resourceClass }) => resourceClass === 'CPU_MILLI');
    const charged = cpu.filter(({ kind }) => kind === 'time').reduce((sum, charge) => sum + within(charge), 0);
    const credited = cpu.filter(({ kind }) => kind === 'credit').reduce((sum, charge) => sum + within(charge), 0);
    expect(charged - credited).toBe(0);
  });

  test('what it sent is counted once, by the gateway, and on the bill beside its time', async () => {
    await eventually(async () => expect((await recordsOf(joined, lease.id)).filter(({ meter }) => meter === 'egress_bytes')).toHaveLength(1), 150_000);
    const [egress] = (await recordsOf(joined, lease.id)).filter(({ meter }) => meter === 'egress_bytes');
    expect(egress!.source).toMatch(/^\/gateways\//);
    expect(Number(egress!.quantity)).toBeGreaterThan(BULK_BYTES);
    expect(Number(egress!.quantity)).toBeLessThan(BULK_BYTES * 1.01);
    await eventually(async () => {
      const bill = await charges();
      expect(new Set(bill.filter(({ kind }) => kind === 'time').map(({ resourceClass }) => resourceClass))).toEqual(new Set(['CPU_MILLI', 'MEMORY_MIB', 'EGRESS_MBPS']));
      const usage = bill.filter(({ kind }) => kind === 'usage');
      expect(usage.reduce((sum, { quantity }) => sum + BigInt(quantity), 0n)).toBe(BigInt(egress!.quantity));
      expect(usage.every(({ resourceClass, amount }) => resourceClass === 'EGRESS_GIB' && BigInt(amount) > 0n)).toBe(true);
    }, 60_000);
  });

  test('closed it is gone, and nothing of it is left', async () => {
    await joined.tenant('DELETE', `/v1/leases/${lease.id}`);
    await inState(joined, lease.id, 'closed');
    expect(await cluster.podsOf(lease.id)).toEqual([]);
    await eventually(async () => expect(await cluster.namespaceExists(pod.metadata.namespace)).toBe(false), 60_000);
    await eventually(async () => expect((await visit(joined, lease, '/')).status).toBe(404));
  });
});
