import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { packScoreNames, type PlacementHost } from '#libs/inventory';
import { type ClaimedResource, type LeaseId } from '#libs/kernel';

import { type RequestSpec, Board, compile, devicesFit, fits } from '../board.js';
import { allFilters } from '../filters.js';
import { place } from '../place.js';
import { takeSnapshot } from '../snapshot.js';
import { testSpec, testHost, testInventory } from '../test-fleet.js';
import { type Demand, demandOf } from './demand.js';
import { HostClasses } from './host-classes.js';
import { HostRoom } from './host-room.js';
import { packScores } from './pack-scores.js';
import { Ranking } from './ranking.js';
import { MIX_ARRIVALS, TaskMix } from './task-mix.js';
import { ValueTable } from './value-table.js';

const policy = { operatorShareCapBps: 10_000, operatorBps: 10_000, askWeightBps: 0 };
const MODELS = ['a100', 't4'];

const demandArbitrary: fc.Arbitrary<Demand> = fc.record({
  cpuMillis: fc.integer({ min: 1, max: 9_000 }), memoryMib: fc.constantFrom(64, 2_000, 40_000), gpus: fc.constantFrom(0, 1, 1, 1, 2, 4), share: fc.constantFrom(50, 200, 333, 500, 810, 1_000),
  models: fc.constantFrom(MODELS, MODELS, ['t4']),
}).map(({ cpuMillis, memoryMib, gpus, share, models }) => ({ cpuMillis, memoryMib, gpus, milliPerGpu: gpus === 0 ? 0 : gpus === 1 ? share : 1_000, models: gpus === 0 ? [] : models }));

const fleetArbitrary: fc.Arbitrary<PlacementHost[]> = fc.array(fc.record({ cpus: fc.integer({ min: 1, max: 64 }), gpus: fc.integer({ min: 0, max: 8 }), model: fc.constantFrom(...MODELS), isMixed: fc.boolean(), isPicky: fc.boolean() }), { minLength: 1, maxLength: 12 })
  .map((kinds) => kinds.map(({ isMixed, isPicky, ...kind }, index) => {
    const host = testHost(`hst_${index}`, { ...kind, ...(isMixed && kind.model === 't4' ? { inventories: [testInventory('GPU_MILLI', 'a100', 2_000, { deviceUsed: [0, 0] })] } : {}) });
    return isPicky ? inSteps(host) : host;
  }));

/** Sells memory in steps that only some amounts are of. */
function inSteps(host: PlacementHost): PlacementHost {
  host.inventories[1]!.stepSize = 64;
  return host;
}

function askFor({ cpuMillis, memoryMib, gpus, milliPerGpu, models }: Demand, index = 0): RequestSpec {
  return testSpec({ leaseId: `lse_${index}` as LeaseId, resources: { cpuMillis, memoryMib, ...(gpus > 0 ? { gpu: { count: gpus, milliPerGpu } } : {}) }, gpuModels: models });
}

describe('the value of a free GPU', () => {
  const halves = new ValueTable([{ milli: 500, cpuMillis: 2_000, gpus: 1, perArrival: 1 }], 1_000);

  test.each([
    [1_000, 4_000, 1], [1_000, 3_999, 0.9995], [1_000, 2_000, 0.5], [500, 2_000, 0.5], [1_000, 1_000, 0], [490, 9_000, 0],
  ])('%i thousandths with %i of CPU are worth %d to tasks of a half with two CPUs', (milli, cpu, worth) => {
    expect(halves.of(milli, cpu, 1)).toBeCloseTo(worth, 3);
  });

  test('counts tasks of several GPUs only where as many are free', () => {
    const pairs = new ValueTable([{ milli: 1_000, cpuMillis: 1_000, gpus: 2, perArrival: 1 }], 1_000);
    expect([pairs.of(1_000, 1_000, 1), pairs.of(1_000, 1_000, 2), pairs.of(1_000, 1_000, 8)]).toEqual([0, 1, 1]);
  });

  test('property: no more than is free, never less with more CPU, and less when averaged over depths', () => {
    const slice = fc.record({ milli: fc.integer({ min: 1, max: 1_000 }), cpuMillis: fc.integer({ min: 0, max: 40_000 }), gpus: fc.constant(1), weight: fc.integer({ min: 1, max: 9 }) });
    fc.assert(fc.property(fc.array(slice, { maxLength: 6 }), fc.integer({ min: 0, max: 1_000 }), fc.integer({ min: 0, max: 40_000 }), fc.integer({ min: 0, max: 9_000 }), (slices, milli, cpu, more) => {
      const all = slices.reduce((sum, { weight }) => sum + weight, 0);
      const mix = slices.map(({ weight, ...one }) => ({ ...one, perArrival: weight / all }));
      const table = new ValueTable(mix, 1_000);
      expect(table.of(milli, cpu, 1)).toBeLessThanOrEqual(milli / 1_000 + 1e-9);
      expect(table.of(milli, cpu + more, 1)).toBeGreaterThanOrEqual(table.of(milli, cpu, 1) - 1e-9);
      expect(new ValueTable(mix, 1_000, true).of(milli, cpu, 1)).toBeLessThanOrEqual(table.of(milli, cpu, 1) + 1e-9);
    }), { numRuns: 60 });
  });
});

