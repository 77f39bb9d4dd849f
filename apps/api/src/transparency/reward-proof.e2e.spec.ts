import * as fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { sql } from '#libs/database';
import { newId } from '#libs/kernel';
import { LedgerModule, postTransfers } from '#libs/ledger';
import { EPOCH_MILLIS, RewardEpochs, RewardModule, type RewardView, SLOT_MILLIS } from '#libs/reward';
import { initialRules, publishRules, type RewardRules } from '#libs/rules';
import { LogSigner, TransparencyLog, TransparencyModule } from '#libs/transparency';
import { type SettlementDocument, verifySettlement } from '#libs/verify';

import { type Caller, startTestApi, type TestApi } from '../../../../test/support/api.js';
import { changedDigit } from '../../../../test/support/changed-values.js';
import { proofCommand, verifyFile } from '../../../../test/support/verify-file.js';
import { rewardControllers } from '../reward/controllers.js';
import { transparencyControllers } from './controllers.js';

const TOKEN = 1_000_000_000n;
const signer = new LogSigner(randomBytes(32));
const trusted = { publicKey: Buffer.from(signer.publicKey).toString('base64') };

let api: TestApi;
let admin: Caller;
let operators: Caller[];
let log: TransparencyLog;
const poolId = newId('pool');
const hours: number[] = [];

beforeAll(async () => {
  api = await startTestApi({ modules: [LedgerModule, RewardModule, TransparencyModule], controllers: [...rewardControllers, ...transparencyControllers] });
  log = new TransparencyLog(api.database, signer);
  [admin, operators] = [await api.admin(), [await api.operator(), await api.operator(), await api.operator()]];
  await api.database.client.pool.create({ data: { id: poolId, name: 'standard', createdAt: BigInt(api.clock.now()) } });
  await publish({});
  await give(400n * TOKEN);
  await hour([40_001n, 10_000n, 0n]);
  await publish({ windowNanoTokens: 6n * TOKEN, scheme: 'pplns' });
  await hour([1_000n, 0n, 333n], 2n * TOKEN);
  await hour([40_001n, 0n, 333n], 3n * TOKEN + 1n);
});
afterAll(() => api.close());

const toHour = () => api.clock.jump(Math.ceil(api.clock.now() / EPOCH_MILLIS) * EPOCH_MILLIS);
/** Rules that hold from the next hour on: a tenth of a token for a vCPU and hour. */
async function publish(of: Partial<RewardRules>): Promise<void> {
  const reward: RewardRules = { ...initialRules.reward, rates: [{ resourceClass: 'CPU_MILLI', variant: '', nanoTokensPerUnitHour: TOKEN / 10n }], ...of };
  await api.database.transaction((tx) => publishRules(tx, { rules: { ...initialRules, reward }, decidedBy: 'administrator', authorId: 'test', reason: 'a test', proposedAt: api.clock.now() }, undefined, signer));
  api.clock.advance(initialRules.changeDelayMillis);
  toHour();
}
const give = (amount: bigint) => api.database.transaction((tx) => postTransfers(tx, api.clock.now(), [
  { key: newId('transfer'), type: 'posted', reason: 'deposit', amount, from: { ownerId: 'platform', kind: 'issuance' }, to: { ownerId: poolId, kind: 'treasury' } },
]));
/** An hour in which operators had so much idle, and the treasury took in so much, is over and closed. */
async function hour(idle: readonly bigint[], revenue = 0n): Promise<void> {
  const startsAt = api.clock.now();
  hours.push(startsAt);
  await api.database.client.$executeRaw(sql`insert into reward_looks (pool_id, slot, look_at, looked_at) values (${poolId}, ${BigInt(startsAt)}, ${BigInt(startsAt)}, ${BigInt(startsAt)})`);
  for (const [place, units] of idle.entries()) {
    if (units > 0n) await api.database.client.$executeRaw(sql`insert into reward_found values (${poolId}, ${BigInt(startsAt)}, ${operators[place]!.ownerId}, 'CPU_MILLI', '', ${units * BigInt(SLOT_MILLIS)})`);
  }
  if (revenue > 0n) {
    await give(revenue);
    await api.database.client.$executeRaw(sql`
      insert into charges (id, kind, lease_id, tenant_id, pool_id, operator_id, host_id, stream_id, resource_class, quantity, nano_tokens_per_unit_hour, starts_at, ends_at, amount, operator_amount, treasury_amount, fee_amount, settlement_id, posted_at)
      values (${newId('charge')}, 'time', 'lse_1', 'ten_1', ${poolId}, ${operators[0]!.ownerId}, 'hst_1', ${newId('stream')}, 'CPU_MILLI', 1, 0, 0, 1, ${10n * revenue}, ${9n * revenue}, ${revenue}, 0, 'stl_1', ${BigInt(startsAt)})`);
  }
  api.clock.jump(startsAt + EPOCH_MILLIS);
  await api.app.get(RewardEpochs, { strict: false }).closeDue(api.clock.now() + SLOT_MILLIS);
}
const proofOf = async (whose: Caller, startsAt: number, query = '') => (await whose.get(`/v1/operator/rewards/${poolId}/${startsAt}/proof${query}`).expect(200)).body as SettlementDocument;
const leavesOf = (document: SettlementDocument, part: string) => document[part] as { leaf: Record<string, string | number>; hidden?: Record<string, string> }[];
const pointersOf = (document: unknown) => [...new Set(verifySettlement(document, trusted).findings.map(({ pointer }) => pointer))];

