import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';

import { CLOCK, type Clock, SETTINGS, type Settings } from '#libs/kernel';

import { ConfirmPayoutHandler } from './confirm-payout.js';
import { ListPaymentDepositsHandler } from './list-deposits.js';
import { ListPaymentMessagesHandler } from './list-messages.js';
import { ListOwnPayoutsHandler, ListPayoutsHandler } from './list-payouts.js';
import { PAYMENT_ADAPTER } from './payment-adapter.js';
import { PaymentSending } from './payment-sending.js';
import { Payouts } from './payouts.js';
import { RequestTopUpHandler } from './request-top-up.js';
import { ResolveTopUpHandler } from './resolve-top-up.js';
import { RestartPaymentMessageHandler } from './restart-message.js';
import { SettleHeldDepositHandler } from './settle-held-deposit.js';
import { PAYMENT_OPTIONS, type PaymentOptions, SignedPaymentService } from './signed-payment-service.js';
import { TopUps } from './top-ups.js';
import { GetTopUpHandler, ListTopUpsHandler, RemoveTopUpHandler, SetTopUpHandler } from './top-up-rules.js';
import { TakeDepositHandler } from './take-deposit.js';

@Module({
  imports: [CqrsModule],
  providers: [
    {
      provide: PAYMENT_ADAPTER,
      useFactory: (clock: Clock, settings: Settings, options?: PaymentOptions) => options && new SignedPaymentService(options, clock, settings.webhookTimeoutMillis),
      inject: [CLOCK, SETTINGS, { token: PAYMENT_OPTIONS, optional: true }],
    },
    ConfirmPayoutHandler, ListOwnPayoutsHandler, ListPaymentDepositsHandler, ListPaymentMessagesHandler, ListPayoutsHandler, PaymentSending, Payouts, RequestTopUpHandler, ResolveTopUpHandler,
    RestartPaymentMessageHandler, SettleHeldDepositHandler, TakeDepositHandler, TopUps, GetTopUpHandler, ListTopUpsHandler, RemoveTopUpHandler, SetTopUpHandler,
  ],
  exports: [PaymentSending, Payouts, TopUps],
})
export class PaymentModule {}