test('a mix remembers the last arrivals and no others', () => {
  fc.assert(fc.property(fc.array(demandArbitrary, { minLength: 1, maxLength: 30 }), fc.integer({ min: 1, max: 3 * MIX_ARRIVALS }), (kinds, arrivals) => {
    const all = Array.from({ length: arrivals }, (_, index) => kinds[(index * index) % kinds.length]!);
    const mix = new TaskMix(all);
    expect(mix.size).toBe(Math.min(arrivals, MIX_ARRIVALS));
    const counts = (of: TaskMix) => new Map(of.parts().map(({ demand, count }) => [JSON.stringify({ ...demand, memoryMib: 0 }), count]));
    expect(counts(mix)).toEqual(counts(new TaskMix(all.slice(-MIX_ARRIVALS))));
  }), { numRuns: 50 });
});

test.each(packScoreNames)('property: %s scored anew where something changed is what a plain scan finds', (name) => {
  fc.assert(fc.property(fleetArbitrary, fc.array(demandArbitrary, { minLength: 1, maxLength: 25 }), fc.integer({ min: 0, max: 24 }), fc.boolean(), (hosts, demands, undone, isGiven) => {
    const snapshot = takeSnapshot(hosts);
    const board = new Board(snapshot, policy);
    const mix = new TaskMix(demands);
    const score = packScores[name](board, mix);
    const wanted = compile(askFor(demands[0]!), snapshot, policy);
    const room = new HostRoom(board, wanted);
    const rankings = [new Ranking(board, score, wanted), new Ranking(board, score, wanted, { isExact: true, room })];
    const refresh = () => {
      room.refresh();
      for (const ranking of rankings) ranking.refresh();
    };
    const claims: { mark: number; host: number; resources: readonly ClaimedResource[] }[] = [];
    for (const [index, demand] of demands.entries()) {
      const claim = place(snapshot, policy, [askFor(demand, index)], index).leases[0]!.claims[0];
      if (claim) {
        claims.push({ mark: board.mark(), host: snapshot.indexOf.get(claim.hostId)!, resources: claim.resources });
        board.take(claims.at(-1)!.host, claim.resources);
      }
      refresh();
    }
    const first = claims[undone % Math.max(1, claims.length)];
    if (first && isGiven) board.give(first.host, first.resources);
    else if (first) board.rollback(first.mark);
    refresh();
    const plain = new Ranking(board, packScores[name](board, mix), wanted);
    plain.refresh();
    expect(rankings.map(({ scores }) => [...scores])).toEqual([[...plain.scores], [...plain.scores]]);
  }), { numRuns: 40 });
});

