import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { type LeaseId, type TenantId } from '#libs/kernel';

import { type RequestSpec } from './board.js';
import { type FairInput, FairShares, fairTurns } from './fair-shares.js';
import { place } from './place.js';
import { type PlannedLease } from './plan.js';
import { takeSnapshot } from './snapshot.js';
import { testSpec, testHost, testInventory } from './test-fleet.js';

const policy = { operatorShareCapBps: 10_000, operatorBps: 10_000, askWeightBps: 0 };
/** What a tenant asks for: so many leases, alike. */
interface Wish {
  count: number;
  cpuMillis: number;
  memoryMib: number;
}
const CPUS = 60_000;
const MEMORY = 60_000;
/** One host, so that what is left over is short for all alike. */
const snapshot = () => takeSnapshot([testHost('h', { cpus: 0, inventories: [testInventory('CPU_MILLI', '', CPUS), testInventory('MEMORY_MIB', '', MEMORY)] })].map((host) => (
  { ...host, inventories: host.inventories.filter(({ capacity }) => capacity > 0) })));
const asksOf = (tenant: string, { count, cpuMillis, memoryMib }: Wish, createdAt = 0): RequestSpec[] => Array.from({ length: count }, (_, index) => (
  testSpec({ leaseId: `lse_${tenant}_${index}` as LeaseId, tenantId: tenant as TenantId, createdAt, resources: { cpuMillis, memoryMib } })));
const shareOf = ({ cpuMillis, memoryMib }: Wish) => Math.max(cpuMillis / CPUS, memoryMib / MEMORY);

/** How many leases of each tenant are placed, the requests coming in this order. */
function placed(asks: readonly RequestSpec[], fair: Partial<FairInput> = {}): Map<string, number> {
  const { leases } = place(snapshot(), policy, asks, 1, [], { fair: { held: [], ...fair, among: asks.length } });
  const counts = new Map<string, number>();
  leases.forEach(({ leaseId, blocked }: PlannedLease, index) => {
    expect(leaseId, 'a plan is in the order of its requests').toBe(asks[index]!.leaseId);
    if (!blocked) counts.set(asks[index]!.tenantId, (counts.get(asks[index]!.tenantId) ?? 0) + 1);
  });
  return counts;
}

describe('turns', () => {
  const rows: [about: string, tenants: string, shares: Record<string, bigint>, among: number, expected: number[]][] = [
    ['of equals go by who came first', 'aabb', {}, 4, [0, 1, 2, 3]],
    ['go to whoever has least', 'aabb', { a: 1n }, 4, [2, 3, 0, 1]],
    ['are for the first ones only', 'aabb', { a: 1n }, 3, [2, 0, 1, 3]],
    ['of nobody', '', {}, 0, []],
  ];
  test.each(rows)('%s', (_, tenants, shares, among, expected) => {
    const asks = Array.from(tenants, (tenantId) => ({ tenantId: tenantId as TenantId, rank: 1 }));
    expect([...fairTurns(asks, { of: (tenantId) => shares[tenantId] ?? 0n }, among)]).toEqual(expected);
  });

  test('of a higher rank come first, whoever has what', () => {
    const asks = [{ tenantId: 'a', rank: 0 }, { tenantId: 'a', rank: 1 }, { tenantId: 'b', rank: 1 }, { tenantId: 'b', rank: 2 }] as { tenantId: TenantId; rank: number }[];
    expect([...fairTurns(asks, { of: (tenantId) => (tenantId === 'a' ? 1n : 0n) }, 4)]).toEqual([0, 2, 1, 3]);
  });

  test('look at shares anew each time, by the largest part of any class, divided by the weight', () => {
    const shares = new FairShares(snapshot(), { held: [{ tenantId: 'a', resourceClass: 'CPU_MILLI', variant: '', amount: 30_000n }], weights: { a: 2 } });
    expect([shares.of('a'), shares.of('b')]).toEqual([250_000_000_000_000n, 0n]);
    shares.add('a', [{ resourceClass: 'MEMORY_MIB', variant: '', amount: 60_000 }, { resourceClass: 'CUSTOM_GONE', variant: '', amount: 5 }]);
    expect(shares.of('a')).toBe(500_000_000_000_000n);
    const asks = Array.from('aaabbb', (tenantId) => ({ tenantId: tenantId as TenantId, rank: 1 }));
    const given = new Map<string, bigint>();
    const order: number[] = [];
    for (const index of fairTurns(asks, { of: (tenantId) => given.get(tenantId) ?? 0n }, 6)) {
      order.push(index);
      given.set(asks[index]!.tenantId, (given.get(asks[index]!.tenantId) ?? 0n) + 1n);
    }
    expect(order).toEqual([0, 3, 1, 4, 2, 5]);
  });
});

