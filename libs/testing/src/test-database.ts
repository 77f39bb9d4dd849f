import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { inject } from 'vitest';

import { Database } from '#libs/database';

export interface TestDatabase {
  url: string;
  database: Database;
  /** Closes the connections and drops the database. */
  drop(): Promise<void>;
}

/** A migrated, empty database of a test's own. */
export async function testDatabase(): Promise<TestDatabase> {
  const adminUrl = inject('adminUrl');
  const name = `weir_test_${randomBytes(6).toString('hex')}`;
  await admin(adminUrl, `create database ${name} template ${inject('templateName')} strategy file_copy`);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  const database = new Database({ url: url.href, poolSize: 10 });
  return {
    url: url.href,
    database,
    drop: async () => {
      await database.close();
      await admin(adminUrl, `drop database ${name} with (force)`);
    },
  };
}

async function admin(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
