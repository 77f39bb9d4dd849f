import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { assetsForRedemption, deposit, EMPTY_POOL, poolAt, pricePerShareWad, redeem, type Report, reportProfit, settleUnlocking, unlockedShares, type UnlockingPool } from '#libs/economics';

import { byName, everyVector } from '../../../../test/support/vectors.js';

const WEEK = 7 * 86_400_000;
const a = 10n ** 21n;
const report = (changes: Partial<Report>): Report => ({ now: 0, gain: 0n, loss: 0n, fee: 0n, refund: 0n, unlockMillis: WEEK, ...changes });
const fresh = (assets = a): UnlockingPool => ({ pool: deposit(EMPTY_POOL, assets).pool, locked: 0n, updatedAt: 0, unlocksAt: 0 });
const price = (unlocking: UnlockingPool, now: number) => Number(pricePerShareWad(unlocking, now)) / 1e18;
/** As exactly as the source: to 1 part in 10,000. */
const near = (value: number | bigint, expected: number) => expect(Math.abs(Number(value) / expected - 1)).toBeLessThan(1e-4);

describe('profits unlock', () => {
  interface Case { name: string; input: { feeBps?: number } }
  const A = Number(a);

  everyVector<Case>('yearn_profit_unlock', 6, byName<Case>({
    'gain a, no fee, no buffer': () => {
      const { unlocking, feeShares } = reportProfit(fresh(), report({ gain: a }));
      expect(feeShares).toBe(0n);
      near(price(unlocking, 0), 1);
      near(unlocking.pool.shares, 2 * A);
      near(price(unlocking, 10 * 86_400_000), 2);
      expect(poolAt(unlocking, 10 * 86_400_000).shares).toBe(a);
    },
    'gain a + refund a': () => {
      const { unlocking } = reportProfit(fresh(), report({ gain: a, refund: a }));
      near(unlocking.locked, 2 * A);
      near(price(unlocking, 0), 1);
      near(price(unlocking, WEEK), 3);
    },
    'gain a, half week later gain a': () => {
      const { unlocking: first } = reportProfit(fresh(), report({ gain: a }));
      const t = WEEK / 2;
      near(first.locked - unlockedShares(first, t), A / 2);
      near(price(first, t), 4 / 3);
      const { unlocking: second } = reportProfit(first, report({ now: t, gain: a }));
      near(price(second, t), price(first, t));
      near(price(second, t + WEEK), 3);
    },
    'gain+refund twice': () => {
      const { unlocking: first } = reportProfit(fresh(), report({ gain: a, refund: a }));
      const { unlocking: second } = reportProfit(first, report({ now: WEEK / 2, gain: a, refund: a }));
      near(price(second, WEEK / 2 + WEEK), 5);
    },
    'gain a, performance fee 10%': ({ input }) => {
      const fee = (a * BigInt(input.feeBps!)) / 10_000n;
      const { unlocking, feeShares } = reportProfit(fresh(), report({ gain: a, fee }));
      near(feeShares, 0.1 * A);
      near(unlocking.locked, 0.9 * A);
      near(price(unlocking, 0), 1);
      near(price(unlocking, WEEK), 2 / 1.1);
    },
    'refund capped by accountant balance a/10': () => {
      const { unlocking } = reportProfit(fresh(), report({ gain: a, refund: a / 10n }));
      near(unlocking.locked, 1.1 * A);
    },
  }));

  test('a loss burns what is locked before anybody\'s price falls', () => {
    const { unlocking } = reportProfit(fresh(), report({ gain: a }));
    const mild = reportProfit(unlocking, report({ loss: a / 2n })).unlocking;
    near(price(mild, 0), 1);
    near(mild.locked, A / 2);
    const severe = reportProfit(mild, report({ loss: a })).unlocking;
    expect(severe.locked).toBe(0n);
    near(price(severe, 0), 0.5);
    expect(severe.unlocksAt).toBe(0);
  });

  test('a gain that need not wait is there at once', () => {
    const { unlocking } = reportProfit(fresh(), report({ gain: a, unlockMillis: 0 }));
    expect(unlocking.locked).toBe(0n);
    near(price(unlocking, 0), 2);
  });

  test('the time until all is there is weighted by how many shares wait how long', () => {
    const { unlocking: first } = reportProfit(fresh(), report({ gain: a }));
    expect(first.unlocksAt).toBe(WEEK);
    // Half is left, for half a week, and as much again comes, for a week, at a price of 4/3: 0.75 shares for a gain of 1.
    const { unlocking: second } = reportProfit(first, report({ now: WEEK / 2, gain: a }));
    near(second.unlocksAt - WEEK / 2, (0.5 * (WEEK / 2) + 0.75 * WEEK) / 1.25);
    const { unlocking: nothing } = reportProfit(first, report({ now: WEEK / 2 }));
    expect(Math.abs(nothing.unlocksAt - WEEK)).toBeLessThanOrEqual(1);
  });

  test('to the share: what a fee takes of a gain waits no more, what a loss takes comes off what waits already, and a fee as large as a loss has half', () => {
    const { unlocking: waiting } = reportProfit(fresh(1_000_000n), report({ gain: 5_000n }));
    expect(waiting).toMatchObject({ locked: 5_000n, unlocksAt: WEEK });
    // 100 of the 1,000 wait, for two weeks, beside 5,000 for one.
    const fee = reportProfit(waiting, report({ gain: 1_000n, fee: 900n, unlockMillis: 2 * WEEK }));
    expect(fee).toMatchObject({ feeShares: 900n, unlocking: { locked: 5_100n, unlocksAt: Math.ceil((WEEK * 5_200) / 5_100) } });
    const loss = reportProfit(waiting, report({ gain: 1_000n, loss: 1_500n, unlockMillis: 2 * WEEK }));
    expect(loss).toMatchObject({ feeShares: 0n, unlocking: { locked: 4_500n, unlocksAt: WEEK } });
    expect(reportProfit(waiting, report({ loss: 100n, fee: 100n }))).toMatchObject({ feeShares: 100n, unlocking: { locked: 4_800n } });
    expect(unlockedShares({ ...waiting, locked: 1_000n, updatedAt: 100, unlocksAt: 1_100 }, 600)).toBe(500n);
    expect(reportProfit(fresh(100n), report({ gain: 10n, refund: 10n, loss: 115n })).unlocking.pool.assets).toBe(5n);
  });

  const reports = fc.array(fc.record({
    after: fc.integer({ min: 0, max: 2 * WEEK }), gain: fc.bigInt(0n, 10n ** 18n), lossPct: fc.constantFrom(0n, 0n, 1n, 30n), feePct: fc.bigInt(0n, 20n),
  }), { minLength: 1, maxLength: 12 });

  test('whatever is reported, the price falls through losses only, nobody gains at the moment of a report, and all shares are covered', () => {
    fc.assert(fc.property(reports, (history) => {
      let [state, now] = [fresh(), 0];
      for (const { after, gain, lossPct, feePct } of history) {
        const before = pricePerShareWad(state, now);
        now += after;
        const waited = pricePerShareWad(state, now);
        expect(waited >= before).toBe(true);
        const loss = (poolAt(state, now).assets * lossPct) / 100n;
        const mine = deposit(poolAt(state, now), 10n ** 15n);
        const joined = { ...settleUnlocking(state, now), pool: mine.pool };
        const { unlocking } = reportProfit(joined, report({ now, gain, loss, fee: (gain * feePct) / 100n }));
        // Who came a moment before the report and leaves a moment after has no more than before.
        expect(redeem(poolAt(unlocking, now), mine.shares).assets <= 10n ** 15n).toBe(true);
        if (loss === 0n) expect(pricePerShareWad(unlocking, now) + 10n ** 6n >= waited).toBe(true);
        expect(unlocking.locked <= unlocking.pool.shares && unlocking.unlocksAt <= now + WEEK + 1).toBe(true);
        expect(assetsForRedemption(unlocking.pool, unlocking.pool.shares) <= unlocking.pool.assets).toBe(true);
        state = unlocking;
      }
    }), { numRuns: 200 });
  });

  test('unlocking is never ahead of its time, and done at the end of it', () => {
    fc.assert(fc.property(fc.bigInt(0n, 10n ** 24n), fc.integer({ min: 1, max: WEEK }), fc.integer({ min: 0, max: WEEK }), (locked, period, elapsed) => {
      const state: UnlockingPool = { pool: { ...EMPTY_POOL, shares: locked }, locked, updatedAt: 100, unlocksAt: 100 + period };
      const unlocked = unlockedShares(state, 100 + elapsed);
      expect(unlocked * BigInt(period) <= locked * BigInt(elapsed) || unlocked === locked).toBe(true);
      if (elapsed >= period) expect(unlocked).toBe(locked);
      expect(settleUnlocking(state, 100 + elapsed)).toEqual({ ...state, pool: { ...state.pool, shares: locked - unlocked }, locked: locked - unlocked, updatedAt: 100 + elapsed });
    }));
  });

  test('time does not go back, and no pool loses more than it has', () => {
    expect(() => unlockedShares({ ...fresh(), updatedAt: 5 }, 4)).toThrow('time does not go back');
    expect(() => reportProfit(fresh(), report({ loss: a + 1n }))).toThrow('more than it has');
    for (const broken of [{ gain: -1n }, { loss: -1n }, { fee: -1n }, { refund: -1n }, { unlockMillis: -1 }]) expect(() => reportProfit(fresh(), report(broken))).toThrow('no negative amounts');
    expect(reportProfit(fresh(), report({ loss: a })).unlocking.pool.assets).toBe(0n);
  });
});
