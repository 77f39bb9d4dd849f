import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { mulDivCeil, mulDivFloor, payWithFinder, type Share, split } from '#libs/economics';

import { byName, everyVector } from '../../../../test/support/vectors.js';

const sum = (amounts: Iterable<bigint>) => [...amounts].reduce((total, amount) => total + amount, 0n);
const amount = (max = 10n ** 18n) => fc.bigInt({ min: 0n, max });

describe('split', () => {
  const sharesOf = (weights: bigint[]): Share[] => weights.map((weight, index) => ({ id: `acc_${index}`, weight }));
  const shares = fc.array(amount(10n ** 9n), { minLength: 1, maxLength: 12 }).filter((weights) => sum(weights) > 0n).map(sharesOf);

  test('sums exactly, is within one unit of the proportion, and never gives a greater weight less', () => {
    fc.assert(fc.property(amount(), shares, (total, shares) => {
      const parts = split(total, shares);
      const weights = sum(shares.map(({ weight }) => weight));
      expect(sum(parts.values())).toBe(total);
      for (const { id, weight } of shares) {
        const part = parts.get(id)!;
        expect(part - mulDivFloor(total, weight, weights) === 0n || part === mulDivCeil(total, weight, weights)).toBe(true);
        expect(shares.every((other) => other.weight >= weight || parts.get(other.id)! <= part)).toBe(true);
      }
    }));
  });

  test('does not depend on the order of its input', () => {
    const shuffled = shares.chain((shares) => fc.tuple(fc.constant(shares), fc.shuffledSubarray(shares, { minLength: shares.length })));
    fc.assert(fc.property(amount(1_000n), shuffled, (total, [shares, reordered]) => {
      expect(Object.fromEntries(split(total, reordered))).toEqual(Object.fromEntries(split(total, shares)));
    }));
  });

  test('the lesser id wins a tie', () => {
    expect([...split(10n, [{ id: 'b', weight: 1n }, { id: 'c', weight: 1n }, { id: 'a', weight: 1n }])]).toEqual([['b', 3n], ['c', 3n], ['a', 4n]]);
  });

  test('nothing to divide needs no weight; something does', () => {
    expect([...split(0n, [{ id: 'a', weight: 0n }])]).toEqual([['a', 0n]]);
    expect(() => split(1n, [{ id: 'a', weight: 0n }])).toThrow('needs a weight');
    expect(() => split(1n, [{ id: 'a', weight: 1n }, { id: 'a', weight: 1n }])).toThrow('twice');
  });

  // p2pool: each floor(199 S w / 200 T), the finder floor(S / 200) besides, a named account every remainder.
  everyVector<{ name: string }>('p2pool_split_rule', 1, byName({ 'p2pool split': () => {
    fc.assert(fc.property(amount(10n ** 15n), shares, (subsidy, workers) => {
      const total = sum(workers.map(({ weight }) => weight));
      const ours = payWithFinder(subsidy, new Map(workers.map(({ id, weight }) => [id, weight])), 'finder');
      expect(sum(ours.values())).toBe(subsidy);
      for (const { id, weight } of workers) {
        const surplus = ours.get(id)! - (subsidy * 199n * weight) / (200n * total);
        expect(surplus === 0n || surplus === 1n).toBe(true);
      }
      expect(ours.get('finder')! - subsidy / 200n <= 1n && ours.get('finder')! >= subsidy / 200n).toBe(true);
    }));
  } }));
});
