import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';

import { CreatePool, ListOfferedPools, ListPools, type PoolView, UpdatePool } from '#libs/inventory';
import type { Actor } from '#libs/kernel';

import { Answers, CurrentActor, foundQuery, IdempotencyKey, idSchema, OwnedBy, Refuses, Scopes } from '../platform/index.js';
import { answered, pageRequest } from './page-of.js';
import { offeredPoolPage, poolInput, poolPage, poolPatch, poolView } from './schemas.js';

const offeredQuery = foundQuery('Part of the name', 'standard');
const listQuery = foundQuery('Part of the name, or the beginning of the id', 'standard');

@Controller('v1/pools')
@ApiTags('pools')
@OwnedBy('tenant')
export class OfferedPoolsController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Scopes('leases:read')
  @Answers(200, offeredPoolPage, { description: 'What may be leased, where, and roughly how much is free.' })
  async list(@Query({ schema: offeredQuery }) query: z.infer<typeof offeredQuery>): Promise<z.infer<typeof offeredPoolPage>> {
    return answered(await this.queries.execute(new ListOfferedPools({ ...pageRequest(query), search: query.search })));
  }
}

@Controller('v1/admin/pools')
@ApiTags('administration')
@OwnedBy('platform')
export class PoolsController {
  constructor(private readonly commands: CommandBus, private readonly queries: QueryBus) {}

  @Post()
  @Scopes('admin')
  @Answers(201, poolView, { description: 'The pool.' })
  @Refuses('name_taken', 'invalid_shares', 'idempotency_key_reused')
  createPool(@CurrentActor() actor: Actor, @Body({ schema: poolInput }) body: z.infer<typeof poolInput>, @IdempotencyKey() key?: string): Promise<PoolView> {
    return this.commands.execute(new CreatePool(actor, body, key));
  }

  @Get()
  @Scopes('admin')
  @Answers(200, poolPage, { description: 'Every pool with its terms, by name.' })
  async list(@CurrentActor() actor: Actor, @Query({ schema: listQuery }) query: z.infer<typeof listQuery>): Promise<z.infer<typeof poolPage>> {
    return answered(await this.queries.execute(new ListPools(actor, { ...pageRequest(query), search: query.search }))) as z.infer<typeof poolPage>;
  }

  @Patch(':poolId')
  @Scopes('admin')
  @Answers(200, poolView, { description: 'The pool, changed: charges from the next settlement on, placements from the next round on.' })
  @Refuses('not_found', 'invalid_shares')
  updatePool(
    @CurrentActor() actor: Actor, @Param('poolId', { schema: idSchema('pool') }) id: string, @Body({ schema: poolPatch }) body: z.infer<typeof poolPatch>,
  ): Promise<PoolView> {
    return this.commands.execute(new UpdatePool(actor, id, body));
  }
}
