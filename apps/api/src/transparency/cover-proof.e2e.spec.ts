import * as fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { BillingModule } from '#libs/billing';
import { BreakerModule } from '#libs/breaker';
import { CoverClaims, CoverModule, type CoverView } from '#libs/cover';
import { InventoryModule } from '#libs/inventory';
import { MILLIS_PER_DAY, MILLIS_PER_HOUR, newId } from '#libs/kernel';
import { LedgerModule, postTransfers } from '#libs/ledger';
import { type CoverRules, initialRules, publishRules } from '#libs/rules';
import { LogSigner, TransparencyLog, TransparencyModule } from '#libs/transparency';
import { type SettlementDocument, verifySettlement } from '#libs/verify';

import { type Caller, startTestApi, type TestApi } from '../../../../test/support/api.js';
import { changedDigit } from '../../../../test/support/changed-values.js';
import { proofCommand, verifyFile } from '../../../../test/support/verify-file.js';
import { coverControllers } from '../cover/controllers.js';
import { transparencyControllers } from './controllers.js';

const TOKEN = 1_000_000_000n;
const signer = new LogSigner(randomBytes(32));
const trusted = { publicKey: Buffer.from(signer.publicKey).toString('base64') };
const pool = { id: newId('pool'), name: 'insured' };

let api: TestApi;
let admin: Caller;
let cid: Caller & { projectId: string };
let dan: Caller & { projectId: string };
let log: TransparencyLog;
let covers: CoverView[];
let failing: { from: number };

/** Two tenants buy one after the other, the second by other rules; replicas of the first fail in two months, for one of which there is a service credit, and those of another lease of the second very often. */
beforeAll(async () => {
  api = await startTestApi({ modules: [LedgerModule, InventoryModule, BreakerModule, BillingModule, CoverModule, TransparencyModule], controllers: [...coverControllers, ...transparencyControllers] });
  log = new TransparencyLog(api.database, signer);
  admin = await api.admin();
  await api.database.client.pool.create({ data: { ...pool, createdAt: 0n } });
  const ann = await api.tenant();
  [cid, dan] = [await api.tenant(), await api.tenant()];
  for (const { ownerId } of [ann, cid, dan]) {
    await api.database.transaction((tx) => postTransfers(tx, api.clock.now(), [{ key: newId('transfer'), type: 'posted', amount: 1_000n * TOKEN, reason: 'deposit', from: { ownerId: 'platform', kind: 'issuance' }, to: { ownerId, kind: 'wallet' } }]));
  }
  await publish({});
  await ann.post(`/v1/pools/${pool.name}/cover/deposits`, { amount: String(100n * TOKEN + 7n) }).expect(201);
  const start = api.clock.now();
  const leases = [await lease(cid), await lease(dan), await lease(dan)] as const;
  await api.database.client.serviceLevel.create({ data: { poolId: pool.id, activeFrom: 0n, levels: [{ availabilityBelowPpm: 999_000, creditBps: 10_000 }], createdAt: 0n } });
  const first = await buy(cid, leases[0], 50n * TOKEN);
  await publish({ targetBps: 100, bumpBps: 700 });
  covers = [first, await buy(dan, leases[1], 10n * TOKEN + 1n), await buy(dan, leases[2], 5n * TOKEN)];
  await outage(leases[0], start + 5 * MILLIS_PER_DAY, 30 * MILLIS_PER_HOUR + 1);
  await outage(leases[0], start + 7 * MILLIS_PER_DAY, MILLIS_PER_HOUR, 'crash_loop');
  await outage(leases[0], start + 8 * MILLIS_PER_DAY, 7_777);
  await credit(leases[0], Date.UTC(2027, 0), 5n * TOKEN, 40 * MILLIS_PER_HOUR);
  failing = { from: start + 10 * MILLIS_PER_DAY };
  await api.database.client.outage.createMany({
    data: Array.from({ length: 5_001 }, (_, place) => ({ ...failed(leases[2], failing.from + 2_000 * place, 1_000), replica: place % 2 })),
  });
  await credit(leases[2], Date.UTC(2027, 0), 0n, 5_001_000);
  await outage(leases[0], Date.UTC(2027, 1, 3), 100 * MILLIS_PER_HOUR);
  await credit(leases[0], Date.UTC(2027, 1), 0n, 100 * MILLIS_PER_HOUR);
  for (const at of [Date.UTC(2027, 1, 10), Date.UTC(2027, 2, 10)]) {
    api.clock.jump(at);
    await new CoverClaims(api.database).judgeDue(at);
  }
});
afterAll(() => api.close());

