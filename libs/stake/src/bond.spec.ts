import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { bondFor, bondRateOf, requiredBond } from '#libs/economics';
import { unitsPerPriced } from '#libs/kernel';
import type { BondRate } from '#libs/rules';

import { type OfferedUnits, unitsWithinBond } from './bond-cover.js';

const amount = (max: bigint) => fc.bigInt({ min: 0n, max });
const classes = [['CPU_MILLI', ''], ['MEMORY_MIB', ''], ['GPU_MILLI', 'a100'], ['GPU_MILLI', 'l4']] as const;
const rates = fc.uniqueArray(fc.record({ at: fc.integer({ min: 0, max: 3 }), nanoTokensPerUnit: amount(10n ** 12n) }), { selector: ({ at }) => at, maxLength: 4 })
  .map((list) => list.map(({ at, nanoTokensPerUnit }): BondRate => ({ resourceClass: classes[at]![0], variant: classes[at]![1], nanoTokensPerUnit })));
const hosts = fc.array(fc.record({ at: fc.integer({ min: 0, max: 3 }), capacity: fc.integer({ min: 0, max: 10_000_000 }) }), { maxLength: 12 });

describe('a bond', () => {
  test('covers all that is offered when it is what is required, and of less each host alike and never more than it is enough for', () => {
    fc.assert(fc.property(rates, hosts, fc.bigInt({ min: 0n, max: 12_000n }), (list, offered, permyriad) => {
      const units = (of: (capacity: number, at: number) => number) => classes.map(([resourceClass, variant], place): OfferedUnits => ({
        resourceClass, variant, units: offered.filter(({ at }) => at === place).reduce((sum, { at, capacity }) => sum + BigInt(of(capacity, at)), 0n),
      }));
      const required = requiredBond(units((capacity) => capacity), list);
      const bonded = (required * permyriad) / 10_000n;
      const within = (capacity: number, at: number) => unitsWithinBond(capacity, { resourceClass: classes[at]![0], variant: classes[at]![1] }, { bonded, required, rates: list });
      for (const { at, capacity } of offered) {
        const covered = within(capacity, at);
        expect(covered >= 0 && covered <= capacity).toBe(true);
        const whole = bonded >= required || bondRateOf(list, classes[at]![0], classes[at]![1]) === 0n;
        expect(BigInt(covered)).toBe(whole ? BigInt(capacity) : (BigInt(capacity) * bonded) / required);
      }
      // Each class is rounded up by itself.
      expect(bonded >= required || requiredBond(units(within), list) <= bonded + BigInt(classes.length)).toBe(true);
    }), { numRuns: 300 });
  });

  test('is asked for a variant by its own rate before the class\'s, and for nothing where there is none', () => {
    const list: BondRate[] = [{ resourceClass: 'GPU_MILLI', variant: '', nanoTokensPerUnit: 5n }, { resourceClass: 'GPU_MILLI', variant: 'a100', nanoTokensPerUnit: 90n }];
    expect([bondRateOf(list, 'GPU_MILLI', 'a100'), bondRateOf(list, 'GPU_MILLI', 'l4'), bondRateOf(list, 'CPU_MILLI', '')]).toEqual([90n, 5n, 0n]);
  });

  test('is what docs/bond.md reckons', () => {
    const list: BondRate[] = [{ resourceClass: 'CPU_MILLI', variant: '', nanoTokensPerUnit: 2_000_000_000n }, { resourceClass: 'GPU_MILLI', variant: 'a100', nanoTokensPerUnit: 150_000_000_000n }];
    const offered: OfferedUnits[] = [{ resourceClass: 'CPU_MILLI', variant: '', units: 96_000n }, { resourceClass: 'GPU_MILLI', variant: 'a100', units: 8_000n }, { resourceClass: 'MEMORY_MIB', variant: '', units: 262_144n }];
    expect(offered.map((one) => requiredBond([one], list))).toEqual([192_000_000_000n, 1_200_000_000_000n, 0n]);
    const cover = { bonded: 1_044_000_000_000n, required: requiredBond(offered, list), rates: list };
    expect(cover.required).toBe(1_392_000_000_000n);
    expect(unitsWithinBond(32_000, { resourceClass: 'CPU_MILLI', variant: '' }, cover)).toBe(24_000);
    expect(unitsWithinBond(8_000, { resourceClass: 'GPU_MILLI', variant: 'a100' }, cover)).toBe(6_000);
    expect(unitsWithinBond(262_144, { resourceClass: 'MEMORY_MIB', variant: '' }, cover)).toBe(262_144);
    expect(bondFor(1_001n, 2_000_000_000n, unitsPerPriced('CPU_MILLI'))).toBe(2_002_000_000n);
  });
});
