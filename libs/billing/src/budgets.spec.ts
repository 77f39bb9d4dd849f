import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type Database, sql } from '#libs/database';
import { type Actor, defaultSettings, MILLIS_PER_DAY, MILLIS_PER_HOUR, newId, systemActor } from '#libs/kernel';
import { beginClosing, followPricesOf, LeaseSweeps } from '#libs/lease';
import { auditLedger } from '#libs/ledger';
import { setTestRate, testDatabase, type TestDatabase } from '#libs/testing';

import type { BudgetView } from './budget.js';
import { BudgetReleases } from './budget-releases.js';
import { type BudgetChange, type BudgetInput, ChangeBudget, ChangeBudgetHandler, CreateBudget, CreateBudgetHandler, GetBudget, GetBudgetHandler, RemoveBudget, RemoveBudgetHandler } from './budgets.js';
import { periodStart } from './period.js';
import { breakTable, NOON, TestWorld } from './test-world.js';

const settings = { ...defaultSettings, holdMillis: 60_000, suspensionMillis: MILLIS_PER_HOUR };
/** A nano-token a millisecond for the vCPU, a quarter of one for the volume. */
const LEASE = { cpuRate: 3_600_000n, gib: 10, rate: 90_000n, escrow: 10_000_000n };
const DECEMBER = Date.UTC(2026, 11);

let db: TestDatabase;
let database: Database;
beforeAll(async () => {
  db = await testDatabase();
  database = db.database;
});
afterAll(() => db.drop());

interface Told {
  type: string;
  at: number;
  payload: { budgetId: string; share?: number; spent: string; monthStartsAt: number };
}

/** A tenant with two projects and funds without end, its budgets, and the sweeps that follow them. */
class BudgetWorld extends TestWorld {
  readonly sweeps = new LeaseSweeps(database, settings);
  readonly releases = new BudgetReleases(database, settings);
  readonly projects = [newId('project'), newId('project')] as const;
  actor: Actor = systemActor;

  static async open(): Promise<BudgetWorld> {
    const world = new BudgetWorld(database, settings);
    await world.prepare();
    const tenantId = await world.tenant(10n ** 15n, 'month');
    world.actor = { ...systemActor, ownerType: 'tenant', ownerId: tenantId };
    for (const id of world.projects) await database.client.project.create({ data: { id, tenantId, name: id, createdAt: BigInt(NOON) } });
    return world;
  }

  create(input: Partial<BudgetInput> & { amount: bigint }): Promise<BudgetView> {
    return new CreateBudgetHandler(database, this.clock).execute(new CreateBudget(this.actor, { alertShares: [50, 80, 100], hardStop: false, ...input }));
  }

  async change(id: string, change: BudgetChange): Promise<BudgetView> {
    return new ChangeBudgetHandler(database, this.clock, settings).execute(new ChangeBudget(this.actor, id, change, (await this.read(id)).version));
  }

  remove(id: string): Promise<void> {
    return new RemoveBudgetHandler(database, this.clock, settings).execute(new RemoveBudget(this.actor, id));
  }

  read(id: string): Promise<BudgetView> {
    return new GetBudgetHandler(database, this.clock).execute(new GetBudget(this.actor, id));
  }

  run(projectId: string): Promise<string> {
    return this.leaseWithVolume(this.actor.ownerId, { ...LEASE, projectId });
  }

  /** What follows from time; and what placement and runtime would do for a lease that was resumed. */
  async sweep(): Promise<void> {
    await this.sweeps.suspendStopped();
    await this.releases.releaseDue(this.clock.now());
    await this.sweeps.resumeFunded(this.clock.now());
    const idle = await database.query<{ id: string }>(sql`
      select id from leases l where tenant_id = ${this.actor.ownerId} and state = 'degraded' and not exists (select 1 from streams s where s.lease_id = l.id and s.ends_at is null and resource_class = 'CPU_MILLI')`);
    for (const { id } of idle) await this.stream(id, this.actor.ownerId, { rate: LEASE.cpuRate });
  }

