import * as fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { sql } from '#libs/database';
import { InventoryModule } from '#libs/inventory';
import { newId } from '#libs/kernel';
import { type AccountRef, LedgerModule, postTransfers } from '#libs/ledger';
import { initialRules, publishRules } from '#libs/rules';
import { StakeModule, type StakePoolView } from '#libs/stake';
import { addTestHosts } from '#libs/testing';
import { LogSigner, TransparencyLog, TransparencyModule } from '#libs/transparency';
import { OperatorFaults, type SlashView, TrustModule } from '#libs/trust';
import { type SettlementDocument, verifySettlement } from '#libs/verify';

import { type Caller, startTestApi, type TestApi } from '../../../../test/support/api.js';
import { changedDigit, valuesIn } from '../../../../test/support/changed-values.js';
import { proofCommand, verifyFile } from '../../../../test/support/verify-file.js';
import { inventoryControllers } from '../inventory/controllers.js';
import { stakeControllers } from '../stake/controllers.js';
import { trustControllers } from '../trust/controllers.js';
import { transparencyControllers } from './controllers.js';

const TOKEN = 1_000_000_000n;
const { faults: FAULTS, bond: { unbondingMillis } } = initialRules;
const signer = new LogSigner(randomBytes(32));
const trusted = { publicKey: Buffer.from(signer.publicKey).toString('base64') };

let api: TestApi;
let admin: Caller;
let operator: Caller;
let poolId: string;
let log: TransparencyLog;

beforeAll(async () => {
  api = await startTestApi({ modules: [InventoryModule, LedgerModule, StakeModule, TrustModule, TransparencyModule], controllers: [...inventoryControllers, ...stakeControllers, ...trustControllers, ...transparencyControllers] });
  [admin, operator] = [await api.admin(), await api.operator()];
  log = new TransparencyLog(api.database, signer);
  await publish(2n * TOKEN);
  poolId = ((await admin.post('/v1/admin/pools', { name: 'standard' }).expect(201)).body as { id: string }).id;
  await give({ ownerId: operator.ownerId, kind: 'earnings' }, 2n * TOKEN);
  await operator.post('/v1/operator/bond', { amount: String(2n * TOKEN) }).expect(201);
  const { id } = (await operator.put('/v1/operator/stake-pool/terms', { earningsBps: 0, commissionBps: 0 }).expect(200)).body as StakePoolView;
  const backer = await api.tenant();
  await give({ ownerId: backer.ownerId, kind: 'wallet' }, 300n * TOKEN);
  await backer.post(`/v1/stake-pools/${id}/deposits`, { amount: String(300n * TOKEN) }).expect(201);
});
afterAll(() => api.close());

/** Rules that hold from now on, by which a vCPU asks for so much. */
async function publish(nanoTokensPerUnit: bigint): Promise<void> {
  const rules = { ...initialRules, bond: { unbondingMillis, rates: [{ resourceClass: 'CPU_MILLI' as const, variant: '', nanoTokensPerUnit }] } };
  await api.database.transaction((tx) => publishRules(tx, { rules, decidedBy: 'administrator', authorId: 'test', reason: 'a test', proposedAt: api.clock.now() }, undefined, signer));
  api.clock.advance(initialRules.changeDelayMillis);
}
const give = (to: AccountRef, amount: bigint) => api.database.transaction((tx) => postTransfers(tx, api.clock.now(), [
  { key: newId('transfer'), type: 'posted', reason: 'deposit', amount, from: { ownerId: 'platform', kind: 'issuance' }, to },
]));
const sweep = () => api.app.get(OperatorFaults, { strict: false }).sweep(api.clock.now());
async function live(millis: number): Promise<void> {
  api.clock.advance(millis);
  await api.database.client.$executeRaw(sql`update platform_watch set seen_at = ${BigInt(api.clock.now())}`);
}
/** A host is found not to be what it is offered as. @returns the slash's id. */
async function slashed(cpus: number, whose = operator): Promise<string> {
  const [hostId] = await addTestHosts(api.database, poolId, [{ operatorId: whose.ownerId, cpus, heardAt: api.clock.now() }]);
  await admin.post('/v1/admin/faults', { kind: 'false_capacity', hostId, reason: 'half of its processors are threads' }).expect(201);
  const { items: [slash] } = (await whose.get('/v1/operator/slashes').expect(200)).body as { items: SlashView[] };
  return slash!.id;
}
async function sign(): Promise<void> {
  await live(60_000);
  await log.append();
  await log.signHead(api.clock.now());
}
const proofOf = async (slashId: string, query = '') => (await operator.get(`/v1/operator/slashes/${slashId}/proof${query}`).expect(200)).body as SettlementDocument;
const pointersOf = (document: unknown) => [...new Set(verifySettlement(document, trusted).findings.map(({ pointer }) => pointer))];

