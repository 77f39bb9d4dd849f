import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type Database, sql } from '#libs/database';
import { type Actor, ManualClock, newId, systemActor } from '#libs/kernel';
import { testDatabase, type TestDatabase } from '#libs/testing';

import { RecordUsage, RecordUsageHandler } from './record-usage.js';
import { chargeablePart, type Served } from './sample.js';
import { leasesWithUnchargedUsage, markUsageCharged, unchargedUsage } from './uncharged-usage.js';

const NOW = 1_800_000_000_000;
const HOUR = 3_600_000;

let db: TestDatabase;
let database: Database;
let handler: RecordUsageHandler;
const clock = new ManualClock(NOW);
beforeAll(async () => {
  db = await testDatabase();
  database = db.database;
  handler = new RecordUsageHandler(database, clock);
});
afterAll(() => db.drop());

const operator = newId('operator');
const actor: Actor = { ...systemActor, ownerType: 'operator', ownerId: operator };
const record = (events: unknown[], by = actor) => handler.execute(new RecordUsage(by, events));

/** A claim that was made an hour ago, of a lease of its own. */
async function claimOf(operatorId: string, over: { releasedAt?: number; closingAt?: number; durationMillis?: number; endsAt?: number; reclaimAt?: number } = {}): Promise<{ claimId: string; leaseId: string }> {
  const [claimId, leaseId, tenantId, poolId, hostId] = [newId('claim'), newId('lease'), newId('tenant'), newId('pool'), newId('host')];
  const json = sql`'{}'::jsonb`;
  await database.client.$executeRaw(sql`
    insert into leases (id, tenant_id, project_id, pool_id, name, state, replicas, resources, workload, constraints, pricing, prices, price_locked_until, unplaced, created_at, closing_at, duration_millis, ends_at, reclaim)
    values (${leaseId}, ${tenantId}, 'prj', ${poolId}, 'l', ${over.closingAt === undefined ? 'active' : 'closing'}, 1, ${json}, ${json}, ${json}, ${json}, '[]', 0, false, 0, ${over.closingAt === undefined ? null : BigInt(over.closingAt)},
      ${over.durationMillis ?? null}, ${over.endsAt ?? null}, ${over.reclaimAt === undefined ? null : JSON.stringify({ at: over.reclaimAt })}::jsonb)`);
  await database.client.$executeRaw(sql`
    insert into claims (id, lease_id, tenant_id, project_id, replica, pool_id, host_id, cluster_id, site_id, operator_id, resources, fence, state, made_at, released_at)
    values (${claimId}, ${leaseId}, ${tenantId}, 'prj', 0, ${poolId}, ${hostId}, 'cls', 'sit', ${operatorId}, '[]', 1,
      ${over.releasedAt === undefined ? 'held' : 'released'}, ${BigInt(NOW - HOUR)}, ${over.releasedAt === undefined ? null : BigInt(over.releasedAt)})`);
  return { claimId, leaseId };
}

let serial = 0;
function event(claimId: string, over: Record<string, unknown> = {}, data: Record<string, unknown> = {}) {
  return {
    specversion: '1.0', id: String((serial += 1)), source: '/agents/1', type: 'weir.usage.egress_bytes.v1', subject: claimId,
    data: { bytes: 1_000, startsAt: NOW - 60_000, endsAt: NOW, ...data }, ...over,
  };
}

const uncharged = (leaseId: string) => database.transaction((tx) => unchargedUsage(tx, leaseId, NOW));

