import { randomInt } from 'node:crypto';

import { type Millis, MILLIS_PER_HOUR } from '#libs/kernel';

/** A receiver may ask for patience, within reason. */
export const RETRY_AFTER_MAX_MILLIS = 6 * MILLIS_PER_HOUR;

/** How much of a pause is random, so that what failed together does not come back together: a tenth. */
const JITTER_DIVISOR = 10;

/**
 * How long to wait after the attempt at `step` (0 is the first) failed; undefined when it was the last.
 * A Retry-After lengthens the pause, up to six hours, and never shortens it.
 */
export function pauseAfter(step: number, schedule: readonly number[], retryAfterMillis = 0): number | undefined {
  const planned = schedule[step + 1];
  if (planned === undefined) return undefined;
  const asked = Math.min(retryAfterMillis, RETRY_AFTER_MAX_MILLIS);
  const pause = Math.max(planned, asked);
  return pause + randomInt(0, Math.floor(pause / JITTER_DIVISOR) + 1);
}

/** A Retry-After header, in seconds or as a date, as milliseconds from now; 0 when there is none to be understood. */
export function retryAfterMillis(header: string | undefined, now: Millis): number {
  if (header === undefined) return 0;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1_000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? 0 : Math.max(0, date - now);
}
