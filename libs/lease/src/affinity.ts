import { type Reader, rowsOf, sql } from '#libs/database';
import { commonProblems, type LeaseId } from '#libs/kernel';

import { type LeaseAffinity, type LeaseConstraints } from './lease.js';
import { openSql } from './lease.store.js';

/** Who may be named: the open leases of a project, or, where none is said yet, of a tenant. */
export type Owner = { projectId: string } | { tenantId: string };

/** Every lease that constraints name is open, and the asker's own. @throws Problem `not_found`, also for another's and for one that is over. */
export async function checkAffinity(reader: Reader, owner: Owner, { affinity = [] }: LeaseConstraints): Promise<void> {
  if (affinity.length === 0) return;
  const named = JSON.stringify(affinity.map(({ leaseId }) => leaseId));
  const mine = 'projectId' in owner ? sql`project_id = ${owner.projectId}` : sql`tenant_id = ${owner.tenantId}`;
  const rows = await rowsOf<{ id: string }>(reader, sql`
    select id from leases where id in (select value from jsonb_array_elements_text(${named}::jsonb)) and ${mine} and state not in ('closing', 'closed', 'failed')`);
  const known = new Set(rows.map(({ id }) => id));
  const index = affinity.findIndex(({ leaseId }) => !known.has(leaseId));
  if (index >= 0) throw commonProblems.not_found('No such open lease in this project.', { pointer: `/constraints/affinity/${index}/leaseId` });
}

/** What a lease says of another: `of` is to be together with, or apart from, `leaseId`. */
export interface StandingAffinity extends LeaseAffinity {
  of: LeaseId;
}

/** What the open leases of projects say of each other. */
export async function affinitiesOf(reader: Reader, projectIds: readonly string[]): Promise<StandingAffinity[]> {
  const rows = await rowsOf<{ id: LeaseId; affinity: LeaseAffinity[] }>(reader, sql`
    select id, constraints->'affinity' as affinity from leases
    where project_id in (select value from jsonb_array_elements_text(${JSON.stringify([...new Set(projectIds)])}::jsonb))
      and jsonb_exists(constraints, 'affinity') and ${openSql} order by id collate "C"`);
  return rows.flatMap(({ id, affinity }) => affinity.map((one) => ({ ...one, of: id })));
}
