import { Logger } from '@nestjs/common';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type Database, sql } from '#libs/database';
import { type Actor, newId, systemActor } from '#libs/kernel';
import { auditLedger, postTransfers } from '#libs/ledger';
import { DecideUsage, DecideUsageHandler, ListHeldUsage, ListHeldUsageHandler, RecordUsage, RecordUsageHandler, type UsageDecision } from '#libs/metering';
import { testDatabase, type TestDatabase } from '#libs/testing';

import { NOON, TestWorld } from './test-world.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** A byte costs a nano-token: what is charged is what was used. */
const RATE = 1n << 30n;
const HOURS = 3;

let db: TestDatabase;
let database: Database;
beforeAll(async () => {
  Logger.overrideLogger(false);
  db = await testDatabase();
  database = db.database;
});
afterAll(() => db.drop());

interface Sample {
  by: 'operator' | 'gateway 1' | 'gateway 2';
  hour: number;
  minute: number;
  bytes: number;
  /** How long it is; one, unless told otherwise. */
  minutes?: number;
}

/** A lease with one claim, whose egress its operator and two gateways count. */
async function leaseWithTwoSources() {
  const w = await new TestWorld(database).prepare();
  await w.rate('EGRESS_GIB', RATE);
  const tenantId = await w.tenant(10n ** 15n);
  const leaseId = await w.lease(tenantId, [], { escrow: 1_000_000n });
  const claimId = await w.claim(leaseId, tenantId);
  const record = new RecordUsageHandler(database, w.clock);
  const operator: Actor = { ...systemActor, ownerType: 'operator', ownerId: w.operatorId };
  const endOf = ({ hour, minute }: Sample) => NOON + hour * HOUR + minute * MINUTE + MINUTE;
  const report = (sample: Sample) => record.execute(new RecordUsage(sample.by === 'operator' ? operator : systemActor, [{
    specversion: '1.0', id: `${claimId}-${sample.hour}-${sample.minute}`, source: sample.by === 'operator' ? '/agent' : `/gateways/${sample.by}`, type: 'weir.usage.egress_bytes.v1', subject: claimId,
    data: { bytes: sample.bytes, startsAt: endOf(sample) - (sample.minutes ?? 1) * MINUTE, endsAt: endOf(sample) },
  }]));
  const held = async () => (await new ListHeldUsageHandler(database).execute(new ListHeldUsage(systemActor, { limit: 50, leaseId }))).items;
  const decide = (usageId: string, input: UsageDecision) => new DecideUsageHandler(database, w.clock).execute(new DecideUsage(systemActor, usageId, input));
  const chargedInHours = async () => {
    const rows = await database.query<{ hour: bigint; amount: bigint }>(sql`
      select (starts_at - ${BigInt(NOON)}) / ${BigInt(HOUR)} as hour, sum(amount)::bigint as amount from charges where lease_id = ${leaseId} group by 1`);
    return Array.from({ length: HOURS }, (_, hour) => rows.find((row) => Number(row.hour) === hour)?.amount ?? 0n);
  };
  return { w, tenantId, leaseId, report, endOf, held, decide, chargedInHours };
}

/** What must come of it, told from the samples alone: the gateways' count where they and the operator agree, nothing where they differ, and what one side alone counted. */
function expectedInHours(samples: readonly Sample[]): bigint[] {
  return Array.from({ length: HOURS }, (_, hour) => {
    const mine = samples.filter((sample) => sample.hour === hour);
    const sum = (some: readonly Sample[]) => some.reduce((total, { bytes }) => total + bytes, 0);
    const [operator, gateways] = [mine.filter(({ by }) => by === 'operator'), mine.filter(({ by }) => by !== 'operator')];
    if (operator.length === 0 || gateways.length === 0) return BigInt(sum(mine));
    const [most, least] = [Math.max(sum(operator), sum(gateways)), Math.min(sum(operator), sum(gateways))];
    return (most - least) * 10_000 > most * 500 ? 0n : BigInt(sum(gateways));
  });
}

const sampleArbitrary = fc.record({
  by: fc.constantFrom('operator' as const, 'operator' as const, 'gateway 1' as const, 'gateway 2' as const), hour: fc.nat(HOURS - 1), minute: fc.nat(59),
  bytes: fc.oneof(fc.constantFrom(0, 1_000, 1_010), fc.nat(3_000)), delayMinutes: fc.oneof(fc.nat(5), fc.nat(300)), settles: fc.boolean(),
});
const historyArbitrary = fc.uniqueArray(sampleArbitrary, { selector: ({ by, hour, minute }) => `${by} ${hour} ${minute}`, minLength: 1, maxLength: 14 });

