import { afterAll, beforeAll, expect, test } from 'vitest';

import { BillingModule, Settlement } from '#libs/billing';
import { InventoryModule } from '#libs/inventory';
import { newId } from '#libs/kernel';
import { balanceOf, LedgerModule } from '#libs/ledger';
import { LeaseModule, LeaseSweeps, recordReadiness } from '#libs/lease';
import { heldClaims, PlacementModule, Scheduler } from '#libs/placement';
import { BasePriceSweep, PricingModule } from '#libs/pricing';
import { addTestHosts } from '#libs/testing';

import { type Caller, startTestApi, type TestApi } from '../../../../test/support/api.js';
import { billingControllers } from '../billing/controllers.js';
import { inventoryControllers } from '../inventory/controllers.js';
import { LeaseApiModule } from '../lease/lease-api.module.js';
import { moneyControllers } from './controllers.js';

const EPOCH = 600_000;
/** Targets half of the CPUs; the tip is a nano-token a CPU and millisecond, the first base three. */
const baseFee = { kind: 'base-fee', tip: '3600000', initial: '10800000', floor: '3600000', targetBps: 5_000, denominator: 8, epochMillis: EPOCH };

let api: TestApi;
let admin: Caller;
let tenant: Caller & { projectId: string };
let pool: { id: string; name: string };
beforeAll(async () => {
  api = await startTestApi({
    modules: [InventoryModule, LedgerModule, PricingModule, LeaseModule, PlacementModule, LeaseApiModule, BillingModule],
    controllers: [...inventoryControllers, ...moneyControllers, ...billingControllers],
  });
  [admin, tenant] = [await api.admin(), await api.tenant()];
  pool = (await admin.post('/v1/admin/pools', { name: 'epochs' }).expect(201)).body as typeof pool;
  await admin.post('/v1/admin/deposits', { tenantId: tenant.ownerId, amount: '1000000000000', reference: 'first' }).expect(201);
});
afterAll(() => api.close());

/** The next epoch, in which the hosts were heard of. */
async function nextEpoch(): Promise<void> {
  api.clock.advance(EPOCH);
  await api.database.client.host.updateMany({ data: { lastHeartbeatAt: BigInt(api.clock.now()) } });
  await api.app.get(BasePriceSweep, { strict: false }).advance(api.clock.now());
}
const price = async () => (await tenant.get(`/v1/pools/${pool.name}/rates`).expect(200)).body.items[0] as Record<string, unknown>;
const terms = () => ({ pool: pool.name, replicas: 1, resources: { cpuMillis: 4_000, memoryMib: 1_024 } });
const quoted = async () => (await tenant.post('/v1/quotes', terms()).expect(201)).body as { id: string; nanoTokensPerHour: string; prices: unknown[] };

