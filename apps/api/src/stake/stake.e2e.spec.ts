import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { sql } from '#libs/database';
import { MILLIS_PER_DAY, newId } from '#libs/kernel';
import { auditLedger, balanceOf, balancesOf, LedgerModule, postTransfers } from '#libs/ledger';
import { initialRules } from '#libs/rules';
import { loseStake, type PositionView, stakeAccounts, StakeEarnings, StakeExits, StakeModule, type StakePoolView, stakeSharesOf } from '#libs/stake';

import { type Caller, startTestApi, type TestApi } from '../../../../test/support/api.js';
import { stakeControllers } from './controllers.js';

const { unbondingMillis: UNBONDING, unlockMillis: UNLOCK, noticeMillis: NOTICE } = initialRules.stake;
const FUNDS = 1_000_000n;
const treasury = { ownerId: 'platform', kind: 'treasury' } as const;

let api: TestApi;
let operator: Caller;
let poolId: string;
let backers: Caller[];

beforeAll(async () => {
  api = await startTestApi({ modules: [LedgerModule, StakeModule], controllers: stakeControllers });
});
afterAll(() => api.close());
beforeEach(async () => {
  operator = await api.operator();
  backers = [await api.tenant(), await api.tenant(), await api.tenant()];
  for (const { ownerId } of backers) await issue(ownerId, 'wallet', FUNDS);
  poolId = ((await terms({ earningsBps: 5_000, commissionBps: 1_000 }).expect(200)).body as StakePoolView).id;
});

const issue = (ownerId: string, kind: 'wallet' | 'earnings', amount: bigint, reason: 'deposit' | 'charge' = 'deposit') => api.database.transaction((tx) => postTransfers(tx, api.clock.now(), [
  { key: newId('transfer'), type: 'posted', amount, reason, from: { ownerId: 'platform', kind: 'issuance' }, to: { ownerId, kind } },
]));
const terms = (body: object) => operator.put('/v1/operator/stake-pool/terms', body);
const path = (rest = '') => `/v1/stake-pools/${poolId}${rest}`;
const stake = (backer: Caller, amount: bigint) => backer.post(path('/deposits'), { amount: String(amount) });
const leave = (backer: Caller, shares: bigint) => backer.post(path('/exits'), { shares: String(shares) });
const give = (backer: Caller, to: string, shares: bigint) => backer.post(path('/transfers'), { tenantId: to, shares: String(shares) });
const pool = async () => (await operator.get('/v1/operator/stake-pool').expect(200)).body as StakePoolView;
const position = async (backer: Caller) => (await backer.get(path('/position')).expect(200)).body as PositionView;
const own = async () => (await operator.get('/v1/operator/stake-pool/position').expect(200)).body as PositionView;
const wallet = async ({ ownerId }: Caller) => (await balanceOf(api.database, { ownerId, kind: 'wallet' })).balance;
const tokens = async () => (await balanceOf(api.database, stakeAccounts(poolId).tokens)).balance;
const lose = (loss: bigint) => api.database.transaction((tx) => loseStake(tx, poolId, loss, treasury, api.clock.now()));
const pay = () => new StakeExits(api.database).payDue(api.clock.now());
const flow = () => new StakeEarnings(api.database).flowDue(api.clock.now());
/** What capacity earned, and a day later what of it flows in. */
async function earn(amount: bigint): Promise<void> {
  api.clock.advance(1); // what was earned when the pool was opened is the operator's alone
  await issue(operator.ownerId, 'earnings', amount, 'charge');
  api.clock.advance(MILLIS_PER_DAY + 600_000);
  await flow();
}

/** All that the pool has belongs to whoever holds its shares, and each share is somebody's. */
async function expectWhole(): Promise<void> {
  const { issuance, locked, exits } = stakeAccounts(poolId);
  const holders = [...backers, operator].map(({ ownerId }) => stakeSharesOf(poolId, ownerId));
  const [issued, assets, ...owned] = await balancesOf(api.database, [issuance, stakeAccounts(poolId).tokens, locked, exits, ...holders]);
  expect(-issued!.balance).toBe(owned.reduce((sum, { balance }) => sum + balance, 0n));
  const [{ assets: told, pricePerShareWad }, held] = [await pool(), owned.slice(2).reduce((sum, { balance }) => sum + balance, 0n)];
  expect(BigInt(told)).toBe(assets!.balance);
  expect((held * BigInt(pricePerShareWad)) / 10n ** 18n <= assets!.balance).toBe(true);
}

