import { Global, Module } from '@nestjs/common';
import { CommandBus, CqrsModule, QueryBus } from '@nestjs/cqrs';
import { Test, type TestingModule } from '@nestjs/testing';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';

import { appendEvents, Database, Signals, sql } from '#libs/database';
import {
  type Actor, CLOCK, defaultSettings, type EventType, ManualClock, MILLIS_PER_DAY, MILLIS_PER_HOUR, MILLIS_PER_MINUTE, newId, SETTINGS, type Settings, systemClock,
} from '#libs/kernel';
import { type HttpSink, httpSink, testDatabase, type TestDatabase } from '#libs/testing';

import { WebhookSender } from './sender.js';
import {
  CreateEndpoint, DeleteEndpoint, DisableEndpoint, EnableEndpoint, type EndpointInput, eventExamples, GetEndpoint, GetMessage, ListDeliveries, ListEndpoints, ListMessages,
  MAX_ENDPOINTS, Redeliver, RotateSecret, SendTest, UpdateEndpoint, WebhookDispatcher, WebhookModule, Webhooks,
} from './index.js';

let db: TestDatabase;
let module: TestingModule;
let webhooks: Webhooks;
let commands: CommandBus;
let queries: QueryBus;
let clock: ManualClock;
let sink: HttpSink;
let actor: Actor;
let dispatcher: WebhookDispatcher;

const settings: Settings = { ...defaultSettings, webhookAllowPrivate: true, webhookTimeoutMillis: 300, webhookScheduleMillis: [0, 10_000, 60_000] };

@Global()
@Module({})
class Core {}

beforeAll(async () => {
  db = await testDatabase();
  clock = new ManualClock(systemClock.now()); // the receiver's library checks timestamps against the real time
  const provided = [
    { provide: Database, useValue: db.database }, { provide: Signals, useValue: new Signals(db.url) }, { provide: CLOCK, useValue: clock }, { provide: SETTINGS, useValue: settings },
  ];
  const core = { module: Core, providers: provided, exports: provided.map(({ provide }) => provide) };
  module = await Test.createTestingModule({ imports: [core, CqrsModule, WebhookModule] }).compile();
  await module.init();
  webhooks = module.get(Webhooks);
  dispatcher = module.get(WebhookDispatcher);
  commands = module.get(CommandBus);
  queries = module.get(QueryBus);
});
afterAll(async () => {
  await module.close();
  await db.drop();
});
beforeEach(async () => {
  sink = await httpSink();
  actor = tenant();
  clock.jump(systemClock.now());
});
afterEach(() => sink.close());

function tenant(extra: Partial<Actor> = {}): Actor {
  return { keyId: 'key_test', ownerType: 'tenant', ownerId: newId('tenant'), role: 'owner', scopes: ['*'], requestId: 'req_test', ...extra };
}

async function create(input: Partial<EndpointInput> = {}, by = actor) {
  const { secret = 'none', ...endpoint } = await commands.execute(new CreateEndpoint(by, { url: sink.url, ...input }));
  return { ...endpoint, secret };
}

/** An event of the tenant. */
async function appended(type: EventType = 'lease.activated', payload: Record<string, unknown> = { leaseId: 'lse_1' }): Promise<string> {
  return db.database.transaction(async (tx) => {
    await appendEvents(tx, clock.now(), [{ type, subjectId: (payload['leaseId'] as string | undefined) ?? 'lse_1', tenantId: actor.ownerId, payload }]);
    const [row] = await tx.$queryRaw<{ id: bigint }[]>(sql`select max(id) as id from outbox_events where tenant_id = ${actor.ownerId}`);
    return row!.id.toString();
  });
}

/** The same, fanned out. */
async function happen(type?: EventType, payload?: Record<string, unknown>): Promise<string> {
  const id = await appended(type, payload);
  await webhooks.fanout([id]);
  return id;
}

/** Sends what is due; what is to be tried again waits. */
const work = () => dispatcher.drain();

/** When the oldest delivery of the tenant that waits is tried next. */
async function nextAttemptAt(): Promise<number> {
  const [row] = await db.database.query<{ next: bigint | null }>(sql`select min(next_attempt_at) as next from deliveries where tenant_id = ${actor.ownerId} and state = 'pending'`);
  return Number(row!.next);
}

async function messages() {
  return (await queries.execute(new ListMessages(actor, {}, { limit: 50 }))).items;
}

