import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, rowsOf, sql } from '#libs/database';
import { requireWhole } from '#libs/identity';
import { type Actor, commonProblems } from '#libs/kernel';

import { selectStatements } from './statement.store.js';
import { type StatementLineView, type StatementView, statementView } from './statement.view.js';

export interface StatementWithLines extends StatementView {
  lines: StatementLineView[];
  /** Number of the last line given, where there are more. */
  nextLine: number | null;
}

/** A statement of the tenant with a page of its lines: corrections of earlier ones first, then by age of the lease. @throws Problem `not_found`. */
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
    const lines = await rowsOf<Omit<StatementLineView, 'startsAt' | 'endsAt'> & { startsAt: bigint; endsAt: bigint }>(this.database, sql`
      select l.line_number as line, l.lease_id as "leaseId", l.lease_name as "leaseName", l.resource_class as "resourceClass", l.variant, l.usage::text as usage,
        l.amount::text as amount, l.waived::text as waived, l.starts_at as "startsAt", l.ends_at as "endsAt",
        case when c.id is not null then jsonb_build_object('statementId', c.id, 'startsAt', c.starts_at, 'endsAt', c.ends_at) end as corrects
      from statement_lines l left join statements c on c.id = l.corrects_statement_id
      where l.statement_id = ${statementId} and l.line_number > ${afterLine} order by l.line_number limit ${limit + 1}`);
    const shown = lines.slice(0, limit).map((line) => ({ ...line, startsAt: Number(line.startsAt), endsAt: Number(line.endsAt) }));
    return { ...statementView(row), lines: shown, nextLine: lines.length > limit ? shown.at(-1)!.line : null };
  }
}
