import { challengesOf, checkChallengeTime, nextPeriod, type Proving, type ProvingRule, startProving, sumTreeOf } from '#libs/economics';
import { type Millis, MILLIS_PER_MINUTE } from '#libs/kernel';
import { type PossessionRules } from '#libs/rules';
import { dataFrom, leafProof, type StoredData } from '#libs/runtime';
import { askedAfter } from '#libs/verify';

import { type ChallengeVerdict, type Seen } from './judge.js';
import { type Keeping, type Period } from './possession.store.js';

/** Which leaves a question asks for: any may be asked for more than once. */
export function leavesAsked(seed: string, number: number, { leaves }: Pick<StoredData, 'leaves'>, count: number): number[] {
  return challengesOf(Buffer.from(seed, 'hex'), BigInt(number), sumTreeOf([BigInt(leaves)]), count).map(({ offset }) => Number(offset));
}

/** Whether what was answered could only be said by who has each leaf that was asked for. */
export function areProofsRight(data: StoredData, seed: string, asked: readonly number[], proofs: readonly string[]): boolean {
  return proofs.length === asked.length && asked.every((leaf, place) => proofs[place] === leafProof(seed, dataFrom(data, leaf, 1)));
}

export function provingRule({ periodMillis, windowMillis, leaves }: PossessionRules): ProvingRule {
  return { period: BigInt(periodMillis), window: BigInt(windowMillis), challenges: leaves };
}

/** How far proving has come, by the last period that there is. */
export function provingOf({ deadlineAt, outcome }: Pick<Period, 'deadlineAt' | 'outcome'>): Proving {
  return { deadline: BigInt(deadlineAt), proven: outcome === 'proven' };
}

/** The first period, which begins when all data is kept. */
export function firstPeriod(secret: string, rules: PossessionRules, now: Millis): Pick<Period, 'number' | 'deadlineAt' | 'asksAt'> {
  return periodWith(secret, 0, startProving(provingRule(rules), BigInt(now)), rules);
}

/** The period that now is in. Those that went by without anybody looking are skipped: theirs are no faults here, where the platform asks. */
export function periodAfter(secret: string, last: Period, rules: PossessionRules, now: Millis): Pick<Period, 'number' | 'deadlineAt' | 'asksAt'> {
  const { proving } = nextPeriod(provingRule(rules), provingOf(last), BigInt(now));
  return periodWith(secret, last.number + Number((proving.deadline - BigInt(last.deadlineAt)) / BigInt(rules.periodMillis)), proving, rules);
}

/** It is asked in the first half of the window, when the secret says: who is asked has the other half to answer. */
function periodWith(secret: string, number: number, proving: Proving, rules: PossessionRules): Pick<Period, 'number' | 'deadlineAt' | 'asksAt'> {
  const after = askedAfter(secret, number, Math.ceil(rules.windowMillis / 2));
  const deadlineAt = Number(proving.deadline);
  const asksAt = deadlineAt - rules.windowMillis + after;
  checkChallengeTime(provingRule(rules), proving, BigInt(asksAt));
  return { number, deadlineAt, asksAt };
}

/** How a period ends that was not proven by its deadline: missed only where it was asked again towards the end, and there was no answer. */
export function closingOf({ tried, triedAt, deadlineAt }: Period, { windowMillis }: PossessionRules): { outcome: 'missed' | 'void'; reason: string } {
  const isAsked = triedAt !== null && triedAt >= deadlineAt - windowMillis / 4;
  if (isAsked && tried === 'silent') return { outcome: 'missed', reason: 'the leaves that were asked for were not answered for' };
  return { outcome: 'void', reason: isAsked ? 'its cluster could not be reached' : 'nobody asked' };
}

/** What was not ready by then never ran. */
const START_MILLIS: Millis = 10 * MILLIS_PER_MINUTE;

/**
 * How a challenge of possession ends, if it does now: failed when a period was missed, or there was less room than claimed; passed when it was proven in more than half of its periods and none was missed;
 * else void.
 */
export function judgePossession(seen: Pick<Seen, 'begunAt' | 'readyAt' | 'ends' | 'isThere' | 'trouble'>, keeping: Omit<Keeping, 'secret'>, { leaves }: Pick<StoredData, 'leaves'>, rules: PossessionRules, now: Millis): ChallengeVerdict | undefined {
  const { begunAt, readyAt, ends, isThere, trouble } = seen;
  const [missed, proven] = (['missed', 'proven'] as const).map((outcome) => keeping.periods.filter((period) => period.outcome === outcome).length) as [number, number];
  const over = closedPeriods(keeping);
  const otherwise = (verdict: ChallengeVerdict): ChallengeVerdict => (missed > 0 ? { outcome: 'failed', reason: `in ${missed} of ${over} periods it did not show that it keeps what was stored on it` } : verdict);
  const isVoid = (reason: string) => otherwise({ outcome: 'void', reason });
  if (keeping.noRoom) return { outcome: 'failed', reason: 'there was less room in its volume than was claimed' };
  if (ends !== null) return isVoid(`its lease ended before it was over: ${ends}`);
  if (!isThere) return isVoid('its host was lost, or was to be empty, before it was over');
  if (readyAt === null) return now > begunAt + START_MILLIS ? isVoid(`it was not started in time${trouble === null ? '' : `: ${trouble}`}`) : undefined;
  if (keeping.leaves < leaves) return now > readyAt + rules.storeMillis ? isVoid('what it was to keep could not be brought there in time') : undefined;
  if (over < rules.periods && missed < rules.mostMissed) return undefined;
  return otherwise(2 * proven > over ? { outcome: 'passed', reason: `in ${proven} of ${over} periods it showed that it keeps what was stored on it` } : { outcome: 'void', reason: 'in too few periods it could be asked' });
}

/** Periods that are over, with those that nobody looked at. */
function closedPeriods({ periods }: Pick<Keeping, 'periods'>): number {
  const last = periods.at(-1);
  return last ? last.number + (last.outcome === 'open' ? 0 : 1) : 0;
}
