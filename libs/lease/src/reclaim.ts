import { type Transaction } from '#libs/database';
import { assert, type Millis } from '#libs/kernel';

import { isOpen, type Lease, type Reclaim } from './lease.js';
import { logSteps } from './lease.log.js';
import { lockLeases, updateLease } from './lease.store.js';

/** Leases that one round of placement may have reclaimed. */
export const MOST_RECLAIMS = 100;

/** Tells the tenant of a locked spot lease that it will be reclaimed, the notice it was promised from now. */
export async function noticeReclaim(tx: Transaction, lease: Lease, reason: Reclaim['reason'], at: Millis): Promise<Lease> {
  assert(lease.pricing.mode === 'spot' && lease.reclaim === null, 'only spot leases are reclaimed, and told so once');
  const reclaim: Reclaim = { reason, noticedAt: at, at: at + lease.pricing.noticeMillis };
  const noticed = await updateLease(tx, lease, { reclaim });
  await logSteps(tx, at, [{ lease: noticed, type: 'lease.reclaim_noticed', data: { reason, reclaimAt: reclaim.at } }]);
  return noticed;
}

/**
 * Gives notice to spot leases whose capacity others need. Those that somebody decides about just now, that are on their way
 * out, are suspended or were told before are passed over. @returns how many were told.
 */
export async function reclaimForCapacity(tx: Transaction, leaseIds: readonly string[], at: Millis): Promise<number> {
  const leases = await lockLeases(tx, leaseIds.slice(0, MOST_RECLAIMS), { skipLocked: true });
  const told = leases.filter((lease) => isOpen(lease.state) && lease.state !== 'suspended' && lease.pricing.mode === 'spot' && lease.reclaim === null);
  for (const lease of told) await noticeReclaim(tx, lease, 'capacity_reclaimed', at);
  return told.length;
}
