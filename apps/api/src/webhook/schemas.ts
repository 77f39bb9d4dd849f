import { z } from 'zod';

import { type EventType, MILLIS_PER_MINUTE, MILLIS_PER_SECOND, publicEventTypes } from '#libs/kernel';
import { CIRCUIT_OPENS_AFTER, circuitPausesMillis, type ErrorClass, errorClasses, MAX_REDELIVERIES } from '#libs/webhook';

import { foundQuery, idSchema, millisSchema, page, pageQuery, queryBoolean, queryInteger } from '../platform/index.js';

/** `10 s, 30 s, …` */
const pauses = circuitPausesMillis.map((pause) => (pause < MILLIS_PER_MINUTE ? `${pause / MILLIS_PER_SECOND} s` : `${pause / MILLIS_PER_MINUTE} min`)).join(', ');
const circuitRule = `After ${CIRCUIT_OPENS_AFTER} failures in a row nothing is sent for ${pauses} (then always as long), each with up to a tenth more by chance, or longer where a Retry-After asks for it. Then one attempt decides: it closes the circuit, or opens it for the next longer pause. Enabling the endpoint, or giving it another URL, closes it at once.`;
const errorClassMeanings = 'What kind of failure: `refused` (a place where we do not send), `dns`, `tls`, `connection` (none stood), `closed_early` (before it answered), `timeout`, and by its answer `redirect` (not followed), `gone` (410), `client_error`, `server_error`.';

const eventType = z.enum(publicEventTypes as [EventType, ...EventType[]]).meta({ id: 'EventType' });
const url = z.string().min(1).max(2_048).meta({ description: 'https, on port 443 or one from 1024 up, at a public address.', examples: ['https://example.com/hooks/weir'] });
const description = z.string().max(500).regex(/^[^\u0000-\u001f\u007f-\u009f]*$/, 'Invalid description: expected no control characters');
const eventTypes = z.array(eventType).max(publicEventTypes.length).meta({ description: 'Only these; empty for all.' });

const ordering = z.enum(['none', 'lease']).meta({
  description: '`none`, the default: messages come in any order. `lease`: those of one lease come one after another, the next when the one before was delivered or given up; other leases do not wait for it.',
});
const concurrency = z.int().min(1).max(32).meta({ description: 'Attempts at a time, at most. After a failure one at a time, until one succeeds. Default: 4.' });
const settings = { description: description.optional(), eventTypes: eventTypes.optional(), ordering: ordering.optional(), concurrency: concurrency.optional() };

export const endpointInput = z
  .strictObject({ url, ...settings })
  .meta({ id: 'EndpointInput', examples: [{ url: 'https://example.com/hooks/weir', eventTypes: ['lease.activated', 'lease.closed'] }] });
export const endpointChange = z.strictObject({ url: url.optional(), ...settings }).meta({ id: 'EndpointChange' });

const circuit = z
  .object({
    state: z.enum(['closed', 'open', 'half_open']).meta({ description: '`closed`: messages are sent. `open`: none are until `nextTryAt`; what there is waits. `half_open`: one is, and decides.' }),
    reason: z.string().nullable().meta({ description: 'The failure that opened it.', examples: ['answered 503'] }),
    openedAt: millisSchema.nullable(),
    nextTryAt: millisSchema.nullable().meta({ description: 'When one attempt is made; when that is past, with the next message.' }),
    failures: z.int().meta({ description: 'Attempts that failed since the last success.' }),
  })
  .meta({ id: 'EndpointCircuit', description: circuitRule });

export const endpointView = z
  .object({
    id: idSchema('endpoint'),
    url: z.string(),
    description: z.string(),
    eventTypes,
    ordering,
    concurrency: z.int(),
    state: z.enum(['enabled', 'disabled']),
    disabledReason: z.enum(['failing', 'gone', 'by_tenant']).nullable().meta({ description: '`failing`: for too long; `gone`: it answered 410.' }),
    disabledAt: millisSchema.nullable(),
    failingSince: millisSchema.nullable().meta({ description: 'The first failure since the last success.' }),
    circuit,
    previousSecretUntil: millisSchema.nullable().meta({ description: 'After a rotation: until when messages are signed by the previous secret too.' }),
    createdAt: millisSchema,
  })
  .meta({ id: 'Endpoint' });
export const endpointPage = page(endpointView, 'EndpointPage');
export const endpointWithSecret = endpointView
  .extend({
    secret: z.string().optional().meta({ description: 'What messages are signed with. Shown in the first answer alone: a repeat with the same Idempotency-Key lacks it.' }),
  })
  .meta({ id: 'EndpointWithSecret' });

export const messageView = z
  .object({
    id: idSchema('message'),
    type: eventType,
    leaseId: idSchema('lease').nullable().meta({ description: 'The lease it is about.' }),
    createdAt: millisSchema,
    payload: z.object({ type: eventType, timestamp: z.string(), data: z.record(z.string(), z.unknown()) }).meta({ description: 'The body, as it is sent.' }),
    deliveries: z.object({ pending: z.int(), delivered: z.int(), failed: z.int() }).meta({ description: 'How many of its deliveries are in each state.' }),
  })
  .meta({ id: 'Message' });
export const messagePage = page(messageView, 'MessagePage');

