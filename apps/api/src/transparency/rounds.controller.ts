import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';

import type { Actor } from '#libs/kernel';
import { ListLeaseRounds, ListRounds } from '#libs/placement';
import { GetRoundInputs, GetRoundProof, ReplayPlacementRound, type ReplayView } from '#libs/transparency';

import { answerPage, Answers, CurrentActor, decodeCursor, idSchema, OwnedBy, Refuses, Scopes } from '../platform/index.js';
import { leaseRounds, replayView, roundInputs, roundPage, roundPosition, roundProof, roundProofQuery, roundQuery } from './schemas.js';

const roundPath = z.strictObject({ roundId: idSchema('round') });
const leasePath = z.strictObject({ leaseId: idSchema('lease') });

@Controller('v1/admin/placement-rounds')
@ApiTags('administration')
@OwnedBy('platform')
export class RoundsController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @ApiOperation({ operationId: 'listPlacementRounds', summary: 'List scheduling rounds that can be replayed' })
  @Scopes('admin')
  @Answers(200, roundPage, { description: 'Rounds of a pool that wrote anything, the latest first.' })
  async list(@CurrentActor() actor: Actor, @Query({ schema: roundQuery }) { poolId, limit, cursor }: z.infer<typeof roundQuery>) {
    const before = decodeCursor(cursor, roundPosition);
    return answerPage(await this.queries.execute(new ListRounds(actor, poolId, { limit, before: before === undefined ? undefined : BigInt(before) })));
  }

  @Get(':roundId/replay')
  @ApiOperation({
    operationId: 'replayPlacementRound', summary: 'Decide a scheduling round again',
    description: 'From what is kept of it: hosts, market, requests, policy and seed. Says whether each is what was committed to, and whether the plan comes out the same, byte for byte.',
  })
  @Scopes('admin')
  @Answers(200, replayView, { description: 'What came of it.' })
  @Refuses('not_found')
  replay(@CurrentActor() actor: Actor, @Param({ schema: roundPath }) { roundId }: z.infer<typeof roundPath>): Promise<ReplayView> {
    return this.queries.execute(new ReplayPlacementRound(actor, roundId));
  }

  @Get(':roundId/inputs')
  @ApiOperation({ operationId: 'getPlacementRoundInputs', summary: 'Download what a scheduling round was decided by' })
  @Scopes('admin')
  @Answers(200, roundInputs, { description: 'Canonical JSON; amounts are objects with `$bigint`.' })
  @Refuses('not_found')
  async inputs(@CurrentActor() actor: Actor, @Param({ schema: roundPath }) { roundId }: z.infer<typeof roundPath>, @Res() reply: FastifyReply): Promise<void> {
    const text = await this.queries.execute(new GetRoundInputs(actor, roundId));
    await reply.header('content-type', 'application/json; charset=utf-8').send(text);
  }
}

@Controller('v1/leases')
@ApiTags('leases')
@OwnedBy('tenant')
export class LeaseRoundsController {
  constructor(private readonly queries: QueryBus) {}

  @Get(':leaseId/placement-rounds')
  @ApiOperation({ operationId: 'listLeaseRounds', summary: 'Read what scheduling rounds decided about a lease' })
  @Scopes('leases:read')
  @Answers(200, leaseRounds, { description: 'The last of them, the latest first.' })
  @Refuses('not_found')
  async rounds(@CurrentActor() actor: Actor, @Param({ schema: leasePath }) { leaseId }: z.infer<typeof leasePath>) {
    return { items: await this.queries.execute(new ListLeaseRounds(actor, leaseId)) };
  }

  @Get(':leaseId/placement-proof')
  @ApiOperation({
    operationId: 'getPlacementProof', summary: 'Prove by which policy a lease was decided about',
    description: 'The round is a leaf of the log, its seed was fixed before, and the request is in it as it was made. `weir verify` checks it without a network.',
  })
  @Scopes('leases:read')
  @Answers(200, roundProof, { description: 'The proof.' })
  @Refuses('not_found', 'round_not_logged')
  proof(@CurrentActor() actor: Actor, @Param({ schema: leasePath }) { leaseId }: z.infer<typeof leasePath>, @Query({ schema: roundProofQuery }) { roundId }: z.infer<typeof roundProofQuery>) {
    return this.queries.execute(new GetRoundProof(actor, leaseId, roundId)) as unknown as Promise<z.infer<typeof roundProof>>;
  }
}
