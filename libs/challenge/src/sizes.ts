import { allowedForGpus, allowedForMib, gpuWorkOf, memoryWorkFor, streamWorkFor } from '#libs/economics';
import { type PlacementHost, type PlacementInventory } from '#libs/inventory';
import { assert, type Millis, type ResourceClass } from '#libs/kernel';
import { EPHEMERAL, WHOLE_GPU } from '#libs/lease';
import { type ChallengeRules, type DiskRules, type GpuRules, LEAST_MBPS, type NetworkRules, type PossessionRules } from '#libs/rules';
import { DATA_VOLUME, type DiskWork, type GpuWork, type MemoryWork, type NetworkWork } from '#libs/runtime';

/** What a challenge claims. */
export interface Size {
  cpuMillis: number;
  memoryMib: number;
  volumes?: readonly [{ name: string; storageClass: string; gib: number }];
  egressMbps?: number;
  gpu?: { count: number; models: readonly [string]; milliPerGpu?: number };
}

/** A host that announced a window is left alone so long before it. */
const CLEAR_MILLIS: Millis = 1_800_000;
/** As tenants ask for them: GiB a vCPU. */
const GIB_PER_VCPU = [1, 2, 4] as const;
/** What keeps data takes little besides: of these the least that its host sells. What measures a disk, sends, or has GPUs work, takes the last, so that it waits for nothing else. */
const BESIDES = [{ cpuMillis: 250, memoryMib: 256 }, { cpuMillis: 500, memoryMib: 512 }, { cpuMillis: 1_000, memoryMib: 1_024 }] as const;
/** As tenants ask for them: so many whole ones at once, or a share of one. */
const GPU_COUNTS = [1, 2, 4, 8] as const;
const GPU_SHARES = [500, 250] as const;

/** Whether a host could take a tenant's work now, and for as long as a challenge lasts. */
export function isIdle({ state, withheld, contact, inMaintenance, maintenance }: PlacementHost, now: Millis): boolean {
  return state === 'open' && !withheld && contact === 'live' && !inMaintenance && maintenance.every(({ startsAt }) => startsAt >= now + CLEAR_MILLIS);
}

/** The sizes that fit what a host has free, by its terms of sale; the smallest first. */
export function sizesOn({ inventories }: Pick<PlacementHost, 'inventories'>, { mostVcpus }: Pick<ChallengeRules, 'mostVcpus'>): Size[] {
  const [cpu, memory] = (['CPU_MILLI', 'MEMORY_MIB'] as const satisfies ResourceClass[]).map((name) => inventories.find(({ resourceClass }) => resourceClass === name));
  if (!cpu || !memory) return [];
  const all = Array.from({ length: mostVcpus }, (_, index) => GIB_PER_VCPU.map((gib): Size => ({ cpuMillis: (index + 1) * 1_000, memoryMib: (index + 1) * gib * 1_024 }))).flat();
  return all.filter(({ cpuMillis, memoryMib }) => isSold(cpu, cpuMillis) && isSold(memory, memoryMib));
}

/** Volumes of each storage class that fit what a host has free, each twice as large as the one before, with what it takes besides. */
export function volumesOn({ inventories }: Pick<PlacementHost, 'inventories'>, kind: 'possession' | 'disk', { mostGib }: Pick<PossessionRules, 'mostGib'>): Size[] {
  const [cpu, memory] = (['CPU_MILLI', 'MEMORY_MIB'] as const satisfies ResourceClass[]).map((name) => inventories.find(({ resourceClass }) => resourceClass === name));
  const besides = cpu && memory && (kind === 'disk' ? BESIDES.slice(-1) : BESIDES).find(({ cpuMillis, memoryMib }) => isSold(cpu, cpuMillis) && isSold(memory, memoryMib));
  if (!besides) return [];
  const sizes = Array.from({ length: Math.floor(Math.log2(mostGib)) + 1 }, (_, power) => 2 ** power);
  const stores = inventories.filter(({ resourceClass, variant }) => resourceClass === 'STORAGE_GIB' && variant !== EPHEMERAL);
  return stores.flatMap((store) => sizes.filter((gib) => isSold(store, gib)).map((gib): Size => ({ ...besides, volumes: [{ name: DATA_VOLUME, storageClass: store.variant, gib }] })));
}

