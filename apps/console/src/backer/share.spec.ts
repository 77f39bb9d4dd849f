import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { lossText, shareText } from './share.js';

const WAD = 10n ** 18n;

describe('a share', () => {
  test('is never shown worth more than it is, nor by a ten-thousandth less', () => {
    fc.assert(fc.property(fc.bigInt({ min: 0n, max: 10n ** 24n }), (wad) => {
      const shown = BigInt(shareText(String(wad)).replace('.', '')) * 10n ** 14n;
      expect(shown <= wad && wad - shown < 10n ** 14n).toBe(true);
    }));
  });

  test('never hides a loss', () => {
    fc.assert(fc.property(fc.bigInt({ min: 0n, max: WAD - 1n }), (wad) => {
      expect(Number.parseFloat(lossText(String(wad)))).toBeGreaterThan(0);
    }));
    expect([lossText(String(WAD)), lossText(String(2n * WAD)), lossText(String(WAD * 3n / 4n))]).toEqual(['none', 'none', '25 % of a share']);
  });
});
