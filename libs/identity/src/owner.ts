import { sql, type Transaction } from '#libs/database';
import { type Actor, commonProblems, type OwnerType } from '#libs/kernel';

import { identityProblems } from './identity.errors.js';

/** Whose something is. */
export interface Owner {
  type: OwnerType;
  id: string;
}

export function ownerOf(actor: Actor): Owner {
  return { type: actor.ownerType, id: actor.ownerId };
}

/** Lets the owner through, and the platform. @throws Problem `not_found` for all others, as if there were nothing. */
export function requireOwner(actor: Actor, ownerId: string, what = 'thing'): void {
  if (actor.ownerId !== ownerId && actor.ownerType !== 'platform') throw commonProblems.not_found(`No such ${what}.`);
}

/** Lets through whoever may see a project of its own. @throws Problem `not_found` when its key is limited to another. */
export function requireProject(actor: Actor, projectId: string, what = 'project'): void {
  if (actor.projectId !== undefined && actor.projectId !== projectId) throw commonProblems.not_found(`No such ${what}.`);
}

/** @throws Problem `key_limited_to_project`: what concerns the whole tenant is not for keys of one project. */
export function requireWhole(actor: Actor): void {
  if (actor.projectId !== undefined) throw identityProblems.key_limited_to_project('This key is limited to one project; use a key of the whole tenant.');
}

/** @throws Problem `not_found` when there is no such tenant or operator. */
export async function requireExisting(tx: Transaction, owner: Owner): Promise<void> {
  if (owner.type === 'platform') return;
  const rows = owner.type === 'tenant'
    ? await tx.$queryRaw<unknown[]>(sql`select 1 from tenants where id = ${owner.id}`)
    : await tx.$queryRaw<unknown[]>(sql`select 1 from operators where id = ${owner.id}`);
  if (rows.length === 0) throw commonProblems.not_found(`No such ${owner.type}.`);
}
