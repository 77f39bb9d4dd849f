import { type EventType, eventTypes, jsonText, type Millis } from '#libs/kernel';
import { type TraceContext, traceOf } from '#libs/tracing';

import { columnsOf } from './binary-arrays.js';
import { type Database, type Reader, rowsOf, sql, type Transaction } from './database.js';
import { signalChannels } from './signals.js';

export interface NewEvent {
  type: EventType;
  /** What it is about: a lease, a statement, a pool. */
  subjectId: string;
  /** Whose webhooks get it, for public types. */
  tenantId?: string;
  payload?: Record<string, unknown>;
}

/** Writes events in the caller's transaction: they exist if, and only if, what they say is true. Beside each is kept where the trace stands that it is a step of. */
export async function appendEvents(tx: Transaction, at: Millis, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  const { texts, amounts } = columnsOf(events);
  const traces = texts(({ subjectId }) => {
    const trace = traceOf(subjectId);
    return trace === undefined ? null : JSON.stringify(trace);
  });
  await tx.$executeRaw(sql`
    with added as (
      insert into outbox_events (type, subject_id, tenant_id, payload, at, told_at, trace)
      select type, subject_id, tenant_id, payload::jsonb, ${BigInt(at)}, told_at, trace::jsonb
      from (
        select unnest(${texts(({ type }) => type)}::text[]) as type, unnest(${texts(({ subjectId }) => subjectId)}::text[]) as subject_id, unnest(${texts(({ tenantId }) => tenantId ?? null)}::text[]) as tenant_id,
          unnest(${texts(({ payload }) => jsonText(payload ?? {}))}::text[]) as payload,
          unnest(${amounts(({ tenantId, type }) => (tenantId !== undefined && eventTypes[type].public ? null : BigInt(at)))}::bigint[]) as told_at, unnest(${traces}::text[]) as trace
      ) t
      returning 1
    )
    select pg_notify(${signalChannels.outbox}, '') from added limit 1`);
}

export interface OutboxEvent {
  /** Grows with each event; not gapless. */
  id: bigint;
  type: EventType;
  subjectId: string;
  tenantId: string | null;
  payload: Record<string, unknown>;
  at: Millis;
  /** Where the trace stands that it is a step of. */
  trace?: TraceContext | null | undefined;
}

/**
 * Takes events that nobody carried yet and marks them in the same transaction as `carry` succeeds: a crash between
 * the two carries them twice, never not at all. Several relays share the work.
 * @returns how many were carried.
 */
export async function relayEvents(tx: Transaction, limit: number, now: Millis, carry: (events: OutboxEvent[]) => Promise<void>): Promise<number> {
  const rows = await tx.$queryRaw<{ id: bigint; type: EventType; subject_id: string; tenant_id: string | null; payload: Record<string, unknown>; at: bigint; trace: TraceContext | null }[]>(sql`
    select id, type, subject_id, tenant_id, payload, at, trace from outbox_events
    where relayed_at is null order by id limit ${limit} for update skip locked`);
  if (rows.length === 0) return 0;
  await carry(rows.map((row) => ({ id: row.id, type: row.type, subjectId: row.subject_id, tenantId: row.tenant_id, payload: row.payload, at: Number(row.at), trace: row.trace })));
  const ids = JSON.stringify(rows.map((row) => row.id.toString()));
  await tx.$executeRaw(sql`
    update outbox_events set relayed_at = ${BigInt(now)}
    where id in (select value::bigint from jsonb_array_elements_text(${ids}::jsonb))`);
  return rows.length;
}

/** Events behind an id, in order of it, carried or not. That is not the order of commits: one with a smaller id may come to be seen later. */
export async function eventsBehind(reader: Reader, after: bigint, limit: number): Promise<OutboxEvent[]> {
  const rows = await rowsOf<{ id: bigint; type: EventType; subject_id: string; tenant_id: string | null; payload: Record<string, unknown>; at: bigint }>(reader, sql`
    select id, type, subject_id, tenant_id, payload, at from outbox_events where id > ${after} order by id limit ${limit}`);
  return rows.map((row) => ({ id: row.id, type: row.type, subjectId: row.subject_id, tenantId: row.tenant_id, payload: row.payload, at: Number(row.at) }));
}

/** What was asked for longer ago than this is done outside its trace. */
const SAME_TRACE_MILLIS: Millis = 3_600_000;

/** The last event of each subject that is a step of a trace, of those that are not so old that what is done now is no step of it any more. */
export async function lastTraced(reader: Reader, subjectIds: readonly string[], now: Millis): Promise<Map<string, { type: EventType; trace: TraceContext }>> {
  if (subjectIds.length === 0) return new Map();
  const rows = await rowsOf<{ subject_id: string; type: EventType; trace: TraceContext }>(reader, sql`
    select subject_id, type, trace from jsonb_array_elements_text(${JSON.stringify(subjectIds)}::jsonb) as asked(id)
    cross join lateral (select subject_id, type, trace, at from outbox_events where subject_id = asked.id and trace is not null order by id desc limit 1) last
    where at >= ${BigInt(now - SAME_TRACE_MILLIS)}`);
  return new Map(rows.map(({ subject_id, type, trace }) => [subject_id, { type, trace }]));
}

/** Of the newest event, 0 when there is none. */
export async function newestEventId(reader: Reader): Promise<bigint> {
  const [row] = await rowsOf<{ id: bigint | null }>(reader, sql`select max(id) as id from outbox_events`);
  return row?.id ?? 0n;
}

/** Forgets events that were carried before a time; those that wait are kept, however old. @returns how many, 10,000 at the most. */
export async function forgetEvents(tx: Transaction, relayedBefore: Millis): Promise<number> {
  return tx.$executeRaw(sql`
    delete from outbox_events where id in (
      select id from (select id, relayed_at from outbox_events order by id limit 10000) oldest where relayed_at < ${BigInt(relayedBefore)})`);
}

const MOST_COUNTED = 10_000;

/** Events that wait to be carried, counted to 10,000, and when the oldest was written. */
export async function outboxBacklog(database: Database): Promise<{ events: number; oldestAt: Millis | undefined }> {
  const [row] = await database.query<{ events: bigint; oldest_at: bigint | null }>(sql`
    select count(*) as events, min(at) as oldest_at
    from (select at from outbox_events where relayed_at is null order by id limit ${MOST_COUNTED}) as waiting`);
  return { events: Number(row?.events ?? 0n), oldestAt: row?.oldest_at == null ? undefined : Number(row.oldest_at) };
}

/** Notes that the webhook messages of events are made, in the transaction that makes them. */
export async function markTold(tx: Transaction, ids: readonly bigint[], now: Millis): Promise<void> {
  await tx.$executeRaw(sql`
    update outbox_events set told_at = ${BigInt(now)}
    where told_at is null and id in (select value::bigint from jsonb_array_elements_text(${JSON.stringify(ids.map(String))}::jsonb))`);
}
