import { type Database, sql, type Transaction } from '#libs/database';
import type { ResourceClass } from '#libs/kernel';

/** How much of each class a project may hold in claims; a class that is missing is not limited. In the class's own unit. */
export async function quotasOf(source: Transaction | Database, projectId: string): Promise<Map<ResourceClass, bigint>> {
  const statement = sql`select resource_class, "limit" from quotas where project_id = ${projectId}`;
  const rows = 'query' in source ? await source.query<QuotaRow>(statement) : await source.$queryRaw<QuotaRow[]>(statement);
  return new Map(rows.map((row) => [row.resource_class, row.limit]));
}

interface QuotaRow {
  resource_class: ResourceClass;
  limit: bigint;
}
