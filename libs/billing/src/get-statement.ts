import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, type Reader, rowsOf, sql } from '#libs/database';
import { requireWhole } from '#libs/identity';
import { type Actor, commonProblems, pageOf } from '#libs/kernel';

import { selectLines } from './statement-content.store.js';
import { selectStatements } from './statement.store.js';
import { type CorrectionView, type StatementLineView, type StatementView, statementView } from './statement.view.js';

export interface StatementWithLines extends StatementView {
  lines: StatementLineView[];
  /** What was taken back, the latest thousand; on every page. Their sum is in `deposits`. */
  corrections: CorrectionView[];
  /** Number of the last line given, where there are more. */
  nextLine: number | null;
}

/** A statement of the tenant with a page of its lines: by age of the lease, of a class corrections first. @throws Problem `not_found`. */
export class GetStatement extends Query<StatementWithLines> {
  constructor(readonly actor: Actor, readonly statementId: string, readonly page: { limit: number; afterLine?: number }) {
    super();
  }
}

@QueryHandler(GetStatement)
export class GetStatementHandler implements IQueryHandler<GetStatement> {
  constructor(private readonly database: Database) {}

  async execute({ actor, statementId, page: { limit, afterLine = 0 } }: GetStatement): Promise<StatementWithLines> {
    requireWhole(actor);
    const [row] = await selectStatements(this.database, actor.ownerId, { limit: 1, id: statementId });
    if (!row) throw commonProblems.not_found('No such statement.');
    const lines = await selectLines(this.database, statementId, { afterLine, limit: limit + 1 });
    const { items, next } = pageOf(lines, limit, ({ line }) => line);
    return { ...statementView(row), lines: items, corrections: await correctionsOf(this.database, statementId), nextLine: next };
  }
}

const MOST_CORRECTIONS = 1_000;

async function correctionsOf(reader: Reader, statementId: string): Promise<CorrectionView[]> {
  const rows = await rowsOf<Omit<CorrectionView, 'at'> & { at: bigint }>(reader, sql`
    select d.transfer_id as "reversalId", r.transfer_id as "transferId", o.reason as of, l.id as "leaseId", d.amount::text as amount, d.at
    from statement_deposits d join reversals r on r.reversal_id = d.transfer_id join transfers o on o.position = transfer_position(r.transfer_id) left join leases l on l.id = o.subject_id
    where d.statement_id = ${statementId} order by d.at desc, d.transfer_id limit ${MOST_CORRECTIONS}`);
  return rows.map((row) => ({ ...row, at: Number(row.at) }));
}
