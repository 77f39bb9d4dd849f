import { Body, Controller, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';

import type { Actor } from '#libs/kernel';
import { RedeliverRange } from '#libs/webhook';

import { Answers, createdPage, CurrentActor, encodeCursor, IdempotencyKey, OwnedBy, Refuses, Scopes } from '../platform/index.js';
import { redeliveries, redeliveriesInput } from './schemas.js';

@Controller('v1/webhooks/redeliveries')
@ApiTags('webhooks')
@OwnedBy('tenant')
export class RedeliveriesController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  @ApiOperation({
    operationId: 'redeliverRange', summary: 'Deliver a range again',
    description: 'What was given up between two moments goes again, the oldest first, each at once and by the whole schedule if need be. Asked twice, the second finds only what was given up once more.',
  })
  @Scopes('webhooks:write')
  @Answers(202, redeliveries, { description: 'How many are on their way again, and where the rest begins.' })
  @Refuses('not_found', 'endpoint_disabled', 'idempotency_key_reused')
  async redeliver(@CurrentActor() actor: Actor, @Body({ schema: redeliveriesInput }) input: z.infer<typeof redeliveriesInput>, @IdempotencyKey() key?: string) {
    const { cursor, onlyFailed, ...range } = input;
    const { after } = createdPage({ limit: 1, cursor });
    const { deliveries, next } = await this.commands.execute(new RedeliverRange(actor, { ...range, delivered: !onlyFailed, after }, key));
    return { deliveries, nextCursor: next === null ? null : encodeCursor(next) };
  }
}