describe('the list of stake pools', () => {
  const list = async (backer: Caller, query: string) => (await backer.get(`/v1/stake-pools?limit=200&${query}`).expect(200)).body as { items: StakePoolView[]; nextCursor: string | null };

  test('says what the reader has in each where that is asked for, as the pool itself does, and nothing of what others have', async () => {
    const [ann, bob] = backers as [Caller, Caller];
    const other = (await (await api.operator()).put('/v1/operator/stake-pool/terms', { earningsBps: 0, commissionBps: 0 }).expect(200)).body as StakePoolView;
    await stake(ann, 600n).expect(201);
    await leave(ann, 100n).expect(201);
    const seen = (await list(ann, 'positions=true')).items;
    expect(seen.find(({ id }) => id === poolId)?.position).toEqual(await position(ann));
    expect(await position(ann)).toMatchObject({ shares: '500', exits: [{ shares: '100' }] });
    expect(seen.find(({ id }) => id === other.id)?.position).toMatchObject({ poolId: other.id, shares: '0', worth: '0', exits: [] });
    expect((await list(bob, 'positions=true')).items.find(({ id }) => id === poolId)?.position).toMatchObject({ shares: '0', exits: [] });
    expect((await list(ann, '')).items.some((one) => 'position' in one)).toBe(false);
  });

  test('is searched by the beginning of an id, page by page, and refuses what is no search', async () => {
    const [ann] = backers as [Caller];
    expect((await list(ann, `search=${poolId.toUpperCase()}&positions=true`)).items.map(({ id }) => id)).toEqual([poolId]);
    expect((await list(ann, `search=${poolId.slice(4)}`)).items).toEqual([]);
    expect((await list(ann, 'search=%25')).items).toEqual([]);
    expect((await ann.get('/v1/stake-pools?search=').expect(400)).body).toMatchObject({ code: 'invalid_request', pointer: '?search' });
    expect((await ann.get('/v1/stake-pools?positions=perhaps').expect(400)).body).toMatchObject({ code: 'invalid_request', pointer: '?positions' });
  });
});

