import { type Reader, rowsOf, sql, sqlEmpty } from '#libs/database';
import type { Millis, NanoTokens } from '#libs/kernel';

import { chargesOfLease, type StatementSpan, usageOfCharge } from './statement-span.js';
import type { StatementLineView } from './statement.view.js';

/** A statement's lines, by number: they have no gaps, so a page is a range, whatever the planner knows of a statement that was just closed. */
export async function selectLines(reader: Reader, statementId: string, { afterLine, limit }: { afterLine: number; limit: number }): Promise<StatementLineView[]> {
  const rows = await rowsOf<Omit<StatementLineView, 'startsAt' | 'endsAt'> & { startsAt: bigint; endsAt: bigint }>(reader, sql`
    select l.line_number as line, l.lease_id as "leaseId", l.lease_name as "leaseName", (select pricing->>'mode' from leases where id = l.lease_id) as pricing,
      l.resource_class as "resourceClass", l.variant, l.usage::text as usage,
      l.amount::text as amount, l.waived::text as waived, l.starts_at as "startsAt", l.ends_at as "endsAt",
      case when c.id is not null then jsonb_build_object('statementId', c.id, 'startsAt', c.starts_at, 'endsAt', c.ends_at) end as corrects
    from statement_lines l left join statements c on c.id = l.corrects_statement_id
    where l.statement_id = ${statementId} and l.line_number > ${afterLine} and l.line_number <= ${afterLine + limit} order by l.line_number`);
  return rows.map((row) => ({ ...row, startsAt: Number(row.startsAt), endsAt: Number(row.endsAt) }));
}

/** A deposit that a statement took. */
export interface DepositRow {
  transferId: string;
  amount: NanoTokens;
  at: Millis;
}

/** A statement's deposits, by time. */
export async function selectDeposits(reader: Reader, statementId: string, { after, limit }: { after?: DepositRow; limit: number }): Promise<DepositRow[]> {
  const rows = await rowsOf<Omit<DepositRow, 'at'> & { at: bigint }>(reader, sql`
    select transfer_id as "transferId", amount, at from statement_deposits
    where statement_id = ${statementId} ${after ? sql`and (at, transfer_id) > (${BigInt(after.at)}, ${after.transferId})` : sqlEmpty} order by at, transfer_id limit ${limit}`);
  return rows.map((row) => ({ ...row, at: Number(row.at) }));
}

/** What a line is made of at one price. */
export interface PricedUse {
  line: number;
  leaseId: string;
  leaseName: string;
  projectId: string;
  projectName: string;
  poolId: string;
  mode: string;
  /** Of a reserved lease's prices; 0 for others. */
  discountBps: number;
  /** Of a reserved lease, for time after its tenant gave it up. */
  isUnused: boolean;
  resourceClass: string;
  variant: string;
  nanoTokensPerUnitHour: NanoTokens;
  /** For time that was billed before: it corrects an earlier statement. */
  isCorrection: boolean;
  /** As on lines; below zero where time was credited. */
  usage: string;
  amount: NanoTokens;
  waived: NanoTokens;
  startsAt: Millis;
  endsAt: Millis;
}

/** Whether a row `c` of `charges` is for time after the tenant of the reserved lease `l` gave it up. */
const isUnused = sql`(l.pricing->>'mode' = 'reserved' and coalesce(c.starts_at >= l.closing_at, false))`;

/** A page of lines, each divided by the prices of its charges, and by whether they are for what was used. Lines and charges meet here and not in SQL, whose planner knows nothing of a statement that was just closed. */
export async function selectPricedUses(reader: Reader, statement: StatementSpan, lines: readonly StatementLineView[]): Promise<PricedUse[]> {
  const leaseIds = [...new Set(lines.map(({ leaseId }) => leaseId))];
  const rows = await rowsOf<ChargesAtPrice>(reader, sql`
    select c.lease_id as "leaseId", l.project_id as "projectId", coalesce(p.name, '') as "projectName", c.pool_id as "poolId", l.pricing->>'mode' as mode,
      coalesce((l.pricing->>'discountBps')::int, 0) as "discountBps", ${isUnused} as "isUnused", c.resource_class as "resourceClass", c.variant,
      c.nano_tokens_per_unit_hour as "nanoTokensPerUnitHour", c.corrects_statement_id as "correctsStatementId", sum(${usageOfCharge})::text as usage, sum(c.amount)::bigint as amount,
      sum(c.waived)::bigint as waived, min(c.starts_at) as "startsAt", max(c.ends_at) as "endsAt"
    from unnest(${leaseIds}::text[]) w(id) join leases l on l.id = w.id left join projects p on p.id = l.project_id cross join lateral ${chargesOfLease(sql`w.id`, statement)} c
    group by c.lease_id, l.id, p.id, c.pool_id, c.resource_class, c.variant, c.nano_tokens_per_unit_hour, c.kind = 'credit', c.corrects_statement_id, ${isUnused}
    order by min(c.starts_at), c.nano_tokens_per_unit_hour`);
  const ofLine = Map.groupBy(rows, ({ leaseId, resourceClass, variant, correctsStatementId }) => JSON.stringify([leaseId, resourceClass, variant, correctsStatementId]));
  return lines.flatMap(({ line, leaseId, leaseName, resourceClass, variant, corrects }) =>
    (ofLine.get(JSON.stringify([leaseId, resourceClass, variant, corrects?.statementId ?? null])) ?? []).map(({ correctsStatementId, ...row }) => ({
      ...row, line, leaseName, isCorrection: correctsStatementId !== null, startsAt: Number(row.startsAt), endsAt: Number(row.endsAt),
    })));
}

type ChargesAtPrice = Omit<PricedUse, 'line' | 'leaseName' | 'isCorrection' | 'startsAt' | 'endsAt'> & { correctsStatementId: string | null; startsAt: bigint; endsAt: bigint };
