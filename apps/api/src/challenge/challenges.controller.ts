import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';

import { ListChallenges, type VerdictsAsked } from '#libs/challenge';
import type { Actor } from '#libs/kernel';

import { answerPage, Answers, CurrentActor, decodeCursor, OwnedBy, Scopes } from '../platform/index.js';
import { adminChallengeQuery, challengePage, challengePosition, challengeQuery, deviceChallengePage, gpuChallengePage, networkChallengePage } from './schemas.js';

interface Lists {
  of: VerdictsAsked['of'];
  /** The last part of their paths, and what of their names says what they are of. */
  path: string;
  name: string;
  /** What proved itself. */
  what: string;
  page: Parameters<typeof Answers>[1];
}

/** The lists of one kind of challenges: an operator's own, and of all for administrators. */
function listsOf({ of, path, name, what, page }: Lists) {
  @Controller(`v1/operator/${path}`)
  @ApiTags('trust')
  @OwnedBy('operator')
  class OwnChallengesController {
    constructor(private readonly queries: QueryBus) {}

    @Get()
    @Scopes('inventory:read')
    @ApiOperation({ operationId: `list${name}Challenges`, summary: `How your ${what} proved ${of === 'compute' ? 'itself' : 'themselves'}`, description: 'Challenges that are over. One that runs looks like any tenant\'s lease, and is not told of.' })
    @Answers(200, page, { description: 'The latest first.' })
    async list(@CurrentActor() actor: Actor, @Query({ schema: challengeQuery }) { cursor, limit }: z.infer<typeof challengeQuery>) {
      return answerPage(await this.queries.execute(new ListChallenges(actor, { of, limit, before: decodeCursor(cursor, challengePosition) })));
    }
  }

  @Controller(`v1/admin/${path}`)
  @ApiTags('administration')
  @OwnedBy('platform')
  class AllChallengesController {
    constructor(private readonly queries: QueryBus) {}

    @Get()
    @Scopes('admin')
    @ApiOperation({ operationId: `listAll${name}Challenges`, summary: `How operators' ${what} proved ${of === 'compute' ? 'itself' : 'themselves'}` })
    @Answers(200, page, { description: 'Challenges that are over, the latest first.' })
    async list(@CurrentActor() actor: Actor, @Query({ schema: adminChallengeQuery }) { cursor, limit, operatorId }: z.infer<typeof adminChallengeQuery>) {
      return answerPage(await this.queries.execute(new ListChallenges(actor, { of, limit, operatorId, before: decodeCursor(cursor, challengePosition) })));
    }
  }
  return [OwnChallengesController, AllChallengesController];
}

export const challengeControllers = [
  ...listsOf({ of: 'compute', path: 'challenges', name: '', what: 'idle capacity', page: challengePage }),
  ...listsOf({ of: 'devices', path: 'device-challenges', name: 'Device', what: 'volumes', page: deviceChallengePage }),
  ...listsOf({ of: 'network', path: 'network-challenges', name: 'Network', what: 'networks', page: networkChallengePage }),
  ...listsOf({ of: 'gpu', path: 'gpu-challenges', name: 'Gpu', what: 'GPUs', page: gpuChallengePage }),
];
