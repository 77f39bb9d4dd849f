import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

import { BreakerModule } from '#libs/breaker';
import { sql } from '#libs/database';
import { InventoryModule } from '#libs/inventory';
import { newId } from '#libs/kernel';
import { type AccountRef, auditLedger, balanceOf, LedgerModule, postTransfers } from '#libs/ledger';
import { EPOCH_MILLIS, IdleLooks, RewardEpochs, type RewardFairness, RewardModule, type RewardView, SLOT_MILLIS } from '#libs/reward';
import { initialRules, publishRules, type RewardRules } from '#libs/rules';
import { addTestHosts } from '#libs/testing';
import { TransparencyLog, TransparencyModule } from '#libs/transparency';

import { type Caller, startTestApi, type TestApi } from '../../../../test/support/api.js';
import { runCommand } from '../../../../test/support/command-line.js';
import { inventoryControllers } from '../inventory/controllers.js';
import { rewardControllers } from './controllers.js';

const TOKEN = 1_000_000_000n;
const SLOTS = EPOCH_MILLIS / SLOT_MILLIS;

let api: TestApi;
let admin: Caller;
let a: Caller;
let b: Caller;
let poolId: string;
let pools = 0;

beforeAll(async () => {
  api = await startTestApi({ modules: [BreakerModule, InventoryModule, LedgerModule, RewardModule, TransparencyModule], controllers: [...inventoryControllers, ...rewardControllers] });
  admin = await api.admin();
});
afterAll(() => api.close());
beforeEach(async () => {
  [a, b] = [await api.operator(), await api.operator()];
  poolId = ((await admin.post('/v1/admin/pools', { name: `reward-${(pools += 1)}` }).expect(201)).body as { id: string }).id;
  await prove(a, b);
  toHour();
});

/** Rules that hold from the next hour on: a tenth of a token for a vCPU and hour. */
async function rule(of: Partial<RewardRules> = {}): Promise<void> {
  const reward: RewardRules = { ...initialRules.reward, rates: [{ resourceClass: 'CPU_MILLI', variant: '', nanoTokensPerUnitHour: TOKEN / 10n }], windowNanoTokens: 6n * TOKEN, ...of };
  await api.database.transaction((tx) => publishRules(tx, { rules: { ...initialRules, reward }, decidedBy: 'administrator', authorId: 'test', reason: 'a test', proposedAt: api.clock.now() }, undefined, undefined));
  api.clock.advance(initialRules.changeDelayMillis);
  toHour();
}

function toHour(): void {
  api.clock.jump(Math.ceil(api.clock.now() / EPOCH_MILLIS) * EPOCH_MILLIS);
}

/** Tenants paid these for vCPUs, and are content. */
async function prove(...whose: Caller[]): Promise<void> {
  for (const { ownerId } of whose) {
    await api.database.client.$executeRaw(sql`insert into operator_scores (operator_id, day, resource_class, worked, lost, score_bps, tier, rules_version) values (${ownerId}, 1, 'CPU_MILLI', 1, 0, 10000, 1, 0)`);
    await api.database.client.$executeRaw(sql`insert into reputation_days (operator_id, day) values (${ownerId}, 1)`);
  }
}

const give = (to: AccountRef, amount: bigint) => api.database.transaction((tx) => postTransfers(tx, api.clock.now(), [
  { key: newId('transfer'), type: 'posted', reason: 'deposit', amount, from: { ownerId: 'platform', kind: 'issuance' }, to },
]));
const treasury = () => balanceOf(api.database, { ownerId: poolId, kind: 'treasury' }).then(({ balance }) => balance);
const earned = (whose: Caller) => balanceOf(api.database, { ownerId: whose.ownerId, kind: 'earnings' }).then(({ balance }) => balance);
const rewards = async (whose: Caller) => ((await whose.get('/v1/operator/rewards').expect(200)).body as { items: RewardView[] }).items;

async function host(whose: Caller, cpus: number): Promise<string> {
  return (await addTestHosts(api.database, poolId, [{ operatorId: whose.ownerId, cpus, heardAt: api.clock.now() }]))[0]!;
}

