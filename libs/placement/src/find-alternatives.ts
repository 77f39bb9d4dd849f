import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, type Reader } from '#libs/database';
import { poolById } from '#libs/inventory';
import { type Actor, type Clock, CLOCK, type Millis, SETTINGS, type Settings } from '#libs/kernel';
import { leaseById, type LeasePricing, own, pricesWhen, toRequest } from '#libs/lease';
import type { ResourcePrice } from '#libs/pricing';

import { specsFor } from './request-specs.js';
import { type RequestSpec } from './board.js';
import { coarseAsk } from './coarse-room.js';
import { expectedWait, type ExpectedWait, outlookOf } from './expected-wait.js';
import { RecentDemands } from './packing/recent-demands.js';
import { coarsePoolSnapshot } from './pool-snapshot.js';
import { type Alternative, alternativesTo } from './relax.js';

/** How long a lease that waits is expected to, and what is like it and would fit, each with its price and its own wait. */
export interface AlternativesView extends ExpectedWait {
  alternatives: Alternative[];
}

/** What a lease that was not placed yet could be instead. Found anew each time, by a bounded number of plans that are thrown away. @throws Problem `not_found`, also for another tenant's */
export class FindAlternatives extends Query<AlternativesView> {
  constructor(readonly actor: Actor, readonly leaseId: string) {
    super();
  }
}

@QueryHandler(FindAlternatives)
export class FindAlternativesHandler implements IQueryHandler<FindAlternatives> {
  private readonly recent = new RecentDemands();

  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock, @Inject(SETTINGS) private readonly settings: Settings) {}

  async execute({ actor, leaseId }: FindAlternatives): Promise<AlternativesView> {
    const now = this.clock.now();
    const lease = own(actor, await leaseById(this.database, leaseId));
    if (lease.blocked?.until !== 'capacity-added' || lease.state !== 'blocked') return { expectedWaitMillis: null, waitBasis: 'unknown', alternatives: [] };
    const pool = await poolById(this.database, lease.poolId);
    const snapshot = await coarsePoolSnapshot(this.database, pool.id, this.recent, this.settings, now);
    const [ask] = await specsFor(this.database, [toRequest(lease)], now);
    const outlook = await outlookOf(this.database, pool.id, now);
    return { ...expectedWait(snapshot, pool, coarseAsk(ask!), outlook), alternatives: alternativesTo(snapshot, pool, ask!, await pricesOfAll(this.database, lease.pricing, ask!, now), outlook) };
  }
}

/** The prices of a request, with those of the GPU models that it does not name. */
export async function pricesOfAll(reader: Reader, pricing: LeasePricing, { poolId, resources, prices }: Pick<RequestSpec, 'poolId' | 'resources' | 'prices'>, now: Millis): Promise<readonly ResourcePrice[]> {
  if (!resources.gpu?.models?.length) return prices;
  const { models: _, ...anyGpu } = resources.gpu;
  const others = await pricesWhen(pricing, reader, poolId, { ...resources, gpu: anyGpu }, now);
  return [...prices, ...others.filter(({ resourceClass, variant }) => !prices.some((known) => known.resourceClass === resourceClass && known.variant === variant))];
}
