import { CloseStatement, GetStatement } from '#libs/billing';
import { type Actor, Problem, systemActor } from '#libs/kernel';
import { beginClosing, ChangeLease, CloseLease, finishClosing, followPricesOf, type LeaseResources, type LeaseState, recordReadiness, RequestLease } from '#libs/lease';
import { DepositTokens } from '#libs/ledger';
import { type PlacedClaim, releaseClaims } from '#libs/placement';

import { Dice } from '../support/dice.js';
import type { Key, LeaseFacts, SampleFact } from './facts.js';
import { type MoneyHost, type MoneyPool, type MoneyWorld, RESERVED } from './world.js';

/** What really goes on in a replica, whoever knows of it. */
interface Replica {
  up: boolean;
  since: number;
  /** Nobody knows while its host is lost. */
  unknown: boolean;
}

export interface HistoryLease {
  facts: LeaseFacts;
  resources: LeaseResources;
  replicas: number;
  version: number;
  /** Where it is, hosts never fall silent. */
  isSteady: boolean;
  replicaOf: Map<string, Replica>;
  /** What was reported last. */
  said: string;
}

/** A lease and its held claims, as they are in the database. */
export interface LeaseNow {
  state: LeaseState;
  closingAt: number | null;
  closedReason: string | null;
  claims: PlacedClaim[];
}

/**
 * What one tenant does and what happens to it. What is a fact is chosen by one source of chance; when it is settled and billed by another:
 * two histories with the same facts cost the same.
 */
export class History {
  readonly leases: HistoryLease[] = [];
  readonly samples: SampleFact[] = [];
  /** As each statement read when it was closed. */
  readonly statements = new Map<string, string>();
  readonly log: string[] = [];
  deposited = 0n;

  constructor(
    /** Which it is of its cohort. */
    readonly index: number,
    readonly world: MoneyWorld, readonly pool: MoneyPool, readonly actor: Actor, readonly projectId: string,
    private readonly facts: Dice, private readonly schedule: Dice,
    /** It has so little that its lease runs out of funds: in hundredths of what an hour costs. */
    readonly poor: number | null,
  ) {}

  private note(what: string): void {
    this.log.push(`${this.world.clock.now()} ${what}`);
  }

  async deposit(amount: bigint): Promise<void> {
    await this.world.run(new DepositTokens(systemActor, this.actor.ownerId, amount, `deposit-${this.actor.ownerId}-${this.log.length}`));
    this.deposited += amount;
    this.note(`deposit ${amount}`);
  }

  /** Asks for a lease, if it has none, or for another. */
  async mayRequest(costPerHour: (amounts: ReadonlyMap<Key, bigint>) => bigint): Promise<void> {
    if (this.leases.length >= (this.poor === null ? 3 : 1)) return;
    if (this.facts.chance(this.leases.length === 0 ? 0.7 : 0.15)) await this.request(costPerHour);
  }

