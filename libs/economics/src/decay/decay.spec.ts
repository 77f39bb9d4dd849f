import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { decayWad, WAD } from '#libs/economics';

test('a half is left after each half-life, exactly', () => {
  for (const [elapsed, left] of [[0n, WAD], [90n, WAD / 2n], [180n, WAD / 4n], [900n, WAD / 1_024n], [90n * 100n, 0n]] as const) expect(decayWad(elapsed, 90n)).toBe(left);
  // The square root of a half, to 18 digits; and its own square root.
  expect(decayWad(1n, 2n)).toBe(707_106_781_186_547_524n);
  expect(decayWad(1n, 4n)).toBe(840_896_415_253_714_542n);
  for (const [elapsed, halfLife] of [[-1n, 1n], [1n, 0n]] as const) expect(() => decayWad(elapsed, halfLife)).toThrow('half-lives');
});

test('it never grows, and waiting twice is waiting for both', () => {
  const days = fc.bigInt(0n, 2_000n);
  fc.assert(fc.property(days, days, fc.bigInt(1n, 400n), (one, other, halfLife) => {
    const together = decayWad(one + other, halfLife);
    expect(together <= decayWad(one, halfLife)).toBe(true);
    if (other > 0n && together > 1_000_000n) expect(together < decayWad(one, halfLife)).toBe(true);
    const apart = (decayWad(one, halfLife) * decayWad(other, halfLife)) / WAD;
    expect(together - apart <= 1_000_000_000n && apart - together <= 1_000_000_000n).toBe(true);
  }));
});
