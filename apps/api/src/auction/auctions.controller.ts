import { Body, Controller, Delete, Get, Param, Put, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import { GetAuction, ListAuctions, type OwnBidView, PlaceBid, WithdrawBid } from '#libs/auction';
import type { Actor } from '#libs/kernel';

import { answerPage, Answers, createdPage, CurrentActor, IdempotencyKey, idSchema, OwnedBy, Refuses, Scopes } from '../platform/index.js';
import { auctionQuery, bidInput, bidView, operatorAuctionPage, operatorAuctionView } from './schemas.js';

const path = z.strictObject({ auctionId: idSchema('auction') });
type Path = z.infer<typeof path>;

@Controller('v1/operator/auctions')
@ApiTags('auctions')
@OwnedBy('operator')
export class AuctionsController {
  constructor(private readonly commands: CommandBus, private readonly queries: QueryBus) {}

  @Get()
  @Scopes('inventory:read')
  @Answers(200, operatorAuctionPage, { description: 'Auctions in the pools that you have a cluster in, the latest first. Of bids you see your own, and all when an auction is over.' })
  async listAuctions(@CurrentActor() actor: Actor, @Query({ schema: auctionQuery }) query: z.infer<typeof auctionQuery>): Promise<z.infer<typeof operatorAuctionPage>> {
    return answerPage(await this.queries.execute(new ListAuctions(actor, { open: query.open, ...createdPage(query) }))) as z.infer<typeof operatorAuctionPage>;
  }

  @Get(':auctionId')
  @Scopes('inventory:read')
  @Answers(200, operatorAuctionView, { description: 'The auction.' })
  @Refuses('not_found')
  async getAuction(@CurrentActor() actor: Actor, @Param({ schema: path }) { auctionId }: Path): Promise<z.infer<typeof operatorAuctionView>> {
    return (await this.queries.execute(new GetAuction(actor, auctionId))) as z.infer<typeof operatorAuctionView>;
  }

  @Put(':auctionId/bid')
  @Scopes('inventory:write')
  @Answers(200, bidView, { description: 'Your bid, in place of the one before. Nobody else learns of it before the auction is over; then, if you win, the lease is placed with you.' })
  @Refuses('not_found', 'auction_over', 'invalid_bid', 'nonce_taken', 'too_many_bids', 'idempotency_key_reused')
  placeBid(
    @CurrentActor() actor: Actor, @Param({ schema: path }) { auctionId }: Path, @Body({ schema: bidInput }) body: z.infer<typeof bidInput>, @IdempotencyKey() key?: string,
  ): Promise<OwnBidView> {
    return this.commands.execute(new PlaceBid(actor, auctionId, body, key));
  }

  @Delete(':auctionId/bid')
  @Scopes('inventory:write')
  @Answers(204, undefined, { description: 'You have no bid any more.' })
  @Refuses('not_found', 'auction_over')
  withdrawBid(@CurrentActor() actor: Actor, @Param({ schema: path }) { auctionId }: Path): Promise<void> {
    return this.commands.execute(new WithdrawBid(actor, auctionId));
  }
}
