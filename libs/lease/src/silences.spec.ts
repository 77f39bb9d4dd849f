import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { partsHeard, type Silence } from './silences.js';

const END = 100;

/** Silences of one host, in order, none within another. */
const silences = fc.uniqueArray(fc.nat(END), { minLength: 2, maxLength: 10 }).map((marks) => marks.toSorted((a, b) => a - b))
  .map((marks) => Array.from({ length: Math.floor(marks.length / 2) }, (_, index): Silence => ({ startsAt: marks[2 * index]!, endsAt: marks[2 * index + 1]!, goesOn: true })));

const covers = (at: number, { startsAt, endsAt }: { startsAt: number; endsAt: number | null }) => startsAt <= at && at < (endsAt ?? Infinity);

test('what is left of a stream is each moment of it in which its host was heard of, and no other', () => {
  fc.assert(fc.property(silences, fc.nat(END), fc.option(fc.integer({ min: 1, max: END })), (all, startsAt, lasts) => {
    const stream = { startsAt, endsAt: lasts === null ? null : startsAt + lasts };
    const within = all.filter((silence) => silence.endsAt > startsAt && silence.startsAt < (stream.endsAt ?? Infinity));
    fc.pre(within.length > 0);
    const { endsAt, later } = partsHeard(stream, within);
    const parts = [{ startsAt, endsAt }, ...later];
    for (let at = 0; at <= 2 * END; at += 1) {
      expect(parts.filter((part) => covers(at, part)).length).toBe(covers(at, stream) && !all.some((silence) => covers(at, silence)) ? 1 : 0);
    }
    expect(later.every((part) => part.endsAt === null || part.startsAt < part.endsAt)).toBe(true);
  }));
});

test('nothing goes on after a silence that ends it', () => {
  const two = [{ startsAt: 10, endsAt: 20, goesOn: false }, { startsAt: 30, endsAt: 40, goesOn: true }];
  expect(partsHeard({ startsAt: 0, endsAt: null }, two)).toEqual({ endsAt: 10, later: [] });
  expect(partsHeard({ startsAt: 0, endsAt: null }, two.toReversed().map((silence) => ({ ...silence, startsAt: 40 - silence.endsAt, endsAt: 40 - silence.startsAt })))).toEqual({ endsAt: 0, later: [{ startsAt: 10, endsAt: 20 }] });
});
