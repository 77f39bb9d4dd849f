import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { sql } from '#libs/database';
import { MILLIS_PER_DAY, newId } from '#libs/kernel';
import { auditLedger, balanceOf, balancesOf, LedgerModule, postTransfers } from '#libs/ledger';
import { initialRules, publishRules, type Rules } from '#libs/rules';
import { DiversifiedExits, type DiversifiedPoolView, type DiversifiedPositionView, DiversifiedRounds, freeExits, holdExits, loseStake, type PositionView, stakeAccounts, StakeEarnings, StakeExits, StakeModule, type StakePoolView, stakeSharesOf } from '#libs/stake';

import { type Caller, startTestApi, type TestApi } from '../../../../test/support/api.js';
import { stakeControllers } from './controllers.js';

const { stake: { unbondingMillis: UNBONDING, unlockMillis: UNLOCK }, diversified: rulesOfIt } = initialRules;
const ROUND = rulesOfIt.roundMillis;
const FUNDS = 1_000_000n;
const treasury = { ownerId: 'platform', kind: 'treasury' } as const;

interface Backed {
  operator: Caller;
  poolId: string;
}

let api: TestApi;
let operators: Backed[];
let backers: Caller[];

// A platform of its own for each: there is one such pool.
beforeEach(async () => {
  api = await startTestApi({ modules: [LedgerModule, StakeModule], controllers: stakeControllers });
  operators = [];
  for (let more = 0; more < 3; more += 1) operators.push(await backable());
  // What does not divide goes by id, and ids of one millisecond come in any order.
  operators.sort((one, other) => (one.poolId < other.poolId ? -1 : 1));
  backers = [await api.tenant(), await api.tenant(), await api.tenant()];
  for (const { ownerId } of backers) await issue(ownerId, 'wallet', FUNDS);
});
afterEach(() => api.close());

async function backable(terms = { earningsBps: 5_000, commissionBps: 1_000 }): Promise<Backed> {
  const operator = await api.operator();
  const { id } = (await operator.put('/v1/operator/stake-pool/terms', terms).expect(200)).body as StakePoolView;
  api.clock.advance(1);
  return { operator, poolId: id };
}

const issue = (ownerId: string, kind: 'wallet' | 'earnings', amount: bigint, reason: 'deposit' | 'charge' = 'deposit') => api.database.transaction((tx) => postTransfers(tx, api.clock.now(), [
  { key: newId('transfer'), type: 'posted', amount, reason, from: { ownerId: 'platform', kind: 'issuance' }, to: { ownerId, kind } },
]));
const back = (backer: Caller, amount: bigint) => backer.post('/v1/diversified-pool/deposits', { amount: String(amount) });
const leave = (backer: Caller, shares: bigint) => backer.post('/v1/diversified-pool/exits', { shares: String(shares) });
const give = (backer: Caller, to: string, shares: bigint) => backer.post('/v1/diversified-pool/transfers', { tenantId: to, shares: String(shares) });
const pool = async () => (await backers[0]!.get('/v1/diversified-pool').expect(200)).body as DiversifiedPoolView;
const position = async (backer: Caller) => (await backer.get('/v1/diversified-pool/position').expect(200)).body as DiversifiedPositionView;
const wallet = async ({ ownerId }: Caller) => (await balanceOf(api.database, { ownerId, kind: 'wallet' })).balance;
const idOfIt = async () => (await api.database.query<{ id: string }>(sql`select id from diversified_pools`))[0]!.id;
const lose = (place: number, loss: bigint) => api.database.transaction((tx) => loseStake(tx, operators[place]!.poolId, loss, treasury, api.clock.now()));
const hold = (place: number, id: string) => api.database.transaction((tx) => holdExits(tx, { id, operatorId: operators[place]!.operator.ownerId, until: api.clock.now() + 366 * MILLIS_PER_DAY }, api.clock.now()));
const divide = () => new DiversifiedRounds(api.database).divideDue(api.clock.now());
const payPools = () => new StakeExits(api.database).payDue(api.clock.now());
const pay = () => new DiversifiedExits(api.database).payDue(api.clock.now());
/** All that a worker does of it. */
async function sweep(): Promise<void> {
  await payPools();
  await divide();
  await pay();
}
/** What capacity of one earned, and a day later what of it flows in. */
async function earn(place: number, amount: bigint): Promise<void> {
  await issue(operators[place]!.operator.ownerId, 'earnings', amount, 'charge');
  api.clock.advance(MILLIS_PER_DAY + 600_000);
  await new StakeEarnings(api.database).flowDue(api.clock.now());
}
const behind = async () => {
  const { holdings } = await pool();
  const of = new Map(holdings.map(({ poolId, ...rest }) => [poolId, rest]));
  return operators.map(({ poolId }) => of.get(poolId) ?? { worth: '0', leaving: '0' });
};

