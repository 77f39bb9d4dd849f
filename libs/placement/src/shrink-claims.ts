import { sql, type Transaction } from '#libs/database';
import { giveCapacity } from '#libs/inventory';
import { type ClaimedResource, type ClaimId } from '#libs/kernel';
import { isVolume } from '#libs/lease';

import { takesOf } from './claims.js';

/** What of a claim its lease keeps while it is suspended: where its volumes are. */
export function keptOf(resources: readonly ClaimedResource[]): ClaimedResource[] {
  return resources.filter(isVolume);
}

/** Whether a claim holds volumes and nothing else. */
export function isShrunk(resources: readonly ClaimedResource[]): boolean {
  return resources.length > 0 && resources.every(isVolume);
}

/** Gives back all that claims hold but their volumes. Their lease must be locked; nothing may run under them any more. Twice is harmless. */
export async function shrinkClaims(tx: Transaction, claimIds: readonly ClaimId[]): Promise<void> {
  if (claimIds.length === 0) return;
  const rows = await tx.$queryRaw<{ id: ClaimId; hostId: string; resources: ClaimedResource[] }[]>(sql`
    select id, host_id as "hostId", resources from claims
    where state = 'held' and id in (select value from jsonb_array_elements_text(${JSON.stringify(claimIds)}::jsonb)) order by id for no key update`);
  const shrinking = rows.filter(({ resources }) => !isShrunk(resources));
  if (shrinking.length === 0) return;
  const kept = shrinking.map(({ id, resources }) => ({ id, resources: keptOf(resources) }));
  await tx.$executeRaw(sql`
    update claims c set resources = t.resources from jsonb_to_recordset(${JSON.stringify(kept)}::jsonb) as t(id text, resources jsonb) where c.id = t.id`);
  await giveCapacity(tx, takesOf(shrinking.map(({ hostId, resources }) => ({ hostId, resources: resources.filter((held) => !isVolume(held)) }))));
}
