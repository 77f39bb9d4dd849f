import { type Reader } from '#libs/database';
import { type PlacementRequest } from '#libs/lease';

import { type Ask } from './board.js';
import { heldClaimsOf, operatorsThatLost } from './claims.js';
import { neighboursOf } from './neighbours.js';

/** Requests with what placement knows of them: a statement for all of them, and two more for leases that hold something already. */
export async function asksFor(reader: Reader, requests: readonly PlacementRequest[]): Promise<Ask[]> {
  const running = requests.filter(({ state }) => state !== 'requested' && state !== 'blocked').map((request) => request.leaseId);
  const held = await heldClaimsOf(reader, running);
  const lost = await operatorsThatLost(reader, running);
  const neighbours = await neighboursOf(reader, requests);
  return requests.map((request) => ({
    ...request,
    held: (held.get(request.leaseId) ?? []).filter((claim) => claim.replica < request.replicas),
    avoidOperators: lost.get(request.leaseId) ?? [],
    ...(neighbours.has(request.leaseId) ? { neighbours: neighbours.get(request.leaseId) } : {}),
  }));
}
