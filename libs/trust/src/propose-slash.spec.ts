import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { type Database, sql } from '#libs/database';
import { ManualClock, MILLIS_PER_HOUR, newId } from '#libs/kernel';
import { postTransfers } from '#libs/ledger';
import { type FaultKind, initialRules, type Rules } from '#libs/rules';
import { testDatabase, type TestDatabase } from '#libs/testing';

import { carryOut, forgive } from './carry-out.js';
import { proposeSlash } from './propose-slash.js';
import { lockSlash, selectSlashes } from './slash.store.js';

const TOKEN = 1_000_000_000n;
const rules: Rules = { ...initialRules, bond: { ...initialRules.bond, rates: [{ resourceClass: 'CPU_MILLI', variant: '', nanoTokensPerUnit: 2n * TOKEN }] } };

let db: TestDatabase;
let database: Database;
const clock = new ManualClock(Date.UTC(2027, 0, 15, 12));
beforeAll(async () => {
  db = await testDatabase();
  database = db.database;
});
afterAll(() => db.drop());

/** @returns its id. */
async function operator(bonded: bigint, groupId: string | null = null): Promise<string> {
  const id = newId('operator');
  await database.client.$executeRaw(sql`insert into operators (id, name, group_id, created_at) values (${id}, ${id}, ${groupId}, ${BigInt(clock.now())})`);
  if (bonded > 0n) {
    await database.transaction((tx) => postTransfers(tx, clock.now(), [
      { key: newId('transfer'), type: 'posted', reason: 'deposit', amount: bonded, from: { ownerId: 'platform', kind: 'issuance' }, to: { ownerId: id, kind: 'bond' } },
    ]));
  }
  return id;
}

/** What a confirmed fault costs the operator; 0 when nothing. */
async function answer(operatorId: string, kind: FaultKind, cpus: number, becomes: Fate = 'pending'): Promise<bigint> {
  const id = newId('operatorFault');
  const units = [{ resourceClass: 'CPU_MILLI' as const, variant: '', units: BigInt(cpus) * 1_000n }];
  return database.transaction(async (tx) => {
    const now = clock.now();
    await proposeSlash(tx, { id, kind, operatorId, poolId: 'pol_x', hostId: 'hst_x', at: now, recordedAt: now, rulesVersion: 0, units, evidence: {}, state: 'confirmed', reason: '', settledAt: now }, rules, now);
    const [slash] = await selectSlashes(tx, { where: sql`where s.fault_id = ${id}`, limit: 1 });
    if (!slash) return 0n;
    const locked = (await lockSlash(tx, slash.id))!;
    if (becomes === 'carried out') await carryOut(tx, locked, now);
    if (becomes === 'forgiven') await forgive(tx, locked, 'administrator', 'a test', now);
    return slash.amount;
  });
}

type Fate = 'pending' | 'carried out' | 'forgiven';

test('operators that belong together share one cap: each fault costs what it costs one that has all that they have, whatever becomes of the slashes', async () => {
  const bonds = fc.array(fc.bigInt({ min: 0n, max: 200n * TOKEN }), { minLength: 1, maxLength: 4 });
  const fault = fc.record({ face: fc.nat(), cpus: fc.integer({ min: 1, max: 64 }), kind: fc.constantFrom<FaultKind>('host_lost', 'early_reclaim'), becomes: fc.constantFrom<Fate>('pending', 'carried out', 'forgiven'), hours: fc.integer({ min: 1, max: 300 }) });
  await fc.assert(fc.asyncProperty(bonds, fc.array(fault, { minLength: 1, maxLength: 8 }), async (bonded, faults) => {
    const group = newId('operator');
    const faces = await Promise.all(bonded.map((bond) => operator(bond, group)));
    const all = bonded.reduce((sum, bond) => sum + bond, 0n);
    const [twin, stranger] = [await operator(all), await operator(1_000n * TOKEN)];
    const costs: { kind: FaultKind; at: number; amount: bigint }[] = [];
    for (const { face, cpus, kind, becomes, hours } of faults) {
      clock.advance(hours * MILLIS_PER_HOUR);
      const amount = await answer(faces[face % faces.length]!, kind, cpus, becomes);
      expect(amount).toBe(await answer(twin, kind, cpus, becomes));
      await answer(stranger, kind, cpus);
      if (becomes !== 'forgiven') costs.push({ kind, at: clock.now(), amount });
      const { capBps, periodMillis } = rules.faults.table[kind];
      const within = costs.filter((one) => one.kind === kind && one.at > clock.now() - periodMillis).reduce((sum, one) => sum + one.amount, 0n);
      expect(within <= (all * BigInt(capBps)) / 10_000n).toBe(true);
    }
  }), { numRuns: 8 });
});

test('a host of Ann\'s and one of Bob\'s cost what docs/slashing.md says', async () => {
  const group = newId('operator');
  const [ann, bob] = [await operator(10n * TOKEN, group), await operator(10n * TOKEN, group)];
  expect([await answer(ann, 'host_lost', 16, 'carried out'), await answer(bob, 'host_lost', 16)]).toEqual([32n * TOKEN / 10n, 28n * TOKEN / 10n]);
});

test('some of a group that answer at once take turns, and what was found before counts for one that joins', async () => {
  const group = newId('operator');
  const faces = await Promise.all([1, 2, 3].map(() => operator(10n * TOKEN, group)));
  // 6.4 tokens are a tenth of what 32 vCPUs ask for; the cap has three tenths of 30.
  const costs = await Promise.all(faces.map((face) => answer(face, 'host_lost', 32)));
  expect(costs.reduce((sum, cost) => sum + cost, 0n)).toBe(9n * TOKEN);
  const late = await operator(70n * TOKEN);
  expect(await answer(late, 'host_lost', 32)).toBe(64n * TOKEN / 10n);
  await database.client.$executeRaw(sql`update operators set group_id = ${group} where id = ${late}`);
  // Of three tenths of 100 they had 15.4.
  expect([await answer(late, 'host_lost', 64), await answer(faces[0]!, 'host_lost', 64)]).toEqual([128n * TOKEN / 10n, 18n * TOKEN / 10n]);
});
