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
