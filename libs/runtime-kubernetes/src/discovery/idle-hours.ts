import { DateTime, IANAZone } from 'luxon';

import type { Millis } from '#libs/kernel';

/** Hours of some days of the week, by the clock of one place. */
export interface IdleHours {
  /** 1 is Monday, 7 Sunday: the days on which the hours begin. */
  days: ReadonlySet<number>;
  /** Minutes after midnight. An end that is not after the start is on the day after. */
  startMinute: number;
  endMinute: number;
  zone: string;
}

const dayNames = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const MINUTES_PER_DAY = 1_440;

/** Reads hours such as `Mon-Fri 20:00-06:00 Europe/Berlin`, `Sat,Sun 00:00-24:00 UTC` or `daily 01:00-05:00 Asia/Tokyo`; undefined for anything else. */
export function readIdleHours(text: string): IdleHours | undefined {
  const [, dayText, start, end, zone] = /^(\S+)\s+(\d{2}:\d{2})-(\d{2}:\d{2})\s+(\S+)$/.exec(text.trim()) ?? [];
  if (dayText === undefined || start === undefined || end === undefined || zone === undefined || !IANAZone.isValidZone(zone)) return undefined;
  const [days, startMinute, endMinute] = [readDays(dayText), readMinute(start), readMinute(end)];
  if (!days || startMinute === undefined || endMinute === undefined || startMinute === MINUTES_PER_DAY) return undefined;
  return { days, startMinute, endMinute, zone };
}

/**
 * Whether a moment lies in the hours. What the clock of the place shows at their start and end counts: a night in which it
 * is put forward is shorter, one in which it is put back is longer, and neither is torn in two.
 */
export function isWithin(hours: IdleHours, at: Millis): boolean {
  const today = DateTime.fromMillis(at, { zone: hours.zone }).startOf('day');
  return [today.minus({ days: 1 }), today].some((day) => {
    if (!hours.days.has(day.weekday)) return false;
    const overnight = hours.endMinute <= hours.startMinute;
    return instantOf(day, hours.startMinute) <= at && at < instantOf(overnight ? day.plus({ days: 1 }) : day, hours.endMinute);
  });
}

/** When the clock shows a minute of a day. One that it leaps over is the moment of the leap's end, shown an hour later. */
function instantOf(day: DateTime, minute: number): Millis {
  if (minute === MINUTES_PER_DAY) return day.plus({ days: 1 }).startOf('day').toMillis();
  return day.set({ hour: Math.floor(minute / 60), minute: minute % 60 }).toMillis();
}

function readDays(text: string): Set<number> | undefined {
  if (text.toLowerCase() === 'daily') return new Set([1, 2, 3, 4, 5, 6, 7]);
  const days = new Set<number>();
  for (const part of text.toLowerCase().split(',')) {
    const [from, to = from, ...rest] = part.split('-').map((name) => dayNames.indexOf(name));
    if (from === undefined || to === undefined || from < 0 || to < 0 || rest.length > 0) return undefined;
    for (let day = from; ; day = (day + 1) % 7) {
      days.add(day + 1);
      if (day === to) break;
    }
  }
  return days;
}

function readMinute(text: string): number | undefined {
  const [hour = 0, minute = 0] = text.split(':').map(Number);
  const minutes = hour * 60 + minute;
  return minute < 60 && minutes <= MINUTES_PER_DAY ? minutes : undefined;
}
