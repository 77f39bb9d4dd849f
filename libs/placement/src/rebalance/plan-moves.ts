import { type PlacementHost } from '#libs/inventory';
import { type ClaimedResource, type ClaimId, type LeaseId } from '#libs/kernel';

import { type RequestSpec } from '../board.js';
import { type PlacedClaim } from '../claims.js';
import { place } from '../place.js';
import { type RoundInputs } from '../rounds/decide-round.js';
import { columnKey, takeSnapshot } from '../snapshot.js';

/** Hosts and GPUs that are looked at to be freed, those with least to move first. */
const MOST_TRIES = 100;
/** Of one lease so many replicas are proposed to move. */
const MOST_OF_A_LEASE = 1;

export interface ProposedMove {
  leaseId: LeaseId;
  replica: number;
  claimId: ClaimId;
  isSpot: boolean;
  fromHostId: string;
  toHostId: string;
  resources: readonly ClaimedResource[];
}

/** Moves that together free something: either all of them are worth it, or none. */
export interface Proposal {
  hostId: string;
  moves: ProposedMove[];
  gain: { hosts: number; gpus: number };
  /** Each replica starts anew elsewhere before the one that runs ends: until then both hold what it takes. */
  cost: { replicas: number; spotReplicas: number; heldTwice: { resourceClass: string; variant: string; amount: number }[] };
}

export type MovingInputs = Pick<RoundInputs, 'hosts' | 'operatorAsks' | 'recent' | 'policy'> & {
  /** Running leases of which a replica may move, with all that they hold. What is held by others stays. */
  movable: readonly RequestSpec[];
  mostMoves: number;
};

/** How many replicas move. */
export function replicasIn(proposals: readonly Proposal[]): number {
  return proposals.reduce((sum, { cost }) => sum + cost.replicas, 0);
}

/** A held claim of a movable lease. */
interface Piece {
  ask: RequestSpec;
  claim: PlacedClaim;
}

/**
 * Moves that free whole hosts, or whole GPUs, without opening others: by the filters and scores that any placement goes by, as if the host drained. Pure. There is room for all of
 * them at once, beside what they move. Spot replicas first, then what has least to move; no lease loses sight of more than one replica.
 */
export function planMoves({ hosts, operatorAsks, recent, policy, movable, mostMoves }: MovingInputs): Proposal[] {
  const board = new Map(hosts.map((host) => [host.id, structuredClone(host)]));
  const left = new Set<string>();
  const moved = new Map<string, number>();
  const pieces = Map.groupBy(movable.flatMap((ask) => ask.held.map((claim): Piece => ({ ask, claim }))), ({ claim }) => claim.hostId);
  const proposals: Proposal[] = [];
  let room = mostMoves;
  for (const { host, freeing } of candidatesOf(hosts, pieces).slice(0, MOST_TRIES)) {
    const leases = freeing.map(({ ask }) => ask.leaseId);
    if (left.has(host.id) || freeing.length > room || new Set(leases).size < leases.length || leases.some((id) => (moved.get(id) ?? 0) >= MOST_OF_A_LEASE)) continue;
    const seen = [...board.values()].map((one): PlacementHost => (one.id === host.id ? { ...one, state: 'draining' } : isEmpty(one) || left.has(one.id) ? { ...one, state: 'cordoned' } : one));
    const { leases: planned } = place(takeSnapshot(seen, operatorAsks, recent), policy, freeing.map(({ ask }) => ask), 0);
    const moves = freeing.flatMap(({ ask, claim }, index): ProposedMove[] => {
      const made = planned[index]!.claims.find(({ succeeds }) => succeeds === claim.id);
      return made ? [{ leaseId: ask.leaseId, replica: claim.replica, claimId: claim.id, isSpot: ask.isSpot, fromHostId: host.id, toHostId: made.hostId, resources: made.resources }] : [];
    });
    if (moves.length < freeing.length) continue;
    const gain = gainOf(board, host, freeing, moves);
    if (gain.hosts + gain.gpus <= 0 || gain.gpus < 0) continue;
    for (const { toHostId, resources } of moves) take(board.get(toHostId)!, resources, 1);
    for (const id of leases) moved.set(id, (moved.get(id) ?? 0) + 1);
    left.add(host.id);
    room -= moves.length;
    proposals.push({ hostId: host.id, moves, gain, cost: costOf(moves) });
  }
  return proposals;
}

