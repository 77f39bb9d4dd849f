import { type Reader } from '#libs/database';
import { type PlacementRequest } from '#libs/lease';

import { type Ask } from './board.js';
import { heldClaimsOf, operatorsThatLost } from './claims.js';

/** Requests with what placement knows of them: two statements for leases that hold something already, none for the others. */
export async function asksFor(reader: Reader, requests: readonly PlacementRequest[]): Promise<Ask[]> {
  const running = requests.filter(({ state }) => state !== 'requested' && state !== 'blocked').map((request) => request.leaseId);
  const held = await heldClaimsOf(reader, running);
  const lost = await operatorsThatLost(reader, running);
  return requests.map((request) => ({
    ...request,
    held: (held.get(request.leaseId) ?? []).filter((claim) => claim.replica < request.replicas),
    avoidOperators: lost.get(request.leaseId) ?? [],
  }));
}
