import { assert } from '#libs/kernel';

import { mulDivFloor } from '../mul-div.js';
import { allow } from '../refusal.js';

/** A holder's part of a thing owned together, and the price he would let it go for; 0n: he does not say. Source: Fractional's ERC721TokenVault. */
export interface PricedHolding {
  holder: string;
  tokens: bigint;
  price: bigint;
}

/** A vote is between 0.2 and 5 times what the others say, in thousandths. */
const LEAST = 200n;
const MOST = 5_000n;
const THOUSAND = 1_000n;

/** What the thing may be sold for: the mean of the prices, weighted by tokens, rounded down; who does not say a price does not count. */
export function reservePrice(holdings: readonly PricedHolding[]): { price: bigint; votingTokens: bigint } {
  let [total, votingTokens] = [0n, 0n];
  for (const { tokens, price } of holdings) {
    assert(tokens >= 0n && price >= 0n, 'tokens and prices are not negative');
    if (price === 0n) continue;
    total += tokens * price;
    votingTokens += tokens;
  }
  return { price: votingTokens === 0n ? 0n : mulDivFloor(total, 1n, votingTokens), votingTokens };
}

/** Says a price. @throws Problem when it is too far from what the others say. */
export function votePrice(holdings: readonly PricedHolding[], holder: string, price: bigint): PricedHolding[] {
  const others = reservePrice(holdings.filter((other) => other.holder !== holder));
  const near = price === 0n || others.price === 0n || (price * THOUSAND >= others.price * LEAST && price * THOUSAND <= others.price * MOST);
  allow(near, 'vote_out_of_bounds', `The others say ${others.price}: a price is between a fifth and five times that.`, '/price');
  return holdings.map((holding) => (holding.holder === holder ? { ...holding, price } : holding));
}

/** Moves tokens: they count at the price of whoever has them now. @throws Problem for more than there are. */
export function moveTokens(holdings: readonly PricedHolding[], from: string, to: string, tokens: bigint): PricedHolding[] {
  const there = holdings.find(({ holder }) => holder === from)?.tokens ?? 0n;
  allow(tokens >= 0n && tokens <= there, 'exceeds_shares', `${from} has ${there}.`, '/tokens');
  const known = holdings.some(({ holder }) => holder === to) ? holdings : [...holdings, { holder: to, tokens: 0n, price: 0n }];
  return known.map((holding) => ({ ...holding, tokens: holding.tokens - (holding.holder === from ? tokens : 0n) + (holding.holder === to ? tokens : 0n) }));
}
