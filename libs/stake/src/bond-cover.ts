import { bondFor, mulDivFloor } from '#libs/economics';
import { type NanoTokens, type ResourceClass, unitsPerPriced } from '#libs/kernel';
import type { BondRate } from '#libs/rules';

/** How many units of a class and variant an operator offers, all its hosts together. */
export interface OfferedUnits {
  resourceClass: ResourceClass;
  variant: string;
  units: bigint;
}

/** How much of what an operator offers its bond is enough for: `bonded` of `required`, and never more than all. */
export interface BondCover {
  bonded: NanoTokens;
  required: NanoTokens;
  rates: readonly BondRate[];
}

/** The rate of a class and variant: the variant's own before the class's; 0 when nothing has to be bonded. */
export function bondRateOf(rates: readonly BondRate[], resourceClass: string, variant: string): NanoTokens {
  const of = (wanted: string) => rates.find((rate) => rate.resourceClass === resourceClass && rate.variant === wanted)?.nanoTokensPerUnit;
  return of(variant) ?? of('') ?? 0n;
}

/** What must be bonded for all that is offered: by class, each rounded up. */
export function requiredBond(offered: readonly OfferedUnits[], rates: readonly BondRate[]): NanoTokens {
  return offered.reduce((sum, { resourceClass, variant, units }) => sum + bondFor(units, bondRateOf(rates, resourceClass, variant), unitsPerPriced(resourceClass)), 0n);
}

/**
 * How much of an inventory's capacity is within its operator's bond, rounded down. A bond that is not enough covers each host alike: with half of what is required, half of
 * each is on offer. What needs no bond is on offer whole.
 */
export function unitsWithinBond(capacity: number, { resourceClass, variant }: { resourceClass: ResourceClass; variant: string }, { bonded, required, rates }: BondCover): number {
  if (bonded >= required || bondRateOf(rates, resourceClass, variant) === 0n) return capacity;
  return Number(mulDivFloor(BigInt(capacity), bonded, required));
}
