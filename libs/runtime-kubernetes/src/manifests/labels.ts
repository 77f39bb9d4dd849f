import type { ClaimId, LeaseId } from '#libs/kernel';

/** On everything of ours, and what our informers select by. */
export const MANAGED_BY = { 'app.kubernetes.io/managed-by': 'weir' } as const;
export const MANAGED_BY_SELECTOR = 'app.kubernetes.io/managed-by=weir';

/** Whose it is. A pod cannot read its own labels: that takes the downward API or a token, and we offer neither. */
export const LEASE_LABEL = 'weir.dev/lease';
export const CLAIM_LABEL = 'weir.dev/claim';

/** Of the desired replica that it was applied with. */
export const FINGERPRINT_ANNOTATION = 'weir.dev/fingerprint';
/** What its claim holds: quotas are summed from it. */
export const HOLDS_ANNOTATION = 'weir.dev/holds';
/** Changes whenever something new is about to be made in a namespace, so that nobody removes it as empty meanwhile. */
export const TOUCHED_ANNOTATION = 'weir.dev/touched';

export const FIELD_MANAGER = 'weir';

export function leaseLabels(leaseId: LeaseId): Record<string, string> {
  return { ...MANAGED_BY, [LEASE_LABEL]: leaseId };
}

export function claimLabels(leaseId: LeaseId, claimId: ClaimId): Record<string, string> {
  return { ...leaseLabels(leaseId), [CLAIM_LABEL]: claimId };
}
