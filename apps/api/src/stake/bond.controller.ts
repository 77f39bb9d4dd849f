import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import type { Actor } from '#libs/kernel';
import { CreditOperator, type OperatorCreditView } from '#libs/ledger';
import { BondTokens, type BondView, GetBond, UnbondTokens } from '#libs/stake';

import { Answers, CurrentActor, IdempotencyKey, idSchema, OwnedBy, Refuses, Scopes } from '../platform/index.js';
import { bondInput, bondView, creditInput, creditView } from './schemas.js';

const path = z.strictObject({ operatorId: idSchema('operator') });

@Controller('v1/operator/bond')
@ApiTags('stake')
@OwnedBy('operator')
export class BondController {
  constructor(private readonly commands: CommandBus, private readonly queries: QueryBus) {}

  @Get()
  @Scopes('earnings:read')
  @ApiOperation({ operationId: 'getBond', summary: 'What you have at stake, and what you need' })
  @Answers(200, bondView, { description: 'Your bond.' })
  getBond(@CurrentActor() actor: Actor): Promise<BondView> {
    return this.queries.execute(new GetBond(actor));
  }

  @Post()
  @Scopes('inventory:write', 'earnings:read')
  @ApiOperation({ operationId: 'bondTokens', summary: 'Bond tokens out of your earnings' })
  @Answers(201, bondView, { description: 'Your bond as it is now.' })
  @Refuses('insufficient_earnings', 'account_frozen', 'idempotency_key_reused')
  bond(@CurrentActor() actor: Actor, @Body({ schema: bondInput }) { amount }: z.infer<typeof bondInput>, @IdempotencyKey() key?: string): Promise<BondView> {
    return this.commands.execute(new BondTokens(actor, amount, key));
  }

  @Post('unbondings')
  @Scopes('inventory:write', 'earnings:read')
  @ApiOperation({
    operationId: 'unbondTokens', summary: 'Begin to take tokens out of your bond',
    description: 'They stand behind no capacity from now on, and stay at stake for as long as the rules in force say; then they are earnings again. What claims hold needs its bond.',
  })
  @Answers(201, bondView, { description: 'Your bond as it is now.' })
  @Refuses('exceeds_bonded', 'bond_in_use', 'too_many_unbondings', 'idempotency_key_reused')
  unbond(@CurrentActor() actor: Actor, @Body({ schema: bondInput }) { amount }: z.infer<typeof bondInput>, @IdempotencyKey() key?: string): Promise<BondView> {
    return this.commands.execute(new UnbondTokens(actor, amount, key));
  }
}

@Controller('v1/admin/operators/:operatorId/deposits')
@ApiTags('administration')
@OwnedBy('platform')
export class OperatorDepositsController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  @Scopes('admin')
  @ApiOperation({ operationId: 'depositForOperator', summary: 'Issue tokens that an operator brought, for what it must have at stake' })
  @Answers(201, creditView, { description: 'The deposit, or the one that was made with this reference before. It is among the operator\'s earnings.' })
  @Refuses('not_found', 'key_reused', 'amount_out_of_range')
  deposit(@CurrentActor() actor: Actor, @Param({ schema: path }) { operatorId }: z.infer<typeof path>, @Body({ schema: creditInput }) { amount, reference }: z.infer<typeof creditInput>): Promise<OperatorCreditView> {
    return this.commands.execute(new CreditOperator(actor, operatorId, amount, reference));
  }
}
