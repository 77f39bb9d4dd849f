import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { AuctionModule } from '#libs/auction';
import { Signals, sql } from '#libs/database';
import { InventoryModule } from '#libs/inventory';
import { defaultSettings, newId } from '#libs/kernel';
import { LeaseModule, LeaseSweeps } from '#libs/lease';
import { LedgerModule } from '#libs/ledger';
import { PlacementModule, Scheduler } from '#libs/placement';
import { PricingModule } from '#libs/pricing';
import { addTestHosts, setTestRate } from '#libs/testing';

import { type Caller, startTestApi, type TestApi } from '../../../../test/support/api.js';
import { inventoryControllers } from '../inventory/controllers.js';
import { LeaseApiModule } from '../lease/lease-api.module.js';
import { moneyControllers } from '../money/controllers.js';
import { auctionControllers } from './controllers.js';

const WINDOW = 60_000;

/** What is read of answers: of each kind some of it. */
interface Body {
  id: string;
  state: string;
  version: number;
  blocked: { endsAt: number };
  closesAt: number;
  prices: { resourceClass: string; variant: string; nanoTokensPerUnitHour: string }[];
  yourBid: unknown;
  digest: string;
  nonce: string;
  seed: string;
  seedHash: string;
  bids: (Body & { ticket: string; won: boolean; yours: boolean })[];
  items: Body[];
  nextCursor: string | null;
  code: string;
  detail: string;
}


let api: TestApi;
let admin: Caller;
let tenant: Caller;
let operators: [Caller, Caller];
let pool: { id: string; name: string };
beforeAll(async () => {
  api = await startTestApi({
    modules: [AuctionModule, InventoryModule, LedgerModule, PricingModule, LeaseModule, PlacementModule, LeaseApiModule],
    controllers: [...inventoryControllers, ...moneyControllers, ...auctionControllers],
  });
  [admin, tenant] = [await api.admin(), await api.tenant()];
  await admin.post('/v1/admin/deposits', { tenantId: tenant.ownerId, amount: '1000000000000', reference: 'first' }).expect(201);
});
afterAll(() => api.close());

let pools = 0;
/** A pool of two operators with a host of 8 CPUs each, in which a CPU and a GiB cost 100 an hour: 85 for the operator. What costs 1000 an hour goes to auction. */
beforeEach(async () => {
  pool = (await admin.post('/v1/admin/pools', { name: `auctions-${(pools += 1)}`, auctionWindowMillis: WINDOW, auctionFromNanoTokensPerHour: '1000' }).expect(201)).body as typeof pool;
  for (const resourceClass of ['CPU_MILLI', 'MEMORY_MIB'] as const) await setTestRate(api.database.client, pool.id, resourceClass, 100n, api.clock.now());
  operators = [await api.operator(), await api.operator()];
  for (const operator of operators) {
    const site = (await operator.post('/v1/operator/sites', { name: 'here', jurisdiction: 'DE', region: 'europe-west' }).expect(201)).body as { id: string };
    const cluster = (await operator.post('/v1/operator/clusters', { siteId: site.id, pool: pool.name, name: 'one', driver: 'simulated' }).expect(201)).body as { id: string };
    await addTestHosts(api.database, pool.id, [{ operatorId: operator.ownerId, clusterId: cluster.id, siteId: site.id, cpus: 8, heardAt: api.clock.now() + WINDOW }]);
  }
});

