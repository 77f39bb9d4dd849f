import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, rowsOf, sql } from '#libs/database';
import { type Actor, type Json, type Millis, pageOf } from '#libs/kernel';

import { own } from './close-lease.js';
import { leaseById } from './lease.store.js';

/** A line of a lease's timeline. */
export interface LeaseEventView {
  /** Grows along the timeline; a decimal string. */
  id: string;
  at: Millis;
  type: string;
  data: Json;
}

export interface LeaseEventPage {
  items: LeaseEventView[];
  /** The id to go on behind; null on the last page. */
  next: string | null;
}

/** A lease's timeline, oldest first. */
export class ListLeaseEvents extends Query<LeaseEventPage> {
  constructor(readonly actor: Actor, readonly leaseId: string, readonly limit: number, readonly after?: bigint) {
    super();
  }
}

@QueryHandler(ListLeaseEvents)
export class ListLeaseEventsHandler implements IQueryHandler<ListLeaseEvents> {
  constructor(private readonly database: Database) {}

  async execute({ actor, leaseId, limit, after }: ListLeaseEvents): Promise<LeaseEventPage> {
    const lease = own(actor, await leaseById(this.database, leaseId));
    const rows = await rowsOf<{ id: bigint; at: bigint; type: string; data: Json }>(this.database, sql`
      select id, at, type, data from lease_events where lease_id = ${lease.id} and id > ${after ?? 0n} order by id limit ${limit + 1}`);
    return pageOf(rows.map((row) => ({ id: row.id.toString(), at: Number(row.at), type: row.type, data: row.data })), limit, ({ id }) => id);
  }
}
