import { AsksController } from './asks.controller.js';
import { LedgerController } from './ledger.controller.js';
import { PricesController, RatesController } from './rates.controller.js';
import { SetTermsController, TermsController } from './terms-of-sale.controller.js';

export const moneyControllers = [AsksController, LedgerController, RatesController, PricesController, SetTermsController, TermsController];
