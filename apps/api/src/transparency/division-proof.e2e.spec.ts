import * as fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { sql } from '#libs/database';
import { newId } from '#libs/kernel';
import { LedgerModule, postTransfers } from '#libs/ledger';
import { initialRules, publishRules } from '#libs/rules';
import { DiversifiedRounds, loseStake, StakeModule, type StakePoolView } from '#libs/stake';
import { LogSigner, TransparencyLog, TransparencyModule } from '#libs/transparency';
import { type SettlementDocument, verifySettlement } from '#libs/verify';

import { type Caller, startTestApi, type TestApi } from '../../../../test/support/api.js';
import { changedDigit } from '../../../../test/support/changed-values.js';
import { verifyFile } from '../../../../test/support/verify-file.js';
import { stakeControllers } from '../stake/controllers.js';
import { transparencyControllers } from './controllers.js';

const { roundMillis } = initialRules.diversified;
const signer = new LogSigner(randomBytes(32));
const trusted = { publicKey: Buffer.from(signer.publicKey).toString('base64') };

let api: TestApi;
let log: TransparencyLog;
let ann: Caller;
const stakePools: string[] = [];

/** Six operators, of which two belong together, are backed in a first round; then one loses, Ann leaves with a part, and a second round moves both ways. */
beforeAll(async () => {
  api = await startTestApi({ modules: [LedgerModule, StakeModule, TransparencyModule], controllers: [...stakeControllers, ...transparencyControllers] });
  log = new TransparencyLog(api.database, signer);
  ann = await api.tenant();
  const rules = { ...initialRules, diversified: { ...initialRules.diversified, operatorMostBps: 2_500, groupMostBps: 3_000 } };
  await api.database.transaction((tx) => publishRules(tx, { rules, decidedBy: 'administrator', authorId: 'test', reason: 'a test', proposedAt: api.clock.now() }, undefined, signer));
  api.clock.advance(initialRules.changeDelayMillis);
  const operators = [];
  for (let more = 0; more < 6; more += 1) {
    const operator = await api.operator();
    operators.push(operator.ownerId);
    stakePools.push(((await operator.put('/v1/operator/stake-pool/terms', { earningsBps: 5_000, commissionBps: 1_000 }).expect(200)).body as StakePoolView).id);
  }
  await api.database.client.$executeRaw(sql`update operators set group_id = 'together' where id = any(${operators.slice(0, 2)})`);
  await api.database.transaction((tx) => postTransfers(tx, api.clock.now(), [
    { key: newId('transfer'), type: 'posted', reason: 'deposit', amount: 2_000_000n, from: { ownerId: 'platform', kind: 'issuance' }, to: { ownerId: ann.ownerId, kind: 'wallet' } },
  ]));
  await ann.post('/v1/diversified-pool/deposits', { amount: '1000003' }).expect(201);
  await divide();
  await api.database.transaction((tx) => loseStake(tx, stakePools[3]!, 100_000n, { ownerId: 'platform', kind: 'treasury' }, api.clock.now()));
  await ann.post('/v1/diversified-pool/exits', { shares: '400001' }).expect(201);
  api.clock.advance(roundMillis);
  await divide();
  await ann.post('/v1/diversified-pool/deposits', { amount: '600001' }).expect(201);
  api.clock.advance(roundMillis);
  await divide();
  await sign();
}, 120_000);
afterAll(() => api.close());

const divide = () => new DiversifiedRounds(api.database).divideDue(api.clock.now());
async function sign(): Promise<void> {
  api.clock.advance(60_000);
  await log.append();
  await log.signHead(api.clock.now());
}
const proofOf = async (upTo?: number) => (await ann.get(`/v1/diversified-pool/round-proof${upTo === undefined ? '' : `?upTo=${upTo}`}`).expect(200)).body as SettlementDocument;
type Opened = { leaf: Record<string, unknown> & { at: number }; hidden: { pools: { group: number }[]; deposits: { amount: string }[]; exits: { amount: string }[] } };
const divisionOf = (document: SettlementDocument) => document['division'] as Opened;
const pointersOf = (document: unknown) => [...new Set(verifySettlement(document, trusted).findings.map(({ pointer }) => pointer))];

