import { z } from 'zod';

import { MILLIS_PER_SECOND, type ResourceClass, resourceClassPattern } from '#libs/kernel';
import {
  breakerFlows, breakerScopes, GPU_MIB_STEP, LEAST_GPU_LANES, LEAST_GPU_MIB, LEAST_GPU_ROUNDS, MAX_BOND_RATE, MAX_GPU_WITNESS_MILLIS, MAX_BREAKER_BPS, MAX_BREAKER_WINDOW_MILLIS, MAX_CHANGE_DELAY_MILLIS, MAX_COMMISSION_BPS, MAX_COVER_BPS, MAX_COVER_MILLIS, MAX_DISPUTE_DEPOSIT, MAX_DISPUTE_MILLIS, MAX_STAKE_MILLIS, MAX_UNBONDING_MILLIS, MIN_BREAKER_WINDOW_MILLIS, MIN_CHANGE_DELAY_MILLIS, MIN_REPORT_MILLIS,
  MIN_UNBONDING_MILLIS, MOST_GPU_LANES, MOST_GPU_MIB, MOST_GPU_MODELS, MOST_GPU_READS, MOST_GPU_ROUNDS, MOST_GPUS, MAX_HALF_LIFE_DAYS, MAX_REPUTATION_HOURS, MAX_REWARD_HALVINGS, MAX_REWARD_RATE, MOST_BOND_RATES, LEAST_MBPS, MAX_EVERY_MILLIS, MAX_MICROS_PER_MIB, MAX_PASS_HOURS, MAX_PAYOUT_EVERY_MILLIS, MAX_PAYOUT_HOLD_MILLIS, MAX_PAYOUT_THRESHOLD, MIN_PAYOUT_EVERY_MILLIS, MAX_PERIOD_MILLIS, MAX_TRANSFER_GRACE_MILLIS, MAX_TRANSFER_MILLIS, MAX_WITNESS_MILLIS, MAX_WORK_MILLIS, MIN_LEAST_BPS, MIN_PERIOD_MILLIS, MIN_WINDOW_MILLIS, MOST_BLOCK_MIB, MOST_BREAKER_LIMITS, MOST_CHALLENGE_VCPUS, MOST_CHALLENGES, MOST_DATA_MIB, MOST_LANE_MIB, MOST_LEAVES, MOST_MBPS, MOST_PERIODS, MOST_TRANSFERS, MOST_VOLUME_GIB, MOST_REPUTATION_CLASSES, MOST_REWARD_RATES, tiers, type FaultKind, faultKinds,
} from '#libs/rules';

import { millisSchema, nanoTokensSchema, nanoTokensView, page } from '../platform/index.js';

const resourceClass = z
  .string()
  .regex(resourceClassPattern, 'Invalid class: expected a resource class')
  .meta({ examples: ['CPU_MILLI'] }) as unknown as z.ZodType<ResourceClass, string>;
const variant = z
  .string()
  .regex(/^([A-Za-z0-9][A-Za-z0-9._-]{0,63})?$/, 'Invalid variant: expected letters, digits, dots, dashes and underscores')
  .meta({ description: 'GPU model or storage class; empty: every variant that has no rate of its own.', examples: [''] });
