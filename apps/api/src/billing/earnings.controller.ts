import { Controller, Get, Inject, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';

import { OperatorEarnings } from '#libs/billing';
import { type Actor, CLOCK, type Clock, MILLIS_PER_DAY } from '#libs/kernel';

import { answerPage, Answers, CurrentActor, decodeCursor, OwnedBy, Scopes } from '../platform/index.js';
import { earningsPosition, earningsQuery, earningsView } from './schemas.js';

@Controller('v1/operator/earnings')
@ApiTags('operator')
@OwnedBy('operator')
export class EarningsController {
  constructor(private readonly queries: QueryBus, @Inject(CLOCK) private readonly clock: Clock) {}

  @Get()
  @Scopes('earnings:read')
  @Answers(200, earningsView, { description: 'What each host earned, by period and class.' })
  async listEarnings(@CurrentActor() actor: Actor, @Query({ schema: earningsQuery }) query: z.infer<typeof earningsQuery>) {
    const { cursor, from, to, ...filter } = query;
    const now = this.clock.now();
    const span = { from: from ?? Math.max(0, now - 30 * MILLIS_PER_DAY), to: to ?? now + 1 };
    const { total, balance, ...page } = await this.queries.execute(new OperatorEarnings(actor, { ...filter, ...span, after: decodeCursor(cursor, earningsPosition) }));
    return { ...answerPage(page), total, balance };
  }
}
