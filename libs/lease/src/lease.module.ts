import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';

import { ChangeLeaseHandler } from './change-lease.js';
import { CloseLeaseHandler } from './close-lease.js';
import { GetLeaseAuctionHandler } from './get-lease-auction.js';
import { GetLeaseHandler } from './get-lease.js';
import { KeepRegistryCredentialHandler } from './keep-registry-credential.js';
import { ListLeaseEventsHandler } from './list-lease-events.js';
import { ListLeasesHandler } from './list-leases.js';
import { ListRegistryCredentialsHandler } from './list-registry-credentials.js';
import { RemoveRegistryCredentialHandler } from './remove-registry-credential.js';
import { RequestLeaseHandler } from './request-lease.js';
import { LeaseSweeps } from './sweeps.js';

@Module({
  imports: [CqrsModule],
  providers: [
    RequestLeaseHandler, ChangeLeaseHandler, CloseLeaseHandler, GetLeaseHandler, GetLeaseAuctionHandler, ListLeasesHandler, ListLeaseEventsHandler, LeaseSweeps,
    KeepRegistryCredentialHandler, RemoveRegistryCredentialHandler, ListRegistryCredentialsHandler,
  ],
  exports: [LeaseSweeps],
})
export class LeaseModule {}
