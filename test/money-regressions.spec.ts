import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

import { sql } from '#libs/database';
import { newId } from '#libs/kernel';
import { finishClosing, followPricesOf, recordReadiness } from '#libs/lease';
import { heldClaims, releaseClaims } from '#libs/placement';

import { billingControllers } from '../apps/api/src/billing/controllers.js';
import { LeaseApiModule } from '../apps/api/src/lease/lease-api.module.js';
import { moneyControllers } from '../apps/api/src/money/controllers.js';
import { wrongBooks } from './money/books.js';
import { addPool, hear, type MoneyPool, type MoneyWorld, moneyModules, moneyWorldOf } from './money/world.js';
import { type Caller, startTestApi, type TestApi } from './support/api.js';

/** Bills that clouds like this one got wrong, as their users tell it: each once more, over REST where a tenant would see it. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let api: TestApi;
let world: MoneyWorld;
let admin: Caller;
let tenant: Caller & { projectId: string };
let pool: MoneyPool;

beforeAll(async () => {
  api = await startTestApi({ settings: { suspensionMillis: 0 }, modules: [...moneyModules, LeaseApiModule], controllers: [...billingControllers, ...moneyControllers] });
  world = moneyWorldOf({ app: api.app, database: api.database, databaseUrl: api.databaseUrl, clock: api.clock, close: () => api.close() });
  admin = await api.admin();
});
afterAll(() => api?.close());

/** A CPU costs one nano-token a millisecond, and nothing else costs anything unless a test says so. */
beforeEach(async () => {
  pool = await addPool(world, 8_500, 1_000);
  for (const resourceClass of ['CPU_MILLI', 'MEMORY_MIB', 'STORAGE_GIB']) await rate(resourceClass, resourceClass === 'CPU_MILLI' ? 3_600_000n : 0n);
  tenant = await api.tenant();
});

const rate = (resourceClass: string, perHour: bigint) => (
  admin.post(`/v1/admin/pools/${pool.id}/rates`, { resourceClass, curve: { kind: 'fixed', nanoTokensPerUnitHour: perHour.toString() } }).expect(201));
const deposit = (amount: bigint) => admin.post('/v1/admin/deposits', { tenantId: tenant.ownerId, amount: amount.toString(), reference: newId('transfer') }).expect(201);

async function request(changes: object = {}): Promise<string> {
  const body = { pool: pool.name, replicas: 1, resources: { cpuMillis: 1_000, memoryMib: 1_024 }, workload: { image: 'app:1' }, constraints: { jurisdictions: ['DE'] }, ...changes };
  const { id } = (await tenant.post('/v1/leases', body).expect(201)).body as { id: string };
  await place();
  return id;
}

async function place(): Promise<void> {
  const scheduler = world.newScheduler();
  await scheduler.round(pool.id);
  await scheduler.stop();
}

/** All replicas are seen, now, to be ready or not, since a time that may be long past. */
async function see(leaseId: string, ready: boolean, since = api.clock.now()): Promise<void> {
  await api.database.transaction(async (tx) => {
    const reports = (await heldClaims(tx, leaseId)).map((claim) => ({ claim, ready, ...(ready ? { readySince: since } : { unreadySince: since }) }));
    await recordReadiness(tx, leaseId, reports, api.clock.now());
  });
}

const hostsOf = async (leaseId: string) => (await heldClaims(api.database, leaseId)).map(({ hostId }) => pool.hosts.find(({ id }) => id === hostId)!);

/** What a sweep does, after so long in which none did anything. */
async function pass(millis: number): Promise<void> {
  api.clock.advance(millis);
  await hear(world, pool);
  await sweep();
}

async function sweep(): Promise<void> {
  const now = api.clock.now();
  await world.hosts.markSilentHosts(now);
  await world.leases.closeDue(now);
  await world.leases.repriceDue(now);
  await world.settlement.settleOpen(now);
}

