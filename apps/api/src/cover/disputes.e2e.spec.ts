import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { BillingModule } from '#libs/billing';
import { BreakerModule } from '#libs/breaker';
import { assessorsAccount, type AssessorView, coverAccounts, CoverClaims, type CoverDetail, CoverDisputes, CoverExits, CoverModule, type CoverPoolView, type CoverPoolWithPosition, type CoverView, disputeAccount, type DisputeView, type DisputeVote } from '#libs/cover';
import { sql } from '#libs/database';
import { InventoryModule } from '#libs/inventory';
import { MILLIS_PER_DAY, MILLIS_PER_HOUR, newId } from '#libs/kernel';
import { type AccountRef, auditLedger, balanceOf, LedgerModule, postTransfers } from '#libs/ledger';
import { initialRules } from '#libs/rules';
import { StakeModule } from '#libs/stake';

import { type Caller, startTestApi, type TestApi } from '../../../../test/support/api.js';
import { runCommand } from '../../../../test/support/command-line.js';
import { coverControllers } from './controllers.js';

const TOKEN = 1_000_000_000n;
const { dispute: rules, cover: coverRules } = initialRules;
const START_WITH = 1_000n * TOKEN;

let api: TestApi;
let pool: { id: string; name: string };
let ann: Caller; // backs
let cid: Caller & { projectId: string }; // is covered
let assessors: Caller[];
beforeAll(async () => {
  api = await startTestApi({ modules: [LedgerModule, InventoryModule, BreakerModule, BillingModule, StakeModule, CoverModule], controllers: coverControllers });
});
afterAll(() => api.close());
beforeEach(() => begin());
async function begin(): Promise<void> {
  pool = { id: newId('pool'), name: `disputed-${newId('pool').slice(4)}` };
  await api.database.client.pool.create({ data: { ...pool, createdAt: 0n } });
  [ann, cid, ...assessors] = [await api.tenant(), await api.tenant(), await api.tenant(), await api.tenant(), await api.tenant()];
  for (const { ownerId } of [ann, cid, ...assessors]) {
    await api.database.transaction((tx) => postTransfers(tx, api.clock.now(), [{ key: newId('transfer'), type: 'posted', amount: START_WITH, reason: 'deposit', from: { ownerId: 'platform', kind: 'issuance' }, to: { ownerId, kind: 'wallet' } }]));
  }
  await ann.post(path('/deposits'), { amount: String(100n * TOKEN) }).expect(201);
}

const path = (rest = '') => `/v1/pools/${pool.name}/cover${rest}`;
const has = async (of: AccountRef) => (await balanceOf(api.database, of)).balance;
const wallet = ({ ownerId }: Caller) => has({ ownerId, kind: 'wallet' });
const deposit = (who: Caller, amount: bigint) => who.post(path('/assessor/deposits'), { amount: String(amount) });
const leave = (who: Caller, amount: bigint) => who.post(path('/assessor/exits'), { amount: String(amount) });
const assessor = async (who: Caller) => (await who.get(path('/assessor')).expect(200)).body as AssessorView;
const dispute = ({ id }: CoverView, downHours: number, over: object = {}, who: Caller = cid) => who.post('/v1/cover-disputes', { coverId: id, startsAt: 0, downMillis: downHours * MILLIS_PER_HOUR, reason: 'Our probes saw no answer.', ...over });
const vote = (who: Caller, id: string, as: DisputeVote) => who.post(`/v1/cover-disputes/${id}/votes`, { vote: as });
const read = async (id: string, who: Caller = cid) => (await who.get(`/v1/cover-disputes/${id}`).expect(200)).body as DisputeView;
const cover = async (id: string) => (await cid.get(`/v1/covers/${id}`).expect(200)).body as CoverDetail;
const insurance = async () => (await api.anonymous.get(path()).expect(200)).body as CoverPoolView;
const sweep = async () => {
  const now = api.clock.now();
  await Promise.all([1, 2].map(() => new CoverClaims(api.database).judgeDue(now)));
  await Promise.all([1, 2].map(() => new CoverDisputes(api.database).decideDue(now)));
  await Promise.all([1, 2].map(() => new CoverDisputes(api.database).payExits(now)));
  await Promise.all([1, 2].map(() => new CoverExits(api.database).payDue(now)));
};
const over = async () => {
  api.clock.advance(rules.votingMillis + rules.cooldownMillis + 1);
  await sweep();
};