describe('a stake pool', () => {
  test('is what docs/stake-pools.md reckons', async () => {
    const [ann, bob] = backers as [Caller, Caller];
    expect((await stake(ann, 600_000n).expect(201)).body).toMatchObject({ shares: '600000', worth: '600000', exits: [] });
    await stake(bob, 200_000n).expect(201);
    await earn(160_000n);
    // Half of what was earned flows in; a tenth of that is the commission, and the price stays where it is.
    expect(await pool()).toMatchObject({ assets: '880000', terms: { earningsBps: 5_000, commissionBps: 1_000 } });
    expect([await position(ann), await own()]).toMatchObject([{ worth: '600000' }, { shares: '8000', worth: '8000' }]);
    api.clock.advance(UNLOCK / 2);
    expect(await position(ann)).toMatchObject({ worth: String((600_000n * 880_001n) / (880_000n - 35_999n + 1n)) });
    api.clock.advance(UNLOCK / 2);
    expect([await position(ann), await position(bob)]).toMatchObject([{ worth: '653465' }, { worth: '217821' }]);
    await leave(bob, 200_000n).expect(201);
    expect(await position(bob)).toMatchObject({ shares: '0', exits: [{ shares: '200000', amount: '217821' }] });
    expect(await lose(220_000n)).toBe(220_000n);
    expect(await position(ann)).toMatchObject({ worth: '490099' });
    api.clock.advance(UNBONDING - 1);
    expect(await pay()).toBe(0);
    api.clock.advance(1);
    expect(await pay()).toBe(1);
    expect(await wallet(bob)).toBe(FUNDS - 200_000n + 163_366n);
    await expectWhole();
  });

  test('is owed what the operator has spent of its earnings, and gets it the next time', async () => {
    await stake(backers[0]!, 1_000n).expect(201);
    api.clock.advance(1);
    await issue(operator.ownerId, 'earnings', 1_000n, 'charge');
    await operator.post('/v1/operator/bond', { amount: '900' }).expect(201);
    api.clock.advance(MILLIS_PER_DAY + 600_000);
    await flow();
    expect(await pool()).toMatchObject({ assets: '1100', owed: '400' });
    await earn(600n);
    expect(await pool()).toMatchObject({ assets: '1700', owed: '100' });
    await expectWhole();
  });

  test('gets its earnings though those of another cannot flow', async () => {
    const other = await api.operator();
    const { id } = (await other.put('/v1/operator/stake-pool/terms', { earningsBps: 5_000, commissionBps: 0 }).expect(200)).body as StakePoolView;
    await backers[1]!.post(`/v1/stake-pools/${id}/deposits`, { amount: '1000' }).expect(201);
    await stake(backers[0]!, 1_000n).expect(201);
    api.clock.advance(1);
    await issue(other.ownerId, 'earnings', 1_000n, 'charge');
    const bound = (cap: bigint | null) => api.database.modelTransaction((tx) => tx.$executeRaw(sql`update accounts set cap = ${cap}::bigint where owner_id = ${id} and kind = 'stake' and asset = 'token'`));
    await bound(1_000n);
    await expect(earn(1_000n)).rejects.toThrow(/^1 of \d+ stake pools/);
    const assetsOf = async (ofPool: string) => (await balanceOf(api.database, stakeAccounts(ofPool).tokens)).balance;
    expect([await assetsOf(poolId), await assetsOf(id)]).toEqual([1_500n, 1_000n]);
    await bound(null);
    await flow();
    expect([await assetsOf(poolId), await assetsOf(id)]).toEqual([1_500n, 1_500n]);
    await expectWhole();
  });

  test('gives who leaves no part in gains, and lets what they forgo stay with the others', async () => {
    const [ann, bob] = backers as [Caller, Caller];
    await stake(ann, 100_000n).expect(201);
    await stake(bob, 100_000n).expect(201);
    await leave(bob, 100_000n).expect(201);
    await earn(100_000n);
    api.clock.advance(UNLOCK + UNBONDING);
    expect(await Promise.all([pay(), pay()]).then(([one, two]) => one + two)).toBe(1);
    expect(await wallet(bob)).toBe(FUNDS);
    expect(BigInt((await position(ann)).worth) > 130_000n).toBe(true);
    await expectWhole();
  });

  test('that everybody left has nothing left: what nobody had a part in is earnings again, and whoever comes next starts at one to one', async () => {
    const [ann, bob] = backers as [Caller, Caller];
    await stake(ann, 100_000n).expect(201);
    await leave(ann, 100_000n).expect(201);
    api.clock.advance(1);
    await issue(operator.ownerId, 'earnings', 50_000n, 'charge');
    api.clock.advance(UNBONDING + UNLOCK);
    await flow();
    const commission = BigInt((await own()).shares);
    expect(commission).toBe(2_500n);
    await operator.post('/v1/operator/stake-pool/exits', { shares: String(commission) }).expect(201);
    await pay();
    api.clock.advance(UNBONDING);
    await pay();
    expect([await wallet(ann), await tokens(), (await pool()).shares]).toEqual([FUNDS, 0n, '0']);
    expect((await balanceOf(api.database, { ownerId: operator.ownerId, kind: 'earnings' })).balance).toBe(50_000n);
    expect((await stake(bob, 5n).expect(201)).body).toMatchObject({ shares: '5' });
  });

  test('that lost everything takes nobody in, and is never below nothing', async () => {
    const [ann, bob] = backers as [Caller, Caller];
    await stake(ann, 1_000n).expect(201);
    expect([await lose(5_000n), await tokens()]).toEqual([999n, 1n]);
    expect((await stake(bob, 1_000n).expect(409)).body).toMatchObject({ code: 'stake_halted' });
    expect(await lose(1n)).toBe(0n);
    await leave(ann, 1_000n).expect(201);
    api.clock.advance(UNBONDING);
    expect(await pay()).toBe(1);
    await expectWhole();
  });

  test('takes a gain and a loss in as many statements however many back it', async () => {
    const count = async (run: () => Promise<unknown>) => {
      const before = await api.database.query<{ transfers: bigint }>(sql`select count(*) as transfers from transfers`);
      await run();
      const after = await api.database.query<{ transfers: bigint }>(sql`select count(*) as transfers from transfers`);
      return Number(after[0]!.transfers - before[0]!.transfers);
    };
    await stake(backers[0]!, 1_000n).expect(201);
    const few = [await count(() => earn(1_000n)), await count(() => lose(100n))];
    for (let more = 0; more < 12; more += 1) {
      const backer = await api.tenant();
      backers.push(backer);
      await issue(backer.ownerId, 'wallet', FUNDS);
      await stake(backer, 1_000n).expect(201);
    }
    expect([await count(() => earn(1_000n)), await count(() => lose(100n))].map((transfers, place) => transfers - few[place]!).every((more) => more <= 1)).toBe(true);
  });
});

