import { columnsOf, rowsOf, sql, type Transaction } from '#libs/database';
import type { IdleUnits, Rewards, WorkByOperator } from '#libs/economics';
import { jsonText, type Millis, type NanoTokens, type ResourceClass } from '#libs/kernel';

import { EPOCH_MILLIS, MOST_EPOCHS } from './epoch.js';

/** What was found in an epoch, by operator. */
export async function foundIn(tx: Transaction, poolId: string, startsAt: Millis): Promise<Map<string, IdleUnits[]>> {
  const rows = await rowsOf<{ operator_id: string; resource_class: ResourceClass; variant: string; unit_millis: string }>(tx, sql`
    select operator_id, resource_class, variant, sum(unit_millis)::text as unit_millis from reward_found
    where pool_id = ${poolId} and slot >= ${BigInt(startsAt)} and slot < ${BigInt(startsAt + EPOCH_MILLIS)} group by 1, 2, 3 order by 1, 2, 3`);
  const byOperator = new Map<string, IdleUnits[]>();
  for (const { operator_id, resource_class: resourceClass, variant, unit_millis } of rows) {
    byOperator.set(operator_id, [...(byOperator.get(operator_id) ?? []), { resourceClass, variant, unitMillis: BigInt(unit_millis) }]);
  }
  return byOperator;
}

/** What the pool's treasury took in within an epoch. */
export async function revenueIn(tx: Transaction, poolId: string, startsAt: Millis): Promise<NanoTokens> {
  const [row] = await rowsOf<{ revenue: string }>(tx, sql`
    select coalesce(sum(c.amount), 0)::text as revenue from operators o cross join lateral (
      select sum(treasury_amount) as amount from charges
      where operator_id = o.id and pool_id = ${poolId} and posted_at >= ${BigInt(startsAt)} and posted_at < ${BigInt(startsAt + EPOCH_MILLIS)}) c`);
  return BigInt(row!.revenue);
}

/** The epochs before in which anybody worked or was paid, the newest first, as far as a window may reach: how much work each had. */
export async function epochsBefore(tx: Transaction, poolId: string, startsAt: Millis): Promise<{ startsAt: Millis; work: NanoTokens }[]> {
  const rows = await rowsOf<{ starts_at: bigint; work: bigint }>(tx, sql`
    select e.starts_at, e.work from reward_epochs e where e.pool_id = ${poolId} and e.starts_at < ${BigInt(startsAt)} and e.starts_at >= ${BigInt(startsAt - MOST_EPOCHS * EPOCH_MILLIS)}
      and exists (select 1 from reward_shares s where s.pool_id = e.pool_id and s.starts_at = e.starts_at)
    order by e.starts_at desc`);
  return rows.map(({ starts_at, work }) => ({ startsAt: Number(starts_at), work }));
}

/** Work by operator of epochs that begin from one time on and before another: summed up where it lies, for a week of a large pool is very many rows. */
export async function workWithin(tx: Transaction, poolId: string, from: Millis, before: Millis): Promise<WorkByOperator> {
  const rows = await rowsOf<{ operator_id: string; work: string }>(tx, sql`
    select operator_id, sum(work)::text as work from reward_shares where pool_id = ${poolId} and starts_at >= ${BigInt(from)} and starts_at < ${BigInt(before)} group by operator_id`);
  return new Map(rows.map(({ operator_id, work }) => [operator_id, BigInt(work)]));
}

/** A closed epoch of a pool. All that it was divided by is in it, or in its shares. */
export interface ClosedEpoch extends Omit<Rewards, 'amounts'> {
  poolId: string;
  startsAt: Millis;
  endsAt: Millis;
  rulesVersion: number;
  treasury: NanoTokens;
  revenue: NanoTokens;
  work: NanoTokens;
  /** Where the window begins, and how much work is in it. */
  windowFrom: Millis;
  counted: NanoTokens;
  closedAt: Millis;
}

export interface RewardShare {
  operatorId: string;
  units: readonly IdleUnits[];
  work: NanoTokens;
  counted: NanoTokens;
  amount: NanoTokens;
}

export async function writeEpoch(tx: Transaction, epoch: ClosedEpoch, shares: readonly RewardShare[]): Promise<void> {
  const { poolId, startsAt } = epoch;
  const { texts, amounts } = columnsOf(shares);
  await tx.$executeRaw(sql`
    insert into reward_shares (pool_id, starts_at, operator_id, units, work, counted, amount)
    select ${poolId}, ${BigInt(startsAt)}, unnest(${texts(({ operatorId }) => operatorId)}::text[]), unnest(${texts(({ units }) => jsonText(units))}::text[])::jsonb,
      unnest(${amounts(({ work }) => work)}::bigint[]), unnest(${amounts(({ counted }) => counted)}::bigint[]), unnest(${amounts(({ amount }) => amount)}::bigint[])`);
  await tx.$executeRaw(sql`
    insert into reward_epochs (pool_id, starts_at, ends_at, rules_version, scheme, reserve, treasury, revenue, work, window_from, counted, paid, closed_at)
    values (${poolId}, ${BigInt(startsAt)}, ${BigInt(epoch.endsAt)}, ${epoch.rulesVersion}, ${epoch.scheme}, ${epoch.reserve?.toString() ?? null}::numeric, ${epoch.treasury}, ${epoch.revenue}, ${epoch.work}, ${BigInt(epoch.windowFrom)},
      ${epoch.counted}, ${epoch.paid}, ${BigInt(epoch.closedAt)})`);
  // What it was found by is summed up in its shares.
  await tx.$executeRaw(sql`delete from reward_found where pool_id = ${poolId} and slot < ${BigInt(epoch.endsAt)}`);
  await tx.$executeRaw(sql`delete from reward_looks where pool_id = ${poolId} and slot < ${BigInt(epoch.endsAt)}`);
}

export interface EpochRow {
  pool_id: string;
  starts_at: bigint;
  ends_at: bigint;
  rules_version: number;
  scheme: 'pps' | 'pplns';
  reserve: string | null;
  treasury: bigint;
  revenue: bigint;
  work: bigint;
  window_from: bigint;
  counted: bigint;
  paid: bigint;
  closed_at: bigint;
}

export const epochColumns = sql`e.pool_id, e.starts_at, e.ends_at, e.rules_version, e.scheme, e.reserve::text, e.treasury, e.revenue, e.work, e.window_from, e.counted, e.paid, e.closed_at`;

/** For the rows of a reader: plain JSON. */
export function epochView(row: EpochRow) {
  return {
    poolId: row.pool_id, startsAt: Number(row.starts_at), endsAt: Number(row.ends_at), rulesVersion: row.rules_version, scheme: row.scheme, reserve: row.reserve, treasury: row.treasury.toString(),
    revenue: row.revenue.toString(), work: row.work.toString(), windowFrom: Number(row.window_from), counted: row.counted.toString(), paid: row.paid.toString(), closedAt: Number(row.closed_at),
  };
}

export type EpochView = ReturnType<typeof epochView>;

