import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import {
  aggregateFees, assetsForRedemption, batchRate, deposit, divideFeeShares, EMPTY_POOL, exitPayment, type ExitQueue, type ExitRequest, feeShares, finalize, gain, limitGain, mulDivFloor,
  prefinalize, RAY, type SharePool,
} from '#libs/economics';

import { amountOf, byName, everyVector, noRule, refusalOf } from '../../../../test/support/vectors.js';

const E18 = 10n ** 18n;
const amount = (max = 10n ** 24n, min = 0n) => fc.bigInt({ min, max });
const lido = fc.record({ assets: amount(10n ** 24n, 1n), shares: amount(10n ** 24n, 1n), virtualShares: fc.constant(0n) });
const POOL: SharePool = { assets: 100n * E18, shares: 80n * E18, virtualShares: 0n };

describe('a fee as shares', () => {
  interface Fee { name: string; input: { rewardWei?: string; totalFeePct?: number; moduleFeePct?: number; moduleFeeBps?: number[]; treasuryFeeBps?: number[] }; expected: { modulesFeeBps: number; treasuryFeeBps: number } }
  const minted = feeShares(POOL, E18, { part: 10n, whole: 100n });

  everyVector<Fee>('lido_fee_minting', 7, byName<Fee>({
    'fee as minted shares': () => fc.assert(fc.property(lido, amount(10n ** 20n, 1n), amount(9_999n), (pool, reward, part) => {
      const { shares: S, assets: P } = pool;
      expect(feeShares(pool, reward, { part, whole: 10_000n })).toBe((reward * part * S) / ((P + reward) * 10_000n - reward * part));
    })),
    '10% total fee, module 5%': ({ input }) => {
      const shares = feeShares(POOL, BigInt(input.rewardWei!), { part: BigInt(input.totalFeePct!), whole: 100n });
      for (const some of [shares, shares + 1n]) {
        const { recipients, treasury } = divideFeeShares(some, 10n, [{ id: 'module', fee: 5n }]);
        expect(recipients.get('module')).toBe(some / 2n);
        expect(treasury).toBe(some - some / 2n);
      }
    },
    '10% total fee, module 0%': ({ input }) => expect(divideFeeShares(minted, 10n, [{ id: 'module', fee: BigInt(input.moduleFeePct!) }])).toEqual({ recipients: new Map([['module', 0n]]), treasury: minted }),
    'total fee 0': () => {
      expect(feeShares(POOL, E18, { part: 0n, whole: 100n })).toBe(0n);
      expect(divideFeeShares(0n, 0n, [{ id: 'module', fee: 0n }])).toEqual({ recipients: new Map([['module', 0n]]), treasury: 0n });
    },
    'zero or negative reward report': () => fc.assert(fc.property(lido, amount(), (pool, loss) => { expect(feeShares(pool, -loss, { part: 10n, whole: 100n })).toBe(0n); })),
    // A list of recipients with their fees cannot differ in length; what can go wrong is a name twice, or more than was taken.
    'recipients/ids/fees length mismatch': () => {
      expect(() => divideFeeShares(5n, 10n, [{ id: 'a', fee: 1n }, { id: 'a', fee: 1n }])).toThrow('named once');
      expect(() => divideFeeShares(5n, 10n, [{ id: 'a', fee: 11n }])).toThrow('no more is handed out');
      expect(() => divideFeeShares(5n, 10n, [{ id: 'a', fee: -1n }])).toThrow('named once');
    },
    'aggregate of two equal-stake modules': ({ input, expected }) => {
      const modules = input.moduleFeeBps!.map((moduleBps, index) => ({ stake: 32n, moduleBps, treasuryBps: input.treasuryFeeBps![index]! }));
      expect(aggregateFees(modules)).toEqual({ modulesBps: BigInt(expected.modulesFeeBps), treasuryBps: BigInt(expected.treasuryFeeBps) });
      expect(aggregateFees([{ ...modules[0]!, stake: 3n }, modules[1]!, { stake: 0n, moduleBps: 9_999, treasuryBps: 1 }])).toEqual({ modulesBps: 582n, treasuryBps: 417n });
      expect(aggregateFees([])).toEqual({ modulesBps: 0n, treasuryBps: 0n });
    },
  }));

  test('is worth the fee\'s part of the reward, less what rounding takes, and lowers nobody below what he had', () => {
    const real = fc.record({ assets: amount(10n ** 24n, 10n ** 18n), shares: amount(10n ** 24n, 10n ** 18n), virtualShares: fc.constantFrom(0n, 1n) });
    fc.assert(fc.property(real, amount(10n ** 18n, 1n), amount(5_000n), (pool, reward, part) => {
      const shares = feeShares(pool, reward, { part, whole: 10_000n });
      const after = { ...gain(pool, reward), shares: pool.shares + shares };
      const fee = mulDivFloor(reward, part, 10_000n);
      const worth = assetsForRedemption(after, shares);
      expect(worth <= fee).toBe(true);
      expect(assetsForRedemption(after, shares + 1n) + 1n >= fee).toBe(true);
      expect(assetsForRedemption(after, pool.shares) >= assetsForRedemption(pool, pool.shares)).toBe(true);
    }));
  });

  test('is less than the whole, and negative parts are a bug', () => {
    expect(() => feeShares(POOL, 1n, { part: 10n, whole: 10n })).toThrow('a fee is a part');
    expect(() => feeShares(POOL, 1n, { part: -1n, whole: 10n })).toThrow('a fee is a part');
  });
});

