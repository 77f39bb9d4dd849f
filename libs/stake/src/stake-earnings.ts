import { Injectable } from '@nestjs/common';

import { appendEvents, columnsOf, Database, rowsOf, sql, type Transaction } from '#libs/database';
import { inflow, type Inflow } from '#libs/economics';
import { type Millis, MILLIS_PER_MINUTE, type NanoTokens } from '#libs/kernel';
import { balancesOf, netMovements, postGroups, type TransferReason } from '#libs/ledger';
import { rulesAt } from '#libs/rules';

import { earningsAccount } from './bond.store.js';
import { sharesOf, stakeAccounts, type StakeTerms, termsAt } from './stake-pool.js';
import { lockPools, PoolChange, type StoredPool } from './stake-pool.store.js';

/** Pools of one transaction. */
const BATCH = 500;
/** Transactions of one sweep, side by side: no two have a pool or an account in common. The rest is next. */
const AT_ONCE = 2;
/** What is this old is all there is: no transaction lasts so long. */
const SETTLED_MILLIS = 10 * MILLIS_PER_MINUTE;
/** What capacity earned, and what of it was given back. */
export const earnedReasons: readonly TransferReason[] = ['charge', 'refund', 'service_credit', 'reversal'];

/** Has operators' earnings flow into their stake pools. */
@Injectable()
export class StakeEarnings {
  constructor(private readonly database: Database) {}

  /**
   * Each pool whose time has come, many at once and however many back them: their shares are worth more, none is touched. A pool that cannot be dealt with holds up no other.
   * @returns how many pools. @throws AggregateError of those that failed.
   */
  async flowDue(now: Millis): Promise<number> {
    const { rules } = await rulesAt(this.database, now);
    const upTo = now - SETTLED_MILLIS;
    const due = await rowsOf<{ id: string }>(this.database, sql`select id from stake_pools where reported_to <= ${BigInt(upTo - rules.stake.reportMillis)} order by reported_to, id limit ${AT_ONCE * BATCH}`);
    const errors: unknown[] = [];
    const flowOf = (ids: readonly string[]) => this.database.transaction((tx) => flow(tx, ids, upTo, now));
    const batches = Array.from({ length: Math.ceil(due.length / BATCH) }, (_, place) => due.slice(place * BATCH, (place + 1) * BATCH).map(({ id }) => id));
    await Promise.all(batches.map((ids) => flowOf(ids).catch(async () => {
      for (const id of ids) await flowOf([id]).catch((error: unknown) => errors.push(error));
    })));
    if (errors.length > 0) throw new AggregateError(errors, `${errors.length} of ${due.length} stake pools got no earnings`);
    return due.length;
  }
}

/** What flows into a pool, by what, and what is to be written of it: where nothing does, what is locked stays as it is. */
interface PoolInflow extends Inflow {
  pool: StoredPool;
  change: PoolChange;
  terms: StakeTerms;
  net: NanoTokens;
  available: NanoTokens;
  lockedSince: Millis;
  unlocksAt: Millis;
}

/** So much of what was earned since the last time as the terms of now say; what the operator has spent of it is owed, and flows in next. All of the pools, or none. */
async function flow(tx: Transaction, poolIds: readonly string[], upTo: Millis, now: Millis): Promise<void> {
  const { version, rules } = await rulesAt(tx, now);
  const pools = (await lockPools(tx, poolIds)).filter(({ reportedTo }) => reportedTo <= upTo - rules.stake.reportMillis); // of the others another sweep was faster
  const net = await earnedBy(tx, pools, upTo);
  const balances = await balancesOf(tx, pools.map(({ operatorId }) => earningsAccount(operatorId)));
  const inflows = pools.map((pool, place) => inflowOf(pool, net.get(pool.operatorId) ?? 0n, balances[place]!.available, rules.stake.unlockMillis, now));
  const flowing = inflows.filter(({ gain }) => gain > 0n);
  for (const [place, outcome] of (await postGroups(tx, now, flowing.map(({ change }) => change.movements))).entries()) {
    if (outcome.outcome === 'refused') throw outcome.error;
    // The next sweep sees what is left.
    if (outcome.outcome !== 'posted') throw new Error(`earnings of ${flowing[place]!.pool.operatorId} are spent meanwhile`);
  }
  await writeInflows(tx, inflows, upTo);
  await recordInflows(tx, flowing, { upTo, version }, now);
  await appendEvents(tx, now, flowing.map(({ pool: { id: poolId, operatorId }, gain, fee, feeShares }) => (
    { type: 'stake.gained', subjectId: poolId, payload: { poolId, operatorId, gain, fee, feeShares, upTo } })));
}

