import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, sql } from '#libs/database';
import { type Actor, type ClaimId, type ClusterId, commonProblems, type LeaseId, type Millis } from '#libs/kernel';
import { leaseById, own } from '#libs/lease';

import { type ClusterRef, ClusterUnreachable, type LogLine, type LogOptions, ReplicaUnreachable } from './driver.js';
import { DriverRegistry } from './driver-registry.js';
import { mergeAsTheyCome, mergeInTime, type ReplicaLine } from './merge-lines.js';
import { runtimeProblems } from './runtime.errors.js';

/** Which lines of a lease are asked for. */
export interface LogRequest extends LogOptions {
  /** One replica's; all of them when left out. `tailLines` are each one's. */
  replica?: number;
}

/** Opened logs: `lines` is to be read, or returned, once; the signal given to the query ends it. */
export interface OpenLogs {
  lines: AsyncIterableIterator<ReplicaLine>;
}

/** So many replicas are read at once. */
const MOST_REPLICAS = 32;
/** What was not refused by then is answered, with whatever comes. */
const FIRST_ANSWER_MILLIS = 5_000;
const LONGEST_LINE = 16_384;

/**
 * Opens the logs of a lease's replicas, as far as they run and can be reached. Refusals come before the first line.
 * @throws Problem `not_found`, `replica_not_running`, `logs_unavailable`, `too_many_replicas`
 */
export class ReadLogs extends Query<OpenLogs> {
  constructor(readonly actor: Actor, readonly leaseId: LeaseId, readonly request: LogRequest, readonly signal: AbortSignal) {
    super();
  }
}

interface Placed {
  claimId: ClaimId;
  replica: number;
  cluster: ClusterRef;
}

@QueryHandler(ReadLogs)
export class ReadLogsHandler implements IQueryHandler<ReadLogs> {
  constructor(private readonly database: Database, private readonly drivers: DriverRegistry) {}

  async execute({ actor, leaseId, request, signal }: ReadLogs): Promise<OpenLogs> {
    const { replicas } = own(actor, await leaseById(this.database, leaseId));
    const { replica } = request;
    if (replica !== undefined && replica >= replicas) throw commonProblems.not_found(`The lease has ${replicas} replicas, counted from 0.`, { pointer: '?replica' });
    if (replica === undefined && replicas > MOST_REPLICAS) {
      throw runtimeProblems.too_many_replicas(`Logs of ${MOST_REPLICAS} replicas at most are read at once; choose one of the ${replicas}.`, { pointer: '?replica' });
    }
    const wanted = await this.placed(leaseId, replica ?? null, replicas);
    const opened = await Promise.all(wanted.map((one) => this.open(leaseId, one, request, signal)));
    const sources = opened.filter((one): one is AsyncGenerator<ReplicaLine> => !(one instanceof Error));
    if (sources.length === 0) {
      if (opened.some((one) => one instanceof ClusterUnreachable)) throw runtimeProblems.logs_unavailable('The logs cannot be read just now; try again.', { retryAfterSeconds: 5 });
      throw runtimeProblems.replica_not_running(replica === undefined ? 'No replica of the lease runs.' : `Replica ${replica} does not run.`);
    }
    return { lines: request.follow ? mergeAsTheyCome(sources) : mergeInTime(sources) };
  }

  private async placed(leaseId: LeaseId, replica: number | null, replicas: number): Promise<Placed[]> {
    const rows = await this.database.query<{ claim_id: ClaimId; replica: number; cluster_id: ClusterId; driver: string }>(sql`
      select c.id as claim_id, c.replica, c.cluster_id, k.driver from claims c join clusters k on k.id = c.cluster_id
      where c.lease_id = ${leaseId} and c.state = 'held' and c.part = 'serving' and c.replica < ${replicas} and (${replica}::int is null or c.replica = ${replica})
      order by c.replica limit ${2 * MOST_REPLICAS}`);
    return rows.map((row) => ({ claimId: row.claim_id, replica: row.replica, cluster: { id: row.cluster_id, driver: row.driver } }));
  }

  /** One replica's lines, once its cluster has begun to answer; or why there are none. */
  private async open(
    leaseId: LeaseId, { claimId, replica, cluster }: Placed, request: LogOptions, signal: AbortSignal,
  ): Promise<AsyncGenerator<ReplicaLine> | ClusterUnreachable | ReplicaUnreachable> {
    const driver = this.drivers.find(cluster);
    if (!driver) return new ClusterUnreachable(cluster.id);
    const source = driver.logs(cluster, { leaseId, claimId }, request, signal)[Symbol.asyncIterator]();
    const first = source.next();
    try {
      await Promise.race([first, afterMillis(FIRST_ANSWER_MILLIS)]);
      return linesOf(replica, source, first);
    } catch (error) {
      if (error instanceof ClusterUnreachable || error instanceof ReplicaUnreachable) return error;
      throw error;
    }
  }
}

/** Lines with their replica. One that vanishes while it is read has just no more: whoever follows several goes on with the others. */
async function* linesOf(replica: number, source: AsyncIterator<LogLine>, first: Promise<IteratorResult<LogLine>>): AsyncGenerator<ReplicaLine> {
  try {
    for (let result = await first; !result.done; result = await source.next()) {
      const { at, text } = result.value;
      yield { replica, at, text: text.slice(0, LONGEST_LINE) };
    }
  } catch (error) {
    if (!(error instanceof ClusterUnreachable || error instanceof ReplicaUnreachable)) throw error;
  } finally {
    void source.return?.().catch(() => undefined);
  }
}

function afterMillis(millis: Millis): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, millis).unref();
  });
}
