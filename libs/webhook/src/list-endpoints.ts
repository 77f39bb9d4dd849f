import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database } from '#libs/database';
import { type Actor, CLOCK, type Clock, pageOf, positionOf } from '#libs/kernel';

import { type EndpointView, ownEndpoint, tenantOf, toEndpointView } from './endpoint.js';
import type { Page, PageRequest } from './page.js';

/** A tenant's endpoints, oldest first. */
export class ListEndpoints extends Query<Page<EndpointView>> {
  constructor(readonly actor: Actor, readonly page: PageRequest) {
    super();
  }
}

@QueryHandler(ListEndpoints)
export class ListEndpointsHandler implements IQueryHandler<ListEndpoints> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, page: { limit, after } }: ListEndpoints): Promise<Page<EndpointView>> {
    const createdAt = after && BigInt(after.createdAt);
    const rows = await this.database.client.endpoint.findMany({
      where: { tenantId: tenantOf(actor), ...(after ? { OR: [{ createdAt: { gt: createdAt } }, { createdAt, id: { gt: after.id } }] } : {}) },
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }], take: limit + 1,
    });
    return pageOf(rows.map((row) => toEndpointView(row, this.clock.now())), limit, positionOf);
  }
}

/** One endpoint. @throws Problem `not_found`. */
export class GetEndpoint extends Query<EndpointView> {
  constructor(readonly actor: Actor, readonly endpointId: string) {
    super();
  }
}

@QueryHandler(GetEndpoint)
export class GetEndpointHandler implements IQueryHandler<GetEndpoint> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, endpointId }: GetEndpoint): Promise<EndpointView> {
    return toEndpointView(await ownEndpoint(this.database.client, actor, endpointId), this.clock.now());
  }
}
