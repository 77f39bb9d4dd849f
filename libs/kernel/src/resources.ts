/**
 * Resource classes, in OpenStack Placement's sense. Quantities are integers in the class's own unit.
 * A *variant* divides a class into kinds that cannot stand in for each other: a GPU's model, a storage class.
 */
export const resourceClasses = {
  CPU_MILLI: { unitsPerPriced: 1_000n, priced: 'vCPU' },
  MEMORY_MIB: { unitsPerPriced: 1_024n, priced: 'GiB memory' },
  GPU_MILLI: { unitsPerPriced: 1_000n, priced: 'GPU' },
  STORAGE_GIB: { unitsPerPriced: 1n, priced: 'GiB storage' },
  EGRESS_MBPS: { unitsPerPriced: 1n, priced: 'Mbit/s egress' },
} as const;

export type StandardResourceClass = keyof typeof resourceClasses;

/** A standard class, or a custom one: `CUSTOM_` and capitals. */
export type ResourceClass = StandardResourceClass | `CUSTOM_${string}`;

export const resourceClassPattern = /^(CPU_MILLI|MEMORY_MIB|GPU_MILLI|STORAGE_GIB|EGRESS_MBPS|CUSTOM_[A-Z0-9_]{1,48})$/;

/** How many units make the one thing a rate is stated for: 1,000 CPU_MILLI are a vCPU. Custom classes are priced singly. */
export function unitsPerPriced(resourceClass: ResourceClass): bigint {
  return resourceClass in resourceClasses ? resourceClasses[resourceClass as StandardResourceClass].unitsPerPriced : 1n;
}

/** So much of one class and variant. `variant` is '' where the class has none. */
export interface ResourceAmount {
  resourceClass: ResourceClass;
  variant: string;
  amount: number;
}

/** A part of claimed storage that outlasts the replica, and where the replica finds it. */
export interface ClaimedVolume {
  name: string;
  gib: number;
  mountPath: string;
}

/** What a claim takes on its host: amounts; for GPUs the thousandths of each device, for a storage class the volumes that it is for. */
export interface ClaimedResource extends ResourceAmount {
  devices?: readonly { index: number; milli: number }[];
  volumes?: readonly ClaimedVolume[];
}
