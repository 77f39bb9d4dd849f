import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { Database, Signals, sql } from '#libs/database';
import { defaultSettings, type LeaseId, ManualClock, type TenantId } from '#libs/kernel';
import { beginClosing } from '#libs/lease';
import { testDatabase, type TestDatabase } from '#libs/testing';

import { Convergence } from './convergence.js';
import type { Driver } from './driver.js';
import { DriverRegistry } from './driver-registry.js';
import { SimulatedDriver } from './simulated-driver.js';
import { makeClaim, makeFleet, makeLease, type TestFleet, type TestHost } from './test-fleet.js';

const settings = { ...defaultSettings, simulatedStartMillis: 1_000 };
const clock = new ManualClock(1_800_000_000_000);
let db: TestDatabase;
let database: Database;
let fleet: TestFleet;
let driver: SimulatedDriver;
let convergence: Convergence;

beforeAll(async () => {
  db = await testDatabase();
  database = db.database;
  driver = new SimulatedDriver(database, new Signals(db.url), clock, settings);
  convergence = new Convergence(database, new DriverRegistry([driver]), clock, settings);
});
beforeEach(async () => {
  fleet = await makeFleet(database, clock.now());
});
afterAll(() => db.drop());

async function convergeFully(leaseId: LeaseId): Promise<void> {
  for (let round = 0; round < 50; round += 1) {
    const again = await convergence.converge(leaseId);
    if (!again) return;
    clock.advance(again.againInMillis);
  }
  throw new Error('it never settles');
}

async function close(leaseId: LeaseId): Promise<void> {
  await database.transaction((tx) => beginClosing(tx, leaseId, { reason: 'tenant_closed', at: clock.now() }));
}

const stateOf = async (leaseId: LeaseId) => (await database.client.lease.findUniqueOrThrow({ where: { id: leaseId }, select: { state: true } })).state;
const streamsOf = (leaseId: LeaseId) => database.client.stream.findMany({ where: { leaseId } });
const runningOf = (leaseId: LeaseId) => database.client.simulatedWorkload.findMany({ where: { leaseId }, orderBy: { claimId: 'asc' } });
const usedOn = async (host: TestHost) => (await database.client.inventory.findFirstOrThrow({ where: { hostId: host.id } })).used;

describe('convergence, cut off anywhere', () => {
  class Killed extends Error {}

  /** Counts what goes out, and dies before or after the nth. */
  function dying(at: number, when: 'before' | 'after'): Convergence {
    let calls = 0;
    const mortal = <T extends object>(subject: T, methods: readonly string[]): T =>
      new Proxy(subject, {
        get: (target, name) => {
          const value: unknown = Reflect.get(target, name, target);
          if (typeof value !== 'function') return value;
          const bound = value.bind(target) as (...given: unknown[]) => unknown;
          if (!methods.includes(String(name))) return bound;
          return async (...given: unknown[]) => {
            calls += 1;
            const now = calls === at;
            if (now && when === 'before') throw new Killed();
            const result = await bound(...given);
            if (now) throw new Killed();
            return result;
          };
        },
      });
    const mortalDriver: Driver = mortal(driver, ['apply', 'observe']);
    return new Convergence(mortal(database, ['transaction']), new DriverRegistry([mortalDriver]), clock, settings);
  }

  const cuts = [1, 2, 3, 4, 5, 6].flatMap((at) => (['before', 'after'] as const).map((when) => [when, at] as const));

  test.each(cuts)('%s step %i, and run again: started once, charged once, closed without a trace', async (when, at) => {
    const lease = await makeLease(database, fleet, [fleet.hosts[0], fleet.hosts[2]], clock.now());
    await dying(at, when).converge(lease.id).catch(ignoreKilled);
    clock.advance(settings.simulatedStartMillis);
    await dying(at, when).converge(lease.id).catch(ignoreKilled);
    await convergeFully(lease.id);
    expect(await stateOf(lease.id)).toBe('active');
    expect((await runningOf(lease.id)).map((each) => each.claimId)).toEqual(lease.claims.toSorted());
    expect(await streamsOf(lease.id)).toHaveLength(2);
    await close(lease.id);
    await dying(at, when).converge(lease.id).catch(ignoreKilled);
    await convergeFully(lease.id);
    expect(await stateOf(lease.id)).toBe('closed');
    expect(await runningOf(lease.id)).toEqual([]);
    expect([await usedOn(fleet.hosts[0]), await usedOn(fleet.hosts[2])]).toEqual([0n, 0n]);
    const events = await database.query<{ type: string }>(sql`select type from outbox_events where subject_id = ${lease.id} order by id`);
    expect(events.map((event) => event.type)).toEqual(['lease.activated', 'lease.closing', 'lease.closed']);
  });

  const cutsOfMove = [1, 2, 3, 4, 5, 6, 7, 8, 9].flatMap((at) => (['before', 'after'] as const).map((when) => [when, at] as const));

  test.each(cutsOfMove)('%s step %i of a move off a draining host, and run again: moved once, never less than ready, charged once', async (when, at) => {
    const [draining, , free] = fleet.hosts;
    const lease = await makeLease(database, fleet, [draining], clock.now());
    await convergeFully(lease.id);
    await database.client.host.update({ where: { id: draining.id }, data: { state: 'draining', drainBy: BigInt(clock.now() + 3_600_000) } });
    const { tenantId } = await database.client.lease.findUniqueOrThrow({ where: { id: lease.id } });
    const successor = await makeClaim(database, fleet, { leaseId: lease.id, tenantId: tenantId as TenantId, replica: 0, host: free, part: 'successor' }, clock.now());
    for (const pause of [0, settings.simulatedStartMillis]) {
      clock.advance(pause);
      await dying(at, when).converge(lease.id).catch(ignoreKilled);
      expect(await stateOf(lease.id)).toBe('active');
      clock.advance(7);
    }
    await convergeFully(lease.id);
    expect(await stateOf(lease.id)).toBe('active');
    expect(await database.client.claim.findMany({ where: { leaseId: lease.id, state: 'held' } })).toMatchObject([{ id: successor, part: 'serving' }]);
    expect((await runningOf(lease.id)).map((each) => each.claimId)).toEqual([successor]);
    expect([await usedOn(draining), await usedOn(free)]).toEqual([0n, 1_000n]);
    const [first, second, ...more] = (await streamsOf(lease.id)).toSorted((a, b) => Number(a.startsAt - b.startsAt));
    expect([first?.claimId, second?.claimId, second?.startsAt, second?.endsAt, more]).toEqual([lease.claims[0], successor, first?.endsAt, null, []]);
  });

  function ignoreKilled(error: unknown): void {
    if (!(error instanceof Killed)) throw error;
  }

  test('many at once: the same', async () => {
    const lease = await makeLease(database, fleet, fleet.hosts, clock.now());
    const crowd = () => Promise.all(Array.from({ length: 8 }, () => convergence.converge(lease.id)));
    await crowd();
    clock.advance(settings.simulatedStartMillis);
    await crowd();
    expect(await stateOf(lease.id)).toBe('active');
    expect(await runningOf(lease.id)).toHaveLength(4);
    expect(await streamsOf(lease.id)).toHaveLength(4);
    await close(lease.id);
    await crowd();
    await convergeFully(lease.id);
    expect(await stateOf(lease.id)).toBe('closed');
    expect(await Promise.all(fleet.hosts.map(usedOn))).toEqual([0n, 0n, 0n, 0n]);
  });
});
