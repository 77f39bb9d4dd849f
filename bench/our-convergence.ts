import type { INestApplicationContext } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { EventEmitter, once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { Database, migrate, sql } from '#libs/database';
import { type ClusterId, defaultSettings, type LeaseId, systemActor } from '#libs/kernel';
import { CloseLease } from '#libs/lease';
import { Scheduler } from '#libs/placement';
import { Convergence, DriverRegistry, RuntimeSweeps } from '#libs/runtime';
import { RequestCounts } from '#libs/runtime-kubernetes';

import { answer } from './child.js';
import { type Manner, type Reached, startConvergence } from './convergence-process.js';
import { type ConvergenceWorld, makeWorld, requestLeases } from './convergence-world.js';

/** Leases looked at at once: as the product's queue does. */
const AT_ONCE = 8;
const MOST_ROUNDS = 1_000;
const WITHIN_MILLIS = 600_000;
const LOOK_EVERY_MILLIS = 50;
/** As often as the product's workers by default. */
const RESYNC_EVERY_MILLIS = 10 * defaultSettings.sweepEveryMillis;

/** What it took to bring leases to where they were wanted. */
export interface Took {
  seconds: number;
  /** Of this process, on all its threads. */
  cpuMillis: number;
  /** Sent meanwhile, to all clusters. */
  requests: Record<string, number>;
}

let app: INestApplicationContext;
let world: ConvergenceWorld;
let clusterIds: ClusterId[] = [];
const reached = new Map<string, Reached>();
/** Leases that want a look, each once. */
const due = new Set<LeaseId>();
const bell = new EventEmitter();

/** Our side of the benchmarks of convergence: claims that exist are brought to leases that are active, and away again. */
const tasks = {
  /** Starts the product's modules on a database; with `clusters`, makes the world on it, else `clusterIds` are those of one that is there. */
  async start(input: { databaseUrl: string; manner: Manner; clusters: { reached: Reached; nodes: string[] }[]; tenants: number; clusterIds?: string[] }): Promise<string[]> {
    await migrate(input.databaseUrl, join(import.meta.dirname, '../../prisma/migrations'));
    // It may know them before they are there: nothing reaches a cluster before a lease is placed in it.
    for (const [index, id] of (input.clusterIds ?? []).entries()) reached.set(id, input.clusters[index]!.reached);
    app = await startConvergence(input.databaseUrl, reached, input.manner);
    if (input.clusterIds === undefined) world = await makeWorld(app, { tenants: input.tenants, nodes: input.clusters.map(({ nodes }) => nodes) });
    clusterIds = (input.clusterIds ?? world.clusterIds) as ClusterId[];
    for (const [index, id] of clusterIds.entries()) reached.set(id, input.clusters[index]!.reached);
    if (input.manner === 'hand') watchClusters();
    return clusterIds;
  },

  /** Has so many leases admitted and placed. Not part of any figure. */
  async place(count: number): Promise<void> {
    await requestLeases(app, world, count);
    const scheduler = app.get(Scheduler, { strict: false });
    for (let round = 0; round < MOST_ROUNDS && (await countIn(['requested', 'blocked'])) > 0; round += 1) await scheduler.round(world.poolId);
    if ((await countIn(['requested', 'blocked'])) > 0) throw new Error('some leases could not be placed');
  },

  /** From placed to active. */
  activate: (): Promise<Took> => took(async () => {
    await convergeUntilNone(['placed', 'provisioning']);
    const active = await countIn(['active']);
    if (active === 0) throw new Error('no lease became active');
  }),

  /** From active to closed, everything of it gone from the cluster. */
  close: (): Promise<Took> => took(async () => {
    const bus = app.get(CommandBus, { strict: false });
    const open = await leasesIn(['placed', 'provisioning', 'active', 'degraded']);
    for (const { id, tenant_id: ownerId } of open) await bus.execute(new CloseLease({ ...systemActor, ownerType: 'tenant', ownerId }, id));
    await convergeUntilNone(['closing']);
  }),

  /** How many leases are in one of these states. */
  count: (states: string[]): Promise<number> => countIn(states),

  /** What clusters hold compared with what is claimed there, and then every lease looked at, whether it seems to differ or not. */
  async resync(): Promise<Took & { differing: number }> {
    let differing = 0;
    const it = await took(async () => {
      differing = (await app.get(RuntimeSweeps, { strict: false }).resync(Date.now())).length;
      await inTurns((await leasesIn(['active'])).map(({ id }) => id));
    });
    return { ...it, differing };
  },

  /** After a collection of garbage, as bytes. */
  async memory(): Promise<{ rssBytes: number; heapBytes: number }> {
    globalThis.gc?.();
    await sleep(1_000);
    globalThis.gc?.();
    const { rss, heapUsed } = process.memoryUsage();
    return { rssBytes: rss, heapBytes: heapUsed };
  },
};
export type OurTasks = typeof tasks;

function watchClusters(): void {
  const drivers = app.get(DriverRegistry, { strict: false });
  for (const id of clusterIds) {
    const cluster = { id, driver: 'kubernetes' };
    drivers.find(cluster)!.watch(cluster, enqueue);
  }
}

function enqueue(leaseId: LeaseId): void {
  due.add(leaseId);
  bell.emit('ring');
}

/** As the product does: a lease is looked at when something of it changed, when it asked to be, when a resync finds it amiss, and by one at a time. */
async function convergeUntilNone(states: string[]): Promise<void> {
  const underWay = new Set<LeaseId>();
  const end = performance.now() + WITHIN_MILLIS;
  let over = false;
  due.clear();
  for (const { id } of await leasesIn(states)) due.add(id);
  const work = async (): Promise<void> => {
    while (!over) {
      const leaseId = [...due].find((each) => !underWay.has(each));
      if (leaseId === undefined) {
        await once(bell, 'ring');
        continue;
      }
      due.delete(leaseId);
      underWay.add(leaseId);
      try {
        const again = await app.get(Convergence, { strict: false }).converge(leaseId);
        if (again) setTimeout(() => enqueue(leaseId), again.againInMillis).unref();
      } finally {
        underWay.delete(leaseId);
        bell.emit('ring'); // it may have come due again meanwhile
      }
    }
  };
  const workers = Promise.all(Array.from({ length: AT_ONCE }, work));
  const watcher = (async () => {
    let resyncAt = performance.now() + RESYNC_EVERY_MILLIS;
    while (!over && (await countIn(states)) > 0) {
      if (performance.now() > end) throw new Error(`${await countIn(states)} leases are still ${states.join(' or ')}`);
      if (performance.now() > resyncAt) {
        // Such as one whose namespace was still going, with all that was in it, when it was looked at.
        for (const leaseId of await app.get(RuntimeSweeps, { strict: false }).resync(Date.now())) enqueue(leaseId);
        resyncAt = performance.now() + RESYNC_EVERY_MILLIS;
      }
      await sleep(LOOK_EVERY_MILLIS);
    }
  })();
  try {
    await Promise.race([watcher, workers]);
  } finally {
    over = true;
    bell.emit('ring');
  }
  await workers;
}

async function inTurns(leaseIds: LeaseId[]): Promise<void> {
  const convergence = app.get(Convergence, { strict: false });
  const work = async (): Promise<void> => {
    for (let leaseId = leaseIds.pop(); leaseId !== undefined; leaseId = leaseIds.pop()) await convergence.converge(leaseId);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

async function took(work: () => Promise<void>): Promise<Took> {
  const before = requestsByVerb();
  const cpu = process.cpuUsage();
  const start = performance.now();
  await work();
  const seconds = (performance.now() - start) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  const requests = Object.fromEntries(Object.entries(requestsByVerb()).map(([verb, count]) => [verb, count - (before[verb] ?? 0)]));
  return { seconds, cpuMillis: (user + system) / 1_000, requests };
}

function requestsByVerb(): Record<string, number> {
  const counts = app.get(RequestCounts, { strict: false });
  const sums: Record<string, number> = {};
  for (const id of clusterIds) for (const [verb, count] of Object.entries(counts.of(id))) sums[verb] = (sums[verb] ?? 0) + count;
  return sums;
}

function leasesIn(states: string[]): Promise<{ id: LeaseId; tenant_id: string }[]> {
  return app.get(Database, { strict: false }).query(sql`select id, tenant_id from leases where state = any(${states}) order by id`);
}

async function countIn(states: string[]): Promise<number> {
  const [row] = await app.get(Database, { strict: false }).query<{ count: bigint }>(sql`select count(*) as count from leases where state = any(${states})`);
  return Number(row!.count);
}

answer(tasks);
