import { Body, Controller, Delete, Get, Post, Put, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';

import type { Actor } from '#libs/kernel';
import { GetTopUp, ListTopUps, RemoveTopUp, RequestTopUp, SetTopUp, type TopUpRuleView, type TopUpView } from '#libs/payment';

import { answerPage, Answers, CurrentActor, decodeCursor, OwnedBy, pageQuery, Refuses, Scopes } from '../platform/index.js';
import { topUpInput, topUpPage, topUpPosition, topUpRequest, topUpRuleView, topUpView } from './top-up-schemas.js';

@Controller('v1/wallet')
@ApiTags('billing')
@OwnedBy('tenant')
export class TopUpController {
  constructor(private readonly commands: CommandBus, private readonly queries: QueryBus) {}

  @Get('top-up')
  @Scopes('billing:read')
  @Answers(200, topUpRuleView, { description: 'When the wallet asks for funds by itself.' })
  @Refuses('not_found', 'key_limited_to_project')
  getTopUp(@CurrentActor() actor: Actor): Promise<TopUpRuleView> {
    return this.queries.execute(new GetTopUp(actor));
  }

  @Put('top-up')
  @ApiOperation({
    summary: 'Have the wallet topped up by itself',
    description: 'When less may be spent than the threshold, the payment service is asked for the amount, and `wallet.top_up_requested` says so. It is asked again only when that has come or has expired, and never for more than the '
      + 'most of a month. What was declined, or failed (`wallet.top_up_failed`), is asked for again when it would have expired, or as soon as this is set anew.',
  })
  @Scopes('billing:write')
  @Answers(200, topUpRuleView, { description: 'When the wallet asks for funds from now on.' })
  @Refuses('no_payment_service', 'deposit_above_limit', 'key_limited_to_project')
  setTopUp(@CurrentActor() actor: Actor, @Body({ schema: topUpInput }) input: z.infer<typeof topUpInput>): Promise<TopUpRuleView> {
    return this.commands.execute(new SetTopUp(actor, input));
  }

  @Delete('top-up')
  @ApiOperation({ summary: 'Have the wallet ask for nothing by itself', description: 'A request that is out stays out. Again is harmless.' })
  @Scopes('billing:write')
  @Answers(204, undefined, { description: 'It asks for nothing any more.' })
  @Refuses('key_limited_to_project')
  async removeTopUp(@CurrentActor() actor: Actor): Promise<void> {
    await this.commands.execute(new RemoveTopUp(actor));
  }

  @Post('top-ups')
  @ApiOperation({ summary: 'Ask the payment service for funds now', description: 'Once, whatever the wallet holds. It counts in what was asked for in the month, and is not limited by that.' })
  @Scopes('billing:write')
  @Answers(201, topUpView, { description: 'The request.' })
  @Refuses('no_payment_service', 'deposit_above_limit', 'top_up_outstanding', 'key_limited_to_project')
  requestTopUp(@CurrentActor() actor: Actor, @Body({ schema: topUpRequest }) { amount }: z.infer<typeof topUpRequest>): Promise<TopUpView> {
    return this.commands.execute(new RequestTopUp(actor, amount));
  }

  @Get('top-ups')
  @Scopes('billing:read')
  @Answers(200, topUpPage, { description: 'What the wallet asked for, the latest first.' })
  @Refuses('key_limited_to_project')
  async listTopUps(@CurrentActor() actor: Actor, @Query({ schema: pageQuery }) { limit, cursor }: z.infer<typeof pageQuery>) {
    return answerPage(await this.queries.execute(new ListTopUps(actor, { limit, before: decodeCursor(cursor, topUpPosition) })));
  }
}
