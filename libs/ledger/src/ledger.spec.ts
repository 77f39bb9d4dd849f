import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { rowsOf, sql } from '#libs/database';
import { testDatabase, type TestDatabase } from '#libs/testing';
import { type AccountRef, auditLedger, balanceAt, balanceOf, balancesOf, movementTotals, type NewTransfer, postGroups, type PostingOutcome, postTransfers, transfersOf } from '#libs/ledger';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.drop());

const issuance: AccountRef = { ownerId: 'platform', kind: 'issuance' };
const wallet = (ownerId: string): AccountRef => ({ ownerId, kind: 'wallet' });
const escrow = (ownerId: string): AccountRef => ({ ownerId, kind: 'escrow' });
const post = (transfers: NewTransfer[], at = 1) => db.database.transaction((tx) => postTransfers(tx, at, transfers));
const deposit = (key: string, to: AccountRef, amount: bigint): NewTransfer => ({ key, type: 'posted', from: issuance, to, amount, reason: 'deposit' });
const charge = (key: string, from: AccountRef, to: AccountRef, amount: bigint): NewTransfer => ({ key, type: 'posted', from, to, amount, reason: 'charge' });
const hold = (key: string, from: AccountRef, to: AccountRef, amount: bigint): NewTransfer => ({ key, type: 'pending', from, to, amount, reason: 'hold', subjectId: to.ownerId });

describe('postTransfers', () => {
  test('moves funds, and a repeat gets the first ids and moves nothing', async () => {
    const first = await post([deposit('p1', wallet('p'), 100n), charge('p2', wallet('p'), escrow('p'), 40n)]);
    expect(first).toMatchObject({ outcome: 'posted', ids: [expect.stringMatching(/^trf_/), expect.stringMatching(/^trf_/)] });
    expect(await post([charge('p2', wallet('p'), escrow('p'), 40n), deposit('p1', wallet('p'), 100n)])).toEqual({ ...first, ids: (first as { ids: string[] }).ids.toReversed() });
    expect(await balancesOf(db.database, [wallet('p'), escrow('p'), wallet('nobody')])).toEqual([
      { balance: 60n, reserved: 0n, available: 60n }, { balance: 40n, reserved: 0n, available: 40n }, { balance: 0n, reserved: 0n, available: 0n },
    ]);
  });

  test.each([
    ['amount', charge('k1', wallet('k'), escrow('k'), 4n)], ['account', charge('k1', wallet('k'), escrow('l'), 5n)],
    ['reason', { ...charge('k1', wallet('k'), escrow('k'), 5n), reason: 'fee' } as NewTransfer], ['type', hold('k1', wallet('k'), escrow('k'), 5n)],
  ])('refuses a key that comes with another %s', async (_, other) => {
    await post([deposit('k0', wallet('k'), 10n), charge('k1', wallet('k'), escrow('k'), 5n)]);
    await expect(post([other])).rejects.toMatchObject({ code: 'key_reused' });
    await expect(post([charge('k2', wallet('k'), escrow('k'), 1n), charge('k2', wallet('k'), escrow('k'), 2n)])).rejects.toMatchObject({ code: 'key_reused' });
    expect(await balanceOf(db.database, wallet('k'))).toMatchObject({ balance: 5n });
  });

  test('writes nothing of a batch that lacks funds anywhere, opens no account, and leaves the transaction usable', async () => {
    await post([deposit('f0', wallet('f'), 10n)]);
    const outcome = await db.database.transaction(async (tx) => {
      const outcome = await postTransfers(tx, 1, [charge('f1', wallet('f'), escrow('f1'), 6n), charge('f2', wallet('f'), escrow('f2'), 5n)]);
      await postTransfers(tx, 1, [charge('f3', wallet('f'), escrow('f3'), 1n)]);
      return outcome;
    });
    expect(outcome).toEqual({ outcome: 'insufficient_funds', account: wallet('f'), available: 4n, asked: 5n });
    expect(await rowsOf(db.database, sql`select key from transfers where key in ('f1', 'f2', 'f3')`)).toEqual([{ key: 'f3' }]);
    expect(await rowsOf(db.database, sql`select owner_id from accounts where owner_id in ('f1', 'f2', 'f3')`)).toEqual([{ owner_id: 'f3' }]);
  });

  test('judges funds in the order of the batch', async () => {
    expect(await post([charge('o1', wallet('o'), escrow('o'), 5n), deposit('o2', wallet('o'), 5n)])).toMatchObject({ outcome: 'insufficient_funds' });
    expect(await post([deposit('o2', wallet('o'), 5n), charge('o1', wallet('o'), escrow('o'), 5n)])).toMatchObject({ outcome: 'posted' });
  });

  test('a pending transfer reserves; posting part of it frees the rest; it is resolved once', async () => {
    await post([deposit('h0', wallet('h'), 10n), hold('h1', wallet('h'), escrow('h'), 8n)]);
    expect(await balanceOf(db.database, wallet('h'))).toEqual({ balance: 10n, reserved: 8n, available: 2n });
    expect(await post([charge('h2', wallet('h'), escrow('h'), 3n)])).toMatchObject({ outcome: 'insufficient_funds', available: 2n });
    await expect(post([{ key: 'h3', type: 'post', pendingKey: 'h1', amount: 9n }])).rejects.toMatchObject({ code: 'exceeds_pending' });
    const posted = await post([{ key: 'h3', type: 'post', pendingKey: 'h1', amount: 5n }]);
    expect(await post([{ key: 'h3', type: 'post', pendingKey: 'h1', amount: 5n }])).toEqual(posted);
    expect(await balancesOf(db.database, [wallet('h'), escrow('h')])).toMatchObject([{ balance: 5n, reserved: 0n }, { balance: 5n }]);
    await expect(post([{ key: 'h4', type: 'void', pendingKey: 'h1' }])).rejects.toMatchObject({ code: 'pending_resolved' });
    await expect(post([{ key: 'h4', type: 'void', pendingKey: 'h2' }])).rejects.toMatchObject({ code: 'pending_not_found' });
    await expect(post([{ key: 'h4', type: 'void', pendingKey: 'h0' }])).rejects.toMatchObject({ code: 'pending_not_found' });
    expect(await transfersOf(db.database, escrow('h'), { after: 0, upTo: 9, limit: 9 })).toMatchObject({ items: [{ reason: 'hold', subjectId: 'h', amount: 5n }] });
  });

  test('a hold may be made and resolved in one batch, and zero amounts are recorded and move nothing', async () => {
    await post([
      deposit('z0', wallet('z'), 10n), hold('z1', wallet('z'), escrow('z'), 8n), { key: 'z2', type: 'post', pendingKey: 'z1' },
      charge('z3', escrow('z'), wallet('z'), 0n), hold('z4', wallet('z'), escrow('z'), 0n), { key: 'z5', type: 'void', pendingKey: 'z4' },
    ]);
    expect(await balancesOf(db.database, [wallet('z'), escrow('z')])).toMatchObject([{ balance: 2n, reserved: 0n }, { balance: 8n }]);
    expect(await post([charge('z3', escrow('z'), wallet('z'), 0n)])).toMatchObject({ outcome: 'posted' });
    await expect(post([charge('z3', escrow('z'), wallet('z'), 1n)])).rejects.toMatchObject({ code: 'key_reused' });
  });

  test('refuses what cannot be stored, and bugs', async () => {
    await expect(post([deposit('b0', wallet('b'), 2n ** 63n)])).rejects.toMatchObject({ code: 'amount_out_of_range' });
    await expect(post([deposit('b1', wallet('b'), 2n ** 63n - 1n), deposit('b2', wallet('b'), 1n)])).rejects.toMatchObject({ code: 'amount_out_of_range' });
    await expect(post([deposit('b3', wallet('b'), -1n)])).rejects.toThrow('negative');
    await expect(post([charge('b4', wallet('b'), wallet('b'), 1n)])).rejects.toThrow('itself');
    expect(await balanceOf(db.database, wallet('b'))).toMatchObject({ balance: 0n });
  });

  test('groups have outcomes of their own; one that fails leaves no trace for those after it', async () => {
    const outcomes = await db.database.transaction((tx) => postGroups(tx, 1, [
      [deposit('g0', wallet('g'), 10n)],
      [charge('g1', wallet('g'), escrow('g1'), 7n), charge('g2', wallet('g'), escrow('g2'), 7n)],
      [charge('g3', wallet('g'), escrow('g3'), 7n)],
      [charge('g1', wallet('g'), escrow('g1'), 3n)],
      [],
    ]));
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['posted', 'insufficient_funds', 'posted', 'posted', 'posted']);
    expect(await balancesOf(db.database, [wallet('g'), escrow('g1'), escrow('g3')])).toMatchObject([{ balance: 0n }, { balance: 3n }, { balance: 7n }]);
  });
});

