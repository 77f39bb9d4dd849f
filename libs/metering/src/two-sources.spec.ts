import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { differ, type Reading, sidesOf, WINDOW_MILLIS, windowOf } from './two-sources.js';

const reading = (over: Partial<Reading>): Reading => ({ reporterId: 'opr_1', source: '/agent', quantity: 100n, startsAt: 0, endsAt: 100, samples: 1, ...over });

describe('accounts of a window', () => {
  const arbitrary = fc.record({
    reporterId: fc.constantFrom('opr_1', 'opr_2', 'platform'), source: fc.constantFrom('/a', '/b', '/c'), quantity: fc.bigInt(0n, 1_000n), startsAt: fc.nat(50), samples: fc.nat(9),
  }).chain((one) => fc.integer({ min: one.startsAt + 1, max: 100 }).map((endsAt) => ({ ...one, endsAt })));
  const readings = fc.uniqueArray(arbitrary, { selector: ({ reporterId, source }) => `${reporterId} ${source}`, maxLength: 9 });

  test('are the same in whatever order sources are read, and nothing is lost', () => {
    fc.assert(fc.property(readings.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))), ([some, others]) => {
      const sides = sidesOf(some);
      expect(sidesOf(others)).toEqual(sides);
      expect(sides.reduce((sum, { quantity }) => sum + quantity, 0n)).toBe(some.reduce((sum, { quantity }) => sum + quantity, 0n));
      expect(sides.flatMap(({ sources }) => sources)).toHaveLength(some.length);
    }));
  });

  test('are of sources that overlap; those of one reporter that take turns are one', () => {
    const early = reading({ source: '/agent-1', endsAt: 50 });
    const late = reading({ source: '/agent-2', startsAt: 50 });
    expect(sidesOf([late, early])).toEqual([{ reporterId: 'opr_1', sources: ['/agent-1', '/agent-2'], quantity: 200n, startsAt: 0, endsAt: 100, samples: 2 }]);
    expect(sidesOf([early, reading({ source: '/agent-3' })])).toHaveLength(2);
    expect(sidesOf([early, { ...late, reporterId: 'opr_2' }])).toHaveLength(2);
  });

  test('count in order of trust: the platform\'s first', () => {
    expect(sidesOf([reading({}), reading({ reporterId: 'platform', source: '/gateways' })]).map(({ reporterId }) => reporterId)).toEqual(['platform', 'opr_1']);
  });

  test('differ beyond the tolerance only, in parts of the larger', () => {
    const apart = (a: bigint, b: bigint, bps: number) => differ(sidesOf([reading({ quantity: a }), reading({ source: '/b', quantity: b })]), bps);
    expect([apart(95n, 100n, 500), apart(100n, 95n, 500), apart(0n, 0n, 0), apart(0n, 1n, 10_000)]).toEqual([false, false, false, false]);
    expect([apart(94n, 100n, 500), apart(99n, 100n, 0), apart(0n, 1n, 9_999)]).toEqual([true, true, true]);
  });
});

test('a sample belongs to the hour that it ended in, its last moment included', () => {
  expect([1, WINDOW_MILLIS, WINDOW_MILLIS + 1].map(windowOf)).toEqual([0, 0, WINDOW_MILLIS]);
});