test('an hour\'s rewards are proven once a head has them, to whoever has a part in them and to administrators', async () => {
  await operators[0]!.get(`/v1/operator/rewards/${poolId}/${hours[0]!}/proof`).expect(409);
  await log.append();
  await log.signHead(api.clock.now());
  for (const [place, startsAt] of hours.entries()) {
    for (const whose of place === 0 ? operators.slice(0, 2) : operators) {
      const document = await proofOf(whose, startsAt);
      const { findings, says } = verifySettlement(document, trusted);
      expect(findings).toEqual([]);
      const { items } = (await whose.get('/v1/operator/rewards').expect(200)).body as { items: RewardView[] };
      expect(says[1]).toContain(`of that ${items.find((one) => one.startsAt === startsAt)!.own.amount} for the operator`);
      expect(JSON.stringify(document)).toContain(whose.ownerId);
      for (const other of operators) expect(other !== whose && JSON.stringify(document).includes(other.ownerId)).toBe(false);
    }
  }
  await operators[2]!.get(`/v1/operator/rewards/${poolId}/${hours[0]!}/proof`).expect(404);
  await (await api.operator()).get(`/v1/operator/rewards/${poolId}/${hours[1]!}/proof`).expect(404);
  await (await api.tenant()).get(`/v1/operator/rewards/${poolId}/${hours[1]!}/proof`).expect(403);
  const all = (await admin.get(`/v1/admin/pools/${poolId}/rewards/${hours[2]!}/proof`).expect(200)).body as SettlementDocument;
  expect(verifySettlement(all, trusted).findings).toEqual([]);
  expect(leavesOf(all, 'shares').map(({ hidden }) => hidden!['operatorId'])).toEqual(operators.map(({ ownerId }) => ownerId).toSorted((one, other) => (one < other ? -1 : 1)));
});

test('an hour keeps the rules that held at its start, and both ways of paying are reckoned to the unit', async () => {
  const documents = await Promise.all(hours.map((startsAt) => proofOf(operators[0]!, startsAt)));
  const [first, ...later] = documents.map(({ rules }) => Number(rules.leaf['version']));
  expect(later).toEqual([first! + 1, first! + 1]);
  const epochs = documents.map((document) => (document['epoch'] as { leaf: Record<string, string> }).leaf);
  expect(epochs.map(({ scheme }) => scheme)).toEqual(['pps', 'pplns', 'pplns']);
  // A fifth of what the treasury took in.
  expect(epochs.slice(1).map(({ paid }) => paid)).toEqual(['400000000', '600000000']);
  expect(documents.map((document) => leavesOf(document, 'window').length)).toEqual([0, 1, 2]);
});

test('an hour of which any digit was changed is found out, and the digit named', { timeout: 300_000 }, async () => {
  const document = await proofOf(operators[0]!, hours[2]!);
  fc.assert(fc.property(changedDigit(document), ({ pointer, changed }) => {
    expect(pointersOf(changed)).toEqual([pointer]);
  }), { numRuns: 40 });
});

test('an hour that lacks somebody, or some of the window, says where', async () => {
  const document = await proofOf(operators[0]!, hours[2]!);
  expect(pointersOf({ ...document, shares: leavesOf(document, 'shares').slice(0, 2) })).toEqual(expect.arrayContaining(['/epoch/leaf/counted']));
  expect(pointersOf({ ...document, window: [] })).toEqual(expect.arrayContaining(['/epoch/leaf/windowFrom', '/epoch/leaf/counted']));
  expect(pointersOf({ ...document, own: leavesOf(document, 'own').slice(1) })).toEqual([expect.stringMatching(/^\/shares\/\d\/leaf\/counted$/)]);
  const blinded = await proofOf(operators[0]!, hours[2]!, '?blinded=true');
  expect(JSON.stringify(blinded)).not.toContain('opr_');
  expect(verifySettlement(blinded, trusted)).toMatchObject({ verified: true, findings: [] });
});

test('an hour is checked by the command', async () => {
  const document = await proofOf(operators[0]!, hours[2]!);
  const { exit, lines } = await verifyFile(document, trusted.publicKey);
  expect([exit, lines[0], lines[1]]).toEqual([0, expect.stringMatching(/^verified: rewards of the hour from .*: 600000000 nano-tokens by "pplns"/), expect.stringMatching(/^ {2}of that \d+ for the operator .*, which the ledger moved to its earnings$/)]);
  expect(await proofCommand(api, operators[0]!, poolId, '--hour', new Date(hours[2]! + 1_234_567).toISOString(), '--key', trusted.publicKey)).toEqual({ exit, lines });
  const tampered = structuredClone(document) as unknown as { epoch: { leaf: { paid: string } } };
  tampered.epoch.leaf.paid = '600000001';
  expect(await verifyFile(tampered)).toEqual({ exit: 1, lines: ['NOT verified', '  /epoch/leaf/paid was changed: the log has "600000000"'] });
});