async function close(leaseId: string): Promise<void> {
  await tenant.delete(`/v1/leases/${leaseId}`).expect(200);
  await takeDown(leaseId);
}

async function takeDown(leaseId: string): Promise<void> {
  await api.database.transaction(async (tx) => {
    await releaseClaims(tx, (await heldClaims(tx, leaseId)).map(({ id }) => id), { reason: 'lease_closed', at: api.clock.now() });
    await finishClosing(tx, leaseId, api.clock.now());
  });
  await world.settlement.settle(leaseId);
}

interface Charge { kind: string; resourceClass: string; amount: string; startsAt: number; endsAt: number }

async function chargesOf(leaseId: string): Promise<Charge[]> {
  const charges: Charge[] = [];
  for (let cursor = ''; ;) {
    const page = (await tenant.get(`/v1/leases/${leaseId}/charges?limit=100${cursor}`).expect(200)).body as { items: Charge[]; nextCursor: string | null };
    charges.push(...page.items);
    if (page.nextCursor === null) return charges;
    cursor = `&cursor=${page.nextCursor}`;
  }
}

const charged = async (leaseId: string) => (await chargesOf(leaseId)).reduce((sum, { amount }) => sum + BigInt(amount), 0n);

interface Statement { id: string; period: string; startsAt: number; endsAt: number; charges: string; closingBalance: string }

/** Oldest first. */
const statements = async () => ((await tenant.get('/v1/statements?limit=100').expect(200)).body as { items: Statement[] }).items.toReversed();

async function left(): Promise<{ wallet: bigint; escrow: bigint }> {
  const { balance, inEscrow } = (await tenant.get('/v1/wallet').expect(200)).body as { balance: string; inEscrow: string };
  return { wallet: BigInt(balance), escrow: BigInt(inEscrow) };
}

test('charged while offline: a replica that was down is not paid for, though it is noticed late and a price and a size changed meanwhile', async () => {
  await deposit(10n ** 12n);
  const id = await request();
  await see(id, true);
  const start = api.clock.now();
  await pass(50 * MINUTE);
  await rate('CPU_MILLI', 7_200_000n);
  await pass(15 * MINUTE); // the lock ended five minutes ago, and all of it is charged
  expect(await charged(id)).toBe(BigInt(60 * MINUTE + 2 * 5 * MINUTE));
  const { etag } = (await tenant.get(`/v1/leases/${id}`).expect(200)).headers as { etag: string };
  await tenant.patch(`/v1/leases/${id}`, { resources: { cpuMillis: 2_000, memoryMib: 1_024 } }).set('if-match', etag).expect(200);
  await place();
  await see(id, true, start);
  await pass(5 * MINUTE);
  // It has been down since before any of that.
  await see(id, false, start + 40 * MINUTE);
  await world.settlement.settle(id);
  expect(await charged(id)).toBe(BigInt(40 * MINUTE));
  await pass(2 * HOUR);
  await close(id);
  expect(await charged(id)).toBe(BigInt(40 * MINUTE));
  expect(await left()).toEqual({ wallet: 10n ** 12n - BigInt(40 * MINUTE), escrow: 0n });
});

test('charged while offline: a lease that is closed while contact is lost is paid for up to when it was last heard of, whenever that is settled', async () => {
  await deposit(10n ** 12n);
  for (const settledWhileLost of [true, false]) {
    const id = await request();
    await see(id, true);
    await pass(10 * MINUTE);
    const heard = api.clock.now();
    api.clock.advance(30_000);
    await tenant.delete(`/v1/leases/${id}`).expect(200);
    api.clock.advance(5 * MINUTE);
    await world.hosts.markSilentHosts(api.clock.now());
    await see(id, false, heard);
    if (settledWhileLost) await world.settlement.settle(id);
    await hear(world, pool);
    await takeDown(id);
    expect(await charged(id)).toBe(BigInt(10 * MINUTE));
  }
});

