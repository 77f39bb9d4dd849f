import { Injectable } from '@nestjs/common';

import { guard } from '#libs/breaker';
import { appendEvents, Database, sql, type Transaction } from '#libs/database';
import { nextBaseFee } from '#libs/economics';
import { poolUtilisations } from '#libs/inventory';
import { eachApart, type Millis, type ResourceClass } from '#libs/kernel';

import { type BasePrice, insertBases, latestBases } from './base-price.js';
import { type Curve, curveOf, type CurveView, ruleOf } from './curve.js';

/** Rates of one sweep; the rest is next. */
const BATCH = 500;

/** A base-fee rate that holds, in an epoch after its first. */
interface HoldingRate {
  id: string;
  poolId: string;
  resourceClass: ResourceClass;
  variant: string;
  curve: Extract<Curve, { kind: 'base-fee' }>;
  epoch: number;
}

/** Moves the bases of base-fee rates from epoch to epoch. Each rate in a transaction of its own; several sweepers at once are harmless. */
@Injectable()
export class BasePriceSweep {
  constructor(private readonly database: Database) {}

  /**
   * Gives every variant of every base-fee rate the base of the epoch that holds now, from the one before and how full the pool
   * is, which is how full it was when that epoch ended, give or take how often this runs. Epochs that nobody saw the end of move
   * nothing, as Ethereum's slots without a block do not: what was seen once moves a price once, by one capped step, however
   * long nobody looked. A base holds from when it is set and never before: what was charged stays explained.
   * A step that a breaker stops is not taken: the base stays until a person lets it move again, from where it is.
   * @returns how many rates came into a new epoch.
   */
  async advance(now: Millis): Promise<number> {
    const due = await this.dueRates(now);
    await eachApart(due, (rate) => this.database.transaction((tx) => advanceRate(tx, rate, now)), 'base fees could not be moved');
    return due.length;
  }

  private async dueRates(now: Millis): Promise<HoldingRate[]> {
    const rows = await this.database.query<{ id: string; pool_id: string; resource_class: ResourceClass; variant: string; curve: CurveView; epoch: bigint }>(sql`
      with holding as (
        select distinct on (pool_id, resource_class, variant) id, pool_id, resource_class, variant, curve, active_from
        from rates where active_from <= ${BigInt(now)} order by pool_id, resource_class, variant, active_from desc, version desc
      ), moving as (
        select *, (${BigInt(now)} - active_from) / (curve->>'epochMillis')::bigint as epoch from holding where curve->>'kind' = 'base-fee'
      )
      select id, pool_id, resource_class, variant, curve, epoch from moving
      where epoch > 0 and not exists (select 1 from base_prices b where b.rate_id = moving.id and b.epoch >= moving.epoch)
      order by random() limit ${BATCH}`); // those that are stopped stay due, and hold up nobody
    return rows.flatMap((row) => {
      const curve = curveOf(row.curve);
      if (curve.kind !== 'base-fee') return [];
      return [{ id: row.id, poolId: row.pool_id, resourceClass: row.resource_class, variant: row.variant, curve, epoch: Number(row.epoch) }];
    });
  }
}

async function advanceRate(tx: Transaction, rate: HoldingRate, now: Millis): Promise<void> {
  // Whoever waited here finds the epoch done, so that bases follow each other without a gap in what they follow from.
  await tx.$executeRaw(sql`select pg_advisory_xact_lock(hashtextextended(${`base-price/${rate.id}`}, 0))`);
  const latest = await latestBases(tx, rate.id);
  const utilisations = await poolUtilisations(tx, rate.poolId, rate.resourceClass);
  const priced = await pricedVariants(tx, rate, [...utilisations.keys()], now);
  const due = priced.flatMap((variant): BasePrice[] => {
    const before = latest.get(variant) ?? { epoch: 0, base: rate.curve.initial };
    if (before.epoch >= rate.epoch) return [];
    const { used, total } = utilisations.get(variant)!;
    const base = nextBaseFee(ruleOf(rate.curve), before.base, { used, total });
    return [{ rateId: rate.id, poolId: rate.poolId, resourceClass: rate.resourceClass, variant, epoch: rate.epoch, base, previous: before.base, used, total, activeFrom: now }];
  });
  const bases: BasePrice[] = [];
  for (const base of due) if (await mayStep(tx, base, now)) bases.push(base);
  if (bases.length === 0) return;
  await insertBases(tx, bases);
  const moved = bases.filter(({ base, previous }) => base !== previous);
  await appendEvents(tx, now, moved.map((base) => ({ type: 'price.changed', subjectId: rate.poolId, payload: { cause: 'epoch', ...base, ...ruleOf(rate.curve), tip: rate.curve.tip } })));
}

async function mayStep(tx: Transaction, { rateId, poolId, variant, base, previous }: BasePrice, now: Millis): Promise<boolean> {
  const key = `price/${rateId}/${variant}`;
  const passage = await guard(tx, now, 'price', { key, amount: base > previous ? base - previous : previous - base, of: previous, poolId, accountId: `${rateId}/${variant}` });
  return passage.outcome === 'passed';
}

/** Of a pool's variants those that go by this rate: its own, or for a class's rate those without one of their own. */
async function pricedVariants(tx: Transaction, rate: HoldingRate, variants: readonly string[], now: Millis): Promise<string[]> {
  if (rate.variant !== '') return variants.filter((variant) => variant === rate.variant);
  const rows = await tx.$queryRaw<{ variant: string }[]>(sql`
    select distinct variant from rates
    where pool_id = ${rate.poolId} and resource_class = ${rate.resourceClass} and variant <> '' and active_from <= ${BigInt(now)}`);
  const own = new Set(rows.map(({ variant }) => variant));
  return variants.filter((variant) => !own.has(variant));
}
