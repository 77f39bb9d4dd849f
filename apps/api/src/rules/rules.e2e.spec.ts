import { Global, Module } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';

import { sql } from '#libs/database';
import { MILLIS_PER_DAY, MILLIS_PER_HOUR, SIGNING_KEY, toJson } from '#libs/kernel';
import { initialRules, recordFirstRules, type Rules, rulesAt, RulesModule, type RuleSetView } from '#libs/rules';
import { LogSigner, TransparencyLog, TransparencyModule } from '#libs/transparency';
import { isSignedRuleSet, type Plain, rulesDigest, type RulesSignature } from '#libs/verify';

import { type Caller, startTestApi, type TestApi } from '../../../../test/support/api.js';
import { rulesControllers } from './controllers.js';

const key = new LogSigner(randomBytes(32));
const first = toJson<Record<string, unknown>>(initialRules);
const dearer = { ...first, bond: { unbondingMillis: 30 * MILLIS_PER_DAY, rates: [{ resourceClass: 'CPU_MILLI', variant: '', nanoTokensPerUnit: '1000000000' }] } };

@Global()
@Module({ providers: [{ provide: SIGNING_KEY, useValue: key }], exports: [SIGNING_KEY] })
class Signing {}

let api: TestApi;
let admin: Caller;
let tenant: Caller;
/** Nothing but the first version. */
async function begin(): Promise<void> {
  await api?.close();
  api = await startTestApi({ modules: [Signing, RulesModule, TransparencyModule], controllers: rulesControllers });
  [admin, tenant] = [await api.admin(), await api.tenant()];
  await Promise.all([1, 2, 3].map(() => recordFirstRules(api.database, api.clock.now(), key)));
}
afterAll(() => api.close());

const propose = (over: object = {}) => admin.post('/v1/admin/rules', { rules: dearer, reason: 'operators answer for their processors', ...over });
const inForce = async () => (await tenant.get('/v1/rules').expect(200)).body as RuleSetView;
const isSigned = ({ version, activeFrom, rules, signed }: RuleSetView) => isSignedRuleSet({ version, activeFrom, rules }, signed as RulesSignature);