test('a skipped cycle: hours in which nothing was swept are charged when it is noticed, each in its own period and at its own price', async () => {
  await api.database.client.tenant.update({ where: { id: tenant.ownerId }, data: { statementPeriod: 'hour' } });
  await deposit(10n ** 12n);
  api.clock.jump(Math.ceil(api.clock.now() / HOUR) * HOUR);
  await hear(world, pool);
  const id = await request();
  await see(id, true);
  const start = api.clock.now();
  api.clock.advance(30 * MINUTE);
  await rate('CPU_MILLI', 7_200_000n);
  await pass(5 * HOUR); // nobody did anything for five hours
  await world.statements.closeStatements(api.clock.now());
  const hours = (await statements()).filter(({ startsAt }) => startsAt >= start);
  expect(hours.map(({ charges }) => BigInt(charges))).toEqual([1n, 2n, 2n, 2n, 2n].map((price) => price * BigInt(HOUR)));
  expect(hours.map(({ startsAt, endsAt }) => [startsAt - start, endsAt - start])).toEqual([0, 1, 2, 3, 4].map((hour) => [hour * HOUR, (hour + 1) * HOUR]));
  expect(await charged(id)).toBe(BigInt(HOUR) + 2n * BigInt(4.5 * HOUR));
  await close(id);
});

test('a monthly tariff divided into hours: a price too small for an hour adds up, hour by hour as in one go', async () => {
  await deposit(10n ** 12n);
  await rate('CPU_MILLI', 15n); // seven thousandths of a CPU cost a tenth of a nano-token an hour
  const costs = [];
  for (const everyHours of [1, 72]) {
    const id = await request({ resources: { cpuMillis: 7, memoryMib: 1 } });
    await see(id, true);
    for (let hours = 0; hours < 72; hours += everyHours) await pass(everyHours * HOUR);
    costs.push(await charged(id));
    await close(id);
  }
  expect(costs).toEqual([(7n * 15n * 72n) / 1_000n, (7n * 15n * 72n) / 1_000n]);
});

test('charged while offline: also a replica that was down when it was given up, which is noticed only then', async () => {
  await deposit(10n ** 12n);
  const id = await request({ replicas: 2 });
  await see(id, true);
  const start = api.clock.now();
  await pass(10 * MINUTE);
  const { etag } = (await tenant.get(`/v1/leases/${id}`).expect(200)).headers as { etag: string };
  await tenant.patch(`/v1/leases/${id}`, { replicas: 1 }).set('if-match', etag).expect(200);
  await world.settlement.settle(id);
  expect(await charged(id)).toBe(2n * BigInt(10 * MINUTE));
  await api.database.transaction(async (tx) => {
    const [claim] = (await heldClaims(tx, id)).filter(({ replica }) => replica === 1);
    await recordReadiness(tx, id, [{ claim: claim!, ready: false, unreadySince: start + 4 * MINUTE }], api.clock.now());
  });
  await close(id);
  expect(await charged(id)).toBe(BigInt(14 * MINUTE));
});

/** What may happen of a lease while a host of its own is silent. */
const meanwhile = {
  'it is settled meanwhile': async (id: string) => world.settlement.settle(id),
  'nobody looks before it is back': async () => undefined,
  'it is told that contact is lost': async (id: string) => see(id, false, api.clock.now() - 5 * MINUTE),
  'its claim is given up': async (id: string) => api.database.transaction(async (tx) => {
    await releaseClaims(tx, (await heldClaims(tx, id)).map((claim) => claim.id), { reason: 'host_lost', at: api.clock.now() });
  }),
} as const;

