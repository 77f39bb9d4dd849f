import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { BillingModule, CloseStatement, CloseStatementHandler, Statements } from '#libs/billing';
import { BreakerModule } from '#libs/breaker';
import { coverAccounts, CoverClaims, type CoverDetail, CoverExits, CoverModule, type CoverPoolView, type CoverPositionView, coverSharesOf, type CoverView } from '#libs/cover';
import { sql } from '#libs/database';
import { priceCover } from '#libs/economics';
import { InventoryModule } from '#libs/inventory';
import { MILLIS_PER_DAY, MILLIS_PER_HOUR, newId, systemActor } from '#libs/kernel';
import { auditLedger, balanceOf, balancesOf, LedgerModule, postTransfers } from '#libs/ledger';
import { initialRules } from '#libs/rules';
import { bearLoss, type BorneLoss, LOSS_COVER, type LossCover, StakeModule } from '#libs/stake';
import { TransparencyLog } from '#libs/transparency';
import { OperatorFaults, TrustModule } from '#libs/trust';

import { type Caller, startTestApi, type TestApi } from '../../../../test/support/api.js';
import { coverControllers } from './controllers.js';

const TOKEN = 1_000_000_000n;
const { cover: rules } = initialRules;
let api: TestApi;
let pool: { id: string; name: string };
let pools = 0;
let ann: Caller;
let bob: Caller;
let cid: Caller & { projectId: string };
beforeAll(async () => {
  api = await startTestApi({ modules: [LedgerModule, InventoryModule, BreakerModule, BillingModule, StakeModule, TrustModule, CoverModule], controllers: coverControllers });
});
afterAll(() => api.close());
beforeEach(() => begin());
async function begin(): Promise<void> {
  pools += 1;
  pool = { id: newId('pool'), name: `insured-${pools}` };
  await api.database.client.pool.create({ data: { ...pool, createdAt: 0n } });
  [ann, bob, cid] = [await api.tenant(), await api.tenant(), await api.tenant()];
  for (const { ownerId } of [ann, bob, cid]) {
    await api.database.transaction((tx) => postTransfers(tx, api.clock.now(), [
      { key: newId('transfer'), type: 'posted', amount: 1_000n * TOKEN, reason: 'deposit', from: { ownerId: 'platform', kind: 'issuance' }, to: { ownerId, kind: 'wallet' } },
    ]));
  }
}

