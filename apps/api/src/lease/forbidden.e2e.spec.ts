import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { LeaseModule } from '#libs/lease';
import { PlacementModule } from '#libs/placement';

import { type Caller, startTestApi, type TestApi } from '../../../../test/support/api.js';
import { LeaseApiModule } from './lease-api.module.js';

let api: TestApi;
let tenant: Caller;

beforeAll(async () => {
  api = await startTestApi({ modules: [LeaseModule, PlacementModule, LeaseApiModule] });
  tenant = await api.tenant();
});
afterAll(() => api.close());

const body = ({ workload = {}, resources = {}, ...more }: { workload?: object; resources?: object; [field: string]: unknown }) => ({
  pool: 'standard', replicas: 1, resources: { cpuMillis: 100, memoryMib: 64, ...resources }, workload: { image: 'nginx:1.29', ...workload }, ...more,
});
const longest = 'x'.repeat(8_192);

/** Fifteen ways to ask for a neighbour's machine, and some more, as they are written elsewhere. */
const hostile: [what: string, changes: Parameters<typeof body>[0], pointer: string][] = [
  ['privileged', { workload: { privileged: true } }, '/workload/privileged'],
  ['privileged, in a security context', { workload: { securityContext: { privileged: true } } }, '/workload/securityContext'],
  ['host network', { workload: { hostNetwork: true } }, '/workload/hostNetwork'],
  ['host processes', { workload: { hostPID: true } }, '/workload/hostPID'],
  ['host IPC', { workload: { hostIPC: true } }, '/workload/hostIPC'],
  ['host path', { resources: { volumes: [{ name: 'root', hostPath: { path: '/' } }] } }, '/resources/volumes/0/hostPath'],
  ['host path, in the workload', { workload: { volumes: [{ name: 'sock', hostPath: { path: '/run/containerd' } }] } }, '/workload/volumes/0/hostPath'],
  ['capabilities', { workload: { capabilities: { add: ['SYS_ADMIN'] } } }, '/workload/capabilities'],
  ['sysctls', { workload: { sysctls: [{ name: 'kernel.shm_rmid_forced', value: '0' }] } }, '/workload/sysctls'],
  ['no seccomp', { workload: { seccompProfile: { type: 'Unconfined' } } }, '/workload/seccompProfile'],
  ['no AppArmor', { workload: { appArmorProfile: { type: 'Unconfined' } } }, '/workload/appArmorProfile'],
  ['other SELinux options', { workload: { seLinuxOptions: { level: 's0:c1,c2' } } }, '/workload/seLinuxOptions'],
  ['root', { workload: { runAsUser: 0 } }, '/workload/runAsUser'],
  ['an unmasked /proc', { workload: { procMount: 'Unmasked' } }, '/workload/procMount'],
  ['more privileges later', { workload: { allowPrivilegeEscalation: true } }, '/workload/allowPrivilegeEscalation'],
  ['a service account', { workload: { serviceAccountName: 'default' } }, '/workload/serviceAccountName'],
  ['its token', { workload: { automountServiceAccountToken: true } }, '/workload/automountServiceAccountToken'],
  ['a machine by name', { workload: { nodeName: 'node-1' } }, '/workload/nodeName'],
  ['machines by label', { constraints: { nodeSelector: { 'kubernetes.io/hostname': 'node-1' } } }, '/constraints/nodeSelector'],
  ['tainted machines', { workload: { tolerations: [{ operator: 'Exists' }] } }, '/workload/tolerations'],
  ['annotations', { workload: { annotations: { 'container.apparmor.security.beta.kubernetes.io/app': 'unconfined' } } }, '/workload/annotations'],
  ['a pod of its own', { workload: { podSpec: { hostNetwork: true } } }, '/workload/podSpec'],
  ['a port of the machine', { workload: { ports: [{ name: 'ssh', port: 22, protocol: 'tcp', hostPort: 22 }] } }, '/workload/ports/0/hostPort'],
  ['a huge environment', { workload: { environment: Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`BIG_${index}`, longest])) } }, '/workload/environment'],
  ['many variables', { workload: { environment: Object.fromEntries(Array.from({ length: 257 }, (_, index) => [`V_${index}`, ''])) } }, '/workload/environment'],
];

describe('what is never on offer is refused, saying so and why:', () => {
  test.each(hostile)('%s', async (_what, changes, pointer) => {
    const refused = (await tenant.post('/v1/leases', body(changes)).expect(422)).body;
    expect(refused).toMatchObject({ code: 'workload_forbidden', pointer, reason: expect.stringMatching(/.{20}/), detail: expect.stringContaining('is not on offer: ') });
    expect((await tenant.get('/v1/leases').expect(200)).body.items).toEqual([]);
  });

  test('also where a lease is changed', async () => {
    const refused = await tenant.patch('/v1/leases/lse_4k9d0x7h2m5n8p1qr3st6vwy', { workload: { privileged: true } }).set('if-match', '"1"').expect(422);
    expect(refused.body).toMatchObject({ code: 'workload_forbidden', pointer: '/workload/privileged' });
  });
});

describe('what is wrong for another reason stays just that:', () => {
  test.each<[string, Parameters<typeof body>[0], string]>([
    ['an unknown field', { workload: { colour: 'red' } }, '/workload/colour'],
    ['a variable that is called so', { workload: { environment: { privileged: 'x', hostNetwork: 7 } } }, '/workload/environment/hostNetwork'],
    ['a user that is none', { workload: { runAsUser: 65_536 } }, '/workload/runAsUser'],
    ['a volume over the system', { resources: { volumes: [{ name: 'a', storageClass: 'ssd', gib: 1, mountPath: '/etc/ssl' }] } }, '/resources/volumes/0/mountPath'],
    ['a volume in another', { resources: { volumes: [{ name: 'a', storageClass: 'ssd', gib: 1 }, { name: 'b', storageClass: 'ssd', gib: 1, mountPath: '/volumes/a/b' }] } }, '/resources/volumes/1/mountPath'],
  ])('%s', async (_what, changes, pointer) => {
    expect((await tenant.post('/v1/leases', body(changes)).expect(400)).body).toMatchObject({ code: 'invalid_request', pointer });
  });
});
