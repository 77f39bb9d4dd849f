import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { MILLIS_PER_HOUR } from '#libs/kernel';
import { faultKinds, initialRules, tiers } from '#libs/rules';

import { type CountedFault, type DayOfWork, scoreAt } from './reputation.js';

const rules = initialRules.reputation;
const HOURS = 1_000n * BigInt(MILLIS_PER_HOUR); // of a vCPU
const on = (day: number, hours: number): DayOfWork => ({ day, unitMillis: BigInt(hours) * HOURS });
const place = (work: readonly DayOfWork[], faults: readonly CountedFault[], day: number, by = rules) => tiers.indexOf(scoreAt(day, 'CPU_MILLI', work, faults, by).tier);

const silent = { day: 90, kind: 'lost_contact', units: 16_000n } as const;
const rows: [about: string, work: DayOfWork[], faults: CountedFault[], day: number, hours: number, lost: number, scoreBps: number, tier: string][] = [
  ['nothing', [], [], 90, 0, 0, 0, 'unproven'],
  ['a fault and no work', [], [silent], 90, 0, 384, 0, 'unproven'],
  ['too little to tell', [on(90, 719)], [], 90, 719, 0, 10_000, 'unproven'],
  ['just enough', [on(90, 720)], [], 90, 720, 0, 10_000, 'proven'],
  ['work halves with each half-life', [on(0, 10_000), on(90, 4_000)], [], 90, 9_000, 0, 10_000, 'trusted'],
  ['with a fault', [on(0, 10_000), on(90, 4_000)], [silent], 90, 9_000, 384, 9_590, 'proven'],
  ['which waiting does not wash off', [on(0, 10_000), on(90, 4_000)], [silent], 180, 4_500, 192, 9_590, 'proven'],
  ['until there is too little left to tell', [on(0, 10_000), on(90, 4_000)], [silent], 450, 562, 24, 9_590, 'unproven'],
  ['what is ten half-lives ago is nothing', [on(0, 1_000_000)], [], 900, 0, 0, 0, 'unproven'],
  ['the day before that it still counts', [on(0, 1_000_000)], [], 899, 984, 0, 10_000, 'proven'],
  ['more given back than done', [on(0, -5), on(1, 2)], [silent], 90, 0, 384, 0, 'unproven'],
];
test.each(rows)('%s', (_, work, faults, day, hours, lost, scoreBps, tier) => {
  const found = scoreAt(day, 'CPU_MILLI', work, faults, rules);
  expect([Number(found.worked / HOURS), Number(found.lost / HOURS), found.scoreBps, found.tier]).toEqual([hours, lost, scoreBps, tier]);
});

test('of classes that are had in large numbers more work is asked for', () => {
  const gib = (hours: number): DayOfWork => ({ day: 0, unitMillis: BigInt(hours * MILLIS_PER_HOUR) });
  expect([18_000, 17_999].map((hours) => scoreAt(0, 'STORAGE_GIB', [gib(hours)], [], rules).tier)).toEqual(['proven', 'unproven']);
});

const works = fc.array(fc.record({ day: fc.nat(400), hours: fc.nat(20_000) }).map(({ day, hours }) => on(day, hours)), { maxLength: 40 });
const faultsOf = fc.array(fc.record({ day: fc.nat(400), kind: fc.constantFrom(...faultKinds), units: fc.bigInt(0n, 200_000n) }), { maxLength: 10 });
const anyRules = fc.integer({ min: 1, max: 366 }).map((halfLifeDays) => ({ ...rules, halfLifeDays }));

test('doing nothing makes no score better, so leaving and coming back washes nothing off', () => {
  fc.assert(fc.property(works, faultsOf, anyRules, fc.nat(4_000), (work, faults, by, idle) => {
    const [now, later] = [400, 400 + idle].map((day) => scoreAt(day, 'CPU_MILLI', work, faults, by));
    expect(later!.worked <= now!.worked).toBe(true);
    // A rounding of one in ten thousand is no washing; what is dropped after ten half-lives was less than a thousandth.
    const allCount = later!.worked > 1_000n * HOURS && faults.every(({ day }) => 400 + idle - day < 10 * by.halfLifeDays);
    expect(!allCount || later!.scoreBps <= now!.scoreBps + 1).toBe(true);
  }));
});

test('work never makes a score worse, a fault never better, and the order of neither matters', () => {
  let moved = 0;
  fc.assert(fc.property(works, faultsOf, fc.record({ day: fc.nat(400), kind: fc.constantFrom(...faultKinds), units: fc.bigInt(1n, 200_000n) }), fc.nat(10_000), (work, faults, fault, hours) => {
    const before = scoreAt(400, 'CPU_MILLI', work, faults, rules);
    const worse = scoreAt(400, 'CPU_MILLI', work, [...faults, fault], rules);
    const better = scoreAt(400, 'CPU_MILLI', [on(400, hours), ...work], faults, rules);
    expect([worse.scoreBps <= before.scoreBps, better.scoreBps >= before.scoreBps, worse.worked === before.worked]).toEqual([true, true, true]);
    expect(place(work, [...faults, fault], 400)).toBeLessThanOrEqual(place(work, faults, 400));
    expect(place([on(400, hours), ...work], faults, 400)).toBeGreaterThanOrEqual(place(work, faults, 400));
    expect(scoreAt(400, 'CPU_MILLI', work.toReversed(), faults.toReversed(), rules)).toEqual(before);
    if (worse.scoreBps < before.scoreBps) moved += 1;
  }), { numRuns: 300 });
  expect(moved).toBeGreaterThan(10);
});

test('whoever has no work is below everybody who is tested, whatever the rules', () => {
  fc.assert(fc.property(faultsOf, anyRules, fc.nat(10_000), (faults, by, leastScoreBps) => {
    const lax = { ...by, proven: { leastScoreBps: 0, leastUnitHours: 0 }, trusted: { leastScoreBps, leastUnitHours: 0 } };
    expect(place([], faults, 400, lax)).toBe(0);
    expect(place([on(400, 1)], [], 400, lax)).toBe(2);
  }));
});
