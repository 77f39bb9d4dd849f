import { z } from 'zod';

import {
  deposit, desiredCapital, dividedWhole, divideFeeShares, exitPayment, feeShares, freeCapital, inflow, limitGain, lose, mint, moveRequiredCapital, NEXUS_CAPITAL, prefinalize, pricePerShareWad, redeem, reportProfit, routeRound, type SharePool, targetsOf, withdraw,
} from '#libs/economics';

import { calculator, calculatorsOf } from './calculator.js';
import { amount, amountsById, amountView, bps, count, duration, id, list, moment, oneAmount, result } from './schemas.js';

const pool = z.strictObject({ assets: amount, shares: amount, virtualShares: amount.default(1n).meta({ description: 'Shares that nobody holds, against one asset; 0 for none.' }) });
const poolView = result({ assets: amountView, shares: amountView, virtualShares: amountView });
const moved = result({ pool: poolView, assets: amountView, shares: amountView });
const POOL = { assets: '1000', shares: '900', virtualShares: '1' };

type Move = (pool: SharePool, amount: bigint) => unknown;
const byAssets = (operation: string, summary: string, run: Move) => calculator({
  operation, summary, input: z.strictObject({ pool, assets: amount }), output: moved, example: { pool: POOL, assets: '100' }, run: ({ pool, assets }) => run(pool, assets),
});
const byShares = (operation: string, summary: string, run: Move) => calculator({
  operation, summary, input: z.strictObject({ pool, shares: amount }), output: moved, example: { pool: POOL, shares: '100' }, run: ({ pool, shares }) => run(pool, shares),
});

const unlocking = z.strictObject({ pool, locked: amount, updatedAt: moment, unlocksAt: moment });
const unlockingView = result({ pool: poolView, locked: amountView, updatedAt: z.int(), unlocksAt: z.int() });
const report = z.strictObject({ now: moment, gain: amount, loss: amount, fee: amount, refund: amount, unlockMillis: duration });
const UNLOCKING = { pool: POOL, locked: '100', updatedAt: 0, unlocksAt: 604_800_000 };
const request = z.strictObject({ amount, shares: amount });

const backed = z.strictObject({
  id, group: id.meta({ description: 'Whose operators belong together.', examples: ['a'] }), worth: amount, leaving: amount.meta({ description: 'On its way out, and at stake until it is paid.', examples: ['0'] }),
  eligible: z.boolean().meta({ description: 'Whether the rules would have it backed.' }), takes: z.boolean().meta({ description: 'Whether more may be put in just now.' }), gives: z.boolean().meta({ description: 'Whether more may begin to leave just now.' }),
});
const backedPools = list(backed).refine((pools) => new Set(pools.map((pool) => pool.id)).size === pools.length, 'Each id once');
const part = bps.transform((value) => BigInt(value));
const moves = z.array(result({ id: z.string(), amount: amountView }));

