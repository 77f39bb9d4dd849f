import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import {
  accumulatePrices, amountIn, amountOut, amountsIn, amountsOut, LOCKED_LIQUIDITY, type Pair, protocolShares, provide, quotePair, sqrtCeil, sqrtFloor, swap, takeOut,
} from '#libs/economics';

import { everyVector, noRule, refusalOf } from '../../../../test/support/vectors.js';

const E18 = 10n ** 18n;
const amount = (min = 1n, max = 10n ** 24n) => fc.bigInt({ min, max });
const reserves = fc.record({ reserveIn: amount(), reserveOut: amount(2n) });
const codes: Record<string, string> = {
  INSUFFICIENT_AMOUNT: 'insufficient_amount', INSUFFICIENT_INPUT_AMOUNT: 'insufficient_input', INSUFFICIENT_OUTPUT_AMOUNT: 'insufficient_output', INSUFFICIENT_LIQUIDITY: 'insufficient_liquidity', INVALID_PATH: 'invalid_path',
};

describe('the library of Uniswap v2', () => {
  interface Case { input: { fn: string; args: string[] }; expected: string | number[] | { error: string } }
  const functions: Record<string, (amount: bigint, reserveIn: bigint, reserveOut: bigint) => bigint | bigint[]> = {
    quote: (amount, reserveIn, reserveOut) => quotePair(amount, { reserveIn, reserveOut }),
    getAmountOut: (amount, reserveIn, reserveOut) => amountOut(amount, { reserveIn, reserveOut }),
    getAmountIn: (amount, reserveIn, reserveOut) => amountIn(amount, { reserveIn, reserveOut }),
  };
  const way = (path: string) => (path.startsWith('2-token') ? [{ reserveIn: 10_000n, reserveOut: 10_000n }] : []);

  everyVector<Case>('uniswap_v2_library', 16, ({ input: { fn, args }, expected }) => {
    const run = () => {
      if (fn === 'getAmountsOut') return amountsOut(BigInt(args[0]!), way(args[1]!));
      if (fn === 'getAmountsIn') return amountsIn(BigInt(args[0]!), way(args[1]!));
      const [first, second, third] = args.map(BigInt);
      return (functions[fn] ?? noRule)(first!, second!, third!);
    };
    if (typeof expected === 'string') expect(run()).toBe(BigInt(expected));
    else if (Array.isArray(expected)) expect(run()).toEqual(expected.map(BigInt));
    else expect(refusalOf(run)).toBe(codes[expected.error]);
  });
});

