import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, sql, sqlEmpty } from '#libs/database';
import { type Actor, type Millis, pageOf } from '#libs/kernel';

import { type AttemptView } from './delivery.js';
import { ownEndpoint } from './endpoint.js';
import type { Page, PageRequest } from './page.js';
import type { ErrorClass } from './sender.js';

/** An attempt, and what it was to deliver. */
export interface EndpointAttemptView extends AttemptView {
  deliveryId: string;
  messageId: string;
}

export interface AttemptFilter {
  /** Made at this moment or later. */
  from?: Millis | undefined;
  /** Made before this moment. */
  to?: Millis | undefined;
  errorClass?: ErrorClass | undefined;
  /** Only those that failed, or only those that did not. */
  failed?: boolean | undefined;
}

/** The attempts made at one endpoint, newest first. @throws Problem `not_found`. */
export class ListAttempts extends Query<Page<EndpointAttemptView>> {
  constructor(readonly actor: Actor, readonly endpointId: string, readonly filter: AttemptFilter, readonly page: PageRequest) {
    super();
  }
}

type Row = Omit<EndpointAttemptView, 'at'> & { at: bigint };

@QueryHandler(ListAttempts)
export class ListAttemptsHandler implements IQueryHandler<ListAttempts> {
  constructor(private readonly database: Database) {}

  async execute({ actor, endpointId, filter, page }: ListAttempts): Promise<Page<EndpointAttemptView>> {
    await ownEndpoint(this.database.client, actor, endpointId);
    const rows = await this.database.query<Row>(sql`
      select a.id, a.at, a.status, a.error, a.error_class as "errorClass", a.response, a.duration_millis as "durationMillis", a.delivery_id as "deliveryId", d.message_id as "messageId"
      from attempts a join deliveries d on d.id = a.delivery_id
      where a.endpoint_id = ${endpointId}
        ${filter.from === undefined ? sqlEmpty : sql`and a.at >= ${BigInt(filter.from)}`}
        ${filter.to === undefined ? sqlEmpty : sql`and a.at < ${BigInt(filter.to)}`}
        ${filter.errorClass === undefined ? sqlEmpty : sql`and a.error_class = ${filter.errorClass}`}
        ${filter.failed === undefined ? sqlEmpty : filter.failed ? sql`and a.error is not null` : sql`and a.error is null`}
        ${page.after === undefined ? sqlEmpty : sql`and (a.at, a.id) < (${BigInt(page.after.createdAt)}, ${page.after.id})`}
      order by a.at desc, a.id desc limit ${page.limit + 1}`);
    return pageOf(rows.map((row) => ({ ...row, at: Number(row.at) })), page.limit, ({ at, id }) => ({ createdAt: at, id }));
  }
}
