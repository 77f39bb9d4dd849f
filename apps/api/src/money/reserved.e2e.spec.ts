import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

import { Settlement } from '#libs/billing';

import { LeaseMarket } from '../../../../test/support/lease-market.js';

const TERM = 86_400_000;
const spot = { mode: 'spot', maximumNanoTokensPerHour: '99000000' };
const reserved = { mode: 'reserved', termMillis: TERM };
let market: LeaseMarket;
beforeAll(async () => {
  market = await LeaseMarket.start(100_000_000_000n);
});
afterAll(() => market.close());
beforeEach(async () => {
  await market.openPool();
  await market.admin.put(`/v1/admin/pools/${market.pool.id}/terms`, { spotNoticeMillis: 120_000, reserved: [{ termMillis: TERM, discountBps: 2_500 }] }).expect(200);
});

const wallet = async () => BigInt(((await market.tenant.get('/v1/wallet').expect(200)).body as { available: string }).available);

test('a term is offered, quoted, paid ahead, served and over; the wallet pays once, and what it paid is what is charged', async () => {
  expect((await market.tenant.get(`/v1/pools/${market.pool.name}/terms`).expect(200)).body).toEqual({ spotNoticeMillis: 120_000, reserved: [{ termMillis: TERM, discountBps: 2_500 }] });
  // Two CPUs at three quarters of a nano-token a millisecond.
  const paid = String((2 * TERM * 3) / 4);
  const quote = (await market.tenant.post('/v1/quotes', market.terms(2, reserved)).expect(201)).body as { id: string };
  expect(quote).toMatchObject({ nanoTokensPerHour: '5400000', paidAheadNanoTokens: paid, pricing: { ...reserved, discountBps: 2_500, replicas: 1 } });
  expect((await market.tenant.get(`/v1/quotes/${quote.id}`).expect(200)).body).toMatchObject({ paidAheadNanoTokens: paid });
  // The quote holds, whatever is published meanwhile.
  await market.admin.put(`/v1/admin/pools/${market.pool.id}/terms`, { spotNoticeMillis: 120_000, reserved: [] }).expect(200);
  const before = await wallet();
  const lease = await market.request(2, { ...reserved, quoteId: quote.id });
  await market.rounds();
  await market.activate(lease);
  expect(await wallet()).toBe(before - BigInt(paid));
  expect(await market.read(lease)).toMatchObject({ suspension: null, pricing: { mode: 'reserved', discountBps: 2_500, replicas: 1 }, endsAt: market.api.clock.now() + TERM, durationMillis: TERM });
  // What a term was paid ahead with is in escrow, and keeps nothing else running.
  const other = await market.request(1);
  await market.rounds();
  await market.activate(other);
  await market.api.app.get(Settlement).settle(other.id);
  const overview = (await market.tenant.get('/v1/wallet').expect(200)).body as Record<'available' | 'inEscrow' | 'nanoTokensPerHour' | 'storageReserve', string> & { runwayMillis: number };
  expect(overview).toMatchObject({ nanoTokensPerHour: '3600000', storageReserve: '0', runwayMillis: Number(BigInt(overview.available) + BigInt(overview.inEscrow) - BigInt(paid)) });
  await market.tenant.delete(`/v1/leases/${other.id}`).expect(200);
  await market.remove(other);
  await market.api.app.get(Settlement).settle(other.id);
  for (let part = 0; part < 3; part += 1) {
    market.api.clock.advance(TERM / 3);
    await market.heard();
    await market.api.app.get(Settlement).settle(lease.id);
    expect(await wallet()).toBe(before - BigInt(paid));
  }
  await market.sweeps().closeDue(market.api.clock.now());
  await market.remove(lease);
  await market.api.app.get(Settlement).settle(lease.id);
  expect(await market.read(lease)).toMatchObject({ state: 'closed', closed: { reason: 'duration_over' } });
  const { items } = (await market.tenant.get(`/v1/leases/${lease.id}/charges`).expect(200)).body as { items: { amount: string }[] };
  expect(items.reduce((sum, { amount }) => sum + BigInt(amount), 0n)).toBe(BigInt(paid));
  expect(await wallet()).toBe(before - BigInt(paid));
  const statement = (await market.tenant.post('/v1/statements').expect(201)).body as { id: string };
  const { lines } = (await market.tenant.get(`/v1/statements/${statement.id}`).expect(200)).body as { lines: { leaseId: string; pricing: string }[] };
  expect(new Set(lines.filter(({ leaseId }) => leaseId === lease.id).map(({ pricing }) => pricing))).toEqual(new Set(['reserved']));
});

test('takes the room of a spot lease, and gives it to none', async () => {
  const cheap = await market.request(4, spot);
  await market.rounds();
  await market.activate(cheap);
  const firm = await market.request(4, reserved);
  await market.rounds();
  expect((await market.read(cheap)).reclaim).toMatchObject({ reason: 'capacity_reclaimed' });
  market.api.clock.advance(120_000);
  await market.sweeps().closeDue(market.api.clock.now());
  await market.remove(cheap);
  await market.rounds();
  await market.activate(firm);
  const other = await market.request(1, reserved);
  await market.rounds();
  expect([(await market.read(firm)).state, (await market.read(other)).state]).toEqual(['active', 'blocked']);
  expect(await market.read(firm)).toMatchObject({ reclaim: null });
});

test.each([
  ['a term that is not offered', { mode: 'reserved', termMillis: 2 * TERM }, {}, 422, 'term_not_offered', '/pricing/termMillis'],
  ['no term', { mode: 'reserved' }, {}, 400, 'invalid_request', '/pricing/termMillis'],
  ['a duration besides', reserved, { durationMillis: 5_000 }, 400, 'invalid_request', '/durationMillis'],
  ['more than the wallet has', reserved, { replicas: 1_000 }, 409, 'insufficient_funds', ''],
])('refuses %s', async (_, pricing, more, status, code, pointer) => {
  const answer = await market.tenant.post('/v1/leases', { ...market.terms(4, pricing), workload: { image: 'nginx' }, ...more }).expect(status);
  expect(answer.body).toMatchObject({ code });
  expect(JSON.stringify(answer.body)).toContain(pointer);
});
