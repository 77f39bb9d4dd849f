import { BudgetsController } from './budgets.controller.js';
import { ChargesController, LeaseCostController } from './charges.controller.js';
import { EarningsController } from './earnings.controller.js';
import { StatementExportController } from './statement-export.controller.js';
import { HeldUsageController, ReviewedUsageController } from './held-usage.controller.js';
import { StatementsController } from './statements.controller.js';
import { UsageController } from './usage.controller.js';
import { WalletController } from './wallet.controller.js';

export const billingControllers = [WalletController, BudgetsController, StatementsController, StatementExportController, ChargesController, LeaseCostController, EarningsController, UsageController, HeldUsageController, ReviewedUsageController];
