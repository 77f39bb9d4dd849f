import { z } from 'zod';

import {
  agreedAnswer, cashIn, componentsToIssue, componentsToRedeem, medianOf, payByWork, payoutScheme, payWithFinder, ppsPay, ppsReserve, quorumOf, reservePrice, rewardsOf, split, streamingFee, workInWindow, workOf as idleWorkOf,
} from '#libs/economics';

import { calculator, calculatorsOf } from './calculator.js';
import { amount, amountsById, amountView, bps, id, list, oneAmount, resourceClass, result, variant, weights } from './schemas.js';

const WEIGHTS = [{ id: 'a', weight: '600' }, { id: 'b', weight: '400' }];
const parts = result({ parts: amountsById });
const workOf = (work: readonly { id: string; weight: bigint }[]) => new Map(work.map(({ id, weight }) => [id, weight]));

export const splitCalculators = calculatorsOf('split',
  calculator({
    operation: 'largest-remainder', summary: 'An exact division, ties to the lesser id', input: z.strictObject({ total: amount, shares: weights }), example: { total: '100', shares: WEIGHTS }, output: parts, run: ({ total, shares }) => ({ parts: split(total, shares) }),
  }),
  calculator({
    operation: 'pplns', summary: 'A reward by the last work before it', input: z.strictObject({ reward: amount, newestFirst: list(z.strictObject({ id, work: amount })), window: amount, deductions: list(z.strictObject({ id, bps })), withoutWork: id }),
    example: { reward: '100000000', newestFirst: [{ id: 'a', work: '600' }, { id: 'b', work: '400' }], window: '1000', deductions: [{ id: 'donation', bps: 500 }, { id: 'fee', bps: 200 }], withoutWork: 'treasury' },
    output: result({ deductions: amountsById, payouts: amountsById }), run: ({ reward, newestFirst, window, deductions, withoutWork }) => payByWork(reward, workInWindow(newestFirst, window), deductions, withoutWork),
  }),
  calculator({
    operation: 'finder', summary: 'A reward by work, one part of 200 to who found it', input: z.strictObject({ reward: amount, work: weights, finder: id }), example: { reward: '200', work: WEIGHTS, finder: 'a' }, output: parts,
    run: ({ reward, work, finder }) => ({ parts: payWithFinder(reward, workOf(work), finder) }),
  }),
  calculator({
    operation: 'pps', summary: 'Pay for work at a posted rate', input: z.strictObject({ reward: amount, expectedWork: amount, feeBps: bps, averageFees: amount.default(0n), work: amount }), example: { reward: '50000', expectedWork: '1000', feeBps: 200, averageFees: '0', work: '10' },
    output: oneAmount, run: ({ work, ...rate }) => ({ amount: ppsPay(rate, work) }),
  }),
  calculator({
    operation: 'idle-work', summary: 'What idle capacity counts for at the posted rates',
    input: z.strictObject({ units: list(z.strictObject({ resourceClass, variant, unitMillis: amount })), rates: list(z.strictObject({ resourceClass, variant, nanoTokensPerUnitHour: amount })) }),
    example: { units: [{ resourceClass: 'CPU_MILLI', unitMillis: '144000000000' }], rates: [{ resourceClass: 'CPU_MILLI', nanoTokensPerUnitHour: '100000000' }] }, output: oneAmount, run: ({ units, rates }) => ({ amount: idleWorkOf(units, { rates }) }),
  }),
  calculator({
    operation: 'idle-rewards', summary: "What idle capacity gets of a treasury for an hour's work, per share or by the work of the window, and which",
    input: z.strictObject({ work: weights, counted: weights, treasury: amount, revenue: amount, terms: z.strictObject({ scheme: z.enum(['pps', 'pplns']), feeBps: bps, halvings: z.int().min(0).max(256), revenueBps: bps }) }),
    example: { work: [{ id: 'a', weight: '4000000000' }, { id: 'b', weight: '1000000000' }], counted: [{ id: 'a', weight: '4000000000' }, { id: 'b', weight: '2000000000' }], treasury: '295350000000', revenue: '2000000000', terms: { scheme: 'pps', feeBps: 500, halvings: 10, revenueBps: 2_000 } },
    output: result({ scheme: z.enum(['pps', 'pplns']), reserve: amountView.nullable(), paid: amountView, amounts: amountsById }),
    run: ({ work, counted, treasury, revenue, terms }) => rewardsOf({ work: workOf(work), counted: workOf(counted), treasury, revenue }, terms),
  }),
  calculator({
    operation: 'pps-reserve', summary: 'The reserve that paying per share needs, and which way a treasury pays', input: z.strictObject({ reward: amount, feeBps: bps, halvings: z.int().min(0).max(256), treasury: amount }),
    example: { reward: '1000000000', feeBps: 100, halvings: 10, treasury: '500000000000' }, output: result({ reserve: amountView.nullable(), scheme: z.enum(['pps', 'pplns']) }),
    run: ({ reward, feeBps, halvings, treasury }) => {
      const reserve = ppsReserve(reward, feeBps, halvings);
      return { reserve: reserve ?? null, scheme: payoutScheme(treasury, reserve) };
    },
  }),
);

