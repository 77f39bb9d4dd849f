import { CommandBus } from '@nestjs/cqrs';
import { hash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { BillingModule, CloseStatement, Settlement } from '#libs/billing';
import { newId, resourceClasses, systemActor } from '#libs/kernel';
import { postTransfers } from '#libs/ledger';
import { LogSigner, TransparencyLog, TransparencyModule } from '#libs/transparency';
import { canonicalText, type StatementDocument, unitsPerPricedOf, verifyStatement } from '#libs/verify';

import { type Caller, startTestApi, type TestApi } from '../../../../test/support/api.js';
import { transparencyControllers } from './controllers.js';

const MINUTE = 60_000;

let api: TestApi;
let tenant: Caller & { projectId: string };
let log: TransparencyLog;
let statementId: string;
let text: string;
const signer = new LogSigner(randomBytes(32));

/** A lease with time of several classes, a credit, usage that came in before and after, and what the funds did not reach. */
beforeAll(async () => {
  api = await startTestApi({ modules: [BillingModule, TransparencyModule], controllers: transparencyControllers });
  tenant = await api.tenant();
  log = new TransparencyLog(api.database, signer);
  const { client } = api.database;
  const at = BigInt(api.clock.now());
  const [poolId, leaseId, operatorId, hostId] = [newId('pool'), newId('lease'), newId('operator'), newId('host')];
  const served = { tenantId: tenant.ownerId, operatorId, hostId, leaseId };
  const whose = { ...served, poolId };
  await client.pool.create({ data: { id: poolId, name: 'standard', createdAt: at } });
  for (const [resourceClass, curve] of [
    ['EGRESS_GIB', { kind: 'fixed', nanoTokensPerUnitHour: '5000003' }], ['CPU_MILLI', { kind: 'fixed', nanoTokensPerUnitHour: '30000001' }],
    ['MEMORY_MIB', { kind: 'kinked', base: '5000000', slope1: '1000', slope2: '9000', kinkBps: 8_000 }],
  ] as const) {
    await client.rate.create({ data: { id: newId('rate'), poolId, resourceClass, version: 1, curve, activeFrom: at - 10n, createdAt: at - 20n } });
  }
  await client.lease.create({
    data: {
      id: leaseId, tenantId: tenant.ownerId, poolId, projectId: tenant.projectId, name: 'web-1', state: 'active', replicas: 1, resources: { cpuMillis: 1_000, memoryMib: 1 }, workload: { image: 'i' },
      constraints: {}, pricing: { mode: 'on-demand' }, prices: [], priceLockedUntil: at + 10n ** 12n, unplaced: false, createdAt: at, activatedAt: at,
    },
  });
  const streams = [['CPU_MILLI', 1_500n, 30_000_001n], ['CPU_MILLI', 700n, 30_000_001n], ['MEMORY_MIB', 3_000n, 5_000_003n], ['STORAGE_GIB', 7n, 1_000_003n]] as const;
  const streamIds = await Promise.all(streams.map(async ([resourceClass, quantity, nanoTokensPerUnitHour]) => {
    const { id } = await client.stream.create({ data: { ...whose, id: newId('stream'), claimId: newId('claim'), resourceClass, quantity, nanoTokensPerUnitHour, startsAt: at } });
    return id;
  }));
  const claimId = newId('claim');
  await client.claim.create({ data: { ...whose, id: claimId, projectId: tenant.projectId, replica: 0, clusterId: 'cls', siteId: 'sit', resources: [], fence: 1n, state: 'held', madeAt: at } });
  await client.usageRecord.create({
    data: { ...served, reporterId: operatorId, source: '/agents/of-host', id: 'sample', claimId, meter: 'egress_bytes', quantity: '3221225479', startsAt: at, endsAt: at + 90_000n, receivedAt: at + 90_000n },
  });
  await api.database.transaction((tx) => postTransfers(tx, api.clock.now(), [10n ** 9n, 7n].map((amount) => ({
    key: newId('transfer'), type: 'posted' as const, amount, reason: 'deposit' as const, from: { ownerId: 'platform', kind: 'issuance' as const }, to: { ownerId: tenant.ownerId, kind: 'wallet' as const },
  }))));
  const settlement = api.app.get(Settlement, { strict: false });
  const settle = async (millis: number) => {
    api.clock.advance(millis);
    await settlement.settle(leaseId);
    await log.append();
  };
  for (let minutes = 0; minutes < 3; minutes += 1) await settle(MINUTE + 7 * minutes);
  // It turns out that the second stopped before it was charged to: a credit.
  await client.stream.update({ where: { id: streamIds[1] }, data: { endsAt: at + BigInt(2 * MINUTE) } });
  await settle(MINUTE);
  ({ id: statementId } = await api.app.get(CommandBus, { strict: false }).execute(new CloseStatement({ ...systemActor, ownerType: 'tenant', ownerId: tenant.ownerId })));
});
afterAll(() => api.close());

const proof = (caller: Caller = tenant) => caller.get(`/v1/statements/${statementId}/proof`);
const parsed = () => JSON.parse(text) as StatementDocument;

test('waits for a head that has it, and is its tenant\'s alone', async () => {
  expect((await proof().expect(409)).body.code).toBe('statement_not_logged');
  await log.append();
  await log.signHead(api.clock.now());
  text = (await proof().expect(200)).text;
  expect((await proof(await api.tenant()).expect(404)).body.code).toBe('not_found');
  await tenant.get(`/v1/statements/${newId('statement')}/proof`).expect(404);
  await (await api.operator()).get(`/v1/statements/${statementId}/proof`).expect(403);
});

test('verifies by itself, with every price explained but that of what has no rate', () => {
  const document = parsed();
  const types = document.lines.flatMap(({ charges }) => charges.map(({ leaf }) => leaf.type));
  expect(new Set(types)).toEqual(new Set(['time', 'credit', 'usage']));
  const publicKey = Buffer.from(signer.publicKey).toString('base64');
  const storage = document.lines.find(({ leaf }) => leaf.resourceClass === 'STORAGE_GIB')!.charges.length;
  expect(verifyStatement(document, { publicKey })).toMatchObject({ verified: true, findings: [], charges: types.length, unexplainedPrices: storage });
  expect(document).toMatchObject({ deposits: [{ leaf: { amount: '1000000000' } }, { leaf: { amount: '7' } }], rates: [{}, {}, {}] });
});

test('names no operator, host, claim, nor who measured', () => {
  expect(text).not.toMatch(/(opr|hst|clm|cls|sit|str)_|agents/);
});

describe('what was changed is found and named', () => {
  test('any digit, wherever it stands', { timeout: 240_000 }, () => {
    const values = valuesIn(parsed());
    const digits = values.flatMap(({ pointer, value, replaced }) => String(value).split('').flatMap((character, at) => (/\d/.test(character) ? [{ pointer, value, at, replaced }] : [])));
    expect(digits.length).toBeGreaterThan(4_000);
    const missed: string[] = [];
    for (const [count, { pointer, value, at, replaced }] of digits.entries()) {
      // Of hashes, whose digits are all alike, every seventh.
      if (/\/(hash|proof|hidden|salt)$/.test(pointer) && count % 7 !== 0) continue;
      const digit = (Number(String(value)[at]) + 1 + (count % 9)) % 10;
      const other = String(value).slice(0, at) + digit + String(value).slice(at + 1);
      const { verified, findings } = verifyStatement(replaced(typeof value === 'number' ? Number(other) : other));
      if (verified || findings.length !== 1 || findings[0]!.pointer !== pointer) missed.push(`${pointer} at ${at}: ${JSON.stringify(findings.slice(0, 2))}`);
    }
    expect(missed).toEqual([]);
  });

  test('what is left out, twice there, elsewhere, or beside it', () => {
    const found = (change: (document: StatementDocument) => void): string[] => {
      const document = parsed();
      change(document);
      return verifyStatement(document).findings.map(({ pointer }) => pointer);
    };
    expect(found((document) => document.lines.pop())).toContain('/lines');
    expect(found((document) => document.deposits.pop())).toEqual(['/statement/leaf/deposits', '/statement/leaf/closingBalance']);
    expect(found((document) => document.deposits.push(document.deposits[0]!))).toContain('/deposits/2');
    expect(found((document) => document.lines[0]!.charges.push(document.lines[0]!.charges[0]!))).toContain(`/lines/0/charges/${parsed().lines[0]!.charges.length}`);
    expect(found((document) => document.lines[1]!.charges.push(document.lines[0]!.charges.pop()!))).toContain('/lines/0/leaf/amount');
    expect(found((document) => (document.lines = document.lines.toReversed()))).toContain('/lines/0/leaf/line');
    expect(found((document) => Object.assign(document, { note: 'paid' }))).toEqual(['/note']);
    expect(found((document) => (document.lines[0]!.charges[0]!.leaf = document.rates[0]!.leaf))).toEqual(['/lines/0/charges/0/leaf']);
  });

  test('another key, and a head that it did not sign', () => {
    const other = new LogSigner(randomBytes(32));
    const key = Buffer.from(other.publicKey).toString('base64');
    expect(verifyStatement(parsed(), { publicKey: key }).findings).toEqual([{ pointer: '/log/publicKey', detail: 'is not the key that you trust' }]);
    const document = parsed();
    Object.assign(document.log, { publicKey: key, keyId: hash('sha256', other.publicKey, 'hex').slice(0, 16) });
    expect(verifyStatement(document).findings.map(({ pointer }) => pointer)).toEqual(['/log/signature']);
  });

  test('whatever it is given, it answers', () => {
    for (const wrong of [null, undefined, 7, 'text', [], {}, { format: 'weir-statement/1' }, { ...parsed(), lines: [null] }, { ...parsed(), statement: { leaf: { index: -1 }, hash: '', proof: '' } }]) {
      expect(verifyStatement(wrong).verified).toBe(false);
    }
  });
});

test('a proof takes less than a kilobyte, and units are priced as the product prices them', () => {
  const proofs = [...text.matchAll(/"proof":"([^"]*)"/g)].map(([, proof]) => proof!.length);
  expect(Math.max(...proofs)).toBeLessThan(1_024);
  expect(Object.entries(resourceClasses).map(([name]) => unitsPerPricedOf(name))).toEqual(Object.values(resourceClasses).map(({ unitsPerPriced }) => unitsPerPriced));
  expect(canonicalText({ b: [1, { d: null, c: '"' }], a: true })).toBe(String.raw`{"a":true,"b":[1,{"c":"\"","d":null}]}`);
});

interface Value {
  pointer: string;
  value: string | number;
  replaced: (value: unknown) => unknown;
}

function valuesIn(part: unknown, pointer = '', replaced: Value['replaced'] = (whole) => whole): Value[] {
  if (typeof part === 'string' || typeof part === 'number') return [{ pointer, value: part, replaced }];
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([key, value]) =>
    valuesIn(value, `${pointer}/${key}`, (other) => replaced(Array.isArray(part) ? part.with(Number(key), other) : { ...part, [key]: other })));
}

