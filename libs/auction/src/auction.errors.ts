import { defineProblems } from '#libs/kernel';

export const auctionProblems = defineProblems({
  auction_over: { kind: 'conflict', title: 'Auction is over' },
  invalid_bid: { kind: 'impossible', title: 'Invalid bid' },
  no_auctions: { kind: 'conflict', title: 'No auction for this' },
  nonce_taken: { kind: 'conflict', title: 'Nonce was used' },
  too_many_bids: { kind: 'conflict', title: 'Too many bids' },
});
