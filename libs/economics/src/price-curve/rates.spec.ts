import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import {
  borrowUtilisation, type BumpDecay, compoundedInterest, decayedPriceBps, jumpRate, type JumpRate, type KinkedCurve, kinkedRate, linearInterest, mulDivCeil, mulDivFloor, multiplierAtKink, NEXUS_BUMP_BPS, priceCover, RAY,
  sqrtCeil, sqrtFloor, supplyRate, WAD,
} from '#libs/economics';

import { everyVector, noRule, refusalOf } from '../../../../test/support/vectors.js';

const amount = (max = 10n ** 18n, min = 0n) => fc.bigInt({ min, max });
const DAY = 86_400_000;

describe('products and roots', () => {
  interface Case { input: { fn: string; x: string; a: string; b: string; d: string }; expected: { floor?: string; ceil?: string; error?: string } }
  everyVector<Case>('oz_math', 20, ({ input, expected }) => {
    const rules: Record<string, [() => bigint, () => bigint]> = {
      sqrt: [() => sqrtFloor(BigInt(input.x)), () => sqrtCeil(BigInt(input.x))],
      mulDiv: [() => mulDivFloor(BigInt(input.a), BigInt(input.b), BigInt(input.d)), () => mulDivCeil(BigInt(input.a), BigInt(input.b), BigInt(input.d))],
    };
    const [floor, ceil] = rules[input.fn] ?? noRule(input);
    if (expected.error) {
      for (const run of [floor, ceil]) expect(run).toThrow(/division by zero/i);
      return;
    }
    if (expected.floor) expect(floor()).toBe(BigInt(expected.floor));
    if (expected.ceil) expect(ceil()).toBe(BigInt(expected.ceil));
    expect(ceil() - floor() <= 1n).toBe(true);
  });

  interface Rounding { input: { fn: string; args: string[] }; expected: string }
  /** Half-up rounding is not offered: a counterparty could pick amounts that win each rounding. What it gives lies between ours. */
  const halfUp = (a: bigint, b: bigint, d: bigint) => {
    const half = (a * b + d / 2n) / d;
    expect(mulDivFloor(a, b, d) <= half && half <= mulDivCeil(a, b, d)).toBe(true);
    return half;
  };
  const percent = 10_000n;
  const rules: Record<string, (a: bigint, b: bigint, d: bigint) => bigint> = {
    'percentMul(half-up)': (a, b) => halfUp(a, b, percent), 'percentDiv(half-up)': (a, b) => halfUp(a, percent, b),
    percentMulCeil: (a, b) => mulDivCeil(a, b, percent), percentMulFloor: (a, b) => mulDivFloor(a, b, percent),
    percentDivCeil: (a, b) => mulDivCeil(a, percent, b), percentDivFloor: (a, b) => mulDivFloor(a, percent, b),
    rayMulFloor: (a, b) => mulDivFloor(a, b, RAY), rayMulCeil: (a, b) => mulDivCeil(a, b, RAY),
    rayDivFloor: (a, b) => mulDivFloor(a, RAY, b), rayDivCeil: (a, b) => mulDivCeil(a, RAY, b),
    'wadDiv(half-up)': (a, b) => halfUp(a, WAD, b), 'rayDiv(half-up)': (a, b) => halfUp(a, RAY, b),
    mulDivCeil,
    'linearInterest(rateRay,seconds)': (rate, seconds) => linearInterest(rate, Number(seconds) * 1_000),
    'compoundedInterest(rateRay,seconds)': (rate, seconds) => compoundedInterest(rate, Number(seconds) * 1_000),
  };
  everyVector<Rounding>('aave_math_rounding', 20, ({ input: { fn, args }, expected }) => {
    const [a, b, d] = args.map(BigInt);
    expect((rules[fn] ?? noRule(fn))(a!, b!, d!).toString()).toBe(expected);
  });
});

describe('interest', () => {
  test('with interest on interest is at least that without, and neither falls in time', () => {
    fc.assert(fc.property(amount(5n * RAY), fc.integer({ min: 0, max: 400 * DAY }), fc.integer({ min: 0, max: DAY }), (rate, elapsed, more) => {
      expect(compoundedInterest(rate, elapsed) >= linearInterest(rate, elapsed)).toBe(true);
      expect(compoundedInterest(rate, elapsed + more) >= compoundedInterest(rate, elapsed)).toBe(true);
      expect(linearInterest(rate, elapsed + more) >= linearInterest(rate, elapsed)).toBe(true);
    }));
  });
  test('at 100 % for a year is 8/3, three terms of e, and none without time', () => {
    expect(compoundedInterest(RAY, 365 * DAY) - (8n * RAY) / 3n <= 1n).toBe(true);
    expect(compoundedInterest(RAY, 365 * DAY) + 2n >= (8n * RAY) / 3n).toBe(true);
    expect([linearInterest(RAY, 0), compoundedInterest(RAY, 0), linearInterest(RAY, 365 * DAY)]).toEqual([RAY, RAY, 2n * RAY]);
    expect(() => linearInterest(RAY, -1)).toThrow('time does not go back');
  });
});

