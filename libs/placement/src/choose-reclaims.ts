import type { LeaseId } from '#libs/kernel';

import { type RequestSpec, Board, type Policy } from './board.js';
import type { PlacedClaim } from './claims.js';
import { place, type Seed } from './place.js';
import type { PlannedClaim, PlannedLease } from './plan.js';
import type { Snapshot } from './snapshot.js';

/** A spot lease that holds claims. */
export interface SpotLease {
  leaseId: LeaseId;
  /** It was told that it will be reclaimed: its room is as good as free. */
  noticed: boolean;
  claims: readonly PlacedClaim[];
}

/** What is to make room, and where: nobody else is to take it meanwhile. */
export interface Reclaims {
  leaseIds: LeaseId[];
  awaitedHosts: ReadonlySet<string>;
}

/**
 * Which spot leases are to be reclaimed so that what could not be placed fits: none where those that were told already make
 * the room; else as few as do, those that came last before those that have run longest. Each ask in its order, where the ones
 * before it are placed. Pure, and leaves the snapshot as it was.
 * @param planned what the round is about to place besides.
 * @param short what it could not; those with a replica placed now are left to the next round.
 * @param spots in the order in which they are to go.
 */
export function chooseReclaims(
  snapshot: Snapshot, policy: Policy, planned: readonly PlannedLease[], short: readonly RequestSpec[], spots: readonly SpotLease[], seed: Seed,
): Reclaims {
  const board = new Board(snapshot, policy);
  const awaited = new Set<string>();
  const chosen = new Set<SpotLease>();
  for (const lease of planned) takePlanned(board, lease);
  for (const spot of spots) if (spot.noticed) give(board, spot);
  for (const ask of short) {
    const mark = board.mark();
    const left = spots.filter((spot) => !spot.noticed && !chosen.has(spot));
    const victims = fewestFor(board, ask, left, seed);
    board.rollback(mark);
    if (!victims) continue;
    for (const victim of victims) {
      chosen.add(victim);
      give(board, victim);
    }
    for (const claim of claimsFor(board, ask, seed)!) {
      take(board, claim);
      awaited.add(claim.hostId);
    }
  }
  board.rollback(0);
  return { leaseIds: [...chosen].map(({ leaseId }) => leaseId), awaitedHosts: awaited };
}

/** The shortest beginning of the list that makes room, without those of it that turn out not to matter; undefined when all of it does not. */
function fewestFor(board: Board, ask: RequestSpec, spots: readonly SpotLease[], seed: Seed): SpotLease[] | undefined {
  const start = board.mark();
  const claimsWith = (given: readonly SpotLease[]) => {
    board.rollback(start);
    for (const spot of given) give(board, spot);
    return claimsFor(board, ask, seed);
  };
  if (claimsWith([])) return [];
  if (spots.length === 0 || !claimsWith(spots)) return undefined;
  let [tooFew, enough] = [0, spots.length];
  while (enough - tooFew > 1) {
    const middle = (tooFew + enough) >> 1;
    if (claimsWith(spots.slice(0, middle))) enough = middle;
    else tooFew = middle;
  }
  const hosts = new Set(claimsWith(spots.slice(0, enough))!.map(({ hostId }) => hostId));
  let needed = spots.slice(0, enough).filter(({ claims }) => claims.some(({ hostId }) => hosts.has(hostId)));
  if (!claimsWith(needed)) needed = spots.slice(0, enough);
  for (const spot of needed) {
    const without = needed.filter((other) => other !== spot);
    if (claimsWith(without)) needed = without;
  }
  return needed;
}

/** What an ask would claim as the board is now; undefined when something of it would not fit. */
function claimsFor({ snapshot, policy }: Board, ask: RequestSpec, seed: Seed): PlannedClaim[] | undefined {
  const [lease] = place(snapshot, policy, [ask], seed).leases;
  return lease!.blocked ? undefined : lease!.claims;
}

function takePlanned(board: Board, { claims, resizes }: PlannedLease): void {
  for (const claim of claims) take(board, claim);
  for (const { hostId, from, to } of resizes) {
    const host = board.snapshot.indexOf.get(hostId);
    if (host === undefined) continue;
    board.give(host, from);
    board.take(host, to);
  }
}

function take(board: Board, { hostId, resources }: Pick<PlannedClaim, 'hostId' | 'resources'>): void {
  const host = board.snapshot.indexOf.get(hostId);
  if (host !== undefined) board.take(host, resources);
}

function give(board: Board, { claims }: SpotLease): void {
  for (const { hostId, resources } of claims) {
    const host = board.snapshot.indexOf.get(hostId);
    if (host !== undefined) board.give(host, resources);
  }
}
