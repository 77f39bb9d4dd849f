import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { ManualClock, Problem } from '#libs/kernel';
import { type AccountRef, auditLedger, balancesOf, type MovingTransfer, type NewTransfer, Poster, postTransfers, transfersOf } from '#libs/ledger';
import { rowsOf, sql } from '#libs/database';
import { testDatabase, type TestDatabase } from '#libs/testing';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.drop());

// A ledger of plain objects: what the real one must agree with.

type Said = 'posted' | 'insufficient_funds' | 'key_reused' | 'pending_not_found' | 'pending_resolved' | 'exceeds_pending';

class Model {
  balance: Record<string, bigint> = {};
  reserved: Record<string, bigint> = {};
  done: Record<string, { said: string; from: string; to: string; amount: bigint; pending: boolean; resolved: boolean }> = {};

  post(batch: readonly NewTransfer[]): Said {
    const trial: Model = Object.assign(new Model(), structuredClone(this));
    for (const transfer of batch) {
      const said = 'pendingKey' in transfer ? trial.resolve(transfer) : trial.move(transfer);
      if (said !== 'posted') return said;
    }
    Object.assign(this, trial);
    return 'posted';
  }

  private move({ key, type, from, to, amount, reason }: MovingTransfer): Said {
    const [a, b] = [nameOf(from), nameOf(to)];
    const said = [type, a, b, amount, reason].join();
    if (this.done[key]) return this.done[key].said === said ? 'posted' : 'key_reused';
    if (from.kind !== 'issuance' && (this.balance[a] ?? 0n) - (this.reserved[a] ?? 0n) < amount) return 'insufficient_funds';
    if (type === 'pending') this.reserved[a] = (this.reserved[a] ?? 0n) + amount;
    else this.carry(a, b, amount);
    this.done[key] = { said, from: a, to: b, amount, pending: type === 'pending', resolved: false };
    return 'posted';
  }

  private resolve(transfer: NewTransfer & { pendingKey: string }): Said {
    const pending = this.done[transfer.pendingKey];
    if (!pending?.pending) return 'pending_not_found';
    const amount = transfer.type === 'post' ? (transfer.amount ?? pending.amount) : 0n;
    const said = [transfer.type, transfer.pendingKey, amount].join();
    if (this.done[transfer.key]) return this.done[transfer.key]!.said === said ? 'posted' : 'key_reused';
    if (pending.resolved) return 'pending_resolved';
    if (amount > pending.amount) return 'exceeds_pending';
    pending.resolved = true;
    this.reserved[pending.from]! -= pending.amount;
    this.carry(pending.from, pending.to, amount);
    this.done[transfer.key] = { ...pending, said, pending: false };
    return 'posted';
  }

  private carry(from: string, to: string, amount: bigint): void {
    this.balance[from] = (this.balance[from] ?? 0n) - amount;
    this.balance[to] = (this.balance[to] ?? 0n) + amount;
  }
}

const nameOf = ({ ownerId, kind }: AccountRef) => `${kind}/${ownerId}`;

// Histories on few accounts with small funds, so that keys, holds and funds run into each other.

let runs = 0;
const amounts = fc.oneof({ weight: 9, arbitrary: fc.bigInt({ min: 0n, max: 30n }) }, { weight: 1, arbitrary: fc.bigInt({ min: 0n, max: 10n ** 15n }) });
const accounts: AccountRef[] = [{ ownerId: 'a', kind: 'wallet' }, { ownerId: 'b', kind: 'wallet' }, { ownerId: 'x', kind: 'escrow' }, { ownerId: 'y', kind: 'earnings' }];
const issuance: AccountRef = { ownerId: 'i', kind: 'issuance' };
const pair = fc.shuffledSubarray(accounts, { minLength: 2, maxLength: 2 }).map(([from, to]) => ({ from: from!, to: to! }));

/** What to do, before it has keys: `reuse` takes an earlier key, `pick` chooses among the holds made so far. */
type Sketch = { reuse: number | null } & (
  | { type: 'posted' | 'pending'; from: AccountRef; to: AccountRef; amount: bigint; reason: 'deposit' | 'charge' | 'hold' }
  | { type: 'post' | 'void'; pick: number; amount?: bigint });
