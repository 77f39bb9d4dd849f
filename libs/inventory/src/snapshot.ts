import { type Reader, rowsOf, type Sql, sql } from '#libs/database';
import { canonicalJson, type Millis, type ResourceClass } from '#libs/kernel';
import { type BondCover, bondCoversIn, unitsWithinBond } from '#libs/stake';
import { type OperatorTiers, tiersIn } from '#libs/trust';

import { type CapacityKind, type Contact, contactOf, type ContactSettings, type HostState, inWindow, type Window } from './host.js';
import { numberOrNull } from './host.store.js';

/** One inventory as placement sees it. Quantities in the class's own unit. */
export interface PlacementInventory {
  resourceClass: ResourceClass;
  variant: string;
  /** What claims may take together: ratio and reservation applied, and no more than is bonded for, unless claims hold more. */
  capacity: number;
  used: number;
  minUnit: number;
  maxUnit: number;
  stepSize: number;
  /** GPU_MILLI: thousandths taken of each device. */
  deviceUsed: number[];
  /** How far its operator is trusted with the class, by its place among tiers; left out where it is not. */
  tier?: number;
}

/** A host as placement sees it, whatever its state: filters decide. */
export interface PlacementHost {
  id: string;
  operatorId: string;
  /** Its operator, or the group of operators that count as one with it. */
  groupId: string;
  siteId: string;
  clusterId: string;
  jurisdiction: string;
  region: string;
  state: HostState;
  /** Whether its cluster keeps it off offer. */
  withheld: boolean;
  capacity: CapacityKind;
  traits: string[];
  contact: Contact;
  inMaintenance: boolean;
  /** Windows that are not over, earliest first: work that would run into one does not belong here. */
  maintenance: Window[];
  inventories: PlacementInventory[];
}

interface HostRow {
  id: string;
  operator_id: string;
  group_id: string;
  site_id: string;
  cluster_id: string;
  jurisdiction: string;
  region: string;
  state: HostState;
  withheld: boolean;
  capacity: CapacityKind;
  traits: string[] | null;
  last_heartbeat_at: bigint | null;
  lost_at: bigint | null;
  inventories: string | null;
  windows: Window[] | null;
}

/** Every host of a pool with what it offers, in order of id: one statement, so one consistent moment, but for what operators have bonded and how far they are trusted. */
export async function hostsForPlacement(reader: Reader, poolId: string, now: Millis, settings: ContactSettings): Promise<PlacementHost[]> {
  return new PoolHosts(poolId).read(reader, now, settings);
}

/** A pool is followed by what was written of it for so long at the most; then all of it is read again. */
const WHOLE_EVERY_MILLIS = 60_000;

/** A host as it was last read, and as it was last given. */
interface KnownHost {
  row: HostRow;
  inventories: readonly PlacementInventory[];
  /** Its operator's bond and tiers as they were then. */
  terms: string;
  host: PlacementHost | undefined;
}

/**
 * A pool's hosts for whoever reads them again and again, as `hostsForPlacement` gives them: after the first time only what was written since is read, and a host that is as
 * it was is the same object. What was written since is found by its rows' `xmin`: it is of a transaction that was not over at the last reading. What was removed is found
 * by number: all that there is is known or was just read, so when it is less, something is gone, and everything is read. It lives in memory alone.
 */
export class PoolHosts {
  private known = new Map<string, KnownHost>();
  private inOrder: readonly KnownHost[] = [];
  /** The oldest transaction that was under way at the last reading; undefined before the first. */
  private since: string | undefined;
  private wholeAt = -Infinity;

  constructor(private readonly poolId: string) {}

  async read(reader: Reader, now: Millis, settings: ContactSettings): Promise<PlacementHost[]> {
    await this.refresh(reader, now);
    const covers = await bondCoversIn(reader, this.poolId, now);
    const tiers = await tiersIn(reader, this.poolId);
    const operators = new Map<string, OfOperator>();
    return this.inOrder.map((known) => {
      const { operator_id: operatorId } = known.row;
      const operator = operators.get(operatorId) ?? ofOperator(covers.get(operatorId), tiers.get(operatorId));
      operators.set(operatorId, operator);
      return hostOf(known, operator, now, settings);
    });
  }

