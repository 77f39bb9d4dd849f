import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { cutAtPeriods, periodEnd, periods, periodStart } from './period.js';
import { planSettlement, type SettlementInput } from './plan-settlement.js';
import { sharesBetween, sharesOf } from './shares.js';
import { owedAt, type StreamAccount } from './stream-account.js';

const START = Date.UTC(2026, 10, 23, 12);
const bps = { operatorBps: 8_500, treasuryBps: 1_000, feeBps: 500 };
const bpsArbitrary = fc.tuple(fc.nat(10_000), fc.nat(10_000)).map(([a, b]) => {
  const [low, high] = a < b ? [a, b] : [b, a];
  return { operatorBps: low, treasuryBps: high - low, feeBps: 10_000 - high };
});
const cutByHour = (from: number, to: number) => cutAtPeriods(from, to, 'hour');

function stream(over: Partial<StreamAccount> = {}): StreamAccount {
  const startsAt = over.startsAt ?? START;
  return {
    streamId: 'str_1', operatorId: 'opr_1', hostId: 'hst_1', resourceClass: 'CPU_MILLI', variant: '', quantity: 1_500n, nanoTokensPerUnitHour: 12_345_678n, baseNanoTokensPerUnitHour: 0n,
    startsAt, endsAt: null, silentSince: null, hostLost: false, settledTo: startsAt, charged: 0n, ...over,
  };
}

function input(over: Partial<SettlementInput>): SettlementInput {
  return {
    open: true, ended: false, leaseEndsAt: null, streams: [stream()], usage: [], takeBack: [], bps, escrow: 0n, wallet: 10n ** 18n, prepaid: null, othersNanoTokensPerHour: 0n, suspends: false, kept: { fromTime: 0n, fromUsage: 0n }, upTo: START, cut: cutByHour,
    holdMillis: 3_600_000, ...over,
  };
}

describe('periods', () => {
  test('touch and never overlap', () => {
    fc.assert(fc.property(fc.constantFrom(...periods), fc.integer({ min: 0, max: 4e12 }), (period, at) => {
      const end = periodEnd(period, at);
      expect(periodStart(period, at)).toBeLessThanOrEqual(at);
      expect(end).toBeGreaterThan(at);
      expect(periodStart(period, end)).toBe(end);
      expect(periodStart(period, end - 1)).toBe(periodStart(period, at));
    }));
  });

  test('a month ends with the month', () => {
    expect(periodEnd('month', Date.UTC(2028, 1, 29, 5))).toBe(Date.UTC(2028, 2));
    expect(periodEnd('month', Date.UTC(2026, 11, 31, 23))).toBe(Date.UTC(2027, 0));
  });

  test('pieces cover an interval and none straddles a boundary or the end of a statement', () => {
    fc.assert(fc.property(fc.nat(1e8), fc.integer({ min: 1, max: 1e8 }), fc.array(fc.nat(2e8)), (offset, length, ends) => {
      const [from, to] = [START + offset, START + offset + length];
      const statementEnds = ends.map((end) => START + end);
      const pieces = cutAtPeriods(from, to, 'hour', statementEnds);
      expect(pieces[0]!.startsAt).toBe(from);
      expect(pieces.at(-1)!.endsAt).toBe(to);
      for (const [index, piece] of pieces.entries()) {
        expect(piece.endsAt).toBeGreaterThan(piece.startsAt);
        expect(piece.endsAt).toBeLessThanOrEqual(periodEnd('hour', piece.startsAt));
        expect(statementEnds.some((end) => end > piece.startsAt && end < piece.endsAt)).toBe(false);
        expect(piece.startsAt).toBe(pieces[index - 1]?.endsAt ?? from);
      }
    }));
  });
});

