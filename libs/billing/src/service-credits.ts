import { mulDivFloor, split } from '#libs/economics';
import { appendEvents, rowsOf, sql, sqlJoin, type Transaction } from '#libs/database';
import { missedLevel, serviceLevelOfLease } from '#libs/inventory';
import { type Millis, type NanoTokens, newId } from '#libs/kernel';
import { type AccountRef, balancesOf, type NewTransfer, postTransfers } from '#libs/ledger';
import { tenantsOutages } from '#libs/lease';

import { countSpending } from './budget-spending.js';
import { budgetsOf } from './budget.store.js';
import { periodStart } from './period.js';
import type { TenantBilling } from './tenant-billing.js';

/** Months that a closing statement looks back on: a credit waits while a host of its month is silent. */
const MONTHS = 3;
/** Leases of one statement that are given credits; the rest is given with the next. */
const MOST_LEASES = 500;
/** Earnings are paid out meanwhile: between reading and posting, there may be less. */
const MOST_TRIES = 5;

interface Month {
  startsAt: Millis;
  endsAt: Millis;
}

/** A lease whose capacity failed in a month. */
interface Failed {
  leaseId: string;
  projectId: string;
  poolId: string;
  createdAt: bigint;
  activatedAt: bigint;
  /** Replica-time that was served, and what it was charged. */
  servedMillis: bigint;
  charged: NanoTokens;
}

/** Whose capacity failed, and for how long. */
interface Failure {
  operatorId: string;
  hostId: string;
  downMillis: bigint;
}

interface Part extends Failure {
  fromOperator: NanoTokens;
  fromTreasury: NanoTokens;
}

/** What of a month's credit is to be given: to each host that failed, by its id, its part of it. */
interface Due {
  round: number;
  failures: readonly Failure[];
  shares: ReadonlyMap<string, NanoTokens>;
  owed: NanoTokens;
  downMillis: bigint;
  creditBps: number;
}

/** A lease that is owed more for a month than there was when it was credited. */
interface Owing extends Failed {
  /** How often it was credited. */
  rounds: number;
  /** What it was owed at first, and still is. */
  owed: NanoTokens;
  unpaid: NanoTokens;
  downMillis: bigint;
  creditBps: number;
}

/**
 * Gives a tenant what its pools owe it for missed service levels, of the months that are over by a statement's end, so that it is on that statement. A lease is given credit for a
 * month once, whatever runs again. It comes out of the earnings of those whose capacity failed, by how long; what they lack, out of the pool's treasury;
 * what that lacks is on record as `unpaid`, and asked of the same again with each statement, as long as those look back on the month. The tenant's billing must be locked, and its leases settled up to then.
 */
export async function giveServiceCredits(tx: Transaction, { tenantId }: TenantBilling, endsAt: Millis, now: Millis): Promise<void> {
  let monthEnd = periodStart('month', endsAt);
  for (let count = 0; count < MONTHS; count += 1) {
    const month = { startsAt: periodStart('month', monthEnd - 1), endsAt: monthEnd };
    for (const owing of await owingLeases(tx, tenantId, month)) await giveMore(tx, tenantId, owing, month, now);
    for (const failed of await failedLeases(tx, tenantId, month)) await giveCredit(tx, tenantId, failed, month, now);
    monthEnd = month.startsAt;
  }
}

