import { dearestCost, type LeaseConstraints, type LeaseResources, pricedModels, WHOLE_GPU } from '#libs/lease';
import { type NanoTokens } from '#libs/kernel';
import { type ResourcePrice } from '#libs/pricing';

import { type RequestSpec, type Policy } from './board.js';
import { coarseAsk } from './coarse-room.js';
import { expectedWait, type ExpectedWait, noWait, type Outlook } from './expected-wait.js';
import { place } from './place.js';
import { type Snapshot } from './snapshot.js';

/** Requests tried for one that does not fit. */
const MOST_TRIES = 24;
/** Of those that fit, so many are told. */
const MOST_TOLD = 8;
/** Of those that do not yet, so many are asked when they would. */
const MOST_WAITS = 4;
const BPS = 10_000n;

/** What is asked for, less or more loosely: each part in full, as it is to be asked for. */
export interface Looser {
  replicas?: number;
  resources?: LeaseResources;
  constraints?: LeaseConstraints;
}

/** A request that is like one that does not fit, and fits now, or is known to sooner or later: plain JSON. */
export interface Alternative extends ExpectedWait {
  /** In words. */
  about: string;
  change: Looser;
  /** What it costs an hour, and by how much that is more than what was asked for; less than 0 where it is cheaper. */
  nanoTokensPerHour: string;
  differenceNanoTokensPerHour: string;
  /** The same in parts of what was asked for, rounded towards 0. */
  differenceBps: number;
}

interface Try {
  about: string;
  change: Looser;
}

/**
 * The alternatives to a request that does not fit as the pool is now: one thing is given up in each, the least first, and each is planned for real. They say nothing
 * that a quote for them would not, and they go in coarse steps: how much room there is exactly, is not to be had from them.
 * @param prices of all that the alternatives may be given: those of other GPU models too.
 * @param outlook what is known of the time to come: then the first few that do not fit yet are told too, where it is known when they would.
 */
export function alternativesTo(snapshot: Snapshot, policy: Policy, ask: RequestSpec, prices: readonly ResourcePrice[], outlook?: Outlook): Alternative[] {
  const asked = dearestCost(ask.resources, ask.prices, ask.replicas);
  const found: Alternative[] = [];
  let waits = 0;
  for (const { about, change } of triesFor(snapshot, ask, prices).slice(0, MOST_TRIES)) {
    const tried = looser(ask, change, prices);
    let wait = noWait;
    if (place(snapshot, policy, [coarseAsk(tried)], 0).leases[0]!.blocked) {
      if (!outlook || (waits += 1) > MOST_WAITS) continue;
      wait = expectedWait(snapshot, policy, coarseAsk(tried), outlook);
      if (wait.expectedWaitMillis === null) continue;
    }
    found.push({ about, change, ...wait, ...priceOf(dearestCost(tried.resources, tried.prices, tried.replicas), asked) });
    if (found.length === MOST_TOLD) break;
  }
  return found;
}

function looser(ask: RequestSpec, { replicas = ask.replicas, resources = ask.resources, constraints = ask.constraints }: Looser, prices: readonly ResourcePrice[]): RequestSpec {
  const neighbours = (ask.neighbours ?? []).map((one) => {
    const said = constraints.affinity?.find(({ leaseId, place: where, over }) => leaseId === one.leaseId && where === one.place && over === one.over);
    return said ? { ...one, strength: said.strength } : one;
  });
  return { ...ask, fallbacks: [], replicas, resources, constraints, prices, gpuModels: pricedModels(resources, prices), neighbours };
}

function priceOf(cost: NanoTokens, asked: NanoTokens): Pick<Alternative, 'nanoTokensPerHour' | 'differenceNanoTokensPerHour' | 'differenceBps'> {
  const difference = cost - asked;
  return { nanoTokensPerHour: cost.toString(), differenceNanoTokensPerHour: difference.toString(), differenceBps: asked === 0n ? 0 : Number((difference * BPS) / asked) };
}

/** What could be given up, the least first. */
function triesFor(snapshot: Snapshot, ask: RequestSpec, prices: readonly ResourcePrice[]): Try[] {
  return [...traitTries(ask.constraints), ...tierTries(ask.constraints), ...placeTries(snapshot, ask.constraints), ...divisionTries(ask), ...gpuTries(ask.resources, prices), ...sizeTries(ask)];
}

