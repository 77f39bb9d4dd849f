import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, likeBeginning, likeContaining, type Sql, sql, sqlEmpty, sqlJoin } from '#libs/database';
import { type Actor, CLOCK, type Clock, type Millis, pageOf, SETTINGS, type Settings, unreachable } from '#libs/kernel';

import { type Contact, type ContactSettings, type HostState } from './host.js';
import { hostView, type HostView, hostViews, operatorOf } from './host.store.js';
import type { Page, PageRequest } from './page.js';

/** By id, or by name; with a dash the other way round. */
export const hostOrders = ['id', 'name', '-name'] as const;
export type HostOrder = (typeof hostOrders)[number];

export interface HostFilter {
  siteId?: string | undefined;
  clusterId?: string | undefined;
  state?: HostState | undefined;
  contact?: Contact | undefined;
  trait?: string | undefined;
  name?: string | undefined;
  /** Part of the name, or the beginning of the id. */
  search?: string | undefined;
  sort?: HostOrder | undefined;
}

/** One host of an operator. @throws Problem `not_found`. */
export class GetHost extends Query<HostView> {
  constructor(readonly actor: Actor, readonly hostId: string) {
    super();
  }
}

@QueryHandler(GetHost)
export class GetHostHandler implements IQueryHandler<GetHost> {
  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  execute({ actor, hostId }: GetHost): Promise<HostView> {
    return hostView(this.database, actor, hostId, this.clock.now(), this.settings);
  }
}

/** An operator's hosts that a filter lets through. */
export class ListHosts extends Query<Page<HostView>> {
  constructor(readonly actor: Actor, readonly filter: HostFilter, readonly page: PageRequest) {
    super();
  }
}

@QueryHandler(ListHosts)
export class ListHostsHandler implements IQueryHandler<ListHosts> {
  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async execute({ actor, filter, page }: ListHosts): Promise<Page<HostView>> {
    const now = this.clock.now();
    const conditions = [
      sql`operator_id = ${operatorOf(actor)}`,
      page.after === undefined ? sqlEmpty : behind(filter.sort, page.after),
      filter.siteId === undefined ? sqlEmpty : sql`site_id = ${filter.siteId}`,
      filter.clusterId === undefined ? sqlEmpty : sql`cluster_id = ${filter.clusterId}`,
      filter.state === undefined ? sqlEmpty : sql`state = ${filter.state}`,
      filter.trait === undefined ? sqlEmpty : sql`${filter.trait} = any (traits)`,
      filter.name === undefined ? sqlEmpty : sql`name = ${filter.name}`,
      filter.search === undefined ? sqlEmpty : sql`(name ilike ${likeContaining(filter.search)} or id ilike ${likeBeginning(filter.search)})`,
      filter.contact === undefined ? sqlEmpty : contactIs(filter.contact, now, this.settings),
    ].filter((condition) => condition !== sqlEmpty);
    const rows = await hostViews(this.database, sqlJoin(conditions, ' and '), { limit: page.limit + 1, now, settings: this.settings, order: orderOf[filter.sort ?? 'id'] });
    return pageOf(rows, page.limit, (host) => (filter.sort?.endsWith('name') ? `${host.name} ${host.id}` : host.id));
  }
}

const orderOf: Readonly<Record<HostOrder, Sql>> = { id: sql`id collate "C"`, name: sql`name collate "C", id collate "C"`, '-name': sql`name collate "C" desc, id collate "C" desc` };

/** A name may hold blanks, an id does not. */
function behind(sort: HostOrder | undefined, after: string): Sql {
  const [name, id] = [after.slice(0, Math.max(0, after.lastIndexOf(' '))), after.slice(after.lastIndexOf(' ') + 1)];
  switch (sort) {
    case 'name': return sql`(name collate "C", id collate "C") > (${name}, ${id})`;
    case '-name': return sql`(name collate "C", id collate "C") < (${name}, ${id})`;
    default: return sql`id collate "C" > ${id}`;
  }
}

/** `contactOf` for a WHERE. */
function contactIs(contact: Contact, now: Millis, settings: ContactSettings): Sql {
  const staleBefore = BigInt(now - settings.hostStaleAfterMillis);
  switch (contact) {
    case 'lost': return sql`lost_at is not null`;
    case 'never': return sql`lost_at is null and last_heartbeat_at is null`;
    case 'stale': return sql`lost_at is null and last_heartbeat_at < ${staleBefore}`;
    case 'live': return sql`lost_at is null and last_heartbeat_at >= ${staleBefore}`;
    default: return unreachable(contact);
  }
}
