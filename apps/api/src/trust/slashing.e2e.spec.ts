import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { BreakerModule } from '#libs/breaker';
import { sql } from '#libs/database';
import { InventoryModule } from '#libs/inventory';
import { MILLIS_PER_DAY, MILLIS_PER_HOUR, MILLIS_PER_MINUTE, newId } from '#libs/kernel';
import { type AccountRef, auditLedger, balanceOf, LedgerModule, postTransfers } from '#libs/ledger';
import { type FaultKind, type FaultRule, initialRules, publishRules } from '#libs/rules';
import { BondReleases, type BondView, stakeAccounts, StakeExits, StakeModule, type StakePoolView } from '#libs/stake';
import { addTestHosts } from '#libs/testing';
import { TransparencyLog, TransparencyModule } from '#libs/transparency';
import { drawRedress, OperatorFaults, redressAccount, type SlashView, TrustModule, type OperatorFaultView } from '#libs/trust';

import { type Caller, startTestApi, type TestApi } from '../../../../test/support/api.js';
import { runCommand } from '../../../../test/support/command-line.js';
import { breakerControllers } from '../breaker/controllers.js';
import { inventoryControllers } from '../inventory/controllers.js';
import { stakeControllers } from '../stake/controllers.js';
import { trustControllers } from './controllers.js';

const TOKEN = 1_000_000_000n;
const { faults: FAULTS, bond: { unbondingMillis: UNBONDING } } = initialRules;
const GRACE = FAULTS.table.host_lost.graceMillis;

const byText = (a: string, b: string) => (a < b ? -1 : 1);

let api: TestApi;
let admin: Caller;
let operator: Caller;
let backer: Caller;
let poolId: string;
let pools = 0;

beforeAll(async () => {
  api = await startTestApi({ modules: [BreakerModule, InventoryModule, LedgerModule, StakeModule, TrustModule, TransparencyModule], controllers: [...breakerControllers, ...inventoryControllers, ...stakeControllers, ...trustControllers] });
  admin = await api.admin();
  await rule({ lost_contact: { amountBps: 0 } });
});
afterAll(() => api.close());
beforeEach(async () => {
  [operator, backer] = [await api.operator(), await api.tenant()];
  await api.database.client.$executeRaw(sql`update hosts set last_heartbeat_at = ${BigInt(api.clock.now())}, lost_at = null`);
  poolId = ((await admin.post('/v1/admin/pools', { name: `trust-${(pools += 1)}` }).expect(201)).body as { id: string }).id;
  await sweep();
});

/** Rules that hold from now on, by which a vCPU asks for two tokens. */
async function rule(kinds: Partial<Record<FaultKind, Partial<FaultRule>>> = {}): Promise<void> {
  const table = Object.fromEntries(Object.entries(FAULTS.table).map(([kind, of]) => [kind, { ...of, ...kinds[kind as FaultKind] }])) as typeof FAULTS.table;
  const rules = { ...initialRules, bond: { unbondingMillis: UNBONDING, rates: [{ resourceClass: 'CPU_MILLI' as const, variant: '', nanoTokensPerUnit: 2n * TOKEN }] }, faults: { ...FAULTS, table } };
  await api.database.transaction((tx) => publishRules(tx, { rules, decidedBy: 'administrator', authorId: 'test', reason: 'a test', proposedAt: api.clock.now() }, undefined, undefined));
  api.clock.advance(initialRules.changeDelayMillis);
}

