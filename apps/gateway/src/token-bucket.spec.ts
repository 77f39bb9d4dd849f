import fc from 'fast-check';
import { expect, test } from 'vitest';

import { TokenBucket } from './token-bucket.js';

const history = fc.array(fc.record({ wait: fc.integer({ min: 0, max: 500 }), wanted: fc.integer({ min: 0, max: 100_000 }) }), { maxLength: 200 });

test('over any stretch of time no more passes than the rate allows and one burst', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 10_000_000 }), fc.integer({ min: 1, max: 100_000 }), history, (rate, burst, steps) => {
    const bucket = new TokenBucket(rate, burst, 0);
    const passed: { at: number; bytes: number }[] = [];
    let now = 0;
    for (const { wait, wanted } of steps) {
      now += wait;
      const bytes = bucket.take(wanted, now);
      expect(bytes).toBeGreaterThanOrEqual(0);
      expect(bytes).toBeLessThanOrEqual(wanted);
      passed.push({ at: now, bytes });
    }
    for (let from = 0; from < passed.length; from += 10) {
      const stretch = passed.slice(from);
      const sum = stretch.reduce((total, { bytes }) => total + bytes, 0);
      expect(sum).toBeLessThanOrEqual(burst + (rate * (now - (stretch[0]?.at ?? now))) / 1_000 + 1);
    }
  }));
});

test('whoever waits as long as it says gets what it said', () => {
  fc.assert(fc.property(fc.integer({ min: 1_000, max: 10_000_000 }), fc.integer({ min: 1, max: 100_000 }), history, (rate, burst, steps) => {
    const bucket = new TokenBucket(rate, burst, 0);
    let now = 0;
    for (const { wait, wanted } of steps) {
      now += wait;
      const enough = Math.min(wanted, burst);
      now += bucket.millisUntil(enough, now) + 0.001; // a thousandth for what floating point loses
      expect(bucket.take(enough, now)).toBeGreaterThanOrEqual(enough - 1);
    }
  }));
});

test('whoever waited is not the poorer because we came late, up to a bound', () => {
  const bucket = new TokenBucket(1_000, 100, 0);
  bucket.take(100, 0);
  bucket.catchUp(250, 200);
  expect(bucket.take(1_000, 200)).toBe(200);
  bucket.catchUp(250, 10_000);
  expect(bucket.take(1_000, 10_000)).toBe(250);
  expect(bucket.take(1_000, 20_000)).toBe(100);
});

test('a new rate holds from then on', () => {
  const bucket = new TokenBucket(1_000, 100, 0);
  expect(bucket.take(1_000, 0)).toBe(100);
  bucket.setRate(10_000, 50, 10);
  expect(bucket.take(1_000, 10)).toBe(10);
  expect(bucket.take(1_000, 1_000)).toBe(50);
});