describe('terms', () => {
  test('become worse after a notice that is longer than leaving takes, better at once, and end a notice', async () => {
    await terms({ earningsBps: 5_000, commissionBps: 2_000 }).expect(200);
    const from = api.clock.now() + NOTICE;
    expect(NOTICE > UNBONDING).toBe(true);
    expect(await pool()).toMatchObject({ terms: { commissionBps: 1_000 }, next: { commissionBps: 2_000, from } });
    api.clock.advance(5);
    expect((await terms({ earningsBps: 5_000, commissionBps: 2_000 }).expect(200)).body).toMatchObject({ next: { from } });
    api.clock.jump(from - 1);
    expect(await pool()).toMatchObject({ terms: { commissionBps: 1_000 } });
    api.clock.advance(1);
    expect(await pool()).toMatchObject({ terms: { commissionBps: 2_000 }, next: null });
    expect((await terms({ earningsBps: 4_999, commissionBps: 2_000 }).expect(200)).body).toMatchObject({ terms: { earningsBps: 5_000 }, next: { earningsBps: 4_999 } });
    expect((await terms({ earningsBps: 6_000, commissionBps: 0 }).expect(200)).body).toMatchObject({ terms: { earningsBps: 6_000, commissionBps: 0 }, next: null });
    expect((await terms({ earningsBps: 6_000, commissionBps: 5_001 }).expect(422)).body).toMatchObject({ code: 'commission_too_high', limit: 5_000, pointer: '/commissionBps' });
  });
});

describe('shares', () => {
  test('are given to another tenant, and nobody has more than he has', async () => {
    const [ann, bob] = backers as [Caller, Caller];
    await stake(ann, 1_000n).expect(201);
    expect((await give(ann, bob.ownerId, 1_001n).expect(409)).body).toMatchObject({ code: 'exceeds_shares_held', held: '1000' });
    await give(ann, bob.ownerId, 400n).expect(201);
    expect([await position(ann), await position(bob)]).toMatchObject([{ shares: '600' }, { shares: '400' }]);
    for (const to of [newId('tenant'), ann.ownerId]) expect((await give(ann, to, 1n).expect(404)).body).toMatchObject({ pointer: '/tenantId' });
    expect((await leave(ann, 601n).expect(409)).body).toMatchObject({ code: 'exceeds_shares_held', held: '600' });
    expect((await stake(ann, FUNDS).expect(409)).body).toMatchObject({ code: 'insufficient_stake_funds', pointer: '/amount' });
    const keyed = () => stake(ann, 5n).set('idempotency-key', 'once');
    expect((await keyed().expect(201)).body).toEqual((await keyed().expect(201)).body);
  });

  test('are for tenants, and pools say nothing of whose they are', async () => {
    const [ann] = backers as [Caller];
    const seen = [(await ann.get('/v1/stake-pools?limit=200').expect(200)).text, (await stake(ann, 10n).expect(201)).text, (await ann.get(path()).expect(200)).text, (await leave(ann, 5n).expect(201)).text];
    for (const text of seen) expect(text).not.toMatch(/opr_|hst_|cls_|sit_/);
    expect(seen[0]).toContain(poolId);
    const elsewhere = `/v1/stake-pools/${newId('stakePool')}`;
    await ann.get(elsewhere).expect(404);
    await ann.post(`${elsewhere}/deposits`, { amount: '1' }).expect(404);
    await operator.get(path()).expect(403);
    await (await api.operator()).get('/v1/operator/stake-pool').expect(404);
    await stake(await api.key('tenant', ann.ownerId, { role: 'billing-viewer' }), 1n).expect(403);
    for (const amount of ['0', '-1', 5]) await ann.post(path('/deposits'), { amount }).expect(400);
  });
});

