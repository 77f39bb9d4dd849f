import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';

import { Signals, sql } from '#libs/database';
import { defaultSettings, newId } from '#libs/kernel';
import { LeaseModule } from '#libs/lease';
import { PlacementModule, Scheduler } from '#libs/placement';
import { addTestHosts, testCloud, type TestCloud } from '#libs/testing';
import { LogSigner, TransparencyLog, TransparencyModule } from '#libs/transparency';

import { LeaseApiModule } from '../apps/api/src/lease/lease-api.module.js';
import { transparencyControllers } from '../apps/api/src/transparency/controllers.js';
import { type Caller, startTestApi, type TestApi } from './support/api.js';
import { runCommand } from './support/command-line.js';

let api: TestApi;
let cloud: TestCloud;
let tenant: Caller;
let admin: Caller;
let folder: string;
const leaseIds = Array.from({ length: 3 }, () => newId('lease'));

/** Two leases that are placed, and one for which there is no room. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weir-placement-'));
  api = await startTestApi({ modules: [LeaseModule, PlacementModule, LeaseApiModule, TransparencyModule], controllers: transparencyControllers });
  cloud = await testCloud(api.database);
  tenant = await api.key('tenant', cloud.tenantId);
  admin = await api.admin();
  await addTestHosts(api.database, cloud.poolId, [{ cpus: 4 }, { cpus: 4, operatorId: 'opr_b' }]);
  await api.database.query(sql`update hosts set last_heartbeat_at = ${BigInt(api.clock.now())}`);
  await api.database.client.lease.createMany({
    data: leaseIds.map((id, index) => ({
      id, tenantId: cloud.tenantId, projectId: cloud.projectId, poolId: cloud.poolId, name: id, state: 'requested', replicas: 1, resources: { cpuMillis: 3_000, memoryMib: 1_024 }, workload: { image: 'i' }, constraints: {},
      pricing: { mode: 'on-demand' }, prices: ['CPU_MILLI', 'MEMORY_MIB'].map((resourceClass) => ({ resourceClass, variant: '', nanoTokensPerUnitHour: '1000' })), priceLockedUntil: 10n ** 13n, createdAt: BigInt(api.clock.now() + index),
    })),
  });
  await new Scheduler(api.database, api.app.get(Signals), api.clock, defaultSettings).round(cloud.poolId);
  const log = new TransparencyLog(api.database, new LogSigner(randomBytes(32)));
  await log.append();
  await log.signHead(api.clock.now());
});
afterAll(async () => {
  await api?.close();
  await rm(folder, { recursive: true, force: true });
});
afterEach(() => {
  process.exitCode = undefined;
});

const weir = (key: string, ...words: string[]) => runCommand({ WEIR_API_URL: api.url, WEIR_API_KEY: key, WEIR_HOME: folder }, ['placement', ...words]);

test('a tenant has it explained, and proven', { timeout: 240_000 }, async () => {
  expect(JSON.parse(await weir(tenant.secret, 'explain', leaseIds[0]!, '--json'))).toMatchObject({ leaseId: leaseIds[0], blocked: null, rounds: [{ decision: { outcome: 'placed' } }] });
  expect(await weir(tenant.secret, 'explain', leaseIds[2]!)).toMatch(/is blocked\n.*capacity-added[\s\S]*\(resources\)[\s\S]*rnd_\w+: waits/);
  expect(await weir(tenant.secret, 'proof', leaseIds[1]!, '--save', join(folder, 'proof.json'))).toContain('verified: round rnd_');
  expect(process.exitCode).toBe(0);
  expect(JSON.parse(await weir(tenant.secret, 'proof', leaseIds[1]!, '--json', '--key', randomBytes(32).toString('base64')))).toMatchObject({ verified: false });
  expect(process.exitCode).toBe(1);
});

test('an administrator has a round replayed, and simulates it with something otherwise', { timeout: 240_000 }, async () => {
  const [{ id }] = JSON.parse(await weir(admin.secret, 'rounds', cloud.poolId, '--json')) as [{ id: string }];
  expect(await weir(admin.secret, 'rounds', cloud.poolId)).toContain(id);
  expect(JSON.parse(await weir(admin.secret, 'replay', id, '--json'))).toMatchObject({ identical: true, claims: 2, requests: 3 });
  expect(await weir(admin.secret, 'replay', id)).toContain('identical: 3 requests, 2 hosts, 2 claims; leaf');
  expect(process.exitCode).toBe(0);
  const file = join(folder, 'round.json');
  await writeFile(file, await weir(admin.secret, 'inputs', id));
  const simulated = async (...options: string[]) => JSON.parse(await weir('', 'simulate', file, '--json', ...options)) as object;
  expect(await simulated('--add-hosts', '1')).toMatchObject({ before: { placed: 2, waiting: 1 }, after: { hosts: 3, placed: 3, waiting: 0 } });
  expect(await simulated('--without-operator', 'opr_b', '--policy', 'packScore=best-fit', 'askWeightBps=0')).toMatchObject({ after: { hosts: 1, placed: 1, waiting: 2 } });
  expect(await weir('', 'simulate', file, '--add-hosts', '1')).toContain(`${leaseIds[2]}: placed`);
});

test('an administrator sees which moves would free a host', { timeout: 240_000 }, async () => {
  expect(JSON.parse(await weir(admin.secret, 'rebalance', cloud.poolId, '--json'))).toEqual({ proposals: [], gain: { hosts: 0, gpus: 0 }, replicas: 0 }); // both hosts are full
  await addTestHosts(api.database, cloud.poolId, [{ cpus: 8, operatorId: 'opr_c', heardAt: api.clock.now() }]);
  const [bigger] = (await api.database.query<{ id: string }>(sql`select id from hosts where operator_id = 'opr_c'`));
  await api.database.query(sql`update inventories set used = 1 where host_id = ${bigger!.id}`); // somebody else is there
  await api.database.query(sql`update leases set state = 'active' where state = 'placed'`);
  const { proposals, ...all } = JSON.parse(await weir(admin.secret, 'rebalance', cloud.poolId, '--json')) as { proposals: { cost: object; moves: object[] }[] };
  expect(all).toEqual({ gain: { hosts: 2, gpus: 0 }, replicas: 2 });
  expect(proposals[0]).toMatchObject({ gain: { hosts: 1 }, cost: { replicas: 1, spotReplicas: 0 }, moves: [{ toHostId: bigger!.id, replica: 0 }] });
  expect(await weir(admin.secret, 'rebalance', cloud.poolId, '--moves', '1')).toMatch(/^1 replicas would move, 1 hosts be empty/);
  const { begun } = JSON.parse(await weir(admin.secret, 'rebalance', cloud.poolId, '--moves', '1', '--carry-out', '--json')) as { begun: { moves: { claimId: string }[] }[] };
  expect(await api.database.query(sql`select id, moves_to from claims where moves_to is not null`)).toEqual([{ id: begun[0]!.moves[0]!.claimId, moves_to: bigger!.id }]);
  expect(await weir(admin.secret, 'rebalance', cloud.poolId, '--carry-out')).toMatch(/^1 replicas are on the move/); // the other lease's
  expect(await weir(admin.secret, 'rebalance', cloud.poolId, '--carry-out')).toBe('0 replicas are on the move');
  await api.database.query(sql`update claims set moves_to = null, moves_by = null`);
  await expect(weir(tenant.secret, 'rebalance', cloud.poolId, '--carry-out')).rejects.toMatchObject({ message: expect.stringContaining('403') });
  await expect(weir(tenant.secret, 'rebalance', cloud.poolId)).rejects.toMatchObject({ message: expect.stringContaining('403') });
  await expect(weir(admin.secret, 'rebalance', newId('pool'))).rejects.toMatchObject({ message: expect.stringContaining('404') });
  // What is told to go soon is left alone.
  await api.database.query(sql`update leases set ends_at = ${BigInt(api.clock.now() + 60_000)} where state = 'active'`);
  expect(JSON.parse(await weir(admin.secret, 'rebalance', cloud.poolId, '--json'))).toMatchObject({ proposals: [] });
});

test('what is refused or wrongly called says so', async () => {
  await expect(weir(tenant.secret, 'replay', newId('round'))).rejects.toMatchObject({ name: 'CommandFailed', message: expect.stringContaining('403') });
  await expect(weir(tenant.secret, 'explain', newId('lease'))).rejects.toMatchObject({ name: 'CommandFailed', message: expect.stringContaining('404') });
  const file = join(folder, 'none.json');
  await writeFile(file, '{}');
  const blame = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  await weir('', 'simulate', file);
  expect(process.exitCode).toBe(2);
  expect(blame).toHaveBeenCalledWith(expect.stringContaining('weir-simulation/1'));
  blame.mockRestore();
  await expect(weir('', 'simulate', file, '--policy', 'treasuryBps=1')).rejects.toMatchObject({ code: 'commander.invalidArgument' });
  await expect(weir('', 'simulate', file, '--add-hosts', 'x')).rejects.toMatchObject({ code: 'commander.invalidArgument' });
  await expect(weir('', '--help')).rejects.toMatchObject({ code: 'commander.helpDisplayed', exitCode: 0 });
});
