import { assert } from '#libs/kernel';

import { mulDivFloor } from '../mul-div.js';
import { allow } from '../refusal.js';
import { sqrtFloor } from '../sqrt.js';
import { SWAP_FEE } from './constant-product.js';

/** Shares of the first who provides liquidity that nobody ever gets. Source: Uniswap v2's MINIMUM_LIQUIDITY. */
export const LOCKED_LIQUIDITY = 1_000n;

/** What two assets are traded from, and the shares of those who provided them. */
export interface Pair {
  reserve0: bigint;
  reserve1: bigint;
  /** All shares, the locked ones included. */
  supply: bigint;
}

export interface Amounts {
  amount0: bigint;
  amount1: bigint;
}

/**
 * Shares for both amounts: √(a × b) less those that are locked for the first, later the lesser of both proportions, rounded down.
 * Source: UniswapV2Pair `mint`.
 */
export function provide(pair: Pair, { amount0, amount1 }: Amounts): { pair: Pair; shares: bigint } {
  assert(amount0 >= 0n && amount1 >= 0n, 'amounts are not negative');
  const first = pair.supply === 0n;
  const root = first ? sqrtFloor(amount0 * amount1) : 0n;
  const shares = first
    ? root > LOCKED_LIQUIDITY ? root - LOCKED_LIQUIDITY : 0n
    : lesser(mulDivFloor(amount0, pair.supply, pair.reserve0), mulDivFloor(amount1, pair.supply, pair.reserve1));
  allow(shares > 0n, 'insufficient_liquidity', 'That is less than one share.', '/amounts');
  const supply = first ? root : pair.supply + shares;
  return { pair: { reserve0: pair.reserve0 + amount0, reserve1: pair.reserve1 + amount1, supply }, shares };
}

/** What shares are redeemed for, of both, rounded down. Source: UniswapV2Pair `burn`. */
export function takeOut(pair: Pair, shares: bigint): Amounts & { pair: Pair } {
  allow(shares > 0n && shares <= pair.supply, 'insufficient_liquidity', `There are ${pair.supply} shares.`, '/shares');
  const amount0 = mulDivFloor(shares, pair.reserve0, pair.supply);
  const amount1 = mulDivFloor(shares, pair.reserve1, pair.supply);
  allow(amount0 > 0n && amount1 > 0n, 'insufficient_liquidity', 'These shares are worth less than one unit.', '/shares');
  return { amount0, amount1, pair: { reserve0: pair.reserve0 - amount0, reserve1: pair.reserve1 - amount1, supply: pair.supply - shares } };
}

/**
 * A swap, or a loan that comes back in it: what goes in of each and comes out of each. The product of what is there afterwards, less the fee on what went in, is no less
 * than before: (B0 × 1000 − in0 × 3) × (B1 × 1000 − in1 × 3) ≥ R0 × R1 × 1000². Source: UniswapV2Pair `swap`.
 */
export function swap(pair: Pair, into: Amounts, out: Amounts): Pair {
  assert(into.amount0 >= 0n && into.amount1 >= 0n && out.amount0 >= 0n && out.amount1 >= 0n, 'amounts are not negative');
  allow(out.amount0 > 0n || out.amount1 > 0n, 'insufficient_output', 'Something comes out.', '/out');
  allow(out.amount0 < pair.reserve0 && out.amount1 < pair.reserve1, 'insufficient_liquidity', 'The pair has less than that.', '/out');
  allow(into.amount0 > 0n || into.amount1 > 0n, 'insufficient_input', 'Something goes in.', '/into');
  const reserve0 = pair.reserve0 + into.amount0 - out.amount0;
  const reserve1 = pair.reserve1 + into.amount1 - out.amount1;
  const after = (reserve0 * SWAP_FEE.whole - into.amount0 * SWAP_FEE.kept) * (reserve1 * SWAP_FEE.whole - into.amount1 * SWAP_FEE.kept);
  allow(after >= pair.reserve0 * pair.reserve1 * SWAP_FEE.whole * SWAP_FEE.whole, 'product_falls', 'Too little goes in for what comes out.', '/into');
  return { ...pair, reserve0, reserve1 };
}

/**
 * Shares for the protocol: a sixth of what the root of the product grew by since it was last taken, S × (√k − √k₀) ÷ (5√k + √k₀), rounded down.
 * Source: UniswapV2Pair `_mintFee`.
 */
export function protocolShares({ reserve0, reserve1, supply }: Pair, lastProduct: bigint): bigint {
  const root = sqrtFloor(reserve0 * reserve1);
  const last = sqrtFloor(lastProduct);
  return lastProduct === 0n || root <= last ? 0n : mulDivFloor(supply, root - last, root * 5n + last);
}

/** Prices summed over seconds, scaled by 2^112: the mean of an interval is the difference of two sums by its length. */
export interface CumulativePrices {
  price0: bigint;
  price1: bigint;
}

/** The sums after so many seconds more at a pair's prices: R1 × 2^112 ÷ R0, rounded down, and the other way round (UQ112x112). */
export function accumulatePrices(sums: CumulativePrices, { reserve0, reserve1 }: Pair, seconds: bigint): CumulativePrices {
  assert(seconds >= 0n, 'time does not go back');
  allow(reserve0 > 0n && reserve1 > 0n, 'insufficient_liquidity', 'The pair has no price.', '/pair');
  return { price0: sums.price0 + ((reserve1 << 112n) / reserve0) * seconds, price1: sums.price1 + ((reserve0 << 112n) / reserve1) * seconds };
}

function lesser(one: bigint, other: bigint): bigint {
  return one < other ? one : other;
}
