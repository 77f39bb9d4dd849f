import * as fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

import { fundedMillis, kinkedRate, type KinkedCurve, MAX_FUNDED_MILLIS, mulDivCeil, mulDivFloor, owed, type Share, split, splitShortage } from '#libs/economics';

function vectors<T>(name: string): T[] {
  return (JSON.parse(readFileSync(new URL(`../vectors/${name}.json`, import.meta.url), 'utf8')) as { cases: T[] }).cases;
}
const sum = (amounts: Iterable<bigint>) => [...amounts].reduce((total, amount) => total + amount, 0n);
const amount = (max = 10n ** 18n) => fc.bigInt({ min: 0n, max });

describe('mulDiv', () => {
  interface MulDivCase { input: { fn: string; a: string; b: string; d: string }; expected: { floor?: string; ceil?: string; error?: string } }
  const cases = vectors<MulDivCase>('oz_math').filter(({ input }) => input.fn === 'mulDiv');
  const operands = ({ input }: MulDivCase) => [BigInt(input.a), BigInt(input.b), BigInt(input.d)] as const;

  test.each(cases.filter(({ expected }) => expected.floor))('floor of $input.a × $input.b ÷ $input.d', (vector) => {
    expect(mulDivFloor(...operands(vector))).toBe(BigInt(vector.expected.floor!));
  });

  test.each(cases.filter(({ expected }) => expected.ceil))('ceil of $input.a × $input.b ÷ $input.d', (vector) => {
    expect(mulDivCeil(...operands(vector))).toBe(BigInt(vector.expected.ceil!));
  });

  test.each(cases.filter(({ expected }) => expected.error))('$input.a × $input.b ÷ $input.d is an error', (vector) => {
    expect(() => mulDivFloor(...operands(vector))).toThrow(/division by zero/i);
    expect(() => mulDivCeil(...operands(vector))).toThrow(/division by zero/i);
  });

  test('floor and ceil enclose the quotient, and differ by one exactly when there is a remainder', () => {
    fc.assert(fc.property(amount(), amount(), fc.bigInt({ min: 1n, max: 10n ** 12n }), (a, b, d) => {
      const floor = mulDivFloor(a, b, d);
      expect(floor * d <= a * b && (floor + 1n) * d > a * b).toBe(true);
      expect(mulDivCeil(a, b, d) - floor).toBe((a * b) % d === 0n ? 0n : 1n);
    }));
  });

  test('negative numbers are a bug', () => {
    expect(() => mulDivFloor(-1n, 1n, 1n)).toThrow('negative');
    expect(() => mulDivCeil(1n, 1n, -1n)).toThrow('negative');
  });
});

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
  test('keeps to the rule of p2pool within a unit, and has no remainder left to name', () => {
    expect(vectors<{ name: string }>('p2pool_split_rule').map(({ name }) => name)).toEqual(['p2pool split']);
    fc.assert(fc.property(amount(10n ** 15n), shares, (subsidy, workers) => {
      const total = sum(workers.map(({ weight }) => weight));
      const ours = split(subsidy, [...workers.map(({ id, weight }) => ({ id, weight: 199n * weight })), { id: 'finder', weight: total }]);
      expect(sum(ours.values())).toBe(subsidy);
      for (const { id, weight } of workers) {
        const surplus = ours.get(id)! - (subsidy * 199n * weight) / (200n * total);
        expect(surplus === 0n || surplus === 1n).toBe(true);
      }
      expect(ours.get('finder')! - subsidy / 200n <= 1n && ours.get('finder')! >= subsidy / 200n).toBe(true);
    }));
  });
});

describe('kinked rate', () => {
  const RAY = 10n ** 27n;
  interface AaveCase { name: string; input: { optimalUsageBps?: number; baseBps: number; slope1Bps: number; slope2Bps: number; totalDebt: string; availableLiquidity: string }; expected: { variableBorrowRateRay: string } }

  test.each(vectors<AaveCase>('aave_rate_strategy').filter(({ input }) => input.optimalUsageBps !== undefined))('as Aave at $name', ({ input, expected }) => {
    const ray = (bps: number) => (BigInt(bps) * RAY) / 10_000n;
    const curve: KinkedCurve = { base: ray(input.baseBps), slope1: ray(input.slope1Bps), slope2: ray(input.slope2Bps), kinkBps: input.optimalUsageBps! };
    const used = BigInt(input.totalDebt);
    expect(kinkedRate(curve, { used, total: used + BigInt(input.availableLiquidity) })).toBe(BigInt(expected.variableBorrowRateRay));
  });

  interface CompoundCase { input: { basePct: number; slopePct: number; jumpSlopePct: number; kinkPct: number; utilizationPct: number }; expected: { annualRatePct: number } }

  test.each(vectors<CompoundCase>('compound_jump_rate'))('as Compound with kink $input.kinkPct % at $input.utilizationPct %', ({ input, expected }) => {
    const curve: KinkedCurve = {
      base: BigInt(input.basePct) * 10_000n,
      slope1: BigInt(input.slopePct * input.kinkPct) * 100n,
      slope2: BigInt(input.jumpSlopePct * Math.max(0, 100 - input.kinkPct)) * 100n,
      kinkBps: input.kinkPct * 100,
    };
    expect(kinkedRate(curve, { used: BigInt(input.utilizationPct), total: 100n })).toBe(BigInt(Math.round(expected.annualRatePct * 10_000)));
  });

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

  test('a pool without capacity is idle, one that lost capacity is full', () => {
    const curve: KinkedCurve = { base: 5n, slope1: 10n, slope2: 100n, kinkBps: 8_000 };
    expect(kinkedRate(curve, { used: 0n, total: 0n })).toBe(5n);
    expect(kinkedRate(curve, { used: 9n, total: 3n })).toBe(115n);
  });
});

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
  const cases = vectors<AkashCase>('akash_escrow_settle_legacy_prorata');
  const paid = (funds: bigint, owed: bigint[]) => [...splitShortage(funds, owed.map((owed, index) => ({ id: String(index), owed }))).values()];

  // Akash pays whole blocks first and then divides what is left in proportion to the rates; we do both at once.
  test.each(cases.filter(({ input }) => input.blocks !== undefined))('$name', ({ input, expected }) => {
    const rates = sum(input.rates.map(BigInt));
    const funds = BigInt(input.balance! + input.grantFunds!);
    const rest = (rate: number) => (BigInt(expected.remaining) * BigInt(rate)) / rates;
    expect(paid(funds, input.rates.map((rate) => BigInt(rate * input.blocks!)))).toEqual(expected.paid.map((whole, index) => BigInt(whole) + rest(input.rates[index]!)));
  });

  test.each(cases.filter(({ input }) => input.blocks === undefined))('$name $input.rates', ({ input, expected }) => {
    // In tenths, since the source divides fractions.
    expect(paid(BigInt(input.remaining!) * 10n, input.rates.map((rate) => BigInt(rate) * 10n))).toEqual(expected.paid.map((part) => BigInt(Math.round(Number(part) * 10))));
  });

  test('pays all that is owed or all there is, and nobody more than its due', () => {
    fc.assert(fc.property(amount(10n ** 6n), fc.array(amount(10n ** 5n), { maxLength: 10 }), (funds, owed) => {
      const parts = paid(funds, owed);
      expect(sum(parts)).toBe(funds < sum(owed) ? funds : sum(owed));
      expect(parts.every((part, index) => part <= owed[index]!)).toBe(true);
    }));
  });
});
