import { z } from 'zod';

import { idSchema, millisSchema, nanoTokensView, page, pageQuery } from '../platform/index.js';

const epoch = {
  poolId: idSchema('pool'), startsAt: millisSchema, endsAt: millisSchema,
  rulesVersion: z.int().min(0).meta({ description: 'The version of the rules that it goes by.' }),
  scheme: z.enum(['pps', 'pplns']).meta({ description: '`pps`: at the posted rates; `pplns`: a part of what the treasury took in.' }),
  reserve: z.string().regex(/^\d+$/).nullable().meta({ description: 'What the treasury must have for `pps`, in nano-tokens; null where no reserve suffices.', examples: ['69314718056'] }),
  treasury: nanoTokensView.meta({ description: 'What the treasury had before it paid.' }),
  revenue: z.string().regex(/^-?\d+$/).meta({ description: 'What it took in within the epoch, in nano-tokens.', examples: ['2000000000'] }),
  work: nanoTokensView.meta({ description: 'What all idle capacity counted for, at the posted rates.' }),
  windowFrom: millisSchema.meta({ description: 'Where the window of `pplns` begins.' }),
  counted: nanoTokensView.meta({ description: 'All work of the window.' }),
  paid: nanoTokensView.meta({ description: 'What was paid, to all.' }),
  closedAt: millisSchema,
};
export const rewardEpochPage = page(z.object(epoch).meta({ id: 'RewardEpoch', description: 'An hour of a pool whose idle capacity was paid for.' }), 'RewardEpochPage');

const own = z.object({
  units: z.array(z.object({ resourceClass: z.string(), variant: z.string(), unitMillis: z.string().regex(/^\d+$/).meta({ description: 'Units of the class × milliseconds.' }) })).meta({ description: 'What stood ready, and idle.' }),
  work: nanoTokensView.meta({ description: 'What it counted for, each class rounded down.' }),
  counted: nanoTokensView.meta({ description: 'Your work of the window.' }),
  amount: nanoTokensView.meta({ description: 'What you got.' }),
});
export const rewardPage = page(z.object({ ...epoch, own }).meta({ id: 'Reward', description: 'What an operator got for its idle capacity, with all that it follows from.' }), 'RewardPage');

const step = z.int().min(0).max(10_000);
export const rewardFairness = z
  .object({
    concentrationBps: step.meta({ description: 'The sum of the squares of the shares of all rewards, in steps of a tenth, rounded down.' }),
    groups: z.array(z.object({
      operatorIds: z.array(idSchema('operator')).meta({ description: 'Those that belong together, or the one.' }),
      rewardShareBps: step.meta({ description: 'Of the rewards of thirty days, in steps of a tenth, rounded down.' }),
      workShareBps: step.meta({ description: 'Of what tenants paid operators in that time, the same way.' }),
      freeRides: z.boolean().meta({ description: 'Whether it got a tenth of the rewards or more, and twice its share of the work.' }),
    })).meta({ description: 'Who got most comes first.' }),
  })
  .meta({ id: 'RewardFairness', description: 'Who got much of the rewards for little work.' });

export const rewardQuery = pageQuery;
export const rewardPosition = z.strictObject({ startsAt: z.int().min(0), poolId: z.string().max(64) });
export const poolPath = z.strictObject({ poolId: idSchema('pool') });
