import { hash, randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { type Database, sql } from '#libs/database';
import { appendLeaves, hashOfSubtrees, leafHash, sameHash, verifyConsistency } from '#libs/economics';
import { newId } from '#libs/kernel';
import { postTransfers } from '#libs/ledger';
import { testDatabase, type TestDatabase } from '#libs/testing';
import { canonicalText, headText, isSignedBy, publicKeyOf } from '#libs/verify';

import { GetConsistency, GetConsistencyHandler } from './get-consistency.js';
import { GetLogHandler } from './get-log.js';
import { ListHeads, ListHeadsHandler } from './list-heads.js';
import { leafKinds } from './leaf.js';
import { LogSigner } from './log-signer.js';
import { frontierHashes } from './log.store.js';
import { TransparencyLog } from './transparency-log.js';

const MINUTE = 60_000;

let db: TestDatabase;
let database: Database;
let log: TransparencyLog;
const signer = new LogSigner(randomBytes(32));
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.drop());
beforeEach(async () => {
  await db.drop();
  db = await testDatabase();
  ({ database } = db);
  log = new TransparencyLog(database, signer);
});
/** Whatever a test did: each record is one leaf, places have no gaps, and the tree is that of the leaves. */
afterEach(async () => {
  const wrong = await wrongLog();
  if (wrong.length > 0) throw new Error(wrong.join(', '));
});

async function leaves() {
  return database.client.logLeaf.findMany({ orderBy: { index: 'asc' } });
}

async function wrongLog(): Promise<string[]> {
  const all = await leaves();
  const wrong = all.filter(({ index }, place) => index !== BigInt(place)).map(({ index }) => `place ${index}`);
  for (const leaf of all) {
    const body = JSON.parse(leaf.body) as Record<string, string | number>;
    if (canonicalText(body) !== leaf.body || body.index !== Number(leaf.index) || body.kind !== leaf.kind) wrong.push(`body of ${leaf.index}`);
  }
  for (const kind of leafKinds) {
    const sequences = all.filter((leaf) => leaf.kind === kind).map(({ sequence }) => sequence);
    if (sequences.some((sequence, place) => place > 0 && sequence <= sequences[place - 1]!)) wrong.push(`order of ${kind}`);
  }
  const root = hashOfSubtrees(await frontierHashes(database, all.length));
  if (!sameHash(root, rootOf(all.map(({ body }) => body)))) wrong.push('root');
  return wrong;
}

/** By the definition, from the bodies alone. */
function rootOf(bodies: readonly string[]): Uint8Array {
  return hashOfSubtrees(appendLeaves(0, [], bodies.map((body) => leafHash(Buffer.from(body)))).frontier);
}

async function deposit(count: number, ownerId: string = newId('tenant')): Promise<void> {
  await database.transaction((tx) => postTransfers(tx, 1, Array.from({ length: count }, () => ({
    key: newId('transfer'), type: 'posted' as const, amount: 5n, reason: 'deposit' as const, from: { ownerId: 'platform', kind: 'issuance' as const }, to: { ownerId, kind: 'wallet' as const },
  }))));
}

async function rate(resourceClass = 'CPU_MILLI'): Promise<void> {
  await database.client.rate.create({
    data: { id: newId('rate'), poolId: newId('pool'), resourceClass, version: 1, curve: { kind: 'fixed', nanoTokensPerUnitHour: '7' }, activeFrom: 1n, createdAt: 1n },
  });
}

async function usage(): Promise<void> {
  const who = { operatorId: 'opr_secret', hostId: 'hst_secret', claimId: 'clm_secret', tenantId: 'ten_1', leaseId: 'lse_1' };
  await database.client.usageRecord.create({
    data: { ...who, reporterId: 'opr_secret', source: '/agents/secret', id: newId('transfer'), meter: 'egress_bytes', quantity: '12345678901234567890', startsAt: 1n, endsAt: 2n, receivedAt: 3n },
  });
}

