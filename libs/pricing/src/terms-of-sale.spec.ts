import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { discounted, MAX_DISCOUNT_BPS, undiscounted } from '#libs/pricing';

test('a price without its discount is the least that the discount leaves as much of', () => {
  fc.assert(fc.property(fc.bigInt({ min: 0n, max: 10n ** 18n }), fc.integer({ min: 0, max: MAX_DISCOUNT_BPS }), (price, discountBps) => {
    const left = (nanoTokensPerUnitHour: bigint) => discounted([{ resourceClass: 'CPU_MILLI', variant: '', nanoTokensPerUnitHour }], discountBps)[0]!.nanoTokensPerUnitHour;
    const before = undiscounted(left(price), discountBps);
    expect(left(before)).toBe(left(price));
    expect(before === 0n || left(before - 1n) < left(price)).toBe(true);
    expect(before <= price && (price - before) * BigInt(10_000 - discountBps) < 10_000n).toBe(true);
  }));
});
