import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, sql } from '#libs/database';
import { type Actor, commonProblems } from '#libs/kernel';

import { type DeliveryRow, type DeliveryView, selectDeliveries, toDeliveryView } from './delivery.js';
import { tenantOf } from './endpoint.js';

/** Where a message went and how each attempt ended. @throws Problem `not_found`. */
export class ListDeliveries extends Query<DeliveryView[]> {
  constructor(readonly actor: Actor, readonly messageId: string) {
    super();
  }
}

@QueryHandler(ListDeliveries)
export class ListDeliveriesHandler implements IQueryHandler<ListDeliveries> {
  constructor(private readonly database: Database) {}

  async execute({ actor, messageId }: ListDeliveries): Promise<DeliveryView[]> {
    const tenantId = tenantOf(actor);
    const message = await this.database.client.message.findFirst({ where: { id: messageId, tenantId }, select: { id: true } });
    if (!message) throw commonProblems.not_found('No such message.');
    return (await this.database.query<DeliveryRow>(selectDeliveries(sql`message_id = ${messageId}`))).map(toDeliveryView);
  }
}