describe('Aave\'s rates', () => {
  interface Case { input: { optimalUsageBps?: number; baseBps: number; slope1Bps: number; slope2Bps: number; reserveFactorBps: number; totalDebt: string; availableLiquidity: string; unbacked: string }; expected: { variableBorrowRateRay: string; liquidityRateRay: string } }
  everyVector<Case>('aave_rate_strategy', 6, ({ input, expected }) => {
    const ray = (bps: number) => (BigInt(bps) * RAY) / 10_000n;
    const used = BigInt(input.totalDebt);
    const liquid = BigInt(input.availableLiquidity);
    // An empty reserve is stated without a curve: whichever it is, it charges its base and pays nothing.
    const curve: KinkedCurve = input.optimalUsageBps === undefined ? { base: 77n, slope1: 1n, slope2: 2n, kinkBps: 8_000 } : { base: ray(input.baseBps), slope1: ray(input.slope1Bps), slope2: ray(input.slope2Bps), kinkBps: input.optimalUsageBps };
    const rate = kinkedRate(curve, { used, total: used + liquid });
    expect(rate).toBe(expected.variableBorrowRateRay === 'baseVariableBorrowRate' ? curve.base : BigInt(expected.variableBorrowRateRay));
    expect(supplyRate(rate, { used, total: used + liquid + BigInt(input.unbacked ?? 0) }, input.reserveFactorBps ?? 0)).toBe(BigInt(expected.liquidityRateRay));
  });

  test('lenders never get more than borrowers pay', () => {
    fc.assert(fc.property(amount(RAY), amount(10n ** 20n), amount(10n ** 20n), fc.integer({ min: 0, max: 10_000 }), (rate, used, free, reserveBps) => {
      expect(supplyRate(rate, { used, total: used + free }, reserveBps) * (used + free) <= rate * used).toBe(true);
      expect(supplyRate(rate, { used, total: used + free }, 10_000)).toBe(0n);
    }));
    for (const [rate, used, total, bps] of [[-1n, 1n, 1n, 0], [1n, -1n, 1n, 0], [1n, 2n, 1n, 0], [1n, 1n, 1n, -1], [1n, 1n, 1n, 10_001]] as const) {
      expect(() => supplyRate(rate, { used, total }, bps)).toThrow('a part of what there is');
    }
    expect(supplyRate(RAY, { used: 1n, total: 1n }, 0)).toBe(RAY);
  });
});

describe('Compound\'s jump rate', () => {
  interface Case { input: { basePct: number; slopePct: number; jumpSlopePct: number; kinkPct: number; utilizationPct: number }; expected: { annualRatePct: number; tolerance: number } }
  everyVector<Case>('compound_jump_rate', 18, ({ input, expected }) => {
    const rule: JumpRate = { base: BigInt(input.basePct) * WAD, multiplier: BigInt(input.slopePct) * WAD, jumpMultiplier: BigInt(input.jumpSlopePct) * WAD, kinkBps: input.kinkPct * 100 };
    const rate = jumpRate(rule, { used: BigInt(input.utilizationPct), total: 100n });
    expect(rate).toBe(BigInt(Math.round(expected.annualRatePct * 1_000)) * (WAD / 1_000n));
    // The other way to state it: by the rise up to the kink, and beyond it.
    const curve: KinkedCurve = { base: rule.base, slope1: rule.multiplier * BigInt(input.kinkPct) / 100n, slope2: rule.jumpMultiplier * BigInt(Math.max(0, 100 - input.kinkPct)) / 100n, kinkBps: rule.kinkBps };
    expect(kinkedRate(curve, { used: BigInt(input.utilizationPct), total: 100n })).toBe(rate);
  });

  const rules = fc.record({ base: amount(), multiplier: amount(), jumpMultiplier: amount(), kinkBps: fc.integer({ min: 0, max: 12_000 }) });
  test('never falls when more is used, and is continuous at its kink', () => {
    fc.assert(fc.property(rules, fc.integer({ min: 0, max: 9_999 }), (rule, at) => {
      const [here, there] = [at, at + 1].map((used) => jumpRate(rule, { used: BigInt(used), total: 10_000n }));
      expect(there! >= here!).toBe(true);
      const steep = rule.multiplier > rule.jumpMultiplier ? rule.multiplier : rule.jumpMultiplier;
      expect((there! - here! - 1n) * 10_000n <= steep).toBe(true);
    }));
  });
  test('without anything there is its base, and what is no part is a bug', () => {
    const rule: JumpRate = { base: 5n, multiplier: 10n, jumpMultiplier: 20n, kinkBps: 8_000 };
    expect(jumpRate(rule, { used: 0n, total: 0n })).toBe(5n);
    expect(jumpRate(rule, { used: 1n, total: 1n })).toBe(17n);
    for (const broken of [{ base: -1n }, { multiplier: -1n }, { jumpMultiplier: -1n }, { kinkBps: -1 }]) expect(() => jumpRate({ ...rule, ...broken }, { used: 0n, total: 1n })).toThrow('never falls');
    expect(() => jumpRate(rule, { used: 2n, total: 1n })).toThrow('a part of');
    expect(() => jumpRate(rule, { used: -1n, total: 1n })).toThrow('a part of');
    expect(multiplierAtKink(8n, 8_000)).toBe(10n);
    expect(() => multiplierAtKink(8n, 0)).toThrow('above nothing');
  });
  test('utilisation leaves reserves out', () => {
    expect(borrowUtilisation(10n, 0n, 5n)).toEqual({ used: 0n, total: 0n });
    expect(borrowUtilisation(10n, 5n, 5n)).toEqual({ used: 5n, total: 10n });
    expect(borrowUtilisation(5n, 5n, 5n)).toEqual({ used: 5n, total: 5n });
    for (const [cash, borrows, reserves] of [[-1n, 0n, -2n], [1n, -1n, 0n], [1n, 1n, -1n], [1n, 1n, 2n]] as const) expect(() => borrowUtilisation(cash, borrows, reserves)).toThrow('part of the cash');
  });
});

