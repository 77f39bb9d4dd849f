import { Inject, Injectable, Logger } from '@nestjs/common';

import { appendEvents, Database, type Transaction } from '#libs/database';
import { statementPeriodOf } from '#libs/identity';
import { CLOCK, type Clock, type Millis, newId } from '#libs/kernel';

import { StatementMismatch } from './billing.errors.js';
import { type Period, periodEnd, periodStart } from './period.js';
import { giveServiceCredits } from './service-credits.js';
import { Settlement } from './settlement.js';
import { leasesUnsettledAt } from './settlement.store.js';
import {
  balanceByLedger, dueTenants, firstUnbilled, insertStatement, moveBilling, type StatementRow, takeCharges, takeDeposits, unbilledTenants,
} from './statement.store.js';
import { lockBilling, type TenantBilling } from './tenant-billing.js';

/** Tenants of one run, and statements of one tenant in it; the rest is next. */
const MOST_TENANTS = 100;
const MOST_STATEMENTS = 50;
const SETTLE_PAGE = 500;

/**
 * Closes bills. A statement takes the charges that end by its end and the deposits made before it, each of them once;
 * its balances follow from those alone and are then compared with what the ledger holds. What was served before and
 * charged later (a host that was silent, a late sample, a credit) is on the next statement, in lines of its own that say which
 * statement they correct: what is closed is never written again.
 * A period in which nothing moved gets no statement of its own: the next one begins where the last one ended.
 */
@Injectable()
export class Statements {
  private readonly logger = new Logger(Statements.name);

  constructor(
    private readonly database: Database,
    private readonly settlement: Settlement,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Closes every period that is over, tenant by tenant.
   * @returns how many statements were closed.
   * @throws AggregateError after all tenants were tried, when some failed.
   */
  async closeStatements(now: Millis): Promise<number> {
    for (const tenantId of await unbilledTenants(this.database, MOST_TENANTS)) await this.database.transaction((tx) => lockBilling(tx, tenantId));
    const errors: unknown[] = [];
    let closed = 0;
    for (const tenantId of await dueTenants(this.database, now, MOST_TENANTS)) {
      try {
        closed += await this.closeDue(tenantId, now);
      } catch (error) {
        this.logger.error(`no statement of ${tenantId} could be closed`, error instanceof Error ? error.stack : String(error));
        errors.push(error);
      }
    }
    if (errors.length > 0) throw new AggregateError(errors, `statements of ${errors.length} tenants could not be closed`);
    return closed;
  }

  /** Closes a tenant's periods that are over. @returns how many statements came of it. */
  async closeDue(tenantId: string, now: Millis): Promise<number> {
    let closed = 0;
    for (let count = 0; count < MOST_STATEMENTS; count += 1) {
      const billing = await this.database.transaction((tx) => lockBilling(tx, tenantId));
      if (billing.endsAt > now) break;
      // Up to the last boundary, so that what is passed over below holds nothing.
      await this.settleAll(tenantId, Math.max(billing.endsAt, periodStart(billing.period, now)));
      closed += await this.database.transaction((tx) => this.closeNext(tx, tenantId, now));
    }
    return closed;
  }

  /** Closes an interim statement up to now; undefined when the last one reaches as far. Periods that are over must be closed. */
  async closeInterim(tx: Transaction, tenantId: string, now: Millis): Promise<StatementRow | undefined> {
    const billing = await lockBilling(tx, tenantId);
    if (billing.startsAt >= now) return undefined;
    await this.settleRest(tx, billing, now);
    await giveServiceCredits(tx, billing, now, this.clock.now());
    return this.close(tx, billing, now, 'interim');
  }

  /** Settles all of a tenant's leases up to an instant, in transactions of their own. @throws the first error. */
  async settleAll(tenantId: string, upTo: Millis): Promise<void> {
    let after = '';
    for (;;) {
      const unsettled = await leasesUnsettledAt(this.database, tenantId, upTo, { after, limit: SETTLE_PAGE });
      const [error] = await this.settlement.settleAll(tenantId, unsettled, upTo);
      if (error !== undefined) throw error;
      if (unsettled.length < SETTLE_PAGE) return;
      after = unsettled.at(-1)!;
    }
  }

  private async closeNext(tx: Transaction, tenantId: string, now: Millis): Promise<number> {
    const billing = await lockBilling(tx, tenantId);
    if (billing.endsAt > now) return 0;
    await this.settleRest(tx, billing, billing.endsAt);
    await giveServiceCredits(tx, billing, billing.endsAt, this.clock.now());
    const first = await firstUnbilled(tx, billing);
    if (first === null || first > billing.endsAt) {
      const period = await statementPeriodOf(tx, tenantId);
      await moveBilling(tx, { ...billing, period, endsAt: Math.min(boundaryFrom(period, first ?? Infinity), periodEnd(period, now)) });
      return 0;
    }
    await this.close(tx, billing, billing.endsAt, billing.period);
    return 1;
  }

  /** Leases that began to run since the others were settled; as a rule there are none. */
  private async settleRest(tx: Transaction, billing: TenantBilling, upTo: Millis): Promise<void> {
    const rest = await leasesUnsettledAt(tx, billing.tenantId, upTo, { after: '', limit: SETTLE_PAGE });
    if (rest.length > 0) await this.settlement.settleIn(tx, billing, rest, upTo);
  }

  private async close(tx: Transaction, billing: TenantBilling, endsAt: Millis, period: StatementRow['period']): Promise<StatementRow> {
    const id = newId('statement');
    const { tenantId, startsAt, balance } = billing;
    const charges = await takeCharges(tx, id, billing, endsAt);
    const deposits = await takeDeposits(tx, id, billing, endsAt);
    const closingBalance = balance + deposits.amount - charges.amount;
    const found = await balanceByLedger(tx, billing);
    if (found !== closingBalance) throw new StatementMismatch(tenantId, closingBalance, found);
    const closedAt = this.clock.now();
    const row: StatementRow = {
      id, tenantId, period, startsAt, endsAt, openingBalance: balance, deposits: deposits.amount, charges: charges.amount, closingBalance, closedAt,
    };
    await insertStatement(tx, row);
    // A change of the tenant's period begins with a period.
    const next = await statementPeriodOf(tx, tenantId);
    await moveBilling(tx, { tenantId, period: next, startsAt: endsAt, endsAt: periodEnd(next, endsAt), balance: closingBalance });
    const { tenantId: _tenant, id: statementId, ...payload } = row;
    await appendEvents(tx, closedAt, [{ type: 'statement.closed', subjectId: id, tenantId, payload: { statementId, ...payload } }]);
    return row;
  }
}

/** The first end of a period that is not before `at`. */
function boundaryFrom(period: Period, at: Millis): Millis {
  if (at === Infinity) return at;
  const start = periodStart(period, at);
  return start === at ? at : periodEnd(period, at);
}