describe('shares', () => {
  test('sum to the whole and never fall as it grows', () => {
    fc.assert(fc.property(bpsArbitrary, fc.bigInt(0n, 10n ** 18n), fc.bigInt(0n, 10_000n), (bps, charged, more) => {
      const whole = sharesOf(charged, bps);
      expect(whole.operator + whole.treasury + whole.fee).toBe(charged);
      for (const part of Object.values(sharesBetween(charged, charged + more, bps))) expect(part).toBeGreaterThanOrEqual(0n);
    }));
  });

  test('of a price with a base give the treasury all of the base, and divide the tip; nobody loses as the whole grows', () => {
    const price = fc.tuple(fc.bigInt(0n, 10n ** 15n), fc.bigInt(0n, 10n ** 15n)).map(([tip, base]) => ({ nanoTokensPerUnitHour: tip + base, baseNanoTokensPerUnitHour: base }));
    fc.assert(fc.property(bpsArbitrary, price, fc.bigInt(0n, 10n ** 18n), fc.bigInt(0n, 10_000n), (bps, price, amount, more) => {
      const { nanoTokensPerUnitHour: rate, baseNanoTokensPerUnitHour: base } = price;
      const charged = rate === 0n ? 0n : amount;
      const { base: forBase, ...parties } = sharesOf(charged, bps, price);
      expect(parties.operator + parties.treasury + parties.fee).toBe(charged);
      // Every fraction of the base is the treasury's: an operator has no part in it, however small.
      expect(forBase * rate >= charged * base && (forBase - 1n) * rate <= charged * base).toBe(true);
      const tip = sharesOf(charged - forBase, bps);
      expect(parties).toEqual({ operator: tip.operator, treasury: forBase + tip.treasury, fee: tip.fee });
      for (const part of Object.values(sharesBetween(charged, charged + more, bps, price))) expect(part).toBeGreaterThanOrEqual(0n);
    }));
  });

  test('of a price that is base alone give the operator and the platform nothing', () => {
    expect(sharesOf(12_345n, bps, { nanoTokensPerUnitHour: 7n, baseNanoTokensPerUnitHour: 7n })).toEqual({ operator: 0n, treasury: 12_345n, fee: 0n, base: 12_345n });
  });
});

/** Settles at the given instants, carrying positions as the database does, and sums what everybody got. */
function settleAll(first: SettlementInput, instants: readonly number[], endsAt?: number) {
  let { streams, escrow, wallet } = first;
  const total = { amount: 0n, operator: 0n, treasury: 0n, fee: 0n, base: 0n, waived: 0n, closedAt: undefined as number | undefined };
  for (const upTo of instants) {
    if (endsAt !== undefined && upTo >= endsAt) streams = streams.map((one) => ({ ...one, endsAt: Math.max(one.startsAt, one.endsAt ?? endsAt) }));
    const plan = planSettlement({ ...first, streams, escrow, wallet, upTo, open: total.closedAt === undefined, usage: [] });
    for (const charge of plan.streamCharges) {
      expect(charge.shares.operator + charge.shares.treasury + charge.shares.fee).toBe(charge.amount);
      total.amount += charge.amount;
      total.waived += charge.waived;
      for (const party of ['operator', 'treasury', 'fee', 'base'] as const) total[party] += charge.shares[party];
    }
    ({ escrowAfter: escrow, walletAfter: wallet } = plan);
    expect(escrow).toBeGreaterThanOrEqual(0n);
    expect(wallet).toBeGreaterThanOrEqual(0n);
    if (plan.closeAt !== undefined) total.closedAt = plan.closeAt;
    streams = streams.map((one, index) => ({
      ...one, ...plan.positions[index]!, endsAt: plan.closeAt !== undefined ? (one.endsAt ?? Math.max(one.startsAt, plan.closeAt)) : one.endsAt,
    }));
  }
  expect(escrow + wallet + total.amount).toBe(first.escrow + first.wallet);
  return total;
}

const streamsArbitrary = fc.array(
  fc.record({ quantity: fc.bigInt(1n, 100_000n), rate: fc.bigInt(0n, 10n ** 10n), baseBps: fc.bigInt(0n, 10_000n), offset: fc.nat(3_600_000), resourceClass: fc.constantFrom('CPU_MILLI', 'MEMORY_MIB', 'STORAGE_GIB') }),
  { minLength: 1, maxLength: 5 },
).map((rows) => rows.map((row, index) => stream({
  streamId: `str_${index}`, quantity: row.quantity, nanoTokensPerUnitHour: row.rate,
  baseNanoTokensPerUnitHour: (row.rate * row.baseBps) / 10_000n, startsAt: START + row.offset, resourceClass: row.resourceClass as 'CPU_MILLI',
})));
const instantsArbitrary = fc.array(fc.nat(20_000_000), { maxLength: 12 }).map((offsets) => offsets.toSorted((a, b) => a - b).map((offset) => START + offset));