describe('rules, from the first version on,', () => {
  beforeEach(begin);

  test('are the product\'s own at first, once, whoever starts; anybody with a key reads them and checks who signed them', async () => {
    const rules = await inForce();
    expect(rules).toMatchObject({ version: 1, state: 'in_force', decidedBy: 'product', rules: first, digest: rulesDigest(first as Plain) });
    expect(rules.signed?.publicKey).toBe(Buffer.from(key.publicKey).toString('base64'));
    expect(isSigned(rules)).toBe(true);
    for (const other of [{ ...rules, version: 2 }, { ...rules, activeFrom: rules.activeFrom + 1 }, { ...rules, rules: { ...first, changeDelayMillis: 1 } }]) expect(isSigned(other)).toBe(false);
    expect((await (await api.operator()).get('/v1/rules').expect(200)).body).toEqual(rules);
    await api.anonymous.get('/v1/rules').expect(401);
  });

  test('change after the delay of those in force, and what began before keeps its version', async () => {
    const proposed = (await propose().expect(201)).body as RuleSetView;
    expect(proposed).toMatchObject({ version: 2, state: 'pending', decidedBy: 'administrator', activeFrom: api.clock.now() + initialRules.changeDelayMillis, rules: dearer });
    expect(isSigned(proposed)).toBe(true);
    api.clock.advance(initialRules.changeDelayMillis - 1);
    expect(await inForce()).toMatchObject({ version: 1 });
    const before = api.clock.now();
    api.clock.advance(1);
    expect(await inForce()).toMatchObject({ version: 2, state: 'in_force' });
    expect((await rulesAt(api.database, api.clock.now())).rules.bond.rates).toEqual([{ resourceClass: 'CPU_MILLI', variant: '', nanoTokensPerUnit: 1_000_000_000n }]);
    expect(await rulesAt(api.database, before)).toEqual({ version: 1, rules: initialRules });
    expect((await tenant.get('/v1/rules/versions/1').expect(200)).body).toMatchObject({ state: 'superseded', rules: first });
    await tenant.get('/v1/rules/versions/3').expect(404);
    const page = (await tenant.get('/v1/rules/versions?limit=1').expect(200)).body as { items: RuleSetView[]; nextCursor: string };
    const rest = (await tenant.get(`/v1/rules/versions?limit=1&cursor=${page.nextCursor}`).expect(200)).body as { items: RuleSetView[]; nextCursor: null };
    expect([...page.items, ...rest.items].map(({ version }) => version)).toEqual([2, 1]);
    expect(rest.nextCursor).toBeNull();
  });

  test('hold from when docs/rules.md says', async () => {
    const page = await readFile('docs/rules.md', 'utf8');
    const noon = (day: number) => Date.UTC(2031, 2, day, 12);
    const said = (at: number) => `${new Date(at).getUTCDate()} March at noon`;
    const publish = async (day: number, changeDelayMillis: number) => {
      api.clock.jump(noon(day));
      return (await propose({ rules: { ...first, changeDelayMillis } }).expect(201)).body as RuleSetView;
    };
    const [second, third] = [await publish(1, MILLIS_PER_HOUR), await publish(2, MILLIS_PER_HOUR)];
    expect(page).toContain(`version 1, \`changeDelayMillis\` ${initialRules.changeDelayMillis.toLocaleString('en')} (two days)`);
    expect(page).toContain(`| version 2 holds | from ${said(second.activeFrom)}:`);
    expect(page).toContain(`| version 3 holds | from ${said(third.activeFrom)}:`);
    expect([second.activeFrom, third.activeFrom]).toEqual([noon(3), noon(4)]);
  });

  test('hold in the order of their versions, never before their delay, whatever an administrator asks', async () => {
    const now = api.clock.now();
    expect((await propose({ activeFrom: now + initialRules.changeDelayMillis - 1 }).expect(422)).body).toMatchObject({ code: 'rules_too_soon', pointer: '/activeFrom' });
    const late = now + 10 * MILLIS_PER_DAY;
    await propose({ activeFrom: late, rules: { ...dearer, changeDelayMillis: MILLIS_PER_HOUR } }).expect(201);
    expect((await propose({ activeFrom: late - 1 }).expect(409)).body).toMatchObject({ code: 'rules_out_of_order', earliest: late });
    expect((await propose().expect(201)).body).toMatchObject({ version: 3, activeFrom: late });
    api.clock.jump(late);
    expect(await inForce()).toMatchObject({ version: 3 });
  });

  test('that say nothing of challenges, which came later, keep those of the version published before, unless that was withdrawn', async () => {
    const { challenge, ...older } = { ...dearer, challenge: initialRules.challenge };
    const of = async (rules: object) => ((await propose({ rules }).expect(201)).body as { rules: { challenge: object } }).rules.challenge;
    expect(await of(older)).toEqual(challenge);
    const often = { ...challenge, perPoolAndHour: 6 };
    expect([await of({ ...dearer, challenge: often }), await of(older)]).toEqual([often, often]);
    for (const version of [3, 4]) await admin.post(`/v1/admin/rules/${version}/withdrawal`, { reason: 'too often' }).expect(200);
    expect(await of(older)).toEqual(challenge);
    await propose({ rules: { ...dearer, challenge: { ...challenge, mostLaneMib: 100 } } }).expect(400); // no power of two
  });

  test('that say nothing of GPUs, which came later still, keep what was asked of them; of each model it is said once, and in powers of two', async () => {
    const { challenge } = initialRules;
    const { gpu, ...older } = challenge;
    const t4 = { model: 't4', image: 'registry.example/opencl:1', mib: 4_096, lanes: 65_536, reads: 4_096, rounds: 8, workMillis: 10_000 };
    const named = { ...gpu, perPoolAndHour: 2, models: [t4, { ...t4, model: 'l4' }] };
    const asked = (of: object) => propose({ rules: { ...dearer, challenge: of } });
    const of = async (rules: object) => ((await asked(rules).expect(201)).body as { rules: { challenge: { gpu: object } } }).rules.challenge.gpu;
    expect([await of(older), await of({ ...older, gpu: named }), await of(older)]).toEqual([gpu, named, named]);
    expect((await asked({ ...older, gpu: { ...named, models: [t4, { ...t4, mib: 8_192 }] } }).expect(422)).body).toMatchObject({ code: 'invalid_rules', pointer: '/rules/challenge/gpu/models/1/model' });
    for (const [field, value] of [['lanes', 65_535], ['lanes', 512], ['mib', 4_100], ['mib', 240], ['rounds', 1], ['reads', 16_385], ['image', '--privileged'], ['model', '']] as const) {
      expect((await asked({ ...older, gpu: { ...named, models: [{ ...t4, [field]: value }] } }).expect(400)).body).toMatchObject({ code: 'invalid_request', pointer: `/rules/challenge/gpu/models/0/${field}` });
    }
  });

  test('that say nothing of disputes, which came later too, keep those before; an assessor who may leave before what it voted on is over is refused', async () => {
    const { dispute, ...older } = { ...dearer, dispute: { ...initialRules.dispute, depositNanoTokens: String(initialRules.dispute.depositNanoTokens) } };
    const of = async (rules: object) => ((await propose({ rules }).expect(201)).body as { rules: { dispute: object } }).rules.dispute;
    const dear = { ...dispute, depositNanoTokens: '1000000000', quorumBps: 6_000 };
    expect([await of(older), await of({ ...older, dispute: dear }), await of(older)]).toEqual([dispute, dear, dear]);
    const hasty = { ...dispute, exitMillis: dispute.votingMillis + dispute.cooldownMillis - 1 };
    expect((await propose({ rules: { ...older, dispute: hasty } }).expect(422)).body).toMatchObject({ code: 'invalid_rules', pointer: '/rules/dispute/exitMillis' });
  });

  test('that say nothing of the diversified pool, which came later still, keep those before', async () => {
    const of = async (rules: object) => ((await propose({ rules }).expect(201)).body as { rules: { diversified: object } }).rules.diversified;
    const { diversified, ...older } = dearer as typeof dearer & { diversified: Rules['diversified'] };
    const wary = { ...initialRules.diversified, operatorMostBps: 500 };
    expect([await of(older), await of({ ...older, diversified: wary }), await of(older)]).toEqual([diversified, wary, wary]);
    await propose({ rules: { ...older, diversified: { ...wary, groupMostBps: 10_001 } } }).expect(400);
  });

  test('that say nothing of payouts, which came last, keep those before', async () => {
    const of = async (rules: object) => ((await propose({ rules }).expect(201)).body as { rules: { payout: object } }).rules.payout;
    const { payout, ...older } = dearer as typeof dearer & { payout: object };
    const slower = { ...payout, everyMillis: 7 * MILLIS_PER_DAY, thresholdNanoTokens: '1000000000000' };
    expect([await of(older), await of({ ...older, payout: slower }), await of(older)]).toEqual([payout, slower, slower]);
    for (const [wrong, pointer] of [[{ everyMillis: 59_999 }, 'everyMillis'], [{ everyMillis: 31 * MILLIS_PER_DAY + 1 }, 'everyMillis'], [{ holdMillis: -1 }, 'holdMillis'], [{ holdMillis: 90 * MILLIS_PER_DAY + 1 }, 'holdMillis'], [{ thresholdNanoTokens: '1000000000001' }, 'thresholdNanoTokens']] as const) {
      expect((await propose({ rules: { ...older, payout: { ...slower, ...wrong } } }).expect(400)).body).toMatchObject({ code: 'invalid_request', pointer: `/rules/payout/${pointer}` });
    }
  });

  test('are withdrawn before they hold and never after', async () => {
    await propose().expect(201);
    const withdrawn = (await admin.post('/v1/admin/rules/2/withdrawal', { reason: 'too dear' }).expect(200)).body;
    expect(withdrawn).toMatchObject({ state: 'withdrawn', withdrawnAt: api.clock.now() });
    expect((await admin.post('/v1/admin/rules/2/withdrawal', { reason: 'again' }).expect(200)).body).toEqual(withdrawn);
    api.clock.advance(initialRules.changeDelayMillis);
    expect(await inForce()).toMatchObject({ version: 1 });
    expect((await admin.post('/v1/admin/rules/1/withdrawal', { reason: 'why not' }).expect(409)).body).toMatchObject({ code: 'rules_in_force' });
    await admin.post('/v1/admin/rules/9/withdrawal', { reason: 'none' }).expect(404);
    expect((await propose().expect(201)).body).toMatchObject({ version: 3 });
    await expect(api.database.client.ruleSet.update({ where: { version: 2 }, data: { reason: 'another' } })).rejects.toThrow();
  });

  test('proposed by many at once are each a version, an event and a leaf of the log; the same request is one', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => propose()));
    expect(answers.map(({ body }) => (body as RuleSetView).version).toSorted((a, b) => a - b)).toEqual([2, 3, 4, 5, 6, 7]);
    const [one, two] = [await propose().set('idempotency-key', 'once').expect(201), await propose().set('idempotency-key', 'once').expect(201)];
    expect(one.body).toEqual(two.body);
    const told = await api.database.query<{ subject_id: string }>(sql`select subject_id from outbox_events where type = 'rules.proposed' order by id`);
    expect(told.map(({ subject_id }) => subject_id)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8']);
    await new TransparencyLog(api.database, key).append();
    const leaves = await api.database.query<{ body: string }>(sql`select body from log_leaves where kind = 'rules' order by index`);
    expect(leaves.map(({ body }) => JSON.parse(body) as object)).toMatchObject([{ version: 1, rules: first }, ...[2, 3, 4, 5, 6, 7, 8].map((version) => ({ version, rules: dearer, decidedBy: 'administrator' }))]);
  });

  test('wait twenty at a time at the most', async () => {
    for (let count = 0; count < 20; count += 1) await propose().expect(201);
    expect((await propose().expect(409)).body).toMatchObject({ code: 'too_many_proposals', limit: 20 });
  });

});

