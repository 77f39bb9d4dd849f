import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database } from '#libs/database';
import { type Actor, commonProblems, type Millis, pageOf, positionOf } from '#libs/kernel';

import { type MessageState, type MessageView, selectMessages } from './payment-messages.js';

/** What the payment service is told, the latest first, just as it is sent; for administrators. */
export class ListPaymentMessages extends Query<{ items: MessageView[]; next: { createdAt: Millis; id: string } | null }> {
  constructor(readonly actor: Actor, readonly filter: { limit: number; state?: MessageState; after?: { createdAt: Millis; id: string } }) {
    super();
  }
}

@QueryHandler(ListPaymentMessages)
export class ListPaymentMessagesHandler implements IQueryHandler<ListPaymentMessages> {
  constructor(private readonly database: Database) {}

  async execute({ actor, filter }: ListPaymentMessages): Promise<{ items: MessageView[]; next: { createdAt: Millis; id: string } | null }> {
    if (actor.ownerType !== 'platform') throw commonProblems.forbidden('These are for the platform to read.');
    const found = await selectMessages(this.database, { ...filter, limit: filter.limit + 1 });
    return pageOf(found, filter.limit, positionOf);
  }
}
