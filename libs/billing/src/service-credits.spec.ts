import { Logger } from '@nestjs/common';
import * as fc from 'fast-check';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type Database, sql } from '#libs/database';
import { split } from '#libs/economics';
import { missedLevel, SetServiceLevel, SetServiceLevelHandler } from '#libs/inventory';
import { newId, systemActor } from '#libs/kernel';
import { auditLedger, postTransfers } from '#libs/ledger';
import { testDatabase, type TestDatabase } from '#libs/testing';

import { partsOf } from './service-credits.js';
import { NOON, TestWorld } from './test-world.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MONTH_END = Date.UTC(2026, 11);
const levels = [{ availabilityBelowPpm: 999_500, creditBps: 1_000 }, { availabilityBelowPpm: 990_000, creditBps: 2_500 }, { availabilityBelowPpm: 500_000, creditBps: 10_000 }];

let db: TestDatabase;
let database: Database;
beforeAll(async () => {
  Logger.overrideLogger(false);
  db = await testDatabase();
  database = db.database;
});
afterAll(() => db.drop());

/** A lease of one replica that is down from its second to its third day, in a pool that promises something. */
async function failedLease(options: { period?: 'day' | 'month'; reason?: string; hosts?: number } = {}) {
  const { period = 'month', reason = 'host_lost', hosts = 1 } = options;
  const w = await new TestWorld(database).prepare();
  await new SetServiceLevelHandler(database, w.clock).execute(new SetServiceLevel(systemActor, w.poolId, levels));
  const tenantId = await w.tenant(10n ** 12n, period);
  const leaseId = await w.lease(tenantId, [{ endsAt: NOON + 2 * DAY }, { startsAt: NOON + 3 * DAY }]);
  const others = await Promise.all(Array.from({ length: hosts - 1 }, async () => {
    const operatorId = newId('operator');
    return { operatorId, hostId: await w.host(operatorId) };
  }));
  const failing = [{ operatorId: w.operatorId as string, hostId: w.hostId }, ...others];
  const length = DAY / hosts;
  for (const [index, whose] of failing.entries()) {
    const startsAt = NOON + 2 * DAY + index * length;
    await database.client.outage.create({
      data: { ...whose, id: newId('outage'), leaseId, tenantId, replica: 0, claimId: newId('claim'), reason, startsAt: BigInt(startsAt), endsAt: BigInt(startsAt + length) },
    });
  }
  const credits = async () => (await database.client.charge.findMany({ where: { leaseId, kind: 'service_credit' }, orderBy: { operatorAmount: 'asc' } }));
  return { w, tenantId, leaseId, failing, credits };
}

const charged = async (leaseId: string) => {
  const [row] = await database.query<{ sum: bigint }>(sql`select coalesce(sum(amount), 0)::bigint as sum from charges where lease_id = ${leaseId} and kind <> 'service_credit'`);
  return row!.sum;
};

