import { z } from 'zod';

import { idSchema, millisSchema, nanoTokensSchema, nanoTokensView, page } from '../platform/index.js';

const amount = nanoTokensSchema.refine((given) => given > 0n, 'Too small: expected more than nothing');

export const topUpInput = z
  .strictObject({
    threshold: amount.meta({ description: 'Funds are asked for when less than this is available in the wallet.' }),
    amount: amount.meta({ description: 'How much is asked for at a time.' }),
    mostPerMonth: amount.meta({ description: 'The most that is asked for in a calendar month (UTC), requests that brought nothing excepted; no less than the amount.' }),
  })
  .refine((rule) => rule.mostPerMonth >= rule.amount, { error: 'Too small: expected no less than the amount', path: ['mostPerMonth'] })
  .meta({ id: 'TopUpRequest' });

export const topUpRequest = z.strictObject({ amount }).meta({ id: 'FundsRequest', examples: [{ amount: '100000000000' }] });

const reason = z.string().min(1).max(500).regex(/^[^\u0000-\u001f\u007f]*$/, 'Invalid text: expected one line');
export const topUpNotice = z
  .strictObject({
    topUpId: idSchema('topUp'),
    outcome: z.enum(['declined', 'failed']).meta({ description: '`declined`: whoever pays for the tenant refused, or may not pay. `failed`: nobody could be asked.' }),
    reason: reason.optional().meta({ description: 'For the tenant to read.', examples: ['The card has expired.'] }),
  })
  .meta({ id: 'TopUpNotice' });

export const topUpView = z
  .object({
    id: idSchema('topUp').meta({ description: 'The reference that the deposit comes with.' }), amount: nanoTokensView,
    state: z.enum(['requested', 'settled', 'expired', 'declined', 'failed']).meta({
      description: '`settled`: the deposit has come. `expired`: it had not come in time. `declined`, `failed`: the payment service says that it will not come. Should it come after all, that is settled too.',
    }),
    received: nanoTokensView.nullable().meta({ description: 'What came; null while nothing did.' }), requestedAt: millisSchema, expiresAt: millisSchema, resolvedAt: millisSchema.nullable(),
    reason: z.string().nullable().meta({ description: 'Why it was declined or failed, where the payment service says so.' }),
  })
  .meta({ id: 'TopUp' });
export const topUpPage = page(topUpView, 'TopUpPage');
export const topUpPosition = z.strictObject({ requestedAt: z.int().min(0), id: z.string().max(64) });

export const topUpRuleView = z
  .object({
    threshold: nanoTokensView, amount: nanoTokensView, mostPerMonth: nanoTokensView,
    requestedThisMonth: nanoTokensView.meta({ description: 'What was asked for this month, or came for it; requests that brought nothing excepted.' }),
    outstanding: topUpView.nullable().meta({ description: 'The request that is out; null while none is.' }),
  })
  .meta({ id: 'TopUpRule' });
