import { z } from 'zod';

import { challengeOutcomes } from '#libs/challenge';
import { workFunctions } from '#libs/runtime';

import { idSchema, millisSchema, page, pageQuery } from '../platform/index.js';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const whole = z.int().min(1);

const challengeView = z
  .object({
    id: idSchema('challenge'), poolId: idSchema('pool'), operatorId: idSchema('operator'), hostId: idSchema('host'),
    outcome: z.enum(challengeOutcomes).meta({ description: '`void`: it says nothing of the host.' }),
    reason: z.string().meta({ description: 'Why.' }),
    units: z.array(z.object({ resourceClass: z.string(), variant: z.string(), units: z.string().regex(/^\d+$/) })).meta({ description: 'What it claimed.' }),
    work: z.object({
      function: z.enum(workFunctions).meta({ description: 'What a round is: `scrypt`; in simulated clusters, where nothing is computed, `simulated`.' }),
      seed: hash.meta({ description: 'What the first round of each lane hashes: 32 bytes, in hexadecimal digits.' }),
      lanes: whole.meta({ description: 'So many at once.' }), laneMib: whole.meta({ description: 'What a round fills and reads, in MiB.' }), rounds: whole.meta({ description: 'So many one after the other, in each lane.' }),
    }),
    rulesVersion: z.int().min(0).meta({ description: 'The version of the rules that it goes by.' }),
    begunAt: millisSchema, readyAt: millisSchema.nullable().meta({ description: 'When its replica was ready; null when it never was.' }),
    deadlineAt: millisSchema.nullable().meta({ description: 'When the answer was due.' }), answeredAt: millisSchema.nullable().meta({ description: 'When all of it was found.' }), at: millisSchema.meta({ description: 'When it was judged.' }),
    draw: z
      .object({ hour: millisSchema, number: z.int().min(0), secret: hash, commitment: hash.meta({ description: 'SHA-256 of the secret: in the log since the hour began.' }), candidates: whole.meta({ description: 'How many idle hosts it was drawn from.' }) })
      .meta({ description: 'What decided when, on which host, how large and with which seed.' }),
  })
  .meta({ id: 'Challenge', description: 'Work that a host was given to see that it is what it is offered as.' });
export const challengePage = page(challengeView, 'ChallengePage');

export const challengeQuery = pageQuery;
export const adminChallengeQuery = pageQuery.extend({ operatorId: idSchema('operator').optional().meta({ description: 'Only of this operator.' }) });
export const challengePosition = z.int().min(0);
