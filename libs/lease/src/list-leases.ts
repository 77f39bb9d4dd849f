import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, likeBeginning, likeContaining, type Sql, sql, sqlJoin } from '#libs/database';
import { type Actor, type Clock, CLOCK, pageOf, SETTINGS, type Settings } from '#libs/kernel';

import { type Lease, type LeaseState, openStates } from './lease.js';
import { selectLeases } from './lease.store.js';
import { type LeaseView, viewsOf } from './lease.view.js';

/** By age or by name; with a dash the other way round. */
export const leaseOrders = ['created', '-created', 'name', '-name'] as const;
export type LeaseOrder = (typeof leaseOrders)[number];

/** Where a list goes on: behind this lease. */
export interface LeaseCursor {
  /** What the order is by: when it was made, or its name. */
  key: number | string;
  id: string;
}

export interface LeaseFilter {
  state?: LeaseState;
  projectId?: string;
  /** Whether it is neither over nor closing. */
  open?: boolean;
  /** Its whole name. */
  name?: string;
  /** Part of the name, or the beginning of the id. */
  search?: string;
  sort: LeaseOrder;
  limit: number;
  after?: LeaseCursor;
}

export interface LeasePage {
  items: LeaseView[];
  next: LeaseCursor | null;
}

/** The actor's leases, without their replicas. */
export class ListLeases extends Query<LeasePage> {
  constructor(readonly actor: Actor, readonly filter: LeaseFilter) {
    super();
  }
}

@QueryHandler(ListLeases)
export class ListLeasesHandler implements IQueryHandler<ListLeases> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock, @Inject(SETTINGS) private readonly settings: Settings) {}

  async execute({ actor, filter }: ListLeases): Promise<LeasePage> {
    const { state, projectId, open, name, search, sort, limit, after } = filter;
    const found = await selectLeases(this.database, sql`
      where tenant_id = ${actor.ownerId}
        ${actor.projectId === undefined ? sql`` : sql`and project_id = ${actor.projectId}`}
        ${projectId === undefined ? sql`` : sql`and project_id = ${projectId}`}
        ${state === undefined ? sql`` : sql`and state = ${state}`}
        ${open === undefined ? sql`` : sql`and state ${open ? sql`in` : sql`not in`} (${sqlJoin(openStates)})`}
        ${name === undefined ? sql`` : sql`and name = ${name}`}
        ${search === undefined ? sql`` : sql`and (name ilike ${likeContaining(search)} or id ilike ${likeBeginning(search)})`}
        ${after ? behind(sort, after) : sql``}
      order by ${orderOf[sort]} limit ${limit + 1}`);
    const { items, next } = pageOf(found, limit, (lease) => ({ key: keyOf(sort, lease), id: lease.id }));
    return { items: await viewsOf(this.database, items, this.settings, this.clock.now(), false), next };
  }
}

const orderOf: Readonly<Record<LeaseOrder, Sql>> = {
  created: sql`created_at, id`,
  '-created': sql`created_at desc, id desc`,
  name: sql`name collate "C", id`,
  '-name': sql`name collate "C" desc, id desc`,
};

function keyOf(sort: LeaseOrder, { name, createdAt }: Lease): number | string {
  return sort.endsWith('name') ? name : createdAt;
}

function behind(sort: LeaseOrder, { key, id }: LeaseCursor): Sql {
  switch (sort) {
    case 'created': return sql`and (created_at, id) > (${BigInt(key)}, ${id})`;
    case '-created': return sql`and (created_at, id) < (${BigInt(key)}, ${id})`;
    case 'name': return sql`and (name collate "C", id) > (${String(key)}, ${id})`;
    default: return sql`and (name collate "C", id) < (${String(key)}, ${id})`;
  }
}
