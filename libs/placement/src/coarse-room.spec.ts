import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { type PlacementHost } from '#libs/inventory';

import { type RequestSpec, Board } from './board.js';
import { coarseAsk, coarseHost, CoarseBoard, stepBelow } from './coarse-room.js';
import { place } from './place.js';
import { alternativesTo } from './relax.js';
import { takeSnapshot } from './snapshot.js';
import { testSpec, testHost } from './test-fleet.js';

const prices = [['CPU_MILLI', ''], ['MEMORY_MIB', ''], ['GPU_MILLI', 't4']].map(([resourceClass, variant]) => ({ resourceClass: resourceClass as 'CPU_MILLI', variant: variant!, nanoTokensPerUnitHour: 1_000n }));
const policy = { operatorShareCapBps: 10_000, operatorBps: 8_500, askWeightBps: 0 };

test('a step is at most a fifth below, is its own step, and grows with the amount', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 10_000_000 }), fc.nat(1_000), fc.constantFrom(1, 1_000), fc.constantFrom(2, 4), (amount, more, unit, steps) => {
    const step = stepBelow(amount, unit, steps);
    expect(step).toBeLessThanOrEqual(amount);
    expect(stepBelow(step, unit, steps)).toBe(step);
    expect(stepBelow(amount + more, unit, steps)).toBeGreaterThanOrEqual(step);
    expect(amount * 8 < unit || (step + 1) * (steps + 1) >= amount * steps).toBe(true);
  }));
  expect([9_000, 10_000, 13_300, 16_000, 250, 100].map((millis) => stepBelow(millis, 1_000))).toEqual([8_000, 10_000, 12_000, 16_000, 250, 0]);
});

test('of devices that are free as a whole so many stay as a step has, and shares are in eighths', () => {
  const host = testHost('h', { gpus: 7 });
  host.inventories[2]!.deviceUsed = [0, 0, 300, 0, 0, 0, 1_000];
  expect(coarseHost(host).inventories[2]).toMatchObject({ capacity: 7_000, used: 1_500, deviceUsed: [0, 0, 375, 0, 0, 125, 1_000] });
});

/** What hosts have and use; `exactly` says it within the steps. */
const machine = fc.record({
  jurisdiction: fc.constantFrom('DE', 'CH'), operatorId: fc.constantFrom('opr_a', 'opr_b', 'opr_c'),
  cpus: fc.integer({ min: 1, max: 64 }), free: fc.integer({ min: 0, max: 64 }), gpus: fc.array(fc.integer({ min: 0, max: 8 }), { maxLength: 4 }), within: fc.array(fc.nat(9_999), { minLength: 4, maxLength: 4 }),
});
type Machine = typeof machine extends fc.Arbitrary<infer T> ? T : never;

function hostOf({ jurisdiction, operatorId, cpus, free, gpus }: Machine, index: number, [capacityPart, freePart, memoryPart, gpuPart]: readonly number[]): PlacementHost {
  const host = testHost(`hst_${index}`, { jurisdiction, operatorId, cpus: 1, gpus: gpus.length });
  const within = (step: number, unit: number, part: number) => {
    let most = step;
    while (stepBelow(most + 1, unit) === step) most += 1;
    return step + Math.floor(((most - step) * part) / 10_000);
  };
  for (const inventory of host.inventories) {
    if (inventory.resourceClass === 'GPU_MILLI') {
      // Of eighths that are free, whole devices stay whole.
      inventory.deviceUsed = gpus.map((eighths) => (eighths === 8 ? 0 : 1_000 - eighths * 125 - Math.floor((124 * gpuPart!) / 10_000)));
      inventory.used = inventory.deviceUsed.reduce((sum, used) => sum + used, 0);
      continue;
    }
    const unit = inventory.resourceClass === 'CPU_MILLI' ? 1_000 : 1;
    const times = inventory.resourceClass === 'CPU_MILLI' ? 1_000 : 4_096;
    inventory.capacity = within(stepBelow(cpus * times, unit), unit, times === 1_000 ? capacityPart! : memoryPart!);
    inventory.maxUnit = 1_000_000;
    inventory.used = inventory.capacity - Math.min(inventory.capacity, within(stepBelow(Math.min(cpus, free) * times, unit), unit, freePart!));
  }
  return host;
}