describe('two sources', () => {
  test.each([
    ['as much', 2_000, 2_000n, 0], ['something else', 200, 200n, 1],
  ])('a sample that ends in a later hour tells of those that it reaches into, of which it counted %s, whichever was charged first', async (_what, bytes, expected, heldPlaces) => {
    const early: Sample = { by: 'operator', hour: 0, minute: 10, bytes: 1_000 };
    // Half of it lies in each hour.
    const late: Sample = { by: 'gateway 1', hour: 1, minute: 9, minutes: 20, bytes };
    for (const samples of [[early, late], [late, early]]) {
      const { w, leaseId, report, held, chargedInHours } = await leaseWithTwoSources();
      for (const [index, sample] of samples.entries()) {
        w.clock.jump(NOON + HOUR + (10 + index) * MINUTE);
        await report(sample);
        await w.settlement.settle(leaseId);
      }
      w.clock.jump(NOON + 4 * HOUR);
      await w.settlement.settle(leaseId);
      expect((await chargedInHours()).reduce((sum, one) => sum + one)).toBe(expected);
      expect(await held()).toHaveLength(heldPlaces);
    }
  });

  test('in whatever order they tell and whenever is settled, come to the same; what is held pays nobody, and repeats add nothing', { timeout: 600_000 }, async () => {
    await fc.assert(fc.asyncProperty(historyArbitrary, async (history) => {
      const { w, leaseId, report, endOf, held, chargedInHours } = await leaseWithTwoSources();
      const arrivalOf = (sample: (typeof history)[number]) => endOf(sample) + sample.delayMinutes * MINUTE;
      for (const sample of history.toSorted((a, b) => arrivalOf(a) - arrivalOf(b))) {
        w.clock.jump(arrivalOf(sample));
        await report(sample);
        if (!sample.settles) continue;
        await w.settlement.settle(leaseId);
        const charged = await chargedInHours();
        const open = (await held()).filter(({ state }) => state === 'open').map(({ startsAt }) => charged[(startsAt - NOON) / HOUR]);
        expect(open.every((amount) => amount === 0n)).toBe(true);
      }
      w.clock.jump(NOON + 12 * HOUR);
      const check = async () => {
        await w.settlement.settle(leaseId);
        const expected = expectedInHours(history);
        expect(await chargedInHours()).toEqual(expected);
        const totals = await w.charges(leaseId);
        expect(await w.balances({ earnings: [w.operatorId, 'earnings'], treasury: [w.poolId, 'treasury'] })).toEqual({ earnings: totals.operator, treasury: totals.treasury });
        expect((await held()).filter(({ state }) => state === 'open').map(({ startsAt }) => (startsAt - NOON) / HOUR).toSorted((a, b) => a - b)).toEqual(
          expected.flatMap((amount, hour) => (amount === 0n && differs(history, hour) ? [hour] : [])));
      };
      await check();
      for (const sample of history) expect(await report(sample)).toMatchObject({ accepted: 0, duplicates: 1 });
      await check();
    }), { numRuns: 20 });
    expect(await auditLedger(database)).toMatchObject({ entriesSum: 0n, wrongBalances: [], unbalancedTransfers: [] });
  });

  const contested: Sample[] = [{ by: 'operator', hour: 0, minute: 5, bytes: 9_000 }, { by: 'gateway 1', hour: 0, minute: 6, bytes: 4_000 }, { by: 'gateway 2', hour: 0, minute: 6, bytes: 1_000 }];

  test.each([
    [{ decision: 'charge', source: 'b', reason: 'the gateway was down' }, 9_000n, 'charged'],
    [{ decision: 'charge', source: 'a', reason: 'the agent counts retries' }, 5_000n, 'charged'],
    [{ decision: 'waive', reason: 'both are broken' }, 0n, 'waived'],
  ] as const)('that differ are charged as is decided: %o', async (decision, amount, state) => {
    const { w, leaseId, tenantId, report, held, decide, chargedInHours } = await leaseWithTwoSources();
    // The operator told first and was paid: what it got is taken back.
    w.clock.jump(NOON + 10 * MINUTE);
    await report(contested[0]!);
    await w.settlement.settle(leaseId);
    expect(await chargedInHours()).toEqual([9_000n, 0n, 0n]);
    for (const sample of contested.slice(1)) await report(sample);
    w.clock.jump(NOON + HOUR + 10 * MINUTE);
    await w.statements.closeDue(tenantId, w.clock.now());
    await w.settlement.settle(leaseId);
    const [usage] = await held();
    expect(usage).toMatchObject({
      leaseId, state: 'open', toleranceBps: 500,
      sources: [{ label: 'a', reporterId: 'platform', sources: ['/gateways'], quantity: '5000', samples: 2 }, { label: 'b', reporterId: w.operatorId, sources: ['/agent'], quantity: '9000', samples: 1 }],
    });
    expect(await chargedInHours()).toEqual([0n, 0n, 0n]);
    expect(await w.balances({ earnings: [w.operatorId, 'earnings'] })).toEqual({ earnings: 0n });
    await expect(decide(usage!.id, { decision: 'charge', source: 'c', reason: 'none' })).rejects.toMatchObject({ code: 'invalid_request' });
    const decided = await Promise.all([decide(usage!.id, decision), decide(usage!.id, decision)]);
    for (const one of decided) expect(one).toMatchObject({ state, reason: decision.reason, decidedBy: 'system' });
    const other: UsageDecision = decision.decision === 'waive' ? { decision: 'charge', source: 'a', reason: 'x' } : { decision: 'waive', reason: 'x' };
    await expect(decide(usage!.id, other)).rejects.toMatchObject({ code: 'usage_decided' });
    await Promise.all([w.settlement.settle(leaseId), w.settlement.settle(leaseId)]);
    expect(await chargedInHours()).toEqual([amount, 0n, 0n]);
    // What comes later still is not charged on top, and the books are whole.
    await report({ by: 'gateway 2', hour: 0, minute: 9, bytes: 0 });
    await w.settlement.settle(leaseId);
    w.clock.jump(NOON + 2 * HOUR);
    await w.statements.closeDue(tenantId, w.clock.now());
    const statements = await database.client.statement.findMany({ where: { tenantId }, orderBy: { startsAt: 'asc' } });
    expect(statements.reduce((sum, { charges }) => sum + charges, 0n)).toBe(amount);
    const events = await database.query<{ type: string; payload: object }>(sql`select type, payload from outbox_events where subject_id = ${leaseId} and type like 'usage.%' order by id`);
    expect(events.map(({ type }) => type)).toEqual(['usage.held', 'usage.decided']);
    expect(JSON.stringify(events)).not.toMatch(/opr_|clm_|agent|gateway/);
  });

  test('whose charge was spent meanwhile by who got it are settled once it can be taken back', async () => {
    const { w, leaseId, report, held, chargedInHours } = await leaseWithTwoSources();
    w.clock.jump(NOON + 10 * MINUTE);
    await report(contested[0]!);
    await w.settlement.settle(leaseId);
    const move = (from: string, fromKind: 'earnings' | 'fees', to: string, toKind: 'earnings' | 'fees', amount: bigint) => database.transaction((tx) => postTransfers(tx, w.clock.now(), [
      { key: newId('transfer'), type: 'posted', amount, reason: 'payout', from: { ownerId: from, kind: fromKind }, to: { ownerId: to, kind: toKind } }]));
    const { earnings } = await w.balances({ earnings: [w.operatorId, 'earnings'] });
    await move(w.operatorId, 'earnings', 'platform', 'fees', earnings!);
    await report(contested[1]!);
    w.clock.jump(NOON + 2 * HOUR);
    await w.settlement.settle(leaseId);
    expect(await chargedInHours()).toEqual([9_000n, 0n, 0n]);
    await move('platform', 'fees', w.operatorId, 'earnings', earnings!);
    await w.settlement.settle(leaseId);
    expect(await chargedInHours()).toEqual([0n, 0n, 0n]);
    expect(await held()).toMatchObject([{ state: 'open' }]);
  });
});

function differs(samples: readonly Sample[], hour: number): boolean {
  const mine = samples.filter((sample) => sample.hour === hour);
  const sum = (is: (sample: Sample) => boolean) => mine.filter(is).reduce((total, { bytes }) => total + bytes, 0);
  const isOperators = ({ by }: Sample) => by === 'operator';
  if (!mine.some(isOperators) || mine.every(isOperators)) return false;
  const [a, b] = [sum(isOperators), sum((sample) => !isOperators(sample))];
  return (Math.max(a, b) - Math.min(a, b)) * 10_000 > Math.max(a, b) * 500;
}
