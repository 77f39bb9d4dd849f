import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import {
  closeEscrow, closePayment, debtOf, type Deposit, depositInto, drawDeposits, type Escrow, fundsOf, openEscrow, openPayment, settleEscrow, settleInOrder, settleProRata, split, withdrawPayment,
} from '#libs/economics';

import { byName, everyVector, refusalOf } from '../../../../test/support/vectors.js';

const sum = (amounts: Iterable<bigint>) => [...amounts].reduce((total, amount) => total + amount, 0n);
const ratesOf = (rates: readonly number[]) => rates.map((rate, place) => ({ id: String(place), rate: BigInt(rate) }));
const numbers = (amounts: Map<string, bigint>) => [...amounts.values()].map(Number);

describe('settlement', () => {
  interface InOrder { input: { blocks: number; balance: number; rates: number[] }; expected: { balanceAfter: number; paid: number[]; unsettled: number[]; overdrawn: boolean } }
  everyVector<InOrder>('akash_escrow_settle_current', 7, ({ input, expected }) => {
    const { paid, unsettled, funds, overdrawn } = settleInOrder(BigInt(input.balance), ratesOf(input.rates), BigInt(input.blocks));
    // There a balance may go negative; here what is owed is kept apart from what is there.
    expect({ balanceAfter: Number(funds - sum(unsettled.values())), paid: numbers(paid), unsettled: numbers(unsettled), overdrawn }).toEqual(expected);
  });

  interface ProRata { input: { blocks?: number; balance: number; grantFunds: number; remaining: number; rates: number[] }; expected: { balanceAfter: number; grantFundsAfter: number; paid: (number | string)[]; remaining: number; overdrawn: boolean } }
  everyVector<ProRata>('akash_escrow_settle_legacy_prorata', 14, ({ input, expected }) => {
    if (input.blocks === undefined) {
      // In tenths, since the source divides fractions.
      const parts = split(BigInt(input.remaining) * 10n, input.rates.map((rate, place) => ({ id: String(place), weight: BigInt(rate) })));
      return expect(numbers(parts)).toEqual(expected.paid.map((part) => Math.round(Number(part) * 10)));
    }
    const deposits = [{ depositor: 'grant', amount: BigInt(input.grantFunds) }, { depositor: 'owner', amount: BigInt(input.balance) }];
    const funds = sum(deposits.map(({ amount }) => amount));
    const settled = settleProRata(funds, ratesOf(input.rates), BigInt(input.blocks));
    const wholeOnly = settled.overdrawn ? settled.remaining : settled.funds;
    // The source states payments before the remainder is divided.
    const rest = settled.overdrawn ? split(settled.remaining, input.rates.map((rate, place) => ({ id: String(place), weight: BigInt(rate) }))) : new Map<string, bigint>();
    expect([...settled.paid].map(([id, amount]) => Number(amount - (rest.get(id) ?? 0n)))).toEqual(expected.paid);
    expect({ overdrawn: settled.overdrawn, remaining: Number(settled.remaining) }).toEqual({ overdrawn: expected.overdrawn, remaining: expected.remaining });
    const left = drawDeposits(deposits, funds - wholeOnly);
    expect(sum(left.map(({ amount }) => amount))).toBe(BigInt(expected.balanceAfter + expected.grantFundsAfter));
    if (!settled.overdrawn) expect(left.map(({ amount }) => Number(amount))).toEqual([expected.grantFundsAfter, expected.balanceAfter]);
    return undefined;
  });

  const purses = fc.record({ funds: fc.bigInt(0n, 10_000n), rates: fc.array(fc.integer({ min: 0, max: 100 }), { maxLength: 6 }), elapsed: fc.bigInt(0n, 100n) });

  test.each([['in order', settleInOrder], ['pro rata', settleProRata]] as const)('%s: all that is owed or all there is, to nobody more than owed', (_, settle) => {
    fc.assert(fc.property(purses, ({ funds, rates, elapsed }) => {
      const settled = settle(funds, ratesOf(rates), elapsed);
      const due = BigInt(rates.reduce((total, rate) => total + rate, 0)) * elapsed;
      expect(sum(settled.paid.values()) + settled.funds).toBe(funds);
      expect(sum(settled.paid.values())).toBe(due < funds ? due : funds);
      expect(settled.overdrawn).toBe(due > funds);
      for (const [place, rate] of rates.entries()) {
        expect(settled.paid.get(String(place))! + settled.unsettled.get(String(place))!).toBe(BigInt(rate) * elapsed);
        expect(settled.unsettled.get(String(place))! >= 0n).toBe(true);
      }
    }));
  });

  test('pro rata a shortage is shared: who is owed more is never paid less', () => {
    fc.assert(fc.property(purses, ({ funds, rates, elapsed }) => {
      const { paid } = settleProRata(funds, ratesOf(rates), elapsed);
      const byRate = rates.map((rate, place) => ({ rate, paid: paid.get(String(place))! })).toSorted((a, b) => a.rate - b.rate || Number(a.paid - b.paid)); // of equals, one gets the odd unit
      for (const [place, { paid }] of byRate.slice(1).entries()) expect(paid >= byRate[place]!.paid).toBe(true);
    }));
  });

  test('deposits are drawn in their order', () => {
    const deposits: Deposit[] = [{ depositor: 'a', amount: 5n }, { depositor: 'b', amount: 7n }];
    expect(drawDeposits(deposits, 8n)).toEqual([{ depositor: 'a', amount: 0n }, { depositor: 'b', amount: 4n }]);
    expect(drawDeposits(deposits, 12n).map(({ amount }) => amount)).toEqual([0n, 0n]);
    expect(() => drawDeposits(deposits, 13n)).toThrow('no more is drawn');
    expect(() => drawDeposits(deposits, -1n)).toThrow('not negative');
  });

  test('negative amounts and a doubled name are bugs', () => {
    for (const settle of [settleInOrder, settleProRata]) {
      expect(() => settle(-1n, [], 1n)).toThrow('no negative');
      expect(() => settle(1n, [], -1n)).toThrow('no negative');
      expect(() => settle(1n, [{ id: 'a', rate: 1n }, { id: 'b', rate: -1n }], 1n)).toThrow('no negative');
      expect(() => settle(1n, [{ id: 'a', rate: 1n }, { id: 'a', rate: 1n }], 1n)).toThrow('once');
    }
    expect(settleProRata(5n, [{ id: 'a', rate: 0n }], 3n)).toMatchObject({ funds: 5n, overdrawn: false, remaining: 0n });
    expect(settleProRata(5n, [{ id: 'a', rate: 2n }], 3n)).toMatchObject({ funds: 0n, overdrawn: true, remaining: 1n });
  });
});

