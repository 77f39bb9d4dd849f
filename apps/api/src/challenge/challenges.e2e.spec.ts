import * as fc from 'fast-check';
import { createHmac, randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { BillingModule, Settlement, Statements } from '#libs/billing';
import { BreakerModule } from '#libs/breaker';
import { ChallengeModule, Challenges, type ChallengeView } from '#libs/challenge';
import { Signals, sql } from '#libs/database';
import { challengesOf, sumTreeOf } from '#libs/economics';
import { InventoryModule, poolUtilisation } from '#libs/inventory';
import { defaultSettings, type LeaseId, MILLIS_PER_DAY, MILLIS_PER_HOUR, newId } from '#libs/kernel';
import { LeaseModule, LeaseSweeps } from '#libs/lease';
import { type AccountRef, balanceOf, LedgerModule, postTransfers } from '#libs/ledger';
import { PlacementModule, Scheduler } from '#libs/placement';
import { PricingModule } from '#libs/pricing';
import { IdleLooks, RewardModule, SLOT_MILLIS } from '#libs/reward';
import { type ChallengeRules, initialRules, publishRules, type Rules } from '#libs/rules';
import { Convergence, dataFrom, type DeviceConduct, type GpuConduct, isLost, leafProof, type NetworkConduct, RuntimeModule, type WorkConduct } from '#libs/runtime';
import { StakeModule } from '#libs/stake';
import { addTestHosts } from '#libs/testing';
import { LogSigner, TransparencyLog, TransparencyModule } from '#libs/transparency';
import { OperatorFaults, type OperatorFaultView, Reputations, type ReputationView, type SlashView, TrustModule } from '#libs/trust';
import { commitmentOf, drawOf, type Plain, type SettlementDocument, verifySettlement } from '#libs/verify';

import { type Caller, startTestApi, type TestApi } from '../../../../test/support/api.js';
import { changedDigit } from '../../../../test/support/changed-values.js';
import { runCommand } from '../../../../test/support/command-line.js';
import { type Changeable, relogged } from '../../../../test/support/relogged.js';
import { proofCommand, verifyFile } from '../../../../test/support/verify-file.js';
import { inventoryControllers } from '../inventory/controllers.js';
import { LeaseApiModule } from '../lease/lease-api.module.js';
import { moneyControllers } from '../money/controllers.js';
import { runtimeControllers } from '../runtime/controllers.js';
import { stakeControllers } from '../stake/controllers.js';
import { transparencyControllers } from '../transparency/controllers.js';
import { trustControllers } from '../trust/controllers.js';
import { challengeControllers } from './controllers.js';

const TOKEN = 1_000_000_000n;
const { faults: FAULTS } = initialRules;

let api: TestApi;
let admin: Caller;
let operator: Caller;
let clusterId: string;
let pool: { id: string; name: string };
let pools = 0;
const signer = new LogSigner(randomBytes(32));
const trusted = { publicKey: Buffer.from(signer.publicKey).toString('base64') };

beforeAll(async () => {
  api = await startTestApi({
    modules: [BillingModule, BreakerModule, ChallengeModule, InventoryModule, LeaseApiModule, LeaseModule, LedgerModule, PlacementModule, PricingModule, RewardModule, RuntimeModule, StakeModule, TransparencyModule, TrustModule],
    controllers: [...challengeControllers, ...inventoryControllers, ...moneyControllers, ...runtimeControllers, ...stakeControllers, ...transparencyControllers, ...trustControllers],
  });
  admin = await api.admin();
  await rule();
});
afterAll(() => api.close());
beforeEach(async () => {
  operator = await api.operator();
  await api.database.client.$executeRaw(sql`update hosts set state = 'cordoned'`); // of tests before
  pool = (await admin.post('/v1/admin/pools', { name: `proof-${(pools += 1)}` }).expect(201)).body as typeof pool;
  for (const resourceClass of ['CPU_MILLI', 'MEMORY_MIB']) {
    await admin.post(`/v1/admin/pools/${pool.id}/rates`, { resourceClass, curve: { kind: 'fixed', nanoTokensPerUnitHour: '1000' } }).expect(201);
  }
  clusterId = newId('cluster');
  await api.database.client.cluster.create({ data: { id: clusterId, operatorId: operator.ownerId, siteId: newId('site'), poolId: pool.id, name: clusterId, driver: 'simulated', createdAt: 0n } });
  await scheduler().round(pool.id); // there is a scheduler
  api.clock.jump(Math.ceil((api.clock.now() + 1) / MILLIS_PER_HOUR) * MILLIS_PER_HOUR);
});

/** Challenges that a test moved to another time. */
const changedByHand = new Set<string>();
// Whatever became of it, whoever has the proof of a challenge reckons the same.
afterEach(reckonAll);
async function reckonAll(): Promise<void> {
  const over = await api.database.client.challengeVerdict.findMany({ where: { operatorId: operator.ownerId } });
  if (over.length === 0) return;
  await sign();
  for (const { challengeId } of over.filter((one) => !changedByHand.has(one.challengeId))) {
    const document = await proofOf(challengeId);
    expect(verifySettlement(document, trusted).findings, JSON.stringify(document['challenge'])).toEqual([]);
    expect(verifySettlement((await operator.get(`/v1/operator/challenges/${challengeId}/proof?blinded=true`).expect(200)).body, trusted).findings).toEqual([]);
  }
}
async function sign(): Promise<void> {
  api.clock.advance(60_000);
  const log = new TransparencyLog(api.database, signer);
  while ((await log.append()) > 0);
  await log.signHead(api.clock.now());
}
const proofOf = async (challengeId: string, who = operator) => (await who.get(`/v1/operator/challenges/${challengeId}/proof`).expect(200)).body as SettlementDocument;
const pointersOf = (document: unknown) => [...new Set(verifySettlement(document).findings.map(({ pointer }) => pointer))];

/** Rules that hold from now on: one challenge of each pool and hour, of a vCPU; a vCPU asks for two tokens. */
async function rule(over: Partial<ChallengeRules> = {}): Promise<void> {
  const rules = {
    bond: { ...initialRules.bond, rates: [{ resourceClass: 'CPU_MILLI' as const, variant: '', nanoTokensPerUnit: 2n * TOKEN }] },
    reward: { ...initialRules.reward, leastTier: 'unproven' as const, rates: [{ resourceClass: 'CPU_MILLI' as const, variant: '', nanoTokensPerUnitHour: TOKEN }] },
    challenge: { ...initialRules.challenge, perPoolAndHour: 1, mostVcpus: 1, ...over },
  };
  await publish(rules);
}
async function publish(over: Partial<Rules>): Promise<void> {
  const rules = { ...initialRules, ...over };
  await api.database.transaction((tx) => publishRules(tx, { rules, decidedBy: 'administrator', authorId: 'test', reason: 'a test', proposedAt: api.clock.now() }, undefined, undefined));
  api.clock.advance(initialRules.changeDelayMillis);
}

const scheduler = () => new Scheduler(api.database, api.app.get(Signals, { strict: false }), api.clock, defaultSettings);
const challenges = () => api.app.get(Challenges, { strict: false });
const sweep = () => challenges().sweep(api.clock.now());
const judgeFaults = () => api.app.get(OperatorFaults, { strict: false }).sweep(api.clock.now());
const give = (to: AccountRef, amount: bigint) => api.database.transaction((tx) => postTransfers(tx, api.clock.now(), [
  { key: newId('transfer'), type: 'posted', reason: 'deposit', amount, from: { ownerId: 'platform', kind: 'issuance' }, to },
]));
const bonded = async () => (await balanceOf(api.database, { ownerId: operator.ownerId, kind: 'bond' })).balance;
const seen = async (whose = operator) => ((await whose.get('/v1/operator/challenges').expect(200)).body as { items: ChallengeView[] }).items;
const faults = async () => ((await operator.get('/v1/operator/faults').expect(200)).body as { items: OperatorFaultView[] }).items;
const slashes = async () => ((await operator.get('/v1/operator/slashes').expect(200)).body as { items: SlashView[] }).items;
const drawn = () => api.database.client.challengeDraw.findFirst({ where: { poolId: pool.id }, orderBy: { hour: 'desc' } });
const begun = () => api.database.client.challenge.findFirst({ where: { poolId: pool.id }, orderBy: { begunAt: 'desc' } });

/** A simulated host that is heard of. @returns its id. */
async function host(cpus = 4): Promise<string> {
  const [id] = await addTestHosts(api.database, pool.id, [{ operatorId: operator.ownerId, clusterId, cpus, heardAt: api.clock.now() }]);
  return id!;
}
async function bond(amount: bigint): Promise<void> {
  await give({ ownerId: operator.ownerId, kind: 'earnings' }, amount);
  await operator.post('/v1/operator/bond', { amount: String(amount) }).expect(201);
}
/** All hosts of the cluster. */
async function misbehave(how: WorkConduct | 'out_of_memory'): Promise<void> {
  if (how === 'out_of_memory') await operator.post(`/v1/operator/clusters/${clusterId}/faults`, { kind: how }).expect(201);
  else for (const { id } of await api.database.client.host.findMany({ where: { clusterId } })) await operator.put(`/v1/operator/clusters/${clusterId}/hosts/${id}/work-conduct`, { conduct: how }).expect(200);
}

/** Time passes, and all hosts are heard of. */
async function pass(to: number): Promise<void> {
  api.clock.jump(to);
  await api.database.client.$executeRaw(sql`update platform_watch set seen_at = ${BigInt(to)}`);
  await api.database.client.$executeRaw(sql`update hosts set last_heartbeat_at = ${BigInt(to)} where lost_at is null`);
}
/** The hour's challenge is drawn, and its time comes. @returns its lease. */
async function begin(): Promise<LeaseId> {
  await sweep();
  await pass(Number((await drawn())!.startAt));
  await sweep();
  return (await begun())!.leaseId as LeaseId;
}
/** The one challenge that is over is in the lists of its operator and of administrators, by REST and by command, and in nobody else's. */
async function isListed(path: string, option: string, shows: string, over: ChallengeView, tenant: Caller): Promise<void> {
  expect(((await admin.get(`/v1/admin/${path}?operatorId=${operator.ownerId}`).expect(200)).body as { items: ChallengeView[] }).items).toEqual([over]);
  const weir = (key: string, ...words: string[]) => runCommand({ WEIR_API_URL: api.url, WEIR_API_KEY: key, WEIR_HOME: '/nonexistent' }, words);
  expect(await weir(operator.secret, 'challenges', option)).toContain(shows);
  expect(JSON.parse(await weir(admin.secret, 'admin', 'challenges', option, '--operator', operator.ownerId, '--json'))).toEqual([over]);
  await tenant.get(`/v1/operator/${path}`).expect(403);
  await operator.get(`/v1/admin/${path}`).expect(403);
}

/** A tenant asks for what a challenge runs, where `priced` have prices too: what the cluster is told of both is the same. @returns the tenant. */
async function looksLikeATenants(leaseId: string, priced: readonly string[]): Promise<Caller> {
  const tenant = await api.tenant();
  await admin.post('/v1/admin/deposits', { tenantId: tenant.ownerId, amount: String(TOKEN), reference: newId('deposit') }).expect(201);
  for (const resourceClass of priced) await admin.post(`/v1/admin/pools/${pool.id}/rates`, { resourceClass, curve: { kind: 'fixed', nanoTokensPerUnitHour: '1000' } }).expect(201);
  const { resources, workload } = await api.database.client.lease.findUniqueOrThrow({ where: { id: leaseId } });
  const own = (await tenant.post('/v1/leases', { pool: pool.name, replicas: 1, resources, workload }).expect(201)).body as { id: string };
  const by = scheduler();
  await by.round(pool.id);
  await by.stop();
  await converge(own.id);
  const inCluster = await api.database.client.simulatedWorkload.findMany({ where: { leaseId: { in: [leaseId, own.id] } } });
  expect(inCluster).toHaveLength(2);
  const [a, b] = inCluster.map(({ spec }) => spec);
  expect(a).toEqual(b);
  return tenant;
}
/** Runs what is placed until it is at rest. */
async function converge(leaseId: string): Promise<void> {
  for (let times = 0; times < 20; times += 1) {
    const again = await api.app.get(Convergence, { strict: false }).converge(leaseId as LeaseId);
    if (!again) return;
    await pass(api.clock.now() + again.againInMillis);
  }
}
/** From its beginning until it is judged, looked at as often. @returns how it ended. */
async function challenge(everyMillis = 5_000): Promise<ChallengeView> {
  const leaseId = await begin();
  await converge(leaseId);
  for (let millis = 0; millis < 120_000 && (await begun())!.state === 'running'; millis += everyMillis) {
    await sweep();
    await pass(api.clock.now() + everyMillis);
  }
  return (await seen())[0]!;
}
const nextHour = () => pass(Math.ceil((api.clock.now() + 1) / MILLIS_PER_HOUR) * MILLIS_PER_HOUR);

test('where the rules ask for none nothing is drawn', async () => {
  await rule({ perPoolAndHour: 0 });
  await bond(100n * TOKEN);
  await host();
  await nextHour();
  expect([await sweep(), await drawn()]).toEqual([0, null]);
  await rule();
});

test('an honest host passes; what it computes, and when it is due, is what docs/proof-of-capacity.md reckons', async () => {
  await bond(8n * TOKEN);
  await host();
  const over = await challenge(1_000) as ChallengeView & { kind: 'compute' };
  const { work, draw, readyAt, deadlineAt, answeredAt, begunAt } = over;
  expect(over).toMatchObject({ outcome: 'passed', units: [{ resourceClass: 'CPU_MILLI', units: '1000' }, { resourceClass: 'MEMORY_MIB' }], work: { function: 'simulated', lanes: 1, laneMib: 256, rounds: 11 } });
  expect(deadlineAt! - readyAt!).toBe(28_160 + 15_000);
  expect(answeredAt! - readyAt! >= 14_080 && answeredAt! - readyAt! < 16_000).toBe(true); // at twice the promised speed, looked at each second
  expect(draw.commitment).toBe(commitmentOf(draw.secret));
  expect([draw.hour + drawOf(draw.secret).afterMillis, drawOf(draw.secret).seed]).toEqual([begunAt, work.seed]);
  const lease = await api.database.client.lease.findUniqueOrThrow({ where: { id: (await begun())!.leaseId } });
  expect(lease).toMatchObject({ state: 'closing', closedReason: 'tenant_closed' });
  await converge(lease.id);
  expect(await api.database.client.claim.count({ where: { leaseId: lease.id, state: 'held' } })).toBe(0);
  expect([await faults(), await bonded()]).toEqual([[], 8n * TOKEN]);
});

test('each passed one counts for an hour of work, and idle capacity is paid for only where the last one was passed', async () => {
  await rule({ provenMillis: MILLIS_PER_DAY });
  await bond(8n * TOKEN);
  await host();
  await nextHour();
  const looks = api.app.get(IdleLooks, { strict: false });
  const found = async () => {
    await pass(Math.ceil((api.clock.now() + 1) / SLOT_MILLIS) * SLOT_MILLIS);
    await looks.lookDue(api.clock.now());
    await pass(api.clock.now() + SLOT_MILLIS - 60_000);
    await looks.lookDue(api.clock.now());
    return api.database.client.rewardFound.count({ where: { poolId: pool.id } });
  };
  expect(await found()).toBe(0);
  await nextHour();
  expect((await challenge()).outcome).toBe('passed');
  expect(await found()).toBe(1);
  await nextHour();
  await misbehave('made_up');
  const before = await found();
  await nextHour();
  expect((await challenge()).outcome).toBe('failed');
  expect(await found()).toBe(before);
  await pass((Math.floor(api.clock.now() / MILLIS_PER_DAY) + 1) * MILLIS_PER_DAY + 2 * MILLIS_PER_HOUR);
  await judgeFaults();
  while ((await api.app.get(Reputations, { strict: false }).closeDue(api.clock.now())) > 0); // those of tests before, too
  const { items } = (await operator.get('/v1/operator/reputation').expect(200)).body as { items: ReputationView[] };
  expect(items.find(({ resourceClass }) => resourceClass === 'CPU_MILLI')).toMatchObject({ workedUnitHours: '1' });
  await rule();
});

describe('a host that is not what it is offered as', () => {
  test.each([['made_up', 'what was computed is wrong'], ['slow', 'it was slower than promised'], ['out_of_memory', 'it took less memory than it claims, and there was not as much']] as const)('is found: %s', async (kind, reason) => {
    await bond(8n * TOKEN);
    const hostId = await host();
    await misbehave(kind);
    const over = await challenge();
    expect(over).toMatchObject({ outcome: 'failed', reason, hostId });
    expect(await faults()).toMatchObject([{ kind: 'failed_challenge', state: 'open', hostId, units: over.units, evidence: { challengeId: over.id, reason } }]);
  });

  test('loses part of its bond once it had the time to appeal, and what it offers is in doubt when it happens again and again', async () => {
    await bond(8n * TOKEN);
    await host();
    await misbehave('made_up');
    await challenge();
    await Promise.all([judgeFaults(), judgeFaults()]);
    // Two tokens for the vCPU that was claimed, 200 basis points of it.
    expect(await slashes()).toMatchObject([{ kind: 'failed_challenge', base: '2000000000', amount: '40000000', state: 'pending' }]);
    for (let again = 0; again < 2; again += 1) {
      await nextHour();
      await challenge();
    }
    expect((await faults()).map(({ kind }) => kind).toSorted()).toEqual(['failed_challenge', 'failed_challenge', 'failed_challenge', 'false_capacity']);
    await nextHour();
    await challenge(); // the first after that: it takes three again
    expect((await faults()).filter(({ kind }) => kind === 'false_capacity')).toHaveLength(1);
    await judgeFaults();
    // All four vCPUs, half of what they ask for, and no more than half of what is at stake.
    expect((await slashes()).find(({ kind }) => kind === 'false_capacity')).toMatchObject({ base: '8000000000', amount: '4000000000' });
    await pass(api.clock.now() + FAULTS.appealMillis);
    await judgeFaults();
    expect((await slashes()).map(({ state }) => state)).toEqual(Array.from({ length: 5 }, () => 'carried_out'));
    expect(await bonded()).toBe(8n * TOKEN - 160_000_000n - 4n * TOKEN);
  });
});

describe('a challenge', () => {
  test('gives way at once to what needs its room, and says nothing then', async () => {
    await bond(2n * TOKEN);
    await host(1);
    const leaseId = await begin();
    await converge(leaseId);
    const tenant = await api.tenant();
    await admin.post('/v1/admin/deposits', { tenantId: tenant.ownerId, amount: String(TOKEN), reference: newId('deposit') }).expect(201);
    const wanted = (await tenant.post('/v1/leases', { pool: pool.name, replicas: 1, resources: { cpuMillis: 1_000, memoryMib: 512 }, workload: { image: 'nginx:1.29' } }).expect(201)).body as { id: string };
    const by = scheduler();
    await by.round(pool.id);
    await by.stop();
    await api.app.get(LeaseSweeps, { strict: false }).closeDue(api.clock.now());
    await sweep();
    expect((await seen())[0]).toMatchObject({ outcome: 'void', reason: 'its lease ended before it was over: capacity_reclaimed' });
    await converge(leaseId);
    await scheduler().round(pool.id);
    expect((await tenant.get(`/v1/leases/${wanted.id}`).expect(200)).body).toMatchObject({ state: 'placed' });
  });

  test('is void when its host is lost', async () => {
    await bond(8n * TOKEN);
    const hostId = await host();
    const leaseId = await begin();
    await converge(leaseId);
    await api.database.client.$executeRaw(sql`update hosts set lost_at = ${BigInt(api.clock.now())} where id = ${hostId}`);
    await sweep();
    expect([(await seen())[0]!.outcome, await faults()]).toEqual(['void', []]);
  });

  test('can be cheated on in simulated clusters alone, and there by their operator alone', async () => {
    const [hostId, other] = [await host(), await api.operator()];
    const path = (cluster: string, id: string) => `/v1/operator/clusters/${cluster}/hosts/${id}/work-conduct`;
    expect((await operator.get(path(clusterId, hostId)).expect(200)).body).toEqual({ conduct: 'honest' });
    for (let twice = 0; twice < 2; twice += 1) expect((await operator.put(path(clusterId, hostId), { conduct: 'slow' }).expect(200)).body).toEqual({ conduct: 'slow' });
    expect((await operator.get(path(clusterId, hostId)).expect(200)).body).toEqual({ conduct: 'slow' });
    expect(await api.database.client.auditEntry.count({ where: { action: 'host.conduct_set', subjectId: hostId } })).toBe(1);
    await operator.put(path(clusterId, hostId), { conduct: 'lazy' }).expect(400);
    for (const refused of [other.put(path(clusterId, hostId), { conduct: 'honest' }), other.get(path(clusterId, hostId)), operator.get(path(clusterId, newId('host')))]) expect((await refused.expect(404)).body).toMatchObject({ code: 'not_found' });
    await api.database.client.cluster.update({ where: { id: clusterId }, data: { driver: 'kubernetes' } });
    expect((await operator.put(path(clusterId, hostId), { conduct: 'honest' })).body).toMatchObject({ code: 'not_simulated' });
  });

  test('is skipped when nothing is idle, or nobody saw its time', async () => {
    await sweep();
    await pass(Number((await drawn())!.startAt));
    await sweep();
    expect((await drawn())!.state).toBe('skipped');
    await bond(8n * TOKEN);
    await host();
    await nextHour();
    await sweep();
    await pass(Number((await drawn())!.startAt) + 120_001);
    await sweep();
    expect([(await drawn())!.state, await begun()]).toEqual(['skipped', null]);
  });

  test('is charged to nobody, and is no demand', async () => {
    await bond(8n * TOKEN);
    await host();
    const leaseId = await begin();
    await converge(leaseId);
    const lease = await api.database.client.lease.findUniqueOrThrow({ where: { id: leaseId } });
    expect(lease.state).toBe('active');
    expect([await poolUtilisation(api.database, pool.id, 'CPU_MILLI', ''), (await api.database.client.inventory.findMany({ where: { used: { gt: 0 }, hostId: (await begun())!.hostId } })).length]).toEqual([{ used: 0n, total: 4_000n }, 2]);
    await pass(api.clock.now() + MILLIS_PER_HOUR / 2);
    const settlement = api.app.get(Settlement, { strict: false });
    await settlement.settleOpen(api.clock.now());
    await settlement.settle(leaseId);
    expect([await api.database.client.stream.count({ where: { leaseId } }), await api.database.client.charge.count({ where: { leaseId } }), await api.database.client.leaseSettlement.count({ where: { leaseId } })]).toEqual([0, 0, 0]);
    // Nor does the platform's statement wait for it.
    await sweep();
    await converge(leaseId);
    await pass(api.clock.now() + 2 * MILLIS_PER_DAY);
    await api.app.get(Statements, { strict: false }).closeStatements(api.clock.now());
    expect(await api.database.client.statement.count({ where: { tenantId: lease.tenantId, charges: { not: 0 } } })).toBe(0);
    await settlement.settle(leaseId);
    expect(await api.database.client.charge.count({ where: { leaseId } })).toBe(0);
  });

  // What a driver is told: of a tenant's lease of the same size, and of a challenge, all that is written of both by this lib and those below.
  test('looks to its cluster like a tenant\'s lease', async () => {
    await bond(8n * TOKEN);
    await host();
    const first = await begin();
    await converge(first);
    await looksLikeATenants(first, []);
    const { projectId } = await api.database.client.lease.findUniqueOrThrow({ where: { id: first } });
    // The project is what namespaces are named by: the next challenge has another.
    await converge(first);
    await pass(api.clock.now() + 20_000);
    await sweep();
    expect((await begun())!.state).toBe('passed');
    await nextHour();
    const second = await begin();
    expect([second === first, (await api.database.client.lease.findUniqueOrThrow({ where: { id: second } })).projectId === projectId]).toEqual([false, false]);
  });

  test('is drawn, begun and judged once, whoever sweeps, and whatever fails meanwhile', async () => {
    await bond(8n * TOKEN);
    await host();
    await misbehave('made_up');
    const all = () => Promise.all([sweep(), sweep(), sweep()]);
    await all();
    expect(await api.database.client.challengeDraw.count({ where: { poolId: pool.id } })).toBe(1);
    await pass(Number((await drawn())!.startAt));
    for (const table of ['projects', 'leases', 'lease_events', 'claims', 'inventories', 'challenges', 'outbox_events']) {
      await broken(table, async () => {
        await expect(sweep()).rejects.toThrow();
      });
      expect([await begun(), (await drawn())!.state, await api.database.client.claim.count({ where: { poolId: pool.id } })]).toEqual([null, 'drawn', 0]);
    }
    await all();
    expect(await api.database.client.challenge.count({ where: { poolId: pool.id } })).toBe(1);
    await converge((await begun())!.leaseId);
    await pass(api.clock.now() + 30_000);
    for (const table of ['challenge_verdicts', 'leases', 'lease_events', 'operator_faults', 'outbox_events']) {
      await broken(table, async () => {
        await expect(sweep()).rejects.toThrow();
      });
      expect([(await begun())!.state, await faults(), (await api.database.client.lease.findUniqueOrThrow({ where: { id: (await begun())!.leaseId } })).state]).toEqual(['running', [], 'active']);
    }
    await all();
    expect([(await seen()).length, (await faults()).length, await api.database.client.outboxEvent.count({ where: { type: 'challenge.judged', subjectId: operator.ownerId } })]).toEqual([1, 1, 1]);
    await all();
    expect([(await seen()).length, (await faults()).length]).toEqual([1, 1]);
  });

  test('is told of once it is over: to its operator and to administrators, and in the log, to which it committed before', async () => {
    await bond(8n * TOKEN);
    await host();
    const log = api.app.get(TransparencyLog, { strict: false });
    await sweep();
    await log.append();
    const leaves = (kind: string) => api.database.client.logLeaf.findMany({ where: { kind, body: { contains: pool.id } } });
    const [{ commitment, secret, startAt }, before] = [(await drawn())!, await leaves('draw')];
    expect(before.map(({ body, hidden }) => [(JSON.parse(body) as { commitment: string }).commitment, body.includes(secret), hidden])).toEqual([[commitment, false, null]]);
    await pass(Number(startAt));
    await sweep();
    await converge((await begun())!.leaseId);
    await log.append();
    expect([await seen(), await leaves('challenge')]).toEqual([[], []]);
    await pass(api.clock.now() + 20_000);
    await sweep();
    await log.append();
    const [over] = await seen();
    const [leaf] = await leaves('challenge');
    expect(JSON.parse(leaf!.body)).toMatchObject({ challengeId: over!.id, secret, outcome: 'passed', work: over!.work });
    expect([leaf!.body.includes(operator.ownerId), leaf!.body.includes(over!.hostId), leaf!.hidden!.includes(over!.hostId)]).toEqual([false, false, true]);
    expect(await seen(await api.operator())).toEqual([]);
    const found = (await admin.get(`/v1/admin/challenges?operatorId=${operator.ownerId}`).expect(200)).body as { items: ChallengeView[] };
    expect(found.items).toEqual([over]);
    await (await api.tenant()).get('/v1/operator/challenges').expect(403);
    await operator.get('/v1/admin/challenges').expect(403);
    const weir = (key: string, ...words: string[]) => runCommand({ WEIR_API_URL: api.url, WEIR_API_KEY: key, WEIR_HOME: '/nonexistent' }, words);
    expect(await weir(operator.secret, 'challenges')).toContain('passed');
    expect(JSON.parse(await weir(admin.secret, 'admin', 'challenges', '--operator', operator.ownerId, '--json'))).toEqual([over]);
  });
});

describe('the proof of a challenge', () => {
  /** Fails once, and costs something. */
  async function failed(how: WorkConduct): Promise<ChallengeView> {
    await bond(8n * TOKEN);
    await host();
    await host();
    await misbehave(how);
    const over = await challenge();
    await judgeFaults();
    await sign();
    return over;
  }
  test('is there once a head has it, to its operator and to administrators alone, and says what was reckoned again', async () => {
    const { id } = await failed('made_up');
    const document = await proofOf(id);
    expect((await admin.get(`/v1/admin/challenges/${id}/proof`).expect(200)).body).toEqual(document);
    await (await api.operator()).get(`/v1/operator/challenges/${id}/proof`).expect(404);
    await (await api.tenant()).get(`/v1/operator/challenges/${id}/proof`).expect(403);
    await operator.get(`/v1/operator/challenges/${newId('challenge')}/proof`).expect(404);
    await nextHour();
    await begin();
    await operator.get(`/v1/operator/challenges/${(await begun())!.id}/proof`).expect(404); // of what runs nobody is told
    const { exit, lines } = await verifyFile(document, trusted.publicKey);
    expect(await proofCommand(api, operator, id, '--key', trusted.publicKey)).toEqual({ exit, lines });
    expect([exit, lines[0]]).toEqual([0, expect.stringMatching(/^verified: challenge "chl_\w+" \(compute\): failed; begun \S+, ready \S+, due \S+, judged \S+$/)]);
    expect(lines.slice(1, 4)).toEqual([
      expect.stringMatching(/^ {2}its secret was leaf \d+ before it was told; when, how large and with what follows from it, and that it was at host [01] of the 2 that were idle$/),
      '  1 round of what was answered reckoned again, as nothing runs in simulated clusters: wrong',
      expect.stringMatching(/^ {2}for "failed_challenge" slash "slh_\w+" of 40000000 nano-tokens, whose own proof reckons it$/),
    ]);
    const blinded = JSON.stringify((await operator.get(`/v1/operator/challenges/${id}/proof?blinded=true`).expect(200)).body);
    expect(blinded).not.toMatch(/\b(opr|hst|lse)_[0-9a-z]{8}/);
    expect(JSON.stringify(document)).toMatch(/\bhst_[0-9a-z]{8}/);
    // The slash that it led to is reckoned by its own.
    const slashId = (document['slashes'] as { leaf: { slashId: string } }[])[0]!.leaf.slashId;
    expect(verifySettlement((await operator.get(`/v1/operator/slashes/${slashId}/proof`).expect(200)).body, trusted)).toMatchObject({ verified: true, says: [expect.stringContaining(': 40000000 nano-tokens'), expect.any(String)] });
  });

  test('of which any digit was changed is found out, and the digit named', { timeout: 300_000 }, async () => {
    const { id } = await failed('made_up');
    const document = await proofOf(id);
    fc.assert(fc.property(changedDigit(document), ({ pointer, changed }) => {
      expect([...new Set(verifySettlement(changed, trusted).findings.map((finding) => finding.pointer))]).toEqual([pointer]);
    }), { numRuns: 40 });
  });

  test('that the platform wrote otherwise is found out, though its log has it', async () => {
    const { id } = await failed('made_up');
    const document = await proofOf(id);
    expect(verifySettlement(relogged(document, () => undefined)).findings).toEqual([]);
    const hour = Number(leafOf(document)['hour']);
    const forged: [about: string, change: (parts: Changeable) => void, pointers: string[]][] = [
      ['another secret', ({ challenge }) => void (challenge!.leaf['secret'] = '00'.repeat(32)), ['/draw/leaf/commitment', '/challenge/leaf/work/seed']],
      ['a draw made when it began', ({ draw, challenge }) => void (draw!.leaf['madeAt'] = Number(challenge!.leaf['begunAt']) + 1), ['/draw/leaf/madeAt']],
      ['a draw logged after it', ({ draw, challenge }) => void (draw!.leaf.index = challenge!.leaf.index + 0.5), ['/draw/leaf/index']],
      ['begun before its time', ({ challenge }) => void (challenge!.leaf['begunAt'] = Number(challenge!.leaf['begunAt']) - 1), ['/challenge/leaf/begunAt']],
      ['begun late', ({ challenge }) => void (challenge!.leaf['begunAt'] = Number(challenge!.leaf['begunAt']) + 120_001), ['/challenge/leaf/begunAt', '/challenge/leaf/readyAt']],
      ['another host', ({ challenge }) => void (challenge!.hidden!['hostId'] = 'hst_other'), ['/challenge/hidden/hostId']],
      ['fewer hosts', ({ challenge }) => void (challenge!.leaf['candidates'] = 1), ['/challenge/hidden/hostId']],
      ['another size', ({ challenge }) => void (challenge!.hidden!['sizes'] = [{ cpuMillis: 2_000, memoryMib: 2_048 }]), ['/challenge/leaf/units']],
      ['harder work', ({ challenge }) => void (challenge!.leaf['work'] = { ...(challenge!.leaf['work'] as object), rounds: 12 }), ['/challenge/leaf/work/rounds', '/challenge/leaf/deadlineAt']],
      ['less time', ({ challenge }) => void (challenge!.leaf['deadlineAt'] = Number(challenge!.leaf['deadlineAt']) - 1), ['/challenge/leaf/deadlineAt']],
      ['passed', ({ challenge }) => void (challenge!.leaf['outcome'] = 'passed'), ['/challenge/leaf/outcome', '/faults']],
      ['void', ({ challenge }) => void (challenge!.leaf['outcome'] = 'void'), ['/challenge/leaf/outcome', '/faults']],
      ['a round said to be right', ({ challenge }) => void changeRound(challenge!.leaf, { isRight: true }), ['/challenge/leaf/answer/rounds/0/isRight']],
      ['a round chosen', ({ challenge }) => void changeRound(challenge!.leaf, { round: (Number(roundIn(challenge!.leaf)['round']) + 1) % 11 }), ['/challenge/leaf/answer/rounds/0/round']],
      ['more in question', ({ faults }) => void (faults![0]!.leaf['units'] = [{ resourceClass: 'CPU_MILLI', variant: '', units: '4000' }]), ['/faults/0/leaf/units', '/slashes/0/leaf/units']],
      ['a fault of another', ({ faults }) => void (faults![0]!.hidden!['evidence'] = { challengeId: 'chl_other', reason: '' }), ['/faults/0/hidden/evidence/challengeId']],
      ['another number', ({ challenge, draw }) => void [challenge!, draw!].map(({ leaf }) => (leaf['number'] = 1)), ['/challenge/leaf/number']],
      ['another hour', ({ challenge, draw }) => void [challenge!, draw!].map(({ leaf }) => (leaf['hour'] = hour + MILLIS_PER_HOUR)), ['/challenge/leaf/begunAt', '/draw/leaf/madeAt']],
    ];
    for (const [about, change, pointers] of forged) expect([about, pointersOf(relogged(document, change))]).toEqual([about, expect.arrayContaining(pointers)]);
    const { faults: [fault] = [], ...rest } = document as SettlementDocument & { faults?: unknown[] };
    expect(pointersOf({ ...rest, faults: [] })).toEqual(['/slashes/0/leaf/faultId']);
    expect(pointersOf({ ...rest, faults: [fault, fault] })).toEqual(['/faults/1/hidden/evidence']);
  });

  test('of one that was slow says what of it is believed', async () => {
    const { id } = await failed('slow');
    const document = await proofOf(id);
    expect(verifySettlement(document, trusted)).toMatchObject({ verified: true, says: expect.arrayContaining(['it was not answered', 'that what was there when it was due was not all of it is believed']) });
    expect(pointersOf(relogged(document, ({ challenge }) => void (challenge!.leaf['outcome'] = 'passed')))).toEqual(['/challenge/leaf/outcome', '/faults']);
  });
});
const never = undefined as never;
const leafOf = (document: SettlementDocument, part = 'challenge') => (document[part] as { leaf: Record<string, Plain> }).leaf;
/** What failed since another host did as much is proven by that one's challenge, whose host only administrators are shown, and by nothing less. */
async function restsOn(challengeId: string, hostId: string, worsen: (witness: Record<string, Plain>) => void): Promise<void> {
  await sign();
  const document = await proofOf(challengeId);
  const { witness, ...without } = document;
  expect(witness).not.toHaveProperty('hidden');
  expect((await admin.get(`/v1/admin/challenges/${challengeId}/proof`).expect(200)).body).toMatchObject({ witness: { hidden: { hostId } } });
  expect(pointersOf(without)).toEqual(['/witness']);
  expect(pointersOf({ ...document, witness: document['challenge'] })).toEqual(expect.arrayContaining(['/witness/leaf/challengeId']));
  expect(pointersOf(relogged(document, (parts) => worsen(parts['witness']!.leaf)))).toEqual(['/witness/leaf']);
}
const roundIn = (leaf: Record<string, Plain>) => (leaf['answer'] as { rounds: Record<string, Plain>[] }).rounds[0]!;
const changeRound = (leaf: Record<string, Plain>, over: Record<string, Plain>) => (leaf['answer'] = { ...(leaf['answer'] as object), rounds: [{ ...roundIn(leaf), ...over }] });

describe('a volume', () => {
  const possession = { ...initialRules.challenge.possession, perPoolAndHour: 1, mostGib: 2, mostDataMib: 16, periodMillis: 600_000, windowMillis: 240_000, periods: 3 };
  const DATA_LEAVES = 16 * 256;
  beforeAll(() => rule({ perPoolAndHour: 0, possession }));
  afterAll(() => rule());

  /** A host with so much storage to sell. */
  async function store(gib = 4): Promise<string> {
    const hostId = await host();
    await api.database.client.inventory.create({ data: { hostId, resourceClass: 'STORAGE_GIB', variant: 'ssd', total: gib, maxUnit: gib } });
    return hostId;
  }
  const keep = async (conduct: DeviceConduct) => {
    for (const { id } of await api.database.client.host.findMany({ where: { clusterId } })) await operator.put(`/v1/operator/clusters/${clusterId}/hosts/${id}/device-conduct`, { conduct }).expect(200);
  };
  const told = async (whose = operator) => ((await whose.get('/v1/operator/device-challenges').expect(200)).body as { items: (ChallengeView & { kind: 'possession' })[] }).items;
  const periods = async () => api.database.client.challengePeriod.findMany({ where: { challengeId: (await begun())!.id }, orderBy: { number: 'asc' } });
  /** Time passes, and it is looked at. */
  async function look(times: number, everyMillis = 30_000): Promise<void> {
    for (let time = 0; time < times && (await begun())!.state === 'running'; time += 1) {
      await sweep();
      await pass(api.clock.now() + everyMillis);
    }
  }
  async function settled(): Promise<ChallengeView & { kind: 'possession' }> {
    await look(100);
    return (await told())[0]!;
  }

  test('that keeps what is stored on it is found to, in each period, and what it was asked can be reckoned again once it is over', async () => {
    await bond(8n * TOKEN);
    const hostId = await store();
    await converge(await begin());
    const over = await settled();
    expect(over).toMatchObject({ kind: 'possession', outcome: 'passed', reason: 'in 3 of 3 periods it showed that it keeps what was stored on it', hostId, work: { function: 'simulated', leaves: DATA_LEAVES } });
    expect(over.units).toHaveLength(1);
    expect(over.units[0]).toMatchObject({ resourceClass: 'STORAGE_GIB', variant: 'ssd' });
    expect(over.draw.commitment).toBe(commitmentOf(over.draw.secret));
    expect(over.work.key).toBe(createHmac('sha256', Buffer.from(over.draw.secret, 'hex')).update('key').digest('hex'));
    for (const { number, asksAt, askedAt, answeredAt, deadlineAt, seed, proofs, outcome } of over.periods!) {
      expect([outcome, deadlineAt - over.periods![0]!.deadlineAt]).toEqual(['proven', number * possession.periodMillis]);
      expect(asksAt >= deadlineAt - possession.windowMillis && askedAt! >= asksAt && answeredAt! <= deadlineAt).toBe(true);
      const asked = challengesOf(Buffer.from(seed!, 'hex'), BigInt(number), sumTreeOf([BigInt(DATA_LEAVES)])).map(({ offset }) => Number(offset));
      expect(proofs).toEqual(asked.map((leaf) => leafProof(seed!, dataFrom(over.work, leaf, 1))));
    }
    expect(over.periods).toHaveLength(3);
    expect(new Set(over.periods!.map(({ seed }) => seed)).size).toBe(3);
    expect(await api.database.client.lease.findUniqueOrThrow({ where: { id: (await begun())!.leaseId } })).toMatchObject({ state: 'closing', closedReason: 'tenant_closed' });
    await sign();
    const document = await proofOf(over.id);
    expect(verifySettlement(document, trusted)).toMatchObject({ verified: true, says: expect.arrayContaining(['3 of 3 periods proven and 0 missed, their leaves and answers reckoned again']) });
    const second = over.periods![1]!;
    const forged: [change: Record<string, Plain>, pointers: string[]][] = [
      [{ proofs: second.proofs!.map(() => 'ab'.repeat(32)) }, ['/challenge/leaf/periods/1/outcome']], [{ seed: 'ab'.repeat(32) }, ['/challenge/leaf/periods/1/outcome']], [{ outcome: 'missed' }, ['/challenge/leaf/periods/1/outcome', '/challenge/leaf/outcome']],
      [{ proofs: second.proofs!.slice(1) }, ['/challenge/leaf/periods/1/proofs']], [{ asksAt: second.asksAt - 1 }, ['/challenge/leaf/periods/1/asksAt']], [{ askedAt: second.asksAt - 1 }, ['/challenge/leaf/periods/1/askedAt']],
      [{ answeredAt: second.deadlineAt + 1 }, ['/challenge/leaf/periods/1/answeredAt']], [{ deadlineAt: second.deadlineAt + 1 }, ['/challenge/leaf/periods/1/deadlineAt', '/challenge/leaf/periods/1/asksAt']], [{ answeredAt: null, proofs: null }, ['/challenge/leaf/periods/1/outcome']],
    ];
    for (const [change, pointers] of forged) expect(pointersOf(relogged(document, ({ challenge: { leaf } = never }) => void Object.assign((leaf['periods'] as Record<string, Plain>[])[1]!, change))), JSON.stringify(change)).toEqual(expect.arrayContaining(pointers));
    expect(pointersOf(relogged(document, ({ challenge: { leaf } = never }) => void (leaf['work'] = { ...(leaf['work'] as object), key: 'ab'.repeat(32) })))).toEqual(expect.arrayContaining(['/challenge/leaf/work/key']));
    expect([await faults(), await seen()]).toEqual([[], []]);
  });

  test('that lost all costs its operator for each period it missed, by what of it was in question', async () => {
    await rule({ perPoolAndHour: 0, possession, falseAfter: 0 });
    await bond(8n * TOKEN);
    const hostId = await store();
    await converge(await begin());
    await look(4);
    await keep('forgetful');
    const over = await settled();
    expect(over).toMatchObject({ outcome: 'failed', reason: 'in 2 of 2 periods it did not show that it keeps what was stored on it', periods: [{ outcome: 'missed', reason: 'it has not what was asked for' }, { outcome: 'missed' }] });
    const found = await faults();
    expect(found.map(({ kind, hostId: of, units, evidence }) => [kind, of, units, evidence['period']]).toSorted((a, b) => Number(a[3]) - Number(b[3]))).toEqual([0, 1].map((period) => ['failed_challenge', hostId, over.units, period]));
  });

  test('that lost every tenth leaf is found by the first question that asks for one of them', async () => {
    await bond(8n * TOKEN);
    await store();
    await converge(await begin());
    await look(4);
    await keep('lossy');
    const over = await settled();
    for (const { number, seed, outcome } of over.periods!) {
      const asked = challengesOf(Buffer.from(seed!, 'hex'), BigInt(number), sumTreeOf([BigInt(DATA_LEAVES)])).map(({ offset }) => Number(offset));
      expect(outcome).toBe(asked.some((leaf) => isLost('lossy', over.work, leaf)) ? 'missed' : 'proven');
    }
    expect(over.outcome).toBe(over.periods!.some(({ outcome }) => outcome === 'missed') ? 'failed' : 'passed');
  });

  test('that does not answer misses the period; where its cluster cannot be reached, or nobody asks, nobody is to blame', async () => {
    await bond(8n * TOKEN);
    await store();
    const leaseId = await begin();
    await converge(leaseId);
    await look(1);
    await look(1);
    const [first] = await periods();
    // Nobody looks.
    await pass(Number(first!.deadlineAt) + 1);
    await look(2, 1);
    expect((await periods()).map(({ outcome, reason }) => [outcome, reason])).toEqual([['void', 'nobody asked'], ['open', null]]);
    // Its cluster is out of reach: that is a fault of another kind.
    const { body: { id: faultId } } = await operator.post(`/v1/operator/clusters/${clusterId}/faults`, { kind: 'contact_lost' }).expect(201) as { body: { id: string } };
    await look(40 - 18);
    await operator.delete(`/v1/operator/clusters/${clusterId}/faults/${faultId}`).expect(204);
    expect((await periods())[1]).toMatchObject({ outcome: 'void', reason: 'its cluster could not be reached' });
    // Its replica is said not to run, though nobody told it to go.
    await api.database.client.$executeRaw(sql`update leases set readiness = '[{"replica": 0, "ready": false, "reason": "crash_loop"}]' where id = ${leaseId}`);
    const over = await settled();
    expect(over.periods!.map(({ outcome }) => outcome)).toEqual(['void', 'void', 'missed']);
    expect(over).toMatchObject({ outcome: 'failed', periods: [{}, {}, { reason: 'the leaves that were asked for were not answered for', seed: expect.stringMatching(/^[0-9a-f]{64}$/), proofs: null }] });
  });

  test('is asked as a lease like any other, besides which its host may have to compute; what runs is told to nobody, what is over to its operator and in the log', async () => {
    await rule({ perPoolAndHour: 1, possession: { ...possession, storeMillis: MILLIS_PER_HOUR, periods: 1 } });
    await bond(8n * TOKEN);
    const hostId = await store();
    await nextHour();
    await sweep();
    const draws = await api.database.client.challengeDraw.findMany({ where: { poolId: pool.id }, orderBy: { startAt: 'asc' } });
    expect(draws.map(({ kind }) => kind).toSorted()).toEqual(['compute', 'possession']);
    for (const { startAt } of draws) {
      await pass(Math.max(api.clock.now(), Number(startAt)));
      await sweep();
      for (const { leaseId } of await api.database.client.challenge.findMany({ where: { poolId: pool.id, state: 'running' } })) await converge(leaseId);
    }
    const running = await api.database.client.challenge.findFirstOrThrow({ where: { poolId: pool.id, kind: 'possession' } });
    await looksLikeATenants(running.leaseId, ['STORAGE_GIB']);
    expect(await told()).toEqual([]);
    // Late in an hour this goes on into the next, of which more is drawn.
    for (let time = 0; time < 60 && (await api.database.client.challenge.count({ where: { poolId: pool.id, hour: running.hour, state: 'running' } })) > 0; time += 1) {
      await sweep();
      await pass(api.clock.now() + 30_000);
    }
    const [over] = await told();
    expect(over).toMatchObject({ id: running.id, outcome: 'passed' });
    await api.app.get(TransparencyLog, { strict: false }).append();
    const leaves = await api.database.client.logLeaf.findMany({ where: { kind: { in: ['draw', 'challenge'] }, body: { contains: pool.id } } });
    const bodies = leaves.map(({ body }) => ({ ...(JSON.parse(body) as { type?: string; hour: number }) }));
    expect(bodies.filter(({ type, hour }) => type === 'possession' && hour === over!.draw.hour)).toMatchObject([{ number: 1, commitment: over!.draw.commitment }, { challengeId: over!.id, work: over!.work, periods: over!.periods!.map(({ seed, proofs }) => ({ seed, proofs, outcome: 'proven' })) }]);
    expect(leaves.some(({ body }) => body.includes(operator.ownerId) || body.includes(hostId))).toBe(false);
    expect(await told(await api.operator())).toEqual([]);
    await isListed('device-challenges', '--devices', 'possession', over!, await api.tenant());
    await rule({ perPoolAndHour: 0, possession });
  });

  test('is brought, asked and judged once, whoever sweeps, and whatever fails meanwhile', async () => {
    await rule({ perPoolAndHour: 0, possession: { ...possession, periods: 1 }, falseAfter: 0 });
    await bond(8n * TOKEN);
    await store();
    await converge(await begin());
    const whileBroken = async (table: string, then: () => Promise<void>) => {
      await broken(table, async () => {
        await expect(sweep()).rejects.toThrow();
      });
      await then();
    };
    const all = () => Promise.all([sweep(), sweep(), sweep()]);
    await whileBroken('challenge_stores', async () => expect(await api.database.client.challengeStore.count({ where: { challengeId: (await begun())!.id } })).toBe(0));
    await sweep();
    await whileBroken('challenge_periods', async () => expect(await periods()).toEqual([]));
    await all();
    await keep('forgetful');
    await pass(Number((await periods())[0]!.asksAt));
    await whileBroken('challenge_periods', async () => expect(await periods()).toMatchObject([{ seed: null, outcome: 'open' }]));
    // The one that finds the period missed may be so far ahead of another that this judges the challenge: not yet.
    await broken('challenge_verdicts', async () => void (await Promise.allSettled([sweep(), sweep(), sweep()])));
    expect(await periods()).toMatchObject([{ outcome: 'missed' }]);
    for (const table of ['challenge_verdicts', 'leases', 'operator_faults', 'outbox_events']) {
      await whileBroken(table, async () => expect([(await begun())!.state, await faults()]).toEqual(['running', []]));
    }
    await all();
    await all();
    expect([(await told()).length, (await faults()).length]).toEqual([1, 1]);
    await rule({ perPoolAndHour: 0, possession });
  });

  test('is written to as fast as was promised, or not', async () => {
    await rule({ perPoolAndHour: 0, disk: { ...initialRules.challenge.disk, perPoolAndHour: 1, mostGib: 1 } });
    await bond(8n * TOKEN);
    const hostId = await store();
    const passed = async () => {
      await converge(await begin());
      await look(100, 1_000);
      return (await told())[0] as ChallengeView;
    };
    const over = await passed();
    expect(over).toMatchObject({ kind: 'disk', outcome: 'passed', hostId, units: [{ resourceClass: 'STORAGE_GIB', variant: 'ssd', units: '1' }], work: { function: 'simulated', blockMib: 256, rounds: 4 } });
    expect(over).not.toHaveProperty('periods');
    expect([over.deadlineAt! - over.readyAt!, Math.floor((over.answeredAt! - over.readyAt!) / 2_000)]).toEqual([20_480 + 15_000, 5]); // at twice the promised speed: 10,240 ms, looked at each second
    expect(await api.database.client.lease.findUniqueOrThrow({ where: { id: (await begun())!.leaseId } })).toMatchObject({ resources: { cpuMillis: 1_000, memoryMib: 1_024, volumes: [{ gib: 1 }] } });
    await keep('slow_disk');
    await converge((await begun())!.leaseId);
    await nextHour();
    const slow = await passed();
    expect([slow.outcome, slow.reason]).toEqual(['failed', 'it was slower than promised']);
    expect(await faults()).toMatchObject([{ kind: 'failed_challenge', hostId, units: slow.units }]);
    await rule({ perPoolAndHour: 0, possession });
  });

  test('can be told to lose what is stored on it in simulated clusters alone', async () => {
    const [hostId, other] = [await store(), await api.operator()];
    const path = `/v1/operator/clusters/${clusterId}/hosts/${hostId}/device-conduct`;
    expect((await operator.get(path).expect(200)).body).toEqual({ conduct: 'honest' });
    for (let twice = 0; twice < 2; twice += 1) expect((await operator.put(path, { conduct: 'lossy' }).expect(200)).body).toEqual({ conduct: 'lossy' });
    expect((await operator.get(path).expect(200)).body).toEqual({ conduct: 'lossy' });
    expect((await operator.get(path.replace('device', 'work')).expect(200)).body).toEqual({ conduct: 'honest' });
    expect(await api.database.client.auditEntry.count({ where: { action: 'host.device_conduct_set', subjectId: hostId } })).toBe(1);
    await operator.put(path, { conduct: 'slow' }).expect(400);
    for (const refused of [other.put(path, { conduct: 'honest' }), other.get(path)]) expect((await refused.expect(404)).body).toMatchObject({ code: 'not_found' });
    await api.database.client.cluster.update({ where: { id: clusterId }, data: { driver: 'kubernetes' } });
    expect((await operator.put(path, { conduct: 'honest' })).body).toMatchObject({ code: 'not_simulated' });
  });
});

describe('a network', () => {
  const network = { ...initialRules.challenge.network, perPoolAndHour: 1, witnessMillis: MILLIS_PER_DAY };
  const needsNoWitness = { ...network, witnessMillis: 0 };
  afterAll(() => rule());

  /** A host with so much bandwidth to sell, in one piece. */
  async function sender(mbps = 100): Promise<string> {
    const hostId = await host();
    await api.database.client.inventory.create({ data: { hostId, resourceClass: 'EGRESS_MBPS', variant: '', total: mbps, minUnit: mbps, maxUnit: mbps } });
    return hostId;
  }
  const send = async (hostId: string, conduct: NetworkConduct) => operator.put(`/v1/operator/clusters/${clusterId}/hosts/${hostId}/network-conduct`, { conduct }).expect(200);
  const told = async (whose = operator) => ((await whose.get('/v1/operator/network-challenges').expect(200)).body as { items: (ChallengeView & { kind: 'network' })[] }).items;
  const transfers = async () => api.database.client.challengeTransfer.findMany({ where: { challengeId: (await begun())!.id }, orderBy: { number: 'asc' } });
  async function judged(): Promise<ChallengeView & { kind: 'network' }> {
    await converge(await begin());
    for (let time = 0; time < 60 && (await begun())!.state === 'running'; time += 1) {
      await sweep();
      await pass(api.clock.now() + 15_000);
    }
    return (await told())[0]!;
  }

  test('that sends as fast as is claimed passes with one stream, of which all can be reckoned again once it is over', async () => {
    await rule({ perPoolAndHour: 0, network });
    await bond(8n * TOKEN);
    const hostId = await sender();
    const over = await judged();
    expect(over).toMatchObject({ kind: 'network', outcome: 'passed', reason: 'what it sent was there in time', hostId, units: [{ resourceClass: 'EGRESS_MBPS', variant: '', units: '100' }], work: { function: 'simulated', mbps: 100, mib: 48, transfers: 3 } });
    const { draw, work, readyAt, deadlineAt, answeredAt } = over;
    expect([draw.commitment, work.seed]).toEqual([commitmentOf(draw.secret), drawOf(draw.secret).seed]);
    // As docs/proof-of-capacity.md reckons: 48 MiB, 4,027 ms at 100 Mbit/s, due after 8,054 ms and 2,000 ms.
    expect(over.transfers).toMatchObject([{ number: 0, bytes: 48 * 2 ** 20, millis: 4_027, outcome: 'fast' }]);
    const { begunAt } = over.transfers![0]!;
    expect([deadlineAt! - begunAt, answeredAt! - begunAt]).toEqual([8_054 + 2_000, 4_027]);
    expect(begunAt >= readyAt! && begunAt < readyAt! + network.everyMillis + 15_000).toBe(true);
    expect(await api.database.client.lease.findUniqueOrThrow({ where: { id: (await begun())!.leaseId } })).toMatchObject({ state: 'closing', closedReason: 'tenant_closed', resources: { cpuMillis: 1_000, memoryMib: 1_024, egressMbps: 100 } });
    expect([await faults(), await seen(), (await operator.get('/v1/operator/device-challenges').expect(200)).body]).toEqual([[], [], { items: [], nextCursor: null }]);
  });

  test('that is slow is held against its host only where another was as fast: else it may have been the platform', async () => {
    await rule({ perPoolAndHour: 0, network });
    await bond(8n * TOKEN);
    const [slow, other] = [await sender(), await sender(200)];
    await api.database.client.$executeRaw(sql`delete from challenge_transfers`); // of tests before: they would speak for the platform
    const only = (hostId: string) => api.database.client.$executeRaw(sql`update hosts set state = case when id = ${hostId} then 'open' else 'cordoned' end where id in (${slow}, ${other})`);
    await only(slow);
    await send(slow, 'slow_network');
    const doubted = await judged();
    expect(doubted).toMatchObject({ outcome: 'void', reason: 'no other host was as fast: it may have been the platform', hostId: slow, answeredAt: null, transfers: [0, 1, 2].map((number) => ({ number, outcome: 'slow', millis: 10_054 })) });
    expect(await faults()).toEqual([]);
    await converge((await begun())!.leaseId);
    await only(other);
    await nextHour();
    expect(await judged()).toMatchObject({ outcome: 'passed', hostId: other });
    await converge((await begun())!.leaseId);
    await only(slow);
    await nextHour();
    const found = await judged();
    expect(found).toMatchObject({ outcome: 'failed', reason: 'in 3 of 3 times it sent more slowly than promised', hostId: slow });
    expect(await faults()).toMatchObject([{ kind: 'failed_challenge', state: 'open', hostId: slow, units: found.units, evidence: { challengeId: found.id } }]);
    await restsOn(found.id, other, (witness) => (witness['transfers'] as Record<string, Plain>[]).forEach((transfer) => (transfer['millis'] = 1_000_000_000)));
    const document = await proofOf(found.id);
    const forged: [change: Record<string, Plain>, pointers: string[]][] = [
      [{ outcome: 'fast' }, ['/challenge/leaf/transfers/1/outcome', '/challenge/leaf/outcome']], [{ busyPercent: 51 }, ['/challenge/leaf/transfers/1/outcome']], [{ bytes: null }, ['/challenge/leaf/transfers/1/outcome']],
      [{ begunAt: Number(leafOf(document)['readyAt']) + network.everyMillis - 1 }, ['/challenge/leaf/transfers/1/begunAt']], [{ number: 2 }, ['/challenge/leaf/transfers/1/number']],
    ];
    for (const [change, pointers] of forged) expect(pointersOf(relogged(document, ({ challenge: { leaf } = never }) => void Object.assign((leaf['transfers'] as Record<string, Plain>[])[1]!, change))), JSON.stringify(change)).toEqual(expect.arrayContaining(pointers));
    const fewer = relogged(document, ({ challenge: { leaf } = never }) => void (leaf['transfers'] = (leaf['transfers'] as Plain[]).slice(0, 2)));
    expect(pointersOf(fewer)).toEqual(expect.arrayContaining(['/challenge/leaf/outcome']));
  });

  test('that sends something else fails at once; that does not answer, or cannot be reached, says nothing', async () => {
    await rule({ perPoolAndHour: 0, network: needsNoWitness });
    await bond(8n * TOKEN);
    const hostId = await sender();
    await send(hostId, 'garbled');
    expect(await judged()).toMatchObject({ outcome: 'failed', reason: 'what it sent is not what it was asked for', transfers: [{ outcome: 'wrong' }] });
    expect(await faults()).toHaveLength(1);
    await converge((await begun())!.leaseId);
    await nextHour();
    await converge(await begin());
    await operator.post(`/v1/operator/clusters/${clusterId}/faults`, { kind: 'contact_lost' }).expect(201);
    for (let time = 0; time < 60 && (await begun())!.state === 'running'; time += 1) {
      await sweep();
      await pass(api.clock.now() + 15_000);
    }
    expect((await told())[0]).toMatchObject({ outcome: 'void', reason: 'too often it could not be asked, or was no fault of its own', transfers: [0, 1, 2].map((number) => ({ number, outcome: 'void', reason: 'its cluster could not be reached', bytes: null })) });
    expect(await faults()).toHaveLength(1);
  });

  test('is asked as a lease like any other; what runs is told to nobody, what is over to its operator and in the log', async () => {
    await rule({ perPoolAndHour: 0, network });
    await bond(8n * TOKEN);
    const hostId = await sender();
    await api.database.client.$executeRaw(sql`update inventories set total = 200 where host_id = ${hostId} and resource_class = 'EGRESS_MBPS'`);
    await converge(await begin());
    const running = (await begun())!;
    const tenant = await looksLikeATenants(running.leaseId, ['EGRESS_MBPS', 'EGRESS_GIB']);
    expect(await told()).toEqual([]);
    for (let time = 0; time < 60 && (await begun())!.state === 'running'; time += 1) {
      await sweep();
      await pass(api.clock.now() + 15_000);
    }
    const [over] = await told();
    expect(over).toMatchObject({ id: running.id, outcome: 'passed' });
    await api.app.get(TransparencyLog, { strict: false }).append();
    const leaves = await api.database.client.logLeaf.findMany({ where: { kind: { in: ['draw', 'challenge'] }, body: { contains: pool.id } } });
    expect(leaves.map(({ body }) => JSON.parse(body) as object)).toMatchObject([{ type: 'network', commitment: over!.draw.commitment }, { type: 'network', challengeId: over!.id, work: over!.work, transfers: [{ number: 0, millis: 4_027, outcome: 'fast' }] }]);
    expect(leaves.some(({ body }) => body.includes(operator.ownerId) || body.includes(hostId))).toBe(false);
    expect(await told(await api.operator())).toEqual([]);
    await isListed('network-challenges', '--network', '100 EGRESS_MBPS', over!, tenant);
  });

  test('is asked one stream at a time and judged once, whoever sweeps, and whatever fails or dies meanwhile', async () => {
    await rule({ perPoolAndHour: 0, network: needsNoWitness, falseAfter: 0 });
    await bond(8n * TOKEN);
    await send(await sender(), 'slow_network');
    await converge(await begin());
    const { id } = (await begun())!;
    const all = () => Promise.all([sweep(), sweep(), sweep()]);
    const readyAt = Number((await api.database.client.lease.findUniqueOrThrow({ where: { id: (await begun())!.leaseId } })).activatedAt);
    await pass(readyAt + network.everyMillis);
    await broken('challenge_transfers', async () => {
      await expect(sweep()).rejects.toThrow();
    });
    expect(await transfers()).toEqual([]);
    await all();
    expect(await transfers()).toMatchObject([{ outcome: 'slow' }]);
    // One of another challenge is under way, and then whoever asked for it is gone.
    await api.database.client.$executeRaw(sql`insert into challenge_transfers (challenge_id, number, host_id, function, begun_at) values ('another', 0, 'another', 'sent', ${BigInt(readyAt + 2 * network.everyMillis)})`);
    await pass(readyAt + 2 * network.everyMillis);
    await all();
    expect(await transfers()).toHaveLength(1);
    await pass(readyAt + 2 * network.everyMillis + 180_001);
    await sweep(); // the third is due as well: another sweep may be so far behind that it asks for it
    expect(await transfers()).toHaveLength(2);
    expect(await api.database.client.challengeTransfer.findFirst({ where: { challengeId: 'another' } })).toMatchObject({ outcome: 'void', reason: 'nobody heard how it ended', bytes: null });
    // And one that is behind when the last is found slow judges the challenge: not yet.
    await broken('challenge_verdicts', async () => void (await Promise.allSettled([sweep(), sweep(), sweep()])));
    expect((await transfers()).map(({ outcome, number }) => [number, outcome])).toEqual([[0, 'slow'], [1, 'slow'], [2, 'slow']]);
    for (const table of ['challenge_verdicts', 'leases', 'operator_faults', 'outbox_events']) {
      await broken(table, async () => {
        await expect(sweep()).rejects.toThrow();
      });
      expect([(await begun())!.state, await faults()]).toEqual(['running', []]);
    }
    await all();
    await all();
    expect([(await told()).map((one) => [one.id, one.outcome]), (await faults()).length]).toEqual([[[id, 'failed']], 1]);
  });

  test('leaves nothing open when its lease gives way', async () => {
    await rule({ perPoolAndHour: 0, network });
    await bond(8n * TOKEN);
    const hostId = await sender();
    await converge(await begin());
    const { id } = (await begun())!;
    await api.database.client.$executeRaw(sql`insert into challenge_transfers (challenge_id, number, host_id, function, begun_at) values (${id}, 0, ${hostId}, 'simulated', ${BigInt(api.clock.now() + network.everyMillis)})`);
    await api.database.client.$executeRaw(sql`update hosts set lost_at = ${BigInt(api.clock.now())} where id = ${hostId}`);
    await sweep();
    expect((await told())[0]).toMatchObject({ outcome: 'void', transfers: [{ outcome: 'void', reason: 'its challenge was over before' }] });
  });

  test('can be told to cheat in simulated clusters alone', async () => {
    const [hostId, other] = [await sender(), await api.operator()];
    const path = `/v1/operator/clusters/${clusterId}/hosts/${hostId}/network-conduct`;
    expect((await operator.get(path).expect(200)).body).toEqual({ conduct: 'honest' });
    for (let twice = 0; twice < 2; twice += 1) expect((await operator.put(path, { conduct: 'garbled' }).expect(200)).body).toEqual({ conduct: 'garbled' });
    expect((await operator.get(path).expect(200)).body).toEqual({ conduct: 'garbled' });
    for (const kind of ['device', 'work']) expect((await operator.get(path.replace('network', kind)).expect(200)).body).toEqual({ conduct: 'honest' });
    expect(await api.database.client.auditEntry.count({ where: { action: 'host.network_conduct_set', subjectId: hostId } })).toBe(1);
    await operator.put(path, { conduct: 'slow' }).expect(400);
    for (const refused of [other.put(path, { conduct: 'honest' }), other.get(path)]) expect((await refused.expect(404)).body).toMatchObject({ code: 'not_found' });
    await api.database.client.cluster.update({ where: { id: clusterId }, data: { driver: 'kubernetes' } });
    expect((await operator.put(path, { conduct: 'honest' })).body).toMatchObject({ code: 'not_simulated' });
  });
});

describe('a GPU', () => {
  // A round of 16,384 lanes and 4,096 reads is 4 GiB: 43 ms as simulated hosts read, 859 ms as slow ones do.
  const t4 = { model: 't4', image: 'opencl:1', mib: 1_024, lanes: 16_384, reads: 4_096, rounds: 8, workMillis: 1_000 };
  const gpu = { ...initialRules.challenge.gpu, perPoolAndHour: 1, graceMillis: 2_000, models: [t4] };
  const needsNoWitness = { ...gpu, witnessMillis: 0 };
  afterAll(() => rule());

  /** A host with so many GPUs of a model to sell, none of them in parts. */
  async function withGpus(count = 1, variant = 't4', minUnit = 1_000): Promise<string> {
    const hostId = await host();
    await api.database.client.inventory.create({ data: { hostId, resourceClass: 'GPU_MILLI', variant, total: count * 1_000, minUnit, maxUnit: count * 1_000, stepSize: minUnit, deviceUsed: Array.from({ length: count }, () => 0) } });
    return hostId;
  }
  const behave = async (hostId: string, conduct: GpuConduct) => operator.put(`/v1/operator/clusters/${clusterId}/hosts/${hostId}/gpu-conduct`, { conduct }).expect(200);
  const told = async (whose = operator) => ((await whose.get('/v1/operator/gpu-challenges').expect(200)).body as { items: (ChallengeView & { kind: 'gpu' })[] }).items;
  async function judged(): Promise<ChallengeView & { kind: 'gpu' }> {
    await converge(await begin());
    for (let time = 0; time < 60 && (await begun())!.state === 'running'; time += 1) {
      await sweep();
      await pass(api.clock.now() + 250);
    }
    await converge((await begun())!.leaseId);
    return (await told())[0]!;
  }

  test('that is as fast as its model has to be passes; what it claims, is given and when it is due follows from the rules and the draw', async () => {
    await rule({ perPoolAndHour: 0, gpu });
    await bond(8n * TOKEN);
    const hostId = await withGpus();
    const over = await judged();
    expect(over).toMatchObject({
      kind: 'gpu', outcome: 'passed', reason: 'what was computed is right, and was there in time', hostId, units: [{ resourceClass: 'GPU_MILLI', variant: 't4', units: '1000' }],
      work: { function: 'simulated', gpus: 1, mib: 1_024, lanes: 16_384, reads: 4_096, rounds: 8 },
    });
    const { draw, work, readyAt, deadlineAt, answeredAt } = over;
    expect([draw.commitment, work.seed]).toEqual([commitmentOf(draw.secret), drawOf(draw.secret).seed]);
    expect([deadlineAt! - readyAt!, answeredAt! - readyAt! >= 344 && answeredAt! - readyAt! < 1_000]).toEqual([1_000 + 2_000, true]);
    const lease = await api.database.client.lease.findUniqueOrThrow({ where: { id: (await begun())!.leaseId } });
    expect(lease).toMatchObject({ closedReason: 'tenant_closed', resources: { cpuMillis: 1_000, memoryMib: 1_024, gpu: { count: 1, models: ['t4'] } }, workload: { image: 'opencl:1' } });
    expect(await api.database.client.claim.findFirst({ where: { leaseId: lease.id } })).toMatchObject({ hostId, state: 'released' });
    expect(await api.database.client.inventory.findFirst({ where: { hostId, resourceClass: 'GPU_MILLI' } })).toMatchObject({ used: 0n, deviceUsed: [0] });
    expect([await faults(), await seen()]).toEqual([[], []]);
  });

  test('of which the rules say nothing, or that is taken, is not challenged', async () => {
    await rule({ perPoolAndHour: 0, gpu });
    await bond(8n * TOKEN);
    await withGpus(1, 'a100');
    await api.database.client.$executeRaw(sql`update inventories set device_used = '{1000}', used = 1000 where host_id = ${await withGpus()} and resource_class = 'GPU_MILLI'`);
    await sweep();
    await pass(Number((await drawn())!.startAt));
    await sweep();
    expect([(await drawn())!.state, await begun()]).toEqual(['skipped', null]);
  });

  test('is asked for as many at once as are free and the rules allow, or for a share, in as much more time as it is smaller', async () => {
    await rule({ perPoolAndHour: 0, gpu: { ...gpu, mostGpus: 2 } });
    await bond(8n * TOKEN);
    const hostId = await withGpus(3, 't4', 2_000);
    await api.database.client.$executeRaw(sql`update inventories set device_used = '{250,0,0}', used = 250 where host_id = ${hostId} and resource_class = 'GPU_MILLI'`);
    await converge(await begin());
    expect(await api.database.client.claim.findFirst({ where: { leaseId: (await begun())!.leaseId } })).toMatchObject({ resources: expect.arrayContaining([{ resourceClass: 'GPU_MILLI', variant: 't4', amount: 2_000, devices: [{ index: 1, milli: 1_000 }, { index: 2, milli: 1_000 }] }]) as object });
    await pass(api.clock.now() + 1_000);
    await sweep();
    expect((await told())[0]).toMatchObject({ outcome: 'passed', units: [{ units: '2000' }], work: { gpus: 2, mib: 1_024 } });
    await converge((await begun())!.leaseId);
    await api.database.client.$executeRaw(sql`update inventories set min_unit = 500, step_size = 500, max_unit = 500 where host_id = ${hostId} and resource_class = 'GPU_MILLI'`);
    await nextHour();
    const share = await judged();
    expect(share).toMatchObject({ outcome: 'passed', units: [{ units: '500' }], work: { gpus: 1, mib: 512 } });
    expect(share.deadlineAt! - share.readyAt!).toBe(2 * 1_000 + 2_000);
    expect(await api.database.client.inventory.findFirst({ where: { hostId, resourceClass: 'GPU_MILLI' } })).toMatchObject({ deviceUsed: [250, 0, 0] });
  });

  test('that is late, or is none, is held against its host only where another of its model did as much in time; then it costs what the rules say of its class', async () => {
    await rule({ perPoolAndHour: 0, gpu });
    await publish({ bond: { ...initialRules.bond, rates: [{ resourceClass: 'GPU_MILLI', variant: '', nanoTokensPerUnit: 10n * TOKEN }] }, challenge: { ...initialRules.challenge, gpu: { ...gpu, models: [t4, { ...t4, model: 'l4' }] } } });
    await bond(100n * TOKEN);
    await api.database.client.$executeRaw(sql`update challenges set units = '[]' where kind = 'gpu'`); // of tests before: they would speak for the platform
    const [cheat, other, l4] = [await withGpus(), await withGpus(1, 't4', 500), await withGpus(1, 'l4')];
    const only = (hostId: string) => api.database.client.$executeRaw(sql`update hosts set state = case when id = ${hostId} then 'open' else 'cordoned' end where id in (${cheat}, ${other}, ${l4})`);
    const sellsPieces = (milli: number) => api.database.client.$executeRaw(sql`update inventories set min_unit = ${milli}, max_unit = ${milli} where host_id = ${other} and resource_class = 'GPU_MILLI'`);
    const doubted = { outcome: 'void', reason: 'no other host of its model did as much in time: it was slower than promised', hostId: cheat, answeredAt: null };
    await only(cheat);
    expect((await judged()).outcome).toBe('passed'); // which does not speak for itself
    await behave(cheat, 'slow_gpu');
    await nextHour();
    expect(await judged()).toMatchObject(doubted);
    await sellsPieces(500);
    await only(other);
    await nextHour();
    expect(await judged()).toMatchObject({ outcome: 'passed', hostId: other, units: [{ units: '500' }] }); // which is not as much
    await only(l4);
    await nextHour();
    expect(await judged()).toMatchObject({ outcome: 'passed', hostId: l4, units: [{ variant: 'l4' }] }); // which is another model
    await only(cheat);
    await nextHour();
    expect(await judged()).toMatchObject(doubted);
    await sellsPieces(1_000);
    await only(other);
    await nextHour();
    expect(await judged()).toMatchObject({ outcome: 'passed', hostId: other, units: [{ units: '1000' }] });
    await only(cheat);
    await nextHour();
    expect(await judged()).toMatchObject({ outcome: 'failed', reason: 'it was slower than promised', hostId: cheat });
    await behave(cheat, 'no_gpu');
    await nextHour();
    const found = await judged();
    expect(found).toMatchObject({ outcome: 'failed', reason: 'it was slower than promised', hostId: cheat });
    expect((await faults()).map(({ kind, hostId, units }) => [kind, hostId, units])).toEqual([0, 1].map(() => ['failed_challenge', cheat, found.units]));
    await judgeFaults();
    // Ten tokens for the GPU that was claimed, 200 basis points of it, twice.
    expect(await slashes()).toMatchObject([0, 1].map(() => ({ kind: 'failed_challenge', base: '10000000000', amount: '200000000', state: 'pending' })));
    await restsOn(found.id, other, (witness) => (witness['deadlineAt'] = Number(witness['deadlineAt']) + 1));
    // A witness of long ago says nothing of today's platform.
    for (const { id } of await api.database.client.challenge.findMany({ where: { poolId: pool.id } })) changedByHand.add(id);
    await api.database.client.$executeRaw(sql`update challenges set begun_at = begun_at - ${BigInt(gpu.witnessMillis)} where host_id = ${other}`);
    await nextHour();
    expect(await judged()).toMatchObject(doubted);
  });

  test('that makes up what it answers fails at once, whoever else was in time; one that cannot be read says nothing', async () => {
    await rule({ perPoolAndHour: 0, gpu });
    await bond(8n * TOKEN);
    const hostId = await withGpus(1, 't4');
    await api.database.client.$executeRaw(sql`update challenges set units = '[]' where kind = 'gpu'`);
    await behave(hostId, 'made_up_gpu');
    expect(await judged()).toMatchObject({ outcome: 'failed', reason: 'what was computed is wrong' });
    expect(await faults()).toHaveLength(1);
    await rule({ perPoolAndHour: 0, gpu: needsNoWitness });
    await nextHour();
    await converge(await begin());
    await operator.post(`/v1/operator/clusters/${clusterId}/faults`, { kind: 'contact_lost' }).expect(201);
    for (let time = 0; time < 40 && (await begun())!.state === 'running'; time += 1) {
      await sweep();
      await pass(api.clock.now() + 15_000);
    }
    expect((await told())[0]).toMatchObject({ outcome: 'void', reason: 'its answer could not be read' });
    expect(await faults()).toHaveLength(1);
  });

  test('is asked as a lease like any other; what runs is told to nobody, what is over to its operator and in the log', async () => {
    await rule({ perPoolAndHour: 0, gpu });
    await bond(8n * TOKEN);
    const hostId = await withGpus(1, 't4', 500);
    await api.database.client.$executeRaw(sql`update inventories set max_unit = 500 where host_id = ${hostId} and resource_class = 'GPU_MILLI'`); // so that a tenant's is on the same
    await converge(await begin());
    const running = (await begun())!;
    await admin.post(`/v1/admin/pools/${pool.id}/rates`, { resourceClass: 'GPU_MILLI', variant: 't4', curve: { kind: 'fixed', nanoTokensPerUnitHour: '1000' } }).expect(201);
    const tenant = await looksLikeATenants(running.leaseId, []);
    expect(await told()).toEqual([]);
    for (let time = 0; time < 60 && (await begun())!.state === 'running'; time += 1) {
      await sweep();
      await pass(api.clock.now() + 250);
    }
    const [over] = await told();
    expect(over).toMatchObject({ id: running.id, outcome: 'passed' });
    await api.app.get(TransparencyLog, { strict: false }).append();
    const leaves = await api.database.client.logLeaf.findMany({ where: { kind: { in: ['draw', 'challenge'] }, body: { contains: pool.id } } });
    expect(leaves.map(({ body }) => JSON.parse(body) as object)).toMatchObject([{ type: 'gpu', commitment: over!.draw.commitment }, { type: 'gpu', challengeId: over!.id, work: over!.work, units: over!.units, outcome: 'passed' }]);
    expect(leaves.some(({ body }) => body.includes(operator.ownerId) || body.includes(hostId))).toBe(false);
    expect(await told(await api.operator())).toEqual([]);
    await isListed('gpu-challenges', '--gpu', '500 GPU_MILLI', over!, tenant);
  });

  test('is judged once, whoever looks, and whatever fails meanwhile', async () => {
    await rule({ perPoolAndHour: 0, gpu: needsNoWitness, falseAfter: 0 });
    await bond(8n * TOKEN);
    await behave(await withGpus(), 'no_gpu');
    await converge(await begin());
    const { id } = (await begun())!;
    await pass(api.clock.now() + 10_000);
    for (const table of ['challenge_verdicts', 'leases', 'operator_faults', 'outbox_events']) {
      await broken(table, async () => {
        await expect(sweep()).rejects.toThrow();
      });
      expect([(await begun())!.state, await faults()]).toEqual(['running', []]);
    }
    await Promise.all([sweep(), sweep(), sweep()]);
    await sweep();
    expect([(await told()).map((one) => [one.id, one.outcome]), (await faults()).length]).toEqual([[[id, 'failed']], 1]);
  });

  test('can be told to cheat in simulated clusters alone', async () => {
    const [hostId, other] = [await withGpus(), await api.operator()];
    const path = `/v1/operator/clusters/${clusterId}/hosts/${hostId}/gpu-conduct`;
    expect((await operator.get(path).expect(200)).body).toEqual({ conduct: 'honest' });
    for (let twice = 0; twice < 2; twice += 1) expect((await operator.put(path, { conduct: 'no_gpu' }).expect(200)).body).toEqual({ conduct: 'no_gpu' });
    expect((await operator.get(path).expect(200)).body).toEqual({ conduct: 'no_gpu' });
    for (const kind of ['device', 'work', 'network']) expect((await operator.get(path.replace('gpu', kind)).expect(200)).body).toEqual({ conduct: 'honest' });
    expect(await api.database.client.auditEntry.count({ where: { action: 'host.gpu_conduct_set', subjectId: hostId } })).toBe(1);
    await operator.put(path, { conduct: 'slow' }).expect(400);
    for (const refused of [other.put(path, { conduct: 'honest' }), other.get(path)]) expect((await refused.expect(404)).body).toMatchObject({ code: 'not_found' });
    await api.database.client.cluster.update({ where: { id: clusterId }, data: { driver: 'kubernetes' } });
    expect((await operator.put(path, { conduct: 'honest' })).body).toMatchObject({ code: 'not_simulated' });
  });
});

/** While a table cannot be written. */
async function broken(table: string, act: () => Promise<void>): Promise<void> {
  const { client } = api.database;
  await client.$executeRawUnsafe(`create or replace function test_break() returns trigger language plpgsql as $$ begin raise exception 'the test breaks this'; end $$`);
  await client.$executeRawUnsafe(`create trigger test_break before insert or update on ${table} for each statement execute function test_break()`);
  try {
    await act();
  } finally {
    await client.$executeRawUnsafe(`drop trigger test_break on ${table}`);
  }
}
