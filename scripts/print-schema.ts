// Prints the SQL that would build the schema, or one lib's part of it (node scripts/print-schema.ts lease): what a new migration is written from (docs/change-the-schema.md).
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { startEmbedded } from '../libs/database/src/embedded.ts';
import { schemaSql } from './schema-sql.ts';

const folder = await mkdtemp(join('/tmp', 'weir-schema-'));
const server = await startEmbedded({ folder });
try {
  process.stdout.write(await schemaSql(server.url, process.argv[2]));
} finally {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
