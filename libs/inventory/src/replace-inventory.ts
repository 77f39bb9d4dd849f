import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { Database, sql, type Transaction } from '#libs/database';
import { audit } from '#libs/identity';
import { type Actor, CLOCK, type Clock, SETTINGS, type Settings } from '#libs/kernel';

import { capacityOf, type InventorySpec } from './host.js';
import { hostView, type HostView, lockHost, tellCapacity } from './host.store.js';
import { completeInventories, type InventoryInput } from './inventory-spec.js';
import { devicesOf, type InventoryWrite, type LockedInventory, lockInventories, writeInventories } from './inventory.store.js';
import { inventoryProblems } from './inventory.errors.js';

export interface ReplaceInventoryInput {
  generation: number;
  /** All of the host's: what is not named is removed. */
  inventories: InventoryInput[];
}

/**
 * Declares anew what a host offers. What claims hold is never taken from under them.
 * @throws Problem `not_found`, `stale_generation`, `invalid_inventory`, `capacity_in_use` when less would be left than is used.
 */
export class ReplaceInventory extends Command<HostView> {
  constructor(readonly actor: Actor, readonly hostId: string, readonly input: ReplaceInventoryInput) {
    super();
  }
}

@CommandHandler(ReplaceInventory)
export class ReplaceInventoryHandler implements ICommandHandler<ReplaceInventory> {
  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async execute({ actor, hostId, input }: ReplaceInventory): Promise<HostView> {
    const specs = completeInventories(input.inventories, '/inventories');
    const now = this.clock.now();
    return this.database.transaction(async (tx) => {
      const host = await lockHost(tx, actor, hostId, input.generation);
      const before = await lockInventories(tx, hostId);
      await writeInventories(tx, specs.map((spec, index) => rewritten(hostId, spec, index, find(before, spec))));
      await removeOthers(tx, hostId, specs, before);
      await tx.$executeRaw(sql`update hosts set generation = generation + 1 where id = ${hostId}`);
      if (specs.some((spec) => capacityOf(spec) > (find(before, spec)?.capacity ?? 0))) await tellCapacity(tx, now, [host.poolId]);
      await audit(tx, actor, now, {
        ownerType: 'operator', ownerId: host.operatorId, action: 'inventory.replaced', subjectId: hostId, detail: { generation: host.generation + 1 },
      });
      return hostView(tx, actor, hostId, now, this.settings);
    });
  }
}

function find(before: readonly LockedInventory[], spec: Pick<InventorySpec, 'resourceClass' | 'variant'>): LockedInventory | undefined {
  return before.find((row) => row.resourceClass === spec.resourceClass && row.variant === spec.variant);
}

/** A row as it shall be. Of GPUs the first ones stay: what is taken of a device that would go is in use. */
function rewritten(hostId: string, spec: InventorySpec, index: number, before: LockedInventory | undefined): InventoryWrite {
  const devices = devicesOf(spec);
  if (!before) return { hostId, spec, used: 0, deviceUsed: devices };
  const usedOnRemoved = before.deviceUsed.slice(devices.length).some((milli) => milli > 0);
  if (capacityOf(spec) < before.used || usedOnRemoved) throw inUse(spec, before.used, `/inventories/${index}`);
  return { hostId, spec, used: before.used, deviceUsed: devices.map((_, device) => before.deviceUsed[device] ?? 0) };
}

async function removeOthers(tx: Transaction, hostId: string, specs: readonly InventorySpec[], before: readonly LockedInventory[]): Promise<void> {
  const gone = before.filter((row) => !specs.some((spec) => spec.resourceClass === row.resourceClass && spec.variant === row.variant));
  for (const row of gone) if (row.used > 0) throw inUse(row, row.used, '/inventories');
  if (gone.length === 0) return;
  await tx.$executeRaw(sql`
    delete from inventories i using jsonb_to_recordset(${JSON.stringify(gone)}::jsonb) as t("resourceClass" text, variant text)
    where i.host_id = ${hostId} and i.resource_class = t."resourceClass" and i.variant = t.variant`);
}

function inUse(row: Pick<InventorySpec, 'resourceClass' | 'variant'>, used: number, pointer: string): Error {
  const what = [row.resourceClass, row.variant].filter(Boolean).join(' ');
  return inventoryProblems.capacity_in_use(
    `Claims hold ${used} of ${what} on this host; drain it, or keep as much.`,
    { pointer, extra: { resourceClass: row.resourceClass, variant: row.variant, used: String(used) } },
  );
}
