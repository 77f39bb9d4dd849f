import { AsksController } from './asks.controller.js';
import { DifferencesController } from './differences.controller.js';
import { LedgerController } from './ledger.controller.js';
import { PricesController, RatesController } from './rates.controller.js';
import { SetTermsController, TermsController } from './terms-of-sale.controller.js';
import { TransfersController } from './transfers.controller.js';

export const moneyControllers = [
  DifferencesController, AsksController, LedgerController, RatesController, PricesController, SetTermsController, TermsController, TransfersController,
];
