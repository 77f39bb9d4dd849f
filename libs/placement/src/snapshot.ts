import { type PlacementHost } from '#libs/inventory';
import { type ResourceClass } from '#libs/kernel';
import { AskBook, type StandingAsk } from '#libs/pricing';

import { type Demand } from './packing/demand.js';

/** One class and variant across all hosts of a pool: arrays by host index, so that looking at every host allocates nothing. */
export interface Column {
  resourceClass: ResourceClass;
  variant: string;
  /** Of each host; 0 where it has none. */
  capacity: Float64Array;
  used: Float64Array;
  minUnit: Float64Array;
  maxUnit: Float64Array;
  stepSize: Float64Array;
  /** GPU_MILLI: thousandths taken of each device of each host. */
  devices: (Int32Array | undefined)[];
  /** What the operator of each host wants to get for a priced unit and hour; undefined when nobody asks for more than nothing. */
  asks: BigInt64Array | undefined;
  /** All hosts together. */
  poolCapacity: number;
  /** By operator index. */
  operatorCapacity: Float64Array;
  operatorUsed: Float64Array;
  /** How many operators have some. */
  operators: number;
}

/**
 * A pool at one moment, as placement works on it. `used` moves while a plan is made and is put back when part of it is
 * withdrawn; everything else stays as it was taken.
 */
export interface Snapshot {
  hosts: readonly PlacementHost[];
  indexOf: ReadonlyMap<string, number>;
  columns: ReadonlyMap<string, Column>;
  /** GPU columns, dense: hosts without GPUs are kept for work that needs none. */
  gpuColumns: readonly Column[];
  /** Whether anybody asks for anything. */
  hasAsks: boolean;
  operatorIds: readonly string[];
  /** Operator index of each host. */
  operatorOf: Int32Array;
  /** What has been asked for lately, oldest first: packing learns from it what will be. */
  recent: readonly Demand[];
}

export function columnKey(resourceClass: string, variant: string): string {
  return `${resourceClass}/${variant}`;
}

/** Turns inventory's rows, and what operators ask and tenants asked for, into columns. Linear in hosts and inventories. */
export function takeSnapshot(hosts: readonly PlacementHost[], operatorAsks: readonly StandingAsk[] = [], recent: readonly Demand[] = []): Snapshot {
  const book = new AskBook(operatorAsks);
  const operatorIds = [...new Set(hosts.map((host) => host.operatorId))];
  const operatorIndex = new Map(operatorIds.map((id, index) => [id, index]));
  const operatorOf = Int32Array.from(hosts, (host) => operatorIndex.get(host.operatorId)!);
  const columns = new Map<string, Column>();
  hosts.forEach((host, index) => {
    for (const inventory of host.inventories) {
      const key = columnKey(inventory.resourceClass, inventory.variant);
      let column = columns.get(key);
      if (!column) columns.set(key, (column = emptyColumn(inventory.resourceClass, inventory.variant, hosts.length, operatorIds.length)));
      column.capacity[index] = inventory.capacity;
      column.used[index] = inventory.used;
      column.minUnit[index] = inventory.minUnit;
      column.maxUnit[index] = inventory.maxUnit;
      column.stepSize[index] = inventory.stepSize;
      if (book.has(inventory.resourceClass)) (column.asks ??= new BigInt64Array(hosts.length))[index] = book.of(host, inventory.resourceClass, inventory.variant);
      if (inventory.resourceClass === 'GPU_MILLI') column.devices[index] = Int32Array.from(inventory.deviceUsed);
      const operator = operatorOf[index]!;
      if (inventory.capacity > 0 && column.operatorCapacity[operator] === 0) column.operators += 1;
      column.poolCapacity += inventory.capacity;
      column.operatorCapacity[operator]! += inventory.capacity;
      column.operatorUsed[operator]! += inventory.used;
    }
  });
  return {
    hosts, columns, operatorIds, operatorOf, hasAsks: operatorAsks.length > 0, recent,
    indexOf: new Map(hosts.map((host, index) => [host.id, index])),
    gpuColumns: [...columns.values()].filter((column) => column.resourceClass === 'GPU_MILLI'),
  };
}

function emptyColumn(resourceClass: ResourceClass, variant: string, hosts: number, operators: number): Column {
  const perHost = () => new Float64Array(hosts);
  return {
    resourceClass, variant, capacity: perHost(), used: perHost(), minUnit: perHost(), maxUnit: perHost(), stepSize: perHost(), devices: [], asks: undefined,
    poolCapacity: 0, operatorCapacity: new Float64Array(operators), operatorUsed: new Float64Array(operators), operators: 0,
  };
}
