import { Body, Controller, Get, Post } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import type { Actor } from '#libs/kernel';
import { BackDiversified, type DiversifiedPoolView, type DiversifiedPositionView, ExitDiversified, GetDiversifiedPool, GetDiversifiedPosition, TransferDiversified } from '#libs/stake';

import { Answers, CurrentActor, IdempotencyKey, OwnedBy, Refuses, Scopes } from '../platform/index.js';
import { diversifiedPoolView, diversifiedPositionView, exitInput, shareTransferInput, stakeInput } from './schemas.js';

@Controller('v1/diversified-pool')
@ApiTags('stake')
@OwnedBy('tenant')
export class DiversifiedController {
  constructor(private readonly commands: CommandBus, private readonly queries: QueryBus) {}

  @Get()
  @Scopes('billing:read')
  @ApiOperation({ operationId: 'getDiversifiedPool', summary: 'The pool that backs many operators', description: 'It divides what it has over stake pools, under caps for each operator and for operators that belong together. Which those are is not told, as nowhere else.' })
  @Answers(200, diversifiedPoolView, { description: 'What it has, and where.' })
  getPool(): Promise<DiversifiedPoolView> {
    return this.queries.execute(new GetDiversifiedPool());
  }

  @Get('position')
  @Scopes('billing:read')
  @ApiOperation({ operationId: 'getDiversifiedPosition', summary: 'What you have in the diversified pool' })
  @Answers(200, diversifiedPositionView, { description: 'Your shares, and those on their way out.' })
  @Refuses('key_limited_to_project')
  getPosition(@CurrentActor() actor: Actor): Promise<DiversifiedPositionView> {
    return this.queries.execute(new GetDiversifiedPosition(actor));
  }

  @Post('deposits')
  @Scopes('billing:write')
  @ApiOperation({ operationId: 'backDiversified', summary: 'Back many operators: tokens of your wallet for shares' })
  @Answers(201, diversifiedPositionView, { description: 'What you have now.' })
  @Refuses('stake_halted', 'stake_too_small', 'insufficient_stake_funds', 'account_frozen', 'amount_out_of_range', 'key_limited_to_project', 'idempotency_key_reused')
  back(@CurrentActor() actor: Actor, @Body({ schema: stakeInput }) { amount }: z.infer<typeof stakeInput>, @IdempotencyKey() key?: string): Promise<DiversifiedPositionView> {
    return this.commands.execute(new BackDiversified(actor, amount, key));
  }

  @Post('exits')
  @Scopes('billing:write')
  @ApiOperation({
    operationId: 'exitDiversified', summary: 'Begin to leave the diversified pool with shares',
    description: 'They wait until the stake pools can have paid for them by the rules in force, and bear losses meanwhile. Then your wallet gets the lower of what they were worth when asked and what they are worth at the end, the first who asked first.',
  })
  @Answers(201, diversifiedPositionView, { description: 'What you have now.' })
  @Refuses('exceeds_shares_held', 'too_many_exits', 'key_limited_to_project', 'idempotency_key_reused')
  exit(@CurrentActor() actor: Actor, @Body({ schema: exitInput }) { shares }: z.infer<typeof exitInput>, @IdempotencyKey() key?: string): Promise<DiversifiedPositionView> {
    return this.commands.execute(new ExitDiversified(actor, shares, key));
  }

  @Post('transfers')
  @Scopes('billing:write')
  @ApiOperation({ operationId: 'transferDiversified', summary: 'Give shares of the diversified pool to another tenant' })
  @Answers(201, diversifiedPositionView, { description: 'What you have now.' })
  @Refuses('not_found', 'exceeds_shares_held', 'key_limited_to_project', 'idempotency_key_reused')
  transfer(@CurrentActor() actor: Actor, @Body({ schema: shareTransferInput }) body: z.infer<typeof shareTransferInput>, @IdempotencyKey() key?: string): Promise<DiversifiedPositionView> {
    return this.commands.execute(new TransferDiversified(actor, body, key));
  }
}