/** Rules that hold from now on, but for the diversified pool the first ones. */
async function rule(diversified: Partial<Rules['diversified']>): Promise<void> {
  const rules = { ...initialRules, diversified: { ...rulesOfIt, ...diversified } };
  await api.database.transaction((tx) => publishRules(tx, { rules, decidedBy: 'administrator', authorId: 'test', reason: 'a test', proposedAt: api.clock.now() }, undefined, undefined));
  api.clock.advance(initialRules.changeDelayMillis);
}

/** What it has is what its shares are claims on: each share is somebody's, and all of them are worth no more than there is. */
async function expectWhole(): Promise<void> {
  const id = await idOfIt();
  const { tokens, issuance, locked, exits } = stakeAccounts(id);
  const holders = backers.map(({ ownerId }) => stakeSharesOf(id, ownerId));
  const [cash, issued, ...owned] = await balancesOf(api.database, [tokens, issuance, locked, exits, ...holders]);
  expect(-issued!.balance).toBe(owned.reduce((sum, { balance }) => sum + balance, 0n));
  const told = await pool();
  expect([told.cash, told.shares]).toEqual([String(cash!.balance), String(-issued!.balance)]);
  const held = told.holdings.reduce((sum, { worth, leaving }) => sum + BigInt(worth) + BigInt(leaving), 0n);
  expect(BigInt(told.assets)).toBe(cash!.balance + held);
  const claims = await Promise.all(backers.map(async (backer) => BigInt((await position(backer)).worth)));
  expect(claims.reduce((sum, worth) => sum + worth, 0n) <= BigInt(told.assets)).toBe(true);
  expect(await auditLedger(api.database)).toMatchObject({ wrongBalances: [] });
}

