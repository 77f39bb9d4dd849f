import { type PlacementHost } from '#libs/inventory';
import { type Blocked, gpuMilli, type HeldClaim, isVolume, plainAmounts, plainClaim, type QuotaUse } from '#libs/lease';
import { assert, canonicalJson, type ClaimedResource } from '#libs/kernel';

import { type RequestSpec, Board, chooseDevices, coarse, countReplica, type Policy, type Wanted, wantedBy, whateverAsked } from './board.js';
import { type PlacedClaim } from './claims.js';
import { CoarseBoard, wantedOf } from './coarse-room.js';
import { type CompareHosts, comparerOf } from './compare-hosts.js';
import { domainOf } from './domains.js';
import { FairShares, fairTurns, type FairInput } from './fair-shares.js';
import { type Filter } from './filter.js';
import { allFilters, movingFilters, standingFilters } from './filters.js';
import { affinityFilter } from './filters/affinity.js';
import { gpuColumnOn, gpuFilter } from './filters/gpu.js';
import { maintenanceAheadFilter } from './filters/maintenance-ahead.js';
import { spreadFilter } from './filters/spread.js';
import { tierFilter } from './filters/tier.js';
import { hash32, mix } from './hash.js';
import { countedReplicas } from './packing/demand.js';
import { Packer } from './packing/packer.js';
import { type Ranking } from './packing/ranking.js';
import { increaseOf, type Plan, type PlannedClaim, type PlannedLease, quotaBlocked } from './plan.js';
import { type Shape, Shapes } from './shapes.js';
import { type Snapshot } from './snapshot.js';
import { weighHosts } from './weigh-hosts.js';

/** Decides between hosts that are equally good. The same seed decides the same. */
export type Seed = number;

/**
 * Decides claims for a round of requests, in their order, or by what tenants have already (`options.fair`). Same snapshot, policy, requests and seed: the same plan, byte for
 * byte, in whatever order the hosts come. The snapshot is left as it was. A lease's first placement is all or nothing; one
 * that runs gets as many of its missing replicas as fit, and successors for those that are to move. What its project's quota rules out takes no room from those behind it.
 */
export function place(snapshot: Snapshot, policy: Policy, requests: readonly RequestSpec[], seed: Seed, quotas: readonly QuotaUse[] = [], options: PlaceOptions = {}): Plan {
  const round = new Round(snapshot, policy, seed, quotas, options, requests.some(({ neighbours = [] }) => neighbours.length > 0));
  const leases: PlannedLease[] = requests.length === 0 ? [] : Array.from({ length: requests.length });
  const shares = options.fair && new FairShares(snapshot, options.fair);
  for (const index of shares ? fairTurns(requests, shares, options.fair!.among) : requests.keys()) {
    const ask = requests[index]!;
    leases[index] = round.placeLease(ask);
    for (const { replaces, succeeds, resources } of shares ? leases[index].claims : []) if (!replaces && !succeeds) shares!.add(ask.tenantId, resources);
  }
  round.board.rollback(0);
  return { leases };
}

export interface PlaceOptions {
  /** By what tenants have the first of the requests are put in order; left out: they are tried as they come. */
  fair?: FairInput & { among: number };
  /**
   * Whether every decision is a plain scan, also where nothing fits: each host is looked at and scored anew, by the same code. The same plan, slower:
   * what is kept is checked and measured against it. Only why nothing fits is found once for a shape, since later it would be said otherwise.
   */
  rescoreAll?: boolean;
}

/** What a replica that is there already is not held against: others of its own, its neighbours or a window may have come since, and its operator may be trusted less. */
const heldAnyway: ReadonlySet<Filter> = new Set([spreadFilter, affinityFilter, maintenanceAheadFilter, tierFilter]);

/** Scores that are looked at for one host that passes, the best first. */
const MOST_LOOKS = 32;

/** Hosts that pass the standing filters: in order, and by host index. */
interface Candidates {
  hosts: Int32Array;
  isOne: Uint8Array;
}

