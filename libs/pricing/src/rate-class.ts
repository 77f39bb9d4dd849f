import { type ResourceClass, resourceClasses, resourceClassPattern, unitsPerPriced as unitsOfResource } from '#libs/kernel';

/** What is measured rather than claimed, and priced by the unit that is measured. */
export const meterClasses = {
  /** A GiB that left; its rate is per GiB, whatever the time it took. */
  EGRESS_GIB: 'GiB egress',
  /** A GiB kept for an hour. */
  STORED_GIB_HOUR: 'GiB-hour stored',
} as const;

export type MeterClass = keyof typeof meterClasses;

/** Everything that has a rate. */
export type RateClass = ResourceClass | MeterClass;

export const rateClassPattern = new RegExp(`${resourceClassPattern.source}|^(${Object.keys(meterClasses).join('|')})$`);

export function isMeter(rateClass: RateClass): rateClass is MeterClass {
  return rateClass in meterClasses;
}

/** How many units make the one thing a rate is stated for; a meter's unit is that thing. */
export function unitsPerPriced(rateClass: RateClass): bigint {
  return isMeter(rateClass) ? 1n : unitsOfResource(rateClass);
}

/** What a rate is for, for people: `vCPU hour`, `GiB egress`. */
export function pricedUnit(rateClass: RateClass): string {
  if (isMeter(rateClass)) return meterClasses[rateClass];
  return rateClass in resourceClasses ? `${resourceClasses[rateClass as keyof typeof resourceClasses].priced} hour` : `${rateClass} hour`;
}
