import { type Millis, toJson } from '#libs/kernel';
import { operatorPart, priceOf } from '#libs/pricing';

import { type Auction, type AuctionState, type Bid } from './auction.js';
import { type KeptBid } from './auction.store.js';

interface BidPriceView {
  resourceClass: string;
  variant: string;
  nanoTokensPerUnitHour: string;
}

/** A bid as its bidder reads it: plain JSON. */
export interface OwnBidView {
  id: string;
  auctionId: string;
  prices: BidPriceView[];
  nonce: string;
  /** SHA-256 of {"auctionId", "nonce", "prices"} as canonical JSON: what it must still be when it is told. */
  digest: string;
  madeAt: Millis;
}

/** A bid when its auction is over, as anyone who may know of the auction reads it: no names. */
export interface ToldBidView {
  digest: string;
  /** What all of it would cost the tenant an hour; null when it did not pass every filter of placement. */
  nanoTokensPerHour: string | null;
  /** SHA-256 of seed, colon and digest: of bids that cost the same the least wins. */
  ticket: string;
  won: boolean;
}

/** An auction as its tenant reads it. */
export interface AuctionView {
  id: string;
  state: AuctionState;
  opensAt: Millis;
  closesAt: Millis;
  closedAt: Millis | null;
  /** SHA-256 of the seed. */
  seedHash: string;
  /** Null until the auction is over. */
  seed: string | null;
  /** Null until the auction is over. */
  bids: ToldBidView[] | null;
}

/** An auction as bidders read it. */
export interface OperatorAuctionView extends Omit<AuctionView, 'bids'> {
  poolId: string;
  replicas: number;
  resources: unknown;
  constraints: unknown;
  durationMillis: Millis | null;
  /** What the pool's prices, when it opened, would pay its operator: no bid is above. */
  most: BidPriceView[];
  yourBid: OwnBidView | null;
  /** With what makes their digests. */
  bids: (ToldBidView & { prices: BidPriceView[]; nonce: string; yours: boolean })[] | null;
}

export function ownBidView({ id, auctionId, prices, nonce, digest, madeAt }: Bid): OwnBidView {
  return { id, auctionId, prices: toJson<BidPriceView[]>(prices), nonce, digest, madeAt };
}

/** The seed and the bids are told once an auction is over, and if it was: nobody's when its lease was closed before. */
export function auctionView(auction: Auction, bids: readonly KeptBid[]): AuctionView {
  const { id, state, opensAt, closesAt, closedAt, seedHash, seed } = auction;
  const told = isTold(auction);
  return { id, state, opensAt, closesAt, closedAt, seedHash, seed: told ? seed : null, bids: told ? bids.map((bid) => toldBid(auction, bid)) : null };
}

export function operatorAuctionView(auction: Auction, bids: readonly KeptBid[], { operatorId, operatorBps }: { operatorId: string; operatorBps: number }): OperatorAuctionView {
  const { replicas, resources, constraints, durationMillis, prices } = auction.lot;
  const own = bids.find((bid) => bid.operatorId === operatorId);
  return {
    ...auctionView(auction, []), poolId: auction.poolId, replicas, resources, constraints, durationMillis,
    most: prices.map((price) => ({ resourceClass: price.resourceClass, variant: price.variant, nanoTokensPerUnitHour: operatorPart(priceOf(price), operatorBps).toString() })),
    yourBid: own ? ownBidView(own) : null,
    bids: isTold(auction) ? bids.map((bid) => ({ ...toldBid(auction, bid), prices: toJson<BidPriceView[]>(bid.prices), nonce: bid.nonce, yours: bid.operatorId === operatorId })) : null,
  };
}

function isTold({ state }: Auction): boolean {
  return state !== 'open' && state !== 'void';
}

function toldBid({ winnerId }: Auction, { id, digest, nanoTokensPerHour, ticket }: KeptBid): ToldBidView {
  return { digest, nanoTokensPerHour: nanoTokensPerHour?.toString() ?? null, ticket: ticket ?? '', won: id === winnerId };
}
