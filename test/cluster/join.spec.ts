import { ApiException, AppsV1Api, CoreV1Api, type KubeConfig, KubernetesObjectApi, PatchStrategy, type KubernetesObject } from '@kubernetes/client-node';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { CannotReach, clusterForTests, kubeconfigOf, type TestCluster } from '../support/kubernetes.js';
import { type Product, runWeir, startProduct } from '../support/product.js';
import { AccountCheck, accountManifest, applyAccount, type ConnectionInput, namespaceAccess, openKubeconfig } from '#libs/runtime-kubernetes';
import { clientOf, eventually, type Call } from '../support/operator-client.js';

const prefix = 'weir-';
const ours = `weir-${'t'.repeat(20)}`;
/** Names of nodes of this run: kwok forgets none. */
const mark = randomBytes(3).toString('hex');
const node = (what: number | string) => `node-${mark}-${what}`;
const restricted = { 'pod-security.kubernetes.io/enforce': 'restricted' };

let cluster: TestCluster;
let admin: KubeConfig;
let connection: ConnectionInput;
let account: KubeConfig;

beforeAll(async () => {
  cluster = await clusterForTests();
  admin = openKubeconfig(cluster.kubeconfig, undefined);
  const joined = await applyAccount(admin, accountManifest(), prefix);
  if (joined.outcome !== 'applied') throw new CannotReach(`the administrator lacks ${joined.lacking.join(', ')}`);
  connection = joined.connection;
  account = kubeconfigOf(connection);
  // What was just applied takes a moment to be heeded.
  await eventually(async () => {
    const status = await outcome(() => apply(service('default')));
    if (status !== 403) throw new CannotReach(`the policy is not heeded: ${status}`);
  });
  for (let round = 1; round <= 40; round += 1) await cluster.addNode(node(round), {});
}, 120_000);
afterAll(() => cluster.close());

/** The status that the API server answers; 200 when it does what is asked. */
async function outcome(request: () => Promise<unknown>): Promise<number> {
  try {
    await request();
    return 200;
  } catch (error) {
    if (error instanceof ApiException) return error.code;
    throw error;
  }
}

type Described = KubernetesObject & Record<string, unknown>;

const apply = (object: Described) => KubernetesObjectApi.makeApiClient(account).patch(object, undefined, undefined, 'weir', true, PatchStrategy.ServerSideApply);
const core = () => account.makeApiClient(CoreV1Api);
const service = (namespace: string): Described => ({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace }, spec: { ports: [{ port: 80 }], selector: { app: 'web' } } });
const secret = (namespace: string): Described => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'pull', namespace }, stringData: { a: 'b' } });
const namespace = (name: string, labels: Record<string, string> = restricted): Described => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });
const deployment = (where: string): Described => ({
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: where },
  spec: { replicas: 0, selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'web' }] } } },
});
const bindingTo = (role: string, where: string): Described => ({
  apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', metadata: { name: `to-${role}`, namespace: where },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role }, subjects: [{ kind: 'ServiceAccount', name: 'weir', namespace: 'weir-system' }],
});

