import { appendEvents, sql, type Transaction } from '#libs/database';
import { type Millis, newId } from '#libs/kernel';

import { type Auction, drawSeed, type JudgedBid, type Lot } from './auction.js';
import { insertAuction, selectAuctions, writeEnd } from './auction.store.js';

export interface NewAuction {
  poolId: string;
  leaseId: string;
  lot: Lot;
  opensAt: Millis;
  closesAt: Millis;
}

/** Opens an auction in the transaction that admits its lease: the seed is drawn, and its hash told, before anybody can bid. @returns its id. */
export async function openAuction(tx: Transaction, auction: NewAuction): Promise<string> {
  const { seed, seedHash } = drawSeed();
  const id = newId('auction');
  await insertAuction(tx, { ...auction, id, seed, seedHash, state: 'open', closedAt: null, winnerId: null });
  const { poolId, opensAt, closesAt } = auction;
  await appendEvents(tx, opensAt, [{ type: 'auction.opened', subjectId: id, payload: { auctionId: id, poolId, seedHash, opensAt, closesAt } }]);
  return id;
}

/** Ends the auction of a lease that is closed before it is over; nothing when it has none that is open. Nobody's bid is told. The lease must be locked. */
export async function voidAuction(tx: Transaction, leaseId: string, at: Millis): Promise<void> {
  const [auction] = await selectAuctions(tx, sql`where lease_id = ${leaseId} and state = 'open' for no key update`);
  if (!auction) return;
  await writeEnd(tx, auction, { state: 'void', at, winnerId: null, judged: [] });
  await appendEvents(tx, at, [{ type: 'auction.closed', subjectId: auction.id, payload: { auctionId: auction.id, poolId: auction.poolId, outcome: 'void' } }]);
}

/** Ends an auction whose time is over and that the caller has locked, with what every bid came to; tells the seed. The caller places its lease, or lets it go, in the same transaction. */
export async function endAuction(tx: Transaction, auction: Auction, judged: readonly JudgedBid[], winner: JudgedBid | undefined, at: Millis): Promise<'awarded' | 'no_bids' | 'no_fitting_bid'> {
  const outcome = winner ? 'awarded' : judged.length === 0 ? 'no_bids' : 'no_fitting_bid';
  await writeEnd(tx, auction, { state: outcome, at, winnerId: winner?.bid.id ?? null, judged });
  const { id: auctionId, poolId, seed, seedHash } = auction;
  await appendEvents(tx, at, [{
    type: 'auction.closed', subjectId: auctionId,
    payload: { auctionId, poolId, outcome, seed, seedHash, bids: judged.length, winner: winner ? { bidId: winner.bid.id, operatorId: winner.bid.operatorId, nanoTokensPerHour: winner.cost } : null },
  }]);
  return outcome;
}