describe('recording usage', () => {
  test('keeps samples, and tells of the leases they are about', async () => {
    const { claimId, leaseId } = await claimOf(operator);
    const receipt = await record([event(claimId), event(claimId, { type: 'weir.usage.stored_bytes.v1' }, { bytes: '5000000000' })]);
    expect(receipt).toEqual({ accepted: 2, duplicates: 0, rejected: [], notCharged: [] });
    const records = await uncharged(leaseId);
    expect(records.map(({ meter, quantity }) => [meter, quantity])).toEqual([['egress_bytes', 1_000n], ['stored_bytes', 5_000_000_000n * 60_000n]]);
    const [told] = await database.query<{ payload: { leaseIds: string[] } }>(sql`select payload from outbox_events where type = 'usage.recorded' order by id desc limit 1`);
    expect(told!.payload.leaseIds).toEqual([leaseId]);
  });

  test('rejects what is malformed, unknown or foreign one by one, and takes the rest', async () => {
    const { claimId } = await claimOf(operator);
    const foreign = await claimOf(newId('operator'));
    const receipt = await record([
      event(claimId),
      event(foreign.claimId),
      event(newId('claim')),
      event(claimId, { type: 'weir.usage.laughs.v1' }),
      event(claimId, { specversion: '0.3' }),
      event(claimId, {}, { bytes: -1 }),
      event(claimId, {}, { bytes: 1.5 }),
      event(claimId, {}, { bytes: '9223372036854775808' }),
      event(claimId, {}, { endsAt: NOW - 60_000 }),
      event(claimId, {}, { extra: true }),
      'nonsense',
    ]);
    expect(receipt.accepted).toBe(1);
    expect(receipt.rejected.map(({ index, code }) => [index, code])).toEqual([
      [1, 'not_found'], [2, 'not_found'], [3, 'unknown_type'], ...[4, 5, 6, 7, 8, 9, 10].map((index) => [index, 'invalid_event']),
    ]);
    const [[ours, none]] = [receipt.rejected.filter(({ code }) => code === 'not_found')];
    expect(ours!.detail).toBe(none!.detail);
  });

  test('refuses a batch that is none, and a tenant', async () => {
    await expect(record([])).rejects.toMatchObject({ code: 'invalid_request' });
    await expect(record(Array.from({ length: 1_001 }, () => ({})))).rejects.toMatchObject({ code: 'invalid_request' });
    await expect(record([{}], { ...actor, ownerType: 'tenant' })).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('an operator cannot take the ids of another, nor of the platform', async () => {
    const other = newId('operator');
    const [mine, theirs] = [await claimOf(operator), await claimOf(other)];
    const shared = { id: 'same', source: '/same' };
    expect(await record([event(theirs.claimId, shared)], { ...actor, ownerId: other })).toMatchObject({ accepted: 1 });
    expect(await record([event(mine.claimId, shared)])).toMatchObject({ accepted: 1, duplicates: 0 });
    expect(await record([event(mine.claimId, shared)], systemActor)).toMatchObject({ accepted: 1 });
    expect(await record([event(mine.claimId, shared), event(mine.claimId, shared)])).toMatchObject({ accepted: 0, duplicates: 2 });
  });

  test('however samples are repeated, mixed and sent at once, each counts once', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.array(fc.nat(20), { maxLength: 30 }), { maxLength: 6 }), async (batches) => {
      const { claimId, leaseId } = await claimOf(operator);
      const run = `/run/${(serial += 1)}`;
      const receipts = await Promise.all(batches.filter((batch) => batch.length > 0).map((batch) =>
        record(batch.map((id) => event(claimId, { id: String(id), source: run }, { bytes: 2 ** id })))));
      const ids = new Set(batches.flat());
      const sum = (await uncharged(leaseId)).reduce((total, { quantity }) => total + quantity, 0n);
      expect(sum).toBe([...ids].reduce((total, id) => total + 2n ** BigInt(id), 0n));
      expect(receipts.reduce((total, { accepted }) => total + accepted, 0)).toBe(ids.size);
      expect(receipts.reduce((total, { accepted, duplicates }) => total + accepted + duplicates, 0)).toBe(batches.flat().length);
    }), { numRuns: 25 });
  });

  test('flags what is late, out of order, early or outside, and keeps it all', async () => {
    const { claimId, leaseId } = await claimOf(operator);
    await record([event(claimId, { id: 'now', source: '/f' })]);
    await record([
      event(claimId, { id: 'late', source: '/f' }, { startsAt: NOW - 3 * HOUR, endsAt: NOW - 2 * HOUR }),
      event(claimId, { id: 'future', source: '/f' }, { startsAt: NOW + HOUR, endsAt: NOW + 2 * HOUR }),
    ]);
    const rows = await database.query<{ id: string; flags: string[] }>(sql`select id, flags from usage_records where lease_id = ${leaseId} order by received_at, id`);
    expect(Object.fromEntries(rows.map(({ id, flags }) => [id, flags]))).toEqual({ now: [], late: ['late', 'out_of_order', 'outside_claim'], future: ['future'] });
    expect((await uncharged(leaseId)).find(({ id }) => id === 'future')).toMatchObject({ startsAt: NOW - HOUR, endsAt: NOW, quantity: 1_000n });
  });

  test('keeps what ended more than 72 hours before it came, says so, and never has it charged', async () => {
    const { claimId, leaseId } = await claimOf(operator);
    const ending = (endsAt: number, id: string) => event(claimId, { id, source: '/old' }, { startsAt: endsAt - 1, endsAt });
    const [inTime, tooLate] = [ending(NOW - 72 * HOUR, 'in time'), ending(NOW - 72 * HOUR - 1, 'too late')];
    const receipt = await record([inTime, tooLate, 'nonsense', tooLate]);
    expect(receipt).toMatchObject({ accepted: 2, duplicates: 1, notCharged: [{ index: 1, code: 'too_late' }] });
    expect((await uncharged(leaseId)).map(({ id }) => id)).toEqual(['in time']);
    const kept = await database.query<{ id: string; flags: string[] }>(sql`select id, flags from usage_records where lease_id = ${leaseId} order by id`);
    expect(kept.map(({ id, flags }) => [id, flags.includes('late'), flags.includes('too_late')])).toEqual([['in time', true, false], ['too late', true, true]]);
    // Known, it is a repeat like any other.
    expect(await record([inTime, tooLate])).toMatchObject({ accepted: 0, duplicates: 2, notCharged: [] });
  });

  test('of two in a batch with one key, the first counts', async () => {
    const { claimId, leaseId } = await claimOf(operator);
    const twice = { id: 'twice', source: '/twice' };
    expect(await record([event(claimId, twice, { bytes: 5 }), event(claimId, twice, { bytes: 7 })])).toMatchObject({ accepted: 1, duplicates: 1 });
    expect((await uncharged(leaseId)).map(({ quantity }) => quantity)).toEqual([5n]);
  });

  test('only time before the lease began to close or is to end, and before the claim was released, is charged', async () => {
    for (const over of [{ closingAt: NOW - 30_000 }, { releasedAt: NOW - 30_000 }, { durationMillis: HOUR, endsAt: NOW - 30_000 }, { reclaimAt: NOW - 30_000 }]) {
      const { claimId, leaseId } = await claimOf(operator, over);
      await record([event(claimId), event(claimId, {}, { startsAt: NOW - 20_000 })]);
      expect((await uncharged(leaseId)).map(({ quantity, endsAt }) => [quantity, endsAt])).toEqual([[500n, NOW - 30_000], [0n, NOW]]);
    }
  });

  test('waits for the end of a lease whose duration is not known to have begun', async () => {
    const { claimId, leaseId } = await claimOf(operator, { durationMillis: HOUR });
    await record([event(claimId)]);
    expect(await uncharged(leaseId)).toEqual([]);
    expect(await leasesWithUnchargedUsage(database, 1_000)).not.toContain(leaseId);
    await database.client.$executeRaw(sql`update leases set ends_at = ${NOW - 30_000} where id = ${leaseId}`);
    expect((await uncharged(leaseId)).map(({ quantity }) => quantity)).toEqual([500n]);
    expect(await leasesWithUnchargedUsage(database, 1_000)).toContain(leaseId);
  });

  test('is over for billing once it is marked', async () => {
    const { claimId, leaseId } = await claimOf(operator);
    await record([event(claimId), event(claimId)]);
    const [first] = await uncharged(leaseId);
    await database.transaction((tx) => markUsageCharged(tx, [first!], NOW));
    expect(await uncharged(leaseId)).toHaveLength(1);
  });
});

