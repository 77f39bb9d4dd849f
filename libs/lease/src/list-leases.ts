import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, sql } from '#libs/database';
import { type Actor, type Clock, CLOCK, type Millis, pageOf, positionOf, SETTINGS, type Settings } from '#libs/kernel';

import { type LeaseState } from './lease.js';
import { selectLeases } from './lease.store.js';
import { type LeaseView, viewsOf } from './lease.view.js';

/** Where a list goes on: behind this lease. */
export interface LeaseCursor {
  createdAt: Millis;
  id: string;
}

export interface LeaseFilter {
  state?: LeaseState;
  projectId?: string;
  limit: number;
  after?: LeaseCursor;
}

export interface LeasePage {
  items: LeaseView[];
  next: LeaseCursor | null;
}

/** The actor's leases, oldest first, without their replicas. */
export class ListLeases extends Query<LeasePage> {
  constructor(readonly actor: Actor, readonly filter: LeaseFilter) {
    super();
  }
}

@QueryHandler(ListLeases)
export class ListLeasesHandler implements IQueryHandler<ListLeases> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock, @Inject(SETTINGS) private readonly settings: Settings) {}

  async execute({ actor, filter }: ListLeases): Promise<LeasePage> {
    const { state, projectId, limit, after } = filter;
    const found = await selectLeases(this.database, sql`
      where tenant_id = ${actor.ownerId}
        ${actor.projectId === undefined ? sql`` : sql`and project_id = ${actor.projectId}`}
        ${projectId === undefined ? sql`` : sql`and project_id = ${projectId}`}
        ${state === undefined ? sql`` : sql`and state = ${state}`}
        ${after ? sql`and (created_at, id) > (${BigInt(after.createdAt)}, ${after.id})` : sql``}
      order by created_at, id limit ${limit + 1}`);
    const { items, next } = pageOf(found, limit, positionOf);
    return { items: await viewsOf(this.database, items, this.settings, this.clock.now(), false), next };
  }
}
