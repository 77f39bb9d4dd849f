import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';

import { ExportStatement } from '#libs/billing';
import { type Actor, commonProblems, MILLIS_PER_MINUTE, type TokenPrice, tokenPriceOf } from '#libs/kernel';

import { Answers, CurrentActor, idSchema, OwnedBy, Refuses, Scopes, stream } from '../platform/index.js';
import { exportQuery, statementExport } from './schemas.js';

const path = z.strictObject({ statementId: idSchema('statement') });
const LONGEST_MILLIS = 10 * MILLIS_PER_MINUTE;

@Controller('v1/statements')
@ApiTags('billing')
@OwnedBy('tenant')
export class StatementExportController {
  constructor(private readonly queries: QueryBus) {}

  @Get(':statementId/export')
  @ApiOperation({
    operationId: 'exportStatement', summary: 'Download a statement as a file',
    description: 'All of it at once, streamed: as JSON; as CSV (RFC 4180), of which the lines sum to the charges and no text is run as a formula; or as a page to print; or as a dataset of FinOps FOCUS 1.2, '
      + 'in which tokens are the currency of prices, deposits are purchases, and costs are in money at the price of a token.',
  })
  @Scopes('billing:read')
  @ApiProduces('application/json', 'text/csv', 'text/html')
  @Answers(200, statementExport, { description: 'The file. Of CSV and HTML, text.' })
  @Refuses('not_found', 'key_limited_to_project')
  async exportStatement(
    @CurrentActor() actor: Actor, @Param({ schema: path }) { statementId }: z.infer<typeof path>, @Query({ schema: exportQuery }) { format, ...price }: z.infer<typeof exportQuery>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const file = await this.queries.execute(new ExportStatement(actor, statementId, format, given(price))); // refuses before the stream begins
    // A page is shown, other files are kept.
    reply.header('content-disposition', `${file.policy ? 'inline' : 'attachment'}; filename="${file.name}"`);
    if (file.policy) reply.header('content-security-policy', `${file.policy}; frame-ancestors 'none'`);
    await stream(reply, () => file.text, { contentType: file.contentType, longestMillis: LONGEST_MILLIS });
  }
}

function given({ tokenPrice, currency }: { tokenPrice?: string; currency?: string }): TokenPrice | undefined {
  if (tokenPrice === undefined && currency === undefined) return undefined;
  const price = tokenPriceOf(tokenPrice, currency);
  if (price) return price;
  throw commonProblems.invalid_request('A price above zero and a currency of ISO 4217 go together, such as 0.01 and USD.', { pointer: tokenPrice === undefined ? '?tokenPrice' : '?currency' });
}
