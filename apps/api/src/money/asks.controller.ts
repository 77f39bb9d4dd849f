import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';

import type { Actor } from '#libs/kernel';
import { type AskView, ListAsks, SetAsk, WithdrawAsk } from '#libs/pricing';

import { answerPage, Answers, createdPage, CurrentActor, IdempotencyKey, idSchema, OwnedBy, Refuses, Scopes } from '../platform/index.js';
import { askInput, askPage, askQuery, askView } from './schemas.js';

@Controller('v1/operator/asks')
@ApiTags('inventory')
@OwnedBy('operator')
export class AsksController {
  constructor(private readonly commands: CommandBus, private readonly queries: QueryBus) {}

  @Post()
  @Scopes('inventory:write')
  @Answers(201, askView, { description: 'Your ask as it stands now. Where a lease pays less, it gets none of your capacity; what runs already stays.' })
  @Refuses('not_found', 'invalid_ask', 'too_many_asks', 'idempotency_key_reused')
  setAsk(@CurrentActor() actor: Actor, @Body({ schema: askInput }) body: z.infer<typeof askInput>, @IdempotencyKey() key?: string): Promise<AskView> {
    return this.commands.execute(new SetAsk(actor, body, key));
  }

  @Get()
  @Scopes('inventory:read')
  @Answers(200, askPage, { description: 'Your asks that stand, the newest first; with `history` all there ever were.' })
  async listAsks(@CurrentActor() actor: Actor, @Query({ schema: askQuery }) query: z.infer<typeof askQuery>): Promise<z.infer<typeof askPage>> {
    return answerPage(await this.queries.execute(new ListAsks(actor, { history: query.history, ...createdPage(query) }))) as z.infer<typeof askPage>;
  }

  @Delete(':askId')
  @Scopes('inventory:write')
  @Answers(204, undefined, { description: 'It stands no more: what it was for is on offer at the price of the pool, or for what a more general ask says.' })
  @Refuses('not_found', 'ask_not_standing')
  withdrawAsk(@CurrentActor() actor: Actor, @Param('askId', { schema: idSchema('ask') }) id: string): Promise<void> {
    return this.commands.execute(new WithdrawAsk(actor, id));
  }
}
