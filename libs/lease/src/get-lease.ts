import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database } from '#libs/database';
import { type Actor, type Clock, CLOCK, SETTINGS, type Settings } from '#libs/kernel';

import { own } from './close-lease.js';
import { leaseById } from './lease.store.js';
import { type LeaseView, viewOf } from './lease.view.js';

/** One lease, with each of its replicas. */
export class GetLease extends Query<LeaseView> {
  constructor(readonly actor: Actor, readonly leaseId: string) {
    super();
  }
}

@QueryHandler(GetLease)
export class GetLeaseHandler implements IQueryHandler<GetLease> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock, @Inject(SETTINGS) private readonly settings: Settings) {}

  async execute({ actor, leaseId }: GetLease): Promise<LeaseView> {
    return viewOf(this.database, own(actor, await leaseById(this.database, leaseId)), this.settings, this.clock.now());
  }
}