test.each(Object.keys(meanwhile) as (keyof typeof meanwhile)[])('charged while offline: the volume of a suspended lease is not paid for while its host is silent, when %s', async (how) => {
  await deposit(10n ** 12n);
  await rate('STORAGE_GIB', 360_000n);
  const id = await request({ resources: { cpuMillis: 1_000, memoryMib: 1_024, volumes: [{ name: 'data', storageClass: 'ssd', gib: 10 }] } });
  await see(id, true);
  await tenant.post('/v1/budgets', { amount: '1', hardStop: true }).expect(201);
  await pass(10 * MINUTE);
  await world.leases.suspendStopped();
  expect((await tenant.get(`/v1/leases/${id}`).expect(200)).body).toMatchObject({ state: 'suspended', suspension: { at: api.clock.now() } });
  await pass(10 * MINUTE);
  expect(await charged(id)).toBe(BigInt(2 * 10 * MINUTE + 10 * MINUTE));
  api.clock.advance(5 * MINUTE); // not heard of
  await world.hosts.markSilentHosts(api.clock.now());
  await meanwhile[how](id);
  await pass(10 * MINUTE); // it is back at the end of this
  await pass(10 * MINUTE);
  const isBack = how !== 'its claim is given up';
  expect(await charged(id)).toBe(BigInt(30 * MINUTE + (isBack ? 10 * MINUTE : 0)));
  await pass(10 * MINUTE);
  await close(id);
  expect(await charged(id)).toBe(BigInt(30 * MINUTE + (isBack ? 20 * MINUTE : 0)));
});

test('charged while offline: what of a reserved lease its tenant does without is not paid for while its host is silent', async () => {
  await deposit(10n ** 12n);
  await admin.put(`/v1/admin/pools/${pool.id}/terms`, { spotNoticeMillis: 120_000, reserved: [{ termMillis: 2 * HOUR, discountBps: 0 }] }).expect(200);
  const id = await request({ replicas: 2, pricing: { mode: 'reserved', termMillis: 2 * HOUR } });
  await see(id, true);
  const { etag } = (await tenant.get(`/v1/leases/${id}`).expect(200)).headers as { etag: string };
  await tenant.patch(`/v1/leases/${id}`, { replicas: 1 }).set('if-match', etag).expect(200);
  await pass(10 * MINUTE);
  api.clock.advance(5 * MINUTE); // not heard of
  await world.hosts.markSilentHosts(api.clock.now());
  const seen = async (ready: boolean, since: number) => api.database.transaction(async (tx) => {
    const [claim] = (await heldClaims(tx, id)).filter(({ replica }) => replica === 0);
    await recordReadiness(tx, id, [{ claim: claim!, ready, ...(ready ? { readySince: since } : { unreadySince: since, reason: 'contact_lost' }) }], api.clock.now());
  });
  await seen(false, api.clock.now() - 5 * MINUTE);
  await pass(5 * MINUTE);
  await seen(true, api.clock.now());
  await pass(10 * MINUTE);
  expect(await charged(id)).toBe(2n * BigInt(20 * MINUTE));
  await pass(2 * HOUR);
  await takeDown(id);
  expect(await charged(id)).toBe(2n * BigInt(2 * HOUR - 10 * MINUTE));
});

test('charged while offline: a host that was silent for as long as it takes to be lost, and is back before anybody looked at what runs on it, is not paid for the silence', async () => {
  await deposit(10n ** 12n);
  const id = await request();
  await see(id, true);
  await pass(10 * MINUTE);
  api.clock.advance(5 * MINUTE); // not heard of
  await world.hosts.markSilentHosts(api.clock.now());
  await pass(5 * MINUTE);
  await see(id, true, api.clock.now() - 20 * MINUTE); // as ready as it ever was
  await pass(10 * MINUTE);
  await close(id);
  expect(await charged(id)).toBe(BigInt(20 * MINUTE));
});

test('served and not charged: a replica that was down over a change of price, and is back, is charged from when it was back', async () => {
  await deposit(10n ** 12n);
  const id = await request();
  await see(id, true);
  const start = api.clock.now();
  await pass(50 * MINUTE);
  await rate('CPU_MILLI', 7_200_000n);
  await pass(20 * MINUTE); // at a new price for ten minutes
  // It is noticed only now that it was down for half an hour before that price, and is back since before it.
  await see(id, false, start + 25 * MINUTE);
  await see(id, true, start + 55 * MINUTE);
  await pass(10 * MINUTE);
  await close(id);
  expect(await charged(id)).toBe(BigInt(25 * MINUTE) + 2n * BigInt(25 * MINUTE));
});

