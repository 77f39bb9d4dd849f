import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { MILLIS_PER_HOUR } from '#libs/kernel';

import { rewardsOf, windowOf, workOf } from './idle-rewards.js';

const HOUR = BigInt(MILLIS_PER_HOUR);
const amount = fc.bigInt(0n, 10n ** 15n);
const operators = fc.constantFrom('opr_a', 'opr_b', 'opr_c', 'opr_d', 'opr_e');
const works = fc.dictionary(operators, amount).map((of) => new Map(Object.entries(of)));
const rulesArbitrary = fc.record({
  scheme: fc.constantFrom('pps' as const, 'pplns' as const), feeBps: fc.integer({ min: 0, max: 10_000 }), halvings: fc.integer({ min: 1, max: 100 }), revenueBps: fc.integer({ min: 0, max: 10_000 }), windowNanoTokens: amount,
});

test('capacity counts for its rate: that of its variant, else of its class, else for nothing', () => {
  const rates = [{ resourceClass: 'CPU_MILLI', variant: '', nanoTokensPerUnitHour: 10n }, { resourceClass: 'GPU_MILLI', variant: 't4', nanoTokensPerUnitHour: 700n }, { resourceClass: 'GPU_MILLI', variant: '', nanoTokensPerUnitHour: 500n }] as const;
  const rows: [resourceClass: 'CPU_MILLI' | 'GPU_MILLI' | 'MEMORY_MIB', variant: string, unitMillis: bigint, work: bigint][] = [
    ['CPU_MILLI', '', 2_000n * HOUR, 20n], ['CPU_MILLI', '', 100n * HOUR - 1n, 0n], ['GPU_MILLI', 't4', 1_000n * HOUR, 700n], ['GPU_MILLI', 'a100', 1_000n * HOUR, 500n], ['MEMORY_MIB', '', 1_000n * HOUR, 0n],
  ];
  for (const [resourceClass, variant, unitMillis, work] of rows) expect(workOf([{ resourceClass, variant, unitMillis }], { rates })).toBe(work);
  expect(workOf(rows.map(([resourceClass, variant, unitMillis]) => ({ resourceClass, variant, unitMillis })), { rates })).toBe(1_220n);
});

test('a window is the last so much work, whole epochs, and no more of them than it takes', () => {
  fc.assert(fc.property(fc.array(works, { minLength: 1, maxLength: 8 }), fc.bigInt(0n, 10n ** 16n), (epochs, window) => {
    const newestFirst = epochs.map((work, place) => ({ startsAt: 1_000 - place, work }));
    const { from, work } = windowOf(newestFirst, window);
    const within = newestFirst.filter(({ startsAt }) => startsAt >= from);
    expect(sum(work.values())).toBe(sum(within.map((one) => sum(one.work.values()))));
    expect(within.length === epochs.length || sum(work.values()) >= window).toBe(true);
    expect(within.length === 1 || sum(within.slice(0, -1).map((one) => sum(one.work.values()))) < window).toBe(true);
  }));
});

test('what is paid is what the rules say, to the unit, and never more than there is', () => {
  const seen = new Map<string, number>();
  fc.assert(fc.property(works, works, amount, fc.bigInt(-(10n ** 15n), 10n ** 15n), rulesArbitrary, (work, before, treasury, revenue, rules) => {
    const { work: counted } = windowOf([{ startsAt: 2, work }, { startsAt: 1, work: before }], rules.windowNanoTokens);
    const { scheme, reserve, paid, amounts } = rewardsOf({ work, counted, treasury, revenue }, rules);
    expect(sum(amounts.values())).toBe(paid);
    expect(paid >= 0n && paid <= treasury).toBe(true);
    const perShare = [...work].map(([operatorId, done]) => [operatorId, (done * BigInt(10_000 - rules.feeBps)) / 10_000n] as const);
    // The reserve: work × halvings × ln 2 ÷ (2 × fee), or all that is due.
    const near = rules.feeBps === 0 ? null : (Number(sum(work.values())) * rules.halvings * Math.LN2 * 10_000) / (2 * rules.feeBps);
    const due = sum(perShare.map(([, one]) => one));
    expect(reserve === null).toBe(near === null);
    expect(near === null || (Number(reserve) >= Math.max(near, Number(due)) * (1 - 1e-12) && Number(reserve) <= Math.max(near, Number(due)) * (1 + 1e-12) + 2)).toBe(true);
    expect(scheme).toBe(rules.scheme === 'pps' && reserve !== null && treasury >= reserve ? 'pps' : 'pplns');
    seen.set(scheme, (seen.get(scheme) ?? 0) + 1);
    const byWork = () => {
      const part = ((revenue > 0n ? revenue : 0n) * BigInt(rules.revenueBps)) / 10_000n;
      const all = sum(counted.values());
      const reward = part < treasury ? part : treasury;
      return all === 0n ? paid === 0n : paid === reward && [...counted].every(([id, done]) => amounts.get(id)! - (reward * done) / all <= 1n && amounts.get(id)! >= (reward * done) / all);
    };
    expect(scheme === 'pps' ? perShare.every(([id, one]) => amounts.get(id) === one) && amounts.size === work.size : byWork()).toBe(true);
    expect(rewardsOf({ work: new Map([...work].toReversed()), counted: new Map([...counted].toReversed()), treasury, revenue }, rules)).toMatchObject({ scheme, reserve, paid });
  }), { numRuns: 500 });
  expect([...seen.keys()].toSorted((a, b) => (a < b ? -1 : 1))).toEqual(['pplns', 'pps']);
});

test('over any number of hours a treasury pays what is got, and has what is left', () => {
  fc.assert(fc.property(fc.array(fc.tuple(works, amount), { maxLength: 20 }), rulesArbitrary, amount, (hours, rules, start) => {
    let treasury = start;
    let got = 0n;
    const past: { startsAt: number; work: Map<string, bigint> }[] = [];
    for (const [startsAt, [work, revenue]] of hours.entries()) {
      treasury += revenue;
      past.unshift({ startsAt, work });
      const { paid, amounts } = rewardsOf({ work, counted: windowOf(past, rules.windowNanoTokens).work, treasury, revenue }, rules);
      treasury -= paid;
      got += sum(amounts.values());
      expect(treasury >= 0n).toBe(true);
    }
    expect(treasury + got).toBe(start + sum(hours.map(([, revenue]) => revenue)));
  }));
});

function sum(amounts: Iterable<bigint>): bigint {
  return [...amounts].reduce((total, amount) => total + amount, 0n);
}