const reason = z.string().min(1).max(1_000).meta({ description: 'Why, for anybody to read.' });
const changeDelayMillis = z.int().min(MIN_CHANGE_DELAY_MILLIS).max(MAX_CHANGE_DELAY_MILLIS).meta({ description: 'How long a new version is published, at the least, before it holds.' });
const unbondingMillis = z.int().min(MIN_UNBONDING_MILLIS).max(MAX_UNBONDING_MILLIS).meta({ description: 'How long what is unbonded stays at stake: as long as a slash is open for an appeal and its decision, at the least.' });
const stake = {
  unbondingMillis: z.int().min(MIN_UNBONDING_MILLIS).max(MAX_UNBONDING_MILLIS).meta({ description: 'How long whoever leaves a stake pool waits, and bears its losses: as long as a slash is open for an appeal and its decision, at the least.' }),
  unlockMillis: z.int().min(0).max(MAX_STAKE_MILLIS).meta({ description: 'How long a gain takes to be in the price of a share.' }),
  commissionMostBps: z.int().min(0).max(MAX_COMMISSION_BPS).meta({ description: 'The most that an operator takes of what flows in.' }),
  noticeMillis: z.int().min(MIN_UNBONDING_MILLIS).max(MAX_STAKE_MILLIS).meta({ description: 'How long before terms become worse for whoever backs the operator; longer than the unbonding.' }),
  reportMillis: z.int().min(MIN_REPORT_MILLIS).max(MAX_STAKE_MILLIS).meta({ description: 'Earnings flow in for at least so long at a time.' }),
};
const span = (least: number, description: string) => z.int().min(least).max(MAX_STAKE_MILLIS).meta({ description });
const part = (description: string) => z.int().min(0).max(10_000).meta({ description: `${description}, in basis points.` });
const faultRule = {
  graceMillis: span(0, 'What is made good within it costs nothing.'),
  amountBps: part('How much of the bond that the capacity in question asks for'),
  capBps: part('No more than this part of all that is at stake, for faults of the kind in one period'),
  periodMillis: span(MIN_UNBONDING_MILLIS, 'The period of the cap.'),
};
const faults = {
  noticeMillis: span(0, 'What an operator must give before it takes capacity away that is in use.'),
  appealMillis: span(MIN_REPORT_MILLIS, 'How long a slash waits for an appeal.'),
  decisionMillis: span(MIN_REPORT_MILLIS, 'How long an appeal waits for a decision; what is undecided then is dropped.'),
  redressMillis: span(0, 'How long what was slashed is kept for those who were harmed, before it is the treasury\'s.'),
  platformShareBps: part('When so much of the operators that are heard of lost contact at once, it is the platform\'s doing'),
  platformWindowMillis: span(0, 'Within so long of each other is at once.'),
  platformPauseMillis: span(1_000, 'When a part of the platform was silent for so long, what contact was lost meanwhile is its doing.'),
};
const table = <T extends z.ZodType>(rule: T) => Object.fromEntries(faultKinds.map((kind) => [kind, rule])) as Record<FaultKind, T>;
const hours = z.int().min(0).max(MAX_REPUTATION_HOURS);
const tierRule = {
  leastScoreBps: part('How much of what the operator did and what its faults count for, together, is what it did'),
  leastUnitHours: hours.meta({ description: 'How much it did at the least, in hours of a vCPU, a GiB or a GPU.' }),
};
const reputation = <T extends z.ZodType>(tier: T) => ({
  halfLifeDays: z.int().min(1).max(MAX_HALF_LIFE_DAYS).meta({ description: 'After so many days work and faults count for half as much.' }),
  proven: tier, trusted: tier,
  times: z.array(z.strictObject({ resourceClass, times: z.int().min(1).max(1_000_000) })).max(MOST_REPUTATION_CLASSES).meta({ description: 'Classes of which more work is asked for, so many times.' }),
  faultHours: z.strictObject(table(hours)).meta({ description: 'For how many hours of work each unit in question of a fault counts.' }),
});
const reward = {
  leastTier: z.enum(tiers).meta({ description: 'How far an operator must be trusted with a class for its idle capacity to count.' }),
  scheme: z.enum(['pps', 'pplns']).meta({ description: '`pps`: at the rates, while the treasury has the reserve that this takes, and by `pplns` else; `pplns`: a part of what the treasury took in.' }),
  feeBps: part('What the treasury keeps of the rates; without it no reserve suffices'),
  halvings: z.int().min(1).max(MAX_REWARD_HALVINGS).meta({ description: 'The reserve is such that the treasury is emptied with a probability of less than 2 to the minus so much.' }),
  revenueBps: part('Which part of what the treasury took in within an hour is divided by `pplns`'),
};
const isPowerOfTwo = (value: number) => (value & (value - 1)) === 0;
const challenge = {
  perPoolAndHour: z.int().min(0).max(MOST_CHALLENGES).meta({ description: 'So many of each pool and hour, at times that nobody knows before; 0: none.' }),
  mostVcpus: z.int().min(1).max(MOST_CHALLENGE_VCPUS).meta({ description: 'The largest takes so many vCPUs.' }),
  mostLaneMib: z
    .int().min(1).max(MOST_LANE_MIB)
    .refine(isPowerOfTwo, 'Invalid: expected a power of two')
    .meta({ description: 'The most memory that one lane of the work fills, in MiB: a power of two.' }),
  workMillis: z.int().min(1_000).max(MAX_WORK_MILLIS).meta({ description: 'How long the work takes at the promised speed, about.' }),
  microsPerMib: z.int().min(1).max(MAX_MICROS_PER_MIB).meta({ description: 'The promised speed: a lane fills and reads a MiB within so many microseconds.' }),
  graceMillis: z.int().min(0).max(MAX_WORK_MILLIS).meta({ description: 'How much later the answer may be there.' }),
  falseAfter: z.int().min(0).max(1_000).meta({ description: 'When a host failed so many within the time, it is not what it is offered as; 0: never.' }),
  falseWithinMillis: span(0, 'The time within which they count.'),
  passHours: z.int().min(0).max(MAX_PASS_HOURS).meta({ description: 'For how many hours of work each unit of a passed one counts.' }),
  provenMillis: span(0, 'Idle capacity is paid for only where its operator\'s last challenge in the pool was passed, and within so long; 0: whether or not.'),
};
const possession = {
  perPoolAndHour: z.int().min(0).max(MOST_CHALLENGES).meta({ description: 'So many of each pool and hour begin, at times that nobody knows before; 0: none.' }),
  mostGib: z.int().min(1).max(MOST_VOLUME_GIB).meta({ description: 'The largest takes a volume of so many GiB.' }),
  mostDataMib: z.int().min(1).max(MOST_DATA_MIB).meta({ description: 'The most data that a volume is given to keep, in MiB; never more than three quarters of it.' }),
  storeMillis: z.int().min(10_000).max(MAX_PERIOD_MILLIS).meta({ description: 'Within so long of being ready it must have taken them.' }),
  leaves: z.int().min(1).max(MOST_LEAVES).meta({ description: 'So many leaves of 4 KiB are asked for in each period.' }),
  periodMillis: z.int().min(MIN_PERIOD_MILLIS).max(MAX_PERIOD_MILLIS).meta({ description: 'How long a period is.' }),
  windowMillis: z.int().min(MIN_WINDOW_MILLIS).max(MAX_PERIOD_MILLIS).meta({ description: 'In so long before its end they are asked for, and must be answered for.' }),
  periods: z.int().min(1).max(MOST_PERIODS).meta({ description: 'So many periods it lasts.' }),
  mostMissed: z.int().min(1).max(MOST_PERIODS).meta({ description: 'When it missed so many of them it is over.' }),
};
const disk = {
  perPoolAndHour: possession.perPoolAndHour, mostGib: possession.mostGib,
  blockMib: z.int().min(1).max(MOST_BLOCK_MIB).meta({ description: 'What a round writes for good, and reads back, in MiB.' }),
  rounds: z.int().min(1).max(MOST_LEAVES).meta({ description: 'So many rounds, one after the other.' }),
  microsPerMib: z.int().min(1).max(MAX_MICROS_PER_MIB).meta({ description: 'The promised speed: a MiB is written and read back within so many microseconds.' }),
  graceMillis: challenge.graceMillis,
};
const network = {
  perPoolAndHour: possession.perPoolAndHour,
  mostMbps: z.int().min(LEAST_MBPS).max(MOST_MBPS).meta({ description: 'The largest claims so many Mbit/s.' }),
  transfers: z.int().min(1).max(MOST_TRANSFERS).meta({ description: 'So many streams are asked for at the most, one in each `everyMillis`.' }),
  everyMillis: z.int().min(MILLIS_PER_SECOND).max(MAX_EVERY_MILLIS).meta({ description: 'In each so long after its replica is ready one is asked for, at a time that nobody knows before.' }),
  transferMillis: z.int().min(1).max(MAX_TRANSFER_MILLIS).meta({ description: 'What a stream takes as fast as is claimed, about.' }),
  leastBps: z.int().min(MIN_LEAST_BPS).max(10_000).meta({ description: 'The promised speed: so much of what is claimed, in basis points.' }),
  graceMillis: z.int().min(0).max(MAX_TRANSFER_GRACE_MILLIS).meta({ description: 'How much later all of a stream may be there.' }),
  witnessMillis: z.int().min(0).max(MAX_WITNESS_MILLIS).meta({ description: 'What is slow is held against a host only where another sent as fast as was promised so long before, or meanwhile; 0: whether or not.' }),
};
const gpuModel = {
  model: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'Invalid model: expected letters, digits, dots, dashes and underscores').meta({ description: 'The variant of GPUs that is challenged so.', examples: ['t4'] }),
  image: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:/@-]{0,511}$/, 'Invalid image: expected an image reference').meta({ description: 'What it runs in: with OpenCL for the model, and Python 3 with pyopencl.', examples: ['registry.example/opencl:1'] }),
  mib: z.int().min(LEAST_GPU_MIB).max(MOST_GPU_MIB).multipleOf(GPU_MIB_STEP).meta({ description: 'What a round fills on a whole GPU, in MiB; of a share, its part.' }),
  lanes: z.int().min(LEAST_GPU_LANES).max(MOST_GPU_LANES).refine(isPowerOfTwo, 'Invalid: expected a power of two').meta({ description: 'So many read it at once: a power of two.' }),
  reads: z.int().min(1).max(MOST_GPU_READS).meta({ description: 'Of each of them and each round, one after the other.' }),
  rounds: z.int().min(LEAST_GPU_ROUNDS).max(MOST_GPU_ROUNDS).meta({ description: 'So many rounds, one after the other.' }),
  workMillis: z.int().min(1).max(MAX_WORK_MILLIS).meta({ description: 'How long a whole GPU may take for all of them; a share so much longer as it is smaller.' }),
};
const gpu = {
  perPoolAndHour: possession.perPoolAndHour,
  mostGpus: z.int().min(1).max(MOST_GPUS).meta({ description: 'The largest takes so many GPUs at once.' }),
  graceMillis: challenge.graceMillis,
  witnessMillis: z.int().min(0).max(MAX_GPU_WITNESS_MILLIS).meta({ description: 'What is late is held against a host only where another, of the same model, gave as much of an answer in time so long before, or meanwhile; 0: whether or not.' }),
};
const gpuModels = 'What is asked of each model, as it was measured; those that are not named are not challenged.';
const gpuAbout = 'How fast GPUs have to be';
const networkAbout = 'How fast what is sent has to come';
const diskAbout = 'How fast disks have to be';
const possessionAbout = 'How volumes have to keep what is stored on them';
const disputeMillis = (least: number, description: string) => z.int().min(least).max(MAX_DISPUTE_MILLIS).meta({ description });
const dispute = {
  openMillis: disputeMillis(0, 'How long what was found of a month can be disputed; 0: not at all.'),
  votingMillis: disputeMillis(1, 'How long assessors vote.'),
  cooldownMillis: disputeMillis(0, 'From then until the outcome is carried out.'),
  quorumBps: z.int().min(0).max(10_000).meta({ description: 'So much of all that was deposited when it was opened must vote, in basis points; it is a draw else.' }),
  exitMillis: disputeMillis(1, 'How long an assessor who leaves waits for the deposit: as long as votes and cooldown take at the least.'),
};
const diversified = {
  operatorMostBps: part('No more than this part of all that it has goes behind one operator'),
  groupMostBps: part('And behind operators that belong together'),
  leastEarningsBps: part('So much of what an operator earns must reach whoever backs it, after its commission'),
  driftBps: part('What is behind an operator may be above its part by so much of all before it is taken back'),
  moveMostBps: part('No more than this part of all is taken back in one round, but for those who leave'),
  roundMillis: span(MIN_REPORT_MILLIS, 'There is a round at most once in so long.'),
};
const payout = {
  everyMillis: z.int().min(MIN_PAYOUT_EVERY_MILLIS).max(MAX_PAYOUT_EVERY_MILLIS).meta({ description: 'Operators are paid once in each period of so long, which start at its multiples since 1970.' }),
  holdMillis: z.int().min(0).max(MAX_PAYOUT_HOLD_MILLIS).meta({ description: 'Earnings are paid once they are this old when a period starts.' }),
};
const payoutAbout = 'When operators are paid what they earned';
const payoutThreshold = 'Less waits for the next period.';
const diversifiedAbout = 'How the diversified pool backs operators';
const disputeDeposit = 'Put down with a dispute: back unless it is denied.';
const rewardWindow = 'By the last so much work `pplns` divides, in nano-tokens at the rates.';
const rewardAmount = 'For an hour of a vCPU, a GiB or a GPU that stands ready, and idle.';
const rateAmount = 'For each priced unit offered: a vCPU, a GiB, a GPU.';

