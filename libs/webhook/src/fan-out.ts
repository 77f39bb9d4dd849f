import { columnsOf, markTold, type Sql, sql, type Transaction } from '#libs/database';
import { type EventType, idPrefixes, type Millis, newId } from '#libs/kernel';
import { inSpans, type TraceContext, traceOf } from '#libs/tracing';

import type { EndpointOrdering } from './endpoint.js';
import { lockLanes, wakeLanes } from './lane.js';
import { bodyOf } from './message.js';

/** An event that is to be told, and how many endpoints want it. */
export interface Untold {
  id: bigint;
  type: EventType;
  subjectId: string;
  tenantId: string;
  payload: Record<string, unknown>;
  at: bigint;
  trace: TraceContext | null;
  wanting: bigint;
}

/** Whether endpoint `p` wants event `e`. */
const wants = sql`p.tenant_id = e.tenant_id and p.state = 'enabled' and (cardinality(p.event_types) = 0 or e.type = any (p.event_types))`;

/** Reads events that are not told yet, each after the earlier ones of its subject, however they were asked for. */
export function selectUntold(eventIds: readonly string[]): Sql {
  return sql`
    with asked as (
      select id, subject_id from outbox_events
      where id in (select value::bigint from jsonb_array_elements_text(${JSON.stringify(eventIds)}::jsonb)) and told_at is null
    )
    select e.id, e.type, e.subject_id as "subjectId", e.tenant_id as "tenantId", e.payload, e.at, e.trace, (select count(*) from endpoints p where ${wants}) as wanting
    from outbox_events e
    where e.id in (select id from asked union select earlier.id from asked join outbox_events earlier on earlier.subject_id = asked.subject_id and earlier.id < asked.id and earlier.told_at is null)
    order by e.id`;
}

/** The lease an event is about. */
function leaseOf({ subjectId, payload }: Untold): string | null {
  const named = [subjectId, payload['leaseId']].find((id) => typeof id === 'string' && id.startsWith(`${idPrefixes.lease}_`));
  return (named as string | undefined) ?? null;
}

/** Makes the messages of events and a delivery of each to every endpoint that wants it, once per event, whoever does it at the same time; each in a span of its own trace. */
export function makeMessages(tx: Transaction, events: readonly Untold[], times: { now: Millis; firstPause: number }): Promise<void> {
  const spans = events.map(({ id, type, trace }) => ({ subjectId: id.toString(), name: `tell ${type}`, from: trace, attributes: { 'weir.event.id': id.toString(), 'weir.event.type': type } }));
  return inSpans(spans, () => makeTheirMessages(tx, events, times));
}

async function makeTheirMessages(tx: Transaction, events: readonly Untold[], { now, firstPause }: { now: Millis; firstPause: number }): Promise<void> {
  const ids = JSON.stringify(events.map(({ id }) => id.toString()));
  const pairs = sql`outbox_events e join endpoints p on ${wants} where e.told_at is null and e.id in (select value::bigint from jsonb_array_elements_text(${ids}::jsonb))`;
  const concerned = await tx.$queryRaw<{ id: string }[]>(sql`select distinct p.id from ${pairs}`);
  await lockLanes(tx, concerned.map(({ id }) => id));
  // Looked at again under the locks: whoever told them, or disabled an endpoint, meanwhile is done.
  const wanting = await tx.$queryRaw<{ event_id: bigint; endpoint_id: string; ordering: EndpointOrdering }[]>(sql`
    select e.id as event_id, p.id as endpoint_id, p.ordering from ${pairs} order by e.id, p.id`);
  if (wanting.length > 0) {
    const wanted = new Set(wanting.map(({ event_id }) => event_id));
    const told = events.filter(({ id }) => wanted.has(id));
    await insertMessages(tx, told, now);
    await insertDeliveries(tx, told, wanting, { now, firstAttemptAt: now + firstPause });
    await wakeLanes(tx, [...new Set(wanting.map(({ endpoint_id }) => endpoint_id))], now + firstPause);
  }
  await markTold(tx, events.map(({ id }) => id), now);
}

async function insertMessages(tx: Transaction, events: readonly Untold[], now: Millis): Promise<void> {
  const rows = events.map((event) => ({
    id: newId('message'), tenant_id: event.tenantId, event_id: event.id.toString(), type: event.type, lease_id: leaseOf(event), body: bodyOf(event.type, Number(event.at), event.payload),
    trace: traceOf(event.id.toString()),
  }));
  await tx.$executeRaw(sql`
    insert into messages (id, tenant_id, event_id, type, body, lease_id, trace, created_at)
    select id, tenant_id, event_id, type, body, lease_id, trace, ${BigInt(now)}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t(id text, tenant_id text, event_id text, type text, body text, lease_id text, trace jsonb)
    on conflict (event_id) do nothing`);
}

/** In order by lease only the first that waits has a time; the others get theirs as they become the first. */
async function insertDeliveries(
  tx: Transaction, events: readonly Untold[], wanting: readonly { event_id: bigint; endpoint_id: string; ordering: EndpointOrdering }[], times: { now: Millis; firstAttemptAt: Millis },
): Promise<void> {
  const leases = new Map(events.map((event) => [event.id, leaseOf(event)]));
  const { texts, amounts } = columnsOf(wanting);
  await tx.$executeRaw(sql`
    insert into deliveries (id, message_id, endpoint_id, tenant_id, state, ordering_key, sequence, next_attempt_at, created_at)
    select t.id, m.id, t.endpoint_id, m.tenant_id, 'pending', t.ordering_key, t.event_id,
      case when t.ordering_key is not null and (
        row_number() over (partition by t.endpoint_id, t.ordering_key order by t.event_id) > 1
        or exists (select 1 from deliveries d where d.endpoint_id = t.endpoint_id and d.ordering_key = t.ordering_key and d.state = 'pending')
      ) then null else ${BigInt(times.firstAttemptAt)}::bigint end, ${BigInt(times.now)}
    from (
      select unnest(${texts(() => newId('delivery'))}::text[]) as id, unnest(${amounts(({ event_id }) => event_id)}::bigint[]) as event_id, unnest(${texts(({ endpoint_id }) => endpoint_id)}::text[]) as endpoint_id,
        unnest(${texts(({ event_id, ordering }) => (ordering === 'lease' ? leases.get(event_id) ?? null : null))}::text[]) as ordering_key
    ) t join messages m on m.event_id = t.event_id::text
    on conflict (message_id, endpoint_id) do nothing`);
}
