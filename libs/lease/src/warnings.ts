import { type Transaction } from '#libs/database';
import { type Millis, type NanoTokens } from '#libs/kernel';

import { isOpen } from './lease.js';
import { logSteps } from './lease.log.js';
import { lockLease, updateLease } from './lease.store.js';

/**
 * Tells a lease's tenant that its funds will not last, once until `clearFundsWarning`.
 * @returns whether it was told now.
 */
export async function warnOfFunds(tx: Transaction, leaseId: string, funds: { lastUntil: Millis; remaining: NanoTokens }, at: Millis): Promise<boolean> {
  const lease = await lockLease(tx, leaseId);
  if (!lease || !isOpen(lease.state) || lease.warnedAt !== null) return false;
  const warned = await updateLease(tx, lease, { warnedAt: at });
  await logSteps(tx, at, [{ lease: warned, type: 'lease.funds_low', data: funds }]);
  return true;
}

/** Notes that funds suffice again, so that the next shortage is told anew. */
export async function clearFundsWarning(tx: Transaction, leaseId: string): Promise<void> {
  const lease = await lockLease(tx, leaseId);
  if (lease && lease.warnedAt !== null) await updateLease(tx, lease, { warnedAt: null });
}
