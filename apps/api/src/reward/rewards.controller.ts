import { Controller, Get, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';

import type { Actor } from '#libs/kernel';
import { GetRewardFairness, ListRewardEpochs, ListRewards } from '#libs/reward';

import { answerPage, Answers, CurrentActor, decodeCursor, OwnedBy, Refuses, Scopes } from '../platform/index.js';
import { poolPath, rewardEpochPage, rewardFairness, rewardPage, rewardPosition, rewardQuery } from './schemas.js';

@Controller('v1/operator/rewards')
@ApiTags('trust')
@OwnedBy('operator')
export class RewardsController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Scopes('earnings:read')
  @ApiOperation({ operationId: 'listRewards', summary: 'What your idle capacity got', description: 'For each hour in which it stood ready, of its pool\'s treasury, by `reward` of the rules. It is among your earnings.' })
  @Answers(200, rewardPage, { description: 'The latest first.' })
  async list(@CurrentActor() actor: Actor, @Query({ schema: rewardQuery }) { cursor, limit }: z.infer<typeof rewardQuery>) {
    return answerPage(await this.queries.execute(new ListRewards(actor, { limit, after: decodeCursor(cursor, rewardPosition) })));
  }
}

@Controller('v1/admin/pools/:poolId')
@ApiTags('administration')
@OwnedBy('platform')
export class RewardsAdminController {
  constructor(private readonly queries: QueryBus) {}

  @Get('rewards')
  @Scopes('admin')
  @ApiOperation({ operationId: 'listRewardEpochs', summary: 'What a pool\'s treasury paid for idle capacity' })
  @Answers(200, rewardEpochPage, { description: 'Hours, the latest first.' })
  @Refuses('not_found')
  async list(@CurrentActor() actor: Actor, @Param({ schema: poolPath }) { poolId }: z.infer<typeof poolPath>, @Query({ schema: rewardQuery }) { cursor, limit }: z.infer<typeof rewardQuery>) {
    return answerPage(await this.queries.execute(new ListRewardEpochs(actor, poolId, { limit, after: decodeCursor(cursor, rewardPosition) })));
  }

  @Get('reward-fairness')
  @Scopes('admin')
  @ApiOperation({ operationId: 'getRewardFairness', summary: 'Who got much of a pool\'s rewards for little work' })
  @Answers(200, rewardFairness, { description: 'Of the last thirty days, in steps of a tenth.' })
  @Refuses('not_found')
  fairness(@CurrentActor() actor: Actor, @Param({ schema: poolPath }) { poolId }: z.infer<typeof poolPath>) {
    return this.queries.execute(new GetRewardFairness(actor, poolId));
  }
}
