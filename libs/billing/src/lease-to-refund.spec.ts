import { afterAll, beforeAll, expect, test } from 'vitest';

import { type Database } from '#libs/database';
import { type LeaseId, newId } from '#libs/kernel';
import { beginClosing, finishClosing, type HeldClaim, recordReadiness } from '#libs/lease';
import { auditLedger, balanceOf, postTransfers } from '#libs/ledger';
import { testDatabase, type TestDatabase } from '#libs/testing';

import { NOON, TestWorld } from './test-world.js';

const HOLD = 3_600_000n;

let db: TestDatabase;
let database: Database;
beforeAll(async () => {
  db = await testDatabase();
  database = db.database;
});
afterAll(() => db.drop());

/** A placed lease of one replica at a nano-token a millisecond, with its funds held, as admission and placement leave it. */
async function placed(w: TestWorld, tenantId: string): Promise<{ leaseId: LeaseId; claim: HeldClaim }> {
  const leaseId = newId('lease');
  await database.client.lease.create({
    data: {
      id: leaseId, tenantId, projectId: 'prj', poolId: w.poolId, name: 'web', state: 'placed', replicas: 1, resources: { cpuMillis: 1_000, memoryMib: 1 }, workload: { image: 'i' },
      constraints: {}, pricing: { mode: 'on-demand' }, prices: [{ resourceClass: 'CPU_MILLI', variant: '', nanoTokensPerUnitHour: '3600000' }],
      priceLockedUntil: BigInt(NOON) * 2n, unplaced: false, holdKey: `hold:${leaseId}`, createdAt: BigInt(NOON), placedAt: BigInt(NOON),
    },
  });
  await database.transaction((tx) => postTransfers(tx, NOON, [{
    key: `hold:${leaseId}`, type: 'pending', amount: HOLD, reason: 'hold', subjectId: leaseId, from: { ownerId: tenantId, kind: 'wallet' }, to: { ownerId: leaseId, kind: 'escrow' },
  }]));
  const claim: HeldClaim = {
    id: newId('claim'), leaseId, replica: 0, hostId: w.hostId, clusterId: 'cls', siteId: 'sit', operatorId: w.operatorId,
    resources: [{ resourceClass: 'CPU_MILLI', variant: '', amount: 1_000 }], madeAt: NOON,
  };
  const { resources: _resources, madeAt, ...row } = claim;
  await database.client.claim.create({ data: { ...row, tenantId, projectId: 'prj', poolId: w.poolId, resources: [], fence: 1n, state: 'held', madeAt: BigInt(madeAt) } });
  return { leaseId, claim };
}

test('from the hold to the refund, through an outage that is noticed late, every nano-token is where it should be', async () => {
  const w = await new TestWorld(database).prepare();
  const tenantId = await w.tenant(10_000_000n);
  const { leaseId, claim } = await placed(w, tenantId);
  const report = (ready: boolean, since: number) =>
    database.transaction((tx) => recordReadiness(tx, leaseId, [{ claim, ready, readySince: since, unreadySince: since }], w.clock.now()));

  // Nothing is charged before it runs.
  w.clock.advance(30_000);
  await w.settlement.settle(leaseId);
  await w.settlement.settleOpen(w.clock.now());
  expect(await balanceOf(database, { ownerId: tenantId, kind: 'wallet' })).toMatchObject({ balance: 10_000_000n, reserved: HOLD });

  await report(true, w.clock.now());
  w.clock.advance(100_000);
  await w.settlement.settleOpen(w.clock.now());
  expect((await w.charges(leaseId)).amount).toBe(100_000n);

  // It had been down since 40 s before, and comes back a minute later.
  await report(false, w.clock.now() - 40_000);
  await w.settlement.settle(leaseId);
  expect((await w.charges(leaseId)).amount).toBe(60_000n);
  w.clock.advance(60_000);
  await report(true, w.clock.now());
  expect(await database.client.outage.findMany({ where: { leaseId } })).toMatchObject([
    { replica: 0, claimId: claim.id, operatorId: w.operatorId, hostId: w.hostId, reason: 'not_ready', startsAt: BigInt(w.clock.now() - 100_000), endsAt: BigInt(w.clock.now()) },
  ]);
  w.clock.advance(10_000);

  await database.transaction((tx) => beginClosing(tx, leaseId, { reason: 'tenant_closed', at: w.clock.now() }));
  w.clock.advance(5_000);
  await database.transaction((tx) => finishClosing(tx, leaseId, w.clock.now()));
  await w.settlement.settle(leaseId);
  expect(await w.charges(leaseId)).toMatchObject({ amount: 70_000n, operator: 59_500n, treasury: 7_000n, fee: 3_500n });
  expect(await w.balances({ wallet: [tenantId, 'wallet'], escrow: [leaseId, 'escrow'], earnings: [w.operatorId, 'earnings'] })).toEqual({
    wallet: 9_930_000n, escrow: 0n, earnings: 59_500n,
  });
  w.clock.jump(NOON + 3_600_000);
  expect(await w.statements.closeStatements(w.clock.now())).toBe(1);
  expect(await database.client.statementLine.findMany({ where: { leaseId } })).toMatchObject([{ amount: 70_000n, resourceClass: 'CPU_MILLI' }]);
  expect(await auditLedger(database)).toMatchObject({ entriesSum: 0n, wrongBalances: [], unbalancedTransfers: [] });
});

test('a lease that was never active pays nothing, and its hold is free again', async () => {
  const w = await new TestWorld(database).prepare();
  const tenantId = await w.tenant(10_000_000n);
  const { leaseId } = await placed(w, tenantId);
  await database.transaction((tx) => beginClosing(tx, leaseId, { reason: 'tenant_closed', at: w.clock.now() }));
  await database.transaction((tx) => finishClosing(tx, leaseId, w.clock.now()));
  await w.settlement.settle(leaseId);
  expect(await w.charges(leaseId)).toMatchObject({ count: 0 });
  expect(await balanceOf(database, { ownerId: tenantId, kind: 'wallet' })).toMatchObject({ balance: 10_000_000n, reserved: 0n });
});
