import { type Reader, sql } from '#libs/database';
import { type Millis } from '#libs/kernel';

import { type Auction } from './auction.js';
import { bidsOf, selectAuctions } from './auction.store.js';
import { auctionView, type AuctionView } from './auction.view.js';

/** The auction of a lease as its tenant reads it, without a name in it; undefined when it had none. */
export async function auctionOfLease(reader: Reader, leaseId: string): Promise<AuctionView | undefined> {
  const [auction] = await selectAuctions(reader, sql`where lease_id = ${leaseId}`);
  return auction && auctionView(auction, await bidsOf(reader, [auction.id]));
}

/** Auctions of a pool whose time is over and that nobody ended yet, the first over first. */
export async function dueAuctions(reader: Reader, poolId: string, now: Millis, limit: number): Promise<Auction[]> {
  return selectAuctions(reader, sql`where pool_id = ${poolId} and state = 'open' and closes_at <= ${BigInt(now)} order by closes_at, id limit ${limit}`);
}
