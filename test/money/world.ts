import { Global, type DynamicModule, type INestApplicationContext, Logger, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type Command, CommandBus, CqrsModule, type Query, QueryBus } from '@nestjs/cqrs';

import { BillingModule, Settlement, Statements } from '#libs/billing';
import { Database, Signals, sql } from '#libs/database';
import { CreateOperator, IdentityModule } from '#libs/identity';
import { CreatePool, HostSweeps, InventoryModule, RecordHeartbeats, RegisterCluster, RegisterHosts, RegisterSite, SetServiceLevel } from '#libs/inventory';
import { type Actor, CLOCK, defaultSettings, ManualClock, newId, type ResourceClass, SETTINGS, type Settings, systemActor } from '#libs/kernel';
import { LeaseModule, LeaseSweeps } from '#libs/lease';
import { LedgerModule } from '#libs/ledger';
import { MeteringModule } from '#libs/metering';
import { PaymentModule } from '#libs/payment';
import { PlacementModule, Scheduler } from '#libs/placement';
import { BasePriceSweep, PricingModule, type RateClass, SetRate, SetTermsOfSale } from '#libs/pricing';
import { testDatabase } from '#libs/testing';

import type { Key, PromiseFact } from './facts.js';

/** The commands, queries and sweeps of the product over a database of its own, on a clock that only moves when told to. */
export interface MoneyWorld {
  app: INestApplicationContext;
  database: Database;
  databaseUrl: string;
  clock: ManualClock;
  settings: Settings;
  settlement: Settlement;
  statements: Statements;
  leases: LeaseSweeps;
  hosts: HostSweeps;
  bases: BasePriceSweep;
  newScheduler(): Scheduler;
  run<R>(command: Command<R>): Promise<R>;
  ask<R>(query: Query<R>): Promise<R>;
  close(): Promise<void>;
}

/** Long enough for a volume to be paid for, and short enough for its time to be over in a history. */
const SUSPENSION_MILLIS = 40 * 60_000;

@Global()
@Module({})
class Core {}

@Module({})
class Money {}

export const moneyModules = [IdentityModule, LedgerModule, InventoryModule, PricingModule, LeaseModule, PlacementModule, MeteringModule, BillingModule];

/** Without HTTP. */
export async function makeMoneyWorld(startsAt: number): Promise<MoneyWorld> {
  Logger.overrideLogger(['fatal']);
  const test = await testDatabase();
  const { database, url } = test;
  const clock = new ManualClock(startsAt);
  const signals = new Signals(url);
  const core: DynamicModule = {
    module: Core,
    providers: [
      { provide: Database, useValue: database }, { provide: Signals, useValue: signals }, { provide: CLOCK, useValue: clock }, { provide: SETTINGS, useValue: { ...defaultSettings, suspensionMillis: SUSPENSION_MILLIS } satisfies Settings },
    ],
    exports: [Database, Signals, CLOCK, SETTINGS],
  };
  const app = await NestFactory.createApplicationContext({ module: Money, imports: [core, CqrsModule, ...moneyModules, PaymentModule] }, { logger: ['fatal'] });
  const close = async () => {
    await app.close();
    await test.drop();
  };
  return moneyWorldOf({ app, database, databaseUrl: url, clock, close });
}

/** Over an application that has `moneyModules`. */
export function moneyWorldOf({ app, database, clock, ...rest }: Pick<MoneyWorld, 'app' | 'database' | 'databaseUrl' | 'clock' | 'close'>): MoneyWorld {
  const get = <T>(type: Type<T>): T => app.get(type, { strict: false });
  const settings = get<Settings>(SETTINGS as never);
  return {
    ...rest, app, database, clock, settings, settlement: get(Settlement), statements: get(Statements), leases: get(LeaseSweeps), hosts: get(HostSweeps), bases: get(BasePriceSweep),
    newScheduler: () => new Scheduler(database, get(Signals), clock, settings),
    run: (command) => get(CommandBus).execute(command),
    ask: (query) => get(QueryBus).execute(query),
  };
}

export interface MoneyHost {
  id: string;
  clusterId: string;
  operatorId: string;
  jurisdiction: string;
  /** While it is not heard of: since when. */
  silentSince: number | null;
  /** Since when its silence is taken for a loss. */
  lostAt: number | null;
}

export interface MoneyPool {
  id: string;
  name: string;
  shares: { operator: bigint; treasury: bigint; fee: bigint };
  hosts: MoneyHost[];
  operators: Map<string, Actor>;
}

/** The term that every pool sells ahead. */
export const RESERVED = { termMillis: 2 * 3_600_000, discountBps: 1_234 } as const;

/** What every pool promises of its months. */
export const PROMISED: readonly PromiseFact[] = [{ belowPpm: 999_000n, credit: 777n }, { belowPpm: 600_000n, credit: 2_500n }];

/** One host each: a lease that asks for a jurisdiction has it in common with its twin. */
const JURISDICTIONS = ['DE', 'FR', 'CH'] as const;