async function publish(of: Partial<CoverRules>): Promise<void> {
  const rules = { ...initialRules, cover: { ...initialRules.cover, ...of } };
  await api.database.transaction((tx) => publishRules(tx, { rules, decidedBy: 'administrator', authorId: 'test', reason: 'a test', proposedAt: api.clock.now() }, undefined, signer));
  api.clock.advance(initialRules.changeDelayMillis);
}
async function lease(tenant: Caller & { projectId: string }): Promise<string> {
  const id = newId('lease');
  const price = (resourceClass: string) => ({ resourceClass, variant: '', nanoTokensPerUnitHour: String(TOKEN / 10n), rateId: newId('rate') });
  await api.database.client.lease.create({
    data: {
      id, tenantId: tenant.ownerId, projectId: tenant.projectId, poolId: pool.id, name: 'web', state: 'active', replicas: 1, resources: { cpuMillis: 1_000, memoryMib: 1_024 }, workload: { image: 'i' }, constraints: {},
      pricing: { mode: 'on-demand' }, prices: [price('CPU_MILLI'), price('MEMORY_MIB')], priceLockedUntil: BigInt(Number.MAX_SAFE_INTEGER), unplaced: false, createdAt: BigInt(api.clock.now()), activatedAt: BigInt(api.clock.now()),
    },
  });
  return id;
}
const buy = async (tenant: Caller, leaseId: string, amount: bigint) => (await tenant.post('/v1/covers', { leaseId, amount: String(amount), nanoTokensPerHour: String(TOKEN / 2n), periodMillis: 73 * MILLIS_PER_DAY }).expect(201)).body as CoverView;
const failed = (leaseId: string, startsAt: number, millis: number, reason = 'host_lost') => (
  { id: newId('outage'), leaseId, tenantId: cid.ownerId, replica: 0, claimId: newId('claim'), operatorId: newId('operator'), hostId: newId('host'), reason, startsAt: BigInt(startsAt), endsAt: BigInt(startsAt + millis) });
const outage = (...of: Parameters<typeof failed>) => api.database.client.outage.create({ data: failed(...of) });
const credit = (leaseId: string, monthStartsAt: number, amount: bigint, downMillis: number) => api.database.client.serviceCredit.create({
  data: { leaseId, monthStartsAt: BigInt(monthStartsAt), tenantId: cid.ownerId, monthEndsAt: BigInt(monthStartsAt + 1), servedMillis: 1n, downMillis: BigInt(downMillis), charged: amount, creditBps: 10_000, amount, unpaid: 0n, givenAt: 0n },
});
const proofOf = async (tenant: Caller, { id }: CoverView) => (await tenant.get(`/v1/covers/${id}/proof`).expect(200)).body as SettlementDocument;
const pointersOf = (document: unknown) => [...new Set(verifySettlement(document, trusted).findings.map(({ pointer }) => pointer))];
const leavesOf = (document: SettlementDocument, part: string) => (document[part] as { leaf: Record<string, unknown> }[]).map(({ leaf }) => leaf);