/** Of one replica, which costs a fifth of a token an hour. */
async function lease(tenant = cid): Promise<string> {
  const id = newId('lease');
  const price = (resourceClass: string, rate: bigint) => ({ resourceClass, variant: '', nanoTokensPerUnitHour: rate.toString(), rateId: newId('rate') });
  await api.database.client.lease.create({
    data: {
      id, tenantId: tenant.ownerId, projectId: tenant.projectId, poolId: pool.id, name: 'web', state: 'active', replicas: 1, resources: { cpuMillis: 1_000, memoryMib: 1_024 }, workload: { image: 'i' }, constraints: {},
      pricing: { mode: 'on-demand' }, prices: [price('CPU_MILLI', TOKEN / 10n), price('MEMORY_MIB', TOKEN / 10n)], priceLockedUntil: BigInt(Number.MAX_SAFE_INTEGER), unplaced: false, createdAt: BigInt(api.clock.now()), activatedAt: BigInt(api.clock.now()),
    },
  });
  return id;
}
async function outage(leaseId: string, startsAt: number, millis: number, reason = 'host_lost'): Promise<void> {
  await api.database.client.outage.create({
    data: { id: newId('outage'), leaseId, tenantId: cid.ownerId, replica: 0, claimId: newId('claim'), operatorId: newId('operator'), hostId: newId('host'), reason, startsAt: BigInt(startsAt), endsAt: BigInt(startsAt + millis) },
  });
}
const credit = (leaseId: string, monthStartsAt: number, amount: bigint, downMillis: number) => api.database.client.serviceCredit.create({
  data: { leaseId, monthStartsAt: BigInt(monthStartsAt), tenantId: cid.ownerId, monthEndsAt: BigInt(monthStartsAt + 1), servedMillis: 1n, downMillis: BigInt(downMillis), charged: amount, creditBps: 10_000, amount, unpaid: 0n, givenAt: 0n },
});
const path = (rest = '') => `/v1/pools/${pool.name}/cover${rest}`;
const back = (who: Caller, amount: bigint) => who.post(path('/deposits'), { amount: String(amount) });
const leave = (who: Caller, shares: bigint) => who.post(path('/exits'), { shares: String(shares) });
const terms = (leaseId: string, over: object = {}) => ({ leaseId, amount: String(50n * TOKEN), nanoTokensPerHour: String(TOKEN / 2n), periodMillis: 73 * MILLIS_PER_DAY, ...over });
const buy = (leaseId: string, over: object = {}) => cid.post('/v1/covers', terms(leaseId, over));
const bought = async (leaseId: string, over: object = {}) => (await buy(leaseId, over).expect(201)).body as CoverView;
const read = async (id: string) => (await cid.get(`/v1/covers/${id}`).expect(200)).body as CoverDetail;
const state = async () => (await api.anonymous.get(path()).expect(200)).body as CoverPoolView;
const position = async (who: Caller) => (await who.get(path('/position')).expect(200)).body as CoverPositionView;
const wallet = async ({ ownerId }: Caller) => (await balanceOf(api.database, { ownerId, kind: 'wallet' })).balance;
const sweep = async () => {
  await Promise.all([1, 2].map(() => new CoverClaims(api.database).judgeDue(api.clock.now())));
  await Promise.all([1, 2].map(() => new CoverExits(api.database).payDue(api.clock.now())));
};

/** All that the insurance has belongs to whoever holds its shares, each share is somebody's, and all that is covered can be paid. */
async function expectWhole(holders: readonly Caller[] = [ann, bob, cid]): Promise<void> {
  const { tokens, issuance, locked, exits } = coverAccounts(pool.id);
  const [assets, issued, ...owned] = await balancesOf(api.database, [tokens, issuance, locked, exits, ...holders.map(({ ownerId }) => coverSharesOf(pool.id, ownerId))]);
  expect(-issued!.balance).toBe(owned.reduce((sum, { balance }) => sum + balance, 0n));
  const { pricePerShareWad, openCover, assets: told } = await state();
  const held = owned.slice(1).reduce((sum, { balance }) => sum + balance, 0n);
  expect(BigInt(told)).toBe(assets!.balance);
  expect((held * BigInt(pricePerShareWad)) / 10n ** 18n <= assets!.balance).toBe(true);
  expect(assets!.balance >= BigInt(openCover)).toBe(true);
}

test('the insurances of all pools come page by page, whatever the pools are called', async () => {
  const names = ['pool 52', 'Zürich Öl', 'über–all', 'a "quoted" one', "it's \\ & %", '字'.repeat(100), 'tab\tand\u0085next', '😀'.repeat(50)];
  for (const name of names) await api.database.client.pool.create({ data: { id: newId('pool'), name, createdAt: 0n } });
  const seen: string[] = [];
  for (let cursor = ''; ;) {
    const page = (await ann.get(`/v1/cover-pools?limit=1${cursor}`).expect(200)).body as { items: CoverPoolView[]; nextCursor: string | null };
    seen.push(...page.items.map((one) => one.pool));
    if (page.nextCursor === null) break;
    cursor = `&cursor=${page.nextCursor}`;
  }
  const all = await api.database.client.pool.findMany({ select: { name: true } });
  expect(seen).toEqual(all.map(({ name }) => name).toSorted((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other))));
  expect(seen).toEqual(expect.arrayContaining(names));
});

