import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database } from '#libs/database';
import { type Millis, pageOf } from '#libs/kernel';
import type { SignedHead } from '#libs/verify';

import { selectHeads } from './log.store.js';

export interface HeadPage {
  items: SignedHead[];
  /** Where the next page goes on: `before`. */
  next: Millis | null;
}

/** Signed heads, the latest first. */
export class ListHeads extends Query<HeadPage> {
  constructor(readonly page: { limit: number; before?: Millis }) {
    super();
  }
}

@QueryHandler(ListHeads)
export class ListHeadsHandler implements IQueryHandler<ListHeads> {
  constructor(private readonly database: Database) {}

  async execute({ page: { limit, before } }: ListHeads): Promise<HeadPage> {
    const heads = await selectHeads(this.database, { limit: limit + 1, before });
    return pageOf(heads, limit, ({ signedAt }) => signedAt);
  }
}
