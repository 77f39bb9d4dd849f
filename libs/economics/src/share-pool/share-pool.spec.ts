import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import {
  assetsForMint, assetsForRedemption, deposit, EMPTY_POOL, gain, lose, mint, type Moved, mulDivFloor, redeem, type SharePool, sharesForDeposit, sharesForWithdrawal, withdraw,
} from '#libs/economics';

import { byName, everyVector, noRule, refusalOf } from '../../../../test/support/vectors.js';

const E18 = 10n ** 18n;
const amount = (max = 10n ** 24n, min = 0n) => fc.bigInt({ min, max });
/** Any state, also such as gains and losses lead to. */
const pools = fc.record({ assets: amount(), shares: amount(), virtualShares: fc.constantFrom(1n, 1_000n, 10n ** 6n) });
const operations = { deposit, mint, withdraw, redeem };

describe('the scenario of OpenZeppelin\'s ERC-4626', () => {
  interface Step { input: { actor: string; op: 'yield' | keyof typeof operations; amount: number }; expected: Record<string, number> }
  let pool = EMPTY_POOL;
  const shares: Record<string, bigint> = { alice: 0n, bruce: 0n };

  everyVector<Step>('erc4626_oz_scenario', 10, ({ input: { actor, op, amount }, expected }) => {
    if (op === 'yield') {
      pool = gain(pool, BigInt(amount));
    } else {
      const moved = operations[op](pool, BigInt(amount));
      const entering = op === 'deposit' || op === 'mint';
      shares[actor] = shares[actor]! + (entering ? moved.shares : -moved.shares);
      pool = moved.pool;
      if (expected.assetsMoved !== undefined) expect(moved.assets).toBe(BigInt(expected.assetsMoved));
      if (expected.sharesMoved !== undefined) expect(moved.shares).toBe(BigInt(expected.sharesMoved));
    }
    expect({
      aliceShares: shares.alice, bruceShares: shares.bruce, totalShares: pool.shares, totalAssets: pool.assets,
      aliceAssets: assetsForRedemption(pool, shares.alice!), bruceAssets: assetsForRedemption(pool, shares.bruce!),
    }).toEqual(Object.fromEntries(['aliceShares', 'bruceShares', 'totalShares', 'totalAssets', 'aliceAssets', 'bruceAssets'].map((key) => [key, BigInt(expected[key]!)])));
  });
});