export const sharePoolCalculators = calculatorsOf('share-pool',
  byAssets('deposit', 'Shares for a deposit, rounded down', deposit),
  byShares('mint', 'Assets for so many new shares, rounded up', mint),
  byAssets('withdraw', 'Shares that so many assets cost, rounded up', withdraw),
  byShares('redeem', 'Assets for shares, rounded down', redeem),
  calculator({
    operation: 'lose', summary: 'A loss, borne by all shares alike', input: z.strictObject({ pool, loss: amount }), example: { pool: POOL, loss: '300' },
    output: result({ pool: poolView, lost: amountView, unmet: amountView, halted: z.boolean() }), run: ({ pool, loss }) => lose(pool, loss),
  }),
  calculator({
    operation: 'fee-shares', summary: 'Shares minted for a fee on a reward', input: z.strictObject({ pool, reward: amount, fee: z.strictObject({ part: amount, whole: amount }) }),
    example: { pool: POOL, reward: '100', fee: { part: '1', whole: '10' } }, output: oneAmount, run: ({ pool, reward, fee }) => ({ amount: feeShares(pool, reward, fee) }),
  }),
  calculator({
    operation: 'divide-fee', summary: 'A fee\'s shares, divided among recipients; the treasury takes the rest', input: z.strictObject({ shares: amount, totalFee: amount, recipients: list(z.strictObject({ id, fee: amount })) }),
    example: { shares: '101', totalFee: '10', recipients: [{ id: 'operator', fee: '5' }] }, output: result({ recipients: amountsById, treasury: amountView }), run: ({ shares, totalFee, recipients }) => divideFeeShares(shares, totalFee, recipients),
  }),
  calculator({
    operation: 'limit-gain', summary: 'A gain, cut to a part of the pool', input: z.strictObject({ pool, gain: amount, maxBps: bps }), example: { pool: POOL, gain: '100', maxBps: 500 },
    output: result({ taken: amountView, kept: amountView }), run: ({ pool, gain, maxBps }) => limitGain(pool, gain, maxBps),
  }),
  calculator({
    operation: 'report', summary: 'A report of gain, loss and fee, whose gain unlocks over time', input: z.strictObject({ unlocking, report }),
    example: { unlocking: UNLOCKING, report: { now: 302_400_000, gain: '50', loss: '0', fee: '5', refund: '0', unlockMillis: 604_800_000 } },
    output: result({ unlocking: unlockingView, feeShares: amountView }), run: ({ unlocking, report }) => reportProfit(unlocking, report),
  }),
  calculator({
    operation: 'inflow', summary: 'What flows into a pool that backs somebody, of what he earned and owed, and his commission; the pool is settled up to then',
    input: z.strictObject({ settled: unlocking, earned: z.strictObject({ net: amount, owed: amount, available: amount }), terms: z.strictObject({ earningsBps: bps, commissionBps: bps, unlockMillis: duration }) }),
    example: { settled: { ...UNLOCKING, locked: '0' }, earned: { net: '1000', owed: '50', available: '400' }, terms: { earningsBps: 5_000, commissionBps: 1_000, unlockMillis: 604_800_000 } },
    output: result({ gain: amountView, fee: amountView, feeShares: amountView, owed: amountView, unlocking: unlockingView }), run: ({ settled, earned, terms }) => inflow(settled, earned, terms),
  }),
  calculator({
    operation: 'price', summary: 'What a share is worth at a moment, times 10^18', input: z.strictObject({ unlocking, now: moment }), example: { unlocking: UNLOCKING, now: 302_400_000 },
    output: oneAmount, run: ({ unlocking, now }) => ({ amount: pricePerShareWad(unlocking, now) }),
  }),
  calculator({
    operation: 'exit', summary: 'What one who leaves is paid: the lower of request and final rate', input: z.strictObject({ request, rateRay: amount }), example: { request: { amount: '100', shares: '90' }, rateRay: '1000000000000000000000000000' },
    output: oneAmount, run: ({ request, rateRay }) => ({ amount: exitPayment(request, rateRay) }),
  }),
  calculator({
    operation: 'finalize', summary: 'What the next exits of a queue take, batch by batch', input: z.strictObject({ queue: z.strictObject({ requests: list(request), finalized: count }), batchEnds: list(count), rateRay: amount }),
    example: { queue: { requests: [{ amount: '100', shares: '90' }, { amount: '50', shares: '50' }], finalized: 0 }, batchEnds: [1, 2], rateRay: '1000000000000000000000000000' },
    output: result({ assets: amountView, shares: amountView }), run: ({ queue, batchEnds, rateRay }) => prefinalize(queue, batchEnds, rateRay),
  }),
  calculator({
    operation: 'route', summary: 'What a round of a diversified pool puts behind whom, and asks back of whom',
    input: z.strictObject({
      book: z.strictObject({ cash: amount, owed: amount.meta({ description: 'What those who leave wait for.', examples: ['0'] }), pools: backedPools }),
      rule: z.strictObject({ operatorMostBps: part, groupMostBps: part, driftBps: part, moveMostBps: part }),
    }),
    example: {
      book: { cash: '600000', owed: '0', pools: ['a', 'b', 'c'].map((id) => ({ id, group: id, worth: '0', leaving: '0', eligible: true, takes: true, gives: true })) },
      rule: { operatorMostBps: 4_000, groupMostBps: 5_000, driftBps: 200, moveMostBps: 500 },
    },
    output: result({ divided: amountView, targets: amountsById, deposits: moves, exits: moves }), run: ({ book, rule }) => ({ divided: dividedWhole(book), targets: targetsOf(book, rule), ...routeRound(book, rule) }),
  }),
  calculator({
    operation: 'required-capital', summary: 'Capital that open cover requires, and what may be taken out', input: z.strictObject({ assets: amount, stored: amount, openCover: amount, elapsedMillis: duration }),
    example: { assets: '2000', stored: '1000', openCover: '4800', elapsedMillis: 86_400_000 }, output: result({ desired: amountView, required: amountView, free: amountView }),
    run: ({ assets, stored, openCover, elapsedMillis }) => {
      const desired = desiredCapital(NEXUS_CAPITAL, openCover);
      const required = moveRequiredCapital(NEXUS_CAPITAL, stored, desired, elapsedMillis);
      return { desired, required, free: freeCapital(assets, required, desired) };
    },
  }),
);
