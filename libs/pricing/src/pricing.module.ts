import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';

import { BasePriceSweep } from './base-price-sweep.js';
import { GetTermsOfSaleHandler } from './get-terms-of-sale.js';
import { ListAsksHandler } from './list-asks.js';
import { ListBaseFeesHandler } from './list-base-fees.js';
import { ListPricesHandler } from './list-prices.js';
import { ListRatesHandler } from './list-rates.js';
import { SetAskHandler } from './set-ask.js';
import { SetRateHandler } from './set-rate.js';
import { SetTermsOfSaleHandler } from './set-terms-of-sale.js';
import { WithdrawAskHandler } from './withdraw-ask.js';

@Module({
  imports: [CqrsModule],
  providers: [
    ListAsksHandler, ListBaseFeesHandler, ListPricesHandler, ListRatesHandler, GetTermsOfSaleHandler, SetAskHandler, SetRateHandler, SetTermsOfSaleHandler, WithdrawAskHandler, BasePriceSweep,
  ],
  exports: [BasePriceSweep],
})
export class PricingModule {}
