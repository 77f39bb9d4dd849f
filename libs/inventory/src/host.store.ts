import { appendEvents, type Reader, rowsOf, type Sql, signal, signalChannels, sql, sqlEmpty, type Transaction } from '#libs/database';
import { type Actor, commonProblems, type Millis, move } from '#libs/kernel';

import { capacityOf, type CapacityKind, type Contact, contactOf, type ContactSettings, type HostRemark, type HostState, hostMoves, type InventorySpec, type Window, type WithheldReason } from './host.js';
import { inventoryProblems } from './inventory.errors.js';

/** What an operator reads of one inventory of its host. */
export interface InventoryView extends InventorySpec {
  /** What claims may take together, reservation and ratio applied. */
  capacity: number;
  used: number;
  /** GPU_MILLI: thousandths taken of each device. */
  deviceUsed: number[];
}

export interface MaintenanceView extends Window {
  id: string;
  reason: string;
}

/** What an operator reads of its host. */
export interface HostView {
  id: string;
  operatorId: string;
  siteId: string;
  clusterId: string;
  poolId: string;
  name: string;
  jurisdiction: string;
  region: string;
  state: HostState;
  capacity: CapacityKind;
  traits: string[];
  /** Goes up with each change of the host; changes carry it. */
  generation: number;
  contact: Contact;
  lastHeartbeatAt: Millis | null;
  lostAt: Millis | null;
  drainBy: Millis | null;
  /** Why its cluster keeps it off offer; on offer when there are none. */
  withheld: WithheldReason[];
  remarks: HostRemark[];
  createdAt: Millis;
  inventories: InventoryView[];
  maintenance: MaintenanceView[];
}

/** The operator on whose behalf somebody acts. @throws Problem `forbidden` for anybody else. */
export function operatorOf(actor: Actor): string {
  if (actor.ownerType !== 'operator') throw commonProblems.forbidden('Only an operator has inventory.');
  return actor.ownerId;
}

/** Narrows a statement on `hosts h`, `sites` or `clusters` to what an actor may touch: an operator its own, the platform all. */
export function ownedBy(actor: Actor): Sql {
  if (actor.ownerType === 'platform') return sqlEmpty;
  return sql`and operator_id = ${operatorOf(actor)}`;
}

export interface LockedHost {
  id: string;
  operatorId: string;
  clusterId: string;
  poolId: string;
  state: HostState;
  capacity: CapacityKind;
  traits: string[];
  generation: number;
  drainBy: Millis | null;
}

/**
 * Locks an actor's host for the rest of the transaction. Hosts are locked before inventories, everywhere.
 * @throws Problem `not_found`; `stale_generation` when the caller's copy is not the newest.
 */
export async function lockHost(tx: Transaction, actor: Actor, hostId: string, generation: number | undefined): Promise<LockedHost> {
  const [host] = await tx.$queryRaw<(Omit<LockedHost, 'drainBy' | 'traits'> & { drainBy: bigint | null; traits: string[] | null })[]>(sql`
    select id, operator_id as "operatorId", cluster_id as "clusterId", pool_id as "poolId", state, capacity, traits, generation, drain_by as "drainBy"
    from hosts where id = ${hostId} ${ownedBy(actor)} for no key update`);
  if (!host) throw commonProblems.not_found('No such host.');
  if (generation !== undefined && generation !== host.generation) {
    throw inventoryProblems.stale_generation(
      `The host is at generation ${host.generation} and the request was made for ${generation}; read it again.`,
      { pointer: '/generation', extra: { generation: host.generation } },
    );
  }
  return { ...host, traits: host.traits ?? [], drainBy: host.drainBy === null ? null : Number(host.drainBy) };
}

/** The one writer of a host's state. Nothing happens when the host is so already. @returns whether anything changed. */
export async function moveHost(tx: Transaction, host: LockedHost, to: HostState, drainBy: Millis | null = null): Promise<boolean> {
  if (host.state === to && host.drainBy === drainBy) return false;
  const state = host.state === to ? to : move<HostState>(hostMoves, host.state, to);
  await tx.$executeRaw(sql`
    update hosts set state = ${state}, drain_by = ${drainBy === null ? null : BigInt(drainBy)}::bigint, generation = generation + 1 where id = ${host.id}`);
  return true;
}

