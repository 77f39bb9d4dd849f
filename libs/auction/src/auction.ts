import { createHash, randomBytes } from 'node:crypto';

import { BPS, mulDivCeil } from '#libs/economics';
import { canonicalJson, type Millis, type NanoTokens, type ResourceClass } from '#libs/kernel';
import { operatorPart, type ResourcePrice, type StoredPrice } from '#libs/pricing';

/** `void`: the lease was closed before the auction was over. */
export type AuctionState = 'open' | 'awarded' | 'no_bids' | 'no_fitting_bid' | 'void';

/** What is bid for, as bidders read it: plain JSON with nothing of the tenant. Resources and constraints are those of the lease request. */
export interface Lot {
  replicas: number;
  resources: unknown;
  constraints: unknown;
  durationMillis: Millis | null;
  /** The pool's prices when it opened, of every class, and every GPU model, that may be given. */
  prices: readonly StoredPrice[];
}

export interface Auction {
  id: string;
  poolId: string;
  leaseId: string;
  lot: Lot;
  seed: string;
  seedHash: string;
  state: AuctionState;
  opensAt: Millis;
  closesAt: Millis;
  closedAt: Millis | null;
  winnerId: string | null;
}

/** What a bidder wants to get of a class, per priced unit and hour. */
export interface BidPrice {
  resourceClass: ResourceClass;
  variant: string;
  nanoTokensPerUnitHour: NanoTokens;
}

export interface Bid {
  id: string;
  auctionId: string;
  operatorId: string;
  prices: readonly BidPrice[];
  nonce: string;
  digest: string;
  madeAt: Millis;
}

/** What a bid came to when its auction was over. */
export interface JudgedBid {
  bid: Bid;
  /** What the tenant would pay for all of it an hour; undefined when it does not pass every filter. */
  cost: NanoTokens | undefined;
  ticket: string;
}

/** A seed nobody can guess, 256 bits, and the hash it is committed to by. */
export function drawSeed(): { seed: string; seedHash: string } {
  const seed = randomBytes(32).toString('hex');
  return { seed, seedHash: sha256(seed) };
}

/** What a bidder is committed to by: anyone who knows the bid can work it out. */
export function digestOf({ auctionId, nonce, prices }: Pick<Bid, 'auctionId' | 'nonce' | 'prices'>): string {
  const sorted = prices.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  return sha256(canonicalJson({ auctionId, nonce, prices: sorted }));
}

/** The lot that decides between bids that cost the same. */
export function ticketOf(seed: string, digest: string): string {
  return sha256(`${seed}:${digest}`);
}

/** The cheapest of the bids that fit; of those that cost the same, the one with the least ticket. In whatever order they come. Pure. */
export function winnerOf(judged: readonly JudgedBid[]): (JudgedBid & { cost: NanoTokens }) | undefined {
  let best: (JudgedBid & { cost: NanoTokens }) | undefined;
  for (const one of judged) {
    const { cost } = one;
    if (cost === undefined) continue;
    if (!best || cost < best.cost || (cost === best.cost && one.ticket < best.ticket)) best = { ...one, cost };
  }
  return best;
}

/**
 * The prices a tenant pays by a bid: of each class that is bid for the least tip of which the bidder gets what it wants, and the base. Never above `prices`.
 * Undefined when the bidder would get less than it wants even of those.
 */
export function pricesByBid(bid: Pick<Bid, 'prices'>, prices: readonly ResourcePrice[], operatorBps: number): ResourcePrice[] | undefined {
  const paid: ResourcePrice[] = [];
  for (const price of prices) {
    const wants = bid.prices.find((one) => keyOf(one) === keyOf(price))?.nanoTokensPerUnitHour;
    if (wants === undefined) continue;
    if (wants > operatorPart(price, operatorBps)) return undefined;
    const { nanoTokensPerUnitHour, baseNanoTokensPerUnitHour: base = 0n } = price;
    // Whose operators get nothing has no part to work a tip out from.
    const tip = operatorBps === 0 ? nanoTokensPerUnitHour - base : mulDivCeil(wants, BPS, BigInt(operatorBps));
    paid.push({ ...price, nanoTokensPerUnitHour: base + tip });
  }
  return paid;
}

export function keyOf({ resourceClass, variant }: { resourceClass: string; variant: string }): string {
  return `${resourceClass}/${variant}`;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