/** A cover of 20 tokens for a month, at half a token an hour, of a lease that was down for ten hours that the record has (or not): it paid 5, and has not ended. */
async function covered({ recorded = true, days = 60 } = {}): Promise<CoverView> {
  const leaseId = newId('lease');
  const price = (resourceClass: string) => ({ resourceClass, variant: '', nanoTokensPerUnitHour: (TOKEN / 10n).toString(), rateId: newId('rate') });
  const now = BigInt(api.clock.now());
  await api.database.client.lease.create({
    data: {
      id: leaseId, tenantId: cid.ownerId, projectId: cid.projectId, poolId: pool.id, name: 'web', state: 'active', replicas: 1, resources: { cpuMillis: 1_000, memoryMib: 1_024 }, workload: { image: 'i' }, constraints: {},
      pricing: { mode: 'on-demand' }, prices: [price('CPU_MILLI'), price('MEMORY_MIB')], priceLockedUntil: BigInt(Number.MAX_SAFE_INTEGER), unplaced: false, createdAt: now, activatedAt: now,
    },
  });
  const bought = (await cid.post('/v1/covers', { leaseId, amount: String(20n * TOKEN), nanoTokensPerHour: String(TOKEN / 2n), periodMillis: days * MILLIS_PER_DAY }).expect(201)).body as CoverView;
  if (recorded) {
    const startsAt = BigInt(bought.startsAt + 1);
    await api.database.client.outage.create({
      data: { id: newId('outage'), leaseId, tenantId: cid.ownerId, replica: 0, claimId: newId('claim'), operatorId: newId('operator'), hostId: newId('host'), reason: 'host_lost', startsAt, endsAt: startsAt + BigInt(10 * MILLIS_PER_HOUR) },
    });
  }
  return bought;
}
/** And its first month is dealt with. */
async function judged(of: Parameters<typeof covered>[0] = {}): Promise<CoverView> {
  const bought = await covered(of);
  const start = new Date(bought.startsAt);
  api.clock.jump(Math.min(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1), bought.endsAt) + coverRules.settleMillis);
  await sweep();
  return (await cover(bought.id));
}
const at = ({ startsAt }: CoverView) => ({ startsAt });

