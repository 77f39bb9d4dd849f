import { mulDivFloor } from '../mul-div.js';
import { allow } from '../refusal.js';

/** Of each amount that goes in, 3 in 1,000 stay with those who provide liquidity. Source: Uniswap v2. */
export const SWAP_FEE = { kept: 3n, whole: 1_000n } as const;
const AFTER_FEE = SWAP_FEE.whole - SWAP_FEE.kept;

/** What a pair has of what goes in and of what comes out. */
export interface Reserves {
  reserveIn: bigint;
  reserveOut: bigint;
}

/** So much of one for how much of the other at the pair's price, without fee, rounded down (`UniswapV2Library.quote`). */
export function quotePair(amount: bigint, { reserveIn, reserveOut }: Reserves): bigint {
  allow(amount > 0n, 'insufficient_amount', 'An amount is above nothing.', '/amount');
  allow(reserveIn > 0n && reserveOut > 0n, 'insufficient_liquidity', 'The pair has nothing to trade.', '/reserves');
  return mulDivFloor(amount, reserveOut, reserveIn);
}

/** What comes out for so much in, rounded down: in × 997 × R_out ÷ (R_in × 1000 + in × 997) (`getAmountOut`). */
export function amountOut(amountIn: bigint, { reserveIn, reserveOut }: Reserves): bigint {
  allow(amountIn > 0n, 'insufficient_input', 'An amount is above nothing.', '/amount');
  allow(reserveIn > 0n && reserveOut > 0n, 'insufficient_liquidity', 'The pair has nothing to trade.', '/reserves');
  const net = amountIn * AFTER_FEE;
  return mulDivFloor(net, reserveOut, reserveIn * SWAP_FEE.whole + net);
}

/** What must go in for so much out: ⌊R_in × out × 1000 ÷ ((R_out − out) × 997)⌋ + 1 (`getAmountIn`). */
export function amountIn(amountOut: bigint, { reserveIn, reserveOut }: Reserves): bigint {
  allow(amountOut > 0n, 'insufficient_output', 'An amount is above nothing.', '/amount');
  allow(reserveIn > 0n && reserveOut > amountOut, 'insufficient_liquidity', 'The pair has less than that.', '/reserves');
  return mulDivFloor(reserveIn * amountOut, SWAP_FEE.whole, (reserveOut - amountOut) * AFTER_FEE) + 1n;
}

/** What each pair on a way gives for so much in; the first is the amount itself (`getAmountsOut`). */
export function amountsOut(amount: bigint, way: readonly Reserves[]): bigint[] {
  allow(way.length > 0, 'invalid_path', 'A way leads over one pair at least.', '/way');
  const amounts = [amount];
  for (const reserves of way) amounts.push(amountOut(amounts.at(-1)!, reserves));
  return amounts;
}

/** What must go into each pair on a way for so much out at its end; the last is the amount itself (`getAmountsIn`). */
export function amountsIn(amount: bigint, way: readonly Reserves[]): bigint[] {
  allow(way.length > 0, 'invalid_path', 'A way leads over one pair at least.', '/way');
  const amounts = [amount];
  for (const reserves of way.toReversed()) amounts.unshift(amountIn(amounts[0]!, reserves));
  return amounts;
}
