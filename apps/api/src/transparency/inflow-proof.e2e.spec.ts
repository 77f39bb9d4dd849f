import * as fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { MILLIS_PER_DAY, newId } from '#libs/kernel';
import { LedgerModule, postTransfers } from '#libs/ledger';
import { initialRules, publishRules } from '#libs/rules';
import { StakeEarnings, StakeModule, type StakePoolView } from '#libs/stake';
import { LogSigner, TransparencyLog, TransparencyModule } from '#libs/transparency';
import { type SettlementDocument, verifySettlement } from '#libs/verify';

import { type Caller, startTestApi, type TestApi } from '../../../../test/support/api.js';
import { changedDigit } from '../../../../test/support/changed-values.js';
import { verifyFile } from '../../../../test/support/verify-file.js';
import { stakeControllers } from '../stake/controllers.js';
import { transparencyControllers } from './controllers.js';

const signer = new LogSigner(randomBytes(32));
const trusted = { publicKey: Buffer.from(signer.publicKey).toString('base64') };

let api: TestApi;
let operator: Caller;
let backer: Caller;
let stakePoolId: string;
let log: TransparencyLog;

/** Earnings flow in twice: the first time by other rules than the second, when the operator has spent a part of them and a gain is still locked. */
beforeAll(async () => {
  api = await startTestApi({ modules: [LedgerModule, StakeModule, TransparencyModule], controllers: [...stakeControllers, ...transparencyControllers] });
  log = new TransparencyLog(api.database, signer);
  [operator, backer] = [await api.operator(), await api.tenant()];
  await publish(initialRules.stake.unlockMillis);
  stakePoolId = ((await operator.put('/v1/operator/stake-pool/terms', { earningsBps: 5_001, commissionBps: 1_003 }).expect(200)).body as StakePoolView).id;
  await move(1_000_003n, 'deposit');
  await backer.post(`/v1/stake-pools/${stakePoolId}/deposits`, { amount: '800001' }).expect(201);
  await earn(160_007n, 'charge');
  await earn(-7n, 'refund');
  await flow();
  await publish(3 * MILLIS_PER_DAY);
  await earn(90_001n, 'charge');
  await operator.post('/v1/operator/bond', { amount: '150000' }).expect(201);
  await flow();
  await log.append();
  await log.signHead(api.clock.now());
});
afterAll(() => api.close());

async function publish(unlockMillis: number): Promise<void> {
  const rules = { ...initialRules, stake: { ...initialRules.stake, unlockMillis } };
  await api.database.transaction((tx) => publishRules(tx, { rules, decidedBy: 'administrator', authorId: 'test', reason: 'a test', proposedAt: api.clock.now() }, undefined, signer));
  api.clock.advance(initialRules.changeDelayMillis);
}
const move = (amount: bigint, reason: 'deposit') => api.database.transaction((tx) => postTransfers(tx, api.clock.now(), [
  { key: newId('transfer'), type: 'posted', amount, reason, from: { ownerId: 'platform', kind: 'issuance' }, to: { ownerId: backer.ownerId, kind: 'wallet' } },
]));
async function earn(amount: bigint, reason: 'charge' | 'refund'): Promise<void> {
  api.clock.advance(1);
  const [issuance, earnings] = [{ ownerId: 'platform', kind: 'issuance' }, { ownerId: operator.ownerId, kind: 'earnings' }] as const;
  const sides = amount > 0n ? { amount, from: issuance, to: earnings } : { amount: -amount, from: earnings, to: issuance };
  await api.database.transaction((tx) => postTransfers(tx, api.clock.now(), [{ key: newId('transfer'), type: 'posted', reason, ...sides }]));
}
async function flow(): Promise<void> {
  api.clock.advance(MILLIS_PER_DAY + 600_000);
  expect(await new StakeEarnings(api.database).flowDue(api.clock.now())).toBe(1);
}
const own = async (upTo?: number) => (await operator.get(`/v1/operator/stake-pool/inflow-proof${upTo === undefined ? '' : `?upTo=${upTo}`}`).expect(200)).body as SettlementDocument;
const theirs = async () => (await backer.get(`/v1/stake-pools/${stakePoolId}/inflow-proof`).expect(200)).body as SettlementDocument;
const leafOf = (document: SettlementDocument) => (document['inflow'] as { leaf: Record<string, string> & { upTo: number } }).leaf;
const pointersOf = (document: unknown) => [...new Set(verifySettlement(document, trusted).findings.map(({ pointer }) => pointer))];

test('an inflow is reckoned from the entries by its operator, and by its backers without its name', async () => {
  const [last, seen] = [await own(), await theirs()];
  const first = await own(leafOf(last).upTo - 1);
  for (const document of [first, last, seen]) expect(verifySettlement(document, trusted).findings).toEqual([]);
  // ⌊160,000 × 0.5001⌋, and ⌊of that × 0.1003⌋; of the second there was not enough.
  expect([leafOf(first), leafOf(last)]).toMatchObject([{ net: '160000', gain: '80016', fee: '8025', owed: '0' }, { net: '90001', gain: '19985', owed: '25024' }]);
  expect([first, last].map((document) => (document['entries'] as unknown[]).length)).toEqual([2, 1]);
  expect(Number(last.rules.leaf['version'])).toBe(Number(first.rules.leaf['version']) + 1);
  expect(JSON.stringify(seen)).not.toContain('opr_');
  await operator.get('/v1/operator/stake-pool/inflow-proof?upTo=5').expect(404);
  await (await api.operator()).get('/v1/operator/stake-pool/inflow-proof').expect(404);
  await backer.get(`/v1/stake-pools/${newId('stakePool')}/inflow-proof`).expect(404);
});

test('an inflow keeps the rules that held, and says where an entry is lacking', async () => {
  const [last, first] = [await own(), await own(leafOf(await own()).upTo - 1)];
  expect(pointersOf({ ...first, rules: last.rules })).toEqual(expect.arrayContaining(['/inflow/leaf/rulesVersion', '/inflow/leaf/unlocksAt']));
  expect(pointersOf({ ...first, entries: (first['entries'] as unknown[]).slice(1) })).toEqual(['/inflow/leaf/net']);
});

test('an inflow of which any digit was changed is found out, and the digit named', { timeout: 300_000 }, async () => {
  const document = await own();
  fc.assert(fc.property(changedDigit(document), ({ pointer, changed }) => {
    expect(pointersOf(changed)).toEqual([pointer]);
  }), { numRuns: 40 });
});

test('an inflow is checked by the command', async () => {
  const document = await theirs();
  const { exit, lines } = await verifyFile(document, trusted.publicKey);
  expect([exit, lines[0]]).toEqual([0, expect.stringMatching(/^verified: inflow of 19985 nano-tokens into stake pool "stp_/)]);
  const tampered = structuredClone(document) as unknown as { inflow: { leaf: { fee: string } } };
  const was = tampered.inflow.leaf.fee;
  tampered.inflow.leaf.fee = String(BigInt(was) + 1n);
  expect(await verifyFile(tampered)).toEqual({ exit: 1, lines: ['NOT verified', `  /inflow/leaf/fee was changed: the log has "${was}"`] });
});