const breakerLimit = {
  flow: z.enum(breakerFlows),
  scope: z.enum(breakerScopes).meta({ description: 'What is counted together: all of the flow, or what is of one operator, pool or account (of prices, one price).' }),
  windowMillis: z.int().min(MIN_BREAKER_WINDOW_MILLIS).max(MAX_BREAKER_WINDOW_MILLIS),
  mostBps: z.int().min(0).max(MAX_BREAKER_BPS).nullable().meta({ description: 'Or parts of what each is of (the capital it leaves, the price before), in basis points, summed.' }),
};
const coverBps = (description: string, least = 0) => z.int().min(least).max(MAX_COVER_BPS).meta({ description });
const coverMillis = (description: string) => z.int().min(0).max(MAX_COVER_MILLIS).meta({ description });
const cover = {
  targetBps: coverBps('The price of cover never falls below this, in basis points of the amount and year.'),
  decayBpsPerDay: coverBps('How much of it a day takes off.'),
  bumpBps: coverBps('How much buying all that there is puts on it.'),
  gearingBps: coverBps('How much may be covered for each unit of capital, in basis points.', 1),
  requiredDayBps: coverBps('By how much required capital moves in a day, in basis points of itself.', 1),
  requiredStepBps: coverBps('And at once.', 1),
  exitMillis: coverMillis('How long whoever backs the pool waits to leave, at the least.'),
  unlockMillis: coverMillis('How long a premium takes to be in the price of a share.'),
  waitMillis: coverMillis('From buying until the cover begins.'),
  minPeriodMillis: coverMillis('The shortest period.'),
  maxPeriodMillis: coverMillis('The longest.'),
  mostPriceTimes: z.int().min(1).max(10_000).meta({ description: 'An hour of outage of a replica is covered for at most so many times what the replica costs in it.' }),
  settleMillis: coverMillis('From the end of a month until its outages are paid for.'),
};
const coverUnit = 'Cover is counted in units of this, rounded up.';
const mostNanoTokens = 'The most in the window; null where `mostBps` says it.';
const breakers = 'What flows faster than any of these stops for a person.';

