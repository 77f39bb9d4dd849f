import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { type ClosedReason, closedReasons } from '#libs/lease';

import { judge, type Seen } from './judge.js';

const DEADLINE = 1_000_000;
const running: Seen = { begunAt: 900_000, readyAt: 901_000, deadlineAt: DEADLINE, ends: null, isThere: true, trouble: null, answer: 'partial' };
const outcome = (over: Partial<Seen>, now: number) => judge({ ...running, ...over }, now)?.outcome;

const anything = fc.record({
  begunAt: fc.nat(2_000_000), readyAt: fc.option(fc.nat(2_000_000)), deadlineAt: fc.option(fc.nat(2_000_000)),
  ends: fc.option(fc.constantFrom(...(Object.keys(closedReasons) as ClosedReason[]), 'gone' as const)), isThere: fc.boolean(),
  trouble: fc.option(fc.constantFrom('out_of_memory', 'crash_loop', 'image_not_found', 'contact_lost')), answer: fc.constantFrom('partial', 'right', 'wrong', 'unread'),
}) as fc.Arbitrary<Seen>;

describe('a challenge', () => {
  test('passes when what was looked at is right, and was found within a minute of the deadline', () => {
    expect([outcome({ answer: 'right' }, DEADLINE - 50_000), outcome({ answer: 'right' }, DEADLINE + 60_000), outcome({ answer: 'right' }, DEADLINE + 60_001)]).toEqual(['passed', 'passed', 'void']);
  });

  test('fails when it is wrong, whenever that is found, or not all there when it is due', () => {
    expect([outcome({ answer: 'wrong' }, DEADLINE - 50_000), outcome({ answer: 'wrong' }, DEADLINE + 999_999)]).toEqual(['failed', 'failed']);
    expect([outcome({}, DEADLINE), outcome({}, DEADLINE + 1), outcome({ answer: 'unread' }, DEADLINE + 1), outcome({ answer: 'unread' }, DEADLINE + 300_001)]).toEqual([undefined, 'failed', undefined, 'void']);
  });

  test('fails for want of memory, and is void when it does not start, whatever else keeps it', () => {
    expect([outcome({ trouble: 'out_of_memory' }, DEADLINE), outcome({ ends: 'out_of_memory' }, DEADLINE)]).toEqual(['failed', 'failed']);
    const waiting = { readyAt: null, deadlineAt: null, answer: 'unread' as const };
    expect([outcome({ ...waiting, trouble: 'image_not_found' }, 900_000 + 600_000), outcome({ ...waiting, trouble: 'image_not_found' }, 900_000 + 600_001)]).toEqual([undefined, 'void']);
  });

  test('is held against nobody when its lease gave way, or its host went away', () => {
    for (const answer of ['partial', 'right', 'wrong', 'unread'] as const) {
      expect([outcome({ ends: 'capacity_reclaimed', answer }, DEADLINE + 1), outcome({ ends: 'platform_error', answer }, DEADLINE + 1), outcome({ isThere: false, answer }, DEADLINE + 1)]).toEqual(['void', 'void', 'void']);
    }
  });

  test('whatever is seen of it: passes only by a right answer, fails only by a wrong or late one or for want of memory, and ends in time', () => {
    fc.assert(fc.property(anything, fc.nat(3_000_000), (seen, now) => {
      const verdict = judge(seen, now);
      const [isRight, isLate] = [seen.answer === 'right' && seen.isThere && seen.ends === null && seen.deadlineAt !== null, seen.answer === 'partial' && now > seen.deadlineAt!];
      expect(verdict?.outcome !== 'passed' || isRight).toBe(true);
      expect(verdict?.outcome !== 'failed' || seen.answer === 'wrong' || isLate || seen.trouble === 'out_of_memory' || seen.ends === 'out_of_memory').toBe(true);
      expect(judge(seen, Math.max(seen.begunAt, seen.deadlineAt ?? 0) + 600_001)).toBeDefined();
    }), { numRuns: 1_000 });
  });
});
