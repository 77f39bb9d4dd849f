import { afterAll } from 'vitest';

import { testDatabase, type TestDatabase } from '#libs/testing';

import { queuesConformance } from './conformance/queues.js';

let db: TestDatabase | undefined;
afterAll(() => db?.drop());

queuesConformance('PostgreSQL', async () => {
  db = await testDatabase();
  return { kind: 'postgres', url: db.url, poolSize: 5 };
});