interface Candidate {
  host: PlacementHost;
  freeing: readonly Piece[];
}

/** Hosts on which all that is held may move, and GPUs of which that is so; whatever else is on them stays where it is. */
function candidatesOf(hosts: readonly PlacementHost[], pieces: ReadonlyMap<string, readonly Piece[]>): Candidate[] {
  const found = hosts.filter(({ state }) => state === 'open').flatMap((host): Candidate[] => {
    const own = pieces.get(host.id) ?? [];
    if (own.length === 0) return [];
    if (isEmpty(without(host, own))) return [{ host, freeing: own }];
    return host.inventories.flatMap(({ variant, deviceUsed }) => deviceUsed.flatMap((used, device): Candidate[] => {
      const on = own.filter(({ claim }) => claim.resources.some((one) => one.variant === variant && one.devices?.some(({ index }) => index === device)));
      const given = on.flatMap(({ claim }) => claim.resources.flatMap(({ devices = [] }) => devices)).reduce((sum, { index, milli }) => sum + (index === device ? milli : 0), 0);
      return used > 0 && given === used ? [{ host, freeing: on }] : [];
    }));
  });
  const firm = ({ freeing }: Candidate) => freeing.filter(({ ask }) => !ask.isSpot).length;
  return found.toSorted((one, other) => firm(one) - firm(other) || one.freeing.length - other.freeing.length || (one.host.id < other.host.id ? -1 : 1));
}

/** What is empty afterwards and was not, less what was and is not. */
function gainOf(board: ReadonlyMap<string, PlacementHost>, host: PlacementHost, freeing: readonly Piece[], moves: readonly ProposedMove[]): Proposal['gain'] {
  const source = board.get(host.id)!;
  const after = without(source, freeing);
  const targets = [...new Set(moves.map(({ toHostId }) => toHostId))].map((id) => {
    const target = structuredClone(board.get(id)!);
    for (const { toHostId, resources } of moves) if (toHostId === id) take(target, resources, 1);
    return freeGpus(target) - freeGpus(board.get(id)!);
  });
  return { hosts: isEmpty(after) ? 1 : 0, gpus: freeGpus(after) - freeGpus(source) + targets.reduce((sum, one) => sum + one, 0) };
}

function costOf(moves: readonly ProposedMove[]): Proposal['cost'] {
  const twice = Map.groupBy(moves.flatMap(({ resources }) => resources), ({ resourceClass, variant }) => columnKey(resourceClass, variant));
  return {
    replicas: moves.length, spotReplicas: moves.filter(({ isSpot }) => isSpot).length,
    heldTwice: [...twice.values()].map((all) => ({ resourceClass: all[0]!.resourceClass, variant: all[0]!.variant, amount: all.reduce((sum, { amount }) => sum + amount, 0) })),
  };
}

function isEmpty({ inventories }: PlacementHost): boolean {
  return inventories.every(({ used }) => used === 0);
}

function freeGpus({ inventories }: PlacementHost): number {
  return inventories.reduce((sum, { deviceUsed }) => sum + deviceUsed.filter((used) => used === 0).length, 0);
}

function without(host: PlacementHost, pieces: readonly Piece[]): PlacementHost {
  const rest = structuredClone(host);
  for (const { claim } of pieces) take(rest, claim.resources, -1);
  return rest;
}

function take({ inventories }: PlacementHost, resources: readonly ClaimedResource[], sign: 1 | -1): void {
  for (const { resourceClass, variant, amount, devices } of resources) {
    const inventory = inventories.find((one) => one.resourceClass === resourceClass && one.variant === variant);
    if (!inventory) continue; // a claim on what its host offers no more
    inventory.used += sign * amount;
    for (const { index, milli } of devices ?? []) inventory.deviceUsed[index]! += sign * milli;
  }
}
