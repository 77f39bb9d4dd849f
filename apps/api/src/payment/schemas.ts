import { z } from 'zod';

import { idSchema, millisSchema, nameSchema, nanoTokensSchema, nanoTokensView, page, pageQuery } from '../platform/index.js';

const amount = nanoTokensSchema.refine((given) => given > 0n, 'Too small: expected more than nothing');
const words = z.string().min(1).max(500).regex(/^[^\u0000-\u0008\u000b-\u001f\u007f]*$/, 'Invalid text: expected no control characters');

export const depositNotice = z
  .strictObject({
    reference: nameSchema.meta({ description: 'The payer\'s, of this payment alone: a repeat with it changes nothing.', examples: ['SEPA 2026-11-28/0042'] }),
    recipient: nameSchema.meta({ description: 'Whom the payer named: a tenant\'s id. Of anybody else the deposit is held until an administrator assigns or returns it.', examples: ['ten_4k9d0x7h2m5n8p1qr3st6vwy'] }),
    amount,
  })
  .meta({ id: 'DepositNotice' });

export const payoutNotice = z
  .strictObject({
    payoutId: idSchema('payout'), amount: amount.meta({ description: 'The payout\'s; another one is refused.' }),
    outcome: z.enum(['paid', 'failed', 'returned']).meta({ description: '`failed`: nothing was paid, nor will be. `returned`: it was paid, and came back.' }),
    reference: nameSchema.optional().meta({ description: 'Your own.' }), reason: words.optional().meta({ description: 'Why it failed or came back.' }),
  })
  .meta({ id: 'PayoutNotice' });

export const depositView = z
  .object({
    id: idSchema('deposit'), reference: z.string(), recipient: z.string(), tenantId: idSchema('tenant').nullable().meta({ description: 'Whose wallet it is in; null while it is held, and when it was returned.' }),
    amount: nanoTokensView, state: z.enum(['credited', 'held', 'assigned', 'returned']), reason: z.string().nullable().meta({ description: 'Why it was assigned or returned.' }),
    receivedAt: millisSchema, resolvedAt: millisSchema.nullable(),
  })
  .meta({ id: 'PaymentDeposit' });
export const depositPage = page(depositView, 'PaymentDepositPage');
export const depositQuery = pageQuery.extend({ state: z.enum(['credited', 'held', 'assigned', 'returned']).optional() });
export const depositPosition = z.strictObject({ receivedAt: z.int().min(0), id: z.string().max(64) });
export const assignmentInput = z.strictObject({ tenantId: idSchema('tenant'), reason: words }).meta({ id: 'DepositAssignment' });
export const returnInput = z.strictObject({ reason: words }).meta({ id: 'DepositReturn' });

const state = z.enum(['stopped', 'pending', 'paid', 'failed', 'returned', 'skipped']).meta({ description: 'What failed, was skipped or came back is earnings again, and in a later payout; what is stopped waits for a person, reserved, and then goes on.' });
export const payoutView = z
  .object({
    id: idSchema('payout'), operatorId: idSchema('operator'), batchId: idSchema('payoutBatch').nullable(), periodStartsAt: millisSchema, amount: nanoTokensView, state,
    reason: z.string().nullable().meta({ description: 'Why it was skipped (`account_frozen`: a difference in the account is looked into), failed or came back.' }),
    reference: z.string().nullable().meta({ description: 'The payment service\'s own.' }), madeAt: millisSchema, resolvedAt: millisSchema.nullable(),
    rulesVersion: z.int().min(0).nullable().meta({ description: 'The version of the rules that it was made by; null of what was made before those said anything of payouts.' }),
  })
  .meta({ id: 'Payout' });
export const payoutPage = page(payoutView, 'PayoutPage');
export const payoutQuery = pageQuery.extend({ operatorId: idSchema('operator').optional(), batchId: idSchema('payoutBatch').optional(), state: state.optional() });
export const payoutPosition = z.strictObject({ madeAt: z.int().min(0), id: z.string().max(64) });
export const ownPayouts = z
  .object({
    items: z.array(payoutView),
    nextCursor: z.string().nullable().meta({ description: 'Give it as `cursor` for the next page; null on the last.' }),
    upcoming: z.object({
      at: millisSchema.nullable().meta({ description: 'When the next period starts; null where nobody is paid out.' }),
      amount: nanoTokensView.meta({ description: 'What would be paid then of what is earned by now: nothing, unless it reaches the threshold.' }),
      threshold: nanoTokensView,
      held: nanoTokensView.meta({ description: 'Earned too lately to be paid then.' }),
      underWay: nanoTokensView.meta({ description: 'Reserved for payouts that are pending.' }),
      frozen: z.boolean().meta({ description: 'Whether nothing is paid out at present, since a difference in the account is looked into.' }),
    }),
  })
  .meta({ id: 'OwnPayouts' });

const messageState = z.enum(['pending', 'sent', 'failed', 'dropped']);
export const messageView = z
  .object({
    id: z.string(), type: z.enum(['payout.batch', 'deposit.return', 'wallet.top_up_requested']), state: messageState.meta({ description: '`dropped`: nothing was left to say.' }),
    body: z.string().nullable().meta({ description: 'What is sent, the same to the byte at every attempt; null before the first.' }), attempts: z.int().min(0), nextAttemptAt: millisSchema.nullable(),
    lastError: z.string().nullable(), createdAt: millisSchema, sentAt: millisSchema.nullable(),
  })
  .meta({ id: 'PaymentMessage' });
export const messagePage = page(messageView, 'PaymentMessagePage');
export const messageQuery = pageQuery.extend({ state: messageState.optional() });
export const messagePosition = z.strictObject({ createdAt: z.int().min(0), id: z.string().max(64) });
export const messagePath = z.strictObject({ messageId: z.string().regex(/^[a-z]{3}_[0-9a-hjkmnp-tv-z]{24}$/, 'Invalid id') });
