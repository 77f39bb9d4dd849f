import { BPS } from '#libs/economics';
import { type Millis, type NanoTokens } from '#libs/kernel';
import { type ResourcePrice } from '#libs/pricing';
import { type Reader } from '#libs/database';

import { type Lease, type LeaseConstraints, type LeaseFallback, type LeasePricing, type LeaseResources } from './lease.js';
import { isAboveMaximum, pricesWhen } from './prices.js';
import { dearestCost, pricedModels } from './resources.js';

/** One way to place a lease: as it was asked for first, or by the fall-back of this number. */
export interface Choice {
  fallback: number | null;
  resources: LeaseResources;
  constraints: LeaseConstraints;
}

/** What choices follow from. */
export interface ChoiceTerms {
  replicas: number;
  resources: LeaseResources;
  constraints?: LeaseConstraints;
  fallbacks?: readonly LeaseFallback[];
}

/** What is asked for by a fall-back. Its constraints take the place of those asked for first, but for affinity, which stays. */
export function choiceOf({ resources, constraints = {}, fallbacks = [] }: ChoiceTerms, fallback: number): Choice {
  const { constraints: others, gpuModels: models } = fallbacks[fallback]!;
  const { affinity } = constraints;
  return {
    fallback,
    resources: models && resources.gpu ? { ...resources, gpu: { ...resources.gpu, models } } : resources,
    constraints: others ? { ...others, ...(affinity ? { affinity } : {}) } : constraints,
  };
}

/** What a lease may be placed by at some prices, in the order in which it is tried: what was asked for first, then each fall-back that is not dearer than it may be. */
export function choicesOf(terms: ChoiceTerms, pricing: LeasePricing, prices: readonly ResourcePrice[]): Choice[] {
  const { resources, constraints = {}, fallbacks = [], replicas } = terms;
  const asked = fallbacks.length === 0 ? 0n : dearestCost(resources, prices, replicas);
  const others = fallbacks.map((_, index) => choiceOf(terms, index)).filter((choice) => {
    if (choice.resources.gpu && pricedModels(choice.resources, prices).length === 0) return false;
    const cost = dearestCost(choice.resources, prices, replicas);
    const { maximumDearerBps } = fallbacks[choice.fallback!]!;
    return !isAboveMaximum(pricing, cost) && (maximumDearerBps === undefined || cost * BPS <= asked * (BPS + BigInt(maximumDearerBps)));
  });
  return [{ fallback: null, resources, constraints }, ...others];
}

/** GPU models that it may come to be given, by whichever choice. */
export function modelsOfChoices(terms: ChoiceTerms, pricing: LeasePricing, prices: readonly ResourcePrice[]): string[] {
  return [...new Set(choicesOf(terms, pricing, prices).flatMap(({ resources }) => pricedModels(resources, prices)))];
}

/** The most that a lease can cost an hour by any of its choices: what is held before it is placed. */
export function dearestChoice(terms: ChoiceTerms, pricing: LeasePricing, prices: readonly ResourcePrice[]): NanoTokens {
  const costs = choicesOf(terms, pricing, prices).map(({ resources }) => dearestCost(resources, prices, terms.replicas));
  return costs.reduce((most, cost) => (cost > most ? cost : most));
}

/** The same of a lease, as it is: once it is placed, by what it got. */
export function dearestOf(lease: Pick<Lease, 'state' | 'replicas' | 'resources' | 'constraints' | 'fallbacks' | 'pricing' | 'prices'>): NanoTokens {
  return isUnplaced(lease) ? dearestChoice(lease, lease.pricing, lease.prices) : dearestCost(lease.resources, lease.prices, lease.replicas);
}

/** Whether none of a lease was ever placed: what it falls back to is open. */
export function isUnplaced({ state }: Pick<Lease, 'state'>): boolean {
  return state === 'requested' || state === 'blocked';
}

/** With the GPU models of all its choices: what prices are found for. */
export function resourcesOfChoices({ resources, fallbacks = [] }: Pick<ChoiceTerms, 'resources' | 'fallbacks'>): LeaseResources {
  const named = [resources.gpu?.models ?? [], ...fallbacks.flatMap(({ gpuModels }) => (gpuModels ? [gpuModels] : []))];
  if (!resources.gpu || named.length === 1) return resources;
  const { models: _, ...anyGpu } = resources.gpu;
  return { ...resources, gpu: named.some((models) => models.length === 0) ? anyGpu : { ...anyGpu, models: [...new Set(named.flat())] } };
}

/** As `pricesWhen`, with those of the GPU models that only fall-backs name, as far as the pool has any. */
export async function pricesOfChoices(pricing: LeasePricing, reader: Reader, poolId: string, terms: ChoiceTerms, at: Millis): Promise<ResourcePrice[]> {
  const first = await pricesWhen(pricing, reader, poolId, terms.resources, at);
  const all = resourcesOfChoices(terms);
  return all === terms.resources ? first : pricesWhen(pricing, reader, poolId, all, at);
}