test('charged for more than it had: a replica that is back since before it was resized is charged at its new size from then on only', async () => {
  await deposit(10n ** 12n);
  const id = await request();
  await see(id, true);
  const start = api.clock.now();
  await pass(30 * MINUTE);
  const { etag } = (await tenant.get(`/v1/leases/${id}`).expect(200)).headers as { etag: string };
  await tenant.patch(`/v1/leases/${id}`, { resources: { cpuMillis: 4_000, memoryMib: 1_024 } }).set('if-match', etag).expect(200);
  await place();
  await see(id, true, start);
  await pass(10 * MINUTE);
  await see(id, false, start + 5 * MINUTE);
  await see(id, true, start + 20 * MINUTE);
  await pass(10 * MINUTE);
  await close(id);
  expect(await charged(id)).toBe(BigInt(5 * MINUTE) + 4n * BigInt(20 * MINUTE));
});

test('charged while offline: a replica that is resized while it is down costs nothing until it is back, and then what it has', async () => {
  await deposit(10n ** 12n);
  const id = await request();
  await see(id, true);
  const start = api.clock.now();
  await pass(10 * MINUTE);
  await see(id, false);
  const { etag } = (await tenant.get(`/v1/leases/${id}`).expect(200)).headers as { etag: string };
  await tenant.patch(`/v1/leases/${id}`, { resources: { cpuMillis: 4_000, memoryMib: 1_024 } }).set('if-match', etag).expect(200);
  await place();
  await see(id, false, start + 10 * MINUTE);
  await pass(20 * MINUTE);
  expect(await charged(id)).toBe(BigInt(10 * MINUTE));
  await see(id, true, start + 25 * MINUTE);
  await pass(10 * MINUTE);
  await close(id);
  expect(await charged(id)).toBe(BigInt(10 * MINUTE) + 4n * BigInt(15 * MINUTE));
});

test('charged for more than it had: a replica that was back before it was resized, which is noticed only then, is charged at each size for the time it had it', async () => {
  await deposit(10n ** 12n);
  const id = await request();
  await see(id, true);
  const start = api.clock.now();
  await pass(10 * MINUTE);
  await see(id, false);
  await pass(20 * MINUTE);
  for (const cpuMillis of [4_000, 2_000]) {
    const { etag } = (await tenant.get(`/v1/leases/${id}`).expect(200)).headers as { etag: string };
    await tenant.patch(`/v1/leases/${id}`, { resources: { cpuMillis, memoryMib: 1_024 } }).set('if-match', etag).expect(200);
    await place();
    await pass(10 * MINUTE);
  }
  // It has been back since five minutes before it got more.
  await see(id, true, start + 25 * MINUTE);
  await pass(10 * MINUTE);
  await close(id);
  expect(await charged(id)).toBe(BigInt(10 * MINUTE) + BigInt(5 * MINUTE) + 4n * BigInt(10 * MINUTE) + 2n * BigInt(20 * MINUTE));
});

test('a term that was given up costs the same, and leaves nothing behind, whether or not contact with where it was is lost when it is settled', async () => {
  await deposit(10n ** 12n);
  await admin.put(`/v1/admin/pools/${pool.id}/terms`, { spotNoticeMillis: 120_000, reserved: [{ termMillis: HOUR, discountBps: 0 }] }).expect(200);
  const ids = [await request({ pricing: { mode: 'reserved', termMillis: HOUR } }), await request({ pricing: { mode: 'reserved', termMillis: HOUR } })];
  for (const id of ids) await see(id, true);
  await pass(10 * MINUTE);
  for (const id of ids) await close(id);
  api.clock.advance(10 * MINUTE); // not heard of again
  await world.hosts.markSilentHosts(api.clock.now());
  await world.settlement.settle(ids[0]!);
  await pass(HOUR);
  await world.hosts.markSilentHosts(api.clock.now());
  for (const id of ids) await world.settlement.settle(id);
  expect(await Promise.all(ids.map((id) => charged(id)))).toEqual([BigInt(HOUR), BigInt(HOUR)]);
  expect(await left()).toEqual({ wallet: 10n ** 12n - 2n * BigInt(HOUR), escrow: 0n });
});

