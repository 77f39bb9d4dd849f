import { Inject, Injectable } from '@nestjs/common';

import { Database, rowsOf, type Sql, sql, type Transaction } from '#libs/database';
import { eachApart, type Millis, SETTINGS, type Settings } from '#libs/kernel';

import { runningThoughStopped, stops } from './budget-stop.js';
import { closeLocked } from './closing.js';
import { followPrices, followPricesOf } from './follow-prices.js';
import { dueEnding, isOpen } from './lease.js';
import { lockLease, openSql } from './lease.store.js';
import { repriceSpot } from './spot-prices.js';
import { resumeLease, suspendIfStopped } from './suspension.js';

/** Leases of one sweep; the rest is next. */
const BATCH = 500;

/** What happens to leases because time passes. Each lease in a transaction of its own; several sweepers at once are harmless. */
@Injectable()
export class LeaseSweeps {
  constructor(private readonly database: Database, @Inject(SETTINGS) private readonly settings: Settings) {}

  /** Closes leases whose duration is over, the notice that they were given, the time for which they are suspended or that for which they may wait to be placed, at the instant it was. @returns how many. */
  async closeDue(now: Millis): Promise<number> {
    const due = await this.find<{ id: string }>(sql`
      (select id from leases where ends_at <= ${BigInt(now)} and closing_at is null and state in ('active', 'degraded', 'suspended') order by ends_at limit ${BATCH})
      union
      (select id from leases where reclaim is not null and (reclaim->>'at')::bigint <= ${BigInt(now)} and ${openSql}
        order by (reclaim->>'at')::bigint limit ${BATCH})
      union
      (select id from leases where suspension is not null and state = 'suspended' and (suspension->>'until')::bigint <= ${BigInt(now)} order by (suspension->>'until')::bigint limit ${BATCH})
      union
      (select id from leases where wait_until <= ${BigInt(now)} and activated_at is null and closing_at is null and state in ('requested', 'blocked') order by wait_until limit ${BATCH})`);
    let closed = 0;
    for (const { id } of due) if (await this.database.transaction((tx) => closeIfDue(tx, id, now, this.settings))) closed += 1;
    return closed;
  }

  /** Suspends leases that run although a budget with a hard stop is spent, as of the instant at which it was. @returns how many were found. */
  async suspendStopped(): Promise<number> {
    const found = await runningThoughStopped(this.database, { limit: BATCH });
    for (const id of found) await this.database.transaction((tx) => suspendIfStopped(tx, id, this.settings));
    return found.length;
  }

  /** Lets suspended leases run again whose tenants have funds for it now, and no budget that stops them. @returns how many. */
  async resumeFunded(now: Millis): Promise<number> {
    const found = await this.find<{ id: string }>(sql`
      select l.id from leases l join accounts a on a.owner_id = l.tenant_id and a.kind = 'wallet' and a.asset = 'token'
      where l.suspension is not null and l.state = 'suspended' and (a.balance > a.reserved or l.suspension->>'reason' = 'budget_reached')
        and not exists (select 1 from budgets b where ${stops}) order by random() limit ${BATCH}`);
    let resumed = 0;
    for (const { id } of found) if (await this.database.transaction((tx) => resumeLease(tx, id, this.settings, now))) resumed += 1;
    return resumed;
  }

  /**
   * Gives on-demand leases whose price lock is over current prices, from the instant it was over, locked anew, as often as is due by now;
   * those that would cost more than their tenant allows are closed at that instant. @returns how many were looked at.
   */
  async repriceDue(now: Millis): Promise<number> {
    const due = await this.find<{ id: string }>(sql`
      select id from leases where price_locked_until <= ${BigInt(now)} and ${openSql} and pricing->>'mode' = 'on-demand'
        and not (state = 'suspended' and suspension->>'until' is not null) order by price_locked_until limit ${BATCH}`);
    await eachApart(due, ({ id }) => this.database.transaction((tx) => followPricesOf(tx, id, now, this.settings)), 'leases could not be repriced');
    return due.length;
  }

  /** Has spot leases follow the prices of their pools: see `repriceSpot`. */
  repriceSpot(now: Millis): Promise<number> {
    return repriceSpot(this.database, this.settings, now);
  }

  private find<Row>(statement: Sql): Promise<Row[]> {
    return rowsOf<Row>(this.database, statement);
  }
}

async function closeIfDue(tx: Transaction, leaseId: string, now: Millis, settings: Settings): Promise<boolean> {
  const found = await lockLease(tx, leaseId);
  if (!found || !isOpen(found.state) || !dueEnding(found, now)) return false;
  const lease = await followPrices(tx, found, now, settings);
  const ending = isOpen(lease.state) ? dueEnding(lease, now) : undefined;
  if (ending) await closeLocked(tx, lease, ending);
  return true;
}
