import { rowsOf, sql, type Transaction } from '#libs/database';
import { assert, type Millis, type NanoTokens } from '#libs/kernel';

import { lockBilling } from './tenant-billing.js';

/** What a lease is still owed for a month's missed service level: neither whose capacity failed nor the treasury had it. */
export interface CreditOwed {
  leaseId: string;
  tenantId: string;
  projectId: string;
  monthStartsAt: Millis;
  monthEndsAt: Millis;
  /** Replica-time of the month that the credit is for. */
  downMillis: bigint;
  unpaid: NanoTokens;
}

/** Tenants whose billing is locked at once. */
const MOST_LEASES = 1_000;

/**
 * What leases of a pool are owed for months that one operator's hosts had a part in missing and that ended after `since`, the oldest first. Their tenants' billing is locked
 * until the transaction ends: nobody pays it meanwhile.
 */
export async function creditsOwed(tx: Transaction, { poolId, operatorId, since }: { poolId: string; operatorId: string; since: Millis }): Promise<CreditOwed[]> {
  const select = () => rowsOf<Omit<CreditOwed, 'monthStartsAt' | 'monthEndsAt'> & { startsAt: bigint; endsAt: bigint }>(tx, sql`
    select * from (
      select distinct on (g.lease_id, g.month_starts_at) g.lease_id as "leaseId", g.tenant_id as "tenantId", l.project_id as "projectId", g.month_starts_at as "startsAt", g.month_ends_at as "endsAt",
        g.down_millis as "downMillis", g.unpaid
      from service_credits g join leases l on l.id = g.lease_id and l.pool_id = ${poolId}
      where g.month_ends_at > ${BigInt(since)} and exists (
        select 1 from outages o where o.lease_id = g.lease_id and o.operator_id = ${operatorId} and o.starts_at < g.month_ends_at and (o.ends_at is null or o.ends_at > g.month_starts_at))
      order by g.lease_id, g.month_starts_at, g.round desc
    ) latest where unpaid > 0 order by "startsAt", "leaseId" limit ${MOST_LEASES}`);
  for (const tenantId of new Set((await select()).map((owed) => owed.tenantId).toSorted())) await lockBilling(tx, tenantId);
  return (await select()).map(({ startsAt, endsAt, ...owed }) => ({ ...owed, monthStartsAt: Number(startsAt), monthEndsAt: Number(endsAt) }));
}

/** Notes that so much of what a lease is owed was paid by somebody else: another round, that no operator and no treasury had a part in. The tenant's billing must be locked (`creditsOwed`). */
export async function payCredit(tx: Transaction, { leaseId, monthStartsAt }: CreditOwed, amount: NanoTokens, now: Millis): Promise<void> {
  const rows = await tx.$executeRaw(sql`
    insert into service_credits (lease_id, month_starts_at, round, tenant_id, month_ends_at, served_millis, down_millis, charged, credit_bps, amount, unpaid, given_at)
    select lease_id, month_starts_at, round + 1, tenant_id, month_ends_at, served_millis, down_millis, charged, credit_bps, ${amount}::bigint, unpaid - ${amount}::bigint, ${BigInt(now)}
    from service_credits where lease_id = ${leaseId} and month_starts_at = ${BigInt(monthStartsAt)} order by round desc limit 1`);
  assert(rows === 1, 'what is owed is on record');
}