test.each(packScoreNames)('property: what %s says quickly of hosts of one model or none, it says slowly too, to the last bit', (name) => {
  fc.assert(fc.property(fleetArbitrary, fc.array(demandArbitrary, { minLength: 1, maxLength: 10 }), (hosts, demands) => {
    const snapshot = takeSnapshot(hosts);
    const board = new Board(snapshot, policy);
    const score = packScores[name](board, new TaskMix(demands));
    demands.forEach((demand, index) => place(snapshot, policy, [askFor(demand, index)], index).leases[0]!.claims.forEach(({ hostId, resources }) => board.take(snapshot.indexOf.get(hostId)!, resources)));
    const quick = demands.flatMap((demand) => hosts.map((_, host) => {
      const { gpu, plain } = compile(askFor(demand), snapshot, policy);
      const column = gpu?.columns.find((one) => devicesFit(one, host, gpu));
      const isAsked = snapshot.gpuColumnsOn[host]!.length < 2 && plain.every((each) => each.column && fits(each.column, host, each.amount)) && (!gpu || column);
      const slow = isAsked ? score.of(demand, host, column) : 0;
      return { slow, quick: (isAsked ? score.quick?.(demand, host, column) : undefined) ?? slow };
    }));
    expect(quick.map((one) => one.quick)).toEqual(quick.map((one) => one.slow));
  }), { numRuns: 40 });
});

test('hosts are of one class where they are alike in CPU and GPUs, and sell memory alike, however they came to be so; of thousands of classes as of few', () => {
  const kinds = [testHost('a', { cpus: 64, gpus: 2 }), testHost('b', { cpus: 64, gpus: 2, model: 'a100' }), testHost('c', { cpus: 64 }), inSteps(testHost('d', { cpus: 64, gpus: 2 })), testHost('e', { cpus: 64, gpus: 2, inventories: [testInventory('GPU_MILLI', 'a100', 1_000, { deviceUsed: [0] })] })];
  const hosts = [...kinds, ...kinds].map((host, index) => ({ ...host, id: `hst_${index}` }));
  const board = new Board(takeSnapshot(hosts), policy);
  const classes = new HostClasses(board);
  const textOf = (host: number) => JSON.stringify([...board.snapshot.columns.values()].filter(({ resourceClass }) => resourceClass !== 'MEMORY_MIB').map(({ capacity, used, devices }) => [capacity[host], used[host], [...(devices[host] ?? [])]]));
  const known = new Map<string, number>();
  let order = 1;
  for (let step = 0; step < 4_000; step += 1) {
    order = (order * 48_271) % 2_147_483_647;
    const host = order % hosts.length;
    const texts = hosts.map(({ inventories }, at) => `${inventories[1]!.stepSize}/${textOf(at)}`);
    const numbers = texts.map((_, at) => classes.of(at));
    for (const text of texts) if (!known.has(text)) known.set(text, known.size);
    expect(numbers).toEqual(texts.map((text) => known.get(text)));
    const has = board.snapshot.gpuColumnsOn[host]!;
    const column = has[order % Math.max(1, has.length)];
    const device = column && column.devices[host]!.findIndex((used) => used < 1_000);
    if (step % 997 === 0) board.rollback(0);
    else if (column && device! >= 0) board.take(host, [{ resourceClass: 'CPU_MILLI', variant: '', amount: 1 + (order % 70) }, { resourceClass: 'GPU_MILLI', variant: column.variant, amount: 100, devices: [{ index: device!, milli: 100 }] }]);
    else board.take(host, [{ resourceClass: 'CPU_MILLI', variant: '', amount: 1 + (order % 30) }]);
  }
  expect(known.size).toBeGreaterThan(2_048);
  expect(classes.size).toBe(known.size);
});

test('property: what filters say of all hosts at once, they say of each', () => {
  fc.assert(fc.property(fleetArbitrary, fc.array(demandArbitrary, { minLength: 1, maxLength: 20 }), (hosts, demands) => {
    const snapshot = takeSnapshot(hosts);
    const board = new Board(snapshot, policy);
    demands.forEach((demand, index) => place(snapshot, policy, [askFor(demand, index)], index).leases[0]!.claims.forEach(({ hostId, resources }) => board.take(snapshot.indexOf.get(hostId)!, resources)));
    for (const wanted of demands.map((demand) => compile(askFor(demand), snapshot, policy))) {
      for (const filter of allFilters.filter((one) => 'rejectAll' in one)) {
        const isRejected = new Uint8Array(hosts.length);
        filter.rejectAll!(wanted, board, isRejected);
        expect([...isRejected]).toEqual(hosts.map((_, host) => (filter.admits(wanted, host, board) ? 0 : 1)));
      }
    }
  }), { numRuns: 40 });
});

