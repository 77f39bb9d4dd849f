import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import type { ClaimId, HostId, LeaseId, ProjectId, TenantId } from '#libs/kernel';

import { difference, fingerprintOf, isSettled } from './difference.js';
import type { DesiredReplica, DesiredWorkloads, ObservedReplica } from './driver.js';

const claimIds = ['a', 'b', 'c', 'd', 'e'] as ClaimId[];

function desired(replicas: { claimId: ClaimId; fingerprint: string }[]): DesiredWorkloads {
  const whole = replicas.map((replica, index): DesiredReplica => ({ ...replica, replica: index, hostId: 'h' as HostId, hostName: 'h', resources: [], volumes: [] }));
  return { leaseId: 'l' as LeaseId, tenantId: 't' as TenantId, projectId: 'p' as ProjectId, workload: { image: 'nginx' }, replicas: whole };
}

/** What a perfect cluster does with it. */
function applied(wanted: DesiredWorkloads): ObservedReplica[] {
  return wanted.replicas.map(({ claimId, fingerprint }) => ({ claimId, fingerprint, state: 'ready', since: 0, restarts: 0, observedAt: 0 }));
}

const someReplicas = fc.uniqueArray(fc.record({ claimId: fc.constantFrom(...claimIds), fingerprint: fc.constantFrom('1', '2') }), { selector: (each) => each.claimId }).map(desired);

test('every difference is named once, and applying leaves none', () => {
  fc.assert(fc.property(someReplicas, someReplicas, (before, wanted) => {
    const found = applied(before);
    const { missing, changed, surplus } = difference(wanted, found);
    const fingerprints = new Map(found.map((replica) => [replica.claimId, replica.fingerprint]));
    for (const replica of wanted.replicas) {
      expect(missing.includes(replica.claimId)).toBe(!fingerprints.has(replica.claimId));
      expect(changed.includes(replica.claimId)).toBe(fingerprints.has(replica.claimId) && fingerprints.get(replica.claimId) !== replica.fingerprint);
    }
    expect(surplus).toEqual(found.map((replica) => replica.claimId).filter((claimId) => !wanted.replicas.some((replica) => replica.claimId === claimId)));
    expect(isSettled(difference(wanted, applied(wanted)))).toBe(true);
  }));
});

test('a fingerprint changes with what a replica is made from, and with nothing else', () => {
  const replica = { claimId: claimIds[0]!, replica: 0, hostId: 'h' as HostId, hostName: 'h', resources: [{ resourceClass: 'CPU_MILLI' as const, variant: '', amount: 500 }], volumes: [] };
  const fingerprint = fingerprintOf({ image: 'nginx', args: ['x'] }, replica);
  expect(fingerprintOf({ args: ['x'], image: 'nginx' }, { ...replica })).toBe(fingerprint);
  expect(fingerprintOf({ image: 'nginx', args: ['y'] }, replica)).not.toBe(fingerprint);
  expect(fingerprintOf({ image: 'nginx', args: ['x'] }, { ...replica, resources: [{ resourceClass: 'CPU_MILLI', variant: '', amount: 501 }] })).not.toBe(fingerprint);
  expect(fingerprintOf({ image: 'nginx', args: ['x'] }, { ...replica, volumes: [{ name: 'a', storageClass: 'ssd', gib: 1, mountPath: '/a' }] })).not.toBe(fingerprint);
  expect(fingerprintOf({ image: 'nginx', args: ['x'] }, replica, 'rcr_1/2')).not.toBe(fingerprint);
});
