import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { Database, once, sql } from '#libs/database';
import { audit } from '#libs/identity';
import { poolById } from '#libs/inventory';
import { type Actor, assert, CLOCK, type Clock, commonProblems, type Millis, newId, toJson } from '#libs/kernel';

import { checkCurve, type Curve, viewOf } from './curve.js';
import { pricingProblems } from './pricing.errors.js';
import { type RateClass, rateClassPattern } from './rate-class.js';
import { type RateRow, rateView, type RateView } from './rate.js';

export interface RateInput {
  resourceClass: RateClass;
  /** A GPU's model or a storage class; '' prices every variant that has no rate of its own. */
  variant?: string;
  curve: Curve;
  /** Now by default. */
  activeFrom?: Millis;
}

/**
 * Adds a version of a rate, from now or a later time on. Versions are never edited, and none begins in the past: what was
 * charged stays explained.
 * @throws Problem `not_found` for the pool, `rate_in_the_past`, `invalid_curve`, `forbidden`.
 */
export class SetRate extends Command<RateView> {
  constructor(readonly actor: Actor, readonly poolId: string, readonly input: RateInput, readonly idempotencyKey?: string) {
    super();
  }
}

@CommandHandler(SetRate)
export class SetRateHandler implements ICommandHandler<SetRate> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, poolId, input, idempotencyKey }: SetRate): Promise<RateView> {
    if (actor.ownerType !== 'platform') throw commonProblems.forbidden('Only the platform sets rates.');
    const { resourceClass, variant = '', curve } = input;
    assert(rateClassPattern.test(resourceClass), 'a rate is for a known class');
    checkCurve(resourceClass, curve);
    const now = this.clock.now();
    return this.database.transaction((tx) => once(tx, { ownerId: actor.ownerId, key: idempotencyKey, request: ['SetRate', poolId, input], now }, async () => {
      await poolById(tx, poolId);
      const activeFrom = input.activeFrom ?? now;
      if (activeFrom < now) throw pricingProblems.rate_in_the_past(`A rate begins at ${now}, which is now, or later.`, { pointer: '/activeFrom', extra: { now } });
      // One at a time for a pool, so that versions have no gaps and nobody loses a race for one.
      await tx.$executeRaw(sql`select pg_advisory_xact_lock(hashtextextended(${`rates/${poolId}`}, 0))`);
      const [row] = await tx.$queryRaw<RateRow[]>(sql`
        insert into rates (id, pool_id, resource_class, variant, version, curve, active_from, created_at)
        select ${newId('rate')}, ${poolId}, ${resourceClass}, ${variant}, coalesce(max(version), 0) + 1, ${JSON.stringify(viewOf(curve))}::jsonb, ${BigInt(activeFrom)}, ${BigInt(now)}
        from rates where pool_id = ${poolId} and resource_class = ${resourceClass} and variant = ${variant}
        returning id, pool_id, resource_class, variant, version, curve, active_from, null::bigint as active_until, created_at`);
      const view = rateView(row!);
      await audit(tx, actor, now, { action: 'rate.set', subjectId: view.id, detail: toJson<Record<string, unknown>>({ poolId, ...input }) });
      return view;
    }));
  }
}