/** What a tenant's charge brought the treasury this hour. */
async function revenue(amount: bigint): Promise<void> {
  await give({ ownerId: poolId, kind: 'treasury' }, amount);
  await api.database.client.$executeRaw(sql`
    insert into charges (id, kind, lease_id, tenant_id, pool_id, operator_id, host_id, stream_id, resource_class, quantity, nano_tokens_per_unit_hour, starts_at, ends_at, amount, operator_amount, treasury_amount, fee_amount, settlement_id, posted_at)
    values (${newId('charge')}, 'time', 'lse_1', 'ten_1', ${poolId}, ${a.ownerId}, 'hst_1', ${newId('stream')}, 'CPU_MILLI', 1, 0, 0, 1, ${10n * amount}, ${9n * amount}, ${amount}, 0, 'stl_1', ${BigInt(api.clock.now())})`);
}

/** An hour passes, in so many of whose slots hosts are heard of, and looked at by several workers at once. */
async function hour(slots = SLOTS): Promise<void> {
  const startsAt = api.clock.now();
  const looks = api.app.get(IdleLooks, { strict: false });
  for (let slot = 0; slot < slots; slot += 1) {
    api.clock.jump(startsAt + slot * SLOT_MILLIS);
    await api.database.client.$executeRaw(sql`update hosts set last_heartbeat_at = ${BigInt(api.clock.now() + SLOT_MILLIS - 60_000)} where lost_at is null`);
    await looks.lookDue(api.clock.now());
    api.clock.jump(startsAt + (slot + 1) * SLOT_MILLIS - 60_000);
    await Promise.all([looks.lookDue(api.clock.now()), looks.lookDue(api.clock.now())]);
  }
  api.clock.jump(startsAt + EPOCH_MILLIS);
}
async function close(): Promise<number> {
  const now = api.clock.now() + 120_000;
  const epochs = api.app.get(RewardEpochs, { strict: false });
  return (await Promise.all([epochs.closeDue(now), epochs.closeDue(now), epochs.closeDue(now)])).reduce((sum, closed) => sum + closed, 0);
}

test('without posted rates nothing is looked at, and nothing paid', async () => {
  await host(a, 40);
  await give({ ownerId: poolId, kind: 'treasury' }, 400n * TOKEN);
  await hour();
  expect([await close(), await rewards(a), await treasury(), await api.database.client.rewardLook.count()]).toEqual([0, [], 400n * TOKEN, 0]);
});

test('what idle capacity gets is what docs/rewards.md reckons', async () => {
  await rule();
  await give({ ownerId: poolId, kind: 'treasury' }, 400n * TOKEN);
  await host(b, 10);
  await hour();
  const own = await host(a, 40);
  await hour();
  await close();
  expect((await rewards(a))[0]).toMatchObject({
    scheme: 'pps', work: '5000000000', reserve: '346573590280', treasury: '399050000000', paid: '4750000000',
    own: { units: [{ resourceClass: 'CPU_MILLI', variant: '', unitMillis: String(40_000n * BigInt(EPOCH_MILLIS)) }], work: '4000000000', amount: '3800000000' },
  });
  expect([await earned(a), await earned(b), await treasury()]).toEqual([38n * TOKEN / 10n, 19n * TOKEN / 10n, 3_943n * TOKEN / 10n]);
  // The next hour the treasury has lost what it takes.
  await api.database.transaction(async (tx) => postTransfers(tx, api.clock.now(), [{ key: newId('transfer'), type: 'posted', reason: 'deposit', amount: 100n * TOKEN, from: { ownerId: poolId, kind: 'treasury' }, to: { ownerId: 'platform', kind: 'issuance' } }]));
  await api.database.client.$executeRaw(sql`update inventories set used = total where host_id = ${own} and resource_class = 'CPU_MILLI'`);
  await hour(); // B alone stands ready: 1 token of work
  await close();
  await api.database.client.$executeRaw(sql`update inventories set used = 0 where host_id = ${own}`);
  await revenue(2n * TOKEN);
  const before = [await earned(a), await earned(b)];
  await hour();
  expect([(await close()) > 0, await close()]).toEqual([true, 0]);
  expect((await rewards(a))[0]).toMatchObject({ scheme: 'pplns', revenue: '2000000000', paid: '400000000', counted: '6000000000', own: { work: '4000000000', counted: '4000000000', amount: '266666667' } });
  expect((await rewards(b))[0]).toMatchObject({ own: { work: '1000000000', counted: '2000000000', amount: '133333333' } });
  expect([(await earned(a)) - before[0]!, (await earned(b)) - before[1]!]).toEqual([266_666_667n, 133_333_333n]);
  expect(await auditLedger(api.database)).toMatchObject({ wrongBalances: [], unbalancedTransfers: [], wrongHistories: [] });
  await tellsAndLogs();
});

