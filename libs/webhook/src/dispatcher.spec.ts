import type { ServerResponse } from 'node:http';
import * as fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';

import { appendEvents, Signals, sql } from '#libs/database';
import { defaultSettings, ManualClock, newId, type Settings } from '#libs/kernel';
import { type HttpSink, httpSink, testDatabase, type TestDatabase } from '#libs/testing';

import { CIRCUIT_OPENS_AFTER, circuitPausesMillis } from './circuit.js';
import { WebhookDispatcher } from './dispatcher.js';
import { type EndpointOrdering, type EndpointView, toEndpointView } from './endpoint.js';
import { takeLanes } from './lane.js';
import { WebhookSender } from './sender.js';
import { newSecret } from './signing.js';
import { Webhooks } from './webhooks.js';

const settings: Settings = { ...defaultSettings, webhookAllowPrivate: true, webhookTimeoutMillis: 60_000, webhookScheduleMillis: [0, 1_000, 2_000] };
let db: TestDatabase;
let clock: ManualClock;
let webhooks: Webhooks;
let sink: HttpSink;
let tenantId: string;
const senders: WebhookSender[] = [];

beforeAll(async () => {
  db = await testDatabase();
  clock = new ManualClock(1_800_000_000_000);
  webhooks = new Webhooks(db.database, clock, settings);
});
afterAll(() => db.drop());
beforeEach(async () => {
  sink = await httpSink();
  tenantId = newId('tenant');
});
afterEach(async () => {
  for (const sender of senders.splice(0)) await sender.onApplicationShutdown();
  await sink.close();
});

/** One process that sends. */
function processOf(changed: Partial<Settings> = {}): WebhookDispatcher {
  const own = { ...settings, ...changed };
  const sender = new WebhookSender(own);
  senders.push(sender);
  return new WebhookDispatcher(db.database, new Signals(db.url), sender, clock, own);
}

async function endpoints(urls: readonly string[], { ordering = 'none', concurrency = 4 }: { ordering?: EndpointOrdering; concurrency?: number } = {}): Promise<string[]> {
  const rows = urls.map((url) => ({ id: newId('endpoint'), url }));
  await db.database.client.endpoint.createMany({
    data: rows.map((row) => ({ ...row, tenantId, eventTypes: [], secret: newSecret(), ordering, concurrency, createdAt: BigInt(clock.now()) })),
  });
  await db.database.client.endpointLane.createMany({ data: rows.map(({ id }) => ({ endpointId: id })) });
  return rows.map(({ id }) => id);
}

/** Events of leases, one for each name, fanned out. */
async function happen(...leases: string[]): Promise<void> {
  const ids = await db.database.transaction(async (tx) => {
    const [before] = await tx.$queryRaw<{ id: bigint }[]>(sql`select coalesce(max(id), 0) as id from outbox_events`);
    await appendEvents(tx, clock.now(), leases.map((lease, number) => ({ type: 'lease.changed' as const, subjectId: `lse_${lease}${tenantId}`, tenantId, payload: { lease, number } })));
    return tx.$queryRaw<{ id: bigint }[]>(sql`select id from outbox_events where id > ${before!.id} and tenant_id = ${tenantId} order by id`);
  });
  await webhooks.fanout(ids.map(({ id }) => id.toString()));
}

async function view(endpointId: string): Promise<EndpointView> {
  return toEndpointView(await db.database.client.endpoint.findUniqueOrThrow({ where: { id: endpointId } }), clock.now());
}

const countOf = (state: string, more = sql`true`) => db.database.query<{ count: bigint }>(sql`select count(*) from deliveries where tenant_id = ${tenantId} and state = ${state} and ${more}`).then(([row]) => Number(row!.count));

/** When something is due next to any endpoint of the tenant. */
async function nextWake(): Promise<number | undefined> {
  const [row] = await db.database.query<{ at: bigint | null }>(sql`select min(wake_at) as at from endpoint_lanes join endpoints on id = endpoint_id where tenant_id = ${tenantId}`);
  return row!.at === null ? undefined : Number(row!.at);
}

/** Answers nothing until told. */
function holdAnswers(path: string): ServerResponse[] {
  const held: ServerResponse[] = [];
  sink.answer = (response, request) => {
    if (request.path === path) held.push(response);
    else response.writeHead(200).end();
  };
  return held;
}

