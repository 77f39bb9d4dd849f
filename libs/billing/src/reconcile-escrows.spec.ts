import { Logger } from '@nestjs/common';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';

import { type Database, rowsOf, sql } from '#libs/database';
import { postTransfers } from '#libs/ledger';
import { testDatabase, type TestDatabase } from '#libs/testing';

import { reconcileBills } from './reconcile-bills.js';
import { TestWorld } from './test-world.js';

let db: TestDatabase;
let database: Database;
let w: TestWorld;
let tenantId: string;
beforeAll(() => Logger.overrideLogger(false));
beforeEach(async () => {
  db = await testDatabase();
  database = db.database;
  w = await new TestWorld(database).prepare();
  tenantId = await w.tenant(1_000_000_000n);
});
afterEach(() => db.drop());

/** A running lease that was charged for a minute. */
async function running(): Promise<string> {
  const leaseId = await w.lease(tenantId, [{}, { rate: 7n }], { escrow: 10_000_000n });
  w.clock.advance(60_000);
  await w.settlement.settle(leaseId);
  return leaseId;
}
const open = () => rowsOf<{ id: bigint; ownerId: string; key: string | null; expected: bigint; found: bigint }>(database, sql`
  select d.id, a.owner_id as "ownerId", t.key, d.expected, d.found from ledger_differences d join accounts a on a.id = d.account_id left join transfers t on t.id = d.transfer_id
  where d.ended_at is null order by d.id`);
const move = (key: string, from: object, to: object, amount: bigint, reason: 'charge' | 'refund' | 'top_up') =>
  database.transaction((tx) => postTransfers(tx, w.clock.now(), [{ key, type: 'posted', from: from as never, to: to as never, amount, reason }]));

test('escrows of running leases agree with their charges, whatever was settled, credited, topped up and used', async () => {
  const leases = [await running(), await running(), await running()];
  expect(await reconcileBills(database, w.clock.now())).toBe(0);
  await w.usage(leases[0]!, tenantId, 5_000_000_000n, w.clock.now() - 1_000, w.clock.now());
  await w.rate('EGRESS_GIB', 1_000n);
  for (let round = 0; round < 3; round += 1) {
    w.clock.advance(600_000);
    for (const id of leases) await w.settlement.settle(id);
    expect(await reconcileBills(database, w.clock.now())).toBe(0);
  }
  await w.close(leases[1]!, w.clock.now() - 300_000);
  await w.settlement.settle(leases[1]!);
  expect(await reconcileBills(database, w.clock.now())).toBe(0);
  expect(await open()).toEqual([]);
});

test('what left an escrow without a charge is found, named and frozen, and is gone when it is put back', async () => {
  const [leaseId] = [await running(), await running()];
  await reconcileBills(database, w.clock.now());
  const [escrow, earnings] = [{ ownerId: leaseId, kind: 'escrow' }, { ownerId: w.operatorId, kind: 'earnings' }];
  w.clock.advance(7);
  await move('theft', escrow, earnings, 11n, 'charge');
  w.clock.advance(60_000);
  await w.settlement.settle(leaseId);
  expect(await reconcileBills(database, w.clock.now())).toBe(1);
  const [found] = await open();
  expect(found).toMatchObject({ ownerId: leaseId, key: 'theft' });
  expect(found!.expected - found!.found).toBe(11n);
  expect(await reconcileBills(database, w.clock.now())).toBe(0);
  await move('back', earnings, escrow, 11n, 'refund');
  expect(await reconcileBills(database, w.clock.now())).toBe(0);
  expect(await open()).toEqual([]);
});

test('a charge on record that was never paid is found at once; one that a person resolved is raised again only when it grows', async () => {
  const leaseId = await running();
  await reconcileBills(database, w.clock.now());
  const forge = (id: string) => database.client.$executeRaw(sql`
    insert into charges select (jsonb_populate_record(c, jsonb_build_object('id', ${id}::text, 'starts_at', c.starts_at + length(${id}), 'sequence', nextval('charges_sequence_seq'), 'posted_at', c.posted_at + 1))).* from charges c
    where lease_id = ${leaseId} order by amount desc limit 1`);
  await forge('chg_forged');
  expect(await reconcileBills(database, w.clock.now())).toBe(1);
  const [found] = await open();
  expect(found).toMatchObject({ ownerId: leaseId, key: null });
  await database.client.$executeRaw(sql`
    with ended as (update ledger_differences set ended_at = 0 where id = ${found!.id} returning id)
    insert into ledger_difference_notes (difference_id, what, reason, author_id, at) select id, 'resolved', 'known', 'key', 0 from ended`);
  expect(await reconcileBills(database, w.clock.now())).toBe(0);
  expect(await open()).toEqual([]);
  await forge('chg_forged_again');
  expect(await reconcileBills(database, w.clock.now())).toBe(1);
});
