import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';

import { type ConsistencyView, GetConsistency, GetLog, ListHeads, type LogView } from '#libs/transparency';

import { answerPage, Answers, decodeCursor, OwnedBy, pageQuery, Refuses } from '../platform/index.js';
import { consistencyQuery, consistencyView, headPage, headPosition, logView } from './schemas.js';

@Controller('v1/log')
@ApiTags('log')
@OwnedBy('tenant', 'operator', 'platform')
export class LogController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @ApiOperation({
    operationId: 'getLog', summary: 'The public keys and the latest signed head of the log',
    description: 'Every version of the rules, usage record, rate version, charge, statement and ledger entry is a leaf of an append-only Merkle tree (RFC 6962), of which a head is signed each minute.',
  })
  @Answers(200, logView, { description: 'Whom to believe, and what the log is.' })
  getLog(): Promise<LogView> {
    return this.queries.execute(new GetLog());
  }

  @Get('heads')
  @ApiOperation({ operationId: 'listLogHeads', summary: 'List signed heads' })
  @Answers(200, headPage, { description: 'Heads, the latest first.' })
  async listHeads(@Query({ schema: pageQuery }) { limit, cursor }: z.infer<typeof pageQuery>) {
    return answerPage(await this.queries.execute(new ListHeads({ limit, before: decodeCursor(cursor, headPosition) })));
  }

  @Get('consistency')
  @ApiOperation({ operationId: 'getLogConsistency', summary: 'Prove that the log of one size begins with that of another' })
  @Answers(200, consistencyView, { description: 'The proof.' })
  @Refuses('log_size_unknown')
  getConsistency(@Query({ schema: consistencyQuery }) { first, second }: z.infer<typeof consistencyQuery>): Promise<ConsistencyView> {
    return this.queries.execute(new GetConsistency(first, second));
  }
}
