import { type Sql, sql } from '#libs/database';
import type { Millis } from '#libs/kernel';

/** Which charges a statement has: those in its time, and of the late ones those after one sequence, up to and including another. */
export interface StatementSpan {
  tenantId: string;
  startsAt: Millis;
  endsAt: Millis;
  chargesFrom: bigint;
  chargesTo: bigint;
}

/** What a statement has of the charges of a lease, by their ends as `billed_charges` has it (one on request may end before a charge that was made meanwhile): rows as in `charges`, with the closed statement that each corrects. Read by lease alone, so that a page of leases costs what it has. */
export function chargesOfLease(leaseId: Sql, { startsAt, endsAt, chargesFrom, chargesTo }: StatementSpan): Sql {
  const [from, to] = [BigInt(startsAt), BigInt(endsAt)];
  return sql`(
    select c.*, null::text as corrects_statement_id from charges c where c.lease_id = ${leaseId} and not c.late and c.ends_at > ${from} and c.ends_at <= ${to}
    union all
    select c.*, case when c.ends_at <= ${from} then (
      select s.id from statements s where s.tenant_id = c.tenant_id and s.starts_at <= c.starts_at and s.ends_at >= c.ends_at) end
    from charges c where c.lease_id = ${leaseId} and c.late and c.sequence > ${chargesFrom} and c.sequence <= ${chargesTo}
  )`;
}

/** What a row `c` of `charges` adds to the usage of its line. */
export const usageOfCharge = sql`case c.kind when 'credit' then -1 else 1 end * c.quantity * case when c.usage_id is null and c.kind <> 'service_credit' then c.ends_at - c.starts_at else 1 end`;
