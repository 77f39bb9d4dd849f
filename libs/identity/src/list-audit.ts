import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, likeBeginning, likeContaining, sql, sqlEmpty } from '#libs/database';
import { type Actor, type Json } from '#libs/kernel';

import { requireWhole } from './owner.js';

export interface AuditView {
  at: number;
  /** The key that did it. */
  actorId: string;
  action: string;
  subjectId: string | null;
  requestId: string | null;
  detail: Json;
}

interface AuditRow {
  id: bigint;
  at: bigint;
  actor_id: string;
  action: string;
  subject_id: string | null;
  request_id: string | null;
  detail: Json;
}

/** The newest first; `before` is where the page before ended. `search`: part of what was done, or the beginning of who did it or of what it was done to. */
export class ListAudit extends Query<{ items: AuditView[]; next: number | null }> {
  constructor(
    readonly actor: Actor,
    readonly page: { limit: number; before?: number },
    readonly filter: { subjectId?: string; action?: string; search?: string } = {},
  ) {
    super();
  }
}

@QueryHandler(ListAudit)
export class ListAuditHandler implements IQueryHandler<ListAudit> {
  constructor(private readonly database: Database) {}

  async execute({ actor, page, filter }: ListAudit): Promise<{ items: AuditView[]; next: number | null }> {
    requireWhole(actor);
    const rows = await this.database.query<AuditRow>(sql`
      select id, at, actor_id, action, subject_id, request_id, detail from audit_entries
      where owner_id = ${actor.ownerId}
      ${page.before === undefined ? sqlEmpty : sql`and id < ${BigInt(page.before)}`}
      ${filter.subjectId === undefined ? sqlEmpty : sql`and subject_id = ${filter.subjectId}`}
      ${filter.action === undefined ? sqlEmpty : sql`and action = ${filter.action}`}
      ${filter.search === undefined ? sqlEmpty : sql`and (action ilike ${likeContaining(filter.search)} or actor_id ilike ${likeBeginning(filter.search)} or subject_id ilike ${likeBeginning(filter.search)})`}
      order by id desc limit ${page.limit + 1}`);
    const shown = rows.slice(0, page.limit);
    return { items: shown.map(viewOf), next: rows.length > page.limit ? Number(shown.at(-1)!.id) : null };
  }
}

function viewOf(row: AuditRow): AuditView {
  return { at: Number(row.at), actorId: row.actor_id, action: row.action, subjectId: row.subject_id, requestId: row.request_id, detail: row.detail };
}
