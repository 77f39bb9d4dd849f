import { assert } from '#libs/kernel';

import { mulDivCeil, mulDivFloor } from '../mul-div.js';
import { BPS, WAD } from '../scale.js';

/** Paid for each piece of work at a posted rate, whether or not it brought anything: the pool bears the luck. */
export interface PpsRate {
  /** What the pool gets, on the average, for `expectedWork`. */
  reward: bigint;
  expectedWork: bigint;
  feeBps: number;
  /** FPPS: of other earnings, the average over a window, for the same work. */
  averageFees?: bigint;
}

/** The pay for so much work: (reward + fees) × work ÷ expected × (1 − fee), rounded down once. */
export function ppsPay({ reward, expectedWork, feeBps, averageFees = 0n }: PpsRate, work: bigint): bigint {
  assert(reward >= 0n && averageFees >= 0n && expectedWork > 0n && work >= 0n && feeBps >= 0 && BigInt(feeBps) <= BPS, 'pay is a part of what is expected');
  return mulDivFloor((reward + averageFees) * work, BPS - BigInt(feeBps), expectedWork * BPS);
}

/** The natural logarithm of 2, scaled by 10^18, rounded up. */
const LN2_WAD = 693_147_180_559_945_310n;

/**
 * What a pool that pays per share holds in reserve, so that its ruin is less likely than 2^−halvings: B × ln(1/δ) ÷ (2f), rounded up, with B the reward of one find and f the fee.
 * Source: Rosenfeld, Analysis of Bitcoin Pooled Mining Reward Systems. Without a fee no reserve suffices: undefined.
 */
export function ppsReserve(reward: bigint, feeBps: number, halvings: number): bigint | undefined {
  assert(reward >= 0n && feeBps >= 0 && halvings >= 0, 'a reserve is for a reward');
  return feeBps === 0 ? undefined : mulDivCeil(reward * BigInt(halvings) * LN2_WAD, BPS, 2n * BigInt(feeBps) * WAD);
}

/** How work is paid: per share while the reserve suffices, else by what came in. */
export function payoutScheme(treasury: bigint, reserve: bigint | undefined): 'pps' | 'pplns' {
  return reserve !== undefined && treasury >= reserve ? 'pps' : 'pplns';
}
