import { join } from 'node:path';

import { compareMigrations, Database, migrate, productUrl } from '#libs/database';
import { ensureAdminKey } from '#libs/identity';
import { systemClock } from '#libs/kernel';

/** From the sources and the build alike. */
export const root = join(import.meta.dirname, import.meta.dirname.includes('/dist/') ? '../../../..' : '../../..');
const migrations = join(root, 'prisma/migrations');

export function migrateDatabase(url: string): Promise<string[]> {
  return migrate(url, migrations);
}

/** How a database's migrations stand to those of this build. */
export function pendingMigrations(url: string): ReturnType<typeof compareMigrations> {
  return compareMigrations(url, migrations);
}

/** Makes an administrator's key on a database that may be new. */
export async function makeAdminKey(url: string): Promise<string> {
  await migrateDatabase(url);
  const database = new Database({ url: productUrl(url), poolSize: 2 });
  try {
    return await ensureAdminKey(database, systemClock.now());
  } finally {
    await database.close();
  }
}