describe('a dispute', () => {
  test('that assessors accept is paid beyond what was found, as docs/insurance.md reckons, once, and the deposit is back', async () => {
    const [dora, eli, fay] = assessors as [Caller, Caller, Caller];
    await deposit(dora, 30n * TOKEN).expect(201);
    await deposit(eli, 20n * TOKEN).expect(201);
    await deposit(fay, 50n * TOKEN).expect(201);
    const bought = await judged();
    expect(bought.paid).toBe(String(5n * TOKEN));
    const [before, all] = [await wallet(cid), BigInt((await insurance()).assets)];
    const made = (await dispute(bought, 16, at(bought)).expect(201)).body as DisputeView;
    expect(made).toMatchObject({ recordedMillis: '36000000', downMillis: '57600000', asked: String(3n * TOKEN), deposit: '50000000', quorum: String(40n * TOKEN), state: 'voting', outcome: null, coverId: bought.id });
    expect(await wallet(cid)).toBe(before - 50_000_000n);
    await Promise.all([vote(dora, made.id, 'accept').expect(201), vote(dora, made.id, 'accept').expect(201)]);
    await vote(eli, made.id, 'deny').expect(201);
    expect((await vote(eli, made.id, 'accept').expect(409)).body).toMatchObject({ code: 'voted_already' });
    expect((await vote(cid, made.id, 'accept').expect(409)).body).toMatchObject({ code: 'own_dispute' });
    expect(await read(made.id, eli)).toMatchObject({ accept: String(30n * TOKEN), deny: String(20n * TOKEN), vote: 'deny', coverId: null });
    api.clock.advance(rules.votingMillis);
    expect((await vote(fay, made.id, 'deny').expect(409)).body).toMatchObject({ code: 'votes_are_over' });
    expect(await read(made.id)).toMatchObject({ state: 'cooldown' });
    api.clock.advance(rules.cooldownMillis);
    await sweep();
    expect(await read(made.id)).toMatchObject({ state: 'cooldown' });
    api.clock.advance(1);
    await sweep();
    expect(await read(made.id)).toMatchObject({ state: 'decided', outcome: 'accepted', paid: String(3n * TOKEN) });
    expect([await wallet(cid), (await cover(bought.id)).paid, BigInt((await insurance()).assets)]).toEqual([before + 3n * TOKEN, String(8n * TOKEN), all - 3n * TOKEN]);
    expect((await dispute(bought, 17, at(bought)).expect(409)).body).toMatchObject({ code: 'dispute_exists' });
    // Nobody gains or loses by how it voted.
    for (const [who, amount] of [[dora, 30n], [eli, 20n], [fay, 50n]] as const) {
      expect([await assessor(who), await wallet(who)]).toMatchObject([{ weight: String(amount * TOKEN) }, START_WITH - amount * TOKEN]);
    }
    const told = await api.database.query<{ payload: object }>(sql`select payload from outbox_events where type = 'cover.dispute_decided' and subject_id = ${bought.id}`);
    expect(told).toMatchObject([{ payload: { disputeId: made.id, outcome: 'accepted', paid: String(3n * TOKEN) } }]);
  });

  test('of a month of which nothing was found is paid too, no more than the cover has; one that is denied costs the deposit, which no assessor has a part in', async () => {
    const [dora] = assessors as [Caller];
    await deposit(dora, TOKEN).expect(201);
    const bought = await judged({ recorded: false });
    expect((await cover(bought.id)).claims).toEqual([]);
    const made = (await dispute(bought, 4_000, at(bought)).expect(201)).body as DisputeView;
    expect(made).toMatchObject({ recordedMillis: '0', asked: String(20n * TOKEN) });
    await vote(dora, made.id, 'accept').expect(201);
    await over();
    expect([await read(made.id), await cover(bought.id)]).toMatchObject([{ outcome: 'accepted', paid: String(20n * TOKEN) }, { paid: String(20n * TOKEN) }]);
    const another = await judged();
    const before = await wallet(cid);
    const false1 = (await dispute(another, 12, at(another)).expect(201)).body as DisputeView;
    await vote(dora, false1.id, 'deny').expect(201);
    await over();
    expect(await read(false1.id)).toMatchObject({ outcome: 'denied', paid: '0' });
    expect([await wallet(cid), await has({ ownerId: pool.id, kind: 'treasury' }), await wallet(dora)]).toEqual([before - 50_000_000n, 50_000_000n, START_WITH - TOKEN]);
  });

  test('is seen by administrators with all others, and by nobody else; the insurance says what one votes by beside what one has in it', async () => {
    const [dora, eli] = assessors as [Caller, Caller];
    await deposit(dora, 30n * TOKEN).expect(201);
    const bought = await judged();
    const made = (await dispute(bought, 16, at(bought)).expect(201)).body as DisputeView;
    await leave(dora, 10n * TOKEN).expect(201);
    const admin = await api.admin();
    expect((await admin.get(`/v1/admin/cover-disputes/${made.id}`).expect(200)).body).toMatchObject({ id: made.id, coverId: bought.id, state: 'voting', reason: made.reason });
    const open = (await admin.get(`/v1/admin/cover-disputes?open=true&coverId=${bought.id}`).expect(200)).body as { items: DisputeView[] };
    expect(open.items.map(({ id }) => id)).toEqual([made.id]);
    expect(((await admin.get(`/v1/admin/cover-disputes?open=false&coverId=${bought.id}`).expect(200)).body as { items: DisputeView[] }).items).toEqual([]);
    expect((await admin.get(`/v1/admin/cover-disputes/${newId('coverDispute')}`).expect(404)).body).toMatchObject({ code: 'not_found' });
    await cid.get(`/v1/admin/cover-disputes/${made.id}`).expect(403);
    await eli.get(`/v1/cover-disputes/${made.id}`).expect(404);
    const here = async (who: Caller) => ((await who.get('/v1/cover-pools?limit=200').expect(200)).body as { items: CoverPoolWithPosition[] }).items.find((one) => one.pool === pool.name);
    expect(await here(dora)).toEqual({ ...await insurance(), position: (await dora.get(path('/position')).expect(200)).body, assessor: await assessor(dora) });
    expect(await here(dora)).toMatchObject({ assessor: { weight: String(20n * TOKEN), exits: [{ amount: String(10n * TOKEN) }] }, position: { shares: '0' } });
    expect(await here(eli)).toMatchObject({ assessor: { weight: '0', exits: [] } });
    expect(Number((await here(ann))?.position.worth)).toBeGreaterThan(0);
    const first = (await eli.get('/v1/cover-pools?limit=1').expect(200)).body as { items: CoverPoolWithPosition[]; nextCursor: string };
    const next = (await eli.get(`/v1/cover-pools?limit=1&cursor=${first.nextCursor}`)).body as { items?: CoverPoolWithPosition[] };
    expect(next.items?.[0]?.pool ?? '').not.toBe(first.items[0]!.pool);
  });

  test('that too few vote on, or as many for as against, is a draw: nothing is paid and the deposit is back', async () => {
    const [dora, eli, fay] = assessors as [Caller, Caller, Caller];
    await deposit(dora, 39n * TOKEN).expect(201);
    await deposit(eli, 39n * TOKEN).expect(201);
    await deposit(fay, 22n * TOKEN).expect(201);
    const bought = await judged();
    const before = await wallet(cid);
    const few = (await dispute(bought, 16, at(bought)).expect(201)).body as DisputeView;
    await vote(dora, few.id, 'accept').expect(201);
    await over();
    expect(await read(few.id)).toMatchObject({ outcome: 'draw', accept: String(39n * TOKEN), quorum: String(40n * TOKEN), paid: '0' });
    const another = await judged();
    const even = (await dispute(another, 16, at(another)).expect(201)).body as DisputeView;
    await vote(dora, even.id, 'accept').expect(201);
    await vote(eli, even.id, 'deny').expect(201);
    await over();
    expect(await read(even.id)).toMatchObject({ outcome: 'draw', paid: '0' });
    expect(await wallet(cid)).toBe(before - BigInt(another.premium) + 5n * TOKEN);
  });

  test('is voted on by what was deposited before it, and is not on its way out: that is paid back after the time of the rules, and no sooner', async () => {
    const [dora, eli, fay] = assessors as [Caller, Caller, Caller];
    await deposit(dora, 10n * TOKEN).expect(201);
    const bought = await judged();
    const made = (await dispute(bought, 16, at(bought)).expect(201)).body as DisputeView;
    await deposit(eli, 500n * TOKEN).expect(201);
    expect((await vote(eli, made.id, 'deny').expect(409)).body).toMatchObject({ code: 'no_weight' });
    await deposit(dora, 5n * TOKEN).expect(201);
    await leave(dora, 8n * TOKEN).expect(201);
    expect((await leave(dora, 8n * TOKEN).expect(409)).body).toMatchObject({ code: 'exceeds_assessor_deposit', held: String(7n * TOKEN) });
    await vote(dora, made.id, 'accept').expect(201);
    expect(await read(made.id)).toMatchObject({ accept: String(7n * TOKEN), deny: '0' });
    const { exits } = await assessor(dora);
    expect(exits).toMatchObject([{ amount: String(8n * TOKEN), dueAt: api.clock.now() + rules.exitMillis }]);
    await leave(dora, 7n * TOKEN).expect(201); // what was cast stays cast while the deposit is there
    await over();
    expect(await read(made.id)).toMatchObject({ outcome: 'accepted', accept: String(7n * TOKEN) });
    expect(await wallet(dora)).toBe(START_WITH - 15n * TOKEN);
    api.clock.jump(exits[0]!.dueAt);
    await sweep();
    expect([await wallet(dora), await assessor(dora)]).toMatchObject([START_WITH, { weight: '0', exits: [] }]);
    expect((await vote(fay, made.id, 'deny').expect(404)).body).toMatchObject({ code: 'not_found' });
  });

  test('counts nothing of a deposit that has left before it is decided', async () => {
    const [dora, eli] = assessors as [Caller, Caller];
    await deposit(dora, 30n * TOKEN).expect(201);
    await deposit(eli, 20n * TOKEN).expect(201);
    const bought = await judged();
    const made = (await dispute(bought, 16, at(bought)).expect(201)).body as DisputeView;
    await vote(dora, made.id, 'accept').expect(201);
    await vote(eli, made.id, 'deny').expect(201);
    await leave(dora, 30n * TOKEN).expect(201);
    // As it would be by rules that let somebody go sooner than the vote takes.
    await api.database.client.$executeRaw(sql`update assessor_exits set due_at = ${BigInt(api.clock.now())} where assessor_id = ${dora.ownerId}`);
    await sweep();
    expect(await wallet(dora)).toBe(START_WITH);
    await over();
    expect(await read(made.id)).toMatchObject({ outcome: 'denied', accept: '0', deny: String(20n * TOKEN) });
  });

  test('is asked in time, of a month that is dealt with, for more than was found, by whose cover it is', async () => {
    const bought = await covered();
    expect((await dispute(bought, 16, at(bought)).expect(409)).body).toMatchObject({ code: 'cover_not_judged' });
    const settled = await judged();
    const { startsAt } = settled;
    expect((await dispute(settled, 16, { startsAt: startsAt + 1 }).expect(422)).body).toMatchObject({ code: 'cover_month_unknown', pointer: '/startsAt' });
    expect((await dispute(settled, 10, { startsAt }).expect(422)).body).toMatchObject({ code: 'dispute_asks_nothing', pointer: '/downMillis' });
    expect((await dispute(settled, 16, { startsAt }, assessors[0]).expect(404)).body).toMatchObject({ code: 'not_found' });
    for (const wrong of [{ downMillis: 0 }, { downMillis: 1.5 }, { reason: '' }, { coverId: 'x' }, { more: 1 }]) await dispute(settled, 16, { startsAt, ...wrong }).expect(400);
    api.clock.advance(rules.openMillis + 1);
    expect((await dispute(settled, 16, { startsAt }).expect(409)).body).toMatchObject({ code: 'dispute_too_late' });
    await assessors[0]!.get('/v1/cover-disputes/cvd_000000000000000000000000').expect(404);
    expect((await assessors[0]!.get('/v1/cover-disputes').expect(200)).body).toMatchObject({ items: [] });
  });

  test('of a cover that is over keeps what it asks for, so that nobody leaves with it, and no more than is free', async () => {
    const [dora] = assessors as [Caller];
    await deposit(dora, TOKEN).expect(201);
    const bought = await judged({ days: 7 });
    expect(bought.state).toBe('ended');
    await ann.post(path('/exits'), { shares: String(100n * TOKEN) }).expect(201);
    expect((await insurance()).openCover).toBe('0');
    const made = (await dispute(bought, 16, at(bought)).expect(201)).body as DisputeView;
    expect((await insurance()).openCover).toBe(String(3n * TOKEN));
    await vote(dora, made.id, 'accept').expect(201);
    const had = await wallet(ann);
    await over();
    expect(await read(made.id)).toMatchObject({ outcome: 'accepted', paid: String(3n * TOKEN) });
    api.clock.advance(coverRules.exitMillis);
    await sweep();
    expect([await wallet(ann), (await insurance()).openCover]).toEqual([had + 95n * TOKEN + BigInt(bought.premium) - 3n * TOKEN - (await has({ ownerId: pool.id, kind: 'treasury' })), '0']);
    const late = await covered({ days: 7 }).catch(() => undefined);
    expect(late).toBeUndefined(); // nobody backs it any more
  });
});