  private async request(costPerHour: (amounts: ReadonlyMap<Key, bigint>) => bigint): Promise<void> {
    const { facts, world, poor, pool } = this;
    const resources: LeaseResources = {
      cpuMillis: facts.pick([1, 7, 250, 500, 1_000, 2_000, 3_333]), memoryMib: facts.pick([1, 128, 1_000, 1_024, 4_099]),
      ...(facts.chance(poor === null ? 0.3 : 0.7) ? { volumes: [{ name: 'data', storageClass: 'ssd', gib: facts.between(1, 50) }] } : {}),
    };
    const replicas = facts.weighted([[6, 1], [3, 2], [1, 3]] as const);
    // The first host is never silent: what runs out of funds does so at an instant that nothing else moves.
    const host = poor === null ? facts.pick(pool.hosts) : pool.hosts[0]!;
    const volumes = new Map([...amountsOf(resources)].filter(([key]) => key.startsWith('STORAGE_GIB/')));
    const kept = (costPerHour(volumes) * BigInt(replicas * world.settings.suspensionMillis)) / 3_600_000n + BigInt(replicas);
    if (poor !== null) await this.deposit((costPerHour(amountsOf(resources)) * BigInt(replicas * poor)) / 100n + 1n + kept);
    const mode = poor === null ? facts.weighted([[6, 'on-demand'], [2, 'spot'], [1, 'reserved']] as const) : 'on-demand';
    const duration = facts.chance(0.2) ? facts.magnitude(1_000, 7_200_000) : null;
    const [isSpot, isReserved] = [mode === 'spot', mode === 'reserved'];
    const durationMillis = isReserved ? RESERVED.termMillis : duration;
    const maximum = isSpot ? (costPerHour(amountsOf(resources)) * BigInt(replicas * facts.between(101, 250))) / 100n + BigInt(10 * replicas) : 0n;
    const { id, version } = await world.run(new RequestLease(this.actor, {
      ...(isReserved ? { pricing: { mode: 'reserved', termMillis: RESERVED.termMillis } as const } : {}),
      ...(isSpot ? { pricing: { mode: 'spot', maximumNanoTokensPerHour: maximum.toString() } as const } : {}),
      pool: pool.name, projectId: this.projectId, replicas, resources, workload: { image: 'app:1' }, constraints: { jurisdictions: [host.jurisdiction] },
      ...(durationMillis === null || isReserved ? {} : { durationMillis }),
    }));
    const at = world.clock.now();
    this.leases.push({
      facts: { id, poolId: pool.id, requestedAt: at, durationMillis, volumes, spot: isSpot ? { maximum, resources: amountsOf(resources), replicas } : null,
        reserved: isReserved ? { discount: BigInt(RESERVED.discountBps) } : null, replicas: [{ at, count: replicas }], reports: [], claims: [], samples: [], closedAt: null, free: false },
      resources, replicas, version, isSteady: host === pool.hosts[0], replicaOf: new Map(), said: '',
    });
    this.note(`request ${id} ${isSpot ? `at most ${maximum} an hour` : mode} ${JSON.stringify({ resources, replicas, durationMillis, host: host.jurisdiction })}`);
  }

  /** As runtime does: sees the replicas that are claimed, reports on them, and gives back what is to go. */
  async converge(lease: HistoryLease, now: LeaseNow, calm: boolean): Promise<void> {
    const { world, pool } = this;
    const at = world.clock.now();
    const host = pool.hosts.find((one) => one.id === now.claims[0]?.hostId);
    for (const claim of now.claims) this.know(lease, claim);
    const wanted = lease.facts.replicas.at(-1)!.count;
    const lost = host?.lostAt !== null && host !== undefined;
    if (now.state !== 'closing' || lost) {
      for (const claim of now.claims) this.happen(lease.replicaOf.get(claim.id)!, host!, calm);
      // What is paid ahead is kept while its tenant does without it, and nobody looks at it.
      const seen = lease.facts.reserved && now.state !== 'closing' ? now.claims.filter((claim) => claim.replica < wanted) : now.claims;
      const sightings = seen.map((claim) => {
        const { up, since, unknown } = lease.replicaOf.get(claim.id)!;
        return { claimId: claim.id, ready: up && !unknown, lost: unknown, since, amounts: claimed(claim) };
      });
      // As runtime, it has nothing to say while nothing is new.
      const said = JSON.stringify([wanted, sightings.map((one) => [one.claimId, one.ready, one.lost, one.since, [...one.amounts].map(String)])]);
      if (sightings.length > 0 && said !== lease.said) {
        lease.said = said;
        lease.facts.reports.push({ at, wanted, sightings });
        this.note(`report on ${lease.facts.id}: ${sightings.map(({ ready, since }) => `${ready ? 'ready' : 'not ready'} since ${since}`).join(', ')}`);
        await this.tell(lease, seen, sightings);
      }
    }
    const gone = lost && at >= host.lostAt! + world.settings.hostGraceMillis;
    const surplus = now.state === 'closing' ? now.claims : now.claims.filter((claim) => claim.replica >= wanted && !lease.facts.reserved);
    const going = gone ? now.claims : host && host.silentSince === null ? surplus : [];
    if (going.length === 0 && (now.state !== 'closing' || now.claims.length > 0)) return;
    const reason = gone ? 'host_lost' : now.state === 'closing' ? 'lease_closed' : 'scaled_down';
    await world.database.transaction(async (tx) => {
      await followPricesOf(tx, lease.facts.id, at, world.settings);
      await releaseClaims(tx, going.map((claim) => claim.id), { reason, at });
      if (now.state === 'closing') await finishClosing(tx, lease.facts.id, at);
    });
    for (const { id } of going) lease.facts.claims.find((claim) => claim.id === id)!.releasedAt = at;
    this.note(`release ${going.length} claims of ${lease.facts.id}: ${reason}`);
  }

