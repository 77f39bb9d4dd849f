import { Global, type DynamicModule, type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type Command, CommandBus, CqrsModule } from '@nestjs/cqrs';

import { Sweeps } from '#apps/worker';
import { BillingModule } from '#libs/billing';
import { ChallengeModule } from '#libs/challenge';
import { CoverModule } from '#libs/cover';
import { Database, Signals } from '#libs/database';
import { CreateOperator, CreateProject, CreateTenant, IdentityModule } from '#libs/identity';
import { CreatePool, InventoryModule, RecordHeartbeats, RegisterCluster, RegisterHosts, RegisterSite } from '#libs/inventory';
import { type Actor, CLOCK, defaultSettings, ManualClock, Problem, type ResourceClass, SETTINGS, systemActor } from '#libs/kernel';
import { LeaseModule } from '#libs/lease';
import { LedgerModule } from '#libs/ledger';
import { MeteringModule } from '#libs/metering';
import { PaymentModule } from '#libs/payment';
import { PlacementModule, Scheduler } from '#libs/placement';
import { PricingModule, SetRate } from '#libs/pricing';
import { Queues } from '#libs/queue';
import { RewardModule } from '#libs/reward';
import { RuntimeModule } from '#libs/runtime';
import { JoinModule, KubernetesModule } from '#libs/runtime-kubernetes';
import { StakeModule } from '#libs/stake';
import { testDatabase } from '#libs/testing';
import { TransparencyModule } from '#libs/transparency';
import { TrustModule } from '#libs/trust';
import { WebhookModule } from '#libs/webhook';

import { JobHeap } from './jobs.js';
import { type Key, Model } from './model.js';
import { Dice } from './seed.js';

export const platform: Actor = systemActor;

export interface ModelTenant {
  id: string;
  actor: Actor;
  projects: string[];
}

/** The whole product without its processes, and the model beside it. */
export interface World {
  app: INestApplicationContext;
  database: Database;
  databaseUrl: string;
  clock: ManualClock;
  dice: Dice;
  model: Model;
  heap: JobHeap;
  sweeps: Sweeps;
  poolId: string;
  tenants: ModelTenant[];
  operators: { id: string; actor: Actor; clusters: string[] }[];
  /** The scheduler that usually runs. */
  scheduler: Scheduler;
  newScheduler(): Scheduler;
  run<R>(command: Command<R>): Promise<R>;
  /** The answer, or the code of the refusal. Everything else that is thrown is a fault of the product. */
  ask<R>(command: Command<R>): Promise<{ answer: R; refused?: undefined } | { refused: string }>;
  close(): Promise<void>;
}

/** The pool's name. */
export const POOL = 'commons';
const CAP_BPS = 4_000;
const noon = Date.UTC(2027, 0, 15, 12);

const rates: Record<Key, bigint> = {
  'CPU_MILLI/': 30_000_001n, 'MEMORY_MIB/': 5_000_003n, 'GPU_MILLI/l4': 700_000_009n, 'GPU_MILLI/a100': 2_000_000_011n, 'STORAGE_GIB/': 1_000_003n,
  'EGRESS_MBPS/': 100_003n, 'EGRESS_GIB/': 50_000_017n, 'STORED_GIB_HOUR/': 1_000_003n,
};

/** Of its rate a fifth is tip at first; so low a target has it rise and fall with the leases. */
const onBaseFee: Key = 'MEMORY_MIB/';
const baseFee = { kind: 'base-fee', targetBps: 1_500, denominator: 8, epochMillis: 30_000, floor: 1_000n } as const;

/** Hosts of each cluster, by operator; small, so that work soon fills them. */
const fleet: { jurisdiction: string; hosts: { cpus: number; gpus?: readonly [model: string, count: number]; ssd?: number }[] }[][] = [
  [{ jurisdiction: 'DE', hosts: [{ cpus: 16, gpus: ['l4', 4] }, { cpus: 8 }] }, { jurisdiction: 'FR', hosts: [{ cpus: 12, ssd: 500 }] }],
  [{ jurisdiction: 'CH', hosts: [{ cpus: 16, gpus: ['a100', 2] }, { cpus: 16, ssd: 200 }] }],
  [{ jurisdiction: 'US', hosts: [{ cpus: 8, gpus: ['l4', 2], ssd: 300 }, { cpus: 24 }] }],
  [{ jurisdiction: 'DE', hosts: [{ cpus: 10 }, { cpus: 10, gpus: ['a100', 1] }] }],
];

@Global()
@Module({})
class Core {}

@Module({})
class Whole {}