describe('when a pool is short', () => {
  const wish = fc.record({ count: fc.integer({ min: 1, max: 40 }), cpuMillis: fc.integer({ min: 1, max: 5_000 }), memoryMib: fc.integer({ min: 1, max: 5_000 }) });
  const few = { numRuns: 60 };

  test('whoever still waits has its part of the pool, whatever others ask for and in whatever order they came', () => {
    fc.assert(fc.property(fc.array(wish, { minLength: 2, maxLength: 5 }), fc.boolean(), (wishes, reversed) => {
      const asks = wishes.flatMap((one, index) => asksOf(`t${index}`, one));
      const counts = placed(reversed ? asks.toReversed() : asks);
      const largest = Math.max(...wishes.map(shareOf));
      wishes.forEach((one, index) => {
        const got = counts.get(`t${index}`) ?? 0;
        // Leases are not divisible: by two of the largest it may be less.
        expect(got === one.count || got * shareOf(one) >= 1 / wishes.length - 2 * largest - 1e-9).toBe(true);
      });
    }), few);
  });

  test('tenants that ask for the same get the same, whoever asks first and for how many', () => {
    fc.assert(fc.property(wish, fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 60 }), (one, first, second) => {
      const counts = placed([...asksOf('a', { ...one, count: first }), ...asksOf('b', { ...one, count: second }, 1)]);
      const [a, b] = [counts.get('a') ?? 0, counts.get('b') ?? 0];
      expect([a === first || b <= a + 1, b === second || a <= b + 1]).toEqual([true, true]);
    }), few);
  });

  test('none gains by asking for more than it needs in each lease, or by splitting what it needs', () => {
    // Small leases, so that what is not divisible does not matter more than the lie.
    fc.assert(fc.property(fc.integer({ min: 500, max: 3_000 }), fc.integer({ min: 2, max: 3 }), fc.integer({ min: 2, max: 3 }), (half, times, tenants) => {
      const one = { count: 130, cpuMillis: 2 * half, memoryMib: 2 * half };
      const others = Array.from({ length: tenants - 1 }, (_, index) => asksOf(`o${index}`, one)).flat();
      const honest = placed([...asksOf('a', one), ...others]).get('a') ?? 0;
      const inflated = placed([...asksOf('a', { count: one.count, cpuMillis: one.cpuMillis * times, memoryMib: one.memoryMib * times }), ...others]).get('a') ?? 0;
      expect(CPUS / (tenants * 2 * half) < 6 || inflated <= honest).toBe(true);
      const split = placed([...asksOf('a', { count: 2 * one.count, cpuMillis: half, memoryMib: half }), ...others]).get('a') ?? 0;
      expect(split).toBeLessThanOrEqual(2 * (honest + 2));
    }), { numRuns: 15 });
  });

  test('what a tenant has already counts, and so does its weight', () => {
    const one = { count: 60, cpuMillis: 1_000, memoryMib: 1 };
    const both = [...asksOf('a', one), ...asksOf('b', one)];
    const parts = (fair: Partial<FairInput>) => {
      const counts = placed(both, fair);
      return [counts.get('a') ?? 0, counts.get('b') ?? 0];
    };
    expect(parts({})).toEqual([30, 30]);
    expect(parts({ held: [{ tenantId: 'a', resourceClass: 'CPU_MILLI', variant: '', amount: 20_000n }] })).toEqual([20, 40]);
    expect(parts({ weights: { a: 2, b: 1 } })).toEqual([40, 20]);
  });
});
