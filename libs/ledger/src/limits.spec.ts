import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { rowsOf, sql } from '#libs/database';
import { testDatabase, type TestDatabase } from '#libs/testing';
import { type AccountRef, auditLedger, balanceAt, balanceOf, capAccount, expirePending, type NewTransfer, postGroups, postTransfers } from '#libs/ledger';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.drop());

const issuance: AccountRef = { ownerId: 'platform', kind: 'issuance' };
const wallet = (ownerId: string): AccountRef => ({ ownerId, kind: 'wallet' });
const post = (transfers: NewTransfer[], at = 1) => db.database.transaction((tx) => postTransfers(tx, at, transfers));
const deposit = (key: string, to: AccountRef, amount: bigint): NewTransfer => ({ key, type: 'posted', from: { ...issuance, asset: to.asset }, to, amount, reason: 'deposit' });
const charge = (key: string, from: AccountRef, to: AccountRef, amount: bigint): NewTransfer => ({ key, type: 'posted', from, to, amount, reason: 'charge' });
let runs = 0;

describe('caps', () => {
  test('an account that holds more, or has a cap lowered below what it holds, is refused', async () => {
    await post([deposit('c0', wallet('c'), 10n)]);
    const cap = (amount: bigint | null) => db.database.transaction((tx) => capAccount(tx, 1, wallet('c'), amount));
    await expect(cap(9n)).rejects.toMatchObject({ code: 'above_cap' });
    await cap(12n);
    await expect(post([deposit('c1', wallet('c'), 3n)])).rejects.toMatchObject({ code: 'above_cap' });
    expect(await post([deposit('c1', wallet('c'), 2n)])).toMatchObject({ outcome: 'posted' });
    await expect(db.database.client.$executeRaw(sql`update accounts set balance = 13 where owner_id = 'c'`)).rejects.toThrow(/accounts_never_above/);
    await cap(null);
    expect(await post([deposit('c2', wallet('c'), 3n)])).toMatchObject({ outcome: 'posted' });
  });

  test('in any history of credits and debits, together or one by one, the balance stays between zero and the cap', async () => {
    const step = fc.record({ comesIn: fc.boolean(), amount: fc.bigInt({ min: 0n, max: 20n }) });
    await fc.assert(fc.asyncProperty(fc.array(fc.array(step, { minLength: 1, maxLength: 3 }), { minLength: 5, maxLength: 25 }), fc.boolean(), async (history, together) => {
      const run = `cap${(runs += 1)}`;
      await db.database.transaction((tx) => capAccount(tx, 1, wallet(run), 30n));
      await post([deposit(`${run}/0`, wallet(`${run}-other`), 1_000n)]);
      const groups = history.map((steps, n) => steps.map(({ comesIn, amount }, index) => (comesIn
        ? charge(`${run}/${n}-${index}`, wallet(`${run}-other`), wallet(run), amount)
        : charge(`${run}/${n}-${index}`, wallet(run), wallet(`${run}-other`), amount))));
      const given: string[] = [];
      if (together) {
        given.push(...(await db.database.transaction((tx) => postGroups(tx, 1, groups))).map(({ outcome }) => outcome));
      } else {
        for (const group of groups) given.push(await post(group).then(({ outcome }) => outcome, () => 'refused'));
      }
      let model = 0n;
      const expected = history.map((steps) => {
        let trial = model;
        for (const { comesIn, amount } of steps) {
          if (!comesIn && trial < amount) return 'insufficient_funds';
          trial += comesIn ? amount : -amount;
          if (comesIn && trial > 30n) return 'refused';
        }
        model = trial;
        return 'posted';
      });
      // A wallet that nothing ever came into is unknown, to those who ask in groups.
      expect(given.map((outcome) => (outcome === 'unknown_account' ? 'insufficient_funds' : outcome))).toEqual(expected);
      expect(await balanceOf(db.database, wallet(run))).toMatchObject({ balance: model });
    }), { numRuns: 25 });
  });
});

