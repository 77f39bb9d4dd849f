import type { Millis } from '#libs/kernel';
import type { Asset, AccountRef } from '#libs/ledger';

/** What an operator promises whoever backs it, in basis points. */
export interface StakeTerms {
  /** So much of what its capacity earns flows into the pool. */
  earningsBps: number;
  /** So much of that is its commission, minted as shares. */
  commissionBps: number;
}

/** Terms now, and those that are to come. */
export interface PublishedTerms {
  terms: StakeTerms;
  next: (StakeTerms & { from: Millis }) | null;
}

/** The terms that hold at a time. */
export function termsAt({ terms, next }: PublishedTerms, now: Millis): StakeTerms {
  return next && next.from <= now ? { earningsBps: next.earningsBps, commissionBps: next.commissionBps } : terms;
}

/** Whether terms are worse for whoever backs the operator than others are: then they take notice. */
export function areWorse(next: StakeTerms, than: StakeTerms): boolean {
  return next.earningsBps < than.earningsBps || next.commissionBps > than.commissionBps;
}

export function shareAsset(poolId: string): Asset {
  return `share/${poolId}`;
}

/** Where a pool's tokens and shares lie. */
export function stakeAccounts(poolId: string) {
  const asset = shareAsset(poolId);
  return {
    tokens: { ownerId: poolId, kind: 'stake' },
    /** Its negative balance is the number of shares. */
    issuance: { ownerId: poolId, kind: 'issuance', asset },
    /** Shares that the pool owns itself, until they vanish. */
    locked: { ownerId: poolId, kind: 'stake', asset },
    /** Shares of those on their way out. */
    exits: { ownerId: poolId, kind: 'exits', asset },
  } as const satisfies Record<string, AccountRef>;
}

export function sharesOf(poolId: string, holderId: string): AccountRef {
  return { ownerId: holderId, kind: 'wallet', asset: shareAsset(poolId) };
}

/** Where somebody's tokens are: a tenant's wallet, an operator's earnings, what the diversified pool has in hand. */
export function fundsOf(holderId: string): AccountRef {
  if (holderId.startsWith('opr_')) return { ownerId: holderId, kind: 'earnings' };
  return { ownerId: holderId, kind: holderId.startsWith('dvp_') ? 'stake' : 'wallet' };
}
