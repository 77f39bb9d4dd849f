import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import { GetServiceLevel, type ServiceLevelView, SetServiceLevel } from '#libs/inventory';
import type { Actor } from '#libs/kernel';

import { Answers, CurrentActor, idSchema, millisSchema, OwnedBy, Public, Refuses, Scopes } from '../platform/index.js';
import { poolName } from './schemas.js';

const levels = z
  .array(z.strictObject({
    availabilityBelowPpm: z.int().min(1).max(1_000_000).meta({ description: 'Availability over a month, in millionths of the time its replicas were to run: 999500 is 99.95 %.' }),
    creditBps: z.int().min(1).max(10_000).meta({ description: 'What is credited below it, in basis points of what the month cost.' }),
  }))
  .max(10)
  .meta({ description: 'From the highest availability to the lowest; the lowest that is missed counts. Empty: nothing is promised.' });
const table = z.object({ levels, activeFrom: millisSchema.meta({ description: 'The beginning of the first month (UTC) that it holds for.' }) });

const serviceLevelInput = z.strictObject({ levels }).meta({ id: 'ServiceLevelRequest' });
const serviceLevelView = z
  .object({ pool: z.string(), current: table.nullable().meta({ description: 'In force; null when the pool promises nothing yet.' }), next: table.nullable().meta({ description: 'Published, for the next month.' }) })
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
