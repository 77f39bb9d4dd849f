import { type Transaction } from '#libs/database';
import { assert, type Millis, type Settings } from '#libs/kernel';
import { balanceOf, postTransfers } from '#libs/ledger';

import { stopOf } from './budget-stop.js';
import { followPrices } from './follow-prices.js';
import { askForPlacement } from './for-placement.js';
import { topUpOf } from './funds.js';
import { dueEnding, type Lease, type Stream, type Suspension } from './lease.js';
import { logSteps } from './lease.log.js';
import { lockLease, updateLease } from './lease.store.js';
import { dearestOf } from './fallbacks.js';
import { fundsToRun } from './resources.js';
import { cutSilences } from './silences.js';
import { cutStreams, keepVolumes, standStill } from './streams.js';

/**
 * Stops a running lease without ending it: all but the storage of its volumes stops being charged at that instant, and that of replicas that were down begins to be; runtime takes
 * down what runs, keeps the volumes and gives back the rest of its claims. One that is suspended already and may wait gets the reason that sets it a time.
 * With `late`, whatever ran or changed between that instant and when it was noticed is undone: volumes keep the prices of that instant, as if nobody had followed locks that ended since.
 * @returns whether this call did it; false when it does not run, is reserved (its term is paid), or does not exist.
 */
export async function suspendLease(tx: Transaction, leaseId: string, suspension: Suspension, late?: Noticed): Promise<boolean> {
  const lease = await lockLease(tx, leaseId);
  if (!lease || lease.pricing.mode === 'reserved') return false;
  const isRunning = lease.state === 'active' || lease.state === 'degraded';
  const getsTime = lease.suspension !== null && lease.suspension.until === null && suspension.until !== null;
  if (!isRunning && !getsTime) return false;
  const prices = late ? pricesThen(lease, await standStill(tx, lease.id, suspension.at), suspension.at, late) : {};
  if (!late) await cutStreams(tx, lease.id, suspension.at, { but: 'volumes' });
  if (isRunning) await keepVolumes(tx, { ...lease, ...prices }, suspension.at);
  const suspended = await updateLease(tx, lease, {
    suspension, ...prices, ...(isRunning ? { state: 'suspended', readiness: [], unplaced: false, blocked: null, graceAt: null } : {}),
  });
  await logSteps(tx, suspension.at, [{ lease: suspended, type: 'lease.suspended', data: { reason: suspension.reason, until: suspension.until } }]);
  return true;
}

/**
 * Has a lease that is on its way out have been suspended before, from a time that is noticed only now: what ran is undone as with `suspendLease`, its volumes went on until
 * it closed or the suspension would have been over. Nothing to tell of: it is over.
 */
export async function standStillBefore(tx: Transaction, leaseId: string, { at, until }: Pick<Suspension, 'at' | 'until'>): Promise<void> {
  const lease = await lockLease(tx, leaseId);
  assert(lease !== undefined && lease.closingAt !== null, 'it closes, or is closed');
  const ran = await standStill(tx, lease.id, at);
  await keepVolumes(tx, { ...lease, prices: pricesOf(lease, ran) }, at);
  await cutSilences(tx, lease, at);
  await cutStreams(tx, lease.id, Math.min(lease.closingAt, until ?? Infinity));
}

/** When it was noticed that a lease should stand still, and how long its prices are locked. */
export interface Noticed {
  noticedAt: Millis;
  priceLockMillis: Millis;
}

/** The prices that it had when these streams ran, and how long they were locked. */
function pricesThen(lease: Lease, ran: readonly Stream[], at: Millis, { noticedAt, priceLockMillis }: Noticed): Pick<Lease, 'prices' | 'priceLockedUntil'> {
  const wasFollowed = lease.pricing.mode === 'on-demand' && lease.priceLockedUntil - priceLockMillis <= noticedAt;
  const locks = wasFollowed ? Math.max(0, Math.floor((lease.priceLockedUntil - at - 1) / priceLockMillis)) : 0;
  return {
    prices: pricesOf(lease, ran),
    priceLockedUntil: lease.priceLockedUntil - locks * priceLockMillis,
  };
}

/** A lease's prices, as far as these streams have them. */
function pricesOf(lease: Lease, ran: readonly Stream[]): Lease['prices'] {
  return lease.prices.map((price) => {
    const stream = ran.find(({ resourceClass, variant }) => resourceClass === price.resourceClass && variant === price.variant);
    if (!stream) return price;
    const { nanoTokensPerUnitHour, baseNanoTokensPerUnitHour } = stream;
    return { ...price, nanoTokensPerUnitHour, baseNanoTokensPerUnitHour };
  });
}

/**
 * Lets a suspended lease run again, if its funds are as much as admission asks and no spent budget stops it: what its escrow lacks comes from the wallet. Placement
 * gives its claims back what they had, where its volumes are; until its replicas are ready nothing of it is charged.
 * @returns whether this call did it.
 */
export async function resumeLease(tx: Transaction, leaseId: string, settings: Pick<Settings, 'holdMillis' | 'suspensionMillis'>, now: Millis): Promise<boolean> {
  const lease = await lockLease(tx, leaseId);
  if (!lease?.suspension || lease.state !== 'suspended' || !mayResume(lease, now) || (await stopOf(tx, lease))) return false;
  const { available } = await balanceOf(tx, { ownerId: lease.id, kind: 'escrow' });
  const lacking = fundsToRun(lease, dearestOf(lease), settings, now) - available;
  if (lacking > 0n) {
    const posted = await postTransfers(tx, now, [topUpOf(lease, `resume:${lease.id}:${lease.suspension.at}`, lacking)]);
    if (posted.outcome !== 'posted') return false;
  }
  await cutSilences(tx, lease);
  // Its price was kept while it stood still: one that is due is made anew from here on.
  const resumed = await updateLease(tx, lease, {
    state: 'degraded', suspension: null, warnedAt: null, graceAt: null, unplaced: true, blocked: null, priceLockedUntil: Math.max(lease.priceLockedUntil, now),
  });
  await logSteps(tx, now, [{ lease: resumed, type: 'lease.resumed' }]);
  await askForPlacement(tx, lease);
  return true;
}

/** Suspends a running lease that a spent budget stops, as of that stop and at the prices of then; nothing where there is none any more. @returns whether this call did it. */
export async function suspendIfStopped(tx: Transaction, leaseId: string, settings: Pick<Settings, 'priceLockMillis'>): Promise<boolean> {
  const lease = await lockLease(tx, leaseId);
  const stop = lease && (await stopOf(tx, lease));
  if (!stop) return false;
  await followPrices(tx, lease, stop.stoppedAt, settings);
  return suspendLease(tx, leaseId, { reason: 'budget_reached', at: stop.stoppedAt, until: null });
}

/** Not when it is about to close, nor when it is being reclaimed: nothing of it is placed any more. */
function mayResume(lease: Lease, now: Millis): boolean {
  return lease.reclaim === null && dueEnding(lease, now) === undefined;
}
