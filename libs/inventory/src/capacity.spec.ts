import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { type Database, sql, type Transaction } from '#libs/database';
import { defaultSettings } from '#libs/kernel';
import { testDatabase, type TestDatabase } from '#libs/testing';

import { distinctTakes, giveCapacity, poolUtilisation, type Take, takeCapacity, type TakenRow } from './capacity.js';
import { hostsForPlacement } from './snapshot.js';
import type { WithheldReason } from './host.js';
import { tellOffer } from './tell-offer.js';
import { insertHosts } from './test-hosts.js';

let db: TestDatabase;
let database: Database;
beforeAll(async () => {
  db = await testDatabase();
  database = db.database;
});
afterAll(() => db.drop());
beforeEach(() => database.client.$executeRaw(sql`truncate hosts, inventories, maintenance_windows`));

const cpu = (hostId: string, amount: number): Take => ({ hostId, resourceClass: 'CPU_MILLI', variant: '', amount });
const gpu = (hostId: string, ...devices: [index: number, milli: number][]): Take => ({
  hostId, resourceClass: 'GPU_MILLI', variant: 't4',
  amount: devices.reduce((sum, [, milli]) => sum + milli, 0), devices: devices.map(([index, milli]) => ({ index, milli })),
});

class DoesNotFit extends Error {}

/** Takes all or nothing, as placement does. */
async function take(tx: Transaction, takes: Take[]): Promise<void> {
  const rows = await tx.$queryRaw<TakenRow[]>(sql`with taken as (${takeCapacity(takes)}) select * from taken`);
  if (rows.length !== distinctTakes(takes)) throw new DoesNotFit();
}

/** Whether the takes fitted. */
async function taken(takes: Take[]): Promise<boolean> {
  return database.transaction((tx) => take(tx, takes)).then(() => true, (error) => {
    if (error instanceof DoesNotFit) return false;
    throw error;
  });
}

async function used(): Promise<Record<string, { used: number; devices: number[] }>> {
  const rows = await database.query<{ host_id: string; resource_class: string; used: bigint; device_used: number[] }>(sql`select * from inventories`);
  return Object.fromEntries(rows.map((row) => [`${row.host_id}/${row.resource_class}`, { used: Number(row.used), devices: row.device_used }]));
}

describe('taking', () => {
  test('sums the takes of one inventory before it looks whether they fit', async () => {
    await insertHosts(database, [{ id: 'h1', cpu: 1_000 }]);
    expect(await taken([cpu('h1', 600), cpu('h1', 600)])).toBe(false);
    expect(await used()).toEqual({ 'h1/CPU_MILLI': { used: 0, devices: [] } });
    expect(await taken([cpu('h1', 600), cpu('h1', 400)])).toBe(true);
    expect(await used()).toEqual({ 'h1/CPU_MILLI': { used: 1_000, devices: [] } });
  });

  test('gives a row for what fitted and none for what did not', async () => {
    await insertHosts(database, [{ id: 'h1', cpu: 1_000 }, { id: 'h2', cpu: 100 }]);
    const rows = await database.transaction((tx) => tx.$queryRaw<TakenRow[]>(sql`
      with taken as (${takeCapacity([cpu('h1', 500), cpu('h2', 500)])}) select * from taken`));
    expect(rows).toEqual([{ host_id: 'h1', resource_class: 'CPU_MILLI', variant: '' }]);
  });

  test('applies reservation and allocation ratio', async () => {
    await insertHosts(database, [{ id: 'h1', cpu: 1_000, reserved: 200, ratioBps: 15_000 }]);
    expect(await taken([cpu('h1', 1_201)])).toBe(false);
    expect(await taken([cpu('h1', 1_200)])).toBe(true);
  });

  test('fills each GPU to a thousand and no further', async () => {
    await insertHosts(database, [{ id: 'h1', gpus: 2 }]);
    expect(await taken([gpu('h1', [0, 700])])).toBe(true);
    expect(await taken([gpu('h1', [0, 301])])).toBe(false);
    expect(await taken([gpu('h1', [0, 200]), gpu('h1', [0, 101])])).toBe(false);
    expect(await taken([gpu('h1', [1, 1_000]), gpu('h1', [0, 300])])).toBe(true);
    expect(await used()).toEqual({ 'h1/GPU_MILLI': { used: 2_000, devices: [1_000, 1_000] } });
  });

  test('refuses a GPU that is not there', async () => {
    await insertHosts(database, [{ id: 'h1', gpus: 1 }]);
    expect(await taken([gpu('h1', [1, 1])])).toBe(false);
  });

  test.each(['cordoned', 'draining'])('refuses a host that is %s', async (state) => {
    await insertHosts(database, [{ id: 'h1', cpu: 1_000, state }]);
    expect(await taken([cpu('h1', 1)])).toBe(false);
  });

  test('refuses a host that its cluster keeps off offer, until it does not any more, and wakes the pool then', async () => {
    await insertHosts(database, [{ id: 'h1', cpu: 1_000 }]);
    const tell = (withheld: WithheldReason[]) => tellOffer(database, [{ hostId: 'h1', withheld, remarks: [] }], 0);
    const wakings = () => database.client.outboxEvent.count({ where: { type: 'capacity.changed' } });
    const before = await wakings();
    expect(await tell(['outside_idle_hours', 'node_tainted'])).toBe(1);
    expect(await tell(['node_tainted', 'outside_idle_hours'])).toBe(0);
    expect(await taken([cpu('h1', 1)])).toBe(false);
    expect(await wakings()).toBe(before);
    expect(await tell([])).toBe(1);
    expect(await wakings()).toBe(before + 1);
    expect(await taken([cpu('h1', 1)])).toBe(true);
  });

  test('refuses a host whose contact is lost, and one that does not exist', async () => {
    await insertHosts(database, [{ id: 'h1', cpu: 1_000, lostAt: 5 }]);
    expect(await taken([cpu('h1', 1)])).toBe(false);
    expect(await taken([cpu('h2', 1)])).toBe(false);
  });

  test('GPU takes must name devices for the whole amount', () => {
    expect(() => takeCapacity([{ hostId: 'h', resourceClass: 'GPU_MILLI', variant: 't4', amount: 1_000, devices: [{ index: 0, milli: 900 }] }])).toThrow('names its devices');
    expect(() => takeCapacity([{ ...cpu('h', 5), devices: [{ index: 0, milli: 5 }] }])).toThrow('names its devices');
    expect(() => takeCapacity([cpu('h', 0)])).toThrow('above zero');
  });

  test('what a transaction took is there again when it fails', async () => {
    await insertHosts(database, [{ id: 'h1', cpu: 1_000 }]);
    await expect(database.transaction(async (tx) => {
      await take(tx, [cpu('h1', 1_000)]);
      throw new Error('boom');
    })).rejects.toThrow('boom');
    expect(await taken([cpu('h1', 1_000)])).toBe(true);
  });
});

