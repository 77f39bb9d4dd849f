import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { Problem } from '#libs/kernel';
import { type AccountRef, auditLedger, balancesOf, type MovingTransfer, type NewTransfer, postTransfers, transfersOf } from '#libs/ledger';
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

// Histories: mostly small batches on few accounts, so that keys, holds and funds run into each other.

let runs = 0;
const keys = fc.nat(40).map((n) => `k${n}`);
const amounts = fc.oneof(fc.bigInt({ min: 0n, max: 20n }), fc.constant(0n), fc.bigInt({ min: 0n, max: 10n ** 15n }));
const accounts: AccountRef[] = [{ ownerId: 'a', kind: 'wallet' }, { ownerId: 'b', kind: 'wallet' }, { ownerId: 'x', kind: 'escrow' }, { ownerId: 'y', kind: 'earnings' }];
const issuance: AccountRef = { ownerId: 'i', kind: 'issuance' };
const pair = fc.shuffledSubarray(accounts, { minLength: 2, maxLength: 2 }).map(([from, to]) => ({ from: from!, to: to! }));

const deposit = fc.record({ key: keys, type: fc.constant('posted'), from: fc.constant(issuance), to: fc.constantFrom(...accounts), amount: amounts, reason: fc.constant('deposit') });
const moving = fc.tuple(pair, fc.record({ key: keys, type: fc.constantFrom('posted', 'pending'), amount: amounts, reason: fc.constantFrom('charge', 'hold') }))
  .map(([pair, rest]) => ({ ...pair, ...rest }));
const posting = fc.record({ key: keys, type: fc.constant('post'), pendingKey: keys, amount: fc.option(amounts, { nil: undefined }) });
const voiding = fc.record({ key: keys, type: fc.constant('void'), pendingKey: keys });
const transfer = fc.oneof({ weight: 2, arbitrary: deposit }, { weight: 4, arbitrary: moving }, { weight: 2, arbitrary: posting }, { weight: 1, arbitrary: voiding }) as fc.Arbitrary<NewTransfer>;
const batch = fc.array(transfer, { minLength: 1, maxLength: 4 });
/** A new batch, or an earlier one again; sent so many times at once. */
const step = fc.record({ batch: fc.oneof({ weight: 4, arbitrary: batch }, { weight: 1, arbitrary: fc.nat(10) }), copies: fc.constantFrom(1, 1, 1, 3) });

/** Each history has accounts and keys of its own in the one database. */
function own(run: string, transfer: NewTransfer): NewTransfer {
  const ref = (account: AccountRef) => ({ ...account, ownerId: run + account.ownerId });
  return 'pendingKey' in transfer
    ? { ...transfer, key: run + transfer.key, pendingKey: run + transfer.pendingKey }
    : { ...transfer, key: run + transfer.key, from: ref(transfer.from), to: ref(transfer.to) };
}

async function said(batch: NewTransfer[], at: number): Promise<string> {
  try {
    return (await db.database.transaction((tx) => postTransfers(tx, at, batch))).outcome;
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  }
}

test('any history of batches, repeats and copies sent at once leaves what the model leaves', async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 18 }), async (history) => {
    const run = `r${(runs += 1)}-`;
    const model = new Model();
    const batches: NewTransfer[][] = [];
    for (const [at, { batch, copies }] of history.entries()) {
      const chosen = typeof batch === 'number' ? batches[batch % Math.max(1, batches.length)] : batch.map((transfer) => own(run, transfer));
      if (!chosen) continue;
      batches.push(chosen);
      const expected = Array.from({ length: copies }, () => model.post(chosen));
      // Copies of one batch commute: the first is posted, or all are refused.
      expect((await Promise.all(expected.map(() => said(chosen, at)))).toSorted()).toEqual(expected.toSorted());
    }
    const refs = [...accounts, issuance].map((account) => ({ ...account, ownerId: run + account.ownerId }));
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
  expect(await auditLedger(db.database)).toMatchObject({ entriesSum: 0n, wrongBalances: [], unbalancedTransfers: [] });
});

test('batches that compete end as if posted one after another, in the order of their entries', async () => {
  const spend = fc.tuple(pair, fc.bigInt({ min: 1n, max: 60n })).map(([pair, amount]) => ({ ...pair, amount }));
  await fc.assert(fc.asyncProperty(fc.array(fc.array(spend, { minLength: 1, maxLength: 3 }), { minLength: 10, maxLength: 25 }), async (competing) => {
    const run = `c${(runs += 1)}-`;
    const funding = accounts.map((to, index): NewTransfer => own(run, { key: `f${index}`, type: 'posted', from: issuance, to, amount: 100n, reason: 'deposit' }));
    expect(await said(funding, 0)).toBe('posted');
    const batches = competing.map((spends, index) => spends.map((spend, part): NewTransfer => own(run, { key: `${index}/${part}`, type: 'posted', reason: 'charge', ...spend })));
    const outcomes = await Promise.all(batches.map((batch) => said(batch, 1)));
    const order = await rowsOf<{ key: string }>(db.database, sql`
      select t.key from transfers t join entries e on e.transfer_id = t.id and e.amount > 0 where t.key like ${`${run}%`} order by e.id`);
    const byKey = new Map([funding, ...batches].flat().map((transfer) => [transfer.key, transfer]));
    const model = new Model();
    expect(order.map(({ key }) => [key, model.post([byKey.get(key)!])])).toEqual(order.map(({ key }) => [key, 'posted']));
    expect(order).toHaveLength(accounts.length + batches.filter((_, index) => outcomes[index] === 'posted').flat().length);
    const refs = accounts.map((account) => ({ ...account, ownerId: run + account.ownerId }));
    expect((await balancesOf(db.database, refs)).map(({ balance }) => balance)).toEqual(refs.map((ref) => model.balance[nameOf(ref)] ?? 0n));
  }), { numRuns: 8 });
  expect(await auditLedger(db.database)).toMatchObject({ entriesSum: 0n, wrongBalances: [], unbalancedTransfers: [] });
});
