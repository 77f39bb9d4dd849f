import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { duration, nanoTokensOf, percentOfBps, pricedPer, quantity, relative, roughTokens, rounded, tokens, words } from './format.js';

describe('tokens', () => {
  test('are exact: what is shown is what there is', () => {
    fc.assert(fc.property(fc.bigInt({ min: 0n, max: 10n ** 24n - 1n }), (nanoTokens) => {
      expect(nanoTokensOf(tokens(nanoTokens))).toBe(nanoTokens.toString());
    }));
  });

  test('at a glance never say more than there is, and lose less than a thousandth', () => {
    fc.assert(fc.property(fc.bigInt({ min: 0n, max: 10n ** 20n }), (nanoTokens) => {
      const shown = BigInt(nanoTokensOf(roughTokens(nanoTokens))!);
      expect(shown).toBeLessThanOrEqual(nanoTokens);
      expect((nanoTokens - shown) * 1_000n).toBeLessThanOrEqual(nanoTokens);
    }));
  });

  test.each([['1234500000000', '1\u202F234.5'], ['42', '0.000000042'], ['-140000000', '−0.14'], ['0', '0']])('%s are %s', (nanoTokens, text) => expect(tokens(nanoTokens)).toBe(text));

  test('of any number of digits are tokens, and never taken as nano-tokens for their length', () => {
    expect(nanoTokensOf('1000000000000000')).toBe('1000000000000000000000000');
  });

  test.each(['', 'x', '1.0000000001', '-1', '1e3', '1.2.3'])('%j is no amount', (text) => expect(nanoTokensOf(text)).toBeUndefined());
});

test('durations have their two greatest units', () => {
  expect([duration(800), duration(61_000), duration(3_600_000), duration(273_600_000)]).toEqual(['800 ms', '1 min 1 s', '1 h', '3 d 4 h']);
});

test('times are told from now', () => {
  expect([relative(0, 120_000), relative(7_200_000, 0), relative(1_000, 2_000)]).toEqual(['2 min ago', 'in 2 h', 'now']);
});

test('quantities have the units of people', () => {
  expect([quantity('CPU_MILLI', 1500), quantity('MEMORY_MIB', 4096), quantity('MEMORY_MIB', 512), quantity('EGRESS_MBPS', 10)]).toEqual(['1.5', '4 GiB', '512 MiB', '10 Mbit/s']);
});

test('a price says what it is for', () => {
  expect(['CPU_MILLI', 'MEMORY_MIB', 'VOLUME_GIB', 'STORED_GIB_HOUR', 'EGRESS_GIB', 'EGRESS_MBPS', 'CUSTOM_FPGA'].map(pricedPer)).toEqual(['CPU h', 'GiB h', 'GiB h', 'GiB h', 'GiB', 'Mbit/s h', 'h']);
});

test('quantities and tokens are grouped in one way', () => {
  expect([quantity('EPHEMERAL_GIB', 1_500), tokens('1500000000000'), percentOfBps(150_000)]).toEqual(['1\u202F500 GiB', '1\u202F500', '1\u202F500 %']);
});

test('numbers are rounded as the browser rounds them, with less to do', () => {
  const format = new Intl.NumberFormat('en-CH', { maximumSignificantDigits: 4 });
  fc.assert(fc.property(fc.oneof(fc.double({ min: 0, max: 2_000, noNaN: true }), fc.integer({ min: 0, max: 10_000_000 }).map((thousandths) => thousandths / 1_000)), (value) => {
    expect(rounded(value)).toBe(format.format(value).replaceAll(/\D/g, (sign) => (sign === '.' ? sign : '\u202F')));
  }));
});

test('codes are words', () => expect(words('lease.funds_low')).toBe('Funds low'));