describe('the insurance of a pool', () => {
  test('is what docs/insurance.md reckons', async () => {
    const start = api.clock.now();
    await back(ann, 60n * TOKEN).expect(201);
    await back(bob, 40n * TOKEN).expect(201);
    const leaseId = await lease();
    await api.database.client.serviceLevel.create({ data: { poolId: pool.id, activeFrom: 0n, levels: [{ availabilityBelowPpm: 999_000, creditBps: 10_000 }], createdAt: 0n } });
    const quote = (await cid.post('/v1/covers/quotes', terms(leaseId)).expect(200)).body as object;
    expect(quote).toMatchObject({ premium: '200000000', price: { baseBps: '200', capacity: '99999999998', used: '0' }, startsAt: start + rules.waitMillis, endsAt: start + rules.waitMillis + 73 * MILLIS_PER_DAY });
    const { id } = await bought(leaseId);
    expect(await state()).toMatchObject({ assets: '100200000000', openCover: '50000000000', desired: '50000000000', required: '50000000000', free: '50199999998', solvencyBps: '20040', priceBps: '450' });
    expect(await position(ann)).toMatchObject({ worth: '60000000000' });
    const month = Date.UTC(2027, 0);
    const failed = start + 5 * MILLIS_PER_DAY;
    await outage(leaseId, failed, 30 * MILLIS_PER_HOUR);
    await outage(leaseId, failed + 3 * MILLIS_PER_DAY, MILLIS_PER_HOUR, 'crash_loop');
    api.clock.jump(Date.UTC(2027, 1, 4, 12));
    await sweep();
    expect((await read(id)).claims).toEqual([]); // the credit of the month is not known yet
    await credit(leaseId, month, 5n * TOKEN, 30 * MILLIS_PER_HOUR);
    api.clock.advance(MILLIS_PER_HOUR);
    const before = await wallet(cid);
    await sweep();
    expect(await wallet(cid)).toBe(before + 10n * TOKEN);
    expect(await read(id)).toMatchObject({ state: 'running', paid: '10000000000', claims: [{ startsAt: start + rules.waitMillis, endsAt: Date.UTC(2027, 1), downMillis: '108000000', loss: '15000000000', credited: '5000000000', paid: '10000000000', unpaid: '0' }] });
    expect([await position(ann), await position(bob)]).toMatchObject([{ worth: '54120000000' }, { worth: '36080000000' }]);
    await leave(bob, 40n * TOKEN).expect(201);
    api.clock.advance(1);
    await leave(ann, 60n * TOKEN).expect(201);
    api.clock.advance(rules.exitMillis);
    await sweep();
    expect([await wallet(bob), (await position(ann)).exits]).toMatchObject([996n * TOKEN + 80_000_000n, [{ amount: '54120000000' }]]);
    await expectWhole();
    api.clock.jump(start + rules.waitMillis + 73 * MILLIS_PER_DAY + rules.settleMillis);
    for (let months = 0; months < 3; months += 1) await sweep();
    expect(await read(id)).toMatchObject({ state: 'ended' });
    expect(await wallet(ann)).toBe(994n * TOKEN + 120_000_000n);
    expect(await state()).toMatchObject({ assets: '0', openCover: '0', required: '0', solvencyBps: null });
    await expectWhole();
    expect(await auditLedger(api.database)).toMatchObject({ entriesSum: 0n, wrongBalances: [], unbalancedTransfers: [] });
  });

  test('tells what it sold and paid in the transactions that did, and leaves all that it follows from in the log', async () => {
    await back(ann, 100n * TOKEN).expect(201);
    const leaseId = await lease();
    const { id } = await bought(leaseId);
    await outage(leaseId, api.clock.now() + 2 * MILLIS_PER_DAY, MILLIS_PER_HOUR);
    api.clock.advance(80 * MILLIS_PER_DAY);
    for (let months = 0; months < 5; months += 1) await sweep();
    const told = await api.database.query<{ type: string; tenant_id: string; payload: object }>(sql`select type, tenant_id, payload from outbox_events where subject_id = ${id} order by id`);
    expect(told.map(({ type, tenant_id }) => [type, tenant_id === cid.ownerId])).toEqual([['cover.bought', true], ['cover.paid', true], ['cover.ended', true]]);
    expect(told[1]!.payload).toMatchObject({ coverId: id, leaseId, loss: String(TOKEN / 2n), credited: '0', paid: String(TOKEN / 2n), unpaid: '0' });
    expect(JSON.stringify(told)).not.toMatch(/opr_|hst_/);
    await new TransparencyLog(api.database, undefined).append();
    const leaves = await api.database.query<{ kind: string; tenant_id: string; body: string }>(sql`select kind, tenant_id, body from log_leaves where lease_id = ${leaseId} order by index`);
    expect(leaves.map(({ kind, tenant_id, body }) => [kind, tenant_id, JSON.parse(body) as object])).toMatchObject([
      ['cover', cid.ownerId, { id, premium: '200000000', baseBps: '200', used: '0', rulesVersion: 0 }], ['claim', cid.ownerId, { coverId: id, downMillis: '3600000', paid: String(TOKEN / 2n) }],
    ]);
  });

  test('pays no more than the amount, whatever fails, and says what it did not pay', async () => {
    await back(ann, 100n * TOKEN).expect(201);
    const leaseId = await lease();
    const { id } = await bought(leaseId, { amount: String(3n * TOKEN) });
    await outage(leaseId, api.clock.now() + 2 * MILLIS_PER_DAY, 10 * MILLIS_PER_HOUR);
    api.clock.advance(40 * MILLIS_PER_DAY);
    await sweep();
    expect(await read(id)).toMatchObject({ paid: String(3n * TOKEN), claims: [{ loss: String(5n * TOKEN), paid: String(3n * TOKEN), unpaid: String(2n * TOKEN) }] });
    await expectWhole();
  });

  test('covers a lease once at a time, the next after the one before, and ends with the lease', async () => {
    await back(ann, 100n * TOKEN).expect(201);
    const leaseId = await lease();
    const first = await bought(leaseId, { amount: String(TOKEN), periodMillis: 7 * MILLIS_PER_DAY });
    expect((await buy(leaseId, { amount: String(TOKEN) }).expect(409)).body).toMatchObject({ code: 'cover_exists' });
    api.clock.advance(rules.waitMillis);
    const second = await bought(leaseId, { amount: String(TOKEN), periodMillis: 60 * MILLIS_PER_DAY });
    expect(second.startsAt).toBe(first.endsAt);
    await api.database.client.lease.update({ where: { id: leaseId }, data: { state: 'closing', closingAt: BigInt(second.startsAt + 5) } });
    expect((await buy(leaseId).expect(409)).body).toMatchObject({ code: 'lease_not_covered' });
    api.clock.advance(40 * MILLIS_PER_DAY);
    for (let months = 0; months < 3; months += 1) await sweep();
    expect([await read(first.id), await read(second.id), await state()]).toMatchObject([{ state: 'ended' }, { state: 'ended' }, { openCover: '0' }]);
  });

  test('refuses what it cannot carry, what is not on offer, and what is dearer than asked', async () => {
    const leaseId = await lease();
    const refused = async (over: object, status: number) => (await buy(leaseId, over).expect(status)).body as { code: string; pointer?: string };
    expect(await refused({}, 409)).toMatchObject({ code: 'cover_lacking', most: '0' });
    await back(ann, 100n * TOKEN).expect(201);
    expect(await refused({ amount: String(100n * TOKEN - 1n) }, 409)).toMatchObject({ code: 'cover_lacking', pointer: '/amount', most: String(100n * TOKEN - 2n) });
    expect(await refused({ periodMillis: 1 }, 422)).toMatchObject({ code: 'cover_out_of_range', pointer: '/periodMillis' });
    expect(await refused({ nanoTokensPerHour: String(4n * TOKEN + 1n) }, 422)).toMatchObject({ code: 'cover_out_of_range', pointer: '/nanoTokensPerHour', most: String(4n * TOKEN) });
    expect(await refused({ mostPremium: '199999999' }, 409)).toMatchObject({ code: 'cover_too_dear', premium: '200000000' });
    for (const [over, pointer] of [[{ amount: '0' }, '/amount'], [{ amount: 5 }, '/amount'], [{ leaseId: 'x' }, '/leaseId'], [{ luck: 1 }, '/luck']] as const) expect(await refused(over, 400)).toMatchObject({ code: 'invalid_request', pointer });
    const { id } = await bought(leaseId);
    await ann.get(`/v1/covers/${id}`).expect(404);
    await ann.post('/v1/covers', terms(leaseId)).expect(404);
    expect(((await ann.get('/v1/covers').expect(200)).body as { items: unknown[] }).items).toEqual([]);
    expect(((await cid.get('/v1/covers').expect(200)).body as { items: CoverView[] }).items.map((one) => one.id)).toEqual([id]);
    const admin = await api.admin();
    await admin.get(`/v1/admin/covers/${id}`).expect(200);
    await cid.get('/v1/admin/covers').expect(403);
    expect((await leave(bob, 1n).expect(409)).body).toMatchObject({ code: 'exceeds_cover_shares' });
    await leave(ann, 100n * TOKEN).expect(201);
    expect(await refused({ leaseId: await lease() }, 409)).toMatchObject({ code: 'cover_lacking', most: '0' }); // who leaves backs nothing new
  });

  test('gives who buys at once no more together than it can carry', async () => {
    await back(ann, 100n * TOKEN).expect(201);
    const leases = await Promise.all(Array.from({ length: 4 }, () => lease()));
    const answers = await Promise.all(leases.map((leaseId) => buy(leaseId, { amount: String(40n * TOKEN) })));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 201, 409, 409]);
    const [key, again] = [newId('request'), await lease()];
    const twice = await Promise.all([1, 2].map(() => buy(again, { amount: String(TOKEN) }).set('idempotency-key', key)));
    expect(new Set(twice.map(({ body }) => (body as CoverView).id)).size).toBe(1);
    await expectWhole();
  });

  test('is on the statement of who pays and is paid, which closes', async () => {
    await back(ann, 100n * TOKEN).expect(201);
    const leaseId = await lease();
    await bought(leaseId);
    api.clock.advance(MILLIS_PER_HOUR);
    const statements = api.app.get(Statements, { strict: false });
    const { closingBalance, deposits } = (await new CloseStatementHandler(api.database, statements, api.clock).execute(new CloseStatement({ ...systemActor, ownerType: 'tenant', ownerId: cid.ownerId }))) as { closingBalance: string; deposits: string };
    expect([closingBalance, deposits]).toEqual([String(1_000n * TOKEN - 200_000_000n), String(1_000n * TOKEN - 200_000_000n)]);
  });
});

