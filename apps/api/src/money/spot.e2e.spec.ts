import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

import { BillingModule, Settlement } from '#libs/billing';
import { Signals } from '#libs/database';
import { InventoryModule } from '#libs/inventory';
import { defaultSettings, newId } from '#libs/kernel';
import { LedgerModule } from '#libs/ledger';
import { finishClosing, LeaseModule, LeaseSweeps, recordReadiness } from '#libs/lease';
import { heldClaims, PlacementModule, releaseClaims, Scheduler } from '#libs/placement';
import { PricingModule } from '#libs/pricing';
import { addTestHosts } from '#libs/testing';

import { type Caller, startTestApi, type TestApi } from '../../../../test/support/api.js';
import { billingControllers } from '../billing/controllers.js';
import { inventoryControllers } from '../inventory/controllers.js';
import { LeaseApiModule } from '../lease/lease-api.module.js';
import { moneyControllers } from './controllers.js';

const NOTICE = 120_000;
let api: TestApi;
let admin: Caller;
let tenant: Caller & { projectId: string };
let pool: { id: string; name: string };
let pools = 0;
beforeAll(async () => {
  api = await startTestApi({
    modules: [InventoryModule, LedgerModule, PricingModule, LeaseModule, PlacementModule, LeaseApiModule, BillingModule],
    controllers: [...inventoryControllers, ...moneyControllers, ...billingControllers],
  });
  [admin, tenant] = [await api.admin(), await api.tenant()];
  await admin.post('/v1/admin/deposits', { tenantId: tenant.ownerId, amount: '1000000000000', reference: 'first' }).expect(201);
});
afterAll(() => api.close());
/** A pool with one host of four CPUs, a nano-token a CPU and millisecond. */
beforeEach(async () => {
  pool = (await admin.post('/v1/admin/pools', { name: `spots-${(pools += 1)}` }).expect(201)).body as typeof pool;
  for (const [resourceClass, rate] of [['CPU_MILLI', '3600000'], ['MEMORY_MIB', '0']]) await setRate(resourceClass!, rate!);
  await addTestHosts(api.database, pool.id, [{ cpus: 4, operatorId: 'opr_a', heardAt: api.clock.now() }]);
});

const setRate = (resourceClass: string, rate: string) =>
  admin.post(`/v1/admin/pools/${pool.id}/rates`, { resourceClass, curve: { kind: 'fixed', nanoTokensPerUnitHour: rate } }).expect(201);
const terms = (cpus: number, pricing?: object) => ({ pool: pool.name, replicas: 1, resources: { cpuMillis: cpus * 1_000, memoryMib: 64 }, ...(pricing ? { pricing } : {}) });
const spot = (maximum = '99000000') => ({ mode: 'spot', maximumNanoTokensPerHour: maximum });
const request = async (cpus: number, pricing?: object) =>
  (await tenant.post('/v1/leases', { ...terms(cpus, pricing), workload: { image: 'nginx:1.29' } }).expect(201)).body as { id: string };
const read = async ({ id }: { id: string }) => (await tenant.get(`/v1/leases/${id}`).expect(200)).body as Record<string, unknown>;
const timeline = async ({ id }: { id: string }) => ((await tenant.get(`/v1/leases/${id}/events`).expect(200)).body as { items: { type: string; data: object }[] }).items;

async function heard(): Promise<void> {
  await api.database.client.host.updateMany({ data: { lastHeartbeatAt: BigInt(api.clock.now()) } });
}
/** Rounds of a new scheduler: it looks at what is blocked at once. */
async function rounds(): Promise<void> {
  await heard();
  const scheduler = new Scheduler(api.database, api.app.get(Signals, { strict: false }), api.clock, defaultSettings);
  let round = 0;
  while ((await scheduler.round(pool.id)).more) if ((round += 1) === 20) throw new Error('twenty rounds and more to do');
  await scheduler.stop();
}
async function activate({ id }: { id: string }): Promise<void> {
  await api.database.transaction(async (tx) => recordReadiness(tx, id, (await heldClaims(tx, id)).map((claim) => ({ claim, ready: true })), api.clock.now()));
}
/** As runtime does once nothing runs any more. */
async function remove({ id }: { id: string }): Promise<void> {
  await api.database.transaction(async (tx) => {
    await releaseClaims(tx, (await heldClaims(tx, id)).map((claim) => claim.id), { reason: 'lease_closed', at: api.clock.now() });
    await finishClosing(tx, id, api.clock.now());
  });
}
const sweeps = () => api.app.get(LeaseSweeps, { strict: false });

test('a pool publishes its notice; a quote, a lease and its timeline say it', async () => {
  expect((await tenant.get(`/v1/pools/${pool.name}/terms`).expect(200)).body).toEqual({ spotNoticeMillis: 120_000, reserved: [] });
  await admin.put(`/v1/admin/pools/${pool.id}/terms`, { spotNoticeMillis: 300_000 }).expect(200);
  await tenant.put(`/v1/admin/pools/${pool.id}/terms`, { spotNoticeMillis: 300_000 }).expect(403);
  await admin.put(`/v1/admin/pools/${newId('pool')}/terms`, { spotNoticeMillis: 300_000 }).expect(404);
  await admin.put(`/v1/admin/pools/${pool.id}/terms`, { spotNoticeMillis: 59_999 }).expect(400);
  expect((await tenant.get(`/v1/pools/${pool.name}/terms`).expect(200)).body).toEqual({ spotNoticeMillis: 300_000, reserved: [] });
  await tenant.get('/v1/pools/no-such-pool/terms').expect(404);

  const quote = (await tenant.post('/v1/quotes', terms(2, spot())).expect(201)).body as { id: string };
  const pricing = { ...spot(), noticeMillis: 300_000 };
  expect(quote).toMatchObject({ pricing, feasible: true, nanoTokensPerHour: '7200000' });
  expect((await tenant.get(`/v1/quotes/${quote.id}`).expect(200)).body).toMatchObject({ pricing });
  // A quote for one way to buy is none for another.
  const other = await tenant.post('/v1/leases', { ...terms(2, { mode: 'on-demand', quoteId: quote.id }), workload: { image: 'nginx' } }).expect(409);
  expect(other.body).toMatchObject({ code: 'quote_mismatch' });
  const lease = await request(2, { ...spot(), quoteId: quote.id });
  expect(await read(lease)).toMatchObject({ pricing, reclaim: null });
});

