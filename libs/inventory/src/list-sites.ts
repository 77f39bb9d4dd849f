import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database } from '#libs/database';
import { type Actor, pageOf } from '#libs/kernel';

import { operatorOf } from './host.store.js';
import type { Page, PageRequest } from './page.js';
import { type ClusterView, type DriverName } from './register-cluster.js';
import { type SiteView } from './register-site.js';

/** An operator's sites, by name. */
export class ListSites extends Query<Page<SiteView>> {
  constructor(readonly actor: Actor, readonly page: PageRequest) {
    super();
  }
}

@QueryHandler(ListSites)
export class ListSitesHandler implements IQueryHandler<ListSites> {
  constructor(private readonly database: Database) {}

  async execute({ actor, page }: ListSites): Promise<Page<SiteView>> {
    const rows = await this.database.client.site.findMany({
      where: { operatorId: operatorOf(actor), ...(page.after === undefined ? {} : { name: { gt: page.after } }) }, orderBy: { name: 'asc' }, take: page.limit + 1,
    });
    return pageOf(rows.map((row) => ({ ...row, createdAt: Number(row.createdAt) })), page.limit, (site) => site.name);
  }
}

/** An operator's clusters, by name. */
export class ListClusters extends Query<Page<ClusterView>> {
  constructor(readonly actor: Actor, readonly page: PageRequest) {
    super();
  }
}

@QueryHandler(ListClusters)
export class ListClustersHandler implements IQueryHandler<ListClusters> {
  constructor(private readonly database: Database) {}

  async execute({ actor, page }: ListClusters): Promise<Page<ClusterView>> {
    const rows = await this.database.client.cluster.findMany({
      where: { operatorId: operatorOf(actor), ...(page.after === undefined ? {} : { name: { gt: page.after } }) }, orderBy: { name: 'asc' }, take: page.limit + 1,
    });
    return pageOf(rows.map((row) => ({ ...row, driver: row.driver as DriverName, createdAt: Number(row.createdAt) })), page.limit, (cluster) => cluster.name);
  }
}
