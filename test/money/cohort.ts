import { rowsOf, sql } from '#libs/database';
import { type Actor, systemActor } from '#libs/kernel';
import type { LeaseState } from '#libs/lease';
import { reconcileLedger } from '#libs/ledger';
import { RecordUsage } from '#libs/metering';
import { ConfirmPayout, Payouts } from '#libs/payment';
import { heldClaimsOf } from '#libs/placement';

import { Dice } from '../support/dice.js';
import { seededRandom } from '../support/random.js';
import { rulesNow } from '../support/rules.js';
import type { Key, RateFact, SampleFact, Silence, WorldFacts } from './facts.js';
import { History, type LeaseNow } from './history.js';
import { costPerHour } from './oracle.js';
import { addPool, addTenants, hear, type MoneyPool, type MoneyWorld, RESERVED, setRate, withEach } from './world.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const TICKS = 6;
const REQUEST_TICKS = 4;

const firstRates: Record<Key, bigint> = { 'CPU_MILLI/': 30_000_001n, 'MEMORY_MIB/': 5_000_003n, 'STORAGE_GIB/': 1_000_003n, 'EGRESS_GIB/': 50_000_017n, 'STORED_GIB_HOUR/': 1_000_003n };
/** In one of the pools this has a base that demand moves. */
const onBaseFee: Key = 'MEMORY_MIB/';

/** Histories that go on side by side in one database, at the same times and prices; each tenant's is its own. */
export class Cohort {
  readonly histories: History[] = [];
  /** Pairs with the same facts, settled and billed at other times. */
  readonly twins: (readonly [History, History])[] = [];
  readonly pools: MoneyPool[] = [];
  private readonly dice: Dice;
  private readonly silences: Silence[] = [];
  private readonly spotSweeps: number[] = [];

  constructor(readonly world: MoneyWorld, readonly seed: number) {
    this.dice = new Dice(seededRandom(seed));
  }

  /**
   * Goes through everything, up to when all leases are closed and all bills are written.
   * @param only if given, the histories that take place; of the others nothing does. What demand moves is then other than it was with them.
   */
  async run(size: number, only?: readonly number[]): Promise<void> {
    const { dice, world } = this;
    await this.furnish(size, only);
    for (let tick = 0; tick < TICKS; tick += 1) {
      const [least, most] = dice.weighted([[2, [1, 2_000]], [4, [2_000, 120_000]], [4, [120_000, 2 * HOUR]]] as const);
      world.clock.advance(dice.magnitude(least, most));
      if (tick > 0) await this.moveHosts();
      await this.pass({ calm: false, requests: tick < REQUEST_TICKS });
      await withEach(this.histories, (history) => history.settle());
    }
    await this.end();
  }

  private async furnish(size: number, only?: readonly number[]): Promise<void> {
    const { world, dice } = this;
    for (const baseFee of [false, true]) {
      const operatorBps = dice.pick([8_500, 10_000, 3_333, 0]);
      const pool = await addPool(world, operatorBps, dice.between(0, 10_000 - operatorBps));
      for (const [key, rate] of Object.entries(firstRates)) await setRate(world, pool.id, key, rate, { baseFee: baseFee && key === onBaseFee });
      this.pools.push(pool);
    }
    const all: History[] = [];
    const periods = Array.from({ length: size }, () => dice.pick(['hour', 'day', 'month'] as const));
    const tenants = await addTenants(world, periods);
    for (const [index, { actor, projectId }] of tenants.entries()) {
      // Every fifth has the facts of the one before it.
      const twin = index % 5 === 4 ? all.at(-1) : undefined;
      const facts = twin ? index - 1 : index;
      const poor = twin ? twin.poor : index % 5 !== 3 && dice.chance(0.15) ? dice.between(100, 400) : null;
      const chance = (salt: number) => new Dice(seededRandom(this.seed * 31 + salt * 0x9e37));
      const history = new History(index, world, twin?.pool ?? dice.pick(this.pools), actor, projectId, chance(facts), chance(size + index), poor);
      const takesPlace = (one: History) => only?.includes(one.index) ?? true;
      if (twin && takesPlace(twin) && takesPlace(history)) this.twins.push([twin, history]);
      all.push(history);
      if (takesPlace(history)) this.histories.push(history);
    }
    await withEach(this.histories.filter(({ poor }) => poor === null), (history) => history.deposit(10n ** 13n));
  }

  /** Hosts fall silent and are heard of again. */
  private async moveHosts(): Promise<void> {
    const { world: { clock }, dice } = this;
    for (const host of this.pools.flatMap((pool) => pool.hosts.slice(1))) {
      if (host.silentSince === null) {
        if (dice.chance(0.15)) host.silentSince = this.lastHeard;
      } else if (dice.chance(0.6)) this.heardAgain(host, clock.now());
    }
  }

  private heardAgain(host: MoneyPool['hosts'][number], at: number): void {
    if (host.lostAt !== null) this.silences.push({ hostId: host.id, from: host.silentSince!, until: at });
    Object.assign(host, { silentSince: null, lostAt: null });
  }

