import type { KubernetesListObject, KubernetesObject } from '@kubernetes/client-node';

import type { LeaseId } from '#libs/kernel';

import type { ClusterLink } from './cluster-link.js';
import type { Kept } from './kept.js';
import { isStatus } from './kube-error.js';
import { type Kind, pathOf } from './kinds.js';
import { LEASE_LABEL } from './manifests/labels.js';

/** What keeps pods in existence goes first, and the pods with it: a namespace takes its time to go. */
const workloadKinds: readonly Kind[] = ['Deployment', 'StatefulSet'];
const otherKinds: readonly Kind[] = ['Service', 'NetworkPolicy', 'PersistentVolumeClaim'];

/** Removes everything of a lease, wherever it is, and the namespaces that are empty then; what is on its way out already is left to itself. */
export async function removeLease(link: ClusterLink, leaseId: LeaseId, ownNamespace: string): Promise<void> {
  const present = link.ofLease(leaseId).filter((kept) => (workloadKinds.includes(kept.kind) || otherKinds.includes(kept.kind)) && kept.deletingSince === undefined);
  const namespaces = new Set([ownNamespace, ...present.map((kept) => kept.namespace)]);
  await Promise.all([...namespaces].map(async (namespace) => {
    const known = link.get('Namespace', '', namespace);
    if (known?.deletingSince !== undefined) return;
    const inside = present.filter((kept) => kept.namespace === namespace);
    await removeFrom(link, namespace, leaseId, workloadKinds, inside);
    if (known && !link.isShared(namespace, leaseId) && (await removeNamespace(link, namespace, leaseId))) return;
    await removeFrom(link, namespace, leaseId, otherKinds, inside);
  }));
}

async function removeFrom(link: ClusterLink, namespace: string, leaseId: LeaseId, kinds: readonly Kind[], present: readonly Kept[]): Promise<void> {
  for (const kind of kinds) {
    const these = present.filter((kept) => kept.kind === kind);
    if (these.length === 0) continue;
    const body = { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background' };
    await link.client.json({ verb: 'DELETE', path: pathOf(kind, namespace), query: { labelSelector: `${LEASE_LABEL}=${leaseId}` }, body });
    // Of these nothing is left; of what has finalizers, and of pods, the watch will tell.
    if (kind === 'Service' || kind === 'NetworkPolicy') for (const kept of these) if (kept.finalizers.length === 0) link.forget(kept);
  }
}

/** Removes one object and what hangs on it. Only the very one that was seen. */
export async function removeOne(link: ClusterLink, kept: Kept): Promise<void> {
  const body = { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background', preconditions: { uid: kept.uid } };
  await link.client.json({ verb: 'DELETE', path: pathOf(kept.kind, kept.namespace, kept.name), body }).catch(ignoring(404, 409));
}

/**
 * Removes a namespace that holds nothing but this lease; false when it holds more. Whoever is about to make something in it
 * touches it first: so when it is as it was before we looked inside, nothing was made since.
 */
async function removeNamespace(link: ClusterLink, namespace: string, leaseId: LeaseId): Promise<boolean> {
  const path = pathOf('Namespace', undefined, namespace);
  const seen = await link.client.json<KubernetesObject>({ verb: 'GET', path }).catch(ignoring(404));
  if (!seen?.metadata || seen.metadata.deletionTimestamp !== undefined) return true;
  const query = { labelSelector: `${LEASE_LABEL},${LEASE_LABEL}!=${leaseId}`, limit: '1' };
  const others = await Promise.all((['Deployment', 'StatefulSet'] as const).map((kind) =>
    link.client.json<KubernetesListObject<KubernetesObject>>({ verb: 'LIST', path: pathOf(kind, namespace), query })));
  if (others.some((list) => list.items.length > 0)) return false;
  const { uid, resourceVersion } = seen.metadata;
  const body = { kind: 'DeleteOptions', apiVersion: 'v1', preconditions: { uid, resourceVersion } };
  try {
    const going = await link.client.json<KubernetesObject>({ verb: 'DELETE', path, body });
    link.learn({ ...going, kind: 'Namespace' });
    return true;
  } catch (error) {
    if (isStatus(error, 404)) return true;
    if (isStatus(error, 409)) return false;
    throw error;
  }
}

function ignoring(...statuses: number[]) {
  return (error: unknown): undefined => {
    if (!isStatus(error, ...statuses)) throw error;
  };
}
