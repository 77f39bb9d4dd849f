import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { randomBytes } from 'node:crypto';

import { appendEvents, Database, once, rowsOf, sql, type Transaction } from '#libs/database';
import { audit } from '#libs/identity';
import { operatorOf, poolById } from '#libs/inventory';
import { type Actor, canonicalJson, CLOCK, type Clock, commonProblems, type Millis, newId } from '#libs/kernel';
import { operatorPart, priceOf } from '#libs/pricing';

import { type Auction, type Bid, type BidPrice, digestOf, keyOf } from './auction.js';
import { auctionProblems } from './auction.errors.js';
import { bidsOf, lockAuction } from './auction.store.js';
import { type OwnBidView, ownBidView } from './auction.view.js';

/** Bids of one operator in one auction, those that it replaced included. */
const MOST_BIDS = 20;

export interface BidInput {
  /** Each class that is asked for; of GPUs at least one of the models. */
  prices: readonly BidPrice[];
  /** 32 to 64 hexadecimal digits of the bidder's own, which nobody else could know; drawn here when left out. */
  nonce?: string | undefined;
}

/**
 * Bids in an auction, in place of what the operator bid before. Nobody else reads it before the auction is over, nor that it was made.
 * @throws Problem `not_found` (also for pools that the operator has no cluster in), `auction_over`, `invalid_bid`, `nonce_taken`, `too_many_bids`, `forbidden`.
 */
export class PlaceBid extends Command<OwnBidView> {
  constructor(readonly actor: Actor, readonly auctionId: string, readonly input: BidInput, readonly idempotencyKey?: string) {
    super();
  }
}

@CommandHandler(PlaceBid)
export class PlaceBidHandler implements ICommandHandler<PlaceBid> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, auctionId, input, idempotencyKey }: PlaceBid): Promise<OwnBidView> {
    const operatorId = operatorOf(actor);
    const now = this.clock.now();
    return this.database.transaction((tx) => once(tx, { ownerId: operatorId, key: idempotencyKey, request: ['PlaceBid', auctionId, input], now }, async () => {
      const auction = await lockOpen(tx, operatorId, auctionId, now);
      await checkPrices(tx, auction, input.prices);
      const nonce = (input.nonce ?? randomBytes(16).toString('hex')).toLowerCase();
      const bid: Bid = { id: newId('bid'), auctionId, operatorId, prices: input.prices, nonce, madeAt: now, digest: digestOf({ auctionId, nonce, prices: input.prices }) };
      await replaceBid(tx, bid);
      const detail = { auctionId, bidId: bid.id, digest: bid.digest };
      await audit(tx, actor, now, { action: 'bid.placed', subjectId: bid.id, detail });
      await appendEvents(tx, now, [{ type: 'bid.placed', subjectId: bid.id, payload: { operatorId, ...detail } }]);
      return ownBidView(bid);
    }));
  }
}

/** Withdraws the operator's bid. @throws Problem `not_found` when it has none, `auction_over`, `forbidden`. */
export class WithdrawBid extends Command<void> {
  constructor(readonly actor: Actor, readonly auctionId: string) {
    super();
  }
}

@CommandHandler(WithdrawBid)
export class WithdrawBidHandler implements ICommandHandler<WithdrawBid> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, auctionId }: WithdrawBid): Promise<void> {
    const operatorId = operatorOf(actor);
    const now = this.clock.now();
    await this.database.transaction(async (tx) => {
      await lockOpen(tx, operatorId, auctionId, now);
      const [bid] = await bidsOf(tx, [auctionId], operatorId);
      if (!bid) throw commonProblems.not_found('You have no bid in this auction.');
      await tx.$executeRaw(sql`update bids set ended_at = ${BigInt(now)} where id = ${bid.id}`);
      await audit(tx, actor, now, { action: 'bid.withdrawn', subjectId: bid.id, detail: { auctionId } });
      await appendEvents(tx, now, [{ type: 'bid.withdrawn', subjectId: bid.id, payload: { operatorId, auctionId, bidId: bid.id } }]);
    });
  }
}

