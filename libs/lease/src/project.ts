import { type Reader, rowsOf, sql } from '#libs/database';
import { type Actor, commonProblems, type ProjectId } from '#libs/kernel';

/**
 * The project a request is for: the one it names, else the one its key is kept to, else the tenant's first.
 * @throws Problem `not_found`, also for another tenant's.
 */
export async function findProject(reader: Reader, actor: Actor, named: string | undefined): Promise<ProjectId> {
  const wanted = named ?? actor.projectId;
  const only = wanted === undefined ? sql`` : sql`and id = ${wanted}`;
  const [row] = await rowsOf<{ id: ProjectId }>(reader, sql`
    select id from projects where tenant_id = ${actor.ownerId} ${only} order by created_at, id limit 1`);
  if (!row || (actor.projectId !== undefined && row.id !== actor.projectId)) throw commonProblems.not_found('No such project.', { pointer: '/projectId' });
  return row.id;
}
