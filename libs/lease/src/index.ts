export { type AuctionEnd, award, letGo } from './auctions.js';
export { runningThoughStopped } from './budget-stop.js';
export { ChangeLease, type LeaseChange } from './change-lease.js';
export { CloseLease, own } from './close-lease.js';
export { beginClosing, type Ending, failLease, finishClosing, isForfeit } from './closing.js';
export { type Choice, choicesOf, dearestChoice, isUnplaced, modelsOfChoices, pricesOfChoices } from './fallbacks.js';
export {
  askForPlacement, type BlockedCursor, fallbacksOf, lockForPlacement, markBlocked, markPlaced, NEW_REQUEST, type Placed, type PlacementRequest, recentRequests, requestsOf, toRequest, waitingForPlacement, type Waiting,
} from './for-placement.js';
export {
  type Blocked, chargeableUntil, type ClosedReason, closedReasons, type CoarseCount, type Domain, type HealthCheck, type HeldClaim, isKept, isOpen, isWaitOver, type Lease, type LeaseAddress, type LeaseAffinity, type LeaseConstraints, type LeaseFallback,
  leaseMoves, type LeasePricing, type LeaseResources, type LeaseState, type LeaseTerms, type LeaseVolume, type LeaseWorkload, openStates, type PricingTerms, type Reclaim, type ReplicaReadiness, type Spread,
  type ReplicaReport, standsStill, type Stream, type Suspension, type SuspensionReason, suspensionReasons,
} from './lease.js';
export { leaseProblems } from './lease.errors.js';
export { leaseById, lockLease, lockLeases, type ReadLease } from './lease.store.js';
export { MOST_RECLAIMS, reclaimForCapacity } from './reclaim.js';
export { tenantsOutages } from './outages.js';
export { recordReadiness, recordRelease } from './readiness.js';
export { cutSilences } from './silences.js';
export { lockQuotas, quotaUse, type QuotaUse } from './quota.js';
export { amountsWith, candidateAmounts, dearestCost, EPHEMERAL, firstFunds, gpuMilli, isVolume, plainAmounts, plainClaim, pricedModels, storageReserve, WHOLE_GPU } from './resources.js';
export { streamsOf } from './streams.js';
export { EverFit } from './fit.js';
export { followPrices, followPricesOf } from './follow-prices.js';
export { GetLeaseAuction } from './get-lease-auction.js';
export { GetLease } from './get-lease.js';
export { leaseFunds, type LeaseFundsView, runwayMillis } from './lease-funds.js';
export { mountPathFault, mountPathOf, overlappingVolume } from './mounts.js';
export { type HouseTerms, isUnbilled, recordHouseLease } from './house-lease.js';
export { KeepRegistryCredential, type RegistryCredentialInput } from './keep-registry-credential.js';
export { LeaseModule } from './lease.module.js';
export { type LeaseView, type ReplicaView } from './lease.view.js';
export { type LeaseEventPage, type LeaseEventView, ListLeaseEvents } from './list-lease-events.js';
export { type LeaseCursor, type LeaseFilter, type LeaseOrder, leaseOrders, type LeasePage, ListLeases } from './list-leases.js';
export { ListRegistryCredentials } from './list-registry-credentials.js';
export { openCredential, type RegistryCredentialView, type SealedCredential, sealedPasswords } from './registry-credential.js';
export { RemoveRegistryCredential } from './remove-registry-credential.js';
export { affinitiesOf, checkAffinity } from './affinity.js';
export { paidAhead, priceCandidates, pricesWhen, pricingOf } from './prices.js';
export { findProject } from './project.js';
export { quoteFingerprint } from './quote-fingerprint.js';
export { RequestLease } from './request-lease.js';
export { standStillBefore, suspendIfStopped, suspendLease } from './suspension.js';
export { LeaseSweeps } from './sweeps.js';
export { clearFundsWarning, warnOfFunds } from './warnings.js';
