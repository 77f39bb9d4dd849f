import { type Blocked } from '#libs/lease';
import { type ClaimedResource, type ClaimId, type LeaseId } from '#libs/kernel';

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
  /** Why something of it waits; undefined when all of it was placed. */
  blocked?: Blocked;
}

/** Proposed claims. Nothing holds until the applier has written them. */
export interface Plan {
  leases: PlannedLease[];
}