describe('the account', () => {
  test('sees nodes, pods and storage classes', async () => {
    expect((await core().listNode()).items.length).toBeGreaterThanOrEqual(40);
    await core().listPodForAllNamespaces();
  });

  test('does in namespaces of ours what it must, and reads Secrets and logs there once it gave itself leave', async () => {
    await apply(namespace(ours));
    await apply(namespaceAccess(ours) as Described);
    for (const object of [
      service(ours), secret(ours), deployment(ours),
      { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'deny', namespace: ours }, spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] } },
      { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'q', namespace: ours }, spec: { hard: { pods: '1' } } },
      { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'v', namespace: ours }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } },
    ]) expect(await outcome(() => apply(object))).toBe(200);
    await eventually(async () => expect(await outcome(() => core().readNamespacedSecret({ name: 'pull', namespace: ours }))).toBe(200));
    expect(await outcome(() => core().readNamespacedPodLog({ name: 'absent', namespace: ours }))).toBe(404);
    expect(await outcome(() => account.makeApiClient(AppsV1Api).deleteNamespacedDeployment({ name: 'web', namespace: ours }))).toBe(200);
  });

  const elsewhere: [string, () => Promise<unknown>][] = [
    ['a write into kube-system', () => apply(service('kube-system'))],
    ['a write into default', () => apply(deployment('default'))],
    ["a write beside the account's own token", () => apply(service('weir-system'))],
    ['a Secret of others', () => apply(secret('default'))],
    ['deleting what is not ours', () => core().deleteNamespacedService({ name: 'kubernetes', namespace: 'default' })],
    ['a namespace of another name', () => apply(namespace('others'))],
    ['deleting a namespace of another name', () => core().deleteNamespace({ name: 'kube-public' })],
    ['deleting the namespace of its account', () => core().deleteNamespace({ name: 'weir-system' })],
    ['a namespace without Pod Security', () => apply(namespace(`${ours}x`, {}))],
    ['a namespace where everything is allowed', () => apply(namespace(`${ours}x`, { 'pod-security.kubernetes.io/enforce': 'privileged' }))],
    ['lifting Pod Security afterwards', () => core().patchNamespace({ name: ours, body: [{ op: 'replace', path: '/metadata/labels/pod-security.kubernetes.io~1enforce', value: 'privileged' }] })],
    ["reading others' Secrets", () => core().listSecretForAllNamespaces()],
    ['reading its own token', () => core().readNamespacedSecret({ name: 'weir-token', namespace: 'weir-system' })],
    ["reading others' logs", () => core().readNamespacedPodLog({ name: 'any', namespace: 'kube-system' })],
    ['making itself administrator of a namespace of ours', () => apply(bindingTo('cluster-admin', ours))],
    ['giving itself leave in kube-system', () => apply(namespaceAccess('kube-system') as Described)],
    ['making itself administrator of everything', () => apply({ ...bindingTo('cluster-admin', ours), kind: 'ClusterRoleBinding', metadata: { name: 'mine' } })],
    ['a wider role', () => apply({ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'weir-namespace' }, rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }] })],
    ['lifting its own confinement', () => KubernetesObjectApi.makeApiClient(account).delete({ apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingAdmissionPolicyBinding', metadata: { name: 'weir-confinement' } })],
    ['another token', () => core().createNamespacedServiceAccountToken({ name: 'weir', namespace: 'weir-system', body: { spec: { audiences: [] } } })],
    ['a node', () => core().patchNode({ name: node(1), body: [{ op: 'add', path: '/metadata/labels/x', value: 'y' }] })],
    ["connecting to others' pods", () => core().connectPostNamespacedPodPortforward({ name: 'any', namespace: 'kube-system' })],
    ['running something in a pod', () => core().connectPostNamespacedPodExec({ name: 'any', namespace: ours, command: 'sh' })],
    ["a kubelet's door", () => core().connectGetNodeProxyWithPath({ name: node(1), path: 'pods' })],
  ];
  test.each(elsewhere)('is refused %s', async (_what, request) => {
    expect(await outcome(request)).toBe(403);
  });
});

