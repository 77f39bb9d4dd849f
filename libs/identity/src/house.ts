import { sql, type Transaction } from '#libs/database';
import { type Millis, newId, type ProjectId, type TenantId } from '#libs/kernel';

import { insertProject } from './projects.js';

/**
 * A new project of the platform's own tenant, which is made when it is first needed: for work by which the platform looks at capacity. Each such work has a project of its own,
 * since what operators see of a project would else tell whose it is. Nobody has a key of it.
 */
export async function houseProject(tx: Transaction, name: string, now: Millis): Promise<{ tenantId: TenantId; projectId: ProjectId }> {
  await tx.$executeRaw(sql`
    insert into tenants (id, name, house, created_at) values (${newId('tenant')}, 'the platform itself', true, ${BigInt(now)}) on conflict (house) where house do nothing`);
  const [house] = await tx.$queryRaw<{ id: TenantId }[]>(sql`select id from tenants where house`);
  const project = await insertProject(tx, house!.id, name, now);
  return { tenantId: house!.id, projectId: project.id as ProjectId };
}
