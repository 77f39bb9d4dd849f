import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { sql } from '#libs/database';
import { type Actor, ManualClock, MILLIS_PER_DAY, newId } from '#libs/kernel';
import { testDatabase, type TestDatabase } from '#libs/testing';

import type { DeliveryState } from './delivery.js';
import { ListAttempts, ListAttemptsHandler } from './list-attempts.js';
import { ListMessages, ListMessagesHandler, type MessageFilter } from './list-messages.js';
import { MAX_REDELIVERIES, RedeliverRange, RedeliverRangeHandler, type RedeliverRangeInput } from './redeliver-range.js';
import { type ErrorClass, errorClasses } from './sender.js';
import { SummariseEndpoint, SummariseEndpointHandler } from './summarise-endpoint.js';

const clock = new ManualClock(1_800_000_000_000);
let db: TestDatabase;
let actor: Actor;

beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.drop());
beforeEach(() => {
  actor = tenant();
});

function tenant(): Actor {
  return { keyId: 'key_test', ownerType: 'tenant', ownerId: newId('tenant'), role: 'owner', scopes: ['*'], requestId: 'req_test' };
}

async function endpoint(by = actor, more: { state?: string; ordering?: string } = {}): Promise<string> {
  const id = newId('endpoint');
  const disabled = more.state === 'disabled' ? { disabledAt: 1n, disabledReason: 'by_tenant' } : {};
  await db.database.client.endpoint.create({ data: { id, tenantId: by.ownerId, url: 'https://example.com/', eventTypes: [], secret: '', createdAt: 0n, ...more, ...disabled } });
  await db.database.client.endpointLane.create({ data: { endpointId: id } });
  return id;
}

interface Past {
  endpointId: string;
  at: number;
  state?: DeliveryState;
  leaseId?: string;
  orderingKey?: string;
  sequence?: number;
}

/** A message with one delivery, as if it had happened. */
async function delivery({ endpointId, at, state = 'delivered', leaseId, orderingKey, sequence = 0 }: Past): Promise<string> {
  const [id, messageId] = [newId('delivery'), newId('message')];
  await db.database.client.message.create({ data: { id: messageId, tenantId: actor.ownerId, eventId: messageId, type: 'lease.changed', leaseId: leaseId ?? null, body: '{}', createdAt: BigInt(at) } });
  await db.database.client.delivery.create({
    data: {
      id, messageId, endpointId, tenantId: actor.ownerId, state, orderingKey: orderingKey ?? null, sequence: BigInt(sequence), step: 3, nextAttemptAt: state === 'pending' ? BigInt(at) : null, createdAt: BigInt(at),
    },
  });
  return id;
}

const redeliver = (input: Omit<RedeliverRangeInput, 'from' | 'to'> & Partial<RedeliverRangeInput>, key?: string) =>
  new RedeliverRangeHandler(db.database, clock).execute(new RedeliverRange(actor, { from: 0, to: 10_000, ...input }, key));
const pending = () => db.database.query<{ id: string; step: number; next_attempt_at: bigint | null }>(sql`
  select id, step, next_attempt_at from deliveries where tenant_id = ${actor.ownerId} and state = 'pending' order by sequence, created_at`);

