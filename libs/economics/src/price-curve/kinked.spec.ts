import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { type KinkedCurve, kinkedRate } from '#libs/economics';

const amount = (max = 10n ** 18n) => fc.bigInt({ min: 0n, max });

describe('kinked rate', () => {
  const curves = fc.record({ base: amount(10n ** 12n), slope1: amount(10n ** 12n), slope2: amount(10n ** 13n), kinkBps: fc.integer({ min: 1, max: 10_000 }) });

  test('never falls while utilisation rises, from base to base and both slopes', () => {
    fc.assert(fc.property(curves, fc.bigInt({ min: 1n, max: 10n ** 9n }), amount(10n ** 9n), amount(10n ** 9n), (curve, total, one, other) => {
      const [less, more] = one < other ? [one, other] : [other, one];
      const rates = [0n, less, more, total].toSorted((a, b) => (a < b ? -1 : 1)).map((used) => kinkedRate(curve, { used, total }));
      expect(rates).toEqual(rates.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0)));
      expect(kinkedRate(curve, { used: 0n, total })).toBe(curve.base);
      expect(kinkedRate(curve, { used: total, total })).toBe(curve.base + curve.slope1 + (curve.kinkBps === 10_000 ? 0n : curve.slope2));
    }));
  });

  test('is continuous at the kink', () => {
    fc.assert(fc.property(curves, (curve) => {
      const scale = 10n ** 12n; // a step so small that the gentle slope rises by at most one nano-token in it
      const at = (offset: bigint) => kinkedRate(curve, { used: BigInt(curve.kinkBps) * scale + offset, total: 10_000n * scale });
      expect(at(0n)).toBe(curve.base + curve.slope1);
      expect(at(0n) - at(-1n) <= 2n).toBe(true);
      expect(at(1n) - at(0n) <= curve.slope2 / scale + 1n).toBe(true);
    }));
  });

  test('a curve that would fall, and counts below nothing, are bugs, each by itself', () => {
    const curve: KinkedCurve = { base: 5n, slope1: 10n, slope2: 100n, kinkBps: 8_000 };
    for (const broken of [{ base: -1n }, { slope1: -1n }, { slope2: -1n }, { kinkBps: -1 }]) expect(() => kinkedRate({ ...curve, ...broken }, { used: 1n, total: 2n })).toThrow('never falls');
    for (const broken of [{ used: -1n, total: 2n }, { used: 0n, total: -2n }]) expect(() => kinkedRate(curve, broken)).toThrow('not negative');
    expect(kinkedRate({ base: 0n, slope1: 0n, slope2: 8n, kinkBps: 0 }, { used: 1n, total: 2n })).toBe(4n);
  });

  test('a pool without capacity is idle, one that lost capacity is full', () => {
    const curve: KinkedCurve = { base: 5n, slope1: 10n, slope2: 100n, kinkBps: 8_000 };
    expect(kinkedRate(curve, { used: 0n, total: 0n })).toBe(5n);
    expect(kinkedRate(curve, { used: 9n, total: 3n })).toBe(115n);
  });
});
