import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { type PlacementHost } from '#libs/inventory';
import { type LeaseId } from '#libs/kernel';

import { concentrationOf } from '../concentration.js';
import { place } from '../place.js';
import { takeSnapshot } from '../snapshot.js';
import { testSpec, testHost } from '../test-fleet.js';

const policy = { operatorShareCapBps: 10_000, operatorBps: 10_000, askWeightBps: 0, concentrationCapBps: 2_000 };

describe('the index', () => {
  const rows: [about: string, parts: number[], whole: number, expected: number][] = [
    ['of one that has all', [7], 7, 10_000],
    ['of two alike', [5, 5], 10, 5_000],
    ['of 40, 30, 20 and 10 %', [40, 30, 20, 10], 100, 3_000],
    ['of less than the whole', [50], 100, 2_500],
    ['rounded up', [1, 1, 1], 3, 3_334],
    ['of nothing', [0, 0], 10, 0],
    ['of nothing of nothing', [], 0, 0],
    ['of more than doubles hold exactly', [9_007_199_254_740_991], 9_007_199_254_740_991, 10_000],
    ['one short of a step, where doubles would not tell', [9_007_199_254_740_990, 1], 9_007_199_254_740_991, 10_000],
  ];
  test.each(rows)('%s', (_, parts, whole, expected) => {
    expect(concentrationOf(parts, whole)).toBe(expected);
  });
});

describe('the bound', () => {
  /** Operators of ten CPUs each, so many of each claimed: of thirty CPUs 2,000 basis points are a sum of squares of 180. */
  const hosts = (used: number[], groups: (string | undefined)[] = []) => used.map((cpus, index) => {
    const operatorId = `opr_${index}`;
    const host = testHost(`h${index}`, { operatorId, groupId: groups[index] ?? operatorId, cpus: 10 });
    host.inventories[0]!.used = cpus * 1_000;
    host.inventories[1]!.capacity = 1_000_000;
    return host;
  });
  const asked = (fleet: PlacementHost[], cpus: number) => place(takeSnapshot(fleet), policy, [testSpec({ resources: { cpuMillis: cpus * 1_000, memoryMib: 1 } })], 1).leases[0]!;
  const rows: [about: string, fleet: PlacementHost[], cpus: number, fits: boolean][] = [
    ['an empty pool takes its first claim', hosts([0, 0, 0]), 10, true],
    ['up to it', hosts([6, 6, 0]), 10, true],
    ['and not beyond it', hosts([10, 7, 0]), 10, false],
    ['less of it still does', hosts([10, 7, 0]), 5, true],
    ['of forty CPUs it is a sum of 320', hosts([6, 4, 10, 10]), 2, true],
    ['operators that belong together are one', hosts([6, 4, 10, 10], ['group:a', 'group:a']), 2, false],
    ['where two serve it there is nobody to share with', hosts([10, 0]), 10, true],
  ];
  test.each(rows)('%s', (_, fleet, cpus, fits) => {
    const { blocked, claims } = asked(fleet, cpus);
    expect([blocked === undefined, claims.length > 0]).toEqual([fits, fits]);
    expect((blocked?.reasons ?? []).some(({ filter }) => filter === 'concentration')).toBe(!fits);
  });
});

const hostArbitrary = fc.record({
  operator: fc.integer({ min: 0, max: 5 }), cpus: fc.integer({ min: 1, max: 8 }), gpus: fc.integer({ min: 0, max: 3 }), model: fc.constantFrom('t4', 'a100'), used: fc.integer({ min: 0, max: 3_000 }),
});
const askArbitrary = fc.record({ replicas: fc.integer({ min: 1, max: 4 }), cpuMillis: fc.integer({ min: 1, max: 4_000 }), gpus: fc.integer({ min: 0, max: 2 }) });

test('no plan concentrates a class beyond the bound, nor gives a group more than an operator may have', () => {
  let bound = 0;
  const operators = fc.array(fc.constantFrom('group:x', 'group:y', undefined), { minLength: 6, maxLength: 6 });
  fc.assert(fc.property(fc.array(hostArbitrary, { minLength: 3, maxLength: 12 }), operators, fc.array(askArbitrary, { minLength: 1, maxLength: 15 }), fc.integer({ min: 500, max: 5_000 }), fc.integer({ min: 2_000, max: 10_000 }), (specs, groups, wants, concentrationCapBps, operatorShareCapBps) => {
    const hosts = specs.map(({ operator, used, ...spec }, index) => {
      const host = testHost(`hst_${index}`, { ...spec, operatorId: `opr_${operator}`, groupId: groups[operator] ?? `opr_${operator}` });
      host.inventories[0]!.used = Math.min(used, spec.cpus * 1_000);
      return host;
    });
    const asks = wants.map(({ replicas, cpuMillis, gpus }, index) => testSpec({
      leaseId: `lse_${index}` as LeaseId, replicas, gpuModels: gpus > 0 ? ['t4', 'a100'] : [], resources: { cpuMillis, memoryMib: 64, ...(gpus > 0 ? { gpu: { count: gpus } } : {}) },
    }));
    const plan = place(takeSnapshot(hosts), { ...policy, concentrationCapBps, operatorShareCapBps }, asks, 1);
    const claims = plan.leases.flatMap((lease) => lease.claims);
    bound += plan.leases.filter(({ blocked }) => blocked?.reasons.some(({ filter }) => filter === 'concentration')).length;
    for (const key of new Set(claims.flatMap(({ resources }) => resources.map(({ resourceClass, variant }) => `${resourceClass}/${variant}`)))) {
      const of = hosts.flatMap((host) => host.inventories.filter((one) => `${one.resourceClass}/${one.variant}` === key && one.capacity > 0).map((one) => ({ ...one, groupId: host.groupId })));
      const offering = new Set(of.map(({ groupId }) => groupId));
      if (offering.size < 3) continue;
      const capacity = of.reduce((sum, one) => sum + BigInt(one.capacity), 0n);
      let squares = 0n;
      for (const group of offering) {
        let used = of.filter(({ groupId }) => groupId === group).reduce((sum, one) => sum + BigInt(one.used), 0n);
        let claimed = 0n;
        for (const { hostId, resources } of claims) for (const { resourceClass, variant, amount } of resources) {
          if (`${resourceClass}/${variant}` === key && hosts.find(({ id }) => id === hostId)!.groupId === group) claimed += BigInt(amount);
        }
        used += claimed;
        expect(claimed > 0n && used * 10_000n > capacity * BigInt(operatorShareCapBps)).toBe(false);
        squares += used * used;
      }
      expect(squares * 10_000n).toBeLessThanOrEqual(BigInt(concentrationCapBps) * capacity * capacity);
    }
  }), { numRuns: 200 });
  expect(bound).toBeGreaterThan(20);
});
