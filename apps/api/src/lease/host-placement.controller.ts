import { Controller, Get, Param } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import type { Actor } from '#libs/kernel';
import { GetHostPlacement, type HostPlacement } from '#libs/placement';

import { Answers, CurrentActor, idSchema, OwnedBy, Refuses, Scopes } from '../platform/index.js';

const requests = z.enum(['none', 'some', 'most', 'all']);
const hostPlacement = z
  .object({
    isSampled: z.boolean().meta({ description: 'Whether enough was asked for lately, by enough tenants, to say more than what keeps everything out.' }),
    filters: z.array(z.object({ filter: z.string(), reason: z.string().meta({ description: 'The host is …' }), requests: requests.meta({ description: 'How many of the last requests it keeps out.' }) })),
    admitted: requests.meta({ description: 'How many could be placed on it.' }),
    outranked: z.array(z.object({ score: z.enum(['asks', 'packing']), requests })).meta({
      description: 'How many could be, and would rather go elsewhere: to where less is asked (weighed with packing where the pool does), or to where packing is better.',
    }),
    preferred: requests.meta({ description: 'For how many no host is better.' }),
  })
  .meta({ id: 'HostPlacement' });

@Controller('v1/operator/hosts')
@ApiTags('inventory')
@OwnedBy('operator')
export class HostPlacementController {
  constructor(private readonly queries: QueryBus) {}

  @Get(':hostId/placement')
  @ApiOperation({
    operationId: 'getHostPlacement', summary: 'See why a host is chosen or not',
    description: 'How it fares with the last requests of its pool, each as if it were new and alone: what keeps how many of them out, and what draws how many elsewhere. Neither who asked nor how many exactly is told.',
  })
  @Scopes('inventory:read')
  @Answers(200, hostPlacement, { description: 'By filter and by score.' })
  @Refuses('not_found')
  get(@CurrentActor() actor: Actor, @Param('hostId', { schema: idSchema('host') }) hostId: string): Promise<HostPlacement> {
    return this.queries.execute(new GetHostPlacement(actor, hostId));
  }
}
