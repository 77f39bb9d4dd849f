import * as fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

import { BillingModule } from '#libs/billing';
import { BreakerModule } from '#libs/breaker';
import { CoverClaims, CoverDisputes, CoverModule, type CoverView, type DisputeView } from '#libs/cover';
import { sql } from '#libs/database';
import { InventoryModule } from '#libs/inventory';
import { MILLIS_PER_DAY, MILLIS_PER_HOUR, newId } from '#libs/kernel';
import { LedgerModule, postTransfers } from '#libs/ledger';
import { initialRules, recordFirstRules } from '#libs/rules';
import { LogSigner, TransparencyLog, TransparencyModule } from '#libs/transparency';
import { type SettlementDocument, verifySettlement } from '#libs/verify';

import { type Caller, startTestApi, type TestApi } from '../../../../test/support/api.js';
import { changedDigit } from '../../../../test/support/changed-values.js';
import { coverControllers } from '../cover/controllers.js';
import { transparencyControllers } from './controllers.js';

const TOKEN = 1_000_000_000n;
const { dispute: rules, cover: coverRules } = initialRules;
const signer = new LogSigner(randomBytes(32));
const trusted = { publicKey: Buffer.from(signer.publicKey).toString('base64') };

let api: TestApi;
let log: TransparencyLog;
let pool: { id: string; name: string };
let cid: Caller & { projectId: string };
let assessors: Caller[];

beforeAll(async () => {
  api = await startTestApi({ modules: [LedgerModule, InventoryModule, BreakerModule, BillingModule, CoverModule, TransparencyModule], controllers: [...coverControllers, ...transparencyControllers] });
  log = new TransparencyLog(api.database, signer);
  await recordFirstRules(api.database, api.clock.now(), signer);
});
afterAll(() => api.close());
beforeEach(async () => {
  pool = { id: newId('pool'), name: `disputed-${newId('pool').slice(4)}` };
  await api.database.client.pool.create({ data: { ...pool, createdAt: 0n } });
  const ann = await api.tenant();
  cid = await api.tenant();
  assessors = [await api.tenant(), await api.tenant()];
  for (const { ownerId } of [ann, cid, ...assessors]) {
    await api.database.transaction((tx) => postTransfers(tx, api.clock.now(), [{ key: newId('transfer'), type: 'posted', amount: 1_000n * TOKEN, reason: 'deposit', from: { ownerId: 'platform', kind: 'issuance' }, to: { ownerId, kind: 'wallet' } }]));
  }
  await ann.post(`/v1/pools/${pool.name}/cover/deposits`, { amount: String(100n * TOKEN + 3n) }).expect(201);
  for (const [place, assessor] of assessors.entries()) await assessor.post(`/v1/pools/${pool.name}/cover/assessor/deposits`, { amount: String((30n + 5n * BigInt(place)) * TOKEN) }).expect(201);
});

/** A cover of 20 tokens, at half a token an hour, of a lease that was down for ten hours of its first month, which is dealt with: 5 were paid. */
async function judged(): Promise<CoverView> {
  const leaseId = newId('lease');
  const now = BigInt(api.clock.now());
  const price = (resourceClass: string) => ({ resourceClass, variant: '', nanoTokensPerUnitHour: (TOKEN / 10n).toString(), rateId: newId('rate') });
  await api.database.client.lease.create({
    data: {
      id: leaseId, tenantId: cid.ownerId, projectId: cid.projectId, poolId: pool.id, name: 'web', state: 'active', replicas: 1, resources: { cpuMillis: 1_000, memoryMib: 1_024 }, workload: { image: 'i' }, constraints: {},
      pricing: { mode: 'on-demand' }, prices: [price('CPU_MILLI'), price('MEMORY_MIB')], priceLockedUntil: BigInt(Number.MAX_SAFE_INTEGER), unplaced: false, createdAt: now, activatedAt: now,
    },
  });
  const bought = (await cid.post('/v1/covers', { leaseId, amount: String(20n * TOKEN), nanoTokensPerHour: String(TOKEN / 2n), periodMillis: 60 * MILLIS_PER_DAY }).expect(201)).body as CoverView;
  const startsAt = BigInt(bought.startsAt + 1);
  await api.database.client.outage.create({
    data: { id: newId('outage'), leaseId, tenantId: cid.ownerId, replica: 0, claimId: newId('claim'), operatorId: newId('operator'), hostId: newId('host'), reason: 'host_lost', startsAt, endsAt: startsAt + BigInt(10 * MILLIS_PER_HOUR) },
  });
  const start = new Date(bought.startsAt);
  api.clock.jump(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1) + coverRules.settleMillis);
  await new CoverClaims(api.database).judgeDue(api.clock.now());
  return bought;
}