describe('an escrow', () => {
  const opened = (deposit = 1_000n, rate = 30n): Escrow => openPayment(openEscrow([{ depositor: 'tenant', amount: deposit }], 0n), { id: 'p', rate }, 0n);
  const overdrawn = () => settleEscrow(opened(), 105n, 'in-order');
  const closed = () => closeEscrow(opened(), 10n).escrow;
  interface Case { name: string; input: { deposit: number; rate: number; blocks: number; createPaymentAt: number; op: string; first: string; second: string }; expected: Record<string, unknown> & string }
  /** Bids, orders, groups and reclamation are leases' and auctions' rules: no mathematics of pools. */
  const elsewhere = ({ name }: Case) => expect(name).toMatch(/bid|lease|params|window|reclamation/);

  everyVector<Case>('akash_market_escrow_lifecycle', 20, byName<Case>({
    'settlement on close': ({ input, expected }) => {
      const { escrow, out } = closeEscrow(opened(BigInt(input.deposit), BigInt(input.rate)), BigInt(input.blocks));
      expect(escrow).toMatchObject({ state: expected.accountState, transferred: BigInt(input.rate * input.blocks), settledAt: BigInt(input.blocks), refunded: 700n });
      expect(out).toEqual([{ to: 'p', amount: 300n }, { to: 'tenant', amount: 700n }]);
    },
    'no payment created later is charged for earlier blocks': ({ input, expected }) => {
      const escrow = openPayment(openEscrow([{ depositor: 'tenant', amount: 1_000n }], 0n), { id: 'p', rate: 30n }, BigInt(input.createPaymentAt));
      expect(escrow.settledAt).toBe(BigInt(expected['settledAt at block 11'] as number));
      expect(settleEscrow(escrow, 11n).transferred).toBe(30n);
    },
    'deposit after close': () => expect(refusalOf(() => depositInto(closed(), { depositor: 'tenant', amount: 1n }, 11n))).toBe('escrow_closed'),
    're-create account': () => expect(refusalOf(() => openPayment(closed(), { id: 'q', rate: 1n }, 11n))).toBe('escrow_closed'),
    'withdraw closed payment': () => expect(refusalOf(() => withdrawPayment(closePayment(opened(), 'p', 5n).escrow, 'p', 6n))).toBe('payment_closed'),
    're-create closed payment': () => expect(refusalOf(() => openPayment(closePayment(opened(), 'p', 5n).escrow, { id: 'p', rate: 1n }, 6n))).toBe('payment_exists'),
    overdraft: ({ input, expected }) => {
      const escrow = settleEscrow(opened(BigInt(input.deposit), BigInt(input.rate)), BigInt(input.blocks));
      expect([escrow.state, escrow.payments[0]!.state]).toEqual([expected.account, expected.payment]);
      expect([fundsOf(escrow), debtOf(escrow)]).toEqual([0n, 2_150n]);
      expect(closeEscrow(escrow, 106n)).toEqual({ escrow, out: [] });
    },
    'repay overdraft': ({ expected }) => {
      const { escrow, out } = depositInto(overdrawn(), { depositor: 'friend', amount: debtOf(overdrawn()) }, 106n);
      expect([escrow.state, escrow.payments[0]!.state]).toEqual([expected.account, expected.payment]);
      expect(out).toEqual([{ to: 'p', amount: 3_150n }]);
    },
    'lease terminal state is final': ({ input, expected }) => {
      const states: Record<string, string> = { closed: 'closed', insufficient_funds: 'overdrawn' };
      const first = input.first === 'closed' ? closed() : overdrawn();
      const second = input.second === 'closed' ? closeEscrow(first, 1_000n).escrow : settleEscrow(first, 1_000n);
      expect(second.state).toBe(states[expected]);
    },
    'group close -> lease state; bid closed; order closed': elsewhere, 'bid price above order price': elsewhere, 'lease created': elsewhere, params: elsewhere,
    'provider closes lease having reclamation clause before starting it': elsewhere, 'before window elapsed': elsewhere, 'tenant closes during reclamation': elsewhere,
  }));

  test('a deposit that pays part of the debt leaves it overdrawn, one that pays more closes it and goes back', () => {
    const { escrow: part, out } = depositInto(overdrawn(), { depositor: 'friend', amount: 2_000n }, 106n);
    expect([part.state, debtOf(part), fundsOf(part), part.transferred, part.payments[0]!.balance, out]).toEqual(['overdrawn', 150n, 0n, 3_000n, 3_000n, []]);
    const { escrow: all, out: back } = depositInto(part, { depositor: 'other', amount: 200n }, 107n);
    expect([all.state, all.refunded]).toEqual(['closed', 50n]);
    expect(back).toEqual([{ to: 'p', amount: 3_150n }, { to: 'other', amount: 50n }]);
  });

  test('opens nothing while it owes, and knows its payments', () => {
    expect(refusalOf(() => openPayment(overdrawn(), { id: 'q', rate: 1n }, 106n))).toBe('escrow_overdrawn');
    expect(refusalOf(() => withdrawPayment(opened(), 'q', 1n))).toBe('unknown_payment');
    expect(withdrawPayment(overdrawn(), 'p', 200n).out).toEqual([{ to: 'p', amount: 1_000n }]);
    expect(closePayment(overdrawn(), 'p', 200n).escrow.payments[0]!.state).toBe('overdrawn');
    expect(depositInto(opened(), { depositor: 'x', amount: 5n }, 1n)).toMatchObject({ escrow: { state: 'open', deposits: [{ amount: 970n }, { amount: 5n }] }, out: [] });
    expect(closePayment(opened(), 'p', 4n)).toMatchObject({ escrow: { payments: [{ state: 'closed', withdrawn: 120n, balance: 0n }] }, out: [{ to: 'p', amount: 120n }] });
    expect(() => settleEscrow(settleEscrow(opened(), 5n), 4n)).toThrow('time does not go back');
    expect(settleEscrow(closePayment(opened(), 'p', 4n).escrow, 50n).transferred).toBe(120n);
    const shared = settleEscrow(openPayment(opened(10n, 10n), { id: 'q', rate: 10n }, 0n), 1n);
    expect(shared.payments.map(({ balance }) => balance)).toEqual([5n, 5n]);
    const unfair = settleEscrow(openPayment(opened(10n, 10n), { id: 'q', rate: 10n }, 0n), 1n, 'in-order');
    expect(unfair.payments.map(({ balance }) => balance)).toEqual([10n, 0n]);
  });

  const steps = fc.array(fc.record({ op: fc.constantFrom('open', 'deposit', 'withdraw', 'end', 'settle', 'close'), after: fc.bigInt(0n, 20n), value: fc.bigInt(0n, 300n) }), { maxLength: 25 });
  test('through any history nothing is lost, settling again changes nothing, and what is closed stays closed', () => {
    fc.assert(fc.property(steps, fc.constantFrom('pro-rata' as const, 'in-order' as const), (history, rule) => {
      let [escrow, now, deposited, left] = [openEscrow([{ depositor: 'a', amount: 200n }], 0n), 0n, 200n, 0n];
      for (const { op, after, value } of history) {
        now += after;
        const before = escrow;
        refusalOf(() => {
          if (op === 'open') escrow = openPayment(escrow, { id: String(value % 5n), rate: value % 7n }, now, rule);
          else if (op === 'settle') escrow = settleEscrow(escrow, now, rule);
          else {
            const result = op === 'deposit' ? depositInto(escrow, { depositor: 'b', amount: value }, now, rule)
              : op === 'withdraw' ? withdrawPayment(escrow, String(value % 5n), now, rule)
              : op === 'end' ? closePayment(escrow, String(value % 5n), now, rule) : closeEscrow(escrow, now, rule);
            escrow = result.escrow;
            left += sum(result.out.map(({ amount }) => amount));
            if (op === 'deposit') deposited += value;
          }
        });
        expect(deposited).toBe(fundsOf(escrow) + escrow.transferred + escrow.refunded);
        expect(escrow.transferred).toBe(sum(escrow.payments.map(({ balance, withdrawn }) => balance + withdrawn)));
        expect(left).toBe(escrow.refunded + sum(escrow.payments.map(({ withdrawn }) => withdrawn)));
        expect(settleEscrow(escrow, escrow.settledAt, rule)).toEqual(escrow);
        if (before.state === 'closed') expect(escrow).toBe(before);
      }
    }), { numRuns: 300 });
  });

  test('while the funds last, settling in between changes nothing', () => {
    fc.assert(fc.property(fc.bigInt(0n, 1_000n), fc.bigInt(0n, 60n), fc.bigInt(0n, 60n), (deposit, first, second) => {
      const whole = settleEscrow(opened(deposit, 7n), first + second);
      fc.pre(whole.state === 'open');
      expect(settleEscrow(settleEscrow(opened(deposit, 7n), first), first + second)).toEqual(whole);
    }));
  });
});
