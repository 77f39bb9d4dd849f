import { type Reader, rowsOf, sql, sqlEmpty } from '#libs/database';
import type { Millis, NanoTokens } from '#libs/kernel';

import type { StatementLineView } from './statement.view.js';

/** A statement's lines, by number. */
export async function selectLines(reader: Reader, statementId: string, { afterLine, limit }: { afterLine: number; limit: number }): Promise<StatementLineView[]> {
  const rows = await rowsOf<Omit<StatementLineView, 'startsAt' | 'endsAt'> & { startsAt: bigint; endsAt: bigint }>(reader, sql`
    select l.line_number as line, l.lease_id as "leaseId", l.lease_name as "leaseName", (select pricing->>'mode' from leases where id = l.lease_id) as pricing,
      l.resource_class as "resourceClass", l.variant, l.usage::text as usage,
      l.amount::text as amount, l.waived::text as waived, l.starts_at as "startsAt", l.ends_at as "endsAt",
      case when c.id is not null then jsonb_build_object('statementId', c.id, 'startsAt', c.starts_at, 'endsAt', c.ends_at) end as corrects
    from statement_lines l left join statements c on c.id = l.corrects_statement_id
    where l.statement_id = ${statementId} and l.line_number > ${afterLine} order by l.line_number limit ${limit}`);
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
