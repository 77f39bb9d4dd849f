import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database } from '#libs/database';
import { type Actor, CLOCK, type Clock } from '#libs/kernel';

import { type EndpointView, MAX_ENDPOINTS, ownEndpoint, tenantOf, toEndpointView } from './endpoint.js';

/** All of a tenant's endpoints, oldest first: there are few. */
export class ListEndpoints extends Query<EndpointView[]> {
  constructor(readonly actor: Actor) {
    super();
  }
}

@QueryHandler(ListEndpoints)
export class ListEndpointsHandler implements IQueryHandler<ListEndpoints> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor }: ListEndpoints): Promise<EndpointView[]> {
    const rows = await this.database.client.endpoint.findMany({
      where: { tenantId: tenantOf(actor) }, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }], take: MAX_ENDPOINTS,
    });
    return rows.map((row) => toEndpointView(row, this.clock.now()));
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
