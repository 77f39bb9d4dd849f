import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { type BreakerDetail, BreakerModule, type BreakerView, type Flowing, forgetCounts, guard } from '#libs/breaker';
import { sql } from '#libs/database';
import { defaultSettings, MILLIS_PER_DAY, MILLIS_PER_HOUR, MILLIS_PER_MINUTE, newId } from '#libs/kernel';
import { auditLedger, balanceOf, LedgerModule, postTransfers } from '#libs/ledger';
import { type PaymentMessage, PaymentSending, Payouts } from '#libs/payment';
import { type BreakerLimit, initialRules, publishRules, RulesModule } from '#libs/rules';
import { BondReleases, DiversifiedExits, type DiversifiedPoolView, type DiversifiedPositionView, DiversifiedRounds, loseStake, type PositionView, StakeExits, StakeModule, type StakePoolView } from '#libs/stake';

import { type Caller, startTestApi, type TestApi } from '../../../../test/support/api.js';
import { stakeControllers } from '../stake/controllers.js';
import { breakerControllers } from './controllers.js';

let api: TestApi;
let admin: Caller;
beforeAll(async () => {
  api = await startTestApi({ modules: [LedgerModule, RulesModule, BreakerModule, StakeModule], controllers: [...breakerControllers, ...stakeControllers] });
  admin = await api.admin();
});
afterAll(() => api.close());
beforeEach(async () => {
  for (const { id } of await list('?open=true')) await release(id).expect(200);
  await api.database.client.$executeRaw(sql`delete from breaker_counts`);
  await api.database.client.$executeRaw(sql`delete from breaker_stops`);
});

const list = async (query = '') => ((await admin.get(`/v1/admin/breakers${query}`).expect(200)).body as { items: BreakerView[] }).items;
const release = (id: string) => admin.post(`/v1/admin/breakers/${id}/release`, { reason: 'looked at' });
const limit = (over: Partial<BreakerLimit>): BreakerLimit => ({ flow: 'exit', scope: 'flow', windowMillis: MILLIS_PER_HOUR, mostNanoTokens: null, mostBps: null, ...over });
async function limits(...breakers: BreakerLimit[]): Promise<void> {
  const rules = { ...initialRules, breakers };
  await api.database.transaction((tx) => publishRules(tx, { rules, decidedBy: 'administrator', authorId: 'test', reason: 'a test', proposedAt: api.clock.now() }, undefined, undefined));
  api.clock.advance(initialRules.changeDelayMillis);
}
const ask = (flow: BreakerLimit['flow'], flowing: Flowing) => api.database.transaction((tx) => guard(tx, api.clock.now(), flow, flowing));
const exit = (key: string, amount: bigint, over: Partial<Flowing> = {}) => ask('exit', { key, amount, of: 1_000n, operatorId: 'opr', poolId: 'pol', accountId: 'ten', ...over });
const issue = (ownerId: string, kind: 'wallet' | 'earnings', amount: bigint) => api.database.transaction((tx) => postTransfers(tx, api.clock.now(), [
  { key: newId('transfer'), type: 'posted', amount, reason: 'charge', from: { ownerId: 'platform', kind: 'issuance' }, to: { ownerId, kind } },
]));
const told = async (type: string) => (await api.database.query<{ subject_id: string; payload: object }>(sql`select subject_id, payload from outbox_events where type = ${type} order by id`)).at(-1)!;

