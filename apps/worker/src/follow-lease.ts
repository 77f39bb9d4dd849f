import { type Database, lastTraced } from '#libs/database';
import { type EventType, type LeaseId, type Millis } from '#libs/kernel';
import { currentTrace, inSpan, isTracing } from '#libs/tracing';

/** After these a lease stands, or is over: what it does then by itself was not asked for. */
const atRest: ReadonlySet<EventType> = new Set<EventType>(['lease.activated', 'lease.recovered', 'lease.closed', 'lease.failed', 'lease.suspended']);
const SAME_TRACE_MILLIS = 3_600_000;

/** Works on a lease that a cluster, or a sweep, spoke of: while the lease is on its way, as a step of the trace that set it on it. */
export async function followLease<T>(database: Database, leaseId: LeaseId, now: Millis, work: () => Promise<T>): Promise<T> {
  if (!isTracing() || currentTrace()) return work();
  const last = (await lastTraced(database, [leaseId], now - SAME_TRACE_MILLIS)).get(leaseId);
  if (!last || atRest.has(last.type)) return work();
  return inSpan('job converge', { from: last.trace, kind: 'consumer', attributes: { 'weir.job.name': 'converge', 'weir.lease.id': leaseId } }, work);
}
