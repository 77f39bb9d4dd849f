import { Global, Module, type DynamicModule, type ModuleMetadata } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createHash, randomBytes } from 'node:crypto';
import supertest from 'supertest';

// Past the app's index, which loads every controller there is.
import { type ApiOptions, createApiApp } from '../../apps/api/src/platform/index.js';
import { Database, Signals } from '#libs/database';
import { IdentityModule, scopesOf } from '#libs/identity';
import { CLOCK, defaultSettings, ManualClock, newId, type OwnerType, SEALER, Sealer, SETTINGS, type Settings } from '#libs/kernel';
import { Queues } from '#libs/queue';
import { testDatabase, type TestDatabase } from '#libs/testing';

export interface TestApiOptions {
  /** Lib modules under test, and those that they need. IdentityModule is always there. */
  modules?: NonNullable<ModuleMetadata['imports']>;
  controllers?: NonNullable<ModuleMetadata['controllers']>;
  providers?: NonNullable<ModuleMetadata['providers']>;
  settings?: Partial<Settings>;
  clock?: ManualClock;
  /** A second API on the database (and the clock) of a first one: `{ beside: first }`. It drops nothing when closed. */
  beside?: TestApi;
  api?: ApiOptions;
  /** Where it listens. Default: a free port. */
  port?: number;
  /** Without a key to seal secrets with, as where none is configured. */
  sealless?: boolean;
}

/** Makes requests with one key. */
export interface Caller {
  secret: string;
  keyId: string;
  ownerId: string;
  get(path: string): supertest.Test;
  post(path: string, body?: object): supertest.Test;
  put(path: string, body?: object): supertest.Test;
  patch(path: string, body?: object): supertest.Test;
  delete(path: string): supertest.Test;
}

export interface KeyOptions {
  role?: string;
  scopes?: readonly string[];
  projectId?: string;
  expiresAt?: number;
}

export interface TestApi {
  app: NestFastifyApplication;
  url: string;
  database: Database;
  databaseUrl: string;
  clock: ManualClock;
  /** Jobs that were added to queues; nothing works on them. */
  jobs: { queue: string; data: unknown }[];
  /** Requests without a key. */
  anonymous: ReturnType<typeof supertest>;
  /** A new tenant with one project, and a key of it. */
  tenant(options?: KeyOptions): Promise<Caller & { projectId: string }>;
  operator(options?: KeyOptions): Promise<Caller>;
  admin(options?: KeyOptions): Promise<Caller>;
  /** A further key of an owner. */
  key(ownerType: OwnerType, ownerId: string, options?: KeyOptions): Promise<Caller>;
  /** The same key, used on this API. */
  as(caller: Caller): Caller;
  close(): Promise<void>;
}

/** Noon on a day, for tests that do not care which. */
export const testStart = Date.UTC(2027, 0, 15, 12);

