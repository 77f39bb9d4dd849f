import { assert, type Millis } from '#libs/kernel';

import { mulDivCeil, mulDivFloor } from '../mul-div.js';
import { WAD } from '../scale.js';
import { assetsForRedemption, type SharePool, sharesForDeposit, sharesForWithdrawal } from './shares.js';

/** By which a rate of unlocking is scaled. */
const SCALE = 10n ** 12n;

/**
 * A pool that takes its gains in bit by bit: on a report they become shares that the pool itself owns, and those vanish evenly, so that a share's price rises
 * over the time instead of in one jump that somebody could jump in before. Source: Yearn V3's VaultV3.vy.
 */
export interface UnlockingPool {
  pool: SharePool;
  /** Of the pool's shares, those it owns itself; some may have been unlocked since `updatedAt`. */
  locked: bigint;
  updatedAt: Millis;
  /** When none is locked any more. */
  unlocksAt: Millis;
}

/** What a report is about: since the one before, in assets. */
export interface Report {
  now: Millis;
  gain: bigint;
  loss: bigint;
  /** Paid for by those who hold shares, and minted as shares at the price of the report. */
  fee: bigint;
  /** Put in by somebody besides, and unlocked like a gain. */
  refund: bigint;
  /** How long a gain takes to be all there; 0: it is there at once. */
  unlockMillis: Millis;
}

/** The locked shares that time has unlocked: locked × elapsed ÷ period, at a rate scaled by 10^12 and rounded down. */
export function unlockedShares({ locked, updatedAt, unlocksAt }: UnlockingPool, now: Millis): bigint {
  assert(now >= updatedAt, 'time does not go back');
  if (now >= unlocksAt) return locked;
  const rate = mulDivFloor(locked, SCALE, BigInt(unlocksAt - updatedAt));
  return mulDivFloor(rate, BigInt(now - updatedAt), SCALE);
}

/** The pool as it is now: without the shares that were unlocked, which nobody owns any more. Deposits and withdrawals go by it. */
export function poolAt(unlocking: UnlockingPool, now: Millis): SharePool {
  return { ...unlocking.pool, shares: unlocking.pool.shares - unlockedShares(unlocking, now) };
}

/** The pool after time has passed, with what was unlocked gone from its books; the rest goes on as before. */
export function settleUnlocking(unlocking: UnlockingPool, now: Millis): UnlockingPool {
  const unlocked = unlockedShares(unlocking, now);
  return { ...unlocking, pool: poolAt(unlocking, now), locked: unlocking.locked - unlocked, updatedAt: now };
}

/**
 * Books a report. The price of a share stays where it is unless a loss and a fee exceed all that is locked: locked shares are burnt for both, rounded up, before
 * anybody's price falls; shares locked for a gain round down. New and old locked shares unlock together, over a time weighted by how many each are.
 */
export function reportProfit(before: UnlockingPool, report: Report): { unlocking: UnlockingPool; feeShares: bigint } {
  const { now, gain, loss, fee, refund, unlockMillis } = report;
  assert([gain, loss, fee, refund].every((amount) => amount >= 0n) && unlockMillis >= 0, 'a report has no negative amounts');
  const { pool, locked, unlocksAt } = settleUnlocking(before, now);
  const burnt = loss + fee === 0n ? 0n : sharesForWithdrawal(pool, loss + fee);
  const feeShares = loss + fee === 0n ? 0n : mulDivFloor(burnt, fee, loss + fee);
  const gained = unlockMillis === 0 ? 0n : sharesForDeposit(pool, gain + refund);

  const kept = locked + gained > burnt ? locked + gained - burnt : 0n;
  const fresh = gained > burnt ? gained - burnt : 0n;
  assert(pool.assets + gain + refund >= loss, 'no pool loses more than it has');
  const remaining = BigInt(Math.max(0, unlocksAt - now));
  // Rounded up, so that no gain of a moment is there at once.
  const period = kept === 0n ? 0n : mulDivCeil((kept - minOf(fresh, kept)) * remaining + minOf(fresh, kept) * BigInt(unlockMillis), 1n, kept);
  return {
    unlocking: {
      pool: { ...pool, assets: pool.assets + gain + refund - loss, shares: pool.shares - locked + kept + feeShares },
      locked: kept, updatedAt: now, unlocksAt: now + Number(period),
    },
    feeShares,
  };
}

/** What one share would fetch now, scaled by 10^18. */
export function pricePerShareWad(unlocking: UnlockingPool, now: Millis): bigint {
  return assetsForRedemption(poolAt(unlocking, now), WAD);
}

function minOf(one: bigint, other: bigint): bigint {
  return one < other ? one : other;
}
