import { Body, Controller, Get, Param, Post, Put, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import type { Actor } from '#libs/kernel';
import { ExitStake, GetStakePool, GetStakePosition, ListStakePools, type PositionView, SetStakeTerms, type StakePoolView, StakeTokens, TransferShares } from '#libs/stake';

import { answerPage, Answers, CurrentActor, decodeCursor, IdempotencyKey, idSchema, OwnedBy, Refuses, Scopes } from '../platform/index.js';
import { exitInput, positionView, shareTransferInput, stakeInput, stakePoolPage, stakePoolPosition, stakePoolQuery, stakePoolView, stakeTerms } from './schemas.js';

const path = z.strictObject({ stakePoolId: idSchema('stakePool') });
type Path = z.infer<typeof path>;

@Controller('v1/stake-pools')
@ApiTags('stake')
@OwnedBy('tenant')
export class StakeController {
  constructor(private readonly commands: CommandBus, private readonly queries: QueryBus) {}

  @Get()
  @Scopes('billing:read')
  @ApiOperation({ operationId: 'listStakePools', summary: 'List the pools that back operators', description: 'Each stands behind one operator; which one is not told, as nowhere else. With `positions=true` each says what you have there besides.' })
  @Answers(200, stakePoolPage, { description: 'Pools that may be backed.' })
  @Refuses('key_limited_to_project')
  async listPools(@CurrentActor() actor: Actor, @Query({ schema: stakePoolQuery }) { cursor, ...page }: z.infer<typeof stakePoolQuery>) {
    return answerPage(await this.queries.execute(new ListStakePools(actor, { ...page, after: decodeCursor(cursor, stakePoolPosition) })));
  }

  @Get(':stakePoolId')
  @Scopes('billing:read')
  @ApiOperation({ operationId: 'getStakePool', summary: 'A stake pool' })
  @Answers(200, stakePoolView, { description: 'Its terms, and what it has.' })
  @Refuses('not_found')
  getPool(@CurrentActor() actor: Actor, @Param({ schema: path }) { stakePoolId }: Path): Promise<StakePoolView> {
    return this.queries.execute(new GetStakePool(actor, stakePoolId));
  }

  @Get(':stakePoolId/position')
  @Scopes('billing:read')
  @ApiOperation({ operationId: 'getStakePosition', summary: 'What you have in a stake pool' })
  @Answers(200, positionView, { description: 'Your shares, and those on their way out.' })
  @Refuses('not_found', 'key_limited_to_project')
  getPosition(@CurrentActor() actor: Actor, @Param({ schema: path }) { stakePoolId }: Path): Promise<PositionView> {
    return this.queries.execute(new GetStakePosition(actor, stakePoolId));
  }

  @Post(':stakePoolId/deposits')
  @Scopes('billing:write')
  @ApiOperation({ operationId: 'stakeTokens', summary: 'Back an operator: tokens of your wallet for shares' })
  @Answers(201, positionView, { description: 'What you have now.' })
  @Refuses('not_found', 'stake_halted', 'stake_too_small', 'insufficient_stake_funds', 'account_frozen', 'amount_out_of_range', 'key_limited_to_project', 'idempotency_key_reused')
  stake(@CurrentActor() actor: Actor, @Param({ schema: path }) { stakePoolId }: Path, @Body({ schema: stakeInput }) { amount }: z.infer<typeof stakeInput>, @IdempotencyKey() key?: string): Promise<PositionView> {
    return this.commands.execute(new StakeTokens(actor, stakePoolId, amount, key));
  }

  @Post(':stakePoolId/exits')
  @Scopes('billing:write')
  @ApiOperation({
    operationId: 'exitStake', summary: 'Begin to leave with shares',
    description: 'They wait for as long as the rules in force say, and bear the pool\'s losses meanwhile. Then your wallet gets the lower of what they were worth when asked and what they are worth at the end.',
  })
  @Answers(201, positionView, { description: 'What you have now.' })
  @Refuses('not_found', 'exceeds_shares_held', 'too_many_exits', 'key_limited_to_project', 'idempotency_key_reused')
  exit(@CurrentActor() actor: Actor, @Param({ schema: path }) { stakePoolId }: Path, @Body({ schema: exitInput }) { shares }: z.infer<typeof exitInput>, @IdempotencyKey() key?: string): Promise<PositionView> {
    return this.commands.execute(new ExitStake(actor, stakePoolId, shares, key));
  }

  @Post(':stakePoolId/transfers')
  @Scopes('billing:write')
  @ApiOperation({ operationId: 'transferShares', summary: 'Give shares to another tenant' })
  @Answers(201, positionView, { description: 'What you have now.' })
  @Refuses('not_found', 'exceeds_shares_held', 'key_limited_to_project', 'idempotency_key_reused')
  transfer(@CurrentActor() actor: Actor, @Param({ schema: path }) { stakePoolId }: Path, @Body({ schema: shareTransferInput }) body: z.infer<typeof shareTransferInput>, @IdempotencyKey() key?: string): Promise<PositionView> {
    return this.commands.execute(new TransferShares(actor, stakePoolId, body, key));
  }
}

@Controller('v1/operator/stake-pool')
@ApiTags('stake')
@OwnedBy('operator')
export class OwnStakeController {
  constructor(private readonly commands: CommandBus, private readonly queries: QueryBus) {}

  @Get()
  @Scopes('earnings:read')
  @ApiOperation({ operationId: 'getOwnStakePool', summary: 'The pool that backs you' })
  @Answers(200, stakePoolView, { description: 'Its terms, and what it has.' })
  @Refuses('not_found')
  getPool(@CurrentActor() actor: Actor): Promise<StakePoolView> {
    return this.queries.execute(new GetStakePool(actor));
  }

  @Put('terms')
  @Scopes('inventory:write', 'earnings:read')
  @ApiOperation({
    operationId: 'setStakeTerms', summary: 'Say on which terms you may be backed; the first time, open the pool',
    description: 'Terms that are worse for whoever backs you hold after the notice that the rules ask for; better ones hold at once.',
  })
  @Answers(200, stakePoolView, { description: 'The pool, with the terms that hold and those that are to come.' })
  @Refuses('commission_too_high')
  setTerms(@CurrentActor() actor: Actor, @Body({ schema: stakeTerms }) body: z.infer<typeof stakeTerms>): Promise<StakePoolView> {
    return this.commands.execute(new SetStakeTerms(actor, body));
  }

  @Get('position')
  @Scopes('earnings:read')
  @ApiOperation({ operationId: 'getOwnStakePosition', summary: 'The shares that your commission brought you' })
  @Answers(200, positionView, { description: 'Your shares, and those on their way out.' })
  @Refuses('not_found')
  getPosition(@CurrentActor() actor: Actor): Promise<PositionView> {
    return this.queries.execute(new GetStakePosition(actor));
  }

  @Post('exits')
  @Scopes('inventory:write', 'earnings:read')
  @ApiOperation({ operationId: 'exitOwnStake', summary: 'Begin to leave with shares of your commission' })
  @Answers(201, positionView, { description: 'What you have now.' })
  @Refuses('not_found', 'exceeds_shares_held', 'too_many_exits', 'idempotency_key_reused')
  async exit(@CurrentActor() actor: Actor, @Body({ schema: exitInput }) { shares }: z.infer<typeof exitInput>, @IdempotencyKey() key?: string): Promise<PositionView> {
    const { id } = await this.queries.execute(new GetStakePool(actor));
    return this.commands.execute(new ExitStake(actor, id, shares, key));
  }
}
