import { type Millis, MILLIS_PER_MINUTE } from '#libs/kernel';
import { type ClosedReason } from '#libs/lease';
import { LATE_LOOK_MILLIS } from '#libs/verify';

export const challengeOutcomes = ['passed', 'failed', 'void'] as const;
export type ChallengeOutcome = (typeof challengeOutcomes)[number];

/** What is known of a challenge that runs. */
export interface Seen {
  begunAt: Millis;
  /** When its replica was first ready; null while it was not. */
  readyAt: Millis | null;
  /** When the answer must be there; null before it is ready. */
  deadlineAt: Millis | null;
  /** Whether its lease is open and was not told to go; else why it ends. */
  ends: ClosedReason | 'gone' | null;
  /** Whether its replica is claimed on its host, and that host heard of and not on its way out. */
  isThere: boolean;
  /** Why its replica is not ready, where it is not. */
  trouble: string | null;
  /** What was written so far: a part of the answer, all of it and whether what was looked at is right, or nothing that could be read. */
  answer: 'partial' | 'right' | 'wrong' | 'unread';
  /** Of all of the answer, what was done again. */
  checked?: CheckedAnswer | undefined;
}

/** What of an answer was done again: kept with the verdict, for whoever does it once more. */
export interface CheckedAnswer {
  /** Of all of it, as `answerHash` has it. */
  hash: string;
  /** In the order in which they were done, up to the first that is wrong. */
  rounds: readonly CheckedRound[];
}

export interface CheckedRound {
  lane: number;
  round: number;
  /** What the round before gave, and this one, in hexadecimal digits; of GPUs, whose rounds take more to do again, not kept. */
  from?: string;
  gave?: string;
  isRight: boolean;
}

export interface ChallengeVerdict {
  outcome: ChallengeOutcome;
  /** For the operator to read. */
  reason: string;
}

/** What was not ready by then never ran: a tenant's lease would have been given up for less. */
export const START_MILLIS: Millis = 10 * MILLIS_PER_MINUTE;
/** What could not be read for so long is given up. */
const UNREAD_MILLIS: Millis = 5 * MILLIS_PER_MINUTE;

/** How a challenge ends, if it does now. Void is whatever may be the platform's own doing or that of others: only what was computed wrongly, too late, or for want of memory is held against a host. */
export function judge(seen: Seen, now: Millis): ChallengeVerdict | undefined {
  const { begunAt, deadlineAt, ends, isThere, trouble, answer } = seen;
  if (trouble === 'out_of_memory' || ends === 'out_of_memory') return failed('it took less memory than it claims, and there was not as much');
  if (ends !== null) return isVoid(`its lease ended before it was over: ${ends}`);
  if (!isThere) return isVoid('its host was lost, or was to be empty, before it was over');
  if (deadlineAt === null) return now > begunAt + START_MILLIS ? isVoid(`it was not started in time${trouble === null ? '' : `: ${trouble}`}`) : undefined;
  if (answer === 'wrong') return failed('what was computed is wrong');
  if (answer === 'right') return now <= deadlineAt + LATE_LOOK_MILLIS ? { outcome: 'passed', reason: 'what was computed is right, and was there in time' } : isVoid('nobody looked in time');
  if (now <= deadlineAt) return undefined;
  if (answer === 'partial' && trouble === null) return failed('it was slower than promised');
  return now > deadlineAt + UNREAD_MILLIS ? isVoid(`its answer could not be read${trouble === null ? '' : `: ${trouble}`}`) : undefined;
}

/**
 * The same of GPUs: only what was computed wrongly is held against a host as it is, all else where another host did as much in time, so that it was neither the platform nor what runs.
 * @param isWitnessed asked only where it decides.
 */
export async function judgeGpu(seen: Seen, isWitnessed: () => Promise<boolean>, now: Millis): Promise<ChallengeVerdict | undefined> {
  const verdict = judge(seen, now);
  return verdict?.outcome !== 'failed' || seen.answer === 'wrong' || (await isWitnessed()) ? verdict : isVoid(`no other host of its model did as much in time: ${verdict.reason}`);
}

function failed(reason: string): ChallengeVerdict {
  return { outcome: 'failed', reason };
}

function isVoid(reason: string): ChallengeVerdict {
  return { outcome: 'void', reason };
}