test('a base fee is set, quoted, locked, moved by epochs, paid to the treasury, and said on every charge', async () => {
  const { id: rateId } = (await admin.post(`/v1/admin/pools/${pool.id}/rates`, { resourceClass: 'CPU_MILLI', curve: baseFee }).expect(201)).body as { id: string };
  await admin.post(`/v1/admin/pools/${pool.id}/rates`, { resourceClass: 'MEMORY_MIB', curve: { kind: 'fixed', nanoTokensPerUnitHour: '0' } }).expect(201);
  expect((await admin.get(`/v1/admin/pools/${pool.id}/rates?resourceClass=CPU_MILLI`).expect(200)).body.items).toMatchObject([{ id: rateId, curve: baseFee }]);
  await addTestHosts(api.database, pool.id, [{ cpus: 4, operatorId: 'opr_a', heardAt: api.clock.now() }]);
  expect(await price()).toMatchObject({ resourceClass: 'CPU_MILLI', kind: 'base-fee', nanoTokensPerUnitHour: '14400000', baseNanoTokensPerUnitHour: '10800000' });

  const first = await quoted();
  expect(first).toMatchObject({ nanoTokensPerHour: '57600000', prices: [{ resourceClass: 'CPU_MILLI', nanoTokensPerUnitHour: '14400000', baseNanoTokensPerUnitHour: '10800000' }, {}] });
  const made = await tenant.post('/v1/leases', { ...terms(), workload: { image: 'nginx:1.29' }, pricing: { mode: 'on-demand', quoteId: first.id } }).expect(201);
  const lease = made.body as { id: string };
  await api.app.get(Scheduler).round(pool.id);
  await api.database.transaction(async (tx) => recordReadiness(tx, lease.id, (await heldClaims(tx, lease.id)).map((claim) => ({ claim, ready: true })), api.clock.now()));

  // The pool is full: an eighth more with every epoch. What is leased keeps its price for an hour.
  await nextEpoch();
  expect(await price()).toMatchObject({ nanoTokensPerUnitHour: '15750000', baseNanoTokensPerUnitHour: '12150000' });
  expect(await quoted()).toMatchObject({ nanoTokensPerHour: '63000000' });
  for (let epoch = 2; epoch <= 6; epoch += 1) await nextEpoch();
  await api.app.get(LeaseSweeps, { strict: false }).repriceDue(api.clock.now());
  const { prices } = (await tenant.get(`/v1/leases/${lease.id}`).expect(200)).body as { prices: { baseNanoTokensPerUnitHour: string }[] };
  expect(prices[0]).toEqual({ resourceClass: 'CPU_MILLI', variant: '', nanoTokensPerUnitHour: '25494691', baseNanoTokensPerUnitHour: '21894691' });

  const moves = `/v1/pools/${pool.name}/rates/base-fees?resourceClass=CPU_MILLI&limit=4`;
  const page = (await tenant.get(moves).expect(200)).body as { items: Record<string, string>[]; nextCursor: string };
  const rest = (await tenant.get(`${moves}&cursor=${page.nextCursor}`).expect(200)).body as typeof page;
  expect(page.items[0]).toEqual({
    resourceClass: 'CPU_MILLI', variant: '', epoch: 6, activeFrom: api.clock.now(), base: '21894691', tip: '3600000', previous: '19461948', used: '4000', total: '4000', targetBps: 5_000,
    denominator: 8, floor: '3600000', ceiling: '999999996400000',
  });
  expect([...page.items, ...rest.items].map(({ base, previous }) => [base, previous])).toEqual([
    ['21894691', '19461948'], ['19461948', '17299510'], ['17299510', '15377343'], ['15377343', '13668750'], ['13668750', '12150000'], ['12150000', '10800000'],
  ]);
  expect(rest.nextCursor).toBeNull();
  await tenant.get(`/v1/pools/${pool.name}/rates/base-fees?resourceClass=EGRESS_GIB`).expect(400);
  await tenant.get('/v1/pools/nowhere/rates/base-fees?resourceClass=CPU_MILLI').expect(404);
  await admin.get(moves).expect(403);

  await nextEpoch();
  await api.app.get(Settlement, { strict: false }).settle(lease.id);
  const { items } = (await tenant.get(`/v1/leases/${lease.id}/charges`).expect(200)).body as { items: Record<string, string>[] };
  const charges = items.filter((charge) => charge.resourceClass === 'CPU_MILLI');
  // The first hour as it was quoted; ten minutes at the base of then, of which 3,600,000 a CPU and hour are tip.
  expect(charges.map((charge) => [charge.nanoTokensPerUnitHour, charge.baseNanoTokensPerUnitHour, charge.amount, charge.baseAmount])).toEqual([
    ['14400000', '10800000', '57600000', '43200000'], ['25494691', '21894691', '16996460', '14596461'],
  ]);
  const held = async (ownerId: string, kind: 'earnings' | 'treasury' | 'fees') => (await balanceOf(api.database, { ownerId, kind })).balance;
  const tips = [14_400_000n, 16_996_460n - 14_596_461n];
  expect(await held('opr_a', 'earnings')).toBe(tips.reduce((sum, tip) => sum + (tip * 8_500n) / 10_000n, 0n));
  expect(await held(pool.id, 'treasury') + await held('platform', 'fees') + await held('opr_a', 'earnings')).toBe(57_600_000n + 16_996_460n);
  expect(await held(pool.id, 'treasury')).toBeGreaterThan(43_200_000n + 14_596_461n);
  expect((await admin.get('/v1/admin/ledger/audit').expect(200)).body).toMatchObject({ entriesSum: '0', wrongBalances: [], unbalancedTransfers: [], wrongHistories: [] });
  expect(JSON.stringify([items, prices, page, await price()])).not.toMatch(/(hst|opr|sit|cls)_/);
});

test.each([
  ['a field of another curve', { base: '1' }, 400, 'invalid_request'],
  ['no epoch', { epochMillis: undefined }, 400, 'invalid_request'],
  ['an epoch too short', { epochMillis: 1_000 }, 400, 'invalid_request'],
  ['a target never exceeded', { targetBps: 10_000 }, 400, 'invalid_request'],
  ['a denominator of one', { denominator: 1 }, 400, 'invalid_request'],
  ['a floor that loses its steps', { floor: '7' }, 422, 'invalid_curve'],
  ['a beginning below the floor', { initial: '1000' }, 422, 'invalid_curve'],
])('refuses %s', async (_, over, status, code) => {
  const answer = await admin.post(`/v1/admin/pools/${pool.id}/rates`, { resourceClass: 'STORAGE_GIB', curve: { ...baseFee, ...over } }).expect(status);
  expect(answer.body).toMatchObject({ code });
});

test('refuses a kinked curve beside it in a class, and says which variant is in the way', async () => {
  const rates = `/v1/admin/pools/${pool.id}/rates`;
  await admin.post(rates, { resourceClass: 'GPU_MILLI', variant: 'a100', curve: baseFee }).expect(201);
  const kinked = { kind: 'kinked', base: '1', slope1: '1', slope2: '4', kinkBps: 8_000 };
  expect((await admin.post(rates, { resourceClass: 'GPU_MILLI', curve: kinked }).expect(409)).body).toMatchObject({ code: 'curves_stack', variant: 'a100', kind: 'base-fee' });
  await tenant.post(rates, { resourceClass: 'GPU_MILLI', curve: baseFee }).expect(403);
  expect((await admin.post(`/v1/admin/pools/${newId('pool')}/rates`, { resourceClass: 'GPU_MILLI', curve: baseFee }).expect(404)).body).toMatchObject({ code: 'not_found' });
});
