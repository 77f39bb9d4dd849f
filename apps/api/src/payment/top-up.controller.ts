import { Body, Controller, Delete, Get, Put, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';

import type { Actor } from '#libs/kernel';
import { GetTopUp, ListTopUps, RemoveTopUp, SetTopUp, type TopUpRuleView } from '#libs/payment';

import { answerPage, Answers, CurrentActor, decodeCursor, OwnedBy, pageQuery, Refuses, Scopes } from '../platform/index.js';
import { topUpInput, topUpPage, topUpPosition, topUpRuleView } from './top-up-schemas.js';

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
      + 'most of a month.',
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

  @Get('top-ups')
  @Scopes('billing:read')
  @Answers(200, topUpPage, { description: 'What the wallet asked for, the latest first.' })
  @Refuses('key_limited_to_project')
  async listTopUps(@CurrentActor() actor: Actor, @Query({ schema: pageQuery }) { limit, cursor }: z.infer<typeof pageQuery>) {
    return answerPage(await this.queries.execute(new ListTopUps(actor, { limit, before: decodeCursor(cursor, topUpPosition) })));
  }
}
