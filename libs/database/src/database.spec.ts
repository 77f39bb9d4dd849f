import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { appendEvents, type Database, once, relayEvents, sql } from '#libs/database';
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