const terms = (changes: object = {}) => ({ pool: pool.name, replicas: 1, resources: { cpuMillis: 1_000, memoryMib: 1_024 }, workload: { image: 'nginx:1.29' }, pricing: { mode: 'on-demand', auction: true }, ...changes });
const request = async (changes: object = {}) => (await tenant.post('/v1/leases', terms(changes)).expect(201)).body as Body;
const lease = async (id: string) => (await tenant.get(`/v1/leases/${id}`).expect(200)).body as Body;
const told = async (id: string) => (await tenant.get(`/v1/leases/${id}/auction`).expect(200)).body as Body;
const openTo = async (operator: Caller) => ((await operator.get('/v1/operator/auctions?open=true').expect(200)).body as Body).items[0]!;
const bid = (operator: Caller, auctionId: string, cpu: string, more: object = {}) => operator.put(`/v1/operator/auctions/${auctionId}/bid`, {
  prices: [{ resourceClass: 'CPU_MILLI', nanoTokensPerUnitHour: cpu }, { resourceClass: 'MEMORY_MIB', nanoTokensPerUnitHour: '17' }], ...more,
});
const round = () => api.app.get(Scheduler).round(pool.id);
const closed = async () => {
  api.clock.advance(WINDOW);
  await round();
};
const claimants = async (id: string) => (await api.database.query<{ operator_id: string }>(sql`select operator_id from claims where lease_id = ${id} and state = 'held'`)).map((row) => row.operator_id);
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describe('an auction', () => {
  test('keeps a lease waiting until its end, unseen; then the cheapest bid has it, for what it takes, and anyone can see why', async () => {
    const { id, state, blocked } = await request();
    expect({ state, blocked }).toEqual({ state: 'blocked', blocked: { until: 'auction-closed', endsAt: api.clock.now() + WINDOW, reasons: [{ filter: 'auction', reason: expect.any(String), hosts: 'all' }] } });
    await round();
    expect(await lease(id)).toMatchObject({ state: 'blocked', blocked: { until: 'auction-closed' } });
    const auction = await openTo(operators[0]);
    expect(auction).toMatchObject({ state: 'open', replicas: 1, seed: null, bids: null, yourBid: null, closesAt: blocked.endsAt, most: [{ resourceClass: 'CPU_MILLI', nanoTokensPerUnitHour: '85' }, { resourceClass: 'MEMORY_MIB' }] });
    await bid(operators[0], auction.id, '60').expect(200);
    const first = (await bid(operators[0], auction.id, '51').expect(200)).body as Body;
    await bid(operators[1], auction.id, '34').expect(200);
    expect((await openTo(operators[0])).yourBid).toEqual(first);
    expect(await told(id)).toMatchObject({ state: 'open', seed: null, bids: null, seedHash: auction.seedHash });
    expect(JSON.stringify(await openTo(operators[0]))).not.toMatch(/"34"/);

    await closed();
    expect(await claimants(id)).toEqual([operators[1].ownerId]);
    // Of 40 the operator gets 34, of 20 it gets 17.
    expect(await lease(id)).toMatchObject({ state: 'placed', blocked: null, nanoTokensPerHour: '60', prices: [{ nanoTokensPerUnitHour: '40' }, { nanoTokensPerUnitHour: '20' }] });
    const seen = await told(id);
    expect(seen).toMatchObject({ state: 'awarded' });
    expect(seen.bids).toHaveLength(2);
    expect(seen.bids).toContainEqual({ digest: first.digest, nanoTokensPerHour: '80', ticket: expect.any(String), won: false });
    expect(seen.bids).toContainEqual(expect.objectContaining({ nanoTokensPerHour: '60', won: true }));
    expect(sha256(seen.seed)).toBe(seen.seedHash);
    for (const { digest, ticket } of seen.bids) expect(ticket).toBe(sha256(`${seen.seed}:${digest}`));
    expect(JSON.stringify([seen, await lease(id), (await tenant.get(`/v1/leases/${id}/events`).expect(200)).body])).not.toMatch(/(opr|bid|hst|cls|sit)_/);
    const forBidders = (await operators[0].get(`/v1/operator/auctions/${auction.id}`).expect(200)).body as Body;
    expect(forBidders.bids.map(({ yours, won }) => [yours, won])).toEqual(expect.arrayContaining([[true, false], [false, true]]));
    for (const { nonce, prices, digest } of forBidders.bids) {
      const sorted = prices.map(({ resourceClass, variant, nanoTokensPerUnitHour }) => ({ nanoTokensPerUnitHour, resourceClass, variant }));
      expect(digest).toBe(sha256(JSON.stringify({ auctionId: auction.id, nonce, prices: sorted })));
    }
    const events = await api.database.query<{ type: string }>(sql`select type from outbox_events where type like 'auction.%' or type like 'bid.%' or type in ('lease.auctioned', 'lease.placed') order by id desc limit 7`);
    expect(events.map(({ type }) => type).toReversed()).toEqual(['auction.opened', 'bid.placed', 'bid.placed', 'bid.placed', 'auction.closed', 'lease.placed', 'lease.auctioned']);
  });

  test('fixes a price for the life of the lease, never above that of the pool', async () => {
    const { id } = await request();
    await bid(operators[0], (await openTo(operators[0])).id, '51').expect(200);
    await closed();
    for (const [rate, paid] of [[500n, '60'], [30n, '30'], [100n, '60']] as const) {
      await setTestRate(api.database.client, pool.id, 'CPU_MILLI', rate, api.clock.now());
      api.clock.advance(defaultSettings.priceLockMillis + WINDOW);
      await api.app.get(LeaseSweeps, { strict: false }).repriceDue(api.clock.now());
      expect((await lease(id)).prices[0]).toMatchObject({ nanoTokensPerUnitHour: paid });
    }
  });

  test('with equal bids is decided by the lot', async () => {
    const { id } = await request();
    const { id: auctionId } = await openTo(operators[0]);
    const bids = [(await bid(operators[0], auctionId, '50').expect(200)).body, (await bid(operators[1], auctionId, '50').expect(200)).body] as Body[];
    await closed();
    const { seed } = await told(id);
    const lots = bids.map(({ digest }) => sha256(`${seed}:${digest}`));
    expect(await claimants(id)).toEqual([operators[lots[0]! < lots[1]! ? 0 : 1].ownerId]);
  });

  test('that nobody bids in, or nobody who can, gives the lease to ordinary placement, at the price of the pool', async () => {
    const { id } = await request();
    await closed();
    expect(await told(id)).toMatchObject({ state: 'no_bids', bids: [] });
    expect(await lease(id)).toMatchObject({ state: 'placed', nanoTokensPerHour: '200' });
    const large = await request({ resources: { cpuMillis: 8_000, memoryMib: 1_024 } });
    await api.database.client.host.updateMany({ data: { lastHeartbeatAt: BigInt(api.clock.now() + WINDOW) } });
    const [busy] = await claimants(id);
    const unable = operators.find(({ ownerId }) => ownerId === busy)!;
    await bid(unable, (await openTo(unable)).id, '0').expect(200);
    await closed();
    expect(await told(large.id)).toMatchObject({ state: 'no_fitting_bid', bids: [{ nanoTokensPerHour: null, won: false }] });
    expect(await lease(large.id)).toMatchObject({ state: 'placed', nanoTokensPerHour: '900' });
    expect(await claimants(large.id)).not.toEqual([busy]);
  });

  test('goes past a cheaper bid that does not fit', async () => {
    const { id } = await request({ resources: { cpuMillis: 8_000, memoryMib: 1_024 } });
    const { id: auctionId } = await openTo(operators[0]);
    await bid(operators[0], auctionId, '10').expect(200);
    await bid(operators[1], auctionId, '20').expect(200);
    await api.database.client.host.updateMany({ where: { operatorId: operators[0].ownerId }, data: { state: 'cordoned' } });
    await closed();
    expect(await claimants(id)).toEqual([operators[1].ownerId]);
  });

  test('ends once, with two schedulers at it again and again, and after one died on the way', async () => {
    const ids = [(await request()).id, (await request()).id];
    for (const { id } of (await operators[0].get('/v1/operator/auctions?open=true').expect(200)).body.items as Body[]) await bid(operators[0], id, '51').expect(200);
    api.clock.advance(WINDOW);
    // Whatever the one that dies had written, nothing of it holds.
    await api.database.client.$executeRaw(sql`create function die() returns trigger language plpgsql as $$ begin raise exception 'killed'; end $$`);
    await api.database.client.$executeRaw(sql`create trigger die before update of agreed on leases for each row execute function die()`);
    await expect(round()).rejects.toThrow(/killed/);
    expect(await lease(ids[0]!)).toMatchObject({ state: 'blocked', blocked: { until: 'auction-closed' } });
    expect(await told(ids[0]!)).toMatchObject({ state: 'open', bids: null });
    await api.database.client.$executeRaw(sql`drop function die cascade`);
    const others = Array.from({ length: 2 }, () => new Scheduler(api.database, api.app.get(Signals), api.clock, { ...defaultSettings, schedulerLockMillis: 1 }));
    api.clock.advance(defaultSettings.schedulerLockMillis);
    await Promise.all([...others, ...others].map((one) => one.round(pool.id)));
    for (const one of others) await one.round(pool.id);
    for (const id of ids) {
      expect(await claimants(id)).toEqual([operators[0].ownerId]);
      expect(await told(id)).toMatchObject({ state: 'awarded' });
      expect(await api.database.query(sql`select 1 from outbox_events where type = 'lease.auctioned' and subject_id = ${id}`)).toHaveLength(1);
    }
  });

  test('of a lease that is closed is void, and tells nothing', async () => {
    const { id } = await request();
    const { id: auctionId } = await openTo(operators[0]);
    await bid(operators[0], auctionId, '51').expect(200);
    await tenant.delete(`/v1/leases/${id}`).expect(({ status }) => expect(status).toBeLessThan(300));
    expect(await told(id)).toMatchObject({ state: 'void', seed: null, bids: null });
    expect((await bid(operators[1], auctionId, '50').expect(409)).body).toMatchObject({ code: 'auction_over' });
    await closed();
    expect(await claimants(id)).toEqual([]);
    expect((await operators[1].get(`/v1/operator/auctions/${auctionId}`).expect(200)).body).toMatchObject({ state: 'void', bids: null });
  });
});