describe('the premium of Nexus Mutual', () => {
  // The rows come from a table that only a decay of 50 basis points a day reproduces.
  const rule: BumpDecay = { targetBps: 200n, decayBpsPerDay: 50n, bumpBps: NEXUS_BUMP_BPS, unit: 10n ** 16n };
  interface Case { input: { daysSinceLastBuy?: number; coverAmount?: string; periodDays?: number; previousBumpedPriceBps?: number; targetPriceBps?: number; totalCapacity?: string }; expected: { basePriceBps?: number; premium?: string; bumpedPriceBps?: number; capacityUsedBeforeBps?: number; error?: string } }
  let used = 0n;
  everyVector<Case>('nexus_cover_premium', 9, ({ input, expected }) => {
    const amount = BigInt(input.coverAmount ?? WAD);
    const price = () => priceCover({ ...rule, targetBps: BigInt(input.targetPriceBps ?? 200) }, {
      amount, periodMillis: (input.periodDays ?? 365) * DAY, bumpedBps: BigInt(input.previousBumpedPriceBps ?? 200), elapsedMillis: (input.daysSinceLastBuy ?? 0) * DAY, capacity: BigInt(input.totalCapacity ?? 50_000n * WAD), used,
    });
    if (expected.error) return expect(refusalOf(price)).toBe('no_capacity');
    const { baseBps, premium, bumpedBps, usedBps } = price();
    expect(premium).toBe(BigInt(expected.premium!));
    if (expected.basePriceBps === undefined) return;
    expect([baseBps, bumpedBps, usedBps].map(Number)).toEqual([expected.basePriceBps, expected.bumpedPriceBps, expected.capacityUsedBeforeBps]);
    used += amount;
  });

  const requests = fc.record({ amount: amount(10n ** 22n), periodMillis: fc.integer({ min: 0, max: 365 * DAY }), bumpedBps: amount(10_000n), elapsedMillis: fc.integer({ min: 0, max: 100 * DAY }), capacity: amount(10n ** 24n, 10n ** 18n), used: fc.constant(0n) });
  test('never falls below its target, falls in time, and costs no less for more', () => {
    fc.assert(fc.property(requests, amount(10n ** 20n), fc.integer({ min: 0, max: DAY }), (request, more, later) => {
      const price = priceCover(rule, request);
      expect(price.baseBps >= rule.targetBps && price.bumpedBps >= price.baseBps).toBe(true);
      expect(decayedPriceBps(rule, request.bumpedBps, request.elapsedMillis + later) <= price.baseBps).toBe(true);
      expect(priceCover(rule, { ...request, amount: request.amount + more }).premium >= price.premium).toBe(true);
      expect(price.premium * 10_000n * 365n * BigInt(DAY) <= (request.amount + rule.unit) * price.baseBps * BigInt(request.periodMillis)).toBe(true);
    }));
  });
  test('a part of a unit counts whole, and what has no size is a bug', () => {
    const request = { amount: 1n, periodMillis: 365 * DAY, bumpedBps: 200n, elapsedMillis: 0, capacity: 100n * rule.unit, used: 5n * rule.unit };
    expect(priceCover(rule, request)).toEqual({ baseBps: 200n, premium: rule.unit / 50n, bumpedBps: 205n, usedBps: 500n });
    expect(refusalOf(() => priceCover(rule, { ...request, capacity: rule.unit - 1n }))).toBe('no_capacity');
    for (const broken of [{ amount: -1n }, { periodMillis: -1 }, { capacity: -1n }, { used: -1n }]) expect(() => priceCover(rule, { ...request, ...broken })).toThrow('no negative amounts');
    for (const broken of [{ unit: 0n }, { bumpBps: -1n }]) expect(() => priceCover({ ...rule, ...broken }, request)).toThrow('no negative amounts');
    for (const broken of [{ targetBps: -1n }, { decayBpsPerDay: -1n }]) expect(() => decayedPriceBps({ ...rule, ...broken }, 1n, 1)).toThrow('not negative');
    expect(() => decayedPriceBps(rule, -1n, 1)).toThrow('not negative');
    expect(() => decayedPriceBps(rule, 1n, -1)).toThrow('not negative');
    expect(decayedPriceBps(rule, 300n, DAY)).toBe(250n);
  });
});
