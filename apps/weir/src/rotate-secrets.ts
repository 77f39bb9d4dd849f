import { Database, productUrl, resealColumn } from '#libs/database';
import { Sealer } from '#libs/kernel';
import { sealedPasswords } from '#libs/lease';
import { sealedConnections } from '#libs/runtime-kubernetes';

import { type Config, ConfigurationError } from './config.js';
import { migrateDatabase } from './migrations.js';

/** Every secret at rest. */
export const sealedColumns = [sealedConnections, sealedPasswords];

/** Seals every secret with the first key; afterwards the others may go. @returns how many were sealed anew. */
export async function rotateAllSecrets(config: Config, databaseUrl: string): Promise<number> {
  if (config.secretKeys.length === 0) throw new ConfigurationError('WEIR_SECRET_KEY or WEIR_SECRET_KEY_FILE takes the keys, the new one first; neither is set');
  await migrateDatabase(databaseUrl);
  const database = new Database({ url: productUrl(databaseUrl), poolSize: 2 });
  try {
    const sealer = new Sealer(config.secretKeys);
    let resealed = 0;
    for (const column of sealedColumns) resealed += await resealColumn(database, sealer, column);
    return resealed;
  } finally {
    await database.close();
  }
}
