import { Inject, Injectable, Logger } from '@nestjs/common';

import { appendEvents, Database, type Transaction } from '#libs/database';
import { statementPeriodOf } from '#libs/identity';
import { assert, CLOCK, type Clock, type Millis, newId } from '#libs/kernel';

import { StatementMismatch } from './billing.errors.js';
import { type Period, periodEnd, periodStart } from './period.js';
import { giveServiceCredits } from './service-credits.js';
import { Settlement } from './settlement.js';
import { leasesUnsettledAt } from './settlement.store.js';
import { deleteDraft, insertDraft, insertLines, selectDraft } from './statement-draft.store.js';
import { balanceByLedger, dueTenants, firstUnbilled, insertStatement, moveBilling, type StatementRow, takeDeposits, unbilledTenants } from './statement.store.js';
import { lockBilling, type TenantBilling } from './tenant-billing.js';

/** Tenants of one run, and statements of one tenant in it; the rest is next. */
const MOST_TENANTS = 100;
const MOST_STATEMENTS = 50;
const SETTLE_PAGE = 500;
/** Leases of the first portion of a statement's lines, and of any; and about how many charges a portion should be of. */
const FIRST_LEASES = 8;
const MOST_LEASES = 2_000;
const CHARGES_AT_ONCE = 20_000;

/**
 * Closes bills. A statement takes the charges that end by its end and the deposits made before it, each of them once;
 * its balances follow from those alone and are then compared with what the ledger holds. What was served before and
 * charged later (a host that was silent, a late sample, a credit) is on the next statement, in lines of its own that say which
 * statement they correct: what is closed is never written again.
 * A period in which nothing moved gets no statement of its own: the next one begins where the last one ended.
 *
 * However long a statement is, each transaction is short: it is begun as a draft, which settles what is on it and moves the tenant's billing on; its lines are
 * written a portion of leases at a time, while the tenant is charged as ever; then it closes. Whoever comes next goes on with what was left by one that was killed.
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
    let closed = await this.finish(tenantId);
    for (let count = 0; count < MOST_STATEMENTS; count += 1) {
      const billing = await this.database.transaction((tx) => lockBilling(tx, tenantId));
      if (billing.endsAt > now) break;
      // Up to the last boundary, so that what is passed over below holds nothing.
      await this.settleAll(tenantId, Math.max(billing.endsAt, periodStart(billing.period, now)));
      await this.database.transaction((tx) => this.beginNext(tx, tenantId, now));
      closed += await this.finish(tenantId);
    }
    return closed;
  }

  /**
   * Begins an interim statement up to now, which `finish` closes. Periods that are over must be closed.
   * @returns its id, also when it was begun already; undefined when the last statement reaches as far, `busy` while another one is being made.
   */
  async beginInterim(tx: Transaction, tenantId: string, now: Millis): Promise<{ id: string } | 'busy' | undefined> {
    const billing = await lockBilling(tx, tenantId);
    const draft = await selectDraft(tx, tenantId);
    if (draft) return draft.endsAt === now ? draft : 'busy';
    if (billing.startsAt >= now) return undefined;
    await this.settleRest(tx, billing, now);
    await giveServiceCredits(tx, billing, now, this.clock.now());
    return this.begin(tx, billing, now, 'interim');
  }

  /** Writes what is left of the tenant's statement in the making, and closes it. @returns how many were closed by this: one or none. */
  async finish(tenantId: string): Promise<number> {
    if (!(await selectDraft(this.database, tenantId))) return 0;
    for (let leases = FIRST_LEASES, left = true; left;) {
      const charges = await this.database.transaction(async (tx) => {
        const draft = await selectDraft(tx, tenantId, 'lock');
        return draft && draft.leasesDone < draft.leases ? insertLines(tx, draft, leases) : undefined;
      });
      left = charges !== undefined;
      if (charges !== undefined) leases = Math.max(1, Math.min(MOST_LEASES, leases * 8, Math.floor((leases * CHARGES_AT_ONCE) / Math.max(1, charges))));
    }
    return this.database.transaction((tx) => this.close(tx, tenantId));
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

  private async beginNext(tx: Transaction, tenantId: string, now: Millis): Promise<void> {
    const billing = await lockBilling(tx, tenantId);
    if (billing.endsAt > now || (await selectDraft(tx, tenantId))) return;
    await this.settleRest(tx, billing, billing.endsAt);
    await giveServiceCredits(tx, billing, billing.endsAt, this.clock.now());
    const first = await firstUnbilled(tx, billing);
    if (first === null || first > billing.endsAt) {
      const period = await statementPeriodOf(tx, tenantId);
      // Not over the end of a month: what its service levels credit is on the statement that ends with it.
      await moveBilling(tx, { ...billing, period, endsAt: Math.min(boundaryFrom(period, first ?? Infinity), periodEnd(period, now), periodEnd('month', billing.endsAt)) });
    } else await this.begin(tx, billing, billing.endsAt, billing.period);
  }

  /** Leases that began to run since the others were settled; as a rule there are none. */
  private async settleRest(tx: Transaction, billing: TenantBilling, upTo: Millis): Promise<void> {
    const rest = await leasesUnsettledAt(tx, billing.tenantId, upTo, { after: '', limit: SETTLE_PAGE });
    if (rest.length > 0) await this.settlement.settleIn(tx, billing, rest, upTo);
  }

  private async begin(tx: Transaction, billing: TenantBilling, endsAt: Millis, period: StatementRow['period']): Promise<{ id: string }> {
    const id = newId('statement');
    const chargesTo = await insertDraft(tx, billing, { id, period, endsAt });
    assert(chargesTo !== undefined, 'a tenant has one statement in the making at a time');
    // A change of the tenant's period begins with a period.
    const next = await statementPeriodOf(tx, billing.tenantId);
    await moveBilling(tx, { ...billing, period: next, startsAt: endsAt, endsAt: periodEnd(next, endsAt), chargesTo });
    return { id };
  }

  private async close(tx: Transaction, tenantId: string): Promise<number> {
    const billing = await lockBilling(tx, tenantId);
    const draft = await selectDraft(tx, tenantId, 'lock');
    // Whoever closed it may have begun the next.
    if (!draft || draft.leasesDone < draft.leases) return 0;
    const { id, period, startsAt, endsAt, openingBalance, charges } = draft;
    const deposits = await takeDeposits(tx, draft);
    const closingBalance = openingBalance + deposits - charges;
    const found = await balanceByLedger(tx, draft);
    if (found !== closingBalance) throw new StatementMismatch(tenantId, closingBalance, found);
    const closedAt = this.clock.now();
    const figures = { period, startsAt, endsAt, openingBalance, deposits, charges, closingBalance, closedAt };
    await insertStatement(tx, { ...figures, id, tenantId, chargesFrom: draft.chargesFrom, chargesTo: draft.chargesTo });
    await moveBilling(tx, { ...billing, balance: closingBalance });
    await deleteDraft(tx, draft);
    await appendEvents(tx, closedAt, [{ type: 'statement.closed', subjectId: id, tenantId, payload: { statementId: id, ...figures } }]);
    return 1;
  }
}

/** The first end of a period that is not before `at`. */
function boundaryFrom(period: Period, at: Millis): Millis {
  if (at === Infinity) return at;
  const start = periodStart(period, at);
  return start === at ? at : periodEnd(period, at);
}
