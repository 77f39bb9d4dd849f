import { z } from 'zod';

import { millisSchema } from '../platform/index.js';

export const levels = z
  .array(z.strictObject({
    availabilityBelowPpm: z.int().min(1).max(1_000_000).meta({ description: 'Availability over a month, in millionths of the time its replicas were to run: 999500 is 99.95 %.' }),
    creditBps: z.int().min(1).max(10_000).meta({ description: 'What is credited below it, in basis points of what the month cost.' }),
  }))
  .max(10)
  .meta({ description: 'From the highest availability to the lowest; the lowest that is missed counts. Empty: nothing is promised.' });
export const serviceLevelTable = z.object({
  levels, activeFrom: millisSchema.meta({ description: 'The beginning of the first month (UTC) that it holds for; it names the version, which never changes from then on.' }),
}).meta({ id: 'ServiceLevelTable', description: 'Measured is replica-time of a month: of the time in which replicas that were once ready had to run, how much they were not, for whatever reason but the workload\'s own.' });