test('a gain beyond the limit is kept for later', () => {
  expect(limitGain(POOL, 2n * E18, 100)).toEqual({ taken: E18, kept: E18 });
  expect(limitGain(POOL, E18 / 2n, 100)).toEqual({ taken: E18 / 2n, kept: 0n });
  expect(() => limitGain(POOL, -1n, 1)).toThrow('not negative');
  expect(() => limitGain(POOL, 1n, -1)).toThrow('not negative');
});

describe('the exit queue', () => {
  interface Case {
    input: { fn?: string; requests?: { amount: string; shares: string }[]; maxShareRate?: string; batches?: number[]; already?: boolean; sent?: string; finalRates?: string[]; claim?: number; prev?: number[]; end?: number[] };
    expected: string | { error?: string; toLock?: string; sharesToBurn?: string; shareRate?: string; shares?: number };
  }
  const codes: Record<string, string> = {
    ZeroShareRate: 'share_rate_is_zero', EmptyBatches: 'no_batches', BatchesAreNotSorted: 'batches_not_sorted', TooMuchEtherToFinalize: 'too_much_to_finalize',
  };
  const requestsOf = (input: Case['input']): ExitRequest[] => (input.requests ?? [{ amount: '1e18', shares: '1e18' }, { amount: '1e18', shares: '1e18' }])
    .map(({ amount, shares }) => ({ amount: amountOf(amount), shares: amountOf(shares) }));

  everyVector<Case>('lido_withdrawal_queue', 10, (vector) => {
    const { input, expected } = vector;
    const queue: ExitQueue = { requests: requestsOf(input), finalized: 0 };
    if (typeof expected === 'string') {
      const place = input.claim! - 1;
      return expect(exitPayment(queue.requests[place]!, amountOf(input.finalRates![place]!))).toBe(amountOf(expected));
    }
    if (input.fn === 'calcBatch') {
      const totals = ([assets, shares]: number[]) => ({ assets: BigInt(assets!), shares: BigInt(shares!) });
      return expect(batchRate(totals(input.prev!), totals(input.end!))).toEqual({ rateRay: amountOf(expected.shareRate!), shares: BigInt(expected.shares!) });
    }
    if (input.fn === 'finalize') {
      const one = { ...queue, requests: queue.requests.slice(0, 1) };
      if (input.already) return expect(refusalOf(() => finalize(finalize(one, 1, 0n), 1, 0n))).toBe('already_finalized');
      return expect(refusalOf(() => finalize(one, 1, amountOf(input.sent!)))).toBe(codes[expected.error!]);
    }
    const run = () => prefinalize(queue, input.batches ?? queue.requests.map((_, place) => place + 1), amountOf(input.maxShareRate ?? '1e27'));
    if (expected.error) return expect(refusalOf(run)).toBe(codes[expected.error] ?? (expected.error === 'InvalidRequestId' ? 'unknown_request' : noRule(vector)));
    return expect(run()).toEqual({ assets: amountOf(expected.toLock!), shares: amountOf(expected.sharesToBurn!) });
  });

  const queues = fc.array(fc.record({ amount: amount(10n ** 20n), shares: amount(10n ** 20n) }), { minLength: 1, maxLength: 10 });

  test('pays the lower of what was asked and what it is worth, whatever the batches', () => {
    fc.assert(fc.property(queues, amount(10n ** 28n, 1n), fc.nat(), (requests, rateRay, cut) => {
      const queue = { requests, finalized: 0 };
      const end = 1 + (cut % requests.length);
      const payments = requests.map((request) => exitPayment(request, rateRay));
      for (const [place, { amount, shares }] of requests.entries()) {
        const worth = mulDivFloor(shares, rateRay, RAY);
        expect(payments[place]).toBe(worth < amount ? worth : amount);
      }
      const sum = (values: bigint[]) => values.reduce((total, value) => total + value, 0n);
      expect(prefinalize(queue, [requests.length], rateRay)).toEqual({ assets: sum(payments), shares: sum(requests.map(({ shares }) => shares)) });
      expect(prefinalize(queue, end < requests.length ? [end, requests.length] : [end], rateRay).assets).toBe(sum(payments));
      const rest = finalize(queue, end, sum(payments.slice(0, end)));
      expect(rest).toEqual({ requests, finalized: end });
      if (end < requests.length) expect(prefinalize(rest, [requests.length], rateRay).assets).toBe(sum(payments.slice(end)));
    }));
  });

  test('no exit takes more than its shares at a rate that fell meanwhile', () => {
    const { pool, shares } = deposit({ ...EMPTY_POOL, assets: 1_000n, shares: 1_000n }, 500n);
    const request = { amount: assetsForRedemption(pool, shares), shares };
    expect(request).toEqual({ amount: 500n, shares: 500n });
    expect(exitPayment(request, RAY / 2n)).toBe(250n);
    expect(exitPayment(request, 2n * RAY)).toBe(500n);
  });

  test('refuses what is not in it, and a bug is a bug', () => {
    const queue = { requests: [{ amount: 5n, shares: 5n }, { amount: 6n, shares: 5n }], finalized: 1 };
    expect(refusalOf(() => prefinalize(queue, [3], RAY))).toBe('unknown_request');
    expect(refusalOf(() => prefinalize(queue, [1], RAY))).toBe('unknown_request');
    expect(refusalOf(() => prefinalize(queue, [2, 2], RAY))).toBe('batches_not_sorted');
    expect(refusalOf(() => finalize(queue, 3, 1n))).toBe('unknown_request');
    expect(refusalOf(() => finalize(queue, 2, 7n))).toBe('too_much_to_finalize');
    expect(finalize(queue, 2, 6n).finalized).toBe(2);
    expect(() => exitPayment({ amount: -1n, shares: 1n }, RAY)).toThrow('negative');
    expect(() => exitPayment({ amount: 1n, shares: -1n }, RAY)).toThrow('negative');
    expect(() => batchRate({ assets: 1n, shares: 1n }, { assets: 1n, shares: 0n })).toThrow('only grow');
    expect(() => batchRate({ assets: 1n, shares: 1n }, { assets: 0n, shares: 1n })).toThrow('only grow');
    expect(batchRate({ assets: 1n, shares: 1n }, { assets: 3n, shares: 1n })).toEqual({ rateRay: 0n, shares: 0n });
  });
});
