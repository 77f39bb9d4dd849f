import { likeBeginning, type Reader, rowsOf, sql, sqlEmpty, type Transaction } from '#libs/database';
import { type Millis, MILLIS_PER_DAY, type NanoTokens } from '#libs/kernel';

import type { Period } from './period.js';
import type { StatementDraft } from './statement-draft.store.js';
import type { StatementSpan } from './statement-span.js';
import type { TenantBilling } from './tenant-billing.js';

/** A deposit's time is taken before it is committed: so far back is looked for those that no statement took. */
const LATEST_DEPOSIT = MILLIS_PER_DAY;

export interface StatementRow extends StatementSpan {
  id: string;
  period: Period | 'interim';
  openingBalance: NanoTokens;
  deposits: NanoTokens;
  charges: NanoTokens;
  closingBalance: NanoTokens;
  closedAt: Millis;
}

/** Takes the deposits made before the statement's end that no other statement took, and with them what was taken back since, and what went into stake pools and came out: of either sign. */
export async function takeDeposits(tx: Transaction, draft: StatementDraft): Promise<NanoTokens> {
  const [row] = await tx.$queryRaw<{ amount: bigint }[]>(sql`
    with added as (
      insert into statement_deposits (transfer_id, statement_id, amount, at)
      select d.id, ${draft.id}, d.amount, d.at from (${untakenDeposits(draft)}) d where d.at < ${BigInt(draft.endsAt)}
      returning amount
    )
    select coalesce(sum(amount), 0)::bigint as amount from added`);
  return row!.amount;
}

function untakenDeposits({ tenantId, startsAt }: Pick<StatementSpan, 'tenantId' | 'startsAt'>) {
  return sql`
    select t.id, e.amount, e.at from accounts a cross join lateral account_entries(a.id, ${BigInt(Math.max(0, startsAt - LATEST_DEPOSIT))}, null) e join transfers t on t.position = e.id / 2
    where a.owner_id = ${tenantId} and a.kind = 'wallet' and a.asset = 'token' and t.reason in ('deposit', 'reversal', 'stake', 'unstake', 'premium', 'cover')
      and not exists (select 1 from statement_deposits d where d.transfer_id = t.id)`;
}

/**
 * What the ledger says that the tenant has, wallet and escrows together, less what came in for a later statement than this draft and with
 * what was charged for one: the closing balance, seen from the other side. One statement, so that a deposit that commits
 * meanwhile is on both sides or on none; charges cannot change under the lock of the tenant's billing.
 */
export async function balanceByLedger(tx: Transaction, draft: StatementDraft): Promise<NanoTokens> {
  const { tenantId, endsAt, chargesTo } = draft;
  const [row] = await tx.$queryRaw<{ balance: bigint }[]>(sql`
    select (
      (select coalesce(sum(balance), 0) from accounts where owner_id = ${tenantId} and kind = 'wallet' and asset = 'token')
      + (select coalesce(sum(a.balance), 0) from leases l join accounts a on a.owner_id = l.id and a.kind = 'escrow' and a.asset = 'token' where l.tenant_id = ${tenantId})
      - (select coalesce(sum(d.amount), 0) from (${untakenDeposits(draft)}) d)
      + (select coalesce(sum(amount), 0) from charges where tenant_id = ${tenantId} and not late and ends_at > ${BigInt(endsAt)})
      + (select coalesce(sum(amount), 0) from charges where tenant_id = ${tenantId} and late and sequence > ${chargesTo})
    )::bigint as balance`);
  return row!.balance;
}

/** When something first moves that no statement took: the end of a charge, or the instant after a deposit. */
export async function firstUnbilled(tx: Transaction, billing: TenantBilling): Promise<Millis | null> {
  const { tenantId, startsAt, chargesTo } = billing;
  const [row] = await tx.$queryRaw<{ at: bigint | null }[]>(sql`
    select least(
      (select min(ends_at) from charges where tenant_id = ${tenantId} and not late and ends_at > ${BigInt(startsAt)}),
      (select min(ends_at) from charges where tenant_id = ${tenantId} and late and sequence > ${chargesTo}),
      (select min(d.at) + 1 from (${untakenDeposits(billing)}) d)) as at`);
  return row!.at === null ? null : Number(row!.at);
}

export async function insertStatement(tx: Transaction, row: StatementRow): Promise<void> {
  await tx.$executeRaw(sql`
    insert into statements (id, tenant_id, period, starts_at, ends_at, opening_balance, deposits, charges, closing_balance, closed_at, charges_from, charges_to)
    values (${row.id}, ${row.tenantId}, ${row.period}, ${BigInt(row.startsAt)}, ${BigInt(row.endsAt)}, ${row.openingBalance}, ${row.deposits}, ${row.charges},
      ${row.closingBalance}, ${BigInt(row.closedAt)}, ${row.chargesFrom}, ${row.chargesTo})`);
}

export async function moveBilling(tx: Transaction, next: TenantBilling): Promise<void> {
  await tx.$executeRaw(sql`
    update tenant_billing set period = ${next.period}, starts_at = ${BigInt(next.startsAt)}, ends_at = ${BigInt(next.endsAt)}, balance = ${next.balance}, charges_to = ${next.chargesTo}
    where tenant_id = ${next.tenantId}`);
}

/** Tenants whose current period is over or whose statement is still in the making, those that wait longest first. */
export async function dueTenants(reader: Reader, now: Millis, limit: number): Promise<string[]> {
  const rows = await rowsOf<{ id: string }>(reader, sql`
    select tenant_id as id from (
      (select tenant_id, ends_at from tenant_billing where ends_at <= ${BigInt(now)} order by ends_at, tenant_id limit ${limit})
      union all select tenant_id, ends_at from statement_drafts) due
    group by tenant_id order by min(ends_at), tenant_id limit ${limit}`);
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
  closing_balance as "closingBalance", closed_at as "closedAt", charges_from as "chargesFrom", charges_to as "chargesTo"`;

/** A tenant's statements, the latest first. */
export async function selectStatements(
  reader: Reader, tenantId: string, page: { limit: number; behind?: Millis; isOldestFirst?: boolean; search?: string; id?: string },
): Promise<StatementRow[]> {
  const { behind, isOldestFirst = false } = page;
  const goesOn = isOldestFirst ? sql`starts_at > ${BigInt(behind ?? -1)}` : sql`starts_at < ${BigInt(behind ?? Number.MAX_SAFE_INTEGER)}`;
  const rows = await rowsOf<Omit<StatementRow, 'startsAt' | 'endsAt' | 'closedAt'> & Record<'startsAt' | 'endsAt' | 'closedAt', bigint>>(reader, sql`
    select ${columns} from statements
    where tenant_id = ${tenantId} and (${page.id ?? null}::text is null or id = ${page.id ?? null}) and ${goesOn}
      ${page.search === undefined ? sqlEmpty : sql`and id ilike ${likeBeginning(page.search)}`}
    order by ${isOldestFirst ? sql`starts_at` : sql`starts_at desc`} limit ${page.limit}`);
  return rows.map((row) => ({ ...row, startsAt: Number(row.startsAt), endsAt: Number(row.endsAt), closedAt: Number(row.closedAt) }));
}
