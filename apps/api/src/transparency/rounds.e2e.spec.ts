import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { Signals, sql } from '#libs/database';
import { defaultSettings, newId } from '#libs/kernel';
import { LeaseModule } from '#libs/lease';
import { forgetRounds, PlacementModule, releaseClaims, roundById, replayRound, Scheduler } from '#libs/placement';
import { addTestHosts, testCloud, type TestCloud } from '#libs/testing';
import { LogSigner, TransparencyLog, TransparencyModule } from '#libs/transparency';
import { type RoundDocument, verifyRound } from '#libs/verify';

import { type Caller, startTestApi, type TestApi } from '../../../../test/support/api.js';
import { transparencyControllers } from './controllers.js';

let api: TestApi;
let cloud: TestCloud;
let tenant: Caller;
let admin: Caller;
let scheduler: Scheduler;
let log: TransparencyLog;
let hostIds: string[];

beforeAll(async () => {
  api = await startTestApi({ modules: [LeaseModule, PlacementModule, TransparencyModule], controllers: transparencyControllers });
  cloud = await testCloud(api.database);
  tenant = await api.key('tenant', cloud.tenantId);
  admin = await api.admin();
  scheduler = new Scheduler(api.database, api.app.get(Signals), api.clock, defaultSettings);
  log = new TransparencyLog(api.database, new LogSigner(randomBytes(32)));
  hostIds = await addTestHosts(api.database, cloud.poolId, [{}, {}, { cpus: 4 }]);
  await api.database.query(sql`update hosts set last_heartbeat_at = ${BigInt(api.clock.now())}`);
});
afterAll(() => api.close());

async function request(count: number, cpuMillis = 1_000): Promise<string[]> {
  const ids = Array.from({ length: count }, () => newId('lease'));
  await api.database.client.lease.createMany({
    data: ids.map((id, index) => ({
      id, tenantId: cloud.tenantId, projectId: cloud.projectId, poolId: cloud.poolId, name: id, state: 'requested', replicas: 1, resources: { cpuMillis, memoryMib: 1_024 }, workload: { image: 'i' }, constraints: {},
      pricing: { mode: 'on-demand' }, prices: [{ resourceClass: 'CPU_MILLI', variant: '', nanoTokensPerUnitHour: '1000' }], priceLockedUntil: 10n ** 13n, createdAt: BigInt(api.clock.now() + index),
    })),
  });
  return ids;
}

async function round(): Promise<void> {
  for (let rounds = 0; rounds < 20; rounds += 1) if (!(await scheduler.round(cloud.poolId)).more) return;
  throw new Error('twenty rounds and more to do');
}

interface Round {
  id: string;
  header: { seed: { chainId: string; place: number } };
}

async function rounds(): Promise<Round[]> {
  return (await admin.get(`/v1/admin/placement-rounds?poolId=${cloud.poolId}`).expect(200)).body.items as Round[];
}

async function logged(): Promise<void> {
  await log.append();
  api.clock.advance(60_000);
  await api.database.query(sql`update hosts set last_heartbeat_at = ${BigInt(api.clock.now())}`);
  await log.signHead(api.clock.now());
}

test('every round that wrote anything is replayed to the same plan, with claims released and made between', async () => {
  const first = await request(12);
  await round();
  const held = await api.database.client.claim.findMany({ where: { leaseId: { in: first.slice(0, 5) }, state: 'held' } });
  await api.database.transaction((tx) => releaseClaims(tx, held.map(({ id }) => id as never), { reason: 'host_lost', at: api.clock.now() }));
  await request(9, 3_000);
  await round();
  await request(30, 5_000); // more than there is room for
  await round();
  await logged();
  const all = await rounds();
  expect(all.length).toBeGreaterThanOrEqual(3);
  expect(new Set(all.map(({ header: { seed } }) => `${seed.chainId}/${seed.place}`)).size).toBe(all.length);
  for (const { id } of all) {
    const { body } = await admin.get(`/v1/admin/placement-rounds/${id}/replay`).expect(200);
    expect(body).toMatchObject({ identical: true, logIndex: expect.any(Number), hosts: 3 });
    const { body: inputs } = await admin.get(`/v1/admin/placement-rounds/${id}/inputs`).expect(200);
    expect(inputs).toMatchObject({ format: 'weir-simulation/1', hosts: expect.any(Array), asks: expect.any(Array) });
  }
  const [made] = await api.database.query<{ held: bigint }>(sql`select count(*) as held from claims where pool_id = ${cloud.poolId}`);
  const replayed = await Promise.all(all.map(async ({ id }) => (await admin.get(`/v1/admin/placement-rounds/${id}/replay`)).body.claims as number));
  expect(replayed.reduce((sum, claims) => sum + claims, 0)).toBe(Number(made!.held));
});

