import { type PlacementRequest } from '#libs/lease';

/** What packing knows of a request: what one replica takes. */
export interface Demand {
  cpuMillis: number;
  memoryMib: number;
  /** 0: none. */
  gpus: number;
  /** Of each of them: less than 1000 for a share, of one. */
  milliPerGpu: number;
  /** Models that it may be given, in order of the alphabet. */
  models: readonly string[];
}

const sorted = new WeakMap<readonly string[], readonly string[]>();

/** Many requests have one list, and each is asked for it several times. */
function sortedOnce(models: readonly string[]): readonly string[] {
  let known = sorted.get(models);
  if (!known) sorted.set(models, (known = models.toSorted()));
  return known;
}

export function demandOf({ resources, gpuModels }: Pick<PlacementRequest, 'resources' | 'gpuModels'>): Demand {
  const { cpuMillis, memoryMib, gpu } = resources;
  return { cpuMillis, memoryMib, gpus: gpu?.count ?? 0, milliPerGpu: gpu ? (gpu.milliPerGpu ?? 1_000) : 0, models: gpu ? sortedOnce(gpuModels) : [] };
}

/** Replicas of one lease that count in a mix: more say nothing new of it. */
const MOST_REPLICAS = 20;

export function countedReplicas({ replicas }: Pick<PlacementRequest, 'replicas'>): number {
  return Math.min(replicas, MOST_REPLICAS);
}

/** One for each replica. */
export function demandsOf(request: Pick<PlacementRequest, 'resources' | 'gpuModels' | 'replicas'>): Demand[] {
  const demand = demandOf(request);
  return Array.from({ length: countedReplicas(request) }, () => demand);
}

/**
 * One demand for all that are alike: told apart by whether they are the same, without writing any of them out. Memory is left out: it runs out last, and would part what is alike.
 */
export class Demands {
  /** By CPUs, then by GPUs, then by their models. */
  private readonly known = new Map<number, Map<number, Map<number, Demand>>>();
  private readonly numbers = new Map<readonly string[], number>();
  private readonly numberByText = new Map<string, number>();

  of(demand: Demand): Demand {
    const { cpuMillis, gpus, milliPerGpu, models } = demand;
    const ofGpus = emptyAt(emptyAt(this.known, cpuMillis), gpus * 1_001 + milliPerGpu);
    const number = this.numberOf(models);
    const known = ofGpus.get(number);
    if (!known) ofGpus.set(number, demand);
    return known ?? demand;
  }

  /** Equal lists have one. */
  private numberOf(models: readonly string[]): number {
    let number = this.numbers.get(models);
    if (number !== undefined) return number;
    const text = JSON.stringify(models);
    number = this.numberByText.get(text) ?? this.numberByText.size;
    this.numberByText.set(text, number);
    this.numbers.set(models, number);
    return number;
  }
}

function emptyAt<K, V>(maps: Map<K, Map<number, V>>, key: K): Map<number, V> {
  let map = maps.get(key);
  if (!map) maps.set(key, (map = new Map<number, V>()));
  return map;
}

/** Thousandths of GPUs that it takes. */
export function gpuMilliOf({ gpus, milliPerGpu }: Demand): number {
  return gpus * milliPerGpu;
}
