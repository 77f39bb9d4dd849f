import { Inject, Injectable, Logger } from '@nestjs/common';

import { appendEvents, Database, rowsOf, sql, type Transaction } from '#libs/database';
import { canonicalJson, CLOCK, type Clock, type Millis, SETTINGS, type Settings } from '#libs/kernel';
import { pauseAfter, retryAfterMillis } from '#libs/webhook';

import { PAYMENT_ADAPTER, type PaymentAdapter, type SendOutcome } from './payment-adapter.js';
import { type ClaimedMessage, claimMessages, recordAttempt, writeBody } from './payment-messages.js';
import { resolvePayouts } from './resolve-payouts.js';

/** Messages of one run. */
const MOST = 10;
/** How long recording an attempt may take beyond its time-out before another may be made. */
const CLAIM_SLACK_MILLIS = 15_000;

/**
 * Sends what the payment service is to be told, until it takes it or the schedule of attempts ends. A message whose process
 * died while it was sent is sent again, the same to the byte: the service does nothing twice.
 */
@Injectable()
export class PaymentSending {
  private readonly logger = new Logger(PaymentSending.name);

  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(PAYMENT_ADAPTER) private readonly adapter: PaymentAdapter | undefined,
  ) {}

  /** Tries messages that are due, once each. @returns how many. */
  async sendDue(now: Millis): Promise<number> {
    const { adapter } = this;
    if (!adapter) return 0;
    const until = now + this.settings.webhookTimeoutMillis + CLAIM_SLACK_MILLIS;
    const claimed = await this.database.transaction(async (tx) => {
      const composed: { message: ClaimedMessage; body: string | undefined }[] = [];
      for (const message of await claimMessages(tx, now, until, MOST)) composed.push({ message, body: message.body ?? (await this.compose(tx, message, now)) });
      return composed;
    });
    await Promise.all(claimed.map(async ({ message, body }) => {
      if (body === undefined) return;
      const sent = await adapter.send({ id: message.id, type: message.type, body });
      await this.database.transaction((tx) => this.record(tx, message, sent));
    }));
    return claimed.length;
  }

  /** Writes what a message says, before it is first sent and for good; undefined when nothing is left to say. */
  private async compose(tx: Transaction, message: ClaimedMessage, now: Millis): Promise<string | undefined> {
    const { id, type, createdAt } = message;
    const data = type === 'payout.batch' ? { ...message.data, batchId: id, payouts: await this.payoutsOf(tx, id, now) } : message.data;
    if (type === 'payout.batch' && (data.payouts as unknown[]).length === 0) {
      await recordAttempt(tx, message, { state: 'dropped', nextAttemptAt: null, error: null, sentAt: null });
      return undefined;
    }
    const body = canonicalJson({ type, timestamp: new Date(Number(createdAt)).toISOString(), data });
    await writeBody(tx, id, body);
    return body;
  }

  /** Of a batch that nobody was told of: without the payouts of operators whose earnings have been frozen since. */
  private async payoutsOf(tx: Transaction, batchId: string, now: Millis): Promise<{ id: string; operatorId: string; amount: string }[]> {
    const frozen = await rowsOf<{ id: string }>(tx, sql`
      select p.id from payouts p join accounts a on a.owner_id = p.operator_id and a.kind = 'earnings' and a.asset = 'token'
      where p.batch_id = ${batchId} and p.state = 'pending' and a.frozen_at is not null`);
    await resolvePayouts(tx, now, frozen.map(({ id }) => ({ id, state: 'skipped', reason: 'account_frozen', reference: null })));
    return rowsOf(tx, sql`
      select id, operator_id as "operatorId", amount::text as amount from payouts where batch_id = ${batchId} and state = 'pending' order by id`);
  }

  private async record(tx: Transaction, message: ClaimedMessage, sent: SendOutcome): Promise<void> {
    const now = this.clock.now();
    if (sent.outcome === 'accepted') return void (await recordAttempt(tx, message, { state: 'sent', nextAttemptAt: null, error: null, sentAt: now }));
    const pause = pauseAfter(message.step, this.settings.webhookScheduleMillis, retryAfterMillis(sent.retryAfter, now));
    const became = pause === undefined ? { state: 'failed' as const, nextAttemptAt: null } : { state: 'pending' as const, nextAttemptAt: now + pause };
    const recorded = await recordAttempt(tx, message, { ...became, error: sent.error, sentAt: null });
    if (!recorded || pause !== undefined) return;
    // Nothing is given back: the service may have got it. An administrator starts it again, or the service says what it did.
    this.logger.error(`the payment service did not take ${message.type} ${message.id}: ${sent.error}`);
    await appendEvents(tx, now, [{ type: 'payment.unsent', subjectId: message.id, payload: { type: message.type, error: sent.error } }]);
  }
}