test('what was changed of a round does not replay', async () => {
  const [{ id }] = (await rounds()) as [Round];
  const row = (await roundById(api.database, id))!;
  const header = JSON.parse(row.header) as Record<string, unknown>;
  const changed = async (changes: object) => (await replayRound(api.database, { ...row, ...changes })).checks;
  expect(await changed({})).toEqual({ seed: true, hosts: true, market: true, requests: true, plan: true, outcomes: true });
  expect(await changed({ secret: randomBytes(32) })).toMatchObject({ hosts: false, market: false, requests: false, plan: true, outcomes: false });
  const seed = { chainId: row.chainId, place: 0, value: '00'.repeat(32) };
  expect(await changed({ header: JSON.stringify({ ...header, seed }) })).toMatchObject({ seed: false });
  const [other] = (await rounds()).slice(1) as [Round];
  expect(await changed({ inputs: (await roundById(api.database, other.id))!.inputs })).toMatchObject({ requests: false, outcomes: false });
  await expect(api.database.query(sql`update placement_rounds set header = '' where id = ${id}`)).rejects.toThrow();
});

test('a tenant proves by which policy it was decided about, and learns nothing of hosts, operators or others', async () => {
  const [leaseId] = await request(1, 500) as [string];
  await round();
  await tenant.get(`/v1/leases/${leaseId}/placement-proof`).expect(409).expect(({ body }) => expect(body.code).toBe('round_not_logged'));
  await logged();
  const listed = (await tenant.get(`/v1/leases/${leaseId}/placement-rounds`).expect(200)).body.items as { roundId: string; decision: object }[];
  expect(listed).toMatchObject([{ decision: { leaseId, outcome: 'placed', replicas: [0] } }]);
  const text = (await tenant.get(`/v1/leases/${leaseId}/placement-proof?roundId=${listed[0]!.roundId}`).expect(200)).text;
  const document = JSON.parse(text) as RoundDocument;
  expect(verifyRound(document)).toEqual({ verified: true, findings: [] });
  expect(document.header.policy).toMatchObject({ operatorShareCapBps: 4_000, packScore: 'expected-fill' });
  for (const id of hostIds) expect(text).not.toContain(id);
  expect(text + JSON.stringify(listed)).not.toMatch(/hst_|opr_|cls_|sit_/);
  const others = (await api.database.query<{ id: string }>(sql`select id from leases where id <> ${leaseId}`)).map(({ id }) => id);
  for (const id of others) expect(text).not.toContain(id);
});

test('a proof of which anything was changed is none', async () => {
  const [leaseId] = await request(1, 500) as [string];
  await round();
  await logged();
  const { text } = await tenant.get(`/v1/leases/${leaseId}/placement-proof`).expect(200);
  const pointers: string[][] = [];
  const walk = (value: unknown, path: string[]): void => {
    if (typeof value !== 'object' || value === null) pointers.push(path);
    else for (const [key, part] of Object.entries(value)) walk(part, [...path, key]);
  };
  walk(JSON.parse(text), []);
  for (const path of pointers) {
    const document = JSON.parse(text) as Record<string, unknown>;
    const parent = path.slice(0, -1).reduce<Record<string, unknown>>((part, key) => part[key] as Record<string, unknown>, document);
    const last = path.at(-1)!;
    const value = parent[last];
    parent[last] = typeof value === 'number' ? value + 1 : typeof value === 'string' ? `${value.startsWith('A') ? 'B' : 'A'}${value.slice(1)}` : typeof value === 'boolean' ? !value : 1;
    expect(verifyRound(document).verified, path.join('/')).toBe(false);
  }
  for (const other of [null, [], {}, { ...JSON.parse(text), more: 1 }]) expect(verifyRound(other).verified).toBe(false);
});

test('rounds are for administrators, and proofs for whose lease it is', async () => {
  const [{ id }] = (await rounds()) as [Round];
  const stranger = await api.tenant();
  const operator = await api.operator();
  for (const caller of [stranger, operator]) {
    for (const path of [`?poolId=${cloud.poolId}`, `/${id}/replay`, `/${id}/inputs`]) await caller.get(`/v1/admin/placement-rounds${path}`).expect(403);
  }
  const [leaseId] = await request(1) as [string];
  for (const path of ['placement-rounds', 'placement-proof']) await stranger.get(`/v1/leases/${leaseId}/${path}`).expect(404);
  expect((await tenant.get(`/v1/leases/${leaseId}/placement-proof`).expect(404)).body).toMatchObject({ code: 'not_found' });
  await admin.get(`/v1/admin/placement-rounds/${newId('round')}/replay`).expect(404);
  await admin.get('/v1/admin/placement-rounds/rnd_1/replay').expect(400);
});

test('rounds are forgotten with their base, and the log goes on without them', async () => {
  const forget = (before: number, loggedTo: bigint) => api.database.transaction((tx) => forgetRounds(tx, before, loggedTo));
  const late = api.clock.now() + 1;
  expect(await forget(0, 2n ** 60n)).toBe(0);
  expect(await forget(late, 0n), 'none that the log does not have').toBe(0);
  expect(await forget(late, 2n ** 60n)).toBeGreaterThan(0);
  expect(await rounds()).toEqual([]);
  await request(1);
  scheduler = new Scheduler(api.database, api.app.get(Signals), api.clock, defaultSettings);
  api.clock.advance(defaultSettings.schedulerLockMillis);
  await api.database.query(sql`update hosts set last_heartbeat_at = ${BigInt(api.clock.now())}`);
  await round();
  await logged();
  const [{ id }] = (await rounds()) as [Round];
  expect((await admin.get(`/v1/admin/placement-rounds/${id}/replay`).expect(200)).body).toMatchObject({ identical: true });
});