const give = (to: AccountRef, amount: bigint) => api.database.transaction((tx) => postTransfers(tx, api.clock.now(), [
  { key: newId('transfer'), type: 'posted', reason: 'deposit', amount, from: { ownerId: 'platform', kind: 'issuance' }, to },
]));
const has = async (of: AccountRef) => (await balanceOf(api.database, of)).balance;
const sweep = () => api.app.get(OperatorFaults, { strict: false }).sweep(api.clock.now());
/** Time passes in which the platform is there all along, and so are all hosts that are not lost. */
async function live(millis: number): Promise<void> {
  api.clock.advance(millis);
  await api.database.client.$executeRaw(sql`update platform_watch set seen_at = ${BigInt(api.clock.now())}`);
  await api.database.client.$executeRaw(sql`update hosts set last_heartbeat_at = ${BigInt(api.clock.now())} where lost_at is null`);
}
/** @returns the host's id. */
async function host(whose = operator, { cpus = 32, used = 16 } = {}): Promise<string> {
  const [id] = await addTestHosts(api.database, poolId, [{ operatorId: whose.ownerId, cpus, heardAt: api.clock.now() }]);
  await api.database.client.$executeRaw(sql`update inventories set used = ${used * 1_000} where host_id = ${id} and resource_class = 'CPU_MILLI'`);
  return id!;
}
/** What the sweep of hosts does when one was silent too long. */
const lose = (hostId: string) => api.database.client.$executeRaw(sql`update hosts set lost_at = ${BigInt(api.clock.now())}, last_heartbeat_at = ${BigInt(api.clock.now() - 90_000)} where id = ${hostId}`);
const hear = (hostId: string) => api.database.client.$executeRaw(sql`update hosts set lost_at = null, last_heartbeat_at = ${BigInt(api.clock.now())} where id = ${hostId}`);
async function bondTokens(amount: bigint): Promise<void> {
  await give({ ownerId: operator.ownerId, kind: 'earnings' }, amount);
  await operator.post('/v1/operator/bond', { amount: String(amount) }).expect(201);
}
/** @returns the stake pool's id. */
async function stake(amount: bigint): Promise<string> {
  const { id } = (await operator.put('/v1/operator/stake-pool/terms', { earningsBps: 0, commissionBps: 0 }).expect(200)).body as StakePoolView;
  await give({ ownerId: backer.ownerId, kind: 'wallet' }, amount);
  await backer.post(`/v1/stake-pools/${id}/deposits`, { amount: String(amount) }).expect(201);
  return id;
}
const faults = async (whose = operator) => ((await whose.get('/v1/operator/faults').expect(200)).body as { items: OperatorFaultView[] }).items;
const slashes = async (whose = operator) => ((await whose.get('/v1/operator/slashes').expect(200)).body as { items: SlashView[] }).items;
const bondState = async () => (await operator.get('/v1/operator/bond').expect(200)).body as BondView;
const statesOf = async (kind: FaultKind, whose = operator) => (await faults(whose)).filter((fault) => fault.kind === kind).map(({ state }) => state);
/** A host is lost, and stays so until it costs something. @returns the slash. */
async function slashed(): Promise<SlashView> {
  await lose(await host());
  await sweep();
  await live(GRACE);
  await sweep();
  return (await slashes())[0]!;
}

test('what a fault costs, and who bears it, is what docs/slashing.md reckons', async () => {
  await bondTokens(2n * TOKEN);
  const stakePool = await stake(10n * TOKEN);
  const first = await slashed();
  expect(first).toMatchObject({ kind: 'host_lost', base: '32000000000', atStake: '12000000000', slashedBefore: '0', amount: '3200000000', state: 'pending', dueAt: first.proposedAt + FAULTS.appealMillis });
  await live(FAULTS.appealMillis - 1);
  await sweep();
  expect((await slashes())[0]).toMatchObject({ state: 'pending', borne: null });
  await live(1);
  await Promise.all([sweep(), sweep(), sweep()]);
  expect((await slashes())[0]).toMatchObject({ state: 'carried_out', borne: { bond: '2000000000', stake: '1200000000', insurance: '0', treasury: '0', deficit: '0', harm: '0' } });
  expect([await has({ ownerId: operator.ownerId, kind: 'bond' }), await has(stakeAccounts(stakePool).tokens), await has(redressAccount(first.id))]).toEqual([0n, 88n * TOKEN / 10n, 32n * TOKEN / 10n]);
  expect((await slashed()).amount).toBe('400000000');
  await live(FAULTS.appealMillis);
  await sweep();
  expect((await slashes())[0]).toMatchObject({ slashedBefore: '3200000000', borne: { bond: '0', stake: '400000000' } });
  expect((await slashed()).amount).toBe('400000000'); // the cap is used up: the last one is still the latest
});

