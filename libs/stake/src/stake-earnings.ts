import { Injectable } from '@nestjs/common';

import { appendEvents, Database, rowsOf, sql, type Transaction } from '#libs/database';
import { mulDivFloor, reportProfit } from '#libs/economics';
import { type Millis, MILLIS_PER_MINUTE, type NanoTokens } from '#libs/kernel';
import { balancesOf, movementTotals, postGroups, type TransferReason } from '#libs/ledger';
import { rulesAt } from '#libs/rules';

import { earningsAccount } from './bond.store.js';
import { sharesOf, stakeAccounts, termsAt } from './stake-pool.js';
import { lockPools, PoolChange, type StoredPool } from './stake-pool.store.js';

/** Pools of one sweep; the rest is next. */
const BATCH = 250;
const BPS = 10_000n;
/** What is this old is all there is: no transaction lasts so long. */
const SETTLED_MILLIS = 10 * MILLIS_PER_MINUTE;
/** What capacity earned, and what of it was given back. */
const earned: readonly TransferReason[] = ['charge', 'refund', 'service_credit', 'reversal'];

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
    const due = await rowsOf<{ id: string }>(this.database, sql`select id from stake_pools where reported_to <= ${BigInt(upTo - rules.stake.reportMillis)} order by reported_to, id limit ${BATCH}`);
    if (due.length === 0) return 0;
    const ids = due.map(({ id }) => id);
    const errors: unknown[] = [];
    const flowOf = (of: readonly string[]) => this.database.transaction((tx) => flow(tx, of, upTo, now));
    await flowOf(ids).catch(async () => {
      for (const id of ids) await flowOf([id]).catch((error: unknown) => errors.push(error));
    });
    if (errors.length > 0) throw new AggregateError(errors, `${errors.length} of ${ids.length} stake pools got no earnings`);
    return ids.length;
  }
}

/** What flows into a pool, and what is to be written of it: where nothing does, what is locked stays as it is. */
interface Inflow {
  pool: StoredPool;
  change: PoolChange;
  lockedSince: Millis;
  unlocksAt: Millis;
  gain: NanoTokens;
  fee: NanoTokens;
  feeShares: bigint;
  /** Stays to flow in next. */
  owed: NanoTokens;
}

/** So much of what was earned since the last time as the terms of now say; what the operator has spent of it is owed, and flows in next. All of the pools, or none. */
async function flow(tx: Transaction, poolIds: readonly string[], upTo: Millis, now: Millis): Promise<void> {
  const { rules } = await rulesAt(tx, now);
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
  await appendEvents(tx, now, flowing.map(({ pool: { id: poolId, operatorId }, gain, fee, feeShares }) => (
    { type: 'stake.gained', subjectId: poolId, payload: { poolId, operatorId, gain, fee, feeShares, upTo } })));
}

/** What operators earned since their pools were dealt with last. */
async function earnedBy(tx: Transaction, pools: readonly StoredPool[], upTo: Millis): Promise<Map<string, NanoTokens>> {
  const net = new Map<string, NanoTokens>();
  for (const [after, since] of Map.groupBy(pools, ({ reportedTo }) => reportedTo)) {
    const totals = await movementTotals(tx, since.map(({ operatorId }) => earningsAccount(operatorId)), { after, upTo });
    for (const { ownerId, reason, amount } of totals) if (earned.includes(reason)) net.set(ownerId, (net.get(ownerId) ?? 0n) + amount);
  }
  return net;
}

function inflowOf(pool: StoredPool, net: NanoTokens, available: NanoTokens, unlockMillis: Millis, now: Millis): Inflow {
  const { id, operatorId } = pool;
  const { earningsBps, commissionBps } = termsAt(pool, now);
  const share = net > 0n ? mulDivFloor(net, BigInt(earningsBps), BPS) : 0n;
  const change = new PoolChange(pool, now);
  const isBacked = change.settled.pool.shares > change.settled.locked;
  const due = isBacked ? pool.owed + share : 0n;
  const gain = due < available ? due : available;
  if (gain === 0n) return { pool, change, lockedSince: pool.unlocking.updatedAt, unlocksAt: pool.unlocking.unlocksAt, gain, fee: 0n, feeShares: 0n, owed: due };
  const fee = mulDivFloor(gain, BigInt(commissionBps), BPS);
  const { unlocking, feeShares } = reportProfit(change.settled, { now: change.settled.updatedAt, gain, loss: 0n, fee, refund: 0n, unlockMillis });
  change.move('stake_gain', earningsAccount(operatorId), stakeAccounts(id).tokens, gain);
  change.lock(unlocking.locked);
  change.mint(sharesOf(id, operatorId), feeShares);
  return { pool, change, lockedSince: change.settled.updatedAt, unlocksAt: unlocking.unlocksAt, gain, fee, feeShares, owed: due - gain };
}

async function writeInflows(tx: Transaction, inflows: readonly Inflow[], upTo: Millis): Promise<void> {
  const rows = inflows.map(({ pool, lockedSince, unlocksAt, owed }) => ({ id: pool.id, owed: owed.toString(), locked_since: lockedSince, unlocks_at: unlocksAt }));
  await tx.$executeRaw(sql`
    update stake_pools p set reported_to = ${BigInt(upTo)}, owed = t.owed, locked_since = t.locked_since, unlocks_at = t.unlocks_at
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t(id text, owed bigint, locked_since bigint, unlocks_at bigint) where p.id = t.id`);
}
