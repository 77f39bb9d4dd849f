import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import { type ReversalView, ReverseTransfer } from '#libs/billing';
import { type Actor, CLOCK, type Clock } from '#libs/kernel';
import { GetTransfer, ListTransfers, type TransferView } from '#libs/ledger';

import { answerPage, Answers, CurrentActor, decodeCursor, IdempotencyKey, idSchema, OwnedBy, Refuses, Scopes } from '../platform/index.js';
import { movementCursor, movementPage, movementQuery, reasonInput, reversalView, transferView } from './ledger-schemas.js';

const path = z.strictObject({ transferId: idSchema('transfer') });

@Controller('v1/admin/transfers')
@ApiTags('administration')
@OwnedBy('platform')
export class TransfersController {
  constructor(private readonly commands: CommandBus, private readonly queries: QueryBus, @Inject(CLOCK) private readonly clock: Clock) {}

  @Get()
  @Scopes('admin')
  @Answers(200, movementPage, { description: 'What moved through an account of tokens, the oldest first.' })
  async listTransfers(@CurrentActor() actor: Actor, @Query({ schema: movementQuery }) query: z.infer<typeof movementQuery>) {
    const { ownerId, kind, from = 0, to = this.clock.now() + 1, limit, cursor } = query;
    return answerPage(await this.queries.execute(new ListTransfers(actor, { ownerId, kind }, { from, to, limit, cursor: decodeCursor(cursor, movementCursor) })));
  }

  @Get(':transferId')
  @Scopes('admin')
  @Answers(200, transferView, { description: 'The transfer, and how it was taken back if it was.' })
  @Refuses('not_found')
  getTransfer(@CurrentActor() actor: Actor, @Param({ schema: path }) { transferId }: z.infer<typeof path>): Promise<TransferView> {
    return this.queries.execute(new GetTransfer(actor, transferId));
  }

  @Post(':transferId/reversal')
  @ApiOperation({
    summary: 'Take a transfer back',
    description: 'All of it, once, by another transfer. The tenant concerned sees it on its next statement and in its audit log, without the reason.',
  })
  @Scopes('admin')
  @Answers(201, reversalView, { description: 'The reversal.' })
  @Refuses('not_found', 'not_reversible', 'already_reversed', 'reversal_exceeds_balance', 'above_cap', 'amount_out_of_range', 'idempotency_key_reused')
  reverseTransfer(
    @CurrentActor() actor: Actor, @Param({ schema: path }) { transferId }: z.infer<typeof path>, @Body({ schema: reasonInput }) { reason }: z.infer<typeof reasonInput>,
    @IdempotencyKey() key?: string,
  ): Promise<ReversalView> {
    return this.commands.execute(new ReverseTransfer(actor, transferId, reason, key));
  }
}