describe('a request', () => {
  test('goes to auction by what it costs, when its tenant does not say', async () => {
    const cpus = (cpuMillis: number, pricing?: object) => request({ resources: { cpuMillis, memoryMib: 1_024 }, pricing });
    expect((await cpus(8_000)).state).toBe('requested'); // 900
    expect((await request({ replicas: 5, pricing: undefined })).blocked).toMatchObject({ until: 'auction-closed' }); // 1000
    expect((await request({ replicas: 5, pricing: { mode: 'on-demand', auction: false } })).state).toBe('requested');
    expect((await request({ replicas: 5, pricing: undefined, constraints: { spread: { over: 'operator', maximum: 4 } } })).state).toBe('requested');
  });

  test('is refused an auction where there can be none, and a change while there is one', async () => {
    expect((await tenant.post('/v1/leases', terms({ replicas: 2, constraints: { spread: { over: 'operator', maximum: 1 } } })).expect(409)).body).toMatchObject({ code: 'no_auctions', pointer: '/constraints/spread' });
    const { id, version } = await request();
    expect((await tenant.patch(`/v1/leases/${id}`, { replicas: 2 }).set('if-match', `"${version}"`).expect(409)).body).toMatchObject({ code: 'lease_in_auction', endsAt: api.clock.now() + WINDOW });
    await tenant.patch(`/v1/leases/${id}`, { name: 'renamed' }).set('if-match', `"${version}"`).expect(200);
    await admin.patch(`/v1/admin/pools/${pool.id}`, { auctionWindowMillis: 0 }).expect(200);
    expect((await tenant.post('/v1/leases', terms()).expect(409)).body).toMatchObject({ code: 'no_auctions', pointer: '/pricing/auction' });
    await closed();
    expect(await lease(id), 'what was promised holds').toMatchObject({ state: 'placed', name: 'renamed' });
  });

  test('without an auction has none to read, nor has another tenant', async () => {
    const { id } = await request({ pricing: undefined });
    const mine = (await request()).id;
    const other = await api.tenant();
    const answers = [await tenant.get(`/v1/leases/${id}/auction`).expect(404), await other.get(`/v1/leases/${mine}/auction`).expect(404)];
    expect(answers.map(({ body }) => (body as Body).code)).toEqual(['not_found', 'not_found']);
  });
});