describe('at the same time', () => {
  test('64 transactions contending for the last units never oversell, and nothing is left over', async () => {
    await insertHosts(database, [{ id: 'h1', cpu: 10_000, gpus: 4 }]);
    const outcomes = await Promise.all(Array.from({ length: 64 }, (_, n) => taken([cpu('h1', 1_000), gpu('h1', [n % 4, 500])])));
    expect(outcomes.filter(Boolean)).toHaveLength(8);
    expect(await used()).toEqual({
      'h1/CPU_MILLI': { used: 8_000, devices: [] },
      'h1/GPU_MILLI': { used: 4_000, devices: [1_000, 1_000, 1_000, 1_000] },
    });
  });

  test('a taker that waited for a giver takes what it gave', async () => {
    await insertHosts(database, [{ id: 'h1', cpu: 1_000 }]);
    await taken([cpu('h1', 1_000)]);
    let waiting: Promise<boolean> | undefined;
    await database.transaction(async (tx) => {
      await giveCapacity(tx, [cpu('h1', 400)]);
      waiting = taken([cpu('h1', 400)]);
      await new Promise((resolve) => setTimeout(resolve, 100)); // it is blocked on the row by now; if not, it succeeds anyway
    });
    expect(await waiting).toBe(true);
  });

  test('takers of several hosts in opposite orders do not deadlock', async () => {
    await insertHosts(database, [{ id: 'h1', cpu: 100_000 }, { id: 'h2', cpu: 100_000 }, { id: 'h3', cpu: 100_000 }]);
    const hosts = ['h1', 'h2', 'h3'];
    const outcomes = await Promise.all(Array.from({ length: 60 }, (_, n) => (
      database.client.$transaction((tx) => take(tx, (n % 2 ? hosts : hosts.toReversed()).map((host) => cpu(host, 10)))).then(() => 'done', (error) => error))));
    expect(new Set(outcomes)).toEqual(new Set(['done']));
  });
});

test('no interleaving of takes and gives oversells, and the devices of a GPU row sum to what is used', async () => {
  const anyTake = fc.oneof(
    fc.record({ host: fc.constantFrom('h1', 'h2'), amount: fc.integer({ min: 1, max: 900 }) }).map(({ host, amount }) => cpu(host, amount)),
    fc.record({ host: fc.constantFrom('h1', 'h2'), index: fc.nat(1), milli: fc.integer({ min: 1, max: 1_000 }) }).map(({ host, index, milli }) => gpu(host, [index, milli])),
  );
  const worker = fc.array(fc.record({ takes: fc.array(anyTake, { minLength: 1, maxLength: 3 }), thenGive: fc.boolean() }), { maxLength: 4 });
  await fc.assert(fc.asyncProperty(fc.array(worker, { minLength: 2, maxLength: 6 }), async (workers) => {
    await database.client.$executeRaw(sql`truncate hosts, inventories`);
    await insertHosts(database, [{ id: 'h1', cpu: 2_000, gpus: 2 }, { id: 'h2', cpu: 1_000, gpus: 2 }]);
    const kept: Take[] = [];
    await Promise.all(workers.map(async (steps) => {
      for (const { takes, thenGive } of steps) {
        if (!(await taken(takes))) continue;
        if (thenGive) await database.transaction((tx) => giveCapacity(tx, takes));
        else kept.push(...takes);
      }
    }));
    const after = await used();
    for (const [host, capacity] of [['h1', 2_000], ['h2', 1_000]] as const) {
      expect(after[`${host}/CPU_MILLI`]!.used).toBe(sumOf(kept, host, 'CPU_MILLI'));
      expect(after[`${host}/CPU_MILLI`]!.used).toBeLessThanOrEqual(capacity);
      const row = after[`${host}/GPU_MILLI`]!;
      expect(row.used).toBe(sumOf(kept, host, 'GPU_MILLI'));
      expect(row.devices.reduce((sum, milli) => sum + milli, 0)).toBe(row.used);
      expect(Math.max(...row.devices)).toBeLessThanOrEqual(1_000);
    }
  }), { numRuns: 25 });
});

