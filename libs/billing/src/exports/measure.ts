import { MILLIS_PER_HOUR, type ResourceClass, resourceClasses, type StandardResourceClass, unitsPerPriced } from '#libs/kernel';

import { meterRates } from '../usage-charge.js';

/** What the usage of a line counts, for people. */
export interface Measure {
  /** What one is called. */
  unit: string;
  /** And in FOCUS's format of units. */
  focusUnit: string;
  /** How much of a line's usage is one. */
  per: bigint;
}

const HOUR = BigInt(MILLIS_PER_HOUR);
const ofMeters: Readonly<Record<string, Measure>> = {
  EGRESS_GIB: { unit: 'GiB egress', focusUnit: 'GiB', per: meterRates.egress_bytes.perPriced },
  SERVICE_CREDIT: { unit: 'hours not served', focusUnit: 'Hours', per: HOUR },
  STORED_GIB_HOUR: { unit: 'GiB-hours stored', focusUnit: 'GiB-Hours', per: meterRates.stored_bytes.perPriced },
};
const priced: Readonly<Record<StandardResourceClass, Omit<Measure, 'per'>>> = {
  CPU_MILLI: { unit: 'vCPU-hours', focusUnit: 'vCPU-Hours' },
  MEMORY_MIB: { unit: 'GiB-hours memory', focusUnit: 'GiB-Hours' },
  GPU_MILLI: { unit: 'GPU-hours', focusUnit: 'GPU-Hours' },
  STORAGE_GIB: { unit: 'GiB-hours storage', focusUnit: 'GiB-Hours' },
  EGRESS_MBPS: { unit: 'Mbit/s-hours egress', focusUnit: 'Mbps-Hours' },
};

/** Whether usage of a class is measured (or not served), rather than claimed for a time. */
export function isMeasured(resourceClass: string): boolean {
  return Object.hasOwn(ofMeters, resourceClass);
}

/** How usage of a class is told: in what its rate is for. */
export function measureOf(resourceClass: string): Measure {
  if (isMeasured(resourceClass)) return ofMeters[resourceClass]!;
  const told = Object.hasOwn(resourceClasses, resourceClass) ? priced[resourceClass as StandardResourceClass] : { unit: `${resourceClass}-hours`, focusUnit: 'Unit-Hours' };
  return { ...told, per: unitsPerPriced(resourceClass as ResourceClass) * HOUR };
}
