import { Inject, Injectable } from '@nestjs/common';

import { Database, rowsOf, type Sql, sql } from '#libs/database';
import { type Millis, type NanoTokens, SETTINGS, type Settings } from '#libs/kernel';
import { hourlyCost, priceView, type ResourcePrice } from '#libs/pricing';

import { asAgreed } from './auctions.js';
import { beginClosing, closeLocked } from './closing.js';
import { isOpen, type Lease } from './lease.js';
import { logSteps } from './lease.log.js';
import { lockLease, updateLease } from './lease.store.js';
import { isAboveMaximum, priceCandidates } from './prices.js';
import { dearestCost } from './resources.js';
import { type OpenStream, samePrice, streamsNow, streamsRepriced, writeStreams } from './streams.js';

/** Leases of one sweep; the rest is next. */
const BATCH = 500;
/** Price locks of one lease that ended since it was last looked at: a week of hours. */
const MOST_LOCKS = 168;

/** What happens to leases because time passes. Each lease in a transaction of its own; several sweepers at once are harmless. */
@Injectable()
export class LeaseSweeps {
  constructor(private readonly database: Database, @Inject(SETTINGS) private readonly settings: Settings) {}

  /** Closes leases whose duration is over, at the instant it was. @returns how many. */
  async closeDue(now: Millis): Promise<number> {
    const due = await this.find<{ id: string; ends_at: bigint }>(sql`
      select id, ends_at from leases where ends_at <= ${BigInt(now)} and state in ('active', 'degraded') order by ends_at limit ${BATCH}`);
    let closed = 0;
    for (const { id, ends_at } of due) {
      const done = await this.database.transaction((tx) => beginClosing(tx, id, { reason: 'duration_over', at: Number(ends_at) }));
      if (done) closed += 1;
    }
    return closed;
  }

  /**
   * Gives leases whose price lock is over current prices, from the instant it was over, locked anew, as often as is due by now;
   * those that would cost more than their tenant allows are closed at that instant. @returns how many were looked at.
   */
  async repriceDue(now: Millis): Promise<number> {
    const due = await this.find<{ id: string }>(sql`
      select id from leases where price_locked_until <= ${BigInt(now)} and state not in ('closing', 'closed', 'failed') order by price_locked_until limit ${BATCH}`);
    const errors: unknown[] = [];
    for (const { id } of due) await this.repriceUpTo(id, now).catch((error: unknown) => errors.push(error)); // one must not hold up the others
    if (errors.length > 0) throw new AggregateError(errors, `${errors.length} of ${due.length} leases could not be repriced`);
    return due.length;
  }

  private async repriceUpTo(leaseId: string, now: Millis): Promise<void> {
    for (let locks = 0; locks < MOST_LOCKS; locks += 1) if (!(await this.reprice(leaseId, now))) return;
  }

  /** @returns whether another lock may be over by now. */
  private async reprice(leaseId: string, now: Millis): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const lease = await lockLease(tx, leaseId);
      if (!lease || !isOpen(lease.state) || lease.priceLockedUntil > now) return false;
      const at = lease.priceLockedUntil;
      if (lease.endsAt !== null && lease.endsAt <= at) return false; // it is to close before
      const current = asAgreed(lease, await priceCandidates(tx, lease.poolId, lease.resources, at));
      const others = lease.prices.filter((known) => !current.some((price) => samePriced(price, known)));
      const prices = [...current, ...others];
      const running = await streamsNow(tx, leaseId);
      if (isAboveMaximum(lease.pricing, costOf(lease, running.open, prices))) {
        await closeLocked(tx, lease, { reason: 'price_above_maximum', at });
        return false;
      }
      const repriced = await updateLease(tx, lease, { prices, priceLockedUntil: at + this.settings.priceLockMillis });
      await writeStreams(tx, repriced, streamsRepriced(repriced, running.open, at));
      if (prices.every((price) => lease.prices.some((known) => samePriced(price, known) && samePrice(price, known)))) return true;
      const told = current.map(priceView);
      await logSteps(tx, at, [{ lease: repriced, type: 'lease.repriced', data: { prices: told, lockedUntil: repriced.priceLockedUntil } }]);
      return true;
    });
  }

  private find<Row>(statement: Sql): Promise<Row[]> {
    return rowsOf<Row>(this.database, statement);
  }
}

function samePriced(a: ResourcePrice, b: ResourcePrice): boolean {
  return a.resourceClass === b.resourceClass && a.variant === b.variant;
}

/** What it costs an hour: of what its claims really hold when every replica runs, else at most. */
function costOf(lease: Lease, open: readonly OpenStream[], prices: readonly ResourcePrice[]): NanoTokens {
  const claims = new Set(open.map((stream) => stream.claimId));
  if (claims.size < lease.replicas) return dearestCost(lease.resources, prices, lease.replicas);
  return hourlyCost(open.map(({ resourceClass, variant, quantity }) => ({ resourceClass, variant, amount: Number(quantity) })), prices, 1);
}