describe('at the same time', () => {
  test('two hundred spends of one wallet: exactly what fits succeeds', async () => {
    await post([deposit('c0', wallet('c'), 1_000n)]);
    const outcomes = await Promise.all(Array.from({ length: 200 }, (_, index) => post([charge(`c-${index}`, wallet('c'), escrow(`c-${index % 7}`), 30n)])));
    expect(outcomes.filter(({ outcome }) => outcome === 'posted')).toHaveLength(33);
    expect(await balanceOf(db.database, wallet('c'))).toMatchObject({ balance: 10n });
  });

  test('a hundred repeats of one key post once, and of one key for different things one wins', async () => {
    await post([deposit('r0', wallet('r'), 1_000n)]);
    const repeats = await Promise.all(Array.from({ length: 100 }, () => post([charge('r1', wallet('r'), escrow('r'), 30n)])));
    expect(new Set(repeats.map((outcome) => JSON.stringify(outcome))).size).toBe(1);
    const rivals = await Promise.allSettled(Array.from({ length: 20 }, (_, index) => post([deposit('r2', wallet(`r-${index}`), 5n)])));
    expect(rivals.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(rivals.filter((rival) => rival.status === 'rejected' && rival.reason.code === 'key_reused')).toHaveLength(19);
    expect(await balanceOf(db.database, wallet('r'))).toMatchObject({ balance: 970n });
  });
});
