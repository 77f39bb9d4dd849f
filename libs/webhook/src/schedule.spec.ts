import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { defaultSettings, MILLIS_PER_DAY, MILLIS_PER_HOUR } from '#libs/kernel';

import { pauseAfter, retryAfterMillis } from './schedule.js';

const schedule = defaultSettings.webhookScheduleMillis;

test('pauses follow the schedule with at most a tenth more, and end', () => {
  for (let step = 0; step < schedule.length - 1; step += 1) {
    const pause = pauseAfter(step, schedule)!;
    expect(pause).toBeGreaterThanOrEqual(schedule[step + 1]!);
    expect(pause).toBeLessThanOrEqual(schedule[step + 1]! * 1.1);
  }
  expect(pauseAfter(schedule.length - 1, schedule)).toBeUndefined();
});

test('the default schedule spreads over about a day', () => {
  const whole = schedule.reduce((sum, pause) => sum + pause, 0);
  expect(whole).toBeGreaterThan(MILLIS_PER_DAY * 0.9);
  expect(whole).toBeLessThan(MILLIS_PER_DAY * 1.5);
});

test('a Retry-After lengthens the pause, within six hours and a tenth, and never shortens it', () => {
  fc.assert(fc.property(fc.nat(schedule.length - 2), fc.nat(), (step, asked) => {
    const pause = pauseAfter(step, schedule, asked)!;
    expect(Number.isInteger(pause)).toBe(true);
    expect(pause).toBeGreaterThanOrEqual(Math.max(schedule[step + 1]!, Math.min(asked, 6 * MILLIS_PER_HOUR)));
    expect(pause).toBeLessThanOrEqual(Math.max(schedule[step + 1]!, 6 * MILLIS_PER_HOUR) * 1.1);
  }));
});

test.each([
  [undefined, 0], ['120', 120_000], [' 7 ', 7_000], ['soon', 0], ['-5', 0], ['99999999999', 0],
  ['Fri, 15 Jan 2027 12:01:00 GMT', 60_000], ['Fri, 15 Jan 2027 11:59:00 GMT', 0],
])('Retry-After: %s', (header, millis) => {
  expect(retryAfterMillis(header, Date.UTC(2027, 0, 15, 12))).toBe(millis);
});
