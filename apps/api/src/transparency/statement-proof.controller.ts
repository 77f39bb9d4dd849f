import { Controller, Get, Param, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';

import { type Actor, MILLIS_PER_MINUTE } from '#libs/kernel';
import { GetStatementProof } from '#libs/transparency';

import { Answers, CurrentActor, idSchema, OwnedBy, Refuses, Scopes, stream } from '../platform/index.js';
import { statementProof } from './schemas.js';

const path = z.strictObject({ statementId: idSchema('statement') });
const LONGEST_MILLIS = 10 * MILLIS_PER_MINUTE;

@Controller('v1/statements')
@ApiTags('billing')
@OwnedBy('tenant')
export class StatementProofController {
  constructor(private readonly queries: QueryBus) {}

  @Get(':statementId/proof')
  @ApiOperation({
    operationId: 'getStatementProof', summary: 'Download a statement with its proofs',
    description: 'All that the statement comes from, line by line, each with an inclusion proof against a signed head of the log. Keep it as a file: `weir verify` prices it again '
      + 'and checks it without a network. Streamed; it takes about a kilobyte for each charge.',
  })
  @Scopes('billing:read')
  @Answers(200, statementProof, { description: 'The statement.' })
  @Refuses('not_found', 'key_limited_to_project', 'statement_not_logged', 'statement_too_large')
  async getProof(@CurrentActor() actor: Actor, @Param({ schema: path }) { statementId }: z.infer<typeof path>, @Res() reply: FastifyReply): Promise<void> {
    const text = await this.queries.execute(new GetStatementProof(actor, statementId)); // refuses before the stream begins
    await stream(reply, () => text, { contentType: 'application/json; charset=utf-8', longestMillis: LONGEST_MILLIS });
  }
}
