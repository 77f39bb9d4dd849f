import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { mulDivCeil, mulDivFloor } from '#libs/economics';

const amount = (max = 10n ** 18n) => fc.bigInt({ min: 0n, max });

describe('mulDiv', () => {
  test('floor and ceil enclose the quotient, and differ by one exactly when there is a remainder', () => {
    fc.assert(fc.property(amount(), amount(), fc.bigInt({ min: 1n, max: 10n ** 12n }), (a, b, d) => {
      const floor = mulDivFloor(a, b, d);
      expect(floor * d <= a * b && (floor + 1n) * d > a * b).toBe(true);
      expect(mulDivCeil(a, b, d) - floor).toBe((a * b) % d === 0n ? 0n : 1n);
    }));
  });

  test('negative numbers are a bug', () => {
    expect(() => mulDivFloor(-1n, 1n, 1n)).toThrow('negative');
    expect(() => mulDivCeil(1n, 1n, -1n)).toThrow('negative');
  });
});
