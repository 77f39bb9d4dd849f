import { hourlyCost, type ResourcePrice } from '#libs/pricing';
import { mulDivCeil } from '#libs/economics';
import { assert, type ClaimedResource, type Millis, MILLIS_PER_HOUR, type NanoTokens, type ResourceAmount, type ResourceClass, type Settings } from '#libs/kernel';

import { type Lease, type LeaseResources } from './lease.js';
import { mountPathOf } from './mounts.js';

/** Thousandths of a whole GPU. */
export const WHOLE_GPU = 1_000;

/** The variant of STORAGE_GIB that goes with the replica and is gone with it. */
export const EPHEMERAL = 'ephemeral';

/** What a replica takes besides GPUs: one amount for each class and variant, none of them zero. */
export function plainAmounts(resources: LeaseResources): ResourceAmount[] {
  const amounts = new Map<string, ResourceAmount>();
  const add = (resourceClass: ResourceClass, variant: string, amount: number | undefined) => {
    if (!amount) return;
    const known = amounts.get(`${resourceClass}/${variant}`);
    amounts.set(`${resourceClass}/${variant}`, { resourceClass, variant, amount: amount + (known?.amount ?? 0) });
  };
  add('CPU_MILLI', '', resources.cpuMillis);
  add('MEMORY_MIB', '', resources.memoryMib);
  add('STORAGE_GIB', EPHEMERAL, resources.ephemeralGib);
  for (const { storageClass, gib } of resources.volumes ?? []) add('STORAGE_GIB', storageClass, gib);
  add('EGRESS_MBPS', '', resources.egressMbps);
  for (const [resourceClass, amount] of Object.entries(resources.custom ?? {})) add(resourceClass as ResourceClass, '', amount);
  return [...amounts.values()];
}

/** As a claim holds it: storage classes with the volumes that they are for. */
export function plainClaim(resources: LeaseResources): ClaimedResource[] {
  return plainAmounts(resources).map((amount) => {
    if (amount.resourceClass !== 'STORAGE_GIB' || amount.variant === EPHEMERAL) return amount;
    const volumes = (resources.volumes ?? []).filter(({ storageClass }) => storageClass === amount.variant);
    return { ...amount, volumes: volumes.map((volume) => ({ name: volume.name, gib: volume.gib, mountPath: mountPathOf(volume) })) };
  });
}

/** Thousandths of GPUs a replica takes; 0 when it takes none. */
export function gpuMilli({ gpu }: LeaseResources): number {
  return gpu ? gpu.count * (gpu.milliPerGpu ?? WHOLE_GPU) : 0;
}

/** What a replica takes when its GPUs are of this model. */
export function amountsWith(resources: LeaseResources, gpuModel: string): ResourceAmount[] {
  const gpu: ResourceAmount[] = resources.gpu ? [{ resourceClass: 'GPU_MILLI', variant: gpuModel, amount: gpuMilli(resources) }] : [];
  return [...plainAmounts(resources), ...gpu];
}

/** Everything a replica may come to take: GPUs of each of the models. */
export function candidateAmounts(resources: LeaseResources, gpuModels: readonly string[]): ResourceAmount[] {
  return [...plainAmounts(resources), ...gpuModels.flatMap((variant) => (resources.gpu ? [{ resourceClass: 'GPU_MILLI', variant, amount: gpuMilli(resources) } as const] : []))];
}

/** The GPU models a replica may be given: those with a price, of those it names or of all. */
export function pricedModels(resources: LeaseResources, prices: readonly ResourcePrice[]): string[] {
  const named = resources.gpu?.models ?? [];
  const priced = prices.filter((price) => price.resourceClass === 'GPU_MILLI').map((price) => price.variant);
  return named.length === 0 ? priced : priced.filter((model) => named.includes(model));
}

/** The most the replicas can cost an hour: with the dearest GPU model they may be given. */
export function dearestCost(resources: LeaseResources, prices: readonly ResourcePrice[], replicas: number): NanoTokens {
  if (!resources.gpu) return hourlyCost(plainAmounts(resources), prices, replicas);
  const costs = pricedModels(resources, prices).map((model) => hourlyCost(amountsWith(resources, model), prices, replicas));
  assert(costs.length > 0, 'a lease with GPUs has a price for some model');
  return costs.reduce((most, cost) => (cost > most ? cost : most));
}

/** What is held before a lease is placed: its cost for the hold time, or for its duration when that is shorter. */
export function firstFunds(costPerHour: NanoTokens, durationMillis: Millis | null, holdMillis: Millis): NanoTokens {
  return mulDivCeil(costPerHour, BigInt(Math.min(durationMillis ?? holdMillis, holdMillis)), BigInt(MILLIS_PER_HOUR));
}

/** Whether it is storage that outlasts the replica: all that is kept of a suspended lease. */
export function isVolume({ resourceClass, variant }: { resourceClass: string; variant: string }): boolean {
  return resourceClass === 'STORAGE_GIB' && variant !== EPHEMERAL;
}

/**
 * What the volumes of all replicas cost for as long as a suspension may last, each rounded up as each is charged: kept in escrow besides, and spent on nothing else. A term that is
 * paid ahead is never suspended.
 */
export function storageReserve(lease: Pick<Lease, 'resources' | 'prices' | 'replicas' | 'pricing'>, suspensionMillis: Millis): NanoTokens {
  if (lease.pricing.mode === 'reserved') return 0n;
  const each = plainAmounts(lease.resources).filter(isVolume).map((volume) => mulDivCeil(hourlyCost([volume], lease.prices, 1), BigInt(suspensionMillis), BigInt(MILLIS_PER_HOUR)));
  return each.reduce((sum, cost) => sum + cost, 0n) * BigInt(lease.replicas);
}

/** What admission, and resuming, want in escrow for what costs so much an hour: first funds and the reserve. */
export function fundsToRun(lease: Pick<Lease, 'resources' | 'prices' | 'replicas' | 'pricing' | 'durationMillis' | 'endsAt'>, costPerHour: NanoTokens, settings: Pick<Settings, 'holdMillis' | 'suspensionMillis'>, now: Millis): NanoTokens {
  const remaining = lease.endsAt === null ? lease.durationMillis : Math.max(0, lease.endsAt - now);
  return firstFunds(costPerHour, remaining, settings.holdMillis) + storageReserve(lease, settings.suspensionMillis);
}

/** What all replicas take of each class, variants together: what quotas count. */
export function quotaAmounts(resources: LeaseResources, replicas: number): Map<ResourceClass, bigint> {
  const totals = new Map<ResourceClass, bigint>();
  for (const { resourceClass, amount } of amountsWith(resources, '')) {
    totals.set(resourceClass, (totals.get(resourceClass) ?? 0n) + BigInt(amount) * BigInt(replicas));
  }
  return totals;
}

/** JSON pointer, into a lease request, of what asks for a class. */
export function pointerTo(resourceClass: string): string {
  const fields: Record<string, string> = {
    CPU_MILLI: 'cpuMillis', MEMORY_MIB: 'memoryMib', GPU_MILLI: 'gpu', STORAGE_GIB: 'volumes', EGRESS_MBPS: 'egressMbps',
  };
  return `/resources/${fields[resourceClass] ?? `custom/${resourceClass}`}`;
}
