import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, sql, sqlEmpty } from '#libs/database';
import { operatorOf } from '#libs/inventory';
import { type Actor, type Millis, pageOf } from '#libs/kernel';

import { type AskRow, askView, type AskView } from './operator-ask.js';

/** Where a page of asks ended. */
export interface AskCursor {
  createdAt: Millis;
  id: string;
}

export interface AskPage {
  /** Also those that were replaced or withdrawn. */
  history: boolean;
  /** At most 200. */
  limit: number;
  after?: AskCursor | undefined;
}

/** An operator's own asks, the newest first. */
export class ListAsks extends Query<{ items: AskView[]; next: AskCursor | null }> {
  constructor(readonly actor: Actor, readonly page: AskPage) {
    super();
  }
}

@QueryHandler(ListAsks)
export class ListAsksHandler implements IQueryHandler<ListAsks> {
  constructor(private readonly database: Database) {}

  async execute({ actor, page: { history, limit: most, after } }: ListAsks): Promise<{ items: AskView[]; next: AskCursor | null }> {
    const limit = Math.min(most, 200);
    const rows = await this.database.query<AskRow>(sql`
      select id, pool_id, cluster_id, resource_class, variant, version, nano_tokens_per_unit_hour, active_from, active_until from operator_asks
      where operator_id = ${operatorOf(actor)} ${history ? sqlEmpty : sql`and active_until is null`}
      ${after ? sql`and (active_from, id) < (${BigInt(after.createdAt)}, ${after.id})` : sqlEmpty}
      order by active_from desc, id desc limit ${limit + 1}`);
    return pageOf(rows.map(askView), limit, ({ activeFrom, id }) => ({ createdAt: activeFrom, id }));
  }
}