test('the chargeable part is never more than the record, and all of it when the claim was there throughout', () => {
  const interval = fc.tuple(fc.nat(10_000), fc.integer({ min: 1, max: 10_000 })).map(([startsAt, length]) => ({ startsAt, endsAt: startsAt + length }));
  const served = fc.record({ from: fc.nat(20_000), to: fc.option(fc.nat(20_000)) });
  fc.assert(fc.property(interval, fc.nat(20_000), fc.bigInt(0n, 10n ** 20n), served, ({ startsAt, endsAt }, receivedAt, quantity, when: Served) => {
    const part = chargeablePart({ startsAt, endsAt, receivedAt, quantity }, when);
    expect(part.quantity).toBeGreaterThanOrEqual(0n);
    expect(part.quantity).toBeLessThanOrEqual(quantity);
    expect(part.endsAt).toBeLessThanOrEqual(Math.max(receivedAt, endsAt - startsAt));
    const everywhere = chargeablePart({ startsAt, endsAt, receivedAt, quantity }, { from: 0, to: null });
    const ahead = Math.max(0, endsAt - receivedAt);
    fc.pre(startsAt >= ahead);
    expect(everywhere).toEqual({ startsAt: startsAt - ahead, endsAt: endsAt - ahead, quantity });
  }));
});

test('each meter takes its own unit', async () => {
  const { claimId } = await claimOf(operator);
  const event = (type: string, data: object) => ({
    specversion: '1.0', type: `weir.usage.${type}.v1`, source: 'pods', id: type, subject: claimId, data: { startsAt: NOW - 2_000, endsAt: NOW - 1_000, ...data },
  });
  const receipt = await record([
    event('ingress_bytes', { bytes: 5 }), event('cpu_millis_seconds', { amount: '250' }), event('memory_byte_seconds', { amount: '99999999999999999999' }),
    event('cpu_millis_seconds', { bytes: 5 }), event('ingress_bytes', { bytes: 5, amount: 5 }), event('egress_bytes', {}), event('egress_bytes', { bytes: '9223372036854775808' }),
  ]);
  expect(receipt).toMatchObject({ accepted: 3, rejected: [3, 4, 5, 6].map((index) => ({ index, code: 'invalid_event' })) });
});
