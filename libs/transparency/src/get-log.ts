import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database } from '#libs/database';
import type { SignedHead } from '#libs/verify';

import { type LogKeyView, selectHeads, selectKeys } from './log.store.js';

export interface LogView {
  /** Every key that ever signed, the latest first. */
  keys: LogKeyView[];
  /** Null before the first is signed. */
  head: SignedHead | null;
}

/** Whom to believe, and what the log is now. For anybody to know. */
export class GetLog extends Query<LogView> {}

@QueryHandler(GetLog)
export class GetLogHandler implements IQueryHandler<GetLog> {
  constructor(private readonly database: Database) {}

  async execute(): Promise<LogView> {
    const [keys, [head]] = await Promise.all([selectKeys(this.database), selectHeads(this.database, { limit: 1 })]);
    return { keys, head: head ?? null };
  }
}