describe('the properties of ERC-4626', () => {
  /** Two operations, one after the other: the second gets what the first gave. Undefined when the pool has too little for them. */
  function trip(pool: SharePool, first: keyof typeof operations, given: bigint, second: keyof typeof operations): [Moved, Moved] | undefined {
    let pair: [Moved, Moved] | undefined;
    const refusal = refusalOf(() => {
      const one = operations[first](pool, given);
      const other = operations[second](one.pool, second === 'deposit' || second === 'withdraw' ? one.assets : one.shares);
      pair = [one, other];
    });
    expect([undefined, 'exceeds_pool', 'exceeds_shares']).toContain(refusal);
    return pair;
  }
  /** Runs the trip in random states, and checks that neither was the property never tried. */
  function always(first: keyof typeof operations, second: keyof typeof operations, holds: (one: Moved, other: Moved) => boolean): void {
    let tried = 0;
    fc.assert(fc.property(pools, amount(), (pool, given) => {
      const pair = trip(pool, first, given, second);
      if (!pair) return;
      tried += 1;
      expect(holds(...pair)).toBe(true);
    }), { numRuns: 300 });
    expect(tried).toBeGreaterThan(20);
  }
  const noProfit = () => {
    for (const [entry, exit] of [['deposit', 'redeem'], ['deposit', 'withdraw'], ['mint', 'redeem'], ['mint', 'withdraw']] as const) {
      always(entry, exit, (one, other) => other.assets - one.assets <= 0n || other.shares - one.shares > 0n);
      always(exit, entry, (one, other) => one.assets - other.assets <= 0n || one.shares - other.shares > 0n);
    }
  };
  const preview = (op: keyof typeof operations, previewed: (pool: SharePool, given: bigint) => bigint, actual: (moved: Moved) => bigint) => () => {
    fc.assert(fc.property(pools, amount(), (pool, given) => {
      let moved: Moved | undefined;
      refusalOf(() => { moved = operations[op](pool, given); });
      if (moved) expect(previewed(pool, given)).toBe(actual(moved));
    }));
  };

  const rules: Record<string, () => void> = {
    'redeem(deposit(a)) <= a': () => always('deposit', 'redeem', (one, other) => other.assets <= one.assets),
    's=deposit(a), s2=withdraw(a) => s2 >= s': () => always('deposit', 'withdraw', (one, other) => other.shares >= one.shares),
    'deposit(redeem(s)) <= s': () => always('redeem', 'deposit', (one, other) => other.shares <= one.shares),
    'a=redeem(s), a2=mint(s) => a2 >= a': () => always('redeem', 'mint', (one, other) => other.assets >= one.assets),
    'withdraw(mint(s)) >= s': () => always('mint', 'withdraw', (one, other) => other.shares >= one.shares),
    'a=mint(s), a2=redeem(s) => a2 <= a': () => always('mint', 'redeem', (one, other) => other.assets <= one.assets),
    'mint(withdraw(a)) >= a': () => always('withdraw', 'mint', (one, other) => other.assets >= one.assets),
    's=withdraw(a), s2=deposit(a) => s2 <= s': () => always('withdraw', 'deposit', (one, other) => other.shares <= one.shares),
    'every round trip: convertToAssets(balance)+cash of the caller never grows (no free profit)': noProfit,
    'previewDeposit <= actual shares': preview('deposit', sharesForDeposit, ({ shares }) => shares),
    'previewMint >= actual assets': preview('mint', assetsForMint, ({ assets }) => assets),
    'previewWithdraw >= actual shares': preview('withdraw', sharesForWithdrawal, ({ shares }) => shares),
    'previewRedeem <= actual assets': preview('redeem', assetsForRedemption, ({ assets }) => assets),
    // There is no caller: functions of the pool alone, and the conversions of any amount give an amount.
    'convertTo* and total/max* do not depend on caller and never throw': () => fc.assert(fc.property(pools, amount(10n ** 40n), (pool, given) => {
      expect(sharesForDeposit(pool, given) >= 0n && assetsForRedemption(pool, given) >= 0n).toBe(true);
    })),
    // Whose shares they are is the ledger's to know: here, that shares cannot be had that are not there.
    'withdraw/redeem on behalf of another owner needs allowance, which decreases by shares': () => fc.assert(fc.property(pools, amount(10n ** 24n, 1n), (pool, more) => {
      expect(refusalOf(() => redeem(pool, pool.shares + more))).toBe('exceeds_shares');
      expect(refusalOf(() => withdraw(pool, pool.assets + more))).toBe('exceeds_pool');
    })),
    'deposit/mint/withdraw/redeem move caller asset and receiver share by exactly the returned numbers': () => fc.assert(
      fc.property(pools, amount(), fc.constantFrom('deposit', 'mint', 'withdraw', 'redeem'), (pool, given, op) => {
        let moved: Moved | undefined;
        refusalOf(() => { moved = operations[op](pool, given); });
        if (!moved) return;
        const sign = op === 'deposit' || op === 'mint' ? 1n : -1n;
        expect(moved.pool).toEqual({ ...pool, assets: pool.assets + sign * moved.assets, shares: pool.shares + sign * moved.shares });
        expect(op === 'deposit' || op === 'withdraw' ? moved.assets : moved.shares).toBe(given);
      })),
  };
  everyVector<{ expected: string }>('erc4626_properties', 16, ({ expected }) => (rules[expected] ?? noRule)(expected));
});

