import * as fc from 'fast-check';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { type Database, rowsOf, type Sql, sql, type Transaction } from '#libs/database';
import { testDatabase, type TestDatabase } from '#libs/testing';
import { type AccountRef, hasMoreEntries, type NewTransfer, postTransfers, reconcileLedger } from '#libs/ledger';

let db: TestDatabase;
beforeEach(async () => {
  db = await testDatabase();
});
afterEach(() => db.drop());

const wallet = (ownerId: string): AccountRef => ({ ownerId, kind: 'wallet' });
const post = (transfers: NewTransfer[]) => db.database.transaction((tx) => postTransfers(tx, 1, transfers));
const deposit = (key: string, ownerId: string, amount: bigint): NewTransfer => ({ key, type: 'posted', from: { ownerId: 'platform', kind: 'issuance' }, to: wallet(ownerId), amount, reason: 'deposit' });
const move = (key: string, from: string, to: string, amount: bigint, over: object = {}): NewTransfer => ({ key, type: 'posted', from: wallet(from), to: wallet(to), amount, reason: 'charge', ...over });
const numberOf = async (ownerId: string) => (await rowsOf<{ number: bigint }>(db.database, sql`select number from accounts where owner_id = ${ownerId}`))[0]!.number;
const differences = () => rowsOf(db.database, sql`
  select a.owner_id as "ownerId", d.kind, t.key, d.expected, d.found, d.ended_at as "endedAt"
  from ledger_differences d join accounts a on a.id = d.account_id left join transfers t on t.id = d.transfer_id order by d.kind, d.id`);
/** Runs until every transfer is in the sums: transactions of other tests on the server hold that up, and nothing may differ meanwhile. */
async function catchUp(): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    expect(await reconcileLedger(db.database, 10)).toBe(0);
    const [row] = await rowsOf<{ done: boolean }>(db.database, sql`select checked_to >= (select coalesce(max(position), 0) from transfers) as done from reconciliation`);
    if (row!.done) return;
    await sleep(25);
  }
  throw new Error('reconciliation did not catch up');
}
/** Accounts of which what their history and newer transfers tell is not what the entries say. */
const misremembered = () => rowsOf(db.database, sql`
  select a.owner_id from accounts a
  where (select array_agg(row(h.id, h.transfer_id, h.amount, h.at)::text order by h.id) from account_entries(a.id, 0, null) h)
    is distinct from (select array_agg(row(e.id, e.transfer_id, e.amount, e.at)::text order by e.id) from entries e where e.account_id = a.id)`);
const checkedTo = async () => (await rowsOf<{ position: bigint }>(db.database, sql`select checked_to as position from reconciliation`))[0]!.position;
const lastPosition = async () => (await rowsOf<{ position: bigint }>(db.database, sql`select max(position) as position from transfers`))[0]!.position;
/** Begins a transaction that does something and goes on. @returns what ends it. */
const underWay = async (work: (tx: Transaction) => Promise<unknown>) => {
  const end = Promise.withResolvers<void>();
  const began = Promise.withResolvers<void>();
  const ended = db.database.transaction(async (tx) => {
    await work(tx);
    began.resolve();
    await end.promise;
  });
  await began.promise;
  return () => {
    end.resolve();
    return ended;
  };
};
const events = async () => (await rowsOf<{ type: string }>(db.database, sql`select type from outbox_events order by id`)).map(({ type }) => type);

