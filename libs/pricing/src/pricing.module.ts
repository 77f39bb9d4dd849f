import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';

import { BasePriceSweep } from './base-price-sweep.js';
import { GetTermsOfSaleHandler } from './get-terms-of-sale.js';
import { ListBaseFeesHandler } from './list-base-fees.js';
import { ListPricesHandler } from './list-prices.js';
import { ListRatesHandler } from './list-rates.js';
import { SetRateHandler } from './set-rate.js';
import { SetTermsOfSaleHandler } from './set-terms-of-sale.js';

@Module({
  imports: [CqrsModule],
  providers: [ListBaseFeesHandler, ListPricesHandler, ListRatesHandler, GetTermsOfSaleHandler, SetRateHandler, SetTermsOfSaleHandler, BasePriceSweep],
  exports: [BasePriceSweep],
})
export class PricingModule {}
