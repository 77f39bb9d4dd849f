import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';

import { type ClaimedResource, type ClaimId, type ClusterId, type RegistryCredentialId, Sealer, Unsealable } from '#libs/kernel';

import { desiredIn, type IntendedClaim, type Intent, keepsVolumes, leavingOf, pullCredentialOf } from './intent.js';

const CLUSTER = 'cls' as ClusterId;
const ssd = (gib: number, mountPath = '/data'): ClaimedResource => ({ resourceClass: 'STORAGE_GIB', variant: 'ssd', amount: gib, volumes: [{ name: 'data', gib, mountPath }] });

function intent(resources: ClaimedResource[], more: Partial<Intent> = {}): Intent {
  const claim = { id: 'clm' as ClaimId, replica: 0, clusterId: CLUSTER, hostName: 'h', resources } as IntendedClaim;
  return { state: 'active', replicas: 1, workload: { image: 'x' }, credential: null, claims: [claim], remembered: [], ...more } as Intent;
}

const replicaOf = (of: Intent) => desiredIn(of, CLUSTER, new Map()).replicas[0]!;

test('volumes are those that the claim holds, and no others of its storage', () => {
  const ephemeral: ClaimedResource = { resourceClass: 'STORAGE_GIB', variant: 'ephemeral', amount: 5 };
  expect(replicaOf(intent([ephemeral, ssd(10)])).volumes).toEqual([{ name: 'data', storageClass: 'ssd', gib: 10, mountPath: '/data' }]);
});

test('a fingerprint changes with a volume, where it is found, and the credential behind a name; the name itself stays here', () => {
  const fingerprint = (of: Intent) => replicaOf(of).fingerprint;
  const credential = { id: 'rcr' as RegistryCredentialId, revision: 1, server: 's', username: 'u', password: '' };
  const plain = fingerprint(intent([ssd(10)]));
  const named = intent([ssd(10)], { workload: { image: 'x', registryCredential: 'ours' }, credential });
  expect(new Set([
    plain, fingerprint(intent([ssd(11)])), fingerprint(intent([ssd(10, '/other')])), fingerprint(named), fingerprint({ ...named, credential: { ...credential, revision: 2 } }),
  ]).size).toBe(5);
  expect(desiredIn(named, CLUSTER, new Map()).workload).toEqual({ image: 'x' });
});

test('a pull credential is opened with the key it was sealed with, and only for its row', () => {
  const sealer = new Sealer([randomBytes(32)]);
  const password = Buffer.from(sealer.seal(Buffer.from('s3cret'), 'registry_credentials.password:rcr_1')).toString('base64');
  const credential = { id: 'rcr_1' as RegistryCredentialId, revision: 1, server: 's', username: 'u', password };
  expect(pullCredentialOf(intent([], { credential }), sealer)).toEqual({ server: 's', username: 'u', password: 's3cret' });
  expect(() => pullCredentialOf(intent([], { credential: { ...credential, id: 'rcr_2' as RegistryCredentialId } }), sealer)).toThrow(Unsealable);
  expect(() => pullCredentialOf(intent([], { credential }), undefined)).toThrow(Unsealable);
  expect(pullCredentialOf(intent([]), undefined)).toBeUndefined();
});

test('of a suspended lease what serves keeps its volumes, and a replica that is not wanted any more goes with them', () => {
  const suspended = intent([ssd(10)], { state: 'suspended' });
  const claim = { ...suspended.claims[0]!, part: 'serving', lostAt: null, hostState: 'open', drainBy: null } as IntendedClaim;
  const leaving = (replica: number) => leavingOf(suspended, { ...claim, replica }, { hostGraceMillis: 1 }, 0);
  expect([leaving(0), leaving(1)]).toEqual(['suspended', 'scaled_down']);
  expect([keepsVolumes(claim, leaving(0)), keepsVolumes(claim, leaving(1))]).toEqual([true, false]);
});
