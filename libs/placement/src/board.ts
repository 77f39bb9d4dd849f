import { type PackScoreName } from '#libs/inventory';
import { type CoarseCount, type Domain, plainAmounts, plainClaim, type PlacementRequest, type Spread } from '#libs/lease';
import { assert, type ClaimedResource, type Millis, type NanoTokens } from '#libs/kernel';
import { MAX_RATE, operatorPart } from '#libs/pricing';
import { tiers } from '#libs/rules';

import { type PlacedClaim } from './claims.js';
import { domainOfClaim } from './domains.js';
import { type Neighbour } from './neighbours.js';
import { type Demand, demandOf } from './packing/demand.js';
import { type Column, columnKey, type Snapshot } from './snapshot.js';

/** A lease's request, with what placement knows of it: its claims, and who lost one. Not an ask: that is what an operator wants to get. */
export interface RequestSpec extends PlacementRequest {
  /** Held claims of replicas that are still wanted. */
  held: readonly PlacedClaim[];
  /** Operators that lost a replica of this lease: taken again only when nobody else fits. */
  avoidOperators: readonly string[];
  /** Hosts that are out of the question. */
  excludedHosts?: readonly string[];
  /** The one operator it may go to. */
  onlyOperator?: string;
  neighbours?: readonly Neighbour[];
  /** When it is over, where that is known and its volumes keep it where it is placed until then. */
  staysUntil?: Millis | undefined;
}

/** What a pool's policy says about placing. */
export interface Policy {
  /** The most of a pool's capacity of a class that one operator's claims may take, when three or more have some. Operators that belong together count as one. */
  operatorShareCapBps: number;
  /** The most that the concentration of what is claimed may be, of each class; unbounded where it does not say. */
  concentrationCapBps?: number;
  /** How an operator's part of what a lease pays is found: what it asks is compared with that. */
  operatorBps: number;
  /** How much cheaper asks are preferred over spreading replicas over operators. */
  askWeightBps: number;
  /** How it packs; 'expected-fill' where it does not say. */
  packScore?: PackScoreName;
  /** How much packing is preferred over both. 0 or nothing: it decides between hosts that are equal in them. */
  packWeightBps?: number;
  /** How much operators of better tiers are preferred over spreading and cheaper asks. 0 or nothing: not at all. */
  tierWeightBps?: number;
}

/** A spread with what there is of the lease where. */
export interface WantedSpread extends Spread {
  counts: Map<string, number>;
  /** Where it may run; found when it is first needed, for a skew alone. */
  domains?: readonly string[];
  /** How many there are where there are fewest; unknown once a replica came or went. */
  least: number | undefined;
}

/** A neighbour with the domains it is in, also by claims of this plan where they count. */
export interface WantedNeighbour {
  leaseId: string;
  isTogether: boolean;
  isRequired: boolean;
  over: Domain;
  domains: Set<string>;
}

/** What requests of one shape want alike, in the form that is quick to check against every host. */
export interface Terms {
  /** `pays`: what its operator gets of a priced unit and hour. */
  plain: readonly { column: Column | undefined; amount: number; pays: NanoTokens }[];
  /** The same as a claim holds it. */
  plainClaim: readonly ClaimedResource[];
  demand: Demand;
  gpu: { count: number; milliEach: number; amount: number; columns: readonly Column[]; pays: ReadonlyMap<Column, NanoTokens> } | undefined;
  jurisdictions: ReadonlySet<string> | undefined;
  regions: ReadonlySet<string> | undefined;
  requiredTraits: readonly string[];
  forbiddenTraits: readonly string[];
  anyOfTraits: readonly (readonly string[])[];
  /** The least that is asked for, by its place among tiers; 0: whatever. */
  minimumTier: number;
  excludedHosts: ReadonlySet<string>;
}