test('a volume charged twice when attached: its replica comes and goes, and grows, and it is one volume all the time', async () => {
  await deposit(10n ** 12n);
  await rate('STORAGE_GIB', 3_600_000n);
  await rate('CPU_MILLI', 0n);
  const volume = (gib: number) => ({ cpuMillis: 1_000, memoryMib: 1_024, volumes: [{ name: 'data', storageClass: 'ssd', gib }] });
  await api.database.client.inventory.updateMany({ where: { resourceClass: 'STORAGE_GIB' }, data: { expandable: true } });
  const id = await request({ resources: volume(10) });
  for (let times = 0; times < 3; times += 1) {
    await see(id, true);
    await see(id, true); // the same news twice
    await pass(10 * MINUTE);
    await see(id, false);
  }
  expect(await charged(id)).toBe(10n * BigInt(30 * MINUTE));
  await see(id, true);
  const { etag } = (await tenant.get(`/v1/leases/${id}`).expect(200)).headers as { etag: string };
  await tenant.patch(`/v1/leases/${id}`, { resources: volume(15) }).set('if-match', etag).expect(200);
  await place();
  await see(id, true);
  await pass(10 * MINUTE);
  const open = await api.database.query<{ quantity: bigint }>(sql`select quantity from streams where lease_id = ${id} and resource_class = 'STORAGE_GIB' and ends_at is null`);
  expect(open.map(({ quantity }) => quantity)).toEqual([15n]);
  await close(id);
  expect(await charged(id)).toBe(10n * BigInt(30 * MINUTE) + 15n * BigInt(10 * MINUTE));
});

test('an overdrawn lease running free: it closes at the very millisecond at which its funds end, and is not asked for more later', async () => {
  await deposit(BigInt(HOUR + 20 * MINUTE + 17));
  const id = await request();
  await see(id, true);
  const start = api.clock.now();
  await pass(59 * MINUTE);
  await pass(61 * MINUTE); // the sweep is late
  const lease = (await tenant.get(`/v1/leases/${id}`).expect(200)).body as { state: string; closed: { reason: string; at: number } };
  expect(lease).toMatchObject({ state: 'closing', closed: { reason: 'funds_ended' } });
  const [row] = await api.database.query<{ closing_at: bigint }>(sql`select closing_at from leases where id = ${id}`);
  expect(Number(row!.closing_at) - start).toBe(HOUR + 20 * MINUTE + 17);
  await deposit(5_000n);
  await takeDown(id);
  await pass(HOUR);
  expect(await charged(id)).toBe(BigInt(HOUR + 20 * MINUTE + 17));
  expect(await left()).toEqual({ wallet: 5_000n, escrow: 0n });
});