test('a thousand endpoints, one slow and one dead among them: no other waits for those', { timeout: 240_000 }, async () => {
  const gone = await httpSink();
  await gone.close();
  const [slow, dead] = await endpoints([`${sink.url}slow`, gone.url, ...Array.from({ length: 998 }, (_, index) => `${sink.url}${index}`)]);
  const held = holdAnswers('/slow');
  await happen('a', 'b', 'c');
  const dispatcher = processOf({ webhookTimeoutMillis: 230_000 });
  const faults: unknown[] = [];
  dispatcher.start((error) => faults.push(error));
  await vi.waitFor(async () => expect(await countOf('delivered')).toBe(3 * 998), { timeout: 200_000, interval: 200 });
  // All of theirs are done, and the slow one has not answered a single request.
  expect(held.length).toBeGreaterThan(0);
  expect(held.length).toBeLessThanOrEqual(4);
  expect(held.every((response) => !response.headersSent)).toBe(true);
  expect(await countOf('pending', sql`endpoint_id not in (${slow}, ${dead})`)).toBe(0);
  expect(sink.received.filter(({ path }) => path !== '/slow').map(({ path, headers }) => `${path} ${String(headers['webhook-id'])}`).toSorted()).toEqual(
    [...new Set(sink.received.filter(({ path }) => path !== '/slow').map(({ path, headers }) => `${path} ${String(headers['webhook-id'])}`))].toSorted(),
  );
  sink.answer = 200;
  for (const response of held.splice(0)) response.writeHead(200).end();
  await vi.waitFor(async () => expect(await countOf('delivered', sql`endpoint_id = ${slow}`)).toBe(3), { timeout: 30_000, interval: 200 });
  await dispatcher.stop();
  expect(faults).toEqual([]);
  expect(await view(dead!)).toMatchObject({ failingSince: clock.now(), circuit: { state: 'closed' } });
});

describe('a circuit', () => {
  /** With one attempt after the other, so that what is counted is exact. */
  async function opened(): Promise<{ endpointId: string; dispatcher: WebhookDispatcher }> {
    const [endpointId] = await endpoints([sink.url], { concurrency: 1 });
    const dispatcher = processOf({ webhookScheduleMillis: [0, 1_000, 1_000, 1_000, 1_000, 1_000, 1_000] });
    sink.answer = 500;
    await happen(...Array.from({ length: 8 }, () => 'a'));
    await dispatcher.drain();
    return { endpointId: endpointId!, dispatcher };
  }

  test('opens after five failures; what waits then takes nobody\'s place, survives a restart, and goes when one try succeeds', async () => {
    const { endpointId } = await opened();
    expect(sink.received).toHaveLength(CIRCUIT_OPENS_AFTER);
    const { circuit } = await view(endpointId);
    expect(circuit).toMatchObject({ state: 'open', reason: 'answered 500', openedAt: clock.now(), failures: CIRCUIT_OPENS_AFTER });
    expect(circuit.nextTryAt! - clock.now()).toBeGreaterThanOrEqual(circuitPausesMillis[0]);
    expect(await db.database.query(sql`select held_by, wake_at from endpoint_lanes where endpoint_id = ${endpointId}`)).toEqual([{ held_by: null, wake_at: BigInt(circuit.nextTryAt!) }]);

    const restarted = processOf();
    clock.jump(circuit.nextTryAt! - 1_000);
    await happen('b');
    await restarted.drain();
    expect(sink.received).toHaveLength(CIRCUIT_OPENS_AFTER);

    clock.jump(circuit.nextTryAt!);
    expect((await view(endpointId)).circuit.state).toBe('half_open');
    await restarted.drain(); // one try, which fails
    expect(sink.received).toHaveLength(CIRCUIT_OPENS_AFTER + 1);
    const longer = (await view(endpointId)).circuit;
    expect(longer).toMatchObject({ state: 'open', openedAt: circuit.openedAt });
    expect(longer.nextTryAt! - clock.now()).toBeGreaterThanOrEqual(circuitPausesMillis[1]);

    clock.jump(longer.nextTryAt!);
    sink.answer = 200;
    await restarted.drain();
    expect(await countOf('delivered')).toBe(9);
    expect(await view(endpointId)).toMatchObject({ failingSince: null, circuit: { state: 'closed', reason: null, openedAt: null, nextTryAt: null, failures: 0 } });
  });
});

test('an endpoint is sent to as often at a time as it says, by however many processes, and gets everything once', async () => {
  await endpoints([sink.url], { concurrency: 3 });
  await happen(...Array.from({ length: 40 }, () => 'a'));
  let [open, most] = [0, 0];
  const held: ServerResponse[] = [];
  sink.answer = (response) => {
    open += 1;
    most = Math.max(most, open);
    held.push(response);
    setImmediate(() => {
      if (held.length < 3 && sink.received.length < 40) return; // until as many are open as there may be
      for (const each of held.splice(0)) {
        open -= 1;
        each.writeHead(200).end();
      }
    });
  };
  const processes = [processOf(), processOf(), processOf()];
  const free = setInterval(() => {
    for (const each of held.splice(0)) {
      open -= 1;
      each.writeHead(200).end();
    }
  }, 500); // the last of a batch may be fewer
  while ((await countOf('pending')) > 0) await Promise.all(processes.map((each) => each.drain()));
  clearInterval(free);
  expect(most).toBe(3);
  expect(sink.received).toHaveLength(40);
  expect(new Set(sink.received.map(({ headers }) => headers['webhook-id'])).size).toBe(40);
});

