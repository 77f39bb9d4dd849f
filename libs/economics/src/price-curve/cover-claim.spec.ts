import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { coverCapacity, coverPayment, downMillisOf, lossBeyondCredit } from './cover-claim.js';

const amount = fc.bigInt(0n, 10n ** 15n);
const pool = (assets: bigint) => ({ assets, shares: 0n, virtualShares: 1n });

test('as much may be covered as the capital without the last units and who is leaving, times the gearing, rounded down', () => {
  expect([[100n, 0n], [100n, 50n], [3n, 0n], [2n, 0n], [10n, 20n]].map(([assets, leaving]) => coverCapacity(15_000n, { assets: assets!, leaving: leaving! }))).toEqual([147n, 72n, 1n, 0n, 0n]);
});

test('a loss is by the hour, rounded down, and the part of the credit for the same time, rounded up, is taken off', () => {
  expect(lossBeyondCredit(7n, 5_400_000n, undefined)).toEqual({ loss: 10n, credited: 0n, beyond: 10n });
  expect(lossBeyondCredit(7n, 5_400_000n, { amount: 5n, downMillis: 10_800_000n })).toEqual({ loss: 10n, credited: 3n, beyond: 7n });
  expect(lossBeyondCredit(7n, 5_400_000n, { amount: 50n, downMillis: 5_400_000n })).toEqual({ loss: 10n, credited: 50n, beyond: 0n });
  expect(lossBeyondCredit(7n, 5_400_000n, { amount: 50n, downMillis: 0n })).toEqual({ loss: 10n, credited: 0n, beyond: 10n });
});

test('what is paid is the least of the loss, what the cover has left, and what the pool can lose', () => {
  expect([coverPayment(5n, 9n, pool(100n)), coverPayment(9n, 5n, pool(100n)), coverPayment(9n, 5n, pool(4n)), coverPayment(9n, 5n, pool(0n))]).toEqual([5n, 5n, 3n, 0n]);
  fc.assert(fc.property(amount, amount, amount, (beyond, left, assets) => {
    const paid = coverPayment(beyond, left, pool(assets));
    expect(paid <= beyond && paid <= left && (paid < assets || paid === 0n)).toBe(true);
  }));
});

test('time down is that of each outage, and of those told together what they were in all', () => {
  expect([downMillisOf([]), downMillisOf([{ startsAt: 5, endsAt: 9 }, { startsAt: 7, endsAt: 8 }]), downMillisOf([{ startsAt: 5, endsAt: 9, downMillis: 3n }, { startsAt: 7, endsAt: 8 }])]).toEqual([0n, 5n, 4n]);
});
