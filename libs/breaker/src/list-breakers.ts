import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, likeBeginning, likeContaining, type Reader, rowsOf, sql, type Sql, sqlEmpty } from '#libs/database';
import { type Actor, commonProblems, type Millis, pageOf } from '#libs/kernel';
import { type BreakerFlow, breakerFlows, type BreakerScope } from '#libs/rules';

import type { FlowStatus } from './breaker.js';

/** Stops of one breaker that are shown. */
const MOST_STOPS = 100;

/** A breaker as administrators see it: plain JSON, amounts as decimal strings. */
export interface BreakerView {
  id: string;
  flow: BreakerFlow;
  scope: BreakerScope;
  /** Null for the whole flow. */
  subjectId: string | null;
  /** The limit that was passed; null where a person stopped it. */
  rule: { rulesVersion: number; windowMillis: Millis; mostNanoTokens: string | null; mostBps: number | null } | null;
  /** What had flowed in the window, and what was to flow besides, in the limit's unit. */
  counted: string | null;
  asked: string | null;
  authorId: string;
  reason: string;
  trippedAt: Millis;
  releasedAt: Millis | null;
  releasedBy: string | null;
  releaseReason: string | null;
  /** What is stopped. */
  waiting: { count: number; amount: string };
}

export interface BreakerDetail extends BreakerView {
  /** The first hundred that wait, the longest first. */
  stops: { key: string; amount: string; since: Millis }[];
}

interface BreakerRow {
  id: string; flow: BreakerFlow; scope: BreakerScope; subject_id: string; rules_version: number | null; window_millis: bigint | null; most_nano_tokens: bigint | null; most_bps: number | null;
  counted: bigint | null; asked: bigint | null; author_id: string; reason: string; tripped_at: bigint; released_at: bigint | null; released_by: string | null; release_reason: string | null;
  waiting: bigint; waiting_amount: string;
}

export type BreakerPosition = { trippedAt: Millis; id: string };

/** What stopped, the latest first; only what still is, or is not any more. `search`: part of the flow or of the reason, or the beginning of the id or of whose it is. @throws Problem `forbidden`. */
export class ListBreakers extends Query<{ items: BreakerView[]; next: BreakerPosition | null }> {
  constructor(readonly actor: Actor, readonly page: { limit: number; open?: boolean | undefined; search?: string | undefined; before?: BreakerPosition | undefined }) {
    super();
  }
}

@QueryHandler(ListBreakers)
export class ListBreakersHandler implements IQueryHandler<ListBreakers> {
  constructor(private readonly database: Database) {}

  async execute({ actor, page: { limit, open, search, before } }: ListBreakers): Promise<{ items: BreakerView[]; next: BreakerPosition | null }> {
    requirePlatform(actor);
    const state = open === undefined ? sqlEmpty : sql`and (b.released_at is null) = ${open}`;
    const found = search === undefined ? sqlEmpty : sql`and (b.flow ilike ${likeContaining(search)} or b.reason ilike ${likeContaining(search)} or b.id ilike ${likeBeginning(search)} or b.subject_id ilike ${likeBeginning(search)})`;
    const rows = await selectBreakers(this.database, sql`(b.tripped_at, b.id) < (${BigInt(before?.trippedAt ?? Number.MAX_SAFE_INTEGER)}, ${before?.id ?? ''}) ${state} ${found}`, limit + 1);
    return pageOf(rows, limit, ({ trippedAt, id }) => ({ trippedAt, id }));
  }
}

/** One, with what waits behind it. @throws Problem `forbidden`, `not_found`. */
export class GetBreaker extends Query<BreakerDetail> {
  constructor(readonly actor: Actor, readonly breakerId: string) {
    super();
  }
}

@QueryHandler(GetBreaker)
export class GetBreakerHandler implements IQueryHandler<GetBreaker> {
  constructor(private readonly database: Database) {}

  async execute({ actor, breakerId }: GetBreaker): Promise<BreakerDetail> {
    requirePlatform(actor);
    const stops = await rowsOf<{ key: string; amount: bigint; since: bigint }>(this.database, sql`
      select key, amount, since from breaker_stops where breaker_id = ${breakerId} and released_at is null order by since, key limit ${MOST_STOPS}`);
    return { ...(await readBreaker(this.database, breakerId)), stops: stops.map(({ key, amount, since }) => ({ key, amount: amount.toString(), since: Number(since) })) };
  }
}

/** Whether flows run, for anybody to know. */
export class GetFlowStatus extends Query<FlowStatus[]> {}

@QueryHandler(GetFlowStatus)
export class GetFlowStatusHandler implements IQueryHandler<GetFlowStatus> {
  constructor(private readonly database: Database) {}

  async execute(): Promise<FlowStatus[]> {
    const rows = await rowsOf<{ flow: BreakerFlow; whole: boolean; since: bigint }>(this.database, sql`
      select flow, bool_or(scope = 'flow') as whole, min(tripped_at) as since from breakers where released_at is null group by flow`);
    return breakerFlows.map((flow) => {
      const row = rows.find((one) => one.flow === flow);
      return { flow, state: !row ? 'running' : row.whole ? 'stopped' : 'partly_stopped', since: row ? Number(row.since) : null };
    });
  }
}

/** @throws Problem `not_found`. */
export async function readBreaker(reader: Reader, breakerId: string): Promise<BreakerView> {
  const [breaker] = await selectBreakers(reader, sql`b.id = ${breakerId}`, 1);
  if (!breaker) throw commonProblems.not_found('No such breaker.');
  return breaker;
}

export function requirePlatform(actor: Actor): void {
  if (actor.ownerType !== 'platform') throw commonProblems.forbidden('Breakers are for administrators.');
}

async function selectBreakers(reader: Reader, where: Sql, limit: number): Promise<BreakerView[]> {
  const rows = await rowsOf<BreakerRow>(reader, sql`
    select b.*, w.waiting, w.waiting_amount from breakers b
      cross join lateral (select count(*) as waiting, coalesce(sum(amount), 0)::text as waiting_amount from breaker_stops s where s.breaker_id = b.id and s.released_at is null) w
    where ${where} order by b.tripped_at desc, b.id desc limit ${limit}`);
  return rows.map((row) => ({
    id: row.id, flow: row.flow, scope: row.scope, subjectId: row.subject_id === '' ? null : row.subject_id,
    rule: row.rules_version === null ? null
      : { rulesVersion: row.rules_version, windowMillis: Number(row.window_millis), mostNanoTokens: row.most_nano_tokens?.toString() ?? null, mostBps: row.most_bps },
    counted: row.counted?.toString() ?? null, asked: row.asked?.toString() ?? null, authorId: row.author_id, reason: row.reason, trippedAt: Number(row.tripped_at),
    releasedAt: row.released_at === null ? null : Number(row.released_at), releasedBy: row.released_by, releaseReason: row.release_reason,
    waiting: { count: Number(row.waiting), amount: row.waiting_amount },
  }));
}
