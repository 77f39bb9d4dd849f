import { type ResourceClass, unitsPerPriced } from '#libs/kernel';

import { bondFor } from './bond.js';

/** What a class of capacity has to have bonded behind it. */
export interface UnitBond {
  resourceClass: string;
  /** A GPU's model or a storage class; '' is every variant without a rate of its own. */
  variant: string;
  /** For each priced unit offered: a vCPU, a GiB, a GPU. */
  nanoTokensPerUnit: bigint;
}

/** How many units of a class and variant are offered, or in question. */
export interface CapacityUnits {
  resourceClass: ResourceClass;
  variant: string;
  units: bigint;
}

/** The rate of a class and variant: the variant's own before the class's; 0 when nothing has to be bonded. */
export function bondRateOf(rates: readonly UnitBond[], resourceClass: string, variant: string): bigint {
  const of = (wanted: string) => rates.find((rate) => rate.resourceClass === resourceClass && rate.variant === wanted)?.nanoTokensPerUnit;
  return of(variant) ?? of('') ?? 0n;
}

/** What must be bonded for all that is offered: by class, each rounded up. */
export function requiredBond(offered: readonly CapacityUnits[], rates: readonly UnitBond[]): bigint {
  return offered.reduce((sum, { resourceClass, variant, units }) => sum + bondFor(units, bondRateOf(rates, resourceClass, variant), unitsPerPriced(resourceClass)), 0n);
}
