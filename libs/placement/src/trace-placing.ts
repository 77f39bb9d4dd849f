import type { Auction } from '#libs/auction';
import { lastTraced, type Reader } from '#libs/database';
import type { Millis } from '#libs/kernel';
import type { PlacementRequest } from '#libs/lease';
import { inSpans, isTracing } from '#libs/tracing';

import type { PlannedLease } from './plan.js';

export interface PlacingSpans {
  poolId: string;
  /** Number of the fence that it is written under. */
  fence: bigint;
  now: Millis;
  /** When the round began, by the machine's clock. */
  startedAt: number;
  waiting: readonly PlacementRequest[];
  planned: readonly PlannedLease[];
}

/**
 * Writes a plan as a step of the traces of those leases that it does something for: what it was that each waits for, its last event says.
 * A lease that only goes on waiting is no news, and what moves for others' sake is nobody's request.
 */
export async function tracePlacing<T>(reader: Reader, { poolId, fence, now, startedAt, waiting, planned }: PlacingSpans, write: () => Promise<T>): Promise<T> {
  if (!isTracing()) return write();
  const blocked = new Map(waiting.map((request) => [request.leaseId, request.blocked !== null]));
  const news = planned.filter(({ leaseId, claims, resizes }) => blocked.get(leaseId) === false || (blocked.has(leaseId) && claims.length + resizes.length > 0));
  const traced = await lastTraced(reader, news.map(({ leaseId }) => leaseId), now);
  return inSpans(news.flatMap(({ leaseId, claims }) => {
    const last = traced.get(leaseId);
    if (!last) return [];
    return [{ subjectId: leaseId, name: 'place lease', from: last.trace, startedAt, attributes: { 'weir.lease.id': leaseId, 'weir.pool.id': poolId, 'weir.fence': Number(fence), 'weir.claims': claims.length } }];
  }), write);
}

/** Ends an auction as a step of the trace of its lease. */
export async function traceAuction<T>(reader: Reader, { id, leaseId, poolId }: Auction, now: Millis, end: () => Promise<T>): Promise<T> {
  if (!isTracing()) return end();
  const last = (await lastTraced(reader, [leaseId], now)).get(leaseId);
  if (!last) return end();
  return inSpans([{ subjectId: leaseId, name: 'end auction', from: last.trace, attributes: { 'weir.auction.id': id, 'weir.lease.id': leaseId, 'weir.pool.id': poolId } }], end);
}
