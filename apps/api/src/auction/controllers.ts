import { AuctionsController } from './auctions.controller.js';

export const auctionControllers = [AuctionsController];
