import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import { CloseStatement, GetStatement, ListStatements, type StatementView } from '#libs/billing';
import type { Actor } from '#libs/kernel';

import { answerPage, Answers, CurrentActor, decodeCursor, encodeCursor, IdempotencyKey, idSchema, OwnedBy, pageQuery, Refuses, Scopes } from '../platform/index.js';
import { statementPage, statementPosition, statementQuery, statementView, statementWithLines } from './schemas.js';

const path = z.strictObject({ statementId: idSchema('statement') });

@Controller('v1/statements')
@ApiTags('billing')
@OwnedBy('tenant')
export class StatementsController {
  constructor(private readonly commands: CommandBus, private readonly queries: QueryBus) {}

  @Post()
  @ApiOperation({ summary: 'Close an interim statement', description: 'Bills everything up to now without waiting for the period to end. The rest of the period is the next statement.' })
  @Scopes('billing:write')
  @Answers(201, statementView, { description: 'The statement.' })
  @Refuses('nothing_to_close', 'key_limited_to_project', 'idempotency_key_reused')
  closeStatement(@CurrentActor() actor: Actor, @IdempotencyKey() key?: string): Promise<StatementView> {
    return this.commands.execute(new CloseStatement(actor, key));
  }

  @Get()
  @Scopes('billing:read')
  @Answers(200, statementPage, { description: 'Statements, the latest first unless asked otherwise.' })
  @Refuses('key_limited_to_project')
  async listStatements(@CurrentActor() actor: Actor, @Query({ schema: statementQuery }) { limit, cursor, sort, search }: z.infer<typeof statementQuery>) {
    return answerPage(await this.queries.execute(new ListStatements(actor, { limit, sort, search, behind: decodeCursor(cursor, statementPosition) })));
  }

  @Get(':statementId')
  @Scopes('billing:read')
  @Answers(200, statementWithLines, { description: 'The statement, with its lines page by page: one for each lease and class.' })
  @Refuses('not_found', 'key_limited_to_project')
  async getStatement(
    @CurrentActor() actor: Actor, @Param({ schema: path }) { statementId }: z.infer<typeof path>, @Query({ schema: pageQuery }) { limit, cursor }: z.infer<typeof pageQuery>,
  ) {
    const afterLine = decodeCursor(cursor, z.int().min(0).max(2 ** 31 - 1));
    const { nextLine, ...statement } = await this.queries.execute(new GetStatement(actor, statementId, { limit, afterLine }));
    return { ...statement, nextCursor: nextLine === null ? null : encodeCursor(nextLine) };
  }
}
