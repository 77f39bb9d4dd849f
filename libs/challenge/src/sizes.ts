import { type PlacementHost, type PlacementInventory } from '#libs/inventory';
import { assert, type Millis, type ResourceClass } from '#libs/kernel';
import { EPHEMERAL, WHOLE_GPU } from '#libs/lease';
import { type ChallengeRules, type DiskRules, type GpuRules, LEAST_MBPS, type NetworkRules, type PossessionRules } from '#libs/rules';
import { BYTES_PER_MBIT_MILLI, DATA_VOLUME, type DiskWork, type GpuWork, LEAF_BYTES, type MemoryWork, MIB, type NetworkWork } from '#libs/runtime';

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
/** Of a claim's memory a lane's part at the most, in percent: what runs takes some besides. */
const LANES_PERCENT = 75;
const LEAST_ROUNDS = 2;
const MOST_ROUNDS = 64;
/** What keeps data takes little besides: of these the least that its host sells. What measures a disk, sends, or has GPUs work, takes the last, so that it waits for nothing else. */
const BESIDES = [{ cpuMillis: 250, memoryMib: 256 }, { cpuMillis: 500, memoryMib: 512 }, { cpuMillis: 1_000, memoryMib: 1_024 }] as const;
/** Of a volume its data at the most, in percent: a file system takes some besides. */
const DATA_PERCENT = 75;
const BPS = 10_000;
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

/** The work for GPUs: as much for each as the rules say of its model, in as much of its memory as is claimed. */
export function gpuWorkFor({ count, models: [model], milliPerGpu = WHOLE_GPU }: NonNullable<Size['gpu']>, seed: string, rules: Pick<GpuRules, 'models'>): GpuWork {
  const { mib, lanes, reads, rounds } = rulesOfModel(rules, model);
  return { seed, gpus: count, mib: (mib * milliPerGpu) / WHOLE_GPU, lanes, reads, rounds };
}

/** How long after it is ready the answer of so many thousandths of GPUs, of so many of them, is to be there: what the rules say of a whole one, as much longer as a share is smaller, rounded up, and the grace. */
export function allowedGpuMillis({ model, milli, gpus }: { model: string; milli: number; gpus: number }, rules: Pick<GpuRules, 'models' | 'graceMillis'>): Millis {
  return Math.ceil((rulesOfModel(rules, model).workMillis * WHOLE_GPU * gpus) / milli) + rules.graceMillis;
}

export function rulesOfModel({ models }: Pick<GpuRules, 'models'>, model: string): GpuRules['models'][number] {
  const found = models.find((one) => one.model === model);
  assert(found, 'only models are challenged of which the rules say what is asked');
  return found;
}

/** The streams for a bandwidth: of each about what is sent in `transferMillis` as fast as is claimed. */
export function streamsFor(mbps: number, seed: string, { transferMillis, transfers }: Pick<NetworkRules, 'transferMillis' | 'transfers'>): NetworkWork {
  return { seed, mbps, mib: Math.ceil((mbps * BYTES_PER_MBIT_MILLI * transferMillis) / MIB), transfers };
}

/** How long a stream may take: as long as at the promised part of what is claimed, rounded up, and the grace. */
export function allowedStreamMillis({ mib, mbps }: Pick<NetworkWork, 'mib' | 'mbps'>, { leastBps, graceMillis }: Pick<NetworkRules, 'leastBps' | 'graceMillis'>): Millis {
  return Math.ceil((mib * MIB * BPS) / (mbps * BYTES_PER_MBIT_MILLI * leastBps)) + graceMillis;
}

/** How much data a volume is given, in leaves. */
export function leavesFor(gib: number, { mostDataMib }: Pick<PossessionRules, 'mostDataMib'>): number {
  return (Math.min(mostDataMib, Math.floor((gib * 1_024 * DATA_PERCENT) / 100)) * 1_048_576) / LEAF_BYTES;
}

function isSold({ capacity, used, minUnit, maxUnit, stepSize }: PlacementInventory, amount: number): boolean {
  return used + amount <= capacity && amount >= minUnit && amount <= maxUnit && amount % stepSize === 0;
}

/** The work for a size: a lane for each vCPU, each filling as much as the rules and the claim's memory allow, and about `workMillis` of it at the promised speed. */
export function workFor({ cpuMillis, memoryMib }: Size, seed: string, { mostLaneMib, workMillis, microsPerMib }: ChallengeRules): MemoryWork {
  const lanes = cpuMillis / 1_000;
  const room = Math.min(mostLaneMib, Math.floor((memoryMib * LANES_PERCENT) / (100 * lanes)));
  const laneMib = 2 ** Math.floor(Math.log2(room));
  const rounds = Math.floor((workMillis * 1_000) / (laneMib * microsPerMib));
  return { seed, lanes, laneMib, rounds: Math.min(MOST_ROUNDS, Math.max(LEAST_ROUNDS, rounds)) };
}

/** How long after it is ready the answer is to be there: what the work takes at the promised speed, rounded up, and the grace. */
export function allowedMillis({ laneMib, rounds }: MemoryWork, { microsPerMib, graceMillis }: Pick<ChallengeRules, 'microsPerMib' | 'graceMillis'>): Millis {
  return Math.ceil((laneMib * rounds * microsPerMib) / 1_000) + graceMillis;
}

/** The same of work with a disk. */
export function allowedDiskMillis({ blockMib, rounds }: DiskWork, { microsPerMib, graceMillis }: Pick<DiskRules, 'microsPerMib' | 'graceMillis'>): Millis {
  return Math.ceil((blockMib * rounds * microsPerMib) / 1_000) + graceMillis;
}
