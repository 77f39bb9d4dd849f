import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';

import { BasePriceSweep } from './base-price-sweep.js';
import { ListBaseFeesHandler } from './list-base-fees.js';
import { ListPricesHandler } from './list-prices.js';
import { ListRatesHandler } from './list-rates.js';
import { SetRateHandler } from './set-rate.js';

@Module({ imports: [CqrsModule], providers: [ListBaseFeesHandler, ListPricesHandler, ListRatesHandler, SetRateHandler, BasePriceSweep], exports: [BasePriceSweep] })
export class PricingModule {}
