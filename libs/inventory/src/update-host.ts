import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { Database, sql } from '#libs/database';
import { audit } from '#libs/identity';
import { type Actor, CLOCK, type Clock, SETTINGS, type Settings } from '#libs/kernel';

import { type CapacityKind } from './host.js';
import { hostView, type HostView, lockHost, tellCapacity } from './host.store.js';

export interface HostPatch {
  generation: number;
  /** All of them, when given. */
  traits?: string[];
  capacity?: CapacityKind;
}

/** Changes what a host is. Claims on it stay as they are. @throws Problem `not_found`, `stale_generation`. */
export class UpdateHost extends Command<HostView> {
  constructor(readonly actor: Actor, readonly hostId: string, readonly patch: HostPatch) {
    super();
  }
}

@CommandHandler(UpdateHost)
export class UpdateHostHandler implements ICommandHandler<UpdateHost> {
  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async execute({ actor, hostId, patch }: UpdateHost): Promise<HostView> {
    const now = this.clock.now();
    return this.database.transaction(async (tx) => {
      const host = await lockHost(tx, actor, hostId, patch.generation);
      const traits = patch.traits ? [...new Set(patch.traits)].toSorted() : host.traits;
      const capacity = patch.capacity ?? host.capacity;
      await tx.$executeRaw(sql`
        update hosts set capacity = ${capacity}, generation = generation + 1,
          traits = array(select jsonb_array_elements_text(${JSON.stringify(traits)}::jsonb)) where id = ${hostId}`);
      await tellCapacity(tx, now, [host.poolId]); // a lease may have waited for just such a host
      await audit(tx, actor, now, { ownerType: 'operator', ownerId: host.operatorId, action: 'host.updated', subjectId: hostId, detail: { traits, capacity } });
      return hostView(tx, actor, hostId, now, this.settings);
    });
  }
}
