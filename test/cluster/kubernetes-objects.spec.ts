import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { DesiredWorkloads } from '#libs/runtime';

import { allReady, desired, until } from './desired.js';
import { kubernetesUnderTest, type KubernetesUnderTest, testClusterFrom } from './kubernetes-under-test.js';

const { WEIR_TEST_KWOK_KUBECONFIG: kwok } = process.env;
if (!kwok) console.log('skipped: what the driver makes in clusters: WEIR_TEST_KWOK_KUBECONFIG names no cluster');

describe.skipIf(!kwok)('in a cluster', () => {
  let subject: KubernetesUnderTest;
  beforeAll(async () => {
    subject = await kubernetesUnderTest(await testClusterFrom(kwok!));
  });
  afterAll(() => subject.close());

  const workload = { image: 'weir.local/web:1', ports: [{ name: 'http', port: 8080, protocol: 'tcp' }] };
  const total = () => Object.values(subject.counts.of(subject.cluster.id)).reduce((sum, count) => sum + count, 0);
  const apply = (of: DesiredWorkloads) => subject.driver.apply(subject.cluster, of);
  /** Their namespace may take its time to go. */
  const applyAtLast = (of: DesiredWorkloads) => expect.poll(() => apply(of).then(() => true, () => false), { timeout: 30_000 }).toBe(true);
  /** As convergence does: applies for as long as something differs. */
  const repair = (of: DesiredWorkloads) => until(subject, of, (found) => {
    if (found.some((replica) => replica.fingerprint === 'drifted') || found.length < of.replicas.length) void apply(of).catch(() => undefined);
    return allReady(of)(found);
  });
  const remove = async (of: DesiredWorkloads) => {
    await apply({ ...of, replicas: [] });
    await until(subject, of, (found) => found.length === 0);
  };
  const namesOf = async (path: string) => ((await (await subject.api('GET', path)).json()) as { items: { metadata: { name: string; namespace: string } }[] }).items.map(({ metadata }) => metadata);
  const namespaceOf = async (of: DesiredWorkloads) => (await namesOf(`/apis/apps/v1/deployments?labelSelector=weir.dev/lease=${of.leaseId}`))[0]!.namespace;

  test('a lease takes few requests to make, and none to look at', async () => {
    const first = desired(subject, 1, workload);
    await apply(first);
    const second = desired(subject, 2, workload, { projectId: first.projectId });
    const before = total();
    await apply(second);
    const made = total() - before;
    await until(subject, second, allReady(second));
    const settled = total();
    for (let round = 0; round < 5; round += 1) {
      await subject.driver.observe(subject.cluster, second.leaseId);
      await subject.driver.list(subject.cluster);
      await apply(second);
    }
    expect(total() - settled).toBe(0);
    console.log(`${made} requests for a lease of two replicas`, subject.counts.of(subject.cluster.id));
    expect(made).toBeLessThanOrEqual(8);
    await remove(first);
    await remove(second);
  });

  test('a project without leases leaves nothing', async () => {
    const only = desired(subject, 2, workload);
    await apply(only);
    const namespace = await namespaceOf(only);
    await until(subject, only, allReady(only));
    await remove(only);
    await expect.poll(async () => (await subject.api('GET', `/api/v1/namespaces/${namespace}`)).status, { timeout: 60_000, interval: 200 }).toBe(404);
    await apply({ ...only, replicas: [] });
  });

  test('a lease that comes as another goes, over and over, is whole in the end', async () => {
    const projectId = desired(subject, 0, workload).projectId;
    for (let round = 0; round < 3; round += 1) {
      const [going, coming] = [desired(subject, 1, workload, { projectId }), desired(subject, 1, workload, { projectId })];
      await applyAtLast(going);
      await Promise.all([apply({ ...going, replicas: [] }), apply(coming).catch(() => undefined)]);
      await applyAtLast(coming);
      expect(await until(subject, coming, allReady(coming))).toHaveLength(1);
      await apply({ ...coming, replicas: [] });
    }
  });

  test.each([
    ['an image that was changed', 'apis/apps/v1', 'deployments', { spec: { template: { spec: { containers: [{ name: 'main', image: 'weir.local/other:1' }] } } } }],
    ['a setting that was added', 'apis/apps/v1', 'deployments', { spec: { template: { spec: { nodeSelector: { 'test.weir.dev/nowhere': 'x' } } } } }],
    ['a scale that was changed', 'apis/apps/v1', 'deployments', { spec: { replicas: 3 } }],
    ['an opened network', 'apis/networking.k8s.io/v1', 'networkpolicies', { spec: { ingress: [{}] } }],
    ['a raised quota', 'api/v1', 'resourcequotas', { spec: { hard: { pods: '100' } } }],
  ])('%s is found and put right', async (_what, group, plural, patch) => {
    const of = desired(subject, 1, workload);
    await apply(of);
    await until(subject, of, allReady(of));
    const namespace = await namespaceOf(of);
    const inside = `/${group}/namespaces/${namespace}/${plural}`;
    for (const { name } of await namesOf(inside)) await subject.api('PATCH', `${inside}/${name}?fieldManager=somebody`, patch, 'application/strategic-merge-patch+json');
    await until(subject, of, (found) => found[0]?.fingerprint === 'drifted');
    await repair(of);
    expect(await (await subject.api('GET', inside)).text()).not.toContain('"manager":"somebody"');
    await remove(of);
  });

  test.each([['apis/apps/v1', 'deployments'], ['apis/networking.k8s.io/v1', 'networkpolicies'], ['api/v1', 'services'], ['api/v1', 'resourcequotas'], ['api/v1', 'limitranges']])('%s/%s that were deleted are made again', async (group, plural) => {
    const of = desired(subject, 1, workload);
    await apply(of);
    await until(subject, of, allReady(of));
    const inside = `/${group}/namespaces/${await namespaceOf(of)}/${plural}`;
    const before = (await namesOf(inside)).length;
    await subject.api('DELETE', inside);
    await until(subject, of, (found) => found.length === 0 || found[0]?.fingerprint === 'drifted' || found[0]?.state !== 'ready');
    await repair(of);
    expect((await namesOf(inside)).length).toBe(before);
    await remove(of);
  });

  const security = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } };
  const limits = { cpu: '10m', memory: '32Mi', 'ephemeral-storage': '10Mi' };
  const container = { name: 'a', image: 'a', securityContext: security, resources: { limits, requests: limits } };
  const containers = (more: object) => [{ ...container, ...more }];

  test.each<[string, object, RegExp]>([
    ['nothing wrong but that no claim is for it', {}, /exceeded quota/],
    ['privileged', { containers: containers({ securityContext: { ...security, privileged: true, allowPrivilegeEscalation: true } }) }, /PodSecurity.*privileged/],
    ['host network', { hostNetwork: true }, /PodSecurity.*host namespaces/],
    ['host processes', { hostPID: true }, /PodSecurity.*host namespaces/],
    ['host IPC', { hostIPC: true }, /PodSecurity.*host namespaces/],
    ['host path', { volumes: [{ name: 'x', hostPath: { path: '/' } }] }, /PodSecurity.*hostPath/],
    ['host port', { containers: containers({ ports: [{ containerPort: 1, hostPort: 1 }] }) }, /PodSecurity.*hostPort/],
    ['capabilities', { containers: containers({ securityContext: { ...security, capabilities: { drop: ['ALL'], add: ['SYS_ADMIN'] } } }) }, /PodSecurity.*capabilities/],
    ['sysctls', { securityContext: { sysctls: [{ name: 'kernel.msgmax', value: '1' }] } }, /PodSecurity.*sysctls/],
    ['root', { securityContext: { runAsUser: 0 } }, /PodSecurity.*runAsUser=0/],
    ['leave to run as root', { containers: containers({ securityContext: { ...security, runAsNonRoot: false } }) }, /PodSecurity.*runAsNonRoot/],
    ['unconfined seccomp', { containers: containers({ securityContext: { ...security, seccompProfile: { type: 'Unconfined' } } }) }, /PodSecurity.*seccomp/],
    ['unconfined AppArmor', { containers: containers({ securityContext: { ...security, appArmorProfile: { type: 'Unconfined' } } }) }, /PodSecurity.*AppArmor/i],
    ['an unmasked /proc', { hostUsers: false, containers: containers({ securityContext: { ...security, procMount: 'Unmasked' } }) }, /PodSecurity.*procMount/],
    ['SELinux options', { securityContext: { seLinuxOptions: { type: 'spc_t' } } }, /PodSecurity.*seLinux/],
    ['privilege escalation', { containers: containers({ securityContext: { ...security, allowPrivilegeEscalation: true } }) }, /PodSecurity.*allowPrivilegeEscalation/],
    ['more than the largest claim', { containers: containers({ resources: { limits: { ...limits, cpu: '8' }, requests: { ...limits, cpu: '8' } } }) }, /maximum cpu usage/],
    ['requests below limits', { containers: containers({ resources: { limits, requests: { ...limits, cpu: '1m' } } }) }, /limit to request ratio/],
  ])('a pod with %s is refused by the cluster itself', async (_what, spec, refusal) => {
    const of = desired(subject, 1, workload);
    await apply(of);
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'hostile' }, spec: { containers: [container], ...spec } };
    const answer = await subject.api('POST', `/api/v1/namespaces/${await namespaceOf(of)}/pods`, pod);
    expect(answer.status).toBe(403);
    expect(await answer.text()).toMatch(refusal);
    await remove(of);
  });
});