describe('rules', () => {
  test.each([
    ['a delay below an hour', { rules: { ...dearer, changeDelayMillis: 1 } }, 400, 'invalid_request', '/rules/changeDelayMillis'],
    ['a part of the rules', { rules: { changeDelayMillis: MILLIS_PER_DAY } }, 400, 'invalid_request', '/rules/bond'],
    ['what nobody knows', { rules: { ...dearer, luck: 1 } }, 400, 'invalid_request', '/rules/luck'],
    ['an amount that is a number', { rules: { ...dearer, bond: { ...dearer.bond, rates: [{ resourceClass: 'CPU_MILLI', variant: '', nanoTokensPerUnit: 5 }] } } }, 400, 'invalid_request', '/rules/bond/rates/0/nanoTokensPerUnit'],
    ['two rates for a class', { rules: { ...dearer, bond: { ...dearer.bond, rates: [...dearer.bond.rates, ...dearer.bond.rates] } } }, 422, 'invalid_rules', '/rules/bond/rates/1'],
    ['no reason', { reason: '' }, 400, 'invalid_request', '/reason'],
  ])('refuse %s', async (_, over, status, code, pointer) => {
    expect((await propose(over).expect(status)).body).toMatchObject({ code, pointer });
  });

  test('are changed by administrators alone', async () => {
    for (const caller of [tenant, await api.operator()]) {
      expect((await caller.post('/v1/admin/rules', { rules: dearer, reason: 'mine' })).status).toBe(403);
      expect((await caller.post('/v1/admin/rules/1/withdrawal', { reason: 'mine' })).status).toBe(403);
    }
  });
});
