import { voidAuction } from '#libs/auction';
import { type Transaction } from '#libs/database';
import { assert, type Millis } from '#libs/kernel';
import { postTransfers } from '#libs/ledger';

import { isInAuction } from './auctions.js';
import { stopOf } from './budget-stop.js';
import { releaseOf } from './funds.js';
import { type ClosedReason, closedReasons, dueEnding, isOpen, type Lease } from './lease.js';
import { logSteps } from './lease.log.js';
import { lockLease, updateLease } from './lease.store.js';
import { cutSilences } from './silences.js';
import { cutStreams, endStreams, standStill } from './streams.js';

/** Why and when a lease ends. */
export interface Ending {
  reason: ClosedReason;
  /** Charging ends here: now, or the instant in the past at which it was due. */
  at: Millis;
}

/**
 * Starts taking a lease down: its streams end at `at`, never before their start, and funds that were only held are free
 * again. A lease that was never placed is closed at once; of any other, runtime removes what runs and calls `finishClosing`.
 * @returns whether this call did it; false when it was on its way out already, or does not exist.
 */
export async function beginClosing(tx: Transaction, leaseId: string, ending: Ending): Promise<boolean> {
  const lease = await lockLease(tx, leaseId);
  if (!lease || !isOpen(lease.state)) return false;
  await closeLocked(tx, lease, ending);
  return true;
}

/** As `beginClosing`, for a lease that the caller has locked and found open. What was due to end it before, does: nobody is charged for a sweep that is late. */
export async function closeLocked(tx: Transaction, lease: Lease, asked: Ending): Promise<Lease> {
  const { reason, at } = (closedReasons[asked.reason].billed ? dueEnding(lease, asked.at - 1) : undefined) ?? asked;
  const { reclaim } = lease;
  if (isInAuction(lease)) await voidAuction(tx, lease.id, at);
  await standStillIfStopped(tx, lease);
  if (lease.suspension) await cutSilences(tx, lease);
  const runsNothing = lease.state === 'requested' || lease.state === 'blocked';
  // When funds end, billing has dealt with what ended after they did; of what ended after another end was due, nothing is charged yet.
  if (reason === 'funds_ended') await endStreams(tx, lease.id, at);
  else if (isForfeit(lease, reason)) await endStreams(tx, lease.id, lease.endsAt!);
  else await cutStreams(tx, lease.id, at);
  const closing = await updateLease(tx, lease, { state: 'closing', closingAt: at, closedReason: reason, blocked: null, holdKey: null });
  const isReclaimed = reclaim !== null && reclaim.at === at && reclaim.reason === reason;
  await logSteps(tx, at, [
    ...(isReclaimed ? [{ lease: closing, type: 'lease.reclaimed', data: { reason, noticedAt: reclaim.noticedAt } } as const] : []),
    { lease: closing, type: 'lease.closing', data: about(reason) },
  ]);
  await postTransfers(tx, at, releaseOf(lease));
  return runsNothing ? finish(tx, closing, at) : closing;
}

/** A spent budget stopped it, and nobody saw to that before it closes: it is charged as if it had been suspended then. */
async function standStillIfStopped(tx: Transaction, lease: Lease): Promise<void> {
  const runs = (lease.state === 'active' || lease.state === 'degraded') && lease.pricing.mode !== 'reserved';
  const stop = runs ? await stopOf(tx, lease) : undefined;
  if (!stop) return;
  await standStill(tx, lease.id, stop.stoppedAt);
  await cutSilences(tx, lease, stop.stoppedAt);
}

/**
 * Ends a closing lease: nothing of it runs and nothing is claimed for it any more.
 * @returns whether this call did it.
 */
export async function finishClosing(tx: Transaction, leaseId: string, at: Millis): Promise<boolean> {
  const lease = await lockLease(tx, leaseId);
  if (lease?.state !== 'closing') return false;
  await finish(tx, lease, at);
  return true;
}

/** Whether a term that was paid ahead is charged to its end, though its tenant gives it up before. */
export function isForfeit({ pricing, endsAt }: Pick<Lease, 'pricing' | 'endsAt'>, reason: ClosedReason | null): boolean {
  return pricing.mode === 'reserved' && endsAt !== null && reason === 'tenant_closed';
}

async function finish(tx: Transaction, lease: Lease, at: Millis): Promise<Lease> {
  assert(lease.closedReason !== null, 'a lease closes for a reason');
  const closed = await updateLease(tx, lease, { state: 'closed', closedAt: Math.max(at, lease.closingAt ?? at), readiness: [] });
  await logSteps(tx, at, [{ lease: closed, type: 'lease.closed', data: about(lease.closedReason) }]);
  return closed;
}

/**
 * Gives up on a lease that was placed and could not be started; nothing of it was charged, and what was held is free again.
 * The caller removes what may run of it, and its claims, in the same transaction or by converging afterwards.
 * @returns whether this call did it; false once it was active, or is on its way out.
 */
export async function failLease(tx: Transaction, leaseId: string, { reason, at }: Ending): Promise<boolean> {
  const lease = await lockLease(tx, leaseId);
  if (lease?.state !== 'placed' && lease?.state !== 'provisioning') return false;
  await endStreams(tx, lease.id, at);
  const failed = await updateLease(tx, lease, {
    state: 'failed', closingAt: at, closedAt: at, closedReason: reason, blocked: null, holdKey: null, readiness: [],
  });
  await logSteps(tx, at, [{ lease: failed, type: 'lease.failed', data: about(reason) }]);
  await postTransfers(tx, at, releaseOf(lease));
  return true;
}

function about(reason: ClosedReason): Record<string, unknown> {
  const { fault, billed } = closedReasons[reason];
  return { reason, fault, billed };
}
