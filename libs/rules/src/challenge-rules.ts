import { type Millis, MILLIS_PER_DAY } from '#libs/kernel';

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
}

/** Nobody is challenged, and nothing asks for it. */
export const initialChallengeRules: ChallengeRules = {
  perPoolAndHour: 0, mostVcpus: 4, mostLaneMib: 256, workMillis: 30_000, microsPerMib: 10_000, graceMillis: 15_000, falseAfter: 3, falseWithinMillis: 30 * MILLIS_PER_DAY, passHours: 1, provenMillis: 0,
};

export const MOST_CHALLENGES = 60;
export const MOST_CHALLENGE_VCPUS = 16;
export const MOST_LANE_MIB = 1_024;
export const MAX_WORK_MILLIS: Millis = 300_000;
export const MAX_MICROS_PER_MIB = 1_000_000;
export const MAX_PASS_HOURS = 1_000;

/** What a version did not say, it has of the first. */
export function readChallengeRules(stored: Partial<ChallengeRules> = {}): ChallengeRules {
  return { ...initialChallengeRules, ...stored };
}