/** A request, by its terms and what there is of it. */
export interface Wanted extends Terms {
  ask: RequestSpec;
  snapshot: Snapshot;
  spread: WantedSpread | undefined;
  neighbours: readonly WantedNeighbour[];
  avoidOperators: ReadonlySet<string>;
  /** The host that a replica's volumes lie on, and it with them. */
  volumesOn: string | undefined;
  /** Replicas on each group of operators. */
  onGroup: Map<string, number>;
}

/** What a claim took of a host, or gave back. */
interface Taken {
  host: number;
  resources: readonly ClaimedResource[];
  sign: 1 | -1;
}

/** The snapshot while a plan is being made: what is taken counts at once, and can be taken back. */
export class Board {
  private readonly journal: Taken[] = [];
  /** Grows when something becomes free: what did not fit before may fit then. */
  freed = 0;
  /** Hosts whose room changed, one after the other: what was found out about them before is stale. */
  readonly touched: number[] = [];
  /** Where in `touched` each host is last. */
  readonly lastTouched: Int32Array;
  /** The same, of the times that it may have come to have more room. */
  readonly lastGrown: Int32Array;
  /** The last of these, of any host. */
  grownAt = -1;
  /** How often each host's room changed. */
  readonly versions: Uint32Array;

  /** By class, then by variant. */
  private readonly columns = new Map<string, Map<string, Column>>();

  constructor(readonly snapshot: Snapshot, readonly policy: Policy) {
    for (const column of snapshot.columns.values()) this.columns.set(column.resourceClass, (this.columns.get(column.resourceClass) ?? new Map<string, Column>()).set(column.variant, column));
    this.versions = new Uint32Array(snapshot.hosts.length);
    this.lastTouched = new Int32Array(snapshot.hosts.length).fill(-1);
    this.lastGrown = this.lastTouched.slice();
  }

  mark(): number {
    return this.journal.length;
  }

  /** Undoes everything since the mark, latest first. */
  rollback(mark: number): void {
    while (this.journal.length > mark) {
      const { host, resources, sign } = this.journal.pop()!;
      this.apply(host, resources, sign === 1 ? -1 : 1);
      this.touch(host, true);
    }
  }

  take(host: number, resources: readonly ClaimedResource[]): void {
    this.note({ host, resources, sign: 1 });
    this.touch(host, false);
  }

  give(host: number, resources: readonly ClaimedResource[]): void {
    this.freed += 1;
    this.note({ host, resources, sign: -1 });
    this.touch(host, true);
  }

  /** Has all that was found out about hosts, as of some version of each, count as stale. */
  forget(): void {
    for (let host = 0; host < this.versions.length; host += 1) this.versions[host]! += 1;
  }

  private touch(host: number, grows: boolean): void {
    const place = this.touched.push(host) - 1;
    this.lastTouched[host] = place;
    if (!grows) return;
    this.lastGrown[host] = place;
    this.grownAt = place;
  }

  private note(taken: Taken): void {
    this.journal.push(taken);
    this.apply(taken.host, taken.resources, taken.sign);
  }

  private apply(host: number, resources: readonly ClaimedResource[], sign: 1 | -1): void {
    const group = this.snapshot.groupIndexOf[host]!;
    this.versions[host]! += 1;
    for (let place = 0; place < resources.length; place += 1) {
      const { resourceClass, variant, amount, devices } = resources[place]!;
      const column = this.columns.get(resourceClass)?.get(variant);
      if (!column) continue; // a claim on what its host offers no more
      column.used[host]! += sign * amount;
      column.groupUsed[group]! += sign * amount;
      if (!devices) continue;
      const used = column.devices[host];
      assert(used, 'devices are taken where there are some');
      for (let index = 0; index < devices.length; index += 1) used[devices[index]!.index]! += sign * devices[index]!.milli;
    }
  }
}

const none: ReadonlySet<string> = new Set();
const noNeighbours: readonly WantedNeighbour[] = [];

export function compile(ask: RequestSpec, snapshot: Snapshot, policy: Pick<Policy, 'operatorBps'>): Wanted {
  return wantedBy(termsOf(ask, snapshot, policy), ask, snapshot);
}

