import { Controller, Get, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import type { Actor } from '#libs/kernel';
import { ProposeMoves } from '#libs/placement';

import { Answers, CurrentActor, idSchema, OwnedBy, queryInteger, Refuses, Scopes } from '../platform/index.js';

const count = z.int().min(0);
const query = z.strictObject({ moves: queryInteger(1, 1_000).default(50).meta({ description: 'At most so many replicas are proposed to move.' }) });
const amount = z.object({ resourceClass: z.string(), variant: z.string(), amount: count });
const gain = z.object({ hosts: count.meta({ description: 'Hosts that would be empty.' }), gpus: count.meta({ description: 'GPUs that nothing would be on, less those that would be taken.' }) });
const proposals = z
  .object({
    gain,
    replicas: count.meta({ description: 'Replicas that would move.' }),
    proposals: z.array(z.object({
      hostId: idSchema('host').meta({ description: 'The host that would be empty, or have more whole GPUs free.' }),
      gain,
      cost: z.object({ replicas: count, spotReplicas: count, heldTwice: z.array(amount).meta({ description: 'Held twice until the replicas run elsewhere: each is started anew before the one that runs ends.' }) }),
      moves: z.array(z.object({
        leaseId: idSchema('lease'), replica: count, claimId: idSchema('claim'), isSpot: z.boolean(), fromHostId: idSchema('host'), toHostId: idSchema('host'),
        resources: z.array(amount.extend({ devices: z.array(z.object({ index: count, milli: count })).optional() })),
      })),
    })).meta({ description: 'Each is worth it by itself. The cheapest first: spot replicas, then those with least to move.' }),
  })
  .meta({ id: 'ProposedMoves' });

@Controller('v1/admin/pools')
@ApiTags('administration')
@OwnedBy('platform')
export class RebalanceController {
  constructor(private readonly queries: QueryBus) {}

  @Get(':poolId/rebalance')
  @ApiOperation({
    operationId: 'proposeMoves', summary: 'See which moves would free whole hosts and GPUs',
    description: 'Moves of replicas without volumes, by the filters and scores of any placement, with room for all of them at once. Left alone: leases that are told to go or end within the hour, or are short of a replica. Of each lease at most one replica. Nothing is moved by it: draining the host moves what is on it.',
  })
  @Scopes('admin')
  @Answers(200, proposals, { description: 'What could be moved, with cost and gain.' })
  @Refuses('not_found')
  get(@CurrentActor() actor: Actor, @Param('poolId', { schema: idSchema('pool') }) poolId: string, @Query({ schema: query }) { moves }: z.output<typeof query>) {
    return this.queries.execute(new ProposeMoves(actor, poolId, moves));
  }
}
