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

/** A statement of the tenant with a page of its lines, by age of the lease. @throws Problem `not_found`. */
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
      select line_number as line, lease_id as "leaseId", lease_name as "leaseName", (select pricing->>'mode' from leases l where l.id = lease_id) as pricing,
        resource_class as "resourceClass", variant, usage::text as usage,
        amount::text as amount, waived::text as waived, starts_at as "startsAt", ends_at as "endsAt"
      from statement_lines where statement_id = ${statementId} and line_number > ${afterLine} order by line_number limit ${limit + 1}`);
    const shown = lines.slice(0, limit).map((line) => ({ ...line, startsAt: Number(line.startsAt), endsAt: Number(line.endsAt) }));
    return { ...statementView(row), lines: shown, nextLine: lines.length > limit ? shown.at(-1)!.line : null };
  }
}
