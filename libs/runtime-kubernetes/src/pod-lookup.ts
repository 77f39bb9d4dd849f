import type { V1Pod, V1PodList } from '@kubernetes/client-node';

import type { ReplicaRef } from '#libs/runtime';

import type { ClusterLink } from './cluster-link.js';
import type { KubeClient } from './kube-client.js';
import { pathOf } from './kinds.js';
import { CLAIM_LABEL, LEASE_LABEL, MANAGED_BY_SELECTOR } from './manifests/labels.js';

export interface FoundPod {
  namespace: string;
  pod: string;
}

/** The pod that runs a replica: from what is known where the cluster is watched, or else asked for. */
export async function podOf(client: KubeClient, link: ClusterLink | undefined, { leaseId, claimId }: ReplicaRef, signal: AbortSignal): Promise<FoundPod | undefined> {
  if (link?.synced) {
    const [kept] = link.ofLease(leaseId).filter((each) => each.kind === 'Pod' && each.claimId === claimId).toSorted((one, other) => other.createdAt - one.createdAt);
    return kept && { namespace: kept.namespace, pod: kept.name };
  }
  const query = { labelSelector: `${MANAGED_BY_SELECTOR},${LEASE_LABEL}=${leaseId},${CLAIM_LABEL}=${claimId}`, limit: '10' };
  const { items } = await client.json<V1PodList>({ verb: 'LIST', path: pathOf('Pod'), query, signal });
  const [found] = items.toSorted((one, other) => createdAt(other) - createdAt(one));
  return found && { namespace: found.metadata?.namespace ?? '', pod: found.metadata?.name ?? '' };
}

function createdAt(pod: V1Pod): number {
  return new Date(pod.metadata?.creationTimestamp ?? 0).getTime();
}
