import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

import { type Database, sql } from '#libs/database';
import { defaultSettings, type LeaseId, ManualClock } from '#libs/kernel';
import { testCloud, type TestCloud, testDatabase, type TestDatabase } from '#libs/testing';

import { lockForPlacement, markBlocked, markPlaced, waitingForPlacement } from './for-placement.js';
import { lockLease, updateLease } from './lease.store.js';
import { RequestLease, RequestLeaseHandler } from './request-lease.js';

let db: TestDatabase;
let database: Database;
let cloud: TestCloud;
const clock = new ManualClock(0);

beforeAll(async () => {
  db = await testDatabase();
  database = db.database;
});
afterAll(() => db.drop());
beforeEach(async () => {
  cloud = await testCloud(database);
});

async function request(): Promise<LeaseId> {
  const asked = new RequestLease(cloud.actor, { pool: cloud.pool, replicas: 1, resources: { cpuMillis: 1_000, memoryMib: 1_024 }, workload: { image: 'nginx' } });
  return (await new RequestLeaseHandler(database, clock, defaultSettings).execute(asked)).id as LeaseId;
}

const read = async () => (await waitingForPlacement(database, cloud.poolId, 10, clock.now(), 'none')).leases;

test('a lease that nobody wrote since it was read is locked as it was read; one that somebody did is read anew', async () => {
  const [kept, renamed, closed] = [await request(), await request(), await request()];
  // Whoever gets these names did not read the leases again.
  const known = new Map([...await read()].map(([id, one]) => [id, { ...one, lease: { ...one.lease, name: 'as it was read' } }]));
  await database.transaction((tx) => lockLease(tx, kept)); // decides nothing: the row stays
  await database.transaction((tx) => tx.$executeRaw(sql`update leases set name = 'renamed' where id = ${renamed}`));
  await database.transaction((tx) => tx.$executeRaw(sql`update leases set state = 'closing', unplaced = false where id = ${closed}`));
  const locked = await database.transaction((tx) => lockForPlacement(tx, [kept, renamed, closed], known));
  expect(new Map(locked.map(({ id, name }) => [id, name]))).toEqual(new Map([[kept, 'as it was read'], [renamed, 'renamed']]));
});

test('one that was not read before is read, and one that is locked is left out', async () => {
  const [mine, theirs] = [await request(), await request()];
  const known = await read();
  await database.transaction(async (other) => {
    await lockLease(other, theirs);
    const locked = await database.transaction((tx) => lockForPlacement(tx, [mine, theirs], new Map()));
    expect(locked).toEqual([known.get(mine)!.lease]);
  });
});

test('what placement itself wrote counts as written', async () => {
  const id = await request();
  const known = await read();
  const blocked = { until: 'capacity-added' as const, reasons: [] };
  await database.transaction(async (tx) => markBlocked(tx, [{ lease: (await lockForPlacement(tx, [id], known))[0]!, blocked }], clock.now()));
  const [lease] = await database.transaction((tx) => lockForPlacement(tx, [id], known));
  expect(lease).toMatchObject({ state: 'blocked', blocked, version: known.get(id)!.lease.version });
});

test('no index of leases goes by what a placement writes, and pages keep room for a second version: so a round writes rows and nothing else', async () => {
  const rows = await database.query<{ column: string }>(sql`
    select distinct a.attname as column from pg_index i join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = i.indexrelid and d.refclassid = 'pg_class'::regclass and d.refobjid = i.indrelid
      join pg_attribute a on a.attrelid = i.indrelid and a.attnum = d.refobjsubid
    where i.indrelid = 'leases'::regclass`);
  const indexed = new Set(rows.map(({ column }) => column));
  expect(indexed).toContain('sought'); // in a predicate alone
  expect(['state', 'unplaced', 'blocked', 'placed_at', 'fallback', 'resources'].filter((column) => indexed.has(column))).toEqual([]);
  expect(await database.query(sql`select reloptions from pg_class where oid = 'leases'::regclass`)).toEqual([{ reloptions: ['fillfactor=50'] }]);
});

test('what is placed is sought until it is written again, and waits for nothing; what is unplaced cannot be hidden from the scheduler', async () => {
  const id = await request();
  const marks = () => database.query(sql`select sought, unplaced from leases where id = ${id}`);
  const placed = await database.transaction(async (tx) => {
    const [lease] = await lockForPlacement(tx, [id]);
    await markPlaced(tx, [{ lease: lease!, claims: 1, complete: true }], clock.now());
    return (await lockLease(tx, id))!;
  });
  expect([await marks(), (await read()).size]).toEqual([[{ sought: true, unplaced: false }], 0]);
  const running = await database.transaction((tx) => updateLease(tx, placed, { state: 'provisioning' }));
  expect(await marks()).toEqual([{ sought: false, unplaced: false }]);
  await expect(database.transaction((tx) => tx.$executeRaw(sql`update leases set unplaced = true where id = ${id}`))).rejects.toThrow(/leases_found/);
  await database.transaction((tx) => updateLease(tx, running, { unplaced: true }));
  expect([await marks(), [...(await read()).keys()]]).toEqual([[{ sought: true, unplaced: true }], [id]]);
});

test('property: what has waited as long as it may is never looked at again, however it waits, and nothing else is left out for its wait', async () => {
  const ids = await Promise.all(Array.from({ length: 6 }, request));
  const order = fc.record({
    waitUntil: fc.option(fc.integer({ min: 1, max: 10 })), state: fc.constantFrom('requested' as const, 'blocked' as const, 'degraded' as const, 'closed' as const), mode: fc.constantFrom('on-demand', 'spot'),
  });
  let over = 0;
  await fc.assert(fc.asyncProperty(fc.array(order, { minLength: ids.length, maxLength: ids.length }), fc.integer({ min: 0, max: 11 }), fc.boolean(), async (orders, now, withBlocked) => {
    const rows = orders.map(({ waitUntil, state, mode }, index) => ({ id: ids[index]!, wait_until: waitUntil, state, mode, unplaced: state !== 'closed', blocked: state === 'blocked' ? { until: 'capacity-added', reasons: [] } : null }));
    await database.transaction((tx) => tx.$executeRaw(sql`
      update leases l set wait_until = t.wait_until, state = t.state, unplaced = t.unplaced, blocked = t.blocked, pricing = l.pricing || jsonb_build_object('mode', t.mode)
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t(id text, wait_until bigint, state text, mode text, unplaced boolean, blocked jsonb) where l.id = t.id`));
    const found = (await waitingForPlacement(database, cloud.poolId, 100, now, withBlocked ? undefined : 'none')).requests.map(({ leaseId }) => leaseId as string);
    // One that ran lacks a replica: its wait was over when it was placed.
    const isOver = ({ waitUntil, state }: (typeof orders)[number]) => (state === 'requested' || state === 'blocked') && waitUntil !== null && waitUntil <= now;
    const isDue = ({ state, mode }: (typeof orders)[number]) => state !== 'closed' && (withBlocked || (state !== 'blocked' && mode !== 'spot'));
    expect(found.toSorted()).toEqual(ids.filter((_, index) => isDue(orders[index]!) && !isOver(orders[index]!)).toSorted());
    over += orders.filter((one) => isDue(one) && isOver(one)).length;
  }), { numRuns: 40 });
  expect(over).toBeGreaterThan(10);
});