describe('a summary', () => {
  const attempt = fc.record({ at: fc.integer({ min: 900, max: 2_100 }), millis: fc.nat(15_000), errorClass: fc.option(fc.constantFrom(...errorClasses)) });

  test('says what a plain count of the attempts between two moments says', async () => {
    await fc.assert(fc.asyncProperty(fc.array(attempt, { maxLength: 60 }), async (attempts) => {
      const [endpointId, other] = [await endpoint(), await endpoint()];
      await db.database.client.attempt.createMany({
        data: attempts.flatMap(({ at, millis, errorClass }) => [endpointId, other].map((of) => ({
          id: newId('attempt'), deliveryId: 'dlv', endpointId: of, at: BigInt(at), durationMillis: of === other ? 99_999 : millis, errorClass, error: errorClass && 'it failed', status: errorClass ? null : 200,
        }))),
      });
      const summary = await new SummariseEndpointHandler(db.database, clock).execute(new SummariseEndpoint(actor, endpointId, { from: 1_000, to: 2_000 }));
      const within = attempts.filter(({ at }) => at >= 1_000 && at < 2_000);
      const sorted = within.map(({ millis }) => millis).toSorted((a, b) => a - b);
      const nearest = (percent: number) => sorted[Math.ceil((sorted.length * percent) / 100) - 1];
      const succeeded = within.filter(({ errorClass }) => errorClass === null).length;
      expect(summary).toMatchObject({
        attempts: within.length, succeeded, successBps: within.length === 0 ? null : Math.floor((succeeded * 10_000) / within.length),
        latencyMillis: within.length === 0 ? null : { p50: nearest(50), p90: nearest(90), p99: nearest(99), most: sorted.at(-1) },
      });
      for (const errorClass of errorClasses) expect(summary.failures[errorClass]).toBe(within.filter((one) => one.errorClass === errorClass).length);
    }), { numRuns: 30 });
  });

  test('is of the last day unless told otherwise, counts deliveries by their state, and is nobody else\'s', async () => {
    const endpointId = await endpoint();
    for (const [age, state] of [[1, 'delivered'], [2, 'failed'], [3, 'pending'], [MILLIS_PER_DAY + 1, 'failed']] as const) await delivery({ endpointId, at: clock.now() - age, state });
    const query = (by: Actor) => new SummariseEndpointHandler(db.database, clock).execute(new SummariseEndpoint(by, endpointId, {}));
    expect(await query(actor)).toMatchObject({ to: clock.now() + 1, from: clock.now() + 1 - MILLIS_PER_DAY, deliveries: { delivered: 1, failed: 1, pending: 1 }, attempts: 0, successBps: null });
    await expect(query(tenant())).rejects.toMatchObject({ code: 'not_found' });
  });
});

test('attempts are paged from the newest, and filtered', async () => {
  const endpointId = await endpoint();
  const deliveryId = await delivery({ endpointId, at: 1 });
  const errors: (ErrorClass | null)[] = [null, 'timeout', 'gone', null, 'timeout'];
  await db.database.client.attempt.createMany({
    data: errors.map((errorClass, at) => ({ id: newId('attempt'), deliveryId, endpointId, at: BigInt(at), durationMillis: at, errorClass, error: errorClass && 'it failed' })),
  });
  const list = async (filter: ListAttempts['filter'], limit = 10, after?: ListAttempts['page']['after']) => new ListAttemptsHandler(db.database).execute(new ListAttempts(actor, endpointId, filter, { limit, after }));
  const first = await list({}, 3);
  expect(first.items.map(({ at }) => at)).toEqual([4, 3, 2]);
  expect((await list({}, 3, first.next!)).items.map(({ at }) => at)).toEqual([1, 0]);
  expect((await list({ errorClass: 'timeout' })).items.map(({ at }) => at)).toEqual([4, 1]);
  expect((await list({ failed: false })).items.map(({ at }) => at)).toEqual([3, 0]);
  expect((await list({ failed: true, from: 2, to: 4 })).items.map(({ at }) => at)).toEqual([2]);
});

test('messages are found by lease, by endpoint and by what became of them', async () => {
  const [one, two] = [await endpoint(), await endpoint()];
  await delivery({ endpointId: one, at: 1, leaseId: 'lse_a' });
  await delivery({ endpointId: one, at: 2, leaseId: 'lse_b', state: 'failed' });
  await delivery({ endpointId: two, at: 3, leaseId: 'lse_a', state: 'failed' });
  const times = async (filter: MessageFilter) => (await new ListMessagesHandler(db.database).execute(new ListMessages(actor, filter, { limit: 10 }))).items.map(({ createdAt }) => createdAt);
  expect(await times({ leaseId: 'lse_a' })).toEqual([3, 1]);
  expect(await times({ endpointId: one })).toEqual([2, 1]);
  expect(await times({ state: 'failed' })).toEqual([3, 2]);
  expect(await times({ state: 'failed', endpointId: one, from: 2, to: 3 })).toEqual([2]);
  expect(await times({ state: 'pending' })).toEqual([]);
});

