import { mulDivFloor } from '#libs/economics';

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
}

/**
 * Divides all that was charged of a stream so far: the operator's part rounded down, the treasury's part of the rest
 * rounded down, the fee what is left. No part falls when the whole grows, so that what a charge adds to each is the
 * difference of two such divisions, and settling often or seldom gives everybody the same. (Largest remainders, which
 * are a hair fairer on one amount, do not have that property.)
 */
export function sharesOf(charged: bigint, bps: ShareBps): Shares {
  const operator = mulDivFloor(charged, BigInt(bps.operatorBps), 10_000n);
  const rest = charged - operator;
  const others = BigInt(bps.treasuryBps + bps.feeBps);
  const treasury = others === 0n ? rest : mulDivFloor(rest, BigInt(bps.treasuryBps), others);
  return { operator, treasury, fee: rest - treasury };
}

/** What each gets when what was charged goes from one amount to another; negative when it falls. */
export function sharesBetween(from: bigint, to: bigint, bps: ShareBps): Shares {
  const [before, after] = [sharesOf(from, bps), sharesOf(to, bps)];
  return { operator: after.operator - before.operator, treasury: after.treasury - before.treasury, fee: after.fee - before.fee };
}
