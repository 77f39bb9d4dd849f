import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';

import type { Actor } from '#libs/kernel';
import { ListOwnPayouts, ListPayouts } from '#libs/payment';

import { answerPage, Answers, CurrentActor, decodeCursor, OwnedBy, pageQuery, Scopes } from '../platform/index.js';
import { ownPayouts, payoutPage, payoutPosition, payoutQuery } from './schemas.js';

@Controller('v1/operator/payouts')
@ApiTags('operator')
@OwnedBy('operator')
export class OwnPayoutsController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Scopes('earnings:read')
  @Answers(200, ownPayouts, { description: 'Payouts, the latest first, and what is next.' })
  async listOwnPayouts(@CurrentActor() actor: Actor, @Query({ schema: pageQuery }) { limit, cursor }: z.infer<typeof pageQuery>) {
    const { upcoming, ...found } = await this.queries.execute(new ListOwnPayouts(actor, { limit, before: decodeCursor(cursor, payoutPosition) }));
    return { ...answerPage(found), upcoming };
  }
}

@Controller('v1/admin/payouts')
@ApiTags('administration')
@OwnedBy('platform')
export class PayoutsController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Scopes('admin')
  @Answers(200, payoutPage, { description: 'Payouts of all operators, the latest first.' })
  async listPayouts(@CurrentActor() actor: Actor, @Query({ schema: payoutQuery }) { cursor, ...filter }: z.infer<typeof payoutQuery>) {
    return answerPage(await this.queries.execute(new ListPayouts(actor, { ...filter, before: decodeCursor(cursor, payoutPosition) })));
  }
}
