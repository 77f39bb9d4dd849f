import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { payByWork, payoutScheme, payWithFinder, ppsPay, ppsReserve, split, WAD, workInWindow } from '#libs/economics';

import { byName, everyVector } from '../../../../test/support/vectors.js';

const sum = (amounts: Iterable<bigint>) => [...amounts].reduce((total, amount) => total + amount, 0n);
const workOf = (work: Record<string, number>) => new Map(Object.entries(work).map(([id, done]) => [id, BigInt(done)]));
const plain = (amounts: Map<string, bigint>) => Object.fromEntries([...amounts].map(([id, amount]) => [id, Number(amount)]));

describe('PPLNS', () => {
  interface Case { name: string; input: { sharesNewestFirst: [string, number][]; window: number; reward: number; donationBps?: number; feeBps?: number; work?: Record<string, number> }; expected: Record<string, number> }
  const window = ({ input, expected }: Case) => expect(plain(workInWindow(input.sharesNewestFirst.map(([id, work]) => ({ id, work: BigInt(work) })), BigInt(input.window)))).toEqual(expected);
  const pay = ({ input }: Case) => {
    const deductions = [{ id: 'donation', bps: input.donationBps ?? 0 }, { id: 'fee', bps: input.feeBps ?? 0 }];
    const { deductions: taken, payouts } = payByWork(BigInt(input.reward), workOf(input.work ?? { a: 600, b: 400 }), deductions, 'bootstrap');
    expect(sum(taken.values()) + sum(payouts.values())).toBe(BigInt(input.reward));
    return { ...plain(taken), ...plain(payouts) } as Record<string, number>;
  };
  /** Where the source states a tolerance, ours is exact. */
  const about = (vector: Case) => {
    const { tolerance, ...stated } = vector.expected;
    const paid = pay(vector);
    for (const [id, amount] of Object.entries(stated)) {
      const exact = !id.endsWith('~');
      expect(Math.abs(paid[id.replace('~', '')]! - amount)).toBeLessThanOrEqual(exact ? 0 : tolerance!);
    }
  };

  everyVector<Case>('pplns_p2poolv2', 13, byName<Case>({
    'window exact': window, 'cutoff: the share crossing the window counts whole': window, 'insufficient shares': window, empty: window, 'single exceeds': window, aggregation: window, 'two batches': window,
    proportional: (vector) => expect(pay(vector)).toMatchObject(vector.expected),
    // There the remainder is the last payee's by id, here the first's: to the largest remainder, ties to the lesser id.
    'remainder to last by sorted id (deterministic)': ({ input }) => {
      const orders = [['a', 'b', 'c'], ['c', 'a', 'b'], ['b', 'c', 'a']];
      for (const order of orders) expect(plain(payByWork(BigInt(input.reward), new Map(order.map((id) => [id, BigInt(input.work![id]!)])), [], 'x').payouts)).toEqual({ a: 34, b: 33, c: 33 });
    },
    'donation 5%': about, 'fee 2%': about,
    'donation 5% then fee 2% of the rest': (vector) => {
      const { donation, fee, a, b } = pay(vector);
      expect({ donation, fee, miners: a! + b! }).toEqual(vector.expected);
    },
    'no shares': ({ input, expected }) => {
      const { deductions, payouts } = payByWork(BigInt(input.reward), new Map(), [{ id: 'donation', bps: input.donationBps! }], 'bootstrapAccount');
      expect({ ...plain(payouts), ...plain(deductions) }).toEqual(expected);
    },
  }));

  test('pays the whole reward, whatever is taken off and whoever worked', () => {
    const works = fc.uniqueArray(fc.record({ id: fc.string({ minLength: 1 }), work: fc.bigInt(0n, 10n ** 12n) }), { selector: ({ id }) => id, maxLength: 10 });
    fc.assert(fc.property(fc.bigInt(0n, 10n ** 18n), works, fc.array(fc.integer({ min: 0, max: 10_000 }), { maxLength: 4 }), (reward, work, bps) => {
      const { deductions, payouts } = payByWork(reward, new Map(work.map(({ id, work }) => [id, work])), bps.map((bps, place) => ({ id: `d${place}`, bps })), 'nobody');
      expect(sum(deductions.values()) + sum(payouts.values())).toBe(reward);
      if (work.every(({ work }) => work === 0n)) expect(payouts).toEqual(new Map([['nobody', reward]]));
    }));
  });

  test('a window of nothing counts nothing; finders of their own work get both parts', () => {
    expect(workInWindow([{ id: 'a', work: 1n }], 0n).size).toBe(0);
    expect(() => workInWindow([{ id: 'a', work: -1n }], 5n)).toThrow('not negative');
    expect(plain(payWithFinder(200n, workOf({ a: 1, b: 1 }), 'a'))).toEqual({ a: 101, b: 99 });
    expect(() => payWithFinder(200n, new Map(), 'a')).toThrow('somebody worked');
    expect(() => payByWork(-1n, new Map(), [], 'x')).toThrow('named once');
    expect(() => payByWork(1n, new Map(), [{ id: 'd', bps: 1 }, { id: 'd', bps: 1 }], 'x')).toThrow('named once');
    for (const bps of [-1, 10_001]) expect(() => payByWork(1n, workOf({ a: 1 }), [{ id: 'd', bps }], 'x')).toThrow('is a part');
    expect(plain(payByWork(7n, workOf({ a: 1 }), [{ id: 'd', bps: 10_000 }], 'x').payouts)).toEqual({ a: 0 });
  });
});