describe('the pair of Uniswap v2', () => {
  interface Case { name: string; input: Record<string, string> & { reserves: string[]; steps: string[] }; expected: Record<string, string> & { reservesAfter: string[] } }
  const none = { amount0: 0n, amount1: 0n };
  const K = (run: () => unknown) => expect(refusalOf(run)).toBe('product_falls');
  const rules: Record<string, (vector: Case) => void> = {
    addLiquidityFirst: ({ input, expected }) => {
      const { pair, shares } = provide({ reserve0: 0n, reserve1: 0n, supply: 0n }, { amount0: BigInt(input.amount0!), amount1: BigInt(input.amount1!) });
      expect(pair).toEqual({ reserve0: BigInt(expected.reserve0!), reserve1: BigInt(expected.reserve1!), supply: BigInt(expected.totalSupply!) });
      expect([shares, LOCKED_LIQUIDITY]).toEqual([BigInt(expected.providerShares!), BigInt(expected.lockedMinimumLiquidity!)]);
    },
    swap: ({ input, expected }) => {
      const pair: Pair = { reserve0: BigInt(input.reserveIn!), reserve1: BigInt(input.reserveOut!), supply: E18 };
      const [into, out] = [BigInt(input.amountIn!), BigInt(expected.maxAmountOut!)];
      expect(amountOut(into, { reserveIn: pair.reserve0, reserveOut: pair.reserve1 })).toBe(out);
      expect(swap(pair, { ...none, amount0: into }, { ...none, amount1: out })).toEqual({ ...pair, reserve0: pair.reserve0 + into, reserve1: pair.reserve1 - out });
      K(() => swap(pair, { ...none, amount0: into }, { ...none, amount1: out + 1n }));
    },
    flash_same_token: ({ input }) => {
      const pair: Pair = { reserve0: BigInt(input.reserve!), reserve1: BigInt(input.otherReserve!), supply: E18 };
      const [into, out] = [BigInt(input.amountIn!), BigInt(input.amountOut!)];
      expect(swap(pair, { ...none, amount0: into }, { ...none, amount0: out }).reserve0).toBe(pair.reserve0 + into - out);
      K(() => swap(pair, { ...none, amount0: into }, { ...none, amount0: out + 1n }));
    },
    removeAll: ({ input, expected }) => {
      const { amount0, amount1, pair } = takeOut({ reserve0: BigInt(input.reserve0!), reserve1: BigInt(input.reserve1!), supply: BigInt(input.totalSupply!) }, BigInt(input.shares!));
      expect([amount0, amount1, pair.supply, pair.reserve0, pair.reserve1].map(String)).toEqual([expected.amount0, expected.amount1, expected.totalSupplyAfter, ...expected.reservesAfter]);
    },
    swap_then_removeAll: ({ input, expected }) => {
      const [amount0, amount1] = input.reserves.map(BigInt) as [bigint, bigint];
      const { pair, shares } = provide({ reserve0: 0n, reserve1: 0n, supply: 0n }, { amount0, amount1 });
      const traded = swap(pair, { ...none, amount1: BigInt(input.swapIn1!) }, { ...none, amount0: BigInt(input.swapOut0!) });
      const fee = input.protocolFee ? protocolShares(traded, amount0 * amount1) : 0n;
      const { pair: left } = takeOut({ ...traded, supply: traded.supply + fee }, shares);
      expect(left.supply.toString()).toBe(expected.totalSupplyAfter);
      if (!input.protocolFee) return;
      expect([fee, left.reserve0, left.reserve1].map(String)).toEqual([expected.feeShares, expected.reserve0After, expected.reserve1After]);
    },
  };
  const prices = ({ input, expected }: Case) => {
    const [reserve0, reserve1] = input.reserves.map(BigInt) as [bigint, bigint];
    const pair: Pair = { reserve0, reserve1, supply: E18 };
    const one = accumulatePrices({ price0: 0n, price1: 0n }, pair, 1n);
    const ten = accumulatePrices(one, pair, 9n);
    const twenty = accumulatePrices(ten, swap(pair, { ...none, amount0: 3n * E18 }, { ...none, amount1: E18 }), 10n);
    expect([one.price0, ten.price0, twenty.price0, twenty.price1].map(String)).toEqual([expected.cum0_at_1, expected.cum0_at_10, expected.cum0_at_20, expected.cum1_at_20]);
  };
  everyVector<Case>('uniswap_v2_pair', 16, (vector) => (vector.input.op ? (rules[vector.input.op] ?? noRule)(vector) : prices(vector)));
});