describe('a breaker', () => {
  test('is what docs/circuit-breakers.md reckons', async () => {
    await limits(limit({ scope: 'pool', mostBps: 2_500 }));
    expect(await exit('ann', 100n)).toEqual({ outcome: 'passed' });
    api.clock.advance(30 * MILLIS_PER_MINUTE);
    expect(await exit('bob', 150n)).toEqual({ outcome: 'passed' });
    const stopped = await exit('cleo', 1n);
    expect(stopped).toMatchObject({ outcome: 'stopped' });
    const [breaker] = await list('?open=true');
    expect(breaker).toMatchObject({
      flow: 'exit', scope: 'pool', subjectId: 'pol', counted: '2500', asked: '10', trippedAt: api.clock.now(), rule: { windowMillis: MILLIS_PER_HOUR, mostBps: 2_500, mostNanoTokens: null }, authorId: 'system',
      waiting: { count: 1, amount: '1' }, releasedAt: null,
    });
    api.clock.advance(MILLIS_PER_DAY);
    expect(await exit('dan', 1n)).toEqual(stopped);
    expect(await exit('dan', 1n, { poolId: 'another' })).toEqual({ outcome: 'passed' });
    expect(await release(breaker!.id).expect(200).then(({ body }) => body as BreakerView)).toMatchObject({ releasedAt: api.clock.now(), releaseReason: 'looked at', releasedBy: admin.keyId });
    expect(await exit('cleo', 1n)).toEqual({ outcome: 'passed' });
    expect(await exit('eve', 250n)).toEqual({ outcome: 'passed' }); // what waited was not counted, and the window began anew
    expect(await exit('cleo', 1n)).toMatchObject({ outcome: 'stopped' }); // what was let go on passes once
  });

  test('tells what stopped, why, since when and by which rule: administrators all of it, anybody only that a flow does not run', async () => {
    await limits(limit({ scope: 'account', mostNanoTokens: 10n }));
    const since = api.clock.now();
    await exit('one', 11n, { accountId: 'ten_secret' });
    await exit('two', 1n, { accountId: 'ten_secret' });
    const { id } = (await list('?open=true'))[0]!;
    expect((await admin.get(`/v1/admin/breakers/${id}`).expect(200)).body as BreakerDetail).toMatchObject({ waiting: { count: 2, amount: '12' }, stops: [{ key: 'one', amount: '11', since }, { key: 'two', amount: '1', since }] });
    expect(await told('breaker.tripped')).toMatchObject({ subject_id: id, payload: { flow: 'exit', scope: 'account', subjectId: 'ten_secret', counted: '0', asked: '11', windowMillis: MILLIS_PER_HOUR } });
    const status = (await api.anonymous.get('/v1/status/flows').expect(200)).body as object;
    expect(status).toEqual({ flows: [{ flow: 'payout', state: 'running', since: null }, { flow: 'exit', state: 'partly_stopped', since }, { flow: 'price', state: 'running', since: null }, { flow: 'slash', state: 'running', since: null }] });
    await release(id).expect(200);
    expect(await told('breaker.released')).toMatchObject({ subject_id: id, payload: { reason: 'looked at', waiting: { count: 2 } } });
    const audited = await api.database.query<{ action: string; actor_id: string }>(sql`select action, actor_id from audit_entries where subject_id = ${id} order by id`);
    expect(audited).toEqual([{ action: 'breaker.tripped', actor_id: 'system' }, { action: 'breaker.released', actor_id: admin.keyId }]);
    expect((await release(id).expect(200)).body).toMatchObject({ releaseReason: 'looked at' });
    expect((await list('?open=false&limit=1'))[0]).toMatchObject({ id });
  });

  test('is tripped by hand, of one or of all, once', async () => {
    await limits();
    const trip = (body: object) => admin.post('/v1/admin/breakers', { reason: 'a stolen key', ...body });
    const of = { flow: 'exit', scope: 'operator', subjectId: 'opr' };
    const one = (await trip(of).expect(201)).body as BreakerView;
    expect(one).toMatchObject({ rule: null, counted: null, reason: 'a stolen key', authorId: admin.keyId });
    expect((await trip(of).expect(409)).body).toMatchObject({ code: 'breaker_open', breakerId: one.id });
    expect([await exit('x', 0n), await exit('y', 5n, { operatorId: 'another' })]).toMatchObject([{ outcome: 'stopped' }, { outcome: 'passed' }]);
    await trip({ flow: 'exit', scope: 'flow' }).expect(201);
    expect((await api.anonymous.get('/v1/status/flows').expect(200)).body).toMatchObject({ flows: [{}, { state: 'stopped' }, {}, {}] });
    await release(one.id).expect(200);
    expect(await exit('x', 0n)).toMatchObject({ outcome: 'stopped' }); // the other one covers it too
    for (const [body, pointer] of [[{ flow: 'exit', scope: 'flow', subjectId: 'x' }, '/subjectId'], [{ flow: 'exit', scope: 'pool' }, '/subjectId'], [{ flow: 'luck', scope: 'flow' }, '/flow'], [{ ...of, reason: ' ' }, '/reason']] as const) {
      expect((await trip(body).expect(400)).body).toMatchObject({ code: 'invalid_request', pointer });
    }
  });

  test('is for administrators', async () => {
    for (const caller of [await api.tenant(), await api.operator()]) {
      expect((await caller.get('/v1/admin/breakers')).status).toBe(403);
      await caller.post('/v1/admin/breakers', { flow: 'exit', scope: 'flow', reason: 'mine' }).expect(403);
      await caller.post(`/v1/admin/breakers/${newId('breaker')}/release`, { reason: 'mine' }).expect(403);
    }
    await release(newId('breaker')).expect(404);
    await admin.get(`/v1/admin/breakers/${newId('breaker')}`).expect(404);
  });

  test('lets as much pass as the limit, however many ask at once', async () => {
    await limits(limit({ mostNanoTokens: 50n }));
    const outcomes = await Promise.all(Array.from({ length: 10 }, (_, place) => exit(`k${place}`, 10n)));
    expect(outcomes.filter(({ outcome }) => outcome === 'passed')).toHaveLength(5);
    expect(await list('?open=true')).toHaveLength(1);
  });

  test('forgets what no window reaches any more', async () => {
    await limits(limit({ mostNanoTokens: 50n }));
    await exit('a', 10n);
    api.clock.advance(MILLIS_PER_DAY);
    await exit('b', 10n);
    expect(await api.database.transaction((tx) => forgetCounts(tx, api.clock.now() - MILLIS_PER_HOUR))).toBe(1);
    expect(await exit('c', 41n)).toMatchObject({ outcome: 'stopped' });
  });
});

