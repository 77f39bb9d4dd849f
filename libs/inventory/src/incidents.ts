import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler, type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, type Reader, rowsOf, sql } from '#libs/database';
import { audit } from '#libs/identity';
import { type Actor, CLOCK, type Clock, commonProblems, type Millis, MILLIS_PER_DAY, newId, pageOf } from '#libs/kernel';

export const incidentKinds = ['degraded', 'disrupted', 'maintenance'] as const;
export type IncidentKind = (typeof incidentKinds)[number];

/** What everybody is told of a pool. */
export interface IncidentView {
  id: string;
  kind: IncidentKind;
  title: string;
  startsAt: Millis;
  /** Null: it goes on. */
  endsAt: Millis | null;
}

interface IncidentRow {
  id: string;
  pool_id: string;
  kind: IncidentKind;
  title: string;
  starts_at: bigint;
  ends_at: bigint | null;
}

const columns = sql`id, pool_id, kind, title, starts_at, ends_at`;
const viewOf = (row: IncidentRow): IncidentView => ({ id: row.id, kind: row.kind, title: row.title, startsAt: Number(row.starts_at), endsAt: row.ends_at === null ? null : Number(row.ends_at) });

/** How long an incident that is over is told of. */
const TOLD_MILLIS = 30 * MILLIS_PER_DAY;
const MOST_TOLD = 20;

/** Tells everybody that something is, or will be, the matter with a pool. @throws Problem `not_found`. */
export class DeclareIncident extends Command<IncidentView> {
  constructor(readonly actor: Actor, readonly poolId: string, readonly input: { kind: IncidentKind; title: string; startsAt?: Millis; endsAt?: Millis }) {
    super();
  }
}

@CommandHandler(DeclareIncident)
export class DeclareIncidentHandler implements ICommandHandler<DeclareIncident> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, poolId, input: { kind, title, startsAt, endsAt } }: DeclareIncident): Promise<IncidentView> {
    const now = this.clock.now();
    const from = startsAt ?? now;
    if (endsAt !== undefined && endsAt < from) throw commonProblems.invalid_request('An incident ends after it begins.', { pointer: '/endsAt' });
    return this.database.transaction(async (tx) => {
      const [row] = await tx.$queryRaw<IncidentRow[]>(sql`
        insert into incidents (id, pool_id, kind, title, starts_at, ends_at, created_at)
        select ${newId('incident')}, id, ${kind}, ${title}, ${BigInt(from)}, ${endsAt === undefined ? null : BigInt(endsAt)}, ${BigInt(now)} from pools where id = ${poolId} returning ${columns}`);
      if (!row) throw commonProblems.not_found('No such pool.');
      await audit(tx, actor, now, { action: 'incident.declared', subjectId: row.id, detail: { poolId, kind, title } });
      return viewOf(row);
    });
  }
}

/** Ends an incident, or says anew what it is. @throws Problem `not_found`. */
export class ChangeIncident extends Command<IncidentView> {
  constructor(readonly actor: Actor, readonly incidentId: string, readonly input: { kind?: IncidentKind; title?: string; endsAt?: Millis }) {
    super();
  }
}

@CommandHandler(ChangeIncident)
export class ChangeIncidentHandler implements ICommandHandler<ChangeIncident> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, incidentId, input: { kind, title, endsAt } }: ChangeIncident): Promise<IncidentView> {
    const end = endsAt === undefined ? null : BigInt(endsAt);
    return this.database.transaction(async (tx) => {
      const [row] = await tx.$queryRaw<IncidentRow[]>(sql`
        update incidents set kind = coalesce(${kind ?? null}, kind), title = coalesce(${title ?? null}, title),
          ends_at = case when ${end}::bigint is null then ends_at else greatest(${end}::bigint, starts_at) end
        where id = ${incidentId} returning ${columns}`);
      if (!row) throw commonProblems.not_found('No such incident.');
      await audit(tx, actor, this.clock.now(), { action: 'incident.changed', subjectId: incidentId, detail: { kind, title, endsAt } });
      return viewOf(row);
    });
  }
}

export type IncidentPosition = { startsAt: Millis; id: string };

/** All that was ever declared of a pool, the latest first. @throws Problem `not_found`. */
export class ListIncidents extends Query<{ items: IncidentView[]; next: IncidentPosition | null }> {
  constructor(readonly poolId: string, readonly page: { limit: number; before?: IncidentPosition | undefined }) {
    super();
  }
}

@QueryHandler(ListIncidents)
export class ListIncidentsHandler implements IQueryHandler<ListIncidents> {
  constructor(private readonly database: Database) {}

  async execute({ poolId, page: { limit, before } }: ListIncidents): Promise<{ items: IncidentView[]; next: IncidentPosition | null }> {
    const pools = await rowsOf(this.database, sql`select 1 from pools where id = ${poolId}`);
    if (pools.length === 0) throw commonProblems.not_found('No such pool.');
    const rows = await rowsOf<IncidentRow>(this.database, sql`
      select ${columns} from incidents where pool_id = ${poolId} and (starts_at, id) < (${BigInt(before?.startsAt ?? Number.MAX_SAFE_INTEGER)}, ${before?.id ?? ''})
      order by starts_at desc, id desc limit ${limit + 1}`);
    return pageOf(rows.map(viewOf), limit, ({ startsAt, id }) => ({ startsAt, id }));
  }
}

/** What is told of each pool, the newest first: what goes on or is to come, and what is over not long ago. */
export async function incidentsOf(reader: Reader, poolIds: readonly string[], now: Millis): Promise<Map<string, IncidentView[]>> {
  const rows = await rowsOf<IncidentRow>(reader, sql`
    select ${columns} from (
      select ${columns}, row_number() over (partition by pool_id order by starts_at desc, id) as place from incidents
      where pool_id in (select jsonb_array_elements_text(${JSON.stringify(poolIds)}::jsonb)) and (ends_at is null or ends_at > ${BigInt(now - TOLD_MILLIS)})
    ) told where place <= ${MOST_TOLD} order by starts_at desc, id`);
  const byPool = new Map<string, IncidentView[]>();
  for (const row of rows) byPool.set(row.pool_id, [...(byPool.get(row.pool_id) ?? []), viewOf(row)]);
  return byPool;
}