test('nothing differs in any history, however runs and postings fall, and the sums kept apart are those of the entries', async () => {
  const step = fc.oneof(
    { weight: 1, arbitrary: fc.constant('run' as const) },
    { weight: 2, arbitrary: fc.record({ from: fc.nat(3), to: fc.nat(3), amount: fc.bigInt({ min: 0n, max: 20n }), type: fc.constantFrom('posted', 'pending'), ends: fc.constantFrom('post', 'void', null) }) },
  );
  let runs = 0;
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (history) => {
    const run = `p${(runs += 1)}`;
    await post([0, 1, 2, 3].map((n) => deposit(`${run}/${n}`, `${run}-${n}`, 100n)));
    const found = await Promise.all(history.map(async (each, index) => {
      if (each === 'run') return reconcileLedger(db.database, index);
      const key = `${run}/m${index}`;
      if (each.from === each.to) return 0;
      const posted = await post([move(key, `${run}-${each.from}`, `${run}-${each.to}`, each.amount, { type: each.type })]);
      if (posted.outcome === 'posted' && each.type === 'pending' && each.ends) await post([{ key: `${key}/end`, type: each.ends, pendingKey: key }]);
      return 0;
    }));
    expect(found.every((count) => count === 0)).toBe(true);
    expect(await misremembered()).toEqual([]);
  }), { numRuns: 15 });
  await catchUp();
  expect(await rowsOf(db.database, sql`
    select a.id from accounts a join account_checks c on c.account = a.number where a.balance <> c.balance or a.reserved <> c.reserved`)).toEqual([]);
  const [counts] = await rowsOf<{ accounts: bigint; checks: bigint }>(db.database, sql`select (select count(*) from accounts) as accounts, (select count(*) from account_checks) as checks`);
  expect(counts!.checks).toBe(counts!.accounts);
  expect(await differences()).toEqual([]);
  expect(await misremembered()).toEqual([]);
  const [history] = await rowsOf<{ entries: bigint; kept: bigint }>(db.database, sql`select (select count(*) from entries) as entries, (select sum(cardinality(positions)) from account_history) as kept`);
  expect(history!.kept).toBe(history!.entries);
});

test('a transfer that its balances do not know of is named, payouts of the account stop, and go on once it is mended', async () => {
  await post([deposit('a', 'x', 100n), move('b', 'x', 'y', 10n)]);
  await catchUp();
  await db.database.client.$executeRaw(sql`
    insert into transfers (key, type, debit_account, credit_account, amount, reason, at)
    values ('bad', 'posted', ${await numberOf('x')}, ${await numberOf('y')}, 7, 'charge', 20)`);
  await post([move('c', 'x', 'y', 1n)]);
  expect(await reconcileLedger(db.database, 30)).toBe(2);
  expect(await reconcileLedger(db.database, 31)).toBe(0);
  const [ofX, ofY] = [{ ownerId: 'x', kind: 'balance', key: 'bad', expected: 82n, found: 89n }, { ownerId: 'y', kind: 'balance', key: 'bad', expected: 18n, found: 11n }];
  const found = await differences();
  expect(found).toHaveLength(2);
  expect(found).toEqual(expect.arrayContaining([{ ...ofX, endedAt: null }, { ...ofY, endedAt: null }]));
  expect(await events()).toEqual(['ledger.differs', 'ledger.differs']);

  await expect(post([move('pay', 'x', 'z', 1n, { reason: 'payout' })])).rejects.toMatchObject({ code: 'account_frozen' });
  expect(await post([move('d', 'x', 'y', 1n)])).toMatchObject({ outcome: 'posted' });
  await db.database.client.$executeRaw(sql`update accounts set balance = balance + case owner_id when 'x' then -7 else 7 end where owner_id in ('x', 'y')`);
  await reconcileLedger(db.database, 40);
  expect(await differences()).toMatchObject([{ endedAt: 40n }, { endedAt: 40n }]);
  expect(await post([move('pay', 'x', 'z', 1n, { reason: 'payout' })])).toMatchObject({ outcome: 'posted' });
  expect((await events()).toSorted()).toEqual(['ledger.agrees', 'ledger.agrees', 'ledger.differs', 'ledger.differs']);
});

test('whether there are more entries before a minute than so many is told without reading more of them', async () => {
  const MINUTE = 60_000;
  const at = (minute: number, count: number) => db.database.transaction((tx) => postTransfers(tx, minute * MINUTE + 5, Array.from({ length: count }, (_, n) => deposit(`${minute}/${n}`, 'x', 1n))));
  for (const [minute, count] of [[0, 3], [1, 250], [2, 4]] as const) await at(minute, count);
  await catchUp();
  const positions = (await rowsOf<{ position: bigint }>(db.database, sql`select position from transfers order by position`)).map(({ position }) => position);
  const more = (most: number, minute: number, within = 0, below = positions.at(-1)! + 1n) => hasMoreEntries(db.database, wallet('x'), most, { before: minute * MINUTE + within, position: below });
  expect([await more(252, 2), await more(253, 2), await more(253, 2, MINUTE - 1), await more(256, 3), await more(257, 3)]).toEqual([true, false, false, true, false]);
  expect([await more(9, 3, 0, positions[10]), await more(10, 3, 0, positions[10])]).toEqual([true, false]);
  expect(await hasMoreEntries(db.database, wallet('nobody'), 0, { before: 9 * MINUTE, position: positions.at(-1)! })).toBe(false);
});