describe('a plan that knows what is usually asked', () => {
  const one: Demand = { cpuMillis: 1_000, memoryMib: 64, gpus: 1, milliPerGpu: 1_000, models: ['t4'] };
  const hostOf = (hosts: PlacementHost[], recent: Demand[], demand: Demand) => place(takeSnapshot(hosts, [], recent), policy, [{ ...askFor(demand), state: 'blocked' }], 1).leases[0]!.claims[0]!.hostId;
  const eight = { ...one, cpuMillis: 8_000, gpus: 8 };
  const usedBy = (host: PlacementHost, gpus: number) => {
    host.inventories[2]!.deviceUsed.fill(1_000, 0, gpus);
    host.inventories[2]!.used = gpus * 1_000;
    return host;
  };

  test('keeps hosts of eight free GPUs for who needs eight', () => {
    const hosts = [testHost('untouched', { cpus: 64, gpus: 8 }), usedBy(testHost('begun', { cpus: 64, gpus: 8 }), 1)];
    expect(hostOf(hosts, [eight, one, one], one)).toBe('begun');
  });

  test('puts what wants much CPU where GPUs have it, and leaves those short of CPU to the others', () => {
    const hungry = { ...one, cpuMillis: 12_000 };
    const hosts = [testHost('rich', { cpus: 16, gpus: 1 }), testHost('poor', { cpus: 3, gpus: 1 })];
    expect(hostOf(hosts, [hungry, one, one], one)).toBe('poor');
  });

  test('leaves a model to those that may have no other', () => {
    const either = { ...one, models: ['a100', 't4'] };
    const hosts = [testHost('t4s', { cpus: 16, gpus: 4 }), testHost('a100s', { cpus: 16, gpus: 4, model: 'a100' })];
    expect(hostOf(hosts, [one, one, either], either)).toBe('a100s');
    const a100 = { ...one, models: ['a100'] };
    expect(hostOf(hosts, [a100, a100, either], either)).toBe('t4s');
  });

  test('puts work without GPUs where GPUs are gone', () => {
    const hosts = [usedBy(testHost('stranded', { cpus: 16, gpus: 2 }), 2), testHost('fresh', { cpus: 16, gpus: 2 })];
    expect(hostOf(hosts, [{ ...one, cpuMillis: 6_000 }], { cpuMillis: 4_000, memoryMib: 64, gpus: 0, milliPerGpu: 0, models: [] })).toBe('stranded');
  });

  test.each([[0, 2], [10_000, 1]])('with a weight of %i beside spreading, a lease\'s two replicas use %i operators', (packWeightBps, operators) => {
    const begun = testHost('a', { cpus: 16 });
    begun.inventories[0]!.used = 4_000;
    const hosts = [begun, testHost('b', { cpus: 16, operatorId: 'opr_b' })];
    const { claims } = place(takeSnapshot(hosts), { ...policy, packWeightBps }, [testSpec({ replicas: 2 })], 1).leases[0]!;
    expect(new Set(claims.map(({ operatorId }) => operatorId)).size).toBe(operators);
  });
});

test.each([['memory', 1, 1], ['storage', 2, 1], ['storage', 2, 31], ['storage', 2, 32], ['storage', 2, 60]] as const)('the best host with room is found behind better ones without %s, and beside one that is alike but for that', (_, lacking, full) => {
  const hosts = Array.from({ length: full + 2 }, (_host, index) => testHost(`hst_${index}`, { cpus: Math.min(index, full) + 2, inventories: [testInventory('STORAGE_GIB', 'ephemeral', 100)] }));
  for (const { inventories } of hosts.slice(0, -1)) inventories[lacking]!.used = inventories[lacking]!.capacity;
  const rules = { ...policy, packScore: 'best-fit' } as const;
  const asks = [testSpec({ resources: { cpuMillis: 1_000, memoryMib: 64, ephemeralGib: 1 } })];
  const plan = place(takeSnapshot(hosts), rules, asks, 1);
  expect(plan.leases[0]!.claims.map(({ hostId }) => hostId)).toEqual([`hst_${full + 1}`]);
  expect(place(takeSnapshot(hosts), rules, asks, 1, [], { rescoreAll: true })).toEqual(plan);
});

