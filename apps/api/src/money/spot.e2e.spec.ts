import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

import { Settlement } from '#libs/billing';
import { newId } from '#libs/kernel';

import { LeaseMarket } from '../../../../test/support/lease-market.js';

const NOTICE = 120_000;
const spot = (maximum = '99000000') => ({ mode: 'spot', maximumNanoTokensPerHour: maximum });
let market: LeaseMarket;
beforeAll(async () => {
  market = await LeaseMarket.start(1_000_000_000_000n);
});
afterAll(() => market.close());
beforeEach(() => market.openPool());

const timeline = async ({ id }: { id: string }) => ((await market.tenant.get(`/v1/leases/${id}/events`).expect(200)).body as { items: { type: string; data: object }[] }).items;

test('a pool publishes its notice; a quote, a lease and its timeline say it', async () => {
  expect((await market.tenant.get(`/v1/pools/${market.pool.name}/terms`).expect(200)).body).toEqual({ spotNoticeMillis: 120_000, reserved: [] });
  await market.admin.put(`/v1/admin/pools/${market.pool.id}/terms`, { spotNoticeMillis: 300_000 }).expect(200);
  await market.tenant.put(`/v1/admin/pools/${market.pool.id}/terms`, { spotNoticeMillis: 300_000 }).expect(403);
  await market.admin.put(`/v1/admin/pools/${newId('pool')}/terms`, { spotNoticeMillis: 300_000 }).expect(404);
  await market.admin.put(`/v1/admin/pools/${market.pool.id}/terms`, { spotNoticeMillis: 59_999 }).expect(400);
  expect((await market.tenant.get(`/v1/pools/${market.pool.name}/terms`).expect(200)).body).toEqual({ spotNoticeMillis: 300_000, reserved: [] });
  await market.tenant.get('/v1/pools/no-such-pool/terms').expect(404);

  const quote = (await market.tenant.post('/v1/quotes', market.terms(2, spot())).expect(201)).body as { id: string };
  const pricing = { ...spot(), noticeMillis: 300_000 };
  expect(quote).toMatchObject({ pricing, feasible: true, nanoTokensPerHour: '7200000' });
  expect((await market.tenant.get(`/v1/quotes/${quote.id}`).expect(200)).body).toMatchObject({ pricing });
  // A quote for one way to buy is none for another.
  const other = await market.tenant.post('/v1/leases', { ...market.terms(2, { mode: 'on-demand', quoteId: quote.id }), workload: { image: 'nginx' } }).expect(409);
  expect(other.body).toMatchObject({ code: 'quote_mismatch' });
  const lease = await market.request(2, { ...spot(), quoteId: quote.id });
  expect(await market.read(lease)).toMatchObject({ pricing, reclaim: null });
});

