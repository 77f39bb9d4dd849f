import { type Reader, rowsOf, sql, type Transaction } from '#libs/database';
import { type Millis, MILLIS_PER_DAY, type NanoTokens } from '#libs/kernel';

import type { Period } from './period.js';
import { usageOfCharge } from './statement-content.store.js';
import type { TenantBilling } from './tenant-billing.js';

/** A deposit's time is taken before it is committed: so far back is looked for those that no statement took. */
const LATEST_DEPOSIT = MILLIS_PER_DAY;

export interface StatementRow {
  id: string;
  tenantId: string;
  period: Period | 'interim';
  startsAt: Millis;
  endsAt: Millis;
  openingBalance: NanoTokens;
  deposits: NanoTokens;
  charges: NanoTokens;
  closingBalance: NanoTokens;
  closedAt: Millis;
}

interface Taken {
  count: number;
  amount: NanoTokens;
}

/**
 * Takes the tenant's charges that end by the statement's end and that no other took, as lines of a lease and class. Those for time that
 * an earlier statement is for (it came late, or was decided on late) are lines of their own, which say which statement they correct.
 */
export async function takeCharges(tx: Transaction, statementId: string, { tenantId, startsAt }: TenantBilling, endsAt: Millis): Promise<Taken> {
  return taken(await tx.$queryRaw(sql`
    with taken as (
      update charges c set statement_id = ${statementId}, corrects_statement_id = case when c.ends_at <= ${BigInt(startsAt)} then (
        select s.id from statements s where s.tenant_id = c.tenant_id and s.starts_at <= c.starts_at and s.ends_at >= c.ends_at) end
      where tenant_id = ${tenantId} and statement_id is null and ends_at <= ${BigInt(endsAt)}
      returning lease_id, kind, usage_id, resource_class, variant, corrects_statement_id, quantity, starts_at, ends_at, amount, waived
    ), summed as (
      select lease_id, resource_class, variant, corrects_statement_id, sum(amount) as amount, sum(waived) as waived, min(starts_at) as starts_at, max(ends_at) as ends_at,
        sum(${usageOfCharge}) as usage
      from taken c group by lease_id, resource_class, variant, corrects_statement_id
    ), added as (
      insert into statement_lines (statement_id, line_number, lease_id, lease_name, resource_class, variant, usage, amount, waived, starts_at, ends_at, corrects_statement_id)
      select ${statementId}, row_number() over (order by l.created_at, l.id, s.resource_class, s.variant, c.starts_at nulls last), l.id, l.name, s.resource_class, s.variant,
        s.usage, s.amount, s.waived, s.starts_at, s.ends_at, s.corrects_statement_id
      from summed s join leases l on l.id = s.lease_id left join statements c on c.id = s.corrects_statement_id
      returning amount
    )
    select count(*)::int as count, coalesce(sum(amount), 0)::bigint as amount from added`));
}

/** Takes the deposits made before the statement's end that no other statement took, and with them what was taken back since: of a reversal, either sign. */
export async function takeDeposits(tx: Transaction, statementId: string, billing: TenantBilling, endsAt: Millis): Promise<Taken> {
  return taken(await tx.$queryRaw(sql`
    with added as (
      insert into statement_deposits (transfer_id, statement_id, amount, at)
      select d.id, ${statementId}, d.amount, d.at from (${untakenDeposits(billing)}) d where d.at < ${BigInt(endsAt)}
      returning amount
    )
    select count(*)::int as count, coalesce(sum(amount), 0)::bigint as amount from added`));
}

function taken(rows: Taken[]): Taken {
  return rows[0]!;
}

function untakenDeposits({ tenantId, startsAt }: TenantBilling) {
  return sql`
    select t.id, e.amount, e.at from accounts a join entries e on e.account_id = a.id join transfers t on t.id = e.transfer_id
    where a.owner_id = ${tenantId} and a.kind = 'wallet' and a.asset = 'token' and t.reason in ('deposit', 'reversal') and e.at >= ${BigInt(Math.max(0, startsAt - LATEST_DEPOSIT))}
      and not exists (select 1 from statement_deposits d where d.transfer_id = t.id)`;
}

/**
 * What the ledger says that the tenant has, wallet and escrows together, less what came in for a later statement and with
 * what was charged for one: the closing balance, seen from the other side. One statement, so that a deposit that commits
 * meanwhile is on both sides or on none; charges cannot change under the lock of the tenant's billing.
 */
