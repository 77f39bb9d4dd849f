import { Body, Controller, Get, Post } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';

import { type Actor, toJson } from '#libs/kernel';
import { AuditLedger, DepositTokens, type DepositView } from '#libs/ledger';

import { Answers, CurrentActor, OwnedBy, Refuses, Scopes } from '../platform/index.js';
import { depositInput, depositView, ledgerAuditView } from './schemas.js';

@Controller('v1/admin')
@ApiTags('administration')
@OwnedBy('platform')
export class LedgerController {
  constructor(private readonly commands: CommandBus, private readonly queries: QueryBus) {}

  @Post('deposits')
  @Scopes('admin')
  @Answers(201, depositView, { description: 'The deposit, or the one that was made with this reference before.' })
  @Refuses('not_found', 'key_reused', 'amount_out_of_range')
  depositTokens(@CurrentActor() actor: Actor, @Body({ schema: depositInput }) { tenantId, amount, reference }: z.infer<typeof depositInput>): Promise<DepositView> {
    return this.commands.execute(new DepositTokens(actor, tenantId, amount, reference));
  }

  @Get('ledger/audit')
  @Scopes('admin')
  @Answers(200, ledgerAuditView, { description: 'What recomputing every balance from its entries found. All is well when the sum is zero and the lists are empty.' })
  async auditLedger(): Promise<z.infer<typeof ledgerAuditView>> {
    return toJson(await this.queries.execute(new AuditLedger()));
  }
}
