import { type Transaction } from '#libs/database';
import { type Millis, newId, type PoolId, type ProjectId, type TenantId } from '#libs/kernel';

import { type Lease, type LeaseResources, type LeaseWorkload } from './lease.js';
import { logSteps } from './lease.log.js';
import { insertLease } from './lease.store.js';

/** What the platform has run for itself. */
export interface HouseTerms {
  tenantId: TenantId;
  projectId: ProjectId;
  poolId: PoolId;
  resources: LeaseResources;
  workload: LeaseWorkload;
  /** It ends by itself so long after it was first ready, whatever becomes of whoever asked for it. */
  durationMillis: Millis;
}

/** A lease whose pricing says that nobody pays for it. */
export function isUnbilled({ pricing }: Pick<Lease, 'pricing'>): boolean {
  return pricing.mode === 'spot' && pricing.unbilled === true;
}

/**
 * Records a lease of the platform's own: nobody pays for it, what it holds is not demand, and it gives way without notice to whatever needs the room. The caller places it in the same
 * transaction.
 */
export async function recordHouseLease(tx: Transaction, { durationMillis, ...terms }: HouseTerms, now: Millis): Promise<Lease> {
  const id = newId('lease');
  const lease: Lease = {
    ...terms, id, name: id, state: 'requested', replicas: 1, constraints: {}, fallbacks: [], fallback: null,
    pricing: { mode: 'spot', maximumNanoTokensPerHour: '0', noticeMillis: 0, unbilled: true }, prices: [], priceLockedUntil: now, durationMillis, waitUntil: null, version: 1,
    unplaced: true, readiness: [], addresses: [], blocked: null, reclaim: null, closedReason: null, agreed: null, holdKey: null,
    createdAt: now, placedAt: null, activatedAt: null, endsAt: null, warnedAt: null, graceAt: null, suspension: null, closingAt: null, closedAt: null,
  };
  await insertLease(tx, lease);
  await logSteps(tx, now, [{ lease, type: 'lease.requested', data: { nanoTokensPerHour: 0n } }]);
  return lease;
}