test('a discount applied twice: what is given back for an outage is given back once, and a quote\'s price holds for as long as it says', async () => {
  await deposit(10n ** 12n);
  const terms = { pool: pool.name, replicas: 1, resources: { cpuMillis: 1_000, memoryMib: 1_024 }, constraints: { jurisdictions: ['DE'] } };
  const quote = (await tenant.post('/v1/quotes', terms).expect(201)).body as { id: string };
  await rate('CPU_MILLI', 36_000_000n);
  const cheap = { ...terms, workload: { image: 'app:1' }, pricing: { mode: 'on-demand', quoteId: quote.id } };
  const { id } = (await tenant.post('/v1/leases', cheap).set('idempotency-key', 'once').expect(201)).body as { id: string };
  expect((await tenant.post('/v1/leases', cheap).set('idempotency-key', 'once').expect(201)).body).toMatchObject({ id });
  await place();
  await see(id, true);
  const start = api.clock.now();
  await pass(30 * MINUTE);
  expect(await charged(id)).toBe(BigInt(30 * MINUTE));
  await see(id, false, start + 10 * MINUTE);
  await Promise.all([world.settlement.settle(id), world.settlement.settle(id), see(id, false, start + 10 * MINUTE)]);
  await sweep();
  await tenant.post('/v1/statements').expect(201);
  await see(id, false, start + 10 * MINUTE);
  await world.settlement.settle(id);
  expect((await chargesOf(id)).filter(({ kind, resourceClass }) => kind === 'credit' && resourceClass === 'CPU_MILLI').map(({ amount }) => amount)).toEqual([String(-20 * MINUTE)]);
  await see(id, true);
  await pass(40 * MINUTE); // the quoted price was locked for thirty of them
  await close(id);
  expect(await charged(id)).toBe(BigInt(10 * MINUTE + 30 * MINUTE + 10 * 10 * MINUTE));
});

test('a final statement that never closes: what was lost and never came back is settled, billed, and over', async () => {
  await deposit(10n ** 12n);
  const id = await request();
  await see(id, true);
  await pass(10 * MINUTE);
  const heard = api.clock.now();
  api.clock.advance(5 * MINUTE); // not heard of again
  await sweep();
  await see(id, false, heard);
  await tenant.delete(`/v1/leases/${id}`).expect(200);
  await takeDown(id);
  await sweep();
  const final = await api.database.query<{ final_at: bigint | null }>(sql`select final_at from lease_settlements where lease_id = ${id}`);
  expect(final).toEqual([{ final_at: BigInt(api.clock.now()) }]);
  const closed = (await tenant.post('/v1/statements').expect(201)).body as Statement;
  expect((await tenant.post('/v1/statements').expect(201)).text).toBe((await tenant.post('/v1/statements').expect(201)).text);
  expect(closed).toMatchObject({ charges: String(10 * MINUTE), closingBalance: (10n ** 12n - BigInt(10 * MINUTE)).toString() });
  const whole = (await tenant.get(`/v1/statements/${closed.id}`).expect(200)).text;
  api.clock.advance(2 * DAY);
  await world.statements.closeStatements(api.clock.now());
  expect((await tenant.get(`/v1/statements/${closed.id}`).expect(200)).text).toBe(whole);
  expect((await statements()).at(-1)).toMatchObject({ id: closed.id });
  expect(await left()).toEqual({ wallet: 10n ** 12n - BigInt(10 * MINUTE), escrow: 0n });
});

test('a price change in the middle of an hour: it holds when the lock ends, to the millisecond, and not before', async () => {
  await deposit(10n ** 12n);
  api.clock.jump(Math.ceil(api.clock.now() / HOUR) * HOUR + 10 * MINUTE + 1);
  await hear(world, pool);
  const id = await request();
  await see(id, true);
  const start = api.clock.now();
  await pass(20 * MINUTE + 7);
  await rate('CPU_MILLI', 10_800_000n);
  await pass(39 * MINUTE);
  await pass(50 * MINUTE); // at 1:49:00.007 of its life, of which 49:00.007 are at the new price
  expect(await charged(id)).toBe(BigInt(HOUR) + 3n * BigInt(49 * MINUTE + 7));
  expect((await chargesOf(id)).some(({ resourceClass, startsAt, endsAt }) => resourceClass === 'CPU_MILLI' && startsAt < start + HOUR && endsAt > start + HOUR)).toBe(false);
  await close(id);
});

