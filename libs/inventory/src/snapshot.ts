import { type Reader, rowsOf, sql } from '#libs/database';
import { type Millis, type ResourceClass } from '#libs/kernel';
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

/**
 * Every host of a pool with what it offers, in order of id: one statement, so one consistent moment, but for what operators have bonded and how far they are trusted. A host's
 * inventories come as one text of words, half as dear as JSON or as a row for each: this is read in every scheduling round.
 */
export async function hostsForPlacement(reader: Reader, poolId: string, now: Millis, settings: ContactSettings): Promise<PlacementHost[]> {
  const rows = await rowsOf<HostRow>(reader, sql`
    select h.id, h.operator_id, coalesce('group:' || o.group_id, h.operator_id) as group_id, h.site_id, h.cluster_id, h.jurisdiction, h.region, h.state, coalesce(cardinality(h.withheld), 0) > 0 as withheld, h.capacity, h.traits, h.last_heartbeat_at, h.lost_at,
      i.inventories, m.windows
    from hosts h
    left join operators o on o.id = h.operator_id
    left join (
      select host_id, string_agg(concat_ws(' ', resource_class, variant, (total - reserved) * allocation_ratio_bps / 10000, used,
        min_unit, max_unit, step_size, array_to_string(device_used, ',')), ';' order by resource_class collate "C", variant collate "C") as inventories
      from inventories where host_id in (select id from hosts where pool_id = ${poolId}) group by host_id
    ) i on i.host_id = h.id
    left join (
      select host_id, json_agg(json_build_object('startsAt', starts_at, 'endsAt', ends_at) order by starts_at, id) as windows
      from maintenance_windows where ends_at > ${BigInt(now)} group by host_id
    ) m on m.host_id = h.id
    where h.pool_id = ${poolId} order by h.id collate "C"`);
  const covers = await bondCoversIn(reader, poolId, now);
  const tiers = await tiersIn(reader, poolId);
  return rows.map((row) => toPlacementHost(row, { cover: covers.get(row.operator_id), tiers: tiers.get(row.operator_id) }, now, settings));
}

interface OfOperator {
  cover: BondCover | undefined;
  tiers: OperatorTiers | undefined;
}

function toPlacementHost(row: HostRow, { cover, tiers }: OfOperator, now: Millis, settings: ContactSettings): PlacementHost {
  const maintenance = row.windows ?? [];
  return {
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
    contact: contactOf({ lastHeartbeatAt: numberOrNull(row.last_heartbeat_at), lostAt: numberOrNull(row.lost_at) }, now, settings),
    inMaintenance: inWindow(maintenance, now),
    maintenance,
    inventories: row.inventories === null ? [] : row.inventories.split(';').map(toInventory).map((inventory) => withTier(withinBond(inventory, cover), tiers)),
  };
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
