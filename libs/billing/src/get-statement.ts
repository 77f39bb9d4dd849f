import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database } from '#libs/database';
import { requireWhole } from '#libs/identity';
import { type Actor, commonProblems } from '#libs/kernel';

import { selectLines } from './statement-content.store.js';
import { selectStatements } from './statement.store.js';
import { type StatementLineView, type StatementView, statementView } from './statement.view.js';

export interface StatementWithLines extends StatementView {
  lines: StatementLineView[];
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
    const shown = lines.slice(0, limit);
    return { ...statementView(row), lines: shown, nextLine: lines.length > limit ? shown.at(-1)!.line : null };
  }
}
