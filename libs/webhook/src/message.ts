import type { Database } from '#libs/database';
import type { EventType, Millis } from '#libs/kernel';

import type { DeliveryState } from './delivery.js';

/** What is sent: the payload recommended by Standard Webhooks. */
export function bodyOf(type: EventType, at: Millis, data: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ type, timestamp: new Date(at).toISOString(), data });
}

/** One event, as it is sent to every endpoint that wants it. */
export interface MessageView {
  id: string;
  type: EventType;
  /** The lease it is about, if any. */
  leaseId: string | null;
  createdAt: Millis;
  /** The body, as it is sent. */
  payload: { type: EventType; timestamp: string; data: Record<string, unknown> };
  /** How many of its deliveries are in each state. */
  deliveries: Record<DeliveryState, number>;
}

export type MessageRow = Awaited<ReturnType<Database['client']['message']['findUniqueOrThrow']>>;

export function toMessageView(row: MessageRow, deliveries: Record<DeliveryState, number>): MessageView {
  return {
    id: row.id,
    type: row.type as EventType,
    leaseId: row.leaseId,
    createdAt: Number(row.createdAt),
    payload: JSON.parse(row.body) as MessageView['payload'],
    deliveries,
  };
}
