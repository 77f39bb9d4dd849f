import type { Millis } from '#libs/kernel';
import type { LeasePricing } from '#libs/lease';

import type { StatementRow } from './statement.store.js';

/** A bill. Amounts are nano-tokens as decimal strings; opening + deposits − charges = closing. Deposits are net of corrections. */
export interface StatementView {
  id: string;
  period: StatementRow['period'];
  startsAt: Millis;
  endsAt: Millis;
  openingBalance: string;
  deposits: string;
  charges: string;
  closingBalance: string;
  closedAt: Millis;
}

/** A movement that was taken back: a charge, or a deposit. */
export interface CorrectionView {
  /** The transfer that took it back, and the one that it took. */
  reversalId: string;
  transferId: string;
  /** What was taken back: `deposit`, `charge`, `fee`, … */
  of: string;
  leaseId: string | null;
  /** Positive when it came back to the tenant. */
  amount: string;
  at: Millis;
}

/** One lease's use of one class. */
export interface StatementLineView {
  line: number;
  leaseId: string;
  leaseName: string;
  /** How the lease is bought. */
  pricing: LeasePricing['mode'];
  resourceClass: string;
  variant: string;
  /** Units × milliseconds of what was claimed; bytes, or byte-milliseconds, of what was measured. */
  usage: string;
  amount: string;
  /** Owed besides, and not asked: the funds had ended. */
  waived: string;
  startsAt: Millis;
  endsAt: Millis;
  /** For time that an earlier statement is for: which, and its period. Null on a line of this statement's own period. */
  corrects: { statementId: string; startsAt: Millis; endsAt: Millis } | null;
}

export function statementView(row: StatementRow): StatementView {
  const { id, period, startsAt, endsAt, closedAt } = row;
  return {
    id, period, startsAt, endsAt,
    openingBalance: row.openingBalance.toString(), deposits: row.deposits.toString(), charges: row.charges.toString(), closingBalance: row.closingBalance.toString(),
    closedAt,
  };
}