describe('redelivery of a range', () => {
  test('sends again what was given up between two moments, from the beginning of the schedule, and is harmless again', async () => {
    const endpointId = await endpoint();
    const failed = await delivery({ endpointId, at: 1_000, state: 'failed' });
    await delivery({ endpointId, at: 999, state: 'failed' });
    await delivery({ endpointId, at: 2_000, state: 'failed' });
    await delivery({ endpointId, at: 1_500 });
    const waiting = await delivery({ endpointId, at: 1_600, state: 'pending' });
    expect(await redeliver({ from: 1_000, to: 2_000 })).toEqual({ deliveries: 1, next: null });
    expect(await pending()).toEqual([{ id: failed, step: 0, next_attempt_at: BigInt(clock.now()) }, { id: waiting, step: 3, next_attempt_at: 1_600n }]);
    expect(await db.database.query(sql`select wake_at from endpoint_lanes where endpoint_id = ${endpointId}`)).toEqual([{ wake_at: BigInt(clock.now()) }]);
    expect(await redeliver({ from: 1_000, to: 2_000 })).toEqual({ deliveries: 0, next: null });
    expect(await redeliver({ from: 1_000, to: 2_000, delivered: true })).toEqual({ deliveries: 1, next: null });
  });

  test('with a key does once what was asked twice, at the same time too', async () => {
    const endpointId = await endpoint();
    await delivery({ endpointId, at: 1 });
    const ask = () => redeliver({ delivered: true }, 'key-1');
    expect(await Promise.all([ask(), ask()])).toEqual([{ deliveries: 1, next: null }, { deliveries: 1, next: null }]);
    expect(await db.database.query(sql`select 1 from audit_entries where action = 'deliveries.repeated' and subject_id = ${actor.ownerId}`)).toHaveLength(1);
    await expect(redeliver({ delivered: false }, 'key-1')).rejects.toMatchObject({ code: 'idempotency_key_reused' });
  });

  test('is bounded, and goes on where it ended', async () => {
    const endpointId = await endpoint();
    await db.database.client.$executeRaw(sql`
      insert into deliveries (id, message_id, endpoint_id, tenant_id, state, created_at)
      select ${endpointId} || n, 'msg' || ${endpointId} || n, ${endpointId}, ${actor.ownerId}, 'failed', n / 10 from generate_series(1, ${MAX_REDELIVERIES + 7}::int) n`);
    const first = await redeliver({});
    expect(first.deliveries).toBe(MAX_REDELIVERIES);
    expect(await redeliver({ after: first.next! })).toEqual({ deliveries: 7, next: null });
    expect(await pending()).toHaveLength(MAX_REDELIVERIES + 7);
  });

  test('reaches enabled endpoints of the tenant alone, and those of a lease if so asked', async () => {
    const [mine, off] = [await endpoint(), await endpoint(actor, { state: 'disabled' })];
    const wanted = await delivery({ endpointId: mine, at: 1, state: 'failed', leaseId: 'lse_a' });
    await delivery({ endpointId: mine, at: 1, state: 'failed', leaseId: 'lse_b' });
    await delivery({ endpointId: off, at: 1, state: 'failed', leaseId: 'lse_a' });
    expect(await redeliver({ leaseId: 'lse_a' })).toMatchObject({ deliveries: 1 });
    expect((await pending()).map(({ id }) => id)).toEqual([wanted]);
    await expect(redeliver({ endpointId: off })).rejects.toMatchObject({ code: 'endpoint_disabled' });
    actor = tenant();
    await expect(redeliver({ endpointId: mine })).rejects.toMatchObject({ code: 'not_found' });
    expect(await redeliver({})).toMatchObject({ deliveries: 0 });
  });

  test('keeps the order of a lease', async () => {
    const endpointId = await endpoint(actor, { ordering: 'lease' });
    for (const sequence of [3, 1, 2]) await delivery({ endpointId, at: 10 - sequence, state: 'failed', orderingKey: 'lse_a', sequence });
    await redeliver({});
    expect((await pending()).map(({ next_attempt_at }) => next_attempt_at)).toEqual([BigInt(clock.now()), null, null]);
  });
});