describe('an attack by donation', () => {
  interface Attack { name: string; input: { offset?: number; a0?: number; a1?: number }; expected: { attackerLoss: string; sharesFor1AssetVictim: string } }
  /** A pool whose attacker put a0 in, and gave a1 away. */
  const attacked = (a0: bigint, a1: bigint, virtualShares: bigint) => {
    const first = deposit({ ...EMPTY_POOL, virtualShares }, a0);
    return { pool: gain(first.pool, a1), attackerShares: first.shares };
  };
  const figure = ({ input, expected }: Attack) => {
    const scale = 10n ** 12n;
    const virtualShares = 10n ** BigInt(input.offset!);
    const [a0, a1] = [BigInt(input.a0!) * scale, BigInt(input.a1!) * scale];
    // Scaled by 10^12, and with the virtual asset scaled too: 10^12 assets and 10^offset × 10^12 shares that nobody holds.
    const pool: SharePool = { assets: a0 + a1 + scale - 1n, shares: a0 * virtualShares + virtualShares * scale - virtualShares, virtualShares };
    const victim = Number(sharesForDeposit(pool, scale)) / Number(scale);
    expect(victim).toBeCloseTo(Number(expected.sharesFor1AssetVictim), 9);
    const kept = assetsForRedemption(pool, a0 * virtualShares);
    expect(Number(a0 + a1 - kept) / Number(scale)).toBeCloseTo(Number(expected.attackerLoss), 6);
  };

  everyVector<Attack>('erc4626_inflation_attack', 5, byName<Attack>({
    'classic attack without virtual shares': () => fc.assert(fc.property(amount(10n ** 12n, 1n), (u) => {
      const pool: SharePool = { assets: 1n + u, shares: 1n, virtualShares: 0n };
      expect(sharesForDeposit(pool, u)).toBe(mulDivFloor(u, 1n, 1n + u));
      expect(sharesForDeposit(pool, u)).toBe(0n);
    })),
    'with virtual 1 asset / 10^d shares': () => fc.assert(fc.property(fc.constantFrom(0n, 3n, 6n), amount(10n ** 9n), amount(10n ** 15n), amount(10n ** 15n, 1n), (d, a0, a1, u) => {
      const virtualShares = 10n ** d;
      const { pool, attackerShares } = attacked(a0, a1, virtualShares);
      expect(sharesForDeposit(pool, u)).toBe(mulDivFloor(virtualShares * u, 1n + a0, 1n + a0 + a1));
      // Whatever the victim's deposit was rounded down by, the attacker gets no more out than he put in.
      const { pool: after } = deposit(pool, u);
      expect(assetsForRedemption(after, attackerShares) <= a0 + a1).toBe(true);
    }), { numRuns: 500 }),
    'figure parameters in the document': figure,
  }));
});

describe('Lido\'s rate', () => {
  interface Rate { name: string; input: { factorPct: number; shares?: string[]; amount?: string }; expected: { 'sharesOf(1e18 tokens)': string; 'tokensOf(1e18 shares)': string } }
  everyVector<Rate>('lido_share_rate', 6, ({ name, input, expected }) => {
    fc.assert(fc.property(fc.bigInt({ min: 1n, max: 10n ** 9n }), (hundreds) => {
      const shares = hundreds * E18;
      const pool: SharePool = { assets: (shares * BigInt(input.factorPct)) / 100n, shares, virtualShares: 0n };
      if (input.shares) {
        for (const some of input.shares) expect(sharesForDeposit(pool, assetsForMint(pool, BigInt(some))), name).toBe(BigInt(some));
        return;
      }
      expect(sharesForDeposit(pool, BigInt(input.amount!)).toString()).toBe(expected['sharesOf(1e18 tokens)']);
      expect(assetsForRedemption(pool, BigInt(input.amount!)).toString()).toBe(expected['tokensOf(1e18 shares)']);
    }));
  });
});