test('a cover is proven once a head has it, to its tenant and to administrators, with nothing of who bought before', async () => {
  expect((await cid.get(`/v1/covers/${covers[0]!.id}/proof`).expect(409)).body.code).toBe('settlement_not_logged');
  await log.append();
  await log.signHead(api.clock.now());
  const [first, second] = [await proofOf(cid, covers[0]!), await proofOf(dan, covers[1]!)];
  expect(verifySettlement(first, trusted)).toMatchObject({ findings: [], says: [expect.stringMatching(/: premium 200000000, at 200 basis points a year$/), 'for 2 months with outages 50000000000 were paid'] });
  expect(verifySettlement(second, trusted)).toMatchObject({ findings: [], says: [expect.stringMatching(/basis points a year$/), 'for 0 months with outages 0 were paid'] });
  for (const theirs of [cid.ownerId, covers[0]!.id, 'opr_', 'hst_']) expect(JSON.stringify(second)).not.toContain(theirs);
  await dan.get(`/v1/covers/${covers[0]!.id}/proof`).expect(404);
  expect((await admin.get(`/v1/admin/covers/${covers[0]!.id}/proof`).expect(200)).body).toEqual(first);
});

test('a cover keeps the rules that it was bought under, whatever holds when it pays', async () => {
  const [first, second] = [await proofOf(cid, covers[0]!), await proofOf(dan, covers[1]!)];
  expect(Number(second.rules.leaf['version'])).toBe(Number(first.rules.leaf['version']) + 1);
  expect(pointersOf({ ...first, rules: second.rules })).toEqual(expect.arrayContaining(['/cover/leaf/rulesVersion', '/cover/leaf/bumpedBps']));
  // Two months: of the first 15 tokens and a bit less the credit's part, of the second what the amount has left.
  expect(leavesOf(first, 'claims')).toMatchObject([{ loss: '15001080277', paid: '11250810207', unpaid: '0' }, { loss: '50000000000', paid: '38749189793', unpaid: '11250810207' }]);
});

test('a month with more outages than are told one by one is proven by those of each replica together', async () => {
  const document = await proofOf(dan, covers[2]!);
  expect(verifySettlement(document, trusted)).toMatchObject({ findings: [], says: [expect.anything(), 'for 1 month with outages 694583333 were paid'] });
  const { from } = failing;
  expect(leavesOf(document, 'claims')).toMatchObject([{ downMillis: '5001000', outages: [
    { replica: 0, startsAt: from, endsAt: from + 10_001_000, downMillis: '2501000', count: 2_501 }, { replica: 1, startsAt: from + 2_000, endsAt: from + 9_999_000, downMillis: '2500000', count: 2_500 },
  ] }]);
});

test('a cover of which any digit was changed is found out, and the digit named', { timeout: 300_000 }, async () => {
  const document = await proofOf(cid, covers[0]!);
  fc.assert(fc.property(changedDigit(document), ({ pointer, changed }) => {
    expect(pointersOf(changed)).toEqual([pointer]);
  }), { numRuns: 40 });
});

test('a cover that lacks a month, or an entry, says where', async () => {
  const document = await proofOf(cid, covers[0]!);
  expect(pointersOf({ ...document, claims: (document['claims'] as unknown[]).slice(1) })).toEqual(expect.arrayContaining(['/claims/0/leaf/left']));
  expect(pointersOf({ ...document, moved: (document['moved'] as unknown[]).slice(1) })).toEqual(['/moved']);
  expect(pointersOf({ ...document, priceBefore: (await proofOf(dan, covers[1]!))['price'] })).toEqual(expect.arrayContaining(['/priceBefore/leaf/at']));
});

test('a cover is checked by the command', async () => {
  const document = await proofOf(cid, covers[0]!);
  const { exit, lines } = await verifyFile(document, trusted.publicKey);
  expect([exit, lines[0]]).toEqual([0, expect.stringMatching(/^verified: cover "\w+" of 50000000000 nano-tokens: premium 200000000/)]);
  expect(await proofCommand(api, cid, covers[0]!.id, '--key', trusted.publicKey)).toEqual({ exit, lines });
  const tampered = structuredClone(document) as unknown as { claims: { leaf: { outages: { endsAt: number }[] } }[] };
  const was = tampered.claims[0]!.leaf.outages[0]!.endsAt;
  tampered.claims[0]!.leaf.outages[0]!.endsAt = was + 1;
  expect(await verifyFile(tampered)).toEqual({ exit: 1, lines: ['NOT verified', `  /claims/0/leaf/outages/0/endsAt was changed: the log has ${was}`] });
});