test('what came too late for it is proven on the next, in a line that says which statement it corrects', async () => {
  const { client } = api.database;
  const { sequence: _sequence, ...sample } = await client.usageRecord.findFirstOrThrow({ where: { tenantId: tenant.ownerId } });
  api.clock.advance(MINUTE);
  await client.usageRecord.create({ data: { ...sample, id: 'late', receivedAt: BigInt(api.clock.now()), flags: ['out_of_order'], chargedAt: null } });
  await api.app.get(Settlement, { strict: false }).settle(sample.leaseId);
  await log.append();
  const next = await api.app.get(CommandBus, { strict: false }).execute(new CloseStatement({ ...systemActor, ownerType: 'tenant', ownerId: tenant.ownerId }));
  await log.append();
  await log.signHead((api.clock.advance(MINUTE), api.clock.now()));
  const document = JSON.parse((await tenant.get(`/v1/statements/${next.id}/proof`).expect(200)).text) as StatementDocument;
  expect(verifyStatement(document)).toMatchObject({ verified: true, findings: [] });
  const corrections = document.lines.filter(({ leaf }) => leaf.correctsStatementId === statementId);
  expect(corrections.map(({ leaf, charges }) => [leaf.resourceClass, charges.length])).toEqual([['EGRESS_GIB', 1]]);
  document.lines.at(-1)!.leaf = { ...document.lines.at(-1)!.leaf, correctsStatementId: statementId };
  expect(verifyStatement(document).verified).toBe(false);
});

