import { afterAll, beforeAll, expect, test } from 'vitest';

import { type Database, sql } from '#libs/database';
import { ManualClock, MILLIS_PER_DAY, MILLIS_PER_HOUR, newId } from '#libs/kernel';
import { type AccountRef, auditLedger, balancesOf, capAccount, type NewTransfer, postTransfers } from '#libs/ledger';
import { testDatabase, type TestDatabase } from '#libs/testing';

import { StakeEarnings } from './stake-earnings.js';
import { sharesOf, stakeAccounts } from './stake-pool.js';

/** More than one transaction has. */
const POOLS = 515;

let db: TestDatabase;
let database: Database;
const clock = new ManualClock(Date.UTC(2027, 0, 15, 12));
beforeAll(async () => {
  db = await testDatabase();
  database = db.database;
});
afterAll(() => db.drop());

const issuance: AccountRef = { ownerId: 'platform', kind: 'issuance' };
const operatorOf = (index: number) => `opr_${String(index).padStart(4, '0')}`;
const poolOf = (index: number) => `stp_${operatorOf(index)}`;
const tokensOf = (index: number) => stakeAccounts(poolOf(index)).tokens;

test('of more pools than a transaction has, each whose operator earned gains once, whoever else sweeps, and one that cannot holds up no other', async () => {
  const operators = Array.from({ length: POOLS }, (_, index) => operatorOf(index));
  const [first, bad, last] = [3, POOLS - 9, POOLS - 1];
  const earned = [first, bad, last].map((index): NewTransfer => ({ key: newId('transfer'), type: 'posted', reason: 'charge', amount: 1_000n, from: { ownerId: 'lse', kind: 'escrow' }, to: { ownerId: operatorOf(index), kind: 'earnings' } }));
  const begun = BigInt(clock.now() - 2 * MILLIS_PER_DAY);
  await database.client.$executeRaw(sql`
    insert into stake_pools (id, operator_id, created_at, earnings_bps, commission_bps, locked_since, unlocks_at, reported_to)
    select 'stp_' || value, value, ${begun}, 5000, 0, ${begun}, ${begun}, ${begun} from jsonb_array_elements_text(${JSON.stringify(operators)}::jsonb)`);
  const { outcome } = await database.transaction((tx) => postTransfers(tx, clock.now() - MILLIS_PER_HOUR, [
    { key: newId('transfer'), type: 'posted', reason: 'deposit', amount: 3_000n, from: issuance, to: { ownerId: 'lse', kind: 'escrow' } },
    ...[first, bad, last].flatMap((index): NewTransfer[] => [
      { key: newId('transfer'), type: 'posted', reason: 'deposit', amount: 1n, from: issuance, to: tokensOf(index) },
      { key: newId('transfer'), type: 'posted', reason: 'shares', amount: 1n, from: stakeAccounts(poolOf(index)).issuance, to: sharesOf(poolOf(index), 'ten_backer') },
    ]), ...earned,
  ]));
  expect(outcome).toBe('posted');
  await database.transaction((tx) => capAccount(tx, clock.now(), tokensOf(bad), 1n));
  const earnings = new StakeEarnings(database);
  const has = async () => (await balancesOf(database, [first, bad, last].map(tokensOf))).map(({ balance }) => balance);
  const sweeps = await Promise.allSettled([earnings.flowDue(clock.now()), earnings.flowDue(clock.now())]);
  expect(sweeps.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  for (const { reason } of sweeps as PromiseRejectedResult[]) expect((reason as AggregateError).errors).toMatchObject([{ code: 'above_cap' }]);
  expect(await has()).toEqual([501n, 1n, 501n]);
  await database.transaction((tx) => capAccount(tx, clock.now(), tokensOf(bad), null));
  expect(await earnings.flowDue(clock.now())).toBe(1);
  expect(await earnings.flowDue(clock.now())).toBe(0);
  expect(await has()).toEqual([501n, 501n, 501n]);
  expect(await database.query(sql`select count(*) as rows, sum(gain)::bigint as gained from stake_inflows`)).toEqual([{ rows: 3n, gained: 1_500n }]);
  expect(await auditLedger(database)).toMatchObject({ wrongBalances: [] });
});
