import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import type { Actor } from '#libs/kernel';
import { AnswerDifference, type DifferenceView, ListDifferences, RaiseDifference } from '#libs/ledger';

import { answerPage, Answers, CurrentActor, decodeCursor, OwnedBy, queryInteger, Refuses, Scopes } from '../platform/index.js';
import { differencePage, differenceQuery, differenceView, raisedInput, reasonInput } from './ledger-schemas.js';

const path = z.strictObject({ differenceId: queryInteger(1, 999_999_999_999_999) });

@Controller('v1/admin/ledger/differences')
@ApiTags('administration')
@OwnedBy('platform')
export class DifferencesController {
  constructor(private readonly commands: CommandBus, private readonly queries: QueryBus) {}

  @Get()
  @Scopes('admin')
  @Answers(200, differencePage, { description: 'What reconciliation found and people raised, the newest first. While one is open, nothing is paid out of its account.' })
  async listDifferences(@Query({ schema: differenceQuery }) { limit, cursor, open }: z.infer<typeof differenceQuery>) {
    return answerPage(await this.queries.execute(new ListDifferences({ limit, open, before: decodeCursor(cursor, z.int().min(1)) })));
  }

  @Post()
  @ApiOperation({ summary: 'Raise a difference', description: 'Payouts of the account stop until somebody resolves it.' })
  @Scopes('admin')
  @Answers(201, differenceView, { description: 'The difference; the open one with a further note, when it was raised before.' })
  @Refuses('not_found')
  raiseDifference(@CurrentActor() actor: Actor, @Body({ schema: raisedInput }) { reason, ...account }: z.infer<typeof raisedInput>): Promise<DifferenceView> {
    return this.commands.execute(new RaiseDifference(actor, account, reason));
  }

  @Post(':differenceId/acknowledgement')
  @Scopes('admin')
  @Answers(200, differenceView, { description: 'The difference, with the note that somebody has seen it. Payouts stay stopped.' })
  @Refuses('not_found', 'difference_ended')
  acknowledgeDifference(@CurrentActor() actor: Actor, @Param({ schema: path }) { differenceId }: z.infer<typeof path>, @Body({ schema: reasonInput }) { reason }: z.infer<typeof reasonInput>): Promise<DifferenceView> {
    return this.commands.execute(new AnswerDifference(actor, differenceId, 'acknowledged', reason));
  }

  @Post(':differenceId/resolution')
  @Scopes('admin')
  @Answers(200, differenceView, { description: 'The difference, ended: payouts go on, unless the account has another. What is still found is not raised again unless it changes.' })
  @Refuses('not_found', 'difference_ended')
  resolveDifference(@CurrentActor() actor: Actor, @Param({ schema: path }) { differenceId }: z.infer<typeof path>, @Body({ schema: reasonInput }) { reason }: z.infer<typeof reasonInput>): Promise<DifferenceView> {
    return this.commands.execute(new AnswerDifference(actor, differenceId, 'resolved', reason));
  }
}
