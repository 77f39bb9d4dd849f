import { Pool } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { testDatabase, type TestDatabase } from '#libs/testing';

import { retryDeadlocks } from './retry-deadlocks.js';

let db: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  db = await testDatabase();
  pool = new Pool({ connectionString: db.url, max: 4 });
  await pool.query(`create table meetings (id int primary key, times int not null);
    create function meet(one int, other int) returns void language plpgsql as $$ begin
      update meetings set times = times + 1 where id = one; perform pg_sleep(0.5); update meetings set times = times + 1 where id = other;
    end $$`);
});
afterAll(async () => {
  await pool?.end();
  await db?.drop();
});

/** Two statements that wait for each other, unless one of them comes half a second later than the other. */
const meet = async (): Promise<string[]> => {
  await pool.query('truncate meetings');
  await pool.query('insert into meetings values (1, 0), (2, 0)');
  const ended = await Promise.allSettled([pool.query('select meet($1, $2)', [1, 2]), pool.query('select meet($1, $2)', [2, 1])]);
  return ended.map(({ status }) => status);
};

test('of two statements that wait for each other both are done in the end, each once; and whatever else is wrong is told at once', async () => {
  retryDeadlocks(pool);
  expect(await meet()).toEqual(['fulfilled', 'fulfilled']);
  expect((await pool.query<{ times: number }>('select times from meetings order by id')).rows).toEqual([{ times: 2 }, { times: 2 }]);
  await expect(pool.query('select 1 / 0')).rejects.toMatchObject({ code: '22012' });
});
