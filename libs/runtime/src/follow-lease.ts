import { lastTraced, type Reader } from '#libs/database';
import type { EventType, LeaseId, Millis } from '#libs/kernel';
import { currentTrace, inSpan, isSameTrace, isTracing } from '#libs/tracing';

/** After these a lease stands, or is over: what it does then by itself was not asked for. */
const atRest: ReadonlySet<EventType> = new Set<EventType>(['lease.activated', 'lease.recovered', 'lease.closed', 'lease.failed', 'lease.suspended']);

/**
 * Works on a lease as a step of the trace that set it on its way, while it is on it: whatever made somebody look, a cluster, a sweep
 * or an event before the last, the work is what the last one asks for.
 */
export async function followLease<T>(reader: Reader, leaseId: LeaseId, now: Millis, name: 'job converge' | 'record lease', work: () => Promise<T>): Promise<T> {
  if (!isTracing()) return work();
  const last = (await lastTraced(reader, [leaseId], now)).get(leaseId);
  if (!last || atRest.has(last.type) || isSameTrace(last.trace, currentTrace())) return work();
  return inSpan(name, { from: last.trace, kind: name === 'job converge' ? 'consumer' : 'inside', attributes: { 'weir.lease.id': leaseId } }, work);
}
