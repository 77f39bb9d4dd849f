import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { type PlacementInventory } from '#libs/inventory';
import { MILLIS_PER_HOUR } from '#libs/kernel';
import { initialChallengeRules } from '#libs/rules';
import { commitmentOf, drawOf } from '#libs/verify';

import { newSecret } from './draw.js';
import { allowedMillis, isIdle, sizesOn, workFor } from './sizes.js';

const secrets = fc.stringMatching(/^[0-9a-f]{64}$/);
const unit = { minUnit: 1, maxUnit: 1_000_000, stepSize: 1, deviceUsed: [] };
const free = (resourceClass: 'CPU_MILLI' | 'MEMORY_MIB', capacity: number, used: number, more: Partial<PlacementInventory> = {}): PlacementInventory => ({ ...unit, resourceClass, variant: '', capacity, used, ...more });

test('a secret decides the same for whoever knows it, within its hour, and is told from others by its commitment', () => {
  fc.assert(fc.property(secrets, secrets, (secret, other) => {
    const draw = drawOf(secret);
    expect(drawOf(secret)).toEqual(draw);
    expect(draw.afterMillis).toBeGreaterThanOrEqual(60_000);
    expect(draw.afterMillis).toBeLessThan(MILLIS_PER_HOUR - 60_000);
    expect(draw.seed).toMatch(/^[0-9a-f]{64}$/);
    expect(draw.seed).not.toBe(secret); // what runs says nothing of what else was decided
    expect([commitmentOf(other) === commitmentOf(secret), drawOf(other).seed === draw.seed]).toEqual([other === secret, other === secret]);
  }));
  expect(newSecret()).not.toBe(newSecret());
});

// Whichever two thousand secrets: each tenth of an hour, and each of ten hosts, is met by a tenth of them, give or take seven standard deviations.
test('times and hosts are drawn evenly', () => {
  const [times, hosts] = [Array.from({ length: 10 }, () => 0), Array.from({ length: 10 }, () => 0)];
  for (let drawn = 0; drawn < 2_000; drawn += 1) {
    const { afterMillis, host } = drawOf(newSecret());
    times[Math.floor(((afterMillis - 60_000) * 10) / (MILLIS_PER_HOUR - 120_000))]! += 1;
    hosts[host % 10]! += 1;
  }
  for (const count of [...times, ...hosts]) expect(Math.abs(count - 200)).toBeLessThan(94);
});

test('sizes fit what is free, by its terms of sale, and there is one wherever a vCPU and a GiB are free', () => {
  const amount = fc.integer({ min: 0, max: 40_000 });
  const terms = fc.record({ minUnit: fc.integer({ min: 1, max: 3_000 }), maxUnit: fc.integer({ min: 1_000, max: 20_000 }), stepSize: fc.constantFrom(1, 100, 500, 1_024, 1_500) });
  fc.assert(fc.property(amount, amount, amount, amount, terms, terms, fc.integer({ min: 1, max: 16 }), (cpu, cpuUsed, memory, memoryUsed, cpuTerms, memoryTerms, mostVcpus) => {
    const inventories = [free('MEMORY_MIB', memory, memoryUsed, memoryTerms), free('CPU_MILLI', cpu, cpuUsed, cpuTerms)];
    const sizes = sizesOn({ inventories }, { mostVcpus });
    for (const { cpuMillis, memoryMib } of sizes) {
      for (const [size, used, capacity, { minUnit, maxUnit, stepSize }] of [[cpuMillis, cpuUsed, cpu, cpuTerms], [memoryMib, memoryUsed, memory, memoryTerms]] as const) {
        expect(size + used <= capacity && size >= minUnit && size <= maxUnit && size % stepSize === 0).toBe(true);
      }
      expect(cpuMillis).toBeLessThanOrEqual(mostVcpus * 1_000);
    }
    const loose = sizesOn({ inventories: [free('CPU_MILLI', cpu, cpuUsed), free('MEMORY_MIB', memory, memoryUsed)] }, { mostVcpus });
    expect(loose.length > 0).toBe(cpu - cpuUsed >= 1_000 && memory - memoryUsed >= 1_024);
  }));
  expect(sizesOn({ inventories: [free('CPU_MILLI', 4_000, 0)] }, { mostVcpus: 4 })).toEqual([]);
});

test('what is to be computed has a lane for each vCPU, leaves room in the memory, and takes what the rules say', () => {
  const rules = fc.record({ mostLaneMib: fc.constantFrom(1, 16, 256, 1_024), workMillis: fc.integer({ min: 1_000, max: 300_000 }), microsPerMib: fc.integer({ min: 1, max: 1_000_000 }), graceMillis: fc.nat(300_000) });
  fc.assert(fc.property(rules, fc.integer({ min: 1, max: 16 }), fc.constantFrom(1, 2, 4), (of, vcpus, gib) => {
    const all = { ...initialChallengeRules, ...of };
    const size = { cpuMillis: vcpus * 1_000, memoryMib: vcpus * gib * 1_024 };
    const work = workFor(size, 'ab', all);
    expect(work.lanes).toBe(vcpus);
    expect(work.laneMib).toBeLessThanOrEqual(of.mostLaneMib);
    expect(Number.isInteger(Math.log2(work.laneMib))).toBe(true);
    expect(work.lanes * work.laneMib * 4).toBeLessThanOrEqual(size.memoryMib * 3);
    expect(work.rounds >= 2 && work.rounds <= 64).toBe(true);
    const takes = allowedMillis(work, all) - of.graceMillis;
    expect(takes * 1_000).toBeGreaterThanOrEqual(work.laneMib * work.rounds * of.microsPerMib);
    expect(work.rounds === 2 || takes <= of.workMillis).toBe(true);
  }));
});

test('idle is what could take a tenant\'s work, and announced nothing for the next half hour', () => {
  const host = { state: 'open' as const, withheld: false, contact: 'live' as const, inMaintenance: false, maintenance: [] };
  const is = (over: object) => isIdle({ ...host, ...over } as unknown as Parameters<typeof isIdle>[0], 0);
  expect(is({})).toBe(true);
  expect(is({ maintenance: [{ startsAt: 1_800_000, endsAt: 1_900_000 }] })).toBe(true);
  for (const not of [{ state: 'cordoned' }, { state: 'draining' }, { withheld: true }, { contact: 'stale' }, { contact: 'lost' }, { inMaintenance: true }, { maintenance: [{ startsAt: 1_799_999, endsAt: 1_900_000 }] }]) expect(is(not)).toBe(false);
});