const reuse = fc.oneof({ weight: 12, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.nat() });
const deposit = fc.record({ reuse, type: fc.constant('posted'), from: fc.constant(issuance), to: fc.constantFrom(...accounts), amount: amounts, reason: fc.constant('deposit') });
const moving = fc.tuple(pair, fc.record({ reuse, type: fc.constantFrom('posted', 'pending', 'pending'), amount: amounts, reason: fc.constantFrom('charge', 'hold') }))
  .map(([pair, rest]) => ({ ...pair, ...rest }));
const resolving = fc.record({ reuse, type: fc.constantFrom('post', 'post', 'void'), pick: fc.nat(), amount: fc.option(amounts, { nil: undefined }) });
const sketch = fc.oneof({ weight: 1, arbitrary: deposit }, { weight: 4, arbitrary: moving }, { weight: 3, arbitrary: resolving }) as fc.Arbitrary<Sketch>;
/** A new batch, or an earlier one again; sent so many times at once. */
const step = fc.record({
  batch: fc.oneof({ weight: 6, arbitrary: fc.array(sketch, { minLength: 1, maxLength: 2 }) }, { weight: 1, arbitrary: fc.nat() }),
  copies: fc.constantFrom(1, 1, 1, 3),
});

/** Turns sketches into transfers, with accounts and keys of a history's own in the one database. */
class Hand {
  private readonly keys: string[] = [];
  private readonly holds: string[] = [];

  constructor(private readonly run: string) {}

  write(sketch: Sketch): NewTransfer {
    const key = sketch.reuse !== null && this.keys.length > 0 ? this.keys[sketch.reuse % this.keys.length]! : `${this.run}k${this.keys.length}`;
    this.keys.push(key);
    if ('pick' in sketch) {
      const pendingKey = this.hold(sketch.pick);
      return sketch.type === 'post' ? { key, type: 'post', pendingKey, amount: sketch.amount } : { key, type: 'void', pendingKey };
    }
    if (sketch.type === 'pending') this.holds.push(key);
    return { key, type: sketch.type, from: this.own(sketch.from), to: this.own(sketch.to), amount: sketch.amount, reason: sketch.reason };
  }

  own(ref: AccountRef): AccountRef {
    return { ...ref, ownerId: this.run + ref.ownerId };
  }

  private hold(pick: number): string {
    return this.holds.length > 0 ? this.holds[pick % this.holds.length]! : `${this.run}none`;
  }
}

async function said(batch: NewTransfer[], at: number): Promise<string> {
  try {
    return (await db.database.transaction((tx) => postTransfers(tx, at, batch))).outcome;
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  }
}

/** How often each answer was given over all histories: a test of refusals alone would prove little. */
const given: Record<string, number> = {};

test('any history of batches, repeats and copies sent at once leaves what the model leaves', async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 20 }), async (history) => {
    const hand = new Hand(`r${(runs += 1)}-`);
    const model = new Model();
    const batches: NewTransfer[][] = [accounts.map((to) => hand.write({ reuse: null, type: 'posted', from: issuance, to, amount: 50n, reason: 'deposit' }))];
    for (const [at, { batch, copies }] of [{ batch: 0, copies: 1 }, ...history].entries()) {
      const chosen = typeof batch === 'number' ? batches[batch % batches.length]! : batch.map((sketch) => hand.write(sketch));
      batches.push(chosen);
      const expected = Array.from({ length: copies }, () => model.post(chosen));
      for (const answer of expected) given[answer] = (given[answer] ?? 0) + 1;
      // Copies of one batch commute: the first is posted, or all are refused.
      expect((await Promise.all(expected.map(() => said(chosen, at)))).toSorted()).toEqual(expected.toSorted());
    }
    const refs = [...accounts, issuance].map((account) => hand.own(account));
    const real = await balancesOf(db.database, refs);
    expect(real).toEqual(refs.map(nameOf).map((name) => {
      const [balance, reserved] = [model.balance[name] ?? 0n, model.reserved[name] ?? 0n];
      return { balance, reserved, available: balance - reserved };
    }));
    expect(real.slice(0, -1).every(({ available, reserved }) => available >= 0n && reserved >= 0n)).toBe(true);
    for (const [index, ref] of refs.entries()) {
      const { items } = await transfersOf(db.database, ref, { after: -1, upTo: 99, limit: 1_000 });
      expect(items.reduce((sum, { amount }) => sum + amount, 0n)).toBe(real[index]!.balance);
    }
  }), { numRuns: 20 });
  expect(Object.keys(given).toSorted()).toEqual(['exceeds_pending', 'insufficient_funds', 'key_reused', 'pending_not_found', 'pending_resolved', 'posted']);
  expect(await auditLedger(db.database)).toMatchObject({ entriesSum: 0n, wrongBalances: [], unbalancedTransfers: [] });
});

