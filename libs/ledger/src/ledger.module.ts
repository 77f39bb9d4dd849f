import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';

import { AuditLedgerHandler } from './audit-ledger.js';
import { DepositTokensHandler } from './deposit-tokens.js';
import { Poster } from './poster.js';

@Module({ imports: [CqrsModule], providers: [AuditLedgerHandler, DepositTokensHandler, Poster], exports: [Poster] })
export class LedgerModule {}
