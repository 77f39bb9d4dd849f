import { decayWad, WAD } from '#libs/economics';
import { assert, MILLIS_PER_HOUR, type ResourceClass, unitsPerPriced } from '#libs/kernel';
import { type FaultKind, type ReputationRules, type Tier, type TierRule, tiers } from '#libs/rules';

/** Days are those of UTC, counted from 1970. */
export type Day = number;

/** What was done of a class on a day: units × milliseconds, below zero where more was given back than done. */
export interface DayOfWork {
  day: Day;
  unitMillis: bigint;
}

/** A confirmed fault, as it counts for one class. */
export interface CountedFault {
  day: Day;
  kind: FaultKind;
  /** Of the class, in question. */
  units: bigint;
}

/** How far an operator is trusted with a class. */
export interface Score {
  /** Units × milliseconds, decayed to the day: work rounded down, what faults count for rounded up. */
  worked: bigint;
  lost: bigint;
  scoreBps: number;
  tier: Tier;
}

/** What is so many half-lives ago counts for less than a thousandth, and not at all. */
export const MOST_HALVINGS = 10;

/** The first day that counts on a day. */
export function firstDay(day: Day, { halfLifeDays }: ReputationRules): Day {
  return day - MOST_HALVINGS * halfLifeDays + 1;
}

/**
 * The score at the end of a day: of what was done and what faults count for, together, how much is what was done; both halve with each half-life. Without work it is nothing, so a
 * new operator is below every tested one, and waiting changes no score for the better: it only makes the sample smaller.
 */
export function scoreAt(day: Day, resourceClass: ResourceClass, work: readonly DayOfWork[], faults: readonly CountedFault[], rules: ReputationRules): Score {
  let worked = 0n;
  for (const { day: of, unitMillis } of work) worked += unitMillis * leftOf(of, day, rules);
  let lost = 0n;
  for (const { day: of, kind, units } of faults) lost += units * BigInt(rules.faultHours[kind] * MILLIS_PER_HOUR) * leftOf(of, day, rules);
  worked = worked > 0n ? worked / WAD : 0n;
  lost = (lost + WAD - 1n) / WAD;
  const scoreBps = worked === 0n ? 0 : Number((10_000n * worked) / (worked + lost));
  return { worked, lost, scoreBps, tier: tierOf({ worked, scoreBps }, resourceClass, rules) };
}

function leftOf(of: Day, day: Day, rules: ReputationRules): bigint {
  assert(of <= day, 'nothing counts before it happened');
  return of < firstDay(day, rules) ? 0n : decayWad(BigInt(day - of), BigInt(rules.halfLifeDays));
}

function tierOf(score: Pick<Score, 'worked' | 'scoreBps'>, resourceClass: ResourceClass, rules: ReputationRules): Tier {
  const has = (tier: TierRule) => score.scoreBps >= tier.leastScoreBps && score.worked > 0n && score.worked >= leastWork(tier, resourceClass, rules);
  return has(rules.trusted) ? 'trusted' : has(rules.proven) ? 'proven' : tiers[0];
}

/** The sample that a tier needs of a class: units × milliseconds. */
export function leastWork({ leastUnitHours }: TierRule, resourceClass: ResourceClass, { times }: ReputationRules): bigint {
  const more = times.find((one) => one.resourceClass === resourceClass)?.times ?? 1;
  return BigInt(leastUnitHours) * BigInt(more) * BigInt(MILLIS_PER_HOUR) * unitsPerPriced(resourceClass);
}

/** Work in hours of a priced unit, rounded down: a decimal string. */
export function unitHours(unitMillis: bigint, resourceClass: ResourceClass): string {
  return String(unitMillis / (BigInt(MILLIS_PER_HOUR) * unitsPerPriced(resourceClass)));
}
