import { Inject, Injectable } from '@nestjs/common';

import { appendEvents, Database, type Transaction } from '#libs/database';
import { type Millis, newId } from '#libs/kernel';

import { PAYMENT_ADAPTER, type PaymentAdapter } from './payment-adapter.js';
import { queueMessage } from './payment-messages.js';
import { insertPayouts, isDue, keepEarnings, keepMade, leaveOutDiffering, lockRound, moveRound, nextEarnings, reserve, ROUND } from './payout-rounds.js';
import { resumePayouts, stopPayouts } from './stopped-payouts.js';

/** Makes payouts: once a period, for each operator with earnings enough that were held long enough. */
@Injectable()
export class Payouts {
  constructor(private readonly database: Database, @Inject(PAYMENT_ADAPTER) private readonly adapter: PaymentAdapter | undefined) {}

  /**
   * Goes on with this period's round: the next operators' payouts are reserved in their earnings and put into a batch, which is
   * sent soon after. All of it is one transaction: a batch whose process died is there or is not, and the round goes on from it.
   * Nothing where there is no payment service.
   * @returns a hundred while the period's round goes on; else how many operators the last of it looked at.
   */
  makePayouts(now: Millis): Promise<number> {
    if (!this.adapter) return Promise.resolve(0);
    return this.database.transaction((tx) => this.makeBatch(tx, now));
  }

  /** Has payouts that were stopped go on, in a batch of their own, once a person let them. @returns how many. */
  resumeStopped(now: Millis): Promise<number> {
    if (!this.adapter) return Promise.resolve(0);
    return this.database.transaction((tx) => resumePayouts(tx, now));
  }

  private async makeBatch(tx: Transaction, now: Millis): Promise<number> {
    const round = await lockRound(tx, now);
    if (!round) return 0;
    const { periodStartsAt, lastOperatorId, rules } = round;
    const cutOff = periodStartsAt - rules.holdMillis;
    const earnings = await nextEarnings(tx, lastOperatorId, cutOff);
    // Of those who look due, what they have is what it is when nobody can change it: what follows from it is proven to the unit. Of whom something else is reserved, somebody is told, due or not.
    const { kept, next } = await keepEarnings(tx, earnings.filter((of) => isDue(of, rules) || of.underWay !== of.payouts), cutOff);
    const checked = await leaveOutDiffering(tx, now, kept);
    const payouts = await stopPayouts(tx, now, await reserve(tx, now, checked.filter((of) => isDue(of, rules))));
    const batchId = newId('payoutBatch');
    await insertPayouts(tx, now, round, batchId, payouts);
    await keepMade(tx, now, round, payouts);
    if (payouts.some(({ state }) => state === 'pending')) await queueMessage(tx, now, { id: batchId, type: 'payout.batch', data: { periodStartsAt } });
    await appendEvents(tx, now, payouts.map(({ id, operatorId, amount, state, reason }) => ({
      type: state === 'skipped' ? 'payout.resolved' : 'payout.made', subjectId: id, payload: { operatorId, amount, state, reason },
    })));
    const seen = next === undefined ? earnings : earnings.slice(0, earnings.findIndex(({ operatorId }) => operatorId === next));
    const isDone = next === undefined && earnings.length < ROUND;
    await moveRound(tx, round, seen.at(-1)?.operatorId ?? lastOperatorId, isDone);
    return isDone ? earnings.length : ROUND;
  }
}
