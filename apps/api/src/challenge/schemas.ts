import { z } from 'zod';

import { challengeOutcomes } from '#libs/challenge';
import { dataFunctions, gpuFunctions, networkFunctions, workFunctions } from '#libs/runtime';

import { idSchema, millisSchema, page, pageQuery } from '../platform/index.js';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const whole = z.int().min(1);

const common = {
  id: idSchema('challenge'), poolId: idSchema('pool'), operatorId: idSchema('operator'), hostId: idSchema('host'),
  outcome: z.enum(challengeOutcomes).meta({ description: '`void`: it says nothing of the host.' }),
  reason: z.string().meta({ description: 'Why.' }),
  rulesVersion: z.int().min(0).meta({ description: 'The version of the rules that it goes by.' }),
  begunAt: millisSchema, readyAt: millisSchema.nullable().meta({ description: 'When its replica was ready; null when it never was.' }),
  deadlineAt: millisSchema.nullable().meta({ description: 'When the answer was due.' }), answeredAt: millisSchema.nullable().meta({ description: 'When all of it was found.' }), at: millisSchema.meta({ description: 'When it was judged.' }),
  draw: z
    .object({ hour: millisSchema, number: z.int().min(0), secret: hash, commitment: hash.meta({ description: 'SHA-256 of the secret: in the log since the hour began.' }), candidates: whole.meta({ description: 'How many idle hosts it was drawn from.' }) })
    .meta({ description: 'What decided when, on which host, how large and with which seed.' }),
};
const units = z.array(z.object({ resourceClass: z.string(), variant: z.string(), units: z.string().regex(/^\d+$/) }));

const challengeView = z
  .object({
    ...common,
    units: units.meta({ description: 'What it claimed.' }),
    work: z.object({
      function: z.enum(workFunctions).meta({ description: 'What a round is: `scrypt`; in simulated clusters, where nothing is computed, `simulated`.' }),
      seed: hash.meta({ description: 'What the first round of each lane hashes: 32 bytes, in hexadecimal digits.' }),
      lanes: whole.meta({ description: 'So many at once.' }), laneMib: whole.meta({ description: 'What a round fills and reads, in MiB.' }), rounds: whole.meta({ description: 'So many one after the other, in each lane.' }),
    }),
  })
  .meta({ id: 'Challenge', description: 'Work that a host was given to see that it is what it is offered as.' });
export const challengePage = page(challengeView, 'ChallengePage');

const period = z.object({
  number: z.int().min(0), asksAt: millisSchema.meta({ description: 'From when on leaves were asked for.' }), deadlineAt: millisSchema.meta({ description: 'Until when they had to be answered for.' }),
  seed: hash.nullable().meta({ description: 'What named them, drawn when they were asked for; null when nobody asked.' }), askedAt: millisSchema.nullable(), answeredAt: millisSchema.nullable(),
  proofs: z.array(hash).nullable().meta({ description: 'What was answered: of each, SHA-256 of the seed and the leaf.' }),
  outcome: z.enum(['open', 'proven', 'missed', 'void']).meta({ description: '`void`: it says nothing; `open`: the challenge was over before it was.' }), reason: z.string().nullable(),
});
const deviceChallengeView = z
  .object({
    ...common,
    kind: z.enum(['possession', 'disk']).meta({ description: '`possession`: whether a volume keeps what is stored on it; `disk`: how fast it takes what is written.' }),
    units: units.meta({ description: 'What was in question.' }),
    work: z.object({
      function: z.enum(dataFunctions).meta({ description: '`written`: what is said here was written to the volume; in simulated clusters, which keep nothing, `simulated`.' }),
      key: hash.optional().meta({ description: 'Of `possession`: the data is the key stream of AES-256 in counter mode with this key, from a counter of 0.' }), leaves: whole.optional().meta({ description: 'Of `possession`: so many leaves of 4 KiB.' }),
      seed: hash.optional().meta({ description: 'Of `disk`: what the first round writes is the key stream with this key; of each other, with the SHA-256 of what the round before read back.' }),
      blockMib: whole.optional().meta({ description: 'Of `disk`: what a round writes, in MiB.' }), rounds: whole.optional().meta({ description: 'Of `disk`: so many one after the other.' }),
    }),
    periods: z.array(period).optional().meta({ description: 'Of `possession`: those in which leaves were asked for, in order; one that nobody looked at is left out.' }),
  })
  .meta({ id: 'DeviceChallenge', description: 'What a host was asked for to see that what it offers besides processors and memory is what it is offered as.' });
export const deviceChallengePage = page(deviceChallengeView, 'DeviceChallengePage');

const transfer = z.object({
  number: z.int().min(0), begunAt: millisSchema.meta({ description: 'When it was asked for.' }), bytes: z.int().min(0).nullable().meta({ description: 'What of it came; null where nothing did.' }),
  millis: z.int().min(0).nullable().meta({ description: 'From when it was asked for until all of it had come, or its time was over.' }),
  busyPercent: z.int().min(0).nullable().meta({ description: 'How much of this time the platform\'s own process was at work, or had no turn of its machine.' }),
  outcome: z.enum(['fast', 'slow', 'wrong', 'void']).meta({ description: '`void`: it says nothing.' }), reason: z.string().nullable(),
});
const networkChallengeView = z
  .object({
    ...common,
    kind: z.literal('network'),
    units: units.meta({ description: 'What was in question.' }),
    work: z.object({
      function: z.enum(networkFunctions).meta({ description: '`sent`: what is said here was sent; in simulated clusters, which send nothing, `simulated`.' }),
      seed: hash.meta({ description: 'HMAC-SHA256 with it, of `stream` and the number, is the key of a stream: the key stream of AES-256 in counter mode, from a counter of 0.' }),
      mbps: whole.meta({ description: 'What it claimed, in Mbit/s.' }), mib: whole.meta({ description: 'Of each stream, in MiB.' }), transfers: whole.meta({ description: 'So many streams at the most.' }),
    }),
    transfers: z.array(transfer).meta({ description: 'Streams that were asked for, in order.' }),
  })
  .meta({ id: 'NetworkChallenge', description: 'Streams that a host was asked for to see that it sends as fast as is claimed there.' });
export const networkChallengePage = page(networkChallengeView, 'NetworkChallengePage');

const gpuChallengeView = z
  .object({
    ...common,
    kind: z.literal('gpu'),
    units: units.meta({ description: 'What was in question: thousandths of GPUs of a model.' }),
    work: z.object({
      function: z.enum(gpuFunctions).meta({ description: '`opencl`: it was to be computed; in simulated clusters, where nothing is, `simulated`.' }),
      seed: hash.meta({ description: 'What the first round begins with; each other begins with the root of the one before.' }), gpus: whole.meta({ description: 'So many at once.' }),
      mib: whole.meta({ description: 'What a round fills on each, in MiB.' }), lanes: whole.meta({ description: 'So many read it at once, on each.' }), reads: whole.meta({ description: 'Of each lane and round, of 64 bytes.' }), rounds: whole.meta({ description: 'So many one after the other.' }),
    }),
  })
  .meta({ id: 'GpuChallenge', description: 'Work that a host was given to see that its GPUs are as fast as GPUs of their model.' });
export const gpuChallengePage = page(gpuChallengeView, 'GpuChallengePage');

export const challengeQuery = pageQuery;
export const adminChallengeQuery = pageQuery.extend({ operatorId: idSchema('operator').optional().meta({ description: 'Only of this operator.' }) });
export const challengePosition = z.int().min(0);
