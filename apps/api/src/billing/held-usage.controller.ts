import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import type { Actor } from '#libs/kernel';
import { DecideUsage, type HeldUsage, ListHeldUsage, ListReviewedUsage } from '#libs/metering';

import { answerPage, Answers, CurrentActor, decodeCursor, idSchema, OwnedBy, pageQuery, Refuses, Scopes } from '../platform/index.js';
import { heldPosition, heldUsagePage, heldUsageQuery, heldUsageView, reviewedUsagePage, usageDecision } from './held-usage.schemas.js';

@Controller('v1/admin/held-usage')
@ApiTags('metering')
@OwnedBy('platform')
export class HeldUsageController {
  constructor(private readonly commands: CommandBus, private readonly queries: QueryBus) {}

  @Get()
  @Scopes('admin')
  @Answers(200, heldUsagePage, { description: 'Usage that sources counted differently, by when it was held, with all evidence.' })
  async listHeldUsage(@CurrentActor() actor: Actor, @Query({ schema: heldUsageQuery }) { limit, cursor, ...filter }: z.infer<typeof heldUsageQuery>) {
    return answerPage(await this.queries.execute(new ListHeldUsage(actor, { ...filter, limit, after: decodeCursor(cursor, heldPosition) })));
  }

  @Post(':usageId/decision')
  @Scopes('admin')
  @Answers(200, heldUsageView, { description: 'The usage, decided for good: the lease is charged by one source, or by none. Deciding the same again changes nothing.' })
  @Refuses('not_found', 'usage_decided')
  decideUsage(
    @CurrentActor() actor: Actor, @Param('usageId', { schema: idSchema('heldUsage') }) usageId: string, @Body({ schema: usageDecision }) body: z.infer<typeof usageDecision>,
  ): Promise<HeldUsage> {
    return this.commands.execute(new DecideUsage(actor, usageId, body));
  }
}

const path = z.strictObject({ leaseId: idSchema('lease') });

@Controller('v1/leases/:leaseId/reviewed-usage')
@ApiTags('billing')
@OwnedBy('tenant')
export class ReviewedUsageController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Scopes('billing:read')
  @Answers(200, reviewedUsagePage, { description: 'Usage of the lease that is under review, and what came of earlier reviews. While it is under review nothing of it is charged.' })
  @Refuses('not_found')
  async listReviewedUsage(
    @CurrentActor() actor: Actor, @Param({ schema: path }) { leaseId }: z.infer<typeof path>, @Query({ schema: pageQuery }) { limit, cursor }: z.infer<typeof pageQuery>,
  ) {
    return answerPage(await this.queries.execute(new ListReviewedUsage(actor, leaseId, { limit, after: decodeCursor(cursor, heldPosition) })));
  }
}