test('on-demand takes the room of a spot lease after its notice, and no other spot lease does; nothing beyond is charged', async () => {
  const cheap = await request(4, spot());
  await rounds();
  await activate(cheap);
  api.clock.advance(10_000);
  const firm = await request(3);
  const waiting = await request(1, spot());
  await rounds();
  const noticedAt = api.clock.now();
  expect(await read(firm)).toMatchObject({ state: 'blocked' });
  expect(await read(cheap)).toMatchObject({ state: 'active', reclaim: { reason: 'capacity_reclaimed', noticedAt, at: noticedAt + NOTICE } });
  await rounds();
  api.clock.advance(NOTICE - 1);
  await sweeps().closeDue(api.clock.now());
  expect(await read(cheap)).toMatchObject({ state: 'active' });
  api.clock.advance(5_000);
  await sweeps().closeDue(api.clock.now());
  await remove(cheap);
  await rounds();
  expect([(await read(firm)).state, (await read(waiting)).state]).toEqual(['placed', 'placed']);
  expect(await read(cheap)).toMatchObject({ state: 'closed', closed: { reason: 'capacity_reclaimed', fault: 'none', billed: true }, closingAt: noticedAt + NOTICE });
  const steps = await timeline(cheap);
  expect(steps.map(({ type }) => type).slice(-4)).toEqual(['lease.reclaim_noticed', 'lease.reclaimed', 'lease.closing', 'lease.closed']);
  expect(steps.at(-4)!.data).toEqual({ reason: 'capacity_reclaimed', reclaimAt: noticedAt + NOTICE });

  await api.app.get(Settlement).settle(cheap.id);
  const { items } = (await tenant.get(`/v1/leases/${cheap.id}/charges`).expect(200)).body as { items: { amount: string; resourceClass: string; endsAt: number }[] };
  expect(items.filter(({ resourceClass }) => resourceClass === 'CPU_MILLI')).toMatchObject([{ amount: String(4 * (10_000 + NOTICE)), endsAt: noticedAt + NOTICE }]);
  const statement = (await tenant.post('/v1/statements').expect(201)).body as { id: string };
  const { lines } = (await tenant.get(`/v1/statements/${statement.id}`).expect(200)).body as { lines: { leaseId: string; pricing: string }[] };
  expect(lines.filter(({ leaseId }) => leaseId === cheap.id).map(({ pricing }) => pricing)).toEqual(['spot', 'spot']);
  expect(JSON.stringify([steps, items, lines, await read(cheap)])).not.toMatch(/(hst|opr|sit|cls)_/);
});

test('a spot request takes nothing that on-demand ones wait for', async () => {
  const first = await request(2, spot());
  await rounds();
  await activate(first);
  const firm = await request(4); // needs the whole host: the two free CPUs are kept for it
  await rounds();
  const late = await request(1, spot());
  await rounds(); // it would fit, and is not even looked at again until there is room for both
  expect([(await read(firm)).state, (await read(late)).state]).toEqual(['blocked', 'requested']);
  expect((await read(first)).reclaim).toMatchObject({ reason: 'capacity_reclaimed' });
  api.clock.advance(NOTICE);
  await sweeps().closeDue(api.clock.now());
  await remove(first);
  await rounds();
  expect([(await read(firm)).state, (await read(late)).state]).toEqual(['placed', 'blocked']);
});

test('the price is followed to the maximum, and then there is a notice', async () => {
  const lease = await request(2, spot('10000000'));
  await rounds();
  await activate(lease);
  await setRate('CPU_MILLI', '5000000');
  api.clock.advance(60_000);
  await sweeps().repriceSpot(api.clock.now());
  expect(await read(lease)).toMatchObject({ nanoTokensPerHour: '10000000', priceLockedUntil: api.clock.now() + 60_000, reclaim: null });
  await setRate('CPU_MILLI', '5000001');
  api.clock.advance(60_000);
  await sweeps().repriceSpot(api.clock.now());
  expect(await read(lease)).toMatchObject({ state: 'active', nanoTokensPerHour: '10000000', reclaim: { reason: 'price_above_maximum', at: api.clock.now() + NOTICE } });
});

test.each([
  ['no maximum', { mode: 'spot' }, '/pricing/maximumNanoTokensPerHour'],
  ['a notice of its own', { ...spot(), noticeMillis: 1 }, '/pricing/noticeMillis'],
  ['another mode', { mode: 'gift' }, '/pricing/mode'],
])('refuses %s', async (_, pricing, pointer) => {
  const answer = await tenant.post('/v1/leases', { ...terms(1, pricing), workload: { image: 'nginx' } }).expect(400);
  expect(JSON.stringify(answer.body)).toContain(pointer);
});
