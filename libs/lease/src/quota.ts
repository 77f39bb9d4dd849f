import { type Reader, rowsOf, sql, type Transaction } from '#libs/database';
import { type ResourceClass } from '#libs/kernel';

import { leaseProblems } from './lease.errors.js';
import { pointerTo } from './resources.js';

/** What a project may claim of a class, and what its held claims take. Classes without a quota are left out. */
export interface QuotaUse {
  projectId: string;
  resourceClass: ResourceClass;
  limit: bigint;
  held: bigint;
}

/**
 * Quotas of projects beside what their held claims take: never what is merely asked for, and of a replica that moves only the claim that serves. The one read of placement's table
 * from up here; a project without quotas costs an index look-up.
 */
export async function quotaUse(reader: Reader, projectIds: readonly string[]): Promise<QuotaUse[]> {
  const rows = await rowsOf<{ project_id: string; resource_class: ResourceClass; limit: bigint; held: bigint }>(reader, sql`
    with limited as (
      select q.project_id, q.resource_class, q."limit" from quotas q
      where q.project_id in (select value from jsonb_array_elements_text(${JSON.stringify([...new Set(projectIds)])}::jsonb))
    ), used as (
      select c.project_id, r."resourceClass" as resource_class, sum(r.amount) as held
      from claims c cross join lateral jsonb_to_recordset(c.resources) as r("resourceClass" text, amount bigint)
      where c.state = 'held' and c.part = 'serving' and c.project_id in (select project_id from limited)
      group by 1, 2
    )
    select l.project_id, l.resource_class, l."limit", coalesce(u.held, 0)::bigint as held
    from limited l left join used u using (project_id, resource_class) order by 1, 2`);
  return rows.map((row) => ({ projectId: row.project_id, resourceClass: row.resource_class, limit: row.limit, held: row.held }));
}

/**
 * Serialises decisions about projects' quotas until the transaction ends: two appliers, of two pools, must not both find
 * room for the last unit. Admission needs no such lock, since the applier checks again.
 */
export async function lockQuotas(tx: Transaction, projectIds: readonly string[]): Promise<void> {
  await tx.$queryRaw(sql`
    select pg_advisory_xact_lock(hashtextextended('quota/' || id, 0))::text
    from (select distinct value as id from jsonb_array_elements_text(${JSON.stringify(projectIds)}::jsonb) order by 1) locked`);
}

/** @throws Problem `quota_exceeded` when the project's held claims and `more` are above a limit together. */
export async function checkQuota(reader: Reader, projectId: string, more: ReadonlyMap<ResourceClass, bigint>): Promise<void> {
  for (const { resourceClass, limit, held } of await quotaUse(reader, [projectId])) {
    const asked = more.get(resourceClass) ?? 0n;
    if (asked <= 0n || held + asked <= limit) continue;
    throw leaseProblems.quota_exceeded(`This project may claim ${limit} ${resourceClass} and holds ${held}; the request asks for ${asked}.`, {
      pointer: pointerTo(resourceClass),
      extra: { resourceClass, limit: limit.toString(), held: held.toString(), asked: asked.toString() },
    });
  }
}