test('on-demand takes the room of a spot lease after its notice, and no other spot lease does; nothing beyond is charged', async () => {
  const cheap = await market.request(4, spot());
  await market.rounds();
  await market.activate(cheap);
  market.api.clock.advance(10_000);
  const firm = await market.request(3);
  const waiting = await market.request(1, spot());
  await market.rounds();
  const noticedAt = market.api.clock.now();
  expect(await market.read(firm)).toMatchObject({ state: 'blocked' });
  expect(await market.read(cheap)).toMatchObject({ state: 'active', reclaim: { reason: 'capacity_reclaimed', noticedAt, at: noticedAt + NOTICE } });
  await market.rounds();
  market.api.clock.advance(NOTICE - 1);
  await market.sweeps().closeDue(market.api.clock.now());
  expect(await market.read(cheap)).toMatchObject({ state: 'active' });
  market.api.clock.advance(5_000);
  await market.sweeps().closeDue(market.api.clock.now());
  await market.remove(cheap);
  await market.rounds();
  expect([(await market.read(firm)).state, (await market.read(waiting)).state]).toEqual(['placed', 'placed']);
  expect(await market.read(cheap)).toMatchObject({ state: 'closed', closed: { reason: 'capacity_reclaimed', fault: 'none', billed: true }, closingAt: noticedAt + NOTICE });
  const steps = await timeline(cheap);
  expect(steps.map(({ type }) => type).slice(-4)).toEqual(['lease.reclaim_noticed', 'lease.reclaimed', 'lease.closing', 'lease.closed']);
  expect(steps.at(-4)!.data).toEqual({ reason: 'capacity_reclaimed', reclaimAt: noticedAt + NOTICE });

  await market.api.app.get(Settlement).settle(cheap.id);
  const { items } = (await market.tenant.get(`/v1/leases/${cheap.id}/charges`).expect(200)).body as { items: { amount: string; resourceClass: string; endsAt: number }[] };
  expect(items.filter(({ resourceClass }) => resourceClass === 'CPU_MILLI')).toMatchObject([{ amount: String(4 * (10_000 + NOTICE)), endsAt: noticedAt + NOTICE }]);
  const statement = (await market.tenant.post('/v1/statements').expect(201)).body as { id: string };
  const { lines } = (await market.tenant.get(`/v1/statements/${statement.id}`).expect(200)).body as { lines: { leaseId: string; pricing: string }[] };
  expect(lines.filter(({ leaseId }) => leaseId === cheap.id).map(({ pricing }) => pricing)).toEqual(['spot', 'spot']);
  expect(JSON.stringify([steps, items, lines, await market.read(cheap)])).not.toMatch(/(hst|opr|sit|cls)_/);
});

test('a spot request takes nothing that on-demand ones wait for', async () => {
  const first = await market.request(2, spot());
  await market.rounds();
  await market.activate(first);
  const firm = await market.request(4); // needs the whole host: the two free CPUs are kept for it
  await market.rounds();
  const late = await market.request(1, spot());
  await market.rounds(); // it would fit, and is not even looked at again until there is room for both
  expect([(await market.read(firm)).state, (await market.read(late)).state]).toEqual(['blocked', 'requested']);
  expect((await market.read(first)).reclaim).toMatchObject({ reason: 'capacity_reclaimed' });
  market.api.clock.advance(NOTICE);
  await market.sweeps().closeDue(market.api.clock.now());
  await market.remove(first);
  await market.rounds();
  expect([(await market.read(firm)).state, (await market.read(late)).state]).toEqual(['placed', 'blocked']);
});

test('the price is followed to the maximum, and then there is a notice', async () => {
  const lease = await market.request(2, spot('10000000'));
  await market.rounds();
  await market.activate(lease);
  await market.setRate('CPU_MILLI', '5000000');
  market.api.clock.advance(60_000);
  await market.sweeps().repriceSpot(market.api.clock.now());
  expect(await market.read(lease)).toMatchObject({ nanoTokensPerHour: '10000000', priceLockedUntil: market.api.clock.now() + 60_000, reclaim: null });
  await market.setRate('CPU_MILLI', '5000001');
  market.api.clock.advance(60_000);
  await market.sweeps().repriceSpot(market.api.clock.now());
  expect(await market.read(lease)).toMatchObject({ state: 'active', nanoTokensPerHour: '10000000', reclaim: { reason: 'price_above_maximum', at: market.api.clock.now() + NOTICE } });
});

test.each([
  ['no maximum', { mode: 'spot' }, '/pricing/maximumNanoTokensPerHour'],
  ['a notice of its own', { ...spot(), noticeMillis: 1 }, '/pricing/noticeMillis'],
  ['another mode', { mode: 'gift' }, '/pricing/mode'],
])('refuses %s', async (_, pricing, pointer) => {
  const answer = await market.tenant.post('/v1/leases', { ...market.terms(1, pricing), workload: { image: 'nginx' } }).expect(400);
  expect(JSON.stringify(answer.body)).toContain(pointer);
});