const endpointsOf = async () => (await queries.execute(new ListEndpoints(actor, { limit: 50 }))).items;

async function deliveries() {
  const [message] = await messages();
  return (await queries.execute(new ListDeliveries(actor, message!.id, {}, { limit: 50 }))).items;
}

describe('a message', () => {
  test('arrives signed, as the standard\'s own library checks, with type, time and data', async () => {
    const { secret } = await create();
    await happen('lease.activated', { leaseId: 'lse_1', replicas: 2 });
    await work();
    expect(sink.received).toHaveLength(1);
    const [{ headers, body }] = sink.received as [(typeof sink.received)[0]];
    expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toEqual({
      type: 'lease.activated', timestamp: new Date(clock.now()).toISOString(), data: { leaseId: 'lse_1', replicas: 2 },
    });
    const [message] = await messages();
    expect(message).toMatchObject({ id: headers['webhook-id'], type: 'lease.activated', deliveries: { delivered: 1, pending: 0, failed: 0 } });
    expect(await deliveries()).toMatchObject([{ state: 'delivered', nextAttemptAt: null, attempts: [{ status: 200, error: null }] }]);
  });

  test('goes to the endpoints that want its type, and is none when nobody does', async () => {
    await create({ url: `${sink.url}all` });
    await create({ url: `${sink.url}leases`, eventTypes: ['lease.activated', 'lease.closed'] });
    await create({ url: `${sink.url}statements`, eventTypes: ['statement.closed'] });
    await create({ url: `${sink.url}foreign` }, tenant());
    await happen('lease.activated');
    await work();
    expect(sink.received.map(({ path }) => path).toSorted()).toEqual(['/all', '/leases']);
    actor = tenant();
    await happen('lease.activated');
    expect(await messages()).toEqual([]);
  });

  test('is one however often its event is fanned out, also at once', async () => {
    await create();
    const eventId = await happen();
    await Promise.all(Array.from({ length: 8 }, () => webhooks.fanout([eventId])));
    await work();
    await webhooks.fanout([eventId]);
    await work();
    expect(await messages()).toHaveLength(1);
    expect(sink.received).toHaveLength(1);
  });

  test('of a private event is none', async () => {
    await create();
    await happen('host.lost');
    expect(await messages()).toEqual([]);
  });

  test('lists are paged and filtered, and nobody else\'s', async () => {
    await create();
    const times: number[] = [];
    for (const type of ['lease.requested', 'lease.placed', 'lease.activated', 'lease.placed'] as const) {
      await happen(type);
      times.push(clock.now());
      clock.advance(1_000);
    }
    const first = await queries.execute(new ListMessages(actor, {}, { limit: 3 }));
    const second = await queries.execute(new ListMessages(actor, {}, { limit: 3, after: first.next! }));
    expect([...first.items, ...second.items].map(({ type }) => type)).toEqual(['lease.placed', 'lease.activated', 'lease.placed', 'lease.requested']);
    expect(second.next).toBeNull();
    expect((await queries.execute(new ListMessages(actor, { type: 'lease.placed' }, { limit: 9 }))).items).toHaveLength(2);
    expect((await queries.execute(new ListMessages(actor, { from: times[1]!, to: times[3]! }, { limit: 9 }))).items.map(({ createdAt }) => createdAt)).toEqual([times[2], times[1]]);
    const other = tenant();
    expect((await queries.execute(new ListMessages(other, {}, { limit: 9 }))).items).toEqual([]);
    await expect(queries.execute(new GetMessage(other, first.items[0]!.id))).rejects.toMatchObject({ code: 'not_found' });
    await expect(queries.execute(new ListDeliveries(other, first.items[0]!.id, {}, { limit: 9 }))).rejects.toMatchObject({ code: 'not_found' });
  });

  test('is forgotten after thirty days, with all of it', async () => {
    await create();
    await happen();
    await work();
    const { id } = (await messages())[0]!;
    expect(await webhooks.forgetMessages(clock.now() + 29 * MILLIS_PER_DAY)).toBe(0);
    expect(await webhooks.forgetMessages(clock.now() + 31 * MILLIS_PER_DAY)).toBeGreaterThan(0);
    await expect(queries.execute(new GetMessage(actor, id))).rejects.toMatchObject({ code: 'not_found' });
    expect(await db.database.query(sql`select 1 from attempts where delivery_id not in (select id from deliveries)`)).toEqual([]);
  });
});

