export { type Auction, type AuctionState, type Bid, type BidPrice, digestOf, type JudgedBid, keyOf, type Lot, pricesByBid, ticketOf, winnerOf } from './auction.js';
export { auctionProblems } from './auction.errors.js';
export { AuctionModule } from './auction.module.js';
export { auctionOfLease, dueAuctions } from './auction-of-lease.js';
export { bidsOf, lockAuction } from './auction.store.js';
export { type AuctionView, type OperatorAuctionView, type OwnBidView } from './auction.view.js';
export { type AuctionCursor, type AuctionPage, GetAuction, ListAuctions } from './list-auctions.js';
export { endAuction, openAuction, voidAuction } from './open-auction.js';
export { type BidInput, PlaceBid, WithdrawBid } from './place-bid.js';