function sumOf(takes: Take[], host: string, resourceClass: string): number {
  return takes.filter((take) => take.hostId === host && take.resourceClass === resourceClass).reduce((sum, take) => sum + take.amount, 0);
}

describe('giving back', () => {
  test('more than was taken is refused by the database', async () => {
    await insertHosts(database, [{ id: 'h1', cpu: 1_000 }]);
    await taken([cpu('h1', 100)]);
    await expect(database.transaction((tx) => giveCapacity(tx, [cpu('h1', 101)]))).rejects.toThrow();
    expect((await used())['h1/CPU_MILLI']!.used).toBe(100);
  });

  test('to an inventory that does not exist is a bug', async () => {
    await expect(database.transaction((tx) => giveCapacity(tx, [cpu('nowhere', 1)]))).rejects.toThrow('does not exist');
  });
});

test('the database itself refuses what would oversell', async () => {
  await insertHosts(database, [{ id: 'h1', cpu: 1_000, gpus: 1 }]);
  await expect(database.client.$executeRaw(sql`update inventories set used = 1001 where resource_class = 'CPU_MILLI'`)).rejects.toThrow();
  await expect(database.client.$executeRaw(sql`update inventories set used = 500 where resource_class = 'GPU_MILLI'`)).rejects.toThrow();
  await expect(database.client.$executeRaw(sql`update inventories set used = 1001, device_used = '{1001}' where resource_class = 'GPU_MILLI'`)).rejects.toThrow();
});

test('utilisation counts open hosts whole and others with what is used on them', async () => {
  await insertHosts(database, [{ id: 'h1', cpu: 1_000 }, { id: 'h2', cpu: 1_000 }, { id: 'h3', cpu: 500, heard: false }]);
  await taken([cpu('h1', 250), cpu('h2', 100)]);
  expect(await poolUtilisation(database, 'pol_1', 'CPU_MILLI', '')).toEqual({ used: 350n, total: 2_000n });
  await database.client.$executeRaw(sql`update hosts set state = 'cordoned' where id = 'h2'`);
  expect(await poolUtilisation(database, 'pol_1', 'CPU_MILLI', '')).toEqual({ used: 350n, total: 1_100n });
  expect(await poolUtilisation(database, 'pol_1', 'GPU_MILLI', 't4')).toEqual({ used: 0n, total: 0n });
});

describe('the snapshot', () => {
  test('shows hosts of the pool with inventories, contact and windows', async () => {
    await insertHosts(database, [
      { id: 'h1', cpu: 1_000, reserved: 100, gpus: 1, heardAt: 1_000 },
      { id: 'h2', heard: false },
      { id: 'h3', lostAt: 7 },
      { id: 'elsewhere', pool: 'pol_2', cpu: 1 },
    ]);
    await taken([gpu('h1', [0, 250])]);
    const now = 1_000 + defaultSettings.hostStaleAfterMillis;
    await database.client.$executeRaw(sql`insert into maintenance_windows values ('m1', 'h1', ${now}, ${now + 10}, 'x'), ('m0', 'h1', 1, ${now}, 'over')`);
    const hosts = await hostsForPlacement(database, 'pol_1', now, defaultSettings);
    expect(hosts.map((host) => [host.id, host.contact, host.inMaintenance])).toEqual([['h1', 'live', true], ['h2', 'never', false], ['h3', 'lost', false]]);
    expect(hosts[0]!.maintenance).toEqual([{ startsAt: now, endsAt: now + 10 }]);
    expect(hosts[0]!.inventories).toEqual([
      { resourceClass: 'CPU_MILLI', variant: '', capacity: 900, used: 0, minUnit: 1, maxUnit: 1_000, stepSize: 1, deviceUsed: [] },
      { resourceClass: 'GPU_MILLI', variant: 't4', capacity: 1_000, used: 250, minUnit: 1, maxUnit: 1_000, stepSize: 1, deviceUsed: [250] },
    ]);
    expect((await hostsForPlacement(database, 'pol_1', now + 1, defaultSettings))[0]!.contact).toBe('stale');
  });
});
