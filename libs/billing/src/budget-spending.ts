import { appendEvents, type NewEvent, type Transaction } from '#libs/database';
import { type EventType, type Millis, type NanoTokens, type Settings } from '#libs/kernel';
import { lockLeases, runningThoughStopped, suspendIfStopped } from '#libs/lease';

import { type Budget, inMonthOf, judge } from './budget.js';
import { updateBudget } from './budget.store.js';
import { periodEnd } from './period.js';

/** What was charged of a project's leases in one transaction; negative when credits outweigh. */
export interface Spending {
  projectId: string;
  amount: NanoTokens;
}

type PriceLock = Pick<Settings, 'priceLockMillis'>;

/** Counts charges against the budgets they fall under, in the transaction that makes them, and tells what they reach. The tenant's billing must be locked. */
export async function countSpending(tx: Transaction, budgets: readonly Budget[], spending: readonly Spending[], now: Millis): Promise<void> {
  for (const given of budgets) {
    const budget = inMonthOf(given, now);
    const more = spending.reduce((sum, { projectId, amount }) => (budget.projectId === null || budget.projectId === projectId ? sum + amount : sum), 0n);
    if (more !== 0n) await judgeBudget(tx, { ...budget, spent: budget.spent + more }, now);
  }
}

/** Writes a budget with what follows from what is spent of it, and tells that. @returns the budget as it is then. */
export async function judgeBudget(tx: Transaction, given: Budget, now: Millis): Promise<Budget> {
  const { budget, reached, stops } = judge(given, now);
  await updateBudget(tx, budget);
  await appendEvents(tx, now, [
    ...reached.map((share) => eventOf(budget, 'budget.share_reached', { share })),
    ...(stops ? [eventOf(budget, 'budget.stopped')] : []),
  ]);
  return budget;
}

/** Before anything is charged: of these leases, those that run though a spent budget stops them are suspended as of its stop, so that nothing after it is charged. */
export async function suspendStoppedOf(tx: Transaction, budgets: readonly Budget[], leaseIds: readonly string[], settings: PriceLock): Promise<void> {
  if (!budgets.some(({ stoppedAt }) => stoppedAt !== null)) return;
  for (const { id } of await lockLeases(tx, leaseIds)) await suspendIfStopped(tx, id, settings);
}

/** Leases of one look. */
const BATCH = 500;

/** Ends a budget's stop. What still runs is suspended as of the stop before, so that it is not charged for the time between. The caller writes the budget, or removes it. */
export async function liftStop(tx: Transaction, budget: Budget, settings: PriceLock, now: Millis): Promise<Budget> {
  if (budget.stoppedAt === null) return budget;
  for (;;) {
    const running = await runningThoughStopped(tx, { tenantId: budget.tenantId, limit: BATCH });
    for (const id of running) await suspendIfStopped(tx, id, settings);
    if (running.length < BATCH) break;
  }
  await appendEvents(tx, now, [eventOf(budget, 'budget.released')]);
  return { ...budget, stoppedAt: null, stoppedUntil: null };
}

function eventOf({ id, tenantId, projectId, amount, spent, monthStartsAt }: Budget, type: EventType, more: Record<string, unknown> = {}): NewEvent {
  const payload = { budgetId: id, projectId, amount, spent, monthStartsAt, monthEndsAt: periodEnd('month', monthStartsAt), ...more };
  return { type, subjectId: id, tenantId, payload };
}