describe('limits', () => {
  test.each([
    ['of what a flow is not of', { flow: 'payout', scope: 'pool', mostBps: 1 }, '/rules/breakers/0/scope'],
    ['in both units', { mostBps: 1, mostNanoTokens: 1n }, '/rules/breakers/0/mostNanoTokens'],
    ['in none', {}, '/rules/breakers/0/mostNanoTokens'],
  ] as const)('%s are refused', async (_, over, pointer) => {
    const { checkBreakers } = await import('#libs/rules');
    expect(() => checkBreakers([limit(over)])).toThrow(expect.objectContaining({ code: 'invalid_rules', options: { pointer } }));
    expect(() => checkBreakers([limit({ mostBps: 1 }), limit({ mostBps: 2 })])).toThrow(expect.objectContaining({ options: { pointer: '/rules/breakers/1/windowMillis' } }));
  });
});

/** Forty lines of plain objects that do the same. */
class Model {
  counts: { scope: string; minute: number; amount: bigint; parts: bigint }[] = [];
  open = new Set<string>();
  stops = new Map<string, { by: string; amount: bigint; released: boolean }>();

  constructor(readonly limits: readonly BreakerLimit[]) {}

  guard(now: number, { key, amount, of, operatorId, poolId, accountId }: Flowing): 'passed' | 'stopped' {
    const names = { flow: 'flow', operator: `operator ${operatorId}`, pool: `pool ${poolId}`, account: `account ${accountId}` };
    const cover = [...this.open].find((name) => Object.values(names).includes(name));
    if (cover) return this.stop(key, cover, amount);
    const before = this.stops.get(key);
    this.stops.delete(key);
    if (before?.released && amount <= before.amount) return 'passed';
    const part = amount === 0n ? 0n : (amount * 10_000n + of - 1n) / of;
    for (const { scope, windowMillis, mostNanoTokens, mostBps } of this.limits) {
      const counted = this.counts.filter((one) => one.scope === names[scope] && one.minute + MILLIS_PER_MINUTE > now - windowMillis);
      const sum = counted.reduce((total, one) => total + (mostNanoTokens === null ? one.parts : one.amount), mostNanoTokens === null ? part : amount);
      if (sum <= (mostNanoTokens ?? BigInt(mostBps!))) continue;
      this.open.add(names[scope]);
      return this.stop(key, names[scope], amount);
    }
    for (const scope of new Set(this.limits.map((one) => one.scope))) this.counts.push({ scope: names[scope], minute: now - (now % MILLIS_PER_MINUTE), amount, parts: part });
    return 'passed';
  }

