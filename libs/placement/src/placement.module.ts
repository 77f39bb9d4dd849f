import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';

import { GetQuoteHandler } from './get-quote.js';
import { MakeQuoteHandler } from './make-quote.js';
import { ListLeaseRoundsHandler } from './rounds/lease-rounds.js';
import { ListRoundsHandler } from './rounds/list-rounds.js';
import { Scheduler } from './scheduler.js';

/** Starts nothing by itself: apps/scheduler starts the scheduler. */
@Module({ imports: [CqrsModule], providers: [MakeQuoteHandler, GetQuoteHandler, ListRoundsHandler, ListLeaseRoundsHandler, Scheduler], exports: [Scheduler] })
export class PlacementModule {}