/** @param terms of a request of the same shape, for the same snapshot. */
export function wantedBy(terms: Terms, ask: RequestSpec, snapshot: Snapshot): Wanted {
  const { spread } = ask.constraints;
  const wanted: Wanted = {
    ...terms,
    ask,
    snapshot,
    spread: spread && { ...spread, counts: new Map(), least: undefined },
    neighbours: ask.neighbours?.map(({ leaseId, place, over, strength, places }) => (
      { leaseId, isTogether: place === 'together', isRequired: strength === 'required', over, domains: new Set(places.map((one) => one[over])) })) ?? noNeighbours,
    avoidOperators: setOf(ask.avoidOperators) ?? none,
    volumesOn: undefined,
    onGroup: new Map(),
  };
  for (const claim of ask.held) countReplica(wanted, claim, 1);
  return wanted;
}

export function termsOf(ask: RequestSpec, snapshot: Snapshot, { operatorBps }: Pick<Policy, 'operatorBps'>): Terms {
  const { constraints, resources } = ask;
  const { columns } = snapshot;
  const pays = (resourceClass: string, variant: string): NanoTokens => {
    if (!snapshot.hasAsks) return 0n; // nobody compares it with anything
    const price = ask.prices.find((known) => known.resourceClass === resourceClass && known.variant === variant);
    return price ? operatorPart(price, operatorBps) : 0n;
  };
  return {
    plain: plainAmounts(resources).map(({ resourceClass, variant, amount }) => ({ column: columns.get(columnKey(resourceClass, variant)), amount, pays: pays(resourceClass, variant) })),
    plainClaim: plainClaim(resources),
    demand: demandOf(ask),
    gpu: compileGpu(ask, snapshot, pays),
    jurisdictions: setOf(constraints.jurisdictions),
    regions: setOf(constraints.regions),
    requiredTraits: constraints.requiredTraits ?? [],
    forbiddenTraits: constraints.forbiddenTraits ?? [],
    anyOfTraits: constraints.anyOfTraits ?? [],
    minimumTier: tiers.indexOf(constraints.minimumTier ?? 'unproven'),
    excludedHosts: setOf(ask.excludedHosts) ?? none,
  };
}

function compileGpu({ resources: { gpu }, gpuModels }: RequestSpec, { gpuColumnOf }: Snapshot, pays: (resourceClass: string, variant: string) => NanoTokens): Wanted['gpu'] {
  if (!gpu) return undefined;
  const milliEach = gpu.milliPerGpu ?? 1_000;
  const allowed: Column[] = [];
  for (const model of gpuModels) {
    const column = gpuColumnOf.get(model);
    if (column) allowed.push(column);
  }
  return {
    count: gpu.count, milliEach, amount: gpu.count * milliEach, columns: allowed,
    pays: new Map(allowed.map((column) => [column, pays('GPU_MILLI', column.variant)])),
  };
}

/** The same, for capacity that is held already: what is asked for new capacity does not matter. */
export function whateverAsked(wanted: Wanted): Wanted {
  const { plain, gpu } = wanted;
  return {
    ...wanted, plain: plain.map((each) => ({ ...each, pays: MAX_RATE })),
    gpu: gpu && { ...gpu, pays: new Map(gpu.columns.map((column) => [column, MAX_RATE])) },
  };
}

/** Whether a host's operator asks for more than it would get. Whoever agreed to a price takes it, whatever it asks of others. */
export function asksMore({ ask }: Wanted, column: Column | undefined, host: number, pays: NanoTokens, { hosts }: Snapshot): boolean {
  return column?.asks !== undefined && column.asks[host]! > pays && ask.agreedOperator !== hosts[host]!.operatorId;
}

/** Counts a replica as being, or being no longer, on a host. */
export function countReplica(wanted: Wanted, where: { hostId: string; siteId: string; operatorId: string }, by: 1 | -1): void {
  const group = domainOfClaim(wanted.snapshot, where, 'operator')!;
  wanted.onGroup.set(group, (wanted.onGroup.get(group) ?? 0) + by);
  if (!wanted.spread) return;
  wanted.spread.least = undefined;
  const domain = domainOfClaim(wanted.snapshot, where, wanted.spread.over);
  if (domain !== undefined) wanted.spread.counts.set(domain, (wanted.spread.counts.get(domain) ?? 0) + by);
}

