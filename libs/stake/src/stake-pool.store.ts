import { columnsOf, type Reader, rowsOf, type Sql, sql, textArray, type Transaction } from '#libs/database';
import type { UnlockingPool } from '#libs/economics';
import { type Actor, commonProblems, type Millis, type NanoTokens } from '#libs/kernel';
import { type PostingOutcome, shareBalancesOf } from '#libs/ledger';

import { ShareChange } from './share-change.js';
import { type PublishedTerms, shareAsset, stakeAccounts } from './stake-pool.js';

/** Shares that nobody holds, against a unit that nobody put in: nobody gains by giving tokens away before another's deposit. */
const VIRTUAL_SHARES = 1n;

/** A stake pool: its row, and what the ledger says it has. */
export interface StoredPool extends PublishedTerms {
  id: string;
  operatorId: string;
  createdAt: Millis;
  reportedTo: Millis;
  /** Of its earnings, when it had no more: it flows in next. */
  owed: NanoTokens;
  halted: boolean;
  unlocking: UnlockingPool;
}

interface PoolRow {
  id: string;
  operator_id: string;
  created_at: bigint;
  earnings_bps: number;
  commission_bps: number;
  next_earnings_bps: number | null;
  next_commission_bps: number | null;
  next_from: bigint | null;
  locked_since: bigint;
  unlocks_at: bigint;
  reported_to: bigint;
  owed: bigint;
  halted: boolean;
}

const columns = sql`id, operator_id, created_at, earnings_bps, commission_bps, next_earnings_bps, next_commission_bps, next_from, locked_since, unlocks_at, reported_to, owed, halted`;

/** Locks a pool until the transaction ends: what it has changes under its lock alone. @throws Problem `not_found`. */
export async function lockPool(tx: Transaction, poolId: string): Promise<StoredPool> {
  const [pool] = await lockPools(tx, [poolId]);
  if (!pool) throw commonProblems.not_found('No such stake pool.');
  return pool;
}

/** Locks pools, in order of id; those that are not there are left out. */
export async function lockPools(tx: Transaction, poolIds: readonly string[]): Promise<StoredPool[]> {
  return lockWhere(tx, sql`id = any(${[...poolIds]})`);
}

/** Those behind operators, locked in order of id. */
export async function lockPoolsOf(tx: Transaction, operatorIds: readonly string[]): Promise<StoredPool[]> {
  return operatorIds.length === 0 ? [] : lockWhere(tx, sql`operator_id = any(${[...operatorIds]})`);
}

/** A row that another transaction held is read as that one left it; what is in its accounts is read by a statement of its own, after the lock. */
async function lockWhere(tx: Transaction, condition: Sql): Promise<StoredPool[]> {
  return withBalances(tx, await rowsOf<PoolRow>(tx, sql`select ${columns} from stake_pools where ${condition} order by id collate "C" for update`));
}

/** Pools, in order of id. */
export async function selectPools(reader: Reader, condition: Sql, limit: number): Promise<StoredPool[]> {
  return withBalances(reader, await rowsOf<PoolRow>(reader, sql`select ${columns} from stake_pools where ${condition} order by id collate "C" limit ${limit}`));
}

async function withBalances(reader: Reader, rows: readonly PoolRow[]): Promise<StoredPool[]> {
  const balances = await shareBalancesOf(reader, 'stake', rows.map(({ id }) => ({ ownerId: id, asset: shareAsset(id) })));
  return rows.map((row, place) => {
    const { tokens, issued, locked } = balances[place]!;
    return {
      id: row.id, operatorId: row.operator_id, createdAt: Number(row.created_at), reportedTo: Number(row.reported_to), owed: row.owed, halted: row.halted,
      terms: { earningsBps: row.earnings_bps, commissionBps: row.commission_bps },
      next: row.next_from === null ? null : { earningsBps: row.next_earnings_bps!, commissionBps: row.next_commission_bps!, from: Number(row.next_from) },
      unlocking: {
        pool: { assets: tokens, shares: issued, virtualShares: VIRTUAL_SHARES }, locked,
        updatedAt: Number(row.locked_since), unlocksAt: Number(row.unlocks_at),
      },
    };
  });
}

/** Movements of one change of a pool, gathered and posted at once. */
export class PoolChange extends ShareChange {
  constructor(readonly pool: StoredPool, now: Millis) {
    super(pool.id, pool.unlocking, stakeAccounts(pool.id), now);
  }

  /** Posts it, and keeps until when what is locked now is locked. On `insufficient_funds` nothing was written. */
  async post(tx: Transaction, unlocksAt: Millis = this.settled.unlocksAt): Promise<PostingOutcome> {
    const outcome = await this.postAll(tx);
    if (outcome.outcome === 'posted') {
      await tx.$executeRaw(sql`update stake_pools set locked_since = ${BigInt(this.settled.updatedAt)}, unlocks_at = ${BigInt(unlocksAt)} where id = ${this.pool.id}`);
    }
    return outcome;
  }
}

/** Writes of locked pools that lost something from when until when what they have locked vanishes, and which bore all they could. */
export async function writeLost(tx: Transaction, pools: readonly StoredPool[]): Promise<void> {
  if (pools.length === 0) return;
  const { texts, times } = columnsOf(pools);
  await tx.$executeRaw(sql`
    update stake_pools p set locked_since = t.locked_since, unlocks_at = t.unlocks_at, halted = t.id = any(${textArray(pools.filter(({ halted }) => halted).map(({ id }) => id))}::text[])
    from (
      select unnest(${texts(({ id }) => id)}::text[]) as id, unnest(${times(({ unlocking }) => unlocking.updatedAt)}::bigint[]) as locked_since,
        unnest(${times(({ unlocking }) => unlocking.unlocksAt)}::bigint[]) as unlocks_at
    ) t where p.id = t.id`);
}

/** Who backs operators: a tenant; or an operator, with the shares of its commission. @throws Problem `forbidden` for the platform. */
export function holderOf(actor: Actor): string {
  if (actor.ownerType === 'platform') throw commonProblems.forbidden('The platform backs nobody.');
  return actor.ownerId;
}
