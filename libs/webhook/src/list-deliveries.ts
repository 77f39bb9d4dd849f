import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, sql, sqlEmpty } from '#libs/database';
import { type Actor, commonProblems, pageOf, positionOf } from '#libs/kernel';

import { type DeliveryRow, type DeliveryState, type DeliveryView, selectDeliveries, toDeliveryView } from './delivery.js';
import { tenantOf } from './endpoint.js';
import type { Page, PageRequest } from './page.js';

export interface DeliveryFilter {
  state?: DeliveryState | undefined;
  endpointId?: string | undefined;
}

/** Where a message went and how each attempt ended. @throws Problem `not_found`. */
export class ListDeliveries extends Query<Page<DeliveryView>> {
  constructor(readonly actor: Actor, readonly messageId: string, readonly filter: DeliveryFilter, readonly page: PageRequest) {
    super();
  }
}

@QueryHandler(ListDeliveries)
export class ListDeliveriesHandler implements IQueryHandler<ListDeliveries> {
  constructor(private readonly database: Database) {}

  async execute({ actor, messageId, filter, page }: ListDeliveries): Promise<Page<DeliveryView>> {
    const tenantId = tenantOf(actor);
    const message = await this.database.client.message.findFirst({ where: { id: messageId, tenantId }, select: { id: true } });
    if (!message) throw commonProblems.not_found('No such message.');
    const condition = sql`message_id = ${messageId}
      ${filter.state === undefined ? sqlEmpty : sql`and state = ${filter.state}`}
      ${filter.endpointId === undefined ? sqlEmpty : sql`and endpoint_id = ${filter.endpointId}`}
      ${page.after === undefined ? sqlEmpty : sql`and (created_at, id) > (${BigInt(page.after.createdAt)}, ${page.after.id})`}`;
    const rows = await this.database.query<DeliveryRow>(selectDeliveries(condition, page.limit + 1));
    return pageOf(rows.map(toDeliveryView), page.limit, positionOf);
  }
}
