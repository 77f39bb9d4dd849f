import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, sql, sqlEmpty } from '#libs/database';
import { poolByName } from '#libs/inventory';
import { CLOCK, type Clock, type Millis, pageOf } from '#libs/kernel';

import { type Curve, curveOf, type CurveView, priceOn } from './curve.js';
import { priceView } from './prices-for.js';
import { pricedUnit, type RateClass } from './rate-class.js';

/** What something costs at present. */
export interface PriceView {
  resourceClass: RateClass;
  /** '' is the price of every variant that is not listed; on a curve that moves, before any of it was claimed: a quote says what each costs now. */
  variant: string;
  /** What the price is for: `vCPU hour`, `GiB egress`. */
  unit: string;
  /** Nano-tokens, as a decimal string. */
  nanoTokensPerUnitHour: string;
  /** What of it is base, which goes to the pool's treasury; '0' but for base fees. */
  baseNanoTokensPerUnitHour: string;
  /** Whether it is always so, moves with the pool's utilisation, or from epoch to epoch. */
  kind: Curve['kind'];
  /** When this rate began to hold. */
  since: Millis;
}

export interface PriceCursor {
  resourceClass: RateClass;
  variant: string;
}

/** A pool's current prices, by class and variant, as a tenant sees them. @throws Problem `not_found`. */
export class ListPrices extends Query<{ items: PriceView[]; next: PriceCursor | null }> {
  constructor(readonly poolName: string, readonly page: { limit: number; cursor?: PriceCursor }) {
    super();
  }
}

@QueryHandler(ListPrices)
export class ListPricesHandler implements IQueryHandler<ListPrices> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ poolName, page: { limit: most, cursor } }: ListPrices): Promise<{ items: PriceView[]; next: PriceCursor | null }> {
    const pool = await poolByName(this.database, poolName);
    const limit = Math.min(most, 200);
    const now = this.clock.now();
    const rows = await this.database.query<{ id: string; resource_class: RateClass; variant: string; curve: CurveView; active_from: bigint }>(sql`
      select distinct on (resource_class, variant) id, resource_class, variant, curve, active_from
      from rates where pool_id = ${pool.id} and active_from <= ${BigInt(now)}
      ${cursor ? sql`and (resource_class, variant) > (${cursor.resourceClass}, ${cursor.variant})` : sqlEmpty}
      order by resource_class, variant, active_from desc, version desc limit ${limit + 1}`);
    const page = pageOf(rows, limit, ({ resource_class: resourceClass, variant }) => ({ resourceClass, variant }));
    const items: PriceView[] = [];
    for (const { id: rateId, resource_class: resourceClass, variant, curve, active_from: since } of page.items) {
      const price = await priceOn(this.database, curveOf(curve), { rateId, poolId: pool.id, resourceClass, variant, at: now });
      items.push({ ...priceView({ resourceClass, variant, ...price }), unit: pricedUnit(resourceClass), kind: curve.kind, since: Number(since) });
    }
    return { items, next: page.next };
  }
}