test('what is found out about a host for one amount of memory does not hold for another that it sells', () => {
  const hosts = [inSteps(testHost('hst_0', { cpus: 64 }))];
  const asks = Array.from({ length: 12 }, (_, index) => 100 + index).flatMap((cpuMillis) => [2_000, 64].map((memoryMib) => testSpec({ resources: { cpuMillis, memoryMib } })));
  const { leases } = place(takeSnapshot(hosts), policy, asks, 1);
  expect(leases.map(({ claims }) => claims.length)).toEqual(asks.map(({ resources: { memoryMib } }) => (memoryMib === 64 ? 1 : 0)));
});

test.each(packScoreNames)('property: with %s, the order of hosts changes no plan, and nothing is oversold', (packScore) => {
  fc.assert(fc.property(fleetArbitrary, fc.array(demandArbitrary, { minLength: 1, maxLength: 30 }), fc.nat(), fc.integer({ min: 0, max: 10_000 }), fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }), (hosts, demands, seed, packWeightBps, isLost) => {
    // Some differ in memory alone: they share what is found out about hosts.
    const asks = demands.flatMap((demand, index) => (index % 2 === 0 ? [{ ...demand, memoryMib: 2_000 }, { ...demand, memoryMib: 64 }] : [demand])).map((demand, index) => askFor(demand, index));
    for (const [index, host] of hosts.entries()) if (isLost[index % isLost.length]) host.contact = 'lost';
    const rules = { ...policy, packScore, packWeightBps };
    const recent = demands.map((_, index) => demandOf(asks[(index * 7) % asks.length]!));
    const plan = place(takeSnapshot(hosts, [], recent), rules, asks, seed);
    expect(place(takeSnapshot(hosts.toReversed(), [], recent), rules, asks, seed)).toEqual(plan);
    expect(place(takeSnapshot(hosts, [], recent), rules, asks, seed, [], { rescoreAll: true })).toEqual(plan);
    for (const host of hosts) {
      const taken = plan.leases.flatMap(({ claims }) => claims).filter(({ hostId }) => hostId === host.id).flatMap(({ resources }) => resources);
      for (const { resourceClass, variant, capacity, deviceUsed } of host.inventories) {
        const here = taken.filter((resource) => resource.resourceClass === resourceClass && resource.variant === variant);
        expect(here.reduce((sum, { amount }) => sum + amount, 0)).toBeLessThanOrEqual(capacity);
        deviceUsed.forEach((_, device) => expect(here.flatMap(({ devices }) => devices ?? []).filter(({ index }) => index === device).reduce((sum, { milli }) => sum + milli, 0)).toBeLessThanOrEqual(1_000));
      }
    }
  }), { numRuns: 60 });
});

test.each(packScoreNames)('property: with %s, requests of few shapes on many hosts that are alike go where a scan of all hosts has them go', (packScore) => {
  const kind = fc.record({ cpus: fc.integer({ min: 2, max: 8 }), gpus: fc.integer({ min: 0, max: 3 }), times: fc.integer({ min: 1, max: 12 }) });
  fc.assert(fc.property(fc.array(kind, { minLength: 1, maxLength: 3 }), fc.array(demandArbitrary, { minLength: 1, maxLength: 3 }), fc.array(fc.nat(2), { minLength: 20, maxLength: 50 }), fc.nat(), (kinds, shapes, order, seed) => {
    const hosts = kinds.flatMap(({ times, ...kindOf }) => Array.from({ length: times }, () => kindOf)).map((kindOf, index) => testHost(`hst_${index}`, { ...kindOf, contact: index % 7 === 3 ? 'lost' : 'live' }));
    const asks = order.map((shape, index) => askFor(shapes[shape % shapes.length]!, index));
    const plan = place(takeSnapshot(hosts), { ...policy, packScore }, asks, seed);
    expect(place(takeSnapshot(hosts), { ...policy, packScore }, asks, seed, [], { rescoreAll: true })).toEqual(plan);
  }), { numRuns: 60 });
});