test('what is taken back of usage, since sources differ, is proven on the next', async () => {
  const { client } = api.database;
  const { sequence: _sequence, ...sample } = await client.usageRecord.findFirstOrThrow({ where: { tenantId: tenant.ownerId, id: 'sample' } });
  await client.usageRecord.create({
    data: { ...sample, reporterId: 'platform', source: '/gateways/1', id: 'other', quantity: '5', receivedAt: BigInt(api.clock.now()), flags: [], chargedAt: null },
  });
  api.clock.advance(120 * MINUTE);
  await api.app.get(Settlement, { strict: false }).settle(sample.leaseId);
  await log.append();
  const next = await api.app.get(CommandBus, { strict: false }).execute(new CloseStatement({ ...systemActor, ownerType: 'tenant', ownerId: tenant.ownerId }));
  await log.append();
  await log.signHead((api.clock.advance(MINUTE), api.clock.now()));
  const document = JSON.parse((await tenant.get(`/v1/statements/${next.id}/proof`).expect(200)).text) as StatementDocument;
  expect(verifyStatement(document)).toMatchObject({ verified: true, findings: [] });
  const credits = document.lines.flatMap(({ leaf, charges }) => charges.filter((charge) => charge.leaf.type === 'credit' && charge.usage).map((charge) => [leaf.resourceClass, /^-[1-9]/.test(charge.leaf.amount as string)]));
  expect(credits.length).toBeGreaterThan(0);
  expect(credits.every(([resourceClass, isNegative]) => resourceClass === 'EGRESS_GIB' && isNegative)).toBe(true);
});