export async function balanceByLedger(tx: Transaction, billing: TenantBilling): Promise<NanoTokens> {
  const { tenantId } = billing;
  const [row] = await tx.$queryRaw<{ balance: bigint }[]>(sql`
    select (
      (select coalesce(sum(balance), 0) from accounts where owner_id = ${tenantId} and kind = 'wallet' and asset = 'token')
      + (select coalesce(sum(a.balance), 0) from leases l join accounts a on a.owner_id = l.id and a.kind = 'escrow' and a.asset = 'token' where l.tenant_id = ${tenantId})
      - (select coalesce(sum(d.amount), 0) from (${untakenDeposits(billing)}) d)
      + (select coalesce(sum(amount), 0) from charges where tenant_id = ${tenantId} and statement_id is null)
    )::bigint as balance`);
  return row!.balance;
}

/** When something first moves that no statement took: the end of a charge, or the instant after a deposit. */
export async function firstUnbilled(tx: Transaction, billing: TenantBilling): Promise<Millis | null> {
  const [row] = await tx.$queryRaw<{ at: bigint | null }[]>(sql`
    select least(
      (select min(ends_at) from charges where tenant_id = ${billing.tenantId} and statement_id is null),
      (select min(d.at) + 1 from (${untakenDeposits(billing)}) d)) as at`);
  return row!.at === null ? null : Number(row!.at);
}

export async function insertStatement(tx: Transaction, row: StatementRow): Promise<void> {
  await tx.$executeRaw(sql`
    insert into statements (id, tenant_id, period, starts_at, ends_at, opening_balance, deposits, charges, closing_balance, closed_at)
    values (${row.id}, ${row.tenantId}, ${row.period}, ${BigInt(row.startsAt)}, ${BigInt(row.endsAt)}, ${row.openingBalance}, ${row.deposits}, ${row.charges},
      ${row.closingBalance}, ${BigInt(row.closedAt)})`);
}

export async function moveBilling(tx: Transaction, next: TenantBilling): Promise<void> {
  await tx.$executeRaw(sql`
    update tenant_billing set period = ${next.period}, starts_at = ${BigInt(next.startsAt)}, ends_at = ${BigInt(next.endsAt)}, balance = ${next.balance}
    where tenant_id = ${next.tenantId}`);
}

/** Tenants whose current period is over, those that wait longest first. */
export async function dueTenants(reader: Reader, now: Millis, limit: number): Promise<string[]> {
  const rows = await rowsOf<{ id: string }>(reader, sql`select tenant_id as id from tenant_billing where ends_at <= ${BigInt(now)} order by ends_at, tenant_id limit ${limit}`);
  return rows.map(({ id }) => id);
}

/** Tenants that have a wallet and were never charged: a deposit alone is worth a statement. */
export async function unbilledTenants(reader: Reader, limit: number): Promise<string[]> {
  const rows = await rowsOf<{ id: string }>(reader, sql`
    select t.id from tenants t join accounts a on a.owner_id = t.id and a.kind = 'wallet' and a.asset = 'token'
    where not exists (select 1 from tenant_billing b where b.tenant_id = t.id) limit ${limit}`);
  return rows.map(({ id }) => id);
}

const columns = sql`id, tenant_id as "tenantId", period, starts_at as "startsAt", ends_at as "endsAt", opening_balance as "openingBalance", deposits, charges,
  closing_balance as "closingBalance", closed_at as "closedAt"`;

/** A tenant's statements, the latest first. */
export async function selectStatements(reader: Reader, tenantId: string, page: { limit: number; before?: Millis; id?: string }): Promise<StatementRow[]> {
  const rows = await rowsOf<Omit<StatementRow, 'startsAt' | 'endsAt' | 'closedAt'> & Record<'startsAt' | 'endsAt' | 'closedAt', bigint>>(reader, sql`
    select ${columns} from statements
    where tenant_id = ${tenantId} and (${page.id ?? null}::text is null or id = ${page.id ?? null}) and starts_at < ${BigInt(page.before ?? Number.MAX_SAFE_INTEGER)}
    order by starts_at desc limit ${page.limit}`);
  return rows.map((row) => ({ ...row, startsAt: Number(row.startsAt), endsAt: Number(row.endsAt), closedAt: Number(row.closedAt) }));
}
