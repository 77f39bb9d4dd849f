import { MILLIS_PER_HOUR, type ResourceClass, resourceClasses, type StandardResourceClass, unitsPerPriced } from '#libs/kernel';

import { meterRates } from '../usage-charge.js';

/** What the usage of a line counts, for people. */
export interface Measure {
  /** What one is called. */
  unit: string;
  /** How much of a line's usage is one. */
  per: bigint;
}

const HOUR = BigInt(MILLIS_PER_HOUR);
const ofMeters: Readonly<Record<string, Measure>> = {
  EGRESS_GIB: { unit: 'GiB egress', per: meterRates.egress_bytes.perPriced },
  STORED_GIB_HOUR: { unit: 'GiB-hours stored', per: meterRates.stored_bytes.perPriced },
};
const priced: Readonly<Record<StandardResourceClass, string>> = {
  CPU_MILLI: 'vCPU-hours', MEMORY_MIB: 'GiB-hours memory', GPU_MILLI: 'GPU-hours', STORAGE_GIB: 'GiB-hours storage', EGRESS_MBPS: 'Mbit/s-hours egress',
};

/** How usage of a class is told: in what its rate is for. */
export function measureOf(resourceClass: string): Measure {
  if (Object.hasOwn(ofMeters, resourceClass)) return ofMeters[resourceClass]!;
  const unit = Object.hasOwn(resourceClasses, resourceClass) ? priced[resourceClass as StandardResourceClass] : `${resourceClass}-hours`;
  return { unit, per: unitsPerPriced(resourceClass as ResourceClass) * HOUR };
}
