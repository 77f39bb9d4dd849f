import { z } from 'zod';

import { disputeOutcomes, disputeVotes } from '#libs/cover';

import { idSchema, millisSchema, nanoTokensSchema, nanoTokensView, page, pageQuery } from '../platform/index.js';

/** A thousand replicas for thirty years. */
const MOST_DOWN = 1_000_000_000_000_000;

export const assessorInput = z.strictObject({ amount: nanoTokensSchema.refine((amount) => amount > 0n, 'Too small: expected more than nothing') }).meta({ id: 'AssessorAmountRequest' });
const rulesVersion = z.int().min(0).meta({ description: 'The version of the rules that it keeps.' });
export const assessorView = z
  .object({
    pool: z.string(), weight: nanoTokensView.meta({ description: 'What your vote weighs on what is disputed from now on.' }),
    exits: z.array(z.object({
      id: idSchema('assessorExit'), amount: nanoTokensView, askedAt: millisSchema, dueAt: millisSchema.meta({ description: 'When it is paid back.' }), rulesVersion,
      stopped: z.boolean().meta({ description: 'A person looks at it before it is paid.' }),
    })),
  })
  .meta({ id: 'Assessor' });

const startsAt = millisSchema.meta({ description: 'Where the month, or the part of one, begins: with the month (UTC), or with the cover.' });
const down = 'Replica-time down in it, as whoever disputes has it, in milliseconds.';
export const disputeInput = z
  .strictObject({
    coverId: idSchema('cover'), startsAt, downMillis: z.int().min(1).max(MOST_DOWN).meta({ description: down, examples: [21_600_000] }),
    reason: z.string().min(1).max(2_000).meta({ description: 'For assessors to read.', examples: ['Our probes saw no answer from 03:00 to 09:00.'] }),
  })
  .meta({ id: 'CoverDisputeRequest' });
export const disputeVoteInput = z.strictObject({ vote: z.enum(disputeVotes) }).meta({ id: 'CoverVoteRequest' });

const count = z.string().regex(/^\d+$/);
export const disputeView = z
  .object({
    id: idSchema('coverDispute'), pool: z.string(), coverId: idSchema('cover').nullable().meta({ description: 'Null unless it is yours.' }), startsAt, endsAt: millisSchema,
    recordedMillis: count.meta({ description: 'Replica-time down, as the record has it.' }), downMillis: count.meta({ description: down }), nanoTokensPerHour: nanoTokensView.meta({ description: 'What an hour costs by the cover.' }),
    asked: nanoTokensView.meta({ description: 'What that costs beyond what was found. As far as the cover and its pool go, it is kept until it is decided.' }), reason: z.string(),
    state: z.enum(['voting', 'cooldown', 'decided']), openedAt: millisSchema, votingEndsAt: millisSchema, decidesAt: millisSchema.meta({ description: 'After this it is carried out.' }),
    deposit: nanoTokensView.meta({ description: 'Lost only where it is denied.' }), quorum: nanoTokensView.meta({ description: 'Less than this voted for or against is a draw.' }), accept: nanoTokensView, deny: nanoTokensView, rulesVersion,
    outcome: z.enum(disputeOutcomes).nullable(), paid: nanoTokensView.nullable(), decidedAt: millisSchema.nullable(), vote: z.enum(disputeVotes).nullable().meta({ description: 'What you voted.' }),
  })
  .meta({ id: 'CoverDispute', description: 'What a tenant says of a month that its cover was for, against what was found.' });
export const disputePage = page(disputeView, 'CoverDisputePage');
export const disputeQuery = pageQuery.extend({
  coverId: idSchema('cover').optional().meta({ description: 'Of this cover of yours.' }), open: z.enum(['true', 'false']).optional().meta({ description: 'Those that are not decided yet, or those that are.' }),
});
export const disputePlace = z.strictObject({ openedAt: z.int().min(0), id: z.string().max(64) });
