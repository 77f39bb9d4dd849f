import { type Reader, rowsOf, sql } from '#libs/database';
import { mulDivCeil } from '#libs/economics';
import { type Millis, MILLIS_PER_HOUR, type NanoTokens, Problem, type ResourceAmount, type Settings } from '#libs/kernel';
import { discounted, pricesFor, type ResourcePrice, termsOfSale } from '#libs/pricing';

import { type LeasePricing, type LeaseResources, type PricingTerms } from './lease.js';
import { leaseProblems } from './lease.errors.js';
import { candidateAmounts, plainAmounts } from './resources.js';

/** What a lease keeps of how it was asked for, with what its pool publishes now. Nothing said: on demand. @throws Problem `term_not_offered` */
export async function pricingOf(reader: Reader, poolId: string, asked: PricingTerms = { mode: 'on-demand' }, replicas: number): Promise<LeasePricing> {
  if (asked.mode === 'on-demand') return asked;
  const { spotNoticeMillis, reserved } = await termsOfSale(reader, poolId);
  if (asked.mode === 'spot') return { ...asked, noticeMillis: spotNoticeMillis };
  const offer = reserved.find(({ termMillis }) => termMillis === asked.termMillis);
  if (offer) return { ...asked, discountBps: offer.discountBps, replicas };
  throw leaseProblems.term_not_offered('The pool sells no term of this length ahead; its terms say which it does.', {
    pointer: '/pricing/termMillis', extra: { offered: reserved.map(({ termMillis }) => termMillis) },
  });
}

/** Current prices of everything a replica may be given when it is bought like this: see `priceCandidates`. */
export async function pricesWhen(pricing: LeasePricing, reader: Reader, poolId: string, resources: LeaseResources, at: Millis): Promise<ResourcePrice[]> {
  const prices = await priceCandidates(reader, poolId, resources, at);
  return pricing.mode === 'reserved' ? discounted(prices, pricing.discountBps) : prices;
}

/** What is paid for all of a term before it begins; null for what is paid as it is used. */
export function paidAhead(pricing: LeasePricing, costPerHour: NanoTokens): NanoTokens | null {
  return pricing.mode === 'reserved' ? mulDivCeil(costPerHour, BigInt(pricing.termMillis), BigInt(MILLIS_PER_HOUR)) : null;
}

/** How long a price stays as it is, at the least; that of a term that is reserved from its activation on. */
export function lockMillisOf(pricing: LeasePricing, settings: Pick<Settings, 'priceLockMillis' | 'spotPriceMillis'>): Millis {
  if (pricing.mode === 'reserved') return pricing.termMillis;
  return pricing.mode === 'spot' ? settings.spotPriceMillis : settings.priceLockMillis;
}

/**
 * Current prices of everything a replica may be given: of its GPUs, each model it allows and the pool has a rate for.
 * @throws Problem `price_missing` when a class has no rate, or none of the models has; `cannot_ever_fit` when the pool has no GPU at all.
 */
export async function priceCandidates(reader: Reader, poolId: string, resources: LeaseResources, at: Millis): Promise<ResourcePrice[]> {
  if (!resources.gpu) return pricesFor(reader, poolId, plainAmounts(resources), at);
  const models = resources.gpu.models?.length ? resources.gpu.models : await gpuModelsOf(reader, poolId);
  if (models.length === 0) throw leaseProblems.cannot_ever_fit('This pool offers no GPUs.', { pointer: '/resources/gpu' });
  try {
    return await pricesFor(reader, poolId, candidateAmounts(resources, models), at);
  } catch (error) {
    if (models.length === 1 || !isPriceMissing(error)) throw error;
    return pricesOfSome(reader, poolId, resources, models, at);
  }
}

/** As above, leaving out the models without a rate. */
async function pricesOfSome(reader: Reader, poolId: string, resources: LeaseResources, models: readonly string[], at: Millis): Promise<ResourcePrice[]> {
  const prices = await pricesFor(reader, poolId, plainAmounts(resources), at);
  let missing: unknown;
  for (const model of models) {
    const gpu: ResourceAmount[] = candidateAmounts(resources, [model]).filter((amount) => amount.resourceClass === 'GPU_MILLI');
    try {
      prices.push(...(await pricesFor(reader, poolId, gpu, at)));
    } catch (error) {
      if (!isPriceMissing(error)) throw error;
      missing = error;
    }
  }
  if (!prices.some((price) => price.resourceClass === 'GPU_MILLI')) throw missing;
  return prices;
}

/** @throws Problem `price_above_maximum` when the lease could cost more an hour than its tenant allows. */
export function checkMaximum(pricing: LeasePricing, costPerHour: NanoTokens): void {
  if (!isAboveMaximum(pricing, costPerHour)) return;
  throw leaseProblems.price_above_maximum(`The lease can cost ${costPerHour} nano-tokens an hour; its maximum is ${pricing.maximumNanoTokensPerHour}.`, {
    pointer: '/pricing/maximumNanoTokensPerHour',
    extra: { maximum: pricing.maximumNanoTokensPerHour ?? '', price: costPerHour.toString() },
  });
}

export function isAboveMaximum(pricing: LeasePricing, costPerHour: NanoTokens): boolean {
  return pricing.maximumNanoTokensPerHour !== undefined && costPerHour > BigInt(pricing.maximumNanoTokensPerHour);
}

/** The models a pool has anywhere, on whatever hosts. */
async function gpuModelsOf(reader: Reader, poolId: string): Promise<string[]> {
  const rows = await rowsOf<{ variant: string }>(reader, sql`
    select distinct i.variant from hosts h join inventories i on i.host_id = h.id
    where h.pool_id = ${poolId} and i.resource_class = 'GPU_MILLI' order by 1`);
  return rows.map((row) => row.variant);
}

function isPriceMissing(error: unknown): boolean {
  return error instanceof Problem && error.code === 'price_missing';
}
