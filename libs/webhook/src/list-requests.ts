import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, sql, sqlEmpty } from '#libs/database';
import { type Actor, CLOCK, type Clock, type Millis, pageOf, positionOf } from '#libs/kernel';

import { ownEndpoint } from './endpoint.js';
import type { Page, PageRequest } from './page.js';
import { signedHeaders } from './signing.js';

/** A message as an endpoint would be sent it now. */
export interface RequestView {
  id: string;
  messageId: string;
  createdAt: Millis;
  /** Those of Standard Webhooks, signed at this moment. */
  headers: Record<string, string>;
  /** To the byte. */
  body: string;
}

/** What goes to one endpoint, from a moment on, oldest first: for whoever carries it where we cannot reach. @throws Problem `not_found`. */
export class ListRequests extends Query<Page<RequestView>> {
  constructor(readonly actor: Actor, readonly endpointId: string, readonly from: Millis | undefined, readonly page: PageRequest) {
    super();
  }
}

interface Row {
  id: string;
  messageId: string;
  createdAt: bigint;
  body: string;
}

@QueryHandler(ListRequests)
export class ListRequestsHandler implements IQueryHandler<ListRequests> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, endpointId, from, page }: ListRequests): Promise<Page<RequestView>> {
    const endpoint = await ownEndpoint(this.database.client, actor, endpointId);
    const rows = await this.database.query<Row>(sql`
      select d.id, d.message_id as "messageId", d.created_at as "createdAt", m.body from deliveries d join messages m on m.id = d.message_id
      where d.endpoint_id = ${endpointId}
        ${from === undefined ? sqlEmpty : sql`and d.created_at >= ${BigInt(from)}`}
        ${page.after === undefined ? sqlEmpty : sql`and (d.created_at, d.id) > (${BigInt(page.after.createdAt)}, ${page.after.id})`}
      order by d.created_at, d.id limit ${page.limit + 1}`);
    const now = this.clock.now();
    const views = rows.map((row) => ({ ...row, createdAt: Number(row.createdAt), headers: signedHeaders(row.messageId, now, row.body, endpoint) }));
    return pageOf(views, page.limit, positionOf);
  }
}
