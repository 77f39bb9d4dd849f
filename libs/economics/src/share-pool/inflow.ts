import type { Millis } from '#libs/kernel';

import { mulDivFloor } from '../mul-div.js';
import { BPS } from '../scale.js';
import { reportProfit, type UnlockingPool } from './profit-unlock.js';

/** What somebody earned, of which a part is his backers'. */
export interface Earned {
  /** Since the last time: less than nothing where more was given back. */
  net: bigint;
  /** Was to flow in before, when there was no more. */
  owed: bigint;
  /** What he has of it now. */
  available: bigint;
}

export interface InflowTerms {
  /** So much of what is earned flows in. */
  earningsBps: number;
  /** So much of that is his commission, minted as shares. */
  commissionBps: number;
  /** How long a gain takes to be in the price of a share. */
  unlockMillis: Millis;
}

export interface Inflow {
  gain: bigint;
  fee: bigint;
  feeShares: bigint;
  /** Stays to flow in next. */
  owed: bigint;
  /** The pool afterwards: as it was, where nothing flows in. */
  unlocking: UnlockingPool;
}

/** What flows into a pool that backs somebody: his part of what was earned and of what is owed, each rounded down, and no more than he has. Into a pool that nobody holds shares of nothing does. The pool is settled. */
export function inflow(settled: UnlockingPool, { net, owed, available }: Earned, { earningsBps, commissionBps, unlockMillis }: InflowTerms): Inflow {
  const share = net > 0n ? mulDivFloor(net, BigInt(earningsBps), BPS) : 0n;
  const isBacked = settled.pool.shares > settled.locked;
  const due = isBacked ? owed + share : 0n;
  const gain = due < available ? due : available;
  if (gain === 0n) return { gain, fee: 0n, feeShares: 0n, owed: due, unlocking: settled };
  const fee = mulDivFloor(gain, BigInt(commissionBps), BPS);
  const { unlocking, feeShares } = reportProfit(settled, { now: settled.updatedAt, gain, loss: 0n, fee, refund: 0n, unlockMillis });
  return { gain, fee, feeShares, owed: due - gain, unlocking };
}
