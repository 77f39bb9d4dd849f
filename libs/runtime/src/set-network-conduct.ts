import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler, type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, sql } from '#libs/database';
import { audit } from '#libs/identity';
import { type Actor, CLOCK, type Clock } from '#libs/kernel';

import { checkSimulated, lockSimulated } from './fault.js';
import { conductsOf } from './set-work-conduct.js';
import type { NetworkConduct } from './network-work.js';

/** How a simulated host sends what it is asked for; plain JSON. */
export interface NetworkConductView {
  conduct: NetworkConduct;
}

/** Tells a simulated host of the operator's how to send what it is asked for, from now on. Again it changes nothing. @throws Problem `not_found`, `not_simulated` */
export class SetNetworkConduct extends Command<NetworkConductView> {
  constructor(readonly actor: Actor, readonly host: { clusterId: string; hostId: string }, readonly conduct: NetworkConduct) {
    super();
  }
}

@CommandHandler(SetNetworkConduct)
export class SetNetworkConductHandler implements ICommandHandler<SetNetworkConduct> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, host: { clusterId, hostId }, conduct }: SetNetworkConduct): Promise<NetworkConductView> {
    return this.database.transaction(async (tx) => {
      await lockSimulated(tx, actor, clusterId);
      if ((await conductsOf(tx, clusterId, hostId)).network === conduct) return { conduct };
      await tx.$executeRaw(sql`insert into simulated_conduct (host_id, conduct, network) values (${hostId}, 'honest', ${conduct}) on conflict (host_id) do update set network = excluded.network`);
      await audit(tx, actor, this.clock.now(), { ownerType: 'operator', ownerId: actor.ownerId, action: 'host.network_conduct_set', subjectId: hostId, detail: { conduct } });
      return { conduct };
    });
  }
}

/** How a simulated host of the operator's sends what it is asked for. @throws Problem `not_found`, `not_simulated` */
export class GetNetworkConduct extends Query<NetworkConductView> {
  constructor(readonly actor: Actor, readonly host: { clusterId: string; hostId: string }) {
    super();
  }
}

@QueryHandler(GetNetworkConduct)
export class GetNetworkConductHandler implements IQueryHandler<GetNetworkConduct> {
  constructor(private readonly database: Database) {}

  async execute({ actor, host: { clusterId, hostId } }: GetNetworkConduct): Promise<NetworkConductView> {
    await checkSimulated(this.database, actor, clusterId);
    return { conduct: (await conductsOf(this.database, clusterId, hostId)).network };
  }
}
