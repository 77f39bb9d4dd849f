import { Inject, Injectable } from '@nestjs/common';

import { appendEvents, Database, rowsOf, sql, type Transaction } from '#libs/database';
import { type Millis, SETTINGS, type Settings, systemActor } from '#libs/kernel';

import { PAYMENT_ADAPTER, type PaymentAdapter } from './payment-adapter.js';
import { dropMessages } from './payment-messages.js';
import { requestedInMonth, requestTopUp } from './top-up.js';

/** Tenants of one sweep; the rest is next. */
const BATCH = 100;

/** Asks the payment service for funds where a wallet is below its tenant's threshold. */
@Injectable()
export class TopUps {
  constructor(
    private readonly database: Database,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(PAYMENT_ADAPTER) private readonly adapter: PaymentAdapter | undefined,
  ) {}

  /**
   * Expires requests that brought nothing in their time, and makes those that are due: one at a time for a tenant, and no more in a month than it allows. Each is a row, a message and an
   * event in one transaction of its own. Nothing is asked for where there is no payment service.
   * @returns how many it made or expired.
   */
  async requestDue(now: Millis): Promise<number> {
    const expired = await this.database.transaction((tx) => expire(tx, now));
    if (!this.adapter) return expired;
    const due = await rowsOf<{ tenantId: string }>(this.database, sql`select r.tenant_id as "tenantId" from top_up_rules r where ${isDue(now)} order by random() limit ${BATCH}`);
    let made = 0;
    for (const { tenantId } of due) if (await this.database.transaction((tx) => this.request(tx, tenantId, now))) made += 1;
    return made + expired;
  }

  private async request(tx: Transaction, tenantId: string, now: Millis): Promise<boolean> {
    const [rule] = await tx.$queryRaw<{ amount: bigint }[]>(sql`select amount from top_up_rules r where tenant_id = ${tenantId} for update`);
    const [due] = await tx.$queryRaw<unknown[]>(sql`select 1 from top_up_rules r where tenant_id = ${tenantId} and ${isDue(now)}`);
    if (!rule || !due) return false;
    const expiresAt = now + this.settings.topUpExpiresMillis;
    return (await requestTopUp(tx, systemActor, { tenantId, amount: rule.amount, now, expiresAt })) !== undefined;
  }
}

/**
 * Of a rule `r`: that its wallet is below the threshold, nothing is outstanding, and the month has room for one more. Nor, since nobody is to be asked again and again,
 * was a request declined or did fail since the rule was set that would be out still.
 */
function isDue(now: Millis) {
  return sql`coalesce((select a.balance - a.reserved from accounts a where a.owner_id = r.tenant_id and a.kind = 'wallet' and a.asset = 'token'), 0) < r.threshold
    and not exists (select 1 from top_ups o where o.tenant_id = r.tenant_id and (o.state = 'requested' or (o.state in ('declined', 'failed') and o.expires_at > ${BigInt(now)} and o.resolved_at >= r.set_at)))
    and ${requestedInMonth(sql`r.tenant_id`, now)} + r.amount <= r.most_per_month`;
}

/** A message that was not sent by then is not sent any more. */
async function expire(tx: Transaction, now: Millis): Promise<number> {
  const expired = await tx.$queryRaw<{ id: string; tenantId: string; amount: bigint }[]>(sql`
    update top_ups set state = 'expired', resolved_at = ${BigInt(now)} where id in (
      select id from top_ups where state = 'requested' and expires_at <= ${BigInt(now)} order by expires_at limit ${BATCH} for update skip locked)
    returning id, tenant_id as "tenantId", amount`);
  if (expired.length === 0) return 0;
  await dropMessages(tx, expired.map(({ id }) => id));
  await appendEvents(tx, now, expired.map(({ id, tenantId, amount }) => ({ type: 'wallet.top_up_expired', subjectId: id, tenantId, payload: { topUpId: id, amount } })));
  return expired.length;
}
