import * as fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

import { cutAtPeriods } from './period.js';
import { planSettlement, type SettlementInput } from './plan-settlement.js';
import type { StreamAccount } from './stream-account.js';
import type { PricedUsage } from './usage-charge.js';

interface AkashCase {
  name: string;
  input: { blocks?: number; balance?: number; grantFunds?: number; remaining?: number; rates: number[] };
  expected: { paid: (number | string)[]; remaining: number; overdrawn?: boolean };
}
const vectors = JSON.parse(readFileSync(new URL('../../economics/vectors/akash_escrow_settle_legacy_prorata.json', import.meta.url), 'utf8')) as { cases: AkashCase[] };
const ofBlocks = vectors.cases.filter(({ input }) => input.blocks !== undefined);
const ofRests = vectors.cases.filter(({ input }) => input.blocks === undefined);

const START = Date.UTC(2026, 10, 23, 12);
const bps = { operatorBps: 8_500, treasuryBps: 1_000, feeBps: 500 };
const sum = (amounts: readonly bigint[]) => amounts.reduce((total, amount) => total + amount, 0n);

function input(over: Partial<SettlementInput>): SettlementInput {
  return {
    open: true, ended: false, leaseEndsAt: null, streams: [], usage: [], takeBack: [], bps, escrow: 0n, wallet: 0n, prepaid: null, othersNanoTokensPerHour: 0n, suspends: false, kept: { fromTime: 0n, fromUsage: 0n }, upTo: START,
    cut: (from, to) => cutAtPeriods(from, to, 'hour'), holdMillis: 0, ...over,
  };
}

/** So many nano-tokens a millisecond, which stands for a block. */
const stream = (rate: number, index: number): StreamAccount => ({
  streamId: `str_${index}`, operatorId: `opr_${index}`, hostId: `hst_${index}`, resourceClass: 'STORAGE_GIB', variant: 'ssd', quantity: 1n, nanoTokensPerUnitHour: BigInt(rate) * 3_600_000n,
  baseNanoTokensPerUnitHour: 0n, startsAt: START, endsAt: null, silentSince: null, hostLost: false, settledTo: START, charged: 0n,
});

/** So many nano-tokens' worth. */
const usage = (cost: bigint, id: string): PricedUsage => ({
  reporterId: 'opr_1', source: 's', id, operatorId: 'opr_1', hostId: 'hst_1', meter: 'egress_bytes', round: 0, quantity: cost << 30n, startsAt: START, endsAt: START + 1_000, nanoTokensPerPriced: 1n,
});

describe('when funds run short', () => {
  // Escrow and wallet are what the source calls balance and grants, in whichever order they are spent.
  test.each(ofBlocks)('all streams are paid for the same whole milliseconds, as in $name', ({ input: { blocks, balance, grantFunds, rates }, expected }) => {
    const funds = { escrow: BigInt(balance!), wallet: BigInt(grantFunds!) };
    const plan = planSettlement(input({ ...funds, streams: rates.map(stream), upTo: START + blocks! }));
    const paid = plan.streamCharges.map(({ amount }) => amount);
    expect(paid).toEqual(expected.paid.map(BigInt));
    expect(plan.closeAt !== undefined).toBe(expected.overdrawn);
    // What no whole millisecond of all of them costs is nobody's but the payer's.
    expect(plan.escrowAfter + plan.walletAfter).toBe(funds.escrow + funds.wallet - sum(paid));
    expect(plan.closeAt === undefined ? 0n : plan.escrowAfter + plan.walletAfter).toBe(BigInt(expected.remaining));
  });

  test.each(ofRests)('usage is paid in proportion to what it costs: $input.rates', ({ input: { remaining, rates }, expected }) => {
    // In tenths, since the source divides fractions.
    const plan = planSettlement(input({ escrow: BigInt(remaining!) * 10n, usage: rates.map((rate, index) => usage(BigInt(rate) * 10n, String(index))) }));
    expect(plan.usageCharges.map(({ amount }) => amount)).toEqual(expected.paid.map((part) => BigInt(Math.round(Number(part) * 10))));
  });

  test('of usage nobody is paid more than its due, nothing is left while something is waived, and order does not matter', () => {
    const costs = fc.array(fc.bigInt(0n, 10n ** 6n), { maxLength: 8 });
    fc.assert(fc.property(costs, fc.bigInt(0n, 10n ** 6n), (all, funds) => {
      const records = all.map((cost, index) => usage(cost, String(index)));
      const plan = planSettlement(input({ escrow: funds, usage: records }));
      const paid = new Map(plan.usageCharges.map((charge) => [charge.usage.id, charge.amount]));
      for (const { amount, waived, usage: of } of plan.usageCharges) expect([amount >= 0n, waived >= 0n, amount + waived]).toEqual([true, true, of.quantity >> 30n]);
      expect(sum([...paid.values()])).toBe(funds < sum(all) ? funds : sum(all));
      const backwards = planSettlement(input({ escrow: funds, usage: records.toReversed() }));
      expect(new Map(backwards.usageCharges.map((charge) => [charge.usage.id, charge.amount]).toReversed() as [string, bigint][])).toEqual(paid);
    }));
  });
});
