import { type INestApplicationContext, Module, Global } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { CloseStatement, GetStatement } from '#libs/billing';
import { Database, DatabaseModule, sql } from '#libs/database';
import { CreateOperator, CreateTenant, IdentityModule } from '#libs/identity';
import { CreatePool, RegisterCluster, RegisterHosts, RegisterSite } from '#libs/inventory';
import { type Actor, CLOCK, defaultSettings, ManualClock, MILLIS_PER_HOUR, SETTINGS, systemActor } from '#libs/kernel';
import { DepositTokens, LedgerModule } from '#libs/ledger';
import { CloseLease, GetLease, type LeaseView, RequestLease } from '#libs/lease';
import { PlacementModule, Scheduler } from '#libs/placement';
import { PricingModule, SetRate } from '#libs/pricing';
import { QueueModule } from '#libs/queue';
import { InjectFault } from '#libs/runtime';
import { testDatabase, type TestDatabase } from '#libs/testing';

import { routes, runSweeps, settled, sweepNames, Sweeps, WorkerModule } from './index.js';

const clock = new ManualClock(1_800_000_000_000);
const settings = { ...defaultSettings, simulatedStartMillis: 0, sweepEveryMillis: 200, schedulerLockMillis: 1_000_000_000 };
const faults: unknown[] = [];

let db: TestDatabase;
let app: INestApplicationContext;

async function boot(url: string): Promise<INestApplicationContext> {
  @Global()
  @Module({ providers: [{ provide: CLOCK, useValue: clock }, { provide: SETTINGS, useValue: settings }], exports: [CLOCK, SETTINGS] })
  class Core {}
  const onError = (error: unknown) => faults.push(error);
  @Module({
    imports: [
      DatabaseModule.forRoot({ url, poolSize: 10, onError }), QueueModule.forRoot({ backend: { kind: 'postgres', url, poolSize: 10 }, onError }), Core,
      IdentityModule, LedgerModule, PricingModule, PlacementModule, WorkerModule,
    ],
  })
  class Root {}
  return NestFactory.createApplicationContext(Root, { logger: ['error', 'fatal'], abortOnError: false });
}

beforeAll(async () => {
  db = await testDatabase();
  app = await boot(db.url);
});
afterAll(() => db.drop());

const bus = () => app.get(CommandBus, { strict: false });
const leaseOf = (id: string): Promise<LeaseView> => app.get(QueryBus, { strict: false }).execute(new GetLease(tenant, id));
const TOKEN = 1_000_000_000n;
const operators: { actor: Actor; clusterId: string; hostId: string }[] = [];
let tenant: Actor;

/** A pool of two operators with a host each, rates of a token an hour, a tenant with a hundred tokens. */
async function furnish(): Promise<void> {
  const pool = await bus().execute(new CreatePool(systemActor, { name: 'main' }));
  for (const resourceClass of ['CPU_MILLI', 'MEMORY_MIB'] as const) {
    await bus().execute(new SetRate(systemActor, pool.id, { resourceClass, curve: { kind: 'fixed', nanoTokensPerUnitHour: TOKEN } }));
  }
  for (const name of ['one', 'two']) {
    const { operator } = await bus().execute(new CreateOperator(systemActor, { name }));
    const actor: Actor = { ...systemActor, ownerType: 'operator', ownerId: operator.id };
    const site = await bus().execute(new RegisterSite(actor, { name, jurisdiction: 'DE', region: 'europe-west' }));
    const cluster = await bus().execute(new RegisterCluster(actor, { siteId: site.id, pool: 'main', name, driver: 'simulated' }));
    const inventories = [{ resourceClass: 'CPU_MILLI' as const, total: 4_000 }, { resourceClass: 'MEMORY_MIB' as const, total: 4_096 }];
    const { hosts } = await bus().execute(new RegisterHosts(actor, { clusterId: cluster.id, hosts: [{ name: 'host', inventories }] }));
    operators.push({ actor, clusterId: cluster.id, hostId: hosts[0]!.id });
  }
  const made = await bus().execute(new CreateTenant(systemActor, { name: 'tenant' }));
  tenant = { ...systemActor, ownerType: 'tenant', ownerId: made.tenant.id };
  await bus().execute(new DepositTokens(systemActor, made.tenant.id, 100n * TOKEN, 'first'));
}

