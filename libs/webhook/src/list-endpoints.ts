import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, likeExactly } from '#libs/database';
import { type Actor, CLOCK, type Clock, pageOf, positionOf } from '#libs/kernel';

import { type EndpointView, ownEndpoint, tenantOf, toEndpointView } from './endpoint.js';
import type { Page, PageRequest } from './page.js';

/** A tenant's endpoints, oldest first. `search`: part of the address or of the description, or the beginning of the id. */
export class ListEndpoints extends Query<Page<EndpointView>> {
  constructor(readonly actor: Actor, readonly page: PageRequest & { search?: string | undefined }) {
    super();
  }
}

@QueryHandler(ListEndpoints)
export class ListEndpointsHandler implements IQueryHandler<ListEndpoints> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, page: { limit, after, search } }: ListEndpoints): Promise<Page<EndpointView>> {
    const createdAt = after && BigInt(after.createdAt);
    const rows = await this.database.client.endpoint.findMany({
      where: {
        tenantId: tenantOf(actor),
        AND: [after ? { OR: [{ createdAt: { gt: createdAt } }, { createdAt, id: { gt: after.id } }] } : {}, search === undefined ? {} : found(search)],
      },
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }], take: limit + 1,
    });
    return pageOf(rows.map((row) => toEndpointView(row, this.clock.now())), limit, positionOf);
  }
}

function found(search: string) {
  const part = { contains: likeExactly(search), mode: 'insensitive' as const };
  return { OR: [{ url: part }, { description: part }, { id: { startsWith: likeExactly(search), mode: 'insensitive' as const } }] };
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
