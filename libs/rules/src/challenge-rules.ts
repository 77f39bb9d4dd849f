import { type Millis, MILLIS_PER_DAY, MILLIS_PER_HOUR, MILLIS_PER_MINUTE } from '#libs/kernel';

import { rulesProblems } from './rules.errors.js';

/** How idle capacity has to prove itself. */
export interface ChallengeRules {
  /** So many of each pool and hour, at times that nobody knows before; 0: none. */
  perPoolAndHour: number;
  /** The largest takes so many vCPUs. */
  mostVcpus: number;
  /** The most memory that one lane of the work fills, in MiB, a power of two: as much the platform fills to check an answer. */
  mostLaneMib: number;
  /** How long the work takes at the promised speed, about. */
  workMillis: Millis;
  /** The promised speed: a lane fills and reads a MiB within so many microseconds. */
  microsPerMib: number;
  /** How much later the answer may be there. */
  graceMillis: Millis;
  /** When a host failed so many within the time, it is not what it is offered as; 0: never. */
  falseAfter: number;
  falseWithinMillis: Millis;
  /** For how many hours of work each unit of a passed one counts. */
  passHours: number;
  /** Idle capacity is paid for only where its operator's last challenge in the pool was passed, and within so long; 0: whether or not. */
  provenMillis: Millis;
  /** How volumes have to keep what is stored on them. */
  possession: PossessionRules;
  /** How fast disks have to be. */
  disk: DiskRules;
  /** How fast what is sent has to come. */
  network: NetworkRules;
  /** How fast GPUs have to be. */
  gpu: GpuRules;
}

/** What came later: a version need not say it. */
type Later = Pick<ChallengeRules, 'possession' | 'disk' | 'network' | 'gpu'>;

/** As `ChallengeRules`; what came later may be left out. */
export type ChallengeRulesInput = Omit<ChallengeRules, keyof Later> & { [K in keyof Later]?: Later[K] | undefined };

/** Blocks are written to a volume for good, and read back. */
export interface DiskRules {
  /** So many of each pool and hour, at times that nobody knows before; 0: none. */
  perPoolAndHour: number;
  /** The largest volume, in GiB. */
  mostGib: number;
  /** What a round writes, in MiB: as much the platform reckons again to check it. */
  blockMib: number;
  rounds: number;
  /** The promised speed: a MiB is written and read back within so many microseconds. */
  microsPerMib: number;
  /** How much later the answer may be there. */
  graceMillis: Millis;
}

/** Streams are asked for, one now and then. */
export interface NetworkRules {
  /** So many of each pool and hour begin, at times that nobody knows before; 0: none. */
  perPoolAndHour: number;
  /** The largest claims so many Mbit/s. */
  mostMbps: number;
  /** So many streams at the most, one in each `everyMillis` from when its replica is ready. */
  transfers: number;
  everyMillis: Millis;
  /** What a stream takes as fast as is claimed, about. */
  transferMillis: Millis;
  /** The promised speed: so much of what is claimed, in basis points. */
  leastBps: number;
  /** How much later all of a stream may be there. */
  graceMillis: Millis;
  /** What is slow is held against a host only where another sent as fast as was promised so long before, or meanwhile; 0: whether or not. */
  witnessMillis: Millis;
}

/** GPUs fill a data set and read it, each read from where the one before led. */
export interface GpuRules {
  /** So many of each pool and hour, at times that nobody knows before; 0: none. */
  perPoolAndHour: number;
  /** The largest takes so many GPUs at once. */
  mostGpus: number;
  /** How much later than its model's `workMillis` the answer may be there. */
  graceMillis: Millis;
  /** What is late is held against a host only where another gave the same answer in time so long before, or meanwhile; 0: whether or not. */
  witnessMillis: Millis;
  /** What is asked of each model; those that are not named are not challenged. */
  models: readonly GpuModelRules[];
}

/** Measured on one of each: nobody knows it else. */
export interface GpuModelRules {
  model: string;
  /** With OpenCL for it, and Python 3 with pyopencl: what it runs in. */
  image: string;
  /** What a round fills on a whole GPU, in MiB: of a share, its part. */
  mib: number;
  /** A power of two. */
  lanes: number;
  /** Of each lane and round, 64 bytes each. */
  reads: number;
  rounds: number;
  /** How long a whole GPU may take for all rounds; a share so much longer as it is smaller. */
  workMillis: Millis;
}

/** Data is brought to a volume, kept for so many periods, and asked for in each. */
export interface PossessionRules {
  /** So many of each pool and hour begin, at times that nobody knows before; 0: none. */
  perPoolAndHour: number;
  /** The largest volume, in GiB. */
  mostGib: number;
  /** The most data that is brought to one, in MiB. */
  mostDataMib: number;
  /** Within so long of being ready it must have taken them. */
  storeMillis: Millis;
  /** So many leaves of 4 KiB are asked for in each period. */
  leaves: number;
  periodMillis: Millis;
  /** At the end of a period they are asked for, and must be answered for. */
  windowMillis: Millis;
  /** So many periods it lasts. */
  periods: number;
  /** When it missed so many of them it is over. */
  mostMissed: number;
}

