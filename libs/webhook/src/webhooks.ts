import { Inject, Injectable } from '@nestjs/common';

import { appendEvents, Database, readEvent, sql, type Transaction } from '#libs/database';
import { CLOCK, type Clock, eventTypes, type EventType, type Millis, MILLIS_PER_DAY, newId, SETTINGS, type Settings } from '#libs/kernel';
import { Queues } from '#libs/queue';

import type { DeliveryState } from './delivery.js';
import { type DisabledReason, dropPending, MAX_ENDPOINTS } from './endpoint.js';
import { bodyOf } from './message.js';
import { pauseAfter, retryAfterMillis } from './schedule.js';
import { type Sent, WebhookSender } from './sender.js';
import { type Secrets, signedHeaders } from './signing.js';

/** Clocks of processes differ a little: what is due this soon is due. */
const SOON_MILLIS = 250;
/** What is due for this long has lost its job. */
const OVERDUE_MILLIS = 5_000;
/** How long recording an attempt may take beyond its time-out before another may be made. */
const CLAIM_SLACK_MILLIS = 15_000;
const SWEEP_BATCH = 500;
/** Messages are kept this long, with their deliveries and attempts. */
const KEEP_MILLIS = 30 * MILLIS_PER_DAY;

/** A delivery that this process alone may attempt, until `claimedUntil`. */
interface Claimed extends Secrets {
  id: string;
  tenantId: string;
  step: number;
  claimedUntil: bigint;
  messageId: string;
  body: string;
  endpointId: string;
  url: string;
}