describe('a connection is tried before it is kept', () => {
  const check = (changes: Partial<ConnectionInput>) => new AccountCheck().check({ namespacePrefix: prefix, ...connection, ...changes });

  test('the account of the manifest is as it should be', async () => {
    await expect(check({})).resolves.toBeUndefined();
  });

  test('an administrator is refused, with what it may', async () => {
    const token = admin.getCurrentUser()!.token!;
    await expect(check({ token })).rejects.toMatchObject({ code: 'cluster_overprivileged', options: { extra: { permissions: expect.arrayContaining(['* *', 'get secrets']) as unknown } } });
  });

  test('so are a token that nobody knows, an address where nobody is, and a certificate of others', async () => {
    await expect(check({ token: 'abc' })).rejects.toMatchObject({ code: 'cluster_unreachable' });
    await expect(check({ server: 'https://127.0.0.1:1' })).rejects.toMatchObject({ code: 'cluster_unreachable' });
    await expect(new AccountCheck().check({ namespacePrefix: prefix, server: connection.server, token: connection.token })).rejects.toMatchObject({ code: 'cluster_unreachable' });
  });

  test('a server that takes connections and says nothing is given up', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as { port: number };
    await expect(check({ server: `https://127.0.0.1:${port}` })).rejects.toMatchObject({ code: 'cluster_unreachable' });
    silent.close();
  }, 20_000);

  test('an account that the policy does not confine is refused', async () => {
    const objects = KubernetesObjectApi.makeApiClient(admin);
    const binding = accountManifest().find(({ kind }) => kind === 'ValidatingAdmissionPolicyBinding')!;
    await objects.delete(binding);
    try {
      await eventually(async () => expect(await outcome(() => core().createNamespacedService({ namespace: 'default', body: { metadata: { name: 'x' }, spec: { ports: [{ port: 1 }] } }, dryRun: 'All' }))).toBe(200));
      await expect(check({})).rejects.toMatchObject({ code: 'cluster_unconfined' });
    } finally {
      await objects.patch(binding, undefined, undefined, 'weir-join', true, PatchStrategy.ServerSideApply);
    }
    await eventually(async () => check({}));
  }, 60_000);
});

