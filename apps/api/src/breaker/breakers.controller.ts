import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import { type BreakerDetail, type BreakerView, GetBreaker, GetFlowStatus, ListBreakers, ReleaseBreaker, TripBreaker } from '#libs/breaker';
import type { Actor } from '#libs/kernel';

import { answerPage, Answers, CurrentActor, decodeCursor, IdempotencyKey, idSchema, OwnedBy, Public, Refuses, Scopes } from '../platform/index.js';
import { breakerDetail, breakerPage, breakerPosition, breakerQuery, breakerView, flowStatusView, releaseInput, tripInput } from './schemas.js';

const path = z.strictObject({ breakerId: idSchema('breaker') });
type Path = z.infer<typeof path>;

@Controller('v1/admin/breakers')
@ApiTags('administration')
@OwnedBy('platform')
export class BreakersController {
  constructor(private readonly commands: CommandBus, private readonly queries: QueryBus) {}

  @Get()
  @Scopes('admin')
  @ApiOperation({ operationId: 'listBreakers', summary: 'List what stopped', description: 'Payouts, exits, price steps and slashes beyond the limits of the rules, or stopped by hand.' })
  @Answers(200, breakerPage, { description: 'What is stopped, and what was, the latest first.' })
  async listBreakers(@CurrentActor() actor: Actor, @Query({ schema: breakerQuery }) { limit, cursor, open, search }: z.infer<typeof breakerQuery>) {
    return answerPage(await this.queries.execute(new ListBreakers(actor, { limit, open, search, before: decodeCursor(cursor, breakerPosition) })));
  }

  @Post()
  @Scopes('admin')
  @ApiOperation({ operationId: 'tripBreaker', summary: 'Stop something by hand' })
  @Answers(201, breakerView, { description: 'It is stopped until it is released.' })
  @Refuses('breaker_open', 'idempotency_key_reused')
  trip(@CurrentActor() actor: Actor, @Body({ schema: tripInput }) { subjectId = '', ...body }: z.infer<typeof tripInput>, @IdempotencyKey() key?: string): Promise<BreakerView> {
    return this.commands.execute(new TripBreaker(actor, { ...body, subjectId }, key));
  }

  @Get(':breakerId')
  @Scopes('admin')
  @ApiOperation({ operationId: 'getBreaker', summary: 'What stopped, and what waits behind it' })
  @Answers(200, breakerDetail, { description: 'The breaker.' })
  @Refuses('not_found')
  getBreaker(@CurrentActor() actor: Actor, @Param({ schema: path }) { breakerId }: Path): Promise<BreakerDetail> {
    return this.queries.execute(new GetBreaker(actor, breakerId));
  }

  @Post(':breakerId/release')
  @Scopes('admin')
  @ApiOperation({ operationId: 'releaseBreaker', summary: 'Let it go on', description: 'What waits goes on where it was, once; the window of the limit begins anew.' })
  @Answers(200, breakerView, { description: 'The breaker, released.' })
  @Refuses('not_found')
  release(@CurrentActor() actor: Actor, @Param({ schema: path }) { breakerId }: Path, @Body({ schema: releaseInput }) { reason }: z.infer<typeof releaseInput>): Promise<BreakerView> {
    return this.commands.execute(new ReleaseBreaker(actor, breakerId, reason));
  }
}

@Controller('v1/status/flows')
@ApiTags('status')
export class FlowStatusController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Public()
  @ApiOperation({ operationId: 'getFlowStatus', summary: 'Whether payouts, exits, price steps and slashes run' })
  @Answers(200, flowStatusView, { description: 'Each flow. It says of nobody that theirs is stopped.' })
  async getFlowStatus(): Promise<z.infer<typeof flowStatusView>> {
    return { flows: await this.queries.execute(new GetFlowStatus()) };
  }
}