test('a balance that was changed by hand is found without any transfer', async () => {
  await post([deposit('a', 'x', 100n)]);
  await catchUp();
  await db.database.client.$executeRaw(sql`update accounts set balance = 101, reserved = 3 where owner_id = 'x'`);
  expect(await reconcileLedger(db.database, 20)).toBe(2);
  expect(await differences()).toMatchObject([
    { ownerId: 'x', kind: 'balance', key: null, expected: 100n, found: 101n }, { ownerId: 'x', kind: 'reserved', key: null, expected: 0n, found: 3n },
  ]);
});

test('a transfer that commits after later ones is not missed', async () => {
  await post([deposit('a', 'x', 100n), deposit('b', 'y', 100n)]);
  await catchUp();
  await db.database.transaction(async (tx) => {
    await postTransfers(tx, 1, [move('slow', 'x', 'x2', 5n)]);
    await post([move('quick', 'y', 'y2', 6n)]);
    for (let n = 0; n < 4; n += 1) expect(await reconcileLedger(db.database, 20 + n)).toBe(0);
  });
  await catchUp();
  expect(await rowsOf(db.database, sql`select balance from account_checks where account = ${await numberOf('x2')}`)).toEqual([{ balance: 5n }]);
});

test('whoever works long on something else does not hold it up; whoever posts does, and is in the sums once it ends', async () => {
  await post([deposit('a', 'x', 100n)]);
  const endOther = await underWay((tx) => tx.$executeRaw(sql`select pg_current_xact_id()`));
  expect(await reconcileLedger(db.database, 10)).toBe(0);
  expect(await checkedTo()).toBe(await lastPosition());
  const before = await lastPosition();
  // Other accounts than theirs: else who comes later waits.
  await post([deposit('b', 'y', 5n), deposit('c', 'z', 5n), deposit('d', 'v', 0n)]);
  await catchUp();
  const endPosting = await underWay((tx) => postTransfers(tx, 1, [move('e', 'x', 'y', 1n)]));
  await post([move('f', 'z', 'v', 1n)]);
  const sound = await checkedTo();
  for (let runs = 0; runs < 3; runs += 1) expect(await reconcileLedger(db.database, 10)).toBe(0);
  expect([before < sound, await checkedTo()]).toEqual([true, sound]);
  await Promise.all([endPosting(), endOther()]);
  await catchUp();
  expect(await misremembered()).toEqual([]);
});

test('a transfer that comes while it looks how far it may go is taken once, and nothing twice', async () => {
  const endFirst = await underWay((tx) => tx.$executeRaw(sql`select pg_current_xact_id()`));
  await post([deposit('a', 'x', 100n)]);
  let asked = 0;
  const meanwhile = (tx: Transaction) => new Proxy(tx, {
    get: (of, name) => (name !== '$queryRaw' ? Reflect.get(of, name) as unknown : async (query: Sql) => {
      const rows = await of.$queryRaw(query);
      if ((asked += 1) === 1) await post([deposit('b', 'x', 1n)]);
      return rows;
    }),
  });
  const busy = { transaction: (work: (tx: Transaction) => Promise<unknown>) => db.database.transaction((tx) => work(meanwhile(tx))) } as unknown as Database;
  expect(await reconcileLedger(busy, 10)).toBe(0);
  expect([asked > 1, await checkedTo()]).toEqual([true, await lastPosition()]);
  const endSecond = await underWay((tx) => tx.$executeRaw(sql`select pg_current_xact_id()`));
  await endFirst();
  for (let runs = 0; runs < 3; runs += 1) {
    expect(await reconcileLedger(db.database, 10)).toBe(0);
    expect(await checkedTo()).toBe(await lastPosition());
  }
  await endSecond();
  expect([await differences(), await misremembered()]).toEqual([[], []]);
});
