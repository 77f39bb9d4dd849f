import { Controller, Get } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';

import { WhoAmI, type WhoAmIView } from '#libs/identity';
import type { Actor } from '#libs/kernel';

import { Answers, CurrentActor, OwnedBy } from '../platform/index.js';
import { whoAmI } from './schemas.js';

@Controller('v1/whoami')
@ApiTags('identity')
@OwnedBy('tenant', 'operator', 'platform')
export class WhoAmIController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @ApiOperation({ operationId: 'whoAmI', summary: 'What the key is and may do' })
  @Answers(200, whoAmI, { description: 'The key, whose it is, and its scopes.' })
  read(@CurrentActor() actor: Actor): Promise<WhoAmIView> {
    return this.queries.execute(new WhoAmI(actor));
  }
}
