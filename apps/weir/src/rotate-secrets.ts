import { Database } from '#libs/database';
import { Sealer } from '#libs/kernel';
import { rotateSecrets } from '#libs/runtime-kubernetes';

import { migrateDatabase } from './boot.js';
import { type Config, ConfigurationError } from './config.js';

/** Seals every secret with the first key; afterwards the others may go. @returns how many were sealed anew. */
export async function rotateAllSecrets(config: Config, databaseUrl: string): Promise<number> {
  if (config.secretKeys.length === 0) throw new ConfigurationError('WEIR_SECRET_KEY or WEIR_SECRET_KEY_FILE takes the keys, the new one first; neither is set');
  await migrateDatabase(databaseUrl);
  const database = new Database({ url: databaseUrl, poolSize: 2 });
  try {
    return await rotateSecrets(database, new Sealer(config.secretKeys));
  } finally {
    await database.close();
  }
}
