import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database } from '#libs/database';
import { requireWhole } from '#libs/identity';
import { type Actor, type Millis, pageOf } from '#libs/kernel';

import { selectStatements } from './statement.store.js';
import { type StatementView, statementView } from './statement.view.js';

export interface StatementPage {
  items: StatementView[];
  /** Where the next page goes on: behind the statement that begins then. */
  next: Millis | null;
}

/** The latest first, or the other way round. */
export const statementOrders = ['-startsAt', 'startsAt'] as const;
export type StatementOrder = (typeof statementOrders)[number];

/** The tenant's statements. `search`: the beginning of an id. */
export class ListStatements extends Query<StatementPage> {
  constructor(readonly actor: Actor, readonly page: { limit: number; behind?: Millis; sort?: StatementOrder; search?: string }) {
    super();
  }
}

@QueryHandler(ListStatements)
export class ListStatementsHandler implements IQueryHandler<ListStatements> {
  constructor(private readonly database: Database) {}

  async execute({ actor, page: { limit, behind, sort, search } }: ListStatements): Promise<StatementPage> {
    requireWhole(actor);
    const rows = await selectStatements(this.database, actor.ownerId, { limit: limit + 1, behind, isOldestFirst: sort === 'startsAt', search });
    return pageOf(rows.map(statementView), limit, ({ startsAt }) => startsAt);
  }
}