describe('the diversified pool', () => {
  test('is what docs/diversified-pool.md reckons', async () => {
    const [ann, bob] = backers as [Caller, Caller];
    await rule({ operatorMostBps: 4_000, groupMostBps: 4_000 });
    expect((await back(ann, 600_000n).expect(201)).body).toMatchObject({ shares: '600000', worth: '600000', exits: [] });
    expect(await pool()).toMatchObject({ assets: '600000', cash: '600000', holdings: [] });
    expect(await divide()).toBe(3);
    expect(await behind()).toMatchObject([{ worth: '200000' }, { worth: '200000' }, { worth: '200000' }]);
    await back(bob, 300_000n).expect(201);
    // No round before its time.
    expect([await divide(), (await pool()).cash]).toEqual([0, '300000']);
    api.clock.advance(ROUND);
    expect(await divide()).toBe(3);
    expect(await behind()).toMatchObject([{ worth: '300000' }, { worth: '300000' }, { worth: '300000' }]);
    // The first earns, and all of it that backers get is in its price a week later.
    await earn(0, 100_000n);
    api.clock.advance(UNLOCK);
    expect(await behind()).toMatchObject([{ worth: '344262' }, { worth: '300000' }, { worth: '300000' }]);
    expect([await position(ann), await position(bob)]).toMatchObject([{ worth: '629507' }, { worth: '314753' }]);
    // Its part is 314,754, and 18,885 more are let be: 29,508 are too many, and all of them come back.
    expect(await divide()).toBe(1);
    expect(await behind()).toMatchObject([{ worth: '314753', leaving: '29509' }, { worth: '300000' }, { worth: '300000' }]);
    // Bob leaves; then the second answers for 100,000.
    expect((await leave(bob, 300_000n).expect(201)).body).toMatchObject({ worth: '0', exits: [{ amount: '314753', dueAt: api.clock.now() + ROUND + UNBONDING }] });
    expect(await lose(1, 100_000n)).toBe(100_000n);
    expect(await position(ann)).toMatchObject({ worth: '562841' });
    api.clock.advance(ROUND);
    await sweep();
    expect(await behind()).toMatchObject([{ worth: '182922', leaving: '161339' }, { worth: '182924', leaving: '17076' }, { worth: '182924', leaving: '117076' }]);
    api.clock.advance(UNBONDING - 1);
    await payPools();
    expect(await pay()).toBe(0);
    api.clock.advance(1);
    await payPools();
    expect(await pay()).toBe(1);
    expect(await wallet(bob)).toBe(FUNDS - 300_000n + 281_420n);
    expect(await pool()).toMatchObject({ assets: '562842', cash: '14071', owed: '0' });
    // What was kept in case it grew goes back to where least is.
    await divide();
    expect((await pool()).cash).toBe('0');
    expect(await behind()).toMatchObject([{ worth: '187614' }, { worth: '187614' }, { worth: '187614' }]);
    await expectWhole();
  });

  test('keeps in hand what caps leave no room for: of each operator, and of those that belong together', async () => {
    await back(backers[0]!, 100_000n).expect(201);
    await divide();
    expect([await behind(), (await pool()).cash]).toMatchObject([[{ worth: '20000' }, { worth: '20000' }, { worth: '20000' }], '40000']);
    // The first two turn out to be one: together they have a part for one, and the rest comes back bit by bit.
    await api.database.client.$executeRaw(sql`update operators set group_id = 'one' where id in (${operators[0]!.operator.ownerId}, ${operators[1]!.operator.ownerId})`);
    const spread = async (rounds: number) => {
      for (let round = 0; round < rounds; round += 1) {
        api.clock.advance(ROUND);
        await sweep();
      }
      return behind();
    };
    const [one, two, three] = await spread(1);
    expect([one!.worth, two!.worth].toSorted()).toEqual(['15000', '20000']);
    expect([one!.leaving, two!.leaving].toSorted()).toEqual(['0', '5000']);
    expect(three).toMatchObject({ worth: '20000' });
    expect(await spread(30)).toMatchObject([{ worth: '10000', leaving: '0' }, { worth: '10000', leaving: '0' }, { worth: '20000' }]);
    expect((await pool()).cash).toBe('60000');
    await expectWhole();
  });

  test('backs nobody whose terms are too bad, and leaves before they become so', async () => {
    operators.push(await backable({ earningsBps: 100, commissionBps: 0 }), await backable({ earningsBps: 2_000, commissionBps: 5_000 }));
    await rule({ operatorMostBps: 4_000, groupMostBps: 4_000, leastEarningsBps: 1_000 });
    await back(backers[0]!, 100_000n).expect(201);
    await divide();
    expect(await behind()).toMatchObject([{ worth: '25000' }, { worth: '25000' }, { worth: '25000' }, { worth: '0' }, { worth: '25000' }]);
    await operators[0]!.operator.put('/v1/operator/stake-pool/terms', { earningsBps: 1_000, commissionBps: 1 }).expect(200);
    for (let round = 0; round < 5; round += 1) {
      api.clock.advance(ROUND);
      await divide();
    }
    expect((await behind())[0]).toMatchObject({ worth: '0', leaving: '25000' });
    await expectWhole();
  });

  test('puts nothing behind an operator that a slash is in evidence against, and nobody is paid ahead of it, whatever is in hand', async () => {
    const [ann, bob] = backers as [Caller, Caller];
    await rule({ operatorMostBps: 3_000, groupMostBps: 3_000 });
    await back(ann, 150_000n).expect(201);
    await back(bob, 150_000n).expect(201);
    await divide();
    await leave(bob, 20_000n).expect(201);
    await hold(2, 'slh_test');
    await back(ann, 150_000n).expect(201);
    api.clock.advance(ROUND);
    await sweep();
    expect(await behind()).toMatchObject([{ worth: '129000' }, { worth: '129000' }, { worth: '90000', leaving: '0' }]);
    expect([(await position(bob)).heldBack, (await pool()).heldBack, (await pool()).cash]).toEqual([true, true, '102000']);
    api.clock.advance(UNBONDING);
    await sweep();
    expect([await wallet(bob), (await position(bob)).exits.length]).toEqual([FUNDS - 150_000n, 1]);
    // What is carried out then falls on whoever waited too: a tenth of all.
    expect(await lose(2, 45_000n)).toBe(45_000n);
    await api.database.transaction((tx) => freeExits(tx, ['slh_test'], api.clock.now()));
    expect(await pay()).toBe(1);
    expect(await wallet(bob)).toBe(FUNDS - 150_000n + 18_000n);
    await expectWhole();
  });

  test('pays the first who asked first, each once, whoever else sweeps', async () => {
    const [ann, bob, cid] = backers as [Caller, Caller, Caller];
    for (const backer of [ann, bob, cid]) await back(backer, 100_000n).expect(201);
    await divide();
    await leave(ann, 100_000n).expect(201);
    api.clock.advance(1);
    await leave(bob, 40_000n).expect(201);
    // 120,000 are in hand: enough for the one, and not for both until the stake pools paid.
    api.clock.advance(ROUND + UNBONDING);
    expect((await Promise.all([pay(), pay(), pay()])).reduce((sum, count) => sum + count, 0)).toBe(1);
    expect([await wallet(ann), await wallet(bob)]).toEqual([FUNDS, FUNDS - 100_000n]);
    await sweep();
    expect((await pool()).owed).toBe('40000');
    api.clock.advance(UNBONDING);
    await sweep();
    expect(await wallet(bob)).toBe(FUNDS - 60_000n);
    await expectWhole();
  });

  test('pays who bore a loss and waits while there are gains: what is asked back for it is not outrun by them', async () => {
    const [ann, bob] = backers as [Caller, Caller];
    await rule({ operatorMostBps: 4_000, groupMostBps: 4_000 });
    await back(ann, 600_000n).expect(201);
    await back(bob, 300_000n).expect(201);
    await divide();
    api.clock.advance(ROUND);
    await divide();
    await leave(bob, 300_000n).expect(201);
    expect(await lose(1, 100_000n)).toBe(100_000n);
    // Each third day 3,000 flow in: more than a thousandth a day of what there is, and Bob has a part in it up to what he asked for.
    for (let days = 0; days < 27; days += 3) {
      api.clock.advance(2 * MILLIS_PER_DAY);
      await earn(0, 6_000n);
      await sweep();
    }
    expect((await position(bob)).exits).toEqual([]);
    expect(await wallet(bob)).toBeLessThan(FUNDS);
    await expectWhole();
  });

  test('that everybody left keeps what nobody had a part in as its own, and whoever comes next starts at one to one', async () => {
    const [ann, bob] = backers as [Caller, Caller];
    await back(ann, 100_000n).expect(201);
    await divide();
    await leave(ann, 100_000n).expect(201);
    await earn(0, 20_000n);
    api.clock.advance(UNLOCK);
    for (let round = 0; round < 3; round += 1) {
      await sweep();
      api.clock.advance(ROUND + UNBONDING);
    }
    await sweep();
    expect([await wallet(ann), (await pool()).shares]).toEqual([FUNDS, '0']);
    const left = BigInt((await pool()).assets);
    expect(left > 0n).toBe(true);
    expect((await back(bob, 5n).expect(201)).body).toMatchObject({ shares: '5', worth: '5' });
    expect(BigInt((await pool()).assets)).toBe(left + 5n);
    await expectWhole();
  });

  test('that lost everything takes nobody in', async () => {
    const [ann, bob] = backers as [Caller, Caller];
    await rule({ operatorMostBps: 10_000, groupMostBps: 10_000 });
    await back(ann, 3_000n).expect(201);
    await divide();
    for (const place of [0, 1, 2]) await lose(place, 5_000n);
    // The last unit of each stays.
    expect(await pool()).toMatchObject({ assets: '3', shares: '3000' });
    expect((await back(bob, 100n).expect(409)).body).toMatchObject({ code: 'stake_halted' });
    await leave(ann, 3_000n).expect(201);
    for (let round = 0; round < 2; round += 1) {
      await sweep();
      api.clock.advance(ROUND + UNBONDING);
    }
    await sweep();
    expect((await back(bob, 100n).expect(201)).body).toMatchObject({ shares: '100' });
    await expectWhole();
  });

  test('is divided once in a round, whoever else sweeps, and says so once', async () => {
    await back(backers[0]!, 100_000n).expect(201);
    expect((await Promise.all([divide(), divide(), divide()])).toSorted((a, b) => a - b)).toEqual([0, 0, 3]);
    const told = await api.database.query<{ payload: { deposits: { amount: string }[] } }>(sql`select payload from outbox_events where type = 'diversified.divided'`);
    expect(told.map(({ payload }) => payload.deposits.map(({ amount }) => amount))).toEqual([['20000', '20000', '20000']]);
  });
});

