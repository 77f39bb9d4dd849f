import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, type Reader, rowsOf, sql } from '#libs/database';
import { type Actor, CLOCK, type Clock, type Millis, SETTINGS, type Settings } from '#libs/kernel';

import type { ContactSettings } from './host.js';
import { incidentsOf, type IncidentView } from './incidents.js';
import { platformOnly } from './pool.js';

/** In words, since a figure would show whose hosts are gone: under a tenth of its hosts silent, under half, more. */
export const poolStates = ['operational', 'degraded', 'disrupted'] as const;
export type PoolState = (typeof poolStates)[number];

export interface PoolStatus {
  name: string;
  state: PoolState;
  incidents: IncidentView[];
}

const MOST_POOLS = 200;
const MOST_CLUSTERS = 1_000;

/** What anybody may know of how pools do, by name. */
export class GetPoolStatuses extends Query<PoolStatus[]> {}

@QueryHandler(GetPoolStatuses)
export class GetPoolStatusesHandler implements IQueryHandler<GetPoolStatuses> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock, @Inject(SETTINGS) private readonly settings: Settings) {}

  async execute(): Promise<PoolStatus[]> {
    const now = this.clock.now();
    const pools = await rowsOf<{ id: string; name: string; hosts: bigint; silent: bigint }>(this.database, sql`
      select p.id, p.name, count(h.id) as hosts, count(h.id) filter (where ${isSilent(now, this.settings)}) as silent
      from (select id, name from pools order by name collate "C" limit ${MOST_POOLS}) p left join hosts h on h.pool_id = p.id and h.state = 'open' and h.last_heartbeat_at is not null
      group by p.id, p.name order by p.name collate "C"`);
    const incidents = await incidentsOf(this.database, pools.map(({ id }) => id), now);
    return pools.map(({ id, name, hosts, silent }) => {
      const told = incidents.get(id) ?? [];
      return { name, state: worst([stateOf(Number(silent), Number(hosts)), ...told.filter((incident) => isOn(incident, now)).map(({ kind }) => (kind === 'maintenance' ? 'degraded' : kind))]), incidents: told };
    });
  }
}

/** How a pool does when so many of its hosts are silent. */
export function stateOf(silent: number, hosts: number): PoolState {
  if (silent * 10 < hosts || silent === 0) return 'operational';
  return silent * 2 < hosts ? 'degraded' : 'disrupted';
}

function worst(states: readonly PoolState[]): PoolState {
  return poolStates[Math.max(...states.map((state) => poolStates.indexOf(state)))]!;
}

function isOn({ startsAt, endsAt }: IncidentView, now: Millis): boolean {
  return startsAt <= now && (endsAt === null || endsAt > now);
}

/** As `contactOf` has it: stale, or lost. */
function isSilent(now: Millis, { hostStaleAfterMillis }: ContactSettings) {
  return sql`h.lost_at is not null or h.last_heartbeat_at < ${BigInt(now - hostStaleAfterMillis)}`;
}

/** A cluster as who runs the platform sees it. */
export interface ClusterHealth {
  clusterId: string;
  name: string;
  operatorId: string;
  pool: string;
  driver: string;
  hosts: number;
  /** Of them: stale or lost. */
  silent: number;
  lastHeartbeatAt: Millis | null;
}

/** Every cluster, those with most silent hosts first; a thousand at most. */
export class ListClusterHealth extends Query<ClusterHealth[]> {
  constructor(readonly actor: Actor) {
    super();
  }
}

@QueryHandler(ListClusterHealth)
export class ListClusterHealthHandler implements IQueryHandler<ListClusterHealth> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock, @Inject(SETTINGS) private readonly settings: Settings) {}

  async execute({ actor }: ListClusterHealth): Promise<ClusterHealth[]> {
    platformOnly(actor);
    return clusterHealth(this.database, this.clock.now(), this.settings);
  }
}

async function clusterHealth(reader: Reader, now: Millis, settings: ContactSettings): Promise<ClusterHealth[]> {
  const rows = await rowsOf<Omit<ClusterHealth, 'hosts' | 'silent' | 'lastHeartbeatAt'> & { hosts: bigint; silent: bigint; last: bigint | null }>(reader, sql`
    select c.id as "clusterId", c.name, c.operator_id as "operatorId", p.name as pool, c.driver, count(h.id) as hosts,
      count(h.id) filter (where ${isSilent(now, settings)}) as silent, max(h.last_heartbeat_at) as last
    from clusters c join pools p on p.id = c.pool_id left join hosts h on h.cluster_id = c.id
    group by c.id, c.name, c.operator_id, p.name, c.driver order by silent desc, c.id limit ${MOST_CLUSTERS}`);
  return rows.map(({ hosts, silent, last, ...row }) => ({ ...row, hosts: Number(hosts), silent: Number(silent), lastHeartbeatAt: last === null ? null : Number(last) }));
}
