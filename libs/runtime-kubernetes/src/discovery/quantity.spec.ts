import fc from 'fast-check';
import { expect, test } from 'vitest';

import { millisOf, nanosOf, unitsOf } from './quantity.js';

test.each<[string, bigint | undefined]>([
  ['1', 10n ** 9n], ['0', 0n], ['100m', 10n ** 8n], ['1.5', 15n * 10n ** 8n], ['.5', 5n * 10n ** 8n], ['5.', 5n * 10n ** 9n], ['250u', 250_000n], ['7n', 7n], ['0.1n', 1n],
  ['1Ki', 1_024n * 10n ** 9n], ['1.5Gi', 1_610_612_736n * 10n ** 9n], ['2k', 2_000n * 10n ** 9n], ['1M', 10n ** 15n], ['12e6', 12n * 10n ** 15n], ['1E3', 10n ** 12n], ['1e-3', 10n ** 6n],
  ['3E', 3n * 10n ** 27n], ['+4', 4n * 10n ** 9n],
  ['', undefined], ['-1', undefined], ['1 Gi', undefined], ['Gi', undefined], ['1.2.3', undefined], ['NaN', undefined], ['1KiB', undefined],
])('%s', (text, nanos) => {
  expect(nanosOf(text)).toBe(nanos);
});

test('what is written comes back', () => {
  fc.assert(fc.property(fc.bigInt({ min: 0n, max: 10n ** 18n }), (value) => {
    expect(millisOf(nanosOf(`${value}m`)!)).toBe(value);
    expect(unitsOf(nanosOf(`${value}Ki`)!)).toBe(value * 1_024n);
  }));
});
