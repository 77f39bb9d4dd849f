import { Controller, Get, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import type { Actor } from '#libs/kernel';
import { GetSlashProof } from '#libs/transparency';

import { Answers, CurrentActor, idSchema, OwnedBy, Refuses, Scopes } from '../platform/index.js';
import { blindedQuery, slashProof } from './settlement-schemas.js';

const slashPath = z.strictObject({ slashId: idSchema('slash') });
const HOW = 'Keep it as a file: `weir verify` reckons every step again and checks it without a network.';

@Controller('v1/operator/slashes')
@ApiTags('trust')
@OwnedBy('operator')
export class SlashProofController {
  constructor(private readonly queries: QueryBus) {}

  @Get(':slashId/proof')
  @Scopes('earnings:read')
  @ApiOperation({
    operationId: 'getSlashProof', summary: 'Download a slash with its proofs',
    description: `The fault with its evidence, what was at stake, what the cap had left and what each bore, as leaves of the log, and the signed rules that it goes by. ${HOW} Blinded it names neither you nor your hosts.`,
  })
  @Answers(200, slashProof, { description: 'The slash.' })
  @Refuses('not_found', 'settlement_not_logged', 'settlement_too_large')
  getProof(@CurrentActor() actor: Actor, @Param({ schema: slashPath }) { slashId }: z.infer<typeof slashPath>, @Query({ schema: blindedQuery }) { blinded }: z.infer<typeof blindedQuery>) {
    return this.queries.execute(new GetSlashProof(actor, slashId, blinded));
  }
}

@Controller('v1/admin/slashes')
@ApiTags('administration')
@OwnedBy('platform')
export class AnySlashProofController {
  constructor(private readonly queries: QueryBus) {}

  @Get(':slashId/proof')
  @Scopes('admin')
  @ApiOperation({ operationId: 'getAnySlashProof', summary: 'Download any slash with its proofs', description: `As its operator reads it. ${HOW}` })
  @Answers(200, slashProof, { description: 'The slash.' })
  @Refuses('not_found', 'settlement_not_logged', 'settlement_too_large')
  getProof(@CurrentActor() actor: Actor, @Param({ schema: slashPath }) { slashId }: z.infer<typeof slashPath>, @Query({ schema: blindedQuery }) { blinded }: z.infer<typeof blindedQuery>) {
    return this.queries.execute(new GetSlashProof(actor, slashId, blinded));
  }
}
