import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { sql } from '#libs/database';

import { canHaveNodes, type LocalCluster, PROGRAM_IMAGE, testCluster } from '../support/local-cluster.js';
import { clusterAdmin, type Pod } from './cluster-admin.js';
import { type ContainerProduct, containerProduct, type OpenLease, programLease, reached, visit } from './container-product.js';

/** In every name that the operator gives, and nowhere else. */
const mark = (of: string): string => `${of}-canary-${randomBytes(6).toString('hex')}`;
const names = { operator: mark('operator'), site: mark('site'), cluster: mark('cluster') };
const nodeName = mark('host');

/** All that a program is told of itself and its place, without leave to more than it has. */
const files = [
  '/proc/self/environ', '/proc/1/environ', '/proc/self/cmdline', '/proc/self/mountinfo', '/proc/self/mounts', '/proc/self/cgroup', '/proc/self/status', '/proc/cmdline', '/proc/version',
  '/proc/sys/kernel/hostname', '/proc/sys/kernel/domainname', '/proc/net/route', '/proc/net/arp', '/proc/net/fib_trie', '/proc/net/tcp', '/proc/net/dev', '/proc/net/unix', '/proc/swaps', '/proc/modules', '/proc/uptime',
  '/etc/hosts', '/etc/hostname', '/etc/resolv.conf', '/sys/class/net/eth0/address', '/sys/class/dmi/id/product_uuid', '/sys/class/dmi/id/sys_vendor', '/dev/termination-log',
  '/var/run/secrets/kubernetes.io/serviceaccount/token', '/var/run/secrets/kubernetes.io/serviceaccount/namespace',
];

describe.skipIf(!canHaveNodes)('a program in a pod', () => {
  let cluster: LocalCluster;
  let joined: ContainerProduct;
  let lease: OpenLease;
  let pod: Pod;
  /** All that was got, by where it was got. */
  const got = new Map<string, string>();

  beforeAll(async () => {
    cluster = await testCluster({ kubelet: nodeName });
    const admin = await clusterAdmin(cluster.kubeconfig);
    await admin.offerEgress(200);
    joined = await containerProduct({ kubeconfig: cluster.kubeconfig, names });
    lease = await programLease(joined, PROGRAM_IMAGE);
    [pod] = (await admin.podsOf(lease.id)) as [Pod];
    await reached(joined, lease);
    for (const path of ['/', '/about', '/absent', ...files.map((file) => `/file?path=${file}`)]) {
      const { status, headers, body } = await visit(joined, lease, path);
      got.set(`${path} ${status}`, `${headers.join('\n')}\n\n${body.toString('latin1').replaceAll('\0', '\n')}`);
    }
  }, 300_000);
  afterAll(async () => {
    await joined?.close();
    await cluster?.down();
  });

  /** Where words are found, each by its name. */
  const hits = (words: Record<string, string>) =>
    Object.entries(words).flatMap(([name, word]) => [...got].filter(([, text]) => text.includes(word)).map(([where]) => `${name}: ${where}`)).toSorted();

  test('is told all that this looks at', () => {
    expect(got.get('/about 200')).toMatch(/hostname replica-0\n[^]*== \/proc\/self\/mountinfo\n\d+ [^]*== \/proc\/net\/route\nIface/);
    expect([...got.keys()].filter((where) => where.endsWith(' 200')).length).toBeGreaterThan(15);
  });

  test('finds no operator, site, cluster or host, no name that we gave, and no way to the API server', async () => {
    const ids = await joined.database.query<{ name: string; id: string }>(sql`
      select 'operator id' as name, id from operators union all select 'site id', id from sites union all select 'cluster id', id from clusters union all select 'host id', id from hosts
      union all select 'claim id', id from claims union all select 'lease id', id from leases`);
    expect(ids).toHaveLength(6);
    const { hostname, port } = new URL(cluster.admin.server);
    expect(hits({
      ...names, host: nodeName, canary: 'canary', ...Object.fromEntries(ids.map(({ name, id }) => [name, id])),
      namespace: pod.metadata.namespace, pod: pod.metadata.name, 'address of the machine': pod.status.hostIP,
      'address of the API server': `${hostname}:${port}`, 'service of the API server': '10.96.0.1', 'domain of the cluster': 'cluster.local', token: cluster.admin.token,
    })).toEqual([]);
    const internal = [...got].flatMap(([where, text]) => [...text.matchAll(/\b(opr|sit|cls|hst|clm|lse|prj|tnt)_[0-9a-hjkmnp-tv-z]{24}\b/g)].map(([id]) => `${where}: ${id}`));
    expect(internal).toEqual([]);
  });

  test('finds of its pod what docs/isolation.md names, and no more', () => {
    const mounts = ['/about 200', '/file?path=/proc/self/mountinfo 200'];
    const addresses = ['/about 200', '/file?path=/etc/hosts 200', '/file?path=/proc/net/fib_trie 200'];
    expect(hits({ uid: pod.metadata.uid })).toEqual(mounts.map((where) => `uid: ${where}`));
    expect(hits({ folder: cluster.folder })).toEqual([...mounts, '/file?path=/proc/self/mounts 200'].map((where) => `folder: ${where}`));
    expect(hits({ address: pod.status.podIP })).toEqual(addresses.map((where) => `address: ${where}`));
  });
});
