import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database } from '#libs/database';
import { requireWhole } from '#libs/identity';
import { type Actor, type Millis, pageOf } from '#libs/kernel';

import { selectStatements } from './statement.store.js';
import { type StatementView, statementView } from './statement.view.js';

export interface StatementPage {
  items: StatementView[];
  /** Where the next page goes on: `before`. */
  next: Millis | null;
}

/** The tenant's statements, the latest first. */
export class ListStatements extends Query<StatementPage> {
  constructor(readonly actor: Actor, readonly page: { limit: number; before?: Millis }) {
    super();
  }
}

@QueryHandler(ListStatements)
export class ListStatementsHandler implements IQueryHandler<ListStatements> {
  constructor(private readonly database: Database) {}

  async execute({ actor, page: { limit, before } }: ListStatements): Promise<StatementPage> {
    requireWhole(actor);
    const rows = await selectStatements(this.database, actor.ownerId, { limit: limit + 1, before });
    return pageOf(rows.map(statementView), limit, ({ startsAt }) => startsAt);
  }
}
