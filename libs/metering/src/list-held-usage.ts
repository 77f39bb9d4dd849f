import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, rowsOf, sql, sqlEmpty } from '#libs/database';
import { requireProject } from '#libs/identity';
import { type Actor, commonProblems, type Millis, pageOf } from '#libs/kernel';
import { leaseById } from '#libs/lease';

import { heldColumns, type HeldRow, type HeldState, type HeldUsage, toHeldUsage } from './held-usage.js';
import type { ChargedMeter } from './sample.js';

export interface HeldCursor {
  at: Millis;
  id: string;
}

export interface HeldPage<T> {
  items: T[];
  next: HeldCursor | null;
}

/** Usage that sources counted differently, by when it was held, with all evidence. For platform administrators. */
export class ListHeldUsage extends Query<HeldPage<HeldUsage>> {
  constructor(readonly actor: Actor, readonly filter: { limit: number; after?: HeldCursor; state?: HeldState; leaseId?: string }) {
    super();
  }
}

@QueryHandler(ListHeldUsage)
export class ListHeldUsageHandler implements IQueryHandler<ListHeldUsage> {
  constructor(private readonly database: Database) {}

  async execute({ actor, filter: { limit, after, state, leaseId } }: ListHeldUsage): Promise<HeldPage<HeldUsage>> {
    if (actor.ownerType !== 'platform') throw commonProblems.forbidden('Only a platform administrator may do this.');
    const rows = await rowsOf<HeldRow>(this.database, sql`
      select ${heldColumns} from held_usage h
      where true ${state ? sql`and h.state = ${state}` : sqlEmpty} ${leaseId ? sql`and h.lease_id = ${leaseId}` : sqlEmpty}
        ${after ? sql`and (h.held_at, h.id) > (${BigInt(after.at)}, ${after.id})` : sqlEmpty}
      order by h.held_at, h.id limit ${limit + 1}`);
    return pageOf(rows.map(toHeldUsage), limit, ({ heldAt, id }) => ({ at: heldAt, id }));
  }
}

/** What a tenant may know: that usage is looked at, and what came of it. Not who counted what. */
export interface ReviewedUsage {
  id: string;
  replica: number;
  meter: ChargedMeter;
  startsAt: Millis;
  endsAt: Millis;
  state: 'under_review' | 'charged' | 'waived';
}

/** Usage of one of the tenant's leases that is or was under review, in order of time. @throws Problem `not_found`. */
export class ListReviewedUsage extends Query<HeldPage<ReviewedUsage>> {
  constructor(readonly actor: Actor, readonly leaseId: string, readonly page: { limit: number; after?: HeldCursor }) {
    super();
  }
}

@QueryHandler(ListReviewedUsage)
export class ListReviewedUsageHandler implements IQueryHandler<ListReviewedUsage> {
  constructor(private readonly database: Database) {}

  async execute({ actor, leaseId, page: { limit, after } }: ListReviewedUsage): Promise<HeldPage<ReviewedUsage>> {
    const lease = await leaseById(this.database, leaseId);
    if (lease?.tenantId !== actor.ownerId) throw commonProblems.not_found('No such lease.');
    requireProject(actor, lease.projectId, 'lease');
    const rows = await rowsOf<HeldRow>(this.database, sql`
      select ${heldColumns} from held_usage h where h.lease_id = ${leaseId} ${after ? sql`and (h.starts_at, h.id) > (${BigInt(after.at)}, ${after.id})` : sqlEmpty}
      order by h.starts_at, h.id limit ${limit + 1}`);
    const items = rows.map(toHeldUsage).map(({ id, replica, meter, startsAt, endsAt, state }): ReviewedUsage => (
      { id, replica, meter, startsAt, endsAt, state: state === 'open' ? 'under_review' : state === 'waived' ? 'waived' : 'charged' }));
    return pageOf(items, limit, ({ startsAt, id }) => ({ at: startsAt, id }));
  }
}
