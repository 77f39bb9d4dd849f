import { Global, type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { Database, DatabaseModule, freePort, sql } from '#libs/database';
import { Meters, Presence } from '#libs/gateway';
import { CreateOperator, CreateTenant, IdentityModule } from '#libs/identity';
import { CreatePool, RegisterCluster, RegisterHosts, RegisterSite } from '#libs/inventory';
import { type Actor, CLOCK, defaultSettings, SETTINGS, systemActor, systemClock } from '#libs/kernel';
import { DepositTokens, LedgerModule } from '#libs/ledger';
import { CloseLease, GetLease, type LeaseView, RequestLease } from '#libs/lease';
import { PlacementModule, Scheduler } from '#libs/placement';
import { PricingModule, SetRate } from '#libs/pricing';
import { QueueModule } from '#libs/queue';
import { InjectFault } from '#libs/runtime';
import { testDatabase, type TestDatabase } from '#libs/testing';
import { WorkerModule } from '#apps/worker';

import { GATEWAY_OPTIONS, GatewayModule } from './index.js';
import { ask } from './test-gateway.js';

const settings = { ...defaultSettings, simulatedStartMillis: 0, simulatedSampleMillis: 0, sweepEveryMillis: 100, gatewayUrl: 'http://*.gate.test:1' };
const TOKEN = 1_000_000_000n;

let db: TestDatabase;
let app: INestApplicationContext;
let tenant: Actor;
const ports: number[] = [];
const apps: INestApplicationContext[] = [];
const operators: { actor: Actor; clusterId: string }[] = [];

/** A process with a gateway; the first does all the other work as well. */
async function boot(first: boolean): Promise<INestApplicationContext> {
  const port = await freePort();
  @Global()
  @Module({
    providers: [
      { provide: CLOCK, useValue: systemClock }, { provide: SETTINGS, useValue: settings },
      { provide: GATEWAY_OPTIONS, useValue: { host: '127.0.0.1', port, domain: 'gate.test', tls: undefined } },
    ],
    exports: [CLOCK, SETTINGS, GATEWAY_OPTIONS],
  })
  class Core {}
  const onError = () => undefined;
  @Module({
    imports: [
      DatabaseModule.forRoot({ url: db.url, poolSize: 10, onError }), QueueModule.forRoot({ backend: { kind: 'postgres', url: db.url, poolSize: 10 }, onError }), Core,
      ...(first ? [IdentityModule, LedgerModule, PricingModule, PlacementModule, WorkerModule] : []), GatewayModule,
    ],
  })
  class Root {}
  const started = await NestFactory.createApplicationContext(Root, { logger: ['error', 'fatal'], abortOnError: false });
  ports.push(port);
  apps.push(started);
  return started;
}

beforeAll(async () => {
  db = await testDatabase();
  app = await boot(true);
  await boot(false);
  const bus = app.get(CommandBus, { strict: false });
  const pool = await bus.execute(new CreatePool(systemActor, { name: 'main' }));
  for (const resourceClass of ['CPU_MILLI', 'MEMORY_MIB', 'EGRESS_MBPS', 'EGRESS_GIB'] as const) {
    await bus.execute(new SetRate(systemActor, pool.id, { resourceClass, curve: { kind: 'fixed', nanoTokensPerUnitHour: TOKEN } }));
  }
  for (const name of ['one', 'two']) {
    const { operator } = await bus.execute(new CreateOperator(systemActor, { name }));
    const actor: Actor = { ...systemActor, ownerType: 'operator', ownerId: operator.id };
    const site = await bus.execute(new RegisterSite(actor, { name, jurisdiction: 'DE', region: 'europe-west' }));
    const cluster = await bus.execute(new RegisterCluster(actor, { siteId: site.id, pool: 'main', name, driver: 'simulated' }));
    const inventories = [{ resourceClass: 'CPU_MILLI' as const, total: 4_000 }, { resourceClass: 'MEMORY_MIB' as const, total: 4_096 }, { resourceClass: 'EGRESS_MBPS' as const, total: 100 }];
    await bus.execute(new RegisterHosts(actor, { clusterId: cluster.id, hosts: [{ name: 'host', inventories }] }));
    operators.push({ actor, clusterId: cluster.id });
  }
  const made = await bus.execute(new CreateTenant(systemActor, { name: 'tenant' }));
  tenant = { ...systemActor, ownerType: 'tenant', ownerId: made.tenant.id };
  await bus.execute(new DepositTokens(systemActor, made.tenant.id, 1_000n * TOKEN, 'first'));
  app.get(Scheduler, { strict: false }).start(() => undefined);
}, 60_000);
afterAll(async () => {
  await app.get(Scheduler, { strict: false }).stop();
  for (const each of apps) await each.close();
  await db.drop();
});

const commands = () => app.get(CommandBus, { strict: false });
const hostOf = (lease: LeaseView) => new URL(lease.addresses[0]!.url).host;

async function until<T>(read: () => Promise<T>, expected: (value: T) => boolean): Promise<T> {
  for (let tries = 0; tries < 1_000; tries += 1) {
    const value = await read();
    if (expected(value)) return value;
    await sleep(20);
  }
  throw new Error('it did not come about');
}

async function activeLease(): Promise<LeaseView> {
  const asked = await commands().execute(new RequestLease(tenant, {
    pool: 'main', replicas: 2, resources: { cpuMillis: 1_000, memoryMib: 512, egressMbps: 10 }, constraints: { spread: { over: 'operator', maximum: 1 } },
    workload: { image: 'web', ports: [{ name: 'web', port: 80, protocol: 'tcp', public: true }, { name: 'inner', port: 81, protocol: 'tcp' }] },
  }));
  return until(() => app.get(QueryBus, { strict: false }).execute(new GetLease(tenant, asked.id)), (lease) => lease.state === 'active');
}

test('a public port is served by every gateway while its lease is open, at a name that tells nothing', { timeout: 60_000 }, async () => {
  const lease = await activeLease();
  expect(lease.addresses).toEqual([{ name: 'web', port: 80, url: expect.stringMatching(/^http:\/\/[0-9a-hjkmnp-tv-z]{24}\.gate\.test:1$/) as string }]);
  for (const port of ports) {
    const got = await until(() => ask(port, hostOf(lease)), ({ status }) => status === 200);
    expect(got.body).toContain('It works');
    expect(JSON.stringify(got)).not.toMatch(/opr_|cls_|hst_|clm_|sit_|lse_/);
  }
  await commands().execute(new CloseLease(tenant, lease.id));
  const closed = await app.get(QueryBus, { strict: false }).execute(new GetLease(tenant, lease.id));
  expect(closed.addresses).toEqual([]);
  for (const port of ports) await until(() => ask(port, hostOf(lease)), ({ status }) => status === 404);
});

test('when an operator vanishes the others answer', { timeout: 60_000 }, async () => {
  const lease = await activeLease();
  await until(() => ask(ports[0]!, hostOf(lease)), ({ status }) => status === 200);
  await commands().execute(new InjectFault(operators[0]!.actor, operators[0]!.clusterId, { kind: 'contact_lost' }));
  for (let count = 0; count < 10; count += 1) expect((await ask(ports[0]!, hostOf(lease))).status).toBe(200);
});

test('what was counted is usage of the claims, each interval once, whoever sends it', { timeout: 60_000 }, async () => {
  const database = app.get(Database, { strict: false });
  const meters = app.get(Meters, { strict: false });
  const used = () => database.query<{ meter: string; quantity: string; charged: boolean; sources: bigint }>(sql`
    select meter, sum(quantity)::text as quantity, bool_and(charged_at is not null) as charged, count(*) as sources from usage_records where source like '/gateways/%' group by meter order by meter`);
  // Closing writes what was counted so far: no gateway keeps anything to itself.
  await until(() => database.query<{ egress_bytes: bigint }>(sql`select egress_bytes from gateway_meters where egress_bytes > 0`), (rows) => rows.length > 0);
  const before = await database.query<{ egress: string; ingress: string }>(sql`select sum(egress_bytes)::text as egress, sum(ingress_bytes)::text as ingress from gateway_meters`);
  const now = systemClock.now();
  // Both find all of it abandoned an hour later, at once.
  await Promise.all([meters.send('gtw_one', 0, now + 3_600_000), apps[1]!.get(Meters, { strict: false }).send('gtw_two', 0, now + 3_600_000)]);
  const records = await used();
  expect(records.find(({ meter }) => meter === 'egress_bytes')!.quantity).toBe(before[0]!.egress);
  expect(records.find(({ meter }) => meter === 'ingress_bytes')).toMatchObject({ quantity: before[0]!.ingress, charged: true });
  expect(await database.query(sql`select 1 from gateway_meters where starts_at < ${BigInt(now - 2_500)}`)).toEqual([]);
});

test('gateways know of each other, and of none that is gone', async () => {
  const presence = app.get(Presence, { strict: false });
  const now = systemClock.now();
  expect(await presence.announce('gtw_test', now)).toBe(3);
  await presence.leave('gtw_test');
  expect(await presence.announce('gtw_late', now + 60_000)).toBe(1);
  await presence.leave('gtw_late');
});