/** Whether one more of an amount fits a column's host, by its free capacity and its terms of sale. */
export function fits(column: Column, host: number, amount: number): boolean {
  return column.used[host]! + amount <= column.capacity[host]! && sells(column, host, amount);
}

/** Sets 1 for each of a column's hosts that `fits` does not hold for: the same, with nothing looked up again for each. */
export function rejectUnfit({ used, capacity, minUnit, maxUnit, stepSize }: Column, amount: number, isRejected: Uint8Array): void {
  for (let host = 0; host < isRejected.length; host += 1) {
    const step = stepSize[host]!;
    if (used[host]! + amount > capacity[host]! || amount < minUnit[host]! || amount > maxUnit[host]! || (step !== 1 && amount % step !== 0)) isRejected[host] = 1;
  }
}

/** Whether a column's host sells such an amount, however much is free. */
export function sells(column: Column, host: number, amount: number): boolean {
  return amount >= column.minUnit[host]! && amount <= column.maxUnit[host]! && (column.stepSize[host] === 1 || (amount % column.stepSize[host]!) === 0);
}

/**
 * The devices that a replica's GPUs would be on this host: for whole GPUs, free ones; for a share, the one that is preferred, or
 * the device that it leaves the least of. Undefined when they do not fit.
 */
export function chooseDevices(column: Column, host: number, gpu: NonNullable<Wanted['gpu']>, preferred?: number): { index: number; milli: number }[] | undefined {
  const used = column.devices[host];
  return used && fits(column, host, gpu.amount) ? devicesAmong(used, gpu, preferred) : undefined;
}

/** The same of devices of which so much is used, whatever else their host asks for. */
export function devicesAmong(used: Int32Array, { count, milliEach }: { count: number; milliEach: number }, preferred?: number): { index: number; milli: number }[] | undefined {
  if (milliEach === 1_000 && count === 1) {
    const index = used.indexOf(0);
    return index < 0 ? undefined : [{ index, milli: 1_000 }];
  }
  if (milliEach === 1_000) {
    const chosen: { index: number; milli: number }[] = [];
    for (let index = 0; index < used.length && chosen.length < count; index += 1) if (used[index] === 0) chosen.push({ index, milli: 1_000 });
    return chosen.length === count ? chosen : undefined;
  }
  const index = preferred ?? bestDevice(used, milliEach);
  return index < 0 ? undefined : [{ index, milli: milliEach }];
}

/** Whether `chooseDevices` would find some; without making a list. */
export function devicesFit(column: Column, host: number, gpu: NonNullable<Wanted['gpu']>): boolean {
  const used = column.devices[host];
  if (!used || !fits(column, host, gpu.amount)) return false;
  if (gpu.milliEach < 1_000) return bestDevice(used, gpu.milliEach) >= 0;
  let free = 0;
  for (let index = 0; index < used.length && free < gpu.count; index += 1) if (used[index] === 0) free += 1;
  return free >= gpu.count;
}

/** The fullest device that still has so much; -1 when none has. */
export function bestDevice(used: Int32Array, milli: number): number {
  let best = -1;
  for (let index = 0; index < used.length; index += 1) {
    if (used[index]! + milli <= 1_000 && (best < 0 || used[index]! > used[best]!)) best = index;
  }
  return best;
}

/** A count as a tenant may read it: neither numbers nor names. */
export function coarse(count: number, all: number): CoarseCount {
  if (count === 0) return 'none';
  if (count === all) return 'all';
  return count * 2 > all ? 'most' : 'some';
}

function setOf(values: readonly string[] | undefined): ReadonlySet<string> | undefined {
  return values && values.length > 0 ? new Set(values) : undefined;
}
