import { type Millis, MILLIS_PER_DAY, MILLIS_PER_HOUR } from '#libs/kernel';

/** How often a tenant is billed. Periods begin at UTC hours, days and months. */
export const periods = ['hour', 'day', 'month'] as const;
export type Period = (typeof periods)[number];

/** The beginning of the period that `at` is in. */
export function periodStart(period: Period, at: Millis): Millis {
  if (period === 'hour') return at - (at % MILLIS_PER_HOUR);
  if (period === 'day') return at - (at % MILLIS_PER_DAY);
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
}

/** The end of the period that `at` is in: the first boundary after it. */
export function periodEnd(period: Period, at: Millis): Millis {
  if (period === 'hour') return periodStart(period, at) + MILLIS_PER_HOUR;
  if (period === 'day') return periodStart(period, at) + MILLIS_PER_DAY;
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1);
}

export interface Interval {
  startsAt: Millis;
  endsAt: Millis;
}

/**
 * [from, to) cut where statements end: at every boundary of the period, and at the ends of statements that were closed
 * on request. A charge is made for each piece, so that it falls into one statement whole.
 */
export function cutAtPeriods(from: Millis, to: Millis, period: Period, statementEnds: readonly Millis[] = []): Interval[] {
  const cuts = new Set(statementEnds.filter((end) => end > from && end < to));
  for (let end = periodEnd(period, from); end < to; end = periodEnd(period, end)) cuts.add(end);
  const points = [from, ...[...cuts].toSorted((a, b) => a - b), to];
  return points.slice(1).map((endsAt, index) => ({ startsAt: points[index]!, endsAt }));
}
