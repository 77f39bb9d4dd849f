import { type Database, type ModelTransaction, sql, type Transaction } from '#libs/database';
import { type Actor, commonProblems, type EventType, type Millis, type StateTable } from '#libs/kernel';

import { circuitAt, type CircuitState } from './circuit.js';
import { lockLanes } from './lane.js';

/** Few enough that one event's deliveries are made in one transaction. */
export const MAX_ENDPOINTS = 1_000;

export type EndpointState = 'enabled' | 'disabled';

export const endpointMoves = { enabled: ['disabled'], disabled: ['enabled'] } as const satisfies StateTable<EndpointState>;

/** Why an endpoint is disabled: it failed too long, it answered 410, or its tenant wanted so. */
export type DisabledReason = 'failing' | 'gone' | 'by_tenant';

/** `none`: messages arrive in any order. `lease`: those of one lease one after another, the next when the one before was delivered or given up. */
export type EndpointOrdering = 'none' | 'lease';

/** Whether messages are sent to an endpoint, and if not, why and until when. */
export interface CircuitView {
  state: CircuitState;
  /** The failure that opened it; null while it is closed. */
  reason: string | null;
  openedAt: Millis | null;
  /** When one attempt is made, which decides. Past: with the next message. */
  nextTryAt: Millis | null;
  /** Attempts that failed since the last success. */
  failures: number;
}

/** An endpoint as its tenant sees it. Never with its secret. */
export interface EndpointView {
  id: string;
  url: string;
  description: string;
  /** Empty: all. */
  eventTypes: EventType[];
  ordering: EndpointOrdering;
  /** Attempts at a time, at most. */
  concurrency: number;
  state: EndpointState;
  disabledReason: DisabledReason | null;
  disabledAt: Millis | null;
  /** The first failure since the last success. */
  failingSince: Millis | null;
  circuit: CircuitView;
  /** While a rotation overlaps: until when messages are signed by the previous secret too. */
  previousSecretUntil: Millis | null;
  createdAt: Millis;
}

/** As it is answered when its secret is made. */
export interface EndpointWithSecretView extends EndpointView {
  /** What messages are signed with. In the first answer alone: a repeat by the same idempotency key lacks it. */
  secret?: string;
}

type EndpointRow = Awaited<ReturnType<Database['client']['endpoint']['findUniqueOrThrow']>>;

export function toEndpointView(row: EndpointRow, now: Millis): EndpointView {
  const overlapping = row.previousSecretUntil !== null && Number(row.previousSecretUntil) > now;
  return {
    id: row.id,
    url: row.url,
    description: row.description,
    eventTypes: row.eventTypes as EventType[],
    ordering: row.ordering as EndpointOrdering,
    concurrency: row.concurrency,
    state: row.state as EndpointState,
    disabledReason: row.disabledReason as DisabledReason | null,
    disabledAt: row.disabledAt === null ? null : Number(row.disabledAt),
    failingSince: row.failingSince === null ? null : Number(row.failingSince),
    circuit: toCircuitView(row, now),
    previousSecretUntil: overlapping ? Number(row.previousSecretUntil) : null,
    createdAt: Number(row.createdAt),
  };
}

function toCircuitView(row: EndpointRow, now: Millis): CircuitView {
  const nextTryAt = row.circuitNextTryAt === null ? null : Number(row.circuitNextTryAt);
  return {
    state: circuitAt(now, { circuitNextTryAt: nextTryAt }),
    reason: row.circuitReason,
    openedAt: row.circuitOpenedAt === null ? null : Number(row.circuitOpenedAt),
    nextTryAt,
    failures: row.failures,
  };
}

/** The tenant who asks. Events of all its projects go to its endpoints, so a key bound to one project may not look. @throws Problem `forbidden`. */
export function tenantOf(actor: Actor): string {
  if (actor.ownerType !== 'tenant') throw commonProblems.forbidden('Webhooks belong to tenants.');
  if (actor.projectId !== undefined) throw commonProblems.forbidden('Webhooks carry the events of every project; this key is bound to one.');
  return actor.ownerId;
}

/** The tenant's endpoint, locked until the transaction ends. @throws Problem `not_found`. */
export async function lockEndpoint(tx: ModelTransaction, actor: Actor, endpointId: string): Promise<EndpointRow> {
  await tx.$queryRaw(sql`select 1 from endpoints where id = ${endpointId} for update`);
  return ownEndpoint(tx, actor, endpointId);
}

/** @throws Problem `not_found`, for a foreign one too. */
export async function ownEndpoint(tx: Pick<ModelTransaction, 'endpoint'>, actor: Actor, endpointId: string): Promise<EndpointRow> {
  const row = await tx.endpoint.findFirst({ where: { id: endpointId, tenantId: tenantOf(actor) } });
  if (!row) throw commonProblems.not_found('No such endpoint.');
  return row;
}

/** Gives up what still waits to be sent to an endpoint that takes nothing any more. */
export async function dropPending(tx: Transaction, endpointId: string): Promise<void> {
  await lockLanes(tx, [endpointId]); // whoever adds to what waits does so before, or sees the endpoint as it is after
  await tx.$executeRaw(sql`
    update deliveries set state = 'failed', next_attempt_at = null
    where endpoint_id = ${endpointId} and state = 'pending'`);
}
