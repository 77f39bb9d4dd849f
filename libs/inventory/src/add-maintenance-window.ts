import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { Database, once, sql } from '#libs/database';
import { audit } from '#libs/identity';
import { type Actor, CLOCK, type Clock, commonProblems, newId } from '#libs/kernel';

import { type Window } from './host.js';
import { lockHost, type MaintenanceView, tellCapacity } from './host.store.js';
import { inventoryProblems } from './inventory.errors.js';

/** Windows of one host that are not over. */
const MAX_WINDOWS_PER_HOST = 50;

export interface MaintenanceInput extends Window {
  reason: string;
}

/** Announces when a host will be away: no work is placed on it that would run into the window. @throws Problem `not_found`, `invalid_window`. */
export class AddMaintenanceWindow extends Command<MaintenanceView> {
  constructor(readonly actor: Actor, readonly hostId: string, readonly input: MaintenanceInput, readonly idempotencyKey?: string) {
    super();
  }
}

@CommandHandler(AddMaintenanceWindow)
export class AddMaintenanceWindowHandler implements ICommandHandler<AddMaintenanceWindow> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, hostId, input, idempotencyKey }: AddMaintenanceWindow): Promise<MaintenanceView> {
    const now = this.clock.now();
    if (input.endsAt <= input.startsAt) throw inventoryProblems.invalid_window('A window ends after it starts.', { pointer: '/endsAt' });
    return this.database.modelTransaction((tx) => once(tx, { ownerId: actor.ownerId, key: idempotencyKey, request: ['AddMaintenanceWindow', hostId, input], now }, async () => {
      if (input.endsAt <= now) throw inventoryProblems.invalid_window('The window is over.', { pointer: '/endsAt' });
      const host = await lockHost(tx, actor, hostId, undefined);
      const others = await tx.maintenanceWindow.count({ where: { hostId, endsAt: { gt: BigInt(now) } } });
      if (others >= MAX_WINDOWS_PER_HOST) throw inventoryProblems.invalid_window(`A host has at most ${MAX_WINDOWS_PER_HOST} windows that are not over.`);
      const window = { id: newId('maintenance'), startsAt: input.startsAt, endsAt: input.endsAt, reason: input.reason };
      await tx.maintenanceWindow.create({ data: { ...window, hostId, startsAt: BigInt(window.startsAt), endsAt: BigInt(window.endsAt) } });
      await tx.$executeRaw(sql`update hosts set generation = generation + 1 where id = ${hostId}`);
      await audit(tx, actor, now, { ownerType: 'operator', ownerId: host.operatorId, action: 'maintenance.added', subjectId: hostId, detail: window });
      return window;
    }));
  }
}

/** Withdraws a window. @throws Problem `not_found`. */
export class RemoveMaintenanceWindow extends Command<void> {
  constructor(readonly actor: Actor, readonly hostId: string, readonly windowId: string) {
    super();
  }
}

@CommandHandler(RemoveMaintenanceWindow)
export class RemoveMaintenanceWindowHandler implements ICommandHandler<RemoveMaintenanceWindow> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, hostId, windowId }: RemoveMaintenanceWindow): Promise<void> {
    const now = this.clock.now();
    await this.database.modelTransaction(async (tx) => {
      const host = await lockHost(tx, actor, hostId, undefined);
      const { count } = await tx.maintenanceWindow.deleteMany({ where: { id: windowId, hostId } });
      if (count === 0) throw commonProblems.not_found('No such maintenance window.');
      await tx.$executeRaw(sql`update hosts set generation = generation + 1 where id = ${hostId}`);
      await tellCapacity(tx, now, [host.poolId]);
      await audit(tx, actor, now, { ownerType: 'operator', ownerId: host.operatorId, action: 'maintenance.removed', subjectId: hostId, detail: { windowId } });
    });
  }
}
