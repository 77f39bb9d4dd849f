import { appendEvents, columnsOf, sql, type Transaction } from '#libs/database';
import { type Millis, newId } from '#libs/kernel';

import { afterFailure, type Health, healthy, isHealthy } from './circuit.js';
import type { DeliveryState } from './delivery.js';
import { type DisabledReason, dropPending } from './endpoint.js';
import { type Due, healthColumns, type HealthRow, type Lane, listed, lockLanes, toHealth, wakeLanes } from './lane.js';
import { pauseAfter, retryAfterMillis, RETRY_AFTER_MAX_MILLIS } from './schedule.js';
import type { Sent } from './sender.js';

/** An attempt that was made. */
export interface Made {
  lane: Lane;
  delivery: Due;
  /** When it began. */
  at: Millis;
  sent: Sent;
}

export interface RecordOptions {
  now: Millis;
  schedule: readonly number[];
  disableAfterMillis: number;
}

interface Judged extends Made {
  delivered: boolean;
  error: string | null;
  retryAfter: number;
}

/**
 * Notes attempts and what follows from them: for their deliveries, and for what is known of their endpoints. A delivery
 * that was given up, or sent again by hand, meanwhile stays as it is.
 * @returns what is known of each attempt's endpoint now, in the order of the attempts.
 */
export async function recordAttempts(tx: Transaction, made: readonly Made[], options: RecordOptions): Promise<Health[]> {
  const judged = made.map((one): Judged => {
    const { status, retryAfter } = one.sent;
    const delivered = status !== undefined && status >= 200 && status < 300;
    return { ...one, delivered, error: delivered ? null : failureOf(one.sent), retryAfter: delivered ? 0 : Math.min(retryAfterMillis(retryAfter, options.now), RETRY_AFTER_MAX_MILLIS) };
  });
  await writeAttempts(tx, judged);
  // Endpoints are locked before lanes, and lanes before deliveries, everywhere.
  const health = await updateHealth(tx, judged, options.now);
  const ended = await updateDeliveries(tx, judged, options);
  await wakeNext(tx, ended, options.now);
  for (const [endpointId, reason] of toDisable(judged, health, options)) await disable(tx, endpointId, reason, options.now);
  return judged.map(({ lane }) => health.get(lane.endpointId) ?? lane.health);
}

async function writeAttempts(tx: Transaction, judged: readonly Judged[]): Promise<void> {
  const { texts, times, amounts } = columnsOf(judged);
  await tx.$executeRaw(sql`
    insert into attempts (id, delivery_id, endpoint_id, at, status, error, error_class, response, duration_millis)
    select unnest(${texts(() => newId('attempt'))}::text[]), unnest(${texts(({ delivery }) => delivery.id)}::text[]), unnest(${texts(({ lane }) => lane.endpointId)}::text[]),
      unnest(${times(({ at }) => at)}::bigint[]), unnest(${amounts(({ sent }) => (sent.status === undefined ? null : BigInt(sent.status)))}::bigint[])::int,
      unnest(${texts(({ error }) => error)}::text[]), unnest(${texts(({ error, sent }) => (error === null ? null : sent.errorClass ?? null))}::text[]),
      unnest(${texts(({ sent }) => sent.response ?? null)}::text[]), unnest(${times(({ sent }) => sent.durationMillis)}::bigint[])::int`);
}

/** Only of endpoints that fail or failed: of the others there is nothing to note. @returns what is known of those now. */
async function updateHealth(tx: Transaction, judged: readonly Judged[], now: Millis): Promise<Map<string, Health>> {
  const troubled = [...new Set(judged.filter(({ delivered, lane }) => !delivered || !isHealthy(lane.health)).map(({ lane }) => lane.endpointId))];
  if (troubled.length === 0) return new Map();
  const rows = await tx.$queryRaw<(HealthRow & { id: string })[]>(sql`select id, ${healthColumns} from endpoints where id in ${listed(troubled)} order by id for update`);
  const health = new Map(rows.map((row) => [row.id, toHealth(row)]));
  for (const { lane, delivered, at, error, retryAfter } of judged) {
    const known = health.get(lane.endpointId);
    if (known) health.set(lane.endpointId, delivered ? healthy : afterFailure(known, { at, now, reason: error!, retryAfterMillis: retryAfter }));
  }
  const changed = [...health].map(([id, known]) => ({
    id, failing_since: known.failingSince, failures: known.failures, opened: known.circuitOpenedAt, next: known.circuitNextTryAt, tries: known.circuitTries, reason: known.circuitReason,
  }));
  await tx.$executeRaw(sql`
    update endpoints e set failing_since = t.failing_since, failures = t.failures, circuit_opened_at = t.opened, circuit_next_try_at = t.next, circuit_tries = t.tries, circuit_reason = t.reason
    from jsonb_to_recordset(${JSON.stringify(changed)}::jsonb) as t(id text, failing_since bigint, failures int, opened bigint, next bigint, tries int, reason text) where e.id = t.id`);
  return health;
}

