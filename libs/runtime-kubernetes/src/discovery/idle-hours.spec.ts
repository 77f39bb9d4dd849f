import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { isWithin, readIdleHours } from './idle-hours.js';

const within = (hours: string, at: string) => isWithin(readIdleHours(hours)!, Date.parse(at));

test.each([
  ['Mon-Fri 20:00-06:00 Europe/Berlin'], ['Sat,Sun 00:00-24:00 UTC'], ['daily 01:00-05:00 Asia/Tokyo'], ['fri-mon 22:00-22:00 America/New_York'], ['Tue 09:30-17:45 Asia/Kathmandu'],
])('%s is understood', (text) => expect(readIdleHours(text)).toBeDefined());

test.each([
  [''], ['Mon-Fri'], ['Mon-Fri 20:00-06:00'], ['Mon-Fri 20:00-06:00 Mars/Olympus'], ['Someday 20:00-06:00 UTC'], ['Mon 24:00-06:00 UTC'], ['Mon 20:00-25:00 UTC'], ['Mon 20:60-21:00 UTC'],
  ['Mon-Tue-Wed 20:00-21:00 UTC'], ['Mon 8:00-9:00 UTC'],
])('%s is not', (text) => expect(readIdleHours(text)).toBeUndefined());

describe('by the clock of the place', () => {
  const nights = 'Mon-Fri 20:00-06:00 Europe/Berlin';
  test.each<[string, boolean]>([
    ['2026-11-23T18:59:59Z', false], ['2026-11-23T19:00:00Z', true], ['2026-11-24T04:59:59Z', true], ['2026-11-24T05:00:00Z', false],
    // Friday's night ends on Saturday; Sunday's never begins; summer's is an hour earlier by the world's clock.
    ['2026-11-28T04:00:00Z', true], ['2026-11-29T19:30:00Z', false], ['2026-11-23T01:00:00Z', false], ['2026-07-01T18:00:00Z', true], ['2026-07-01T17:59:59Z', false],
  ])('%s: %s', (at, expected) => expect(within(nights, at)).toBe(expected));
});

describe('where clocks change', () => {
  // Berlin: 2026-03-29 02:00 → 03:00, 2026-10-25 03:00 → 02:00.
  const minutes = (hours: string, from: string, to: string) => {
    let count = 0;
    for (let at = Date.parse(from); at < Date.parse(to); at += 60_000) if (isWithin(readIdleHours(hours)!, at)) count += 1;
    return count;
  };
  test.each<[string, string, string, number]>([
    ['a night that is put forward is an hour shorter', '2026-03-28T12:00:00Z', '2026-03-29T12:00:00Z', 9 * 60],
    ['a night that is put back is an hour longer', '2026-10-24T12:00:00Z', '2026-10-25T12:00:00Z', 11 * 60],
    ['another has as many hours as it says', '2026-06-06T12:00:00Z', '2026-06-07T12:00:00Z', 10 * 60],
  ])('%s', (_name, from, to, expected) => expect(minutes('Sat 20:00-06:00 Europe/Berlin', from, to)).toBe(expected));

  test('a whole day is one, however long', () => {
    expect(minutes('Sun 00:00-24:00 Europe/Berlin', '2026-03-28T12:00:00Z', '2026-03-30T12:00:00Z')).toBe(23 * 60);
    expect(minutes('Sun 00:00-24:00 Europe/Berlin', '2026-10-24T12:00:00Z', '2026-10-26T12:00:00Z')).toBe(25 * 60);
  });

  test('hours that begin in the gap begin at its end', () => {
    expect(within('Sun 02:30-05:00 Europe/Berlin', '2026-03-29T00:59:59Z')).toBe(false);
    expect(within('Sun 02:30-05:00 Europe/Berlin', '2026-03-29T01:30:00Z')).toBe(true);
    expect(within('Sun 02:30-05:00 Europe/Berlin', '2026-03-29T03:00:00Z')).toBe(false);
  });
});

test('every moment lies in the hours or in those between them, in every zone', () => {
  const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'America/Sao_Paulo', 'Pacific/Apia');
  const clock = fc.integer({ min: 0, max: 1_439 });
  const text = (minute: number) => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
  fc.assert(fc.property(zones, clock, clock, fc.integer({ min: Date.UTC(2020), max: Date.UTC(2035) }), (zone, start, end, at) => {
    fc.pre(start !== end);
    const inside = isWithin(readIdleHours(`daily ${text(start)}-${text(end)} ${zone}`)!, at);
    const outside = isWithin(readIdleHours(`daily ${text(end)}-${text(start)} ${zone}`)!, at);
    expect(inside || outside).toBe(true);
  }));
});
