import type { Millis } from './clock.js';

/** A page of rows that were read with a limit one higher than asked for, to see whether there are more; `next` is where it goes on, null at the end. */
export function pageOf<T, Position>(rows: readonly T[], limit: number, whereOf: (last: T) => Position): { items: T[]; next: Position | null } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last !== undefined ? whereOf(last) : null };
}

/** Of what is listed in order of creation. */
export function positionOf({ createdAt, id }: { createdAt: Millis; id: string }): { createdAt: Millis; id: string } {
  return { createdAt, id };
}
