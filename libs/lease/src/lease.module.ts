import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';

import { ChangeLeaseHandler } from './change-lease.js';
import { CloseLeaseHandler } from './close-lease.js';
import { GetLeaseHandler } from './get-lease.js';
import { ListLeaseEventsHandler } from './list-lease-events.js';
import { ListLeasesHandler } from './list-leases.js';
import { RequestLeaseHandler } from './request-lease.js';
import { LeaseSweeps } from './sweeps.js';

@Module({
  imports: [CqrsModule],
  providers: [RequestLeaseHandler, ChangeLeaseHandler, CloseLeaseHandler, GetLeaseHandler, ListLeasesHandler, ListLeaseEventsHandler, LeaseSweeps],
  exports: [LeaseSweeps],
})
export class LeaseModule {}