class Round {
  readonly board: Board;
  private readonly packer: Packer;
  private readonly compareHosts: CompareHosts;
  private readonly hostHashes: Uint32Array;
  private readonly standing = new Map<string, Candidates>();
  private readonly shapes: Shapes;
  private coarse: CoarseBoard | undefined;
  /** The moving filters that concern what is being placed. */
  private concerned: { wanted: Wanted; filters: readonly Filter[] } | undefined;
  /** Hosts that score alike, of the last look at a ranking. */
  private readonly alike: Int32Array;
  /** What this plan claims, by lease, where some request has neighbours. */
  private readonly made = new Map<string, readonly PlannedClaim[]>();

  /** Of each limited class of each project. */
  private readonly quotaRoom: Map<string, bigint>;

  /** Nothing of hosts is kept between decisions. */
  private readonly scansAll: boolean;

  constructor(private readonly snapshot: Snapshot, private readonly policy: Policy, private readonly seed: Seed, quotas: readonly QuotaUse[], options: PlaceOptions, private readonly hasNeighbours: boolean) {
    this.scansAll = options.rescoreAll ?? false;
    this.board = new Board(snapshot, policy);
    this.shapes = new Shapes(snapshot, policy);
    this.packer = new Packer(this.board, policy.packScore ?? 'expected-fill', (policy.packWeightBps ?? 0) > 0);
    this.compareHosts = comparerOf(snapshot);
    this.quotaRoom = new Map(quotas.map((use) => [`${use.projectId}/${use.resourceClass}`, use.limit - use.held]));
    this.hostHashes = hashesOf(snapshot);
    this.alike = new Int32Array(snapshot.hosts.length);
  }

  placeLease(ask: RequestSpec): PlannedLease {
    const shape = this.shapes.of(ask);
    if (ask.state === 'requested') this.packer.arrived(shape.terms.demand, countedReplicas(ask));
    const mark = this.board.mark();
    const planned = this.planBest(ask, shape);
    if (this.quotaRoom.size === 0 || this.takeQuota(ask, planned)) {
      if (this.hasNeighbours && planned.claims.length > 0) this.made.set(ask.leaseId, planned.claims);
      return planned;
    }
    this.board.rollback(mark);
    return { ...planned, claims: [], resizes: [], blocked: quotaBlocked };
  }

  /** Whether the project's quota has room for the plan; then that much less is left. */
  private takeQuota(ask: RequestSpec, planned: PlannedLease): boolean {
    const more = [...increaseOf(planned, ask.held)].map(([resourceClass, amount]) => [`${ask.projectId}/${resourceClass}`, amount] as const);
    if (!more.every(([key, amount]) => amount <= 0n || amount <= (this.quotaRoom.get(key) ?? amount))) return false;
    for (const [key, amount] of more) if (this.quotaRoom.has(key)) this.quotaRoom.set(key, this.quotaRoom.get(key)! - amount);
    return true;
  }

  /** As it was asked for first, else by the first of its fall-backs that fits; where none does, why the first choice does not. */
  private planBest(ask: RequestSpec, shape: Shape): PlannedLease {
    const first = this.plan(ask, shape);
    if (!first.blocked) return first;
    for (const { fallback, resources, constraints, gpuModels } of ask.fallbacks ?? []) {
      const instead = { ...ask, resources, constraints, gpuModels };
      const planned = this.plan(instead, this.shapes.of(instead));
      if (!planned.blocked) return { ...planned, fallback: fallback! };
    }
    return first;
  }

