import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler, type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, sql } from '#libs/database';
import { audit } from '#libs/identity';
import { type Actor, CLOCK, type Clock } from '#libs/kernel';

import { checkSimulated, lockSimulated } from './fault.js';
import { conductsOf } from './set-work-conduct.js';
import type { DeviceConduct } from './stored-data.js';

/** How a simulated host keeps what is stored on it; plain JSON. */
export interface DeviceConductView {
  conduct: DeviceConduct;
}

/** Tells a simulated host of the operator's how to keep what is stored on it, from now on. Again it changes nothing. @throws Problem `not_found`, `not_simulated` */
export class SetDeviceConduct extends Command<DeviceConductView> {
  constructor(readonly actor: Actor, readonly host: { clusterId: string; hostId: string }, readonly conduct: DeviceConduct) {
    super();
  }
}

@CommandHandler(SetDeviceConduct)
export class SetDeviceConductHandler implements ICommandHandler<SetDeviceConduct> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, host: { clusterId, hostId }, conduct }: SetDeviceConduct): Promise<DeviceConductView> {
    return this.database.transaction(async (tx) => {
      await lockSimulated(tx, actor, clusterId);
      if ((await conductsOf(tx, clusterId, hostId)).devices === conduct) return { conduct };
      await tx.$executeRaw(sql`insert into simulated_conduct (host_id, conduct, devices) values (${hostId}, 'honest', ${conduct}) on conflict (host_id) do update set devices = excluded.devices`);
      await audit(tx, actor, this.clock.now(), { ownerType: 'operator', ownerId: actor.ownerId, action: 'host.device_conduct_set', subjectId: hostId, detail: { conduct } });
      return { conduct };
    });
  }
}

/** How a simulated host of the operator's keeps what is stored on it. @throws Problem `not_found`, `not_simulated` */
export class GetDeviceConduct extends Query<DeviceConductView> {
  constructor(readonly actor: Actor, readonly host: { clusterId: string; hostId: string }) {
    super();
  }
}

@QueryHandler(GetDeviceConduct)
export class GetDeviceConductHandler implements IQueryHandler<GetDeviceConduct> {
  constructor(private readonly database: Database) {}

  async execute({ actor, host: { clusterId, hostId } }: GetDeviceConduct): Promise<DeviceConductView> {
    await checkSimulated(this.database, actor, clusterId);
    return { conduct: (await conductsOf(this.database, clusterId, hostId)).devices };
  }
}