const probe = fc.record({
  replicas: fc.integer({ min: 1, max: 20 }), cpuMillis: fc.integer({ min: 1, max: 70_000 }), memoryMib: fc.integer({ min: 1, max: 300_000 }), gpu: fc.option(fc.record({ count: fc.integer({ min: 1, max: 4 }), milliPerGpu: fc.integer({ min: 1, max: 1_000 }) })),
  constraints: fc.constantFrom<RequestSpec['constraints']>({}, { jurisdictions: ['CH'] }, { requiredTraits: ['nobody-has-it'] }, { jurisdictions: ['DE'], spread: { over: 'host', maximum: 1 } }, { spread: { over: 'operator', maximumSkew: 1 } }),
});

function askOf({ replicas, cpuMillis, memoryMib, gpu, constraints }: typeof probe extends fc.Arbitrary<infer T> ? T : never): RequestSpec {
  const share = gpu && gpu.milliPerGpu < 1_000 ? { ...gpu, count: 1 } : gpu;
  return testSpec({ leaseId: 'les_probe' as never, prices, gpuModels: share ? ['t4'] : [], replicas, constraints, resources: { cpuMillis, memoryMib, ...(share ? { gpu: share } : {}) } });
}

/** All that a tenant reads of a request that is asked for only: by a quote, and by a lease that waits. */
function answers(hosts: readonly PlacementHost[], ask: RequestSpec): string {
  const snapshot = takeSnapshot(hosts.map(coarseHost));
  const { blocked, fallback } = place(snapshot, { ...policy, operatorShareCapBps: 6_000 }, [coarseAsk(ask)], 0).leases[0]!;
  const alternatives = blocked && alternativesTo(snapshot, policy, ask, prices);
  const waits = place(takeSnapshot(hosts), policy, [{ ...ask, constraints: { ...ask.constraints, requiredTraits: ['nobody-has-it'] } }], 0).leases[0]!.blocked;
  return JSON.stringify({ blocked, fallback, alternatives, waits });
}

test('pools whose hosts are at the same steps answer every question alike', () => {
  fc.assert(fc.property(fc.array(machine, { minLength: 1, maxLength: 6 }), fc.array(probe, { minLength: 1, maxLength: 6 }), (machines, probes) => {
    const barely = machines.map((one, index) => hostOf(one, index, [0, 0, 0, 0]));
    const nearly = machines.map((one, index) => hostOf(one, index, one.within));
    expect(nearly.map(coarseHost)).toEqual(barely.map(coarseHost));
    for (const one of probes) expect(answers(nearly, askOf(one))).toBe(answers(barely, askOf(one)));
  }), { numRuns: 30 });
});

test('a board that follows another in steps is the one of its hosts in steps', () => {
  fc.assert(fc.property(fc.array(machine, { minLength: 1, maxLength: 6 }), fc.array(probe, { maxLength: 6 }), fc.nat(6), (machines, probes, first) => {
    const hosts = machines.map((one, index) => hostOf(one, index, one.within));
    const snapshot = takeSnapshot(hosts);
    const board = new Board(snapshot, policy);
    let coarse = new CoarseBoard(board);
    const inventoryOf = (id: string, resourceClass: string) => hosts.find((host) => host.id === id)!.inventories.find((one) => one.resourceClass === resourceClass)!;
    for (const [index, one] of probes.entries()) {
      if (index === first) coarse = new CoarseBoard(board);
      for (const { hostId, resources } of place(snapshot, policy, [askOf(one)], index).leases[0]!.claims) {
        board.take(snapshot.indexOf.get(hostId)!, resources);
        for (const { resourceClass, amount, devices } of resources) {
          inventoryOf(hostId, resourceClass).used += amount;
          for (const { index: device, milli } of devices ?? []) inventoryOf(hostId, resourceClass).deviceUsed[device]! += milli;
        }
      }
      const { columns } = takeSnapshot(hosts.map(coarseHost));
      expect(coarse.now().snapshot.columns).toEqual(columns);
    }
  }), { numRuns: 50 });
});

