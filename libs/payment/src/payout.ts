import type { Millis, StateTable } from '#libs/kernel';
import type { AccountRef } from '#libs/ledger';

/** `pending` from when the funds are reserved until the payment service says what became of it; `stopped` while a breaker keeps it from being sent, with its funds reserved. */
export type PayoutState = 'stopped' | 'pending' | 'paid' | 'failed' | 'returned' | 'skipped';

/** Every move a payout may make. What failed or was skipped is earnings again, and in a later period's payout. */
export const payoutMoves = {
  stopped:  ['pending'],
  pending:  ['paid', 'failed', 'skipped'],
  paid:     ['returned'],
  failed:   [],
  returned: [],
  skipped:  [],
} as const satisfies StateTable<PayoutState>;

/** A payout as its operator, and administrators, see it. */
export interface PayoutView {
  id: string;
  operatorId: string;
  /** The message that it is sent with; null when it was skipped before there was one, or while it is stopped. */
  batchId: string | null;
  periodStartsAt: Millis;
  /** Nano-tokens as a decimal string. */
  amount: string;
  state: PayoutState;
  /** Why it was skipped, failed or returned. */
  reason: string | null;
  /** The payment service's own. */
  reference: string | null;
  madeAt: Millis;
  resolvedAt: Millis | null;
  /** The rules that it was made by; null of what was made before those said anything of payouts. */
  rulesVersion: number | null;
}

export interface PayoutRow {
  id: string;
  operatorId: string;
  batchId: string | null;
  periodStartsAt: bigint;
  amount: bigint;
  state: PayoutState;
  reason: string | null;
  reference: string | null;
  madeAt: bigint;
  resolvedAt: bigint | null;
  rulesVersion: number | null;
}

export function payoutView(row: PayoutRow): PayoutView {
  return {
    ...row, periodStartsAt: Number(row.periodStartsAt), amount: row.amount.toString(), madeAt: Number(row.madeAt), resolvedAt: row.resolvedAt === null ? null : Number(row.resolvedAt),
  };
}

/** Where payouts are paid to: its balance is what was ever paid out, and did not come back. */
export const paidOut: AccountRef = { ownerId: 'platform', kind: 'payouts' };