/** Bandwidths that fit what a host has free, as tenants ask for them, with what it takes besides: 10, 20, 50, 100 Mbit/s and so on. */
export function bandwidthsOn({ inventories }: Pick<PlacementHost, 'inventories'>, { mostMbps }: Pick<NetworkRules, 'mostMbps'>): Size[] {
  const [cpu, memory, egress] = (['CPU_MILLI', 'MEMORY_MIB', 'EGRESS_MBPS'] as const satisfies ResourceClass[]).map((name) => inventories.find(({ resourceClass }) => resourceClass === name));
  const besides = BESIDES[2];
  if (!cpu || !memory || !egress || !isSold(cpu, besides.cpuMillis) || !isSold(memory, besides.memoryMib)) return [];
  const sizes = Array.from({ length: Math.floor(Math.log10(mostMbps / LEAST_MBPS)) + 1 }, (_, power) => [1, 2, 5].map((digit) => digit * LEAST_MBPS * 10 ** power)).flat();
  return sizes.filter((mbps) => mbps <= mostMbps && isSold(egress, mbps)).map((egressMbps) => ({ ...besides, egressMbps }));
}

/** GPUs of each model of which the rules say what is asked that are free on a host, with what it takes besides: some whole ones, or a share of one. */
export function gpusOn({ inventories }: Pick<PlacementHost, 'inventories'>, { mostGpus, models }: Pick<GpuRules, 'mostGpus' | 'models'>): Size[] {
  const [cpu, memory] = (['CPU_MILLI', 'MEMORY_MIB'] as const satisfies ResourceClass[]).map((name) => inventories.find(({ resourceClass }) => resourceClass === name));
  const besides = BESIDES[2];
  if (!cpu || !memory || !isSold(cpu, besides.cpuMillis) || !isSold(memory, besides.memoryMib)) return [];
  return inventories.filter(({ resourceClass, variant }) => resourceClass === 'GPU_MILLI' && models.some(({ model }) => model === variant)).flatMap((gpus) => {
    const whole = GPU_COUNTS.filter((count) => count <= mostGpus && isSold(gpus, count * WHOLE_GPU) && gpus.deviceUsed.filter((used) => used === 0).length >= count);
    const shares = GPU_SHARES.filter((milli) => isSold(gpus, milli) && gpus.deviceUsed.some((used) => used + milli <= WHOLE_GPU));
    return [...whole.map((count) => ({ count })), ...shares.map((milliPerGpu) => ({ count: 1, milliPerGpu }))].map((gpu): Size => ({ ...besides, gpu: { ...gpu, models: [gpus.variant] } }));
  });
}

export function rulesOfModel({ models }: Pick<GpuRules, 'models'>, model: string): GpuRules['models'][number] {
  const found = models.find((one) => one.model === model);
  assert(found, 'only models are challenged of which the rules say what is asked');
  return found;
}

function isSold({ capacity, used, minUnit, maxUnit, stepSize }: PlacementInventory, amount: number): boolean {
  return used + amount <= capacity && amount >= minUnit && amount <= maxUnit && amount % stepSize === 0;
}

/** The work for GPUs, by the rules of their model. */
export function gpuWorkFor({ count, models: [model], milliPerGpu = WHOLE_GPU }: NonNullable<Size['gpu']>, seed: string, rules: Pick<GpuRules, 'models'>): GpuWork {
  return { seed, ...gpuWorkOf({ milli: count * milliPerGpu, gpus: count }, rulesOfModel(rules, model)) };
}

/** How long after it is ready the answer of so many thousandths of GPUs of a model, of so many of them, is to be there. */
export function allowedGpuMillis({ model, milli, gpus }: { model: string; milli: number; gpus: number }, rules: Pick<GpuRules, 'models' | 'graceMillis'>): Millis {
  return allowedForGpus({ milli, gpus }, rulesOfModel(rules, model), rules.graceMillis);
}

/** The work for a size. */
export function workFor(size: Size, seed: string, rules: Pick<ChallengeRules, 'mostLaneMib' | 'workMillis' | 'microsPerMib'>): MemoryWork {
  return { seed, ...memoryWorkFor(size, rules) };
}

/** How long after it is ready the answer is to be there. */
export function allowedMillis({ laneMib, rounds }: Pick<MemoryWork, 'laneMib' | 'rounds'>, rules: Pick<ChallengeRules, 'microsPerMib' | 'graceMillis'>): Millis {
  return allowedForMib(laneMib * rounds, rules);
}

/** The same of work with a disk. */
export function allowedDiskMillis({ blockMib, rounds }: Pick<DiskWork, 'blockMib' | 'rounds'>, rules: Pick<DiskRules, 'microsPerMib' | 'graceMillis'>): Millis {
  return allowedForMib(blockMib * rounds, rules);
}

/** The streams for a bandwidth. */
export function streamsFor(mbps: number, seed: string, rules: Pick<NetworkRules, 'transferMillis' | 'transfers'>): NetworkWork {
  return { seed, ...streamWorkFor(mbps, rules) };
}
