import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import type { Actor } from '#libs/kernel';
import { GetRules, ListRules, ProposeRules, type RuleSetView, WithdrawRules } from '#libs/rules';

import { answerPage, Answers, CurrentActor, decodeCursor, IdempotencyKey, OwnedBy, pageQuery, queryInteger, Refuses, Scopes } from '../platform/index.js';
import { proposalInput, ruleSetPage, ruleSetPosition, ruleSetView, withdrawalInput } from './schemas.js';

const path = z.strictObject({ version: queryInteger(1, 2_147_483_647) });

@Controller('v1/rules')
@ApiTags('rules')
@OwnedBy('tenant', 'operator', 'platform')
export class RulesController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @ApiOperation({
    operationId: 'getRules', summary: 'The rules in force',
    description: 'All parameters that everybody goes by, in versions that are signed and are leaves of the log. A new version is published before it holds, for as long as the rules in force say.',
  })
  @Answers(200, ruleSetView, { description: 'The version that holds.' })
  getRules(): Promise<RuleSetView> {
    return this.queries.execute(new GetRules());
  }

  @Get('versions')
  @ApiOperation({ operationId: 'listRules', summary: 'List versions of the rules' })
  @Answers(200, ruleSetPage, { description: 'Versions, the latest first: those that wait, the one that holds, those before.' })
  async listRules(@Query({ schema: pageQuery }) { limit, cursor }: z.infer<typeof pageQuery>) {
    return answerPage(await this.queries.execute(new ListRules({ limit, before: decodeCursor(cursor, ruleSetPosition) })));
  }

  @Get('versions/:version')
  @ApiOperation({ operationId: 'getRulesVersion', summary: 'One version of the rules' })
  @Answers(200, ruleSetView, { description: 'The version.' })
  @Refuses('not_found')
  getVersion(@Param({ schema: path }) { version }: z.infer<typeof path>): Promise<RuleSetView> {
    return this.queries.execute(new GetRules(version));
  }
}

@Controller('v1/admin/rules')
@ApiTags('administration')
@OwnedBy('platform')
export class ChangeRulesController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  @Scopes('admin')
  @ApiOperation({ operationId: 'proposeRules', summary: 'Publish the next version of the rules' })
  @Answers(201, ruleSetView, { description: 'The version. It holds once the delay is over.' })
  @Refuses('invalid_rules', 'rules_too_soon', 'rules_out_of_order', 'too_many_proposals', 'idempotency_key_reused')
  propose(@CurrentActor() actor: Actor, @Body({ schema: proposalInput }) body: z.infer<typeof proposalInput>, @IdempotencyKey() key?: string): Promise<RuleSetView> {
    return this.commands.execute(new ProposeRules(actor, body, key));
  }

  @Post(':version/withdrawal')
  @Scopes('admin')
  @ApiOperation({ operationId: 'withdrawRules', summary: 'Withdraw a version before it holds' })
  @Answers(200, ruleSetView, { description: 'The version, withdrawn.' })
  @Refuses('not_found', 'rules_in_force')
  withdraw(@CurrentActor() actor: Actor, @Param({ schema: path }) { version }: z.infer<typeof path>, @Body({ schema: withdrawalInput }) { reason }: z.infer<typeof withdrawalInput>): Promise<RuleSetView> {
    return this.commands.execute(new WithdrawRules(actor, version, reason));
  }
}