test('whatever backers do among gains and losses, what there is is what is owned, nobody profits from coming and going, and all of it sums to the unit', async () => {
  const who = fc.integer({ min: 0, max: 2 });
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ what: fc.constant('stake' as const), who, amount: fc.bigInt({ min: 1n, max: 200_000n }) }) },
    { weight: 3, arbitrary: fc.record({ what: fc.constant('leave' as const), who, amount: fc.bigInt({ min: 1n, max: 200_000n }) }) },
    { weight: 1, arbitrary: fc.record({ what: fc.constant('give' as const), who, amount: fc.bigInt({ min: 1n, max: 100_000n }) }) },
    { weight: 2, arbitrary: fc.record({ what: fc.constant('earn' as const), who, amount: fc.bigInt({ min: 1n, max: 50_000n }) }) },
    { weight: 1, arbitrary: fc.record({ what: fc.constant('lose' as const), who, amount: fc.bigInt({ min: 1n, max: 60_000n }) }) },
    { weight: 2, arbitrary: fc.record({ what: fc.constant('wait' as const), who, amount: fc.bigInt({ min: 1n, max: BigInt(UNBONDING) }) }) },
  );
  /** Whether it was answered as it may be. */
  const run: Record<'stake' | 'leave' | 'give' | 'earn' | 'lose' | 'wait', (backer: Caller, amount: bigint, other: string) => Promise<boolean>> = {
    stake: async (backer, amount) => [201, 409, 422].includes((await stake(backer, amount)).status),
    leave: async (backer, amount) => [201, 409].includes((await leave(backer, amount)).status),
    give: async (backer, amount, other) => [201, 409].includes((await give(backer, other, amount)).status),
    earn: (_, amount) => earn(amount).then(() => true),
    lose: async (_, amount) => (await lose(amount)) <= amount,
    wait: async (_, amount) => {
      api.clock.advance(Number(amount));
      return (await pay()) >= 0;
    },
  };
  const total = async () => {
    const wallets = backers.map(({ ownerId }) => ({ ownerId, kind: 'wallet' as const }));
    const funds = await balancesOf(api.database, [...wallets, { ownerId: operator.ownerId, kind: 'earnings' }, stakeAccounts(poolId).tokens]);
    return funds.reduce((sum, { balance }) => sum + balance, 0n);
  };
  await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 7 }), async (steps) => {
    for (const { what, who: place, amount } of steps) {
      const backer = backers[place]!;
      const [before, had] = [await total(), BigInt((await position(backer)).worth)];
      expect(await run[what](backer, amount, backers[(place + 1) % 3]!.ownerId)).toBe(true);
      const [after, has] = [await total(), BigInt((await position(backer)).worth)];
      expect(what === 'lose' ? after <= before : after === before + (what === 'earn' ? amount : 0n)).toBe(true);
      expect(what === 'stake' ? has <= had + amount : true).toBe(true);
      await expectWhole();
    }
  }), { numRuns: 5 });
  expect(await auditLedger(api.database)).toMatchObject({ wrongBalances: [] });
});