describe('contact with a host', () => {
  test('that is lost is in evidence at once, holds back who is on the way out, and costs nothing when it is heard of within the grace', async () => {
    await bondTokens(10n * TOKEN);
    const id = await host();
    await lose(id);
    await Promise.all([sweep(), sweep()]);
    expect((await faults()).map(({ kind, state, hostId }) => [kind, state, hostId].join(' ')).toSorted(byText)).toEqual([`host_lost open ${id}`, `lost_contact open ${id}`]);
    expect((await bondState()).heldBack).toBe(true);
    await hear(id);
    await sweep();
    expect([await statesOf('host_lost'), await statesOf('lost_contact'), await slashes(), (await bondState()).heldBack]).toEqual([['cured'], ['cured'], [], false]);
    // Lost again, it is another fault; without claims on it, it is none.
    await live(1_000);
    await lose(id);
    await sweep();
    expect(await statesOf('host_lost')).toEqual(['open', 'cured']);
    await lose(await host(operator, { used: 0 }));
    await sweep();
    expect(await statesOf('host_lost')).toEqual(['open', 'cured']);
  });

  test('that was lost while a part of the platform was silent is the platform\'s', async () => {
    await bondTokens(10n * TOKEN);
    const id = await host();
    api.clock.advance(120_000); // nobody swept
    await lose(id);
    await sweep();
    await live(GRACE);
    await sweep();
    expect([await statesOf('host_lost'), await slashes()]).toEqual([['excused'], []]);
    expect((await faults())[0]!.reason).toContain('worker was silent');
  });

  test('that half of all operators lost at once is the platform\'s; a group counts as one', async () => {
    await api.database.client.$executeRaw(sql`delete from inventories`);
    await api.database.client.$executeRaw(sql`delete from hosts`);
    const others = [await api.operator(), await api.operator(), await api.operator()];
    const ids = await Promise.all([operator, ...others].map((whose) => host(whose)));
    await lose(ids[0]!);
    await lose(ids[1]!);
    await sweep();
    await live(GRACE);
    await sweep();
    expect([await statesOf('host_lost'), await statesOf('host_lost', others[0])]).toEqual([['excused'], ['excused']]);
    // The same two, of one group: one of three.
    const group = newId('operator');
    await api.database.client.$executeRaw(sql`update operators set group_id = ${group} where id in (${operator.ownerId}, ${others[0]!.ownerId})`);
    await hear(ids[0]!);
    await hear(ids[1]!);
    await live(MILLIS_PER_DAY);
    await lose(ids[0]!);
    await lose(ids[1]!);
    await sweep();
    await live(GRACE);
    await sweep();
    expect([await statesOf('host_lost'), await statesOf('host_lost', others[0])]).toEqual([['confirmed', 'excused'], ['confirmed', 'excused']]);
  });

  test('that was announced to be lost is no fault, when it was announced in time', async () => {
    const [announced, late] = [await host(), await host()];
    const window = { startsAt: api.clock.now() + 2 * MILLIS_PER_HOUR, endsAt: api.clock.now() + 8 * MILLIS_PER_HOUR, reason: 'a new disk' };
    await operator.post(`/v1/operator/hosts/${announced}/maintenance`, window).expect(201);
    await live(MILLIS_PER_HOUR + MILLIS_PER_MINUTE);
    await operator.post(`/v1/operator/hosts/${late}/maintenance`, window).expect(201);
    await live(3 * MILLIS_PER_HOUR);
    await lose(announced);
    await lose(late);
    await sweep();
    expect((await faults()).map(({ hostId }) => hostId)).toEqual([late, late]);
  });
});