  private lastHeard = 0;
  /** When the last statements are closed, after all is settled. */
  endedAt = Infinity;

  /** What follows from time, then what everybody does. */
  private async pass({ calm, requests }: { calm: boolean; requests: boolean }): Promise<void> {
    const { world } = this;
    const now = world.clock.now();
    // As every few seconds in the product: what it has not seen yet is read whole by whoever asks for an account's history.
    if ((await reconcileLedger(world.database, now)) > 0) throw new Error('the ledger differs from itself');
    await this.sweep(now, calm);
    if (requests) {
      const facts = await this.facts();
      await withEach(this.histories, (history) => history.mayRequest((amounts) => costPerHour(facts, history.pool.id, amounts, now)));
    }
    for (const pool of this.pools) {
      const scheduler = world.newScheduler();
      for (let round = 0; round < 20 && (await scheduler.round(pool.id)).more; round += 1);
      await scheduler.stop();
    }
    const leases = await this.leasesNow();
    const each = async (work: (history: History, lease: History['leases'][number], found: LeaseNow) => Promise<void>) => withEach(this.histories, async (history) => {
      for (const lease of history.leases) {
        const found = leases.get(lease.facts.id)!;
        if (found.state !== 'closed' && found.state !== 'failed') await work(history, lease, found);
      }
    });
    await each((history, lease, found) => history.converge(lease, found, calm));
    if (calm) return;
    await this.report(this.histories.flatMap((history) => history.leases.flatMap((lease) => history.sample(lease).map((sample) => ({ pool: history.pool, sample })))));
    await each((history, lease, found) => (found.state === 'closing' ? Promise.resolve() : history.change(lease, found)));
  }

  /** Of those that only make true what time has decided, any may be late: nobody pays more or less for that. */
  private async sweep(now: number, calm: boolean): Promise<void> {
    const { world, dice } = this;
    const isLate = () => !calm && dice.chance(0.3);
    for (const pool of this.pools) await hear(world, pool);
    this.lastHeard = now;
    await world.hosts.markSilentHosts(now);
    for (const host of this.pools.flatMap((pool) => pool.hosts)) {
      if (host.silentSince !== null && host.silentSince < now - world.settings.hostLostAfterMillis) host.lostAt ??= now;
    }
    if (!isLate()) await world.leases.closeDue(now);
    await world.bases.advance(now);
    for (const pool of this.pools) {
      if (!dice.chance(0.35)) continue;
      const key = dice.pick(Object.keys(firstRates));
      const rate = (firstRates[key]! * BigInt(dice.between(3, 300))) / 100n;
      await setRate(world, pool.id, key, rate, { baseFee: pool === this.pools[1] && key === onBaseFee, ...(dice.chance(0.3) ? { activeFrom: now + dice.magnitude(1, 2 * HOUR) } : {}) });
    }
    if (!isLate()) await world.leases.repriceDue(now);
    if (!isLate()) {
      await world.leases.repriceSpot(now);
      this.spotSweeps.push(now);
    }
    if (dice.chance(0.2)) await world.settlement.settleOpen(now);
  }

  private async leasesNow(): Promise<Map<string, LeaseNow>> {
    const { database } = this.world;
    const known = new Map(this.histories.flatMap((history) => history.leases.map((lease) => [lease.facts.id, lease.facts])));
    const ids = [...known.keys()];
    const claims = await heldClaimsOf(database, ids);
    const rows = await rowsOf<{ id: string; state: LeaseState; closing_at: bigint | null; closed_reason: string | null }>(database, sql`
      select id, state, closing_at, closed_reason from leases where id in (select value from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))`);
    return new Map(rows.map((row) => {
      const closingAt = row.closing_at === null ? null : Number(row.closing_at);
      return [row.id, { state: row.state, closingAt, closedReason: row.closed_reason, claims: claims.get(row.id) ?? [] }];
    }));
  }

  /** Sends samples, each operator its own and the platform those of its gateways, in batches in which some come twice. */
  private async report(samples: readonly { pool: MoneyPool; sample: SampleFact }[]): Promise<{ accepted: number }> {
    let accepted = 0;
    for (const [operatorId, own] of Map.groupBy(samples, ({ sample }) => sample.reporterId)) {
      const actor: Actor = own[0]!.pool.operators.get(operatorId) ?? systemActor;
      for (let start = 0; start < own.length; start += 100) {
        const receipt = await this.world.run(new RecordUsage(actor, own.slice(start, start + 100).map(({ sample }) => eventOf(sample))));
        if (receipt.rejected.length > 0) throw new Error(`samples were rejected: ${JSON.stringify(receipt.rejected[0])}`);
        accepted += receipt.accepted;
      }
    }
    return { accepted };
  }

