import { type Blocked } from '#libs/lease';

import { type Policy, type RequestSpec, type Terms, termsOf } from './board.js';
import { type Filter } from './filter.js';
import { mix } from './hash.js';
import { type Snapshot } from './snapshot.js';

/** What requests that ask for the same have in common: everything that placing a lease from nothing depends on. */
export interface Shape {
  /** The first of them. */
  ask: RequestSpec;
  terms: Terms;
  /** Why nothing of it fits, as long as nothing became free since the board had freed so often. */
  refusal: { freed: number; blocked: Blocked } | undefined;
  /** The moving filters that concern it, once somebody asked. */
  filters: readonly Filter[] | undefined;
}

/** The shapes of the requests of one round: what follows from what is asked is worked out once for each. */
export class Shapes {
  /** Those whose amounts are alike, most often one. */
  private readonly byAmounts = new Map<number, Shape[]>();

  constructor(private readonly snapshot: Snapshot, private readonly policy: Policy) {}

  of(ask: RequestSpec): Shape {
    const key = hashOf(ask);
    const known = this.byAmounts.get(key);
    if (known) for (const shape of known) if (isOfShape(ask, shape.ask)) return shape;
    const shape: Shape = { ask, terms: termsOf(ask, this.snapshot, this.policy), refusal: undefined, filters: undefined };
    if (known) known.push(shape);
    else this.byAmounts.set(key, [shape]);
    return shape;
  }
}

/** Of what tells most requests apart. */
function hashOf({ replicas, resources: { cpuMillis, memoryMib, gpu } }: RequestSpec): number {
  return mix(mix(mix(cpuMillis) ^ memoryMib) ^ (gpu ? gpu.count * 1_000 + (gpu.milliPerGpu ?? 0) : replicas)) | 0;
}

function isOfShape(one: RequestSpec, other: RequestSpec): boolean {
  return one.replicas === other.replicas && isAlike(one.resources, other.resources) && isAlike(one.gpuModels, other.gpuModels) && isAlike(one.constraints, other.constraints)
    && isAlike(one.excludedHosts, other.excludedHosts) && isAlike(one.neighbours, other.neighbours) && one.staysUntil === other.staysUntil && one.onlyOperator === other.onlyOperator && paysAlike(one.prices, other.prices);
}

function paysAlike(one: RequestSpec['prices'], other: RequestSpec['prices']): boolean {
  return one.length === other.length && one.every((price, index) => {
    const like = other[index]!;
    return price.resourceClass === like.resourceClass && price.variant === like.variant && paidOf(price) === paidOf(like);
  });
}

function paidOf({ nanoTokensPerUnitHour, baseNanoTokensPerUnitHour = 0n }: RequestSpec['prices'][number]): bigint {
  return nanoTokensPerUnitHour - baseNanoTokensPerUnitHour;
}

/** Whether two values as JSON has them say the same, what is undefined being left out. */
function isAlike(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || !one || !other) return false;
  if (Array.isArray(one) || Array.isArray(other)) return Array.isArray(one) && Array.isArray(other) && isListAlike(one, other);
  const [these, those] = [one, other] as Record<string, unknown>[];
  for (const key in these) if (!isAlike(these[key], those![key])) return false;
  for (const key in those) if (those[key] !== undefined && these![key] === undefined) return false;
  return true;
}

function isListAlike(one: readonly unknown[], other: readonly unknown[]): boolean {
  if (one.length !== other.length) return false;
  for (let index = 0; index < one.length; index += 1) if (!isAlike(one[index], other[index])) return false;
  return true;
}