describe('a missed service level', () => {
  test('is credited on the statement of its month, out of the earnings of who failed, once', async () => {
    const { w, tenantId, leaseId, credits } = await failedLease();
    w.clock.jump(MONTH_END);
    await Promise.all([1, 2, 3].map(() => w.statements.closeDue(tenantId, w.clock.now())));
    const cost = await charged(leaseId);
    // 6.5 of 7.5 days are 86.7 %.
    const credit = cost / 4n;
    expect(await credits()).toMatchObject([{ operatorId: w.operatorId, hostId: w.hostId, amount: -credit, operatorAmount: -credit, treasuryAmount: 0n, quantity: expect.anything() }]);
    expect(await database.client.serviceCredit.findMany({ where: { leaseId } })).toMatchObject([{
      servedMillis: BigInt(6.5 * DAY), downMillis: BigInt(DAY), charged: cost, creditBps: 2_500, amount: credit, unpaid: 0n, monthEndsAt: BigInt(MONTH_END),
    }]);
    const totals = await w.charges(leaseId);
    expect(await w.balances({ earnings: [w.operatorId, 'earnings'], treasury: [w.poolId, 'treasury'] })).toEqual({ earnings: totals.operator, treasury: totals.treasury });
    const [statement] = await database.client.statement.findMany({ where: { tenantId } });
    expect(statement).toMatchObject({ charges: cost - credit, endsAt: BigInt(MONTH_END) });
    expect(await database.client.statementLine.findMany({ where: { leaseId, resourceClass: 'SERVICE_CREDIT' } })).toMatchObject([{ amount: -credit, statementId: statement!.id, startsAt: BigInt(NOON), endsAt: BigInt(MONTH_END) }]);
    const told = await database.query<{ payload: object }>(sql`select payload from outbox_events where subject_id = ${leaseId} and type = 'lease.credited'`);
    expect(told).toMatchObject([{ payload: { leaseId, amount: credit.toString(), creditBps: 2_500 } }]);
    expect(JSON.stringify(told)).not.toMatch(/opr_|hst_/);
    // Next month nothing failed.
    w.clock.jump(Date.UTC(2027, 0));
    await w.statements.closeDue(tenantId, w.clock.now());
    expect(await credits()).toHaveLength(1);
    expect(await auditLedger(database)).toMatchObject({ entriesSum: 0n, wrongBalances: [], unbalancedTransfers: [] });
  });

  test('is credited by what was promised when the lease began, whatever is promised since', async () => {
    const { w, tenantId, leaseId, failing } = await failedLease();
    await new SetServiceLevelHandler(database, w.clock).execute(new SetServiceLevel(systemActor, w.poolId, [{ availabilityBelowPpm: 999_999, creditBps: 9_999 }]));
    const startsAt = BigInt(MONTH_END + 4 * DAY);
    await database.client.outage.create({
      data: { ...failing[0]!, id: newId('outage'), leaseId, tenantId, replica: 0, claimId: newId('claim'), reason: 'host_lost', startsAt, endsAt: startsAt + BigInt(DAY) },
    });
    w.clock.jump(Date.UTC(2027, 0));
    await w.statements.closeDue(tenantId, w.clock.now());
    const given = await database.client.serviceCredit.findMany({ where: { leaseId }, orderBy: { monthStartsAt: 'asc' } });
    expect(given).toMatchObject([{ creditBps: 2_500 }, { monthStartsAt: BigInt(MONTH_END), downMillis: BigInt(DAY), creditBps: 2_500 }]);
  });

  test('is on the statement that ends with the month, also of a tenant that is billed by the day', async () => {
    const { w, tenantId, leaseId, credits } = await failedLease({ period: 'day' });
    w.clock.jump(MONTH_END - 1);
    await w.statements.closeDue(tenantId, w.clock.now());
    expect(await credits()).toEqual([]);
    w.clock.jump(MONTH_END + DAY);
    await w.statements.closeDue(tenantId, w.clock.now());
    const [credit] = await credits();
    expect(await database.query(sql`select s.ends_at as "endsAt" from billed_charges c join statements s on s.id = c.statement_id where c.id = ${credit!.id}`)).toEqual([{ endsAt: BigInt(MONTH_END) }]);
    const [cost] = await database.query<{ sum: bigint }>(sql`select sum(amount)::bigint as sum from charges where lease_id = ${leaseId} and kind = 'time' and ends_at <= ${BigInt(MONTH_END)}`);
    expect(credit!.amount).toBe(-cost!.sum / 4n);
  });

  test('is on the statement that ends with the month, also when nothing moved for days before, and nobody looked until hours after', async () => {
    const { w, tenantId, leaseId, credits } = await failedLease({ period: 'day' });
    w.clock.jump(MONTH_END - 3 * DAY);
    await w.close(leaseId, w.clock.now());
    await w.statements.closeDue(tenantId, w.clock.now());
    expect(await credits()).toEqual([]);
    w.clock.jump(MONTH_END + 3 * HOUR);
    await w.statements.closeDue(tenantId, w.clock.now());
    const [credit] = await credits();
    expect(await database.query(sql`select s.ends_at as "endsAt" from billed_charges c join statements s on s.id = c.statement_id where c.id = ${credit!.id}`)).toEqual([{ endsAt: BigInt(MONTH_END) }]);
    // A tenant of which nothing moves gets to now all the same.
    expect(await database.client.tenantBilling.findMany({ where: { tenantId } })).toMatchObject([{ startsAt: BigInt(MONTH_END), endsAt: BigInt(MONTH_END + DAY) }]);
  });

  test.each(['crash_loop', 'image_not_found', 'health_check_failed', 'changed_by_tenant'])('is none when the tenant\'s own workload failed: %s', async (reason) => {
    const { w, tenantId, leaseId, credits } = await failedLease({ reason });
    w.clock.jump(MONTH_END);
    await w.statements.closeDue(tenantId, w.clock.now());
    expect(await credits()).toEqual([]);
    expect((await w.charges(leaseId)).amount).toBeGreaterThan(0n);
  });

  test('is paid by each by how long it failed, by the treasury for who has too little, and the rest is on record', async () => {
    const { w, tenantId, leaseId, failing, credits } = await failedLease({ hosts: 2 });
    w.clock.jump(MONTH_END);
    // The second never earned anything; the first serves and has.
    await w.statements.settleAll(tenantId, MONTH_END);
    const treasury = (await w.balances({ treasury: [w.poolId, 'treasury'] })).treasury!;
    await w.statements.closeDue(tenantId, w.clock.now());
    const credit = (await charged(leaseId)) / 4n;
    const [first, second] = await credits();
    expect(first).toMatchObject({ operatorId: failing[0]!.operatorId, operatorAmount: -(credit / 2n), treasuryAmount: 0n });
    const missing = credit - credit / 2n;
    const fromTreasury = missing < treasury ? missing : treasury;
    expect(second).toMatchObject({ operatorId: failing[1]!.operatorId, operatorAmount: 0n, treasuryAmount: -fromTreasury });
    expect(await database.client.serviceCredit.findMany({ where: { leaseId } })).toMatchObject([{ amount: credit / 2n + fromTreasury, unpaid: missing - fromTreasury }]);
  });

  test('that nobody could pay is asked for again with each statement, of the same and for no more than their shares, as long as those look back on its month', async () => {
    const { w, tenantId, leaseId, failing, credits } = await failedLease({ hosts: 2, period: 'day' });
    const give = (ownerId: string, amount: bigint) => database.transaction((tx) => postTransfers(tx, w.clock.now(), [
      { key: newId('transfer'), type: 'posted', amount, reason: 'deposit', from: { ownerId: 'platform', kind: 'issuance' }, to: { ownerId, kind: 'earnings' } }]));
    const closeAt = async (at: number) => {
      w.clock.jump(at);
      await w.statements.closeDue(tenantId, at);
    };
    w.clock.jump(MONTH_END);
    await w.statements.settleAll(tenantId, MONTH_END);
    const balances = { first: [failing[0]!.operatorId, 'earnings'], treasury: [w.poolId, 'treasury'] } as const satisfies Parameters<typeof w.balances>[0];
    const had = await w.balances({ ...balances });
    await database.transaction((tx) => postTransfers(tx, w.clock.now(), [[failing[0]!.operatorId, 'earnings', had.first!], [w.poolId, 'treasury', had.treasury!]].map(([ownerId, kind, amount]) => (
      { key: newId('transfer'), type: 'posted', amount, reason: 'payout', from: { ownerId, kind }, to: { ownerId: 'platform', kind: 'fees' } } as Parameters<typeof postTransfers>[2][number]))));
    await database.client.$executeRaw(sql`update leases set state = 'closed', closing_at = ${BigInt(MONTH_END)}, closed_at = ${BigInt(MONTH_END)}, closed_reason = 'tenant_closed' where id = ${leaseId}`);
    await database.client.$executeRaw(sql`update streams set ends_at = ${BigInt(MONTH_END)} where lease_id = ${leaseId} and ends_at is null`);
    await closeAt(MONTH_END);
    const month = (await database.query<{ sum: bigint }>(sql`select sum(amount)::bigint as sum from charges where lease_id = ${leaseId} and ends_at <= ${BigInt(MONTH_END)} and kind <> 'service_credit'`))[0]!.sum;
    const owed = month / 4n;
    const [ours, theirs] = [owed - owed / 2n, owed / 2n].toSorted((a, b) => (a < b ? 1 : -1)) as [bigint, bigint];
    const rounds = () => database.query<{ round: number; amount: bigint; unpaid: bigint }>(sql`select round, amount, unpaid from service_credits where lease_id = ${leaseId} order by round`);
    expect(await rounds()).toEqual([{ round: 0, amount: 0n, unpaid: owed }]);
    await closeAt(MONTH_END + DAY);
    expect(await rounds()).toHaveLength(1);
    // One of them has a part of its share, then more than all of it: it pays no other's.
    await give(failing[1]!.operatorId, 100n);
    await w.deposit(tenantId, 1n);
    await closeAt(MONTH_END + 2 * DAY);
    await give(failing[1]!.operatorId, 10n * owed);
    await w.deposit(tenantId, 1n);
    await closeAt(MONTH_END + 3 * DAY);
    const [, , last] = await rounds();
    expect([ours, theirs]).toContain(last!.unpaid);
    expect(await rounds()).toMatchObject([{}, { round: 1, amount: 100n, unpaid: owed - 100n }, { round: 2, amount: owed - 100n - last!.unpaid }]);
    await give(failing[0]!.operatorId, 10n * owed);
    await w.deposit(tenantId, 1n);
    await Promise.all([1, 2].map(() => closeAt(MONTH_END + 4 * DAY)));
    expect((await rounds())[3]).toEqual({ round: 3, amount: last!.unpaid, unpaid: 0n });
    expect((await credits()).reduce((sum, { amount }) => sum - amount, 0n)).toBe(owed);
    await w.deposit(tenantId, 1n);
    await closeAt(MONTH_END + 5 * DAY);
    expect(await rounds()).toHaveLength(4);
    expect(await auditLedger(database)).toMatchObject({ entriesSum: 0n, wrongBalances: [], unbalancedTransfers: [] });
  });

  test('waits while a host of its month is silent, and is given with a later statement', async () => {
    const { w, tenantId, credits } = await failedLease({ period: 'day' });
    await w.heard(w.hostId, MONTH_END - HOUR);
    w.clock.jump(MONTH_END);
    await w.statements.closeDue(tenantId, w.clock.now());
    expect(await credits()).toEqual([]);
    await w.heard(w.hostId, Number.MAX_SAFE_INTEGER);
    w.clock.jump(MONTH_END + DAY);
    await w.statements.closeDue(tenantId, w.clock.now());
    expect(await credits()).toHaveLength(1);
  });

  test('of a lease whose earnings were paid out is the treasury\'s', async () => {
    const { w, tenantId, leaseId, credits } = await failedLease();
    w.clock.jump(MONTH_END);
    await w.statements.settleAll(tenantId, MONTH_END);
    const { earnings, treasury } = await w.balances({ earnings: [w.operatorId, 'earnings'], treasury: [w.poolId, 'treasury'] });
    await database.transaction((tx) => postTransfers(tx, w.clock.now(), [
      { key: newId('transfer'), type: 'posted', amount: earnings!, reason: 'payout', from: { ownerId: w.operatorId, kind: 'earnings' }, to: { ownerId: 'platform', kind: 'fees' } }]));
    await w.statements.closeDue(tenantId, w.clock.now());
    const credit = (await charged(leaseId)) / 4n;
    const given = credit < treasury! ? credit : treasury!;
    expect(await credits()).toMatchObject([{ operatorAmount: 0n, treasuryAmount: -given }]);
  });
});

