import { type Millis, type NanoTokens } from '#libs/kernel';

import { periodEnd, periodStart } from './period.js';

/** What a tenant, or one of its projects, means to spend in a calendar month (UTC), and where that stands. */
export interface Budget {
  id: string;
  tenantId: string;
  /** Null: all of the tenant's projects together. */
  projectId: string | null;
  amount: NanoTokens;
  /** Per cent of the amount, ascending. */
  alertShares: readonly number[];
  hardStop: boolean;
  version: number;
  /** The month that `spent` and `reachedShares` are of. */
  monthStartsAt: Millis;
  /** Charges posted in it, credits deducted. */
  spent: NanoTokens;
  /** Shares that were told of in it. */
  reachedShares: readonly number[];
  /** Since when its hard stop stands. */
  stoppedAt: Millis | null;
  stoppedUntil: Millis | null;
  createdAt: Millis;
}

/** A budget as its tenant sees it. Amounts are nano-tokens as decimal strings. */
export interface BudgetView {
  id: string;
  projectId: string | null;
  amount: string;
  alertShares: readonly number[];
  hardStop: boolean;
  version: number;
  period: { startsAt: Millis; endsAt: Millis };
  /** What was charged in the period so far, credits deducted. */
  spent: string;
  /** Shares that were told of in the period. */
  reachedShares: readonly number[];
  /** Since when nothing that it is for runs, and nothing new is admitted; null while that is not so. */
  stoppedAt: Millis | null;
  createdAt: Millis;
}

export function budgetView(given: Budget, now: Millis): BudgetView {
  const { id, projectId, amount, alertShares, hardStop, version, monthStartsAt, spent, reachedShares, stoppedAt, createdAt } = inMonthOf(given, now);
  const period = { startsAt: monthStartsAt, endsAt: periodEnd('month', monthStartsAt) };
  return { id, projectId, amount: amount.toString(), alertShares, hardStop, version, period, spent: spent.toString(), reachedShares, stoppedAt, createdAt };
}

/** The budget in the month of a moment: a month later than its own begins with nothing spent. A stop stays until it is released. */
export function inMonthOf(budget: Budget, now: Millis): Budget {
  const monthStartsAt = periodStart('month', now);
  return monthStartsAt <= budget.monthStartsAt ? budget : { ...budget, monthStartsAt, spent: 0n, reachedShares: [] };
}

/** Whether what was spent is this many per cent of the amount, or more. */
export function isReached({ spent, amount }: Pick<Budget, 'spent' | 'amount'>, share: number): boolean {
  return spent * 100n >= amount * BigInt(share);
}

export function isSpent(budget: Pick<Budget, 'spent' | 'amount' | 'hardStop'>): boolean {
  return budget.hardStop && isReached(budget, 100);
}

export interface Judged {
  budget: Budget;
  /** Shares that are reached and were not told of. */
  reached: number[];
  /** Whether its hard stop begins. */
  stops: boolean;
}

/** What follows from what is spent of a budget, to be told once. Pure. */
export function judge(budget: Budget, now: Millis): Judged {
  const reached = budget.alertShares.filter((share) => isReached(budget, share) && !budget.reachedShares.includes(share));
  const stops = budget.stoppedAt === null && isSpent(budget);
  const stopped = stops ? { stoppedAt: now, stoppedUntil: Math.max(now, periodEnd('month', budget.monthStartsAt)) } : {};
  return { budget: { ...budget, reachedShares: [...budget.reachedShares, ...reached].toSorted((a, b) => a - b), ...stopped }, reached, stops };
}
