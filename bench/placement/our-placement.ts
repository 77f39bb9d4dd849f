import { join } from 'node:path';

import { Database, migrate, sql } from '#libs/database';
import { newId } from '#libs/kernel';
import { Scheduler } from '#libs/placement';

import { answer } from '../child.js';
import { startConvergence } from '../convergence-process.js';
import { makeWorld, requestLeases } from '../convergence-world.js';

const MOST_ROUNDS = 10_000;
/** Requests that are asked for by command; the others are copies of their rows: admission is another figure. */
const ADMITTED = 200;

/** What it took to place all that waited. */
export interface Placed {
  seconds: number;
  rounds: number;
  /** Of this process, on all its threads. */
  cpuMillis: number;
}

/** Our side of placement-durable. Each run is on a database of its own, in which all requests are committed. */
const tasks = {
  /** Makes a pool with hosts, and requests that wait in it. */
  async prepare({ databaseUrl, hosts, requests, tenants, cpuMillis, memoryMib, perOperator }: {
    databaseUrl: string; hosts: number; requests: number; tenants: number; cpuMillis: number; memoryMib: number; perOperator: number;
  }): Promise<void> {
    await migrate(databaseUrl, join(import.meta.dirname, '../../../prisma/migrations'));
    const app = await startConvergence(databaseUrl, new Map(), 'idle');
    try {
      const names = Array.from({ length: hosts }, (_, index) => `node-${index}`);
      const nodes = Array.from({ length: Math.ceil(hosts / perOperator) }, (_, index) => names.slice(index * perOperator, (index + 1) * perOperator));
      await requestLeases(app, await makeWorld(app, { tenants, nodes }), Math.min(ADMITTED, requests), { replicas: 1, resources: { cpuMillis, memoryMib } });
      const copies = Array.from({ length: Math.max(0, requests - ADMITTED) }, () => newId('lease'));
      await app.get(Database, { strict: false }).transaction(async (tx) => {
        await tx.$executeRaw(sql`
          insert into leases select (jsonb_populate_record(l, jsonb_build_object('id', c.id, 'hold_key', 'admit:' || c.id, 'created_at', l.created_at + c.n))).*
          from jsonb_array_elements_text(${JSON.stringify(copies)}::jsonb) with ordinality c(id, n)
          join (select l.*, row_number() over (order by id) as place from leases l) numbered on numbered.place = c.n % ${ADMITTED} + 1 join leases l on l.id = numbered.id`);
        await tx.$executeRaw(sql`analyze`);
      });
    } finally {
      await app.close();
    }
  },

  /** The product's scheduler, round after round, until every request has its claim. */
  async run({ databaseUrl, requests }: { databaseUrl: string; requests: number }): Promise<Placed> {
    const app = await startConvergence(databaseUrl, new Map(), 'idle');
    try {
      const database = app.get(Database, { strict: false });
      const scheduler = app.get(Scheduler, { strict: false });
      const [pool] = await database.query<{ id: string }>(sql`select id from pools`);
      const cpu = process.cpuUsage();
      const start = performance.now();
      let claims = 0;
      for (let round = 0; round < MOST_ROUNDS && claims < requests; round += 1) claims += (await scheduler.round(pool!.id)).applied?.made.length ?? 0;
      const seconds = (performance.now() - start) / 1_000;
      const { user, system } = process.cpuUsage(cpu);
      const [held] = await database.query<{ count: bigint }>(sql`select count(distinct lease_id) as count from claims where state = 'held'`);
      if (Number(held!.count) !== requests) throw new Error(`${held!.count} of ${requests} requests have a claim`);
      return { seconds, rounds: scheduler.counters.rounds, cpuMillis: (user + system) / 1_000 };
    } finally {
      await app.close();
    }
  },
};
export type OurPlacement = typeof tasks;

answer(tasks);