test('assets exist side by side and never mix', async () => {
  const shares: AccountRef = { ...wallet('s'), asset: 'share/pol_1' };
  await post([deposit('s0', wallet('s'), 5n), deposit('s1', shares, 7n)]);
  expect(await post([charge('s2', { ...wallet('s'), asset: 'share/pol_1' }, { ...wallet('s2'), asset: 'share/pol_1' }, 6n)])).toMatchObject({ outcome: 'posted' });
  expect(await post([charge('s2', { ...wallet('s'), asset: 'share/pol_1' }, { ...wallet('s2'), asset: 'share/pol_1' }, 6n)])).toMatchObject({ outcome: 'posted', repeated: 1 });
  expect(await balanceOf(db.database, wallet('s'))).toMatchObject({ balance: 5n });
  expect(await balanceOf(db.database, shares)).toMatchObject({ balance: 1n });
  await expect(post([charge('s3', wallet('s'), { ...wallet('s2'), asset: 'share/pol_1' }, 1n)])).rejects.toThrow('two assets');
  const [ids] = await rowsOf<{ token: bigint; share: bigint }>(db.database, sql`
    select max(number) filter (where asset = 'token') as token, max(number) filter (where asset <> 'token') as share from accounts where owner_id = 's'`);
  await expect(db.database.client.$executeRaw(sql`
    insert into transfers (key, type, debit_account, credit_account, amount, reason, at)
    values ('s4', 'posted', ${ids!.token}, ${ids!.share}, 1, 'charge', 1)`)).rejects.toThrow(/one asset/);
});

test('what an account held at any moment is what had moved until then', async () => {
  const move = fc.record({ at: fc.integer({ min: 0, max: 50 }), comesIn: fc.boolean(), amount: fc.bigInt({ min: 0n, max: 9n }) });
  await fc.assert(fc.asyncProperty(fc.array(move, { minLength: 1, maxLength: 20 }), async (moves) => {
    const run = `h${(runs += 1)}`;
    await post([deposit(`${run}/a`, wallet(run), 1_000n), deposit(`${run}/b`, wallet(`${run}-other`), 1_000n)], 0);
    for (const [index, { at, comesIn, amount }] of moves.entries()) {
      const [from, to] = comesIn ? [`${run}-other`, run] : [run, `${run}-other`];
      await post([charge(`${run}/${index}`, wallet(from), wallet(to), amount)], at);
    }
    for (const time of [0, 7, 25, 50, 99]) {
      const expected = moves.reduce((sum, { at, comesIn, amount }) => (at > time ? sum : sum + (comesIn ? amount : -amount)), 1_000n);
      expect(await balanceAt(db.database, wallet(run), time)).toBe(expected);
    }
  }), { numRuns: 15 });
});

describe('expiry', () => {
  const hold = (key: string, amount: bigint, expiresAt?: number): NewTransfer => ({ key, type: 'pending', from: wallet('e'), to: wallet('e2'), amount, reason: 'hold', expiresAt });

  test('an expired hold can only be voided, and the sweep does, once', async () => {
    await post([deposit('e0', wallet('e'), 100n), hold('e1', 10n, 50), hold('e2', 20n, 60), hold('e3', 30n), hold('e4', 5n, 50), hold('e5', 7n, 50)]);
    expect(await post([{ key: 'e2-post', type: 'post', pendingKey: 'e2' }], 59)).toMatchObject({ outcome: 'posted' });
    expect(await post([{ key: 'e5-void', type: 'void', pendingKey: 'e5' }], 55)).toMatchObject({ outcome: 'posted' });
    await expect(post([{ key: 'e1-post', type: 'post', pendingKey: 'e1' }], 50)).rejects.toMatchObject({ code: 'pending_expired' });
    expect(await expirePending(db.database, 49)).toBe(0);
    const swept = await Promise.all([expirePending(db.database, 60), expirePending(db.database, 60)]);
    expect(swept.reduce((sum, count) => sum + count)).toBe(4);
    expect(await expirePending(db.database, 99)).toBe(0);
    expect(await balanceOf(db.database, wallet('e'))).toEqual({ balance: 80n, reserved: 30n, available: 50n });
    await expect(post([{ key: 'e4-post', type: 'post', pendingKey: 'e4' }], 70)).rejects.toMatchObject({ code: 'pending_resolved' });
  });

  test('a key that comes with another expiry is refused', async () => {
    await post([hold('e9', 1n, 50)]);
    expect(await post([hold('e9', 1n, 50)])).toMatchObject({ repeated: 1 });
    await expect(post([hold('e9', 1n, 51)])).rejects.toMatchObject({ code: 'key_reused' });
    await expirePending(db.database, 99);
  });
});

test('after all of the above the audit finds nothing', async () => {
  expect(await auditLedger(db.database)).toMatchObject({ entriesSum: 0n, wrongBalances: [], unbalancedTransfers: [] });
});
