import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';

import { type BalanceAtView, GetBalanceAt, GetWallet, type WalletView } from '#libs/billing';
import type { Actor } from '#libs/kernel';

import { Answers, CurrentActor, OwnedBy, Refuses, Scopes } from '../platform/index.js';
import { balanceAtQuery, balanceAtView, walletView } from './schemas.js';

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

  @Get('balance')
  @Scopes('billing:read')
  @Answers(200, balanceAtView, { description: 'What the wallet held at a moment.' })
  @Refuses('key_limited_to_project')
  getWalletBalanceAt(@CurrentActor() actor: Actor, @Query({ schema: balanceAtQuery }) { at }: z.infer<typeof balanceAtQuery>): Promise<BalanceAtView> {
    return this.queries.execute(new GetBalanceAt(actor, at));
  }
}
