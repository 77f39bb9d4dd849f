import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { bpsOfWhole, lossText, partOfShares, shareText, yieldText } from './share.js';

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

describe('what a share has gained', () => {
  test('is never told larger than it is, and not where it lost', () => {
    fc.assert(fc.property(fc.bigInt({ min: WAD + 10n ** 14n, max: 10n ** 24n }), (wad) => {
      const told = BigInt(Math.round(Number.parseFloat(yieldText(String(wad), 1)) * 100));
      expect(told * WAD <= (wad - WAD) * 10_000n && (told + 1n) * WAD > (wad - WAD) * 10_000n).toBe(true);
    }));
    expect([yieldText(String(WAD), 1), yieldText(String(WAD - 1n), 1), yieldText(String(WAD + 1n), 3_600_000), yieldText(String((WAD * 1_234n) / 1_000n), 2 * 86_400_000)]).toEqual(['none', 'none', 'under 0.01 % in 1 h', '23.4 % in 2 d']);
  });
});

describe('a part of shares', () => {
  test('is never more than what was asked, and all of them for a hundred percent', () => {
    fc.assert(fc.property(fc.bigInt({ min: 1n, max: 10n ** 24n }), fc.integer({ min: 1, max: 10_000 }), (shares, bps) => {
      const part = partOfShares(String(shares), `${Math.floor(bps / 100)}.${String(bps % 100).padStart(2, '0')}`);
      expect(part === undefined ? 0n : BigInt(part)).toBe((shares * BigInt(bps)) / 10_000n);
    }));
    expect([partOfShares('7', '100'), partOfShares('8', '12.5'), partOfShares('8', ' 12,50 ')]).toEqual(['7', '1', '1']);
  });

  test.each(['', '0', '100.01', '200', '-5', '1e2', '0x10', 'half', '12.345', '5 %'])('is none for %j, which the API refuses', (text) => {
    expect(partOfShares('1000', text)).toBeUndefined();
  });

  test('of a whole is cut off, and nothing of nothing', () => {
    expect([bpsOfWhole(1n, 3n), bpsOfWhole(2n, 2n), bpsOfWhole(0n, 0n), bpsOfWhole(1n, -1n)]).toEqual([3333, 10_000, 0, 0]);
  });
});
