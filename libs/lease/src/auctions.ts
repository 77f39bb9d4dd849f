import { auctionProblems, openAuction } from '#libs/auction';
import { type Transaction } from '#libs/database';
import { type PoolView } from '#libs/inventory';
import { assert, type Millis, type NanoTokens, toJson } from '#libs/kernel';
import { priceView, type ResourcePrice, type StoredPrice } from '#libs/pricing';

import { askForPlacement } from './for-placement.js';
import { type Agreed, type Blocked, type Lease, type LeaseTerms } from './lease.js';
import { logSteps } from './lease.log.js';
import { lockLease, updateLease, updatePlacement } from './lease.store.js';
import { leaseProblems } from './lease.errors.js';

/**
 * Whether a request goes to auction: when its tenant asks for it, or when it costs as much as its pool says. One winner takes all of it, so what must be spread over operators does not.
 * @throws Problem `no_auctions` when it was asked for and cannot be.
 */
export function goesToAuction({ pricing, constraints, replicas }: LeaseTerms, pool: Pick<PoolView, 'auctionWindowMillis' | 'auctionFromNanoTokensPerHour'>, costPerHour: NanoTokens): boolean {
  const asked = pricing?.mode === undefined || pricing.mode === 'on-demand' ? pricing?.auction : false;
  const { spread } = constraints ?? {};
  const mayBe = spread?.over !== 'operator' || Math.min(spread.maximum ?? replicas, spread.maximumSkew ?? replicas) >= replicas;
  if (asked && pool.auctionWindowMillis === 0) throw auctionProblems.no_auctions('This pool holds no auctions.', { pointer: '/pricing/auction' });
  if (asked && !mayBe) throw auctionProblems.no_auctions('An auction has one winner: what it is for cannot be spread over operators.', { pointer: '/constraints/spread' });
  if (asked !== undefined || !mayBe || pool.auctionWindowMillis === 0) return asked ?? false;
  return pool.auctionFromNanoTokensPerHour !== null && costPerHour >= BigInt(pool.auctionFromNanoTokensPerHour);
}

/** Opens the auction of a lease that was just admitted: until it is over placement leaves the lease alone. */
export async function waitForBids(tx: Transaction, lease: Lease, windowMillis: Millis, now: Millis): Promise<Lease> {
  const closesAt = now + windowMillis;
  const { poolId, id: leaseId, replicas, resources, durationMillis, prices } = lease;
  const { affinity: _, ...constraints } = lease.constraints; // operators read it, and other leases are none of theirs
  await openAuction(tx, { poolId, leaseId, lot: { replicas, resources, constraints, durationMillis, prices: toJson<StoredPrice[]>(prices) }, opensAt: now, closesAt });
  const blocked: Blocked = { until: 'auction-closed', reasons: [{ filter: 'auction', reason: 'not chosen before the auction of this lease is over', hosts: 'all' }], endsAt: closesAt };
  const [waiting] = await updatePlacement(tx, [{ lease, changes: { state: 'blocked', unplaced: false, blocked } }]);
  assert(waiting, 'a lease that is written is there');
  await logSteps(tx, now, [{ lease: waiting, type: 'lease.blocked', data: { ...blocked } }]);
  return waiting;
}

export function isInAuction({ blocked }: Pick<Lease, 'blocked'>): boolean {
  return blocked?.until === 'auction-closed';
}

/** What is bid for stays what it is. @throws Problem `lease_in_auction` */
export function checkNotInAuction(lease: Pick<Lease, 'blocked'>): void {
  if (!isInAuction(lease)) return;
  const endsAt = lease.blocked!.endsAt!;
  throw leaseProblems.lease_in_auction(`Operators bid for this lease as it is until ${endsAt}; change it then, or close it.`, { extra: { endsAt } });
}

/** How an auction ended, as the tenant is told. */
export interface AuctionEnd {
  auctionId: string;
  outcome: 'awarded' | 'no_bids' | 'no_fitting_bid';
  bids: number;
}

/** Gives a lease whose auction nobody won to placement, at the pool's price. The lease must be locked. */
export async function letGo(tx: Transaction, lease: Lease, end: AuctionEnd, at: Millis): Promise<void> {
  const [free] = await updatePlacement(tx, [{ lease, changes: { unplaced: true, blocked: null } }]);
  await logSteps(tx, at, [{ lease: free!, type: 'lease.auctioned', data: { ...end } }]);
  await askForPlacement(tx, lease);
}

/** Gives a lease that was placed with the winner of its auction the winner's prices, for as long as it lives. */
export async function award(tx: Transaction, leaseId: string, end: AuctionEnd & { operatorId: string; prices: readonly ResourcePrice[] }, at: Millis): Promise<void> {
  const lease = await lockLease(tx, leaseId);
  assert(lease?.state === 'placed', 'a lease is placed with the winner first');
  const { operatorId, prices, ...told } = end;
  const agreed: Agreed = {
    auctionId: end.auctionId, operatorId,
    prices: prices.map(({ resourceClass, variant, nanoTokensPerUnitHour, baseNanoTokensPerUnitHour = 0n }) => ({ resourceClass, variant, tip: (nanoTokensPerUnitHour - baseNanoTokensPerUnitHour).toString() })),
  };
  const awarded = await updateLease(tx, lease, { prices, agreed });
  await logSteps(tx, at, [{ lease: awarded, type: 'lease.auctioned', data: { ...told, prices: prices.map(priceView) } }]);
}

/** Prices as they are for a lease that was auctioned: where less was agreed than the pool's tip, that, and the base as it is. */
export function asAgreed({ agreed }: Pick<Lease, 'agreed'>, prices: readonly ResourcePrice[]): ResourcePrice[] {
  return prices.map((price) => {
    const known = agreed?.prices.find(({ resourceClass, variant }) => resourceClass === price.resourceClass && variant === price.variant);
    const { baseNanoTokensPerUnitHour: base = 0n, nanoTokensPerUnitHour } = price;
    return known && base + BigInt(known.tip) < nanoTokensPerUnitHour ? { ...price, nanoTokensPerUnitHour: base + BigInt(known.tip) } : price;
  });
}
