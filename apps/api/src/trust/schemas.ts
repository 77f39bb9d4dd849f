import { z } from 'zod';

import { type ResourceClass, resourceClassPattern } from '#libs/kernel';
import { faultKinds, tiers } from '#libs/rules';
import { faultStates, slashMoves, type SlashState } from '#libs/trust';

import { foundQuery, idSchema, millisSchema, nanoTokensView, page } from '../platform/index.js';

const slashStates = Object.keys(slashMoves) as [SlashState, ...SlashState[]];
const kind = z.enum(faultKinds);
const units = z
  .array(z.object({ resourceClass: z.string(), variant: z.string(), units: z.string().regex(/^\d+$/) }))
  .meta({ description: 'The capacity in question: what claims held, or all that the host offers where that is in doubt.' });
const about = { operatorId: idSchema('operator'), poolId: idSchema('pool') };
const rulesVersion = z.int().min(0).meta({ description: 'The version of the rules that it goes by.' });
const reason = z.string().min(1).max(2_000);

export const faultView = z
  .object({
    id: idSchema('operatorFault'), kind, ...about, hostId: idSchema('host'),
    at: millisSchema.meta({ description: 'When it happened.' }), recordedAt: millisSchema, rulesVersion, units,
    evidence: z.record(z.string(), z.union([z.string(), z.number()])).meta({ description: 'The facts. They are in the log once it is settled.' }),
    state: z.enum(faultStates).meta({ description: '`open` within the grace; `cured` in time; `excused`, being of the platform\'s making; or `confirmed`.' }),
    reason: z.string().nullable().meta({ description: 'Why; null while it is open.' }),
    settledAt: millisSchema.nullable(),
  })
  .meta({ id: 'OperatorFault', description: 'Something that an operator has to answer for.' });
export const faultPage = page(faultView, 'OperatorFaultPage');

const borne = z
  .object({
    bond: nanoTokensView, stake: nanoTokensView, insurance: nanoTokensView, treasury: nanoTokensView,
    deficit: nanoTokensView.meta({ description: 'What nobody could bear.' }),
    harm: nanoTokensView.meta({ description: 'What tenants were owed then: insurance and treasury bear no more than that.' }),
    at: millisSchema,
  })
  .meta({ description: 'Who bore it; null before it is carried out.' });
const slash = {
  id: idSchema('slash'), faultId: idSchema('operatorFault'), kind, ...about, rulesVersion, units,
  base: nanoTokensView.meta({ description: 'The bond that the capacity in question asks for.' }),
  atStake: nanoTokensView.meta({ description: 'All that was at stake behind it and operators that it belongs together with, with what slashes of the kind took within the period.' }),
  slashedBefore: nanoTokensView.meta({ description: 'What faults of the kind cost it, and operators that it belongs together with, within the period before.' }),
  amount: nanoTokensView.meta({ description: 'The lower of the fault\'s part of `base` and what the cap has left, each rounded down.' }),
  proposedAt: millisSchema, dueAt: millisSchema.meta({ description: 'When it is carried out unless you appeal.' }),
  state: z.enum(slashStates).meta({ description: '`closed`: what it took is with those who were harmed, or the treasury\'s.' }),
  appeal: z.object({ reason: z.string(), at: millisSchema, decideBy: millisSchema.meta({ description: 'It is dropped when nobody decided until then.' }) }).nullable(),
  decision: z.object({ decision: z.enum(['upheld', 'forgiven']), decidedBy: z.enum(['administrator', 'time']), reason: z.string(), at: millisSchema }).nullable(),
  borne: borne.nullable(),
  redressUntil: millisSchema.nullable().meta({ description: 'Until when what it took is kept for tenants who were harmed.' }),
};
export const slashView = z.object(slash).meta({ id: 'Slash', description: 'What a fault costs of what an operator has at stake.' });
export const slashDetail = z.object({ ...slash, fault: faultView }).meta({ id: 'SlashDetail' });
export const slashPage = page(slashView, 'SlashPage');

const unitHours = (description: string) => z.string().regex(/^\d+$/).meta({ description, examples: ['1440'] });
const unitMillis = z.string().regex(/^-?\d+$/).meta({ description: 'Units of the class × milliseconds.', examples: ['2592000000000'] });
const reputation = {
  resourceClass: z.string().meta({ examples: ['CPU_MILLI'] }),
  tier: z.enum(tiers).meta({ description: 'All that tenants may ask for: `minimumTier` of a lease.' }),
  scoreBps: z.int().min(0).max(10_000).meta({ description: 'Of what you did and what faults count for, together, how much is what you did; rounded down.' }),
  workedUnitHours: unitHours('What you did, in hours of a vCPU, a GiB or a GPU, halved with each half-life; rounded down.'),
  lostUnitHours: unitHours('What faults count for, the same way.'),
  asOf: millisSchema.meta({ description: 'The end of the day up to which it counts.' }),
  rulesVersion,
};
export const reputationList = z.object({ items: z.array(z.object(reputation)) }).meta({ id: 'ReputationList', description: 'How far an operator is trusted, by class of capacity.' });
export const reputationDetail = z
  .object({
    ...reputation, worked: unitMillis, lost: unitMillis,
    work: z.array(z.object({ startsAt: millisSchema, unitMillis })).meta({ description: 'Of each day that counts: time that was charged and paid on it, less what was given back, and what challenges that were passed count for.' }),
    faults: z.array(z.object({ faultId: idSchema('operatorFault'), kind, at: millisSchema, units: z.string().regex(/^\d+$/) })).meta({ description: 'Confirmed ones that count, of all operators that belong together; not those whose slash was forgiven.' }),
  })
  .meta({ id: 'Reputation', description: 'How far an operator is trusted with a class, and all that it follows from.' });
export const reputationPath = z.strictObject({ resourceClass: z.string().regex(resourceClassPattern, 'Invalid class: expected a resource class') as unknown as z.ZodType<ResourceClass, string> });

export const trustPosition = z.strictObject({ at: z.int().min(0), id: z.string().max(64) });
export const faultQuery = foundQuery('Part of a kind, or the beginning of an id', 'lost_contact').extend({ state: z.enum(faultStates).optional().meta({ description: 'Only those.' }) });
export const slashQuery = foundQuery('Part of a kind, or the beginning of an id', 'false_capacity').extend({ state: z.enum(slashStates).optional().meta({ description: 'Only those.' }) });
const ofOperator = { operatorId: idSchema('operator').optional().meta({ description: 'Only of this operator.' }) };
export const adminFaultQuery = faultQuery.extend(ofOperator);
export const adminSlashQuery = slashQuery.extend(ofOperator);
export const slashPath = z.strictObject({ slashId: idSchema('slash') });

export const appealInput = z.strictObject({ reason: reason.meta({ description: 'Why it should be dropped.' }) }).meta({ id: 'SlashAppeal' });
export const slashDecisionInput = z
  .strictObject({ decision: z.enum(['uphold', 'forgive']), reason: reason.meta({ description: 'For the operator to read.' }) })
  .meta({ id: 'SlashDecision' });
export const reportedFault = z
  .strictObject({ kind: z.enum(['false_capacity', 'failed_challenge']), hostId: idSchema('host'), reason: reason.meta({ description: 'What was found, for the operator to read.' }) })
  .meta({ id: 'FaultReport' });
