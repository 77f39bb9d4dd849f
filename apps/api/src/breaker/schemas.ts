import { z } from 'zod';

import { breakerFlows, breakerScopes } from '#libs/rules';

import { foundQuery, idSchema, millisSchema, nanoTokensView, page, queryBoolean } from '../platform/index.js';

const flow = z.enum(breakerFlows);
const scope = z.enum(breakerScopes).meta({ description: 'What is stopped: all of the flow, or what is of one operator, pool or account (of prices, one price).' });
const subjectId = z.string().min(1).max(128).regex(/^[\w./-]+$/, 'Invalid subject: expected an id').meta({ description: 'Whose it is.', examples: ['opr_4k9d0x7h2m5n8p1qr3st6vwy'] });
const why = z.string().min(1).max(500).refine((text) => text.trim().length > 0, 'Invalid reason: expected some words').meta({ description: 'For whoever looks later. Kept for good, with the key that said it.' });
const measured = z.string().regex(/^\d+$/);

export const tripInput = z
  .strictObject({ flow, scope, subjectId: subjectId.optional(), reason: why })
  .refine(({ scope, subjectId }) => (scope === 'flow') === (subjectId === undefined), { path: ['subjectId'], error: 'Invalid subject: all of a flow has none, anything else has one' })
  .meta({ id: 'BreakerRequest', examples: [{ flow: 'payout', scope: 'operator', subjectId: 'opr_4k9d0x7h2m5n8p1qr3st6vwy', reason: 'Its key may be stolen.' }] });
export const releaseInput = z.strictObject({ reason: why }).meta({ id: 'BreakerRelease', examples: [{ reason: 'The operator confirmed the payout by telephone.' }] });

const breaker = {
  id: idSchema('breaker'), flow, scope, subjectId: z.string().nullable().meta({ description: 'Null for the whole flow.' }),
  rule: z
    .object({ rulesVersion: z.int().min(0), windowMillis: z.int(), mostNanoTokens: nanoTokensView.nullable(), mostBps: z.int().nullable() })
    .nullable()
    .meta({ description: 'The limit of the rules that was passed; null where a person stopped it.' }),
  counted: measured.nullable().meta({ description: "What had flowed in the window, in the limit's unit." }),
  asked: measured.nullable().meta({ description: 'What was to flow besides.' }),
  authorId: z.string(), reason: z.string(), trippedAt: millisSchema, releasedAt: millisSchema.nullable(), releasedBy: z.string().nullable(), releaseReason: z.string().nullable(),
  waiting: z.object({ count: z.int().min(0), amount: nanoTokensView }).meta({ description: 'What is stopped.' }),
};
export const breakerView = z.object(breaker).meta({ id: 'Breaker' });
export const breakerDetail = z
  .object({ ...breaker, stops: z.array(z.object({ key: z.string(), amount: nanoTokensView, since: millisSchema })).meta({ description: 'The first hundred that wait, the longest first.' }) })
  .meta({ id: 'BreakerDetail' });
export const breakerPage = page(breakerView, 'BreakerPage');
export const breakerQuery = foundQuery('Part of a flow or of a reason, or the beginning of an id', 'payout').extend({ open: queryBoolean.optional().meta({ description: '`true`: only what is stopped; `false`: only what was released.' }) });
export const breakerPosition = z.strictObject({ trippedAt: z.int().min(0), id: z.string().max(64) });

export const flowStatusView = z
  .object({
    flows: z.array(z.object({
      flow, state: z.enum(['running', 'partly_stopped', 'stopped']).meta({ description: '`partly_stopped`: of somebody, or of some pool.' }), since: millisSchema.nullable().meta({ description: 'Since when some of it is stopped.' }),
    })),
  })
  .meta({ id: 'FlowStatus', description: 'What waits for a person since it flowed faster than the rules allow. Nothing is lost by that: it goes on where it was.' });