test.each(['its duration is over', 'its tenant closes it', 'its replica goes down', 'it gets larger'] as const)('a price change in the middle of an hour: it holds when the lock ends, though nobody looked at prices before %s', async (what) => {
  await deposit(10n ** 12n);
  const id = await request(what === 'its duration is over' ? { durationMillis: 90 * MINUTE } : {});
  await see(id, true);
  const start = api.clock.now();
  await pass(20 * MINUTE);
  await rate('CPU_MILLI', 10_800_000n);
  api.clock.advance(70 * MINUTE);
  await hear(world, pool);
  if (what === 'its tenant closes it') await tenant.delete(`/v1/leases/${id}`).expect(200);
  if (what === 'its replica goes down') {
    await api.database.transaction((tx) => followPricesOf(tx, id, api.clock.now(), world.settings)); // as runtime does
    await see(id, false);
  }
  if (what === 'it gets larger') {
    const { etag } = (await tenant.get(`/v1/leases/${id}`).expect(200)).headers as { etag: string };
    await tenant.patch(`/v1/leases/${id}`, { resources: { cpuMillis: 2_000, memoryMib: 1_024 } }).set('if-match', etag).expect(200);
    await place();
    await see(id, true, start);
  }
  await sweep();
  await close(id);
  expect(await charged(id)).toBe(BigInt(HOUR) + 3n * BigInt(30 * MINUTE));
});

test('a price change in the middle of an hour: it holds when the lock ends, though placement moved the replica before anybody looked at prices', async () => {
  await deposit(10n ** 12n);
  const id = await request({ constraints: { jurisdictions: ['DE', 'FR'] } });
  await see(id, true);
  const [host] = await hostsOf(id);
  await request({ resources: { cpuMillis: 3_999_000, memoryMib: 1_024 }, constraints: { jurisdictions: [host!.jurisdiction] } }); // it takes what is left there
  await pass(20 * MINUTE);
  await rate('CPU_MILLI', 10_800_000n);
  api.clock.advance(30 * MINUTE);
  const { etag } = (await tenant.get(`/v1/leases/${id}`).expect(200)).headers as { etag: string };
  await tenant.patch(`/v1/leases/${id}`, { resources: { cpuMillis: 2_000, memoryMib: 1_024 } }).set('if-match', etag).expect(200);
  api.clock.advance(40 * MINUTE);
  await hear(world, pool);
  await place();
  expect(await hostsOf(id)).toEqual([expect.not.objectContaining({ id: host!.id })]);
  await sweep();
  await close(id);
  expect(await charged(id)).toBe(BigInt(HOUR) + 3n * BigInt(30 * MINUTE));
});

test.each([
  ['clocks go forward', Date.UTC(2030, 2, 30), 'day', [DAY, DAY]],
  ['clocks go back', Date.UTC(2030, 9, 26), 'day', [DAY, DAY]],
  ['a leap year\'s February', Date.UTC(2032, 1, 1), 'month', [29 * DAY]],
  ['December and January', Date.UTC(2032, 11, 1), 'month', [31 * DAY, 31 * DAY]],
] as const)('daylight saving and month ends: %s', async (_when, from, period, lengths) => {
  api.clock.jump(from);
  tenant = await api.tenant();
  await api.database.client.tenant.update({ where: { id: tenant.ownerId }, data: { statementPeriod: period } });
  await deposit(10n ** 12n);
  await hear(world, pool);
  const id = await request();
  await see(id, true);
  // Its price is locked for long, so that no hour of it has to be looked at.
  await api.database.client.lease.update({ where: { id }, data: { priceLockedUntil: BigInt(from + 400 * DAY) } });
  for (const length of lengths) await pass(length);
  await world.statements.closeStatements(api.clock.now());
  expect((await statements()).map(({ startsAt, endsAt, charges }) => [endsAt - startsAt, BigInt(charges)])).toEqual(lengths.map((length) => [length, BigInt(length)]));
  await close(id);
});

test('after all of that the books are right', async () => {
  expect(await wrongBooks(api.database, api.databaseUrl)).toEqual([]);
});