describe('capacity in use', () => {
  test('that is taken away without the notice costs, unless it is left within the grace', async () => {
    await bondTokens(100n * TOKEN);
    const drain = (id: string, drainBy: number) => operator.post(`/v1/operator/hosts/${id}/drain`, { drainBy }).expect(200);
    const ids = [await host(), await host(), await host(), await host(operator, { used: 0 })] as const;
    const soon = api.clock.now() + 10 * MILLIS_PER_MINUTE;
    for (const id of [ids[0], ids[1], ids[3]]) await drain(id, soon);
    await drain(ids[2], api.clock.now() + FAULTS.noticeMillis);
    await sweep();
    expect((await faults()).map(({ kind, hostId }) => `${kind} ${hostId}`).toSorted(byText)).toEqual([`early_reclaim ${ids[0]}`, `early_reclaim ${ids[1]}`].toSorted(byText));
    await operator.post(`/v1/operator/hosts/${ids[1]}/uncordon`).expect(200);
    await live(FAULTS.table.early_reclaim.graceMillis);
    await sweep();
    expect(Object.fromEntries((await faults()).map(({ hostId, state }) => [hostId, state]))).toEqual({ [ids[0]]: 'confirmed', [ids[1]]: 'cured' });
    expect(await slashes()).toMatchObject([{ kind: 'early_reclaim', base: '32000000000', amount: '1600000000' }]);
  });

  test('that an administrator found not to be what it is offered as costs by all that is offered', async () => {
    await bondTokens(100n * TOKEN);
    const id = await host();
    const report = () => admin.post('/v1/admin/faults', { kind: 'false_capacity', hostId: id, reason: 'half of its processors are threads' }).set('idempotency-key', 'found');
    expect((await report().expect(201)).body).toMatchObject({ state: 'confirmed', operatorId: operator.ownerId, reason: 'half of its processors are threads' });
    await report().expect(201);
    expect(await slashes()).toMatchObject([{ base: '64000000000', amount: '32000000000', units: [{ resourceClass: 'CPU_MILLI', units: '32000' }, { resourceClass: 'MEMORY_MIB' }] }]);
    await admin.post('/v1/admin/faults', { kind: 'false_capacity', hostId: newId('host'), reason: 'x' }).expect(404);
    await operator.post('/v1/admin/faults', { kind: 'false_capacity', hostId: id, reason: 'x' }).expect(403);
  });
});

test('usage that an operator counted higher is in evidence from when it is held, and costs the whole bond of its claim when it is decided so', async () => {
  await bondTokens(100n * TOKEN);
  const hostId = await host();
  const held = async (paid: 'a' | 'b' | null, own = '2000', state = 'open') => {
    const [id, claimId] = [newId('heldUsage'), newId('claim')];
    await api.database.client.$executeRaw(sql`
      insert into claims (id, lease_id, tenant_id, project_id, replica, pool_id, host_id, cluster_id, site_id, operator_id, resources, fence, state, made_at)
      values (${claimId}, ${newId('lease')}, 'ten_x', 'prj_x', 0, ${poolId}, ${hostId}, 'cls_x', 'sit_x', ${operator.ownerId}, '[{"resourceClass":"CPU_MILLI","variant":"","amount":4000}]', 1, 'held', 0)`);
    const sources = JSON.stringify([{ label: 'a', reporterId: operator.ownerId, quantity: own }, { label: 'b', reporterId: 'platform', quantity: '1000' }]);
    await api.database.client.$executeRaw(sql`
      insert into held_usage (id, lease_id, claim_id, replica, tenant_id, pool_id, operator_id, meter, starts_at, ends_at, tolerance_bps, sources, state, held_at)
      values (${id}, 'lse_x', ${claimId}, 0, 'ten_x', ${poolId}, ${operator.ownerId}, 'egress_bytes', 0, 1, 500, ${sources}::jsonb, ${state}, ${BigInt(api.clock.now())})`);
    return () => api.database.client.$executeRaw(sql`update held_usage set state = ${paid === null ? 'waived' : 'charged'}, paid = ${paid}, decided_at = ${BigInt(api.clock.now())} where id = ${id}`);
  };
  const decisions = [await held('b'), await held('a'), await held(null)];
  await held('b', '500'); // counted less than others did: nobody was cheated
  await sweep();
  expect([await statesOf('meter_cheating'), (await bondState()).heldBack]).toEqual([['open', 'open', 'open'], true]);
  for (const decide of decisions) await decide();
  await Promise.all([sweep(), sweep()]);
  expect((await statesOf('meter_cheating')).toSorted()).toEqual(['confirmed', 'cured', 'cured']);
  expect(await slashes()).toMatchObject([{ kind: 'meter_cheating', base: '8000000000', amount: '8000000000' }]);
});

