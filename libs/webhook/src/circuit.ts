import { randomInt } from 'node:crypto';

import { type Millis, MILLIS_PER_MINUTE, MILLIS_PER_SECOND } from '#libs/kernel';

/** Attempts that fail one after another, of whatever messages, until nothing more is sent for a while. */
export const CIRCUIT_OPENS_AFTER = 5;

/** How long a circuit stays open the first time, the second without a success between, and so on; from the last on always as long. */
export const circuitPausesMillis = [10 * MILLIS_PER_SECOND, 30 * MILLIS_PER_SECOND, MILLIS_PER_MINUTE, 5 * MILLIS_PER_MINUTE, 15 * MILLIS_PER_MINUTE] as const;

/** How much of a pause comes on top by chance, so that what fell together is not tried together: up to a tenth. */
const JITTER_DIVISOR = 10;

/**
 * `closed`: messages are sent. `open`: none are, until the next try. `half_open`: one is, and decides.
 * Follows from Health and the time, so that no process has to be there to make it so.
 */
export type CircuitState = 'closed' | 'open' | 'half_open';

/** What is known of an endpoint from its attempts. */
export interface Health {
  /** The first failure since the last success. */
  failingSince: Millis | null;
  /** Failures since the last success. */
  failures: number;
  circuitOpenedAt: Millis | null;
  circuitNextTryAt: Millis | null;
  /** How often the circuit opened since the last success. */
  circuitTries: number;
  /** The failure that opened it. */
  circuitReason: string | null;
}

export const healthy: Health = { failingSince: null, failures: 0, circuitOpenedAt: null, circuitNextTryAt: null, circuitTries: 0, circuitReason: null };

export function isHealthy(health: Health): boolean {
  return health.failures === 0 && health.failingSince === null && health.circuitOpenedAt === null;
}

export function circuitAt(now: Millis, { circuitNextTryAt }: Pick<Health, 'circuitNextTryAt'>): CircuitState {
  if (circuitNextTryAt === null) return 'closed';
  return now < circuitNextTryAt ? 'open' : 'half_open';
}

/** What one more failure makes of it. A Retry-After lengthens the pause of a circuit that opens, as far as its caller lets it. */
export function afterFailure(health: Health, { at, now, reason, retryAfterMillis = 0 }: { at: Millis; now: Millis; reason: string; retryAfterMillis?: number }): Health {
  const failing = { ...health, failures: health.failures + 1, failingSince: health.failingSince ?? now };
  if (failing.failures < CIRCUIT_OPENS_AFTER) return failing;
  // Of an attempt that began before the circuit opened: nothing new.
  if (health.circuitOpenedAt !== null && at < health.circuitNextTryAt!) return failing;
  const planned = circuitPausesMillis[Math.min(health.circuitTries, circuitPausesMillis.length - 1)]!;
  const pause = Math.max(planned, retryAfterMillis);
  return {
    ...failing,
    circuitOpenedAt: health.circuitOpenedAt ?? now,
    circuitNextTryAt: now + pause + randomInt(0, Math.floor(pause / JITTER_DIVISOR) + 1),
    circuitTries: health.circuitTries + 1,
    circuitReason: reason,
  };
}