  private plan(ask: RequestSpec, shape: Shape): PlannedLease {
    const planned: PlannedLease = { leaseId: ask.leaseId, version: ask.version, claims: [], resizes: [] };
    const isFirst = ask.state === 'requested' || ask.state === 'blocked';
    if (isFirst && shape.refusal?.freed === this.board.freed) {
      if (this.scansAll) this.bestByScan(wantedBy(shape.terms, ask, this.snapshot), 0, false); // it looks all the same
      planned.blocked = shape.refusal.blocked;
      return planned;
    }
    const mark = this.board.mark();
    const wanted = wantedBy(shape.terms, ask, this.snapshot);
    this.concerned = { wanted, filters: (shape.filters ??= this.filtersFor(wanted)) };
    this.heedPlanned(wanted);
    // One that is being succeeded is left as it is: its successor is resized when it serves.
    const { serving, placed, succeeded } = ask.held.length === 0 ? nothingHeld : heldOf(ask);
    for (const claim of serving) if (!succeeded.has(claim.replica) && !isAsWanted(claim, ask)) planned.blocked ??= this.resize(wanted, claim, planned);
    for (let replica = 0; replica < ask.replicas; replica += 1) {
      if (placed.has(replica)) continue;
      const claim = this.claim(wanted, replica);
      if (claim) {
        if (planned.claims.length === 0) planned.claims = [claim]; // with no room for more, which most do not need
        else planned.claims.push(claim);
        continue;
      }
      planned.blocked ??= this.reasons(wanted); // replicas are alike: what stops one stops the rest
      break;
    }
    for (const claim of serving) if (!succeeded.has(claim.replica)) this.succeed(wanted, claim, planned);
    if (!planned.blocked || !isFirst) return planned;
    this.board.rollback(mark);
    shape.refusal = { freed: this.board.freed, blocked: planned.blocked };
    return { ...planned, claims: [], resizes: [] };
  }

  /** Who is to be apart is so from what this plan claims too; together only with what is held, since a plan may be refused in part. */
  private heedPlanned({ neighbours }: Wanted): void {
    for (const { leaseId, isTogether, over, domains } of neighbours) {
      if (isTogether) continue;
      for (const { hostId } of this.made.get(leaseId) ?? []) domains.add(domainOf(this.snapshot.hosts[this.snapshot.indexOf.get(hostId)!]!, over));
    }
  }

  /** Claims the best host for one replica. */
  private claim(wanted: Wanted, replica: number): PlannedClaim | undefined {
    const host = this.best(wanted, replica);
    return host < 0 ? undefined : this.claimOn(wanted, replica, host);
  }

  private claimOn(wanted: Wanted, replica: number, host: number): PlannedClaim {
    const { id, clusterId, siteId, operatorId } = this.snapshot.hosts[host]!;
    const resources = this.resourcesOn(wanted, host);
    assert(resources, 'a host that passes the filters can be claimed');
    this.board.take(host, resources);
    if (wanted.ask.replicas > 1 || wanted.ask.held.length > 0) countReplica(wanted, { hostId: id, siteId, operatorId }, 1); // nobody asks how one by itself is spread
    return { leaseId: wanted.ask.leaseId, replica, hostId: id, clusterId, siteId, operatorId, resources };
  }

  /**
   * Claims a second host for a replica of a running lease whose first one drains, or that is told to move to it. Where there is none the lease waits for
   * nothing: it is tried again; at the latest, one whose host drains is placed anew when its time is up, and one that was told to move stays. Both count for
   * spread, each without the other: whichever stays, it holds.
   */
  private succeed(wanted: Wanted, claim: PlacedClaim, planned: PlannedLease): void {
    const { state } = wanted.ask;
    const host = this.snapshot.indexOf.get(claim.hostId);
    if ((state !== 'active' && state !== 'degraded') || host === undefined) return;
    const isDraining = this.snapshot.hosts[host]!.state === 'draining';
    if ((!isDraining && claim.movesTo === undefined) || planned.claims.some((made) => made.replaces === claim.id)) return;
    countReplica(wanted, claim, -1);
    const made = isDraining ? this.claim(wanted, claim.replica) : this.moveTo(wanted, claim.replica, claim.movesTo!);
    countReplica(wanted, claim, 1);
    if (made) planned.claims.push({ ...made, succeeds: claim.id });
  }

  private moveTo(wanted: Wanted, replica: number, hostId: string): PlannedClaim | undefined {
    const host = this.snapshot.indexOf.get(hostId);
    return host !== undefined && this.candidates(wanted).isOne[host] === 1 && this.admits(wanted, host) ? this.claimOn(wanted, replica, host) : undefined;
  }

