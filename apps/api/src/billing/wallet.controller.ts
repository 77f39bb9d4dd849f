import { Controller, Get } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';

import { GetWallet, type WalletView } from '#libs/billing';
import type { Actor } from '#libs/kernel';

import { Answers, CurrentActor, OwnedBy, Refuses, Scopes } from '../platform/index.js';
import { walletView } from './schemas.js';

@Controller('v1/wallet')
@ApiTags('billing')
@OwnedBy('tenant')
export class WalletController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Scopes('billing:read')
  @Answers(200, walletView, { description: 'What the tenant has, and how long it lasts.' })
  @Refuses('key_limited_to_project')
  getWallet(@CurrentActor() actor: Actor): Promise<WalletView> {
    return this.queries.execute(new GetWallet(actor));
  }
}