describe('shares of the diversified pool', () => {
  test('are given to another tenant, nobody has more than he has, and each request is one', async () => {
    const [ann, bob] = backers as [Caller, Caller];
    await back(ann, 1_000n).expect(201);
    expect((await give(ann, bob.ownerId, 1_001n).expect(409)).body).toMatchObject({ code: 'exceeds_shares_held', held: '1000' });
    await give(ann, bob.ownerId, 400n).expect(201);
    expect([await position(ann), await position(bob)]).toMatchObject([{ shares: '600' }, { shares: '400' }]);
    for (const to of [newId('tenant'), ann.ownerId]) expect((await give(ann, to, 1n).expect(404)).body).toMatchObject({ pointer: '/tenantId' });
    expect((await leave(ann, 601n).expect(409)).body).toMatchObject({ code: 'exceeds_shares_held', held: '600' });
    expect((await back(ann, FUNDS).expect(409)).body).toMatchObject({ code: 'insufficient_stake_funds', pointer: '/amount' });
    for (const [place, keyed] of [() => back(ann, 5n), () => leave(ann, 5n), () => give(ann, bob.ownerId, 5n)].entries()) {
      const asked = () => keyed().set('idempotency-key', `once-${place}`);
      expect((await asked().expect(201)).body).toEqual((await asked().expect(201)).body);
    }
    expect(await position(ann)).toMatchObject({ shares: '595', exits: [{ shares: '5' }] });
    for (let more = 1; more < 50; more += 1) await leave(ann, 1n).expect(201);
    expect((await leave(ann, 1n).expect(409)).body).toMatchObject({ code: 'too_many_exits', limit: 50 });
  });

  test('are for tenants, and the pool says nothing of whose pools it backs', async () => {
    const [ann] = backers as [Caller];
    expect(await position(ann)).toEqual({ shares: '0', worth: '0', heldBack: false, exits: [] });
    await back(ann, 10_000n).expect(201);
    await divide();
    const seen = [(await ann.get('/v1/diversified-pool').expect(200)).text, (await leave(ann, 5n).expect(201)).text];
    for (const text of seen) expect(text).not.toMatch(/opr_|hst_|cls_|sit_|group/);
    expect(seen[0]).toContain(operators[0]!.poolId);
    await operators[0]!.operator.get('/v1/diversified-pool').expect(403);
    await back(await api.key('tenant', ann.ownerId, { role: 'billing-viewer' }), 1n).expect(403);
    for (const amount of ['0', '-1', 5]) expect((await ann.post('/v1/diversified-pool/deposits', { amount }).expect(400)).body).toMatchObject({ code: 'invalid_request' });
    // An operator sees who backs it in number alone: the pool is one among others.
    expect((await operators[0]!.operator.get('/v1/operator/stake-pool').expect(200)).body).toMatchObject({ assets: '2000' });
    expect(((await ann.get(`/v1/stake-pools/${operators[0]!.poolId}/position`).expect(200)).body as PositionView).shares).toBe('0');
  });
});

