import { appendEvents, signal, signalChannels, sql, type Transaction } from '#libs/database';
import { type ClaimId, type Millis } from '#libs/kernel';
import { lockLeases } from '#libs/lease';

import { type Proposal } from './plan-moves.js';

/** A replica that found no room, or was not ready elsewhere, within this time stays where it is. */
export const MOVE_WITHIN_MILLIS = 1_800_000;

/**
 * Tells replicas to move, as proposed; the pool's scheduler finds them their successors, and runtime changes them over. Of a proposal either all its replicas are told or
 * none: one that is not as it was makes the others worth nothing. @returns what was begun.
 */
export async function beginMoves(tx: Transaction, poolId: string, proposals: readonly Proposal[], now: Millis): Promise<Proposal[]> {
  const moves = proposals.flatMap((one) => one.moves);
  const leases = await lockLeases(tx, moves.map(({ leaseId }) => leaseId));
  const running = new Set<string>(leases.filter(({ state }) => state === 'active').map(({ id }) => id));
  const still = await tx.$queryRaw<{ id: ClaimId; host_id: string }[]>(sql`
    select c.id, c.host_id from claims c
    where c.id in (select value from jsonb_array_elements_text(${JSON.stringify(moves.map(({ claimId }) => claimId))}::jsonb)) and c.state = 'held' and c.part = 'serving'
      and not exists (select 1 from claims o where o.lease_id = c.lease_id and o.state = 'held' and (o.part <> 'serving' or o.moves_to is not null))`);
  const at = new Map(still.map((claim) => [claim.id, claim.host_id]));
  const begun = proposals.filter((one) => one.moves.every(({ claimId, leaseId, fromHostId }) => running.has(leaseId) && at.get(claimId) === fromHostId));
  const told = begun.flatMap((one) => one.moves).map(({ leaseId, replica, claimId, fromHostId, toHostId }) => ({ leaseId, replica, claimId, fromHostId, toHostId }));
  if (told.length === 0) return [];
  const movesBy = now + MOVE_WITHIN_MILLIS;
  await tx.$executeRaw(sql`
    update claims c set moves_to = t."toHostId", moves_by = ${BigInt(movesBy)}
    from jsonb_to_recordset(${JSON.stringify(told)}::jsonb) as t("claimId" text, "toHostId" text) where c.id = t."claimId"`);
  await appendEvents(tx, now, [{ type: 'replicas.move', subjectId: poolId, payload: { poolId, moves: told, movesBy } }]);
  await signal(tx, signalChannels.schedule, poolId);
  return begun;
}

/** Lets those that did not get away in time stay; what was made ready for them goes. @returns how many. */
export async function endMoves(tx: Transaction, now: Millis): Promise<number> {
  return tx.$executeRaw(sql`
    update claims set moves_to = null, moves_by = null
    where id in (select id from claims where moves_to is not null and state = 'held' and part = 'serving' and moves_by <= ${BigInt(now)} order by id limit 1000 for update skip locked)`);
}