/** A pool with an operator and a large host in each of three jurisdictions. It has no rates yet. */
export async function addPool(world: MoneyWorld, operatorBps: number, treasuryBps: number): Promise<MoneyPool> {
  const feeBps = 10_000 - operatorBps - treasuryBps;
  const name = `pool-${newId('pool').slice(4, 16)}`;
  const { id } = await world.run(new CreatePool(systemActor, { name, operatorShareCapBps: 10_000, operatorBps, treasuryBps, feeBps }));
  await world.run(new SetServiceLevel(systemActor, id, PROMISED.map(({ belowPpm, credit }) => ({ availabilityBelowPpm: Number(belowPpm), creditBps: Number(credit) }))));
  await world.run(new SetTermsOfSale(systemActor, id, { spotNoticeMillis: 120_000, reserved: [RESERVED] }));
  const pool: MoneyPool = { id, name, shares: { operator: BigInt(operatorBps), treasury: BigInt(treasuryBps), fee: BigInt(feeBps) }, hosts: [], operators: new Map() };
  for (const jurisdiction of JURISDICTIONS) {
    const { operator } = await world.run(new CreateOperator(systemActor, { name: `${name}-${jurisdiction}` }));
    const actor = actorOf('operator', operator.id);
    const site = await world.run(new RegisterSite(actor, { name: 'site', jurisdiction, region: 'somewhere' }));
    const cluster = await world.run(new RegisterCluster(actor, { siteId: site.id, pool: name, name: 'cluster', driver: 'simulated' }));
    const inventories = [{ resourceClass: 'CPU_MILLI', total: 4_000_000 }, { resourceClass: 'MEMORY_MIB', total: 16_000_000 }, { resourceClass: 'STORAGE_GIB', variant: 'ssd', total: 1_000_000 }] as const;
    const { hosts: [host] } = await world.run(new RegisterHosts(actor, { clusterId: cluster.id, hosts: [{ name: 'host', inventories: [...inventories] }] }));
    pool.hosts.push({ id: host!.id, clusterId: cluster.id, operatorId: operator.id, jurisdiction, silentSince: null, lostAt: null });
    pool.operators.set(operator.id, actor);
  }
  await hear(world, pool);
  return pool;
}

/** Hears of every host that is not silent. */
export async function hear(world: MoneyWorld, pool: MoneyPool): Promise<void> {
  for (const host of pool.hosts.filter((one) => one.silentSince === null)) {
    await world.run(new RecordHeartbeats(pool.operators.get(host.operatorId)!, { clusterId: host.clusterId }));
  }
}

/** A fixed rate, or one of which a part is a base that demand moves. From now on, or from a later time. */
export async function setRate(world: MoneyWorld, poolId: string, key: Key, rate: bigint, options: { baseFee?: boolean; activeFrom?: number } = {}): Promise<void> {
  const [resourceClass, variant] = key.split('/') as [RateClass & ResourceClass, string];
  const tip = rate / 3n;
  const curve = options.baseFee
    ? { kind: 'base-fee', tip, initial: rate - tip, floor: 1_000n, targetBps: 100, denominator: 8, epochMillis: 60_000 } as const
    : { kind: 'fixed', nanoTokensPerUnitHour: rate } as const;
  await world.run(new SetRate(systemActor, poolId, { resourceClass, variant, curve, ...(options.activeFrom === undefined ? {} : { activeFrom: options.activeFrom }) }));
}

/** Tenants with a project each, all at once; the commands that make them are no part of what is tested here. */
export async function addTenants(world: MoneyWorld, periods: readonly ('hour' | 'day' | 'month')[]): Promise<{ actor: Actor; projectId: string }[]> {
  const rows = periods.map((period) => ({ id: newId('tenant'), project_id: newId('project'), period, at: world.clock.now() }));
  await world.database.transaction(async (tx) => {
    await tx.$executeRaw(sql`
      insert into tenants (id, name, statement_period, created_at)
      select id, id, period, at from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t(id text, period text, at bigint)`);
    await tx.$executeRaw(sql`
      insert into projects (id, tenant_id, name, created_at)
      select project_id, id, 'default', at from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t(id text, project_id text, at bigint)`);
  });
  return rows.map((row) => ({ actor: actorOf('tenant', row.id), projectId: row.project_id }));
}

export function actorOf(ownerType: Actor['ownerType'], ownerId: string): Actor {
  return { keyId: 'key_money', ownerType, ownerId, role: 'owner', scopes: [], requestId: 'req_money' };
}

/** Does something with each of many, a few at a time: as many as there are connections. */
export async function withEach<T>(items: readonly T[], work: (item: T) => Promise<void>, atOnce = 8): Promise<void> {
  const left = items[Symbol.iterator]();
  await Promise.all(Array.from({ length: atOnce }, async () => {
    for (const item of left) await work(item);
  }));
}