  release(name: string): void {
    this.open.delete(name);
    this.counts = this.counts.filter(({ scope }) => scope !== name);
    for (const stop of this.stops.values()) if (stop.by === name) stop.released = true;
  }

  private stop(key: string, by: string, amount: bigint): 'stopped' {
    this.stops.set(key, { by, amount, released: false });
    return 'stopped';
  }
}

test('whatever flows, it passes and stops as a model of plain objects says', async () => {
  const someLimits = fc.uniqueArray(fc.record({
    scope: fc.constantFrom('flow' as const, 'operator' as const, 'pool' as const, 'account' as const), windowMillis: fc.integer({ min: MILLIS_PER_MINUTE, max: MILLIS_PER_HOUR }), most: fc.bigInt(0n, 3_000n), inBps: fc.boolean(),
  }), { selector: ({ scope, inBps }) => `${scope}${inBps}`, maxLength: 3 });
  const steps = fc.array(fc.oneof({ weight: 8, arbitrary: fc.record({
    after: fc.integer({ min: 1, max: 20 * MILLIS_PER_MINUTE }), key: fc.nat(11), amount: fc.bigInt(0n, 400n), of: fc.bigInt(100n, 2_000n), operator: fc.nat(1), pool: fc.nat(1), account: fc.nat(2),
  }) }, { weight: 2, arbitrary: fc.constant('release' as const) }), { minLength: 1, maxLength: 25 });
  let run = 0;
  await fc.assert(fc.asyncProperty(someLimits, steps, async (given, history) => {
    run += 1;
    await limits(...given.map(({ scope, windowMillis, most, inBps }) => limit({ scope, windowMillis, mostNanoTokens: inBps ? null : most, mostBps: inBps ? Number(most) : null })));
    const inForce = given.map(({ scope, windowMillis, most, inBps }) => limit({ scope, windowMillis, mostNanoTokens: inBps ? null : most, mostBps: inBps ? Number(most) : null }));
    await api.database.client.$executeRaw(sql`delete from breaker_counts`);
    const model = new Model(inForce);
    const outcomes: [real: string, model: string][] = [];
    for (const step of history) {
      api.clock.advance(step === 'release' ? 1 : step.after);
      if (step === 'release') {
        const [oldest] = (await list('?open=true')).toReversed();
        if (oldest) await release(oldest.id).expect(200);
        const [name] = model.open;
        if (name) model.release(name);
      } else {
        const flowing = { key: `${run}/${step.key}`, amount: step.amount, of: step.of, operatorId: `opr${run}/${step.operator}`, poolId: `pol${run}/${step.pool}`, accountId: `ten${run}/${step.account}` };
        outcomes.push([(await ask('exit', flowing)).outcome, model.guard(api.clock.now(), flowing)]);
      }
    }
    expect(outcomes.map(([real]) => real)).toEqual(outcomes.map(([, told]) => told));
    const waiting = await api.database.query<{ key: string; amount: bigint }>(sql`select key, amount from breaker_stops where released_at is null and key like ${`${run}/%`} order by key`);
    expect(new Map(waiting.map(({ key, amount }) => [key, amount]))).toEqual(new Map([...model.stops].filter(([, { released }]) => !released).map(([key, { amount }]) => [key, amount])));
    for (const { id } of await list('?open=true')) await release(id).expect(200);
  }), { numRuns: 25 });
}, 60_000);

