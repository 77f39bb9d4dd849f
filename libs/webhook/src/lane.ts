import { type Sql, sql, signal, signalChannels, type Transaction } from '#libs/database';
import type { Millis } from '#libs/kernel';
import type { TraceContext } from '#libs/tracing';

import { type Health, isHealthy } from './circuit.js';
import type { Secrets } from './signing.js';

/** Clocks of processes differ a little: what is due this soon is due. */
export const SOON_MILLIS = 250;
/** How many deliveries of an endpoint are read at a time, for each attempt that it takes at a time. */
const READ_AHEAD = 8;

/** A delivery that is to be attempted now. */
export interface Due {
  id: string;
  messageId: string;
  body: string;
  step: number;
  orderingKey: string | null;
  trace: TraceContext | null;
}

/** An endpoint as it is when its deliveries are read, and what is due to it. */
export interface Lane extends Secrets {
  endpointId: string;
  url: string;
  concurrency: number;
  /** It answered slowly or not at all the last time, before this. */
  isSlow: boolean;
  health: Health;
  due: Due[];
}

export interface Holding {
  holder: string;
  now: Millis;
  /** How long the holder keeps what it holds without renewing that. */
  holdMillis: number;
}

/** A list of ids as rows, for `in (…)`. */
export function listed(ids: readonly string[]): Sql {
  return sql`(select value from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))`;
}

/**
 * Takes endpoints that have something due and that nobody works on, the longest waiting first, so many quick ones and so
 * many slow ones, and reads what is due to them. Of one that failed last time that is one delivery, of one whose circuit
 * is open none; those to which nothing is due are let go again.
 * @returns how many were found, and those that are to be worked on.
 */
export async function takeLanes(tx: Transaction, { holder, now, holdMillis }: Holding, most: { quick: number; slow: number }): Promise<{ found: number; lanes: Lane[] }> {
  const free = sql`wake_at <= ${BigInt(now + SOON_MILLIS)} and (held_until is null or held_until <= ${BigInt(now)})`;
  const taken = await tx.$queryRaw<{ endpointId: string; isSlow: boolean }[]>(sql`
    with quick as (select endpoint_id from endpoint_lanes where ${free} and not is_slow order by wake_at limit ${most.quick} for update skip locked),
      slow as (select endpoint_id from endpoint_lanes where ${free} and is_slow order by wake_at limit ${most.slow} for update skip locked)
    update endpoint_lanes set held_by = ${holder}, held_until = ${BigInt(now + holdMillis)}
    where endpoint_id in (select endpoint_id from quick union all select endpoint_id from slow)
    returning endpoint_id as "endpointId", is_slow as "isSlow"`);
  if (taken.length === 0) return { found: 0, lanes: [] };
  // From here on nobody adds a delivery to them unseen: whoever does waits for us, or we waited for them.
  const rows = await tx.$queryRaw<DueRow[]>(selectDue(taken.map(({ endpointId }) => endpointId), now));
  const lanes = new Map<string, Lane>();
  for (const row of rows) {
    const lane = lanes.get(row.endpointId) ?? toLane(row);
    lane.due.push({ id: row.id, messageId: row.messageId, body: row.body, step: row.step, orderingKey: row.orderingKey, trace: row.trace });
    lanes.set(row.endpointId, lane);
  }
  await letGo(tx, { holder, now }, taken.filter(({ endpointId }) => !lanes.has(endpointId)));
  return { found: taken.length, lanes: [...lanes.values()] };
}

/** Lets endpoints go that the holder still has. What is due to them already waits behind those that wait now. */
export async function letGo(tx: Transaction, { holder, now }: Pick<Holding, 'holder' | 'now'>, lanes: readonly { endpointId: string; isSlow: boolean }[]): Promise<void> {
  if (lanes.length === 0) return;
  await lockLanes(tx, lanes.map(({ endpointId }) => endpointId));
  const rows = JSON.stringify(lanes.map(({ endpointId, isSlow }) => ({ endpoint_id: endpointId, is_slow: isSlow })));
  await tx.$executeRaw(sql`
    update endpoint_lanes l set held_by = null, held_until = null, is_slow = t.is_slow, wake_at = (
      select greatest(d.next_attempt_at, e.circuit_next_try_at, ${BigInt(now)}::bigint)
      from endpoints e cross join lateral (
        select next_attempt_at from deliveries where endpoint_id = e.id and state = 'pending' and next_attempt_at is not null order by next_attempt_at limit 1
      ) d where e.id = l.endpoint_id and e.state = 'enabled')
    from jsonb_to_recordset(${rows}::jsonb) as t(endpoint_id text, is_slow boolean) where l.endpoint_id = t.endpoint_id and l.held_by = ${holder}`);
}

