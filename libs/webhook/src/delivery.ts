import { type Sql, sql } from '#libs/database';
import type { Millis, StateTable } from '#libs/kernel';

import type { ErrorClass } from './sender.js';

export type DeliveryState = 'pending' | 'delivered' | 'failed';

/** Redelivery by hand leads back to `pending`. */
export const deliveryMoves = {
  pending: ['delivered', 'failed'],
  delivered: ['pending'],
  failed: ['pending'],
} as const satisfies StateTable<DeliveryState>;

/** One try to deliver. */
export interface AttemptView {
  id: string;
  at: Millis;
  /** What the endpoint answered; null when it did not. */
  status: number | null;
  error: string | null;
  /** What kind of failure; null when it succeeded. */
  errorClass: ErrorClass | null;
  /** The beginning of its answer. */
  response: string | null;
  durationMillis: number;
}

/** One message on its way to one endpoint. */
export interface DeliveryView {
  id: string;
  messageId: string;
  endpointId: string;
  state: DeliveryState;
  nextAttemptAt: Millis | null;
  createdAt: Millis;
  /** The latest fifty, newest first. */
  attempts: AttemptView[];
}

export interface DeliveryRow {
  id: string;
  message_id: string;
  endpoint_id: string;
  state: DeliveryState;
  next_attempt_at: bigint | null;
  created_at: bigint;
  attempts: AttemptView[];
}

/** Reads DeliveryRows that meet a condition, oldest first, with their attempts. A message has no more than a tenant had endpoints. */
export function selectDeliveries(condition: Sql): Sql {
  return sql`
    select id, message_id, endpoint_id, state, next_attempt_at, created_at, coalesce((
      select jsonb_agg(shown) from (
        select id, at, status, error, error_class as "errorClass", response, duration_millis as "durationMillis" from attempts
        where delivery_id = deliveries.id order by at desc, id limit 50
      ) shown), '[]') as attempts
    from deliveries where ${condition} order by created_at, id limit 100`;
}

export function toDeliveryView(row: DeliveryRow): DeliveryView {
  return {
    id: row.id,
    messageId: row.message_id,
    endpointId: row.endpoint_id,
    state: row.state,
    nextAttemptAt: row.next_attempt_at === null ? null : Number(row.next_attempt_at),
    createdAt: Number(row.created_at),
    attempts: row.attempts,
  };
}