  private async refresh(reader: Reader, now: Millis): Promise<void> {
    const isWhole = this.since === undefined || performance.now() - this.wholeAt >= WHOLE_EVERY_MILLIS;
    const rows = await rowsOf<Mark & (HostRow | { id: null })>(reader, isWhole ? everything(this.poolId, now) : writtenSince(this.poolId, this.since!, now));
    const mark: Mark = rows[0]!;
    if (isWhole) {
      this.wholeAt = performance.now();
      this.known = new Map();
    }
    const before = this.known.size;
    for (const row of rows) {
      if (row.id !== null) this.known.set(row.id, { row, inventories: row.inventories === null ? [] : row.inventories.split(';').map(toInventory), terms: '', host: undefined });
    }
    if (!isWhole && !this.isAll(mark, now)) {
      this.since = undefined;
      return this.refresh(reader, now);
    }
    if (isWhole || this.known.size > before) this.inOrder = [...this.known.values()].toSorted((a, b) => (a.row.id < b.row.id ? -1 : 1));
    else this.inOrder = this.inOrder.map(({ row: { id } }) => this.known.get(id)!);
    this.since = mark.seen;
  }

  /** Whether nothing of what is known has gone. */
  private isAll(mark: Mark, now: Millis): boolean {
    let [inventories, windows] = [0, 0];
    for (const known of this.known.values()) {
      inventories += known.inventories.length;
      windows += windowsOf(known, now).length;
    }
    return this.known.size === Number(mark.all_hosts) && inventories === Number(mark.all_inventories) && windows === Number(mark.all_windows);
  }
}

/** What each row of a reading says of the pool; there is one without a host where none is to be read. */
interface Mark {
  /** The oldest transaction that is not over: those before it have written all that they will. */
  seen: string;
  /** How many there are, read or not. */
  all_hosts: bigint;
  all_inventories: bigint;
  /** That are not over. */
  all_windows: bigint;
}

/** All hosts of a pool. A host's inventories come as one text of words, half as dear as JSON or as a row for each. */
function everything(poolId: string, now: Millis): Sql {
  const none = sql`select null::text as host_id, null::boolean as is_new where false`;
  return reading(poolId, now, { isNew: sql`true`, inventories: none, windows: none, fresh: sql`true` });
}

/** Those of which something was written that was not there at a reading: their own row, an inventory, a window, or what their operator belongs to. `age` counts transactions, also where their numbers wrapped around. */
function writtenSince(poolId: string, since: string, now: Millis): Sql {
  const isNew = (xmin: Sql) => sql`age(${xmin}) <= age(${since}::text::xid)`;
  return reading(poolId, now, {
    isNew: sql`${isNew(sql`h.xmin`)} or coalesce(${isNew(sql`o.xmin`)}, false)`,
    inventories: sql`select i.host_id, ${isNew(sql`i.xmin`)} as is_new from inventories i where i.host_id in (select id from pool)`,
    windows: sql`select m.host_id, ${isNew(sql`m.xmin`)} as is_new from maintenance_windows m where m.ends_at > ${BigInt(now)} and m.host_id in (select id from pool)`,
    fresh: sql`is_new or id in (select host_id from listed where is_new) or id in (select host_id from announced where is_new)`,
  });
}

