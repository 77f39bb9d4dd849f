import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { createPostgresBackend, type JobsOptions, Queue, runMigrations, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { Client, Pool } from 'pg';

import { grantSchema, withSessionOption } from '#libs/database';
import { inSpan, type TraceContext } from '#libs/tracing';

import { type Jobs, queueNames, type QueueName, queuePolicies } from './jobs.js';
import { retryDeadlocks } from './retry-deadlocks.js';

/** Where BullMQ keeps its jobs: in a schema of the product's PostgreSQL, or in Redis. */
export type QueueBackend = {
  kind: 'postgres';
  url: string;
  poolSize: number;
  /** Who makes BullMQ's tables, where that is not who works on them. */
  ownerUrl?: string;
} | { kind: 'redis'; url: string };

export interface QueuesOptions {
  backend: QueueBackend;
  /** Keeps installations that share a Redis apart. On PostgreSQL the database does, and this is not used. */
  prefix?: string;
  onError: (error: unknown) => void;
}

export interface NewJob<Q extends QueueName> {
  data: Jobs[Q];
  /** The same id twice is one job, while the first is remembered. No colons. */
  id?: string;
  /** Jobs with one such key: at most one running and one waiting, and what is added while one runs is never lost. */
  oneAtATime?: string;
  delayMillis?: number;
  /** Where the trace stands that it is a step of. */
  trace?: TraceContext | null | undefined;
}

/** Gives a delay to be tried again after it, without counting as a failure. */
export type Processor<Q extends QueueName> = (data: Jobs[Q]) => Promise<void | { againInMillis: number }>;

export interface QueueCounts {
  waiting: number;
  active: number;
  delayed: number;
  failed: number;
}

const SCHEMA = 'bullmq';
const KEEP_FAILED = 1_000;
const OVERDUE_MILLIS = 30_000;

/**
 * The queues of one process, on either backend. Delivery is at least once and may be late: a processor reads the truth
 * from the database and may run twice.
 */
export class Queues {
  private readonly queues = new Map<QueueName, Queue>();
  private readonly workers: Worker[] = [];
  private readonly pool: Pool | undefined;
  private readonly redis: Redis | undefined;

  constructor(private readonly options: QueuesOptions) {
    if (options.backend.kind === 'postgres') {
      this.pool = new Pool({ connectionString: withSessionOption(options.backend.url, 'search_path', SCHEMA), max: options.backend.poolSize, keepAlive: true });
      retryDeadlocks(this.pool);
      this.pool.setMaxListeners(0); // one for each queue and worker
      this.pool.on('error', options.onError);
      // As in the database's pool: an error that nobody hears, of a connection in use, would end the process.
      this.pool.on('connect', (connection) => connection.on('error', () => undefined));
    } else {
      this.redis = new Redis(options.backend.url, { maxRetriesPerRequest: null });
      this.redis.on('error', options.onError);
    }
  }

  /** Makes the backend ready: its schema, when it is PostgreSQL. Once, before the first job. */
  async prepare(): Promise<void> {
    if (this.options.backend.kind === 'postgres') await this.migrate(this.options.backend);
    for (const name of queueNames) await this.queue(name).waitUntilReady();
  }

  /** BullMQ's own tables; several processes may do this at once. It migrates by itself only where it makes the pool. */
  private async migrate({ url, ownerUrl = url }: { url: string; ownerUrl?: string }): Promise<void> {
    const client = new Client({ connectionString: ownerUrl });
    await client.connect();
    try {
      await runMigrations(client, SCHEMA);
      if (ownerUrl !== url) await grantSchema(client, SCHEMA);
    } finally {
      await client.end();
    }
  }

  async add<Q extends QueueName>(name: Q, jobs: readonly NewJob<Q>[]): Promise<void> {
    if (jobs.length === 0) return;
    await this.queue(name).addBulk(jobs.map((job) => ({ name, data: job.data, opts: jobOptions(name, job) })));
  }

  /** Has a job added every so often, once for all processes that ask for the same id. Asking again changes nothing, unless none came when it was due. */
  async every<Q extends QueueName>(name: Q, id: string, everyMillis: number, data: Jobs[Q]): Promise<void> {
    const known = await this.queue(name).getJobScheduler(id);
    if (known?.every === everyMillis && (known.next ?? 0) > Date.now() - OVERDUE_MILLIS) return;
    await this.queue(name).upsertJobScheduler(id, { every: everyMillis }, { name, data, opts: { attempts: 1, removeOnComplete: true, removeOnFail: 10 } });
  }

  /** Starts working on a queue in this process. */
  process<Q extends QueueName>(name: Q, processor: Processor<Q>): void {
    const worker = new Worker(
      name,
      async (job) => {
        const data = job.data as Jobs[Q];
        const outcome = await inSpan(`job ${name}`, { from: traceIn(job.opts), kind: 'consumer', attributes: { 'weir.job.name': name, ...idsIn(data), 'weir.job.attempt': job.attemptsMade + 1 } }, () => processor(data));
        // What comes later of itself is no step of that trace: by then something else may be the reason for it.
        if (outcome) await this.add(name, [{ data, delayMillis: outcome.againInMillis }]);
      },
      { ...this.connection(), concurrency: queuePolicies[name].concurrency, lockDuration: 10_000, stalledInterval: 2_500, maxStalledCount: 10 },
      this.factory(),
    );
    worker.on('error', this.options.onError);
    worker.on('failed', (_job, error) => this.options.onError(error));
    this.workers.push(worker);
  }

  async counts(): Promise<Record<QueueName, QueueCounts>> {
    const entries = await Promise.all(
      queueNames.map(async (name) => {
        const counts = await this.queue(name).getJobCounts('waiting', 'active', 'delayed', 'failed');
        return [name, { waiting: counts.waiting ?? 0, active: counts.active ?? 0, delayed: counts.delayed ?? 0, failed: counts.failed ?? 0 }] as const;
      }),
    );
    return Object.fromEntries(entries) as Record<QueueName, QueueCounts>;
  }

  /** All queues as Bull Board looks into them, to change nothing. */
  watched(): BullMQAdapter[] {
    return queueNames.map((name) => new BullMQAdapter(this.queue(name), { readOnlyMode: true, allowRetries: false }));
  }

  /** Stops taking jobs and waits for those under way, at most this long; what is cut off comes again. */
  async stopWorkers(withinMillis = 3_000): Promise<void> {
    const workers = this.workers.splice(0);
    await Promise.race([
      Promise.all(workers.map((worker) => worker.close())),
      new Promise((resolve) => setTimeout(resolve, withinMillis).unref()),
    ]);
  }

  /** After `stopWorkers`: workers must be gone before the connections they use. */
  async close(): Promise<void> {
    await this.stopWorkers();
    await Promise.all([...this.queues.values()].map((queue) => queue.close()));
    await this.pool?.end();
    this.redis?.disconnect();
  }

  private queue(name: QueueName): Queue {
    let queue = this.queues.get(name);
    if (!queue) {
      queue = new Queue(name, this.connection(), this.factory());
      queue.on('error', this.options.onError);
      this.queues.set(name, queue);
    }
    return queue;
  }

  private connection() {
    return { connection: (this.pool ?? this.redis) as never, prefix: this.options.prefix ?? 'weir' };
  }

  /** BullMQ's own default is Redis. */
  private factory() {
    return (this.pool ? createPostgresBackend : undefined) as never;
  }
}

function jobOptions<Q extends QueueName>(name: Q, job: NewJob<Q>): JobsOptions {
  const policy = queuePolicies[name];
  return {
    jobId: job.id,
    delay: job.delayMillis,
    deduplication: job.oneAtATime === undefined ? undefined : { id: job.oneAtATime, keepLastIfActive: true },
    attempts: policy.attempts,
    backoff: { type: 'exponential', delay: policy.backoffMillis, jitter: 0.5 },
    removeOnComplete: job.id === undefined ? true : { age: 3_600, count: 10_000 },
    removeOnFail: { count: KEEP_FAILED },
    // BullMQ's own place for it, which it keeps through retries and does nothing with unless it is told to trace.
    ...(job.trace && { telemetry: { metadata: JSON.stringify(job.trace) } }),
  };
}

/** Null for a job that is a step of none. */
function traceIn({ telemetry }: JobsOptions): TraceContext | null {
  return telemetry?.metadata === undefined ? null : (JSON.parse(telemetry.metadata) as TraceContext);
}

/** What a job is about, as its span tells it; not the many ids of a batch. */
function idsIn(data: Jobs[QueueName]): Record<string, string> {
  return 'leaseId' in data ? { 'weir.lease.id': data.leaseId } : 'name' in data ? { 'weir.sweep.name': data.name } : {};
}
