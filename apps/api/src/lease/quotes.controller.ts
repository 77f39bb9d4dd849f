import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import type { Actor } from '#libs/kernel';
import { GetQuote, MakeQuote, type QuoteView } from '#libs/placement';

import { Answers, CurrentActor, idSchema, OwnedBy, Refuses, Scopes } from '../platform/index.js';
import { quoteRequest, quoteView } from './schemas.js';

const path = z.strictObject({ quoteId: idSchema('quote') });

@Controller('v1/quotes')
@ApiTags('leases')
@OwnedBy('tenant')
export class QuotesController {
  constructor(private readonly commands: CommandBus, private readonly queries: QueryBus) {}

  @Post()
  @ApiOperation({
    operationId: 'makeQuote', summary: 'Ask for a quote',
    description: 'Says what a lease would cost and whether it would fit now. Reserves nothing; until it expires, a lease that asks for just this may name it and gets these prices.',
  })
  @Scopes('leases:read')
  @Answers(201, quoteView, { description: 'The quote.' })
  @Refuses('not_found', 'price_missing', 'cannot_ever_fit', 'cost_out_of_range', 'term_not_offered')
  make(@CurrentActor() actor: Actor, @Body({ schema: quoteRequest }) terms: z.infer<typeof quoteRequest>): Promise<QuoteView> {
    return this.commands.execute(new MakeQuote(actor, terms));
  }

  @Get(':quoteId')
  @ApiOperation({ operationId: 'getQuote', summary: 'Read a quote' })
  @Scopes('leases:read')
  @Answers(200, quoteView, { description: 'The quote, as it was made.' })
  @Refuses('not_found')
  get(@CurrentActor() actor: Actor, @Param({ schema: path }) { quoteId }: z.infer<typeof path>): Promise<QuoteView> {
    return this.queries.execute(new GetQuote(actor, quoteId));
  }
}
