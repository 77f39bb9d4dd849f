import { type Reader, rowsOf, sql, type Transaction } from '#libs/database';
import { type Millis, MILLIS_PER_DAY, type NanoTokens } from '#libs/kernel';

import type { Budget } from './budget.js';

type BudgetRow = { [K in keyof Budget]: Budget[K] extends number ? bigint | number : Budget[K] extends number | null ? bigint | null : Budget[K] };

const columns = sql`id, tenant_id as "tenantId", project_id as "projectId", amount, alert_shares as "alertShares", hard_stop as "hardStop", version, month_starts_at as "monthStartsAt", spent,
  reached_shares as "reachedShares", stopped_at as "stoppedAt", stopped_until as "stoppedUntil", created_at as "createdAt"`;

/** A tenant's budgets, the oldest first. */
export async function selectBudgets(reader: Reader, { tenantId, id, limit, after }: { tenantId: string; id?: string; limit: number; after?: { createdAt: number; id: string } }): Promise<Budget[]> {
  const rows = await rowsOf<BudgetRow>(reader, sql`
    select ${columns} from budgets where tenant_id = ${tenantId} and (${id ?? null}::text is null or id = ${id ?? null})
      and (created_at, id) > (${BigInt(after?.createdAt ?? -1)}, ${after?.id ?? ''}) order by created_at, id limit ${limit}`);
  return rows.map(toBudget);
}

/** All budgets of a tenant whose billing the caller has locked: nothing else changes them. A tenant has one for itself, and one for each project. */
export async function budgetsOf(tx: Transaction, tenantId: string): Promise<Budget[]> {
  return (await tx.$queryRaw<BudgetRow[]>(sql`select ${columns} from budgets where tenant_id = ${tenantId} order by id`)).map(toBudget);
}

/** @returns false when its scope has a budget. */
export async function insertBudget(tx: Transaction, budget: Budget): Promise<boolean> {
  const added = await tx.$executeRaw(sql`
    insert into budgets (id, tenant_id, project_id, amount, alert_shares, hard_stop, version, month_starts_at, spent, reached_shares, created_at)
    values (${budget.id}, ${budget.tenantId}, ${budget.projectId}, ${budget.amount}, ${[...budget.alertShares]}::int[], ${budget.hardStop}, ${budget.version}, ${BigInt(budget.monthStartsAt)}, ${budget.spent},
      ${[...budget.reachedShares]}::int[], ${BigInt(budget.createdAt)}) on conflict do nothing`);
  return added > 0;
}

export async function updateBudget(tx: Transaction, budget: Budget): Promise<void> {
  await tx.$executeRaw(sql`
    update budgets set amount = ${budget.amount}, alert_shares = ${[...budget.alertShares]}::int[], hard_stop = ${budget.hardStop}, version = ${budget.version}, month_starts_at = ${BigInt(budget.monthStartsAt)},
      spent = ${budget.spent}, reached_shares = ${[...budget.reachedShares]}::int[], stopped_at = ${bigOrNull(budget.stoppedAt)}, stopped_until = ${bigOrNull(budget.stoppedUntil)} where id = ${budget.id}`);
}

export async function deleteBudget(tx: Transaction, id: string): Promise<void> {
  await tx.$executeRaw(sql`delete from budgets where id = ${id}`);
}

/**
 * What was charged in a scope from a moment on, credits deducted. Charges that were in time end after the statement that was in the making then began;
 * of the late ones all are looked at.
 */
export async function spentSince(tx: Transaction, { tenantId, projectId }: Pick<Budget, 'tenantId' | 'projectId'>, since: Millis): Promise<NanoTokens> {
  const [row] = await tx.$queryRaw<{ spent: bigint }[]>(sql`
    with begun as (
      select least(
        (select min(starts_at) from statements where tenant_id = ${tenantId} and closed_at >= ${BigInt(since - MILLIS_PER_DAY)}),
        (select min(starts_at) from statement_drafts where tenant_id = ${tenantId}), (select starts_at from tenant_billing where tenant_id = ${tenantId})) as at
    )
    select coalesce(sum(c.amount), 0)::bigint as spent from (
      select amount, lease_id, posted_at from charges where tenant_id = ${tenantId} and not late and ends_at > (select at from begun)
      union all
      select amount, lease_id, posted_at from charges where tenant_id = ${tenantId} and late
    ) c join leases l on l.id = c.lease_id
    where c.posted_at >= ${BigInt(since)} and (${projectId}::text is null or l.project_id = ${projectId})`);
  return row!.spent;
}

/** Tenants with a stop that is over. */
export async function tenantsToRelease(reader: Reader, now: Millis, limit: number): Promise<string[]> {
  const rows = await rowsOf<{ tenantId: string }>(reader, sql`
    select distinct tenant_id as "tenantId" from budgets where stopped_at is not null and stopped_until <= ${BigInt(now)} order by 1 limit ${limit}`);
  return rows.map(({ tenantId }) => tenantId);
}

function toBudget(row: BudgetRow): Budget {
  const millis = (at: bigint | null) => (at === null ? null : Number(at));
  return {
    ...row, version: Number(row.version), monthStartsAt: Number(row.monthStartsAt), createdAt: Number(row.createdAt), stoppedAt: millis(row.stoppedAt), stoppedUntil: millis(row.stoppedUntil),
  };
}

function bigOrNull(value: number | null): bigint | null {
  return value === null ? null : BigInt(value);
}
