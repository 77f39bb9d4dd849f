import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { type Database, sql } from '#libs/database';
import { hostsForPlacement, InventoryModule } from '#libs/inventory';
import { defaultSettings, MILLIS_PER_DAY } from '#libs/kernel';
import { auditLedger, balanceOf, LedgerModule } from '#libs/ledger';
import { initialRules, publishRules } from '#libs/rules';
import { BondReleases, type BondView, StakeModule } from '#libs/stake';
import { addTestHosts } from '#libs/testing';

import { type Caller, startTestApi, type TestApi } from '../../../../test/support/api.js';
import { inventoryControllers } from '../inventory/controllers.js';
import { stakeControllers } from './controllers.js';

const UNBONDING = 10 * MILLIS_PER_DAY;
/** A vCPU asks for a thousand, so that a host of 8 asks for eight thousand. */
const RATE = 1_000n;

let api: TestApi;
let admin: Caller;
let operator: Caller;
let pool: { id: string; name: string };
let pools = 0;

beforeAll(async () => {
  api = await startTestApi({ modules: [InventoryModule, LedgerModule, StakeModule], controllers: [...inventoryControllers, ...stakeControllers] });
  admin = await api.admin();
});
afterAll(() => api.close());

/** Rules that hold from now on: published as long ago as the delay asks for. */
async function rule(rate: bigint, unbondingMillis = UNBONDING): Promise<void> {
  const rates = rate === 0n ? [] : [{ resourceClass: 'CPU_MILLI' as const, variant: '', nanoTokensPerUnit: rate }];
  const proposal = { rules: { ...initialRules, bond: { unbondingMillis, rates } }, decidedBy: 'administrator' as const, authorId: 'test', reason: 'a test', proposedAt: api.clock.now() };
  await api.database.transaction((tx) => publishRules(tx, proposal, undefined, undefined));
  api.clock.advance(initialRules.changeDelayMillis);
}

const heard = () => api.database.client.$executeRaw(sql`update hosts set last_heartbeat_at = ${BigInt(api.clock.now())}`);
beforeEach(async () => {
  await rule(RATE);
  operator = await api.operator();
  pool = (await admin.post('/v1/admin/pools', { name: `bonds-${(pools += 1)}` }).expect(201)).body as typeof pool;
  await addTestHosts(api.database, pool.id, [{ operatorId: operator.ownerId, cpus: 8, heardAt: api.clock.now() }]);
});

const credit = (amount: bigint, reference = `${operator.ownerId}/first`) => admin.post(`/v1/admin/operators/${operator.ownerId}/deposits`, { amount: String(amount), reference });
const bond = (amount: bigint, who = operator) => who.post('/v1/operator/bond', { amount: String(amount) });
const unbond = (amount: bigint) => operator.post('/v1/operator/bond/unbondings', { amount: String(amount) });
const state = async () => (await operator.get('/v1/operator/bond').expect(200)).body as BondView;
const held = async (kind: 'bond' | 'earnings') => (await balanceOf(api.database, { ownerId: operator.ownerId, kind })).balance;
const release = (database: Database = api.database) => new BondReleases(database).releaseDue(api.clock.now());
async function onOffer(): Promise<Record<string, number>> {
  const [host] = await hostsForPlacement(api.database, pool.id, api.clock.now(), defaultSettings);
  return Object.fromEntries(host!.inventories.map(({ resourceClass, capacity }) => [resourceClass, capacity]));
}
async function doctor() {
  const { body } = await operator.get('/v1/operator/doctor').expect(200);
  return (body as { classes: { resourceClass: string; offered: number; reasons: { code: string; amount: number }[] }[] }).classes.find(({ resourceClass }) => resourceClass === 'CPU_MILLI')!;
}

describe('capacity', () => {
  test('beyond its bond is not on offer, and the operator hears why; what needs no bond is', async () => {
    expect(await state()).toMatchObject({ bonded: '0', required: '8000', inUse: '0', unbonding: [] });
    const { MEMORY_MIB } = await onOffer();
    expect(await onOffer()).toEqual({ CPU_MILLI: 0, MEMORY_MIB });
    expect(await doctor()).toMatchObject({ offered: 0, reasons: [{ code: 'unbonded', amount: 8_000 }] });
    await credit(10_000n).expect(201);
    await bond(2_000n).expect(201);
    expect(await onOffer()).toEqual({ CPU_MILLI: 2_000, MEMORY_MIB });
    expect(await doctor()).toMatchObject({ offered: 2_000, reasons: [{ code: 'unbonded', amount: 6_000 }] });
    await bond(6_000n).expect(201);
    expect(await onOffer()).toEqual({ CPU_MILLI: 8_000, MEMORY_MIB });
    expect(await doctor()).toMatchObject({ offered: 8_000, reasons: [] });
    const told = await api.database.query<{ type: string }>(sql`select type from outbox_events where subject_id in (${operator.ownerId}, ${pool.id}) and type like any (array['bond.%', 'capacity.%']) order by id`);
    expect(told.map(({ type }) => type)).toEqual(['bond.added', 'capacity.changed', 'bond.added', 'capacity.changed']);
  });

  test('is all on offer where the rules ask for no bond, and tenants see what is on offer coarsely', async () => {
    const tenant = await api.tenant();
    const offered = async () => ((await tenant.get('/v1/pools?limit=200').expect(200)).body as { items: { name: string; classes: { resourceClass: string; availability: string }[] }[] }).items.find(({ name }) => name === pool.name)!
      .classes.find(({ resourceClass }) => resourceClass === 'CPU_MILLI')?.availability;
    expect(await offered()).toBe('none');
    await rule(0n);
    await heard();
    expect(await offered()).toBe('high');
    expect(await onOffer()).toMatchObject({ CPU_MILLI: 8_000 });
    expect(await state()).toMatchObject({ required: '0' });
  });

  test('that claims hold stays, and so does its bond', async () => {
    await credit(8_000n).expect(201);
    await bond(8_000n).expect(201);
    await api.database.client.$executeRaw(sql`update inventories set used = 3000 where resource_class = 'CPU_MILLI' and host_id in (select id from hosts where pool_id = ${pool.id})`);
    expect((await unbond(5_001n).expect(409)).body).toMatchObject({ code: 'bond_in_use', inUse: '3000', pointer: '/amount' });
    await unbond(5_000n).expect(201);
    expect(await onOffer()).toMatchObject({ CPU_MILLI: 3_000 });
    await rule(10n * RATE);
    expect(await onOffer()).toMatchObject({ CPU_MILLI: 3_000 });
  });
});

