import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { appendEvents, type Database, forgetEvents, once, relayEvents, sql } from '#libs/database';
import { testDatabase, type TestDatabase } from '#libs/testing';

let db: TestDatabase;
let database: Database;
beforeAll(async () => {
  db = await testDatabase();
  database = db.database;
});
afterAll(() => db.drop());

describe('outbox', () => {
  test('an event of a transaction that failed does not exist', async () => {
    await expect(database.transaction(async (tx) => {
      await appendEvents(tx, 1, [{ type: 'lease.requested', subjectId: 'lse_a' }]);
      throw new Error('boom');
    })).rejects.toThrow('boom');
    expect(await database.query(sql`select 1 from outbox_events where subject_id = 'lse_a'`)).toEqual([]);
  });

  test('is carried again when carrying failed, and not when it succeeded', async () => {
    await database.transaction((tx) => appendEvents(tx, 1, [{ type: 'lease.requested', subjectId: 'lse_b', payload: { amount: 5n } }]));
    await expect(database.transaction((tx) => relayEvents(tx, 10, 2, async () => { throw new Error('queue down'); }))).rejects.toThrow('queue down');
    const seen: unknown[] = [];
    expect(await database.transaction((tx) => relayEvents(tx, 10, 2, async (events) => { seen.push(...events); }))).toBe(1);
    expect(seen).toMatchObject([{ type: 'lease.requested', subjectId: 'lse_b', payload: { amount: '5' }, at: 1 }]);
    expect(await database.transaction((tx) => relayEvents(tx, 10, 2, async () => undefined))).toBe(0);
  });

  test('forgets what was carried long ago, and nothing that waits', async () => {
    await database.transaction((tx) => appendEvents(tx, 1, [{ type: 'lease.requested', subjectId: 'lse_c' }]));
    await database.transaction((tx) => relayEvents(tx, 10, 1_000, async () => undefined));
    await database.transaction((tx) => appendEvents(tx, 1, [{ type: 'lease.placed', subjectId: 'lse_c' }]));
    const left = async () => (await database.query<{ type: string }>(sql`select type from outbox_events where subject_id = 'lse_c' order by id`)).map((event) => event.type);
    await database.transaction((tx) => forgetEvents(tx, 1_000));
    expect(await left()).toEqual(['lease.requested', 'lease.placed']);
    await database.transaction((tx) => forgetEvents(tx, 1_001));
    expect(await left()).toEqual(['lease.placed']);
    await database.transaction((tx) => relayEvents(tx, 10, 2_000, async () => undefined));
  });
});

describe('once', () => {
  test('twenty at the same time run the body once and all get its answer', async () => {
    let runs = 0;
    const ask = () => database.transaction((tx) => once(tx, { ownerId: 'ten_1', key: 'k', request: { a: 1 }, now: 1 }, async () => ({ run: ++runs })));
    const answers = await Promise.all(Array.from({ length: 20 }, ask));
    expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(new Set(['{"run":1}']));
    expect(runs).toBe(1);
  });

  test('refuses a key that comes with another request', async () => {
    const ask = (request: unknown) => database.transaction((tx) => once(tx, { ownerId: 'ten_2', key: 'k', request, now: 1 }, async () => 'done'));
    await ask({ b: 1, a: 2 });
    expect(await ask({ a: 2, b: 1 })).toBe('done');
    await expect(ask({ a: 3 })).rejects.toMatchObject({ code: 'idempotency_key_reused' });
  });
});

describe('rows', () => {
  const statement = sql`select 9007199254740993::int8 as big, array[1, 2]::int8[] as bigs, 1.50::numeric as exact, 7 as small, '{"a": [1]}'::jsonb as data,
    array['x', 'y'] as words, true as yes, null::text as nothing, ${10n}::int8 as bound, ${'its'}::text as text, ${['p', 'q']}::text[] as list`;

  test('are the same on the pool, in a transaction and through Prisma', async () => {
    const expected = {
      big: 9_007_199_254_740_993n, bigs: [1n, 2n], small: 7, data: { a: [1] }, words: ['x', 'y'], yes: true, nothing: null, bound: 10n, text: 'its', list: ['p', 'q'],
    };
    for (const [row] of [
      await database.query<Record<string, unknown>>(statement),
      await database.transaction((tx) => tx.$queryRaw<Record<string, unknown>[]>(statement)),
      await database.modelTransaction((tx) => tx.$queryRaw<Record<string, unknown>[]>(statement)),
    ]) {
      expect(row).toMatchObject(expected);
      expect(String(row!.exact)).toBe('1.5');
    }
  });

  test('changed are counted', async () => {
    await database.transaction((tx) => appendEvents(tx, 1, [{ type: 'lease.requested', subjectId: 'lse_n' }, { type: 'lease.placed', subjectId: 'lse_n' }]));
    expect(await database.transaction((tx) => tx.$executeRaw(sql`update outbox_events set relayed_at = 1 where subject_id = 'lse_n'`))).toBe(2);
  });

  test('of a transaction that failed are gone, and its connection serves the next', async () => {
    await expect(database.transaction((tx) => tx.$executeRaw(sql`select 1 / 0`))).rejects.toMatchObject({ code: '22012' });
    await expect(database.transaction(async (tx) => {
      await appendEvents(tx, 1, [{ type: 'lease.requested', subjectId: 'lse_gone' }]);
      throw new Error('boom');
    })).rejects.toThrow('boom');
    expect(await database.query(sql`select 1 from outbox_events where subject_id = 'lse_gone'`)).toEqual([]);
  });

  test.each(['between two statements', 'during one'])('whose connection is lost %s ends in a problem, and the next is served', async (when) => {
    const cut = database.transaction(async (tx) => {
      const [{ pid }] = await tx.$queryRaw<{ pid: number }[]>(sql`select pg_backend_pid() as pid`) as [{ pid: number }];
      const killing = database.query(sql`select pg_terminate_backend(${pid})`);
      if (when === 'during one') await tx.$queryRaw(sql`select pg_sleep(10)`);
      await killing;
      await new Promise((resolve) => setTimeout(resolve, 100));
      await tx.$queryRaw(sql`select 1`);
    });
    await expect(cut).rejects.toMatchObject({ code: 'database_unavailable', kind: 'unavailable' });
    expect(await database.transaction((tx) => tx.$queryRaw(sql`select 1 as one`))).toEqual([{ one: 1 }]);
  });

  test('that two transactions lock in opposite order are locked by both in the end: the loser runs again', async () => {
    await database.transaction((tx) => tx.$executeRaw(sql`insert into idempotency_records values ('x', '1', '', 'null', 0), ('x', '2', '', 'null', 0)`));
    const lock = (keys: string[]) => database.transaction(async (tx) => {
      for (const key of keys) {
        await tx.$executeRaw(sql`update idempotency_records set created_at = created_at + 1 where owner_id = 'x' and key = ${key}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    });
    await Promise.all([lock(['1', '2']), lock(['2', '1'])]);
    expect(await database.query(sql`select created_at from idempotency_records where owner_id = 'x'`)).toEqual([{ created_at: 2n }, { created_at: 2n }]);
  });
});
