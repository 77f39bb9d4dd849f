import { Logger } from '@nestjs/common';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { type Database, rowsOf, sql } from '#libs/database';
import { owed } from '#libs/economics';
import { type ClaimId, defaultSettings, type LeaseId, newId, unitsPerPriced } from '#libs/kernel';
import { auditLedger } from '#libs/ledger';
import { finishClosing, type HeldClaim, leaseById, LeaseSweeps, reclaimForCapacity, recordReadiness, streamsOf } from '#libs/lease';
import { setTestRate, testDatabase, type TestDatabase } from '#libs/testing';

import { NOON, TestWorld } from './test-world.js';

const MINUTE = 60_000;
let db: TestDatabase;
let database: Database;
beforeAll(async () => {
  Logger.overrideLogger(false);
  db = await testDatabase();
  database = db.database;
});
afterAll(() => db.drop());

interface Step {
  after: number;
  what: 'price' | 'reprice' | 'reclaim' | 'close-due' | 'ready' | 'not-ready';
  price: bigint;
}

const settlement = (w: TestWorld, leaseId: string) => w.settlement.settle(leaseId);

/** Plays a history of a spot lease from noon on, settled after the steps that are said. */
async function play(history: readonly Step[], settledAfter: readonly boolean[]): Promise<{ w: TestWorld; leaseId: LeaseId }> {
  const w = await new TestWorld(database).prepare();
  const sweeps = new LeaseSweeps(database, defaultSettings);
  const price = (rate: bigint, from: number) => database.modelTransaction((tx) => setTestRate(tx, w.poolId, 'CPU_MILLI', rate, from));
  await price(7_777_777n, NOON);
  await w.rate('MEMORY_MIB', 1_234_567n);
  const tenantId = await w.tenant(10n ** 12n);
  const leaseId = await w.lease(tenantId, [], { escrow: 10n ** 9n }) as LeaseId;
  const pricing = { mode: 'spot', maximumNanoTokensPerHour: '30000000', noticeMillis: MINUTE };
  const prices = [{ resourceClass: 'CPU_MILLI', variant: '', nanoTokensPerUnitHour: '7777777' }, { resourceClass: 'MEMORY_MIB', variant: '', nanoTokensPerUnitHour: '1234567' }];
  await database.client.lease.update({ where: { id: leaseId }, data: { pricing, prices, priceLockedUntil: BigInt(NOON), resources: { cpuMillis: 1_500, memoryMib: 3_000 } } });
  const claim: HeldClaim = {
    id: newId('claim') as ClaimId, leaseId, replica: 0, hostId: w.hostId, clusterId: 'cls', siteId: 'sit', operatorId: w.operatorId, madeAt: NOON,
    resources: [{ resourceClass: 'CPU_MILLI', variant: '', amount: 1_500 }, { resourceClass: 'MEMORY_MIB', variant: '', amount: 3_000 }],
  };
  const report = (ready: boolean) => database.transaction((tx) => recordReadiness(tx, leaseId, [{ claim, ready }], w.clock.now()));
  await report(true);
  for (const [index, step] of history.entries()) {
    w.clock.advance(step.after);
    const now = w.clock.now();
    if (step.what === 'price') await price(step.price, now);
    if (step.what === 'reprice') await sweeps.repriceSpot(now);
    if (step.what === 'reclaim') await database.transaction((tx) => reclaimForCapacity(tx, [leaseId], now));
    if (step.what === 'close-due') await sweeps.closeDue(now);
    if (step.what === 'ready' || step.what === 'not-ready') await report(step.what === 'ready');
    if (settledAfter[index % settledAfter.length]) await settlement(w, leaseId);
  }
  w.clock.advance(5 * MINUTE);
  await database.transaction((tx) => reclaimForCapacity(tx, [leaseId], w.clock.now() - 5 * MINUTE));
  await sweeps.closeDue(w.clock.now());
  await database.transaction((tx) => finishClosing(tx, leaseId, w.clock.now()));
  await settlement(w, leaseId);
  return { w, leaseId };
}

test('a spot lease costs the same however it is settled, each stream to the nano-token, and nothing beyond its notice', async () => {
  const step = fc.record({
    after: fc.integer({ min: 1, max: 2 * MINUTE }), price: fc.bigInt({ min: 1n, max: 20_000_000n }),
    what: fc.constantFrom<Step['what']>('price', 'price', 'reprice', 'reprice', 'reclaim', 'close-due', 'ready', 'not-ready'),
  });
  await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 20 }), fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }), async (history, settledAfter) => {
    const [often, once] = [await play(history, settledAfter), await play(history, [false])];
    const [a, b] = [await often.w.charges(often.leaseId), await once.w.charges(once.leaseId)];
    expect({ ...a, count: 0 }).toEqual({ ...b, count: 0 });
    const streams = await streamsOf(database, often.leaseId);
    const expected = streams.map((stream) => owed({ ...stream, unitsPerPriced: unitsPerPriced(stream.resourceClass), elapsedMillis: stream.endsAt! - stream.startsAt }));
    expect(a.amount).toBe(expected.reduce((sum, amount) => sum + amount, 0n));
    const lease = (await leaseById(database, often.leaseId))!;
    expect(lease.state).toBe('closed');
    // Credits take back what ended after it was charged: what is left of each instant is up to the notice's end.
    const [row] = await rowsOf<{ beyond: bigint }>(database, sql`
      select coalesce(sum(amount), 0)::bigint as beyond from charges where lease_id = ${often.leaseId} and ends_at > ${BigInt(lease.reclaim!.at)}`);
    expect(row!.beyond).toBe(0n);
    expect(await auditLedger(database)).toMatchObject({ entriesSum: 0n, wrongBalances: [], unbalancedTransfers: [] });
  }), { numRuns: 12 });
});
