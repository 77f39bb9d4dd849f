import { assert } from '#libs/kernel';

import { split } from '../split/split.js';

/** What is paid out of one purse: so much for each unit of time. */
export interface RatedPayment {
  id: string;
  rate: bigint;
}

export interface Settlement {
  paid: Map<string, bigint>;
  /** Owed and not paid. */
  unsettled: Map<string, bigint>;
  /** What is left of the funds: never negative; what could not be paid is in `unsettled`. */
  funds: bigint;
  overdrawn: boolean;
}

/**
 * Settles an interval by serving one payment after the other: the later ones bear the shortage.
 * Source: Akash's escrow as it is now; ours does not do so, see `settleProRata`.
 */
export function settleInOrder(funds: bigint, payments: readonly RatedPayment[], elapsed: bigint): Settlement {
  check(funds, payments, elapsed);
  const [paid, unsettled] = [new Map<string, bigint>(), new Map<string, bigint>()];
  let [left, overdrawn] = [funds, false];
  for (const { id, rate } of payments) {
    const owed = rate * elapsed;
    const part = owed < left ? owed : left;
    paid.set(id, part);
    unsettled.set(id, owed - part);
    overdrawn ||= part < owed;
    left -= part;
  }
  return { paid, unsettled, funds: left, overdrawn };
}

/**
 * Settles an interval fairly: all are served for as many whole units of time as the funds suffice for; what remains when they end is divided
 * in proportion to the rates, by largest remainder. Source: Akash's escrow as it was (`accountSettleFullBlocks`, `accountSettleDistributeWeighted`).
 */
export function settleProRata(funds: bigint, payments: readonly RatedPayment[], elapsed: bigint): Settlement & { /** Of the funds, what no whole unit of time was left for. */ remaining: bigint } {
  check(funds, payments, elapsed);
  const sum = payments.reduce((total, { rate }) => total + rate, 0n);
  const affordable = sum === 0n ? elapsed : funds / sum;
  const whole = affordable < elapsed ? affordable : elapsed;
  const left = funds - whole * sum;
  const overdrawn = whole < elapsed;
  const rest = overdrawn ? split(left, payments.map(({ id, rate }) => ({ id, weight: rate }))) : new Map<string, bigint>();
  const paid = new Map(payments.map(({ id, rate }) => [id, rate * whole + (rest.get(id) ?? 0n)]));
  const unsettled = new Map(payments.map(({ id, rate }) => [id, rate * elapsed - paid.get(id)!]));
  return { paid, unsettled, funds: overdrawn ? 0n : left, overdrawn, remaining: overdrawn ? left : 0n };
}

/** Whose money it is, and how much. */
export interface Deposit {
  depositor: string;
  amount: bigint;
}

/** Takes an amount from deposits in their order, and leaves the rest to whom it belongs. @throws AssertionFailed when there is too little. */
export function drawDeposits(deposits: readonly Deposit[], amount: bigint): Deposit[] {
  assert(amount >= 0n, 'what is drawn is not negative');
  let left = amount;
  const after = deposits.map(({ depositor, amount: there }) => {
    const drawn = there < left ? there : left;
    left -= drawn;
    return { depositor, amount: there - drawn };
  });
  assert(left === 0n, 'no more is drawn than was deposited');
  return after;
}

function check(funds: bigint, payments: readonly RatedPayment[], elapsed: bigint): void {
  assert(funds >= 0n && elapsed >= 0n && payments.every(({ rate }) => rate >= 0n), 'a settlement has no negative amounts');
  assert(new Set(payments.map(({ id }) => id)).size === payments.length, 'a settlement names each payment once');
}
