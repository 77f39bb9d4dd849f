import { type Transaction } from '#libs/database';
import { type Millis, type Settings } from '#libs/kernel';

import { closeLocked } from './closing.js';
import { dueEnding, isOpen, type Lease, standsStill } from './lease.js';
import { lockLease } from './lease.store.js';
import { isAboveMaximum } from './prices.js';
import { costOf, newPrices, repriceLocked } from './reprice.js';
import { streamsNow } from './streams.js';

/** Price locks that are followed at once: a week of hours. */
const MOST_LOCKS = 168;

/**
 * Brings the prices of a locked lease up to a time: where it buys on demand and a price lock was over by then, it goes on at the prices of that
 * instant, locked anew, lock by lock; it closes at the instant from which it would cost more than its tenant allows. Whoever ends or
 * begins what a lease is charged for does this first, so that no bill depends on when somebody last looked at prices.
 * @returns the lease as it is then.
 */
export async function followPrices(tx: Transaction, lease: Lease, by: Millis, settings: Pick<Settings, 'priceLockMillis'>): Promise<Lease> {
  let current = lease;
  for (let locks = 0; locks < MOST_LOCKS && isLockOver(current, by); locks += 1) current = await followOne(tx, current, settings);
  return current;
}

/** As `followPrices`, for a lease that is not locked yet; nothing when there is none. */
export async function followPricesOf(tx: Transaction, leaseId: string, by: Millis, settings: Pick<Settings, 'priceLockMillis'>): Promise<void> {
  const lease = await lockLease(tx, leaseId);
  if (lease) await followPrices(tx, lease, by, settings);
}

/** Not of one that was to end before, nor of one that stands still: what its reserve pays for keeps its price. */
function isLockOver(lease: Lease, by: Millis): boolean {
  const { priceLockedUntil: at } = lease;
  return at <= by && isOpen(lease.state) && lease.pricing.mode === 'on-demand' && !standsStill(lease) && dueEnding(lease, at) === undefined;
}

async function followOne(tx: Transaction, lease: Lease, { priceLockMillis }: Pick<Settings, 'priceLockMillis'>): Promise<Lease> {
  const at = lease.priceLockedUntil;
  const prices = await newPrices(tx, lease, at);
  const { open } = await streamsNow(tx, lease.id);
  if (isAboveMaximum(lease.pricing, costOf(lease, open, prices.all))) return closeLocked(tx, lease, { reason: 'price_above_maximum', at });
  return repriceLocked(tx, lease, open, prices, { at, lockedUntil: at + priceLockMillis });
}
