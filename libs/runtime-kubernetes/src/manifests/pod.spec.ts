import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { newId } from '#libs/kernel';
import type { DesiredReplica, WorkloadSpec } from '#libs/runtime';

import { holdsOf } from './holds.js';
import { podOf } from './pod.js';
import { workloadOf } from './workload.js';

const site = { nameservers: ['9.9.9.9'], imagePullPolicy: 'Always', storageClasses: new Map(), userNamespaces: true } as const;

function replicaOf(more: Partial<DesiredReplica> = {}): DesiredReplica {
  return {
    claimId: newId('claim'), replica: 0, hostId: newId('host'), hostName: 'node-1', fingerprint: 'f',
    resources: [{ resourceClass: 'CPU_MILLI', variant: '', amount: 500 }, { resourceClass: 'MEMORY_MIB', variant: '', amount: 256 }], volumes: [], ...more,
  };
}

function made(workload: object, replica = replicaOf()) {
  return podOf(newId('lease'), replica, workload as WorkloadSpec, holdsOf(replica.resources), site).spec!;
}

/** What Pod Security's `restricted` demands, and what we demand beyond. */
function expectHardened(spec: ReturnType<typeof made>) {
  expect(spec).toMatchObject({ automountServiceAccountToken: false, enableServiceLinks: false, hostUsers: false, dnsPolicy: 'None' });
  expect(spec.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
  expect(spec.securityContext?.runAsUser).not.toBe(0);
  expect(spec.securityContext?.sysctls).toBeUndefined();
  for (const key of ['hostNetwork', 'hostPID', 'hostIPC', 'serviceAccountName', 'nodeName', 'runtimeClassName', 'initContainers', 'hostAliases', 'shareProcessNamespace', 'priorityClassName']) {
    expect(spec).not.toHaveProperty(key);
  }
  for (const volume of spec.volumes ?? []) expect(Object.keys(volume).toSorted()).toEqual(['emptyDir', 'name']);
  expect(spec.containers).toHaveLength(1);
  const [container] = spec.containers;
  expect(container!.securityContext).toEqual({
    allowPrivilegeEscalation: false, privileged: false, readOnlyRootFilesystem: expect.any(Boolean), runAsNonRoot: true, capabilities: { drop: ['ALL'] },
    seccompProfile: { type: 'RuntimeDefault' },
  });
  for (const port of container!.ports ?? []) expect(port).not.toHaveProperty('hostPort');
  for (const variable of container!.env ?? []) expect(variable).not.toHaveProperty('valueFrom');
  for (const key of ['lifecycle', 'envFrom', 'volumeDevices', 'tty', 'stdin']) expect(container).not.toHaveProperty(key);
  const { requests = {}, limits = {} } = container!.resources!;
  expect([requests.cpu, requests.memory]).toEqual([limits.cpu, limits.memory]);
}

// What operators see of a lease must not tell whose it is: the platform's own, by which it looks at their capacity, least of all.
test('what keeps a pod in existence says nothing of its tenant or project', () => {
  const [leaseId, replica, place] = [newId('lease'), replicaOf(), { namespace: 'n', name: 'w', serviceName: 's' }];
  const of = () => workloadOf({ leaseId, tenantId: newId('tenant'), projectId: newId('project'), workload: { image: 'node:24' }, replicas: [replica] }, replica, place, site);
  expect(of()).toEqual(of());
});

describe('a pod', () => {
  test('is hardened, whatever its workload says', () => {
    const text = fc.string({ maxLength: 40 });
    const workload = fc.record({
      image: text, command: fc.array(text, { maxLength: 4 }), args: fc.array(text, { maxLength: 4 }), environment: fc.dictionary(text, text, { maxKeys: 4 }),
      ports: fc.array(fc.record({ name: text, port: fc.integer({ min: 1, max: 65_535 }), protocol: fc.constantFrom('tcp', 'udp') }), { maxLength: 3 }),
      writableRoot: fc.boolean(), runAsUser: fc.option(fc.integer({ min: 1, max: 65_535 }), { nil: undefined }),
    }, { requiredKeys: ['image'] });
    expect(() => fc.assert(fc.property(workload, (spec) => expectHardened(made(spec))))).not.toThrow();
  });

  test.each([
    ['privileged', { privileged: true, securityContext: { privileged: true } }],
    ['host network', { hostNetwork: true }],
    ['host processes', { hostPID: true }],
    ['host IPC', { hostIPC: true }],
    ['host path', { volumes: [{ name: 'x', hostPath: { path: '/' } }] }],
    ['capabilities', { securityContext: { capabilities: { add: ['SYS_ADMIN'] } } }],
    ['sysctls', { securityContext: { sysctls: [{ name: 'kernel.shm_rmid_forced', value: '0' }] } }],
    ['host port', { ports: [{ name: 'a', port: 80, protocol: 'tcp', hostPort: 80 }] }],
    ['service account', { serviceAccountName: 'default', automountServiceAccountToken: true }],
    ['node name', { nodeName: 'other', nodeSelector: { a: 'b' } }],
    ['unconfined seccomp', { seccompProfile: { type: 'Unconfined' } }],
    ['privilege escalation', { allowPrivilegeEscalation: true }],
    ['downward API', { environment: {}, env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }] }],
    ['a second container', { containers: [{ name: 'x', image: 'x' }], initContainers: [{ name: 'y', image: 'y' }] }],
    ['life-cycle hook on the host', { lifecycle: { postStart: { httpGet: { host: '169.254.169.254', port: 80 } } } }],
    ['probe of another host', { healthCheck: { type: 'http', path: '/', port: 80, host: '10.0.0.1', intervalSeconds: 1, timeoutSeconds: 1, failureThreshold: 1 } }],
    ['host aliases', { hostAliases: [{ ip: '1.2.3.4', hostnames: ['a'] }] }],
    ['runtime class', { runtimeClassName: 'x', priorityClassName: 'system-node-critical' }],
  ])('cannot be given %s', (_what, more) => {
    const spec = made({ image: 'a', ...more });
    expectHardened(spec);
    expect(JSON.stringify(spec.containers[0]!.readinessProbe ?? {})).not.toContain('host');
  });

  test('runs on the claimed host and on no other', () => {
    expect(made({ image: 'a' }).affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms).toEqual([
      { matchFields: [{ key: 'metadata.name', operator: 'In', values: ['node-1'] }] },
    ]);
  });

  test('gets what its claim holds', () => {
    const replica = replicaOf({ resources: [
      { resourceClass: 'CPU_MILLI', variant: '', amount: 1_500 }, { resourceClass: 'MEMORY_MIB', variant: '', amount: 512 }, { resourceClass: 'GPU_MILLI', variant: 'A100', amount: 2_000 },
      { resourceClass: 'STORAGE_GIB', variant: 'ephemeral', amount: 3 }, { resourceClass: 'STORAGE_GIB', variant: 'ssd', amount: 10 }, { resourceClass: 'EGRESS_MBPS', variant: '', amount: 100 },
    ], volumes: [{ name: 'data', storageClass: 'ssd', gib: 10, mountPath: '/var/lib/data' }] });
    const desired = { leaseId: newId('lease'), tenantId: newId('tenant'), projectId: newId('project'), workload: { image: 'a' }, replicas: [replica] };
    const { kind, spec } = workloadOf(desired, replica, { namespace: 'n', name: 'x', serviceName: 's' }, { ...site, storageClasses: new Map([['ssd', 'fast-disks']]), pullSecret: 'pull' });
    expect(kind).toBe('StatefulSet');
    expect(spec).toMatchObject({ volumeClaimTemplates: [{ metadata: { name: 'v-data' }, spec: { storageClassName: 'fast-disks', resources: { requests: { storage: '10Gi' } } } }] });
    expect(spec!.template.metadata!.annotations).toMatchObject({ 'kubernetes.io/egress-bandwidth': '100M' });
    expect(spec!.template.spec).toMatchObject({ imagePullSecrets: [{ name: 'pull' }], containers: [{ volumeMounts: [{ name: 'v-data', mountPath: '/var/lib/data' }, { name: 'tmp' }] }] });
    const all = { cpu: '1500m', memory: '512Mi', 'nvidia.com/gpu': '2', 'ephemeral-storage': '3072Mi' };
    expect(spec!.template.spec!.containers[0]!.resources).toEqual({ requests: all, limits: all });
  });

  test('asks for a share of a device by a resource of its own', () => {
    const replica = replicaOf({ resources: [{ resourceClass: 'GPU_MILLI', variant: 'A100', amount: 250 }] });
    expect(made({ image: 'a' }, replica).containers[0]!.resources!.limits).toMatchObject({ 'weir.dev/gpu-milli': '250' });
  });

  test('is given its words as they are, and none of the cluster\'s', () => {
    const [container] = made({ image: 'a', args: ['$(HOME) $$ $x'], environment: { A: '$(KUBERNETES_SERVICE_HOST)' } }).containers;
    expect(container!.args).toEqual(['$$(HOME) $$$$ $$x']);
    expect(container!.env).toEqual(expect.arrayContaining([{ name: 'A', value: '$$(KUBERNETES_SERVICE_HOST)' }, { name: 'KUBERNETES_SERVICE_HOST', value: '' }]));
  });

  test('may write to /tmp only, unless asked', () => {
    expect(made({ image: 'a' }).containers[0]).toMatchObject({ securityContext: { readOnlyRootFilesystem: true }, volumeMounts: [{ mountPath: '/tmp' }] });
    const writable = made({ image: 'a', writableRoot: true });
    expect(writable.containers[0]!.securityContext!.readOnlyRootFilesystem).toBe(false);
    expect(writable.volumes).toBeUndefined();
  });
});
