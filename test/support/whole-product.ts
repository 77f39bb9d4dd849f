import { Global, Module, type Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { randomBytes } from 'node:crypto';

import { ApiModule, type ApiOptions, createApiApp } from '#apps/api';
import { SchedulerModule } from '#apps/scheduler';
import { type Config, CoreModule, readConfig } from '#apps/weir';
import { WorkerModule } from '#apps/worker';
import type { Database } from '#libs/database';
import { ensureAdminKey } from '#libs/identity';
import { type Clock, SEALER, Sealer, type Settings, systemClock } from '#libs/kernel';
import { testDatabase } from '#libs/testing';

/** Every part of the product in the test's own process, on a database of its own. */
export interface WholeProduct {
  app: NestFastifyApplication;
  url: string;
  adminKey: string;
  database: Database;
  databaseUrl: string;
  close(): Promise<void>;
}

const sealer = { provide: SEALER, useValue: new Sealer([randomBytes(32)]) };

@Global()
@Module({ providers: [sealer], exports: [SEALER] })
class Sealing {}

@Module({})
class Whole {}

/** What differs from the product as it starts by itself. */
export interface Reduced {
  /** Those that run; without a scheduler and a worker, nothing happens but what is asked of the API. */
  parts?: readonly Type[];
  /** PostgreSQL's settings of the product's connections, such as `-c enable_seqscan=off`. */
  connection?: string;
  /** One that a test moves. Default: real time. */
  clock?: Clock;
  config?: Partial<Config>;
}

export async function wholeProduct(settings: Partial<Settings>, api: ApiOptions = {}, { parts = [ApiModule, SchedulerModule, WorkerModule], connection, clock = systemClock, config: changes = {} }: Reduced = {}): Promise<WholeProduct> {
  const db = await testDatabase();
  const adminKey = await ensureAdminKey(db.database, clock.now());
  const read = readConfig({});
  const config = { ...read, ...changes, settings: { ...read.settings, ...settings } };
  const databaseUrl = new URL(db.url);
  if (connection) databaseUrl.searchParams.set('options', connection);
  const core = CoreModule.forRoot({ config, databaseUrl: databaseUrl.href, clock, onError: () => undefined });
  const app = await createApiApp({ module: Whole, imports: [core, Sealing, ...parts] }, { logLevel: 'silent', processMetrics: false, ...api });
  await app.listen(0, '127.0.0.1');
  return {
    app, url: await app.getUrl(), adminKey, database: db.database, databaseUrl: db.url,
    async close() {
      await app.close();
      await db.drop();
    },
  };
}