describe('a bond', () => {
  test('comes out of earnings, stays at stake while it is on its way out, for as long as the rules said when it was asked for, and is earnings again', async () => {
    await credit(5_000n).expect(201);
    expect((await credit(5_000n).expect(201)).body).toMatchObject({ operatorId: operator.ownerId, amount: '5000' });
    expect((await credit(5_001n).expect(422)).body).toMatchObject({ code: expect.stringContaining('key_reused') });
    expect((await bond(5_001n).expect(409)).body).toMatchObject({ code: 'insufficient_earnings', available: '5000', pointer: '/amount' });
    await bond(5_000n).expect(201);
    expect((await unbond(5_001n).expect(409)).body).toMatchObject({ code: 'exceeds_bonded' });
    const asked = api.clock.now();
    expect((await unbond(2_000n).expect(201)).body).toMatchObject({ bonded: '3000', unbonding: [{ amount: '2000', askedAt: asked, releasesAt: asked + UNBONDING }] });
    await rule(RATE, 2 * UNBONDING);
    api.clock.jump(asked + UNBONDING - 1);
    await release();
    expect([await held('bond'), await held('earnings')]).toEqual([5_000n, 0n]);
    api.clock.advance(1);
    await Promise.all([release(), release(), release()]);
    expect([await held('bond'), await held('earnings'), (await state()).unbonding]).toEqual([3_000n, 2_000n, []]);
    expect(await release()).toBe(0);
  });

  test('is moved once for a key, by its operator alone', async () => {
    await credit(5_000n).expect(201);
    const keyed = () => bond(1_000n).set('idempotency-key', 'once');
    expect((await keyed().expect(201)).body).toEqual((await keyed().expect(201)).body);
    expect((await state()).bonded).toBe('1000');
    for (const caller of [admin, await api.tenant()]) await bond(1n, caller).expect(403);
    await bond(1n, await api.key('operator', operator.ownerId, { role: 'finance-viewer' })).expect(403);
    for (const amount of ['0', '-1', '1.5']) await operator.post('/v1/operator/bond', { amount }).expect(400);
    await admin.post('/v1/admin/operators/opr_000000000000000000000000/deposits', { amount: '1', reference: 'nobody' }).expect(404);
    for (const amount of [1_000n, 1n]) await credit(amount, 'own').expect(amount === 1n ? 422 : 201);
  });

  test('has at most fifty parts on their way out', async () => {
    await credit(100n).expect(201);
    await bond(100n).expect(201);
    await unbond(1n).expect(201);
    await api.database.client.$executeRaw(sql`
      insert into unbondings (id, operator_id, amount, asked_at, releases_at, rules_version) select ${operator.ownerId} || n, ${operator.ownerId}, 0, 0, ${2n ** 60n}, 1 from generate_series(1, 49) n`);
    expect((await unbond(1n).expect(409)).body).toMatchObject({ code: 'too_many_unbondings', limit: 50 });
  });

  test('holds to the unit what it says, whatever was bonded, unbonded and released in whatever order, also at once', async () => {
    await credit(1_000_000n).expect(201);
    const step = fc.oneof(
      fc.bigInt({ min: 1n, max: 300_000n }).map((amount) => async () => [201, 409].includes((await bond(amount)).status)),
      fc.bigInt({ min: 1n, max: 200_000n }).map((amount) => async () => [201, 409].includes((await unbond(amount)).status)),
      fc.integer({ min: 0, max: UNBONDING }).map((millis) => async () => { api.clock.advance(millis); return true; }),
      fc.constant(async () => (await Promise.all([release(), release()])).every((count) => count >= 0)),
    );
    await fc.assert(fc.asyncProperty(fc.array(fc.array(step, { minLength: 1, maxLength: 3 }), { maxLength: 5 }), async (rounds) => {
      for (const steps of rounds) {
        expect(await Promise.all(steps.map((run) => run()))).not.toContain(false);
        const { bonded, unbonding } = await state();
        expect(await held('bond')).toBe(unbonding.reduce((sum, { amount }) => sum + BigInt(amount), BigInt(bonded)));
        expect((await held('bond')) + (await held('earnings'))).toBe(1_000_000n);
      }
    }), { numRuns: 6 });
    expect(await auditLedger(api.database)).toMatchObject({ wrongBalances: [] });
  });
});
