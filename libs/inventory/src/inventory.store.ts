import { sql, type Transaction } from '#libs/database';
import { type ResourceClass } from '#libs/kernel';

import { type InventorySpec, MILLI_PER_DEVICE } from './host.js';

/** Writes inventories of new hosts, all in one statement. */
export async function insertInventories(tx: Transaction, hosts: readonly { id: string; specs: readonly InventorySpec[] }[]): Promise<void> {
  await writeInventories(tx, hosts.flatMap(({ id, specs }) => specs.map((spec) => ({ hostId: id, spec, used: 0, deviceUsed: devicesOf(spec) }))));
}

/** One zero for each GPU. */
export function devicesOf({ resourceClass, total }: Pick<InventorySpec, 'resourceClass' | 'total'>): number[] {
  return resourceClass === 'GPU_MILLI' ? Array.from({ length: total / MILLI_PER_DEVICE }, () => 0) : [];
}

export interface InventoryWrite {
  hostId: string;
  spec: InventorySpec;
  /** What an existing row has: a row must be sound also as PostgreSQL first proposes it, before it finds the other. */
  used: number;
  /** As many entries as devices; for existing rows what is taken of them. */
  deviceUsed: readonly number[];
}

/** Inserts or replaces what is declared; `used` stays as it is. Existing rows must be locked by the caller. */
export async function writeInventories(tx: Transaction, writes: readonly InventoryWrite[]): Promise<void> {
  if (writes.length === 0) return;
  const rows = writes.map(({ hostId, spec, used, deviceUsed }) => ({ ...spec, hostId, used, deviceUsed }));
  await tx.$executeRaw(sql`
    insert into inventories (host_id, resource_class, variant, total, reserved, min_unit, max_unit, step_size, allocation_ratio_bps, expandable, used, device_used)
    select "hostId", "resourceClass", variant, total, reserved, "minUnit", "maxUnit", "stepSize", "allocationRatioBps", expandable, used, "deviceUsed"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t("hostId" text, "resourceClass" text, variant text, total bigint, reserved bigint,
      "minUnit" bigint, "maxUnit" bigint, "stepSize" bigint, "allocationRatioBps" int, expandable boolean, used bigint, "deviceUsed" int[])
    on conflict (host_id, resource_class, variant) do update set total = excluded.total, reserved = excluded.reserved, min_unit = excluded.min_unit,
      max_unit = excluded.max_unit, step_size = excluded.step_size, allocation_ratio_bps = excluded.allocation_ratio_bps, expandable = excluded.expandable, device_used = excluded.device_used`);
}

export interface LockedInventory {
  resourceClass: ResourceClass;
  variant: string;
  capacity: number;
  used: number;
  deviceUsed: number[];
}

/** Locks a host's inventories, in the order that takers lock them, and gives their newest state. */
export async function lockInventories(tx: Transaction, hostId: string): Promise<LockedInventory[]> {
  const rows = await tx.$queryRaw<{ resource_class: ResourceClass; variant: string; capacity: bigint; used: bigint; device_used: number[] | null }[]>(sql`
    select resource_class, variant, (total - reserved) * allocation_ratio_bps / 10000 as capacity, used, device_used
    from inventories where host_id = ${hostId} order by resource_class collate "C", variant collate "C" for update`);
  return rows.map((row) => ({
    resourceClass: row.resource_class, variant: row.variant, capacity: Number(row.capacity), used: Number(row.used), deviceUsed: row.device_used ?? [],
  }));
}
