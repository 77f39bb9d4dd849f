import { type Sql, sql, sqlEmpty } from '#libs/database';

/** Where a list in order of creation goes on: after this. */
export interface Position {
  createdAt: number;
  id: string;
}

export interface PageRequest {
  limit: number;
  after?: Position;
}

export interface PageOf<T> {
  items: T[];
  next: Position | null;
}

/** For a `where` that has a condition already. */
export function after({ after }: PageRequest): Sql {
  return after ? sql`and (created_at, id) > (${BigInt(after.createdAt)}, ${after.id})` : sqlEmpty;
}

/** Of one row more than asked for: the page, and whether it goes on. */
export function toPage<Row extends { id: string; created_at: bigint }, T>(rows: readonly Row[], { limit }: PageRequest, view: (row: Row) => T): PageOf<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown.map(view), next: rows.length > limit && last ? { createdAt: Number(last.created_at), id: last.id } : null };
}
