import { Global, Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { Agent, request } from 'undici';

import { appendEvents, Database, ensureDatabase, migrate, Signals, sql } from '#libs/database';
import { CLOCK, defaultSettings, newId, SETTINGS, systemClock } from '#libs/kernel';
import { WebhookDispatcher, WebhookModule, Webhooks } from '#libs/webhook';

import type { Contest } from './contest.js';
import { benchPostgres } from './servers.js';

const ENDPOINTS = 1_000;
/** Events of one run: each goes to every endpoint. */
const EVENTS = 5;
/** Requests of the peer at a time; ours works on as many endpoints at a time. */
const AT_ONCE = 256;
/** What an event carries: about what one of ours does. */
const payload = { leaseId: newId('lease'), projectId: newId('project'), replicas: 2, resources: { cpuMillis: 1_000, memoryMib: 2_048 }, price: '30000001' };

/**
 * Events that a thousand endpoints want, from the outbox to the last recorded attempt: messages and deliveries made,
 * bodies signed with each endpoint's secret and sent, attempts and outcomes committed. The peer posts as many bodies of the
 * same size to the same sink, and does nothing else.
 */
export async function* webhookContests(): AsyncGenerator<Contest> {
  const postgres = await benchPostgres();
  const sink = await startSink();
  const world = await WebhookWorld.create(postgres.url, sink.url);
  const agent = new Agent({ connections: AT_ONCE });
  const body = JSON.stringify({ type: 'lease.changed', timestamp: new Date().toISOString(), data: payload });
  try {
    yield {
      name: 'webhook', unit: 'deliveries/s', peerIs: 'undici alone, same bodies, same sink', target: 0.3,
      ours: () => world.run(),
      peer: () => bareRun(agent, sink.url, body),
      close: async () => undefined,
    };
  } finally {
    await agent.destroy();
    await world.close();
    await sink.stop();
    await postgres.stop();
  }
}

async function bareRun(agent: Agent, url: string, body: string): Promise<number> {
  let left = ENDPOINTS * EVENTS;
  const start = performance.now();
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    while (left > 0) {
      left -= 1;
      const answer = await request(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body, dispatcher: agent });
      await answer.body.dump();
    }
  }));
  return (ENDPOINTS * EVENTS) / ((performance.now() - start) / 1_000);
}

/** The product's own schema and its webhook module, as a worker has them. */
class WebhookWorld {
  private constructor(private readonly database: Database, private readonly app: INestApplicationContext, private readonly tenantId: string) {}

  static async create(serverUrl: string, sinkUrl: string): Promise<WebhookWorld> {
    await ensureDatabase(serverUrl, 'webhook');
    const url = new URL(serverUrl);
    url.pathname = '/webhook';
    await migrate(url.href, join(process.cwd(), 'prisma/migrations'));
    const database = new Database({ url: url.href, poolSize: 8 });
    const provided = [
      { provide: Database, useValue: database }, { provide: Signals, useValue: new Signals(url.href) }, { provide: CLOCK, useValue: systemClock },
      { provide: SETTINGS, useValue: { ...defaultSettings, webhookAllowPrivate: true } },
    ];
    @Global()
    @Module({ providers: provided, exports: provided.map(({ provide }) => provide) })
    class Core {}
    @Module({ imports: [Core, WebhookModule] })
    class Root {}
    const app = await NestFactory.createApplicationContext(Root, { logger: ['error', 'fatal'] });
    const tenantId = newId('tenant');
    const ids = Array.from({ length: ENDPOINTS }, () => newId('endpoint'));
    await database.client.endpoint.createMany({
      data: ids.map((id) => ({ id, tenantId, url: sinkUrl, eventTypes: [], secret: `whsec_${randomBytes(32).toString('base64')}`, createdAt: 0n })),
    });
    await database.client.endpointLane.createMany({ data: ids.map((endpointId) => ({ endpointId })) });
    return new WebhookWorld(database, app, tenantId);
  }

  /** @returns deliveries a second, all of them recorded. */
  async run(): Promise<number> {
    const ids = await this.database.transaction(async (tx) => {
      const [before] = await tx.$queryRaw<{ id: bigint }[]>(sql`select coalesce(max(id), 0) as id from outbox_events`);
      await appendEvents(tx, systemClock.now(), Array.from({ length: EVENTS }, () => ({ type: 'lease.changed' as const, subjectId: payload.leaseId, tenantId: this.tenantId, payload })));
      return tx.$queryRaw<{ id: bigint }[]>(sql`select id from outbox_events where id > ${before!.id}`);
    });
    const start = performance.now();
    await this.app.get(Webhooks, { strict: false }).fanout(ids.map(({ id }) => id.toString()));
    await this.app.get(WebhookDispatcher, { strict: false }).drain();
    const seconds = (performance.now() - start) / 1_000;
    const [count] = await this.database.query<{ waiting: bigint; delivered: bigint; attempts: bigint }>(sql`
      select count(*) filter (where state = 'pending') as waiting, count(*) filter (where state = 'delivered') as delivered, (select count(*) from attempts) as attempts from deliveries`);
    if (count!.waiting !== 0n || count!.delivered !== count!.attempts) throw new Error(`of the benchmark's deliveries ${count!.waiting} wait, and ${count!.delivered} took ${count!.attempts} attempts`);
    return (ENDPOINTS * EVENTS) / seconds;
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.database.close();
  }
}

async function startSink(): Promise<{ url: string; stop(): Promise<void> }> {
  const child = fork(join(import.meta.dirname, 'webhook-sink.js'), { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  const [line] = (await once(child.stdout!, 'data')) as [Buffer];
  return {
    url: line.toString().trim(),
    stop: async () => {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}
