import { assert } from '#libs/kernel';

import { allow } from '../refusal.js';
import { type Deposit, drawDeposits, type RatedPayment, type Settlement, settleInOrder, settleProRata } from './settle.js';

/** `overdrawn`: its funds ended while it owed more; a deposit that pays the debt closes it. `closed` is final. */
export type EscrowState = 'open' | 'overdrawn' | 'closed';

export interface EscrowPayment extends RatedPayment {
  state: EscrowState;
  /** Earned, not yet taken out. */
  balance: bigint;
  /** Owed when the funds ended. */
  unsettled: bigint;
  withdrawn: bigint;
}

/** Money set aside, and what is paid out of it for as long as it lasts. Times are in the unit of the rates. Source: Akash's x/escrow. */
export interface Escrow {
  state: EscrowState;
  /** What is left of each, in the order they are used up. */
  deposits: readonly Deposit[];
  settledAt: bigint;
  /** What went to payments so far. */
  transferred: bigint;
  /** What went back to depositors. */
  refunded: bigint;
  payments: readonly EscrowPayment[];
}

/** Which payments bear a shortage: all in proportion, or the later ones. */
export type SettlementRule = 'pro-rata' | 'in-order';

/** What leaves the escrow: to a payment's owner, or back to a depositor. */
export interface PaidOut {
  to: string;
  amount: bigint;
}

export function openEscrow(deposits: readonly Deposit[], now: bigint): Escrow {
  return { state: 'open', deposits, settledAt: now, transferred: 0n, refunded: 0n, payments: [] };
}

/** What is left of all deposits. */
export function fundsOf({ deposits }: Escrow): bigint {
  return deposits.reduce((sum, { amount }) => sum + amount, 0n);
}

/** What it could not pay. */
export function debtOf({ payments }: Escrow): bigint {
  return payments.reduce((sum, { unsettled }) => sum + unsettled, 0n);
}

/** Pays what time has made due. At the moment the funds end it is overdrawn, with all its open payments. Settling twice at one time changes nothing. */
export function settleEscrow(escrow: Escrow, now: bigint, rule: SettlementRule = 'pro-rata'): Escrow {
  assert(now >= escrow.settledAt, 'time does not go back');
  if (escrow.state !== 'open') return escrow;
  const open = escrow.payments.filter(({ state }) => state === 'open');
  const settlement: Settlement = (rule === 'pro-rata' ? settleProRata : settleInOrder)(fundsOf(escrow), open, now - escrow.settledAt);
  const state: EscrowState = settlement.overdrawn ? 'overdrawn' : 'open';
  const spent = fundsOf(escrow) - settlement.funds;
  return {
    ...escrow, state, settledAt: now, deposits: drawDeposits(escrow.deposits, spent), transferred: escrow.transferred + spent,
    payments: escrow.payments.map((payment) => (payment.state !== 'open' ? payment
      : { ...payment, state, balance: payment.balance + settlement.paid.get(payment.id)!, unsettled: settlement.unsettled.get(payment.id)! })),
  };
}

/** Begins a payment, which is charged from now on: never for time before. */
export function openPayment(escrow: Escrow, { id, rate }: RatedPayment, now: bigint, rule?: SettlementRule): Escrow {
  const settled = settleEscrow(escrow, now, rule);
  mustBeOpen(settled);
  allow(settled.payments.every((payment) => payment.id !== id), 'payment_exists', `There is, or was, a payment ${id}.`, '/payment/id');
  return { ...settled, payments: [...settled.payments, { id, rate, state: 'open', balance: 0n, unsettled: 0n, withdrawn: 0n }] };
}

/** Adds money. An overdrawn escrow first pays what it owes, in the order of its payments; when that is all paid it closes, and the rest goes back. */
export function depositInto(escrow: Escrow, deposit: Deposit, now: bigint, rule?: SettlementRule): { escrow: Escrow; out: PaidOut[] } {
  const settled = settleEscrow(escrow, now, rule);
  allow(settled.state !== 'closed', 'escrow_closed', 'The escrow is closed.');
  const added: Escrow = { ...settled, deposits: [...settled.deposits, deposit] };
  if (added.state === 'open') return { escrow: added, out: [] };
  let left = fundsOf(added);
  const payments = added.payments.map((payment) => {
    const part = payment.unsettled < left ? payment.unsettled : left;
    left -= part;
    return { ...payment, balance: payment.balance + part, unsettled: payment.unsettled - part };
  });
  const spent = fundsOf(added) - left;
  const paid: Escrow = { ...added, deposits: drawDeposits(added.deposits, spent), transferred: added.transferred + spent, payments };
  return debtOf(paid) > 0n ? { escrow: paid, out: [] } : finish(paid);
}

/** Takes out what a payment has earned. @throws Problem when it is closed. */
export function withdrawPayment(escrow: Escrow, id: string, now: bigint, rule?: SettlementRule): { escrow: Escrow; out: PaidOut[] } {
  const settled = settleEscrow(escrow, now, rule);
  const payment = settled.payments.find((payment) => payment.id === id);
  allow(payment, 'unknown_payment', `There is no payment ${id}.`, '/id');
  allow(payment.state !== 'closed', 'payment_closed', `The payment ${id} is closed.`, '/id');
  return { escrow: { ...settled, payments: settled.payments.map((other) => (other.id === id ? emptied(other) : other)) }, out: [{ to: id, amount: payment.balance }] };
}

/** Ends a payment with all it has earned. An overdrawn one stays until its debt is paid. @throws Problem when it is closed. */
export function closePayment(escrow: Escrow, id: string, now: bigint, rule?: SettlementRule): { escrow: Escrow; out: PaidOut[] } {
  const { escrow: after, out } = withdrawPayment(escrow, id, now, rule);
  return { escrow: { ...after, payments: after.payments.map((payment) => (payment.id === id && payment.state === 'open' ? { ...payment, state: 'closed' } : payment)) }, out };
}

/** Ends it: payments get what they earned, depositors what is left of theirs. An overdrawn or closed one stays as it is. */
export function closeEscrow(escrow: Escrow, now: bigint, rule?: SettlementRule): { escrow: Escrow; out: PaidOut[] } {
  const settled = settleEscrow(escrow, now, rule);
  return settled.state === 'open' ? finish(settled) : { escrow: settled, out: [] };
}

function finish(escrow: Escrow): { escrow: Escrow; out: PaidOut[] } {
  const earned = escrow.payments.map(({ id, balance }) => ({ to: id, amount: balance }));
  const back = escrow.deposits.map(({ depositor, amount }) => ({ to: depositor, amount }));
  return {
    escrow: {
      ...escrow, state: 'closed', refunded: escrow.refunded + fundsOf(escrow), deposits: escrow.deposits.map((deposit) => ({ ...deposit, amount: 0n })),
      payments: escrow.payments.map((payment): EscrowPayment => ({ ...emptied(payment), state: 'closed' })),
    },
    out: [...earned, ...back].filter(({ amount }) => amount > 0n),
  };
}

function emptied(payment: EscrowPayment): EscrowPayment {
  return { ...payment, balance: 0n, withdrawn: payment.withdrawn + payment.balance };
}

function mustBeOpen({ state }: Escrow): void {
  allow(state !== 'closed', 'escrow_closed', 'The escrow is closed.');
  allow(state !== 'overdrawn', 'escrow_overdrawn', 'The escrow owes more than it has: a deposit that pays it closes it.');
}