/** From events to endpoints: what the workers run. All of it may run twice. */
@Injectable()
export class Webhooks {
  constructor(
    private readonly database: Database,
    private readonly queues: Queues,
    private readonly sender: WebhookSender,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** Makes the messages of public events and their deliveries, as far as any endpoint wants them, and starts them. */
  async fanout(eventIds: readonly string[]): Promise<void> {
    // Most events are wanted by nobody: that costs one look for all of them.
    const wanted = await this.database.query<{ id: bigint }>(sql`
      select e.id from outbox_events e where e.id in (select value::bigint from jsonb_array_elements_text(${JSON.stringify(eventIds)}::jsonb))
        and exists (select 1 from endpoints p where p.tenant_id = e.tenant_id and p.state = 'enabled' and (cardinality(p.event_types) = 0 or e.type = any (p.event_types)))
      order by e.id`);
    for (const { id } of wanted) await this.tell(id);
  }

  private async tell(id: bigint): Promise<void> {
    const event = await readEvent(this.database, id);
    if (!event?.tenantId || !eventTypes[event.type].public) return;
    const [now, firstPause, tenantId, eventId] = [this.clock.now(), this.settings.webhookScheduleMillis[0] ?? 0, event.tenantId, id.toString()];
    const body = bodyOf(event.type, event.at, event.payload);
    const deliveryIds = await this.database.transaction((tx) => makeMessage(tx, { eventId, tenantId, type: event.type, body, now, firstAttemptAt: now + firstPause }));
    await this.start(deliveryIds, firstPause);
  }

  /** Tries one delivery once, if it is due and nobody else is at it. Gives when to try again, if it is to be. */
  async deliver(deliveryId: string): Promise<void | { againInMillis: number }> {
    const claimed = await this.claim(deliveryId);
    if (!claimed) return undefined;
    const at = this.clock.now();
    const sent = await this.sender.send(claimed.url, signedHeaders(claimed.messageId, at, claimed.body, claimed), claimed.body);
    const pause = await this.database.transaction((tx) => this.record(tx, claimed, at, sent));
    return pause === undefined ? undefined : { againInMillis: pause };
  }

  /** Starts deliveries again whose jobs were lost. @returns how many. */
  async sweepDeliveries(now: Millis): Promise<number> {
    const rows = await this.database.query<{ id: string }>(sql`
      select id from deliveries
      where state = 'pending' and next_attempt_at <= ${BigInt(now - OVERDUE_MILLIS)} and (claimed_until is null or claimed_until <= ${BigInt(now)})
      order by next_attempt_at limit ${SWEEP_BATCH}`);
    await this.start(rows.map(({ id }) => id));
    return rows.length;
  }

  /** Forgets messages older than thirty days. @returns how many. */
  async forgetMessages(now: Millis): Promise<number> {
    const [row] = await this.database.query<{ forgotten: bigint }>(sql`
      with old as (select id from messages where created_at < ${BigInt(now - KEEP_MILLIS)} limit 1000),
        gone_deliveries as (delete from deliveries where message_id in (select id from old) returning id),
        gone_attempts as (delete from attempts where delivery_id in (select id from gone_deliveries)),
        gone as (delete from messages where id in (select id from old) returning 1)
      select count(*) as forgotten from gone`);
    return Number(row!.forgotten);
  }

  private async start(deliveryIds: readonly string[], delayMillis?: number): Promise<void> {
    await this.queues.add('deliver', deliveryIds.map((deliveryId) => ({ data: { deliveryId }, oneAtATime: deliveryId, delayMillis })));
  }

  private async claim(deliveryId: string): Promise<Claimed | undefined> {
    const now = BigInt(this.clock.now());
    const until = now + BigInt(this.settings.webhookTimeoutMillis + CLAIM_SLACK_MILLIS);
    return this.database.transaction(async (tx) => {
      const [claimed] = await tx.$queryRaw<Claimed[]>(sql`
        update deliveries set claimed_until = ${until} from messages, endpoints
        where deliveries.id = ${deliveryId} and deliveries.state = 'pending' and next_attempt_at <= ${now + BigInt(SOON_MILLIS)}
          and (claimed_until is null or claimed_until <= ${now})
          and messages.id = message_id and endpoints.id = endpoint_id and endpoints.state = 'enabled'
        returning deliveries.id, deliveries.tenant_id as "tenantId", step, claimed_until as "claimedUntil", message_id as "messageId", body,
          endpoint_id as "endpointId", url, secret, previous_secret as "previousSecret", previous_secret_until as "previousSecretUntil"`);
      return claimed;
    });
  }

  /** Notes an attempt and what follows from it. @returns the pause before the next one. */
  private async record(tx: Transaction, claimed: Claimed, at: Millis, sent: Sent): Promise<number | undefined> {
    const now = this.clock.now();
    const delivered = sent.status !== undefined && sent.status >= 200 && sent.status < 300;
    await tx.$executeRaw(sql`
      insert into attempts (id, delivery_id, at, status, error, response, duration_millis)
      values (${newId('attempt')}, ${claimed.id}, ${BigInt(at)}, ${sent.status ?? null}, ${delivered ? null : failureOf(sent)}, ${sent.response ?? null}, ${sent.durationMillis})`);
    // Endpoints are locked before their deliveries, everywhere.
    const [endpoint] = await tx.$queryRaw<{ failing_since: bigint | null }[]>(sql`select failing_since from endpoints where id = ${claimed.endpointId} for update`);
    if (!endpoint) return undefined;
    const pause = delivered ? undefined : pauseAfter(claimed.step, this.settings.webhookScheduleMillis, retryAfterMillis(sent.retryAfter, now));
    const state: DeliveryState = delivered ? 'delivered' : pause === undefined ? 'failed' : 'pending';
    const recorded = await tx.$executeRaw(sql`
      update deliveries set state = ${state}, step = step + 1, next_attempt_at = ${pause === undefined ? null : BigInt(now + pause)}, claimed_until = null
      where id = ${claimed.id} and state = 'pending' and step = ${claimed.step} and claimed_until = ${claimed.claimedUntil}`);
    const disabled = await this.judge(tx, claimed.endpointId, { delivered, gone: sent.status === 410, failingSince: endpoint.failing_since, now });
    // Given up, disabled or redelivered meanwhile: whoever did that decides what comes next.
    return recorded === 1 && !disabled ? pause : undefined;
  }

  /** What an attempt says about its endpoint. @returns whether it is disabled for it. */
  private async judge(tx: Transaction, endpointId: string, { delivered, gone, failingSince, now }: Verdict): Promise<boolean> {
    if (delivered) {
      if (failingSince !== null) await tx.$executeRaw(sql`update endpoints set failing_since = null where id = ${endpointId}`);
      return false;
    }
    if (failingSince === null) await tx.$executeRaw(sql`update endpoints set failing_since = ${BigInt(now)} where id = ${endpointId}`);
    const tooLong = failingSince !== null && now - Number(failingSince) >= this.settings.webhookDisableAfterMillis;
    if (!gone && !tooLong) return false;
    await disable(tx, endpointId, gone ? 'gone' : 'failing', now);
    return true;
  }
}

interface Verdict {
  delivered: boolean;
  gone: boolean;
  failingSince: bigint | null;
  now: Millis;
}

function failureOf({ status, error }: Sent): string {
  if (status === undefined) return error ?? 'no answer';
  return status >= 300 && status < 400 ? `answered ${status}; redirects are not followed` : `answered ${status}`;
}

interface NewMessage {
  eventId: string;
  tenantId: string;
  type: EventType;
  body: string;
  now: Millis;
  firstAttemptAt: Millis;
}

/** Makes a message and a delivery for each endpoint that wants it, once per event. @returns the deliveries that wait, also of a message made before. */
async function makeMessage(tx: Transaction, { eventId, tenantId, type, body, now, firstAttemptAt }: NewMessage): Promise<string[]> {
  const wanting = await tx.$queryRaw<{ id: string }[]>(sql`
    select id from endpoints
    where tenant_id = ${tenantId} and state = 'enabled' and (cardinality(event_types) = 0 or ${type} = any (event_types))
    order by id limit ${MAX_ENDPOINTS} for share`);
  if (wanting.length > 0) {
    const messageId = newId('message');
    const rows = wanting.map((endpoint) => ({ id: newId('delivery'), endpoint_id: endpoint.id }));
    await tx.$executeRaw(sql`
      with made as (
        insert into messages (id, tenant_id, event_id, type, body, created_at)
        values (${messageId}, ${tenantId}, ${eventId}, ${type}, ${body}, ${BigInt(now)})
        on conflict (event_id) do nothing returning id
      )
      insert into deliveries (id, message_id, endpoint_id, tenant_id, state, next_attempt_at, created_at)
      select t.id, made.id, t.endpoint_id, ${tenantId}, 'pending', ${BigInt(firstAttemptAt)}, ${BigInt(now)}
      from made, jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t(id text, endpoint_id text)`);
  }
  const pending = await tx.$queryRaw<{ id: string }[]>(sql`
    select deliveries.id from deliveries join messages on messages.id = message_id where event_id = ${eventId} and state = 'pending'`);
  return pending.map(({ id }) => id);
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
