import { describe, expect, test } from 'vitest';

import { monthsJudged } from './cover-months.js';

describe('months of a cover that can be disputed', () => {
  const startsAt = Date.UTC(2026, 0, 20, 7);

  test('begin with the month, and the first with the cover; the latest stands first', () => {
    expect(monthsJudged({ startsAt, judgedTo: Date.UTC(2026, 2, 3) })).toEqual([Date.UTC(2026, 2), Date.UTC(2026, 1), startsAt]);
  });

  test('are those that are dealt with', () => {
    expect([monthsJudged({ startsAt, judgedTo: startsAt }), monthsJudged({ startsAt, judgedTo: Date.UTC(2026, 1) })]).toEqual([[], [startsAt]]);
  });
});