describe('a bid', () => {
  const cpu = (nanoTokensPerUnitHour: string) => ({ resourceClass: 'CPU_MILLI', nanoTokensPerUnitHour });
  const memory = { resourceClass: 'MEMORY_MIB', nanoTokensPerUnitHour: '1' };
  test.each([
    ['above what the pool pays', { prices: [cpu('86'), memory] }, 422, 'invalid_bid', '/prices/0/nanoTokensPerUnitHour'],
    ['that leaves out a class', { prices: [cpu('5')] }, 422, 'invalid_bid', '/prices'],
    ['with a class twice', { prices: [cpu('5'), memory, memory] }, 422, 'invalid_bid', '/prices/2'],
    ['for what is not asked for', { prices: [cpu('5'), memory, { resourceClass: 'GPU_MILLI', variant: 't4', nanoTokensPerUnitHour: '1' }] }, 422, 'invalid_bid', '/prices/2'],
    ['without prices', { prices: [] }, 400, 'invalid_request', '/prices'],
    ['with a nonce that is too short', { prices: [cpu('5'), memory], nonce: 'ff' }, 400, 'invalid_request', '/nonce'],
    ['with a number', { prices: [{ ...memory, nanoTokensPerUnitHour: 5 }] }, 400, 'invalid_request', '/prices/0/nanoTokensPerUnitHour'],
  ])('%s is refused', async (_, body, status, code, pointer) => {
    await request();
    const { id } = await openTo(operators[0]);
    expect((await operators[0].put(`/v1/operator/auctions/${id}/bid`, body).expect(status)).body).toMatchObject({ code, pointer });
  });

  test('is replaced and withdrawn until the end, twenty times, and not after', async () => {
    await request();
    const { id } = await openTo(operators[0]);
    const nonce = '0123456789abcdef0123456789ABCDEF';
    expect((await bid(operators[0], id, '51', { nonce }).expect(200)).body).toMatchObject({ nonce: nonce.toLowerCase() });
    expect((await bid(operators[1], id, '51', { nonce }).expect(409)).body).toMatchObject({ code: 'nonce_taken' });
    await operators[0].delete(`/v1/operator/auctions/${id}/bid`).expect(204);
    await operators[0].delete(`/v1/operator/auctions/${id}/bid`).expect(404);
    const keyed = () => bid(operators[0], id, '50').set('idempotency-key', 'once').expect(200);
    expect((await keyed()).body).toEqual((await keyed()).body);
    for (let made = 2; made < 20; made += 1) await bid(operators[0], id, '50').expect(200);
    expect((await bid(operators[0], id, '1').expect(409)).body).toMatchObject({ code: 'too_many_bids' });
    api.clock.advance(WINDOW);
    expect((await bid(operators[1], id, '1').expect(409)).body).toMatchObject({ code: 'auction_over' });
    expect((await operators[0].delete(`/v1/operator/auctions/${id}/bid`).expect(409)).body).toMatchObject({ code: 'auction_over' });
  });

  test('is for operators of the pool, with the right key', async () => {
    await request();
    const { id } = await openTo(operators[0]);
    const stranger = await api.operator();
    expect((await stranger.get('/v1/operator/auctions').expect(200)).body.items).toEqual([]);
    const unknown = [await stranger.get(`/v1/operator/auctions/${id}`).expect(404), await operators[0].get(`/v1/operator/auctions/${newId('auction')}`).expect(404), await bid(stranger, id, '5').expect(404)];
    expect(new Set(unknown.map(({ body }) => (body as Body).detail)).size).toBe(1);
    await bid(tenant, id, '5').expect(403);
    await bid(await api.key('operator', operators[0].ownerId, { role: 'finance-viewer' }), id, '5').expect(403);
    const { items, nextCursor } = (await operators[0].get('/v1/operator/auctions?limit=1').expect(200)).body as Body;
    expect([items.length, nextCursor]).toEqual([1, null]);
  });
});
