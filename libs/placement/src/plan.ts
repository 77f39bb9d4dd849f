import { type Blocked, type HeldClaim } from '#libs/lease';
import { type ClaimedResource, type ClaimId, type LeaseId, type ResourceClass } from '#libs/kernel';

/** A claim to make, for one replica. */
export interface PlannedClaim {
  leaseId: LeaseId;
  replica: number;
  hostId: string;
  clusterId: string;
  siteId: string;
  operatorId: string;
  resources: readonly ClaimedResource[];
  /** The held claim that it replaces: the replica moves. */
  replaces?: ClaimId;
  /** The held claim, of a replica that is to move, whose place it is to take once it is ready; until then both are held. */
  succeeds?: ClaimId;
}

/** A held claim to change in place. */
export interface PlannedResize {
  leaseId: LeaseId;
  claimId: ClaimId;
  hostId: string;
  from: readonly ClaimedResource[];
  to: readonly ClaimedResource[];
}

/** What a plan means for one lease. */
export interface PlannedLease {
  leaseId: LeaseId;
  /** The lease as it was planned for: when the tenant changed it meanwhile, the plan is void for it. */
  version: number;
  claims: PlannedClaim[];
  resizes: PlannedResize[];
  /** The number of the fall-back that it is placed by; undefined: as it was asked for first. */
  fallback?: number | undefined;
  /** Why something of it waits; undefined when all of it was placed. */
  blocked?: Blocked;
}

/** Proposed claims. Nothing holds until the applier has written them. */
export interface Plan {
  leases: PlannedLease[];
  /** Spot leases to be told that they will be reclaimed. */
  reclaims?: readonly LeaseId[];
}

/** Why a lease waits for which there is room, and no quota. */
export const quotaBlocked: Blocked = { until: 'quota-freed', reasons: [{ filter: 'quota', reason: 'ruled out: the project holds as much as its quota allows', hosts: 'all' }] };

/** How much more of each class a project's claims take when the plan for a lease, which holds some already, is written. A successor counts when it serves. */
export function increaseOf(planned: PlannedLease, held: readonly HeldClaim[]): Map<ResourceClass, bigint> {
  const more = new Map<ResourceClass, bigint>();
  const add = (resources: readonly ClaimedResource[], sign: bigint) => {
    for (const { resourceClass, amount } of resources) more.set(resourceClass, (more.get(resourceClass) ?? 0n) + sign * BigInt(amount));
  };
  for (const claim of planned.claims.filter((one) => one.succeeds === undefined)) {
    add(claim.resources, 1n);
    const replaced = held.find((one) => one.id === claim.replaces);
    if (replaced) add(replaced.resources, -1n);
  }
  for (const { from, to } of planned.resizes) {
    add(to, 1n);
    add(from, -1n);
  }
  return more;
}
