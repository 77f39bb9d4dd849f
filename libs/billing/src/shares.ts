import { mulDivFloor } from '#libs/economics';
import type { PriceParts } from '#libs/pricing';

/** How a pool divides a charge, in basis points; the three sum to 10,000. */
export interface ShareBps {
  operatorBps: number;
  treasuryBps: number;
  feeBps: number;
}

export interface Shares {
  operator: bigint;
  treasury: bigint;
  fee: bigint;
  /** Of the treasury's: for the base. */
  base: bigint;
}

/**
 * Divides all that was charged of a stream so far. What of it is for the base of the price goes to the treasury alone, every fraction
 * of it included: the tip's part is rounded down. The tip is divided by the pool's shares: the operator's part rounded down, the treasury's part of the rest
 * rounded down, the fee what is left. No part falls when the whole grows, so that what a charge adds to each is the
 * difference of two such divisions, and settling often or seldom gives everybody the same. (Largest remainders, which
 * are a hair fairer on one amount, do not have that property.)
 */
export function sharesOf(charged: bigint, bps: ShareBps, price?: PriceParts): Shares {
  const tip = tipOf(charged, price);
  const base = charged - tip;
  const operator = mulDivFloor(tip, BigInt(bps.operatorBps), 10_000n);
  const rest = tip - operator;
  const others = BigInt(bps.treasuryBps + bps.feeBps);
  const treasury = others === 0n ? rest : mulDivFloor(rest, BigInt(bps.treasuryBps), others);
  return { operator, treasury: base + treasury, fee: rest - treasury, base };
}

function tipOf(charged: bigint, price?: PriceParts): bigint {
  const base = price?.baseNanoTokensPerUnitHour ?? 0n;
  if (!price || base === 0n) return charged;
  return mulDivFloor(charged, price.nanoTokensPerUnitHour - base, price.nanoTokensPerUnitHour);
}

/** What each gets when what was charged goes from one amount to another; negative when it falls. */
export function sharesBetween(from: bigint, to: bigint, bps: ShareBps, price?: PriceParts): Shares {
  const [before, after] = [sharesOf(from, bps, price), sharesOf(to, bps, price)];
  return { operator: after.operator - before.operator, treasury: after.treasury - before.treasury, fee: after.fee - before.fee, base: after.base - before.base };
}
