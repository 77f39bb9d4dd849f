import { assert } from '#libs/kernel';

import { mulDivFloor } from '../mul-div.js';
import { BPS } from '../scale.js';
import { type SharePool, withVirtual } from './shares.js';

/** A part of something: `part` of `whole`. */
export interface Fraction {
  part: bigint;
  whole: bigint;
}

/**
 * Shares minted for a fee on a reward, rounded down; the pool is as it was before the reward. Whoever gets them owns just the fee's part of the
 * reward. On a reward of nothing, or on a loss, none (Lido's Accounting.sol):
 *
 *     reward × fee × S ÷ ((P + reward) × whole − reward × fee)
 */
export function feeShares(pool: SharePool, reward: bigint, { part, whole }: Fraction): bigint {
  assert(part >= 0n && part < whole, 'a fee is a part');
  if (reward <= 0n || part === 0n) return 0n;
  const { allAssets, allShares } = withVirtual(pool);
  return mulDivFloor(reward * part, allShares, (allAssets + reward) * whole - reward * part);
}

export interface FeeRecipient {
  id: string;
  /** In the unit of the total. */
  fee: bigint;
}

/** Divides the shares of a fee: each recipient's part rounded down, the treasury takes all that is left (Lido's StakingRouter). */
export function divideFeeShares(shares: bigint, totalFee: bigint, recipients: readonly FeeRecipient[]): { recipients: Map<string, bigint>; treasury: bigint } {
  const fees = recipients.reduce((sum, { fee }) => sum + fee, 0n);
  assert(fees <= totalFee, 'no more is handed out than was taken');
  const parts = new Map<string, bigint>();
  let treasury = shares;
  for (const { id, fee } of recipients) {
    assert(fee >= 0n && !parts.has(id), 'recipients are named once, with a fee');
    const part = totalFee === 0n ? 0n : mulDivFloor(shares, fee, totalFee);
    parts.set(id, part);
    treasury -= part;
  }
  return { recipients: parts, treasury };
}

export interface ModuleFees {
  stake: bigint;
  moduleBps: number;
  treasuryBps: number;
}

/** The fees of several pools as one's, weighted by stake, rounded down (Lido's `getStakingFeeAggregateDistribution`). Without stake: none. */
export function aggregateFees(modules: readonly ModuleFees[]): { modulesBps: bigint; treasuryBps: bigint } {
  const total = modules.reduce((sum, { stake }) => sum + stake, 0n);
  const weighted = (bpsOf: (module: ModuleFees) => number) =>
    (total === 0n ? 0n : mulDivFloor(modules.reduce((sum, module) => sum + module.stake * BigInt(bpsOf(module)), 0n), 1n, total));
  return { modulesBps: weighted(({ moduleBps }) => moduleBps), treasuryBps: weighted(({ treasuryBps }) => treasuryBps) };
}

/** Cuts an upward jump of a pool to a part of it; the rest is kept for later reports (Lido's rebase limiter). */
export function limitGain(pool: SharePool, gain: bigint, maxBps: number): { taken: bigint; kept: bigint } {
  assert(gain >= 0n && maxBps >= 0, 'a gain and its limit are not negative');
  const most = mulDivFloor(pool.assets, BigInt(maxBps), BPS);
  const taken = gain < most ? gain : most;
  return { taken, kept: gain - taken };
}