  private async tell(lease: HistoryLease, seen: readonly PlacedClaim[], sightings: LeaseFacts['reports'][number]['sightings']): Promise<void> {
    const reports = sightings.map(({ ready, lost, since }, index) => ({ claim: seen[index]!, ready, ...(lost ? { reason: 'contact_lost' } : {}), ...(ready ? { readySince: since } : { unreadySince: since }) }));
    const { clock, settings, database } = this.world;
    await database.transaction(async (tx) => {
      await followPricesOf(tx, lease.facts.id, clock.now(), settings);
      await recordReadiness(tx, lease.facts.id, reports, clock.now());
    });
  }

  private know(lease: HistoryLease, claim: PlacedClaim): void {
    const known = lease.facts.claims.find(({ id }) => id === claim.id);
    const amounts = claimed(claim);
    const before = known?.sizes.at(-1)!.amounts;
    if (before && [...amounts].some(([key, amount]) => before.get(key) !== amount)) known.sizes.push({ at: this.world.clock.now(), amounts });
    if (known) return;
    lease.facts.claims.push({ id: claim.id, replica: claim.replica, hostId: claim.hostId, operatorId: claim.operatorId, madeAt: claim.madeAt, releasedAt: null, sizes: [{ at: claim.madeAt, amounts }] });
    lease.replicaOf.set(claim.id, { up: false, since: claim.madeAt, unknown: false });
  }

  /** Replicas come up and go down; it is noticed at once, later, or much later. */
  private happen(replica: Replica, host: MoneyHost, calm: boolean): void {
    const at = this.world.clock.now();
    if (host.lostAt !== null) {
      if (!replica.unknown) Object.assign(replica, { unknown: true, since: Math.max(replica.since, host.silentSince!) });
      return;
    }
    const changes = !calm && this.facts.chance(replica.up ? 0.15 : 0.75);
    const moment = this.poor !== null ? at : this.facts.between(this.facts.chance(0.3) ? replica.since : Math.max(replica.since, at - 10_000), at);
    if (host.silentSince !== null) return; // nobody is told
    if (replica.unknown) Object.assign(replica, { unknown: false, since: at });
    else if (changes) Object.assign(replica, { up: !replica.up, since: moment });
  }

  /** The tenant changes its mind, or the platform makes a mistake. */
  async change(lease: HistoryLease, now: LeaseNow): Promise<void> {
    const { facts, world } = this;
    const what = facts.weighted([[60, 'nothing'], [7, 'scale'], [7, 'resize'], [12, 'close'], [2, 'fail']] as const);
    const at = world.clock.now();
    if (what === 'close') {
      await this.close(lease);
    } else if (what === 'fail') {
      lease.facts.free = await world.database.transaction((tx) => beginClosing(tx, lease.facts.id, { reason: 'platform_error', at }));
    } else if (what !== 'nothing' && lease.facts.reserved) {
      // Within what it reserved, once it runs; of one whose host falls silent, what nobody looks at is another matter.
      if (!lease.isSteady || !['active', 'degraded'].includes(now.state)) return;
      await this.ask(lease, { replicas: facts.between(1, lease.facts.replicas[0]!.count) });
    } else if (what !== 'nothing' && this.poor === null && !lease.facts.spot && now.claims.every((claim) => claim.replica < lease.replicas)) {
      await this.ask(lease, what === 'scale' ? { replicas: facts.between(1, 3) } : { resources: { ...lease.resources, cpuMillis: facts.pick([2, 300, 1_000, 2_500]) } });
    }
    if (what !== 'nothing') this.note(`${what} ${lease.facts.id}: ${lease.replicas} × ${lease.resources.cpuMillis}`);
  }

  private async ask(lease: HistoryLease, wanted: Partial<Pick<HistoryLease, 'replicas' | 'resources'>>): Promise<void> {
    const { version } = await this.world.run(new ChangeLease(this.actor, lease.facts.id, wanted, lease.version));
    Object.assign(lease, wanted, { version });
    lease.facts.replicas.push({ at: this.world.clock.now(), count: lease.replicas });
  }

  /** All that is still open. */
  async closeAll(): Promise<void> {
    for (const lease of this.leases) if (lease.facts.closedAt === null) await this.close(lease);
  }