/** Nobody is challenged, and nothing asks for it. */
export const initialChallengeRules: ChallengeRules = {
  perPoolAndHour: 0, mostVcpus: 4, mostLaneMib: 256, workMillis: 30_000, microsPerMib: 10_000, graceMillis: 15_000, falseAfter: 3, falseWithinMillis: 30 * MILLIS_PER_DAY, passHours: 1, provenMillis: 0,
  possession: { perPoolAndHour: 0, mostGib: 8, mostDataMib: 256, storeMillis: 10 * MILLIS_PER_MINUTE, leaves: 5, periodMillis: MILLIS_PER_HOUR, windowMillis: 10 * MILLIS_PER_MINUTE, periods: 24, mostMissed: 2 },
  disk: { perPoolAndHour: 0, mostGib: 8, blockMib: 256, rounds: 4, microsPerMib: 20_000, graceMillis: 15_000 },
  network: { perPoolAndHour: 0, mostMbps: 200, transfers: 3, everyMillis: 2 * MILLIS_PER_MINUTE, transferMillis: 4_000, leastBps: 5_000, graceMillis: 2_000, witnessMillis: MILLIS_PER_HOUR },
  gpu: { perPoolAndHour: 0, mostGpus: 1, graceMillis: 60_000, witnessMillis: 7 * MILLIS_PER_DAY, models: [] },
};

export const MOST_CHALLENGES = 60;
export const MOST_CHALLENGE_VCPUS = 16;
export const MOST_LANE_MIB = 1_024;
export const MAX_WORK_MILLIS: Millis = 300_000;
export const MAX_MICROS_PER_MIB = 1_000_000;
export const MAX_PASS_HOURS = 1_000;
export const MOST_VOLUME_GIB = 1_024;
export const MOST_DATA_MIB = 16_384;
export const MOST_LEAVES = 64;
/** Three quarters of a GiB, the smallest volume, have room for it. */
export const MOST_BLOCK_MIB = 512;
/** As tenants ask for them. */
export const LEAST_MBPS = 10;
export const MOST_MBPS = 10_000;
export const MOST_TRANSFERS = 16;
/** With the least part and the most grace one takes 35 s: what else is looked at waits no longer. */
export const MAX_TRANSFER_MILLIS: Millis = 5_000;
export const MIN_LEAST_BPS = 2_000;
export const MAX_TRANSFER_GRACE_MILLIS: Millis = 10_000;
export const MAX_EVERY_MILLIS: Millis = 10 * MILLIS_PER_MINUTE;
export const MAX_WITNESS_MILLIS: Millis = MILLIS_PER_DAY;
export const MOST_GPU_MODELS = 64;
export const MOST_GPUS = 8;
/** Shares of a quarter still fill more than caches have. */
export const LEAST_GPU_MIB = 256;
export const MOST_GPU_MIB = 65_536;
/** It is held in four parts, of a quarter of a GPU, too. */
export const GPU_MIB_STEP = 16;
export const LEAST_GPU_LANES = 1_024;
export const MOST_GPU_LANES = 262_144;
/** Of each of 16 lanes that are reckoned again, in two rounds. */
export const MOST_GPU_READS = 16_384;
export const LEAST_GPU_ROUNDS = 2;
export const MOST_GPU_ROUNDS = 16;
export const MAX_GPU_WITNESS_MILLIS: Millis = 30 * MILLIS_PER_DAY;
export const MIN_PERIOD_MILLIS: Millis = 10 * MILLIS_PER_MINUTE;
export const MAX_PERIOD_MILLIS: Millis = 7 * MILLIS_PER_DAY;
export const MIN_WINDOW_MILLIS: Millis = 2 * MILLIS_PER_MINUTE;
export const MOST_PERIODS = 1_000;

/** What a version did not say, it has of the first. */
export function readChallengeRules(stored: Partial<ChallengeRules> = {}): ChallengeRules {
  const { possession, disk, network, gpu } = initialChallengeRules;
  return {
    ...initialChallengeRules, ...stored, possession: { ...possession, ...stored.possession }, disk: { ...disk, ...stored.disk }, network: { ...network, ...stored.network }, gpu: { ...gpu, ...stored.gpu },
  };
}

/** @throws Problem `invalid_rules` */
export function checkChallenges({ possession: { periodMillis, windowMillis }, gpu: { models } }: ChallengeRules): void {
  if (windowMillis > periodMillis) throw rulesProblems.invalid_rules('A window is a part of its period.', { pointer: '/rules/challenge/possession/windowMillis' });
  for (const [at, { model }] of models.entries()) {
    if (models.findIndex((other) => other.model === model) < at) throw rulesProblems.invalid_rules('A model is named once.', { pointer: `/rules/challenge/gpu/models/${at}/model` });
  }
}
