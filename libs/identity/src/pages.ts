import { likeBeginning, likeContaining, type Sql, sql, sqlEmpty, sqlJoin } from '#libs/database';

/** Where a list in order of creation goes on: after this. */
export interface Position {
  createdAt: number;
  id: string;
}

export interface PageRequest {
  limit: number;
  after?: Position;
  /** Part of what names a thing, or the beginning of its id; in any case of letters. */
  search?: string;
}

export interface PageOf<T> {
  items: T[];
  next: Position | null;
}

/** For a `where` that has a condition already. `names`: the columns whose parts are looked for; `beginnings`: those of which people know the beginning alone. */
export function found({ search }: PageRequest, names: readonly Sql[], beginnings: readonly Sql[] = []): Sql {
  if (search === undefined) return sqlEmpty;
  const conditions = [...names.map((column) => sql`${column} ilike ${likeContaining(search)}`), ...[sql`id`, ...beginnings].map((column) => sql`${column} ilike ${likeBeginning(search)}`)];
  return sql`and (${sqlJoin(conditions, ' or ')})`;
}

/** For a `where` that has a condition already. */
export function after({ after }: PageRequest): Sql {
  return after ? sql`and (created_at, id) > (${BigInt(after.createdAt)}, ${after.id})` : sqlEmpty;
}
