import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { appendEvents, Database, once, sql, type Transaction } from '#libs/database';
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
 * @throws Problem `not_found` for the pool, `rate_in_the_past`, `invalid_curve`, `curves_stack`, `forbidden`.
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
      await checkOneCurve(tx, poolId, { resourceClass, variant, curve, activeFrom });
      const [row] = await tx.$queryRaw<RateRow[]>(sql`
        insert into rates (id, pool_id, resource_class, variant, version, curve, active_from, created_at)
        select ${newId('rate')}, ${poolId}, ${resourceClass}, ${variant}, coalesce(max(version), 0) + 1, ${JSON.stringify(viewOf(curve))}::jsonb, ${BigInt(activeFrom)}, ${BigInt(now)}
        from rates where pool_id = ${poolId} and resource_class = ${resourceClass} and variant = ${variant}
        returning id, pool_id, resource_class, variant, version, curve, active_from, null::bigint as active_until, created_at`);
      const view = rateView(row!);
      await audit(tx, actor, now, { action: 'rate.set', subjectId: view.id, detail: toJson<Record<string, unknown>>({ poolId, ...input }) });
      const { id: rateId, version } = view;
      await appendEvents(tx, now, [{ type: 'price.changed', subjectId: poolId, payload: { cause: 'rate', rateId, poolId, resourceClass, variant, version, curve: view.curve, activeFrom } }]);
      return view;
    }));
  }
}

/**
 * One moving curve for a class of a pool: of its variants, none may have a kinked curve while another has a base fee, now or as is set for later.
 * @throws Problem `curves_stack`.
 */
async function checkOneCurve(tx: Transaction, poolId: string, { resourceClass, variant, curve, activeFrom }: Required<RateInput>): Promise<void> {
  if (curve.kind === 'fixed') return;
  const [other] = await tx.$queryRaw<{ variant: string; kind: string }[]>(sql`
    select variant, curve->>'kind' as kind from (
      (select distinct on (variant) variant, curve from rates
        where pool_id = ${poolId} and resource_class = ${resourceClass} and variant <> ${variant} and active_from <= ${BigInt(activeFrom)}
        order by variant, active_from desc, version desc)
      union all
      select variant, curve from rates where pool_id = ${poolId} and resource_class = ${resourceClass} and variant <> ${variant} and active_from > ${BigInt(activeFrom)}
    ) others where curve->>'kind' not in ('fixed', ${curve.kind}) order by variant limit 1`);
  if (!other) return;
  throw pricingProblems.curves_stack(`${resourceClass} ${other.variant} of this pool has a ${other.kind} curve; a class has one curve that moves. Set it to a fixed rate first.`, {
    pointer: '/curve/kind', extra: { variant: other.variant, kind: other.kind },
  });
}
