import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';

import type { Actor } from '#libs/kernel';
import { DecideOnSlash, GetSlash, ListOperatorFaults, ListSlashes, type OperatorFaultView, ReportFault, type SlashView } from '#libs/trust';

import { answerPage, Answers, CurrentActor, decodeCursor, IdempotencyKey, OwnedBy, Refuses, Scopes } from '../platform/index.js';
import { adminFaultQuery, adminSlashQuery, faultPage, faultView, reportedFault, slashDecisionInput, slashDetail, slashPage, slashPath, slashView, trustPosition } from './schemas.js';

@Controller('v1/admin')
@ApiTags('administration')
@OwnedBy('platform')
export class TrustAdminController {
  constructor(private readonly commands: CommandBus, private readonly queries: QueryBus) {}

  @Get('faults')
  @Scopes('admin')
  @ApiOperation({ operationId: 'listAllFaults', summary: 'What operators have to answer for' })
  @Answers(200, faultPage, { description: 'Faults, the latest first.' })
  async listFaults(@CurrentActor() actor: Actor, @Query({ schema: adminFaultQuery }) { cursor, ...filter }: z.infer<typeof adminFaultQuery>) {
    return answerPage(await this.queries.execute(new ListOperatorFaults(actor, { ...filter, after: decodeCursor(cursor, trustPosition) })));
  }

  @Post('faults')
  @Scopes('admin')
  @ApiOperation({ operationId: 'reportFault', summary: 'Record that a host is not what it is offered as', description: 'For what the product does not see by itself. It costs what the rules say, once its operator had the time to appeal.' })
  @Answers(201, faultView, { description: 'The fault.' })
  @Refuses('not_found', 'idempotency_key_reused')
  report(@CurrentActor() actor: Actor, @Body({ schema: reportedFault }) body: z.infer<typeof reportedFault>, @IdempotencyKey() key?: string): Promise<OperatorFaultView> {
    return this.commands.execute(new ReportFault(actor, body, key));
  }

  @Get('slashes')
  @Scopes('admin')
  @ApiOperation({ operationId: 'listAllSlashes', summary: 'What faults cost; `?state=appealed` waits for you' })
  @Answers(200, slashPage, { description: 'Slashes, the latest first.' })
  async listSlashes(@CurrentActor() actor: Actor, @Query({ schema: adminSlashQuery }) { cursor, ...filter }: z.infer<typeof adminSlashQuery>) {
    return answerPage(await this.queries.execute(new ListSlashes(actor, { ...filter, after: decodeCursor(cursor, trustPosition) })));
  }

  @Get('slashes/:slashId')
  @Scopes('admin')
  @ApiOperation({ operationId: 'getAnySlash', summary: 'A slash, and the fault that it is for' })
  @Answers(200, slashDetail, { description: 'All that it follows from.' })
  @Refuses('not_found')
  getSlash(@CurrentActor() actor: Actor, @Param({ schema: slashPath }) { slashId }: z.infer<typeof slashPath>) {
    return this.queries.execute(new GetSlash(actor, slashId));
  }

  @Post('slashes/:slashId/decision')
  @Scopes('admin')
  @ApiOperation({ operationId: 'decideOnSlash', summary: 'Uphold a slash that was appealed against, or forgive one', description: 'For good. What is upheld is carried out at once.' })
  @Answers(200, slashView, { description: 'The slash as it is now. The same decision again changes nothing.' })
  @Refuses('not_found', 'slash_not_pending', 'slash_not_appealed')
  decide(@CurrentActor() actor: Actor, @Param({ schema: slashPath }) { slashId }: z.infer<typeof slashPath>, @Body({ schema: slashDecisionInput }) body: z.infer<typeof slashDecisionInput>): Promise<SlashView> {
    return this.commands.execute(new DecideOnSlash(actor, slashId, body));
  }
}
