import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';

import { BasePriceSweep } from './base-price-sweep.js';
import { ListAsksHandler } from './list-asks.js';
import { ListBaseFeesHandler } from './list-base-fees.js';
import { ListPricesHandler } from './list-prices.js';
import { ListRatesHandler } from './list-rates.js';
import { SetAskHandler } from './set-ask.js';
import { SetRateHandler } from './set-rate.js';
import { WithdrawAskHandler } from './withdraw-ask.js';

@Module({
  imports: [CqrsModule],
  providers: [ListAsksHandler, ListBaseFeesHandler, ListPricesHandler, ListRatesHandler, SetAskHandler, SetRateHandler, WithdrawAskHandler, BasePriceSweep],
  exports: [BasePriceSweep],
})
export class PricingModule {}
