import { Body, Controller, Post, UseGuards } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';

import { ConfirmPayout, type PaymentDepositView, type PayoutView, ResolveTopUp, TakeDeposit, type TopUpView } from '#libs/payment';

import { Answers, Refuses, Signed } from '../platform/index.js';
import { depositNotice, depositView, payoutNotice, payoutView } from './schemas.js';
import { topUpNotice, topUpView } from './top-up-schemas.js';
import { PaymentSignature } from './signature.guard.js';

/** What the integrator's payment service tells us. */
@Controller('v1/payments')
@ApiTags('payments')
@Signed()
@UseGuards(PaymentSignature)
export class PaymentsController {
  constructor(private readonly commands: CommandBus) {}

  @Post('deposits')
  @ApiOperation({
    summary: 'Tell of a deposit',
    description: 'Signed as Standard Webhooks says (`webhook-id`, `webhook-timestamp`, `webhook-signature`) by the secret shared with the payment service. What is refused was not taken: send it back to its payer.',
  })
  @Answers(200, depositView, { description: 'The deposit, or the one that was taken with this reference before.' })
  @Refuses('unauthenticated', 'key_reused', 'deposit_above_limit', 'deposit_day_limit', 'above_cap', 'amount_out_of_range')
  takeDeposit(@Body({ schema: depositNotice }) deposit: z.infer<typeof depositNotice>): Promise<PaymentDepositView> {
    return this.commands.execute(new TakeDeposit(deposit));
  }

  @Post('payouts')
  @ApiOperation({ summary: 'Tell what became of a payout', description: 'Signed in the same way. Said again, it changes nothing.' })
  @Answers(200, payoutView, { description: 'The payout.' })
  @Refuses('unauthenticated', 'not_found', 'payout_amount_differs', 'payout_resolved', 'reversal_exceeds_balance')
  confirmPayout(@Body({ schema: payoutNotice }) word: z.infer<typeof payoutNotice>): Promise<PayoutView> {
    return this.commands.execute(new ConfirmPayout(word));
  }

  @Post('top-ups')
  @ApiOperation({
    summary: 'Tell that a request for funds brings nothing',
    description: 'Signed in the same way. Said again, it changes nothing. The tenant is told by `wallet.top_up_failed`. What a request does bring is told of as a deposit with its reference, also after this.',
  })
  @Answers(200, topUpView, { description: 'The request.' })
  @Refuses('unauthenticated', 'not_found', 'top_up_resolved')
  resolveTopUp(@Body({ schema: topUpNotice }) word: z.infer<typeof topUpNotice>): Promise<TopUpView> {
    return this.commands.execute(new ResolveTopUp(word));
  }
}
