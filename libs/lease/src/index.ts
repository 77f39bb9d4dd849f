export { beginClosing, type Ending, failLease, finishClosing } from './closing.js';
export {
  askForPlacement, type BlockedCursor, lockForPlacement, markBlocked, markPlaced, type Placed, type PlacementRequest, waitingForPlacement, type Waiting,
} from './for-placement.js';
export {
  type Blocked, chargeableUntil, type ClosedReason, closedReasons, type CoarseCount, type HealthCheck, type HeldClaim, isOpen, type Lease, type LeaseConstraints,
  leaseMoves, type LeasePricing, type LeaseResources, type LeaseState, type LeaseTerms, type LeaseWorkload, openStates, type ReplicaReadiness,
  type ReplicaReport, type Stream,
} from './lease.js';
export { leaseProblems } from './lease.errors.js';
export { leaseById, lockLease, lockLeases } from './lease.store.js';
export { recordReadiness, recordRelease } from './readiness.js';
export { lockQuotas, quotaUse, type QuotaUse } from './quota.js';
export { amountsWith, candidateAmounts, dearestCost, EPHEMERAL, firstFunds, gpuMilli, plainAmounts } from './resources.js';
export { streamsOf } from './streams.js';