  async state(leaseId: string): Promise<{ state: string; suspension: unknown }> {
    const { state, suspension } = await database.client.lease.findUniqueOrThrow({ where: { id: leaseId } });
    return { state, suspension };
  }

  told(): Promise<Told[]> {
    return database.query<Told>(sql`select type, at::float8 as at, payload from outbox_events where tenant_id = ${this.actor.ownerId} and type like 'budget.%' order by id`);
  }

  /** Charged between two moments, by when it was posted. */
  async charged(projectId: string | null, from: number, to: number): Promise<bigint> {
    const [row] = await database.query<{ sum: bigint }>(sql`
      select coalesce(sum(c.amount), 0)::bigint as sum from charges c join leases l on l.id = c.lease_id
      where c.tenant_id = ${this.actor.ownerId} and c.posted_at >= ${BigInt(from)} and c.posted_at < ${BigInt(to)} and (${projectId}::text is null or l.project_id = ${projectId})`);
    return row!.sum;
  }

  /** Charges of the scope for anything but volumes, that are for any time between two moments. */
  async ranBetween(projectId: string | null, from: number, to: number): Promise<number> {
    const [row] = await database.query<{ count: number }>(sql`
      select count(*)::int as count from charges c join leases l on l.id = c.lease_id
      where c.tenant_id = ${this.actor.ownerId} and c.resource_class <> 'STORAGE_GIB' and c.amount <> 0 and c.ends_at > ${BigInt(from)} and c.starts_at < ${BigInt(to)}
        and (${projectId}::text is null or l.project_id = ${projectId})`);
    return row!.count;
  }
}

const step = fc.record({
  wait: fc.oneof(fc.integer({ min: 1, max: 120_000 }), fc.integer({ min: 1, max: 4 * MILLIS_PER_DAY })),
  does: fc.constantFrom('settle-one', 'settle-one', 'settle-all', 'sweep', 'sweep', 'statements'),
  which: fc.nat(3),
});
const budget = fc.record({ amount: fc.bigInt(1n, 2n * 10n ** 9n), alertShares: fc.uniqueArray(fc.integer({ min: 1, max: 200 }), { maxLength: 4 }), hardStop: fc.boolean() });

