import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';

import type { Actor } from '#libs/kernel';
import { AppealSlash, GetSlash, ListOperatorFaults, ListSlashes, type SlashView } from '#libs/trust';

import { answerPage, Answers, CurrentActor, decodeCursor, OwnedBy, Refuses, Scopes } from '../platform/index.js';
import { appealInput, faultPage, faultQuery, slashDetail, slashPage, slashPath, slashQuery, slashView, trustPosition } from './schemas.js';

@Controller('v1/operator/faults')
@ApiTags('trust')
@OwnedBy('operator')
export class OperatorFaultsController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Scopes('inventory:read')
  @ApiOperation({ operationId: 'listOperatorFaults', summary: 'What you have to answer for' })
  @Answers(200, faultPage, { description: 'Faults, the latest first.' })
  async listFaults(@CurrentActor() actor: Actor, @Query({ schema: faultQuery }) { cursor, ...filter }: z.infer<typeof faultQuery>) {
    return answerPage(await this.queries.execute(new ListOperatorFaults(actor, { ...filter, after: decodeCursor(cursor, trustPosition) })));
  }
}

@Controller('v1/operator/slashes')
@ApiTags('trust')
@OwnedBy('operator')
export class SlashesController {
  constructor(private readonly commands: CommandBus, private readonly queries: QueryBus) {}

  @Get()
  @Scopes('earnings:read')
  @ApiOperation({ operationId: 'listSlashes', summary: 'What your faults cost' })
  @Answers(200, slashPage, { description: 'Slashes, the latest first.' })
  async listSlashes(@CurrentActor() actor: Actor, @Query({ schema: slashQuery }) { cursor, ...filter }: z.infer<typeof slashQuery>) {
    return answerPage(await this.queries.execute(new ListSlashes(actor, { ...filter, after: decodeCursor(cursor, trustPosition) })));
  }

  @Get(':slashId')
  @Scopes('earnings:read')
  @ApiOperation({ operationId: 'getSlash', summary: 'A slash, and the fault that it is for' })
  @Answers(200, slashDetail, { description: 'All that it follows from.' })
  @Refuses('not_found')
  getSlash(@CurrentActor() actor: Actor, @Param({ schema: slashPath }) { slashId }: z.infer<typeof slashPath>) {
    return this.queries.execute(new GetSlash(actor, slashId));
  }

  @Post(':slashId/appeal')
  @Scopes('inventory:write', 'earnings:read')
  @ApiOperation({
    operationId: 'appealSlash', summary: 'Appeal against a slash',
    description: 'Until it is due. It is not carried out then before an administrator has decided, and dropped when none does in time. Meanwhile nothing leaves your bond or your stake pool.',
  })
  @Answers(200, slashView, { description: 'The slash, appealed against. The same appeal again changes nothing.' })
  @Refuses('not_found', 'slash_not_pending')
  appeal(@CurrentActor() actor: Actor, @Param({ schema: slashPath }) { slashId }: z.infer<typeof slashPath>, @Body({ schema: appealInput }) { reason }: z.infer<typeof appealInput>): Promise<SlashView> {
    return this.commands.execute(new AppealSlash(actor, slashId, reason));
  }
}
