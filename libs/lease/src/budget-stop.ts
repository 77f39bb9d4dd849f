import { type Reader, rowsOf, sql } from '#libs/database';
import { type Millis } from '#libs/kernel';

import { leaseProblems } from './lease.errors.js';

/** Whom a budget is for: a whole tenant, or one of its projects. */
export interface BudgetScope {
  tenantId: string;
  projectId: string;
}

/** Since when a spent budget stops what it is for. */
export interface BudgetStop {
  stoppedAt: Millis;
  /** The end of its month: from then on new leases are admitted, and what is suspended runs again. */
  until: Millis;
  /** Whether it is for the whole tenant, or for the project alone. */
  ofTenant: boolean;
}

/** Of budgets `b` and leases `l`: that this budget's stop stands and is for this lease. A stop stands until billing releases it, which comes after all that ran is suspended. */
export const stops = sql`b.stopped_at is not null and b.tenant_id = l.tenant_id and (b.project_id is null or b.project_id = l.project_id)`;

/** The stops that stand for a lease, the earliest first: its tenant's, its project's. */
async function stopsOf(reader: Reader, { tenantId, projectId }: BudgetScope): Promise<BudgetStop[]> {
  const rows = await rowsOf<{ stoppedAt: bigint; until: bigint; ofTenant: boolean }>(reader, sql`
    select b.stopped_at as "stoppedAt", b.stopped_until as until, b.project_id is null as "ofTenant"
    from (select ${tenantId}::text as tenant_id, ${projectId}::text as project_id) l join budgets b on ${stops} order by b.stopped_at`);
  return rows.map((row) => ({ ...row, stoppedAt: Number(row.stoppedAt), until: Number(row.until) }));
}

/** The earliest stop that stands for a lease; undefined when none does. */
export async function stopOf(reader: Reader, scope: BudgetScope): Promise<BudgetStop | undefined> {
  return (await stopsOf(reader, scope))[0];
}

/** @throws Problem `budget_reached` while a budget with a hard stop is spent: nothing new is admitted until its month is over. */
export async function checkBudgets(reader: Reader, scope: BudgetScope, now: Millis): Promise<void> {
  const [latest] = (await stopsOf(reader, scope)).filter(({ until }) => until > now).toSorted((a, b) => b.until - a.until);
  if (!latest) return;
  const { until, ofTenant } = latest;
  throw leaseProblems.budget_reached(`The budget of ${ofTenant ? 'this tenant' : 'this project'} is spent, with a hard stop: its month ends at ${new Date(until).toISOString()}. Raise or remove it, or wait.`, {
    extra: { scope: ofTenant ? 'tenant' : 'project', until },
  });
}

/** Leases that run although a spent budget stops them, in order of id. What is reserved is paid ahead, and goes on. */
export async function runningThoughStopped(reader: Reader, { tenantId, limit }: { tenantId?: string; limit: number }): Promise<string[]> {
  const ofTenant = tenantId === undefined ? sql`` : sql`and b.tenant_id = ${tenantId}`;
  const rows = await rowsOf<{ id: string }>(reader, sql`
    select distinct l.id collate "C" as id from budgets b join leases l on ${stops}
    where l.closed_at is null and l.state in ('active', 'degraded') and l.pricing->>'mode' <> 'reserved' ${ofTenant} order by 1 limit ${limit}`);
  return rows.map(({ id }) => id);
}
