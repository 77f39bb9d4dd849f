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
  /** How far the operator of each host is trusted with the class. */
  tiers: Uint8Array;
  /** What the operator of each host wants to get for a priced unit and hour; undefined when nobody asks for more than nothing. */
  asks: BigInt64Array | undefined;
  /** All hosts together. */
  poolCapacity: number;
  /** By group index. */
  groupCapacity: Float64Array;
  groupUsed: Float64Array;
  /** How many groups have some. */
  groups: number;
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
  /** The same, by model. */
  gpuColumnOf: ReadonlyMap<string, Column>;
  /** Those that each host has. */
  gpuColumnsOn: readonly (readonly Column[])[];
  /** Whether anybody asks for anything. */
  hasAsks: boolean;
  /** Whether anybody is trusted with anything. */
  hasTiers: boolean;
  /** Operators that belong together are a group, any other is one by itself. By index. */
  groupIds: readonly string[];
  /** Group index of each host. */
  groupIndexOf: Int32Array;
  /** The group of each operator. */
  groupOf: ReadonlyMap<string, string>;
  /** What has been asked for lately, oldest first: packing learns from it what will be. */
  recent: readonly Demand[];
}

export function columnKey(resourceClass: string, variant: string): string {
  return `${resourceClass}/${variant}`;
}

/** Turns inventory's rows, and what operators ask and tenants asked for, into columns. Linear in hosts and inventories. */
export function takeSnapshot(hosts: readonly PlacementHost[], operatorAsks: readonly StandingAsk[] = [], recent: readonly Demand[] = []): Snapshot {
  const book = new AskBook(operatorAsks);
  const groupIds = [...new Set(hosts.map((host) => host.groupId))];
  const groupIndex = new Map(groupIds.map((id, index) => [id, index]));
  const groupIndexOf = Int32Array.from(hosts, (host) => groupIndex.get(host.groupId)!);
  const columns = new Map<string, Column>();
  const gpuColumnsOn: Column[][] = hosts.map(() => []);
  const byClass = new Map<string, Map<string, Column>>(); // without a text for each inventory of each host
  hosts.forEach((host, index) => {
    for (const inventory of host.inventories) {
      let column = byClass.get(inventory.resourceClass)?.get(inventory.variant);
      if (!column) {
        column = emptyColumn(inventory.resourceClass, inventory.variant, hosts.length, groupIds.length);
        columns.set(columnKey(inventory.resourceClass, inventory.variant), column);
        byClass.set(inventory.resourceClass, (byClass.get(inventory.resourceClass) ?? new Map<string, Column>()).set(inventory.variant, column));
      }
      column.capacity[index] = inventory.capacity;
      column.used[index] = inventory.used;
      column.minUnit[index] = inventory.minUnit;
      column.maxUnit[index] = inventory.maxUnit;
      column.stepSize[index] = inventory.stepSize;
      column.tiers[index] = inventory.tier ?? 0;
      if (book.has(inventory.resourceClass)) (column.asks ??= new BigInt64Array(hosts.length))[index] = book.of(host, inventory.resourceClass, inventory.variant);
      if (inventory.resourceClass === 'GPU_MILLI') {
        column.devices[index] = Int32Array.from(inventory.deviceUsed);
        gpuColumnsOn[index]!.push(column);
      }
      const group = groupIndexOf[index]!;
      if (inventory.capacity > 0 && column.groupCapacity[group] === 0) column.groups += 1;
      column.poolCapacity += inventory.capacity;
      column.groupCapacity[group]! += inventory.capacity;
      column.groupUsed[group]! += inventory.used;
    }
  });
  const gpuColumns = [...columns.values()].filter((column) => column.resourceClass === 'GPU_MILLI');
  return {
    hosts, columns, groupIds, groupIndexOf, hasAsks: operatorAsks.length > 0, recent,
    hasTiers: hosts.some(({ inventories }) => inventories.some(({ tier }) => tier !== undefined)),
    indexOf: new Map(hosts.map((host, index) => [host.id, index])),
    groupOf: new Map(hosts.map(({ operatorId, groupId }) => [operatorId, groupId])),
    gpuColumns, gpuColumnsOn, gpuColumnOf: new Map(gpuColumns.map((column) => [column.variant, column])),
  };
}

function emptyColumn(resourceClass: ResourceClass, variant: string, hosts: number, groups: number): Column {
  const perHost = () => new Float64Array(hosts);
  return {
    resourceClass, variant, capacity: perHost(), used: perHost(), minUnit: perHost(), maxUnit: perHost(), stepSize: perHost(), devices: Array.from({ length: hosts }), tiers: new Uint8Array(hosts), asks: undefined,
    poolCapacity: 0, groupCapacity: new Float64Array(groups), groupUsed: new Float64Array(groups), groups: 0,
  };
}