const components = list(z.strictObject({ id, unit: amount }));
const COMPONENTS = [{ id: 'vcpu-hour', unit: '1000000000000000000' }, { id: 'gib-hour', unit: '200000000' }];

export const basketCalculators = calculatorsOf('basket',
  calculator({
    operation: 'issue', summary: 'What so many shares of a basket need, rounded up', input: z.strictObject({ components, quantity: amount }), example: { components: COMPONENTS, quantity: '1' }, output: parts, run: ({ components, quantity }) => ({ parts: componentsToIssue(components, quantity) }),
  }),
  calculator({
    operation: 'redeem', summary: 'What so many shares of a basket give, rounded down', input: z.strictObject({ components, quantity: amount, balance: amount }), example: { components: COMPONENTS, quantity: '1', balance: '5' }, output: parts,
    run: ({ components, quantity, balance }) => ({ parts: componentsToRedeem(components, quantity, balance) }),
  }),
  calculator({
    operation: 'streaming-fee', summary: 'Shares minted for a fee of a part of all', input: z.strictObject({ supply: amount, feeWad: amount, protocolWad: amount }), example: { supply: '1000000', feeWad: '20000000000000000', protocolWad: '100000000000000000' },
    output: result({ manager: amountView, protocol: amountView }), run: ({ supply, feeWad, protocolWad }) => streamingFee(supply, feeWad, protocolWad),
  }),
);

export const buyoutCalculators = calculatorsOf('buyout',
  calculator({
    operation: 'reserve-price', summary: 'What holders would sell the whole for', input: z.strictObject({ holdings: list(z.strictObject({ holder: id, tokens: amount, price: amount })) }),
    example: { holdings: [{ holder: 'a', tokens: '50', price: '1000' }, { holder: 'b', tokens: '30', price: '2000' }, { holder: 'c', tokens: '20', price: '0' }] }, output: result({ price: amountView, votingTokens: amountView }), run: ({ holdings }) => reservePrice(holdings),
  }),
  calculator({
    operation: 'cash', summary: 'A holder\'s part of what the whole was sold for', input: z.strictObject({ supply: amount, pot: amount, tokens: amount }), example: { supply: '100', pot: '2000', tokens: '25' }, output: oneAmount,
    run: ({ supply, pot, tokens }) => ({ amount: cashIn({ state: 'ended', supply, bid: pot, endsAt: 0 }, tokens).cash }),
  }),
);

export const quorumCalculators = calculatorsOf('quorum',
  calculator({
    operation: 'agreed', summary: 'The answer that weighs a quorum', input: z.strictObject({ answers: list(z.strictObject({ value: z.string().max(1_000), weight: amount })), quorum: amount.optional() }),
    example: { answers: [{ value: '0x1', weight: '1' }, { value: '0x2', weight: '1' }, { value: '0x1', weight: '1' }] }, output: result({ value: z.string().nullable(), quorum: amountView }),
    run: ({ answers, quorum: wanted }) => {
      const quorum = quorumOf(answers.map(({ weight }) => weight), wanted);
      return { value: agreedAnswer(answers, quorum) ?? null, quorum };
    },
  }),
  calculator({
    operation: 'median', summary: 'The middle of estimates; of two middles the mean, rounded up', input: z.strictObject({ values: list(amount).min(1) }), example: { values: ['10', '9', '1', '2'] }, output: oneAmount, run: ({ values }) => ({ amount: medianOf(values) }),
  }),
);
