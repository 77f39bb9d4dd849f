import { z } from 'zod';

import { MAX_COVER_MILLIS } from '#libs/rules';

import { idSchema, millisSchema, nanoTokensSchema, nanoTokensView, page, pageQuery } from '../platform/index.js';
import { assessorView } from './dispute-schemas.js';

const moreThanNothing = nanoTokensSchema.refine((amount) => amount > 0n, 'Too small: expected more than nothing');
const count = z.string().regex(/^\d+$/);
const shares = count.meta({ description: 'Shares, as a decimal string.', examples: ['1500000000'] });

const terms = {
  leaseId: idSchema('lease'),
  amount: moreThanNothing.meta({ description: 'The most that is ever paid, in nano-tokens.', examples: ['100000000000'] }),
  nanoTokensPerHour: moreThanNothing.meta({ description: 'What an hour in which a replica is down costs you, in nano-tokens. At most so many times what the replica costs as the rules say.', examples: ['500000000'] }),
  periodMillis: z.int().min(1).max(MAX_COVER_MILLIS).meta({ description: 'How long it is for, from when it begins.', examples: [2_592_000_000] }),
};
export const coverQuoteInput = z.strictObject(terms).meta({ id: 'CoverQuoteRequest' });
export const coverInput = z
  .strictObject({ ...terms, mostPremium: nanoTokensSchema.optional().meta({ description: 'Rather than pay more, buy nothing: others may buy between your quote and you.' }) })
  .meta({ id: 'CoverRequest' });
export const backInput = z.strictObject({ amount: moreThanNothing }).meta({ id: 'CoverDepositRequest' });
export const leaveInput = z.strictObject({ shares: moreThanNothing.meta({ description: 'Shares, as a decimal string.', examples: ['1500000000'] }) }).meta({ id: 'CoverExitRequest' });

const price = z.object({
  baseBps: count.meta({ description: 'Of the amount and year, in basis points.' }), capacity: nanoTokensView.meta({ description: 'All that could be covered.' }), used: nanoTokensView.meta({ description: 'What was covered already.' }),
}).meta({ description: 'What the premium follows from, with the rules.' });
const rulesVersion = z.int().min(0).meta({ description: 'The version of the rules that it keeps.' });

export const coverQuoteView = z.object({ premium: nanoTokensView, price, startsAt: millisSchema, endsAt: millisSchema, rulesVersion }).meta({ id: 'CoverQuote' });

const cover = {
  id: idSchema('cover'), leaseId: idSchema('lease'), state: z.enum(['waiting', 'running', 'over', 'ended']).meta({ description: '`over`: its last outages are still to be dealt with.' }),
  amount: nanoTokensView, nanoTokensPerHour: nanoTokensView, premium: nanoTokensView, price, periodMillis: z.int(), boughtAt: millisSchema, startsAt: millisSchema, endsAt: millisSchema, rulesVersion,
  paid: nanoTokensView.meta({ description: 'Of the amount, so far.' }), judgedTo: millisSchema.meta({ description: 'Up to when outages are dealt with.' }), endedAt: millisSchema.nullable(),
};
const claim = z.object({
  startsAt: millisSchema, endsAt: millisSchema, downMillis: count.meta({ description: 'Replica-time in which replicas were down for whatever reason but the workload\'s own.' }),
  loss: nanoTokensView.meta({ description: 'What that cost by the terms of the cover.' }), credited: nanoTokensView.meta({ description: 'Of it, what the pool credits by its service level.' }), paid: nanoTokensView,
  unpaid: nanoTokensView.meta({ description: 'Beyond what was left of the amount, or of the capital.' }), judgedAt: millisSchema,
});
const credit = z.object({
  monthStartsAt: millisSchema, covered: nanoTokensView.meta({ description: 'What of the credit was owed for time that is covered, and the cover had left.' }), paid: nanoTokensView, at: millisSchema,
});
export const coverView = z.object(cover).meta({ id: 'Cover', description: 'Pays for the outages of a lease beyond the service credit, from the record of them, without being asked.' });
export const coverDetail = z.object({ ...cover, claims: z.array(claim).meta({ description: 'Months, or parts of one, with outages.' }), credits: z.array(credit).meta({ description: 'Service credits that the pool owed and nobody had, as far as they were paid. They are a part of `paid`.' }) }).meta({ id: 'CoverDetail' });
export const coverPage = page(coverView, 'CoverPage');
export const coverQuery = pageQuery.extend({ leaseId: idSchema('lease').optional() });
export const coverPlace = z.strictObject({ boughtAt: z.int().min(0), id: z.string().max(64) });

export const coverPoolView = z
  .object({
    pool: z.string(), assets: nanoTokensView.meta({ description: 'All that backs it.' }), openCover: nanoTokensView.meta({ description: 'What covers that are not over may still pay.' }),
    leaving: nanoTokensView.meta({ description: 'What the shares of those on their way out are worth.' }), desired: nanoTokensView.meta({ description: 'Capital that open cover asks for.' }),
    required: nanoTokensView.meta({ description: 'Capital that is required now: it moves towards what is desired.' }), free: nanoTokensView.meta({ description: 'What backers may take out now.' }),
    capacity: nanoTokensView.meta({ description: 'All that may be covered.' }), solvencyBps: count.nullable().meta({ description: 'Assets for each unit desired, in basis points: at 10,000 and above it can pay all that it covers. Null while nothing is covered.' }),
    priceBps: count.meta({ description: 'Of the amount and year, now, in basis points.' }), pricePerShareWad: count.meta({ description: 'What 10^18 shares are worth, in nano-tokens.' }),
    halted: z.boolean().meta({ description: 'It lost all that it had.' }), rulesVersion,
  })
  .meta({ id: 'CoverPool' });
export const coverPositionView = z
  .object({
    pool: z.string(), shares, worth: nanoTokensView,
    exits: z.array(z.object({
      id: idSchema('coverExit'), shares, amount: nanoTokensView.meta({ description: 'What they were worth when asked: you get that or what they are worth at the end, whichever is less.' }),
      askedAt: millisSchema, dueAt: millisSchema, rulesVersion, stopped: z.boolean().meta({ description: 'A person looks at it before it is paid.' }),
    })),
  })
  .meta({ id: 'CoverPosition' });
export const coverPoolPage = page(coverPoolView.extend({ position: coverPositionView, assessor: assessorView }).meta({ id: 'CoverPoolWithPosition' }), 'CoverPoolPage');