/** The tenant says that it was sixteen hours; and how the two assessors, of 30 and 35 tokens, vote on that. */
async function decided({ id, startsAt }: CoverView, votes: readonly ('accept' | 'deny' | undefined)[]): Promise<string> {
  const dispute = (await cid.post('/v1/cover-disputes', { coverId: id, startsAt, downMillis: 16 * MILLIS_PER_HOUR + 1, reason: 'Our probes saw no answer.' }).expect(201)).body as DisputeView;
  for (const [place, vote] of votes.entries()) if (vote) await assessors[place]!.post(`/v1/cover-disputes/${dispute.id}/votes`, { vote }).expect(201);
  api.clock.advance(rules.votingMillis + rules.cooldownMillis + 1);
  await new CoverDisputes(api.database).decideDue(api.clock.now());
  return dispute.id;
}

async function proofOf({ id }: CoverView): Promise<SettlementDocument> {
  await log.append();
  await log.signHead(api.clock.now());
  return (await cid.get(`/v1/covers/${id}/proof`).expect(200)).body as SettlementDocument;
}
const verdictsOf = (document: SettlementDocument) => (document['verdicts'] as { leaf: Record<string, unknown> }[]).map(({ leaf }) => leaf);
const pointersOf = (document: unknown) => [...new Set(verifySettlement(document, trusted).findings.map(({ pointer }) => pointer))];

test.each([
  ['accepted', ['accept', undefined], '3000000138', '30000000000', '0'],
  ['denied', ['accept', 'deny'], '0', '30000000000', '35000000000'],
  ['draw', [undefined, undefined], '0', '0', '0'],
] as const)('a dispute that is %s is a leaf of the log, from which what was paid is reckoned again, and which names no assessor', async (outcome, votes, paid, accept, deny) => {
  const bought = await judged();
  await decided(bought, votes);
  const document = await proofOf(bought);
  expect(verdictsOf(document)).toMatchObject([{ outcome, accept, deny, quorum: '26000000000', asked: '3000000138', reserved: '3000000138', left: '15000000000', paid, recordedMillis: '36000000' }]);
  expect(verifySettlement(document, trusted)).toMatchObject({ findings: [], says: [expect.any(String), 'for 1 month with outages 5000000000 were paid', `1 dispute was decided by votes, and ${paid} were paid for them`] });
  for (const { ownerId } of assessors) expect(JSON.stringify(document)).not.toContain(ownerId);
});

test('a verdict of which any digit was changed is found out, and the digit named', { timeout: 300_000 }, async () => {
  const bought = await judged();
  await decided(bought, ['accept', undefined]);
  const document = await proofOf(bought);
  const digits = changedDigit(document).filter(({ pointer }) => pointer.startsWith('/verdicts/0/leaf/'));
  fc.assert(fc.property(digits, ({ pointer, changed }) => {
    expect(pointersOf(changed)).toEqual([pointer]);
  }), { numRuns: 10 });
  expect(pointersOf({ ...document, verdicts: [...(document['verdicts'] as unknown[]), ...(document['verdicts'] as unknown[])] })).toContain('/verdicts/1/leaf/left');
  expect(pointersOf({ ...document, moved: (document['moved'] as unknown[]).slice(0, -1) })).toEqual(['/moved']);
});

test.each([
  ['how it came out, by its votes', sql`accept = 1`, ['/verdicts/0/leaf/outcome', '/verdicts/0/leaf/paid']],
  ['how it came out, by its quorum', sql`quorum = 30000000001`, ['/verdicts/0/leaf/outcome', '/verdicts/0/leaf/paid']],
  ['what was asked for', sql`asked = asked + 1`, ['/verdicts/0/leaf/asked']],
  ['what was paid', sql`paid = paid - 1`, ['/verdicts/0/leaf/paid', '/moved/2/leaf/amount']],
  ['the time that was found', sql`recorded = recorded - 1`, ['/verdicts/0/leaf/recordedMillis']],
  ['when it was decided', sql`decided_at = decides_at`, ['/verdicts/0/leaf/at']],
] as const)('a log that says otherwise of a verdict than follows is found out: %s', async (_, changed, pointers) => {
  const bought = await judged();
  const id = await decided(bought, ['accept', undefined]);
  await api.database.client.$executeRawUnsafe('alter table cover_disputes disable trigger user');
  await api.database.client.$executeRaw(sql`update cover_disputes set ${changed} where id = ${id}`);
  expect(pointersOf(await proofOf(bought))).toEqual(pointers);
});

test('what was decided before verdicts were kept is told as what assessors gave', async () => {
  const bought = await judged();
  await decided(bought, ['accept', undefined]);
  const { verdicts, ...older } = await proofOf(bought);
  expect(verdicts).toHaveLength(1);
  expect(verifySettlement(older, trusted)).toMatchObject({ findings: [], says: [expect.any(String), expect.any(String), 'and 3000000138 as assessors decided, which is theirs to say'] });
});
