import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { Database } from '#libs/database';
import { requireWhole } from '#libs/identity';
import { type Actor, CLOCK, type Clock, type NanoTokens, SETTINGS, type Settings } from '#libs/kernel';

import { PAYMENT_ADAPTER, type PaymentAdapter } from './payment-adapter.js';
import { paymentProblems } from './payment.errors.js';
import { checkDepositAmount } from './take-deposit.js';
import { requestTopUp, selectTopUps, type TopUpView } from './top-up.js';

/**
 * Asks the payment service for funds now, whatever the wallet holds. It counts in the month's requests, and is not limited by them: the tenant asks itself.
 * @throws Problem `no_payment_service`, `deposit_above_limit`, `top_up_outstanding` while another request is out.
 */
export class RequestTopUp extends Command<TopUpView> {
  constructor(readonly actor: Actor, readonly amount: NanoTokens) {
    super();
  }
}

@CommandHandler(RequestTopUp)
export class RequestTopUpHandler implements ICommandHandler<RequestTopUp> {
  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(PAYMENT_ADAPTER) private readonly adapter: PaymentAdapter | undefined,
  ) {}

  execute({ actor, amount }: RequestTopUp): Promise<TopUpView> {
    requireWhole(actor);
    if (!this.adapter) throw paymentProblems.no_payment_service('Nobody can be asked for funds here: there is no payment service.');
    checkDepositAmount(amount, this.settings);
    const now = this.clock.now();
    return this.database.transaction(async (tx) => {
      const id = await requestTopUp(tx, actor, { tenantId: actor.ownerId, amount, now, expiresAt: now + this.settings.topUpExpiresMillis });
      if (id === undefined) throw paymentProblems.top_up_outstanding('The payment service was asked for funds, and has not brought them yet.');
      return (await selectTopUps(tx, { tenantId: actor.ownerId, limit: 1, id }))[0]!;
    });
  }
}
