import { z } from 'zod';

import { fundedMillis, MAX_FUNDED_MILLIS, owed, settleInOrder, settleProRata, splitShortage } from '#libs/economics';

import { calculator, calculatorsOf } from './calculator.js';
import { amount, amountsById, amountView, duration, id, list, oneAmount, result } from './schemas.js';

const rate = { quantity: amount, nanoTokensPerUnitHour: amount, unitsPerPriced: amount };
const RATE = { quantity: '1500', nanoTokensPerUnitHour: '2000000000', unitsPerPriced: '1000' };
const purse = z.strictObject({ funds: amount, payments: list(z.strictObject({ id, rate: amount })), elapsed: amount });
const PURSE = { funds: '100', payments: [{ id: 'a', rate: '10' }, { id: 'b', rate: '10' }], elapsed: '6' };
const settled = { paid: amountsById, unsettled: amountsById, funds: amountView, overdrawn: z.boolean() };

export const streamCalculators = calculatorsOf('stream',
  calculator({
    operation: 'owed', summary: 'What a stream owes since its start, rounded down once', input: z.strictObject({ ...rate, elapsedMillis: duration }), example: { ...RATE, elapsedMillis: 5_400_000 }, output: oneAmount,
    run: (span) => ({ amount: owed(span) }),
  }),
  calculator({
    operation: 'funded', summary: 'How long funds last', input: z.strictObject({ funds: amount, streams: list(z.strictObject({ ...rate, elapsedMillis: duration.optional(), charged: amount.optional() })) }),
    example: { funds: '6000000000', streams: [RATE] }, output: result({ millis: z.int().min(0).max(MAX_FUNDED_MILLIS) }), run: ({ funds, streams }) => ({ millis: fundedMillis(funds, streams) }),
  }),
  calculator({
    operation: 'shortage', summary: 'Too little, divided in proportion to what is owed', input: z.strictObject({ funds: amount, streams: list(z.strictObject({ id, owed: amount })) }),
    example: { funds: '100', streams: [{ id: 'a', owed: '60' }, { id: 'b', owed: '90' }] }, output: result({ paid: amountsById }), run: ({ funds, streams }) => ({ paid: splitShortage(funds, streams) }),
  }),
  calculator({
    operation: 'settle', summary: 'Settle an interval; a shortage is shared', input: purse, example: PURSE, output: result({ ...settled, remaining: amountView }), run: ({ funds, payments, elapsed }) => settleProRata(funds, payments, elapsed),
  }),
  calculator({
    operation: 'settle-in-order', summary: 'Settle an interval; the later payments bear a shortage', input: purse, example: PURSE, output: result(settled), run: ({ funds, payments, elapsed }) => settleInOrder(funds, payments, elapsed),
  }),
);