test('what a month costs whom is what docs/service-levels.md reckons', async () => {
  const page = await readFile('docs/service-levels.md', 'utf8');
  const [, json] = /^ {4}(\{"levels".+\})$/m.exec(page)!;
  const { levels: table } = JSON.parse(json!) as { levels: typeof levels };
  const [all, charged] = [2n * 30n * BigInt(DAY), 100n * 10n ** 9n];
  const tokens = (amount: bigint) => String(Number(amount) / 1e9);
  const missed = (down: bigint) => {
    const level = missedLevel(table, all - down, down);
    const percent = (Math.floor(Number(((all - down) * 1_000_000n) / all) / 10) / 1_000).toFixed(3);
    return { credit: (charged * BigInt(level?.creditBps ?? 0)) / 10_000n, percent, below: level ? `, below ${level.availabilityBelowPpm / 10_000} %` : '' };
  };
  const [little, some, much] = [20n * 60_000n, 12n * BigInt(HOUR), 20n * BigInt(HOUR)].map(missed) as [ReturnType<typeof missed>, ReturnType<typeof missed>, ReturnType<typeof missed>];
  const failures = [['A', 8], ['B', 4]].map(([name, hours]) => ({ operatorId: String(name), hostId: String(name), downMillis: BigInt(Number(hours) * HOUR) }));
  const shares = split(some.credit, failures.map(({ hostId, downMillis }) => ({ id: hostId, weight: downMillis })));
  const [a, b] = partsOf(failures, shares, new Map([['A', charged], ['B', 10n ** 9n]]), 2n * 10n ** 9n);
  expect(page).toContain([
    `| down for 20 minutes | ${little.percent} %: ${little.credit === 0n ? 'nothing' : '?'} |`, `| down for 8 hours at A's host and 4 at B's | ${some.percent} %${some.below}: ${tokens(some.credit)} tokens |`,
    `| A's share | ${tokens(a!.fromOperator)}, of its earnings |`, `| B's share | ${tokens(shares.get('B')!)}, of which it has ${tokens(b!.fromOperator)}, the treasury ${tokens(b!.fromTreasury)}, and ${tokens(shares.get('B')! - b!.fromOperator - b!.fromTreasury)} stays owed |`,
    `| down for 20 hours | ${much.percent} %${much.below}: ${tokens(much.credit)} tokens |`,
  ].join('\n'));
});

