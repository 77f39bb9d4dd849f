import { afterAll, beforeAll, expect, test } from 'vitest';

import { rowsOf, Signals, sql } from '#libs/database';
import { defaultSettings, ManualClock, newId } from '#libs/kernel';
import { addTestHosts, testCloud, testDatabase, type TestDatabase } from '#libs/testing';

import { Scheduler } from './scheduler.js';

const WRITERS = 64;
/** Each of so many leases; one wave is more than there is room for. */
const WAVES = 20;
const WAVE = 16;

let db: TestDatabase;
let signals: Signals;
beforeAll(async () => {
  db = await testDatabase();
  signals = new Signals(db.url);
  await signals.start();
});
afterAll(async () => {
  await signals.stop();
  await db.drop();
});

test('sixty-four writers that contend for one pool oversell nothing, place all there is room for, and lose less than a tenth of their plans', { timeout: 240_000 }, async () => {
  const clock = new ManualClock(1_000);
  const { database } = db;
  const cloud = await testCloud(database);
  await addTestHosts(database, cloud.poolId, Array.from({ length: WAVES * WAVE / 16 }, () => ({ cpus: 16 })));
  const writers = Array.from({ length: WRITERS }, () => new Scheduler(database, signals, clock, defaultSettings));
  const contend = () => Promise.all(writers.map((writer) => writer.round(cloud.poolId)));
  for (let wave = 0; wave <= WAVES; wave += 1) {
    await database.client.lease.createMany({
      data: Array.from({ length: WAVE }, (_, index) => ({
        id: newId('lease'), tenantId: cloud.tenantId, projectId: cloud.projectId, poolId: cloud.poolId, name: `${wave}-${index}`, state: 'requested', replicas: 1, resources: { cpuMillis: 1_000, memoryMib: 1_024 },
        workload: { image: 'nginx' }, constraints: {}, pricing: { mode: 'on-demand' }, prices: [{ resourceClass: 'CPU_MILLI', variant: '', nanoTokensPerUnitHour: '1000' }], priceLockedUntil: 3_600_000n, createdAt: BigInt(wave * WAVE + index),
      })),
    });
    const underway = contend();
    // Whoever holds the lock is thought dead while it is at work: another one takes over.
    if (wave === WAVES / 2) clock.advance(defaultSettings.schedulerLockMillis);
    await Promise.all([underway, wave === WAVES / 2 ? contend() : undefined]);
  }
  await contend();
  const sum = (of: 'claims' | 'refused' | 'fenced') => writers.reduce((all, { counters }) => all + counters[of], 0);
  const lost = sum('refused') + WAVE * sum('fenced');
  expect(sum('claims')).toBe(WAVES * WAVE);
  expect(lost * 10).toBeLessThan(sum('claims') + lost);
  const wrong = await rowsOf(database, sql`
    select i.host_id from inventories i left join (
      select c.host_id, r."resourceClass" as resource_class, sum(r.amount) as amount from claims c cross join lateral jsonb_to_recordset(c.resources) as r("resourceClass" text, amount bigint) where c.state = 'held' group by 1, 2
    ) h using (host_id, resource_class) where i.used > i.total or i.used <> coalesce(h.amount, 0)
    union all select lease_id from claims where state = 'held' group by lease_id, replica having count(*) > 1`);
  expect(wrong).toEqual([]);
});