test('over random histories no unit is made or lost, votes are no more than what is deposited, and no assessor gains or loses', async () => {
  const who = fc.nat(2);
  const step = fc.oneof(
    { weight: 3, arbitrary: fc.record({ what: fc.constant('deposit' as const), who, amount: fc.bigInt({ min: 1n, max: 50n * TOKEN }) }) },
    { weight: 2, arbitrary: fc.record({ what: fc.constant('leave' as const), who, amount: fc.bigInt({ min: 1n, max: 50n * TOKEN }) }) },
    { weight: 5, arbitrary: fc.record({ what: fc.constantFrom('accept' as const, 'deny' as const), who, amount: fc.constant(0n) }) },
    { weight: 3, arbitrary: fc.record({ what: fc.constant('dispute' as const), who, amount: fc.bigInt({ min: 1n, max: 60n }) }) },
    { weight: 3, arbitrary: fc.record({ what: fc.constant('wait' as const), who, amount: fc.bigInt({ min: 1n, max: 5n }) }) },
  );
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 16 }), async (history) => {
    await begin();
    const covers = [await covered(), await covered({ recorded: false }), await covered()];
    api.clock.jump(Date.UTC(new Date(covers[2]!.startsAt).getUTCFullYear(), new Date(covers[2]!.startsAt).getUTCMonth() + 1) + coverRules.settleMillis);
    await sweep();
    const disputes: string[] = [];
    for (const { what, who: place, amount } of history) {
      const one = assessors[place]!;
      if (what === 'deposit') await deposit(one, amount);
      else if (what === 'leave') await leave(one, amount);
      else if (what === 'dispute') {
        const { status, body } = await dispute(covers[place]!, Number(amount), at(covers[place]!));
        if (status === 201) disputes.push((body as DisputeView).id);
      } else if (what === 'wait') {
        api.clock.advance(Number(amount) * MILLIS_PER_DAY);
        await sweep();
      } else if (disputes.length > 0) await vote(one, disputes.at(-1)!, what);
      api.clock.advance(1);
      await expectWhole(disputes);
    }
    await over();
    await expectWhole(disputes);
    for (const id of disputes) {
      const { outcome, accept, deny, quorum, paid, asked } = await read(id);
      const [yes, no] = [BigInt(accept), BigInt(deny)];
      expect(outcome).toBe(yes + no < BigInt(quorum) || yes === no ? 'draw' : yes > no ? 'accepted' : 'denied');
      expect(BigInt(paid!) <= (outcome === 'accepted' ? BigInt(asked) : 0n)).toBe(true);
    }
  }), { numRuns: 6 });
  expect(await auditLedger(api.database)).toMatchObject({ entriesSum: 0n, wrongBalances: [] });
}, 120_000);