test('the lowest level that is missed counts, to the millisecond', () => {
  const creditAt = (served: bigint, down: bigint) => missedLevel(levels, served, down)?.creditBps;
  expect([creditAt(1n, 0n), creditAt(9_995n, 5n), creditAt(999_499n, 501n), creditAt(99n, 1n), creditAt(989_999n, 10_001n), creditAt(0n, 1n)]).toEqual([undefined, undefined, 1_000, 1_000, 2_500, 10_000]);
});

test('what is paid never exceeds a share, the earnings or the treasury, and nothing is left owing while somebody has it', () => {
  const amount = fc.bigInt(0n, 100n);
  const failure = fc.record({ operatorId: fc.constantFrom('a', 'b', 'c'), share: amount });
  fc.assert(fc.property(fc.array(failure, { maxLength: 6 }), fc.tuple(amount, amount, amount), amount, (failures, [a, b, c], treasury) => {
    const named = failures.map(({ operatorId, share }, index) => ({ operatorId, hostId: String(index), downMillis: 1n, share }));
    const earnings = new Map([['a', a], ['b', b], ['c', c]]);
    const parts = partsOf(named, new Map(named.map(({ hostId, share }) => [hostId, share])), earnings, treasury);
    const sum = (some: readonly bigint[]) => some.reduce((total, one) => total + one, 0n);
    for (const [id, has] of earnings) {
      const paid = sum(parts.filter(({ operatorId }) => operatorId === id).map(({ fromOperator }) => fromOperator));
      const asked = sum(named.filter(({ operatorId }) => operatorId === id).map(({ share }) => share));
      expect(paid).toBe(asked < has ? asked : has);
    }
    const fromTreasury = sum(parts.map((part) => part.fromTreasury));
    const missing = sum(named.map(({ share }) => share)) - sum(parts.map(({ fromOperator }) => fromOperator));
    expect(fromTreasury).toBe(missing < treasury ? missing : treasury);
  }));
});
