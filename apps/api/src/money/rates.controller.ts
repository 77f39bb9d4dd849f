import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import type { Actor } from '#libs/kernel';
import { ListBaseFees, ListPrices, ListRates, type RateView, SetRate } from '#libs/pricing';

import { poolName } from '../inventory/schemas.js';
import { Answers, CurrentActor, decodeCursor, encodeCursor, IdempotencyKey, idSchema, OwnedBy, pageQuery, Refuses, Scopes } from '../platform/index.js';
import { baseFeeCursor, baseFeePage, baseFeeQuery, priceCursor, pricePage, rateCursor, rateInput, ratePage, rateQuery, rateView } from './schemas.js';

const path = z.strictObject({ poolId: idSchema('pool') });
const namedPath = z.strictObject({ poolName });

@Controller('v1/admin/pools/:poolId/rates')
@ApiTags('administration')
@OwnedBy('platform')
export class RatesController {
  constructor(private readonly commands: CommandBus, private readonly queries: QueryBus) {}

  @Post()
  @Scopes('admin')
  @Answers(201, rateView, { description: 'The new version of the rate.' })
  @Refuses('not_found', 'rate_in_the_past', 'invalid_curve', 'curves_stack', 'idempotency_key_reused')
  setRate(
    @CurrentActor() actor: Actor, @Param({ schema: path }) { poolId }: z.infer<typeof path>, @Body({ schema: rateInput }) body: z.infer<typeof rateInput>,
    @IdempotencyKey() key?: string,
  ): Promise<RateView> {
    return this.commands.execute(new SetRate(actor, poolId, body, key));
  }

  @Get()
  @Scopes('admin')
  @Answers(200, ratePage, { description: 'Every version with the time it held or will hold, by class and variant, the newest first.' })
  @Refuses('not_found')
  async listRates(
    @CurrentActor() actor: Actor, @Param({ schema: path }) { poolId }: z.infer<typeof path>, @Query({ schema: rateQuery }) query: z.infer<typeof rateQuery>,
  ): Promise<z.infer<typeof ratePage>> {
    const page = await this.queries.execute(new ListRates(actor, poolId, { ...query, cursor: decodeCursor(query.cursor, rateCursor) }));
    return { items: page.items as z.infer<typeof ratePage>['items'], nextCursor: page.next && encodeCursor(page.next) };
  }
}

@Controller('v1/pools/:poolName/rates')
@ApiTags('pools')
@OwnedBy('tenant')
export class PricesController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Scopes('leases:read')
  @Answers(200, pricePage, { description: 'What everything in the pool costs at present.' })
  @Refuses('not_found')
  async listPrices(@Param({ schema: namedPath }) params: z.infer<typeof namedPath>, @Query({ schema: pageQuery }) query: z.infer<typeof pageQuery>): Promise<z.infer<typeof pricePage>> {
    const page = await this.queries.execute(new ListPrices(params.poolName, { limit: query.limit, cursor: decodeCursor(query.cursor, priceCursor) }));
    return { items: page.items, nextCursor: page.next && encodeCursor(page.next) };
  }

  @Get('base-fees')
  @Scopes('leases:read')
  @Answers(200, baseFeePage, { description: 'How the base fee of a class moved, the newest first, with all that each move follows from.' })
  @Refuses('not_found')
  async listBaseFees(
    @Param({ schema: namedPath }) params: z.infer<typeof namedPath>, @Query({ schema: baseFeeQuery }) query: z.infer<typeof baseFeeQuery>,
  ): Promise<z.infer<typeof baseFeePage>> {
    const page = await this.queries.execute(new ListBaseFees(params.poolName, { ...query, cursor: decodeCursor(query.cursor, baseFeeCursor) }));
    return { items: page.items, nextCursor: page.next && encodeCursor(page.next) };
  }
}
