import { type Transaction } from '#libs/database';
import { type Millis, type NanoTokens, Problem } from '#libs/kernel';
import { hourlyCost, priceView, type ResourcePrice } from '#libs/pricing';

import { asAgreed } from './auctions.js';
import { isUnplaced, resourcesOfChoices } from './fallbacks.js';
import { type Lease } from './lease.js';
import { logSteps } from './lease.log.js';
import { updateLease } from './lease.store.js';
import { priceCandidates } from './prices.js';
import { dearestCost } from './resources.js';
import { type OpenStream, samePrice, streamsRepriced, writeStreams } from './streams.js';

/** Prices that a lease would go on at: the current ones, and those it has of what its pool has no rate for any more. */
export interface NewPrices {
  current: readonly ResourcePrice[];
  all: readonly ResourcePrice[];
}

/** What its pool has no price for any more keeps the one it had: a lease must not run free, nor stay open, for want of a rate. */
export async function newPrices(tx: Transaction, lease: Lease, at: Millis): Promise<NewPrices> {
  const candidates = await priceCandidates(tx, lease.poolId, isUnplaced(lease) ? resourcesOfChoices(lease) : lease.resources, at).catch((error: unknown) => {
    if (error instanceof Problem) return [];
    throw error;
  });
  const current = asAgreed(lease, candidates);
  return { current, all: [...current, ...lease.prices.filter((known) => !current.some((price) => samePriced(price, known)))] };
}

/** What a lease costs an hour: of what its claims really hold when every replica runs, else at most. */
export function costOf(lease: Lease, open: readonly OpenStream[], prices: readonly ResourcePrice[]): NanoTokens {
  const claims = new Set(open.map((stream) => stream.claimId));
  if (claims.size < lease.replicas) return dearestCost(lease.resources, prices, lease.replicas);
  return hourlyCost(open.map(({ resourceClass, variant, quantity }) => ({ resourceClass, variant, amount: Number(quantity) })), prices, 1);
}

/** Has a locked lease go on at new prices from a time on, and tells its tenant when they differ from those it had. @returns the lease as it is then. */
export async function repriceLocked(
  tx: Transaction, lease: Lease, open: readonly OpenStream[], { current, all }: NewPrices, { at, lockedUntil }: { at: Millis; lockedUntil: Millis },
): Promise<Lease> {
  const repriced = await updateLease(tx, lease, { prices: all, priceLockedUntil: lockedUntil });
  await writeStreams(tx, repriced, streamsRepriced(repriced, open, at));
  if (all.every((price) => lease.prices.some((known) => samePriced(price, known) && samePrice(price, known)))) return repriced;
  await logSteps(tx, at, [{ lease: repriced, type: 'lease.repriced', data: { prices: current.map(priceView), lockedUntil } }]);
  return repriced;
}

function samePriced(a: ResourcePrice, b: ResourcePrice): boolean {
  return a.resourceClass === b.resourceClass && a.variant === b.variant;
}