export const rulesInput = z
  .strictObject({
    changeDelayMillis,
    bond: z.strictObject({
      unbondingMillis,
      rates: z
        .array(z.strictObject({
          resourceClass, variant,
          nanoTokensPerUnit: nanoTokensSchema.refine((amount) => amount <= MAX_BOND_RATE, `Too large: expected at most ${MAX_BOND_RATE}`).meta({ description: rateAmount }),
        }))
        .max(MOST_BOND_RATES)
        .meta({ description: 'What classes of capacity need bonded behind them; those without a rate need nothing.' }),
    }),
    stake: z.strictObject(stake),
    faults: z.strictObject({ ...faults, table: z.strictObject(table(z.strictObject(faultRule))) }).meta({ description: 'What operators answer for, and what it costs them.' }),
    breakers: z.array(z.strictObject({ ...breakerLimit, mostNanoTokens: nanoTokensSchema.nullable().meta({ description: mostNanoTokens }) })).max(MOST_BREAKER_LIMITS).meta({ description: breakers }),
    cover: z.strictObject({ ...cover, unitNanoTokens: nanoTokensSchema.refine((amount) => amount > 0n, 'Too small: expected more than nothing').meta({ description: coverUnit }) }).meta({ description: 'What insurance goes by.' }),
    reputation: z.strictObject(reputation(z.strictObject(tierRule))).meta({ description: 'How far operators are trusted, by class of capacity.' }),
    reward: z.strictObject({
      ...reward,
      rates: z
        .array(z.strictObject({
          resourceClass, variant,
          nanoTokensPerUnitHour: nanoTokensSchema.refine((amount) => amount <= MAX_REWARD_RATE, `Too large: expected at most ${MAX_REWARD_RATE}`).meta({ description: rewardAmount }),
        }))
        .max(MOST_REWARD_RATES)
        .meta({ description: 'Classes without a rate get nothing.' }),
      windowNanoTokens: nanoTokensSchema.meta({ description: rewardWindow }),
    }).meta({ description: 'What idle capacity gets of its pool\'s treasury.' }),
    challenge: z.strictObject({ ...challenge, possession: z.strictObject(possession).optional().meta({ description: `${possessionAbout}; left out, as in the version published before.` }), disk: z.strictObject(disk).optional().meta({ description: `${diskAbout}; left out, as in the version published before.` }), network: z.strictObject(network).optional().meta({ description: `${networkAbout}; left out, as in the version published before.` }),
      gpu: z.strictObject({ ...gpu, models: z.array(z.strictObject(gpuModel)).max(MOST_GPU_MODELS).meta({ description: gpuModels }) }).optional().meta({ description: `${gpuAbout}; left out, as in the version published before.` }),
    }).optional().meta({ description: 'How idle capacity has to prove itself; left out, as in the version published before.' }),
    dispute: z
      .strictObject({ ...dispute, depositNanoTokens: nanoTokensSchema.refine((amount) => amount <= MAX_DISPUTE_DEPOSIT, `Too large: expected at most ${MAX_DISPUTE_DEPOSIT}`).meta({ description: disputeDeposit }) })
      .optional()
      .meta({ description: 'How what insurance paid is disputed; left out, as in the version published before.' }),
    diversified: z.strictObject(diversified).optional().meta({ description: `${diversifiedAbout}; left out, as in the version published before.` }),
    payout: z
      .strictObject({ ...payout, thresholdNanoTokens: nanoTokensSchema.refine((amount) => amount <= MAX_PAYOUT_THRESHOLD, `Too large: expected at most ${MAX_PAYOUT_THRESHOLD}`).meta({ description: payoutThreshold }) })
      .optional()
      .meta({ description: `${payoutAbout}; left out, as in the version published before.` }),
  })
  .meta({ id: 'RulesRequest' });