describe('an appeal', () => {
  const appeal = (id: string, reason = 'it was the landlord', whose = operator) => whose.post(`/v1/operator/slashes/${id}/appeal`, { reason });
  const decide = (id: string, decision: 'uphold' | 'forgive') => admin.post(`/v1/admin/slashes/${id}/decision`, { decision, reason: 'seen the photographs' });
  beforeEach(() => bondTokens(100n * TOKEN));

  test('has the slash wait for a decision, which holds for good', async () => {
    const { id } = await slashed();
    expect((await decide(id, 'uphold').expect(409)).body).toMatchObject({ code: 'slash_not_appealed' });
    await appeal(id, 'x', await api.operator()).expect(404);
    expect((await appeal(id).expect(200)).body).toMatchObject({ state: 'appealed', appeal: { reason: 'it was the landlord', decideBy: api.clock.now() + FAULTS.decisionMillis } });
    await appeal(id).expect(200);
    expect((await appeal(id, 'another').expect(409)).body).toMatchObject({ code: 'slash_not_pending' });
    await live(FAULTS.appealMillis);
    await sweep();
    expect((await admin.get('/v1/admin/slashes?state=appealed').expect(200)).body).toMatchObject({ items: [{ id }] });
    const answers = await Promise.all([decide(id, 'uphold'), decide(id, 'uphold')]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect((await decide(id, 'forgive').expect(409)).body).toMatchObject({ code: 'slash_not_pending' });
    expect((await operator.get(`/v1/operator/slashes/${id}`).expect(200)).body).toMatchObject({ state: 'carried_out', decision: { decision: 'upheld', decidedBy: 'administrator' }, borne: { bond: '3200000000' }, fault: { kind: 'host_lost', state: 'confirmed' } });
    expect(await has({ ownerId: operator.ownerId, kind: 'bond' })).toBe(968n * TOKEN / 10n);
    expect((await bondState()).heldBack).toBe(false);
  });

  test('is granted by forgiving, also what nobody appealed against, and by nobody having decided in time', async () => {
    const first = await slashed();
    expect((await decide(first.id, 'forgive').expect(200)).body).toMatchObject({ state: 'forgiven', decision: { reason: 'seen the photographs' } });
    const second = await slashed();
    expect(second.slashedBefore).toBe('0');
    await appeal(second.id).expect(200);
    await live(FAULTS.decisionMillis);
    await sweep();
    expect((await slashes())[0]).toMatchObject({ state: 'forgiven', decision: { decidedBy: 'time' } });
    expect([await has({ ownerId: operator.ownerId, kind: 'bond' }), (await bondState()).heldBack]).toEqual([100n * TOKEN, false]);
  });

  test('is for operators, and nobody sees another\'s', async () => {
    const { id } = await slashed();
    await (await api.operator()).get(`/v1/operator/slashes/${id}`).expect(404);
    for (const path of ['/v1/operator/faults', '/v1/operator/slashes', '/v1/admin/slashes']) await backer.get(path).expect(403);
    expect(await faults(await api.operator())).toEqual([]);
    for (const body of [{}, { reason: '' }, { reason: 'x', more: 1 }]) await operator.post(`/v1/operator/slashes/${id}/appeal`, body).expect(400);
    await decide('slh_000000000000000000000000', 'forgive').expect(404);
  });
});

test('weir operator tells what there is to answer for and appeals, and weir admin decides', async () => {
  await bondTokens(100n * TOKEN);
  const weir = (key: string, ...words: string[]) => runCommand({ WEIR_API_URL: api.url, WEIR_API_KEY: key, WEIR_HOME: '/nonexistent' }, words);
  expect([await weir(operator.secret, 'faults'), await weir(operator.secret, 'slashes')]).toEqual(['nothing to answer for', 'nothing was slashed']);
  const { id } = await slashed();
  expect(await weir(operator.secret, 'faults', '--state', 'confirmed')).toMatch(/ofl_\w+[^]*host_lost[^]*hst_\w+[^]*confirmed[^]*silent/);
  expect(await weir(operator.secret, 'slashes')).toMatch(/slh_\w+[^]*host_lost[^]*3200000000[^]*pending[^]*unless there is an appeal/);
  expect(await weir(operator.secret, 'appeal', id, '--reason', 'it was the landlord')).toMatch(/appealed[^]*dropped unless decided by/);
  expect(JSON.parse(await weir(admin.secret, 'admin', 'slashes', 'list', '--state', 'appealed', '--json'))).toMatchObject([{ id }]);
  expect(await weir(admin.secret, 'admin', 'slashes', 'uphold', id, '--reason', 'it was not')).toMatch(/carried_out[^]*bond 3200000000, stake pool 0/);
  await expect(weir(admin.secret, 'admin', 'slashes', 'forgive', id, '--reason', 'late')).rejects.toMatchObject({ message: expect.stringContaining('slash_not_pending') });
});

describe('who is on the way out', () => {
  test('of a bond or a stake pool does not leave ahead of a slash that is in evidence, and bears it', async () => {
    await bondTokens(2n * TOKEN);
    const stakePool = await stake(10n * TOKEN);
    await operator.post('/v1/operator/bond/unbondings', { amount: String(2n * TOKEN) }).expect(201);
    await backer.post(`/v1/stake-pools/${stakePool}/exits`, { shares: String(5n * TOKEN) }).expect(201);
    await live(UNBONDING - 1);
    await lose(await host());
    await sweep();
    await live(GRACE);
    const out = () => Promise.all([new BondReleases(api.database).releaseDue(api.clock.now()), new StakeExits(api.database).payDue(api.clock.now())]);
    await out();
    expect((await backer.get(`/v1/stake-pools/${stakePool}/position`).expect(200)).body).toMatchObject({ heldBack: true, exits: [{ shares: '5000000000' }] });
    await sweep();
    await out();
    await live(FAULTS.appealMillis);
    await sweep();
    await out();
    // 3.2 of 12 tokens: the 2 that were unbonded, and 1.2 of the pool's 10; half of the rest leaves.
    expect([await has({ ownerId: operator.ownerId, kind: 'earnings' }), await has({ ownerId: backer.ownerId, kind: 'wallet' })]).toEqual([0n, 44n * TOKEN / 10n]);
  });
});

test('a slash that a breaker stops waits for a person, upheld or not, and holds back meanwhile', async () => {
  await bondTokens(100n * TOKEN);
  const { id } = await slashed();
  const stop = async () => ((await admin.post('/v1/admin/breakers', { flow: 'slash', scope: 'operator', subjectId: operator.ownerId, reason: 'a look first' }).expect(201)).body as { id: string }).id;
  const first = await stop();
  await live(FAULTS.appealMillis);
  await sweep();
  await sweep();
  expect([(await slashes())[0]!.state, (await bondState()).heldBack]).toEqual(['pending', true]);
  await admin.post(`/v1/admin/breakers/${first}/release`, { reason: 'looked' }).expect(200);
  await sweep();
  expect((await slashes())[0]).toMatchObject({ id, state: 'carried_out' });
  const second = await slashed();
  await operator.post(`/v1/operator/slashes/${second.id}/appeal`, { reason: 'no' }).expect(200);
  const again = await stop();
  const decide = (decision: string) => admin.post(`/v1/admin/slashes/${second.id}/decision`, { decision, reason: 'so' });
  expect((await decide('uphold').expect(200)).body).toMatchObject({ state: 'appealed', decision: { decision: 'upheld' }, borne: null });
  await decide('forgive').expect(409);
  await live(FAULTS.decisionMillis);
  await sweep();
  await admin.post(`/v1/admin/breakers/${again}/release`, { reason: 'looked' }).expect(200);
  await sweep();
  expect((await slashes())[0]).toMatchObject({ id: second.id, state: 'carried_out' });
});

test('what was slashed is for those whom the operator owes and cannot pay, and then the treasury\'s', async () => {
  await bondTokens(100n * TOKEN);
  const { id } = await slashed();
  await live(FAULTS.appealMillis);
  await sweep();
  const treasury = { ownerId: poolId, kind: 'treasury' } as const;
  const draw = (amount: bigint, of = poolId, key = newId('settlement')) => api.database.transaction((tx) => drawRedress(tx, of, [{ operatorId: operator.ownerId, amount }], key, api.clock.now()));
  expect(await draw(TOKEN)).toBe(TOKEN);
  expect(await draw(TOKEN, newId('pool'))).toBe(0n);
  expect([await has(treasury), await has(redressAccount(id))]).toEqual([TOKEN, 22n * TOKEN / 10n]);
  expect((await Promise.all([draw(2n * TOKEN), draw(2n * TOKEN)])).toSorted((a, b) => (a < b ? -1 : 1))).toEqual([TOKEN / 5n, 2n * TOKEN]);
  await live(FAULTS.redressMillis);
  await Promise.all([sweep(), sweep()]);
  expect([(await slashes())[0]!.state, await has(treasury)]).toEqual(['closed', 32n * TOKEN / 10n]);
});

test('settled faults, slashes and what was borne are leaves of the log, which name nobody in what is shown', async () => {
  await bondTokens(2n * TOKEN);
  const { id } = await slashed();
  await live(FAULTS.appealMillis);
  await sweep();
  while ((await api.app.get(TransparencyLog, { strict: false }).append()) > 0);
  const rows = await api.database.query<{ kind: string; body: string; hidden: string }>(sql`
    select kind, body, hidden from log_leaves where kind in ('fault', 'slash', 'loss') and hidden like ${`%${operator.ownerId}%`} order by index`);
  expect(rows.map(({ kind }) => kind).toSorted()).toEqual(['fault', 'fault', 'loss', 'slash']);
  for (const { body } of rows) expect(body).not.toMatch(/opr_|hst_|pol_/);
  expect(JSON.parse(rows.find(({ kind }) => kind === 'loss')!.body)).toMatchObject({ key: `slash/${id}`, amount: '600000000', bond: '600000000', deficit: '0' });
});

test('whatever is bonded, backed, left, lost, found, appealed and decided, in whatever order and also at once, everything is somewhere, nobody gains, and each slash is borne to the unit', async () => {
  const FUNDS = 100n * TOKEN;
  type Step = (world: { hosts: string[]; stakePool: string }) => Promise<unknown>;
  const amount = fc.bigInt({ min: 1n, max: 40n * TOKEN }).map(String);
  const latest = async (act: (id: string) => Promise<unknown>) => {
    const [slash] = await slashes();
    return slash && act(slash.id);
  };
  const step: fc.Arbitrary<Step> = fc.oneof(
    amount.map((some) => () => operator.post('/v1/operator/bond', { amount: some })),
    amount.map((some) => () => operator.post('/v1/operator/bond/unbondings', { amount: some })),
    amount.map((some) => ({ stakePool }: { stakePool: string }) => backer.post(`/v1/stake-pools/${stakePool}/deposits`, { amount: some })),
    amount.map((some) => ({ stakePool }: { stakePool: string }) => backer.post(`/v1/stake-pools/${stakePool}/exits`, { shares: some })),
    fc.nat(2).map((n) => async ({ hosts }: { hosts: string[] }) => { await lose(hosts[n]!); await sweep(); }),
    fc.nat(2).map((n) => ({ hosts }: { hosts: string[] }) => hear(hosts[n]!)),
    fc.nat(2).map((n) => ({ hosts }: { hosts: string[] }) => admin.post('/v1/admin/faults', { kind: 'false_capacity', hostId: hosts[n], reason: 'found' })),
    fc.constant(() => latest((id) => operator.post(`/v1/operator/slashes/${id}/appeal`, { reason: 'no' }))),
    fc.constantFrom('uphold', 'forgive').map((decision) => () => latest((id) => admin.post(`/v1/admin/slashes/${id}/decision`, { decision, reason: 'so' }))),
    fc.constantFrom(1_000, GRACE, FAULTS.appealMillis, UNBONDING).map((millis) => async () => { await live(millis); await sweep(); }),
    fc.constant(() => Promise.all([sweep(), new BondReleases(api.database).releaseDue(api.clock.now()), new StakeExits(api.database).payDue(api.clock.now())])),
  );
  await fc.assert(fc.asyncProperty(fc.array(fc.array(step, { minLength: 1, maxLength: 3 }), { maxLength: 6 }), async (rounds) => {
    [operator, backer] = [await api.operator(), await api.tenant()];
    await give({ ownerId: operator.ownerId, kind: 'earnings' }, FUNDS);
    await give({ ownerId: backer.ownerId, kind: 'wallet' }, FUNDS);
    const { id: stakePool } = (await operator.put('/v1/operator/stake-pool/terms', { earningsBps: 0, commissionBps: 0 }).expect(200)).body as StakePoolView;
    const treasuryBefore = await has({ ownerId: poolId, kind: 'treasury' });
    const world = { stakePool, hosts: [await host(), await host(), await host()] };
    for (const steps of rounds) {
      await Promise.all(steps.map((run) => run(world)));
      const all = await slashes();
      for (const { borne, amount: asked } of all.filter((slash) => slash.borne !== null)) {
        const { bond, stake: backed, insurance, treasury, deficit } = borne!;
        expect([bond, backed, insurance, treasury, deficit].reduce((sum, each) => sum + BigInt(each), 0n)).toBe(BigInt(asked));
      }
      const kept = await Promise.all(all.map(({ id }) => has(redressAccount(id))));
      const [bond, earnings, wallet, tokens] = await Promise.all([
        has({ ownerId: operator.ownerId, kind: 'bond' }), has({ ownerId: operator.ownerId, kind: 'earnings' }), has({ ownerId: backer.ownerId, kind: 'wallet' }), has(stakeAccounts(stakePool).tokens),
      ]);
      const treasury = (await has({ ownerId: poolId, kind: 'treasury' })) - treasuryBefore;
      expect(kept.reduce((sum, each) => sum + each, bond + earnings + wallet + tokens + treasury)).toBe(2n * FUNDS);
      // What was taken is what was borne, and backers never have more than they brought, for nothing was earned.
      const took = all.reduce((sum, { borne }) => sum + BigInt(borne?.bond ?? 0) + BigInt(borne?.stake ?? 0), 0n);
      expect(kept.reduce((sum, each) => sum + each, treasury)).toBe(took);
      expect(wallet <= FUNDS && (took > 0n || bond + earnings === FUNDS)).toBe(true);
      const { bonded, unbonding, heldBack } = await bondState();
      expect(unbonding.reduce((sum, each) => sum + BigInt(each.amount), BigInt(bonded))).toBe(bond);
      expect(heldBack || all.every(({ state }) => state !== 'pending' && state !== 'appealed')).toBe(true);
    }
  }), { numRuns: 4 });
  expect(await auditLedger(api.database)).toMatchObject({ wrongBalances: [] });
}, 240_000);