describe('what is stopped', () => {
  test('of a stake pool waits, bears losses, and is paid what it would have been once a person lets it', async () => {
    const [operator, ann, bob] = [await api.operator(), await api.tenant(), await api.tenant()];
    for (const { ownerId } of [ann, bob]) await issue(ownerId, 'wallet', 1_000n);
    const { id: poolId } = (await operator.put('/v1/operator/stake-pool/terms', { earningsBps: 0, commissionBps: 0 }).expect(200)).body as StakePoolView;
    for (const backer of [ann, bob]) {
      await backer.post(`/v1/stake-pools/${poolId}/deposits`, { amount: '1000' }).expect(201);
      await backer.post(`/v1/stake-pools/${poolId}/exits`, { shares: '1000' }).expect(201);
      api.clock.advance(1);
    }
    await limits(limit({ scope: 'pool', mostBps: 5_000, windowMillis: MILLIS_PER_DAY }));
    api.clock.advance(initialRules.stake.unbondingMillis);
    const pay = () => new StakeExits(api.database).payDue(api.clock.now());
    const wallet = async ({ ownerId }: Caller) => (await balanceOf(api.database, { ownerId, kind: 'wallet' })).balance;
    expect([await pay(), await wallet(ann), await wallet(bob)]).toEqual([1, 1_000n, 0n]);
    api.clock.advance(30 * MILLIS_PER_DAY);
    expect(await pay()).toBe(0);
    expect((await bob.get(`/v1/stake-pools/${poolId}/position`).expect(200)).body as PositionView).toMatchObject({ exits: [{ stopped: true, amount: '1000' }] });
    const [breaker] = await list('?open=true');
    expect(breaker).toMatchObject({ scope: 'pool', subjectId: poolId, waiting: { count: 1, amount: '1000' } });
    await release(breaker!.id).expect(200);
    expect([await pay(), await pay(), await wallet(bob)]).toEqual([1, 0, 1_000n]);
    expect(await auditLedger(api.database)).toMatchObject({ entriesSum: 0n, wrongBalances: [], unbalancedTransfers: [], wrongHistories: [] });
  });

  test('of the diversified pool keeps those behind it waiting, loses nothing but what all lose, and is paid what it would have been once a person lets it', async () => {
    const [ann, bob] = [await api.tenant(), await api.tenant()];
    const stakePools: string[] = [];
    for (let more = 0; more < 5; more += 1) stakePools.push(((await (await api.operator()).put('/v1/operator/stake-pool/terms', { earningsBps: 5_000, commissionBps: 0 }).expect(200)).body as StakePoolView).id);
    for (const [{ ownerId }, amount] of [[ann, 600_000n], [bob, 400_000n]] as const) await issue(ownerId, 'wallet', amount);
    await ann.post('/v1/diversified-pool/deposits', { amount: '600000' }).expect(201);
    await bob.post('/v1/diversified-pool/deposits', { amount: '400000' }).expect(201);
    const divide = () => new DiversifiedRounds(api.database).divideDue(api.clock.now());
    expect(await divide()).toBe(5);
    await ann.post('/v1/diversified-pool/exits', { shares: '300000' }).expect(201);
    api.clock.advance(1);
    await bob.post('/v1/diversified-pool/exits', { shares: '100000' }).expect(201);
    await limits(limit({ scope: 'pool', mostNanoTokens: 250_000n, windowMillis: MILLIS_PER_DAY }));
    api.clock.advance(initialRules.diversified.roundMillis);
    await divide();
    api.clock.advance(initialRules.stake.unbondingMillis);
    expect(await new StakeExits(api.database).payDue(api.clock.now())).toBe(5);
    const pay = () => new DiversifiedExits(api.database).payDue(api.clock.now());
    const wallet = async ({ ownerId }: Caller) => (await balanceOf(api.database, { ownerId, kind: 'wallet' })).balance;
    const pool = async () => (await ann.get('/v1/diversified-pool').expect(200)).body as DiversifiedPoolView;
    // 300,000 are more than may leave in a day: Ann is stopped, and Bob waits behind her.
    expect([await pay(), await pay(), await wallet(ann), await wallet(bob)]).toEqual([0, 0, 0n, 0n]);
    expect(await pool()).toMatchObject({ assets: '1000000', shares: '1000000', cash: '400000', owed: '400000' });
    const exitsOf = async (who: Caller) => ((await who.get('/v1/diversified-pool/position').expect(200)).body as DiversifiedPositionView).exits;
    expect([await exitsOf(ann), await exitsOf(bob)]).toMatchObject([[{ stopped: true, amount: '300000' }], [{ stopped: false, amount: '100000' }]]);
    // What is lost meanwhile is lost for those who wait too, stopped or not: a twentieth of all.
    expect(await api.database.transaction((tx) => loseStake(tx, stakePools[0]!, 50_000n, { ownerId: 'platform', kind: 'treasury' }, api.clock.now()))).toBe(50_000n);
    api.clock.advance(30 * MILLIS_PER_DAY);
    expect([await pay(), (await pool()).assets]).toEqual([0, '950000']);
    const [breaker] = await list('?open=true');
    expect(breaker).toMatchObject({ scope: 'pool', waiting: { count: 1, amount: '285000' } });
    await release(breaker!.id).expect(200);
    expect([await pay(), await pay(), await wallet(ann), await wallet(bob)]).toEqual([2, 0, 285_000n, 95_000n]);
    expect([await exitsOf(ann), await exitsOf(bob)]).toEqual([[], []]);
    expect(await pool()).toMatchObject({ assets: '570000', shares: '600000', cash: '20000', owed: '0' });
    expect(await auditLedger(api.database)).toMatchObject({ entriesSum: 0n, wrongBalances: [], unbalancedTransfers: [], wrongHistories: [] });
  });

  test('of a bond stays at stake', async () => {
    const operator = await api.operator();
    await issue(operator.ownerId, 'earnings', 1_000n);
    await operator.post('/v1/operator/bond', { amount: '1000' }).expect(201);
    for (const amount of ['400', '500']) await operator.post('/v1/operator/bond/unbondings', { amount }).expect(201);
    await limits(limit({ scope: 'operator', mostNanoTokens: 500n }));
    api.clock.advance(initialRules.bond.unbondingMillis);
    const sweep = () => new BondReleases(api.database).releaseDue(api.clock.now());
    const earnings = async () => (await balanceOf(api.database, { ownerId: operator.ownerId, kind: 'earnings' })).balance;
    await sweep();
    const first = await earnings();
    expect([400n, 500n]).toContain(first);
    expect([await sweep(), await earnings()]).toEqual([0, first]);
    await release((await list('?open=true'))[0]!.id).expect(200);
    expect([await sweep(), await earnings()]).toEqual([1, 900n]);
  });

  test('of payouts stays reserved, and is sent as it was', async () => {
    const sent: PaymentMessage[] = [];
    const adapter = { send: async (message: PaymentMessage) => (sent.push(message), { outcome: 'accepted' as const }) };
    const payouts = new Payouts(api.database, adapter);
    const ids = [1, 2, 3].map((): string => newId('operator')).toSorted();
    const { holdMillis, thresholdNanoTokens: each } = initialRules.payout;
    await limits(limit({ flow: 'payout', mostNanoTokens: 2n * each + 1n, windowMillis: MILLIS_PER_DAY }));
    for (const id of ids) await issue(id, 'earnings', each);
    api.clock.advance(holdMillis + MILLIS_PER_DAY);
    const paidOut = async () => {
      await payouts.makePayouts(api.clock.now());
      const resumed = await Promise.all([payouts.resumeStopped(api.clock.now()), payouts.resumeStopped(api.clock.now())]);
      await new PaymentSending(api.database, api.clock, defaultSettings, adapter).sendDue(api.clock.now());
      return resumed.reduce((sum, count) => sum + count, 0);
    };
    const told = () => sent.flatMap(({ body }) => (JSON.parse(body) as { data: { payouts: { operatorId: string; amount: string }[] } }).data.payouts).filter(({ operatorId }) => ids.includes(operatorId)).map(({ operatorId, amount }) => [operatorId, amount]);
    expect(await paidOut()).toBe(0);
    const passed = told().length;
    expect(passed).toBeLessThan(3);
    expect(await balanceOf(api.database, { ownerId: ids[2]!, kind: 'earnings' })).toMatchObject({ balance: each, reserved: each, available: 0n });
    api.clock.advance(2 * MILLIS_PER_DAY);
    expect(await paidOut()).toBe(0);
    expect(told()).toHaveLength(passed);
    await release((await list('?open=true'))[0]!.id).expect(200);
    expect(await paidOut()).toBeGreaterThan(0);
    expect(told().toSorted(([a], [b]) => (a! < b! ? -1 : 1))).toEqual(ids.map((id) => [id, String(each)]));
  });
});
