import { type DynamicModule, type INestApplicationContext, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { join } from 'node:path';

import { ApiModule, createApiApp } from '#apps/api';
import { GatewayModule } from '#apps/gateway';
import { SchedulerModule } from '#apps/scheduler';
import { runSweeps, settled, WorkerModule } from '#apps/worker';
import { checkProductRole, Database, freePort, productUrl } from '#libs/database';
import { CLOCK, type Clock, ManualClock, SIGNING_KEY, systemClock } from '#libs/kernel';
import { recordFirstRules } from '#libs/rules';
import { JoinModule, KubernetesModule } from '#libs/runtime-kubernetes';
import { BEAT_MILLIS, PlatformWatch } from '#libs/trust';

import { type Config, publicUrl } from './config.js';
import { CoreModule } from './core.module.js';
import { migrateDatabase, root } from './migrations.js';
import { startTracing } from './tracing/start-tracing.js';

export const roles = ['api', 'scheduler', 'worker', 'gateway'] as const;
export type Role = (typeof roles)[number];

const consoleFolder = join(root, 'dist/console');

export interface Running {
  app: INestApplicationContext;
  /** Where the API listens, when it is among the roles; or the gateway, when it is alone. */
  url: string | undefined;
  /** Finishes what is under way, closes connections. */
  close(): Promise<void>;
}

/** Starts roles of the product in this process, on a database that it brings up to date first. */
export async function boot(wanted: readonly Role[], config: Config, databaseUrl: string): Promise<Running> {
  const tracing = await startTracing(config.otel, wanted.length === 1 ? `weir-${wanted[0]!}` : 'weir', reportError);
  try {
    const running = await start(wanted, config, databaseUrl);
    return {
      ...running,
      async close() {
        await running.close();
        await tracing.stop();
      },
    };
  } catch (error) {
    await tracing.stop();
    throw error;
  }
}

async function start(wanted: readonly Role[], given: Config, databaseUrl: string): Promise<Running> {
  const config = await withGatewayPort(given);
  await migrateDatabase(databaseUrl);
  await checkProductRole(productUrl(databaseUrl));
  const module = rootModule(wanted, config, databaseUrl);
  if (!wanted.includes('api')) {
    const app = await NestFactory.createApplicationContext(module, { logger: ['error', 'fatal'], abortOnError: false });
    await recordRules(app);
    return { app, url: wanted.includes('gateway') ? config.settings.gatewayUrl : undefined, close: () => app.close() };
  }
  const app = await createApiApp(module, {
    logLevel: config.logLevel,
    consoleFolder,
    publicUrl: config.publicUrl,
    oidc: config.oidc,
    rateLimitStore: config.redisUrl ? { kind: 'redis', url: config.redisUrl } : { kind: 'postgres' },
  });
  await recordRules(app);
  if (wanted.includes('worker')) followClock(app);
  await app.listen(config.port, config.host);
  const url = await app.getUrl();
  const stopSaying = sayThatApiIsThere(app);
  return {
    app, url: url.replace('[::1]', 'localhost'),
    close: () => {
      stopSaying();
      return app.close();
    },
  };
}

/** So that operators do not answer for what was lost while no API was there to hear their hosts. A clock that leaps tells nothing of that. */
function sayThatApiIsThere(app: INestApplicationContext): () => void {
  const clock: Clock = app.get(CLOCK);
  if (clock instanceof ManualClock) return () => undefined;
  const watch = app.get(PlatformWatch, { strict: false });
  const timer = setInterval(() => {
    watch.beat('api', clock.now()).catch(reportError);
  }, BEAT_MILLIS);
  return () => clearInterval(timer);
}

/** A free port is found before anything starts: leases' addresses say it. */
async function withGatewayPort(config: Config): Promise<Config> {
  if (config.gateway.port !== 0) return config;
  const gateway = { ...config.gateway, port: await freePort() };
  const isDerived = config.settings.gatewayUrl === publicUrl(config.gateway);
  return { ...config, gateway, settings: isDerived ? { ...config.settings, gatewayUrl: publicUrl(gateway) } : config.settings };
}

/** Before anything is asked of it, a new database has rules that hold. */
async function recordRules(app: INestApplicationContext): Promise<void> {
  await recordFirstRules(app.get(Database), app.get<Clock>(CLOCK).now(), app.get(SIGNING_KEY));
}

/** A clock that leaps does not wait for timers: what follows from the leap is done before whoever moved it is answered. */
function followClock(app: INestApplicationContext): void {
  const clock: Clock = app.get(CLOCK);
  if (!(clock instanceof ManualClock)) return;
  clock.onMove(async () => {
    await runSweeps(app);
    await settled(app);
  });
}

/** The modules of some roles over one core. */
function rootModule(wanted: readonly Role[], config: Config, databaseUrl: string): DynamicModule {
  const modules = { api: ApiModule, scheduler: SchedulerModule, worker: WorkerModule, gateway: GatewayModule } satisfies Record<Role, Type>;
  const clock: Clock = config.simulatedClockStart === undefined ? systemClock : new ManualClock(config.simulatedClockStart);
  return {
    module: WeirModule,
    imports: [CoreModule.forRoot({ config, databaseUrl, clock, onError: reportError }), KubernetesModule.forRoot(JoinModule, config.kubernetes), ...wanted.map((role) => modules[role])],
  };
}

@Module({})
class WeirModule {}

let lastReport = { text: '', at: 0 };

/** Faults of connections, loops and jobs: all are retried, so they are told once a second at most, and the product goes on. */
function reportError(error: unknown): void {
  const text = error instanceof Error ? error.message : String(error);
  const now = Date.now();
  if (text === lastReport.text && now - lastReport.at < 1_000) return;
  lastReport = { text, at: now };
  process.stderr.write(`${JSON.stringify({ level: 'error', time: now, msg: text, stack: error instanceof Error ? error.stack : undefined })}\n`);
}