/** What operators earned since their pools were dealt with last. */
async function earnedBy(tx: Transaction, pools: readonly StoredPool[], upTo: Millis): Promise<Map<string, NanoTokens>> {
  const net = new Map<string, NanoTokens>();
  for (const [after, since] of Map.groupBy(pools, ({ reportedTo }) => reportedTo)) {
    const amounts = await netMovements(tx, since.map(({ operatorId }) => earningsAccount(operatorId)), { after, upTo }, earnedReasons);
    for (const [place, { operatorId }] of since.entries()) net.set(operatorId, amounts[place]!);
  }
  return net;
}

function inflowOf(pool: StoredPool, net: NanoTokens, available: NanoTokens, unlockMillis: Millis, now: Millis): PoolInflow {
  const { id, operatorId, owed } = pool;
  const terms = termsAt(pool, now);
  const change = new PoolChange(pool, now);
  const flowing = inflow(change.settled, { net, owed, available }, { ...terms, unlockMillis });
  const { gain, feeShares, unlocking } = flowing;
  const of = { ...flowing, pool, change, terms, net, available };
  if (gain === 0n) return { ...of, lockedSince: pool.unlocking.updatedAt, unlocksAt: pool.unlocking.unlocksAt };
  change.move('stake_gain', earningsAccount(operatorId), stakeAccounts(id).tokens, gain);
  change.lock(unlocking.locked);
  change.mint(sharesOf(id, operatorId), feeShares);
  return { ...of, lockedSince: change.settled.updatedAt, unlocksAt: unlocking.unlocksAt };
}

async function writeInflows(tx: Transaction, inflows: readonly PoolInflow[], upTo: Millis): Promise<void> {
  const { texts, amounts, times } = columnsOf(inflows);
  await tx.$executeRaw(sql`
    update stake_pools p set reported_to = ${BigInt(upTo)}, owed = t.owed, locked_since = t.locked_since, unlocks_at = t.unlocks_at
    from (
      select unnest(${texts(({ pool }) => pool.id)}::text[]) as id, unnest(${amounts(({ owed }) => owed)}::bigint[]) as owed, unnest(${times(({ lockedSince }) => lockedSince)}::bigint[]) as locked_since,
        unnest(${times(({ unlocksAt }) => unlocksAt)}::bigint[]) as unlocks_at
    ) t where p.id = t.id`);
}

/** Keeps all that gains and commissions follow from: leaves of the log. */
async function recordInflows(tx: Transaction, inflows: readonly PoolInflow[], { upTo, version }: { upTo: Millis; version: number }, now: Millis): Promise<void> {
  if (inflows.length === 0) return;
  const { texts, amounts, times } = columnsOf(inflows);
  await tx.$executeRaw(sql`
    insert into stake_inflows (up_to, at, rules_version, pool_id, operator_id, from_at, net, available, owed_before, earnings_bps, commission_bps, assets, shares, locked_before, settled_at, unlocks_at_before,
      gain, fee, fee_shares, owed, locked, unlocks_at)
    select ${BigInt(upTo)}, ${BigInt(now)}, ${version}, unnest(${texts(({ pool }) => pool.id)}::text[]), unnest(${texts(({ pool }) => pool.operatorId)}::text[]), unnest(${times(({ pool }) => pool.reportedTo)}::bigint[]),
      unnest(${amounts(({ net }) => net)}::bigint[]), unnest(${amounts(({ available }) => available)}::bigint[]), unnest(${amounts(({ pool }) => pool.owed)}::bigint[]),
      unnest(${times(({ terms }) => terms.earningsBps)}::bigint[]), unnest(${times(({ terms }) => terms.commissionBps)}::bigint[]),
      unnest(${amounts(({ change }) => change.settled.pool.assets)}::bigint[]), unnest(${amounts(({ change }) => change.settled.pool.shares)}::bigint[]), unnest(${amounts(({ change }) => change.settled.locked)}::bigint[]),
      unnest(${times(({ change }) => change.settled.updatedAt)}::bigint[]), unnest(${times(({ change }) => change.settled.unlocksAt)}::bigint[]),
      unnest(${amounts(({ gain }) => gain)}::bigint[]), unnest(${amounts(({ fee }) => fee)}::bigint[]), unnest(${amounts(({ feeShares }) => feeShares)}::bigint[]), unnest(${amounts(({ owed }) => owed)}::bigint[]),
      unnest(${amounts(({ unlocking }) => unlocking.locked)}::bigint[]), unnest(${times(({ unlocking }) => unlocking.unlocksAt)}::bigint[])`);
}