/** Leases with an outage of the pool's in the month, no credit for it yet, and nothing of it that is still to be charged. */
async function failedLeases(tx: Transaction, tenantId: string, { startsAt, endsAt }: Month): Promise<Failed[]> {
  const [from, to] = [BigInt(startsAt), BigInt(endsAt)];
  return rowsOf<Failed>(tx, sql`
    select l.id as "leaseId", l.project_id as "projectId", l.pool_id as "poolId", l.created_at as "createdAt", l.activated_at as "activatedAt",
      (select coalesce(sum(least(coalesce(s.ends_at, ${to}), ${to}) - greatest(s.starts_at, ${from})), 0)::bigint from streams s
        where s.lease_id = l.id and s.resource_class = 'CPU_MILLI' and s.starts_at < ${to} and (s.ends_at is null or s.ends_at > ${from})) as "servedMillis",
      (select coalesce(sum(c.amount), 0)::bigint from charges c where c.lease_id = l.id and c.starts_at >= ${from} and c.starts_at < ${to} and c.kind <> 'service_credit') as charged
    from leases l
    where l.id in (select o.lease_id from outages o where o.tenant_id = ${tenantId} and o.starts_at < ${to} and (o.ends_at is null or o.ends_at > ${from}) and o.reason not in (${sqlJoin([...tenantsOutages])}))
      and not exists (select 1 from service_credits g where g.lease_id = l.id and g.month_starts_at = ${from})
      and not exists (
        select 1 from streams s left join stream_settlements p on p.stream_id = s.id
        where s.lease_id = l.id and s.starts_at < ${to} and (s.ends_at is null or s.ends_at > greatest(s.starts_at, ${from})) and coalesce(p.settled_to, 0) < least(coalesce(s.ends_at, ${to}), ${to}))
    order by l.id limit ${MOST_LEASES}`);
}

/** Leases whose credit for the month is not all paid. */
async function owingLeases(tx: Transaction, tenantId: string, { startsAt }: Month): Promise<Owing[]> {
  return rowsOf<Owing>(tx, sql`
    select l.id as "leaseId", l.project_id as "projectId", l.pool_id as "poolId", l.created_at as "createdAt", l.activated_at as "activatedAt", g.served_millis as "servedMillis", g.charged,
      g.down_millis as "downMillis", g.credit_bps as "creditBps", count(*)::int as rounds, (sum(g.amount) + min(g.unpaid))::bigint as owed, min(g.unpaid) as unpaid
    from service_credits g join leases l on l.id = g.lease_id where g.tenant_id = ${tenantId} and g.month_starts_at = ${BigInt(startsAt)}
    group by l.id, g.served_millis, g.charged, g.down_millis, g.credit_bps having min(g.unpaid) > 0 order by random() limit ${MOST_LEASES}`);
}

async function giveCredit(tx: Transaction, tenantId: string, failed: Failed, month: Month, now: Millis): Promise<void> {
  const table = await serviceLevelOfLease(tx, failed.poolId, Number(failed.createdAt));
  if (!table || table.activeFrom > month.startsAt) return;
  const failures = await failuresOf(tx, failed.leaseId, month);
  const downMillis = failures.reduce((sum, failure) => sum + failure.downMillis, 0n);
  if (downMillis === 0n) return;
  const creditBps = missedLevel(table.levels, failed.servedMillis, downMillis)?.creditBps ?? 0;
  const owed = failed.charged > 0n ? mulDivFloor(failed.charged, BigInt(creditBps), 10_000n) : 0n;
  await give(tx, tenantId, failed, { round: 0, failures, shares: sharesOf(failures, owed), owed, downMillis, creditBps }, month, now);
}

/** Of whose share is not paid, or the treasury. Nothing where both still have nothing. */
async function giveMore(tx: Transaction, tenantId: string, owing: Owing, month: Month, now: Millis): Promise<void> {
  const { leaseId, rounds: round, unpaid, downMillis, creditBps } = owing;
  const failures = await failuresOf(tx, leaseId, month);
  const paid = await rowsOf<{ hostId: string; amount: NanoTokens }>(tx, sql`
    select host_id as "hostId", sum(amount)::bigint as amount from charges where lease_id = ${leaseId} and kind = 'service_credit' and ends_at = ${BigInt(month.endsAt)} group by host_id`);
  const shares = new Map(sharesOf(failures, owing.owed));
  for (const { hostId, amount } of paid) shares.set(hostId, (shares.get(hostId) ?? 0n) + amount);
  const lacking = failures.map((failure) => ({ ...failure, weight: least(shares.get(failure.hostId)!, unpaid) })).filter(({ weight }) => weight > 0n);
  if (lacking.length === 0) return;
  const due = { round, failures: lacking, shares: split(unpaid, lacking.map(({ hostId, weight }) => ({ id: hostId, weight }))), owed: unpaid, downMillis, creditBps };
  await give(tx, tenantId, owing, due, month, now);
}

