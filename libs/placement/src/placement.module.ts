import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';

import { FindAlternativesHandler } from './find-alternatives.js';
import { GetConcentrationHandler } from './get-concentration.js';
import { GetHostPlacementHandler } from './get-host-placement.js';
import { GetQuoteHandler } from './get-quote.js';
import { MakeQuoteHandler } from './make-quote.js';
import { ListSchedulersHandler } from './list-schedulers.js';
import { ListLeaseRoundsHandler } from './rounds/lease-rounds.js';
import { MoveReplicasHandler } from './rebalance/move-replicas.js';
import { ProposeMovesHandler } from './rebalance/propose-moves.js';
import { Rebalancing } from './rebalance/rebalancing.js';
import { ListRoundsHandler } from './rounds/list-rounds.js';
import { Scheduler } from './scheduler.js';

/** Starts nothing by itself: apps/scheduler starts the scheduler. */
@Module({ imports: [CqrsModule], providers: [FindAlternativesHandler, GetConcentrationHandler, GetHostPlacementHandler, MakeQuoteHandler, GetQuoteHandler, ListRoundsHandler, ListLeaseRoundsHandler, ListSchedulersHandler, MoveReplicasHandler, ProposeMovesHandler, Rebalancing, Scheduler], exports: [Rebalancing, Scheduler] })
export class PlacementModule {}
