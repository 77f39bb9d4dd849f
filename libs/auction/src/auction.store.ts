import { type Reader, rowsOf, type Sql, sql, type Transaction } from '#libs/database';
import { canonicalJson, type Millis } from '#libs/kernel';

import { type Auction, type AuctionState, type Bid, type BidPrice, type JudgedBid } from './auction.js';

type AuctionRow = Omit<Auction, 'opensAt' | 'closesAt' | 'closedAt'> & { opensAt: bigint; closesAt: bigint; closedAt: bigint | null };

const columns = sql`id, pool_id as "poolId", lease_id as "leaseId", lot, seed, seed_hash as "seedHash", state, opens_at as "opensAt", closes_at as "closesAt", closed_at as "closedAt", winner_id as "winnerId"`;

/** Auctions that a condition picks. `rest` is SQL from `where` on: nothing in it may come from outside unbound. */
export async function selectAuctions(reader: Reader, rest: Sql): Promise<Auction[]> {
  const rows = await rowsOf<AuctionRow>(reader, sql`select ${columns} from auctions ${rest}`);
  return rows.map((row) => ({ ...row, opensAt: Number(row.opensAt), closesAt: Number(row.closesAt), closedAt: row.closedAt === null ? null : Number(row.closedAt) }));
}

/** The auction, locked against its end and its bids; undefined when there is none. */
export async function lockAuction(tx: Transaction, id: string): Promise<Auction | undefined> {
  return (await selectAuctions(tx, sql`where id = ${id} for no key update`))[0];
}

/** A bid as it is kept, with what it came to. */
export type KeptBid = Bid & { endedAt: Millis | null; nanoTokensPerHour: bigint | null; passed: boolean | null; ticket: string | null };

type BidRow = Omit<KeptBid, 'madeAt' | 'endedAt' | 'prices'> & { madeAt: bigint; endedAt: bigint | null; prices: readonly (Omit<BidPrice, 'nanoTokensPerUnitHour'> & { nanoTokensPerUnitHour: string })[] };

/** The bids of some auctions that stand, or stood when their auction ended; in an order that tells nothing of who was first. */
export async function bidsOf(reader: Reader, auctionIds: readonly string[], operatorId?: string): Promise<KeptBid[]> {
  if (auctionIds.length === 0) return [];
  const rows = await rowsOf<BidRow>(reader, sql`
    select id, auction_id as "auctionId", operator_id as "operatorId", prices, nonce, digest, made_at as "madeAt", ended_at as "endedAt",
      nano_tokens_per_hour as "nanoTokensPerHour", passed, ticket
    from bids where auction_id in (select value from jsonb_array_elements_text(${JSON.stringify(auctionIds)}::jsonb)) and ended_at is null
      ${operatorId === undefined ? sql`` : sql`and operator_id = ${operatorId}`}
    order by digest`);
  return rows.map((row) => ({
    ...row, madeAt: Number(row.madeAt), endedAt: row.endedAt === null ? null : Number(row.endedAt),
    prices: row.prices.map((price) => ({ ...price, nanoTokensPerUnitHour: BigInt(price.nanoTokensPerUnitHour) })),
  }));
}

export async function insertAuction(tx: Transaction, auction: Auction): Promise<void> {
  await tx.$executeRaw(sql`
    insert into auctions (id, pool_id, lease_id, lot, seed, seed_hash, opens_at, closes_at)
    values (${auction.id}, ${auction.poolId}, ${auction.leaseId}, ${canonicalJson(auction.lot)}::jsonb, ${auction.seed}, ${auction.seedHash}, ${BigInt(auction.opensAt)}, ${BigInt(auction.closesAt)})`);
}

/** Ends an auction that is locked and open, and writes what its bids came to. */
export async function writeEnd(tx: Transaction, auction: Auction, end: { state: Exclude<AuctionState, 'open'>; at: Millis; winnerId: string | null; judged: readonly JudgedBid[] }): Promise<void> {
  const results = end.judged.map(({ bid, cost, ticket }) => ({ id: bid.id, cost: cost?.toString() ?? null, passed: cost !== undefined, ticket }));
  await tx.$executeRaw(sql`
    update bids b set nano_tokens_per_hour = r.cost, passed = r.passed, ticket = r.ticket
    from jsonb_to_recordset(${JSON.stringify(results)}::jsonb) as r(id text, cost bigint, passed boolean, ticket text) where b.id = r.id`);
  await tx.$executeRaw(sql`update auctions set state = ${end.state}, closed_at = ${BigInt(end.at)}, winner_id = ${end.winnerId} where id = ${auction.id}`);
}
