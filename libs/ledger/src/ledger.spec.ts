import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { rowsOf, sql } from '#libs/database';
import { testDatabase, type TestDatabase } from '#libs/testing';
import {
  type AccountRef, type Asset, auditLedger, balanceAt, balanceOf, balancesOf, type MovementCursor, movementTotals, netMovements, type NewTransfer, postGroups, postTransfers, shareBalancesOf, type TransferReason, transfersOf,
} from '#libs/ledger';
import { transferIdOf } from './transfer.js';

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
    expect(await post([charge('p2', wallet('p'), escrow('p'), 40n), deposit('p1', wallet('p'), 100n)])).toEqual({ outcome: 'posted', ids: (first as { ids: string[] }).ids.toReversed(), repeated: 2 });
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

  test('opens what a batch only pays into by one statement more, and judges what is taken from it', async () => {
    await post([deposit('n0', wallet('n'), 10n)]);
    const said = async (transfers: NewTransfer[]) => {
      const statements: string[] = [];
      const outcome = await db.database.transaction((tx) => postTransfers({
        $queryRaw: (statement) => {
          statements.push(/post_\w+/.exec(statement.text)?.[0] ?? 'judging');
          return tx.$queryRaw(statement);
        },
        $executeRaw: (statement) => tx.$executeRaw(statement),
      }, 1, transfers));
      return { outcome, statements };
    };
    expect(await said([charge('n1', wallet('n'), escrow('n1'), 3n), charge('n2', wallet('n'), escrow('n2'), 4n)])).toMatchObject({ outcome: { outcome: 'posted', repeated: 0 }, statements: ['post_at_once', 'post_opening'] });
    expect(await said([charge('n3', wallet('n'), escrow('n1'), 3n)])).toMatchObject({ outcome: { outcome: 'posted' }, statements: ['post_at_once'] });
    const { outcome, statements } = await said([charge('n4', escrow('n1'), escrow('n4'), 6n), charge('n5', escrow('n4'), escrow('n5'), 7n)]);
    expect(outcome).toEqual({ outcome: 'insufficient_funds', account: escrow('n4'), available: 6n, asked: 7n });
    expect(statements).toContain('judging');
    expect(await rowsOf(db.database, sql`select owner_id, balance from accounts where kind = 'escrow' and owner_id in ('n1', 'n2', 'n4', 'n5') order by 1`)).toEqual([{ owner_id: 'n1', balance: 6n }, { owner_id: 'n2', balance: 4n }]);
  });

  test('judges funds in the order of the batch', async () => {
    expect(await post([charge('o1', wallet('o'), escrow('o'), 5n), deposit('o2', wallet('o'), 5n)])).toMatchObject({ outcome: 'insufficient_funds' });
    expect(await post([deposit('o2', wallet('o'), 5n), charge('o1', wallet('o'), escrow('o'), 5n)])).toMatchObject({ outcome: 'posted' });
  });

  test('keeps keys, owners and subjects letter for letter, also such as mean something to the database', async () => {
    const text = fc.oneof(fc.constantFrom('"', '\\', '\\"', '{}', ',', 'NULL', 'null', '', "'", '\n'), fc.string({ unit: 'binary' }).filter((any) => !any.includes('\0')));
    let runs = 0;
    await fc.assert(fc.asyncProperty(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 5 }), async (texts) => {
      const run = `letters ${(runs += 1)} `;
      const transfers = texts.map(([key, subjectId], index): NewTransfer => ({ ...deposit(`${run}${index}${key}`, wallet(`${run}${key}`), 1n), subjectId } as NewTransfer));
      await post(transfers.map((transfer) => ({ ...transfer, key: `opens ${transfer.key}` })));
      // Now that the accounts are there, nothing is to be judged.
      expect(await post(transfers)).toMatchObject({ outcome: 'posted', repeated: 0 });
      const kept = await rowsOf(db.database, sql`
        select t.key, t.subject_id as "subjectId", a.owner_id as "ownerId" from transfers t join accounts a on a.number = t.credit_account where starts_with(t.key, ${run}) order by t.position`);
      expect(kept).toEqual(texts.map(([key, subjectId], index) => ({ key: `${run}${index}${key}`, subjectId, ownerId: `${run}${key}` })));
    }), { numRuns: 20 });
  });

  test('a pending transfer reserves; posting part of it frees the rest; it is resolved once', async () => {
    await post([deposit('h0', wallet('h'), 10n), hold('h1', wallet('h'), escrow('h'), 8n)]);
    expect(await balanceOf(db.database, wallet('h'))).toEqual({ balance: 10n, reserved: 8n, available: 2n });
    expect(await post([charge('h2', wallet('h'), escrow('h'), 3n)])).toMatchObject({ outcome: 'insufficient_funds', available: 2n });
    await expect(post([{ key: 'h3', type: 'post', pendingKey: 'h1', amount: 9n }])).rejects.toMatchObject({ code: 'exceeds_pending' });
    const posted = await post([{ key: 'h3', type: 'post', pendingKey: 'h1', amount: 5n }]);
    expect(await post([{ key: 'h3', type: 'post', pendingKey: 'h1', amount: 5n }])).toEqual({ ...posted, repeated: 1 });
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

test('a group that failed after it resolved a hold leaves the hold to be resolved', async () => {
  const outcomes = await db.database.transaction((tx) => postGroups(tx, 1, [
    [deposit('u0', wallet('u'), 10n), hold('u1', wallet('u'), escrow('u'), 6n)],
    [{ key: 'u2', type: 'post', pendingKey: 'u1' }, charge('u3', wallet('u'), escrow('u'), 5n)],
    [{ key: 'u2', type: 'void', pendingKey: 'u1' }, charge('u3', wallet('u'), escrow('u'), 10n)],
  ]));
  expect(outcomes).toMatchObject([{ outcome: 'posted' }, { outcome: 'insufficient_funds', available: 4n, asked: 5n }, { outcome: 'posted' }]);
  expect(await balancesOf(db.database, [wallet('u'), escrow('u')])).toMatchObject([{ balance: 0n, reserved: 0n }, { balance: 10n }]);
});

test('what somebody has that many own by shares is its tokens, its shares and those that are locked, and nothing of another\'s, of another kind or of another asset', async () => {
  const accounts = (pool: string, asset: Asset) => ({ tokens: { ownerId: pool, kind: 'stake' }, issuance: { ownerId: pool, kind: 'issuance', asset }, locked: { ownerId: pool, kind: 'stake', asset }, exits: { ownerId: pool, kind: 'exits', asset } }) as const;
  const [one, other] = [accounts('stp_one', 'share/stp_one'), accounts('stp_other', 'share/stp_other')];
  const shares = (key: string, from: AccountRef, to: AccountRef, amount: bigint): NewTransfer => ({ key, type: 'posted', from, to, amount, reason: 'shares' });
  await post([
    deposit('sh1', one.tokens, 10n), deposit('sh2', { ownerId: 'stp_one', kind: 'cover' }, 7n), deposit('sh3', other.tokens, 5n),
    shares('sh4', one.issuance, one.locked, 3n), shares('sh5', one.issuance, one.exits, 2n), shares('sh6', one.issuance, { ...wallet('ten_sh'), asset: 'share/stp_one' }, 4n),
    shares('sh7', other.issuance, { ownerId: 'stp_one', kind: 'stake', asset: 'share/stp_other' }, 6n),
  ]);
  const asked = ['stp_other', 'stp_none', 'stp_one'].map((ownerId) => ({ ownerId, asset: `share/${ownerId}` }) as const);
  expect(await shareBalancesOf(db.database, 'stake', asked)).toEqual([{ tokens: 5n, issued: 6n, locked: 0n }, { tokens: 0n, issued: 0n, locked: 0n }, { tokens: 10n, issued: 9n, locked: 3n }]);
});

describe('at the same time', () => {
  test('two hundred spends of one wallet: exactly what fits succeeds', async () => {
    await post([deposit('c0', wallet('c'), 1_000n)]);
    const outcomes = await Promise.all(Array.from({ length: 200 }, (_, index) => post([charge(`c-${index}`, wallet('c'), escrow(`c-${index % 7}`), 30n)])));
    expect(outcomes.filter(({ outcome }) => outcome === 'posted')).toHaveLength(33);
    expect(await balanceOf(db.database, wallet('c'))).toMatchObject({ balance: 10n });
  });

  test('of batches that each spend all that many accounts have, one is posted, and those that only pass through them all are', async () => {
    // More than are changed in one statement, and than in two.
    const many = Array.from({ length: 1_100 }, (_, index) => wallet(`b-${index}`));
    await post(many.map((to, index) => deposit(`b0-${index}`, to, 10n)));
    const spends = await Promise.all([1, 2, 3].map((run) => post(many.map((from, index) => charge(`b${run}-${index}`, from, escrow(`b-${run}`), 10n)))));
    expect(spends.map(({ outcome }) => outcome).toSorted()).toEqual(['insufficient_funds', 'insufficient_funds', 'posted']);
    await post(many.map((to, index) => deposit(`b4-${index}`, to, 10n)));
    const rounds = await Promise.all([5, 6, 7].map((run) => post(many.map((from, index) => charge(`b${run}-${index}`, from, many[(index + run) % many.length]!, BigInt(run - 4))))));
    expect(rounds.map(({ outcome }) => outcome)).toEqual(['posted', 'posted', 'posted']);
    expect(new Set((await balancesOf(db.database, many)).map(({ balance }) => balance))).toEqual(new Set([10n]));
    const [row] = await rowsOf<{ wrong: bigint }>(db.database, sql`
      select count(*) as wrong from generate_series(0, ${many.length - 1}::int) i join transfers t on t.key = 'b7-' || i join accounts c on c.number = t.credit_account where c.owner_id <> 'b-' || (i + 7) % ${many.length}::int`);
    expect(row).toEqual({ wrong: 0n });
    expect((await auditLedger(db.database)).wrongBalances).toEqual([]);
  });

  test('many are added in the order of their keys\' hashes, each as what it is, and answered in the order they were asked in', async () => {
    const many = Array.from({ length: 2_100 }, (_, index): NewTransfer => ({
      key: `many-${index}`, type: 'posted', from: issuance, to: wallet(`many-${index % 7}`), amount: BigInt(index), reason: index % 3 === 0 ? 'deposit' : 'refund', ...(index % 2 === 0 && { subjectId: `lse_m${index}` }),
    }));
    const ids = many.map(({ key }) => transferIdOf(key));
    expect(await post(many)).toEqual({ outcome: 'posted', ids, repeated: 0 });
    const rows = await rowsOf<{ key: string; owner_id: string; amount: bigint; reason: string; subject_id: string | null }>(db.database, sql`
      select t.key, c.owner_id, t.amount, t.reason, t.subject_id from transfers t join accounts c on c.number = t.credit_account where t.key like 'many-%' order by t.position`);
    const asked = new Map(rows.map((row) => [row.key, row]));
    expect(many.map(({ key }) => asked.get(key))).toEqual(many.map((transfer, index) => (
      { key: transfer.key, owner_id: `many-${index % 7}`, amount: BigInt(index), reason: index % 3 === 0 ? 'deposit' : 'refund', subject_id: index % 2 === 0 ? `lse_m${index}` : null })));
    // By the part of the hash that they go by: those that share it are beside each other in the index whichever comes first.
    const begins = rows.map(({ key }) => transferIdOf(key).slice(4, 12));
    expect(begins).toEqual(begins.toSorted());
    expect(await post(many)).toEqual({ outcome: 'posted', ids, repeated: 2_100 });
  });

  test('a hundred repeats of one key post once, and of one key for different things one wins', async () => {
    await post([deposit('r0', wallet('r'), 1_000n)]);
    const repeats = await Promise.all(Array.from({ length: 100 }, () => post([charge('r1', wallet('r'), escrow('r'), 30n)])));
    expect(new Set(repeats.map((outcome) => (outcome as { ids: string[] }).ids[0])).size).toBe(1);
    expect(repeats.filter((outcome) => outcome.outcome === 'posted' && outcome.repeated === 0)).toHaveLength(1);
    const rivals = await Promise.allSettled(Array.from({ length: 20 }, (_, index) => post([deposit('r2', wallet(`r-${index}`), 5n)])));
    expect(rivals.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(rivals.filter((rival) => rival.status === 'rejected' && rival.reason.code === 'key_reused')).toHaveLength(19);
    expect(await balanceOf(db.database, wallet('r'))).toMatchObject({ balance: 970n });
  });
});

describe('history', () => {
  test('pages through movements in order of time, and adds them up', async () => {
    const lease = (n: number) => ({ ownerId: `m-lse${n}`, kind: 'escrow' as const });
    await post([deposit('m0', wallet('m'), 1_000n)], 100);
    for (let n = 0; n < 9; n += 1) await post([{ ...charge(`m-${n}`, wallet('m'), lease(n % 3), BigInt(n + 1)), subjectId: `lse${n % 3}` } as NewTransfer], 200 + 10 * n);
    await post([{ ...charge('m-back', lease(0), wallet('m'), 5n), reason: 'refund', subjectId: 'lse0' } as NewTransfer], 250);

    const seen: bigint[] = [];
    let cursor: MovementCursor | undefined;
    for (let pages = 0; pages < 5; pages += 1) {
      const page = await transfersOf(db.database, wallet('m'), { after: 100, upTo: 260, limit: 3, cursor });
      seen.push(...page.items.map(({ amount }) => amount));
      cursor = page.next ?? undefined;
      if (!cursor) break;
    }
    expect(seen).toEqual([-1n, -2n, -3n, -4n, -5n, -6n, 5n, -7n]);
    expect(await movementTotals(db.database, [wallet('m'), lease(0)], { after: 100, upTo: 260 })).toEqual([
      { ownerId: 'm', kind: 'wallet', reason: 'charge', subjectId: 'lse0', amount: -12n },
      { ownerId: 'm', kind: 'wallet', reason: 'charge', subjectId: 'lse1', amount: -7n },
      { ownerId: 'm', kind: 'wallet', reason: 'charge', subjectId: 'lse2', amount: -9n },
      { ownerId: 'm', kind: 'wallet', reason: 'refund', subjectId: 'lse0', amount: 5n },
      { ownerId: 'm-lse0', kind: 'escrow', reason: 'charge', subjectId: 'lse0', amount: 12n },
      { ownerId: 'm-lse0', kind: 'escrow', reason: 'refund', subjectId: 'lse0', amount: -5n },
    ].toSorted((a, b) => (a.kind < b.kind ? 1 : a.kind > b.kind ? -1 : 0)));
    const net = (...reasons: TransferReason[]) => netMovements(db.database, [lease(0), wallet('nobody'), wallet('m')], { after: 100, upTo: 260 }, reasons);
    expect(await Promise.all([net('charge', 'refund'), net('charge'), net('refund'), net('fee')])).toEqual([[7n, 0n, -23n], [12n, 0n, -28n], [-5n, 0n, 5n], [0n, 0n, 0n]]);
    expect(await Promise.all([99, 100, 209, 250, 999].map((time) => balanceAt(db.database, wallet('m'), time)))).toEqual([0n, 1_000n, 999n, 984n, 960n]);
    expect(await balanceAt(db.database, wallet('nobody'), 5)).toBe(0n);
  });
});

/** Two texts that share an MD5 hash, by M. Stevens (2024). */
const [ONE, TWO] = ['A', 'E'].map((letter) => `TEXTCOLLBYfGiJUETHQ4h${letter}cKSMd5zYpgqf1YRDhkmxHkhPWptrkoyz28wnI9V0aHeAuaKnak`) as [string, string];

test('a key that was made to share the hash of another is refused, and nothing else is', async () => {
  expect(transferIdOf(ONE)).toBe(transferIdOf(TWO));
  const groups = [[deposit(ONE, wallet('twin-1'), 5n)], [deposit(TWO, wallet('twin-2'), 6n)], [deposit('twin', wallet('twin-3'), 7n)]];
  const together = await db.database.transaction((tx) => postGroups(tx, 1, groups));
  expect(together).toMatchObject([{ outcome: 'posted', ids: [transferIdOf(ONE)] }, { outcome: 'refused', error: { code: 'key_reused' } }, { outcome: 'posted' }]);
  const later = await db.database.transaction((tx) => postGroups(tx, 1, groups));
  expect(later).toMatchObject([{ outcome: 'posted', repeated: 1 }, { outcome: 'refused', error: { code: 'key_reused' } }, { outcome: 'posted', repeated: 1 }]);
  await expect(post([{ key: 'twin-void', type: 'void', pendingKey: TWO }])).rejects.toMatchObject({ code: 'pending_not_found' });
  expect(await balancesOf(db.database, ['twin-1', 'twin-2', 'twin-3'].map(wallet))).toMatchObject([{ balance: 5n }, { balance: 0n }, { balance: 7n }]);
});

describe('the database by itself', () => {
  const run = (statement: ReturnType<typeof sql>) => db.database.client.$executeRaw(statement);
  const account = (id: string, kind: string) => run(sql`insert into accounts (id, asset, kind, owner_id, may_go_below, created_at) values (${id}, 'token', ${kind}, ${id}, ${kind === 'issuance'}, 1)`);
  const numberOf = (id: string) => sql`coalesce((select number from accounts where id = ${id}), 0)`;
  const transfer = (key: string, over: { type?: string; pending?: string; amount?: bigint; credit?: string } = {}) => sql`
    insert into transfers (key, type, pending_id, debit_account, credit_account, amount, reason, at)
    values (${key}, ${over.type ?? 'posted'}, ${over.pending === undefined ? null : transferIdOf(over.pending)}, ${numberOf('db-i')}, ${numberOf(over.credit ?? 'db-w')}, ${over.amount ?? 5n}, 'deposit', 1)`;
  beforeAll(async () => {
    await account('db-i', 'issuance');
    await account('db-w', 'wallet');
    await account('db-x', 'wallet');
    await run(transfer('db-ok'));
    await run(transfer('db-pending', { type: 'pending' }));
  });
  afterAll(() => run(sql`update accounts set balance = (select coalesce(sum(amount), 0) from entries e where e.account_id = accounts.id), reserved = case id when 'db-i' then 5 else 0 end where id like 'db-%'`));

  test.each([
    ['changing a transfer', sql`update transfers set amount = 6 where key = 'db-ok'`, /append-only/],
    ['deleting a transfer', sql`delete from transfers where key = 'db-ok'`, /append-only/],
    ['truncating transfers', sql`truncate transfers`, /append-only/],
    ['changing an entry', sql`update entries set amount = amount * 2 where transfer_id = ${transferIdOf('db-ok')}`, /append-only/],
    ['deleting an entry', sql`delete from entries where transfer_id = ${transferIdOf('db-ok')}`, /append-only/],
    ['an entry by itself', sql`insert into entries (transfer_id, account_id, amount, at) values (${transferIdOf('db-ok')}, 'db-w', 5, 1)`, /append-only/],
    ['deleting an account', sql`delete from accounts where id = 'db-x'`, /append-only/],
    ['making an account another', sql`update accounts set kind = 'escrow' where id = 'db-w'`, /append-only/],
    ['a wallet below zero', sql`update accounts set balance = -1 where id = 'db-w'`, /accounts_never_below/],
    ['reserving more than there is', sql`update accounts set reserved = balance + 1 where id = 'db-w'`, /accounts_never_below/],
    ['a wallet that may go below', sql`insert into accounts (id, asset, kind, owner_id, may_go_below, created_at) values ('db-y', 'token', 'wallet', 'db-y', true, 1)`, /accounts_only_issuance_below/],
    ['a transfer to no account', transfer('db-5', { type: 'pending', credit: 'db-none' }), /accounts that exist/],
    ['resolving what is not pending', transfer('db-6', { type: 'void', pending: 'db-ok', amount: 0n }), /resolves a pending transfer/],
    ['posting more than was reserved', transfer('db-7', { type: 'post', pending: 'db-pending', amount: 6n }), /resolves a pending transfer/],
    ['a transfer to itself', transfer('db-8', { type: 'pending', credit: 'db-i' }), /transfers_sane/],
    ['a negative amount', transfer('db-9', { type: 'pending', amount: -1n }), /transfers_sane/],
  ])('refuses %s', async (_, statement, reason) => {
    await expect(run(statement)).rejects.toThrow(reason);
  });

  test('the audit finds a balance that was tampered with', async () => {
    await run(sql`update accounts set balance = 7 where id = 'db-w'`);
    const { wrongBalances, unbalancedTransfers, entriesSum } = await auditLedger(db.database);
    expect(wrongBalances).toContainEqual({ accountId: 'db-w', ownerId: 'db-w', kind: 'wallet', balance: 7n, entries: 5n, reserved: 0n, pending: 0n });
    expect({ unbalancedTransfers, entriesSum }).toEqual({ unbalancedTransfers: [], entriesSum: 0n });
  });
});

test('after all of the above the audit finds nothing', async () => {
  expect(await auditLedger(db.database)).toMatchObject({ entriesSum: 0n, wrongBalances: [], unbalancedTransfers: [] });
});