/** By how long each failed. */
function sharesOf(failures: readonly Failure[], owed: NanoTokens): ReadonlyMap<string, NanoTokens> {
  return owed > 0n ? split(owed, failures.map(({ hostId, downMillis }) => ({ id: hostId, weight: downMillis }))) : new Map();
}

async function give(tx: Transaction, tenantId: string, failed: Failed, due: Due, month: Month, now: Millis): Promise<void> {
  const { leaseId, projectId, servedMillis, charged } = failed;
  const { round, owed, downMillis, creditBps } = due;
  const settlementId = newId('settlement');
  const parts = owed > 0n ? await pay(tx, tenantId, failed, settlementId, due, now) : [];
  const amount = parts.reduce((sum, { fromOperator, fromTreasury }) => sum + fromOperator + fromTreasury, 0n);
  if (round > 0 && amount === 0n) return;
  await tx.$executeRaw(sql`
    insert into service_credits (lease_id, month_starts_at, round, tenant_id, month_ends_at, served_millis, down_millis, charged, credit_bps, amount, unpaid, given_at)
    values (${leaseId}, ${BigInt(month.startsAt)}, ${round}, ${tenantId}, ${BigInt(month.endsAt)}, ${servedMillis}, ${downMillis}, ${charged}, ${creditBps}, ${amount}, ${owed - amount}, ${BigInt(now)})`);
  await insertCredits(tx, tenantId, failed, settlementId, parts, month, now);
  await countSpending(tx, await budgetsOf(tx, tenantId), [{ projectId, amount: -amount }], now);
  if (owed > 0n) {
    await appendEvents(tx, now, [{
      type: 'lease.credited', subjectId: leaseId, tenantId, payload: { leaseId, monthStartsAt: month.startsAt, monthEndsAt: month.endsAt, servedMillis, downMillis, creditBps, amount, unpaid: owed - amount },
    }]);
  }
}

/** Replica-time of a month that the pool's capacity failed for, while the lease was open, by whose it was. */
function failuresOf(tx: Transaction, leaseId: string, { startsAt, endsAt }: Month): Promise<Failure[]> {
  const [from, to] = [BigInt(startsAt), BigInt(endsAt)];
  return rowsOf<Failure>(tx, sql`
    select * from (
      select o.operator_id as "operatorId", o.host_id as "hostId",
        sum(greatest(0, least(coalesce(o.ends_at, ${to}), coalesce(l.closing_at, ${to}), ${to}) - greatest(o.starts_at, ${from})))::bigint as "downMillis"
      from outages o join leases l on l.id = o.lease_id
      where o.lease_id = ${leaseId} and o.starts_at < ${to} and (o.ends_at is null or o.ends_at > ${from}) and o.reason not in (${sqlJoin([...tenantsOutages])})
      group by o.operator_id, o.host_id
    ) failures where "downMillis" > 0 order by "operatorId", "hostId"`);
}

