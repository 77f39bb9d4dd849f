import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { type PlacementHost } from '#libs/inventory';
import { newId } from '#libs/kernel';

import { type RequestSpec } from '../board.js';
import { place } from '../place.js';
import { takeSnapshot } from '../snapshot.js';
import { testSpec, testHost } from '../test-fleet.js';
import { planMoves } from './plan-moves.js';

const policy = { operatorShareCapBps: 10_000, operatorBps: 8_500, askWeightBps: 0 };

/** A fleet with leases on it that were placed by turns, and some that went again. */
const pool = fc.record({
  hosts: fc.array(fc.record({ cpus: fc.integer({ min: 4, max: 16 }), gpus: fc.integer({ min: 0, max: 4 }), jurisdiction: fc.constantFrom('DE', 'CH') }), { minLength: 2, maxLength: 6 }),
  leases: fc.array(fc.record({
    cpus: fc.integer({ min: 1, max: 6 }), gpu: fc.option(fc.record({ count: fc.constant(1), milliPerGpu: fc.constantFrom(250, 500, 1_000) })), replicas: fc.integer({ min: 1, max: 3 }),
    isSpot: fc.boolean(), stays: fc.boolean(), goes: fc.boolean(), jurisdictions: fc.constantFrom([], ['DE']),
  }), { minLength: 1, maxLength: 14 }),
  mostMoves: fc.integer({ min: 1, max: 20 }),
});

function setUp({ hosts: described, leases }: typeof pool extends fc.Arbitrary<infer T> ? T : never): { hosts: PlacementHost[]; asks: RequestSpec[]; movable: RequestSpec[] } {
  const hosts = described.map(({ cpus, gpus, jurisdiction }, index) => testHost(`hst_${index}`, { cpus, gpus, jurisdiction }));
  const asks: RequestSpec[] = [];
  const movable: RequestSpec[] = [];
  for (const { cpus, gpu, replicas, isSpot, stays, goes, jurisdictions } of leases) {
    const ask = testSpec({ isSpot, replicas, constraints: { jurisdictions }, resources: { cpuMillis: cpus * 1_000, memoryMib: 64, ...(gpu ? { gpu } : {}) } });
    const plan = place(takeSnapshot(hosts), { ...policy, packScore: 'best-fit' }, [ask], asks.length).leases[0]!;
    if (plan.blocked || goes) continue;
    for (const { hostId, resources } of plan.claims) add(hosts, hostId, resources, 1);
    const held = { ...ask, state: 'active' as const, held: plan.claims.map((claim) => ({ ...claim, id: newId('claim'), part: 'serving' as const, madeAt: 0 })) };
    asks.push(held);
    if (!stays) movable.push(held);
  }
  return { hosts, asks, movable };
}

function add(hosts: readonly PlacementHost[], hostId: string, resources: readonly { resourceClass: string; amount: number; devices?: readonly { index: number; milli: number }[] }[], sign: 1 | -1): void {
  for (const { resourceClass, amount, devices } of resources) {
    const inventory = hosts.find(({ id }) => id === hostId)!.inventories.find((one) => one.resourceClass === resourceClass)!;
    inventory.used += sign * amount;
    for (const { index, milli } of devices ?? []) inventory.deviceUsed[index]! += sign * milli;
  }
}

const empty = (hosts: readonly PlacementHost[]) => hosts.filter(({ inventories }) => inventories.every(({ used }) => used === 0)).length;
const free = (hosts: readonly PlacementHost[]) => hosts.reduce((sum, { inventories }) => sum + inventories.reduce((all, { deviceUsed }) => all + deviceUsed.filter((used) => used === 0).length, 0), 0);

test('what is proposed has room beside what it moves, keeps to what its leases ask, frees what it says, and touches nothing else', () => {
  fc.assert(fc.property(pool, (described) => {
    const { hosts, movable } = setUp(described);
    const proposals = planMoves({ hosts, operatorAsks: [], recent: [], policy, movable, mostMoves: described.mostMoves });
    const moves = proposals.flatMap((one) => one.moves);
    expect(moves.length).toBeLessThanOrEqual(described.mostMoves);
    expect(new Set(moves.map(({ leaseId }) => leaseId)).size).toBe(moves.length); // one replica of a lease
    const both = structuredClone(hosts);
    for (const { toHostId, resources } of moves) add(both, toHostId, resources, 1);
    for (const { inventories } of both) for (const { used, capacity, deviceUsed } of inventories) expect(used <= capacity && deviceUsed.every((one) => one <= 1_000)).toBe(true);
    const after = structuredClone(both);
    for (const { claimId, leaseId, fromHostId, toHostId } of moves) {
      const ask = movable.find((one) => one.leaseId === leaseId)!;
      const claim = ask.held.find(({ id }) => id === claimId)!;
      expect(claim.hostId).toBe(fromHostId);
      expect(fromHostId).not.toBe(toHostId);
      expect([...ask.constraints.jurisdictions!, hosts.find(({ id }) => id === toHostId)!.jurisdiction]).not.toEqual(['DE', 'CH']);
      add(after, fromHostId, claim.resources, -1);
    }
    expect(empty(after) - empty(hosts)).toBe(proposals.reduce((sum, { gain }) => sum + gain.hosts, 0));
    expect(free(after) - free(hosts)).toBe(proposals.reduce((sum, { gain }) => sum + gain.gpus, 0));
    for (const { gain, cost, moves: own } of proposals) expect([gain.hosts + gain.gpus > 0, gain.gpus >= 0, cost.replicas]).toEqual([true, true, own.length]);
  }));
});

test('two half-empty hosts become one, and two halves of GPUs one GPU; the spot replica moves', () => {
  const hosts = [testHost('hst_1', { cpus: 8, gpus: 1 }), testHost('hst_2', { cpus: 8, gpus: 1 }), testHost('hst_3', { cpus: 8, gpus: 1 })];
  const on = (hostId: string, isSpot: boolean): RequestSpec => {
    const resources = [{ resourceClass: 'CPU_MILLI' as const, variant: '', amount: 2_000 }, { resourceClass: 'MEMORY_MIB' as const, variant: '', amount: 64 }, { resourceClass: 'GPU_MILLI' as const, variant: 't4', amount: 500, devices: [{ index: 0, milli: 500 }] }];
    add(hosts, hostId, resources, 1);
    const ask = testSpec({ isSpot, state: 'active', resources: { cpuMillis: 2_000, memoryMib: 64, gpu: { count: 1, milliPerGpu: 500 } } });
    return { ...ask, held: [{ id: newId('claim'), leaseId: ask.leaseId, replica: 0, hostId, clusterId: 'cls_a', siteId: 'sit_a', operatorId: 'opr_a', resources, part: 'serving', madeAt: 0 }] };
  };
  const movable = [on('hst_1', false), on('hst_2', true)];
  const inputs = { hosts, operatorAsks: [], recent: [], policy, movable, mostMoves: 10 };
  expect(planMoves(inputs)).toMatchObject([{ hostId: 'hst_2', gain: { hosts: 1, gpus: 1 }, cost: { replicas: 1, spotReplicas: 1 }, moves: [{ leaseId: movable[1]!.leaseId, toHostId: 'hst_1', isSpot: true }] }]);
  // What one must not move keeps its host; what has volumes is not among what may move.
  expect(planMoves({ ...inputs, movable: [] })).toEqual([]);
});
