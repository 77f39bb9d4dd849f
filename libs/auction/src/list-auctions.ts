import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, rowsOf, sql, sqlEmpty } from '#libs/database';
import { operatorOf } from '#libs/inventory';
import { type Actor, commonProblems, type Millis, pageOf } from '#libs/kernel';

import { type Auction } from './auction.js';
import { bidsOf, selectAuctions } from './auction.store.js';
import { operatorAuctionView, type OperatorAuctionView } from './auction.view.js';

/** Where a page of auctions ended. */
export interface AuctionCursor {
  createdAt: Millis;
  id: string;
}

export interface AuctionPage {
  /** Only those in which bids are taken. */
  open: boolean;
  /** At most 100. */
  limit: number;
  after?: AuctionCursor | undefined;
}

/** The auctions of pools that the operator has a cluster in, the latest first; of bids its own, and all when an auction is over. */
export class ListAuctions extends Query<{ items: OperatorAuctionView[]; next: AuctionCursor | null }> {
  constructor(readonly actor: Actor, readonly page: AuctionPage) {
    super();
  }
}

@QueryHandler(ListAuctions)
export class ListAuctionsHandler implements IQueryHandler<ListAuctions> {
  constructor(private readonly database: Database) {}

  async execute({ actor, page: { open, limit: most, after } }: ListAuctions): Promise<{ items: OperatorAuctionView[]; next: AuctionCursor | null }> {
    const operatorId = operatorOf(actor);
    const limit = Math.min(most, 100);
    const auctions = await selectAuctions(this.database, sql`
      where pool_id in (select pool_id from clusters where operator_id = ${operatorId}) ${open ? sql`and state = 'open'` : sqlEmpty}
      ${after ? sql`and (opens_at, id) < (${BigInt(after.createdAt)}, ${after.id})` : sqlEmpty} order by opens_at desc, id desc limit ${limit + 1}`);
    const { items, next } = pageOf(auctions, limit, ({ opensAt, id }) => ({ createdAt: opensAt, id }));
    return { items: await viewsFor(this.database, operatorId, items), next };
  }
}

/** One of them. @throws Problem `not_found`. */
export class GetAuction extends Query<OperatorAuctionView> {
  constructor(readonly actor: Actor, readonly auctionId: string) {
    super();
  }
}

@QueryHandler(GetAuction)
export class GetAuctionHandler implements IQueryHandler<GetAuction> {
  constructor(private readonly database: Database) {}

  async execute({ actor, auctionId }: GetAuction): Promise<OperatorAuctionView> {
    const operatorId = operatorOf(actor);
    const auctions = await selectAuctions(this.database, sql`where id = ${auctionId} and pool_id in (select pool_id from clusters where operator_id = ${operatorId})`);
    const [view] = await viewsFor(this.database, operatorId, auctions);
    if (!view) throw commonProblems.not_found('No such auction.');
    return view;
  }
}

async function viewsFor(database: Database, operatorId: string, auctions: readonly Auction[]): Promise<OperatorAuctionView[]> {
  if (auctions.length === 0) return [];
  const pools = await rowsOf<{ id: string; operatorBps: number }>(database, sql`
    select id, operator_bps as "operatorBps" from pools where id in (select value from jsonb_array_elements_text(${JSON.stringify(auctions.map((auction) => auction.poolId))}::jsonb))`);
  const bids = await bidsOf(database, auctions.map((auction) => auction.id));
  return auctions.map((auction) => operatorAuctionView(auction, bids.filter((bid) => bid.auctionId === auction.id), {
    operatorId, operatorBps: pools.find((pool) => pool.id === auction.poolId)?.operatorBps ?? 0,
  }));
}
