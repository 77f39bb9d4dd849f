import { Global, type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { Settlement } from '#libs/billing';
import { Database, DatabaseModule, sql } from '#libs/database';
import { CreateOperator, CreateTenant, IdentityModule } from '#libs/identity';
import { CreatePool, RegisterCluster, RegisterHosts, RegisterSite } from '#libs/inventory';
import { type Actor, type ClaimedResource, CLOCK, defaultSettings, ManualClock, MILLIS_PER_HOUR, SETTINGS, systemActor } from '#libs/kernel';
import { AuditLedger, DepositTokens, LedgerModule } from '#libs/ledger';
import { ChangeLease, CloseLease, GetLease, type LeaseView, RequestLease } from '#libs/lease';
import { PlacementModule, Scheduler } from '#libs/placement';
import { PricingModule, SetRate } from '#libs/pricing';
import { QueueModule } from '#libs/queue';
import { testDatabase, type TestDatabase } from '#libs/testing';

import { runSweeps, settled, WorkerModule } from './index.js';

const clock = new ManualClock(1_800_000_000_000);
const settings = { ...defaultSettings, simulatedStartMillis: 0, simulatedSampleMillis: 0, sweepEveryMillis: 200, schedulerLockMillis: 1_000_000_000, priceLockMillis: 1_000 * MILLIS_PER_HOUR };
/** What a vCPU and a GiB of memory cost an hour, each; and ten GiB of storage. */
const TOKEN = 1_000_000_000n;
const RESERVE = 24n * TOKEN;
const RESOURCES = { cpuMillis: 1_000, memoryMib: 1_024, volumes: [{ name: 'data', storageClass: 'ssd', gib: 10 }] };

let db: TestDatabase;
let app: INestApplicationContext;
let deposits = 0;

beforeAll(async () => {
  db = await testDatabase();
  const { url } = db;
  @Global()
  @Module({ providers: [{ provide: CLOCK, useValue: clock }, { provide: SETTINGS, useValue: settings }], exports: [CLOCK, SETTINGS] })
  class Core {}
  const onError = () => undefined;
  @Module({
    imports: [
      DatabaseModule.forRoot({ url, poolSize: 10, onError }), QueueModule.forRoot({ backend: { kind: 'postgres', url, poolSize: 10 }, onError }), Core,
      IdentityModule, LedgerModule, PricingModule, PlacementModule, WorkerModule,
    ],
  })
  class Root {}
  app = await NestFactory.createApplicationContext(Root, { logger: ['error', 'fatal'], abortOnError: false });
  await furnish();
  await runSweeps(app);
  app.get(Scheduler, { strict: false }).start(() => undefined);
});
afterAll(async () => {
  await app?.close();
  await db?.drop();
});

const bus = () => app.get(CommandBus, { strict: false });
const database = () => app.get(Database, { strict: false });
const leaseOf = (tenant: Actor, id: string): Promise<LeaseView> => app.get(QueryBus, { strict: false }).execute(new GetLease(tenant, id));

/** A pool of two hosts with room for one lease each. */
async function furnish(): Promise<void> {
  const pool = await bus().execute(new CreatePool(systemActor, { name: 'main' }));
  for (const [resourceClass, rate] of [['CPU_MILLI', TOKEN], ['MEMORY_MIB', TOKEN], ['STORAGE_GIB', TOKEN / 10n]] as const) {
    await bus().execute(new SetRate(systemActor, pool.id, { resourceClass, curve: { kind: 'fixed', nanoTokensPerUnitHour: rate } }));
  }
  for (const name of ['one', 'two']) {
    const { operator } = await bus().execute(new CreateOperator(systemActor, { name }));
    const actor: Actor = { ...systemActor, ownerType: 'operator', ownerId: operator.id };
    const site = await bus().execute(new RegisterSite(actor, { name, jurisdiction: 'DE', region: 'europe-west' }));
    const cluster = await bus().execute(new RegisterCluster(actor, { siteId: site.id, pool: 'main', name, driver: 'simulated' }));
    const inventories = [{ resourceClass: 'CPU_MILLI' as const, total: 1_000 }, { resourceClass: 'MEMORY_MIB' as const, total: 1_024 }, { resourceClass: 'STORAGE_GIB' as const, variant: 'ssd', total: 20 }];
    await bus().execute(new RegisterHosts(actor, { clusterId: cluster.id, hosts: [{ name: 'host', inventories }] }));
  }
}

async function tenantWith(amount: bigint): Promise<Actor> {
  const made = await bus().execute(new CreateTenant(systemActor, { name: 'tenant' }));
  await deposit(made.tenant.id, amount);
  return { ...systemActor, ownerType: 'tenant', ownerId: made.tenant.id };
}

const deposit = (tenantId: string, amount: bigint) => bus().execute(new DepositTokens(systemActor, tenantId, amount, String((deposits += 1))));

async function inState(tenant: Actor, id: string, state: string): Promise<LeaseView> {
  for (let tries = 0; tries < 2_000; tries += 1) {
    const lease = await leaseOf(tenant, id);
    if (lease.state === state) return lease;
    // The worker's own sweep may have settled it before its host was heard of: then it is due again a minute later.
    if (tries % 200 === 199) {
      clock.advance(61_000);
      await runSweeps(app);
    }
    await sleep(10);
  }
  throw new Error(`still ${JSON.stringify(await leaseOf(tenant, id))}`);
}

async function activeLease(tenant: Actor): Promise<string> {
  const { id } = await bus().execute(new RequestLease(tenant, { pool: 'main', replicas: 1, resources: RESOURCES, workload: { image: 'nginx' } }));
  await inState(tenant, id, 'active');
  return id;
}

const claimsOf = (id: string) => database().query<{ id: string; host_id: string; resources: ClaimedResource[] }>(sql`select id, host_id, resources from claims where lease_id = ${id} and state = 'held'`);
const runningOf = (id: string) => database().query(sql`select claim_id from simulated_workloads where lease_id = ${id}`);
const usedOf = async (hostId: string) => Object.fromEntries((await database().query<{ resource_class: string; used: bigint }>(sql`select resource_class, used from inventories where host_id = ${hostId}`)).map((row) => [row.resource_class, Number(row.used)]));
const chargedOf = async (id: string) => (await database().query<{ amount: bigint }>(sql`select coalesce(sum(amount), 0)::bigint as amount from charges where lease_id = ${id}`))[0]!.amount;

test('a lease without funds is suspended: nothing of it runs, its volume stays where it is, others have the room; with funds it runs on there', { timeout: 120_000 }, async () => {
  // Three tokens an hour, of which it is to run four hours.
  const tenant = await tenantWith(RESERVE + 12n * TOKEN);
  const id = await activeLease(tenant);
  await runSweeps(app);
  const began = (await leaseOf(tenant, id)).activatedAt!;
  expect((await leaseOf(tenant, id)).funds).toMatchObject({ reserve: RESERVE.toString(), nanoTokensPerHour: (3n * TOKEN).toString(), lastsUntil: began + 4 * MILLIS_PER_HOUR });
  const [before] = await claimsOf(id);
  clock.jump(began + 4 * MILLIS_PER_HOUR + 60_000);
  await runSweeps(app);
  const { suspension, replicaStates } = await inState(tenant, id, 'suspended');
  expect(suspension).toEqual({ reason: 'funds_ended', at: began + 4 * MILLIS_PER_HOUR, until: began + 28 * MILLIS_PER_HOUR });
  expect(replicaStates).toMatchObject([{ replica: 0, state: 'suspended' }]);
  expect(await settled(app)).toBe(true);
  expect(await runningOf(id)).toEqual([]);
  const [kept] = await claimsOf(id);
  expect(kept).toMatchObject({ id: before!.id, host_id: before!.host_id, resources: [{ resourceClass: 'STORAGE_GIB', variant: 'ssd', amount: 10, volumes: [{ name: 'data' }] }] });
  expect(kept!.resources).toHaveLength(1);
  expect(await usedOf(kept!.host_id)).toEqual({ CPU_MILLI: 0, MEMORY_MIB: 0, STORAGE_GIB: 10 });

  // Both hosts are taken by others, so that it has to wait beside its volume.
  const other = await tenantWith(1_000n * TOKEN);
  const others = [await activeLease(other), await activeLease(other)];
  await expect(bus().execute(new ChangeLease(tenant, id, { replicas: 2 }, 1))).rejects.toMatchObject({ code: 'lease_suspended' });
  clock.jump(began + 6 * MILLIS_PER_HOUR);
  await runSweeps(app);
  await app.get(Settlement, { strict: false }).settle(id);
  expect(await chargedOf(id)).toBe(12n * TOKEN + 2n * TOKEN);
  await deposit(tenant.ownerId, 100n * TOKEN);
  await runSweeps(app);
  await inState(tenant, id, 'degraded');
  for (let tries = 0; tries < 500 && (await leaseOf(tenant, id)).blocked === null; tries += 1) await sleep(10);
  expect((await leaseOf(tenant, id)).blocked).not.toBeNull();
  expect(await claimsOf(id)).toEqual([kept]);
  for (const each of others) await bus().execute(new CloseLease(other, each));
  await inState(tenant, id, 'active');
  const [again] = await claimsOf(id);
  expect({ ...again, resources: new Set(again!.resources.map((held) => JSON.stringify(held))) }).toEqual({ ...before, resources: new Set(before!.resources.map((held) => JSON.stringify(held))) });
  expect(await runningOf(id)).toHaveLength(1);

  // While it waited nothing ran: only its volume was charged. From here on everything is.
  await app.get(Settlement, { strict: false }).settle(id);
  const so = await chargedOf(id);
  clock.advance(MILLIS_PER_HOUR);
  await runSweeps(app);
  // The worker's own sweep may have settled before the hosts were heard of, and come again only later.
  await app.get(Settlement, { strict: false }).settle(id);
  expect((await chargedOf(id)) - so).toBe(3n * TOKEN);
  await bus().execute(new CloseLease(tenant, id));
  await inState(tenant, id, 'closed');
});

test('a suspended lease closes when its time is over, with its volume, and has paid for that to the end', { timeout: 120_000 }, async () => {
  const tenant = await tenantWith(RESERVE + 3n * TOKEN);
  const id = await activeLease(tenant);
  const began = (await leaseOf(tenant, id)).activatedAt!;
  clock.jump(began + MILLIS_PER_HOUR + 1);
  await runSweeps(app);
  await inState(tenant, id, 'suspended');
  clock.jump(began + 26 * MILLIS_PER_HOUR);
  await runSweeps(app);
  const { closed, closingAt, suspension } = await inState(tenant, id, 'closed');
  expect({ reason: closed?.reason, closingAt, suspension }).toEqual({ reason: 'suspension_over', closingAt: began + 25 * MILLIS_PER_HOUR, suspension: null });
  expect(await settled(app)).toBe(true);
  await app.get(Settlement, { strict: false }).settle(id);
  expect(await chargedOf(id)).toBe(RESERVE + 3n * TOKEN);
  expect(await claimsOf(id)).toEqual([]);
  const audit = await app.get(QueryBus, { strict: false }).execute(new AuditLedger());
  expect(audit).toMatchObject({ entriesSum: 0n, wrongBalances: [] });
});