test('each round is decided again, and says whose pools it is about to nobody', async () => {
  const last = await proofOf();
  const middle = await proofOf(divisionOf(last).leaf.at - 1);
  const first = await proofOf(divisionOf(middle).leaf.at - 1);
  for (const document of [first, middle, last]) {
    expect(verifySettlement(document, trusted).findings).toEqual([]);
    expect(Buffer.byteLength(JSON.stringify(divisionOf(document).leaf))).toBeLessThan(1_024);
    expect(JSON.stringify(document)).not.toMatch(/opr_|together/);
  }
  expect([first, middle, last].map((document) => [divisionOf(document).hidden.deposits.length, divisionOf(document).hidden.exits.length > 0, 'before' in document])).toEqual([[6, false, false], [0, true, true], [expect.any(Number), false, true]]);
  expect(divisionOf(last).hidden.deposits.length).toBeGreaterThan(0);
  expect(new Set(divisionOf(last).hidden.pools.map(({ group }) => group)).size).toBe(5);
  await ann.get('/v1/diversified-pool/round-proof?upTo=5').expect(404);
  await (await api.operator()).get('/v1/diversified-pool/round-proof').expect(403);
  const { hidden: _hidden, ...blind } = divisionOf(last);
  expect(pointersOf({ ...last, division: blind })).toEqual(['/division/hidden/pools']);
});

test('a round of which any digit was changed is found out, and the digit named', { timeout: 120_000 }, async () => {
  const document = await proofOf();
  fc.assert(fc.property(changedDigit(document), ({ pointer, changed }) => {
    expect(pointersOf(changed)).toEqual([pointer]);
  }), { numRuns: 25 });
});

test('a round that the rules would not have is found out, though the log has it', async () => {
  const forged: [over: Record<string, string>, pointers: string[]][] = [
    [{ cash: 'cash + 100000' }, ['/division/leaf/whole', '/division/hidden/deposits/0/amount']],
    [{ before_at: 'before_at + 1' }, ['/before/leaf/at']],
    [{ pools: "(select jsonb_agg(p || '{\"eligible\": false}') from jsonb_array_elements(pools) p)" }, ['/division/hidden/deposits']],
    [{ pools: "(select jsonb_agg(p || '{\"group\": 0}') from jsonb_array_elements(pools) p)" }, ['/division/hidden/deposits']],
    [{ deposits: "jsonb_set(deposits, '{0,deposited}', '\"1\"')" }, ['/division/hidden/deposits/0/deposited']],
  ];
  const [row] = await api.database.query<{ columns: string; at: bigint }>(sql`
    select (select string_agg(column_name, ',' order by ordinal_position) from information_schema.columns where table_name = 'diversified_rounds' and table_schema = current_schema()) as columns, max(at) as at from diversified_rounds`);
  const ats = forged.map((_, place) => Number(row!.at) + 10 + place);
  for (const [place, [over]] of forged.entries()) {
    const changes: Record<string, string> = { ...over, at: String(ats[place]), sequence: "nextval('diversified_rounds_sequence_seq')" };
    const columns = row!.columns.split(',');
    await api.database.client.$executeRawUnsafe(`insert into diversified_rounds (${columns.join(', ')}) select ${columns.map((column) => changes[column] ?? column).join(', ')} from diversified_rounds where at = ${row!.at}`);
  }
  await sign();
  for (const [place, [over, pointers]] of forged.entries()) {
    const document = await proofOf(ats[place]);
    expect([over, pointersOf(document)]).toEqual([over, expect.arrayContaining(pointers)]);
  }
});

test('a round is checked by the command', async () => {
  const { exit, lines } = await verifyFile(await proofOf((await api.database.query<{ at: bigint }>(sql`select min(at) as at from diversified_rounds`)).map(({ at }) => Number(at))[0]), trusted.publicKey);
  expect([exit, lines[0]]).toEqual([0, expect.stringMatching(/^verified: round of the diversified pool at \S+: of 1000003 nano-tokens over 6 stake pools, 1000003 went into 6 and 0 began to leave 0$/)]);
});
