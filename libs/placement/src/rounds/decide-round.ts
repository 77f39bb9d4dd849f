import { type PlacementHost } from '#libs/inventory';
import { type QuotaUse } from '#libs/lease';
import { canonicalJson } from '#libs/kernel';
import { type StandingAsk } from '#libs/pricing';

import { type RequestSpec, type Policy } from '../board.js';
import { chooseReclaims, type SpotLease } from '../choose-reclaims.js';
import { type FairInput } from '../fair-shares.js';
import { type Demand } from '../packing/demand.js';
import { place, type Seed } from '../place.js';
import { type Plan, type PlannedLease } from '../plan.js';
import { type Snapshot, takeSnapshot } from '../snapshot.js';

/** Leases of one round that spot leases are to make room for. */
const MOST_SHORT = 20;

/** All that a round is decided by, but the seed and the spot leases that may have to make room. */
export interface RoundInputs {
  hosts: readonly PlacementHost[];
  operatorAsks: readonly StandingAsk[];
  /** What was asked for lately, oldest first. */
  recent: readonly Demand[];
  policy: Policy;
  asks: readonly RequestSpec[];
  /** The first so many asks lack something; those behind them only are to move. */
  waiting: number;
  quotas: readonly QuotaUse[];
  /** What each tenant has, where several wait: whose turn it is goes by it. */
  fair?: FairInput | undefined;
}

/** What `place` says to a round, before anybody makes room. */
export interface PlannedRound {
  snapshot: Snapshot;
  planned: readonly PlannedLease[];
  /** What lacks room, and may get it of spot leases. */
  short: readonly RequestSpec[];
}

/** A round's decision: what is written. */
export interface Decision extends Plan {
  /** Leases found to wait, known or not. */
  blocked: number;
}

/** The first half of a round, pure. */
export function planRound({ hosts, operatorAsks, recent, policy, asks, waiting, quotas, fair }: RoundInputs, seed: Seed): PlannedRound {
  const snapshot = takeSnapshot(hosts, operatorAsks, recent);
  const { leases } = place(snapshot, policy, asks, seed, quotas, fair ? { fair: { ...fair, among: waiting } } : {});
  return { snapshot, planned: leases, short: asks.filter((ask, index) => index < waiting && !ask.isSpot && lacksRoom(leases[index]!)).slice(0, MOST_SHORT) };
}

/** The second half, pure: who makes room, and what of the plan says anything new. `spots` are the pool's spot leases; none need be given where nothing is short. */
export function decideRound({ policy, asks, waiting }: RoundInputs, { snapshot, planned, short }: PlannedRound, spots: readonly SpotLease[]): Decision {
  const firm = planned.filter((_, index) => !asks[index]!.isSpot);
  const { leaseIds, awaitedHosts } = short.length === 0 ? { leaseIds: [], awaitedHosts: new Set<string>() } : chooseReclaims(snapshot, policy, firm, short, spots, 0);
  const leases = planned.filter((one, index) => isNews(one, asks[index]!, index >= waiting)
    && !(asks[index]!.isSpot && one.claims.some(({ hostId }) => awaitedHosts.has(hostId))));
  return { leases, reclaims: leaseIds, blocked: planned.filter(({ blocked }) => blocked).length };
}

/** Whether it waits for room and nothing else. What has some of its replicas placed now is looked at again first. */
function lacksRoom({ blocked, claims, resizes }: PlannedLease): boolean {
  return blocked?.until === 'capacity-added' && claims.length + resizes.length === 0;
}

/**
 * Whether a lease's part of the plan says anything that was not known: most blocked leases stay so for the same reasons, and
 * one that only is to move and cannot is as it was.
 */
function isNews(planned: PlannedLease, ask: RequestSpec, isMoving: boolean): boolean {
  if (planned.claims.length + planned.resizes.length > 0) return true;
  if (isMoving) return false;
  if (!planned.blocked || !ask.blocked) return true;
  return canonicalJson(planned.blocked) !== canonicalJson(ask.blocked);
}
