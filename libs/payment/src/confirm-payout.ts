import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { Database, rowsOf, sql } from '#libs/database';
import { CLOCK, type Clock, commonProblems, mayMove, type NanoTokens } from '#libs/kernel';

import { paymentProblems } from './payment.errors.js';
import { payoutMoves, type PayoutRow, type PayoutView, payoutView } from './payout.js';
import { selectPayouts } from './list-payouts.js';
import { resolvePayouts } from './resolve-payouts.js';

/** What the payment service says of a payout. */
export interface PayoutWord {
  payoutId: string;
  amount: NanoTokens;
  /** `failed`: nothing was paid, and nothing will be. `returned`: it was paid, and came back. */
  outcome: 'paid' | 'failed' | 'returned';
  /** The service's own. */
  reference?: string;
  /** Why it failed or came back. */
  reason?: string;
}

/**
 * Notes what the payment service did. Said again, it changes nothing.
 * @throws Problem `not_found`, `payout_amount_differs`, `payout_resolved` for what contradicts what it said before.
 */
export class ConfirmPayout extends Command<PayoutView> {
  constructor(readonly word: PayoutWord) {
    super();
  }
}

@CommandHandler(ConfirmPayout)
export class ConfirmPayoutHandler implements ICommandHandler<ConfirmPayout> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ word: { payoutId, amount, outcome, reference, reason } }: ConfirmPayout): Promise<PayoutView> {
    const now = this.clock.now();
    return this.database.transaction(async (tx) => {
      const [payout] = await rowsOf<Pick<PayoutRow, 'state' | 'amount'>>(tx, sql`select state, amount from payouts where id = ${payoutId} for update`);
      if (!payout) throw commonProblems.not_found('No such payout.', { pointer: '/payoutId' });
      if (payout.amount !== amount) {
        throw paymentProblems.payout_amount_differs(`The payout is of ${payout.amount} nano-tokens.`, { pointer: '/amount', extra: { amount: payout.amount.toString() } });
      }
      if (payout.state !== outcome) {
        if (!mayMove(payoutMoves, payout.state, outcome)) {
          throw paymentProblems.payout_resolved(`The payout is ${payout.state}; it cannot be ${outcome}.`, { pointer: '/outcome', extra: { state: payout.state } });
        }
        await resolvePayouts(tx, now, [{ id: payoutId, state: outcome, reason: reason ?? null, reference: reference ?? null }]);
      }
      return payoutView((await selectPayouts(tx, { limit: 1, id: payoutId }))[0]!);
    });
  }
}
