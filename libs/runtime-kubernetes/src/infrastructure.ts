import type { LeaseId } from '#libs/kernel';

import type { ClusterLink } from './cluster-link.js';
import type { Kept } from './kept.js';
import { type Envelope, fitsIn, limitKeys, quotaKeys } from './manifests/holds.js';
import { LIMITS_NAME, QUOTA_NAME } from './manifests/namespace.js';
import { ISOLATION_NAME } from './manifests/network.js';

/** What a lease's pods must never run without. */
export interface Lacking {
  namespace: boolean;
  isolation: boolean;
  traffic: boolean;
  service: boolean;
  quota: boolean;
  limits: boolean;
}

/** Compares what surrounds a lease's pods with what must. */
export function lackingIn(link: ClusterLink, namespace: string, leaseId: LeaseId, leaseName: string, envelope: Envelope): Lacking {
  const isTight = (kept: Kept | undefined, keys: readonly (keyof Envelope)[]) => !isWhole(kept) || !kept.envelope || !fitsIn(envelope, kept.envelope, keys);
  return {
    namespace: !isWhole(link.get('Namespace', '', namespace)),
    isolation: !isWhole(link.get('NetworkPolicy', namespace, ISOLATION_NAME)),
    traffic: !isWhole(link.get('NetworkPolicy', namespace, leaseName)),
    service: !isWhole(link.get('Service', namespace, leaseName)),
    quota: isTight(link.get('ResourceQuota', namespace, QUOTA_NAME), quotaKeys),
    limits: isTight(link.get('LimitRange', namespace, LIMITS_NAME), limitKeys),
  };
}

export function lacksAny(lacking: Lacking): boolean {
  return Object.values(lacking).some(Boolean);
}

/** There, as we applied it. */
export function isWhole(kept: Kept | undefined): kept is Kept {
  return kept !== undefined && !kept.foreign;
}