  /** Changes a claim in place where its host has room, else moves the replica; else it keeps what it has, and the reasons are given. */
  private resize(wanted: Wanted, claim: HeldClaim, planned: PlannedLease): Blocked | undefined {
    const mark = this.board.mark();
    const host = this.snapshot.indexOf.get(claim.hostId);
    if (host !== undefined) {
      this.board.give(host, claim.resources);
      const here = takesMore(wanted, claim) ? wanted : whateverAsked(wanted);
      const fitsHere = isServing(this.snapshot.hosts[host]!) && movingFilters.every((filter) => heldAnyway.has(filter) || filter.admits(here, host, this.board));
      const resources = fitsHere ? this.resourcesOn(here, host) : undefined;
      if (resources) {
        this.board.take(host, resources);
        planned.resizes.push({ leaseId: claim.leaseId, claimId: claim.id, hostId: claim.hostId, from: claim.resources, to: resources });
        return undefined;
      }
    }
    // What has volumes waits for room beside them rather than leave them. Where its host drains it has to.
    if (claim.resources.some(isVolume) && (host === undefined || this.snapshot.hosts[host]!.state !== 'draining')) {
      this.board.rollback(mark);
      return this.reasonsBesideVolumes(wanted, claim);
    }
    countReplica(wanted, claim, -1);
    const moved = this.claim(wanted, claim.replica);
    if (moved) {
      planned.claims.push({ ...moved, replaces: claim.id });
      return undefined;
    }
    this.board.rollback(mark);
    const blocked = this.reasons(wanted);
    countReplica(wanted, claim, 1);
    return blocked;
  }

  /** As if it were not there yet. */
  private reasonsBesideVolumes(wanted: Wanted, claim: HeldClaim): Blocked {
    countReplica(wanted, claim, -1);
    const blocked = this.reasons({ ...wanted, volumesOn: claim.hostId });
    countReplica(wanted, claim, 1);
    return blocked;
  }

  /** What a replica would hold on a host: of its GPUs, the first allowed model that fits there. */
  private resourcesOn(wanted: Wanted, host: number): ClaimedResource[] | undefined {
    if (!wanted.gpu) return wanted.plainClaim.slice();
    const column = gpuColumnOn(wanted, host, this.board);
    const device = column && wanted.gpu.milliEach < 1_000 ? this.packer.deviceFor(wanted.demand, host, column) : undefined;
    const devices = column && chooseDevices(column, host, wanted.gpu, device);
    return devices && wanted.plainClaim.concat({ resourceClass: 'GPU_MILLI', variant: column.variant, amount: wanted.gpu.amount, devices });
  }

  /** The index of the best host that passes every filter, or -1. Ties go by what is free, then by a hash of the host, the lease and the seed. */
  private best(wanted: Wanted, replica: number): number {
    const tie = hash32(wanted.ask.leaseId, (this.seed ^ replica) >>> 0);
    if (this.scansAll) return this.bestByScan(wanted, tie, true);
    const ranking = this.packer.rank(wanted);
    const packing = ranking.scores;
    const weigh = weighHosts(wanted, packing, this.board);
    if (!weigh) {
      const packed = this.bestPacked(wanted, ranking, tie);
      if (packed !== undefined) return packed;
    }
    let best = -1;
    let bestWeight = 0;
    let bestTie = 0;
    for (const host of this.candidates(wanted).hosts) {
      const packed = packing[host]!;
      if (packed === -Infinity) continue;
      const weight = weigh ? weigh(host) : 0;
      if (best >= 0 && (weight < bestWeight || (weight === bestWeight && packed < packing[best]!))) continue;
      const hostTie = mix(this.hostHashes[host]! ^ tie);
      const isTied = best >= 0 && weight === bestWeight && packed === packing[best]!;
      if ((isTied && !this.winsTie(host, hostTie, best, bestTie)) || !this.admits(wanted, host)) continue;
      best = host;
      bestWeight = weight;
      bestTie = hostTie;
    }
    return best;
  }

