import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { type Buyout, BUYOUT, cashIn, endBuyout, feeTokens, moveTokens, outbid, type PricedHolding, redeemWhole, reservePrice, startBuyout, votePrice, WAD } from '#libs/economics';

import { amountOf, byName, everyVector, refusalOf } from '../../../../test/support/vectors.js';

const DAY = 86_400_000;
const SUPPLY = 100n * WAD;
const idle: Buyout = { state: 'inactive', supply: SUPPLY, bid: 0n, endsAt: 0 };
const price = (text: string) => amountOf(`${text}e18`);
const initial: PricedHolding[] = [{ holder: 'this', tokens: SUPPLY, price: price('1') }];

describe('Fractional\'s vault', () => {
  interface Case { name: string; input: { transfer?: string; votes?: [string, string, string][]; bids: string[]; holders: string[]; supply: string; finalPrice: string; elapsedSec: number }; expected: { reservePrice: string; votingTokens?: string; cash: string[]; refundedOnOutbid: string[]; state: string; totalSupplyBetween: string[] } }
  const check = (holdings: PricedHolding[], { expected }: Case) => {
    const reserve = reservePrice(holdings);
    expect(reserve.price).toBe(price(expected.reservePrice));
    if (expected.votingTokens) expect(reserve.votingTokens).toBe(amountOf(expected.votingTokens));
  };
  const votes = (vector: Case) => check(vector.input.votes!.map(([holder, tokens, at]) => ({ holder, tokens: amountOf(tokens), price: price(at) })), vector);
  const half = moveTokens(initial, 'this', 'user1', 50n * WAD);
  const voted = votePrice(half, 'user1', price('2'));
  const sold = (final: bigint): Buyout => endBuyout({ state: 'live', supply: SUPPLY, winner: 'c', bid: final, endsAt: 0 }, 0);
  const cash = (buyout: Buyout, holders: string[]) => {
    let left = buyout;
    return holders.map((tokens) => { const result = cashIn(left, amountOf(tokens)); left = result.buyout; return result.cash; });
  };
  const weak = (voting: bigint) => refusalOf(() => startBuyout(idle, { price: WAD, votingTokens: voting }, { bidder: 'a', bid: WAD }, 0));

  everyVector<Case>('fractional_buyout', 13, byName<Case>({
    initial: (vector) => check(initial, vector),
    'transfer half to non-voter': (vector) => check(half, vector),
    'user1 votes 2': (vector) => { votes(vector); check(voted, vector); },
    'user1 sends 20e18 to non-voter': (vector) => { votes(vector); check(moveTokens(voted, 'user1', 'user2', 20n * WAD), vector); },
    'user2 votes 2 too': (vector) => { votes(vector); check(votePrice(moveTokens(voted, 'user1', 'user2', 20n * WAD), 'user2', price('2')), vector); },
    'all tokens back to first': (vector) => check(moveTokens(voted, 'user1', 'this', 50n * WAD), vector),
    'governance removes vote of user1': (vector) => check(votePrice(voted, 'user1', 0n), vector),
    'only 24% voting -> start': () => expect([weak(24n * WAD), weak(25n * WAD - 1n), weak(25n * WAD)]).toEqual(['not_enough_voters', 'not_enough_voters', undefined]),
    'list price 0 -> votingTokens 0 -> start': () => {
      const { votingTokens } = reservePrice([{ holder: 'this', tokens: SUPPLY, price: 0n }]);
      expect([votingTokens, weak(votingTokens)]).toEqual([0n, 'not_enough_voters']);
    },
    'auction without fees': ({ input, expected }) => {
      const [first, second, third] = input.bids.map((bid) => price(bid.split(' ')[0]!));
      const started = startBuyout(idle, reservePrice(initial), { bidder: 'a', bid: first! }, 0);
      const two = outbid(started, { bidder: 'b', bid: second! }, DAY);
      const three = outbid(two.buyout, { bidder: 'c', bid: third! }, 2 * DAY);
      expect([two.refund, three.refund]).toEqual([{ to: 'a', amount: price(expected.refundedOnOutbid[0]!) }, { to: 'b', amount: price(expected.refundedOnOutbid[1]!) }]);
      const ended = endBuyout(three.buyout, 7 * DAY);
      expect([ended.state, ended.winner]).toEqual([expected.state, 'c']);
      expect(cash(ended, input.holders)).toEqual(expected.cash.map(price));
    },
    'redeem with 100% of tokens': ({ expected }) => {
      expect(redeemWhole(idle, SUPPLY)).toEqual({ ...idle, state: expected.state, supply: 0n });
      expect(refusalOf(() => redeemWhole(idle, SUPPLY - 1n))).toBe('not_sole_owner');
      expect(refusalOf(() => redeemWhole(sold(WAD), SUPPLY))).toBe('buyout_state');
    },
    'curator fee 5% + gov 1% for one year': ({ input, expected }) => {
      const supply = amountOf(input.supply) + [50n, 10n].reduce((sum, fee) => sum + feeTokens(SUPPLY, fee, BigInt(input.elapsedSec)), 0n);
      const [least, most] = expected.totalSupplyBetween.map(BigInt);
      expect(supply >= least! && supply <= most!).toBe(true);
    },
    'auction with curator 5% and gov 1% fee over 7 days': ({ input, expected }) => {
      const supply = SUPPLY + [50n, 10n].reduce((sum, fee) => sum + feeTokens(SUPPLY, fee, 7n * 86_400n), 0n);
      expect(cash({ ...sold(amountOf(input.finalPrice)), supply }, input.holders).map(String)).toEqual(expected.cash);
    },
  }));

  test('a vote is between a fifth and five times what the others say', () => {
    for (const [at, refusal] of [['0.2', undefined], ['0.199', 'vote_out_of_bounds'], ['5', undefined], ['5.001', 'vote_out_of_bounds']] as const) expect(refusalOf(() => votePrice(half, 'user1', price(at)))).toBe(refusal);
    expect(votePrice(initial, 'this', price('99'))[0]!.price).toBe(price('99'));
    expect(refusalOf(() => moveTokens(half, 'user1', 'this', 51n * WAD))).toBe('exceeds_shares');
    expect(refusalOf(() => moveTokens(half, 'nobody', 'this', 1n))).toBe('exceeds_shares');
    expect(refusalOf(() => moveTokens(half, 'this', 'user1', -1n))).toBe('exceeds_shares');
    expect(moveTokens(half, 'this', 'this', WAD)).toEqual(half);
    for (const broken of [{ tokens: -1n }, { price: -1n }]) expect(() => reservePrice([{ ...initial[0]!, ...broken }])).toThrow('not negative');
  });

  test('bids rise by a twentieth, and late ones move the end', () => {
    const live = startBuyout(idle, { price: 100n, votingTokens: SUPPLY }, { bidder: 'a', bid: 100n }, 0);
    expect(live).toMatchObject({ state: 'live', winner: 'a', bid: 100n, endsAt: BUYOUT.auctionMillis });
    expect(refusalOf(() => startBuyout(idle, { price: 100n, votingTokens: SUPPLY }, { bidder: 'a', bid: 99n }, 0))).toBe('bid_too_low');
    expect(refusalOf(() => startBuyout(live, { price: 100n, votingTokens: SUPPLY }, { bidder: 'a', bid: 100n }, 0))).toBe('buyout_state');
    expect(refusalOf(() => outbid(live, { bidder: 'b', bid: 104n }, 0))).toBe('bid_too_low');
    const late = live.endsAt - BUYOUT.lateMillis;
    expect([late - 1, late, live.endsAt - 1].map((now) => outbid(live, { bidder: 'b', bid: 105n }, now).buyout.endsAt - live.endsAt)).toEqual([0, BUYOUT.lateMillis, BUYOUT.lateMillis]);
    for (const run of [() => outbid(live, { bidder: 'b', bid: 105n }, live.endsAt), () => outbid(idle, { bidder: 'b', bid: 105n }, -1), () => endBuyout(live, live.endsAt - 1), () => endBuyout(idle, DAY), () => cashIn(live, 1n)]) expect(refusalOf(run)).toBe('buyout_state');
    expect(() => outbid({ ...live, winner: undefined }, { bidder: 'b', bid: 105n }, 0)).toThrow('has a bidder');
    for (const tokens of [0n, SUPPLY + 1n]) expect(refusalOf(() => cashIn(sold(WAD), tokens))).toBe('exceeds_shares');
    for (const [fee, seconds] of [[-1n, 1n], [101n, 1n], [1n, -1n]] as const) expect(() => feeTokens(1n, fee, seconds)).toThrow('a tenth at most');
    expect(feeTokens(31_536_000_000n, 100n, 2n)).toBe(200n);
  });

  test('all who cash in get all of it, and nobody by his place in the line more than a unit less', () => {
    fc.assert(fc.property(fc.array(fc.bigInt(1n, 10n ** 6n), { minLength: 1, maxLength: 8 }), fc.bigInt(0n, 10n ** 9n), (holders, pot) => {
      const supply = holders.reduce((sum, tokens) => sum + tokens, 0n);
      let left: Buyout = { state: 'ended', supply, bid: pot, endsAt: 0 };
      for (const tokens of holders) {
        const { buyout, cash } = cashIn(left, tokens);
        expect(cash - (tokens * pot) / supply >= 0n || (tokens * pot) / supply - cash <= 1n).toBe(true);
        left = buyout;
      }
      expect([left.bid, left.supply]).toEqual([0n, 0n]);
    }));
  });
});
