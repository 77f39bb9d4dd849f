import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import type { Actor } from '#libs/kernel';
import { MoveReplicas, ProposeMoves } from '#libs/placement';

import { Answers, CurrentActor, idSchema, OwnedBy, queryInteger, Refuses, Scopes } from '../platform/index.js';

const count = z.int().min(0);
const query = z.strictObject({ moves: queryInteger(1, 1_000).default(50).meta({ description: 'At most so many replicas are proposed to move.' }) });
const amount = z.object({ resourceClass: z.string(), variant: z.string(), amount: count });
const gain = z.object({ hosts: count.meta({ description: 'Hosts that would be empty.' }), gpus: count.meta({ description: 'GPUs that nothing would be on, less those that would be taken.' }) });
const proposed = z.array(z.object({
  hostId: idSchema('host').meta({ description: 'The host that would be empty, or have more whole GPUs free.' }),
  gain,
  cost: z.object({ replicas: count, spotReplicas: count, heldTwice: z.array(amount).meta({ description: 'Held twice until the replicas run elsewhere: each is started anew before the one that runs ends.' }) }),
  moves: z.array(z.object({
    leaseId: idSchema('lease'), replica: count, claimId: idSchema('claim'), isSpot: z.boolean(), fromHostId: idSchema('host'), toHostId: idSchema('host'),
    resources: z.array(amount.extend({ devices: z.array(z.object({ index: count, milli: count })).optional() })),
  })),
})).meta({ description: 'Each is worth it by itself. The cheapest first: spot replicas, then those with least to move.' });
const proposals = z.object({ gain, replicas: count.meta({ description: 'Replicas that would move.' }), proposals: proposed }).meta({ id: 'ProposedMoves' });
const body = z.strictObject({ moves: z.int().min(1).max(1_000).default(50).meta({ description: 'At most so many replicas are told to move.' }) }).meta({ id: 'MovesRequest' });
const begunMoves = z.object({ begun: proposed }).meta({ id: 'BegunMoves' });

@Controller('v1/admin/pools')
@ApiTags('administration')
@OwnedBy('platform')
export class RebalanceController {
  constructor(private readonly queries: QueryBus, private readonly commands: CommandBus) {}

  @Get(':poolId/rebalance')
  @ApiOperation({
    operationId: 'proposeMoves', summary: 'See which moves would free whole hosts and GPUs',
    description: 'Moves of replicas without volumes, by the filters and scores of any placement, with room for all of them at once. Left alone: leases that are told to go or end within the hour, or are short of a replica. Of each lease at most one replica. Nothing is moved by it.',
  })
  @Scopes('admin')
  @Answers(200, proposals, { description: 'What could be moved, with cost and gain.' })
  @Refuses('not_found')
  get(@CurrentActor() actor: Actor, @Param('poolId', { schema: idSchema('pool') }) poolId: string, @Query({ schema: query }) { moves }: z.output<typeof query>) {
    return this.queries.execute(new ProposeMoves(actor, poolId, moves));
  }

  @Post(':poolId/rebalance')
  @ApiOperation({
    operationId: 'moveReplicas', summary: 'Have the moves made that free whole hosts and GPUs',
    description: 'What would be proposed now. Each replica is made ready on its new host before the one that runs ends, and is charged once; one for which that takes more than half an hour stays. Asked again, what is on the move is left alone. `rebalanceMoves` of the pool has this done without being asked for.',
  })
  @Scopes('admin')
  @Answers(200, begunMoves, { description: 'What was begun.' })
  @Refuses('not_found')
  move(@CurrentActor() actor: Actor, @Param('poolId', { schema: idSchema('pool') }) poolId: string, @Body({ schema: body }) { moves }: z.output<typeof body>) {
    return this.commands.execute(new MoveReplicas(actor, poolId, moves));
  }
}