const LAST_MILLIS = 253_402_300_799_999;
const queryMillis = queryInteger(0, LAST_MILLIS);
const span = {
  from: queryMillis.optional().meta({ description: 'Made at this moment or later.' }),
  to: queryMillis.optional().meta({ description: 'Made before this moment.' }),
};
const deliveryState = z.enum(['pending', 'delivered', 'failed']);
export const messageQuery = foundQuery("Part of a type, or the beginning of a message's or lease's id", 'lease.').extend({
  type: eventType.optional(),
  ...span,
  state: deliveryState.optional().meta({ description: 'Only those with a delivery in this state (to `endpointId`, if that is given).' }),
  endpointId: idSchema('endpoint').optional().meta({ description: 'Only those for this endpoint.' }),
  leaseId: idSchema('lease').optional().meta({ description: 'Only those about this lease.' }),
});
export const deliveryQuery = pageQuery.extend({ state: deliveryState.optional(), endpointId: idSchema('endpoint').optional() });

const attempt = {
  id: idSchema('attempt'),
  at: millisSchema,
  status: z.int().nullable().meta({ description: 'What the endpoint answered; null when it did not.' }),
  error: z.string().nullable(),
  errorClass: z.enum(errorClasses).nullable().meta({ description: errorClassMeanings }),
  response: z.string().nullable().meta({ description: 'The beginning of its answer.' }),
  durationMillis: z.int(),
};
const attemptView = z.object(attempt).meta({ id: 'Attempt' });
export const endpointAttempt = z.object({ ...attempt, deliveryId: idSchema('delivery'), messageId: idSchema('message') }).meta({ id: 'EndpointAttempt' });
export const attemptPage = page(endpointAttempt, 'EndpointAttemptPage');
export const attemptQuery = pageQuery.extend({
  ...span,
  failed: queryBoolean.optional().meta({ description: '`true`: only those that failed; `false`: only those that did not.' }),
  errorClass: z.enum(errorClasses).optional(),
});

const webhookRequest = z
  .object({
    id: idSchema('delivery'),
    messageId: idSchema('message'),
    createdAt: millisSchema,
    headers: z.record(z.string(), z.string()).meta({ description: 'Those of Standard Webhooks, signed as of now; good for five minutes.' }),
    body: z.string().meta({ description: 'To be sent to the byte, or the signature is of something else.' }),
  })
  .meta({ id: 'WebhookRequest' });
export const requestPage = page(webhookRequest, 'WebhookRequestPage');
export const requestQuery = pageQuery.extend({ from: span.from });

const count = z.int().min(0);
export const summaryQuery = z.strictObject({
  from: queryMillis.optional().meta({ description: 'Default: a day before `to`.' }),
  to: queryMillis.optional().meta({ description: 'Default: now, with what is made now.' }),
});
export const endpointSummary = z
  .object({
    from: millisSchema,
    to: millisSchema,
    attempts: count,
    succeeded: count,
    successBps: z.int().min(0).max(10_000).nullable().meta({ description: 'Of ten thousand attempts so many succeeded, rounded down; null without any.' }),
    failures: z.object(Object.fromEntries(errorClasses.map((errorClass) => [errorClass, count])) as Record<ErrorClass, typeof count>).meta({ description: 'Failed attempts by their kind.' }),
    latencyMillis: z.object({ p50: count, p90: count, p99: count, most: count }).nullable().meta({ description: 'Of all attempts, by nearest rank; null without any.' }),
    deliveries: z.object({ pending: count, delivered: count, failed: count }).meta({ description: 'Made between the two moments, by the state that they are in now.' }),
  })
  .meta({ id: 'EndpointSummary' });

export const redeliveriesInput = z
  .strictObject({
    from: millisSchema.meta({ description: 'Of messages made at this moment or later.' }),
    to: millisSchema.meta({ description: 'Of messages made before this moment.' }),
    endpointId: idSchema('endpoint').optional().meta({ description: 'Only to this one; left out: to all that are enabled.' }),
    leaseId: idSchema('lease').optional().meta({ description: 'Only of messages about this lease.' }),
    onlyFailed: z.boolean().default(true).meta({ description: '`false`: also what was delivered. What waits is never touched.' }),
    cursor: pageQuery.shape.cursor.meta({ description: '`nextCursor` of the answer before, with the rest of the request as it was.' }),
  })
  .refine(({ from, to }) => from < to, { message: 'Invalid range: expected from before to', path: ['to'] })
  .meta({ id: 'RedeliveriesInput', examples: [{ from: 1_795_000_000_000, to: 1_795_003_600_000 }] });
export const redeliveries = z
  .object({
    deliveries: z.int().meta({ description: `How many are on their way again: at most ${MAX_REDELIVERIES} by one request.` }),
    nextCursor: z.string().nullable().meta({ description: 'Give it as `cursor` for the rest; null when that was all.' }),
  })
  .meta({ id: 'Redeliveries' });
export const deliveryView = z
  .object({
    id: idSchema('delivery'),
    messageId: idSchema('message'),
    endpointId: idSchema('endpoint'),
    state: deliveryState,
    nextAttemptAt: millisSchema.nullable().meta({ description: 'Null when it is done, and while it waits for an earlier one of its lease.' }),
    createdAt: millisSchema,
    attempts: z.array(attemptView).meta({ description: 'The latest fifty, newest first.' }),
  })
  .meta({ id: 'Delivery' });
export const deliveryPage = page(deliveryView, 'DeliveryPage');
