import { Controller, Get, Param } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import type { Actor } from '#libs/kernel';
import { GetConcentration } from '#libs/placement';

import { Answers, CurrentActor, idSchema, OwnedBy, Refuses, Scopes } from '../platform/index.js';

const bps = z.int().min(0).max(10_000);
const amount = z.int().min(0);
const index = (of: string) => bps.meta({ description: `The sum of the squares of the shares of ${of}, in basis points, rounded up; 10000 where one has all.` });
const concentration = z
  .object({
    concentrationCapBps: bps.meta({ description: "The pool's bound; 10000: none." }),
    classes: z.array(z.object({
      resourceClass: z.string(),
      variant: z.string(),
      capacity: amount,
      claimed: amount,
      claimedBps: index('what is claimed'),
      capacityBps: index('the capacity'),
      boundBps: bps.meta({ description: 'The index of what is claimed by the capacity, which the bound is for: 0 while nothing is claimed, `claimedBps` when all is.' }),
      groups: z.array(z.object({
        operatorIds: z.array(idSchema('operator')).meta({ description: 'Those that belong together, or the one.' }),
        capacity: amount,
        claimed: amount,
        claimedShareBps: bps.meta({ description: 'Of all that is claimed, rounded down.' }),
      })).meta({ description: 'The one that carries most comes first.' }),
    })),
  })
  .meta({ id: 'PoolConcentration' });

@Controller('v1/admin/pools')
@ApiTags('administration')
@OwnedBy('platform')
export class ConcentrationController {
  constructor(private readonly queries: QueryBus) {}

  @Get(':poolId/concentration')
  @ApiOperation({ operationId: 'getPoolConcentration', summary: 'See how a pool hangs on few operators' })
  @Scopes('admin')
  @Answers(200, concentration, { description: 'Each class and variant, with who carries how much of it.' })
  @Refuses('not_found')
  get(@CurrentActor() actor: Actor, @Param('poolId', { schema: idSchema('pool') }) poolId: string) {
    return this.queries.execute(new GetConcentration(actor, poolId));
  }
}
