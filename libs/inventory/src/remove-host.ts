import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { Database } from '#libs/database';
import { audit } from '#libs/identity';
import { type Actor, CLOCK, type Clock } from '#libs/kernel';

import { lockHost } from './host.store.js';
import { lockInventories } from './inventory.store.js';
import { inventoryProblems } from './inventory.errors.js';

/** Forgets a host that holds no claims. @throws Problem `not_found`, `stale_generation`, `capacity_in_use`. */
export class RemoveHost extends Command<void> {
  constructor(readonly actor: Actor, readonly hostId: string, readonly generation: number) {
    super();
  }
}

@CommandHandler(RemoveHost)
export class RemoveHostHandler implements ICommandHandler<RemoveHost> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, hostId, generation }: RemoveHost): Promise<void> {
    const now = this.clock.now();
    await this.database.modelTransaction(async (tx) => {
      const host = await lockHost(tx, actor, hostId, generation);
      // Locked, so a taker under way either has taken by now and is seen, or finds nothing to take from.
      const inventories = await lockInventories(tx, hostId);
      if (inventories.some((inventory) => inventory.used > 0)) {
        throw inventoryProblems.capacity_in_use('Claims are held on this host; drain it first.');
      }
      await tx.inventory.deleteMany({ where: { hostId } });
      await tx.maintenanceWindow.deleteMany({ where: { hostId } });
      await tx.host.delete({ where: { id: hostId } });
      await audit(tx, actor, now, { ownerType: 'operator', ownerId: host.operatorId, action: 'host.removed', subjectId: hostId, detail: {} });
    });
  }
}
