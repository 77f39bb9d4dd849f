import { z } from 'zod';

import { idSchema, millisSchema, nanoTokensSchema, nanoTokensView, page } from '../platform/index.js';

const amount = nanoTokensSchema
  .refine((given) => given > 0n, 'Too small: expected more than nothing')
  .meta({ description: 'What may be spent in a calendar month (UTC): nano-tokens, as a decimal string. Spent is what was charged in it, credits deducted.', examples: ['100000000000'] });
const alertShares = z
  .array(z.int().min(1).max(1_000))
  .max(10)
  .meta({ description: 'Per cent of the amount: as each is reached, `budget.share_reached` says so, once a month.', examples: [[50, 80, 100]] });
const hardStop = z.boolean().meta({
  description: 'Whether running leases are suspended (their volumes kept, and charged) and new ones refused once the amount is spent, until the month is over or the budget is raised or removed. '
    + 'Leases are charged about once a minute, so that what is spent passes the amount by no more than that minute costs. Reserved leases are paid ahead and go on.',
});

export const budgetInput = z
  .strictObject({
    projectId: idSchema('project').optional().meta({ description: 'Whose spending counts; left out: that of the whole tenant.' }),
    amount, alertShares: alertShares.default([50, 80, 100]), hardStop: hardStop.default(false),
  })
  .meta({ id: 'BudgetRequest' });
export const budgetChange = z
  .strictObject({ amount, alertShares, hardStop })
  .partial()
  .refine((change) => Object.values(change).some((value) => value !== undefined), 'Expected something to change')
  .meta({ id: 'BudgetChange', description: 'What is left out stays.' });

export const budgetView = z
  .object({
    id: idSchema('budget'), projectId: idSchema('project').nullable().meta({ description: 'Null: all of the tenant\'s projects together.' }),
    amount: nanoTokensView, alertShares: z.array(z.int()), hardStop: z.boolean(), version: z.int().min(1).meta({ description: 'The ETag.' }),
    period: z.object({ startsAt: millisSchema, endsAt: millisSchema }).meta({ description: 'The calendar month (UTC) that this is of.' }),
    spent: nanoTokensView.meta({ description: 'What was charged in the period so far, credits deducted.' }),
    reachedShares: z.array(z.int()).meta({ description: 'Of the alert shares, those that were told of in the period.' }),
    stoppedAt: millisSchema.nullable().meta({ description: 'Since when its hard stop stands: nothing that it is for runs, nor is admitted. Null while it does not.' }),
    createdAt: millisSchema,
  })
  .meta({ id: 'Budget' });
export const budgetPage = page(budgetView, 'BudgetPage');
