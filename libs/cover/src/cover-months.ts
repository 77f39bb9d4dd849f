import type { Millis } from '#libs/kernel';

/** The beginning of the month (UTC) that a time is in, or of one so many months later. */
export function monthStart(at: Millis, later = 0): Millis {
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + later);
}

/** Up to when outages are dealt with next: the end of the month, or of the cover. */
export function judgedNext(judgedTo: Millis, endsAt: Millis): Millis {
  return Math.min(monthStart(judgedTo, 1), endsAt);
}