  /** All hosts are back, all leases are closed, all is settled and billed; then every sample comes once more. */
  private async end(): Promise<void> {
    const { world, dice } = this;
    world.clock.advance(1_000);
    for (const host of this.pools.flatMap((pool) => pool.hosts)) if (host.silentSince !== null) this.heardAgain(host, world.clock.now());
    await this.pass({ calm: true, requests: false });
    world.clock.advance(dice.magnitude(1, DAY));
    await this.pass({ calm: true, requests: false });
    await withEach(this.histories, (history) => history.closeAll());
    world.clock.advance(1_000);
    await this.pass({ calm: true, requests: false });
    // What was paid ahead and given up is charged to the end of its term.
    world.clock.advance(RESERVED.termMillis);
    await withEach(this.histories, async (history) => {
      for (const { facts } of history.leases) await world.settlement.settle(facts.id);
    });
    const now = new Date(world.clock.now());
    world.clock.jump(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1, 0, 0, 0, dice.between(0, 2)));
    this.endedAt = world.clock.now();
    await world.statements.closeStatements(world.clock.now());
    // A sweep takes some of all tenants that are due, also of those of other cohorts.
    // What is passed over, since nothing moved in it, is looked back on with the period after.
    for (const later of [0, DAY]) {
      world.clock.advance(later);
      await withEach(this.histories, async ({ actor }) => {
        while ((await world.statements.closeDue(actor.ownerId, world.clock.now())) > 0);
      });
    }
    const again = await this.report(this.histories.flatMap((history) => history.samples.map((sample) => ({ pool: history.pool, sample }))));
    if (again.accepted > 0) throw new Error(`${again.accepted} samples were taken again`);
    while ((await world.settlement.settleOpen(world.clock.now())) > 0);
    for (const days of [1, 2]) {
      await this.payOut();
      world.clock.advance(days * DAY);
    }
    await this.payOut();
  }

  /** Operators are paid what they earned; of some the payment service says so, of others that it failed or came back, or nothing yet. */
  private async payOut(): Promise<void> {
    const { world, dice } = this;
    const { clock, database } = world;
    await rulesNow(database, clock.now(), { payout: { everyMillis: DAY, holdMillis: HOUR, thresholdNanoTokens: BigInt(dice.magnitude(1, 1_000_000)) } });
    const payouts = new Payouts(database, { send: () => Promise.resolve({ outcome: 'accepted' }) });
    while ((await payouts.makePayouts(clock.now())) > 0);
    const operators = this.pools.flatMap((pool) => [...pool.operators.keys()]);
    const made = await database.client.payout.findMany({ where: { operatorId: { in: operators }, state: 'pending' }, orderBy: [{ operatorId: 'asc' }, { madeAt: 'asc' }] });
    for (const { id: payoutId, amount } of made) {
      const outcome = dice.weighted([[5, 'paid'], [2, 'failed'], [1, undefined]] as const);
      if (!outcome) continue;
      // Said twice, it is done once.
      for (let times = dice.between(1, 2); times > 0; times -= 1) await world.run(new ConfirmPayout({ payoutId, amount, outcome }));
      if (outcome === 'paid' && dice.chance(0.4)) await world.run(new ConfirmPayout({ payoutId, amount, outcome: 'returned' }));
    }
  }

  /** What everybody shares: prices as they were told, and what this cohort decided. */
  async facts(): Promise<WorldFacts> {
    const rates: RateFact[] = [];
    for (const pool of this.pools) {
      const rows = await this.world.database.query<{ payload: PriceChanged }>(sql`
        select payload from outbox_events where type = 'price.changed' and payload->>'cause' <> 'terms' and subject_id = ${pool.id} order by id`);
      rates.push(...rows.map(({ payload }) => rateFact(pool.id, payload)));
    }
    const { priceLockMillis, spotPriceMillis, suspensionMillis } = this.world.settings;
    return {
      rates, silences: this.silences, suspensionMillis, lockMillis: priceLockMillis, spotSweeps: this.spotSweeps, spotLockMillis: spotPriceMillis, spotNoticeMillis: 2 * 60_000,
      shares: new Map(this.pools.map((pool) => [pool.id, pool.shares])),
    };
  }
}

interface PriceChanged {
  cause: 'rate' | 'epoch';
  resourceClass: string;
  variant: string;
  activeFrom: number;
  curve: { kind: string; nanoTokensPerUnitHour: string; tip: string; initial: string };
  tip: string;
  base: string;
}

function rateFact(poolId: string, { cause, resourceClass, variant, activeFrom, curve, tip, base }: PriceChanged): RateFact {
  const whose = { poolId, key: `${resourceClass}/${variant}`, from: activeFrom };
  if (cause === 'epoch') return { ...whose, rate: BigInt(tip) + BigInt(base), base: BigInt(base) };
  if (curve.kind === 'fixed') return { ...whose, rate: BigInt(curve.nanoTokensPerUnitHour), base: 0n };
  return { ...whose, rate: BigInt(curve.tip) + BigInt(curve.initial), base: BigInt(curve.initial) };
}

function eventOf({ source, id, claimId, meter, bytes, startsAt, endsAt }: SampleFact): object {
  return { specversion: '1.0', id, source, type: `weir.usage.${meter}.v1`, subject: claimId, data: { bytes: bytes.toString(), startsAt, endsAt } };
}
