import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, type Sql, sql, sqlEmpty, sqlJoin } from '#libs/database';
import { type Actor, CLOCK, type Clock, type Millis, pageOf, SETTINGS, type Settings, unreachable } from '#libs/kernel';

import { type Contact, type ContactSettings, type HostState } from './host.js';
import { hostView, type HostView, hostViews, operatorOf } from './host.store.js';
import type { Page, PageRequest } from './page.js';

export interface HostFilter {
  siteId?: string | undefined;
  clusterId?: string | undefined;
  state?: HostState | undefined;
  contact?: Contact | undefined;
  trait?: string | undefined;
  name?: string | undefined;
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

/** An operator's hosts that a filter lets through, in order of id. */
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
      page.after === undefined ? sqlEmpty : sql`id collate "C" > ${page.after}`,
      filter.siteId === undefined ? sqlEmpty : sql`site_id = ${filter.siteId}`,
      filter.clusterId === undefined ? sqlEmpty : sql`cluster_id = ${filter.clusterId}`,
      filter.state === undefined ? sqlEmpty : sql`state = ${filter.state}`,
      filter.trait === undefined ? sqlEmpty : sql`${filter.trait} = any (traits)`,
      filter.name === undefined ? sqlEmpty : sql`name = ${filter.name}`,
      filter.contact === undefined ? sqlEmpty : contactIs(filter.contact, now, this.settings),
    ].filter((condition) => condition !== sqlEmpty);
    const rows = await hostViews(this.database, sqlJoin(conditions, ' and '), { limit: page.limit + 1, now, settings: this.settings });
    return pageOf(rows, page.limit, (host) => host.id);
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