function reading(poolId: string, now: Millis, { isNew, inventories, windows, fresh }: Readonly<Record<'isNew' | 'inventories' | 'windows' | 'fresh', Sql>>): Sql {
  return sql`
    with pool as materialized (
      select h.id, h.operator_id, coalesce('group:' || o.group_id, h.operator_id) as group_id, h.site_id, h.cluster_id, h.jurisdiction, h.region, h.state, coalesce(cardinality(h.withheld), 0) > 0 as withheld,
        h.capacity, h.traits, h.last_heartbeat_at, h.lost_at, ${isNew} as is_new
      from hosts h left join operators o on o.id = h.operator_id where h.pool_id = ${poolId}
    ), listed as materialized (${inventories}), announced as materialized (${windows}), fresh as (select * from pool where ${fresh})
    select mark.*, f.id, f.operator_id, f.group_id, f.site_id, f.cluster_id, f.jurisdiction, f.region, f.state, f.withheld, f.capacity, f.traits, f.last_heartbeat_at, f.lost_at, i.inventories, m.windows
    from (
      select pg_snapshot_xmin(pg_current_snapshot())::xid::text as seen, (select count(*) from pool) as all_hosts, (select count(*) from listed) as all_inventories, (select count(*) from announced) as all_windows
    ) mark left join fresh f on true left join (
      select host_id, string_agg(concat_ws(' ', resource_class, variant, (total - reserved) * allocation_ratio_bps / 10000, used,
        min_unit, max_unit, step_size, array_to_string(device_used, ',')), ';' order by resource_class collate "C", variant collate "C") as inventories
      from inventories where host_id in (select id from fresh) group by host_id
    ) i on i.host_id = f.id left join (
      select host_id, json_agg(json_build_object('startsAt', starts_at, 'endsAt', ends_at) order by starts_at, id) as windows
      from maintenance_windows where ends_at > ${BigInt(now)} and host_id in (select id from fresh) group by host_id
    ) m on m.host_id = f.id`;
}

interface OfOperator {
  cover: BondCover | undefined;
  tiers: OperatorTiers | undefined;
  /** Both as a text. */
  terms: string;
}

function ofOperator(cover: BondCover | undefined, tiers: OperatorTiers | undefined): OfOperator {
  return { cover, tiers, terms: `${cover ? canonicalJson(cover) : ''}/${tiers ? canonicalJson(Object.fromEntries(tiers)) : ''}` };
}

/** A host as it is now; the same object as before where nothing of it is another. */
function hostOf(known: KnownHost, { cover, tiers, terms }: OfOperator, now: Millis, settings: ContactSettings): PlacementHost {
  const { row, host } = known;
  const contact = contactOf({ lastHeartbeatAt: numberOrNull(row.last_heartbeat_at), lostAt: numberOrNull(row.lost_at) }, now, settings);
  const maintenance = windowsOf(known, now);
  const inMaintenance = inWindow(maintenance, now);
  if (host && known.terms === terms && host.contact === contact && host.inMaintenance === inMaintenance && host.maintenance.length === maintenance.length) return host;
  known.terms = terms;
  known.host = {
    id: row.id,
    operatorId: row.operator_id,
    groupId: row.group_id,
    siteId: row.site_id,
    clusterId: row.cluster_id,
    jurisdiction: row.jurisdiction,
    region: row.region,
    state: row.state,
    withheld: row.withheld,
    capacity: row.capacity,
    traits: row.traits ?? [],
    contact,
    inMaintenance,
    maintenance,
    inventories: known.inventories.map((inventory) => withTier(withinBond(inventory, cover), tiers)),
  };
  return known.host;
}

/** Those that are not over. */
function windowsOf({ row }: KnownHost, now: Millis): Window[] {
  return row.windows?.filter(({ endsAt }) => endsAt > now) ?? [];
}

/** Nothing is taken from under a claim, also where the bond has become less than it needs. */
function withinBond(inventory: PlacementInventory, cover: BondCover | undefined): PlacementInventory {
  if (!cover) return inventory;
  const { capacity, used } = inventory;
  return { ...inventory, capacity: Math.max(unitsWithinBond(capacity, inventory, cover), Math.min(used, capacity)) };
}

function withTier(inventory: PlacementInventory, tiers: OperatorTiers | undefined): PlacementInventory {
  const tier = tiers?.get(inventory.resourceClass);
  return tier === undefined ? inventory : { ...inventory, tier };
}

/** Neither classes nor variants hold blanks or semicolons, by constraint. */
function toInventory(text: string): PlacementInventory {
  const [resourceClass = '', variant = '', capacity, used, minUnit, maxUnit, stepSize, deviceUsed] = text.split(' ');
  return {
    resourceClass: resourceClass as ResourceClass,
    variant,
    capacity: Number(capacity),
    used: Number(used),
    minUnit: Number(minUnit),
    maxUnit: Number(maxUnit),
    stepSize: Number(stepSize),
    deviceUsed: deviceUsed ? deviceUsed.split(',').map(Number) : [],
  };
}