describe('settling a stream', () => {
  test('on any two schedules gives everybody the same, and what the formula says', () => {
    fc.assert(fc.property(streamsArbitrary, instantsArbitrary, instantsArbitrary, fc.nat(20_000_000), bpsArbitrary, (streams, some, others, length, bps) => {
      const end = START + length;
      const last = Math.max(end, START + 20_000_000);
      const first = input({ streams, bps, escrow: 5n, wallet: 10n ** 30n });
      const often = settleAll(first, [...some, last], end);
      const seldom = settleAll(first, [...others, last], end);
      expect(often).toEqual(seldom);
      const expected = streams.reduce((sum, { quantity, nanoTokensPerUnitHour, startsAt, resourceClass }) => {
        const units = { CPU_MILLI: 1_000n, MEMORY_MIB: 1_024n, STORAGE_GIB: 1n }[resourceClass as 'CPU_MILLI'];
        return sum + (quantity * nanoTokensPerUnitHour * BigInt(Math.max(0, end - startsAt))) / (units * 3_600_000n);
      }, 0n);
      expect(often.amount).toBe(expected);
    }));
  });

  test('that turns out to have ended earlier credits the difference, to the parties that got it', () => {
    fc.assert(fc.property(streamsArbitrary, fc.nat(20_000_000), bpsArbitrary, (streams, length, bps) => {
      const first = input({ streams, bps, wallet: 10n ** 30n });
      const late = START + 20_000_000;
      const noticedLate = settleAll(first, [late, late + 1], START + length);
      // The end is known only after the first settlement.
      const charged = planSettlement({ ...first, upTo: late });
      const ended = streams.map((one, index) => ({ ...one, ...charged.positions[index]!, endsAt: Math.max(one.startsAt, START + length) }));
      const credited = planSettlement({ ...first, streams: ended, upTo: late + 1, escrow: charged.escrowAfter, wallet: charged.walletAfter });
      const sum = (pick: (charge: (typeof charged.streamCharges)[number]) => bigint) =>
        [...charged.streamCharges, ...credited.streamCharges].reduce((total, charge) => total + pick(charge), 0n);
      expect(sum((charge) => charge.amount)).toBe(noticedLate.amount);
      expect(sum((charge) => charge.shares.operator)).toBe(noticedLate.operator);
      expect(sum((charge) => charge.shares.fee)).toBe(noticedLate.fee);
      expect(sum((charge) => charge.shares.base)).toBe(noticedLate.base);
      expect(credited.streamCharges.every((charge) => charge.kind === 'credit' && charge.amount <= 0n)).toBe(true);
    }));
  });

  test('whose host is silent goes no further than it was last heard of, and goes on when it returns', () => {
    const silent = stream({ silentSince: START + 10_000 });
    const plan = planSettlement(input({ streams: [silent], upTo: START + 60_000 }));
    expect(plan.positions).toEqual([{ streamId: 'str_1', settledTo: START + 10_000, charged: owedAt(silent, START + 10_000) }]);
    const back = planSettlement(input({ streams: [{ ...silent, ...plan.positions[0]!, silentSince: null }], upTo: START + 60_000 }));
    expect(back.positions[0]!.charged).toBe(owedAt(silent, START + 60_000));
  });
});

