import { DifferencesController } from './differences.controller.js';
import { LedgerController } from './ledger.controller.js';
import { PricesController, RatesController } from './rates.controller.js';
import { TransfersController } from './transfers.controller.js';

export const moneyControllers = [DifferencesController, LedgerController, RatesController, PricesController, TransfersController];
