import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

import { sql } from '#libs/database';
import { hostsForPlacement, InventoryModule } from '#libs/inventory';
import { defaultSettings, MILLIS_PER_DAY, MILLIS_PER_HOUR, newId } from '#libs/kernel';
import { LedgerModule } from '#libs/ledger';
import { StakeModule } from '#libs/stake';
import { addTestHosts } from '#libs/testing';
import { type ReputationDetail, Reputations, type ReputationView, TrustModule } from '#libs/trust';

import { type Caller, startTestApi, type TestApi } from '../../../../test/support/api.js';
import { runCommand } from '../../../../test/support/command-line.js';
import { trustControllers } from './controllers.js';

const HOUR = BigInt(MILLIS_PER_HOUR);

let api: TestApi;
let operator: Caller;

beforeAll(async () => {
  api = await startTestApi({ modules: [InventoryModule, LedgerModule, StakeModule, TrustModule], controllers: trustControllers });
});
afterAll(() => api.close());
beforeEach(async () => {
  await api.database.client.$executeRaw(sql`delete from reputation_days`);
  await api.database.client.$executeRaw(sql`delete from operators`);
  api.clock.jump((Math.floor(api.clock.now() / MILLIS_PER_DAY) + 1) * MILLIS_PER_DAY);
  operator = await api.operator();
});

/** Time of vCPUs that is charged now. */
async function charge(hours: number, { kind = 'time', resourceClass = 'CPU_MILLI', waived = 0n, whose = operator.ownerId } = {}): Promise<void> {
  await api.database.client.$executeRaw(sql`
    insert into charges (id, kind, lease_id, tenant_id, pool_id, operator_id, host_id, stream_id, resource_class, quantity, nano_tokens_per_unit_hour, starts_at, ends_at, amount, operator_amount, treasury_amount, fee_amount, waived, settlement_id, posted_at)
    values (${newId('charge')}, ${kind}, 'lse_1', 'ten_1', 'pol_1', ${whose}, 'hst_1', ${kind === 'service_credit' ? null : newId('stream')}, ${resourceClass}, ${1_000n * BigInt(hours)}, 0, 0, ${HOUR}, 0, 0, 0, 0, ${waived}, 'stl_1', ${BigInt(api.clock.now())})`);
}

/** Contact that was lost now, with 16 vCPUs in use, for good. */
async function fault(whose = operator.ownerId, { state = 'confirmed' } = {}): Promise<string> {
  const id = newId('operatorFault');
  const units = [{ resourceClass: 'CPU_MILLI', variant: '', units: '16000' }];
  await api.database.client.$executeRaw(sql`
    insert into operator_faults (id, key, kind, operator_id, pool_id, host_id, at, recorded_at, rules_version, units, evidence, state)
    values (${id}, ${id}, 'lost_contact', ${whose}, 'pol_1', 'hst_1', ${BigInt(api.clock.now())}, ${BigInt(api.clock.now())}, 0, ${JSON.stringify(units)}::jsonb, '{}', ${state})`);
  await api.database.client.$executeRaw(sql`insert into fault_verdicts (fault_id, state, reason, at) values (${id}, ${state}, 'silent', ${BigInt(api.clock.now())})`);
  return id;
}

/** Days pass, and are closed, each twice at once. */
async function days(count: number): Promise<void> {
  api.clock.advance(count * MILLIS_PER_DAY + MILLIS_PER_HOUR);
  const reputations = api.app.get(Reputations, { strict: false });
  while ((await Promise.all([reputations.closeDue(api.clock.now()), reputations.closeDue(api.clock.now())])).some((closed) => closed > 0));
  api.clock.jump(api.clock.now() - MILLIS_PER_HOUR);
}
const list = async (whose = operator) => ((await whose.get('/v1/operator/reputation').expect(200)).body as { items: ReputationView[] }).items;
const detail = async (resourceClass = 'CPU_MILLI') => (await operator.get(`/v1/operator/reputation/${resourceClass}`).expect(200)).body as ReputationDetail;
const told = async () => (await api.database.client.outboxEvent.findMany({ where: { type: 'reputation.changed', subjectId: operator.ownerId }, orderBy: { id: 'asc' } })).map(({ payload }) => (payload as { tier: string }).tier);

