import { sql, type Transaction } from '#libs/database';
import { assert, type Millis, type NanoTokens } from '#libs/kernel';

import { cutAtPeriods, type Interval, type Period, periodEnd, periodStart } from './period.js';

/** Where a tenant's billing stands. */
export interface TenantBilling {
  tenantId: string;
  period: Period;
  /** The current period: from the end of the last statement to the next boundary. */
  startsAt: Millis;
  endsAt: Millis;
  /** The closing balance of the last statement. */
  balance: NanoTokens;
  /** Up to which sequence late charges are on statements. */
  chargesTo: bigint;
}

/**
 * Locks a tenant's billing until the transaction ends: nothing else charges or bills the tenant meanwhile. Taken before
 * leases and accounts, by everything that charges. Begins with the period that the tenant was made in.
 */
export async function lockBilling(tx: Transaction, tenantId: string): Promise<TenantBilling> {
  const found = await selectForUpdate(tx, tenantId);
  if (found) return found;
  const [tenant] = await tx.$queryRaw<{ period: Period; created_at: bigint }[]>(sql`select statement_period as period, created_at from tenants where id = ${tenantId}`);
  assert(tenant, 'who is billed is a tenant');
  const { period } = tenant;
  const startsAt = periodStart(period, Number(tenant.created_at));
  await tx.$executeRaw(sql`
    insert into tenant_billing (tenant_id, period, starts_at, ends_at)
    values (${tenantId}, ${period}, ${BigInt(startsAt)}, ${BigInt(periodEnd(period, startsAt))}) on conflict do nothing`);
  return (await selectForUpdate(tx, tenantId))!;
}

async function selectForUpdate(tx: Transaction, tenantId: string): Promise<TenantBilling | undefined> {
  const [row] = await tx.$queryRaw<{ period: Period; starts_at: bigint; ends_at: bigint; balance: bigint; charges_to: bigint }[]>(sql`
    select period, starts_at, ends_at, balance, charges_to from tenant_billing where tenant_id = ${tenantId} for update`);
  return row && { tenantId, period: row.period, startsAt: Number(row.starts_at), endsAt: Number(row.ends_at), balance: row.balance, chargesTo: row.charges_to };
}

/**
 * How charges of this tenant are cut, from an instant on: where its periods end, and where its statements ended. What
 * begins in the current period need not look back.
 */
export async function cutterFrom(tx: Transaction, billing: TenantBilling, from: Millis): Promise<(from: Millis, to: Millis) => Interval[]> {
  const ends = [billing.startsAt];
  if (from < billing.startsAt) {
    const rows = await tx.$queryRaw<{ ends_at: bigint }[]>(sql`
      select ends_at from statements where tenant_id = ${billing.tenantId} and ends_at > ${BigInt(from)}`);
    ends.push(...rows.map((row) => Number(row.ends_at)));
  }
  return (start, end) => cutAtPeriods(start, end, billing.period, ends);
}
