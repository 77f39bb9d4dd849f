import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';

import { ConcentrationController } from './concentration.controller.js';
import { HostPlacementController } from './host-placement.controller.js';
import { LeaseLogs } from './lease-logs.js';
import { LeaseWatch } from './lease-watch.js';
import { LeasesController } from './leases.controller.js';
import { QuotesController } from './quotes.controller.js';
import { RebalanceController } from './rebalance.controller.js';
import { RegistryCredentialsController } from './registry-credentials.controller.js';

/** Leases and quotes over HTTP, with what watching a lease needs. */
@Module({ imports: [CqrsModule], controllers: [ConcentrationController, HostPlacementController, LeasesController, QuotesController, RebalanceController, RegistryCredentialsController], providers: [LeaseLogs, LeaseWatch] })
export class LeaseApiModule {}
