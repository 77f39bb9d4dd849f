import { appendEvents, type NewEvent, signalChannels, sql, type Transaction } from '#libs/database';
import { type EventType, eventTypes, type Millis, toJson } from '#libs/kernel';

import { type Lease } from './lease.js';

/** What a timeline says. Those that are also event types go to the outbox, and so to webhooks. */
export type TimelineType = Extract<EventType, `lease.${string}`> | 'lease.provisioning' | 'lease.repriced';

/** A step of a lease, with the lease as it is after it. */
export interface LeaseStep {
  lease: Lease;
  type: TimelineType;
  /** For the tenant: nothing of operators, hosts, clusters or sites. */
  data?: Record<string, unknown>;
}

/** Writes steps to their leases' timelines and to the outbox, and wakes those who watch, in the transaction that takes them. */
export async function logSteps(tx: Transaction, at: Millis, steps: readonly LeaseStep[]): Promise<void> {
  if (steps.length === 0) return;
  const rows = steps.map(({ lease, type, data }) => ({ lease_id: lease.id, type, data: toJson(data ?? {}) }));
  await tx.$executeRaw(sql`
    with added as (
      insert into lease_events (lease_id, at, type, data)
      select lease_id, ${BigInt(at)}, type, data from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t(lease_id text, type text, data jsonb)
      returning lease_id
    )
    select pg_notify(${signalChannels.lease}, lease_id) from (select distinct lease_id from added) told`);
  await appendEvents(tx, at, steps.flatMap((step) => (step.type in eventTypes ? [toEvent(step)] : [])));
}

function toEvent({ lease, type, data }: LeaseStep): NewEvent {
  const payload = { leaseId: lease.id, projectId: lease.projectId, name: lease.name, state: lease.state, version: lease.version, replicas: lease.replicas, ...data };
  return { type: type as EventType, subjectId: lease.id, tenantId: lease.tenantId, payload };
}
