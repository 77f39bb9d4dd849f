import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

import { type Database, type Sql, sql } from '#libs/database';
import { defaultSettings } from '#libs/kernel';
import { testDatabase, type TestDatabase } from '#libs/testing';

import { hostsForPlacement, type PlacementHost, PoolHosts } from './snapshot.js';
import { insertHosts } from './test-hosts.js';

const POOL = 'pol_1';
const HOSTS = 5;

let db: TestDatabase;
let database: Database;
beforeAll(async () => {
  db = await testDatabase();
  database = db.database;
});
afterAll(() => db.drop());

beforeEach(async () => {
  for (const table of ['hosts', 'inventories', 'maintenance_windows', 'operators']) await database.client.$executeRawUnsafe(`delete from ${table}`);
  await write(sql`insert into operators (id, name, created_at) values ('opr_1', 'one', 0)`);
  await insertHosts(database, Array.from({ length: HOSTS }, (_, n) => ({ id: `h${n}`, cpu: 1_000_000, gpus: 1 })));
});

const write = (statement: Sql) => database.transaction((tx) => tx.$executeRaw(statement));

let added = 0;

/** All that is ever written of a host, by its id, at a time. */
const writes = {
  take: (host) => sql`update inventories set used = used + 1 where host_id = ${host} and resource_class = 'CPU_MILLI'`,
  drain: (host) => sql`update hosts set state = case state when 'open' then 'draining' else 'open' end where id = ${host}`,
  hear: (host, now) => sql`update hosts set last_heartbeat_at = ${BigInt(now)}, lost_at = null where id = ${host}`,
  lose: (host, now) => sql`update hosts set lost_at = ${BigInt(now)} where id = ${host}`,
  move: (host) => sql`update hosts set pool_id = case pool_id when ${POOL} then 'pol_2' else ${POOL} end where id = ${host}`,
  regroup: () => sql`update operators set group_id = case when group_id is null then 'opg_1' end`,
  shrink: (host) => sql`delete from inventories where host_id = ${host} and resource_class = 'GPU_MILLI'`,
  grow: (host) => sql`insert into inventories (host_id, resource_class, variant, total, max_unit) values (${host}, 'MEMORY_MIB', '', 1000, 1000)
    on conflict (host_id, resource_class, variant) do update set total = inventories.total + 1`,
  remove: (host) => sql`with listed as (delete from inventories where host_id = ${host}), announced as (delete from maintenance_windows where host_id = ${host}) delete from hosts where id = ${host}`,
  add: (host) => sql`insert into hosts (id, operator_id, site_id, cluster_id, pool_id, name, jurisdiction, region, state, traits, created_at)
    select ${`${host.slice(0, 2)}_${(added += 1)}`}, operator_id, site_id, cluster_id, pool_id, ${`name-${added}`}, jurisdiction, region, state, traits, 0 from hosts where id = ${host}`,
  announce: (host, now) => sql`insert into maintenance_windows (id, host_id, starts_at, ends_at, reason) select ${`mnt_${(added += 1)}`}, id, ${BigInt(now + 1_000)}, ${BigInt(now + 3_000)}, 'x' from hosts where id = ${host}`,
  cancel: (host) => sql`delete from maintenance_windows where host_id = ${host}`,
} satisfies Record<string, (host: string, now: number) => Sql>;

type What = keyof typeof writes;
/** `write` holds its transaction open where it says so, until the next write of the same host, or `end`. */
type Step = { kind: 'write'; what: What; host: number; isHeld: boolean } | { kind: 'read'; after: number } | { kind: 'end'; host: number };

const host = fc.nat(HOSTS - 1);
const steps = fc.array(fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('write' as const), what: fc.constantFrom(...(Object.keys(writes) as What[])), host, isHeld: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('read' as const), after: fc.constantFrom(0, 1_500, defaultSettings.hostStaleAfterMillis) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('end' as const), host }) },
), { minLength: 4, maxLength: 16 });

const wrote = (what: What, at: number, isHeld = false): Step => ({ kind: 'write', what, host: at, isHeld });
const read: Step = { kind: 'read', after: 0 };

test('hosts that are followed are those that are read at once, whatever is written between, also by transactions that were under way at the last reading', { timeout: 240_000 }, async () => {
  let now = 1_000_000;
  await fc.assert(fc.asyncProperty(steps, async (list) => {
    const followed = new PoolHosts(POOL);
    const held = new Map<number, { end: () => void; done: Promise<unknown> }>();
    const letGo = async (of: number) => {
      held.get(of)?.end();
      await held.get(of)?.done;
      held.delete(of);
    };
    const same = async () => expect(await followed.read(database, now, defaultSettings)).toEqual(await hostsForPlacement(database, POOL, now, defaultSettings));
    await same();
    for (const step of list) {
      if (step.kind === 'read') {
        now += step.after;
        await same();
      } else if (step.kind === 'end') {
        await letGo(step.host);
      } else {
        const key = step.what === 'regroup' ? HOSTS : step.host; // all hosts are of one operator
        await letGo(key); // it holds the rows
        const statement = writes[step.what](`h${step.host}`, now);
        if (step.isHeld) held.set(key, await holding(statement));
        else await write(statement);
      }
    }
    for (const key of held.keys()) await letGo(key);
    await same();
  }), {
    numRuns: 40,
    examples: [
      [[wrote('take', 0, true), wrote('take', 1), read, { kind: 'end', host: 0 }]], // written before the last reading by who was over after it
      [[wrote('announce', 0), read, wrote('cancel', 0), read]],
      [[wrote('announce', 0), wrote('announce', 1), read, wrote('cancel', 0), wrote('announce', 1), read]],
    ],
  });
});

/** A transaction that has written and is not over. */
async function holding(statement: Sql): Promise<{ end: () => void; done: Promise<unknown> }> {
  const over = Promise.withResolvers<void>();
  const written = Promise.withResolvers<void>();
  const done = database.transaction(async (tx) => {
    await tx.$executeRaw(statement);
    written.resolve();
    await over.promise;
  });
  await Promise.race([written.promise, done]);
  return { end: () => over.resolve(), done };
}

test('a host that is as it was is the same object, one of which something was written another, and no statement reads more', async () => {
  await settled();
  const followed = new PoolHosts(POOL);
  const first = await followed.read(database, 0, defaultSettings);
  await write(writes.take('h2'));
  const asked: number[] = [];
  const reader = { $executeRaw: () => Promise.reject(new Error('nothing is written')), $queryRaw: async <Rows>(statement: Sql) => {
    const rows = await database.query<unknown>(statement);
    if (statement.text.includes('pg_current_snapshot')) asked.push(rows.length);
    return rows as Rows;
  } };
  const second = await followed.read(reader, 0, defaultSettings);
  const same = (one: PlacementHost, index: number) => one === first[index];
  expect(second.map(same)).toEqual([true, true, false, true, true]);
  expect(asked).toEqual([1]);
  expect(second[2]!.inventories[0]!.used).toBe(1);
  expect(first[2]!.inventories[0]!.used).toBe(0);
});

/** Waits until no transaction of the server is older than what was written so far, in whose database ever: while one is, all of that is read again. */
async function settled(): Promise<void> {
  const [written] = await database.transaction((tx) => tx.$queryRaw<{ id: bigint }[]>(sql`select pg_current_xact_id()::text::bigint as id`));
  await expect.poll(async () => (await database.query<{ oldest: bigint }>(sql`select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as oldest`))[0]!.oldest > written!.id, { timeout: 60_000, interval: 20 }).toBe(true);
}