test('a service credit is proven with the statement that it is on, and can only be in the tenant\'s favour', async () => {
  const { client } = api.database;
  const { leaseId, operatorId, hostId, claimId, startsAt } = await client.usageRecord.findFirstOrThrow({ where: { tenantId: tenant.ownerId, id: 'sample' } });
  const { poolId } = await client.lease.findUniqueOrThrow({ where: { id: leaseId } });
  const now = new Date(api.clock.now());
  const month = (later: number) => Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + later);
  await client.serviceLevel.create({ data: { poolId, activeFrom: BigInt(month(0)), levels: [{ availabilityBelowPpm: 1_000_000, creditBps: 1_000 }], createdAt: 0n } });
  await client.outage.create({
    data: { id: newId('outage'), leaseId, tenantId: tenant.ownerId, operatorId, hostId, claimId, replica: 0, reason: 'host_lost', startsAt, endsAt: startsAt + 60_000n },
  });
  api.clock.jump(month(1) + MINUTE);
  await api.app.get(CommandBus, { strict: false }).execute(new CloseStatement({ ...systemActor, ownerType: 'tenant', ownerId: tenant.ownerId }));
  await log.append();
  await log.signHead((api.clock.advance(MINUTE), api.clock.now()));
  const credited = await client.statementLine.findFirstOrThrow({ where: { leaseId, resourceClass: 'SERVICE_CREDIT' } });
  const answer = await tenant.get(`/v1/statements/${credited.statementId}/proof`).expect(200);
  const document = JSON.parse(answer.text) as StatementDocument;
  expect(verifyStatement(document)).toMatchObject({ verified: true, findings: [] });
  expect(document.lines.find(({ leaf }) => leaf.resourceClass === 'SERVICE_CREDIT')!.leaf.amount).toMatch(/^-[1-9]/);
  expect(answer.text).not.toMatch(/(opr|hst|clm|cls|sit|str)_/);
});