describe('a pair', () => {
  test('gives the most that its product allows, and takes the least', () => {
    fc.assert(fc.property(reserves, amount(), (pair, given) => {
      const kept = (into: bigint, out: bigint) => ((pair.reserveIn + into) * 1_000n - into * 3n) * (pair.reserveOut - out) * 1_000n >= pair.reserveIn * pair.reserveOut * 1_000_000n;
      const out = amountOut(given, pair);
      expect(out < pair.reserveOut && kept(given, out) && !kept(given, out + 1n)).toBe(true);
      const wanted = 1n + (given % (pair.reserveOut - 1n));
      if (wanted >= pair.reserveOut) return;
      const into = amountIn(wanted, pair);
      expect(kept(into, wanted) && (into < 2n || !kept(into - 2n, wanted))).toBe(true);
      expect(amountOut(into, pair) >= wanted).toBe(true);
    }));
  });

  test('a way there and the way back for what it gave never gains', () => {
    fc.assert(fc.property(fc.array(reserves, { minLength: 1, maxLength: 4 }), amount(), (way, given) => {
      let out: bigint[] = [];
      if (refusalOf(() => { out = amountsOut(given, way); }) !== undefined || out.at(-1) === 0n) return;
      expect(out).toHaveLength(way.length + 1);
      expect(amountsIn(out.at(-1)!, way)[0]! <= given + BigInt(way.length)).toBe(true);
      const back = way.map(({ reserveIn, reserveOut }, place) => ({ reserveIn: reserveOut - out[place + 1]!, reserveOut: reserveIn + out[place]! })).toReversed();
      let home: bigint[] = [];
      if (refusalOf(() => { home = amountsOut(out.at(-1)!, back); }) === undefined) expect(home.at(-1)! <= given).toBe(true);
    }));
  });

  test('through any history its product for a share never falls', () => {
    const steps = fc.array(fc.record({ kind: fc.constantFrom('provide', 'takeOut', 'swap0', 'swap1'), given: amount(1n, 10n ** 12n), other: amount(1n, 10n ** 12n) }), { maxLength: 30 });
    fc.assert(fc.property(amount(10n ** 6n, 10n ** 12n), amount(10n ** 6n, 10n ** 12n), steps, (amount0, amount1, history) => {
      let { pair } = provide({ reserve0: 0n, reserve1: 0n, supply: 0n }, { amount0, amount1 });
      for (const { kind, given, other } of history) {
        const before = pair;
        refusalOf(() => {
          if (kind === 'provide') ({ pair } = provide(pair, { amount0: given, amount1: other }));
          else if (kind === 'takeOut') ({ pair } = takeOut(pair, given % (pair.supply - LOCKED_LIQUIDITY + 1n)));
          else if (kind === 'swap0') pair = swap(pair, { amount0: given, amount1: 0n }, { amount0: 0n, amount1: amountOut(given, { reserveIn: pair.reserve0, reserveOut: pair.reserve1 }) });
          else pair = swap(pair, { amount0: 0n, amount1: given }, { amount0: amountOut(given, { reserveIn: pair.reserve1, reserveOut: pair.reserve0 }), amount1: 0n });
        });
        expect(pair.reserve0 * pair.reserve1 * before.supply ** 2n >= before.reserve0 * before.reserve1 * pair.supply ** 2n).toBe(true);
        expect(pair.supply >= LOCKED_LIQUIDITY).toBe(true);
      }
    }));
  });

  test('the protocol gets a sixth of the growth, at the most, and of no growth nothing', () => {
    fc.assert(fc.property(amount(10n ** 6n), amount(10n ** 6n), fc.bigInt(0n, 10n ** 12n), (a, b, growth) => {
      const pair: Pair = { reserve0: a + growth, reserve1: b + growth, supply: sqrtFloor(a * b) };
      const shares = protocolShares(pair, a * b);
      const [root, last] = [sqrtFloor(pair.reserve0 * pair.reserve1), sqrtFloor(a * b)];
      expect(shares * root * 6n <= (root - last) * (pair.supply + shares)).toBe(true);
      expect(protocolShares(pair, pair.reserve0 * pair.reserve1)).toBe(0n);
      expect(protocolShares(pair, pair.reserve0 * pair.reserve1 * 4n)).toBe(0n);
    }));
    expect(protocolShares({ reserve0: 9n, reserve1: 9n, supply: 9n }, 0n)).toBe(0n);
  });

  test('refuses what it has not, and less than a share', () => {
    const pair: Pair = { reserve0: 100n, reserve1: 100n, supply: 2_000n };
    const [none, one] = [{ amount0: 0n, amount1: 0n }, { amount0: 1n, amount1: 0n }];
    expect(refusalOf(() => swap(pair, one, none))).toBe('insufficient_output');
    expect(refusalOf(() => swap(pair, none, one))).toBe('insufficient_input');
    expect(refusalOf(() => swap(pair, one, { amount0: 100n, amount1: 0n }))).toBe('insufficient_liquidity');
    expect(refusalOf(() => swap(pair, one, { amount0: 0n, amount1: 100n }))).toBe('insufficient_liquidity');
    expect(refusalOf(() => takeOut(pair, 0n))).toBe('insufficient_liquidity');
    expect(refusalOf(() => takeOut(pair, 2_001n))).toBe('insufficient_liquidity');
    expect(refusalOf(() => takeOut(pair, 1n))).toBe('insufficient_liquidity');
    expect(takeOut(pair, 2_000n).pair).toEqual({ reserve0: 0n, reserve1: 0n, supply: 0n });
    expect(refusalOf(() => provide({ reserve0: 0n, reserve1: 0n, supply: 0n }, { amount0: 1_000n, amount1: 1_000n }))).toBe('insufficient_liquidity');
    expect(provide({ reserve0: 0n, reserve1: 0n, supply: 0n }, { amount0: 1_001n, amount1: 1_001n }).shares).toBe(1n);
    expect(refusalOf(() => provide({ reserve0: 100n, reserve1: 100n, supply: 10n }, { amount0: 9n, amount1: 100n }))).toBe('insufficient_liquidity');
    expect(provide(pair, { amount0: 10n, amount1: 5n })).toEqual({ pair: { reserve0: 110n, reserve1: 105n, supply: 2_100n }, shares: 100n });
    expect(refusalOf(() => accumulatePrices({ price0: 0n, price1: 0n }, { ...pair, reserve0: 0n }, 1n))).toBe('insufficient_liquidity');
    expect(refusalOf(() => accumulatePrices({ price0: 0n, price1: 0n }, { ...pair, reserve1: 0n }, 1n))).toBe('insufficient_liquidity');
    expect(() => accumulatePrices({ price0: 0n, price1: 0n }, pair, -1n)).toThrow('time does not go back');
    for (const broken of [{ amount0: -1n, amount1: 1n }, { amount0: 1n, amount1: -1n }]) {
      expect(() => provide(pair, broken)).toThrow('not negative');
      expect(() => swap(pair, broken, one)).toThrow('not negative');
      expect(() => swap(pair, one, broken)).toThrow('not negative');
    }
    expect(refusalOf(() => quotePair(5n, { reserveIn: 5n, reserveOut: 0n }))).toBe('insufficient_liquidity');
    expect(refusalOf(() => amountIn(5n, { reserveIn: 5n, reserveOut: 5n }))).toBe('insufficient_liquidity');
  });

  test('a swap of either gives what the formula says, and not a unit more', () => {
    fc.assert(fc.property(fc.bigInt(10n ** 6n, 10n ** 12n), fc.bigInt(10n ** 6n, 10n ** 12n), fc.bigInt(10n ** 4n, 10n ** 9n), (reserve0, reserve1, into) => {
      const pair: Pair = { reserve0, reserve1, supply: 10n ** 6n };
      const [out1, out0] = [amountOut(into, { reserveIn: reserve0, reserveOut: reserve1 }), amountOut(into, { reserveIn: reserve1, reserveOut: reserve0 })];
      fc.pre(out0 > 0n && out1 > 0n);
      expect(swap(pair, { amount0: into, amount1: 0n }, { amount0: 0n, amount1: out1 })).toEqual({ ...pair, reserve0: reserve0 + into, reserve1: reserve1 - out1 });
      expect(swap(pair, { amount0: 0n, amount1: into }, { amount0: out0, amount1: 0n })).toEqual({ ...pair, reserve0: reserve0 - out0, reserve1: reserve1 + into });
      fc.pre(out0 + 1n < reserve0 && out1 + 1n < reserve1);
      expect(refusalOf(() => swap(pair, { amount0: into, amount1: 0n }, { amount0: 0n, amount1: out1 + 1n }))).toBe('product_falls');
      expect(refusalOf(() => swap(pair, { amount0: 0n, amount1: into }, { amount0: out0 + 1n, amount1: 0n }))).toBe('product_falls');
    }));
  });

  test('square roots enclose their square', () => {
    fc.assert(fc.property(fc.bigInt(0n, 10n ** 60n), (square) => {
      const [floor, ceil] = [sqrtFloor(square), sqrtCeil(square)];
      expect(floor * floor <= square && square < (floor + 1n) ** 2n && ceil - floor === (floor * floor === square ? 0n : 1n)).toBe(true);
    }));
    expect(() => sqrtFloor(-1n)).toThrow('not negative');
  });
});
