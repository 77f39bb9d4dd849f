import { type PlacementHost } from '#libs/inventory';
import { type LeaseId, MILLIS_PER_DAY, type Millis, type NanoTokens, type PoolId, type ProjectId, type ResourceClass, type TenantId } from '#libs/kernel';
import { type RequestSpec } from '#libs/placement';

/** Kinds of machines, by how many of a hundred hosts are such: what a small provider has in a rack. */
const machines = [
  { of100: 40, cpus: 16, gpus: 0 }, { of100: 35, cpus: 32, gpus: 0 }, { of100: 15, cpus: 64, gpus: 0 }, { of100: 10, cpus: 96, gpus: 8 },
] as const;
const HOSTS_PER_OPERATOR = 20;
const MIB_PER_CPU = 4_096;
const MODEL = 'l4';
/** CPUs of a replica, the small ones more often. */
const sizes = [2, 2, 2, 4, 4, 4, 8, 8, 16, 32];
const TENANTS = 20;
const MEAN_LIFE_MILLIS = 20 * MILLIS_PER_DAY;
/** Requests that want a GPU, in a hundred. */
const GPU_OF_100 = 8;

/** What a unit costs an hour when a pool is neither empty nor full, in nano-tokens. */
export const usualRates: Readonly<Partial<Record<ResourceClass, NanoTokens>>> = { CPU_MILLI: 30_000_000n, MEMORY_MIB: 4_000_000n, GPU_MILLI: 700_000_000n };

/** A generator of numbers from 0 to below 1 whose whole state is the seed: mulberry32. */
export function randomBy(seed: number): () => number {
  let state = Math.imul(seed, 0x9e3779b1) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function exponential(mean: number, random: () => number): number {
  return -mean * Math.log(1 - random());
}

export function hostsOf(count: number): PlacementHost[] {
  return Array.from({ length: count }, (_, index): PlacementHost => {
    const operatorId = `opr_${Math.floor(index / HOSTS_PER_OPERATOR)}`;
    // Spread over the operators, so that each has some of each kind.
    const { cpus, gpus } = machineAt((index * 37) % 100);
    const inventory = (resourceClass: ResourceClass, variant: string, capacity: number, devices = 0) => (
      { resourceClass, variant, capacity, used: 0, minUnit: 1, maxUnit: capacity, stepSize: 1, deviceUsed: Array.from({ length: devices }, () => 0) });
    return {
      id: `hst_${index}`, operatorId, groupId: operatorId, siteId: `sit_${operatorId}`, clusterId: `cls_${operatorId}`, jurisdiction: 'DE', region: 'simulated', state: 'open', withheld: false,
      capacity: 'dedicated', traits: [], contact: 'live', inMaintenance: false, maintenance: [],
      inventories: [inventory('CPU_MILLI', '', cpus * 1_000), inventory('MEMORY_MIB', '', cpus * MIB_PER_CPU), ...(gpus > 0 ? [inventory('GPU_MILLI', MODEL, gpus * 1_000, gpus)] : [])],
    };
  });
}

function machineAt(percent: number): (typeof machines)[number] {
  let left = percent;
  for (const machine of machines) if ((left -= machine.of100) < 0) return machine;
  return machines[0];
}

/** Somebody who wants something, for so long, and pays so many times the usual rate at most. */
export interface Wish {
  ask: RequestSpec;
  lasts: Millis;
  paysTimes: number;
}

export function wishOf(number: number, at: Millis, random: () => number): Wish {
  const cpus = sizes[Math.floor(random() * sizes.length)]!;
  const wantsGpu = random() * 100 < GPU_OF_100;
  const shares = random();
  const gpu = shares < 0.4 ? { count: 1, milliPerGpu: 500 } : { count: shares < 0.8 ? 1 : 4 };
  const tenantId = `ten_${Math.floor(random() * TENANTS)}` as TenantId;
  return {
    lasts: Math.ceil(exponential(MEAN_LIFE_MILLIS, random)), paysTimes: 0.5 * 10 ** random(),
    ask: {
      leaseId: `lse_${number}` as LeaseId, tenantId, projectId: 'prj_1' as ProjectId, poolId: 'pol_1' as PoolId, state: 'requested', version: 1, replicas: 1,
      resources: { cpuMillis: cpus * 1_000, memoryMib: cpus * MIB_PER_CPU * (random() < 0.3 ? 1 : 0.5), ...(wantsGpu ? { gpu } : {}) },
      gpuModels: wantsGpu ? [MODEL] : [], prices: [], constraints: {}, isSpot: false, rank: 1, blocked: null, durationMillis: null, endsAt: null, createdAt: at, held: [], avoidOperators: [],
    },
  };
}

/** Requests in a day that keep so much of the hosts' CPUs busy when everybody pays the usual rate. */
export function wishesPerDay(hosts: readonly PlacementHost[], loadBps: number): number {
  const capacity = hosts.reduce((sum, { inventories }) => sum + inventories[0]!.capacity, 0);
  const mean = (sizes.reduce((sum, cpus) => sum + cpus, 0) / sizes.length) * 1_000;
  // Of all who come, those pay the usual rate whose limit is above it: 0.5 × 10^r ≥ 1.
  const pay = 1 - Math.log10(2);
  return ((loadBps / 10_000) * capacity * MILLIS_PER_DAY) / (mean * MEAN_LIFE_MILLIS * pay);
}
