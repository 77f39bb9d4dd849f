import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';

import { GetAuctionHandler, ListAuctionsHandler } from './list-auctions.js';
import { PlaceBidHandler, WithdrawBidHandler } from './place-bid.js';

@Module({ imports: [CqrsModule], providers: [GetAuctionHandler, ListAuctionsHandler, PlaceBidHandler, WithdrawBidHandler] })
export class AuctionModule {}
