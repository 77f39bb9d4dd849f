import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type Database } from '#libs/database';
import { type Actor, defaultSettings } from '#libs/kernel';
import { leaseFunds } from '#libs/lease';
import { testDatabase, type TestDatabase } from '#libs/testing';

import { GetWallet, GetWalletHandler } from './get-wallet.js';
import { NOON, TestWorld } from './test-world.js';

let db: TestDatabase;
let database: Database;
beforeAll(async () => {
  db = await testDatabase();
  database = db.database;
});
afterAll(() => db.drop());

const world = () => new TestWorld(database, { ...defaultSettings, holdMillis: 60_000, suspensionMillis: 0 }).prepare();
const tenantActor = (tenantId: string): Actor => ({ keyId: 'k', ownerType: 'tenant', ownerId: tenantId, role: 'owner', scopes: ['*'], requestId: 'r' });
const fundsOf = async (w: TestWorld, leaseId: string) => (await leaseFunds(database, [leaseId], w.clock.now())).get(leaseId) ?? null;

describe('runway', () => {
  test('of one lease ends when the lease does, and never later, however it is settled meanwhile', async () => {
    const rates = fc.array(fc.bigInt(3_600_000n, 10n ** 8n), { minLength: 1, maxLength: 3 });
    await fc.assert(fc.asyncProperty(rates, fc.bigInt(10n ** 4n, 10n ** 7n), fc.nat(50_000), async (all, funds, wait) => {
      const w = await world();
      const tenantId = await w.tenant(funds);
      const leaseId = await w.lease(tenantId, all.map((rate) => ({ rate })), { escrow: funds / 3n });
      await w.settlement.settle(leaseId);
      w.clock.advance(wait);
      const lease = await fundsOf(w, leaseId);
      if (lease?.lastsUntil == null) return;
      const wallet = await new GetWalletHandler(database, w.clock, w.settings).execute(new GetWallet(tenantActor(tenantId)));
      expect(Math.abs(wallet.lastsUntil! - Math.max(w.clock.now(), lease.lastsUntil))).toBeLessThanOrEqual(3 + all.length);
      expect([lease.runwayMillis, wallet.runwayMillis]).toEqual([Math.max(0, lease.lastsUntil - w.clock.now()), Math.max(0, wallet.lastsUntil! - w.clock.now())]);
      w.clock.jump(Math.max(w.clock.now(), lease.lastsUntil));
      await w.settlement.settle(leaseId);
      expect((await database.client.lease.findUniqueOrThrow({ where: { id: leaseId } })).closingAt ?? Infinity).toBeGreaterThanOrEqual(lease.lastsUntil);
      // Escrow and wallet are rounded down to a millisecond each, and each stream to a nano-token, which is less than one.
      const slack = 3 + all.length;
      w.clock.advance(slack + 1);
      await w.settlement.settle(leaseId);
      const { closingAt } = await database.client.lease.findUniqueOrThrow({ where: { id: leaseId } });
      expect(Number(closingAt) - lease.lastsUntil).toBeLessThanOrEqual(slack);
    }), { numRuns: 25 });
  });

  test('of leases that share a wallet is the same for each beyond their escrows, and grows with a deposit at once', async () => {
    const w = await world();
    const tenantId = await w.tenant(10_000_000n);
    const [cheap, dear] = [await w.lease(tenantId, [{}], { escrow: 60_000n }), await w.lease(tenantId, [{ rate: 10_800_000n }], { escrow: 180_000n })];
    await w.settlement.settle(cheap);
    await w.settlement.settle(dear);
    const funds = async () => Promise.all([cheap, dear].map((id) => fundsOf(w, id)));
    // 1 and 3 nano-tokens a millisecond, a minute of each in escrow, 9,760,000 in the wallet.
    expect(await funds()).toEqual([
      { escrow: '60000', reserve: '0', nanoTokensPerHour: '3600000', runwayMillis: 2_500_000, lastsUntil: NOON + 2_500_000 },
      { escrow: '180000', reserve: '0', nanoTokensPerHour: '10800000', runwayMillis: 2_500_000, lastsUntil: NOON + 2_500_000 },
    ]);
    w.clock.advance(10_000);
    await w.deposit(tenantId, 4_000n);
    expect(await funds()).toMatchObject([{ escrow: '50000', runwayMillis: 2_491_000, lastsUntil: NOON + 2_501_000 }, { escrow: '150000', runwayMillis: 2_491_000 }]);
  });

  test('is not told of a lease that is free, closed or was never charged', async () => {
    const w = await world();
    const tenantId = await w.tenant(1_000_000n);
    const [fresh, free, closed] = [await w.lease(tenantId, [{}]), await w.lease(tenantId, [{ rate: 0n }]), await w.lease(tenantId, [{}])];
    await w.settlement.settle(free);
    await w.close(closed, NOON);
    await w.settlement.settle(closed);
    expect(await Promise.all([fresh, free, closed].map((id) => fundsOf(w, id)))).toEqual([
      null, { escrow: '0', reserve: '0', nanoTokensPerHour: '0', runwayMillis: null, lastsUntil: null }, null,
    ]);
  });
});