test('whoever backs, buys, fails and leaves in whatever order: what is there is whose it is, nobody gains by coming and going, and all that is covered can be paid', async () => {
  const who = fc.nat(1);
  const step = fc.oneof(
    { weight: 3, arbitrary: fc.record({ what: fc.constant('back' as const), who, amount: fc.bigInt({ min: 1n, max: 50n * TOKEN }) }) },
    { weight: 2, arbitrary: fc.record({ what: fc.constant('leave' as const), who, amount: fc.bigInt({ min: 1n, max: 50n * TOKEN }) }) },
    { weight: 3, arbitrary: fc.record({ what: fc.constant('buy' as const), who, amount: fc.bigInt({ min: TOKEN, max: 40n * TOKEN }) }) },
    { weight: 3, arbitrary: fc.record({ what: fc.constant('fail' as const), who, amount: fc.bigInt({ min: 1n, max: 100n }) }) },
    { weight: 4, arbitrary: fc.record({ what: fc.constant('wait' as const), who, amount: fc.bigInt({ min: 1n, max: 25n }) }) },
  );
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 16 }), async (history) => {
    await begin();
    const leases = [await lease(), await lease()];
    const covers: string[] = [];
    const profits: bigint[] = [];
    for (const { what, who: place, amount } of history) {
      const backer = [ann, bob][place]!;
      if (what === 'back') {
        const had = BigInt((await position(backer)).worth);
        const { status } = await back(backer, amount);
        const gained = BigInt((await position(backer)).worth) - had;
        profits.push(gained - (status === 201 ? amount : 0n));
      } else if (what === 'leave') {
        await leave(backer, amount);
      } else if (what === 'buy') {
        const { status, body } = await buy(leases[place]!, { amount: String(amount), periodMillis: 30 * MILLIS_PER_DAY });
        if (status === 201) covers.push((body as CoverView).id);
      } else if (what === 'fail') {
        await outage(leases[place]!, api.clock.now() + 1, Number(amount) * 1_234_567);
        api.clock.advance(Number(amount) * 1_234_567 + 1);
      } else {
        api.clock.advance(Number(amount) * MILLIS_PER_DAY);
        await sweep();
      }
      await expectWhole();
    }
    expect(profits.filter((profit) => profit > 1n)).toEqual([]); // a unit: what two parts lose by rounding, one does not
    let [premiums, payouts] = [0n, 0n];
    for (const id of covers) {
      const { amount, paid, premium, price, periodMillis, nanoTokensPerHour, claims } = await read(id);
      const rule = { targetBps: BigInt(price.baseBps), decayBpsPerDay: 0n, bumpBps: 0n, unit: rules.unitNanoTokens };
      expect(priceCover(rule, { amount: BigInt(amount), periodMillis, bumpedBps: 0n, elapsedMillis: 0, capacity: BigInt(price.capacity), used: BigInt(price.used) }).premium).toBe(BigInt(premium));
      expect(BigInt(paid) <= BigInt(amount)).toBe(true);
      expect(claims.reduce((sum, claim) => sum + BigInt(claim.paid), 0n)).toBe(BigInt(paid));
      for (const claim of claims) expect(BigInt(claim.loss)).toBe((BigInt(nanoTokensPerHour) * BigInt(claim.downMillis)) / BigInt(MILLIS_PER_HOUR));
      premiums += BigInt(premium);
      payouts += BigInt(paid);
    }
    const [treasury, assets] = await balancesOf(api.database, [{ ownerId: pool.id, kind: 'treasury' }, coverAccounts(pool.id).tokens]);
    expect(await wallet(cid)).toBe(1_000n * TOKEN - premiums + payouts);
    expect((await wallet(ann)) + (await wallet(bob)) + assets!.balance + treasury!.balance).toBe(2_000n * TOKEN + premiums - payouts);
  }), { numRuns: 8 });
}, 120_000);