describe('appending', () => {
  test('takes each record once, kind by kind, and names nobody whom the tenant may not know', async () => {
    await deposit(2, 'ten_1');
    await usage();
    await rate();
    expect(await log.append()).toBe(6);
    expect(await log.append()).toBe(0);
    const all = await leaves();
    expect(all.map(({ kind }) => kind)).toEqual(['rate', 'usage', 'entry', 'entry', 'entry', 'entry']);
    const [, sample, ...entries] = all;
    expect(JSON.parse(sample!.body)).toMatchObject({ tenantId: 'ten_1', leaseId: 'lse_1', meter: 'egress_bytes', quantity: '12345678901234567890', startsAt: 1, endsAt: 2, receivedAt: 3 });
    expect(sample!.body).not.toContain('secret');
    expect(JSON.parse(sample!.hidden!)).toMatchObject({ operatorId: 'opr_secret', hostId: 'hst_secret', source: '/agents/secret' });
    expect(JSON.parse(sample!.body)).toMatchObject({ hidden: hash('sha256', sample!.hidden!, 'hex') });
    expect(entries.filter(({ tenantId }) => tenantId === 'ten_1')).toHaveLength(2);
  });

  test('in whatever portions records come and whoever appends, each is a leaf once', async () => {
    const step = fc.oneof(fc.integer({ min: 1, max: 400 }).map((count) => () => deposit(count)), fc.constant(() => usage()), fc.constant(() => rate()), fc.constant(async () => {
      await Promise.all([log.append(), new TransparencyLog(database).append()]);
    }));
    await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 6 }), async (steps) => {
      await Promise.all(steps.map((run) => run()));
      for (let runs = 0; (await log.append()) > 0 && runs < 100; runs += 1);
      const [row] = await database.query<{ records: bigint; leaves: bigint }>(sql`
        select (select count(*) from entries) + (select count(*) from usage_records) + (select count(*) from rates) as records, (select count(*) from log_leaves) as leaves`);
      expect(row!.leaves).toBe(row!.records);
    }), { numRuns: 8 });
  });

  test('waits for whoever took a lesser number and has not committed, and passes over who gave up', async () => {
    const gate = Promise.withResolvers<void>();
    const began = Promise.withResolvers<void>();
    const late = database.transaction(async (tx) => {
      await tx.$executeRaw(sql`insert into rates (id, pool_id, resource_class, version, curve, active_from, created_at) values ('rat_late', 'p', 'CPU_MILLI', 1, '{"kind":"late"}', 1, 1)`);
      began.resolve();
      await gate.promise;
    });
    await began.promise;
    await expect(database.transaction(async (tx) => {
      await tx.$executeRaw(sql`insert into rates (id, pool_id, resource_class, version, curve, active_from, created_at) values ('rat_gone', 'p', 'CPU_MILLI', 2, '{}', 1, 1)`);
      throw new Error('gave up');
    })).rejects.toThrow('gave up');
    await rate('MEMORY_MIB');
    const appended = log.append();
    setTimeout(() => gate.resolve(), 50);
    await late;
    expect(await appended).toBe(2);
    const all = await leaves();
    expect(all.map(({ sequence }) => sequence)).toEqual([1n, 3n]);
    expect(all[0]!.body).toContain('"kind":"late"');
  });

  test('a batch that fails leaves nothing behind, and what was appended cannot be changed', async () => {
    await deposit(3);
    await database.client.$executeRaw(sql`alter table log_state add constraint broken check (size = 0)`);
    await expect(log.append()).rejects.toThrow();
    expect(await leaves()).toEqual([]);
    await database.client.$executeRaw(sql`alter table log_state drop constraint broken`);
    expect(await log.append()).toBe(6);
    await expect(database.client.$executeRaw(sql`update log_leaves set body = '{}'`)).rejects.toThrow();
    await expect(database.client.$executeRaw(sql`delete from log_nodes`)).rejects.toThrow();
  });
});

describe('heads', () => {
  const consistency = (first: number, second: number) => new GetConsistencyHandler(database).execute(new GetConsistency(first, second));

  test('are signed at most once a minute, and each continues the one before', async () => {
    expect(await log.signHead(1)).toBe(1);
    for (const count of [1, 4, 30]) {
      await deposit(count);
      await log.append();
      const now = MINUTE * count + 1;
      expect(await Promise.all([log.signHead(now), new TransparencyLog(database, signer).signHead(now)])).toContain(1);
      expect(await log.signHead(now + MINUTE - 1)).toBe(0);
    }
    const { items, next } = await new ListHeadsHandler(database).execute(new ListHeads({ limit: 10 }));
    const { keys, head } = await new GetLogHandler(database).execute();
    expect([items.map(({ size }) => size), next, head]).toEqual([[70, 10, 2, 0], null, items[0]]);
    const key = publicKeyOf(keys[0]!.publicKey)!;
    for (const head of items) {
      expect(isSignedBy(key, headText(head), head.signature)).toBe(true);
      expect(isSignedBy(key, headText({ ...head, size: head.size + 1 }), head.signature)).toBe(false);
    }
    for (const [place, newer] of items.slice(0, -1).entries()) {
      const older = items[place + 1]!;
      const { proof } = await consistency(older.size, newer.size);
      const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64'));
      expect(verifyConsistency({ first: older.size, second: newer.size, firstRoot: bytes(older.root), secondRoot: bytes(newer.root), proof: proof.map(bytes) })).toBe(true);
    }
    const page = await new ListHeadsHandler(database).execute(new ListHeads({ limit: 2, before: items[0]!.signedAt }));
    expect(page).toEqual({ items: items.slice(1, 3), next: items[2]!.signedAt });
  });

  test('of sizes that no head has, nothing is proven', async () => {
    await deposit(1);
    await log.append();
    await expect(consistency(0, 2)).rejects.toMatchObject({ code: 'log_size_unknown' });
    await log.signHead(1);
    expect(await consistency(0, 2)).toEqual({ first: 0, second: 2, proof: [] });
    await expect(consistency(2, 1)).rejects.toMatchObject({ code: 'log_size_unknown' });
  });

  test('without a key the log grows, and nothing is signed', async () => {
    await deposit(1);
    const keyless = new TransparencyLog(database);
    expect([await keyless.append(), await keyless.signHead(1)]).toEqual([2, 0]);
  });
});