async function until<T>(read: () => Promise<T>, expected: (value: T) => boolean): Promise<T> {
  for (let tries = 0; tries < 1_500; tries += 1) {
    const value = await read();
    if (expected(value)) return value;
    await sleep(10);
  }
  throw new Error(`still ${JSON.stringify(await read())}`);
}

const inState = (id: string, state: string) => until(() => leaseOf(id), (lease) => lease.state === state);

async function requestLease(): Promise<string> {
  const lease = await bus().execute(new RequestLease(tenant, { pool: 'main', replicas: 1, resources: { cpuMillis: 1_000, memoryMib: 1_024 }, workload: { image: 'nginx' } }));
  await inState(lease.id, 'active');
  return lease.id;
}

beforeAll(async () => {
  await furnish();
  await runSweeps(app);
  app.get(Scheduler, { strict: false }).start((error) => faults.push(error));
});

test('events lead to their jobs, and public ones of tenants are told together', () => {
  const event = { id: 7n, subjectId: 'lse_1', payload: {}, at: 0 };
  expect(routes([
    { ...event, type: 'lease.placed', tenantId: 'ten_1' }, { ...event, id: 8n, type: 'lease.blocked', tenantId: 'ten_2' }, { ...event, id: 9n, type: 'host.lost', tenantId: null },
  ])).toEqual([
    { queue: 'converge', data: { leaseId: 'lse_1' }, oneAtATime: 'lse_1' },
    { queue: 'sweep', data: { name: 'hosts' }, oneAtATime: 'hosts' },
    { queue: 'fanout', data: { eventIds: ['7', '8'] } },
  ]);
});

test('a lease goes all the way by itself: active, charged to the millisecond, closed, billed', async () => {
  const id = await requestLease();
  clock.advance(MILLIS_PER_HOUR / 2);
  await runSweeps(app);
  await bus().execute(new CloseLease(tenant, id));
  await inState(id, 'closed');
  expect(await settled(app)).toBe(true);
  const statement = await bus().execute(new CloseStatement(tenant));
  expect(statement.charges).toBe(TOKEN.toString());
  const { lines } = await app.get(QueryBus, { strict: false }).execute(new GetStatement(tenant, statement.id, { limit: 50 }));
  // What it sent was metered on the way; the pool has no rate for that.
  expect(lines.map((line) => [line.resourceClass, line.amount])).toEqual([
    ['CPU_MILLI', (TOKEN / 2n).toString()], ['EGRESS_GIB', '0'], ['MEMORY_MIB', (TOKEN / 2n).toString()],
  ]);
  expect(BigInt(lines[1]!.usage)).toBeGreaterThan(0n);
  const [left] = await app.get(Database, { strict: false }).query<{ count: bigint }>(sql`select count(*) from simulated_workloads`);
  expect(left!.count).toBe(0n);
});

test('what a dead host ran is placed with another operator, without the tenant doing anything', async () => {
  const id = await requestLease();
  const hostOf = async () => (await app.get(Database, { strict: false }).query<{ host_id: string }>(sql`select host_id from claims where lease_id = ${id} and state = 'held'`))[0]?.host_id;
  const first = await hostOf();
  const dying = operators.find((each) => each.hostId === first)!;
  await bus().execute(new InjectFault(dying.actor, dying.clusterId, { kind: 'host_lost', hostId: dying.hostId }));
  clock.advance(settings.hostLostAfterMillis + 1);
  await runSweeps(app);
  await inState(id, 'degraded');
  clock.advance(settings.hostGraceMillis);
  await runSweeps(app);
  await inState(id, 'active');
  expect(await hostOf()).toBe(operators.find((each) => each !== dying)!.hostId);
  await bus().execute(new CloseLease(tenant, id));
  await inState(id, 'closed');
});

test('every sweep runs, twice at once too', async () => {
  await Promise.all([runSweeps(app, sweepNames), runSweeps(app, sweepNames)]);
  await app.get(Sweeps, { strict: false }).run('of another version');
  expect(await settled(app)).toBe(true);
});

test('stops within three seconds, with nothing broken on the way', async () => {
  const before = Date.now();
  await app.get(Scheduler, { strict: false }).stop();
  await app.close();
  expect(Date.now() - before).toBeLessThan(3_500);
  expect(faults).toEqual([]);
});
