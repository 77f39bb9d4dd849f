import { assert, type Millis, MILLIS_PER_DAY, MILLIS_PER_MINUTE } from '#libs/kernel';

import { mulDivFloor } from '../mul-div.js';
import { allow } from '../refusal.js';

/** Fractional's numbers (Settings.sol), parts in thousandths. */
export const BUYOUT = { voting: 250n, raise: 50n, auctionMillis: 3 * MILLIS_PER_DAY, lateMillis: 15 * MILLIS_PER_MINUTE, maxCuratorFee: 100n } as const;

const THOUSAND = 1_000n;
const YEAR_SECONDS = 31_536_000n;

/** `ended` and `redeemed` are final. */
export type BuyoutState = 'inactive' | 'live' | 'ended' | 'redeemed';

export interface Buyout {
  state: BuyoutState;
  supply: bigint;
  winner?: string;
  bid: bigint;
  endsAt: Millis;
}

/** Who was outbid, and gets what he bid back at once. */
export interface Outbid {
  to: string;
  amount: bigint;
}

/** Starts the auction of the whole thing with a bid. @throws Problem unless a quarter of all tokens say a price, and the bid is their mean at the least. */
export function startBuyout(buyout: Buyout, reserve: { price: bigint; votingTokens: bigint }, { bidder, bid }: { bidder: string; bid: bigint }, now: Millis): Buyout {
  allow(buyout.state === 'inactive', 'buyout_state', `The buyout is ${buyout.state}.`);
  allow(reserve.votingTokens > 0n && reserve.votingTokens * THOUSAND >= BUYOUT.voting * buyout.supply, 'not_enough_voters', 'A quarter of all tokens must say a price.');
  allow(bid >= reserve.price, 'bid_too_low', `The first bid is at least ${reserve.price}.`, '/bid');
  return { ...buyout, state: 'live', winner: bidder, bid, endsAt: now + BUYOUT.auctionMillis };
}

/** Outbids: by a twentieth at the least; in the last quarter of an hour the end moves by as much. */
export function outbid(buyout: Buyout, { bidder, bid }: { bidder: string; bid: bigint }, now: Millis): { buyout: Buyout; refund: Outbid } {
  allow(buyout.state === 'live' && now < buyout.endsAt, 'buyout_state', 'The auction is not on.');
  allow(bid * THOUSAND >= buyout.bid * (THOUSAND + BUYOUT.raise), 'bid_too_low', `A bid is a twentieth above ${buyout.bid}.`, '/bid');
  const late = buyout.endsAt - now <= BUYOUT.lateMillis;
  assert(buyout.winner !== undefined, 'a live auction has a bidder');
  return { buyout: { ...buyout, winner: bidder, bid, endsAt: late ? buyout.endsAt + BUYOUT.lateMillis : buyout.endsAt }, refund: { to: buyout.winner, amount: buyout.bid } };
}

/** Ends the auction when its time is over: the winner has the thing, holders may cash in. */
export function endBuyout(buyout: Buyout, now: Millis): Buyout {
  allow(buyout.state === 'live' && now >= buyout.endsAt, 'buyout_state', 'The auction is not over.');
  return { ...buyout, state: 'ended' };
}

/** A holder's part of what the thing was sold for, rounded down, in exchange for all its tokens: the pot and the supply shrink by it, so that the order of holders matters to nobody by more than a unit. */
export function cashIn(buyout: Buyout, tokens: bigint): { buyout: Buyout; cash: bigint } {
  allow(buyout.state === 'ended', 'buyout_state', 'Nothing was sold.');
  allow(tokens > 0n && tokens <= buyout.supply, 'exceeds_shares', `There are ${buyout.supply}.`, '/tokens');
  const cash = mulDivFloor(tokens, buyout.bid, buyout.supply);
  return { buyout: { ...buyout, bid: buyout.bid - cash, supply: buyout.supply - tokens }, cash };
}

/** Who holds every token takes the thing without an auction. */
export function redeemWhole(buyout: Buyout, tokens: bigint): Buyout {
  allow(buyout.state === 'inactive', 'buyout_state', `The buyout is ${buyout.state}.`);
  allow(tokens === buyout.supply, 'not_sole_owner', `All ${buyout.supply} are needed.`, '/tokens');
  return { ...buyout, state: 'redeemed', supply: 0n };
}

/** Tokens minted for a yearly fee, in thousandths, over a time: a second's part of the year's, rounded down, for each second. */
export function feeTokens(supply: bigint, thousandths: bigint, seconds: bigint): bigint {
  assert(thousandths >= 0n && thousandths <= BUYOUT.maxCuratorFee && seconds >= 0n, 'a yearly fee is a tenth at most');
  return mulDivFloor(mulDivFloor(supply, thousandths, THOUSAND), 1n, YEAR_SECONDS) * seconds;
}
