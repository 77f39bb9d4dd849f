import { Global, Module } from '@nestjs/common';
import { CqrsModule, QueryBus } from '@nestjs/cqrs';

import { Database } from '#libs/database';
import { poolById, RATE_LOOKUP, type RateLookup } from '#libs/inventory';
import { ListPrices, type PriceCursor, PricingModule } from '#libs/pricing';

/** Prices of a pool beyond so many pages are not looked for: no pool has so many kinds of capacity. */
const MAX_PAGES = 20;

/** Tells the inventory doctor what has a price: inventory and pricing do not know each other that way round. */
function rateLookup(database: Database, queries: QueryBus): RateLookup {
  return async (poolIds) => {
    const rated: Awaited<ReturnType<RateLookup>>[number][] = [];
    for (const poolId of poolIds) {
      const { name } = await poolById(database, poolId);
      let cursor: PriceCursor | undefined;
      for (let page = 0; page < MAX_PAGES; page += 1) {
        const prices = await queries.execute(new ListPrices(name, { limit: 200, cursor }));
        rated.push(...prices.items.map(({ resourceClass, variant }) => ({ poolId, resourceClass, variant })));
        if (prices.next === null) break;
        cursor = prices.next;
      }
    }
    return rated;
  };
}

@Global()
@Module({
  imports: [CqrsModule, PricingModule],
  providers: [{ provide: RATE_LOOKUP, inject: [Database, QueryBus], useFactory: rateLookup }],
  exports: [RATE_LOOKUP],
})
export class RateLookupModule {}