/** The real API over real PostgreSQL, on a clock that only moves when told to, and without workers. */
export async function startTestApi(options: TestApiOptions = {}): Promise<TestApi> {
  const own: TestDatabase | undefined = options.beside ? undefined : await testDatabase();
  const databaseUrl = options.beside?.databaseUrl ?? own!.url;
  const database = own?.database ?? new Database({ url: databaseUrl, poolSize: 5 });
  const clock = options.clock ?? options.beside?.clock ?? new ManualClock(testStart);
  const signals = new Signals(databaseUrl);
  await signals.start();
  const jobs: TestApi['jobs'] = [];
  const module = rootModule({ database, signals, clock, settings: { ...defaultSettings, passwordScryptN: 1_024, ...options.settings }, jobs }, options);
  const app = await createApiApp(module, { logLevel: 'silent', processMetrics: false, ...options.api });
  await app.listen(options.port ?? 0, '127.0.0.1');
  const url = await app.getUrl();

  const key = async (ownerType: OwnerType, ownerId: string, keyOptions: KeyOptions = {}): Promise<Caller> => {
    const mark = { tenant: 'ten', operator: 'opr', platform: 'adm' }[ownerType];
    const secret = `weir_${mark}_${randomBytes(32).toString('base64url')}`;
    const role = keyOptions.role ?? (ownerType === 'platform' ? 'administrator' : 'owner');
    const { id } = await database.client.apiKey.create({
      data: {
        id: newId('apiKey'), prefix: secret.slice(0, 13), hash: createHash('sha256').update(secret).digest('hex'), ownerType, ownerId, name: 'test', role,
        scopes: [...(keyOptions.scopes ?? scopesOf(ownerType, role))], createdAt: BigInt(clock.now()),
        projectId: keyOptions.projectId ?? null, expiresAt: keyOptions.expiresAt === undefined ? null : BigInt(keyOptions.expiresAt),
      },
    });
    return callerOf(url, secret, id, ownerId);
  };
  const tenant: TestApi['tenant'] = async (keyOptions) => {
    const [id, projectId] = [newId('tenant'), newId('project')];
    await database.client.tenant.create({ data: { id, name: `Tenant ${id.slice(-4)}`, createdAt: BigInt(clock.now()) } });
    await database.client.project.create({ data: { id: projectId, tenantId: id, name: 'default', createdAt: BigInt(clock.now()) } });
    return { ...(await key('tenant', id, keyOptions)), projectId };
  };
  const operator: TestApi['operator'] = async (keyOptions) => {
    const id = newId('operator');
    await database.client.operator.create({ data: { id, name: `Operator ${id}`, createdAt: BigInt(clock.now()) } });
    return key('operator', id, keyOptions);
  };
  return {
    app, url, database, databaseUrl, clock, jobs, key, tenant, operator,
    anonymous: supertest(url),
    admin: (keyOptions) => key('platform', 'platform', keyOptions),
    as: (caller) => callerOf(url, caller.secret, caller.keyId, caller.ownerId),
    async close() {
      await app.close();
      await signals.stop();
      await (own ? own.drop() : database.close());
    },
  };
}

function callerOf(url: string, secret: string, keyId: string, ownerId: string): Caller {
  const agent = supertest(url);
  const sent = (test: supertest.Test, body?: object): supertest.Test => {
    const authorized = test.set('authorization', `Bearer ${secret}`);
    return body === undefined ? authorized : authorized.send(body);
  };
  return {
    secret, keyId, ownerId,
    get: (path) => sent(agent.get(path)),
    post: (path, body) => sent(agent.post(path), body),
    put: (path, body) => sent(agent.put(path), body),
    patch: (path, body) => sent(agent.patch(path), body),
    delete: (path) => sent(agent.delete(path)),
  };
}

interface Core {
  database: Database;
  signals: Signals;
  clock: ManualClock;
  settings: Settings;
  jobs: TestApi['jobs'];
}

@Global()
@Module({})
class TestCore {}

@Module({})
class TestRoot {}

function rootModule({ database, signals, clock, settings, jobs }: Core, options: TestApiOptions): DynamicModule {
  const queues: Pick<Queues, 'add' | 'every' | 'process' | 'counts' | 'watched'> = {
    add: async (queue, added) => void jobs.push(...added.map(({ data }) => ({ queue, data }))),
    every: async () => undefined,
    process: () => undefined,
    watched: () => [],
    counts: async () => ({}) as Awaited<ReturnType<Queues['counts']>>,
  };
  const provided = [
    { provide: Database, useValue: database },
    { provide: Signals, useValue: signals },
    { provide: Queues, useValue: queues },
    { provide: CLOCK, useValue: clock },
    { provide: SETTINGS, useValue: settings },
    { provide: SEALER, useValue: options.sealless ? undefined : new Sealer([randomBytes(32)]) },
  ];
  const core: DynamicModule = { module: TestCore, providers: provided, exports: provided.map(({ provide }) => provide) };
  return {
    module: TestRoot,
    imports: [core, CqrsModule, IdentityModule, ...(options.modules ?? [])],
    controllers: options.controllers,
    providers: options.providers,
  };
}
