import { afterAll, beforeAll, expect, test } from 'vitest';

import { ManualClock } from '#libs/kernel';
import { type AccountRef, balanceOf, type NewTransfer, Poster, postTransfers } from '#libs/ledger';
import { testDatabase, type TestDatabase } from '#libs/testing';

let db: TestDatabase;
let poster: Poster;
beforeAll(async () => {
  db = await testDatabase();
  poster = new Poster(db.database, new ManualClock(7));
});
afterAll(() => db.drop());

const wallet = (ownerId: string): AccountRef => ({ ownerId, kind: 'wallet' });
const deposit = (key: string, ownerId: string, amount: bigint): NewTransfer => ({ key, type: 'posted', from: { ownerId: 'platform', kind: 'issuance' }, to: wallet(ownerId), amount, reason: 'deposit' });
const charge = (key: string, from: string, to: string, amount: bigint): NewTransfer => ({ key, type: 'posted', from: wallet(from), to: wallet(to), amount, reason: 'charge' });

test('each caller has its own answer, and nobody fails for another', async () => {
  await poster.post([deposit('a0', 'a', 100n)]);
  const answers = await Promise.allSettled([
    poster.post([charge('a1', 'a', 'b', 10n)]),
    poster.post([charge('a2', 'a', 'b', 1_000n)]),
    poster.post([deposit('a0', 'a', 100n)]),
    poster.post([deposit('a0', 'a', 101n)]),
    poster.post([charge('a3', 'stranger', 'b', 1n)]),
    poster.post([charge('a4', 'a', 'c', 20n), charge('a5', 'a', 'c', 500n)]),
    poster.post([charge('a6', 'a', 'a', 1n)]),
    poster.post([charge('a7', 'a', 'c', 30n)]),
  ]);
  expect(answers).toMatchObject([
    { value: { outcome: 'posted', repeated: 0 } },
    { value: { outcome: 'insufficient_funds', account: wallet('a'), available: 90n, asked: 1_000n } },
    { value: { outcome: 'posted', repeated: 1 } },
    { reason: { code: 'key_reused' } },
    { value: { outcome: 'unknown_account', account: wallet('stranger') } },
    { value: { outcome: 'insufficient_funds', available: 70n, asked: 500n } },
    { reason: expect.objectContaining({ message: expect.stringContaining('itself') }) },
    { value: { outcome: 'posted' } },
  ]);
  expect(await balanceOf(db.database, wallet('a'))).toMatchObject({ balance: 60n });
  expect(await balanceOf(db.database, wallet('c'))).toMatchObject({ balance: 30n });
});

test('an account that was opened and emptied by others at the same time is known, and empty', async () => {
  const answers = await Promise.all([poster.post([deposit('e0', 'e', 10n)]), poster.post([charge('e1', 'e', 'f', 10n)]), poster.post([charge('e2', 'e', 'f', 1n)])]);
  expect(answers).toMatchObject([{ outcome: 'posted' }, { outcome: 'posted' }, { outcome: 'insufficient_funds', account: wallet('e'), available: 0n, asked: 1n }]);
});

test('a key that a transaction posts meanwhile is refused to its caller alone', async () => {
  await poster.post([deposit('m0', 'm', 100n)]);
  const answers = await Promise.allSettled([
    ...Array.from({ length: 20 }, (_, index) => db.database.transaction((tx) => postTransfers(tx, 1, [deposit(`rival-${index}`, `t-${index}`, 5n)]))),
    ...Array.from({ length: 20 }, (_, index) => poster.post([deposit(`rival-${index}`, `p-${index}`, 5n)])),
    ...Array.from({ length: 20 }, (_, index) => poster.post([charge(`m-${index}`, 'm', 'n', 5n)])),
  ]);
  const [byHand, byPoster, neighbours] = [answers.slice(0, 20), answers.slice(20, 40), answers.slice(40)];
  for (const [index, answer] of byHand.entries()) expect([answer.status, byPoster[index]!.status].toSorted()).toEqual(['fulfilled', 'rejected']);
  expect(neighbours.every(({ status }) => status === 'fulfilled')).toBe(true);
  expect(await balanceOf(db.database, wallet('n'))).toMatchObject({ balance: 100n });
});

test('refuses when too much waits, and goes on afterwards', async () => {
  const linked = (n: number) => Array.from({ length: 1_000 }, (_, index) => deposit(`q-${n}-${index}`, 'q', 1n));
  const answers = await Promise.allSettled(Array.from({ length: 12 }, (_, n) => poster.post(linked(n))));
  const refused = answers.filter(({ status }) => status === 'rejected');
  expect(refused.length).toBeGreaterThan(0);
  expect(refused).toEqual(refused.map(() => expect.objectContaining({ reason: expect.objectContaining({ code: 'ledger_busy' }) })));
  expect(await balanceOf(db.database, wallet('q'))).toMatchObject({ balance: BigInt(12 - refused.length) * 1_000n });
  expect(await poster.post([deposit('q-after', 'q', 1n)])).toMatchObject({ outcome: 'posted' });
});