describe('a sink that fails', () => {
  test('is tried again by the schedule until it answers', async () => {
    await create();
    await happen();
    sink.answer = 503;
    await work();
    const pause = (await nextAttemptAt()) - clock.now();
    expect(pause).toBeGreaterThanOrEqual(10_000);
    expect(pause).toBeLessThanOrEqual(11_000);
    await work(); // early: not due
    clock.advance(pause);
    sink.answer = 200;
    await work();
    expect(sink.received).toHaveLength(2);
    expect(new Set(sink.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(await deliveries()).toMatchObject([{ state: 'delivered', attempts: [{ status: 200, errorClass: null }, { status: 503, error: 'answered 503', errorClass: 'server_error' }] }]);
    expect(await endpointsOf()).toMatchObject([{ failingSince: null, state: 'enabled' }]);
  });

  test('fails a delivery when the schedule ends, and shows since when it fails', async () => {
    await create();
    const since = clock.now();
    await happen();
    sink.answer = 500;
    for (const _pause of settings.webhookScheduleMillis) {
      await work();
      clock.jump(Math.max(clock.now(), await nextAttemptAt()));
    }
    const [delivery] = await deliveries();
    expect(delivery).toMatchObject({ state: 'failed', nextAttemptAt: null });
    expect(delivery!.attempts).toHaveLength(settings.webhookScheduleMillis.length);
    expect(await endpointsOf()).toMatchObject([{ failingSince: since, state: 'enabled' }]);
  });

  test('that is too slow has not answered', async () => {
    await create();
    await happen();
    sink.answer = () => undefined;
    await work();
    expect(await deliveries()).toMatchObject([{ state: 'pending', attempts: [{ status: null, error: 'no answer within 300 ms', errorClass: 'timeout' }] }]);
  });

  test('and asks for patience gets it, within bounds', async () => {
    await create();
    await happen();
    sink.answer = (response) => response.writeHead(429, { 'retry-after': '3600' }).end();
    await work();
    const pause = (await nextAttemptAt()) - clock.now();
    expect(pause).toBeGreaterThanOrEqual(MILLIS_PER_HOUR);
    expect(pause).toBeLessThanOrEqual(1.1 * MILLIS_PER_HOUR);
  });

  test('with 410 is disabled at once, what waits is given up, and the tenant\'s others are told', async () => {
    const gone = await create({ concurrency: 1 });
    await happen();
    await happen();
    sink.answer = 410;
    await work();
    expect(await queries.execute(new GetEndpoint(actor, gone.id))).toMatchObject({ state: 'disabled', disabledReason: 'gone', disabledAt: clock.now() });
    await work();
    expect(sink.received).toHaveLength(1);
    expect((await messages()).map(({ deliveries }) => deliveries)).toEqual([{ pending: 0, delivered: 0, failed: 1 }, { pending: 0, delivered: 0, failed: 1 }]);
    const [event] = await db.database.query<{ payload: unknown }>(sql`select payload from outbox_events where type = 'endpoint.disabled' and tenant_id = ${actor.ownerId}`);
    expect(event!.payload).toEqual({ endpointId: gone.id, url: sink.url, reason: 'gone' });
    expect(Object.keys(eventExamples['endpoint.disabled']!.data)).toEqual(['endpointId', 'url', 'reason']);
  });

  test('for too long is disabled, and not before', async () => {
    const failing = await create();
    sink.answer = 500;
    await happen();
    await work();
    clock.advance(settings.webhookDisableAfterMillis - 1);
    await happen();
    await work();
    expect(await queries.execute(new GetEndpoint(actor, failing.id))).toMatchObject({ state: 'enabled' });
    clock.advance(1);
    await happen();
    await work();
    expect(await queries.execute(new GetEndpoint(actor, failing.id))).toMatchObject({ state: 'disabled', disabledReason: 'failing' });
    await happen();
    await work();
    await commands.execute(new EnableEndpoint(actor, failing.id));
    sink.answer = 200;
    await happen();
    await work();
    expect(await queries.execute(new GetEndpoint(actor, failing.id))).toMatchObject({ state: 'enabled', disabledReason: null, failingSince: null });
    expect(sink.received).toHaveLength(5); // the first message was tried twice
  });
});

test('draining finds what is due to an endpoint that was let go while it looked', async () => {
  await create();
  const failing = await create({ url: `${sink.url}failing` });
  sink.answer = 500;
  await happen();
  await work(); // from now on they get one at a time
  clock.advance(MILLIS_PER_MINUTE);
  await happen();
  const held = Promise.withResolvers<void>();
  const sender = module.get(WebhookSender);
  const send = sender.send.bind(sender);
  const sending = vi.spyOn(sender, 'send').mockImplementation(async (url, ...rest) => {
    if (url === failing.url) await held.promise;
    return send(url, ...rest);
  });
  const transaction = db.database.transaction.bind(db.database);
  const working = (dispatcher as unknown as { work: Set<unknown> }).work;
  const looking = vi.spyOn(db.database, 'transaction').mockImplementation(async (run) => {
    const result = await transaction(run);
    const isFruitless = (result as { found?: number } | undefined)?.found === 0;
    if (!isFruitless || working.size !== 1 || sink.received.filter(({ path }) => path === '/').length < 3) return result;
    held.resolve();
    while (working.size > 0) await new Promise((resolve) => { setImmediate(resolve); });
    return result;
  });
  try {
    await work();
  } finally {
    sending.mockRestore();
    looking.mockRestore();
  }
  expect(sink.received.filter(({ path }) => path === '/failing')).toHaveLength(3);
});

describe('events', () => {
  test('whose jobs were lost are told all the same', async () => {
    await create();
    const id = await appended();
    await db.database.transaction((tx) => tx.$executeRaw(sql`update outbox_events set relayed_at = at where id = ${BigInt(id)}`));
    await webhooks.sweepUntold(clock.now());
    expect(await messages()).toEqual([]); // on its way
    clock.advance(MILLIS_PER_MINUTE);
    await webhooks.sweepUntold(clock.now());
    await work();
    expect(sink.received).toHaveLength(1);
  });

  test('of one subject are told in order, whichever is asked for', async () => {
    await create();
    const ids = [await appended('lease.requested'), await appended('lease.placed'), await appended('lease.activated')];
    await webhooks.fanout([ids[2]!]);
    await work();
    const told = await db.database.query<{ type: string }>(sql`
      select type from messages join deliveries on messages.id = message_id where messages.tenant_id = ${actor.ownerId} order by sequence`);
    expect(told.map(({ type }) => type)).toEqual(['lease.requested', 'lease.placed', 'lease.activated']);
  });
});

describe('secrets', () => {
  test('overlap for a day after a rotation, and are shown only when made', async () => {
    const { id, secret: old } = await create();
    const { secret: fresh = 'none', previousSecretUntil } = await commands.execute(new RotateSecret(actor, id));
    expect(fresh).toMatch(/^whsec_/);
    expect(fresh).not.toBe(old);
    expect(previousSecretUntil).toBe(clock.now() + MILLIS_PER_DAY);
    await happen();
    await work();
    const { body, headers } = sink.received[0]!;
    for (const secret of [old, fresh]) expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toMatchObject({ type: 'lease.activated' });
    expect(JSON.stringify(await endpointsOf())).not.toContain('whsec_');

    clock.advance(MILLIS_PER_DAY);
    await happen();
    await work();
    const later = sink.received[1]!.headers;
    expect(String(later['webhook-signature']).split(' ')).toHaveLength(1);
    expect(later['webhook-signature']).toBe(new Webhook(fresh).sign(String(later['webhook-id']), new Date(clock.now()), sink.received[1]!.body));
    expect((await queries.execute(new GetEndpoint(actor, id))).previousSecretUntil).toBeNull();
  });
});

describe('by hand', () => {
  test('a test message goes to one endpoint alone, whatever it wants', async () => {
    const { id, secret } = await create({ url: `${sink.url}one`, eventTypes: ['statement.closed'] });
    await create({ url: `${sink.url}two` });
    await commands.execute(new SendTest(actor, id));
    await work();
    expect(sink.received.map(({ path }) => path)).toEqual(['/one']);
    expect(new Webhook(secret).verify(sink.received[0]!.body, sink.received[0]!.headers as Record<string, string>)).toMatchObject({ type: 'endpoint.test', data: { endpointId: id } });
    await commands.execute(new DisableEndpoint(actor, id));
    await expect(commands.execute(new SendTest(actor, id))).rejects.toMatchObject({ code: 'endpoint_disabled' });
  });

  test('a delivery is repeated: failed ones, delivered ones, and with a schedule of its own', async () => {
    const { id } = await create();
    await happen();
    await work();
    const [delivery] = await deliveries();
    clock.advance(1);
    sink.answer = 500;
    expect(await commands.execute(new Redeliver(actor, delivery!.messageId, delivery!.id))).toMatchObject({ state: 'pending', nextAttemptAt: clock.now() });
    await work();
    const again = await nextAttemptAt();
    expect(again).toBeGreaterThanOrEqual(clock.now() + 10_000);
    clock.jump(again);
    sink.answer = 200;
    await work();
    expect(sink.received).toHaveLength(3);
    expect((await deliveries())[0]).toMatchObject({ state: 'delivered', attempts: [{ status: 200 }, { status: 500 }, { status: 200 }] });

    await expect(commands.execute(new Redeliver(tenant(), delivery!.messageId, delivery!.id))).rejects.toMatchObject({ code: 'not_found' });
    await commands.execute(new DeleteEndpoint(actor, id));
    await expect(commands.execute(new Redeliver(actor, delivery!.messageId, delivery!.id))).rejects.toMatchObject({ code: 'endpoint_disabled' });
  });
});

describe('endpoints', () => {
  test('change in part; what waits goes to the new URL', async () => {
    const { id } = await create({ description: 'old' });
    await happen();
    await commands.execute(new UpdateEndpoint(actor, id, { url: `${sink.url}new` }));
    await work();
    expect(sink.received.map(({ path }) => path)).toEqual(['/new']);
    expect(await commands.execute(new UpdateEndpoint(actor, id, { eventTypes: ['lease.closed', 'lease.closed'] }))).toMatchObject({ url: `${sink.url}new`, description: 'old', eventTypes: ['lease.closed'] });
    await expect(commands.execute(new UpdateEndpoint(actor, id, { url: 'ftp://example.com' }))).rejects.toMatchObject({ code: 'endpoint_url_refused' });
  });

  test('are refused where they may not be', async () => {
    await expect(create({ url: 'https://user:pass@example.com/' })).rejects.toMatchObject({ code: 'endpoint_url_refused', options: { pointer: '/url' } });
    await expect(create({}, tenant({ projectId: newId('project') }))).rejects.toMatchObject({ code: 'forbidden' });
    await expect(create({}, tenant({ ownerType: 'operator' }))).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('of others are not found', async () => {
    const { id } = await create();
    const other = tenant();
    for (const command of [new UpdateEndpoint(other, id, {}), new DeleteEndpoint(other, id), new EnableEndpoint(other, id), new DisableEndpoint(other, id), new RotateSecret(other, id), new SendTest(other, id)]) {
      await expect(commands.execute(command as never)).rejects.toMatchObject({ code: 'not_found' });
    }
    await expect(queries.execute(new GetEndpoint(other, id))).rejects.toMatchObject({ code: 'not_found' });
  });

  test('are bounded in number, also when made at once; a repeated key makes one', async () => {
    await db.database.client.endpoint.createMany({
      data: Array.from({ length: MAX_ENDPOINTS - 5 }, () => ({ id: newId('endpoint'), tenantId: actor.ownerId, url: sink.url, eventTypes: [], secret: '', createdAt: 0n })),
    });
    const made = await Promise.allSettled(Array.from({ length: 10 }, () => create()));
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
    expect(made.find((one) => one.status === 'rejected')!.reason).toMatchObject({ code: 'too_many_endpoints' });
    actor = tenant();
    const repeat = () => commands.execute(new CreateEndpoint(actor, { url: sink.url }, 'key-1'));
    const [first, second] = await Promise.all([repeat(), repeat()]);
    expect([first.secret, second.secret].filter((secret) => secret !== undefined)).toHaveLength(1);
    expect({ ...second, secret: 0 }).toEqual({ ...first, secret: 0 });
    expect(await endpointsOf()).toHaveLength(1);
  });

  test('that are deleted get nothing any more', async () => {
    const { id } = await create();
    await happen();
    await commands.execute(new DeleteEndpoint(actor, id));
    await work();
    expect(sink.received).toEqual([]);
    expect(await deliveries()).toMatchObject([{ state: 'failed', attempts: [] }]);
  });
});