/** Moves what there is of each share to the tenant's wallet. */
async function pay(tx: Transaction, tenantId: string, { leaseId, poolId }: Failed, settlementId: string, { failures, shares }: Due, now: Millis): Promise<Part[]> {
  const operators = [...new Set(failures.map(({ operatorId }) => operatorId))];
  const treasury: AccountRef = { ownerId: poolId, kind: 'treasury' };
  for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
    const [inTreasury, ...earnings] = await balancesOf(tx, [treasury, ...operators.map((ownerId) => ({ ownerId, kind: 'earnings' as const }))]);
    const left = new Map(operators.map((id, index) => [id, earnings[index]!.available]));
    const parts = partsOf(failures, shares, left, inTreasury!.available);
    const outcome = await postTransfers(tx, now, parts.flatMap(({ hostId, operatorId, fromOperator, fromTreasury }) => [
      ...transfer(`settle:${settlementId}:credit:${hostId}`, { ownerId: operatorId, kind: 'earnings' }, tenantId, fromOperator, leaseId),
      ...transfer(`settle:${settlementId}:credit:${hostId}:treasury`, treasury, tenantId, fromTreasury, leaseId),
    ]));
    if (outcome.outcome === 'posted') return parts;
  }
  throw new Error(`what is to be credited to ${tenantId} kept being spent`);
}

/** Each pays its share as far as its earnings go, in order; the treasury pays what is missing, as far as it goes. Pure. */
export function partsOf(failures: readonly Failure[], shares: ReadonlyMap<string, NanoTokens>, earnings: ReadonlyMap<string, NanoTokens>, treasury: NanoTokens): Part[] {
  const left = new Map(earnings);
  let inTreasury = treasury;
  return failures.map((failure) => {
    const share = shares.get(failure.hostId) ?? 0n;
    const fromOperator = least(share, left.get(failure.operatorId) ?? 0n);
    left.set(failure.operatorId, (left.get(failure.operatorId) ?? 0n) - fromOperator);
    const fromTreasury = least(share - fromOperator, inTreasury);
    inTreasury -= fromTreasury;
    return { ...failure, fromOperator, fromTreasury };
  });
}

function least(a: bigint, b: bigint): bigint {
  const lesser = a < b ? a : b;
  return lesser > 0n ? lesser : 0n;
}

function transfer(key: string, from: AccountRef, tenantId: string, amount: NanoTokens, subjectId: string): NewTransfer[] {
  return amount > 0n ? [{ key, type: 'posted', from, to: { ownerId: tenantId, kind: 'wallet' }, amount, reason: 'service_credit', subjectId }] : [];
}

/** Charges below zero, one for each host that failed: so they are on the statement, and in the operators' earnings. */
async function insertCredits(tx: Transaction, tenantId: string, { leaseId, poolId, activatedAt }: Failed, settlementId: string, parts: readonly Part[], month: Month, now: Millis): Promise<void> {
  const paid = parts.filter(({ fromOperator, fromTreasury }) => fromOperator + fromTreasury > 0n);
  if (paid.length === 0) return;
  const startsAt = activatedAt > BigInt(month.startsAt) ? activatedAt : BigInt(month.startsAt);
  const rows = paid.map(({ operatorId, hostId, downMillis, fromOperator, fromTreasury }) => ({
    id: newId('charge'), operator_id: operatorId, host_id: hostId, quantity: downMillis.toString(), amount: (-fromOperator - fromTreasury).toString(),
    operator_amount: (-fromOperator).toString(), treasury_amount: (-fromTreasury).toString(),
  }));
  await tx.$executeRaw(sql`
    insert into charges (id, kind, lease_id, tenant_id, pool_id, operator_id, host_id, resource_class, variant, quantity, nano_tokens_per_unit_hour, starts_at, ends_at, amount, operator_amount,
      treasury_amount, fee_amount, settlement_id, posted_at, late)
    select id, 'service_credit', ${leaseId}, ${tenantId}, ${poolId}, operator_id, host_id, 'SERVICE_CREDIT', '', quantity, 0, ${startsAt}, ${BigInt(month.endsAt)}, amount,
      operator_amount, treasury_amount, 0, ${settlementId}, ${BigInt(now)}, true
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t(id text, operator_id text, host_id text, quantity numeric, amount bigint, operator_amount bigint, treasury_amount bigint)`);
}
