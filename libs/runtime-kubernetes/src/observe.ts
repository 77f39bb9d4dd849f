import type { ClaimId, LeaseId, Millis } from '#libs/kernel';
import type { ObservedReplica, PresentLease } from '#libs/runtime';

import type { ClusterLink } from './cluster-link.js';
import { lackingIn, lacksAny } from './infrastructure.js';
import type { Kept } from './kept.js';

/** Told in the place of a fingerprint when something is not as it was applied: it differs from every one that is wanted. */
const DRIFTED = 'drifted';

type Standing = Pick<ObservedReplica, 'state' | 'reason' | 'since' | 'changesInMillis'>;

/** Every replica of a lease that its cluster knows of: by what keeps it in existence, by its pods, or by both. */
export function observedOf(link: ClusterLink, leaseId: LeaseId, leaseName: string, now: Millis): ObservedReplica[] {
  const running = link.ofLease(leaseId).filter((kept) => kept.claimId !== undefined && (isWorkload(kept) || kept.kind === 'Pod'));
  const drifted = new Map([...new Set(running.map((kept) => kept.namespace))].map((namespace) => [
    namespace, lacksAny(lackingIn(link, namespace, leaseId, leaseName, link.envelope(namespace))),
  ]));
  return [...Map.groupBy(running, (kept) => kept.claimId!)].map(([claimId, all]) => {
    const workload = newest(all.filter(isWorkload));
    const pod = newest(all.filter((kept) => kept.kind === 'Pod'));
    const whole = workload === undefined || (!workload.foreign && !drifted.get(workload.namespace));
    return {
      claimId,
      ...standingOf(link, workload, pod, now),
      restarts: pod?.pod?.restarts ?? 0,
      fingerprint: whole ? (workload ?? pod)?.fingerprint ?? DRIFTED : DRIFTED,
      observedAt: now,
    };
  });
}

function standingOf(link: ClusterLink, workload: Kept | undefined, pod: Kept | undefined, now: Millis): Standing {
  if (!pod?.pod) return { state: 'starting', since: Math.min(now, workload?.createdAt ?? now) };
  const { state, reason, since, nodeName, failsAt } = pod.pod;
  const node = nodeName === undefined ? undefined : link.get('Node', '', nodeName);
  if (nodeName !== undefined && (!node || node.node?.silentSince !== undefined)) {
    return { state: 'unknown', reason: 'contact_lost', since: Math.min(now, Math.max(since, node?.node?.silentSince ?? 0)) };
  }
  // It is about to be replaced, or to end.
  if (pod.deletingSince !== undefined) return { state: 'starting', since: Math.min(now, pod.deletingSince) };
  if (workload && workload.fingerprint !== pod.fingerprint) return { state: 'starting', since: now };
  if (failsAt !== undefined && failsAt <= now) return { state: 'failed', reason: 'health_check_failed', since: failsAt };
  return { state, ...(reason === undefined ? {} : { reason }), since, ...(failsAt === undefined ? {} : { changesInMillis: failsAt - now }) };
}

/** Of several, the one that is to stay; of several such, the latest. */
function newest(all: readonly Kept[]): Kept | undefined {
  return all.toSorted((one, other) => Number(one.deletingSince !== undefined) - Number(other.deletingSince !== undefined) || other.createdAt - one.createdAt)[0];
}

export function isWorkload(kept: Kept): boolean {
  return kept.kind === 'Deployment' || kept.kind === 'StatefulSet';
}

/** Every lease of which anything is there that is not already going with its namespace. */
export function presentIn(link: ClusterLink): PresentLease[] {
  return link.leases().flatMap((leaseId) => {
    const kept = link.ofLease(leaseId);
    const claimIds = new Set<ClaimId>(kept.flatMap(({ kind, claimId }) => (claimId !== undefined && kind !== 'PersistentVolumeClaim' ? [claimId] : [])));
    const staying = kept.some((each) => link.get('Namespace', '', each.namespace)?.deletingSince === undefined);
    return claimIds.size > 0 || staying ? [{ leaseId, claimIds: [...claimIds] }] : [];
  });
}
