import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';

import { AnswerDifferenceHandler } from './answer-difference.js';
import { AuditLedgerHandler } from './audit-ledger.js';
import { CreditOperatorHandler } from './credit-operator.js';
import { DepositTokensHandler } from './deposit-tokens.js';
import { GetReconciliationHandler } from './get-reconciliation.js';
import { ListDifferencesHandler } from './list-differences.js';
import { GetTransferHandler, ListTransfersHandler } from './list-transfers.js';
import { Poster } from './poster.js';
import { RaiseDifferenceHandler } from './raise-difference.js';

@Module({
  imports: [CqrsModule],
  providers: [AnswerDifferenceHandler, AuditLedgerHandler, CreditOperatorHandler, DepositTokensHandler, GetReconciliationHandler, GetTransferHandler, ListDifferencesHandler, ListTransfersHandler, Poster, RaiseDifferenceHandler],
  exports: [Poster],
})
export class LedgerModule {}
