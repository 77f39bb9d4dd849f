import { Controller, Get, Inject, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';

import { type BalanceAtView, GetBalanceAt, GetWallet, ListWalletEntries, type WalletView } from '#libs/billing';
import { type Actor, CLOCK, type Clock } from '#libs/kernel';

import { answerPage, Answers, CurrentActor, decodeCursor, OwnedBy, Refuses, Scopes } from '../platform/index.js';
import { balanceAtQuery, balanceAtView, walletEntryPage, walletEntryPosition, walletEntryQuery, walletView } from './schemas.js';

@Controller('v1/wallet')
@ApiTags('billing')
@OwnedBy('tenant')
export class WalletController {
  constructor(private readonly queries: QueryBus, @Inject(CLOCK) private readonly clock: Clock) {}

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

  @Get('entries')
  @Scopes('billing:read')
  @Answers(200, walletEntryPage, { description: 'What came into the wallet and went out of it, the oldest first unless asked otherwise.' })
  @Refuses('key_limited_to_project')
  async listWalletEntries(@CurrentActor() actor: Actor, @Query({ schema: walletEntryQuery }) query: z.infer<typeof walletEntryQuery>) {
    const { from = 0, to = this.clock.now() + 1, limit, cursor, search, sort } = query;
    return answerPage(await this.queries.execute(new ListWalletEntries(actor, { from, to, limit, cursor: decodeCursor(cursor, walletEntryPosition), search, sort })));
  }
}
