import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { Database } from '#libs/database';
import { audit } from '#libs/identity';
import { type Actor, CLOCK, type Clock, commonProblems, type Millis, SETTINGS, type Settings } from '#libs/kernel';

import { hostView, type HostView, lockHost, moveHost } from './host.store.js';

export interface DrainInput {
  generation?: number;
  /** When work must have moved; by default after the usual notice. */
  drainBy?: Millis;
}

/**
 * Takes a host off offer and asks that what runs on it moves by a time. Who moves it is runtime: nothing is stopped here.
 * Draining again without a time keeps the first. @throws Problem `not_found`, `stale_generation` when one is given.
 */
export class DrainHost extends Command<HostView> {
  constructor(readonly actor: Actor, readonly hostId: string, readonly input: DrainInput = {}) {
    super();
  }
}

@CommandHandler(DrainHost)
export class DrainHostHandler implements ICommandHandler<DrainHost> {
  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async execute({ actor, hostId, input }: DrainHost): Promise<HostView> {
    const now = this.clock.now();
    if (input.drainBy !== undefined && input.drainBy < now) {
      throw commonProblems.invalid_request('A drain ends in the future.', { pointer: '/drainBy' });
    }
    return this.database.transaction(async (tx) => {
      const host = await lockHost(tx, actor, hostId, input.generation);
      const drainBy = input.drainBy ?? host.drainBy ?? now + this.settings.drainNoticeMillis;
      if (await moveHost(tx, host, 'draining', drainBy)) {
        await audit(tx, actor, now, { ownerType: 'operator', ownerId: host.operatorId, action: 'host.draining', subjectId: hostId, detail: { drainBy } });
      }
      return hostView(tx, actor, hostId, now, this.settings);
    });
  }
}