export async function makeWorld(): Promise<World> {
  const test = await testDatabase();
  const { database, url } = test;
  const clock = new ManualClock(noon);
  const signals = new Signals(url);
  const heap = new JobHeap(clock);
  const core: DynamicModule = {
    module: Core,
    providers: [
      { provide: Database, useValue: database }, { provide: Signals, useValue: signals }, { provide: Queues, useValue: heap }, { provide: CLOCK, useValue: clock },
      { provide: SETTINGS, useValue: defaultSettings },
    ],
    exports: [Database, Signals, Queues, CLOCK, SETTINGS],
  };
  const libs = [
    IdentityModule, LedgerModule, InventoryModule, PricingModule, LeaseModule, PlacementModule, RuntimeModule, MeteringModule, BillingModule, PaymentModule, CoverModule, ChallengeModule, RewardModule, StakeModule, TrustModule, TransparencyModule, WebhookModule,
    KubernetesModule.forRoot(JoinModule), JoinModule,
  ];
  const root: DynamicModule = { module: Whole, imports: [core, CqrsModule, ...libs], providers: [Sweeps] };
  const app = await NestFactory.createApplicationContext(root, { logger: ['error', 'fatal'] });
  const commands = app.get(CommandBus, { strict: false });
  const newScheduler = () => new Scheduler(database, signals, clock, defaultSettings);
  const world: World = {
    app, database, databaseUrl: url, clock, heap, dice: new Dice(), model: new Model(CAP_BPS), sweeps: app.get(Sweeps), poolId: '', tenants: [], operators: [],
    scheduler: newScheduler(), newScheduler,
    run: (command) => commands.execute(command),
    async ask(command) {
      try {
        return { answer: await commands.execute(command) };
      } catch (error) {
        if (error instanceof Problem) return { refused: error.code };
        throw error;
      }
    },
    async close() {
      await app.close();
      await test.drop();
    },
  };
  await furnish(world);
  return world;
}

async function furnish(world: World): Promise<void> {
  world.poolId = (await world.run(new CreatePool(platform, { name: POOL, operatorShareCapBps: CAP_BPS, rebalanceMoves: 3 }))).id;
  for (const [key, nanoTokens] of Object.entries(rates)) await setRate(world, key, nanoTokens);
  for (const [index, sites] of fleet.entries()) await addOperator(world, `operator-${index}`, sites);
  for (const period of ['hour', 'day', 'hour'] as const) {
    const { tenant, project } = await world.run(new CreateTenant(platform, { name: `tenant-${period}`, statementPeriod: period }));
    const actor = actorOf('tenant', tenant.id);
    const second = await world.run(new CreateProject(actor, { name: 'second' }));
    world.tenants.push({ id: tenant.id, actor, projects: [project.id, second.id] });
    world.model.deposits.set(tenant.id, 0n);
  }
}

/** From now on. */
export async function setRate(world: World, key: Key, nanoTokens: bigint): Promise<void> {
  const { poolId, model, clock } = world;
  const [resourceClass, variant] = key.split('/');
  const tip = nanoTokens / 5n;
  const curve = key === onBaseFee ? { ...baseFee, tip, initial: nanoTokens - tip } : { kind: 'fixed', nanoTokensPerUnitHour: nanoTokens } as const;
  await world.run(new SetRate(platform, poolId, { resourceClass: resourceClass as ResourceClass, variant: variant!, curve }));
  model.rates.set(key, [...(model.rates.get(key) ?? []), { from: clock.now(), nanoTokens }]);
}

async function addOperator(world: World, name: string, sites: (typeof fleet)[number]): Promise<void> {
  const { operator } = await world.run(new CreateOperator(platform, { name }));
  const actor = actorOf('operator', operator.id);
  const clusters: string[] = [];
  for (const [index, { jurisdiction, hosts }] of sites.entries()) {
    const site = await world.run(new RegisterSite(actor, { name: `site-${index}`, jurisdiction, region: 'somewhere' }));
    const cluster = await world.run(new RegisterCluster(actor, { siteId: site.id, pool: POOL, name: `cluster-${index}`, driver: 'simulated' }));
    const inventories = hosts.map(({ cpus, gpus, ssd }) => new Map<Key, number>([
      ['CPU_MILLI/', cpus * 1_000], ['MEMORY_MIB/', cpus * 4_096], ['STORAGE_GIB/ephemeral', 200], ['EGRESS_MBPS/', 500],
      ...(gpus ? [[`GPU_MILLI/${gpus[0]}`, gpus[1] * 1_000] as const] : []), ...(ssd ? [['STORAGE_GIB/ssd', ssd] as const] : []),
    ]));
    const registered = await world.run(new RegisterHosts(actor, {
      clusterId: cluster.id,
      hosts: inventories.map((capacity, host) => ({
        name: `host-${host}`,
        inventories: [...capacity].map(([key, total]) => ({ resourceClass: key.split('/')[0] as ResourceClass, variant: key.split('/')[1]!, total })),
      })),
    }));
    await world.run(new RecordHeartbeats(actor, { clusterId: cluster.id }));
    clusters.push(cluster.id);
    for (const [host, { id }] of registered.hosts.entries()) {
      world.model.hosts.set(id, { id, operatorId: operator.id, siteId: site.id, clusterId: cluster.id, jurisdiction, state: 'open', capacity: inventories[host]! });
    }
  }
  world.operators.push({ id: operator.id, actor, clusters });
}

function actorOf(ownerType: Actor['ownerType'], ownerId: string): Actor {
  return { keyId: 'key_model', ownerType, ownerId, role: 'owner', scopes: [], requestId: 'req_model' };
}
