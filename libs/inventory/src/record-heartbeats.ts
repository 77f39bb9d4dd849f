import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { appendEvents, Database, sql, sqlEmpty } from '#libs/database';
import { type Actor, CLOCK, type Clock, commonProblems, SETTINGS, type Settings } from '#libs/kernel';

import { ownedBy, tellCapacity } from './host.store.js';

export interface HeartbeatInput {
  clusterId: string;
  /** Without them: every host of the cluster. */
  hostIds?: readonly string[];
}

export interface HeartbeatsRecorded {
  /** Hosts heard of. */
  recorded: number;
  /** Of those, the ones that had been lost. */
  returned: string[];
  /** Ids asked for that the cluster does not have. */
  unknown: string[];
}

/**
 * Says that a cluster's hosts are alive, now by our clock: an operator's clock decides nothing. @throws Problem `not_found` (cluster).
 * Not audited: it comes every few seconds.
 */
export class RecordHeartbeats extends Command<HeartbeatsRecorded> {
  constructor(readonly actor: Actor, readonly input: HeartbeatInput) {
    super();
  }
}

@CommandHandler(RecordHeartbeats)
export class RecordHeartbeatsHandler implements ICommandHandler<RecordHeartbeats> {
  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async execute({ actor, input }: RecordHeartbeats): Promise<HeartbeatsRecorded> {
    const { clusterId, hostIds } = input;
    const now = this.clock.now();
    const named = hostIds ? sql`and id in (select jsonb_array_elements_text(${JSON.stringify(hostIds)}::jsonb))` : sqlEmpty;
    return this.database.transaction(async (tx) => {
      const rows = await tx.$queryRaw<{ id: string | null; pool_id: string; operator_id: string; returned: boolean; appeared: boolean }[]>(sql`
        with mine as (
          select id, pool_id, operator_id from clusters where id = ${clusterId} ${ownedBy(actor)}
        ), heard as materialized (
          select id, lost_at, last_heartbeat_at from hosts where cluster_id in (select id from mine) ${named} order by id collate "C" for no key update
        ), beat as (
          update hosts h set last_heartbeat_at = ${BigInt(now)}, lost_at = null from heard where h.id = heard.id
          returning h.id, heard.lost_at is not null as returned,
            heard.lost_at is not null or heard.last_heartbeat_at is null or heard.last_heartbeat_at < ${BigInt(now - this.settings.hostStaleAfterMillis)} as appeared
        ), silence as (
          insert into host_silences (host_id, starts_at, ends_at)
          select id, last_heartbeat_at, ${BigInt(now)} from heard where lost_at is not null and last_heartbeat_at < ${BigInt(now)} on conflict do nothing
        )
        select beat.id, mine.pool_id, mine.operator_id, beat.returned, beat.appeared from mine left join beat on true`);
      const [first] = rows;
      if (!first) throw commonProblems.not_found('No such cluster.', { pointer: '/clusterId' });
      const known = new Set(rows.flatMap((row) => row.id ?? []));
      const returned = rows.flatMap((row) => (row.id && row.returned ? [row.id] : []));
      if (rows.some((row) => row.appeared)) await tellCapacity(tx, now, [first.pool_id]);
      await appendEvents(tx, now, returned.map((hostId) => ({ type: 'host.returned', subjectId: hostId, payload: { hostId, operatorId: first.operator_id, clusterId } })));
      return { recorded: known.size, returned, unknown: (hostIds ?? []).filter((id) => !known.has(id)) };
    });
  }
}
