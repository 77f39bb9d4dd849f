import { createPostgresBackend, Queue, runMigrations, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { Pool } from 'pg';

import { ensureDatabase } from '#libs/database';
import { type QueueBackend, queuePolicies, Queues } from '#libs/queue';

import type { Contest } from './contest.js';
import { benchPostgres, benchRedis } from './servers.js';

const BATCH = 500;
const POOL_SIZE = 16;
const CONCURRENCY = queuePolicies.converge.concurrency;

/** No-op jobs, from the first added to the last done, one worker, the same concurrency: ours, and BullMQ as its manual has it. */
export async function* queueContests(): AsyncGenerator<Contest> {
  const postgres = await benchPostgres();
  try {
    yield await contest({ kind: 'postgres', url: postgres.url, poolSize: POOL_SIZE }, 1_500);
  } finally {
    await postgres.stop();
  }
  const redis = await benchRedis();
  if (!redis) {
    process.stderr.write('queue:redis is left out: no REDIS_URL, and no redis-server on PATH\n');
    return;
  }
  try {
    yield await contest({ kind: 'redis', url: redis.url }, 10_000);
  } finally {
    await redis.stop();
  }
}

async function contest(backend: QueueBackend, jobs: number): Promise<Contest> {
  const ours = await ourSide(backend);
  const peer = await bareSide(backend);
  return {
    name: `queue:${backend.kind}`,
    unit: 'jobs/s',
    peerIs: `bare BullMQ, same ${backend.kind === 'redis' ? 'Redis' : 'PostgreSQL'}`,
    target: 0.8,
    ours: () => timed(jobs, ours),
    peer: () => timed(jobs, peer),
    close: async () => {
      await ours.close();
      await peer.close();
    },
  };
}

interface Side {
  add(count: number): Promise<void>;
  /** Called once for every job done. */
  onDone: () => void;
  close(): Promise<void>;
}

async function timed(jobs: number, side: Side): Promise<number> {
  let done = 0;
  const all = new Promise<void>((resolve) => {
    side.onDone = () => {
      done += 1;
      if (done === jobs) resolve();
    };
  });
  const start = performance.now();
  for (let added = 0; added < jobs; added += BATCH) await side.add(Math.min(BATCH, jobs - added));
  await all;
  return jobs / ((performance.now() - start) / 1_000);
}

async function ourSide(backend: QueueBackend): Promise<Side> {
  const queues = new Queues({ backend, prefix: 'bench-ours', onError: report });
  await queues.prepare();
  const side: Side = {
    add: (count) => queues.add('converge', Array.from({ length: count }, (_, index) => ({ data: { leaseId: String(index) } }))),
    onDone: () => undefined,
    close: () => queues.close(),
  };
  queues.process('converge', async () => side.onDone());
  return side;
}

async function bareSide(backend: QueueBackend): Promise<Side> {
  const pool = backend.kind === 'postgres' ? await barePool(backend.url, backend.poolSize) : undefined;
  const redis = pool ? undefined : new Redis(backend.url, { maxRetriesPerRequest: null });
  const connection = { connection: (pool ?? redis) as never, prefix: 'bench-bare' };
  const factory = (pool ? createPostgresBackend : undefined) as never;
  const queue = new Queue('converge', connection, factory);
  const side: Side = {
    add: async (count) => {
      await queue.addBulk(Array.from({ length: count }, (_, index) => ({ name: 'converge', data: { leaseId: String(index) }, opts: { removeOnComplete: true } })));
    },
    onDone: () => undefined,
    close: async () => {
      await worker.close();
      await queue.close();
      await pool?.end();
      redis?.disconnect();
    },
  };
  const worker = new Worker('converge', async () => side.onDone(), { ...connection, concurrency: CONCURRENCY }, factory);
  queue.on('error', report);
  worker.on('error', report);
  pool?.on('error', report);
  return side;
}

/** A database beside ours, since BullMQ keeps queues of one name and schema together on PostgreSQL whatever their prefix. */
async function barePool(url: string, max: number): Promise<Pool> {
  await ensureDatabase(url, 'bare');
  const connection = new URL(url);
  connection.pathname = '/bare';
  const pool = new Pool({ connectionString: connection.href, max, options: '-c search_path=bullmq' });
  const client = await pool.connect();
  await runMigrations(client, 'bullmq');
  client.release();
  return pool;
}

function report(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
}
