import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, likeBeginning, likeContaining, type Sql, sql, sqlEmpty } from '#libs/database';
import { type Actor, commonProblems, type EventType, type Millis, pageOf, positionOf } from '#libs/kernel';

import type { DeliveryState } from './delivery.js';
import { tenantOf } from './endpoint.js';
import { type MessageRow, type MessageView, toMessageView } from './message.js';
import type { Page, PageRequest } from './page.js';

export interface MessageFilter {
  type?: EventType | undefined;
  /** Made at this moment or later. */
  from?: Millis | undefined;
  /** Made before this moment. */
  to?: Millis | undefined;
  leaseId?: string | undefined;
  /** With a delivery in this state: to that endpoint, if one is given. */
  state?: DeliveryState | undefined;
  endpointId?: string | undefined;
  /** Part of the type, or the beginning of the id or of the lease's that it is about. */
  search?: string | undefined;
}

type Row = MessageRow & Record<DeliveryState, bigint>;

function selectMessages(conditions: Sql, limit: number): Sql {
  return sql`
    select messages.id, type, body, lease_id as "leaseId", messages.created_at as "createdAt",
      count(*) filter (where state = 'pending') as pending, count(*) filter (where state = 'delivered') as delivered,
      count(*) filter (where state = 'failed') as failed
    from (
      select * from messages where ${conditions} order by created_at desc, id desc limit ${limit}
    ) messages left join deliveries on message_id = messages.id
    group by messages.id, type, body, lease_id, messages.created_at order by messages.created_at desc, messages.id desc`;
}

function toView(row: Row): MessageView {
  return toMessageView(row, { pending: Number(row.pending), delivered: Number(row.delivered), failed: Number(row.failed) });
}

function withDelivery({ state, endpointId }: MessageFilter): Sql {
  if (state === undefined && endpointId === undefined) return sqlEmpty;
  return sql`and exists (
    select 1 from deliveries where message_id = messages.id
      ${state === undefined ? sqlEmpty : sql`and deliveries.state = ${state}`}
      ${endpointId === undefined ? sqlEmpty : sql`and endpoint_id = ${endpointId}`})`;
}

/** A tenant's messages, newest first. */
export class ListMessages extends Query<Page<MessageView>> {
  constructor(readonly actor: Actor, readonly filter: MessageFilter, readonly page: PageRequest) {
    super();
  }
}

@QueryHandler(ListMessages)
export class ListMessagesHandler implements IQueryHandler<ListMessages> {
  constructor(private readonly database: Database) {}

  async execute({ actor, filter, page }: ListMessages): Promise<Page<MessageView>> {
    const conditions = sql`tenant_id = ${tenantOf(actor)}
      ${filter.type === undefined ? sqlEmpty : sql`and type = ${filter.type}`}
      ${filter.from === undefined ? sqlEmpty : sql`and created_at >= ${BigInt(filter.from)}`}
      ${filter.to === undefined ? sqlEmpty : sql`and created_at < ${BigInt(filter.to)}`}
      ${filter.leaseId === undefined ? sqlEmpty : sql`and lease_id = ${filter.leaseId}`}
      ${filter.search === undefined ? sqlEmpty : sql`and (type ilike ${likeContaining(filter.search)} or id ilike ${likeBeginning(filter.search)} or lease_id ilike ${likeBeginning(filter.search)})`}
      ${withDelivery(filter)}
      ${page.after === undefined ? sqlEmpty : sql`and (created_at, id) < (${BigInt(page.after.createdAt)}, ${page.after.id})`}`;
    const rows = await this.database.query<Row>(selectMessages(conditions, page.limit + 1));
    return pageOf(rows.map(toView), page.limit, positionOf);
  }
}

/** One message. @throws Problem `not_found`. */
export class GetMessage extends Query<MessageView> {
  constructor(readonly actor: Actor, readonly messageId: string) {
    super();
  }
}

@QueryHandler(GetMessage)
export class GetMessageHandler implements IQueryHandler<GetMessage> {
  constructor(private readonly database: Database) {}

  async execute({ actor, messageId }: GetMessage): Promise<MessageView> {
    const [row] = await this.database.query<Row>(selectMessages(sql`id = ${messageId} and tenant_id = ${tenantOf(actor)}`, 1));
    if (!row) throw commonProblems.not_found('No such message.');
    return toView(row);
  }
}