describe('PPS', () => {
  interface Case { name: string; input: { blockReward: number; expectedSharesPerBlock: number; feePct?: number; reward: number; window: number; shares: Record<string, number> }; expected: Record<string, number> }
  const perShare = ({ input, expected }: Case) => {
    const pay = ppsPay({ reward: BigInt(input.blockReward) * WAD, expectedWork: BigInt(input.expectedSharesPerBlock), feeBps: (input.feePct ?? 0) * 100 }, 1n);
    expect(pay).toBe(BigInt(Math.round(expected.perShare! * 1_000)) * (WAD / 1_000n));
  };
  everyVector<Case>('pps_prop_example', 4, byName<Case>({
    PPS: perShare, 'PPS with 2% pool fee': perShare,
    PPLNS: ({ input, expected }) => {
      const newestFirst = Object.entries(input.shares).map(([id, work]) => ({ id, work: BigInt(work) }));
      expect(plain(payByWork(BigInt(input.reward), workInWindow(newestFirst, BigInt(input.window)), [], 'x').payouts)).toEqual(expected);
    },
    PROP: ({ input, expected }) => expect(plain(split(100n, [...workOf(input.shares)].map(([id, weight]) => ({ id: `${id}Pct`, weight }))))).toEqual(expected),
  }));

  test('adds the average of other earnings to the rate, and rounds once, down', () => {
    const rate = { reward: 100n, expectedWork: 10n, feeBps: 0 };
    expect([ppsPay(rate, 3n), ppsPay({ ...rate, averageFees: 50n }, 3n), ppsPay({ ...rate, feeBps: 1 }, 3n), ppsPay({ ...rate, feeBps: 10_000 }, 3n)]).toEqual([30n, 45n, 29n, 0n]);
    for (const broken of [{ reward: -1n }, { averageFees: -1n }, { expectedWork: 0n }, { feeBps: -1 }, { feeBps: 10_001 }]) expect(() => ppsPay({ ...rate, ...broken }, 1n)).toThrow('a part of');
    expect(() => ppsPay(rate, -1n)).toThrow('a part of');
  });

  test('holds ever more in reserve for a ruin less likely and a fee that is lower', () => {
    // B ln(2^10) / (2 × 1 %): 346.57… rewards.
    expect(ppsReserve(10n ** 9n, 100, 10)).toBe(346_573_590_280n);
    expect(ppsReserve(5n, 0, 10)).toBeUndefined();
    fc.assert(fc.property(fc.bigInt(1n, 10n ** 15n), fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 0, max: 60 }), (reward, fee, halvings) => {
      const reserve = ppsReserve(reward, fee, halvings)!;
      expect(ppsReserve(reward, fee, halvings + 1)! > reserve || reward * 34n < BigInt(fee)).toBe(true);
      expect(ppsReserve(reward, fee + 1, halvings)! <= reserve).toBe(true);
    }));
    for (const [reward, fee, halvings] of [[-1n, 1, 1], [1n, -1, 1], [1n, 1, -1]] as const) expect(() => ppsReserve(reward, fee, halvings)).toThrow('for a reward');
  });

  test('falls back to what came in when the reserve is thin', () => {
    expect([payoutScheme(10n, 10n), payoutScheme(9n, 10n), payoutScheme(10n ** 18n, undefined)]).toEqual(['pps', 'pplns', 'pplns']);
  });
});