/** Every token is somebody's, every deposit an assessor's, and all that is covered, or kept for disputes, can be paid. */
async function expectWhole(disputes: readonly string[]): Promise<void> {
  let deposited = 0n;
  let votes = 0n;
  for (const one of assessors) {
    const { weight, exits } = await assessor(one);
    const its = BigInt(weight) + exits.reduce((sum, { amount }) => sum + BigInt(amount), 0n);
    expect((await wallet(one)) + its).toBe(START_WITH);
    deposited += its;
  }
  expect(await has(assessorsAccount(pool.id))).toBe(deposited);
  let kept = 0n;
  for (const id of disputes) {
    const { state, accept, deny, deposit: down } = await read(id);
    if (state !== 'decided') votes = BigInt(accept) + BigInt(deny);
    expect(await has(disputeAccount(id))).toBe(state === 'decided' ? 0n : BigInt(down));
    kept += state === 'decided' ? 0n : BigInt(down);
    expect(votes <= deposited).toBe(true);
  }
  const { assets, openCover } = await insurance();
  expect(BigInt(assets) >= BigInt(openCover)).toBe(true);
  const all = [await wallet(ann), await wallet(cid), BigInt(assets), await has(coverAccounts(pool.id).tokens) - BigInt(assets), await has({ ownerId: pool.id, kind: 'treasury' }), kept];
  expect(all.reduce((sum, each) => sum + each, 0n)).toBe(2n * START_WITH);
}