/** What anybody is told of it: by command, to administrators, and in the log. */
async function tellsAndLogs(): Promise<void> {
  const weir = (key: string, ...words: string[]) => runCommand({ WEIR_API_URL: api.url, WEIR_API_KEY: key, WEIR_HOME: '/nonexistent' }, words);
  expect(await weir(a.secret, 'rewards')).toMatch(/pplns[^]*4000000000[^]*266666667[^]*400000000/);
  expect(await weir(admin.secret, 'admin', 'rewards', poolId)).toMatch(/pplns[^]*346573590280[^]*400000000/);
  const fairness = (await admin.get(`/v1/admin/pools/${poolId}/reward-fairness`).expect(200)).body as RewardFairness;
  expect(fairness.groups).toEqual([{ operatorIds: [a.ownerId], rewardShareBps: 5_000, workShareBps: 10_000, freeRides: false }, { operatorIds: [b.ownerId], rewardShareBps: 4_000, workShareBps: 0, freeRides: true }]);
  const first = (await admin.get(`/v1/admin/pools/${poolId}/rewards?limit=3`).expect(200)).body as { items: unknown[]; nextCursor: string };
  const rest = (await admin.get(`/v1/admin/pools/${poolId}/rewards?limit=3&cursor=${first.nextCursor}`).expect(200)).body as { items: unknown[]; nextCursor: null };
  expect([first.items.length, rest.items.length, rest.nextCursor]).toEqual([3, 1, null]);
  const page = (await b.get('/v1/operator/rewards?limit=1').expect(200)).body as { items: RewardView[]; nextCursor: string };
  expect(((await b.get(`/v1/operator/rewards?limit=1&cursor=${page.nextCursor}`).expect(200)).body as { items: RewardView[] }).items[0]!.startsAt).toBe(page.items[0]!.startsAt - EPOCH_MILLIS);
  await a.get(`/v1/admin/pools/${poolId}/rewards`).expect(403);
  await admin.get('/v1/admin/pools/pol_000000000000000000000000/rewards').expect(404);
  await (await api.tenant()).get('/v1/operator/rewards').expect(403);
  await api.app.get(TransparencyLog, { strict: false }).append();
  const leaves = await api.database.client.logLeaf.findMany({ where: { kind: 'reward', body: { contains: poolId } }, orderBy: { index: 'asc' } });
  expect(leaves).toHaveLength(4);
  expect(JSON.parse(leaves.at(-1)!.hidden!)).toMatchObject({ shares: expect.arrayContaining([expect.objectContaining({ operatorId: a.ownerId, amount: '266666667', counted: '4000000000' })]) });
  expect(leaves.at(-1)!.body).not.toContain(a.ownerId);
}

test('only what stands ready counts, of whom is trusted, in slots that somebody saw', async () => {
  await rule();
  await give({ ownerId: poolId, kind: 'treasury' }, 1_000n * TOKEN);
  const stranger = await api.operator();
  await host(stranger, 100);
  const [open, shut, lost] = [await host(a, 10), await host(a, 10), await host(b, 10)];
  await api.database.client.$executeRaw(sql`update hosts set state = 'cordoned' where id = ${shut}`);
  await api.database.client.$executeRaw(sql`update hosts set lost_at = 1, last_heartbeat_at = 1 where id = ${lost}`);
  await api.database.client.$executeRaw(sql`update inventories set used = 4000 where host_id = ${open} and resource_class = 'CPU_MILLI'`);
  await hour(SLOTS / 2);
  await close();
  expect((await rewards(a)).map(({ own }) => own.work)).toEqual([String(3n * TOKEN / 10n)]);
  expect([await rewards(b), await rewards(stranger)]).toEqual([[], []]);
});