describe('a slash', () => {
  let first: string;
  let last: string;
  let document: SettlementDocument;

  test('is proven once a head has it, to its operator and to administrators alone', async () => {
    first = await slashed(32);
    expect((await operator.get(`/v1/operator/slashes/${first}/proof`).expect(409)).body.code).toBe('settlement_not_logged');
    await sign();
    document = await proofOf(first);
    expect(verifySettlement(document, trusted)).toMatchObject({ verified: true, findings: [], leaves: 3, says: [expect.stringContaining(': 32000000000 nano-tokens, of a bond of 64000000000'), 'nobody has borne anything of it yet'] });
    await (await api.operator()).get(`/v1/operator/slashes/${first}/proof`).expect(404);
    await operator.get(`/v1/operator/slashes/${newId('slash')}/proof`).expect(404);
    await (await api.tenant()).get(`/v1/operator/slashes/${first}/proof`).expect(403);
    expect((await admin.get(`/v1/admin/slashes/${first}/proof`).expect(200)).body).toEqual(document);
  });

  test('keeps the rules that its fault was recorded under, and counts what was slashed, forgiven and borne before it', async () => {
    await live(FAULTS.appealMillis);
    await sweep();
    const forgiven = await slashed(2);
    await admin.post(`/v1/admin/slashes/${forgiven}/decision`, { decision: 'forgive', reason: 'it was ours' }).expect(200);
    await publish(3n * TOKEN);
    last = await slashed(100);
    await operator.post(`/v1/operator/slashes/${last}/appeal`, { reason: 'no' }).expect(200);
    await admin.post(`/v1/admin/slashes/${last}/decision`, { decision: 'uphold', reason: 'yes' }).expect(200);
    await sign();
    const versions = await Promise.all([first, forgiven, last].map(async (id) => (await proofOf(id)).rules.leaf['version']));
    expect(versions[0]).toBe(versions[1]);
    expect(versions[2]).toBe(Number(versions[0]) + 1);
    for (const id of [first, forgiven]) expect(verifySettlement(await proofOf(id), trusted).findings).toEqual([]);
    document = await proofOf(last);
    const { verified, findings, says } = verifySettlement(document, trusted);
    expect({ verified, findings }).toEqual({ verified: true, findings: [] });
    // The cap has half of the 302 tokens that were at stake, less the 32 that the first cost; what was forgiven uses nothing of it.
    expect(says[0]).toContain(': 119000000000 nano-tokens, of a bond of 300000000000 for the capacity in question, with 302000000000 at stake and 32000000000 slashed before');
    expect(says[1]).toBe('borne by the bond 0, the stake pool 119000000000, insurance 0, the treasury 0; by nobody 0');
    expect([document['before'], document['beforeDecisions'], document['beforeLosses']].map((part) => (part as unknown[]).length)).toEqual([2, 1, 1]);
  });

  test('blinded names nobody, and is verified as well', async () => {
    const blinded = await proofOf(last, '?blinded=true');
    expect(JSON.stringify(blinded)).not.toContain(operator.ownerId);
    expect(JSON.stringify(blinded)).not.toContain('hst_');
    expect(JSON.stringify(document)).toContain(operator.ownerId);
    expect(verifySettlement(blinded, trusted)).toMatchObject({ verified: true, findings: [] });
  });

  test('of one of a group counts what faults of the others cost, and says nothing of who they are', async () => {
    const other = await api.operator();
    await api.database.client.$executeRaw(sql`update operators set group_id = 'grp' where id in (${operator.ownerId}, ${other.ownerId})`);
    await give({ ownerId: other.ownerId, kind: 'earnings' }, 300n * TOKEN);
    await other.post('/v1/operator/bond', { amount: String(300n * TOKEN) }).expect(201);
    const id = await slashed(1, other);
    await sign();
    const proof = (await other.get(`/v1/operator/slashes/${id}/proof`).expect(200)).body as SettlementDocument;
    expect(verifySettlement(proof, trusted)).toMatchObject({ findings: [], says: [expect.stringContaining('with 602000000000 at stake and 151000000000 slashed before'), expect.any(String)] });
    expect(JSON.stringify(proof)).toContain(other.ownerId);
    expect(JSON.stringify(proof)).not.toContain(operator.ownerId);
    expect(JSON.stringify((await admin.get(`/v1/admin/slashes/${id}/proof`).expect(200)).body)).toContain(operator.ownerId);
  });

  test('of which any digit was changed is found out, and the digit named', { timeout: 300_000 }, () => {
    fc.assert(fc.property(changedDigit(document), ({ pointer, changed }) => {
      expect(pointersOf(changed)).toEqual([pointer]);
    }), { numRuns: 40 });
  });

  test('of which any value is another, of another kind, or gone, is not verified', { timeout: 300_000 }, () => {
    const anything = fc.oneof(fc.string(), fc.integer(), fc.double(), fc.constantFrom(null, true, [], {}, undefined));
    fc.assert(fc.property(fc.constantFrom(...valuesIn(document)), anything, ({ value, replaced }, other) => {
      fc.pre(JSON.stringify(other) !== JSON.stringify(value));
      expect(verifySettlement(replaced(other), trusted).verified).toBe(false);
    }), { numRuns: 10 });
    fc.assert(fc.property(fc.anything(), (whatever) => {
      expect(verifySettlement(whatever).verified).toBe(false);
    }));
  });

  test('that leaves out a slash before, or was reckoned otherwise, says where', () => {
    const [, ...fewer] = document['before'] as unknown[];
    expect(pointersOf({ ...document, before: fewer })).toEqual(expect.arrayContaining(['/beforeLosses/0/leaf/key', '/slash/leaf/slashedBefore']));
    const { loss: _loss, ...unborne } = document;
    expect(pointersOf({ ...unborne, loss: document['slash'] })).toEqual(['/loss/leaf/kind', '/loss/leaf/key', '/loss/leaf/at']);
    expect(verifySettlement({ ...document, other: 1 }).findings).toEqual([{ pointer: '/other', detail: 'belongs to no such document' }]);
    for (const wrong of [undefined, null, 3, [], {}, { format: 'weir-slash/1' }]) expect(verifySettlement(wrong).verified).toBe(false);
  });

  test('is checked by the command, from a file and without anything else', async () => {
    const { exit, lines } = await verifyFile(document, trusted.publicKey);
    expect([exit, lines[0]]).toEqual([0, expect.stringMatching(/^verified: slash "\w+" for "false_capacity": 119000000000 nano-tokens/)]);
    expect(lines.slice(1)).toEqual([expect.stringMatching(/^ {2}borne by the bond 0, the stake pool 119000000000/), expect.stringMatching(/^ {2}by version \d+ of the rules; 9 leaves are in the log of \d+, signed .* by key [0-9a-f]{16}$/)]);
    // The log has grown since.
    expect(await proofCommand(api, operator, last, '--key', trusted.publicKey)).toEqual({ exit, lines: [...lines.slice(0, 2), expect.stringMatching(/^ {2}by version \d+ of the rules; 9 leaves/)] });
    expect(await proofCommand(api, admin, last, '--as', 'administrator', '--blinded')).toMatchObject({ exit: 0, lines: expect.arrayContaining([expect.stringMatching(/^verified: slash/), expect.stringContaining('the key is the one that the file names')]) });
    await expect(proofCommand(api, await api.operator(), last)).rejects.toThrow('404 not_found');
    const tampered = structuredClone(document) as unknown as { slash: { leaf: { amount: string } } };
    tampered.slash.leaf.amount = '118000000000';
    expect(await verifyFile(tampered)).toEqual({ exit: 1, lines: ['NOT verified', '  /slash/leaf/amount was changed: the log has "119000000000"'] });
  });
});
