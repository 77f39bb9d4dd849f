import { assert } from '#libs/kernel';

import { allow } from '../refusal.js';
import { assetsForMint, assetsForRedemption, type SharePool, sharesForDeposit, sharesForWithdrawal } from './shares.js';

/** What moved between the pool and whoever asked, and the pool afterwards. */
export interface Moved {
  pool: SharePool;
  assets: bigint;
  shares: bigint;
}

/** So many assets in, for their shares, rounded down. */
export function deposit(pool: SharePool, assets: bigint): Moved {
  return into(pool, assets, sharesForDeposit(pool, assets));
}

/** So many shares, for their assets, rounded up. */
export function mint(pool: SharePool, shares: bigint): Moved {
  return into(pool, assetsForMint(pool, shares), shares);
}

/** So many assets out, for their shares, rounded up. @throws Problem when the pool has fewer. */
export function withdraw(pool: SharePool, assets: bigint): Moved {
  allow(assets <= pool.assets, 'exceeds_pool', `The pool has ${pool.assets}.`, '/assets');
  return outOf(pool, assets, sharesForWithdrawal(pool, assets));
}

/** So many shares in, for their assets, rounded down. @throws Problem when there are fewer. */
export function redeem(pool: SharePool, shares: bigint): Moved {
  return outOf(pool, assetsForRedemption(pool, shares), shares);
}

/** Earnings that nobody gets shares for: every share is worth more. */
export function gain(pool: SharePool, assets: bigint): SharePool {
  assert(assets >= 0n, 'a gain is not negative');
  return { ...pool, assets: pool.assets + assets };
}

/** The most that a pool can lose: its last unit stays. */
export function bearable({ assets }: SharePool): bigint {
  return assets > 0n ? assets - 1n : 0n;
}

/** What became of a loss: taken by rate, from all who hold shares alike, and never more than there is. */
export interface Lost {
  pool: SharePool;
  lost: bigint;
  /** What the pool could not bear: the next in the waterfall's. */
  unmet: bigint;
  /** The pool bore all it could: nobody may deposit at a rate of nothing. */
  halted: boolean;
}

/**
 * A loss by rate. The last unit of a pool with shares stays, so that a rate remains (Nexus Mutual's StakingPool: a burn of the whole stake leaves
 * one unit and halts the pool).
 */
export function lose(pool: SharePool, loss: bigint): Lost {
  assert(loss >= 0n, 'a loss is not negative');
  const most = bearable(pool);
  const lost = loss < most ? loss : most;
  return { pool: { ...pool, assets: pool.assets - lost }, lost, unmet: loss - lost, halted: loss > 0n && loss >= most };
}

function into(pool: SharePool, assets: bigint, shares: bigint): Moved {
  return { pool: { ...pool, assets: pool.assets + assets, shares: pool.shares + shares }, assets, shares };
}

function outOf(pool: SharePool, assets: bigint, shares: bigint): Moved {
  allow(shares <= pool.shares, 'exceeds_shares', `There are ${pool.shares} shares; this would take ${shares}.`, '/shares');
  assert(assets <= pool.assets, 'shares are never worth more than the pool has');
  return { pool: { ...pool, assets: pool.assets - assets, shares: pool.shares - shares }, assets, shares };
}
