import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { Signals, sql } from '#libs/database';
import { InventoryModule } from '#libs/inventory';
import { defaultSettings, newId } from '#libs/kernel';
import { LeaseModule } from '#libs/lease';
import { LedgerModule } from '#libs/ledger';
import { PlacementModule, Scheduler } from '#libs/placement';
import { PricingModule } from '#libs/pricing';
import { addTestHosts } from '#libs/testing';

import { type Caller, startTestApi, type TestApi } from '../../../../test/support/api.js';
import { inventoryControllers } from '../inventory/controllers.js';
import { LeaseApiModule } from '../lease/lease-api.module.js';
import { moneyControllers } from './controllers.js';

let api: TestApi;
let admin: Caller;
let tenant: Caller;
let operators: [Caller, Caller];
let pool: { id: string; name: string };
beforeAll(async () => {
  api = await startTestApi({
    modules: [InventoryModule, LedgerModule, PricingModule, LeaseModule, PlacementModule, LeaseApiModule],
    controllers: [...inventoryControllers, ...moneyControllers],
  });
  [admin, tenant] = [await api.admin(), await api.tenant()];
  await admin.post('/v1/admin/deposits', { tenantId: tenant.ownerId, amount: '1000000000000', reference: 'first' }).expect(201);
});
afterAll(() => api.close());

let pools = 0;
/** A pool of two operators with a host each, in which a CPU and a GiB cost 100 an hour: 85 for the operator. */
beforeEach(async () => {
  pool = (await admin.post('/v1/admin/pools', { name: `asks-${(pools += 1)}` }).expect(201)).body as typeof pool;
  for (const resourceClass of ['CPU_MILLI', 'MEMORY_MIB']) await admin.post(`/v1/admin/pools/${pool.id}/rates`, { resourceClass, curve: { kind: 'fixed', nanoTokensPerUnitHour: '100' } }).expect(201);
  operators = [await api.operator(), await api.operator()];
  for (const { ownerId } of operators) await addTestHosts(api.database, pool.id, [{ operatorId: ownerId, cpus: 8, heardAt: api.clock.now() }]);
});

const ask = (operator: Caller, nanoTokensPerUnitHour: string, more: object = {}) => operator.post('/v1/operator/asks', { pool: pool.name, resourceClass: 'CPU_MILLI', nanoTokensPerUnitHour, ...more });
const terms = () => ({ pool: pool.name, replicas: 1, resources: { cpuMillis: 1_000, memoryMib: 1_024 } });
async function placed(): Promise<{ lease: Record<string, unknown>; operatorId: string | undefined }> {
  const { id } = (await tenant.post('/v1/leases', { ...terms(), workload: { image: 'nginx:1.29' } }).expect(201)).body as { id: string };
  await api.app.get(Scheduler).round(pool.id);
  const [claim] = await api.database.query<{ operator_id: string }>(sql`select operator_id from claims where lease_id = ${id}`);
  return { lease: (await tenant.get(`/v1/leases/${id}`).expect(200)).body as Record<string, unknown>, operatorId: claim?.operator_id };
}
const standing = async (operator: Caller, query = '') => (await operator.get(`/v1/operator/asks${query}`).expect(200)).body.items as { id: string }[];