describe('when funds end', () => {
  test('the lease closes at the last millisecond that is covered, whatever the schedule', () => {
    fc.assert(fc.property(streamsArbitrary, instantsArbitrary, instantsArbitrary, fc.bigInt(0n, 10n ** 9n), (streams, some, others, funds) => {
      const last = START + 20_000_000;
      const first = input({ streams, wallet: funds });
      const often = settleAll(first, [...some, last]);
      expect(settleAll(first, [...others, last])).toEqual(often);
      const due = (at: number) => streams.reduce((sum, one) => sum + owedAt(one, at), 0n);
      const ended = often.closedAt ?? last;
      expect(often.amount).toBe(due(ended));
      expect(due(ended)).toBeLessThanOrEqual(funds);
      expect(often.closedAt !== undefined).toBe(due(last) > funds);
      expect(often.closedAt === undefined || due(ended + 1) > funds).toBe(true);
    }));
  });

  test('the lease closes no earlier than what is charged already, also of a replica that is gone while the host of another was silent', () => {
    const [silentSince, goneAt, upTo] = [START + 3_600_000, START + 3 * 3_600_000, START + 4 * 3_600_000];
    const behind = stream({ silentSince });
    const gone = stream({ streamId: 'str_2', hostId: 'hst_2', endsAt: goneAt });
    const before = planSettlement(input({ streams: [behind, gone], wallet: owedAt(behind, silentSince) + owedAt(gone, goneAt), upTo: goneAt }));
    expect(before).toMatchObject({ closeAt: undefined, walletAfter: 0n });
    const streams = [{ ...behind, silentSince: null, ...before.positions[0]! }, { ...gone, ...before.positions[1]! }];
    const plan = planSettlement(input({ streams, escrow: before.escrowAfter, wallet: before.walletAfter, upTo }));
    expect(plan).toMatchObject({ closeAt: goneAt, streamCharges: [] });
    expect(plan.positions[1]).toEqual(before.positions[1]);
  });

  test('a lease that is already closing is charged what is covered, and the rest is waived on record', () => {
    fc.assert(fc.property(streamsArbitrary, fc.bigInt(0n, 10n ** 9n), (streams, funds) => {
      const end = START + 10_000_000;
      const ended = streams.map((one) => ({ ...one, endsAt: Math.max(end, one.startsAt) }));
      const plan = planSettlement(input({ streams: ended, wallet: funds, open: false, ended: true, upTo: end + 1 }));
      const sum = (pick: 'amount' | 'waived') => plan.streamCharges.reduce((total, charge) => total + charge[pick], 0n);
      expect(sum('amount') + sum('waived')).toBe(ended.reduce((total, one) => total + owedAt(one, one.endsAt), 0n));
      expect(sum('amount')).toBeLessThanOrEqual(funds);
      expect(plan.closeAt).toBeUndefined();
      expect(plan.final).toBe(true);
    }));
  });

  test('usage is paid from what is left, cut where statements end, and the rest of it is waived', () => {
    const usage = {
      reporterId: 'opr_1', source: 's', id: '1', operatorId: 'opr_1', hostId: 'hst_1', meter: 'egress_bytes' as const,
      quantity: 3n << 30n, startsAt: START + 1_800_000, endsAt: START + 5_400_000, nanoTokensPerPriced: 100n, round: 0,
    };
    const covered = planSettlement(input({ streams: [], usage: [usage], wallet: 1_000n }));
    expect(covered.usageCharges.map(({ amount, waived, startsAt, endsAt }) => ({ amount, waived, startsAt, endsAt }))).toEqual([
      { amount: 150n, waived: 0n, startsAt: START + 1_800_000, endsAt: START + 3_600_000 },
      { amount: 150n, waived: 0n, startsAt: START + 3_600_000, endsAt: START + 5_400_000 },
    ]);
    const short = planSettlement(input({ streams: [], usage: [usage], wallet: 200n }));
    expect(short.usageCharges.map(({ amount, waived }) => ({ amount, waived }))).toEqual([{ amount: 150n, waived: 0n }, { amount: 50n, waived: 100n }]);
    expect(short.walletAfter + short.escrowAfter).toBe(0n);
  });

  test('what is kept is filled up as far as the wallet goes, also when nothing runs that costs anything', () => {
    expect(planSettlement(input({ streams: [], escrow: 3n, wallet: 5n, kept: { fromTime: 10n, fromUsage: 0n } }))).toMatchObject({ topUp: 5n, escrowAfter: 8n, walletAfter: 0n });
  });
});
