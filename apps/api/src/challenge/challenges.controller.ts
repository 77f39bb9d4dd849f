import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';

import { ListChallenges } from '#libs/challenge';
import type { Actor } from '#libs/kernel';

import { answerPage, Answers, CurrentActor, decodeCursor, OwnedBy, Scopes } from '../platform/index.js';
import { adminChallengeQuery, challengePage, challengePosition, challengeQuery, deviceChallengePage, networkChallengePage } from './schemas.js';

@Controller('v1/operator/challenges')
@ApiTags('trust')
@OwnedBy('operator')
export class ChallengesController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Scopes('inventory:read')
  @ApiOperation({ operationId: 'listChallenges', summary: 'How your idle capacity proved itself', description: 'Challenges that are over. One that runs looks like any tenant\'s lease, and is not told of.' })
  @Answers(200, challengePage, { description: 'The latest first.' })
  async list(@CurrentActor() actor: Actor, @Query({ schema: challengeQuery }) { cursor, limit }: z.infer<typeof challengeQuery>) {
    return answerPage(await this.queries.execute(new ListChallenges(actor, { of: 'compute', limit, before: decodeCursor(cursor, challengePosition) })));
  }
}

@Controller('v1/admin/challenges')
@ApiTags('administration')
@OwnedBy('platform')
export class ChallengesAdminController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Scopes('admin')
  @ApiOperation({ operationId: 'listAllChallenges', summary: 'How operators\' idle capacity proved itself' })
  @Answers(200, challengePage, { description: 'Challenges that are over, the latest first.' })
  async list(@CurrentActor() actor: Actor, @Query({ schema: adminChallengeQuery }) { cursor, limit, operatorId }: z.infer<typeof adminChallengeQuery>) {
    return answerPage(await this.queries.execute(new ListChallenges(actor, { of: 'compute', limit, operatorId, before: decodeCursor(cursor, challengePosition) })));
  }
}

@Controller('v1/operator/device-challenges')
@ApiTags('trust')
@OwnedBy('operator')
export class DeviceChallengesController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Scopes('inventory:read')
  @ApiOperation({ operationId: 'listDeviceChallenges', summary: 'How your volumes proved themselves', description: 'Challenges that are over. One that runs looks like any tenant\'s lease, and is not told of.' })
  @Answers(200, deviceChallengePage, { description: 'The latest first.' })
  async list(@CurrentActor() actor: Actor, @Query({ schema: challengeQuery }) { cursor, limit }: z.infer<typeof challengeQuery>) {
    return answerPage(await this.queries.execute(new ListChallenges(actor, { of: 'devices', limit, before: decodeCursor(cursor, challengePosition) })));
  }
}

@Controller('v1/admin/device-challenges')
@ApiTags('administration')
@OwnedBy('platform')
export class DeviceChallengesAdminController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Scopes('admin')
  @ApiOperation({ operationId: 'listAllDeviceChallenges', summary: 'How operators\' volumes proved themselves' })
  @Answers(200, deviceChallengePage, { description: 'Challenges that are over, the latest first.' })
  async list(@CurrentActor() actor: Actor, @Query({ schema: adminChallengeQuery }) { cursor, limit, operatorId }: z.infer<typeof adminChallengeQuery>) {
    return answerPage(await this.queries.execute(new ListChallenges(actor, { of: 'devices', limit, operatorId, before: decodeCursor(cursor, challengePosition) })));
  }
}

@Controller('v1/operator/network-challenges')
@ApiTags('trust')
@OwnedBy('operator')
export class NetworkChallengesController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Scopes('inventory:read')
  @ApiOperation({ operationId: 'listNetworkChallenges', summary: 'How your networks proved themselves', description: 'Challenges that are over. One that runs looks like any tenant\'s lease, and is not told of.' })
  @Answers(200, networkChallengePage, { description: 'The latest first.' })
  async list(@CurrentActor() actor: Actor, @Query({ schema: challengeQuery }) { cursor, limit }: z.infer<typeof challengeQuery>) {
    return answerPage(await this.queries.execute(new ListChallenges(actor, { of: 'network', limit, before: decodeCursor(cursor, challengePosition) })));
  }
}

@Controller('v1/admin/network-challenges')
@ApiTags('administration')
@OwnedBy('platform')
export class NetworkChallengesAdminController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Scopes('admin')
  @ApiOperation({ operationId: 'listAllNetworkChallenges', summary: 'How operators\' networks proved themselves' })
  @Answers(200, networkChallengePage, { description: 'Challenges that are over, the latest first.' })
  async list(@CurrentActor() actor: Actor, @Query({ schema: adminChallengeQuery }) { cursor, limit, operatorId }: z.infer<typeof adminChallengeQuery>) {
    return answerPage(await this.queries.execute(new ListChallenges(actor, { of: 'network', limit, operatorId, before: decodeCursor(cursor, challengePosition) })));
  }
}
