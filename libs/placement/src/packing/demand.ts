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

/** A number for each list of models, equal lists having one: shapes are told apart by it without writing out the list for each request. */
export class ModelLists {
  private readonly byList = new Map<readonly string[], number>();
  private readonly byText = new Map<string, number>();

  numberOf(models: readonly string[]): number {
    let number = this.byList.get(models);
    if (number !== undefined) return number;
    const text = JSON.stringify(models);
    number = this.byText.get(text);
    if (number === undefined) this.byText.set(text, (number = this.byText.size));
    this.byList.set(models, number);
    return number;
  }
}

/** Thousandths of GPUs that it takes. */
export function gpuMilliOf({ gpus, milliPerGpu }: Demand): number {
  return gpus * milliPerGpu;
}
