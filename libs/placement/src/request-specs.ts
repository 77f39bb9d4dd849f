import { type Reader } from '#libs/database';
import { type Millis } from '#libs/kernel';
import { type PlacementRequest } from '#libs/lease';

import { type RequestSpec } from './board.js';
import { heldClaimsOf, operatorsThatLost } from './claims.js';
import { neighboursOf } from './neighbours.js';

/** Requests with what placement knows of them: a statement for all of them, and two more for leases that hold something already. */
export async function specsFor(reader: Reader, requests: readonly PlacementRequest[], now: Millis): Promise<RequestSpec[]> {
  const running = requests.filter(({ state }) => state !== 'requested' && state !== 'blocked').map((request) => request.leaseId);
  const held = await heldClaimsOf(reader, running);
  const lost = await operatorsThatLost(reader, running);
  const neighbours = await neighboursOf(reader, requests);
  return requests.map((request) => ({
    ...request,
    staysUntil: staysUntil(request, now),
    held: (held.get(request.leaseId) ?? []).filter((claim) => claim.replica < request.replicas),
    avoidOperators: lost.get(request.leaseId) ?? [],
    ...(neighbours.has(request.leaseId) ? { neighbours: neighbours.get(request.leaseId) } : {}),
  }));
}

/** When a request is over that has volumes, which keep it where it is placed; undefined where that is not known, and for what may move. One that does not run yet is taken to begin now. */
export function staysUntil({ resources, endsAt, durationMillis }: Pick<PlacementRequest, 'resources' | 'endsAt' | 'durationMillis'>, now: Millis): Millis | undefined {
  if (!resources.volumes?.length) return undefined;
  return endsAt ?? (durationMillis === null ? undefined : now + durationMillis);
}
