import { Logger } from '@nestjs/common';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { type Database } from '#libs/database';
import { owed } from '#libs/economics';
import { type ClaimId, type LeaseId, newId, unitsPerPriced } from '#libs/kernel';
import { auditLedger } from '#libs/ledger';
import { beginClosing, finishClosing, type HeldClaim, recordReadiness, streamsOf } from '#libs/lease';
import { testDatabase, type TestDatabase } from '#libs/testing';

import { NOON, TestWorld } from './test-world.js';

const HOUR = 3_600_000;
const TERM = 4 * HOUR;
/** An odd price of 1.5 vCPU and 3,000 MiB for an hour, each rounded up, and that for the term. */
const PAID = (11_666_666n + 3_616_896n) * 4n;
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
  what: 'lost' | 'crashed' | 'ready' | 'close' | 'egress' | 'nothing';
}

/** Plays a history of a reserved lease from noon on, settled after the steps that are said, and on to the end of its term. */
async function play(history: readonly Step[], settledAfter: readonly boolean[]) {
  const w = await new TestWorld(database).prepare();
  await w.rate('EGRESS_GIB', 1_000n);
  const tenantId = await w.tenant(PAID + 100_000n);
  const leaseId = await w.lease(tenantId, [], { escrow: PAID, endsAt: NOON + TERM }) as LeaseId;
  const pricing = { mode: 'reserved', termMillis: TERM, discountBps: 0, replicas: 1 };
  const prices = [{ resourceClass: 'CPU_MILLI', variant: '', nanoTokensPerUnitHour: '7777777' }, { resourceClass: 'MEMORY_MIB', variant: '', nanoTokensPerUnitHour: '1234567' }];
  await database.client.lease.update({ where: { id: leaseId }, data: { pricing, prices, resources: { cpuMillis: 1_500, memoryMib: 3_000 } } });
  const claim: HeldClaim = {
    id: newId('claim') as ClaimId, leaseId, replica: 0, hostId: w.hostId, clusterId: 'cls', siteId: 'sit', operatorId: w.operatorId, madeAt: NOON,
    resources: [{ resourceClass: 'CPU_MILLI', variant: '', amount: 1_500 }, { resourceClass: 'MEMORY_MIB', variant: '', amount: 3_000 }],
  };
  const report = (ready: boolean, reason?: string) => database.transaction((tx) => recordReadiness(tx, leaseId, [{ claim, ready, ...(reason ? { reason } : {}) }], w.clock.now()));
  await report(true);
  let [closed, egress] = [false, 0n];
  for (const [index, { after, what }] of history.entries()) {
    w.clock.advance(after);
    const now = w.clock.now();
    if (what === 'lost') await report(false, 'host_lost');
    if (what === 'crashed') await report(false, 'crash_loop');
    if (what === 'ready') await report(true);
    if (what === 'close' && !closed) {
      await database.transaction((tx) => beginClosing(tx, leaseId, { reason: 'tenant_closed', at: now }));
      await database.transaction((tx) => finishClosing(tx, leaseId, now));
      closed = true;
    }
    if (what === 'egress' && !closed) {
      egress += 1n;
      await w.usage(leaseId, tenantId, 1n << 30n, now - 1, now);
    }
    if (settledAfter[index % settledAfter.length]) await w.settlement.settle(leaseId);
  }
  const { balance } = (await database.client.account.findFirst({ where: { ownerId: tenantId, kind: 'wallet' } }))!;
  w.clock.jump(NOON + TERM + 1);
  await database.transaction((tx) => beginClosing(tx, leaseId, { reason: 'duration_over', at: NOON + TERM }));
  await database.transaction((tx) => finishClosing(tx, leaseId, w.clock.now()));
  await w.settlement.settle(leaseId);
  return { w, leaseId, tenantId, egress, balance };
}

test('a term is paid once: whatever happens and however it is settled, the wallet pays for traffic alone, and gets back what was not served', async () => {
  const step = fc.record({ after: fc.integer({ min: 1, max: HOUR / 6 }), what: fc.constantFrom<Step['what']>('lost', 'crashed', 'ready', 'ready', 'close', 'egress', 'nothing') });
  await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 20 }), fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }), async (history, settledAfter) => {
    const [often, once] = [await play(history, settledAfter), await play(history, [false])];
    const [a, b] = [await often.w.charges(often.leaseId), await once.w.charges(once.leaseId)];
    expect({ ...a, count: 0 }).toEqual({ ...b, count: 0 });
    const streams = await streamsOf(database, often.leaseId);
    const served = streams.reduce((sum, stream) => sum + owed({ ...stream, unitsPerPriced: unitsPerPriced(stream.resourceClass), elapsedMillis: stream.endsAt! - stream.startsAt }), 0n);
    const traffic = often.egress * 1_000n;
    expect(a).toMatchObject({ amount: served + traffic, waived: 0n });
    // While it ran, the wallet paid for traffic and nothing else.
    expect(often.balance).toBeGreaterThanOrEqual(100_000n - traffic);
    expect(served).toBeLessThanOrEqual(PAID);
    const wallet = await often.w.balances({ wallet: [often.tenantId, 'wallet'], escrow: [often.leaseId, 'escrow'] });
    expect(wallet).toEqual({ wallet: 100_000n + PAID - served - traffic, escrow: 0n });
    expect(await auditLedger(database)).toMatchObject({ entriesSum: 0n, wrongBalances: [], unbalancedTransfers: [] });
  }), { numRuns: 12 });
});