function traitTries(constraints: LeaseConstraints): Try[] {
  const { requiredTraits = [], forbiddenTraits = [], anyOfTraits = [] } = constraints;
  const without = <T>(items: readonly T[], item: T): T[] => items.filter((one) => one !== item);
  return [
    ...requiredTraits.map((trait) => ({ about: `drop trait ${trait}`, change: { constraints: { ...constraints, requiredTraits: without(requiredTraits, trait) } } })),
    ...forbiddenTraits.map((trait) => ({ about: `accept trait ${trait}`, change: { constraints: { ...constraints, forbiddenTraits: without(forbiddenTraits, trait) } } })),
    ...anyOfTraits.map((group) => ({ about: `do without any of ${group.join(', ')}`, change: { constraints: { ...constraints, anyOfTraits: without(anyOfTraits, group) } } })),
  ];
}

/** The next lower tier, and any. */
function tierTries({ minimumTier, ...others }: LeaseConstraints): Try[] {
  return [
    ...(minimumTier === 'trusted' ? [{ about: 'accept the tier proven', change: { constraints: { ...others, minimumTier: 'proven' as const } } }] : []),
    ...(minimumTier ? [{ about: 'accept any tier', change: { constraints: others } }] : []),
  ];
}

/** One jurisdiction or region more, of those that the pool is in. */
function placeTries({ hosts }: Snapshot, constraints: LeaseConstraints): Try[] {
  const more = (of: 'jurisdiction' | 'region', named: readonly string[] | undefined) => (
    named === undefined || named.length === 0 ? [] : [...new Set(hosts.map((host) => host[of]))].filter((one) => !named.includes(one)).toSorted().slice(0, 6));
  const { jurisdictions, regions } = constraints;
  return [
    ...more('jurisdiction', jurisdictions).map((one) => ({ about: `allow ${one}`, change: { constraints: { ...constraints, jurisdictions: [...jurisdictions!, one] } } })),
    ...more('region', regions).map((one) => ({ about: `allow region ${one}`, change: { constraints: { ...constraints, regions: [...regions!, one] } } })),
  ];
}

/** A weaker spread, none, and what is required of other leases only preferred. */
function divisionTries({ replicas, constraints }: RequestSpec): Try[] {
  const { spread, affinity = [] } = constraints;
  const { spread: _, ...unspread } = constraints;
  const twice = (bound: number | undefined) => (bound === undefined ? undefined : Math.min(1_000, bound * 2));
  return [
    ...(spread && replicas > 2 ? [{ about: `a spread half as strict over ${spread.over}s`, change: { constraints: { ...constraints, spread: defined({ ...spread, maximum: twice(spread.maximum), maximumSkew: twice(spread.maximumSkew) }) } } }] : []),
    ...(spread ? [{ about: `no spread over ${spread.over}s`, change: { constraints: unspread } }] : []),
    ...affinity.flatMap((one, index) => (one.strength === 'preferred' ? [] : [{
      about: `${one.place} with ${one.leaseId} where there is room only`,
      change: { constraints: { ...constraints, affinity: affinity.with(index, { ...one, strength: 'preferred' as const }) } },
    }])),
  ];
}

/** Another model, or half of what is asked for: a smaller share of one GPU, or fewer of them. */
function gpuTries(resources: LeaseResources, prices: readonly ResourcePrice[]): Try[] {
  const { gpu } = resources;
  if (!gpu) return [];
  const { models, count, milliPerGpu = WHOLE_GPU } = gpu;
  const others = !models?.length ? [] : prices.filter(({ resourceClass, variant }) => resourceClass === 'GPU_MILLI' && !models.includes(variant)).map(({ variant }) => variant).slice(0, 6);
  const half = count > 1 ? { count: count >> 1 } : { milliPerGpu: milliPerGpu >> 1 };
  return [
    ...others.map((model) => ({ about: `GPUs of model ${model}`, change: { resources: { ...resources, gpu: { ...gpu, models: [model] } } } })),
    ...(count > 1 || milliPerGpu > 1 ? [{ about: count > 1 ? 'half as many GPUs' : 'half the GPU share', change: { resources: { ...resources, gpu: { ...gpu, ...half } } } }] : []),
  ];
}

function sizeTries({ replicas }: RequestSpec): Try[] {
  const half = replicas >> 1;
  return half === 0 ? [] : [{ about: half === 1 ? 'one replica' : `${half} replicas`, change: { replicas: half } }];
}

/** Without what is undefined. */
function defined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as T;
}