/** Loose: a version says what there was to say when it was made, and its digest is of just that. */
const rulesView = z
  .looseObject({
    changeDelayMillis,
    bond: z.looseObject({ unbondingMillis, rates: z.array(z.looseObject({ resourceClass, variant, nanoTokensPerUnit: nanoTokensView })) }),
    stake: z.looseObject(stake).optional(),
    faults: z.looseObject({ ...faults, table: z.looseObject(table(z.looseObject(faultRule))) }).optional(),
    breakers: z.array(z.looseObject({ ...breakerLimit, mostNanoTokens: nanoTokensView.nullable().meta({ description: mostNanoTokens }) })).optional().meta({ description: breakers }),
    cover: z.looseObject({ ...cover, unitNanoTokens: nanoTokensView.meta({ description: coverUnit }) }).optional(),
    reputation: z.looseObject({ ...reputation(z.looseObject(tierRule)), faultHours: z.looseObject(table(hours)) }).optional(),
    reward: z.looseObject({ ...reward, rates: z.array(z.looseObject({ resourceClass, variant, nanoTokensPerUnitHour: nanoTokensView.meta({ description: rewardAmount }) })), windowNanoTokens: nanoTokensView.meta({ description: rewardWindow }) }).optional(),
    challenge: z.looseObject({ ...challenge, possession: z.looseObject(possession).optional().meta({ description: `${possessionAbout}.` }), disk: z.looseObject(disk).optional().meta({ description: `${diskAbout}.` }), network: z.looseObject(network).optional().meta({ description: `${networkAbout}.` }),
      gpu: z.looseObject({ ...gpu, models: z.array(z.looseObject(gpuModel)).meta({ description: gpuModels }) }).optional().meta({ description: `${gpuAbout}.` }),
    }).optional(),
    dispute: z.looseObject({ ...dispute, depositNanoTokens: nanoTokensView.meta({ description: disputeDeposit }) }).optional(),
    diversified: z.looseObject(diversified).optional().meta({ description: `${diversifiedAbout}.` }),
    payout: z.looseObject({ ...payout, thresholdNanoTokens: nanoTokensView.meta({ description: payoutThreshold }) }).optional().meta({ description: `${payoutAbout}.` }),
  })
  .meta({ id: 'Rules', description: 'All parameters that whoever takes part goes by.' });

