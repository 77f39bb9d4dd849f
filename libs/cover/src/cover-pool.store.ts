import { type Reader, rowsOf, sql, type Transaction } from '#libs/database';
import { assetsForRedemption, poolAt, reportProfit, type UnlockingPool } from '#libs/economics';
import type { Millis, NanoTokens } from '#libs/kernel';
import { type AccountRef, balancesOf, type PostingOutcome } from '#libs/ledger';
import type { CoverRules } from '#libs/rules';
import { type ShareAccounts, ShareChange } from '#libs/stake';

import { capitalOf, type CoverBook } from './cover-capital.js';

/** Against gifts before somebody's deposit, as in stake pools. */
const VIRTUAL_SHARES = 1n;

/** The insurance of a pool: its row, and what the ledger says it has. */
export interface CoverPool {
  poolId: string;
  /** The price after the last purchase, and when that was. */
  bumpedBps: bigint;
  bumpedAt: Millis;
  halted: boolean;
  openCover: NanoTokens;
  required: NanoTokens;
  requiredAt: Millis;
  unlocking: UnlockingPool;
  /** Shares on their way out. */
  leavingShares: bigint;
}

export function coverAccounts(poolId: string): ShareAccounts {
  const asset = `share/cover-${poolId}` as const;
  return {
    tokens: { ownerId: poolId, kind: 'cover' }, issuance: { ownerId: poolId, kind: 'issuance', asset }, locked: { ownerId: poolId, kind: 'cover', asset }, exits: { ownerId: poolId, kind: 'exits', asset },
  };
}

export function coverSharesOf(poolId: string, holderId: string): AccountRef {
  return { ownerId: holderId, kind: 'wallet', asset: `share/cover-${poolId}` };
}

/** Locks a pool's insurance until the transaction ends, opening it if need be: what it has and promises changes under its lock alone. */
export async function lockCoverPool(tx: Transaction, poolId: string, rules: CoverRules, now: Millis): Promise<CoverPool> {
  await tx.$executeRaw(sql`
    insert into cover_pools (pool_id, bumped_bps, bumped_at, required, required_at, locked_since, unlocks_at)
    values (${poolId}, ${BigInt(rules.targetBps)}, ${BigInt(now)}, 0, ${BigInt(now)}, ${BigInt(now)}, ${BigInt(now)}) on conflict do nothing`);
  await tx.$queryRaw(sql`select 1 from cover_pools where pool_id = ${poolId} for update`);
  return (await selectCoverPool(tx, poolId))!;
}

/** A pool's insurance; undefined while nobody ever backed it. What is kept for a dispute stays covered when the cover is over. */
export async function selectCoverPool(reader: Reader, poolId: string): Promise<CoverPool | undefined> {
  const [row] = await rowsOf<{ bumped_bps: bigint; bumped_at: bigint; halted: boolean; required: bigint; required_at: bigint; locked_since: bigint; unlocks_at: bigint; open_cover: bigint }>(reader, sql`
    select p.*, (select coalesce(sum(c.amount - c.paid), 0)::bigint from covers c where c.pool_id = p.pool_id and c.ended_at is null)
      + (select coalesce(sum(least(c.amount - c.paid, d.reserved)), 0)::bigint from (
        select cover_id, sum(reserved) as reserved from cover_disputes where pool_id = p.pool_id and decided_at is null group by cover_id) d join covers c on c.id = d.cover_id and c.ended_at is not null) as open_cover from cover_pools p where p.pool_id = ${poolId}`);
  if (!row) return undefined;
  const { tokens, issuance, locked, exits } = coverAccounts(poolId);
  const [assets, issued, kept, leaving] = await balancesOf(reader, [tokens, issuance, locked, exits]);
  return {
    poolId, bumpedBps: row.bumped_bps, bumpedAt: Number(row.bumped_at), halted: row.halted, openCover: row.open_cover, required: row.required, requiredAt: Number(row.required_at),
    unlocking: { pool: { assets: assets!.balance, shares: -issued!.balance, virtualShares: VIRTUAL_SHARES }, locked: kept!.balance, updatedAt: Number(row.locked_since), unlocksAt: Number(row.unlocks_at) },
    leavingShares: leaving!.balance,
  };
}

/** What it has and has promised, with the shares that time has unlocked gone. */
export function bookOf({ unlocking, leavingShares, openCover, required, requiredAt }: CoverPool, now: Millis): CoverBook {
  const pool = poolAt(unlocking, Math.max(now, unlocking.updatedAt));
  return { assets: pool.assets, openCover, leaving: leavingShares === 0n ? 0n : assetsForRedemption(pool, leavingShares), required, requiredAt };
}

/** Keeps required capital as it is now, where it moved: a step that rounds to nothing waits until it does not. */
export async function keepRequired(tx: Transaction, rules: CoverRules, pool: CoverPool, now: Millis): Promise<void> {
  const { required } = capitalOf(rules, bookOf(pool, now), now);
  if (required !== pool.required) await tx.$executeRaw(sql`update cover_pools set required = ${required}, required_at = ${BigInt(now)} where pool_id = ${pool.poolId}`);
}

/** Movements of one change of a pool's insurance, gathered and posted at once. */
export class CoverChange extends ShareChange {
  constructor(readonly pool: CoverPool, now: Millis) {
    super(pool.poolId, pool.unlocking, coverAccounts(pool.poolId), now);
  }

  /** What a gain makes of the shares that nobody owns: it is in the price of the others bit by bit. */
  gain(amount: NanoTokens, unlockMillis: Millis): { unlocking: UnlockingPool } {
    return reportProfit(this.settled, { now: this.settled.updatedAt, gain: amount, loss: 0n, fee: 0n, refund: 0n, unlockMillis });
  }

  /** And a loss: it falls on those first. */
  loss(amount: NanoTokens): { unlocking: UnlockingPool } {
    return reportProfit(this.settled, { now: this.settled.updatedAt, gain: 0n, loss: amount, fee: 0n, refund: 0n, unlockMillis: 0 });
  }

  /** Shares that somebody holds, or waits to be paid for. */
  get heldShares(): bigint {
    return this.settled.pool.shares - this.settled.locked;
  }

  /** Posts it, and keeps until when what is locked now is locked. On `insufficient_funds` nothing was written. */
  async post(tx: Transaction, unlocksAt: Millis = this.settled.unlocksAt): Promise<PostingOutcome> {
    const outcome = await this.postAll(tx);
    if (outcome.outcome === 'posted') {
      await tx.$executeRaw(sql`update cover_pools set locked_since = ${BigInt(this.settled.updatedAt)}, unlocks_at = ${BigInt(unlocksAt)} where pool_id = ${this.pool.poolId}`);
    }
    return outcome;
  }
}
