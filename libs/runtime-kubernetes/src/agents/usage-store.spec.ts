import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

import { type Database, sql } from '#libs/database';
import { type ClaimId, newId } from '#libs/kernel';
import { testDatabase, type TestDatabase } from '#libs/testing';

import type { PodReading } from './pod-usage.js';
import { beginSamples, finishSamples, unfinishedSamples } from './usage.store.js';

const clusterId = newId('cluster');
const limits = (now: number) => ({ now, every: 60_000, longest: 3_600_000 });

let db: TestDatabase;
let database: Database;
let claimId: ClaimId;
beforeAll(async () => {
  db = await testDatabase();
  database = db.database;
});
afterAll(() => db.drop());
beforeEach(async () => {
  claimId = newId('claim');
  await database.client.$executeRaw(sql`
    insert into claims (id, lease_id, tenant_id, project_id, replica, pool_id, host_id, cluster_id, site_id, operator_id, resources, fence, state, made_at)
    values (${claimId}, ${newId('lease')}, 'ten', 'prj', 0, 'pol', ${newId('host')}, ${clusterId}, 'sit', 'opr', '[]', 1, 'held', 0)`);
});

const reading = (sentBytes: bigint): PodReading => ({ claimId, uid: 'a', sentBytes });
const bytes = (samples: Awaited<ReturnType<typeof beginSamples>>) => samples.filter((each) => each.claimId === claimId).flatMap(({ events }) => events.map(({ data }) => data.bytes));

test('a pod is sampled from when it is first seen, each interval once', async () => {
  expect(await beginSamples(database, clusterId, [reading(100n)], limits(1_000))).toEqual([]);
  expect(await beginSamples(database, clusterId, [reading(150n)], limits(30_000))).toEqual([]);
  expect(bytes(await beginSamples(database, clusterId, [reading(300n)], limits(61_000)))).toEqual(['200']);
  await finishSamples(database, clusterId, [claimId]);
  expect(bytes(await beginSamples(database, clusterId, [reading(310n)], limits(121_000)))).toEqual(['10']);
});

test('what was begun and not finished is sent again as it was, and nothing is begun meanwhile', async () => {
  await beginSamples(database, clusterId, [reading(0n)], limits(0));
  const begun = await beginSamples(database, clusterId, [reading(7n)], limits(60_000));
  expect(await beginSamples(database, clusterId, [reading(9n)], limits(120_000))).toEqual([]);
  expect((await unfinishedSamples(database, clusterId)).filter((each) => each.claimId === claimId)).toEqual(begun);
  await finishSamples(database, clusterId, [claimId]);
  expect(bytes(await beginSamples(database, clusterId, [reading(9n)], limits(120_000)))).toEqual(['2']);
});

test('after a long silence it begins anew, and of claims that are no more nothing is kept', async () => {
  await beginSamples(database, clusterId, [reading(0n)], limits(0));
  expect(await beginSamples(database, clusterId, [reading(7n)], limits(4_000_000))).toEqual([]);
  await database.client.$executeRaw(sql`update claims set state = 'released' where id = ${claimId}`);
  await finishSamples(database, clusterId, []);
  expect(await database.query(sql`select 1 from kubernetes_usage where claim_id = ${claimId}`)).toEqual([]);
});
