/** A page of rows that were read with a limit one higher than asked for, to see whether there are more; `next` is where it goes on, null at the end. */
export function pageOf<T, Position>(rows: readonly T[], limit: number, positionOf: (last: T) => Position): { items: T[]; next: Position | null } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last !== undefined ? positionOf(last) : null };
}
