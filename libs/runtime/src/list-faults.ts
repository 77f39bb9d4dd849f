import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database } from '#libs/database';
import { type Actor, CLOCK, type Clock } from '#libs/kernel';

import { checkSimulated, type FaultView, lastingFaults } from './fault.js';

/** The faults that last in a simulated cluster of the operator's, oldest first; at most `MAX_FAULTS`. @throws Problem `not_found`, `not_simulated` */
export class ListFaults extends Query<FaultView[]> {
  constructor(readonly actor: Actor, readonly clusterId: string) {
    super();
  }
}

@QueryHandler(ListFaults)
export class ListFaultsHandler implements IQueryHandler<ListFaults> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, clusterId }: ListFaults): Promise<FaultView[]> {
    await checkSimulated(this.database, actor, clusterId);
    return lastingFaults(this.database, clusterId, this.clock.now());
  }
}