  /** The same by a plain scan, as quick as one is: room and what holds anyway are looked at on each host, the other filters are asked of those that score more than all before. */
  private bestByScan(wanted: Wanted, tie: number, learns: boolean): number {
    const packing = this.packer.scan(wanted, learns);
    const weigh = weighHosts(wanted, packing, this.board);
    let best = -1;
    let bestWeight = 0;
    let bestTie = 0;
    for (let host = 0; host < packing.length; host += 1) {
      const packed = packing[host]!;
      if (packed === -Infinity || !standingFilters.every((filter) => filter.admits(wanted, host, this.board))) continue;
      const weight = weigh ? weigh(host) : 0;
      const order = best < 0 ? 1 : weight - bestWeight || packed - packing[best]!;
      if (order < 0) continue;
      const hostTie = mix(this.hostHashes[host]! ^ tie);
      if ((order === 0 && !this.winsTie(host, hostTie, best, bestTie)) || !this.admits(wanted, host)) continue;
      best = host;
      bestWeight = weight;
      bestTie = hostTie;
    }
    return best;
  }

  /** The host that packs best of those that pass every filter, or -1; undefined where none of those does that pack best, nor of those after them, a few times over: then all are looked at. */
  private bestPacked(wanted: Wanted, ranking: Ranking, tie: number): number | undefined {
    const candidates = this.candidates(wanted);
    const likely = this.likeliest(ranking, candidates, tie);
    if (likely >= 0 && this.admits(wanted, likely)) return likely;
    const { hosts: among } = candidates;
    let below = Infinity;
    for (let look = 0; look < MOST_LOOKS; look += 1) {
      // Where most hosts are candidates it is quicker to pass over the others.
      const all = among.length * 2 > this.snapshot.hosts.length ? ranking.best(this.alike, below) : undefined;
      if (all?.length === 0) return -1;
      const hosts = all ? onlyCandidates(all, candidates) : bestOf(among, ranking.scores, below);
      if (all && hosts.length === 0) {
        below = ranking.scores[all[0]!]!;
        continue;
      }
      if (hosts.length === 0) return -1;
      // Mostly the first one passes, and none but it has to be asked.
      const first = this.firstOf(hosts, tie);
      if (this.admits(wanted, first)) return first;
      const passing = hosts.length === 1 ? -1 : this.firstOf(hosts, tie, wanted);
      if (passing >= 0) return passing;
      below = ranking.scores[first]!;
    }
    return undefined;
  }

  /** The candidate that packs best and that ties go to, where some candidate does pack best of all hosts and comes first by what it is; else -1. */
  private likeliest(ranking: Ranking, { isOne }: Candidates, tie: number): number {
    const firsts = ranking.firsts(this.alike, this.compareHosts);
    let best = -1;
    let bestTie = 0;
    for (let index = 0; index < firsts.length; index += 1) {
      const host = firsts[index]!;
      if (isOne[host] === 0) continue;
      const hostTie = mix(this.hostHashes[host]! ^ tie);
      if (best >= 0 && (hostTie < bestTie || (hostTie === bestTie && this.snapshot.hosts[host]!.id > this.snapshot.hosts[best]!.id))) continue;
      best = host;
      bestTie = hostTie;
    }
    return best;
  }

  /** Of hosts that score alike, the one that ties go to, of those that pass every filter where it is said for what; or -1. */
  private firstOf(hosts: ArrayLike<number>, tie: number, wanted?: Wanted): number {
    let best = -1;
    let bestTie = 0;
    for (let index = 0; index < hosts.length; index += 1) {
      const host = hosts[index]!;
      const hostTie = mix(this.hostHashes[host]! ^ tie);
      if ((best >= 0 && !this.winsTie(host, hostTie, best, bestTie)) || (wanted && !this.admits(wanted, host))) continue;
      best = host;
      bestTie = hostTie;
    }
    return best;
  }

  /** Two alike hosts with one hash: rarer than one in four billion, yet the order of hosts must not decide. */
  private winsTie(host: number, tie: number, best: number, bestTie: number): boolean {
    const order = this.compareHosts(host, best);
    if (order !== 0) return order < 0;
    return tie === bestTie ? this.snapshot.hosts[host]!.id < this.snapshot.hosts[best]!.id : tie > bestTie;
  }