test('how far an operator is trusted is what docs/reputation.md reckons', async () => {
  await charge(10_000);
  await days(90);
  expect(await detail()).toMatchObject({ workedUnitHours: '5038', tier: 'proven', scoreBps: 10_000 }); // as of the day before
  await charge(4_000);
  const faultId = await fault();
  await days(1);
  expect(await list()).toEqual([{ resourceClass: 'CPU_MILLI', tier: 'proven', scoreBps: 9_590, workedUnitHours: '9000', lostUnitHours: '384', asOf: api.clock.now(), rulesVersion: 0 }]);
  expect(await detail()).toMatchObject({
    worked: String(9_000n * 1_000n * HOUR), lost: String(384n * 1_000n * HOUR), faults: [{ faultId, kind: 'lost_contact', units: '16000' }],
    work: [{ startsAt: api.clock.now() - MILLIS_PER_DAY, unitMillis: String(4_000_000n * HOUR) }, { startsAt: api.clock.now() - 91 * MILLIS_PER_DAY, unitMillis: String(10_000_000n * HOUR) }],
  });
  const weir = (...words: string[]) => runCommand({ WEIR_API_URL: api.url, WEIR_API_KEY: operator.secret, WEIR_HOME: '/nonexistent' }, words);
  expect(await weir('reputation')).toContain('9590 of 10000');
  expect(await weir('reputation', 'CPU_MILLI')).toContain(faultId);
  expect(JSON.parse(await weir('reputation', '--json'))).toHaveLength(1);
  await days(90);
  expect(await list()).toMatchObject([{ tier: 'proven', scoreBps: 9_590, workedUnitHours: '4500', lostUnitHours: '192' }]);
  await days(270);
  expect(await list()).toMatchObject([{ tier: 'unproven', scoreBps: 9_590, workedUnitHours: '562', lostUnitHours: '24' }]);
  expect(await told()).toEqual(['trusted', 'proven', 'unproven']);
});

test('only what was paid counts, what is given back counts no more, and classes stand by themselves', async () => {
  await charge(1_000);
  await charge(200, { kind: 'credit' });
  await charge(5_000, { waived: 1n });
  await charge(5_000, { kind: 'service_credit' });
  await charge(1, { resourceClass: 'MEMORY_MIB' });
  await days(1);
  expect((await list()).map(({ resourceClass, tier, workedUnitHours }) => [resourceClass, tier, workedUnitHours])).toEqual([['CPU_MILLI', 'proven', '800'], ['MEMORY_MIB', 'unproven', '0']]);
  await operator.get('/v1/operator/reputation/GPU_MILLI').expect(404);
  await operator.get('/v1/operator/reputation/nonsense').expect(400);
  await (await api.tenant()).get('/v1/operator/reputation').expect(403);
  await api.anonymous.get('/v1/operator/reputation').expect(401);
});

test('a fault counts for all who belong together; one that was made good, excused or forgiven for nobody', async () => {
  const other = await api.operator();
  await api.database.client.$executeRaw(sql`update operators set group_id = 'grp' where id in (${operator.ownerId}, ${other.ownerId})`);
  await charge(1_000);
  await fault(other.ownerId);
  await fault(operator.ownerId, { state: 'cured' });
  await fault(operator.ownerId, { state: 'excused' });
  const forgiven = await fault();
  await api.database.client.$executeRaw(sql`
    insert into slashes (id, fault_id, kind, operator_id, pool_id, rules_version, units, base, at_stake, slashed_before, amount, proposed_at, due_at, state)
    values (${newId('slash')}, ${forgiven}, 'lost_contact', ${operator.ownerId}, 'pol_1', 0, '[]', 1, 1, 0, 1, 0, 0, 'forgiven')`);
  await days(1);
  expect(await list()).toMatchObject([{ lostUnitHours: '384', workedUnitHours: '1000', tier: 'unproven' }]);
  expect(await list(other)).toMatchObject([{ lostUnitHours: '384', workedUnitHours: '0', tier: 'unproven', scoreBps: 0 }]);
});

test('placement sees the tiers of the last day, of each class', async () => {
  await addTestHosts(api.database, 'pol_1', [{ operatorId: operator.ownerId, cpus: 4 }, { operatorId: 'opr_new', cpus: 4 }]);
  await charge(8_000);
  await charge(2_900, { resourceClass: 'MEMORY_MIB' });
  await days(1);
  const hosts = await hostsForPlacement(api.database, 'pol_1', api.clock.now(), defaultSettings);
  expect(Object.fromEntries(hosts.map(({ operatorId, inventories }) => [operatorId, inventories.map(({ tier }) => tier)]))).toEqual({ [operator.ownerId]: [2, undefined], opr_new: [undefined, undefined] });
});