describe('what an operator has to answer for and neither its bond nor who backs it has', () => {
  let [month, monthEnd] = [0, 0];
  /** Begins a month, in which all of it lies. */
  function beginMonth(): void {
    const now = new Date(api.clock.now());
    [month, monthEnd] = [1, 2].map((later) => Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + later)) as [number, number];
    api.clock.jump(month + MILLIS_PER_HOUR);
  }
  beforeEach(() => { beginMonth(); });
  /** A covered lease that is owed a credit for a month in which the operator's host was down. @returns the cover's id. */
  async function owed(operatorId: string, { amount, unpaid, covered = true, tenant = cid, hours = 10 }: { amount: bigint; unpaid: bigint; covered?: boolean; tenant?: typeof cid; hours?: number }): Promise<{ leaseId: string; coverId: string | undefined }> {
    const leaseId = await lease(tenant);
    const coverId = covered ? ((await tenant.post('/v1/covers', { ...terms(leaseId), amount: String(amount) }).expect(201)).body as CoverView).id : undefined;
    const startsAt = api.clock.now() + rules.waitMillis;
    const downMillis = hours * MILLIS_PER_HOUR;
    await api.database.client.outage.create({
      data: { id: newId('outage'), leaseId, tenantId: tenant.ownerId, replica: 0, claimId: newId('claim'), operatorId, hostId: newId('host'), reason: 'host_lost', startsAt: BigInt(startsAt), endsAt: BigInt(startsAt + downMillis) },
    });
    await api.database.client.serviceCredit.create({
      data: { leaseId, monthStartsAt: BigInt(month), tenantId: tenant.ownerId, monthEndsAt: BigInt(monthEnd), servedMillis: 1n, downMillis: BigInt(downMillis), charged: unpaid, creditBps: 10_000, amount: 0n, unpaid, givenAt: 0n },
    });
    return { leaseId, coverId };
  }
  const stillOwed = async (leaseId: string) => (await api.database.query<{ unpaid: bigint; sum: bigint }>(sql`select min(unpaid) as unpaid, (sum(amount) + min(unpaid))::bigint as sum from service_credits where lease_id = ${leaseId}`))[0]!;
  const bear = (operatorId: string, amount: bigint, harm: bigint, key: string = newId('transfer')): Promise<BorneLoss> => api.database.transaction((tx) => bearLoss(
    tx, { key, operatorId, poolId: pool.id, amount, harm, to: { ownerId: newId('slash'), kind: 'redress' } }, api.clock.now(), api.app.get<LossCover>(LOSS_COVER, { strict: false }),
  ));

  test('is borne by insurance as far as tenants are owed and covered, who get it themselves, once, whoever asks again and at once', async () => {
    await back(ann, 100n * TOKEN).expect(201);
    const operatorId = newId('operator');
    const first = await owed(operatorId, { amount: 5n * TOKEN, unpaid: 8n * TOKEN });
    const second = await owed(operatorId, { amount: 50n * TOKEN, unpaid: 3n * TOKEN });
    const bare = await owed(operatorId, { amount: 0n, unpaid: 4n * TOKEN, covered: false });
    const had = await wallet(cid);
    const key = newId('transfer');
    const all = await Promise.all([1, 2, 3].map(() => bear(operatorId, 20n * TOKEN, 15n * TOKEN, key)));
    for (const borne of all) expect(borne).toEqual({ bond: 0n, stake: 0n, insurance: 8n * TOKEN, treasury: 0n, deficit: 12n * TOKEN });
    expect(await wallet(cid)).toBe(had + 8n * TOKEN);
    expect([await stillOwed(first.leaseId), await stillOwed(second.leaseId), await stillOwed(bare.leaseId)]).toEqual([{ unpaid: 3n * TOKEN, sum: 8n * TOKEN }, { unpaid: 0n, sum: 3n * TOKEN }, { unpaid: 4n * TOKEN, sum: 4n * TOKEN }]);
    expect([await read(first.coverId!), await read(second.coverId!)]).toMatchObject([
      { paid: String(5n * TOKEN), credits: [{ monthStartsAt: month, covered: String(5n * TOKEN), paid: String(5n * TOKEN) }] }, { paid: String(3n * TOKEN), credits: [{ paid: String(3n * TOKEN) }] },
    ]);
    // Nothing is covered any more, and another operator's losses are none of these tenants'.
    expect(await bear(operatorId, 20n * TOKEN, 7n * TOKEN)).toMatchObject({ insurance: 0n });
    expect(await bear(newId('operator'), TOKEN, TOKEN)).toMatchObject({ insurance: 0n });
    const told = await api.database.query<{ payload: object }>(sql`select payload from outbox_events where type = 'cover.credit_paid' and subject_id = ${first.coverId}`);
    expect(told).toMatchObject([{ payload: { coverId: first.coverId, leaseId: first.leaseId, paid: String(5n * TOKEN) } }]);
    expect(JSON.stringify(told)).not.toContain(operatorId);
    await expectWhole();
  });

  test('reaches insurance when a slash is carried out', async () => {
    await back(ann, 100n * TOKEN).expect(201);
    const operatorId = newId('operator');
    await owed(operatorId, { amount: 50n * TOKEN, unpaid: 3n * TOKEN });
    const [faultId, slashId, now] = [newId('operatorFault'), newId('slash'), BigInt(api.clock.now())];
    await api.database.client.operatorFault.create({ data: { id: faultId, key: faultId, kind: 'host_lost', operatorId, poolId: pool.id, hostId: newId('host'), at: now, recordedAt: now, rulesVersion: 0, units: [], evidence: {}, state: 'confirmed' } });
    await api.database.client.slash.create({ data: { id: slashId, faultId, kind: 'host_lost', operatorId, poolId: pool.id, rulesVersion: 0, units: [], base: 9n * TOKEN, atStake: 9n * TOKEN, slashedBefore: 0n, amount: 9n * TOKEN, proposedAt: now, dueAt: now, state: 'pending' } });
    const had = await wallet(cid);
    await Promise.all([1, 2].map(() => api.app.get(OperatorFaults, { strict: false }).sweep(api.clock.now())));
    expect(await api.database.client.borneLoss.findMany({ where: { operatorId } })).toMatchObject([{ harm: 3n * TOKEN, insurance: 3n * TOKEN, treasury: 0n, deficit: 6n * TOKEN }]);
    expect(await wallet(cid)).toBe(had + 3n * TOKEN);
  });

  test('sums to the loss whatever is owed, covered and there: insurance bears what is asked of it, covered and left, and no unit more', async () => {
    const part = fc.record({ amount: fc.bigInt({ min: 1n, max: 30n }), unpaid: fc.bigInt({ min: 1n, max: 40n }), covered: fc.boolean(), hours: fc.integer({ min: 1, max: 400 }) });
    await fc.assert(fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 4 }), fc.array(fc.record({ amount: fc.bigInt({ min: 1n, max: 150n }), percent: fc.nat(100) }), { minLength: 1, maxLength: 3 }), async (parts, losses) => {
      await begin();
      beginMonth();
      await back(ann, 200n * TOKEN).expect(201);
      const operatorId = newId('operator');
      const leases: { leaseId: string; coverId: string | undefined; left: bigint; unpaid: bigint }[] = [];
      for (const { amount, unpaid, covered, hours } of parts) {
        const made = await owed(operatorId, { amount: amount * TOKEN, unpaid: unpaid * TOKEN + 1n, covered, hours });
        // Of an outage that goes on after the cover's month only what is in the month was credited, and is covered.
        leases.push({ ...made, left: covered ? amount * TOKEN : 0n, unpaid: unpaid * TOKEN + 1n });
      }
      for (const { amount: tokens, percent } of losses) {
        const amount = tokens * TOKEN;
        const harm = (amount * BigInt(percent)) / 100n;
        const before = { wallet: await wallet(cid), assets: (await balanceOf(api.database, coverAccounts(pool.id).tokens)).balance };
        const key = newId('transfer');
        const borne = await bear(operatorId, amount, harm, key);
        const most = leases.reduce((sum, { left, unpaid }) => sum + (left < unpaid ? left : unpaid), 0n);
        expect(borne.bond + borne.stake + borne.insurance + borne.treasury + borne.deficit).toBe(amount);
        expect(borne.insurance).toBe(most < harm ? most : harm);
        expect(await wallet(cid)).toBe(before.wallet + borne.insurance);
        expect((await balanceOf(api.database, coverAccounts(pool.id).tokens)).balance).toBe(before.assets - borne.insurance);
        expect(await bear(operatorId, amount, harm, key)).toEqual(borne);
        let paid = 0n;
        for (const one of leases) {
          const { unpaid, sum } = await stillOwed(one.leaseId);
          paid += one.unpaid - unpaid;
          // Of a lease without cover nothing is left from the start, so that nothing can be paid.
          one.left -= one.unpaid - unpaid;
          one.unpaid = unpaid;
          const cover = one.coverId === undefined ? { amount: '0', paid: '0' } : await read(one.coverId);
          expect(BigInt(cover.amount) - BigInt(cover.paid)).toBe(one.left);
          expect(one.left >= 0n && unpaid >= 0n && sum >= unpaid).toBe(true);
        }
        expect(paid).toBe(borne.insurance);
        await expectWhole();
      }
    }), { numRuns: 4 });
    expect(await auditLedger(api.database)).toMatchObject({ entriesSum: 0n, wrongBalances: [] });
  }, 60_000);
});
