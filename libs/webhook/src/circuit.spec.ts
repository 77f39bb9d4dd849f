import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { afterFailure, CIRCUIT_OPENS_AFTER, circuitAt, circuitPausesMillis, type Health, healthy, isHealthy } from './circuit.js';

const failed = (health: Health, now: number, retryAfterMillis = 0) => afterFailure(health, { at: now, now, reason: 'answered 500', retryAfterMillis });

test('opens at the fifth failure in a row, and not before; a success forgets all of them', () => {
  let health = healthy;
  for (let failures = 1; failures < CIRCUIT_OPENS_AFTER; failures += 1) {
    health = failed(health, 1_000 + failures);
    expect(circuitAt(2_000, health)).toBe('closed');
    expect(health).toMatchObject({ failures, failingSince: 1_001, circuitReason: null });
  }
  health = failed(health, 2_000);
  expect(circuitAt(2_000, health)).toBe('open');
  expect(health).toMatchObject({ failures: CIRCUIT_OPENS_AFTER, circuitOpenedAt: 2_000, circuitReason: 'answered 500', circuitTries: 1 });
  expect(isHealthy(health)).toBe(false);
  expect(isHealthy(healthy)).toBe(true);
});

test('pauses are the stated ones with at most a tenth more, grow to the last and stay there; a Retry-After only lengthens them', () => {
  fc.assert(fc.property(fc.array(fc.nat(3_000_000), { minLength: 1, maxLength: 12 }), (asked) => {
    let health: Health = { ...healthy, failures: CIRCUIT_OPENS_AFTER - 1, failingSince: 0 };
    let now = 1_000;
    for (const [tries, retryAfter] of asked.entries()) {
      health = failed(health, now, retryAfter);
      const pause = health.circuitNextTryAt! - now;
      const least = Math.max(circuitPausesMillis[Math.min(tries, circuitPausesMillis.length - 1)]!, retryAfter);
      expect(Number.isInteger(pause)).toBe(true);
      expect(pause).toBeGreaterThanOrEqual(least);
      expect(pause).toBeLessThanOrEqual(least * 1.1);
      expect(circuitAt(health.circuitNextTryAt! - 1, health)).toBe('open');
      expect(circuitAt(health.circuitNextTryAt!, health)).toBe('half_open');
      expect(health.circuitOpenedAt).toBe(1_000);
      now = health.circuitNextTryAt!;
    }
  }));
});

test('attempts that were under way when it opened make it no longer', () => {
  let health: Health = healthy;
  for (let failures = 0; failures < CIRCUIT_OPENS_AFTER; failures += 1) health = failed(health, 1_000);
  const straggler = afterFailure(health, { at: 900, now: 5_000, reason: 'no answer' });
  expect(straggler).toEqual({ ...health, failures: CIRCUIT_OPENS_AFTER + 1 });
});
