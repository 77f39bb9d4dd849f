import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import { GetServiceLevel, type ServiceLevelView, SetServiceLevel } from '#libs/inventory';
import type { Actor } from '#libs/kernel';

import { Answers, CurrentActor, idSchema, OwnedBy, Public, Refuses, Scopes } from '../platform/index.js';
import { poolName } from './schemas.js';
import { levels, serviceLevelTable } from './service-level.schemas.js';

const serviceLevelInput = z.strictObject({ levels }).meta({ id: 'ServiceLevelRequest' });
const serviceLevelView = z
  .object({ pool: z.string(), current: serviceLevelTable.nullable().meta({ description: 'What leases that begin now keep as long as they live; null when the pool promises nothing yet.' }), next: serviceLevelTable.nullable().meta({ description: 'Published, for leases that begin in the next month or later.' }) })
  .meta({ id: 'ServiceLevel', description: 'What a pool promises, and what it credits by itself for a month in which it fails. What the workload itself causes does not count.' });

const poolPath = z.strictObject({ poolId: idSchema('pool') });
const namedPath = z.strictObject({ poolName });

@Controller('v1/admin/pools/:poolId/service-level')
@ApiTags('administration')
@OwnedBy('platform')
export class ServiceLevelController {
  constructor(private readonly commands: CommandBus) {}

  @Put()
  @Scopes('admin')
  @Answers(200, serviceLevelView, { description: 'What the pool promises: its first table from this month on, a later one from the next.' })
  @Refuses('not_found', 'invalid_service_level')
  setServiceLevel(@CurrentActor() actor: Actor, @Param({ schema: poolPath }) { poolId }: z.infer<typeof poolPath>, @Body({ schema: serviceLevelInput }) body: z.infer<typeof serviceLevelInput>): Promise<ServiceLevelView> {
    return this.commands.execute(new SetServiceLevel(actor, poolId, body.levels));
  }
}

@Controller('v1/pools/:poolName/service-level')
@ApiTags('pools')
export class PoolServiceLevelController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Public()
  @Answers(200, serviceLevelView, { description: 'What the pool promises. Anyone may read it.' })
  @Refuses('not_found')
  getServiceLevel(@Param({ schema: namedPath }) params: z.infer<typeof namedPath>): Promise<ServiceLevelView> {
    return this.queries.execute(new GetServiceLevel(params.poolName));
  }
}
