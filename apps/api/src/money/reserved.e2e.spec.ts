import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

import { BillingModule, Settlement } from '#libs/billing';
import { Signals } from '#libs/database';
import { InventoryModule } from '#libs/inventory';
import { defaultSettings } from '#libs/kernel';
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

const TERM = 86_400_000;
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
  await admin.post('/v1/admin/deposits', { tenantId: tenant.ownerId, amount: '100000000000', reference: 'first' }).expect(201);
});
afterAll(() => api.close());
/** A pool with one host of four CPUs, a nano-token a CPU and millisecond. */
beforeEach(async () => {
  pool = (await admin.post('/v1/admin/pools', { name: `terms-${(pools += 1)}` }).expect(201)).body as typeof pool;
  for (const [resourceClass, rate] of [['CPU_MILLI', '3600000'], ['MEMORY_MIB', '0']]) await setRate(resourceClass!, rate!);
  await admin.put(`/v1/admin/pools/${pool.id}/terms`, { spotNoticeMillis: 120_000, reserved: [{ termMillis: TERM, discountBps: 2_500 }] }).expect(200);
  await addTestHosts(api.database, pool.id, [{ cpus: 4, operatorId: 'opr_a', heardAt: api.clock.now() }]);
});

const setRate = (resourceClass: string, rate: string) =>
  admin.post(`/v1/admin/pools/${pool.id}/rates`, { resourceClass, curve: { kind: 'fixed', nanoTokensPerUnitHour: rate } }).expect(201);
const terms = (cpus: number, pricing?: object) => ({ pool: pool.name, replicas: 1, resources: { cpuMillis: cpus * 1_000, memoryMib: 64 }, ...(pricing ? { pricing } : {}) });
const spot = { mode: 'spot', maximumNanoTokensPerHour: '99000000' };
const reserved = { mode: 'reserved', termMillis: TERM };
const request = async (cpus: number, pricing?: object) =>
  (await tenant.post('/v1/leases', { ...terms(cpus, pricing), workload: { image: 'nginx:1.29' } }).expect(201)).body as { id: string };
const read = async ({ id }: { id: string }) => (await tenant.get(`/v1/leases/${id}`).expect(200)).body as Record<string, unknown>;

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

const wallet = async () => BigInt(((await tenant.get('/v1/wallet').expect(200)).body as { available: string }).available);

test('a term is offered, quoted, paid ahead, served and over; the wallet pays once, and what it paid is what is charged', async () => {
  expect((await tenant.get(`/v1/pools/${pool.name}/terms`).expect(200)).body).toEqual({ spotNoticeMillis: 120_000, reserved: [{ termMillis: TERM, discountBps: 2_500 }] });
  // Two CPUs at three quarters of a nano-token a millisecond.
  const paid = String((2 * TERM * 3) / 4);
  const quote = (await tenant.post('/v1/quotes', terms(2, reserved)).expect(201)).body as { id: string };
  expect(quote).toMatchObject({ nanoTokensPerHour: '5400000', paidAheadNanoTokens: paid, pricing: { ...reserved, discountBps: 2_500, replicas: 1 } });
  expect((await tenant.get(`/v1/quotes/${quote.id}`).expect(200)).body).toMatchObject({ paidAheadNanoTokens: paid });
  // The quote holds, whatever is published meanwhile.
  await admin.put(`/v1/admin/pools/${pool.id}/terms`, { spotNoticeMillis: 120_000, reserved: [] }).expect(200);
  const before = await wallet();
  const lease = await request(2, { ...reserved, quoteId: quote.id });
  await rounds();
  await activate(lease);
  expect(await wallet()).toBe(before - BigInt(paid));
  expect(await read(lease)).toMatchObject({ suspension: null, pricing: { mode: 'reserved', discountBps: 2_500, replicas: 1 }, endsAt: api.clock.now() + TERM, durationMillis: TERM });
  // What a term was paid ahead with is in escrow, and keeps nothing else running.
  const other = await request(1);
  await rounds();
  await activate(other);
  await api.app.get(Settlement).settle(other.id);
  const overview = (await tenant.get('/v1/wallet').expect(200)).body as Record<'available' | 'inEscrow' | 'nanoTokensPerHour' | 'storageReserve', string> & { runwayMillis: number };
  expect(overview).toMatchObject({ nanoTokensPerHour: '3600000', storageReserve: '0', runwayMillis: Number(BigInt(overview.available) + BigInt(overview.inEscrow) - BigInt(paid)) });
  await tenant.delete(`/v1/leases/${other.id}`).expect(200);
  await remove(other);
  await api.app.get(Settlement).settle(other.id);
  for (let part = 0; part < 3; part += 1) {
    api.clock.advance(TERM / 3);
    await heard();
    await api.app.get(Settlement).settle(lease.id);
    expect(await wallet()).toBe(before - BigInt(paid));
  }
  await sweeps().closeDue(api.clock.now());
  await remove(lease);
  await api.app.get(Settlement).settle(lease.id);
  expect(await read(lease)).toMatchObject({ state: 'closed', closed: { reason: 'duration_over' } });
  const { items } = (await tenant.get(`/v1/leases/${lease.id}/charges`).expect(200)).body as { items: { amount: string }[] };
  expect(items.reduce((sum, { amount }) => sum + BigInt(amount), 0n)).toBe(BigInt(paid));
  expect(await wallet()).toBe(before - BigInt(paid));
  const statement = (await tenant.post('/v1/statements').expect(201)).body as { id: string };
  const { lines } = (await tenant.get(`/v1/statements/${statement.id}`).expect(200)).body as { lines: { leaseId: string; pricing: string }[] };
  expect(new Set(lines.filter(({ leaseId }) => leaseId === lease.id).map(({ pricing }) => pricing))).toEqual(new Set(['reserved']));
});

test('takes the room of a spot lease, and gives it to none', async () => {
  const cheap = await request(4, spot);
  await rounds();
  await activate(cheap);
  const firm = await request(4, reserved);
  await rounds();
  expect((await read(cheap)).reclaim).toMatchObject({ reason: 'capacity_reclaimed' });
  api.clock.advance(120_000);
  await sweeps().closeDue(api.clock.now());
  await remove(cheap);
  await rounds();
  await activate(firm);
  const other = await request(1, reserved);
  await rounds();
  expect([(await read(firm)).state, (await read(other)).state]).toEqual(['active', 'blocked']);
  expect(await read(firm)).toMatchObject({ reclaim: null });
});

test.each([
  ['a term that is not offered', { mode: 'reserved', termMillis: 2 * TERM }, {}, 422, 'term_not_offered', '/pricing/termMillis'],
  ['no term', { mode: 'reserved' }, {}, 400, 'invalid_request', '/pricing/termMillis'],
  ['a duration besides', reserved, { durationMillis: 5_000 }, 400, 'invalid_request', '/durationMillis'],
  ['more than the wallet has', reserved, { replicas: 1_000 }, 409, 'insufficient_funds', ''],
])('refuses %s', async (_, pricing, more, status, code, pointer) => {
  const answer = await tenant.post('/v1/leases', { ...terms(4, pricing), workload: { image: 'nginx' }, ...more }).expect(status);
  expect(answer.body).toMatchObject({ code });
  expect(JSON.stringify(answer.body)).toContain(pointer);
});
