import { type Reader, rowsOf, sql, type Transaction } from '#libs/database';
import { assetsForRedemption, exitPayment, exitRate, poolAt, type SharePool } from '#libs/economics';
import { assert, type Millis, type NanoTokens, newId } from '#libs/kernel';
import { balancesOf, type PostingOutcome } from '#libs/ledger';

import { heldBack } from '../hold-exits.js';
import { ShareChange } from '../share-change.js';
import { sharesOf, stakeAccounts } from '../stake-pool.js';
import { lockPools, selectPools, type StoredPool } from '../stake-pool.store.js';

/** Against gifts before somebody's deposit, as in stake pools. */
const VIRTUAL_SHARES = 1n;

/** What it has in one operator's pool. */
export interface Holding {
  pool: StoredPool;
  shares: bigint;
  /** What those would be redeemed for now. */
  worth: NanoTokens;
  /** Exits that wait to be paid to it. */
  exits: number;
  /** What those would be paid now. */
  leaving: NanoTokens;
}

/** The diversified pool: its row, what it has, and its own shares. What it has is worth what it would be paid for all of it now. */
export interface StoredDiversified {
  id: string;
  openedAt: Millis;
  roundAt: Millis | null;
  cash: NanoTokens;
  holdings: Holding[];
  pool: SharePool;
}

interface DiversifiedRow {
  id: string;
  opened_at: bigint;
  round_at: bigint | null;
}

/** Locks it until the transaction ends, opening it if need be, and every pool that it has something in, or may have: neither what it has nor what that is worth changes. */
export async function lockDiversified(tx: Transaction, now: Millis, besides: readonly string[] = []): Promise<StoredDiversified> {
  await tx.$executeRaw(sql`insert into diversified_pools (id, opened_at) values (${newId('diversifiedPool')}, ${BigInt(now)}) on conflict do nothing`);
  const [row] = await rowsOf<DiversifiedRow>(tx, sql`select id, opened_at, round_at from diversified_pools for update`);
  const pools = await lockPools(tx, [...new Set([...(await poolsHeld(tx, row!.id)), ...besides])]);
  return readDiversified(tx, row!, pools, now);
}

/** As it is, without a lock: what moves just now may be in it or not. Undefined while nobody ever backed it. */
export async function selectDiversified(reader: Reader, now: Millis): Promise<StoredDiversified | undefined> {
  const [row] = await rowsOf<DiversifiedRow>(reader, sql`select id, opened_at, round_at from diversified_pools`);
  if (!row) return undefined;
  const ids = await poolsHeld(reader, row.id);
  return readDiversified(reader, row, await selectPools(reader, sql`id in (select value from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))`, ids.length), now);
}

/** Pools that it has shares of, or waits to be paid by: as many as rounds put something into. */
async function poolsHeld(reader: Reader, id: string): Promise<string[]> {
  const rows = await rowsOf<{ pool_id: string }>(reader, sql`
    select p.id as pool_id from accounts a join stake_pools p on a.asset = 'share/' || p.id where a.owner_id = ${id} and a.kind = 'wallet' and a.balance > 0
    union select pool_id from stake_exits where holder_id = ${id} and paid_at is null`);
  return rows.map(({ pool_id }) => pool_id);
}

async function readDiversified(reader: Reader, row: DiversifiedRow, pools: readonly StoredPool[], now: Millis): Promise<StoredDiversified> {
  const { tokens, issuance } = stakeAccounts(row.id);
  const [cash, issued, ...shares] = await balancesOf(reader, [tokens, issuance, ...pools.map(({ id }) => sharesOf(id, row.id))]);
  const exits = Map.groupBy(
    await rowsOf<{ pool_id: string; shares: bigint; amount: bigint }>(reader, sql`select pool_id, shares, amount from stake_exits where holder_id = ${row.id} and paid_at is null`),
    ({ pool_id }) => pool_id,
  );
  const holdings = pools.map((pool, place) => holdingOf(pool, shares[place]!.balance, exits.get(pool.id) ?? [], now));
  const assets = holdings.reduce((sum, { worth, leaving }) => sum + worth + leaving, cash!.balance);
  return {
    id: row.id, openedAt: Number(row.opened_at), roundAt: row.round_at === null ? null : Number(row.round_at), cash: cash!.balance, holdings, pool: { assets, shares: -issued!.balance, virtualShares: VIRTUAL_SHARES },
  };
}

function holdingOf(pool: StoredPool, shares: bigint, exits: readonly { shares: bigint; amount: bigint }[], now: Millis): Holding {
  const priced = poolAt(pool.unlocking, Math.max(now, pool.unlocking.updatedAt));
  const rateRay = exitRate(priced);
  const leaving = rateRay === 0n ? 0n : exits.reduce((sum, exit) => sum + exitPayment(exit, rateRay), 0n);
  return { pool, shares, worth: assetsForRedemption(priced, shares), exits: exits.length, leaving };
}

/** Whether a loss is in evidence that may fall on anything that it has: then nobody is paid. */
export async function diversifiedHeld(reader: Reader, { holdings }: StoredDiversified, now: Millis): Promise<boolean> {
  const operatorIds = JSON.stringify(holdings.map(({ pool }) => pool.operatorId));
  const [row] = await rowsOf<{ held: boolean }>(reader, sql`select coalesce(bool_or(${heldBack(sql`o.value`, now)}), false) as held from jsonb_array_elements_text(${operatorIds}::jsonb) o`);
  return row!.held;
}

/** What those who leave it asked for, and what that is worth now. */
export async function leaversOf(reader: Reader, { pool }: StoredDiversified): Promise<{ asked: NanoTokens; worth: NanoTokens }> {
  const [row] = await rowsOf<{ shares: bigint; amount: bigint }>(reader, sql`
    select coalesce(sum(shares), 0)::bigint as shares, coalesce(sum(amount), 0)::bigint as amount from diversified_exits where paid_at is null`);
  return { asked: row!.amount, worth: assetsForRedemption(pool, row!.shares) };
}

/** Movements of one change of who has a part in it, gathered and posted at once. */
export class DiversifiedChange extends ShareChange {
  constructor(readonly of: StoredDiversified, now: Millis) {
    super(of.id, { pool: of.pool, locked: 0n, updatedAt: now, unlocksAt: now }, stakeAccounts(of.id), now);
    assert(of.pool.assets >= of.cash, 'what is in hand is a part of what it has');
  }

  /** On `insufficient_funds` nothing was written. */
  post(tx: Transaction): Promise<PostingOutcome> {
    return this.postAll(tx);
  }
}
