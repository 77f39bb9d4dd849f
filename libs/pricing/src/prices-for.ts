import { type Reader, rowsOf, sql } from '#libs/database';
import { mulDivCeil } from '#libs/economics';
import { MAX_NANO_TOKENS, type Millis, type NanoTokens, type ResourceClass } from '#libs/kernel';

import { curveOf, type CurveView, type PriceParts, priceOn } from './curve.js';
import { pricingProblems } from './pricing.errors.js';
import { isMeter, pricedUnit, type RateClass, unitsPerPriced } from './rate-class.js';

/** What one priced unit of a class and variant costs for an hour; of EGRESS_GIB, a GiB however long it takes. */
export interface ResourcePrice<C extends RateClass = ResourceClass> extends PriceParts {
  resourceClass: C;
  variant: string;
}

/** A price as it is shown and stored: amounts as decimal strings. */
export interface ResourcePriceView<C extends RateClass = ResourceClass> {
  resourceClass: C;
  variant: string;
  nanoTokensPerUnitHour: string;
  /** What of it goes to the pool's treasury alone. */
  baseNanoTokensPerUnitHour: string;
}

export function priceView<C extends RateClass>({ resourceClass, variant, nanoTokensPerUnitHour, baseNanoTokensPerUnitHour = 0n }: ResourcePrice<C>): ResourcePriceView<C> {
  return { resourceClass, variant, nanoTokensPerUnitHour: nanoTokensPerUnitHour.toString(), baseNanoTokensPerUnitHour: baseNanoTokensPerUnitHour.toString() };
}

/** A price that was stored, also before there were bases. */
export function priceOf(stored: StoredPrice): ResourcePrice {
  const { resourceClass, variant, nanoTokensPerUnitHour, baseNanoTokensPerUnitHour } = stored;
  const price = { resourceClass, variant, nanoTokensPerUnitHour: BigInt(nanoTokensPerUnitHour) };
  return baseNanoTokensPerUnitHour === undefined ? price : { ...price, baseNanoTokensPerUnitHour: BigInt(baseNanoTokensPerUnitHour) };
}

export type StoredPrice = Omit<ResourcePriceView, 'baseNanoTokensPerUnitHour'> & Partial<ResourcePriceView>;

/** Something to be priced; of amounts, such as `ResourceAmount`, only class and variant matter. */
export interface Priced<C extends RateClass = RateClass> {
  resourceClass: C;
  variant: string;
}

/**
 * The prices at a time of what is asked, each class and variant once, in the order asked: by the rate of the variant itself,
 * or else by the class's own (variant ''). A kinked rate goes by the utilisation of the asked variant as the reader sees it,
 * a base fee by what its base was at the time.
 * Read from the database each time: no two processes ever disagree.
 * @throws Problem `price_missing` when a class has no rate that is active by then.
 */
export async function pricesFor<C extends RateClass>(reader: Reader, poolId: string, resources: readonly Priced<C>[], at: Millis): Promise<ResourcePrice<C>[]> {
  const asked = [...new Map(resources.map(({ resourceClass, variant }) => [`${resourceClass}/${variant}`, { resourceClass, variant }])).values()];
  if (asked.length === 0) return [];
  const wanted = asked.map(({ resourceClass, variant }, place) => ({ place, resource_class: resourceClass, variant }));
  const rows = await rowsOf<{ place: number; id: string; curve: CurveView }>(reader, sql`
    select distinct on (w.place) w.place, r.id, r.curve
    from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) as w(place int, resource_class text, variant text)
    join rates r on r.pool_id = ${poolId} and r.resource_class = w.resource_class and r.variant in (w.variant, '') and r.active_from <= ${BigInt(at)}
    order by w.place, r.variant = '', r.active_from desc, r.version desc`);
  const rates = new Map(rows.map((row) => [row.place, { rateId: row.id, curve: curveOf(row.curve) }]));
  const prices: ResourcePrice<C>[] = [];
  for (const [place, { resourceClass, variant }] of asked.entries()) {
    const rate = rates.get(place);
    if (!rate) throw priceMissing(resourceClass, variant);
    prices.push({ resourceClass, variant, ...(await priceOn(reader, rate.curve, { rateId: rate.rateId, poolId, resourceClass, variant, at })) });
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