test('the endpoints of a process that died are another\'s when its hold ends', async () => {
  await endpoints([sink.url]);
  await happen('a');
  const now = clock.now();
  expect(await db.database.transaction((tx) => takeLanes(tx, { holder: 'dead', now, holdMillis: 30_000 }, { quick: 10, slow: 10 }))).toMatchObject({ found: 1, lanes: [{ due: [{ step: 0 }] }] });
  const other = processOf();
  await other.drain();
  expect(sink.received).toEqual([]);
  clock.advance(30_000);
  await other.drain();
  expect(sink.received).toHaveLength(1);
});

test('a process that stops leaves its endpoints to others at once', async () => {
  await endpoints([sink.url]);
  await happen('a');
  const held = holdAnswers('/');
  const stopping = processOf();
  void stopping.drain();
  await vi.waitFor(() => expect(held).toHaveLength(1));
  await stopping.stop();
  sink.answer = 200;
  await processOf().drain();
  expect(sink.received).toHaveLength(2); // at least once
  expect(await countOf('delivered')).toBe(1);
});

describe('in order by lease', () => {
  test('the next goes when the one before was delivered or given up; other leases flow', async () => {
    await fc.assert(fc.asyncProperty(
      fc.array(fc.record({ lease: fc.constantFrom('a', 'b', 'c'), fails: fc.nat(3) }), { minLength: 1, maxLength: 12 }), fc.integer({ min: 1, max: 4 }),
      async (messages, concurrency) => {
        tenantId = newId('tenant');
        sink.received.length = 0;
        await endpoints([sink.url], { ordering: 'lease', concurrency });
        const tries = messages.map(() => 0);
        const arrived: number[] = [];
        const tooEarly: string[] = [];
        const ended = (index: number) => tries[index]! > Math.min(messages[index]!.fails, settings.webhookScheduleMillis.length - 1);
        sink.answer = (response, request) => {
          const { number } = (JSON.parse(request.body) as { data: { number: number } }).data;
          for (let before = 0; before < number; before += 1) if (messages[before]!.lease === messages[number]!.lease && !ended(before)) tooEarly.push(`${number} before ${before}`);
          tries[number]! += 1;
          arrived.push(number);
          response.writeHead(tries[number]! <= messages[number]!.fails ? 500 : 200).end();
        };
        await happen(...messages.map(({ lease }) => lease));
        const dispatcher = processOf();
        for (let rounds = 0; rounds < 200; rounds += 1) {
          await dispatcher.drain();
          const next = await nextWake();
          if (next === undefined) break;
          clock.jump(Math.max(clock.now(), next));
        }
        expect(tooEarly).toEqual([]);
        const last = settings.webhookScheduleMillis.length;
        expect(await countOf('delivered')).toBe(messages.filter(({ fails }) => fails < last).length);
        expect(await countOf('failed')).toBe(messages.filter(({ fails }) => fails >= last).length);
        expect(await countOf('pending')).toBe(0);
        expect(tries).toEqual(messages.map(({ fails }) => Math.min(fails + 1, last)));
      },
    ), { numRuns: 12 });
  });

  test('what comes while the one before is under way waits for it, and another lease does not', async () => {
    await endpoints([sink.url], { ordering: 'lease' });
    const held: ServerResponse[] = [];
    sink.answer = (response, { body }) => {
      if (body.includes('"lease":"a"')) held.push(response);
      else response.writeHead(200).end();
    };
    await happen('a');
    const dispatcher = processOf();
    const first = dispatcher.drain();
    await vi.waitFor(() => expect(held).toHaveLength(1));
    await happen('a', 'b');
    sink.answer = 200;
    expect(await countOf('pending', sql`next_attempt_at is null`)).toBe(1);
    held.pop()!.writeHead(200).end();
    await first;
    await dispatcher.drain();
    expect(sink.received.filter(({ body }) => body.includes('"lease":"a"')).map(({ body }) => (JSON.parse(body) as { data: { number: number } }).data.number)).toEqual([0, 0]);
    expect(await countOf('delivered')).toBe(3);
  });

  test('a lease whose first message fails and fails holds up no other', async () => {
    await endpoints([sink.url], { ordering: 'lease' });
    sink.answer = (response, { body }) => response.writeHead(body.includes('"lease":"a"') ? 500 : 200).end();
    await happen('a', 'a', 'b', 'b', 'b');
    const dispatcher = processOf();
    await dispatcher.drain();
    clock.advance(600); // the failure made it one attempt at a time
    await dispatcher.drain();
    expect(await countOf('delivered')).toBe(3);
    expect(await countOf('pending')).toBe(2);
    expect(sink.received.filter(({ body }) => body.includes('"lease":"a"'))).toHaveLength(1);
  });
});
