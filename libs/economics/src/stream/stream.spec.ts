import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { fundedMillis, MAX_FUNDED_MILLIS, mulDivFloor, owed, splitShortage } from '#libs/economics';

import { everyVector } from '../../../../test/support/vectors.js';

const sum = (amounts: Iterable<bigint>) => [...amounts].reduce((total, amount) => total + amount, 0n);
const amount = (max = 10n ** 18n) => fc.bigInt({ min: 0n, max });

describe('stream', () => {
  const rate = fc.record({ quantity: amount(10n ** 7n), nanoTokensPerUnitHour: amount(10n ** 13n), unitsPerPriced: fc.constantFrom(1n, 1_000n, 1_024n) });

  test('a vCPU and a half for 90 minutes at 2 tokens owes 4.5 tokens', () => {
    expect(owed({ quantity: 1_500, nanoTokensPerUnitHour: 2_000_000_000n, unitsPerPriced: 1_000n, elapsedMillis: 5_400_000 })).toBe(4_500_000_000n);
  });

  test('what is due for intervals telescopes: any cuts sum to the whole, to the nano-token', () => {
    fc.assert(fc.property(rate, fc.array(fc.integer({ min: 0, max: 10 ** 9 }), { minLength: 1, maxLength: 20 }), (rate, cuts) => {
      const times = cuts.toSorted((a, b) => a - b);
      let charged = 0n;
      for (const elapsedMillis of times) {
        const due = owed({ ...rate, elapsedMillis }) - charged;
        expect(due >= 0n).toBe(true);
        charged += due;
      }
      expect(charged).toBe(mulDivFloor(rate.quantity * rate.nanoTokensPerUnitHour, BigInt(times.at(-1)!), rate.unitsPerPriced * 3_600_000n));
    }));
  });

  test('a fraction or a negative time is a bug', () => {
    const span = { quantity: 1, nanoTokensPerUnitHour: 1n, unitsPerPriced: 1n, elapsedMillis: 1 };
    expect(() => owed({ ...span, quantity: 0.5 })).toThrow(RangeError);
    expect(() => owed({ ...span, elapsedMillis: -1 })).toThrow('backwards');
  });

  test('funds last to the last millisecond they suffice for', () => {
    const running = fc.tuple(rate, fc.integer({ min: 0, max: 10 ** 8 })).map(([rate, elapsedMillis]) => ({ ...rate, elapsedMillis, charged: owed({ ...rate, elapsedMillis }) }));
    fc.assert(fc.property(amount(10n ** 16n), fc.array(running, { maxLength: 5 }), (funds, streams) => {
      const due = (millis: number) => sum(streams.map((stream) => owed({ ...stream, elapsedMillis: stream.elapsedMillis + millis }) - stream.charged));
      const millis = fundedMillis(funds, streams);
      expect(due(millis) <= funds).toBe(true);
      expect(millis === MAX_FUNDED_MILLIS || due(millis + 1) > funds).toBe(true);
    }));
  });

  test('what is free lasts a hundred years, what is overdue not at all', () => {
    const stream = { quantity: 1, nanoTokensPerUnitHour: 3_600_000n, unitsPerPriced: 1n };
    expect(fundedMillis(0n, [{ ...stream, nanoTokensPerUnitHour: 0n }])).toBe(MAX_FUNDED_MILLIS);
    expect(fundedMillis(5n, [{ ...stream, elapsedMillis: 10 }])).toBe(0);
    expect(fundedMillis(5n, [stream])).toBe(5);
  });
});

describe('shortage', () => {
  interface AkashCase { name: string; input: { blocks?: number; balance?: number; grantFunds?: number; remaining?: number; rates: number[] }; expected: { paid: (number | string)[]; remaining: number } }
  const paid = (funds: bigint, owed: bigint[]) => [...splitShortage(funds, owed.map((owed, index) => ({ id: String(index), owed }))).values()];

  // Akash pays whole blocks first and then divides what is left in proportion to the rates; this does both at once.
  everyVector<AkashCase>('akash_escrow_settle_legacy_prorata', 14, ({ input, expected }) => {
    if (input.blocks === undefined) {
      // In tenths, since the source divides fractions.
      return expect(paid(BigInt(input.remaining!) * 10n, input.rates.map((rate) => BigInt(rate) * 10n))).toEqual(expected.paid.map((part) => BigInt(Math.round(Number(part) * 10))));
    }
    const rates = sum(input.rates.map(BigInt));
    const funds = BigInt(input.balance! + input.grantFunds!);
    const rest = (rate: number) => (BigInt(expected.remaining) * BigInt(rate)) / rates;
    return expect(paid(funds, input.rates.map((rate) => BigInt(rate * input.blocks!)))).toEqual(expected.paid.map((whole, index) => BigInt(whole) + rest(input.rates[index]!)));
  });

  test('pays all that is owed or all there is, and nobody more than its due', () => {
    fc.assert(fc.property(amount(10n ** 6n), fc.array(amount(10n ** 5n), { maxLength: 10 }), (funds, owed) => {
      const parts = paid(funds, owed);
      expect(sum(parts)).toBe(funds < sum(owed) ? funds : sum(owed));
      expect(parts.every((part, index) => part <= owed[index]!)).toBe(true);
    }));
  });
});