/** Tells that a pool has room that it had not: its blocked leases are tried again. */
export async function tellCapacity(tx: Transaction, at: Millis, poolIds: Iterable<string>): Promise<void> {
  const pools = [...new Set(poolIds)].toSorted();
  await appendEvents(tx, at, pools.map((poolId) => ({ type: 'capacity.changed', subjectId: poolId })));
  for (const poolId of pools) await signal(tx, signalChannels.schedule, poolId);
}

interface HostRow extends Omit<HostView, 'traits' | 'contact' | 'lastHeartbeatAt' | 'lostAt' | 'drainBy' | 'withheld' | 'remarks' | 'createdAt' | 'inventories'> {
  traits: string[] | null;
  lastHeartbeatAt: bigint | null;
  lostAt: bigint | null;
  drainBy: bigint | null;
  withheld: WithheldReason[] | null;
  remarks: HostRemark[] | null;
  createdAt: bigint;
  inventories: Omit<InventoryView, 'capacity'>[];
}

/** Hosts (`h`) that a condition selects, in order of id. */
export async function hostViews(reader: Reader, condition: Sql, options: { limit: number; now: Millis; settings: ContactSettings; order?: Sql }): Promise<HostView[]> {
  const rows = await rowsOf<HostRow>(reader, sql`
    select id, operator_id as "operatorId", site_id as "siteId", cluster_id as "clusterId", pool_id as "poolId", name, jurisdiction, region, state,
      capacity, traits, generation, last_heartbeat_at as "lastHeartbeatAt", lost_at as "lostAt", drain_by as "drainBy", withheld, remarks, created_at as "createdAt",
      (select coalesce(json_agg(json_build_object('resourceClass', resource_class, 'variant', variant, 'total', total, 'reserved', reserved,
          'minUnit', min_unit, 'maxUnit', max_unit, 'stepSize', step_size, 'allocationRatioBps', allocation_ratio_bps, 'expandable', expandable, 'used', used,
          'deviceUsed', coalesce(device_used, '{}')) order by resource_class, variant), '[]')
        from inventories i where i.host_id = h.id) as inventories,
      (select coalesce(json_agg(json_build_object('id', id, 'startsAt', starts_at, 'endsAt', ends_at, 'reason', reason) order by starts_at, id), '[]')
        from maintenance_windows m where m.host_id = h.id and ends_at > ${BigInt(options.now)}) as maintenance
    from hosts h where ${condition} order by ${options.order ?? sql`id collate "C"`} limit ${options.limit}`);
  return rows.map((row) => {
    const host = {
      ...row,
      traits: row.traits ?? [],
      lastHeartbeatAt: numberOrNull(row.lastHeartbeatAt),
      lostAt: numberOrNull(row.lostAt),
      drainBy: numberOrNull(row.drainBy),
      withheld: row.withheld ?? [],
      remarks: row.remarks ?? [],
      createdAt: Number(row.createdAt),
      inventories: row.inventories.map((inventory) => ({ ...inventory, capacity: capacityOf(inventory) })),
    };
    return { ...host, contact: contactOf(host, options.now, options.settings) };
  });
}

/** The hosts of a cluster, in order of id. */
export function hostViewsIn(reader: Reader, clusterId: string, limit: number, now: Millis, settings: ContactSettings): Promise<HostView[]> {
  return hostViews(reader, sql`cluster_id = ${clusterId}`, { limit, now, settings });
}

/** One host of an actor's. @throws Problem `not_found`. */
export async function hostView(reader: Reader, actor: Actor, hostId: string, now: Millis, settings: ContactSettings): Promise<HostView> {
  const [host] = await hostViews(reader, sql`id = ${hostId} ${ownedBy(actor)}`, { limit: 1, now, settings });
  if (!host) throw commonProblems.not_found('No such host.');
  return host;
}

export function numberOrNull(value: bigint | null): number | null {
  return value === null ? null : Number(value);
}
