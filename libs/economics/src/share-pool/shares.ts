import { assert } from '#libs/kernel';

import { mulDivCeil, mulDivFloor } from '../mul-div.js';
import { allow } from '../refusal.js';

/** Assets that many own together by shares, in the asset's smallest unit. */
export interface SharePool {
  assets: bigint;
  shares: bigint;
  /**
   * Shares that nobody holds, 10^offset, against one asset that nobody put in (OpenZeppelin's ERC-4626): who gives assets away to raise the
   * price of a share before somebody's deposit loses at least what he gains. 0n: none, as in Lido's pool.
   */
  virtualShares: bigint;
}

export const EMPTY_POOL: SharePool = { assets: 0n, shares: 0n, virtualShares: 1n };

/** Shares for assets, rounded down: what a deposit is given. Source: OpenZeppelin ERC4626 `_convertToShares`, floor. */
export function sharesForDeposit(pool: SharePool, assets: bigint): bigint {
  return sharesOf(pool, assets, mulDivFloor);
}

/** Shares for assets, rounded up: what a withdrawal of so many assets costs. */
export function sharesForWithdrawal(pool: SharePool, assets: bigint): bigint {
  return sharesOf(pool, assets, mulDivCeil);
}

/** Assets for shares, rounded down: what shares are redeemed for, and what they are worth. Source: `_convertToAssets`, floor. */
export function assetsForRedemption(pool: SharePool, shares: bigint): bigint {
  return assetsOf(pool, shares, mulDivFloor);
}

/** Assets for shares, rounded up: what it costs to have so many shares minted (Lido's `getPooledEthBySharesRoundUp`). */
export function assetsForMint(pool: SharePool, shares: bigint): bigint {
  return assetsOf(pool, shares, mulDivCeil);
}

type MulDiv = (a: bigint, b: bigint, d: bigint) => bigint;

/** assets × (S + virtual) ÷ (A + 1); one to one while there is nothing. */
function sharesOf(pool: SharePool, assets: bigint, mulDiv: MulDiv): bigint {
  const { allAssets, allShares } = withVirtual(pool);
  assert(assets >= 0n, 'assets are not negative');
  if (allShares === 0n) return assets;
  allow(allAssets > 0n, 'pool_lost_all', 'The pool lost all it had: its shares have no price.');
  return mulDiv(assets, allShares, allAssets);
}

/** shares × (A + 1) ÷ (S + virtual); one to one while there is nothing. */
function assetsOf(pool: SharePool, shares: bigint, mulDiv: MulDiv): bigint {
  const { allAssets, allShares } = withVirtual(pool);
  assert(shares >= 0n, 'shares are not negative');
  return allShares === 0n ? shares : mulDiv(shares, allAssets, allShares);
}

/** What a rate is reckoned by: what is there and what is virtual. */
export function withVirtual({ assets, shares, virtualShares }: SharePool): { allAssets: bigint; allShares: bigint } {
  assert(assets >= 0n && shares >= 0n && virtualShares >= 0n, 'a pool has no negative amounts');
  return { allAssets: assets + (virtualShares > 0n ? 1n : 0n), allShares: shares + virtualShares };
}
