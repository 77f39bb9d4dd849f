import { Controller, Get, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import { GetLeaseCost, ListCharges } from '#libs/billing';
import type { Actor } from '#libs/kernel';

import { answerPage, Answers, CurrentActor, decodeCursor, idSchema, OwnedBy, Refuses, Scopes } from '../platform/index.js';
import { chargePage, chargePosition, chargeQuery, leaseCost } from './schemas.js';

const path = z.strictObject({ leaseId: idSchema('lease') });

@Controller('v1/leases/:leaseId/charges')
@ApiTags('billing')
@OwnedBy('tenant')
export class ChargesController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Scopes('billing:read')
  @Answers(200, chargePage, { description: 'What the lease was charged, in order of the time it is for.' })
  @Refuses('not_found')
  async listCharges(
    @CurrentActor() actor: Actor, @Param({ schema: path }) { leaseId }: z.infer<typeof path>, @Query({ schema: chargeQuery }) { limit, cursor, search, sort }: z.infer<typeof chargeQuery>,
  ) {
    return answerPage(await this.queries.execute(new ListCharges(actor, leaseId, { limit, after: decodeCursor(cursor, chargePosition), search, sort })));
  }
}

@Controller('v1/leases/:leaseId/cost')
@ApiTags('billing')
@OwnedBy('tenant')
export class LeaseCostController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Scopes('billing:read')
  @Answers(200, leaseCost, { description: 'What the lease has cost so far, and what of it for each class.' })
  @Refuses('not_found')
  async getLeaseCost(@CurrentActor() actor: Actor, @Param({ schema: path }) { leaseId }: z.infer<typeof path>): Promise<z.infer<typeof leaseCost>> {
    return this.queries.execute(new GetLeaseCost(actor, leaseId));
  }
}
