import { z } from 'zod';

import { accountKinds, type AccountKind, differenceKinds } from '#libs/ledger';

import { idSchema, millisSchema, nanoTokensView, page, pageQuery, queryBoolean, queryInteger } from '../platform/index.js';

const LAST_MILLIS = 253_402_300_799_999;
const ownerId = z.string().min(1).max(64).regex(/^[\w-]+$/).meta({ description: 'A tenant, lease, operator or pool, or `platform`.', examples: ['opr_4k9d0x7h2m5n8p1qr3st6vwy'] });
const kind = z.enum(Object.keys(accountKinds) as [AccountKind, ...AccountKind[]]).meta({ description: 'What the account is for.' });
const account = z.object({ ownerId: z.string(), kind });
const accountAndAsset = account.extend({ asset: z.string().meta({ description: '`token`, or what shares are of.' }) });
const why = z.string().min(1).max(500).refine((text) => text.trim().length > 0, 'Invalid reason: expected some words').meta({ description: 'For whoever looks later. Kept for good, with the key that said it.' });

export const reasonInput = z.strictObject({ reason: why }).meta({ id: 'Reason', examples: [{ reason: 'The invoice was paid twice.' }] });

export const reversalView = z
  .object({
    id: idSchema('transfer').meta({ description: 'The transfer that takes back.' }), transferId: idSchema('transfer'), amount: nanoTokensView,
    from: account, to: account.meta({ description: 'What was paid from an escrow comes back to its tenant\'s wallet.' }), reason: z.string(), authorId: z.string(), at: millisSchema,
  })
  .meta({ id: 'Reversal' });

export const movementView = z
  .object({
    transferId: idSchema('transfer'), at: millisSchema, amount: nanoTokensView.meta({ description: 'Positive when it came in.' }), reason: z.string(), subjectId: z.string().nullable(),
    counterparty: account,
  })
  .meta({ id: 'Movement' });
export const movementPage = page(movementView, 'MovementPage');
export const movementQuery = pageQuery.extend({
  ownerId, kind,
  from: queryInteger(0, LAST_MILLIS).optional().meta({ description: 'Moved at this moment or later.' }),
  to: queryInteger(0, LAST_MILLIS).optional().meta({ description: 'Moved before this moment.' }),
});
export const movementCursor = z.strictObject({ at: z.int().min(0), entryId: z.string().regex(/^\d{1,19}$/) });

export const transferView = z
  .object({
    id: idSchema('transfer'), type: z.enum(['posted', 'pending', 'post', 'void']), from: accountAndAsset, to: accountAndAsset, amount: nanoTokensView, reason: z.string(), subjectId: z.string().nullable(),
    at: millisSchema,
    reversal: z.object({ id: idSchema('transfer'), reason: z.string(), authorId: z.string(), at: millisSchema }).nullable().meta({ description: 'How it was taken back; null when it was not.' }),
  })
  .meta({ id: 'Transfer' });

export const raisedInput = z.strictObject({ ownerId, kind, reason: why }).meta({ id: 'RaisedDifference' });
export const differenceView = z
  .object({
    id: z.int().min(1), kind: z.enum(differenceKinds).meta({ description: 'What is not as it must be; `raised` by a person.' }),
    account: z.object({ id: idSchema('account'), ownerId: z.string(), kind, asset: z.string(), frozenAt: millisSchema.nullable().meta({ description: 'Since when nothing is paid out of it.' }) }),
    transferId: idSchema('transfer').nullable().meta({ description: 'The transfer that began it, as near as can be told.' }),
    expected: nanoTokensView, found: nanoTokensView, at: millisSchema, endedAt: millisSchema.nullable(),
    notes: z.array(z.object({ what: z.enum(['raised', 'acknowledged', 'resolved']), reason: z.string(), authorId: z.string(), at: millisSchema })),
  })
  .meta({ id: 'LedgerDifference' });
export const differencePage = page(differenceView, 'LedgerDifferencePage');
export const differenceQuery = pageQuery.extend({ open: queryBoolean.optional().meta({ description: '`true`: only open ones; `false`: only those that ended.' }) });
