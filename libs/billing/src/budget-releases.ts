import { Inject, Injectable } from '@nestjs/common';

import { Database, type Transaction } from '#libs/database';
import { type Millis, SETTINGS, type Settings } from '#libs/kernel';

import { inMonthOf } from './budget.js';
import { liftStop } from './budget-spending.js';
import { budgetsOf, tenantsToRelease, updateBudget } from './budget.store.js';
import { lockBilling } from './tenant-billing.js';

/** Tenants of one sweep; the rest is next. */
const BATCH = 100;

/** Ends hard stops whose month is over. */
@Injectable()
export class BudgetReleases {
  constructor(private readonly database: Database, @Inject(SETTINGS) private readonly settings: Settings) {}

  /** Ends the stops that are over; what they suspended runs again with the sweep that resumes leases. Each tenant in a transaction of its own. @returns how many tenants. */
  async releaseDue(now: Millis): Promise<number> {
    const due = await tenantsToRelease(this.database, now, BATCH);
    for (const tenantId of due) await this.database.transaction((tx) => release(tx, tenantId, this.settings, now));
    return due.length;
  }
}

async function release(tx: Transaction, tenantId: string, settings: Settings, now: Millis): Promise<void> {
  await lockBilling(tx, tenantId);
  const over = (await budgetsOf(tx, tenantId)).filter(({ stoppedUntil }) => stoppedUntil !== null && stoppedUntil <= now);
  for (const budget of over) await updateBudget(tx, await liftStop(tx, inMonthOf(budget, now), settings, now));
}
