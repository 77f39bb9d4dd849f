import { type Transaction } from '#libs/database';
import { type Millis, type NanoTokens } from '#libs/kernel';

import { isOpen, type Lease } from './lease.js';
import { type LeaseStep, logSteps } from './lease.log.js';
import { lockLease, updateLease } from './lease.store.js';

/** How a lease's funds stand: they will not last the warning time, or end within the grace. */
export type FundsStanding = 'low' | 'grace';

/**
 * Tells a lease's tenant that its funds will not last, and again that they are about to end, each once until `clearFundsWarning`.
 * @returns whether it was told something now.
 */
export async function warnOfFunds(tx: Transaction, leaseId: string, standing: FundsStanding, funds: { lastUntil: Millis; remaining: NanoTokens }, at: Millis): Promise<boolean> {
  const lease = await lockLease(tx, leaseId);
  if (!lease || !isOpen(lease.state)) return false;
  const news: [Partial<Lease>, LeaseStep['type']][] = [];
  if (lease.warnedAt === null) news.push([{ warnedAt: at }, 'lease.funds_low']);
  if (standing === 'grace' && lease.graceAt === null) news.push([{ graceAt: at }, 'lease.grace_began']);
  if (news.length === 0) return false;
  const warned = await updateLease(tx, lease, Object.assign({}, ...news.map(([changes]) => changes)) as Partial<Lease>);
  await logSteps(tx, at, news.map(([, type]) => ({ lease: warned, type, data: funds })));
  return true;
}

/** Notes that funds suffice again, so that the next shortage is told anew. */
export async function clearFundsWarning(tx: Transaction, leaseId: string): Promise<void> {
  const lease = await lockLease(tx, leaseId);
  if (lease && (lease.warnedAt !== null || lease.graceAt !== null)) await updateLease(tx, lease, { warnedAt: null, graceAt: null });
}
