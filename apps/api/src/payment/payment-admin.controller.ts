import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import type { Actor } from '#libs/kernel';
import { ListPaymentDeposits, ListPaymentMessages, type MessageView, type PaymentDepositView, RestartPaymentMessage, SettleHeldDeposit } from '#libs/payment';

import { answerPage, Answers, CurrentActor, decodeCursor, idSchema, OwnedBy, Refuses, Scopes } from '../platform/index.js';
import { assignmentInput, depositPage, depositPosition, depositQuery, depositView, messagePage, messagePath, messagePosition, messageQuery, messageView, returnInput } from './schemas.js';

const path = z.strictObject({ depositId: idSchema('deposit') });

@Controller('v1/admin/payments')
@ApiTags('administration')
@OwnedBy('platform')
export class PaymentAdminController {
  constructor(private readonly commands: CommandBus, private readonly queries: QueryBus) {}

  @Get('deposits')
  @Scopes('admin')
  @Answers(200, depositPage, { description: 'What the payment service brought, the latest first.' })
  async listPaymentDeposits(@CurrentActor() actor: Actor, @Query({ schema: depositQuery }) { cursor, ...filter }: z.infer<typeof depositQuery>) {
    return answerPage(await this.queries.execute(new ListPaymentDeposits(actor, { ...filter, before: decodeCursor(cursor, depositPosition) })));
  }

  @Post('deposits/:depositId/assignment')
  @ApiOperation({ summary: 'Give a held deposit to a tenant' })
  @Scopes('admin')
  @Answers(200, depositView, { description: 'The deposit, in the tenant\'s wallet.' })
  @Refuses('not_found', 'deposit_not_held', 'above_cap', 'amount_out_of_range')
  assignDeposit(
    @CurrentActor() actor: Actor, @Param({ schema: path }) { depositId }: z.infer<typeof path>, @Body({ schema: assignmentInput }) { tenantId, reason }: z.infer<typeof assignmentInput>,
  ): Promise<PaymentDepositView> {
    return this.commands.execute(new SettleHeldDeposit(actor, depositId, tenantId, reason));
  }

  @Post('deposits/:depositId/return')
  @ApiOperation({ summary: 'Send a held deposit back', description: 'The payment service is told to.' })
  @Scopes('admin')
  @Answers(200, depositView, { description: 'The deposit, gone.' })
  @Refuses('not_found', 'deposit_not_held')
  returnDeposit(@CurrentActor() actor: Actor, @Param({ schema: path }) { depositId }: z.infer<typeof path>, @Body({ schema: returnInput }) { reason }: z.infer<typeof returnInput>): Promise<PaymentDepositView> {
    return this.commands.execute(new SettleHeldDeposit(actor, depositId, undefined, reason));
  }

  @Get('messages')
  @Scopes('admin')
  @Answers(200, messagePage, { description: 'What the payment service is told, the latest first: batches of payouts, deposits to be sent back, and requests for funds of wallets.' })
  async listPaymentMessages(@CurrentActor() actor: Actor, @Query({ schema: messageQuery }) { limit, cursor, state }: z.infer<typeof messageQuery>) {
    return answerPage(await this.queries.execute(new ListPaymentMessages(actor, { limit, state, after: decodeCursor(cursor, messagePosition) })));
  }

  @Post('messages/:messageId/restart')
  @ApiOperation({ summary: 'Send a message again that was given up', description: 'The same to the byte, with the same id: a service that got it before does nothing twice.' })
  @Scopes('admin')
  @Answers(200, messageView, { description: 'The message, waiting to be sent.' })
  @Refuses('not_found', 'message_not_failed')
  restartPaymentMessage(@CurrentActor() actor: Actor, @Param({ schema: messagePath }) { messageId }: z.infer<typeof messagePath>): Promise<MessageView> {
    return this.commands.execute(new RestartPaymentMessage(actor, messageId));
  }
}
