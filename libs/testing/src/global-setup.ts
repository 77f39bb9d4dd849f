import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { Client, escapeIdentifier } from 'pg';

import { ensureDatabase, migrate, startEmbedded } from '#libs/database';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Of the server's `postgres` database. */
    adminUrl: string;
    /** A migrated database that test databases are copied from. */
    templateName: string;
  }
}

/**
 * One PostgreSQL for a whole run, the real one, with one migrated template: a test's own database is a copy, made in
 * some tens of milliseconds. WEIR_TEST_DATABASE_URL names a server of yours instead.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const outside = process.env.WEIR_TEST_DATABASE_URL;
  const folder = await mkdtemp(join(tmpdir(), 'weir-test-'));
  await chmod(folder, 0o755);
  // Tests prove what a crash loses with servers of their own; here only speed counts.
  const server = outside ? undefined : await startEmbedded({ folder, settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } });
  const adminUrl = withDatabase(outside ?? server!.url, 'postgres');
  const templateName = `weir_template_${randomBytes(4).toString('hex')}`;
  await ensureDatabase(adminUrl, templateName);
  await migrate(withDatabase(adminUrl, templateName), 'prisma/migrations');
  project.provide('adminUrl', adminUrl);
  project.provide('templateName', templateName);
  return async () => {
    if (outside) {
      const client = new Client({ connectionString: adminUrl });
      await client.connect();
      await client.query(`drop database ${escapeIdentifier(templateName)} with (force)`);
      await client.end();
    }
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  };
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