/** Lets everything go that a holder has, for others to take up at once. */
export async function letAllGo(tx: Transaction, holder: string): Promise<void> {
  await tx.$executeRaw(sql`
    with own as (select endpoint_id from endpoint_lanes where held_by = ${holder} order by endpoint_id for update)
    update endpoint_lanes set held_by = null, held_until = null where endpoint_id in (select endpoint_id from own)`);
}

/** Locks endpoints' lanes, in an order that all share. Between this and the end of the transaction nobody else adds to or takes from what waits for them. */
export async function lockLanes(tx: Transaction, endpointIds: readonly string[]): Promise<void> {
  await tx.$queryRaw(sql`select 1 from endpoint_lanes where endpoint_id in ${listed(endpointIds)} order by endpoint_id for update`);
}

/** Has endpoints looked at, at a moment or sooner. Their lanes are locked. */
export async function wakeLanes(tx: Transaction, endpointIds: readonly string[], at: Millis): Promise<void> {
  await tx.$executeRaw(sql`
    update endpoint_lanes set wake_at = ${BigInt(at)} where endpoint_id in ${listed(endpointIds)} and (wake_at is null or wake_at > ${BigInt(at)})`);
  await signal(tx, signalChannels.deliver);
}

interface DueRow extends Secrets {
  endpointId: string;
  url: string;
  concurrency: number;
  isSlow: boolean;
  failingSince: bigint | null;
  failures: number;
  circuitOpenedAt: bigint | null;
  circuitNextTryAt: bigint | null;
  circuitTries: number;
  circuitReason: string | null;
  id: string;
  messageId: string;
  body: string;
  step: number;
  orderingKey: string | null;
  trace: TraceContext | null;
}

function selectDue(endpointIds: readonly string[], now: Millis): Sql {
  const soon = BigInt(now + SOON_MILLIS);
  return sql`
    select e.id as "endpointId", url, secret, previous_secret as "previousSecret", previous_secret_until as "previousSecretUntil", concurrency, is_slow as "isSlow", ${healthColumns},
      d.id, d.message_id as "messageId", d.step, d.ordering_key as "orderingKey", m.body, m.trace
    from endpoints e join endpoint_lanes l on l.endpoint_id = e.id
    cross join lateral (
      select id, message_id, step, ordering_key, next_attempt_at, sequence from deliveries
      where endpoint_id = e.id and state = 'pending' and next_attempt_at <= ${soon}
      order by next_attempt_at, sequence limit case when e.failures > 0 then 1 when l.is_slow then e.concurrency else ${READ_AHEAD}::int * e.concurrency end
    ) d join messages m on m.id = d.message_id
    where e.id in ${listed(endpointIds)} and e.state = 'enabled' and (circuit_next_try_at is null or circuit_next_try_at <= ${soon})
    order by e.id, d.next_attempt_at, d.sequence`;
}

/** Of `endpoints`, as HealthRow has them. */
export const healthColumns = sql`failing_since as "failingSince", failures, circuit_opened_at as "circuitOpenedAt", circuit_next_try_at as "circuitNextTryAt",
  circuit_tries as "circuitTries", circuit_reason as "circuitReason"`;

export type HealthRow = Pick<DueRow, 'failingSince' | 'failures' | 'circuitOpenedAt' | 'circuitNextTryAt' | 'circuitTries' | 'circuitReason'>;

export function toHealth(row: HealthRow): Health {
  const moment = (at: bigint | null) => (at === null ? null : Number(at));
  return {
    failingSince: moment(row.failingSince), failures: row.failures, circuitOpenedAt: moment(row.circuitOpenedAt), circuitNextTryAt: moment(row.circuitNextTryAt),
    circuitTries: row.circuitTries, circuitReason: row.circuitReason,
  };
}

function toLane(row: DueRow): Lane {
  const { endpointId, url, secret, previousSecret, previousSecretUntil, isSlow } = row;
  const health = toHealth(row);
  return { endpointId, url, secret, previousSecret, previousSecretUntil, concurrency: isHealthy(health) ? row.concurrency : 1, isSlow, health, due: [] };
}
