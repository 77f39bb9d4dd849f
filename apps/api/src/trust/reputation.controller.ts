import { Controller, Get, Param } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';

import type { Actor } from '#libs/kernel';
import { GetReputation, ListReputation } from '#libs/trust';

import { Answers, CurrentActor, OwnedBy, Refuses, Scopes } from '../platform/index.js';
import { reputationDetail, reputationList, reputationPath } from './schemas.js';

@Controller('v1/operator/reputation')
@ApiTags('trust')
@OwnedBy('operator')
export class ReputationController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Scopes('inventory:read')
  @ApiOperation({ operationId: 'listReputation', summary: 'How far you are trusted', description: 'By class of capacity, found at the end of each day from what you did and your faults.' })
  @Answers(200, reputationList, { description: 'Classes in which you did anything, or have a fault.' })
  list(@CurrentActor() actor: Actor) {
    return this.queries.execute(new ListReputation(actor));
  }

  @Get(':resourceClass')
  @Scopes('inventory:read')
  @ApiOperation({ operationId: 'getReputation', summary: 'How far you are trusted with a class, and why' })
  @Answers(200, reputationDetail, { description: 'With the work and the faults that it follows from.' })
  @Refuses('not_found')
  get(@CurrentActor() actor: Actor, @Param({ schema: reputationPath }) { resourceClass }: z.infer<typeof reputationPath>) {
    return this.queries.execute(new GetReputation(actor, resourceClass));
  }
}
