import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, likeContaining, sql, sqlEmpty } from '#libs/database';
import { poolById } from '#libs/inventory';
import { type Actor, commonProblems, pageOf } from '#libs/kernel';

import type { RateClass } from './rate-class.js';
import { type RateRow, rateView, type RateView } from './rate.js';

/** Where a page of rates ended. */
export interface RateCursor {
  resourceClass: RateClass;
  variant: string;
  version: number;
}

export interface RatePage {
  resourceClass?: RateClass;
  variant?: string;
  /** Part of the class or of the variant. */
  search?: string;
  /** At most 200. */
  limit: number;
  cursor?: RateCursor;
}

/**
 * The history of a pool's prices, and what is set for later: every version, by class and variant, newest first, each with the time
 * it held. One that was superseded before it began has an end at or before its beginning.
 * @throws Problem `not_found`, `forbidden`.
 */
export class ListRates extends Query<{ items: RateView[]; next: RateCursor | null }> {
  constructor(readonly actor: Actor, readonly poolId: string, readonly page: RatePage) {
    super();
  }
}

@QueryHandler(ListRates)
export class ListRatesHandler implements IQueryHandler<ListRates> {
  constructor(private readonly database: Database) {}

  async execute({ actor, poolId, page }: ListRates): Promise<{ items: RateView[]; next: RateCursor | null }> {
    if (actor.ownerType !== 'platform') throw commonProblems.forbidden('Only the platform sees how rates are set.');
    await poolById(this.database, poolId);
    const { resourceClass, variant, search, cursor } = page;
    const limit = Math.min(page.limit, 200);
    const rows = await this.database.query<RateRow>(sql`
      with timed as (
        select *, lead(active_from) over (partition by resource_class, variant order by active_from, version) as active_until
        from rates where pool_id = ${poolId}
        ${resourceClass === undefined ? sqlEmpty : sql`and resource_class = ${resourceClass}`}
        ${variant === undefined ? sqlEmpty : sql`and variant = ${variant}`}
        ${search === undefined ? sqlEmpty : sql`and (resource_class ilike ${likeContaining(search)} or variant ilike ${likeContaining(search)})`}
      )
      select * from timed
      ${cursor ? sql`where (resource_class, variant, -version) > (${cursor.resourceClass}, ${cursor.variant}, ${-cursor.version})` : sqlEmpty}
      order by resource_class, variant, -version limit ${limit + 1}`);
    return pageOf(rows.map(rateView), limit, (last) => ({ resourceClass: last.resourceClass, variant: last.variant, version: last.version }));
  }
}