  private admits(wanted: Wanted, host: number): boolean {
    const filters = this.concerned?.wanted === wanted ? this.concerned.filters : this.filtersFor(wanted);
    for (let index = 0; index < filters.length; index += 1) if (!filters[index]!.admits(wanted, host, this.board)) return false;
    // Of several models one may be free and another within what it pays: it takes one that is both.
    return !wanted.gpu || wanted.gpu.columns.length === 1 || gpuColumnOn(wanted, host, this.board) !== undefined;
  }

  private filtersFor(wanted: Wanted): readonly Filter[] {
    return movingFilters.filter((filter) => filter.concerns?.(wanted, this.board) ?? true);
  }

  /** Hosts that pass the standing filters, found once for the same constraints. */
  private candidates(wanted: Wanted): Candidates {
    const { jurisdictions, regions, requiredTraits, forbiddenTraits, anyOfTraits } = wanted.ask.constraints;
    const isAny = !(jurisdictions ?? regions ?? requiredTraits ?? forbiddenTraits ?? anyOfTraits);
    const key = isAny ? '' : JSON.stringify([jurisdictions, regions, requiredTraits, forbiddenTraits, anyOfTraits]);
    let found = this.standing.get(key);
    if (!found) {
      const hosts: number[] = [];
      for (let host = 0; host < this.snapshot.hosts.length; host += 1) {
        if (standingFilters.every((filter) => filter.admits(wanted, host, this.board))) hosts.push(host);
      }
      const isOne = new Uint8Array(this.snapshot.hosts.length);
      for (const host of hosts) isOne[host] = 1;
      this.standing.set(key, (found = { hosts: Int32Array.from(hosts), isOne }));
    }
    return found;
  }

  /** How many hosts each filter rejects, and which constraints are, by themselves, all that keeps some host out. Its tenant reads it, so it is counted by room in steps. */
  private reasons(exact: Wanted): Blocked {
    const board = (this.coarse ??= new CoarseBoard(this.board)).now();
    const wanted = wantedOf(exact, board.snapshot);
    const { hosts } = this.snapshot;
    const { isOne } = this.candidates(exact);
    const rejected = allFilters.map(() => 0);
    /** How many filters reject each host. */
    const failing = new Uint8Array(hosts.length);
    const relaxable: { relaxes: string; isRejected: Uint8Array }[] = [];
    for (let index = 0; index < allFilters.length; index += 1) {
      const filter = allFilters[index]!;
      if (!(filter.concerns?.(wanted, board) ?? true)) continue;
      // Whoever is a candidate passes the first of the filters: what they look at is not in steps.
      const isRejected = rejectedBy(filter, wanted, board, index < standingFilters.length ? isOne : undefined);
      if (!isRejected) continue;
      let count = 0;
      for (let host = 0; host < hosts.length; host += 1) {
        failing[host]! += isRejected[host]!;
        count += isRejected[host]!;
      }
      rejected[index] = count;
      if (filter.relaxes) relaxable.push({ relaxes: filter.relaxes, isRejected });
    }
    for (let host = 0; host < hosts.length; host += 1) if (failing[host] === 0) rejected[allFilters.indexOf(gpuFilter)]! += 1; // see `admits`
    const relaxations = new Set(relaxable.filter(({ isRejected }) => isRejected.some((is, host) => is === 1 && failing[host] === 1)).map(({ relaxes }) => relaxes));
    if (hosts.length === 0) return { until: 'capacity-added', reasons: [{ filter: 'capacity', reason: 'in this pool: there are none yet', hosts: 'all' }] };
    return {
      until: 'capacity-added',
      reasons: allFilters.flatMap(({ name, reason }, index) => (rejected[index]! > 0 ? [{ filter: name, reason, hosts: coarse(rejected[index]!, hosts.length) }] : [])),
      ...(relaxations.size > 0 ? { relaxations: [...relaxations].toSorted() } : {}),
    };
  }
}