test('what callers ask of the poster at once is answered to each as if asked one after another', async () => {
  const answers: Record<string, number> = {};
  const poster = new Poster(db.database, new ManualClock(1));
  const groups = fc.array(fc.array(sketch, { minLength: 1, maxLength: 3 }), { minLength: 10, maxLength: 40 });
  await fc.assert(fc.asyncProperty(groups, async (asked) => {
    const hand = new Hand(`p${(runs += 1)}-`);
    const model = new Model();
    const funding = accounts.map((to) => hand.write({ reuse: null, type: 'posted', from: issuance, to, amount: 50n, reason: 'deposit' }));
    const batches = [funding, ...asked.map((sketches) => sketches.map((each) => hand.write(each)))];
    const given = await Promise.all(batches.map(async (batch) => {
      try {
        return (await poster.post(batch)).outcome;
      } catch (error) {
        if (error instanceof Problem) return error.code;
        throw error;
      }
    }));
    expect(given).toEqual(batches.map((batch) => model.post(batch)));
    for (const answer of given) answers[answer] = (answers[answer] ?? 0) + 1;
    const refs = [...accounts, issuance].map((account) => hand.own(account));
    expect((await balancesOf(db.database, refs)).map(({ balance }) => balance)).toEqual(refs.map((ref) => model.balance[nameOf(ref)] ?? 0n));
  }), { numRuns: 30 });
  expect(Object.keys(answers).toSorted()).toEqual(['exceeds_pending', 'insufficient_funds', 'key_reused', 'pending_not_found', 'pending_resolved', 'posted']);
  expect(await auditLedger(db.database)).toMatchObject({ entriesSum: 0n, wrongBalances: [], unbalancedTransfers: [] });
});

test('batches that compete end as if posted one after another, in the order of their entries', async () => {
  const spend = fc.tuple(pair, fc.bigInt({ min: 1n, max: 60n })).map(([pair, amount]) => ({ ...pair, amount }));
  await fc.assert(fc.asyncProperty(fc.array(fc.array(spend, { minLength: 1, maxLength: 3 }), { minLength: 10, maxLength: 25 }), async (competing) => {
    const run = `c${(runs += 1)}-`;
    const hand = new Hand(run);
    const funding = accounts.map((to) => hand.write({ reuse: null, type: 'posted', from: issuance, to, amount: 100n, reason: 'deposit' }));
    expect(await said(funding, 0)).toBe('posted');
    const batches = competing.map((spends) => spends.map((spend) => hand.write({ reuse: null, type: 'posted', reason: 'charge', ...spend })));
    const outcomes = await Promise.all(batches.map((batch) => said(batch, 1)));
    const order = await rowsOf<{ key: string }>(db.database, sql`
      select t.key from transfers t join entries e on e.transfer_id = t.id and e.amount > 0 where t.key like ${`${run}%`} order by e.id`);
    const byKey = new Map([funding, ...batches].flat().map((transfer) => [transfer.key, transfer]));
    const model = new Model();
    expect(order.map(({ key }) => [key, model.post([byKey.get(key)!])])).toEqual(order.map(({ key }) => [key, 'posted']));
    expect(order).toHaveLength(accounts.length + batches.filter((_, index) => outcomes[index] === 'posted').flat().length);
    const refs = accounts.map((account) => hand.own(account));
    expect((await balancesOf(db.database, refs)).map(({ balance }) => balance)).toEqual(refs.map((ref) => model.balance[nameOf(ref)] ?? 0n));
  }), { numRuns: 8 });
  expect(await auditLedger(db.database)).toMatchObject({ entriesSum: 0n, wrongBalances: [], unbalancedTransfers: [] });
});