describe('a pool through any history', () => {
  type Step = { op: keyof typeof operations | 'gain' | 'lose'; given: bigint };
  const histories = fc.array(fc.record({ op: fc.constantFrom<Step['op'][]>('deposit', 'mint', 'withdraw', 'redeem', 'gain', 'lose'), given: amount(10n ** 12n) }), { maxLength: 40 });
  /** Whether one share is worth no less in the second pool, the fractions of it included. */
  const notCheaper = (before: SharePool, after: SharePool) => (after.assets + 1n) * (before.shares + before.virtualShares) >= (before.assets + 1n) * (after.shares + after.virtualShares);

  test('shares are never worth more than it has, and their price falls through a loss only', () => {
    fc.assert(fc.property(histories, fc.constantFrom(1n, 1_000n), (history, virtualShares) => {
      let pool: SharePool = { ...EMPTY_POOL, virtualShares };
      for (const { op, given } of history) {
        let next = pool;
        if (op === 'gain') next = gain(pool, given);
        else if (op === 'lose') next = lose(pool, given).pool;
        else refusalOf(() => { next = operations[op](pool, given).pool; });
        if (op !== 'lose') expect(notCheaper(pool, next), op).toBe(true);
        expect(assetsForRedemption(next, next.shares) <= next.assets).toBe(true);
        pool = next;
      }
    }), { numRuns: 300 });
  });

  test('a loss takes what there is but for one unit, and says what it could not', () => {
    fc.assert(fc.property(pools, amount(), (pool, loss) => {
      const { pool: after, lost, unmet, halted } = lose(pool, loss);
      expect(lost + unmet).toBe(loss);
      expect(after).toEqual({ ...pool, assets: pool.assets - lost });
      expect(unmet === 0n || after.assets <= 1n).toBe(true);
      expect(halted).toBe(loss > 0n && after.assets <= 1n);
      expect(after.assets >= (pool.assets > 0n ? 1n : 0n)).toBe(true);
    }));
  });
});

describe('what is refused or a bug', () => {
  const lost: SharePool = { assets: 0n, shares: 5n, virtualShares: 0n };
  test('a pool without virtual shares that lost all has no price, an empty one goes one to one', () => {
    expect(refusalOf(() => deposit(lost, 5n))).toBe('pool_lost_all');
    expect(assetsForRedemption(lost, 5n)).toBe(0n);
    const empty = { ...lost, shares: 0n };
    expect([sharesForDeposit(empty, 7n), sharesForWithdrawal(empty, 7n), assetsForRedemption(empty, 7n), assetsForMint(empty, 7n)]).toEqual([7n, 7n, 7n, 7n]);
  });
  test('all may leave, and no more', () => {
    const { pool } = deposit(EMPTY_POOL, 10n);
    expect(redeem(pool, 10n).pool).toEqual(EMPTY_POOL);
    expect(withdraw(pool, 10n).pool).toEqual(EMPTY_POOL);
    // Shares that are worth more than one asset: the last asset costs a whole one, and one more than there are is refused.
    expect(refusalOf(() => withdraw({ assets: 10n, shares: 1n, virtualShares: 1n }, 10n))).toBe('exceeds_shares');
  });
  test('negative amounts are a bug', () => {
    for (const broken of [{ ...EMPTY_POOL, assets: -1n }, { ...EMPTY_POOL, shares: -1n }, { ...EMPTY_POOL, virtualShares: -1n }]) expect(() => sharesForDeposit(broken, 1n)).toThrow('no negative amounts');
    expect(() => deposit(EMPTY_POOL, -1n)).toThrow('assets are not negative');
    expect(() => mint(EMPTY_POOL, -1n)).toThrow('shares are not negative');
    expect(() => gain(EMPTY_POOL, -1n)).toThrow('a gain is not negative');
    expect(() => lose(EMPTY_POOL, -1n)).toThrow('a loss is not negative');
  });
});