type Oracle = (ask: RequestSpec) => boolean;

/**
 * A thousand probes at an operator that is alone in its jurisdiction: the largest size that fits, and for many sizes how many fit; each is a part of what it must have free.
 * @returns the most of its free CPU that is proven, in thousandths.
 */
function attack(fits: Oracle): number {
  let probes = 0;
  let proven = 0;
  const most = (isSo: (value: number) => boolean, upTo: number): number => {
    let [from, to] = [0, upTo];
    while (from < to) {
      const middle = Math.ceil((from + to) / 2);
      probes += 1;
      if (isSo(middle)) from = middle;
      else to = middle - 1;
    }
    return from;
  };
  const ask = (replicas: number, cpuMillis: number) => testSpec({ replicas, resources: { cpuMillis, memoryMib: 1 }, constraints: { jurisdictions: ['CH'] } });
  const largest = most((cpuMillis) => fits(ask(1, cpuMillis)), 100_000);
  for (let size = Math.max(50, largest); probes < 1_000 && size >= 50; size = Math.floor(size * 0.93)) {
    const count = most((replicas) => fits(ask(replicas, size)), 1_000);
    proven = Math.max(proven, count * size, count === 0 ? 0 : count * most((cpuMillis) => fits(ask(count, cpuMillis)), 100_000));
  }
  // Where next to nothing is free it was told so by few: what is left of the thousand goes to sizes that it was told would not fit.
  for (let size = largest + 1; probes < 1_000 && size < 100_000; size = Math.ceil(size * 1.07)) proven = Math.max(proven, size * most((replicas) => fits(ask(replicas, size)), 1_000));
  expect(probes).toBeGreaterThan(300);
  return proven;
}

test('a thousand probes find no more of an operator\'s room than the steps its hosts are at', () => {
  const others = [testHost('hst_de', { operatorId: 'opr_b', cpus: 64 })];
  const fleet = fc.array(fc.record({ cpus: fc.integer({ min: 4, max: 64 }), usedMillis: fc.nat(40_000) }), { minLength: 1, maxLength: 4 });
  fc.assert(fc.property(fleet, (machines) => {
    const own = machines.map(({ cpus, usedMillis }, index) => {
      const host = testHost(`hst_${index}`, { jurisdiction: 'CH', cpus });
      host.inventories[0]!.used = Math.min(usedMillis, cpus * 1_000);
      return host;
    });
    const free = (hosts: readonly PlacementHost[]) => hosts.reduce((sum, { inventories: [cpu] }) => sum + cpu!.capacity - cpu!.used, 0);
    const coarse = takeSnapshot([...own, ...others].map(coarseHost));
    expect(attack((ask) => !place(coarse, policy, [coarseAsk(ask)], 0).leases[0]!.blocked)).toBeLessThanOrEqual(free(own.map(coarseHost)));
  }), { numRuns: 5 });
  // The attack is worth its name: where answers are exact, it finds more.
  const host = testHost('hst_1', { jurisdiction: 'CH', cpus: 64 });
  host.inventories[0]!.used = 1_777;
  const exact = takeSnapshot([host, ...others]);
  expect(attack((ask) => !place(exact, policy, [ask], 0).leases[0]!.blocked)).toBeGreaterThan(62_000);
  expect(coarseHost(host).inventories[0]!.used).toBe(8_000);
});
