import { type Reader, rowsOf, sql, type Transaction } from '#libs/database';
import { type Millis, toJson } from '#libs/kernel';

import type { PaymentMessageType } from './payment-adapter.js';

export interface NewMessage {
  id: string;
  type: PaymentMessageType;
  /** What it says; a batch's payouts are added when it is first sent. */
  data: Record<string, unknown>;
}

export type MessageState = 'pending' | 'sent' | 'failed' | 'dropped';

/** Has the payment service be told, soon. Once for an id. */
export async function queueMessage(tx: Transaction, now: Millis, { id, type, data }: NewMessage): Promise<void> {
  await tx.$executeRaw(sql`
    insert into payment_messages (id, type, data, state, next_attempt_at, created_at)
    values (${id}, ${type}, ${JSON.stringify(toJson(data))}::jsonb, 'pending', ${BigInt(now)}, ${BigInt(now)}) on conflict do nothing`);
}

/** Has what waits to be sent not be sent any more. */
export async function dropMessages(tx: Transaction, ids: readonly string[]): Promise<void> {
  await tx.$executeRaw(sql`
    update payment_messages set state = 'dropped', next_attempt_at = null where state = 'pending' and id in (select value from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))`);
}

/** A message that this process alone may send, until `claimedUntil`. */
export interface ClaimedMessage {
  id: string;
  type: PaymentMessageType;
  data: Record<string, unknown>;
  body: string | null;
  step: number;
  claimedUntil: bigint;
  createdAt: bigint;
}

/** Claims messages that are due, the oldest first. Several processes share them. */
export async function claimMessages(tx: Transaction, now: Millis, until: Millis, limit: number): Promise<ClaimedMessage[]> {
  return tx.$queryRaw<ClaimedMessage[]>(sql`
    update payment_messages set claimed_until = ${BigInt(until)} where id in (
      select id from payment_messages
      where state = 'pending' and next_attempt_at <= ${BigInt(now)} and (claimed_until is null or claimed_until <= ${BigInt(now)})
      order by next_attempt_at, id limit ${limit} for update skip locked)
    returning id, type, data, body, step, claimed_until as "claimedUntil", created_at as "createdAt"`);
}

export async function writeBody(tx: Transaction, id: string, body: string): Promise<void> {
  await tx.$executeRaw(sql`update payment_messages set body = ${body} where id = ${id}`);
}

/** What became of a claimed message's attempt; nothing when the claim had run out and somebody else has it. */
export async function recordAttempt(
  tx: Transaction, { id, step, claimedUntil }: ClaimedMessage, became: { state: MessageState; nextAttemptAt: Millis | null; error: string | null; sentAt: Millis | null },
): Promise<boolean> {
  const changed = await tx.$executeRaw(sql`
    update payment_messages set state = ${became.state}, step = step + 1, next_attempt_at = ${became.nextAttemptAt === null ? null : BigInt(became.nextAttemptAt)}, claimed_until = null,
      last_error = ${became.error}, sent_at = ${became.sentAt === null ? null : BigInt(became.sentAt)}
    where id = ${id} and state = 'pending' and step = ${step} and claimed_until = ${claimedUntil}`);
  return changed > 0;
}

/** A message as administrators see it. */
export interface MessageView {
  id: string;
  type: PaymentMessageType;
  state: MessageState;
  /** Just what is sent, byte for byte; null before the first attempt. */
  body: string | null;
  /** Attempts since it was last started. */
  attempts: number;
  nextAttemptAt: Millis | null;
  lastError: string | null;
  createdAt: Millis;
  sentAt: Millis | null;
}

export async function selectMessages(
  reader: Reader, { limit, id, state, after }: { limit: number; id?: string; state?: MessageState; after?: { createdAt: Millis; id: string } },
): Promise<MessageView[]> {
  const rows = await rowsOf<Omit<MessageView, 'nextAttemptAt' | 'createdAt' | 'sentAt'> & { nextAttemptAt: bigint | null; createdAt: bigint; sentAt: bigint | null }>(reader, sql`
    select id, type, state, body, step as attempts, next_attempt_at as "nextAttemptAt", last_error as "lastError", created_at as "createdAt", sent_at as "sentAt" from payment_messages
    where (${id ?? null}::text is null or id = ${id ?? null}) and (${state ?? null}::text is null or state = ${state ?? null})
      and (created_at, id) < (${BigInt(after?.createdAt ?? Number.MAX_SAFE_INTEGER)}, ${after?.id ?? ''})
    order by created_at desc, id desc limit ${limit}`);
  const millis = (at: bigint | null) => (at === null ? null : Number(at));
  return rows.map((row) => ({ ...row, nextAttemptAt: millis(row.nextAttemptAt), createdAt: Number(row.createdAt), sentAt: millis(row.sentAt) }));
}
