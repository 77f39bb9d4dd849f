import type { V1Secret } from '@kubernetes/client-node';

import type { LeaseId } from '#libs/kernel';
import type { PullCredential } from '#libs/runtime';

import { leaseLabels } from './labels.js';

/** What the images of a lease are pulled with, in the form of Docker's configuration. Removed with the service that owns it. */
export function pullSecretOf(namespace: string, name: string, leaseId: LeaseId, { server, username, password }: PullCredential, ownerUid: string): V1Secret {
  const auth = Buffer.from(`${username}:${password}`).toString('base64');
  const config = JSON.stringify({ auths: { [server]: { username, password, auth } } });
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'kubernetes.io/dockerconfigjson',
    metadata: { namespace, name, labels: leaseLabels(leaseId), ownerReferences: [{ apiVersion: 'v1', kind: 'Service', name, uid: ownerUid }] },
    data: { '.dockerconfigjson': Buffer.from(config).toString('base64') },
  };
}