test('weir cover assess, dispute, vote and disputes do the same from the command line', async () => {
  const bought = await judged();
  const weir = (who: Caller, ...words: string[]) => runCommand({ WEIR_API_URL: api.url, WEIR_API_KEY: who.secret, WEIR_HOME: '/nonexistent' }, ['cover', ...words]);
  const dora = assessors[0]!;
  expect(await weir(dora, 'assess', String(5n * TOKEN), '--pool', pool.name)).toMatch(/5000000000[^]*votes/);
  api.clock.advance(1);
  const from = new Date(bought.startsAt).toISOString();
  const made = JSON.parse(await weir(cid, 'dispute', bought.id, '--from', from, '--down-hours', '16', '--reason', 'probes', '--json')) as DisputeView;
  expect(made).toMatchObject({ asked: String(3n * TOKEN), state: 'voting', reason: 'probes' });
  expect(await weir(dora, 'disputes', '--open')).toMatch(new RegExp(`${made.id}[^]*16[^]*3000000000[^]*voting`));
  expect(await weir(dora, 'vote', made.id, 'accept')).toMatch(/5000000000[^]*voting/);
  expect(await weir(dora, 'stop-assessing', String(5n * TOKEN), '--pool', pool.name)).toMatch(/5000000000[^]*on its way out/);
  await expect(weir(cid, 'dispute', bought.id, '--from', 'yesterday', '--down-hours', '16', '--reason', 'x')).rejects.toThrow('--from');
  await expect(weir(cid, 'dispute', bought.id, '--from', from, '--down-hours', 'x', '--reason', 'x')).rejects.toThrow('--down-hours');
});
