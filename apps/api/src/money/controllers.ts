import { LedgerController } from './ledger.controller.js';
import { PricesController, RatesController } from './rates.controller.js';

export const moneyControllers = [LedgerController, RatesController, PricesController];