describe('budgets', () => {
  test('of any amounts are told of once for each share and month, count what was charged, and after a hard stop nothing runs that is charged', { timeout: 300_000 }, async () => {
    await fc.assert(fc.asyncProperty(fc.tuple(budget, budget), fc.array(step, { minLength: 4, maxLength: 12 }), async ([ofTenant, ofProject], steps) => {
      const w = await BudgetWorld.open();
      const leases = [await w.run(w.projects[0]), await w.run(w.projects[0]), await w.run(w.projects[1]), await w.run(w.projects[1])];
      const budgets = [await w.create(ofTenant), await w.create({ ...ofProject, projectId: w.projects[0] })];
      for (const { wait, does, which } of steps) {
        w.clock.advance(wait);
        if (does === 'settle-one') await w.settlement.settle(leases[which]!);
        else if (does === 'settle-all') await Promise.all(leases.map((id) => w.settlement.settle(id)));
        else if (does === 'statements') await w.statements.closeDue(w.actor.ownerId, w.clock.now());
        else await w.sweep();
      }
      await w.sweep();
      for (const id of leases) await w.settlement.settle(id);
      const told = await w.told();
      for (const { id, projectId, alertShares, amount } of budgets) {
        const mine = told.filter(({ payload }) => payload.budgetId === id);
        const months = [periodStart('month', NOON), DECEMBER, Date.UTC(2027, 0), Date.UTC(2027, 1), Date.UTC(2027, 2)];
        for (const [index, startsAt] of months.slice(0, -1).entries()) {
          const spent = await w.charged(projectId, startsAt, months[index + 1]!);
          for (const share of alertShares) {
            const times = mine.filter(({ type, payload }) => type === 'budget.share_reached' && payload.monthStartsAt === startsAt && payload.share === share).length;
            expect(times, `${share} % of ${amount} in ${new Date(startsAt).toISOString()}, of which ${spent} is spent`).toBe(spent * 100n >= BigInt(amount) * BigInt(share) ? 1 : 0);
          }
        }
        expect((await w.read(id)).spent).toBe((await w.charged(projectId, periodStart('month', w.clock.now()), Number.MAX_SAFE_INTEGER)).toString());
        const turns = mine.filter(({ type }) => type === 'budget.stopped' || type === 'budget.released');
        expect(turns.map(({ type }) => type)).toEqual(turns.map((_, index) => (index % 2 === 0 ? 'budget.stopped' : 'budget.released')));
        for (let turn = 0; turn < turns.length; turn += 2) expect(await w.ranBetween(projectId, turns[turn]!.at, turns[turn + 1]?.at ?? Number.MAX_SAFE_INTEGER)).toBe(0);
      }
    }), { numRuns: 8 });
  });

  test('stop what runs as of the settlement that spent them, whichever lease it was of, and only their own scope', async () => {
    const w = await BudgetWorld.open();
    const [one, two, other] = [await w.run(w.projects[0]), await w.run(w.projects[0]), await w.run(w.projects[1])];
    const { id } = await w.create({ amount: 100_000n, hardStop: true, projectId: w.projects[0] });
    w.clock.advance(60_000);
    await w.settlement.settle(one);
    await w.settlement.settle(other);
    expect(await w.read(id)).toMatchObject({ spent: '75000', reachedShares: [50], stoppedAt: null });
    w.clock.advance(30_000);
    await w.settlement.settle(one);
    const stoppedAt = w.clock.now();
    expect(await w.read(id)).toMatchObject({ spent: '112500', reachedShares: [50, 80, 100], stoppedAt });
    w.clock.advance(5_000);
    await w.settlement.settle(two);
    await w.sweep();
    for (const lease of [one, two]) expect(await w.state(lease)).toEqual({ state: 'suspended', suspension: { reason: 'budget_reached', at: stoppedAt, until: null } });
    expect(await w.state(other)).toMatchObject({ state: 'active' });
    // 90 s of running, and 5 s of its volume.
    expect(await w.charges(two)).toMatchObject({ amount: 90_000n + 23_750n });
    w.clock.advance(60_000);
    await w.sweep();
    for (const lease of [one, two]) {
      await w.settlement.settle(lease);
      expect(await w.charges(lease)).toMatchObject({ amount: 90_000n + 38_750n });
      expect(await w.state(lease)).toMatchObject({ state: 'suspended' });
    }
  });

  test('that are raised or removed, or whose month is over, let everything run again, once', async () => {
    const ways: Record<string, (w: BudgetWorld, id: string) => unknown> = {
      raise: (w, id) => w.change(id, { amount: 10n ** 12n }),
      soften: (w, id) => w.change(id, { hardStop: false }),
      remove: (w, id) => w.remove(id),
      wait: (w) => w.clock.jump(DECEMBER),
    };
    for (const [way, lift] of Object.entries(ways)) {
      const w = await BudgetWorld.open();
      const lease = await w.run(w.projects[0]);
      const { id } = await w.create({ amount: 10n, hardStop: true });
      w.clock.advance(1_000);
      await w.settlement.settle(lease);
      for (const at of [NOON + 1_000, DECEMBER - 1]) {
        w.clock.jump(at);
        await w.sweep();
        expect(await w.state(lease)).toMatchObject({ state: 'suspended' });
      }
      await lift(w, id);
      for (let times = 0; times < 3; times += 1) await w.sweep();
      expect(await w.state(lease), way).toEqual({ state: 'degraded', suspension: null });
      expect((await w.told()).map(({ type }) => type).filter((type) => type !== 'budget.share_reached')).toEqual(['budget.stopped', 'budget.released']);
    }
  });

  test('that are raised before anybody suspended what ran charge nothing of the time between', async () => {
    const w = await BudgetWorld.open();
    const [one, two] = [await w.run(w.projects[0]), await w.run(w.projects[0])];
    const { id } = await w.create({ amount: 10n, hardStop: true });
    w.clock.advance(1_000);
    await w.settlement.settle(one);
    w.clock.advance(9_000);
    await w.change(id, { amount: 10n ** 12n });
    await w.settlement.settle(two);
    expect(await w.charges(two)).toMatchObject({ amount: 1_000n + 2_500n });
    expect(await w.ranBetween(null, NOON + 1_000, NOON + 10_000)).toBe(0);
  });

  test('charge what closes before anybody suspended it as of their stop, but for its volumes', async () => {
    const w = await BudgetWorld.open();
    const [one, two] = [await w.run(w.projects[0]), await w.run(w.projects[0])];
    await w.create({ amount: 10n, hardStop: true });
    w.clock.advance(1_000);
    await w.settlement.settle(one);
    w.clock.advance(9_000);
    await database.transaction((tx) => beginClosing(tx, two, { reason: 'tenant_closed', at: w.clock.now() }));
    await w.settlement.settle(two);
    expect(await w.charges(two)).toMatchObject({ amount: 1_000n + 2_500n });
    expect(await w.ranBetween(null, NOON + 1_000, NOON + 10_000)).toBe(0);
  });

  test('stop what runs at the same cost whenever that is noticed, and price locks are seen to have ended', { timeout: 300_000 }, async () => {
    const look = fc.record({ at: fc.integer({ min: 1_001, max: 3 * MILLIS_PER_HOUR }), what: fc.constantFrom('follow', 'notice', 'settle', 'outage') });
    await fc.assert(fc.asyncProperty(fc.array(look, { maxLength: 5 }), fc.integer({ min: 1, max: 2 * MILLIS_PER_HOUR }), async (looks, lockEnds) => {
      const costs = [];
      for (const steps of [[{ at: 1_000, what: 'notice' }], looks]) {
        const w = await BudgetWorld.open();
        for (const [resourceClass, before, after] of [['CPU_MILLI', LEASE.cpuRate, 7_000_000n], ['MEMORY_MIB', 0n, 0n], ['STORAGE_GIB', LEASE.rate, 50_000n]] as const) {
          for (const [rate, from] of [[before, NOON], [after, NOON + lockEnds]] as const) await database.modelTransaction((tx) => setTestRate(tx, w.poolId, resourceClass, rate, from));
        }
        const [spender, other] = [await w.run(w.projects[0]), await w.run(w.projects[0])];
        await database.client.lease.update({ where: { id: other }, data: { priceLockedUntil: BigInt(NOON + lockEnds) } });
        await w.create({ amount: 1_250n, hardStop: true });
        w.clock.advance(1_000);
        await w.settlement.settle(spender);
        for (const { at, what } of [...steps.toSorted((a, b) => a.at - b.at), { at: 3 * MILLIS_PER_HOUR, what: 'notice' }, { at: 3 * MILLIS_PER_HOUR, what: 'follow' }]) {
          w.clock.jump(NOON + at);
          if (what === 'notice') await w.sweeps.suspendStopped();
          if (what === 'follow') await w.sweeps.repriceDue(w.clock.now());
          if (what === 'settle') await w.settlement.settle(other);
          if (what === 'outage') await database.transaction(async (tx) => {
            await followPricesOf(tx, other, w.clock.now(), settings);
            await tx.$executeRaw(sql`update streams set ends_at = greatest(starts_at, ${BigInt(w.clock.now())}) where lease_id = ${other} and ends_at is null and resource_class = 'CPU_MILLI'`);
          });
        }
        await w.settlement.settle(other);
        expect(await w.ranBetween(null, NOON + 1_000, NOON + 3 * MILLIS_PER_HOUR)).toBe(0);
        expect((await w.charges(other)).amount).toBeGreaterThan(1_250n);
        const { count: _count, ...cost } = await w.charges(other);
        costs.push(cost);
      }
      expect(costs[0]).toEqual(costs[1]);
    }), { numRuns: 8 });
  });

  test('are told of again when they were raised above a share, and at once when they are set below what is spent', async () => {
    const w = await BudgetWorld.open();
    const lease = await w.run(w.projects[0]);
    w.clock.advance(8_000);
    await w.settlement.settle(lease);
    const { id } = await w.create({ amount: 10_000n });
    const shares = async () => (await w.told()).map(({ payload }) => payload.share);
    expect(await shares()).toEqual([50, 80, 100]);
    await w.change(id, { amount: 20_000n });
    expect(await shares()).toEqual([50, 80, 100]);
    w.clock.advance(8_000);
    await w.settlement.settle(lease);
    expect(await shares()).toEqual([50, 80, 100, 80, 100]);
    await w.change(id, { alertShares: [90, 100] });
    await w.change(id, { amount: 19_000n });
    expect(await shares()).toEqual([50, 80, 100, 80, 100, 90]);
  });

  test('leave alone what is reserved, and what a budget stopped and funds then ended gets its time', async () => {
    const w = await BudgetWorld.open();
    const tenantId = w.actor.ownerId;
    const reserved = await w.lease(tenantId, [{}], {
      escrow: 10n ** 9n, endsAt: NOON + 10 * MILLIS_PER_DAY, pricing: { mode: 'reserved', termMillis: 10 * MILLIS_PER_DAY, discountBps: 0, replicas: 1 },
      prices: ['CPU_MILLI', 'MEMORY_MIB'].map((resourceClass) => ({ resourceClass, variant: '', nanoTokensPerUnitHour: '3600000' })),
    });
    const poor = new BudgetWorld(database, settings);
    await poor.prepare();
    const poorTenant = await poor.tenant(900_000n + 1_000_000n);
    poor.actor = { ...systemActor, ownerType: 'tenant', ownerId: poorTenant };
    const lease = await poor.leaseWithVolume(poorTenant, { ...LEASE, escrow: 1_900_000n });
    await w.create({ amount: 1n, hardStop: true });
    await poor.create({ amount: 1n, hardStop: true });
    for (const world of [w, poor]) {
      world.clock.advance(1_000);
      await world.settlement.settle(world === w ? reserved : lease);
      await world.sweep();
    }
    expect(await w.state(reserved)).toMatchObject({ state: 'active' });
    expect(await poor.state(lease)).toMatchObject({ suspension: { reason: 'budget_reached', until: null } });
    // A thousandth was spent on running; the rest, but for the reserve, on the volume.
    poor.clock.advance(2 * MILLIS_PER_HOUR);
    await poor.settlement.settle(lease);
    expect(await poor.state(lease)).toMatchObject({ state: 'suspended', suspension: { reason: 'funds_ended', until: expect.any(Number) } });
    await poor.deposit(poorTenant, 10n ** 12n);
    await poor.sweep();
    expect(await poor.state(lease)).toMatchObject({ state: 'suspended' });
  });

  test('count nothing of a settlement that fails, and each charge once however often it is settled', async () => {
    const w = await BudgetWorld.open();
    const lease = await w.run(w.projects[0]);
    const { id } = await w.create({ amount: 2_500n });
    w.clock.advance(1_000);
    const mend = await breakTable(database, 'outbox_events');
    await expect(w.settlement.settle(lease)).rejects.toThrow();
    await mend();
    expect(await w.read(id)).toMatchObject({ spent: '0', reachedShares: [] });
    await Promise.all([0, 1, 2, 3].map(() => w.settlement.settle(lease)));
    expect(await w.read(id)).toMatchObject({ spent: '1250', reachedShares: [50] });
    expect(await w.told()).toHaveLength(1);
  });
});

test('after all of the above, the ledger is whole', async () => {
  expect(await auditLedger(database)).toMatchObject({ entriesSum: 0n, wrongBalances: [], unbalancedTransfers: [] });
});
