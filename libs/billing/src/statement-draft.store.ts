import { type Reader, rowsOf, sql, sqlEmpty, type Transaction } from '#libs/database';
import type { NanoTokens } from '#libs/kernel';

import type { Period } from './period.js';
import { chargesOfLease, type StatementSpan, usageOfCharge } from './statement-span.js';
import type { TenantBilling } from './tenant-billing.js';

/** A statement in the making. */
export interface StatementDraft extends StatementSpan {
  id: string;
  period: Period | 'interim';
  openingBalance: NanoTokens;
  /** How many leases it has lines of, and of how many those are written. */
  leases: number;
  leasesDone: number;
  /** Lines so far, and what they sum to. */
  lines: number;
  charges: NanoTokens;
}

/**
 * Begins a statement: from here on it is settled what is on it, for what is charged later is late. The tenant's billing must be locked, and
 * moved on in the same transaction. @returns up to which sequence it has the late charges; undefined when another statement of the tenant is being made.
 */
export async function insertDraft(tx: Transaction, billing: TenantBilling, { id, period, endsAt }: Pick<StatementDraft, 'id' | 'period' | 'endsAt'>): Promise<bigint | undefined> {
  const { tenantId, startsAt, balance, chargesTo: from } = billing;
  const [draft] = await tx.$queryRaw<{ to: bigint }[]>(sql`
    insert into statement_drafts (tenant_id, id, period, starts_at, ends_at, opening_balance, charges_from, charges_to, leases)
    select ${tenantId}, ${id}, ${period}, ${BigInt(startsAt)}, ${BigInt(endsAt)}, ${balance}, ${from}::bigint,
      coalesce((select max(sequence) from charges where tenant_id = ${tenantId} and late and sequence > ${from}), ${from}::bigint), 0
    on conflict do nothing returning charges_to as to`);
  if (!draft) return undefined;
  const leases = await tx.$executeRaw(sql`
    insert into statement_draft_leases (statement_id, place, lease_id)
    select ${id}, row_number() over (order by l.created_at, l.id), l.id from leases l join (
      select lease_id from lease_settlements where tenant_id = ${tenantId} and final_at is null and charged_to > ${BigInt(startsAt)}
      union select lease_id from lease_settlements where tenant_id = ${tenantId} and final_at is not null and charged_to > ${BigInt(startsAt)}
      union select lease_id from charges where tenant_id = ${tenantId} and late and sequence > ${from} and sequence <= ${draft.to}
    ) c on c.lease_id = l.id`);
  await tx.$executeRaw(sql`update statement_drafts set leases = ${leases} where tenant_id = ${tenantId}`);
  return draft.to;
}

/** The tenant's statement in the making. `lock` keeps others from writing on it until the transaction ends. */
export async function selectDraft(reader: Reader, tenantId: string, lock?: 'lock'): Promise<StatementDraft | undefined> {
  const [row] = await rowsOf<Omit<StatementDraft, 'startsAt' | 'endsAt'> & Record<'startsAt' | 'endsAt', bigint>>(reader, sql`
    select tenant_id as "tenantId", id, period, starts_at as "startsAt", ends_at as "endsAt", opening_balance as "openingBalance", charges_from as "chargesFrom", charges_to as "chargesTo",
      leases, leases_done as "leasesDone", lines, charges
    from statement_drafts where tenant_id = ${tenantId} ${lock ? sql`for update` : sqlEmpty}`);
  return row && { ...row, startsAt: Number(row.startsAt), endsAt: Number(row.endsAt) };
}

/**
 * Writes the lines of a draft's next leases: one of a lease and class, in order of the leases; charges that correct another statement
 * stand in lines of their own. The draft must be locked. @returns how many charges those are of.
 */
export async function insertLines(tx: Transaction, draft: StatementDraft, leases: number): Promise<number> {
  const { id, leasesDone, lines } = draft;
  const [written] = await tx.$queryRaw<{ charges: number; lines: number; amount: bigint }[]>(sql`
    with taken as (
      select p.place, c.* from statement_draft_leases p cross join lateral ${chargesOfLease(sql`p.lease_id`, draft)} c
      where p.statement_id = ${id} and p.place > ${leasesDone} and p.place <= ${leasesDone + leases}
    ), summed as (
      select place, lease_id, resource_class, variant, corrects_statement_id, count(*) as charges, sum(amount) as amount, sum(waived) as waived, min(starts_at) as starts_at, max(ends_at) as ends_at,
        sum(${usageOfCharge}) as usage
      from taken c group by place, lease_id, resource_class, variant, corrects_statement_id
    ), added as (
      insert into statement_lines (statement_id, line_number, lease_id, lease_name, resource_class, variant, usage, amount, waived, starts_at, ends_at, corrects_statement_id)
      select ${id}, ${lines} + row_number() over (order by s.place, s.resource_class, s.variant, c.starts_at nulls last), l.id, l.name, s.resource_class, s.variant,
        s.usage, s.amount, s.waived, s.starts_at, s.ends_at, s.corrects_statement_id
      from summed s join leases l on l.id = s.lease_id left join statements c on c.id = s.corrects_statement_id
    )
    select coalesce(sum(charges), 0)::int as charges, count(*)::int as lines, coalesce(sum(amount), 0)::bigint as amount from summed`);
  await tx.$executeRaw(sql`
    update statement_drafts set leases_done = least(leases, leases_done + ${leases}), lines = lines + ${written!.lines}, charges = charges + ${written!.amount}
    where tenant_id = ${draft.tenantId}`);
  return written!.charges;
}

export async function deleteDraft(tx: Transaction, { tenantId, id }: StatementDraft): Promise<void> {
  await tx.$executeRaw(sql`delete from statement_draft_leases where statement_id = ${id}`);
  await tx.$executeRaw(sql`delete from statement_drafts where tenant_id = ${tenantId}`);
}
