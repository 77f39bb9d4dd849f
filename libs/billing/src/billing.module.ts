import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';

import { BudgetReleases } from './budget-releases.js';
import { ChangeBudgetHandler, CreateBudgetHandler, GetBudgetHandler, ListBudgetsHandler, RemoveBudgetHandler } from './budgets.js';
import { CloseStatementHandler } from './close-statement.js';
import { ExportStatementHandler } from './export-statement.js';
import { GetBalanceAtHandler } from './get-balance-at.js';
import { GetStatementHandler } from './get-statement.js';
import { GetWalletHandler } from './get-wallet.js';
import { GetLeaseCostHandler } from './get-lease-cost.js';
import { ListChargesHandler } from './list-charges.js';
import { ListStatementsHandler } from './list-statements.js';
import { ListWalletEntriesHandler } from './list-wallet-entries.js';
import { OperatorEarningsHandler } from './operator-earnings.js';
import { ReverseTransferHandler } from './reverse-transfer.js';
import { Settlement } from './settlement.js';
import { Statements } from './statements.js';

@Module({
  imports: [CqrsModule],
  providers: [
    Settlement, Statements, CloseStatementHandler, ListStatementsHandler, GetStatementHandler, ExportStatementHandler, GetWalletHandler, GetBalanceAtHandler, ListWalletEntriesHandler, ListChargesHandler, GetLeaseCostHandler, OperatorEarningsHandler,
    ReverseTransferHandler, CreateBudgetHandler, ChangeBudgetHandler, RemoveBudgetHandler, GetBudgetHandler, ListBudgetsHandler, BudgetReleases,
  ],
  exports: [BudgetReleases, Settlement, Statements],
})
export class BillingModule {}
