import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { inflow } from './inflow.js';

const amount = fc.bigInt(0n, 10n ** 15n);
const settled = (over = {}) => ({ pool: { assets: 800_000n, shares: 800_000n, virtualShares: 1n }, locked: 0n, updatedAt: 1_000, unlocksAt: 1_000, ...over });
const terms = { earningsBps: 5_000, commissionBps: 1_000, unlockMillis: 700 };

test('so much of what was earned and owed flows in as the terms say and there is, and the commission is minted as shares', () => {
  const { unlocking, ...of } = inflow(settled(), { net: 160_001n, owed: 0n, available: 160_001n }, terms);
  expect([of, unlocking]).toEqual([{ gain: 80_000n, fee: 8_000n, feeShares: 8_000n, owed: 0n }, { pool: { assets: 880_000n, shares: 880_000n, virtualShares: 1n }, locked: 72_000n, updatedAt: 1_000, unlocksAt: 1_700 }]);
  expect(inflow(settled(), { net: 100n, owed: 30n, available: 70n }, terms)).toMatchObject({ gain: 70n, fee: 7n, owed: 10n });
});

test('nothing flows in of a loss, into a pool that nobody holds shares of, or where there is nothing', () => {
  const pool = settled();
  expect(inflow(pool, { net: -5n, owed: 0n, available: 9n }, terms)).toEqual({ gain: 0n, fee: 0n, feeShares: 0n, owed: 0n, unlocking: pool });
  expect(inflow(pool, { net: 100n, owed: 5n, available: 0n }, terms)).toEqual({ gain: 0n, fee: 0n, feeShares: 0n, owed: 55n, unlocking: pool });
  const locked = settled({ locked: 800_000n });
  expect(inflow(locked, { net: 100n, owed: 5n, available: 9n }, terms)).toEqual({ gain: 0n, fee: 0n, feeShares: 0n, owed: 0n, unlocking: locked });
});

test('what is due flows in or is owed, to the unit', () => {
  fc.assert(fc.property(amount, amount, amount, fc.nat(10_000), fc.nat(9_999), (net, owed, available, earningsBps, commissionBps) => {
    const of = inflow(settled(), { net, owed, available }, { earningsBps, commissionBps, unlockMillis: 700 });
    expect(of.gain + of.owed).toBe(owed + (net * BigInt(earningsBps)) / 10_000n);
    expect(of.gain <= available && of.fee <= of.gain && of.unlocking.pool.assets === 800_000n + of.gain).toBe(true);
  }));
});
