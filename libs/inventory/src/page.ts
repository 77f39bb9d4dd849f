/** A part of a list; `next` is where the next part goes on, null at the end. */
export interface Page<T> {
  items: T[];
  next: string | null;
}

export interface PageRequest {
  limit: number;
  /** `next` of the page before. */
  after?: string | undefined;
}

/** Makes a page of rows that were read with a limit one higher than asked for, to see whether there are more. */
export function pageOf<T>(rows: readonly T[], limit: number, positionOf: (row: T) => string): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last !== undefined ? positionOf(last) : null };
}