describe('the command, on the running product', () => {
  let product: Product;
  let operator: Call;
  let tenant: Call;
  let environment: Record<string, string>;

  beforeAll(async () => {
    product = await startProduct({ roles: ['api', 'scheduler', 'worker'], env: { WEIR_SECRET_KEY: Buffer.alloc(32, 7).toString('base64') } });
    const url = product.of('api')[0]!.url!;
    const administrator = clientOf(url, product.adminKey);
    const pool = await administrator<{ id: string }>('POST', '/v1/admin/pools', { name: 'standard' });
    for (const resourceClass of ['CPU_MILLI', 'MEMORY_MIB']) {
      await administrator('POST', `/v1/admin/pools/${pool.id}/rates`, { resourceClass, curve: { kind: 'fixed', nanoTokensPerUnitHour: '1000' } });
    }
    const { tenant: { id: tenantId }, key: tenantKey } = await administrator<{ tenant: { id: string }; key: { secret: string } }>('POST', '/v1/admin/tenants', { name: 'somebody' });
    await administrator('POST', '/v1/admin/deposits', { tenantId, amount: '1000000000', reference: 'first' });
    tenant = clientOf(url, tenantKey.secret);
    const { key } = await administrator<{ key: { secret: string } }>('POST', '/v1/admin/operators', { name: 'laptop' });
    operator = clientOf(url, key.secret);
    await operator('POST', '/v1/operator/sites', { name: 'desk', jurisdiction: 'DE', region: 'europe-west' });
    environment = { WEIR_API_URL: url, WEIR_API_KEY: key.secret };
    await cluster.addNode(node('tainted'), { taints: [{ key: 'dedicated', value: 'x', effect: 'NoSchedule' }] });
    await cluster.addNode(node('gpu'), { labels: { 'nvidia.com/gpu.product': 'NVIDIA-A100-SXM4-40GB', 'trait.weir.dev/nvlink': 'true', 'weir.dev/egress-mbps': '800' }, allocatable: { 'nvidia.com/gpu': '4' } });
    await cluster.addNode(node('arm'), { arch: 'arm64' });
    await cluster.ready();
  }, 180_000);
  afterAll(() => product?.close());

  const joined = async (...more: string[]) =>
    JSON.parse(await runWeir(['operator', 'join', '--kubeconfig', cluster.kubeconfig, '--site', 'desk', '--name', 'rack', '--json', ...more], environment)) as {
      cluster: { id: string }; renewed: boolean; discovery: { failure: string | null }; hosts: { id: string; name: string; withheld: string[] }[];
    };
  interface Host { id: string; name: string; withheld: string[]; contact: string; capacity: string; traits: string[]; inventories: { resourceClass: string; variant: string; capacity: number }[] }
  const hosts = async (): Promise<Map<string, Host>> => new Map((await operator<{ items: Host[] }>('GET', '/v1/operator/hosts?limit=100')).items.map((host) => [host.name, host]));

  test('joins the cluster, and its nodes are hosts', async () => {
    const answer = await joined('--share', '80%');
    expect(answer).toMatchObject({ renewed: false, discovery: { failure: null } });
    expect(answer.hosts.filter(({ name }) => name.includes(mark))).toHaveLength(43);
    const found = await hosts();
    expect(found.get(node(1))).toMatchObject({ withheld: [], capacity: 'dedicated' });
    const offered = (name: string) => Object.fromEntries(found.get(name)!.inventories.map(({ resourceClass, variant, capacity }) => [[resourceClass, variant].filter(Boolean).join(' '), capacity]));
    expect(offered(node(1))).toEqual({ CPU_MILLI: 6_400, MEMORY_MIB: 13_056, 'STORAGE_GIB ephemeral': 80 });
    expect(offered(node('gpu'))).toMatchObject({ 'GPU_MILLI a100': 3_000, EGRESS_MBPS: 800 });
    expect(found.get(node('gpu'))!.traits).toEqual(['nvlink']);
    await eventually(async () => expect((await hosts()).get(node(1))).toMatchObject({ contact: 'live' }), 30_000);
  }, 90_000);

  test('the doctor says what is not on offer, and why', async () => {
    const { findings } = await operator<{ findings: { items: { name: string; reasons: { code: string }[] }[] } }>('GET', '/v1/operator/doctor?limit=100');
    const codes = new Map(findings.items.map(({ name, reasons }) => [name, reasons.map(({ code }) => code)]));
    expect(codes.get(node('tainted'))).toContain('node_tainted');
    expect(codes.get(node('arm'))).toContain('node_platform');
    expect(codes.get(node(1))).toContain('egress_undeclared');
  });

  test("a tenant's lease runs there, with nothing but that account", async () => {
    const lease = await tenant<{ id: string }>('POST', '/v1/leases', { pool: 'standard', replicas: 2, resources: { cpuMillis: 500, memoryMib: 256 }, workload: { image: 'example.com/web:1' } });
    const state = async () => (await tenant<{ state: string }>('GET', `/v1/leases/${lease.id}`)).state;
    await eventually(async () => expect(await state()).toBe('active'), 45_000);
    const pods = async () => (await admin.makeApiClient(CoreV1Api).listPodForAllNamespaces({ labelSelector: 'app.kubernetes.io/managed-by=weir' })).items;
    const running = await pods();
    expect(running).toHaveLength(2);
    for (const { metadata } of running) expect(metadata!.namespace).toMatch(/^weir-[0-9a-z]{20}$/);
    await tenant('DELETE', `/v1/leases/${lease.id}`);
    await eventually(async () => expect(await state()).toBe('closed'), 45_000);
    expect(await pods()).toEqual([]);
  }, 120_000);

  test('hosts follow their nodes: cordoned, gone, and of other settings', async () => {
    const { items: [rack] } = await operator<{ items: { id: string }[] }>('GET', '/v1/operator/clusters');
    const path = `/v1/operator/clusters/${rack!.id}/discovery`;
    const settings = await operator<Record<string, unknown>>('GET', path);
    const { discoveredAt: _, failure: __, ...rest } = settings;
    await admin.makeApiClient(CoreV1Api).deleteNode({ name: node(2) });
    await admin.makeApiClient(CoreV1Api).patchNode({ name: node(3), body: [{ op: 'add', path: '/spec/unschedulable', value: true }] });
    await operator('PUT', path, { ...rest, idleHours: ['daily 00:00-24:00 UTC'], traits: [{ label: 'kubernetes.io/os', trait: 'linux' }] });
    await eventually(async () => {
      const found = await hosts();
      expect(found.has(node(2))).toBe(false);
      expect(found.get(node(3))!.withheld).toEqual(['node_unschedulable']);
      expect(found.get(node(1))).toMatchObject({ capacity: 'idle', traits: ['linux'], withheld: [] });
    }, 20_000);
    const again = await operator<{ generation: number }>('GET', path);
    const hour = new Date(Date.now() + 3 * 3_600_000).getUTCHours().toString().padStart(2, '0');
    await operator('PUT', path, { ...rest, generation: again.generation, idleHours: [`daily ${hour}:00-${hour}:30 UTC`] });
    await eventually(async () => expect((await hosts()).get(node(1))!.withheld).toEqual(['outside_idle_hours']), 20_000);
    await expect(operator('PUT', path, { ...rest, generation: 1 })).rejects.toMatchObject({ code: 'stale_generation' });
    await expect(operator('PUT', path, { ...rest, generation: again.generation + 1, idleHours: ['whenever'] })).rejects.toMatchObject({ code: 'invalid_discovery' });
  }, 60_000);

  test('run again it renews the connection, which nobody can read back', async () => {
    expect(await joined()).toMatchObject({ renewed: true });
    const listed = JSON.stringify(await operator('GET', '/v1/operator/clusters'));
    expect(listed).not.toContain(connection.token.slice(0, 20));
    expect(listed).not.toContain(connection.server);
  }, 60_000);

  test('with a credential that may not apply it, nothing is changed, and it is said what lacks and how', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'weir-join-'));
    try {
      await writeFile(join(folder, 'kubeconfig'), account.exportConfig(), { mode: 0o600 });
      const command = ['operator', 'join', '--kubeconfig', join(folder, 'kubeconfig'), '--site', 'desk', '--name', 'third'];
      await expect(runWeir(command, environment)).rejects.toThrow(/may not:[^]*create clusterroles\.rbac[^]*Nothing was changed[^]*weir operator manifest/);
      await expect(runWeir([...command, '--context', 'absent'], environment)).rejects.toThrow(/has no context absent/);
      await expect(runWeir(['operator', 'join', '--kubeconfig', cluster.kubeconfig, '--site', 'nowhere'], environment)).rejects.toThrow(/no site nowhere; you have desk/);
      expect((await operator<{ items: { name: string }[] }>('GET', '/v1/operator/clusters')).items.map(({ name }) => name)).toEqual(['rack']);
    } finally {
      await rm(folder, { recursive: true });
    }
  }, 60_000);

  test('over REST alone: what is wrong with a connection is said', async () => {
    const { items: [site] } = await operator<{ items: { id: string }[] }>('GET', '/v1/operator/sites');
    const post = (changes: object) => operator('POST', '/v1/operator/clusters', { siteId: site!.id, pool: 'standard', name: 'second', driver: 'kubernetes', connection: { ...connection, ...changes } });
    await expect(post({ token: admin.getCurrentUser()!.token })).rejects.toMatchObject({ code: 'cluster_overprivileged' });
    await expect(post({ server: 'http://127.0.0.1:1' })).rejects.toMatchObject({ code: 'invalid_connection' });
    await expect(post({ caData: 'bm90IGEgY2VydGlmaWNhdGU=' })).rejects.toMatchObject({ code: 'invalid_connection' });
    await expect(operator('POST', '/v1/operator/clusters', { siteId: site!.id, pool: 'standard', name: 'second', driver: 'kubernetes' })).rejects.toMatchObject({ code: 'invalid_connection' });
    await post({});
  }, 60_000);

  test('secrets are sealed anew without a stop', async () => {
    const [fresh, old] = [Buffer.alloc(32, 9), Buffer.alloc(32, 7)].map((key) => key.toString('base64'));
    const rotate = (keys: string) => runWeir(['rotate-secrets', '--json'], { DATABASE_URL: product.databaseUrl, WEIR_SECRET_KEY: keys });
    expect(JSON.parse(await rotate(`${fresh},${old}`))).toEqual({ resealed: 2 });
    expect(JSON.parse(await rotate(fresh!))).toEqual({ resealed: 0 });
    expect(JSON.parse(await rotate(`${old},${fresh}`))).toEqual({ resealed: 2 });
  }, 60_000);
});