  private async close(lease: HistoryLease): Promise<void> {
    await this.world.run(new CloseLease(this.actor, lease.facts.id));
    lease.facts.closedAt = this.world.clock.now();
    this.note(`close ${lease.facts.id}`);
  }

  /** Samples of what was used: of late or of long ago, from a clock that is right or fast, new or sent before. */
  sample(lease: HistoryLease): SampleFact[] {
    const { facts, world } = this;
    const claim = this.poor === null ? facts.maybe(lease.facts.claims) : undefined;
    if (!claim || !facts.chance(0.35)) return facts.chance(0.2) ? this.samples.slice(-2) : [];
    const at = world.clock.now();
    const endsAt = at - facts.weighted([[6, 0], [3, facts.magnitude(1, 600_000)], [1, -facts.magnitude(1, 300_000)]] as const);
    const meter = facts.pick(['egress_bytes', 'stored_bytes'] as const);
    const sample: SampleFact = {
      reporterId: claim.operatorId, source: `meter/${meter}`, id: `${lease.facts.id}/${facts.between(1, 6)}`, claimId: claim.id, meter,
      bytes: BigInt(facts.magnitude(1, 2 ** 36)), startsAt: endsAt - facts.magnitude(1, 3_600_000), endsAt, receivedAt: at,
    };
    const known = this.samples.find((one) => one.reporterId === sample.reporterId && one.source === sample.source && one.id === sample.id);
    // An id says what it is: whoever sends another reading under it is not heard.
    if (known) return [{ ...known, bytes: known.bytes + 1n }];
    const told = [sample, ...(facts.chance(0.3) ? [this.atGateway(sample)] : [])];
    this.samples.push(...told);
    lease.facts.samples.push(...told);
    return facts.chance(0.2) ? [...told, sample] : facts.chance(0.2) ? told.toReversed() : told;
  }

  /** The same as a gateway counted it: as much, a little more, or something else. */
  private atGateway(sample: SampleFact): SampleFact {
    const bytes = this.facts.weighted([[3, sample.bytes], [2, (sample.bytes * 103n) / 100n], [2, sample.bytes * 2n]] as const);
    return { ...sample, reporterId: systemActor.ownerId, source: `/gateways/${this.facts.between(1, 2)}`, id: `${sample.meter}/${sample.id}`, bytes };
  }

  /** Settles and bills at random. */
  async settle(): Promise<void> {
    const { schedule, world } = this;
    for (const lease of this.leases) {
      if (!schedule.chance(0.4)) continue;
      const { id } = lease.facts;
      await (schedule.chance(0.1) ? Promise.all([world.settlement.settle(id), world.settlement.settle(id)]) : world.settlement.settle(id));
      this.note(`settle ${id}`);
    }
    if (schedule.chance(0.12)) await this.closeStatement();
  }

  /** Closes a statement, and again at the same instant. @throws Error when that is not the same, to the byte. */
  private async closeStatement(): Promise<void> {
    const closed = await this.world.run(new CloseStatement(this.actor)).catch((error: unknown) => {
      if (error instanceof Problem && error.code === 'nothing_to_close') return undefined;
      throw error;
    });
    this.note(`statement ${closed?.id ?? 'of nothing'}`);
    if (!closed) return;
    const again = await this.world.run(new CloseStatement(this.actor));
    if (JSON.stringify(again) !== JSON.stringify(closed)) throw new Error(`closed twice, ${JSON.stringify(closed)} became ${JSON.stringify(again)}`);
    this.statements.set(closed.id, await this.read(closed.id));
  }

  async read(statementId: string): Promise<string> {
    return JSON.stringify(await this.world.ask(new GetStatement(this.actor, statementId, { limit: 1_000 })));
  }
}

function claimed({ resources }: PlacedClaim): Map<Key, bigint> {
  return new Map(resources.map((one) => [`${one.resourceClass}/${one.variant}`, BigInt(one.amount)]));
}

export function amountsOf(resources: LeaseResources): Map<Key, bigint> {
  const volumes = (resources.volumes ?? []).map(({ storageClass, gib }) => [`STORAGE_GIB/${storageClass}`, BigInt(gib)] as const);
  return new Map<Key, bigint>([['CPU_MILLI/', BigInt(resources.cpuMillis)], ['MEMORY_MIB/', BigInt(resources.memoryMib)], ...volumes]);
}
