import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { type BaseFeeRule, nextBaseFee } from '#libs/economics';

import { everyVector } from '../../../../test/support/vectors.js';

interface EipCase { input: { parentBaseFee: string; parentGasLimit: string; parentGasUsed: string; elasticity: number; changeDenominator: number }; expected: string }
const CEILING = 10n ** 15n;
const rules = fc.record({ targetBps: fc.integer({ min: 1, max: 10_000 }), denominator: fc.integer({ min: 2, max: 1_000 }), above: fc.bigInt(0n, 10n ** 9n) })
  .map(({ above, ...rule }): BaseFeeRule => ({ ...rule, floor: BigInt(rule.denominator) + above, ceiling: CEILING }));
const bases = fc.bigInt(0n, 10n ** 14n);
const utilisations = fc.record({ used: fc.bigInt(0n, 10n ** 12n), total: fc.bigInt(0n, 10n ** 12n) });

describe('base fee', () => {
  everyVector<EipCase>('eip1559_calc_base_fee', 10, ({ input, expected }) => {
    const rule = { targetBps: 10_000 / input.elasticity, denominator: input.changeDenominator, floor: BigInt(input.changeDenominator), ceiling: CEILING };
    expect(nextBaseFee(rule, BigInt(input.parentBaseFee), { used: BigInt(input.parentGasUsed), total: BigInt(input.parentGasLimit) })).toBe(BigInt(expected));
  });

  test('moves by at most its denominator\'s part an epoch, and never out of its bounds', () => {
    fc.assert(fc.property(rules, bases, utilisations, (rule, above, utilisation) => {
      const base = rule.floor + above;
      const next = nextBaseFee(rule, base, utilisation);
      const moved = next > base ? next - base : base - next;
      expect(moved * BigInt(rule.denominator) <= base).toBe(true);
      expect(next >= rule.floor && next <= rule.ceiling).toBe(true);
    }));
  });

  test('rises above its target, falls or rests below it, and never falls when more is used', () => {
    fc.assert(fc.property(rules, bases, utilisations, fc.bigInt(0n, 10n ** 12n), (rule, above, { used, total }, more) => {
      const base = rule.floor + above;
      const next = nextBaseFee(rule, base, { used, total });
      const excess = (used < total ? used : total) * 10_000n - total * BigInt(rule.targetBps);
      expect(next > base).toBe(excess > 0n);
      expect(next >= base || excess < 0n).toBe(true);
      expect(nextBaseFee(rule, base, { used: used + more, total }) >= next).toBe(true);
    }));
  });

  test('an empty pool brings it down to its floor, a full one up to its ceiling, in a bounded number of epochs', () => {
    const rule: BaseFeeRule = { targetBps: 5_000, denominator: 8, floor: 1_000n, ceiling: 10n ** 9n };
    const after = (base: bigint, used: bigint) => {
      for (let epoch = 0; epoch < 150; epoch += 1) base = nextBaseFee(rule, base, { used, total: 10n });
      return base;
    };
    expect(after(10n ** 9n, 0n)).toBe(1_000n);
    expect(after(1_000n, 10n)).toBe(10n ** 9n);
  });

  test('below its denominator it could rise and never fall: no such floor is taken', () => {
    const rule = { targetBps: 5_000, denominator: 8, ceiling: CEILING };
    expect(() => nextBaseFee({ ...rule, floor: 7n }, 7n, { used: 0n, total: 10n })).toThrow('floor');
    expect(nextBaseFee({ ...rule, floor: 8n }, 9n, { used: 0n, total: 10n })).toBe(8n);
    expect(nextBaseFee({ ...rule, floor: 8n }, 8n, { used: 10n, total: 10n })).toBe(9n);
    expect(() => nextBaseFee({ ...rule, floor: 1_000n }, 999n, { used: 0n, total: 10n })).toThrow('floor');
  });

  test('rules and counts that cannot be are bugs, each by itself; the bounds themselves are none', () => {
    const rule: BaseFeeRule = { targetBps: 5_000, denominator: 8, floor: 1_000n, ceiling: CEILING };
    for (const broken of [{ targetBps: 0 }, { targetBps: -1 }, { targetBps: 10_001 }, { denominator: 1 }, { denominator: 0 }]) expect(() => nextBaseFee({ ...rule, ...broken }, 8_000n, { used: 1n, total: 10n })).toThrow('a target and a denominator');
    expect(() => nextBaseFee({ ...rule, ceiling: 7_999n }, 8_000n, { used: 1n, total: 10n })).toThrow('its ceiling');
    for (const broken of [{ used: -1n, total: 10n }, { used: 0n, total: -1n }]) expect(() => nextBaseFee(rule, 8_000n, broken)).toThrow('not negative');
    expect(nextBaseFee({ ...rule, targetBps: 10_000 }, 8_000n, { used: 10n, total: 10n })).toBe(8_000n);
    // Half of what is above the target is the whole step; more used than offered is no more than all.
    expect(nextBaseFee({ ...rule, targetBps: 8_000 }, 8_000n, { used: 99n, total: 10n })).toBe(8_250n);
  });

  test('a target below one half caps the step up, and a pool without capacity leaves it', () => {
    const rule: BaseFeeRule = { targetBps: 1_000, denominator: 8, floor: 1_000n, ceiling: CEILING };
    expect(nextBaseFee(rule, 8_000n, { used: 10n, total: 10n })).toBe(9_000n);
    expect(nextBaseFee(rule, 8_000n, { used: 0n, total: 0n })).toBe(8_000n);
    expect(nextBaseFee(rule, 8_000n, { used: 9n, total: 3n })).toBe(9_000n);
    expect(nextBaseFee({ ...rule, ceiling: 8_100n }, 8_000n, { used: 10n, total: 10n })).toBe(8_100n);
  });
});