/** The auction, if the operator may bid in it now. Bids and the end of an auction wait for each other. */
async function lockOpen(tx: Transaction, operatorId: string, auctionId: string, now: Millis): Promise<Auction> {
  const auction = await lockAuction(tx, auctionId);
  const [mayKnow] = auction ? await rowsOf(tx, sql`select 1 from clusters where pool_id = ${auction.poolId} and operator_id = ${operatorId} limit 1`) : [];
  if (!auction || mayKnow === undefined) throw commonProblems.not_found('No such auction.');
  if (auction.state === 'open' && now < auction.closesAt) return auction;
  throw auctionProblems.auction_over(`No more bids are taken since ${auction.closedAt ?? auction.closesAt}.`, { extra: { closesAt: auction.closesAt } });
}

/** @throws Problem `invalid_bid` for a class that is missing, doubled, not asked for, or dearer than what the pool's price pays. */
async function checkPrices(tx: Transaction, { poolId, lot }: Auction, bid: readonly BidPrice[]): Promise<void> {
  const { operatorBps } = await poolById(tx, poolId);
  const offered = new Map(lot.prices.map((price) => [keyOf(price), operatorPart(priceOf(price), operatorBps)]));
  const seen = new Set<string>();
  for (const [place, price] of bid.entries()) {
    const pays = offered.get(keyOf(price));
    const pointer = `/prices/${place}`;
    if (pays === undefined) throw auctionProblems.invalid_bid(`${keyOf(price)} is not asked for.`, { pointer });
    if (seen.has(keyOf(price))) throw auctionProblems.invalid_bid(`${keyOf(price)} is bid for twice.`, { pointer });
    if (price.nanoTokensPerUnitHour > pays) {
      throw auctionProblems.invalid_bid(`Of the pool's price you would get ${pays}; a bid above that cannot win.`, { pointer: `${pointer}/nanoTokensPerUnitHour`, extra: { most: pays.toString() } });
    }
    seen.add(keyOf(price));
  }
  const missing = lot.prices.find((price) => price.resourceClass !== 'GPU_MILLI' && !seen.has(keyOf(price)));
  if (missing) throw auctionProblems.invalid_bid(`There is no price for ${keyOf(missing)}.`, { pointer: '/prices' });
  const asksGpus = lot.prices.some((price) => price.resourceClass === 'GPU_MILLI');
  if (asksGpus && !bid.some((price) => price.resourceClass === 'GPU_MILLI')) throw auctionProblems.invalid_bid('There is no price for any of the GPU models.', { pointer: '/prices' });
}

/** @throws Problem `too_many_bids`, `nonce_taken`. */
async function replaceBid(tx: Transaction, bid: Bid): Promise<void> {
  const [made] = await rowsOf<{ count: bigint }>(tx, sql`select count(*) as count from bids where auction_id = ${bid.auctionId} and operator_id = ${bid.operatorId}`);
  if (Number(made?.count) >= MOST_BIDS) throw auctionProblems.too_many_bids(`You have bid ${MOST_BIDS} times in this auction; the last bid stands.`, { extra: { limit: MOST_BIDS } });
  await tx.$executeRaw(sql`update bids set ended_at = ${BigInt(bid.madeAt)} where auction_id = ${bid.auctionId} and operator_id = ${bid.operatorId} and ended_at is null`);
  const inserted = await tx.$executeRaw(sql`
    insert into bids (id, auction_id, operator_id, prices, nonce, digest, made_at)
    values (${bid.id}, ${bid.auctionId}, ${bid.operatorId}, ${canonicalJson(bid.prices)}::jsonb, ${bid.nonce}, ${bid.digest}, ${BigInt(bid.madeAt)})
    on conflict (auction_id, nonce) do nothing`);
  if (inserted === 0) throw auctionProblems.nonce_taken('This nonce was used in this auction; draw another.', { pointer: '/nonce' });
}