/** @returns the endpoints and ordering keys of deliveries that others may have waited for. */
async function updateDeliveries(tx: Transaction, judged: readonly Judged[], { now, schedule }: RecordOptions): Promise<{ endpointId: string; orderingKey: string }[]> {
  const rows = judged.map(({ lane, delivery, delivered, retryAfter }) => {
    const pause = delivered ? undefined : pauseAfter(delivery.step, schedule, retryAfter);
    const state: DeliveryState = delivered ? 'delivered' : pause === undefined ? 'failed' : 'pending';
    return { id: delivery.id, step: delivery.step, state, next: pause === undefined ? null : now + pause, endpointId: lane.endpointId, orderingKey: delivery.orderingKey };
  });
  const ended = rows.flatMap(({ state, endpointId, orderingKey }) => (state === 'pending' || orderingKey === null ? [] : [{ endpointId, orderingKey }]));
  // Whoever adds a delivery behind an ordered one locks its lane, and so sees how this ends.
  if (ended.length > 0) await lockLanes(tx, [...new Set(ended.map(({ endpointId }) => endpointId))]);
  const { texts, times, amounts } = columnsOf(rows);
  await tx.$executeRaw(sql`
    update deliveries d set state = t.state, step = d.step + 1, next_attempt_at = t.next
    from (
      select unnest(${texts(({ id }) => id)}::text[]) as id, unnest(${times(({ step }) => step)}::bigint[]) as step, unnest(${texts(({ state }) => state)}::text[]) as state,
        unnest(${amounts(({ next }) => (next === null ? null : BigInt(next)))}::bigint[]) as next
    ) t where d.id = t.id and d.state = 'pending' and d.step = t.step`);
  return ended;
}

/** Lets those go that waited for an earlier delivery of their lease. Their lanes are locked. */
export async function wakeNext(tx: Transaction, ended: readonly { endpointId: string; orderingKey: string }[], now: Millis): Promise<void> {
  if (ended.length === 0) return;
  const rows = JSON.stringify(ended.map(({ endpointId, orderingKey }) => ({ endpoint_id: endpointId, ordering_key: orderingKey })));
  await tx.$executeRaw(sql`
    with next as (
      select n.id from (select distinct endpoint_id, ordering_key from jsonb_to_recordset(${rows}::jsonb) as t(endpoint_id text, ordering_key text)) t
      cross join lateral (
        select id from deliveries d where d.endpoint_id = t.endpoint_id and d.ordering_key = t.ordering_key and d.state = 'pending' order by sequence limit 1
      ) n)
    update deliveries set next_attempt_at = ${BigInt(now)} where id in (select id from next) and next_attempt_at is null`);
  await wakeLanes(tx, [...new Set(ended.map(({ endpointId }) => endpointId))], now);
}

function toDisable(judged: readonly Judged[], health: ReadonlyMap<string, Health>, { now, disableAfterMillis }: RecordOptions): Map<string, DisabledReason> {
  const found = new Map<string, DisabledReason>();
  for (const { lane, sent, delivered } of judged) {
    const since = health.get(lane.endpointId)?.failingSince ?? null;
    if (sent.status === 410) found.set(lane.endpointId, 'gone');
    else if (!delivered && since !== null && now - since >= disableAfterMillis && !found.has(lane.endpointId)) found.set(lane.endpointId, 'failing');
  }
  return found;
}

/** Disables an endpoint, gives up what waits for it, and tells the tenant's others. */
async function disable(tx: Transaction, endpointId: string, reason: DisabledReason, now: Millis): Promise<void> {
  const [endpoint] = await tx.$queryRaw<{ tenant_id: string; url: string }[]>(sql`
    update endpoints set state = 'disabled', disabled_reason = ${reason}, disabled_at = ${BigInt(now)}
    where id = ${endpointId} and state = 'enabled' returning tenant_id, url`);
  if (!endpoint) return;
  await dropPending(tx, endpointId);
  await appendEvents(tx, now, [{ type: 'endpoint.disabled', subjectId: endpointId, tenantId: endpoint.tenant_id, payload: { endpointId, url: endpoint.url, reason } }]);
}

function failureOf({ status, error }: Sent): string {
  if (status === undefined) return error ?? 'no answer';
  return status >= 300 && status < 400 ? `answered ${status}; redirects are not followed` : `answered ${status}`;
}