test('whatever backers do among gains, losses and rounds, what there is is what is owned, nobody profits from coming and going, nobody is paid ahead of a slash in evidence, and all of it sums to the unit', async () => {
  const who = fc.integer({ min: 0, max: 2 });
  const of = (weight: number, what: 'back' | 'leave' | 'give' | 'earn' | 'lose' | 'wait' | 'hold', most: bigint) => ({ weight, arbitrary: fc.record({ what: fc.constant(what), who, amount: fc.bigInt({ min: 1n, max: most }) }) });
  const step = fc.oneof(of(4, 'back', 200_000n), of(3, 'leave', 200_000n), of(1, 'give', 100_000n), of(2, 'earn', 50_000n), of(1, 'lose', 60_000n), of(3, 'wait', BigInt(UNBONDING)), of(1, 'hold', 1n));
  await rule({ operatorMostBps: 4_000, groupMostBps: 6_000 });
  let held = false;
  const free = async () => {
    await api.database.transaction((tx) => freeExits(tx, ['slh_random'], api.clock.now()));
    held = false;
  };
  const run: Record<'back' | 'leave' | 'give' | 'earn' | 'lose' | 'wait' | 'hold', (backer: Caller, amount: bigint, place: number) => Promise<boolean>> = {
    back: async (backer, amount) => [201, 409, 422].includes((await back(backer, amount)).status),
    leave: async (backer, amount) => [201, 409].includes((await leave(backer, amount)).status),
    give: async (backer, amount, place) => [201, 409].includes((await give(backer, backers[(place + 1) % 3]!.ownerId, amount)).status),
    earn: (_, amount, place) => earn(place, amount).then(() => true),
    lose: async (_, amount, place) => (await lose(place, amount)) <= amount,
    wait: async (_, amount) => {
      api.clock.advance(Number(amount));
      await sweep();
      return true;
    },
    hold: async (_, __, place) => {
      if (held) await free();
      else {
        await hold(place, 'slh_random');
        held = true;
      }
      return true;
    },
  };
  const total = async () => {
    const wallets = backers.map(({ ownerId }) => ({ ownerId, kind: 'wallet' as const }));
    const tokens = operators.flatMap(({ operator, poolId }) => [stakeAccounts(poolId).tokens, { ownerId: operator.ownerId, kind: 'earnings' as const }]);
    const id = await idOfIt().catch(() => undefined);
    const funds = await balancesOf(api.database, [...wallets, ...tokens, ...(id ? [stakeAccounts(id).tokens] : [])]);
    return funds.reduce((sum, { balance }) => sum + balance, 0n);
  };
  const paidSoFar = async () => (await api.database.query<{ count: bigint }>(sql`select count(*) as count from diversified_exits where paid_at is not null`))[0]!.count;
  await back(backers[0]!, 1_000n).expect(201);
  await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
    for (const { what, who: place, amount } of steps) {
      const backer = backers[place]!;
      const [before, had, paid, isHeld] = [await total(), BigInt((await position(backer)).worth), await paidSoFar(), (await pool()).heldBack];
      expect(await run[what](backer, amount, place)).toBe(true);
      const [after, has] = [await total(), BigInt((await position(backer)).worth)];
      expect(what === 'lose' ? after <= before : after === before + (what === 'earn' ? amount : 0n)).toBe(true);
      expect(what === 'back' ? has <= had + amount : true).toBe(true);
      expect(!isHeld || (await paidSoFar()) === paid).toBe(true);
      await expectWhole();
    }
    await free();
  }), { numRuns: 5 });
  // Whoever leaves in the end is paid, and what is behind each was within its cap whenever something went in: losses elsewhere, not deposits, take it above.
  for (const backer of backers) {
    const { shares } = await position(backer);
    if (shares !== '0') await leave(backer, BigInt(shares));
  }
  for (let round = 0; round < 4; round += 1) {
    api.clock.advance(ROUND + UNBONDING);
    await sweep();
    await sweep();
  }
  expect((await Promise.all(backers.map(position))).flatMap(({ exits }) => exits)).toEqual([]);
  await expectWhole();
}, 120_000);
