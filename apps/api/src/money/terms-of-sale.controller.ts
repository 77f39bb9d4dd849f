import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import type { Actor } from '#libs/kernel';
import { GetTermsOfSale, SetTermsOfSale, type TermsOfSale } from '#libs/pricing';

import { poolName } from '../inventory/schemas.js';
import { Answers, CurrentActor, idSchema, OwnedBy, Refuses, Scopes } from '../platform/index.js';
import { termsOfSale } from './schemas.js';

const path = z.strictObject({ poolId: idSchema('pool') });
const namedPath = z.strictObject({ poolName });

@Controller('v1/admin/pools/:poolId/terms')
@ApiTags('administration')
@OwnedBy('platform')
export class SetTermsController {
  constructor(private readonly commands: CommandBus) {}

  @Put()
  @Scopes('admin')
  @Answers(200, termsOfSale, { description: 'The terms, for leases and quotes from now on.' })
  @Refuses('not_found')
  setTermsOfSale(@CurrentActor() actor: Actor, @Param({ schema: path }) { poolId }: z.infer<typeof path>, @Body({ schema: termsOfSale }) body: z.infer<typeof termsOfSale>): Promise<TermsOfSale> {
    return this.commands.execute(new SetTermsOfSale(actor, poolId, body));
  }
}

@Controller('v1/pools/:poolName/terms')
@ApiTags('pools')
@OwnedBy('tenant')
export class TermsController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Scopes('leases:read')
  @Answers(200, termsOfSale, { description: 'The ways to buy from the pool.' })
  @Refuses('not_found')
  getTermsOfSale(@Param({ schema: namedPath }) params: z.infer<typeof namedPath>): Promise<TermsOfSale> {
    return this.queries.execute(new GetTermsOfSale(params.poolName));
  }
}