/** 1 for each host that a filter rejects, where it is asked of those that do not pass it anyway; undefined where all do. */
function rejectedBy(filter: Filter, wanted: Wanted, board: Board, passes: Uint8Array | undefined): Uint8Array | undefined {
  if (passes && !passes.includes(0)) return undefined;
  const isRejected = new Uint8Array(board.snapshot.hosts.length);
  if (!passes && filter.rejectAll) filter.rejectAll(wanted, board, isRejected);
  else for (let host = 0; host < isRejected.length; host += 1) if (passes?.[host] !== 1 && !filter.admits(wanted, host, board)) isRejected[host] = 1;
  return isRejected;
}

/** Changes the list in place. */
function onlyCandidates(hosts: Int32Array, { isOne }: Candidates): Int32Array {
  let count = 0;
  for (let index = 0; index < hosts.length; index += 1) {
    const host = hosts[index]!;
    if (isOne[host] === 0) continue;
    hosts[count] = host;
    count += 1;
  }
  return hosts.subarray(0, count);
}

/** Of some hosts those that score most, of those that score less than `below`, all alike; none where nothing fits. */
function bestOf(hosts: Int32Array, scores: Float64Array, below: number): number[] {
  let best: number[] = [];
  let most = -Infinity;
  for (const host of hosts) {
    const score = scores[host]!;
    if (score < most || score === -Infinity || score >= below) continue;
    if (score > most) best = [];
    best.push(host);
    most = score;
  }
  return best;
}

const hashes = new WeakMap<Snapshot, Uint32Array>();

/** Of the names of a snapshot's hosts; made once for it. */
function hashesOf(snapshot: Snapshot): Uint32Array {
  const known = hashes.get(snapshot) ?? Uint32Array.from(snapshot.hosts, ({ id }) => hash32(id));
  hashes.set(snapshot, known);
  return known;
}

/** A request's claims that serve; which replicas those are, and of which there are successors. */
interface Held {
  serving: readonly PlacedClaim[];
  placed: ReadonlySet<number>;
  succeeded: ReadonlySet<number>;
}

const nothingHeld: Held = { serving: [], placed: new Set(), succeeded: new Set() };

function heldOf({ held }: RequestSpec): Held {
  const serving = held.filter((claim) => claim.part === 'serving');
  return { serving, placed: new Set(serving.map(({ replica }) => replica)), succeeded: new Set(held.filter((claim) => claim.part === 'successor').map(({ replica }) => replica)) };
}

/** Whether the applier takes anything of a host: what it would refuse, it would refuse in every round. */
function isServing({ state, withheld, contact }: PlacementHost): boolean {
  return state === 'open' && !withheld && contact !== 'lost';
}

/** Whether a claim holds what its lease wants of a replica now. */
export function isAsWanted(claim: HeldClaim, ask: Pick<RequestSpec, 'resources' | 'gpuModels'>): boolean {
  const gpu = claim.resources.find((held) => held.resourceClass === 'GPU_MILLI');
  if (gpuMilli(ask.resources) !== (gpu?.amount ?? 0)) return false;
  if (gpu && (!ask.gpuModels.includes(gpu.variant) || gpu.devices?.length !== ask.resources.gpu?.count)) return false;
  const wanted = plainClaim(ask.resources).map((resource) => canonicalJson(resource));
  const held = new Set(claim.resources.filter((resource) => resource !== gpu).map((resource) => canonicalJson(resource)));
  return wanted.length === held.size && wanted.every((resource) => held.has(resource));
}

/** Whether a replica wants more of something than its claim holds. */
function takesMore(wanted: Wanted, claim: HeldClaim): boolean {
  const held = (of: (resource: ClaimedResource) => boolean) => claim.resources.filter(of).reduce((sum, { amount }) => sum + amount, 0);
  if ((wanted.gpu?.amount ?? 0) > held(({ resourceClass }) => resourceClass === 'GPU_MILLI')) return true;
  return plainAmounts(wanted.ask.resources).some(({ resourceClass, variant, amount }) => amount > held((one) => one.resourceClass === resourceClass && one.variant === variant));
}
