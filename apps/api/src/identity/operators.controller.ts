import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import { ChangeOperator, CreateKey, CreateOperator, GetOperator, type IssuedKey, ListOperators, type OperatorView } from '#libs/identity';
import type { Actor } from '#libs/kernel';

import { answerPage, Answers, createdPage, CurrentActor, foundQuery, IdempotencyKey, idSchema, OwnedBy, Refuses, Scopes } from '../platform/index.js';
import { issuedKey, keyInput, newOperator, operatorChange, operatorInput, operatorPage, operatorView } from './schemas.js';

const path = z.strictObject({ operatorId: idSchema('operator') });
const listQuery = foundQuery('Part of the name, or the beginning of the id', 'rhine');

@Controller('v1/admin/operators')
@ApiTags('platform')
@OwnedBy('platform')
export class OperatorsController {
  constructor(private readonly commands: CommandBus, private readonly queries: QueryBus) {}

  @Get()
  @Scopes('admin')
  @Answers(200, operatorPage, { description: 'Operators, the oldest first.' })
  async listOperators(@Query({ schema: listQuery }) query: z.infer<typeof listQuery>) {
    return answerPage(await this.queries.execute(new ListOperators(createdPage(query))));
  }

  @Post()
  @Scopes('admin')
  @Answers(201, newOperator, { description: 'The new operator and its first key.' })
  @Refuses('name_taken', 'idempotency_key_reused')
  createOperator(@CurrentActor() actor: Actor, @Body({ schema: operatorInput }) input: z.infer<typeof operatorInput>, @IdempotencyKey() key?: string) {
    return this.commands.execute(new CreateOperator(actor, input, key));
  }

  @Get(':operatorId')
  @Scopes('admin')
  @Answers(200, operatorView, { description: 'The operator.' })
  @Refuses('not_found')
  getOperator(@Param({ schema: path }) { operatorId }: z.infer<typeof path>): Promise<OperatorView> {
    return this.queries.execute(new GetOperator(operatorId));
  }

  @Patch(':operatorId')
  @Scopes('admin')
  @Answers(200, operatorView, { description: 'The operator, changed: placement heeds it from its next round on, and moves nothing for it.' })
  @Refuses('not_found')
  changeOperator(
    @CurrentActor() actor: Actor, @Param({ schema: path }) { operatorId }: z.infer<typeof path>, @Body({ schema: operatorChange }) change: z.infer<typeof operatorChange>,
  ): Promise<OperatorView> {
    return this.commands.execute(new ChangeOperator(actor, operatorId, change));
  }

  @Post(':operatorId/keys')
  @Scopes('admin')
  @Answers(201, issuedKey, { description: 'The new key. Its secret is shown this once.' })
  @Refuses('not_found', 'scopes_exceeded', 'idempotency_key_reused')
  createKeyForOperator(
    @CurrentActor() actor: Actor,
    @Param({ schema: path }) { operatorId }: z.infer<typeof path>,
    @Body({ schema: keyInput }) input: z.infer<typeof keyInput>,
    @IdempotencyKey() key?: string,
  ): Promise<IssuedKey> {
    return this.commands.execute(new CreateKey(actor, input, key, { type: 'operator', id: operatorId }));
  }
}
