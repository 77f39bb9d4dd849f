import { rowsOf, sql, type Transaction } from '#libs/database';
import { type ClaimId, type LeaseId, type Millis, MILLIS_PER_MINUTE, newId } from '#libs/kernel';

import type { Lease, ReplicaReadiness } from './lease.js';

/** Why a replica that was ready is not, where that lies in what its tenant runs or asked for: no service level is missed by it. */
export const tenantsOutages = ['image_not_found', 'crash_loop', 'out_of_memory', 'invalid_workload', 'health_check_failed', 'changed_by_tenant'] as const;

/** What is recorded when nobody said why: it was taken down, or starts anew. */
const NO_REASON = 'not_ready';
/** A replica that goes down without a reason so soon after its tenant changed the lease does so for that. */
const CHANGE_EXPLAINS_MILLIS = 10 * MILLIS_PER_MINUTE;

/** A time in which a replica that had been ready was not. */
export interface Outage {
  replica: number;
  claimId: ClaimId;
  reason: string;
  startsAt: Millis;
}

export interface OutageChanges {
  ends: { replica: number; at: Millis }[];
  starts: Outage[];
}

/**
 * What a change of readiness says about outages. Pure. A replica's outage begins when it is not ready any more, goes on over whatever is tried meanwhile, and ends when
 * it is ready or not wanted; when another reason comes to light, another outage begins there, on the claim that has it.
 */
export function decideOutages(before: readonly ReplicaReadiness[], after: readonly ReplicaReadiness[], open: readonly Outage[], replicas: number, at: Millis, changedAt: Millis | null): OutageChanges {
  const changes: OutageChanges = { ends: [], starts: [] };
  const numbers = new Set([...before, ...after, ...open].map(({ replica }) => replica));
  for (const replica of numbers) {
    const [was, is, down] = [before, after, open].map((some: readonly { replica: number }[]) => some.find((one) => one.replica === replica)) as [ReplicaReadiness?, ReplicaReadiness?, Outage?];
    const isWanted = replica < replicas;
    if (down && (!isWanted || is?.ready)) {
      changes.ends.push({ replica, at: Math.max(down.startsAt, isWanted ? is!.since : at) });
    } else if (down && is?.reason !== undefined && is.reason !== down.reason) {
      const from = Math.max(down.startsAt, at);
      changes.ends.push({ replica, at: from });
      changes.starts.push({ replica, claimId: is.claimId, reason: is.reason, startsAt: from });
    } else if (!down && isWanted && was?.ready && !is?.ready) {
      const startsAt = is?.claimId === was.claimId ? is.since : at;
      const changed = changedAt !== null && startsAt >= changedAt && startsAt - changedAt < CHANGE_EXPLAINS_MILLIS;
      changes.starts.push({ replica, claimId: was.claimId, reason: is?.reason ?? (changed ? 'changed_by_tenant' : NO_REASON), startsAt: Math.max(was.since, startsAt) });
    }
  }
  return changes;
}

/** Writes what a change of readiness says about outages of a lease that has run. The lease must be locked. */
export async function recordOutages(tx: Transaction, lease: Pick<Lease, 'id' | 'tenantId' | 'replicas' | 'readiness'>, after: readonly ReplicaReadiness[], at: Millis): Promise<void> {
  const isSteady = [...lease.readiness, ...after].every((one) => one.ready) && after.length === lease.replicas && lease.readiness.length === lease.replicas;
  if (isSteady) return;
  const { open, changedAt } = await outagesNow(tx, lease.id);
  const { ends, starts } = decideOutages(lease.readiness, after, open, lease.replicas, at, changedAt);
  if (ends.length > 0) {
    await tx.$executeRaw(sql`
      update outages o set ends_at = e.at from jsonb_to_recordset(${JSON.stringify(ends)}::jsonb) as e(replica int, at bigint)
      where o.lease_id = ${lease.id} and o.replica = e.replica and o.ends_at is null`);
  }
  if (starts.length === 0) return;
  const rows = starts.map(({ replica, claimId, reason, startsAt }) => ({ id: newId('outage'), replica, claim_id: claimId, reason, starts_at: startsAt }));
  await tx.$executeRaw(sql`
    insert into outages (id, lease_id, tenant_id, replica, claim_id, operator_id, host_id, reason, starts_at)
    select t.id, ${lease.id}, ${lease.tenantId}, t.replica, t.claim_id, c.operator_id, c.host_id, t.reason, t.starts_at
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t(id text, replica int, claim_id text, reason text, starts_at bigint) join claims c on c.id = t.claim_id`);
}

async function outagesNow(tx: Transaction, leaseId: LeaseId): Promise<{ open: Outage[]; changedAt: Millis | null }> {
  const rows = await rowsOf<Omit<Outage, 'startsAt'> & { startsAt: bigint }>(tx, sql`
    select replica, claim_id as "claimId", reason, starts_at as "startsAt" from outages where lease_id = ${leaseId} and ends_at is null`);
  const [change] = await rowsOf<{ at: bigint | null }>(tx, sql`select max(at) as at from lease_events where lease_id = ${leaseId} and type = 'lease.changed'`);
  return { open: rows.map((row) => ({ ...row, startsAt: Number(row.startsAt) })), changedAt: change!.at === null ? null : Number(change!.at) };
}
