import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { Database } from '#libs/database';
import { audit } from '#libs/identity';
import { type Actor, CLOCK, type Clock, SETTINGS, type Settings } from '#libs/kernel';

import { hostView, type HostView, lockHost, moveHost, tellCapacity } from './host.store.js';

/** Takes a host off offer; what runs on it stays. Twice is as once. @throws Problem `not_found`, `stale_generation` when one is given. */
export class CordonHost extends Command<HostView> {
  constructor(readonly actor: Actor, readonly hostId: string, readonly generation?: number) {
    super();
  }
}

@CommandHandler(CordonHost)
export class CordonHostHandler implements ICommandHandler<CordonHost> {
  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async execute({ actor, hostId, generation }: CordonHost): Promise<HostView> {
    const now = this.clock.now();
    return this.database.transaction(async (tx) => {
      const host = await lockHost(tx, actor, hostId, generation);
      if (await moveHost(tx, host, 'cordoned')) {
        await audit(tx, actor, now, { ownerType: 'operator', ownerId: host.operatorId, action: 'host.cordoned', subjectId: hostId, detail: {} });
      }
      return hostView(tx, actor, hostId, now, this.settings);
    });
  }
}

/** Puts a cordoned or draining host on offer again. @throws Problem `not_found`, `stale_generation` when one is given. */
export class UncordonHost extends Command<HostView> {
  constructor(readonly actor: Actor, readonly hostId: string, readonly generation?: number) {
    super();
  }
}

@CommandHandler(UncordonHost)
export class UncordonHostHandler implements ICommandHandler<UncordonHost> {
  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async execute({ actor, hostId, generation }: UncordonHost): Promise<HostView> {
    const now = this.clock.now();
    return this.database.transaction(async (tx) => {
      const host = await lockHost(tx, actor, hostId, generation);
      if (await moveHost(tx, host, 'open')) {
        await tellCapacity(tx, now, [host.poolId]);
        await audit(tx, actor, now, { ownerType: 'operator', ownerId: host.operatorId, action: 'host.uncordoned', subjectId: hostId, detail: {} });
      }
      return hostView(tx, actor, hostId, now, this.settings);
    });
  }
}
