import { type PlacementHost } from '#libs/inventory';
import { type LeaseId, type PoolId, type ProjectId, type TenantId } from '#libs/kernel';
import { type RequestSpec, type Policy } from '#libs/placement';

import { type TraceHost, type TraceTask } from '../openb.js';

/** Nothing but packing decides: one operator, nobody asks for a price. */
export const packingPolicy: Policy = { operatorShareCapBps: 10_000, operatorBps: 10_000, askWeightBps: 0 };

/** A generator of numbers from 0 to below 1: mulberry32, whose whole state is the seed. */
export function randomBy(seed: number): () => number {
  let state = Math.imul(seed, 0x9e3779b1) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** In random order; every order is as likely. */
export function shuffled<T>(values: readonly T[], random: () => number): T[] {
  const order = [...values];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  return order;
}

/** Thousandths of GPUs. */
export function gpuMilliOf({ gpus, milliPerGpu }: TraceTask): number {
  return gpus === 0 ? 0 : gpus * milliPerGpu;
}

export function capacityOf(hosts: readonly TraceHost[]): number {
  return hosts.reduce((sum, { gpus }) => sum + gpus * 1_000, 0);
}

/** The tasks in random order, then random ones again, until one more would ask for more than 1.3 times the GPUs there are. */
export function arrivalsOf(tasks: readonly TraceTask[], capacity: number, seed: number): TraceTask[] {
  const random = randomBy(seed);
  const byName = tasks.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const arrivals = shuffled(byName, random);
  let asked = arrivals.reduce((sum, task) => sum + gpuMilliOf(task), 0);
  for (;;) {
    const task = byName[Math.floor(random() * byName.length)]!;
    asked += gpuMilliOf(task);
    if (asked * 10 > capacity * 13) return arrivals;
    arrivals.push(task);
  }
}

/** A trace's host as placement sees it. */
export function placementHost(host: TraceHost, name = host.name): PlacementHost {
  const inventory = (resourceClass: 'CPU_MILLI' | 'MEMORY_MIB' | 'GPU_MILLI', variant: string, capacity: number, devices = 0) => (
    { resourceClass, variant, capacity, used: 0, minUnit: 1, maxUnit: capacity, stepSize: 1, deviceUsed: Array.from({ length: devices }, () => 0) });
  return {
    id: name, operatorId: 'opr_1', groupId: 'opr_1', siteId: 'sit_1', clusterId: 'cls_1', jurisdiction: 'DE', region: 'europe-west', state: 'open', withheld: false, capacity: 'dedicated', traits: [],
    contact: 'live', inMaintenance: false, maintenance: [],
    inventories: [
      inventory('CPU_MILLI', '', host.cpuMillis), inventory('MEMORY_MIB', '', host.memoryMib),
      ...(host.gpus > 0 ? [inventory('GPU_MILLI', host.model, host.gpus * 1_000, host.gpus)] : []),
    ],
  };
}

/** A trace's task as a lease of one replica. `models`: all there are. */
export function askOf({ cpuMillis, memoryMib, gpus, milliPerGpu, models: bound }: TraceTask, leaseId: string, models: readonly string[]): RequestSpec {
  return {
    leaseId: leaseId as LeaseId, tenantId: 'ten_1' as TenantId, projectId: 'prj_1' as ProjectId, poolId: 'pol_1' as PoolId, state: 'requested', version: 1, replicas: 1,
    resources: { cpuMillis, memoryMib, ...(gpus > 0 ? { gpu: { count: gpus, milliPerGpu } } : {}) },
    gpuModels: gpus === 0 ? [] : bound.length > 0 ? models.filter((model) => bound.includes(model)) : models,
    prices: [], constraints: {}, isSpot: false, rank: 1, blocked: null, durationMillis: null, endsAt: null, createdAt: 0, held: [], avoidOperators: [],
  };
}
