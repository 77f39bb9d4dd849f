import { poolAt, pricePerShareWad } from '#libs/economics';
import type { Millis } from '#libs/kernel';

import type { PositionView } from './list-stake.js';
import { type StakeTerms, termsAt } from './stake-pool.js';
import type { StoredPool } from './stake-pool.store.js';

/** A stake pool as anybody reads it: plain JSON, amounts as decimal strings. It says nothing of whose it is. */
export interface StakePoolView {
  id: string;
  terms: StakeTerms;
  /** Terms that are worse, and from when. */
  next: (StakeTerms & { from: Millis }) | null;
  /** Nano-tokens. */
  assets: string;
  /** Without those that time has unlocked. */
  shares: string;
  /** What 10^18 shares are worth. */
  pricePerShareWad: string;
  /** Nano-tokens that the operator owes it of its earnings. */
  owed: string;
  halted: boolean;
  createdAt: Millis;
  /** What the reader has there, where it was asked for. */
  position?: PositionView;
}

export function poolView(pool: StoredPool, now: Millis): StakePoolView {
  const at = Math.max(now, pool.unlocking.updatedAt);
  return {
    id: pool.id, terms: termsAt(pool, now), next: pool.next && pool.next.from > now ? pool.next : null, assets: pool.unlocking.pool.assets.toString(),
    shares: poolAt(pool.unlocking, at).shares.toString(), pricePerShareWad: pricePerShareWad(pool.unlocking, at).toString(), owed: pool.owed.toString(), halted: pool.halted, createdAt: pool.createdAt,
  };
}