export const proposalInput = z
  .strictObject({ rules: rulesInput, reason, activeFrom: millisSchema.optional().meta({ description: 'When the delay is over by default, and never before.' }) })
  .meta({ id: 'RulesProposal' });
export const withdrawalInput = z.strictObject({ reason }).meta({ id: 'RulesWithdrawal' });

export const ruleSetView = z
  .object({
    version: z.int().min(0),
    state: z.enum(['pending', 'in_force', 'superseded', 'withdrawn']),
    decidedBy: z.enum(['product', 'administrator']),
    reason, proposedAt: millisSchema, activeFrom: millisSchema, withdrawnAt: millisSchema.nullable(),
    rules: rulesView,
    digest: z.string().regex(/^[0-9a-f]{64}$/).meta({ description: 'SHA-256 of the rules as canonical JSON (RFC 8785), in hexadecimal digits.' }),
    signed: z
      .object({ publicKey: z.base64().meta({ description: 'The 32 bytes of an Ed25519 public key: one of those of the log.' }), signature: z.base64() })
      .nullable()
      .meta({ description: 'Ed25519 over the lines `weir-rule-set`, version, activeFrom and digest, each ended by a line feed; null where the platform has no key.' }),
  })
  .meta({ id: 'RuleSet', description: 'A version of the rules. What began under one keeps it.' });
export const ruleSetPage = page(ruleSetView, 'RuleSetPage');
export const ruleSetPosition = z.int().min(0);