describe('asks', () => {
  test('send leases to the cheaper operator, for the one price of the pool', async () => {
    await ask(operators[0], '80').expect(201);
    await ask(operators[1], '70').expect(201);
    const { lease, operatorId } = await placed();
    expect(operatorId).toBe(operators[1].ownerId);
    expect(lease['prices']).toMatchObject([{ nanoTokensPerUnitHour: '100' }, { nanoTokensPerUnitHour: '100' }]);
  });

  test('that nobody would pay keep leases waiting, say so without names or amounts, and let them in when withdrawn', async () => {
    const [first] = [(await ask(operators[0], '86').expect(201)).body, await ask(operators[1], '123457').expect(201)] as [{ id: string }, unknown];
    const { lease, operatorId } = await placed();
    expect(operatorId).toBeUndefined();
    expect(lease).toMatchObject({ state: 'blocked', blocked: { until: 'capacity-added', reasons: [{ filter: 'ask', reason: 'on offer only for more than this lease pays', hosts: 'all' }] } });
    const quote = await tenant.post('/v1/quotes', terms()).expect(201);
    expect(quote.body).toMatchObject({ feasible: false, blocked: { reasons: [{ filter: 'ask' }] } });
    const events = await tenant.get(`/v1/leases/${lease['id'] as string}/events`).expect(200);
    for (const seen of [lease, quote.body, events.body]) expect(JSON.stringify(seen)).not.toMatch(/opr_|hst_|ask_|\b86\b|123457/);
    await operators[0].delete(`/v1/operator/asks/${first.id}`).expect(204);
    // Another scheduler looks at all that is blocked at once, when the lock of the first is over.
    api.clock.advance(defaultSettings.schedulerLockMillis);
    await new Scheduler(api.database, api.app.get(Signals), api.clock, defaultSettings).round(pool.id);
    expect((await tenant.get(`/v1/leases/${lease['id'] as string}`).expect(200)).body).toMatchObject({ state: 'placed', blocked: null });
  });

  test('are versioned, told and audited; the same again changes nothing; one that ended ends no more', async () => {
    const [operator] = operators;
    const one = (await ask(operator, '80').expect(201)).body as { id: string };
    expect((await ask(operator, '80').expect(201)).body).toEqual(one);
    api.clock.advance(1_000);
    const two = (await ask(operator, '60').expect(201)).body as { id: string };
    expect(two).toMatchObject({ version: 2, nanoTokensPerUnitHour: '60', clusterId: null, variant: '', activeUntil: null });
    const gpu = (await ask(operator, '9', { resourceClass: 'GPU_MILLI', variant: 'a100' }).expect(201)).body as { id: string };
    expect((await standing(operator)).map(({ id }) => id)).toEqual(expect.arrayContaining([two.id, gpu.id]));
    expect(await standing(operator, '?history=true')).toContainEqual({ ...one, activeUntil: api.clock.now() });
    const page = (await operator.get('/v1/operator/asks?limit=1').expect(200)).body as { items: unknown[]; nextCursor: string };
    expect((await operator.get(`/v1/operator/asks?limit=1&cursor=${page.nextCursor}`).expect(200)).body.items).toHaveLength(1);
    expect((await operator.delete(`/v1/operator/asks/${one.id}`).expect(409)).body).toMatchObject({ code: 'ask_not_standing' });
    await operator.delete(`/v1/operator/asks/${two.id}`).expect(204);
    expect((await operator.delete(`/v1/operator/asks/${two.id}`).expect(409)).body).toMatchObject({ code: 'ask_not_standing' });
    expect((await ask(operator, '60').expect(201)).body).toMatchObject({ version: 3 });
    const told = await api.database.query<{ type: string }>(sql`select type from outbox_events where payload->>'operatorId' = ${operator.ownerId} order by id`);
    expect(told.map(({ type }) => type)).toEqual(['ask.set', 'ask.set', 'ask.set', 'ask.withdrawn', 'ask.set']);
    const noted = await api.database.query<{ action: string }>(sql`select action from audit_entries where owner_id = ${operator.ownerId}`);
    expect(noted).toHaveLength(5);
    await expect(api.database.client.operatorAsk.update({ where: { id: one.id }, data: { nanoTokensPerUnitHour: 1n } })).rejects.toThrow();
    await expect(api.database.client.operatorAsk.update({ where: { id: one.id }, data: { activeUntil: null } })).rejects.toThrow();
  });

  test('set by many at once follow each other, and one stands', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, (_, index) => ask(operators[0], String(50 + index))));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 201));
    expect(answers.map(({ body }) => (body as { version: number }).version).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    const [stands, ...others] = await standing(operators[0]);
    expect([stands, others]).toMatchObject([{ version: 8 }, []]);
    const keyed = () => operators[0].post('/v1/operator/asks', { pool: pool.name, resourceClass: 'CPU_MILLI', nanoTokensPerUnitHour: '7' }).set('idempotency-key', 'once');
    expect((await keyed().expect(201)).body).toEqual((await keyed().expect(201)).body);
  });

  test.each([
    ['nothing', { nanoTokensPerUnitHour: '0' }, 422, 'invalid_ask', '/nanoTokensPerUnitHour'],
    ['more than any rate', { nanoTokensPerUnitHour: '1000000000000001' }, 422, 'invalid_ask', '/nanoTokensPerUnitHour'],
    ['a number', { nanoTokensPerUnitHour: 5 }, 400, 'invalid_request', '/nanoTokensPerUnitHour'],
    ['what is metered', { resourceClass: 'EGRESS_GIB' }, 400, 'invalid_request', '/resourceClass'],
    ['an unknown field', { currency: 'EUR' }, 400, 'invalid_request', ''],
    ['a pool that is not there', { pool: 'nowhere' }, 404, 'not_found', undefined],
    ['a cluster that is not there', { clusterId: newId('cluster') }, 404, 'not_found', '/clusterId'],
  ])('refuse %s', async (_, over, status, code, pointer) => {
    const { body } = await ask(operators[0], '5', over).expect(status);
    expect(body).toMatchObject({ code, ...(pointer ? { pointer } : {}) });
  });

  test('are their operator\'s alone', async () => {
    const { id } = (await ask(operators[0], '80').expect(201)).body as { id: string };
    expect(await standing(operators[1])).toEqual([]);
    const others = [(await operators[1].delete(`/v1/operator/asks/${id}`).expect(404)).body, (await operators[1].delete(`/v1/operator/asks/${newId('ask')}`).expect(404)).body] as { code: string; detail: string }[];
    expect(others[0]).toMatchObject({ code: others[1]!.code, detail: others[1]!.detail });
    const site = (await operators[0].post('/v1/operator/sites', { name: 'here', jurisdiction: 'DE', region: 'europe-west' }).expect(201)).body as { id: string };
    const cluster = (await operators[0].post('/v1/operator/clusters', { siteId: site.id, pool: pool.name, name: 'one', driver: 'simulated' }).expect(201)).body as { id: string };
    await ask(operators[1], '5', { clusterId: cluster.id }).expect(404);
    expect((await ask(operators[0], '5', { clusterId: cluster.id }).expect(201)).body).toMatchObject({ clusterId: cluster.id, version: 1 });
    for (const caller of [tenant, admin]) {
      await ask(caller, '5').expect(403);
      await caller.get('/v1/operator/asks').expect(403);
    }
    await ask(await api.key('operator', operators[0].ownerId, { role: 'finance-viewer' }), '5').expect(403);
  });

  test('weigh as much as the pool says', async () => {
    expect((await admin.patch(`/v1/admin/pools/${pool.id}`, { askWeightBps: 0 }).expect(200)).body).toMatchObject({ askWeightBps: 0 });
    await admin.patch(`/v1/admin/pools/${pool.id}`, { askWeightBps: 10_001 }).expect(400);
  });
});
