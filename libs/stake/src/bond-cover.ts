import { bondRateOf, type CapacityUnits, mulDivFloor } from '#libs/economics';
import type { NanoTokens, ResourceClass } from '#libs/kernel';
import type { BondRate } from '#libs/rules';

/** How many units of a class and variant an operator offers, all its hosts together. */
export type OfferedUnits = CapacityUnits;

/** How much of what an operator offers its bond is enough for: `bonded` of `required`, and never more than all. */
export interface BondCover {
  bonded: NanoTokens;
  required: NanoTokens;
  rates: readonly BondRate[];
}

/**
 * How much of an inventory's capacity is within its operator's bond, rounded down. A bond that is not enough covers each host alike: with half of what is required, half of
 * each is on offer. What needs no bond is on offer whole.
 */
export function unitsWithinBond(capacity: number, { resourceClass, variant }: { resourceClass: ResourceClass; variant: string }, { bonded, required, rates }: BondCover): number {
  if (bonded >= required || bondRateOf(rates, resourceClass, variant) === 0n) return capacity;
  return Number(mulDivFloor(BigInt(capacity), bonded, required));
}
