import { type Reader, rowsOf, sql } from '#libs/database';
import { mulDivCeil } from '#libs/economics';
import { MAX_NANO_TOKENS, type Millis, type NanoTokens, type ResourceClass } from '#libs/kernel';

import { curveOf, type CurveView, priceOn } from './curve.js';
import { pricingProblems } from './pricing.errors.js';
import { isMeter, pricedUnit, type RateClass, unitsPerPriced } from './rate-class.js';

/** What one priced unit of a class and variant costs for an hour; of EGRESS_GIB, a GiB however long it takes. */
export interface ResourcePrice<C extends RateClass = ResourceClass> {
  resourceClass: C;
  variant: string;
  nanoTokensPerUnitHour: NanoTokens;
}

/** Something to be priced; of amounts, such as `ResourceAmount`, only class and variant matter. */
export interface Priced<C extends RateClass = RateClass> {
  resourceClass: C;
  variant: string;
}

/**
 * The prices at a time of what is asked, each class and variant once, in the order asked: by the rate of the variant itself,
 * or else by the class's own (variant ''). A kinked rate goes by the utilisation of the asked variant as the reader sees it.
 * Read from the database each time: no two processes ever disagree.
 * @throws Problem `price_missing` when a class has no rate that is active by then.
 */
export async function pricesFor<C extends RateClass>(reader: Reader, poolId: string, resources: readonly Priced<C>[], at: Millis): Promise<ResourcePrice<C>[]> {
  const asked = [...new Map(resources.map(({ resourceClass, variant }) => [`${resourceClass}/${variant}`, { resourceClass, variant }])).values()];
  if (asked.length === 0) return [];
  const wanted = asked.map(({ resourceClass, variant }, place) => ({ place, resource_class: resourceClass, variant }));
  const rows = await rowsOf<{ place: number; curve: CurveView }>(reader, sql`
    select distinct on (w.place) w.place, r.curve
    from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) as w(place int, resource_class text, variant text)
    join rates r on r.pool_id = ${poolId} and r.resource_class = w.resource_class and r.variant in (w.variant, '') and r.active_from <= ${BigInt(at)}
    order by w.place, r.variant = '', r.active_from desc, r.version desc`);
  const curves = new Map(rows.map((row) => [row.place, curveOf(row.curve)]));
  const prices: ResourcePrice<C>[] = [];
  for (const [place, { resourceClass, variant }] of asked.entries()) {
    const curve = curves.get(place);
    if (!curve) throw priceMissing(resourceClass, variant);
    const nanoTokensPerUnitHour = await priceOn(reader, curve, { poolId, resourceClass, variant });
    prices.push({ resourceClass, variant, nanoTokensPerUnitHour });
  }
  return prices;
}

/**
 * What so many replicas of these resources cost an hour at the most: each resource rounded up. Meters are left out, since nobody
 * knows beforehand what they will measure.
 * @throws Problem `price_missing` when the prices lack one; `cost_out_of_range` beyond what can be stored.
 */
export function hourlyCost(resources: readonly (Priced & { amount: number | bigint })[], prices: readonly ResourcePrice<RateClass>[], replicas: number): NanoTokens {
  let cost = 0n;
  for (const { resourceClass, variant, amount } of resources) {
    if (isMeter(resourceClass)) continue;
    const price = prices.find((price) => price.resourceClass === resourceClass && price.variant === variant);
    if (!price) throw priceMissing(resourceClass, variant);
    cost += mulDivCeil(BigInt(amount) * BigInt(replicas), price.nanoTokensPerUnitHour, unitsPerPriced(resourceClass));
  }
  if (cost > MAX_NANO_TOKENS) throw pricingProblems.cost_out_of_range('So much at such prices costs more an hour than can be counted.');
  return cost;
}

function priceMissing(resourceClass: RateClass, variant: string): Error {
  const what = variant === '' ? resourceClass : `${resourceClass} (${variant})`;
  return pricingProblems.price_missing(`This pool has no rate for ${what}: the price of a ${pricedUnit(resourceClass)} is not set.`, { extra: { resourceClass, variant } });
}
